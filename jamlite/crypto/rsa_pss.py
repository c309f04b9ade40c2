"""RSASSA-PSS with MGF1 on the same hash (RFC 8017 section 8.1).

plain/plain_rsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError
from ..optional import part
from ._rsa_encoding import emsa_pss, pss_db, pss_room
from ._rsa_public import PublicKey, public, rsaep
from .gate import known_answer, require
from .hashes import digest, digest_size
from .randomness import random_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ._rsa_private import PrivateKey


def sign(
    key: PrivateKey, message: bytes, hash: str, *, salt_length: int | None = None, salt: bytes | None = None
) -> bytes:
    """Return a signature of `message`, as long as the modulus; another one each time.

    Args:
        key: made by `rsa.private_key` or `rsa.generate`.
        message: any length.
        hash: "sha1", "sha224", "sha256", "sha384" or "sha512"; also the hash of MGF1.
        salt_length: bytes of salt; None is the length of the hash.
        salt: the salt itself, for reproducing vectors; None draws it.

    Raises:
        JamCryptoError: wrong type, unknown hash, a salt of another length than salt_length, or a modulus
            too short for hash and salt.
    """
    with part("RSA private keys"):
        from ._rsa_private import private, rsadp
    require("RSA-PSS")
    require("RSA-private")
    key = private(key)
    m_hash = digest(hash, octets(message, "message"))
    if salt_length is None:
        salt_length = len(m_hash) if salt is None else len(octets(salt, "salt"))
    salt_length = integer(salt_length, "salt_length", 0, key.size)
    salt = random_bytes(salt_length) if salt is None else octets(salt, "salt")
    if len(salt) != salt_length:
        raise JamCryptoError("the salt does not have salt_length bytes")
    if salt_length > pss_room(hash, key.bits - 1):
        raise JamCryptoError(f"the RSA modulus is too short for {hash} and this salt")
    em = emsa_pss(hash, m_hash, key.bits - 1, salt)
    return rsadp(key, int.from_bytes(em, "big")).to_bytes(key.size, "big")


def verify(
    key: PublicKey,
    message: bytes,
    signature: bytes,
    hash: str,
    *,
    salt_length: int | Literal["any"] | None = None,
) -> bool:
    """Tell whether `signature` is a signature of `message` by the owner of `key`.

    Args:
        key: made by `rsa.public_key`.
        message, signature: any length.
        hash: as in `sign`.
        salt_length: bytes the salt must have; None is the length of the hash, "any" takes every length.

    Raises:
        JamCryptoError: wrong type or unknown hash. Every malformed signature is False.
    """
    require("RSA-PSS")
    require("RSA")
    key = public(key)
    if salt_length is None:
        salt_length = digest_size(hash)
    elif salt_length != "any":
        salt_length = integer(salt_length, "salt_length", 0, 1 << 16)
    return _verify(key, octets(message, "message"), octets(signature, "signature"), hash, salt_length)


def _verify(key: PublicKey, M: bytes, signature: bytes, hash_name: str, sLen: int | str) -> bool:
    s = int.from_bytes(signature, "big")
    em_bits = key.bits - 1  # RFC 8017 section 8.1.2: emBits = modBits - 1
    room = pss_room(hash_name, em_bits)
    if len(signature) != key.size or s >= key.n or room < (0 if isinstance(sLen, str) else sLen):
        return False
    m = rsaep(key, s)
    if m >> em_bits:  # section 9.1.2 step 6, and step 2c of section 8.1.2
        return False
    EM = m.to_bytes((em_bits + 7) // 8, "big")
    DB = pss_db(hash_name, EM, em_bits)
    salt = DB.lstrip(b"\0")[1:] if isinstance(sLen, str) else DB[len(DB) - sLen :]
    m_hash = digest(hash_name, M)
    return compare_digest(EM, emsa_pss(hash_name, m_hash, em_bits, salt))


# Known answer: CAVP SigVerPSS_186-3, 1024 bits, SHA-256, the first that passes (e = 17, 10 octets of salt).
_N = (
    "be499b5e7f06c83fa0293e31465c8eb6b58af920bae52a7b5b9bfeb7aa72db1264112eb3fd431d31a2a7e50941566929"
    "494a0e891ed5613918b4b51b0d1fb97783b26acf7d0f384cfb35f4d2824f5dd380623a26bf180b63961c619dcdb20cae"
    "406f22f6e276c80a37259490cfeb72c1a71a84f1846d330877ba3e3101ec9c7b"
)
_MESSAGE = (
    "c7f5270fca725f9bd19f519a8d7cca3cc5c079024029f3bae510f9b02140fe238908e4f6c18f07a89c687c8684669b1f"
    "1db2baf9251a3c829faccb493084e16ec9e28d58868074a5d6221667dd6e528d16fe2c9f3db4cfaf6c4dce8c8439af38"
    "ceaaaa9ce2ecae7bc8f4a5a55e3bf96df9cd575c4f9cb327951b8cdfe4087168"
)
_SIGNATURE = (
    "11e169f2fd40b07641b9768a2ab19965fb6c27f10fcf0323fcc6d12eb4f1c06b330ddaa1ea504407afa29de9ebe0374f"
    "e9d1e7d0ffbd5fc1cf3a3446e4145415d2ab24f789b3464c5c43a256bbc1d692cf7f04801dac5bb401a4a03ab7d5728a"
    "860c19e1a4dc797ca542c8203cec2e601eb0c51f567f2eda022b0b9ebddeeefa"
)


@known_answer("RSA-PSS", "CAVP SigVerPSS_186-3, 1024 bits, SHA-256")
def _answer() -> list[tuple[object, object]]:
    key = PublicKey(int(_N, 16), 17)
    message, signature = bytes.fromhex(_MESSAGE), bytes.fromhex(_SIGNATURE)
    return [
        (_verify(key, message, signature, "sha256", 10), True),
        (_verify(key, message, signature, "sha256", "any"), True),
        (_verify(key, message, signature, "sha256", 32), False),
        (_verify(key, message + b"\0", signature, "sha256", 10), False),
    ]
