"""Runners of JWE (RFC 7516), of its content encryption (RFC 7518 section 5) and of ECDH-ES (4.6)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.jose import JamJWEDecryptionError
from ..jose import JWK, JWKSet, jwe
from ..jose.jwe_content import CONTENT_ENCRYPTIONS
from ..jose.jwe_ecdh_es import agreed_key, shared_secret
from ..jose.jwe_json import seal_json
from ..jose.jwe_parts import Draws
from ..jose.key_like import as_key
from .jwe_draws import FixedValues
from .vectors import unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..encoding.json_types import Header, JsonObject
    from ..jose.key_like import KeyLike
    from .family import Family, Outputs


def _key(key: KeyLike) -> KeyLike:
    """Return the key a vector names: members, a set, {"password": text}, or text as it is."""
    if isinstance(key, dict) and "password" in key:
        return JWK.from_password(key["password"])
    if isinstance(key, dict) and "keys" in key:
        return JWKSet.from_dict(key)
    return key


def _encrypt(plaintext: bytes, key: KeyLike, header: JsonObject, fixed: JsonObject | None = None) -> Outputs:
    # `fixed` is nested, so `vectors` has not unpacked it.
    draws = Draws() if fixed is None else FixedValues(**unpack(fixed))
    return {"token": jwe.seal_compact(plaintext, as_key(_key(key)), header, draws)}


def _encrypt_json(
    plaintext: bytes,
    recipients: list[tuple[KeyLike, Header | None]],
    protected: JsonObject | None = None,
    unprotected: JsonObject | None = None,
    aad: bytes | None = None,
    flattened: bool = False,
    fixed: JsonObject | None = None,
) -> Outputs:
    token = seal_json(
        plaintext,
        [(_key(key), header) for key, header in recipients],
        protected,
        unprotected=unprotected,
        aad=aad,
        flattened=flattened,
        draws=Draws() if fixed is None else FixedValues(**unpack(fixed)),
    )
    return {"token": token}


def _decrypt(
    token: str | JsonObject,
    key: KeyLike,
    algorithms: list[str] | None = None,
    encryptions: list[str] | None = None,
    crit: list[str] | None = None,
) -> Outputs:
    opened = jwe.decrypt(
        token, _key(key), algorithms=algorithms, encryptions=encryptions, crit=tuple(crit or ())
    )
    return {"plaintext": opened.plaintext}


def _seal(enc: str, key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> Outputs:
    ciphertext, tag = CONTENT_ENCRYPTIONS[enc].seal(key, iv, plaintext, aad)
    return {"ciphertext": ciphertext, "tag": tag}


def _open(enc: str, key: bytes, iv: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> Outputs:
    return {"plaintext": CONTENT_ENCRYPTIONS[enc].open(key, iv, ciphertext, aad, tag)}


def _agree(private: JsonObject, public: JsonObject, header: JsonObject) -> Outputs:
    """Return the secret of two keys and, if the header says what for, the key derived from it."""
    ours: Any = JWK(private).material
    theirs: Any = JWK(public).material
    if ours.crv != theirs.crv:  # RFC 7518 section 4.6.1.1: epk is on the curve of the recipient's key
        raise JamJWEDecryptionError()
    agreed: JsonObject = {"secret": shared_secret(ours, theirs)}
    if header:
        size = CONTENT_ENCRYPTIONS[header["enc"]].key_size
        key = agreed_key(ours, theirs, header["enc"], header, size)
        agreed["key"] = base64url.encode(key)
    return agreed


FAMILIES: dict[str, Family] = {
    "JWE": {"encrypt": _encrypt, "encrypt_json": _encrypt_json, "decrypt": _decrypt},
    "JWE content": {"seal": _seal, "open": _open},
    "ECDH-ES": {"agree": _agree},
}
