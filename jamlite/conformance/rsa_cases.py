"""Runners of the RSA families. Vectors hold numbers as big-endian bytes, and keys member by member."""

from __future__ import annotations

from ..crypto import rsa, rsa_generate, rsa_oaep, rsa_pkcs1v15, rsa_pkcs1v15_encryption, rsa_pss
from ..exceptions.crypto import JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .family import Family, Field, Outputs

# The standard's own examples are older than the limit; cases about the limit name theirs.
MINIMUM_BITS = 1024
_MOST_BYTES = rsa.MAXIMUM_BITS // 8  # of a number that may be prime


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def _octets(number: int) -> bytes:
    # Without leading zeros: RFC 7518 section 2, Base64urlUInt.
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _public(n: bytes, e: bytes, minimum_bits: int = MINIMUM_BITS) -> rsa.PublicKey:
    return rsa.public_key(_number(n), _number(e), minimum_bits=minimum_bits)


def _private(minimum_bits: int = MINIMUM_BITS, **members: Field) -> rsa.PrivateKey:
    numbers = {name: _number(octets) for name, octets in members.items()}
    return rsa.private_key(**numbers, minimum_bits=minimum_bits)


# The real limit: these cases are about it.
def _public_key(n: bytes, e: bytes, minimum_bits: int = rsa.MINIMUM_BITS) -> bool:
    return _public(n, e, minimum_bits).bits >= minimum_bits


def _private_key(minimum_bits: int = rsa.MINIMUM_BITS, **members: Field) -> Outputs:
    key = _private(minimum_bits, **members)
    return {name: _octets(getattr(key, name)) for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")}


def _raw_encrypt(message: bytes, **key: Field) -> Outputs:
    return {"ciphertext": _octets(rsa.raw_encrypt(_public(**key), _number(message)))}


def _raw_decrypt(ciphertext: bytes, **key: Field) -> Outputs:
    return {"message": _octets(rsa.raw_decrypt(_private(**key), _number(ciphertext)))}


def _key_of_primes(p: bytes, q: bytes, e: bytes) -> Outputs:
    key = rsa_generate.from_primes(_number(p), _number(q), _number(e))
    return {"n": _octets(key.n), "d": _octets(key.d)}


def _is_prime(candidate: bytes) -> bool:
    if len(candidate) > _MOST_BYTES:
        raise JamInvalidKeyError(f"a candidate of more than {_MOST_BYTES} bytes")
    return rsa_generate.is_prime(_number(candidate))


def _v15_sign(message: bytes, hash: str, **key: Field) -> Outputs:
    return {"signature": rsa_pkcs1v15.sign(_private(**key), message, hash)}


def _v15_verify(message: bytes, signature: bytes, hash: str, **key: Field) -> bool:
    return rsa_pkcs1v15.verify(_public(**key), message, signature, hash)


def _v15_encrypt(message: bytes, padding: bytes | None = None, **key: Field) -> Outputs:
    return {"ciphertext": rsa_pkcs1v15_encryption.encrypt(_public(**key), message, padding=padding)}


def _v15_decrypt(ciphertext: bytes, length: int | None = None, **key: Field) -> Outputs:
    return {"message": rsa_pkcs1v15_encryption.decrypt(_private(**key), ciphertext, length)}


def _pss_sign(message: bytes, hash: str, salt: bytes | None = None, **key: Field) -> Outputs:
    return {"signature": rsa_pss.sign(_private(**key), message, hash, salt=salt)}


def _pss_verify(
    message: bytes,
    signature: bytes,
    hash: str,
    salt_length: int | Literal["any"] | None = None,
    **key: Field,
) -> bool:
    return rsa_pss.verify(_public(**key), message, signature, hash, salt_length=salt_length)


def _oaep_encrypt(
    message: bytes, seed: bytes | None = None, hash: str = "sha1", label: bytes = b"", **key: Field
) -> Outputs:
    return {"ciphertext": rsa_oaep.encrypt(_public(**key), message, hash, label, seed=seed)}


def _oaep_decrypt(
    ciphertext: bytes, hash: str = "sha1", label: bytes = b"", mgf_hash: str | None = None, **key: Field
) -> Outputs:
    return {"message": rsa_oaep.decrypt(_private(**key), ciphertext, hash, label, mgf_hash=mgf_hash)}


FAMILIES: dict[str, Family] = {
    "RSA": {
        "encrypt": _raw_encrypt,
        "decrypt": _raw_decrypt,
        "public_key": _public_key,
        "private_key": _private_key,
    },
    "RSA-keygen": {"is_prime": _is_prime, "key_of_primes": _key_of_primes},
    "RSA-PKCS1v15": {
        "sign": _v15_sign,
        "verify": _v15_verify,
        "encrypt": _v15_encrypt,
        "decrypt": _v15_decrypt,
    },
    "RSA-PSS": {"sign": _pss_sign, "verify": _pss_verify},
    "RSA-OAEP": {"encrypt": _oaep_encrypt, "decrypt": _oaep_decrypt},
}
