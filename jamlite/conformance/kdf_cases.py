"""Runners of the key derivation families."""

from __future__ import annotations

from ..crypto import argon2id, concat_kdf, hkdf, pbkdf2, scrypt, sha_crypt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .family import Family, Operation, Outputs

_ROOM = 1 << 31  # bytes: the largest official cases ask for one GiB


def _hkdf(hash: str, ikm: bytes, salt: bytes, info: bytes, length: int) -> Outputs:
    prk = hkdf.extract(hash, salt, ikm)
    okm = hkdf.expand(hash, prk, info, length)
    if hkdf.derive(hash, ikm, salt, info, length) != okm:
        return {}  # no output: a fault of the case, because one step and two differ
    return {"prk": prk, "okm": okm}


def _concat(hash: str, shared_secret: bytes, other_info: bytes, length: int) -> Outputs:
    return {"key": concat_kdf.derive(hash, shared_secret, other_info, length)}


def _pbkdf2(hash: str, password: bytes, salt: bytes, iterations: int, length: int) -> Outputs:
    return {"key": pbkdf2.derive(hash, password, salt, iterations, length)}


def _scrypt(password: bytes, salt: bytes, n: int, r: int, p: int, length: int) -> Outputs:
    # RFC 7914 section 12 asks for 1 GiB.
    return {"key": scrypt.derive(password, salt, n=n, r=r, p=p, length=length, memory_limit=_ROOM)}


def _argon2(derive: Callable[..., bytes]) -> Operation:
    def run(password: bytes, salt: bytes, **numbers: object) -> Outputs:
        return {"tag": derive(password, salt, **numbers)}

    return run


def _sha_crypt(hash: str, password: bytes, salt: bytes, rounds: int) -> Outputs:
    return {"text": sha_crypt.derive(hash, password, salt, rounds)}


FAMILIES: dict[str, Family] = {
    "HKDF": {"derive": _hkdf},
    "Concat KDF": {"derive": _concat},
    "PBKDF2": {"derive": _pbkdf2},
    "scrypt": {"derive": _scrypt},
    "SHA crypt": {"derive": _sha_crypt},
    "Argon2d": {"derive": _argon2(argon2id.derive_d)},
    "Argon2i": {"derive": _argon2(argon2id.derive_i)},
    "Argon2id": {"derive": _argon2(argon2id.derive)},
}
