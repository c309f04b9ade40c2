"""JSON Web Signature, compact serialization (RFC 7515 section 7.1) and unencoded payloads (RFC 7797).

The JSON serializations are in `jws_json.py`; `sign_json` and `verify` reach them from here.
"""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSVerificationError,
)
from ..optional import alias, part
from .header import check_b64, check_crit, check_names, encode_segment, is_json, parse_segment
from .jws_message import check_characters, split, verify_signature
from .jws_payload import UNDERSTOOD, VerifiedJWS, attach, decode_payload, octets
from .key_like import as_source, one_key
from .signing import checked_size, prepare_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Sequence

    from ..encoding.json_types import Header, JsonObject
    from .key_like import KeyLike

__all__ = ["JamJWSVerificationError", "VerifiedJWS", "sign", "sign_json", "verify"]


def sign(
    payload: bytes,
    key: KeyLike,
    header: Header | None = None,
    *,
    alg: str | None = None,
    detached: bool = False,
) -> str:
    """Return `payload` signed, as a compact JWS.

    Args:
        payload: bytes; with b64=false and not detached, printable ASCII without "." (RFC 7797
            section 5.2).
        key: a JWK, JWK dict, PEM, or raw secret.
        header: further protected members; may carry "alg", and "b64" with "crit".
        alg: the algorithm; else header["alg"], else the key's own or its type's usual one.
        detached: leave the payload out of the result (RFC 7515 appendix F).

    Raises:
        JamJWSSigningError: the header breaks a rule, the payload cannot be carried, or the token would be
            larger than `limits.MAX_TOKEN_BYTES`, or its header than `limits.MAX_HEADER_BYTES`.
        JamInvalidKeyTypeError: the key cannot run the algorithm or may not sign.
        JamAlgorithmError: there is no such algorithm.
        JamTypeError: the payload is not bytes.
    """
    jwk, payload = one_key(key), octets(payload)
    protected = prepare_header(jwk, header, alg)
    signer = jwk.signer(protected["alg"])
    encoded = check_b64(protected)
    body = base64url.encode_bytes(payload) if encoded else payload
    if not encoded and not detached and not _carries(body):
        raise JamJWSSigningError("an unencoded payload in a compact JWS is printable ASCII without a dot")
    segment = encode_segment(protected)
    signature = signer(segment + b"." + body)
    parts = (segment, b"" if detached else body, base64url.encode_bytes(signature))
    return checked_size(b".".join(parts)).decode("ascii")


def sign_json(
    payload: bytes,
    signers: Sequence[tuple[KeyLike, Header | None, Header | None]],
    *,
    flattened: bool = False,
    detached: bool = False,
) -> JsonObject:
    """Return `payload` signed by each signer, as a JWS in JSON serialization (RFC 7515 section 7.2).

    Args:
        payload: bytes.
        signers: tuples (key, protected members, unprotected members); either dict may be None.
        flattened: one signer, without the "signatures" list.
        detached: leave the payload out.

    Raises: as `sign`.
    """
    with part("JWS in JSON"):
        from .jws_json import sign_json
    return sign_json(payload, signers, flattened=flattened, detached=detached)


def verify(
    token: str | bytes | JsonObject,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    payload: bytes | None = None,
    crit: Collection[str] = (),
    require_all: bool = False,
) -> VerifiedJWS:
    """Verify a JWS in any serialization and return what it says.

    Args:
        token: compact text, or a JSON serialization as text or dict.
        key: a JWK, JWK dict, JWKSet, JWKS dict, PEM, or raw secret. The token never supplies it.
        algorithms: names to allow; None allows what the key itself allows. Of a set that has public
            keys, the symmetric ones are used only if algorithms are named.
        payload: the payload of a detached JWS.
        crit: names of critical extensions the caller understands and will handle.
        require_all: every signature of a JSON serialization must be valid, not just one.

    Raises:
        JamJWSInvalidFormatError: not a JWS.
        JamJWSValidationError: a header rule is broken, or the algorithm is not allowed.
        JamJWSVerificationError: no key fits, or no signature is valid.
        JamConfigurationError: an argument of the caller is not usable.
    """
    keys = as_source(key)
    check_names(algorithms, "algorithms")
    check_names(crit, "crit")
    understood = (*UNDERSTOOD, *(crit or ()))
    if isinstance(token, dict) or is_json(token):
        with part("JWS in JSON"):
            from .jws_json import verify_json
        return verify_json(
            token,
            keys,
            algorithms=algorithms,
            payload=payload,
            understood=understood,
            require_all=require_all,
        )
    signing_input, segment, body, signature = split(token)
    check_characters(token, segment, signature)
    protected = parse_segment(segment)
    check_crit(protected, None, understood)
    encoded = check_b64(protected)
    if payload is not None:
        body = attach(body, payload, encoded)
        signing_input = segment + b"." + body
    elif not encoded and not (body and _carries(body)):
        raise JamJWSInvalidFormatError("the payload is detached, or is not printable ASCII without a dot")
    jwk = verify_signature(protected, signing_input, signature, keys, algorithms)
    return VerifiedJWS(decode_payload(body, encoded), protected, {}, jwk)


def _carries(body: bytes) -> bool:
    """Tell whether an unencoded payload may stand in a compact JWS (RFC 7797 section 5.2)."""
    return not body.translate(None, _PRINTABLE)


_PRINTABLE = bytes(byte for byte in range(0x20, 0x7F) if byte != 0x2E)


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
