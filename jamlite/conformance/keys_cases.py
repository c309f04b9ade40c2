"""Runners of the key formats: one family, `keys`, whose operations are the ways in and out."""

from __future__ import annotations

from ..exceptions.crypto import JamInvalidKeyError
from ..keys import dumping, loading, traces
from ..keys.akp import AKPKey
from ..keys.ec import ECKey
from ..keys.oct import OctKey
from ..keys.okp import OKPKey
from ..keys.rsa import RSAKey
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Callable

    from ..encoding.json_types import JsonObject
    from ..keys.spki import Key
    from .family import Family, Outputs

_RECORDS: dict[str, Callable[[JsonObject], Key | OctKey]] = {
    "RSA": RSAKey.from_members,
    "EC": ECKey.from_members,
    "OKP": OKPKey.from_members,
    "AKP": AKPKey.from_members,
    "oct": OctKey.from_members,
}


def _members(key: Key | OctKey) -> Outputs:
    if key.kty == "AKP" and key.seed is None:  # the expanded form alone has no private JWK
        return {"members": key.to_members()}
    pss = key.pss if key.kty == "RSA" else None
    # RFC 4055 section 1.2: parameters restrict the key.
    bound = {} if pss is None else {"bound_to": list(pss.algorithms)}
    return {"members": key.to_members(key.is_private), **bound}


def _load_pem(text: bytes, password: bytes | None = None) -> Outputs:
    return _members(loading.load_pem(text, password))


def _load_der(data: bytes, password: bytes | None = None) -> Outputs:
    return _members(loading.load_der(data, password))


def _load_openssh(text: bytes) -> Outputs:
    return _members(loading.load_openssh(text))


def _record(members: JsonObject) -> Key | OctKey:
    read = _RECORDS.get(members.get("kty", ""))
    if read is None:
        raise JamInvalidKeyError("the JWK's kty is unknown")
    return read(members)


def _jwk(members: JsonObject) -> Outputs:
    return _members(_record(members))


def _write(members: JsonObject) -> Outputs:
    """Write a key in every form whose bytes are fixed."""
    key = _record(members)
    forms: Outputs = {"spki": dumping.dump_der(key, private=False)}
    if key.is_private:
        forms["pkcs8"] = dumping.dump_der(key, private=True)
    if key.kty == "RSA" or key.crv in (
        "P-256",
        "P-384",
        "P-521",
        "Ed25519",
    ):  # OpenSSH has none of the others
        forms["openssh"] = dumping.dump_openssh(key)
    return forms


def _recognise(secret: bytes) -> Outputs:
    found = traces.trace_of(secret)
    return {"looks_like": found.kind if found is not None else "a secret"}


def _cose() -> ModuleType:
    with part("COSE keys"):
        from ..keys import cose
    return cose


def _read_cose(data: bytes) -> Outputs:
    """Read a COSE_Key, and write it again as deterministic CBOR."""
    cose = _cose()
    key = cose.decode(data)
    number = key.algorithm.number if key.algorithm is not None else None
    # RFC 8949 section 4.2.
    again = cose.encode(key.record, algorithm=number, kid=key.kid, private=key.record.is_private)
    return {**_members(key.record), "kid": key.kid, "algorithm": number, "again": again}


def _old_files() -> ModuleType:
    with part("old key files"):
        from ..keys import old_files
    return old_files


def _triple_des(key: bytes, iv: bytes, data: bytes) -> Outputs:
    return {"plaintext": _old_files().triple_des_cbc(key, iv, data)}


def _triple_des_unpadded(key: bytes, iv: bytes, data: bytes) -> Outputs:
    return {"plaintext": _old_files().triple_des_cbc_unpadded(key, iv, data)}


def _pkcs12(hash: str, password: bytes, salt: bytes, iterations: int, purpose: int, length: int) -> Outputs:
    return {"key": _old_files().pkcs12_derive(hash, password, salt, iterations, purpose, length)}


def _bytes_to_key(password: bytes, salt: bytes, length: int) -> Outputs:
    return {"key": _old_files().bytes_to_key(password, salt, length)}


FAMILIES: dict[str, Family] = {
    "keys": {
        "load_pem": _load_pem,
        "load_der": _load_der,
        "load_openssh": _load_openssh,
        "jwk": _jwk,
        "write": _write,
        "recognise": _recognise,
    },
    "COSE keys": {"read": _read_cose},
    "Triple DES": {"decrypt": _triple_des, "decrypt_unpadded": _triple_des_unpadded},
    "PKCS#12 derivation": {"derive": _pkcs12},
    "EVP_BytesToKey": {"derive": _bytes_to_key},
}
