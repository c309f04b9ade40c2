"""New keys under Jam's names: pairs as PEM, symmetric keys and one-time password secrets as text.

The public key of a pair is SPKI, the private one unencrypted PKCS#8.
"""

from __future__ import annotations

import binascii

from ..crypto.hashes import digest
from ..crypto.randomness import random_bytes
from ..encoding import base32, base64url
from ..encoding.checks import integer
from ..exceptions.base import JamTypeError, JamValidationError
from ..keys.dumping import dump_pem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keys.spki import Key


def generate_rsa_key_pair(key_size: int = 2048) -> dict[str, str]:
    """Return {"public": PEM, "private": PEM} of a new RSA key, e = 65537.

    Args:
        key_size: bits of the modulus, 2048 to 16384; takes seconds, far longer above 4096.

    Raises:
        JamCryptoError: key_size out of range.
    """
    from ..keys.rsa import RSAKey

    return _pair(RSAKey.generate(key_size))


def generate_ec_keypair(curve: str = "P-256") -> dict[str, str]:
    """Return a new pair on "P-256", "P-384", "P-521" or "secp256k1"; JamInvalidKeyError for others."""
    from ..keys.ec import ECKey

    return _pair(ECKey.generate(curve))


def generate_ecdsa_keypair(curve: str = "P-384") -> dict[str, str]:
    """Return a new pair on "P-256", "P-384" or "P-521", in either case; JamInvalidKeyError for others."""
    return generate_ec_keypair(curve.upper() if isinstance(curve, str) else curve)


def generate_ecdsa_p384_keypair() -> dict[str, str]:
    """Return a new pair on P-384."""
    return generate_ec_keypair("P-384")


def generate_ed25519_keypair() -> dict[str, str]:
    """Return a new Ed25519 pair."""
    return _okp_pair("Ed25519")


def generate_ed448_keypair() -> dict[str, str]:
    """Return a new Ed448 pair."""
    return _okp_pair("Ed448")


def generate_x25519_keypair() -> dict[str, str]:
    """Return a new X25519 pair, for key agreement."""
    return _okp_pair("X25519")


def generate_x448_keypair() -> dict[str, str]:
    """Return a new X448 pair, for key agreement."""
    return _okp_pair("X448")


def generate_aes_key() -> bytes:
    """Return a new Fernet key: 32 random bytes as 44 characters of padded base64url, as bytes."""
    # Fernet specification, "Key Format": with padding.
    return binascii.b2a_base64(random_bytes(32), newline=False).replace(b"+", b"-").replace(b"/", b"_")


def generate_symmetric_key(n: int = 32) -> str:
    """Return `n` random bytes (1 to 2^20) as base64url without padding."""
    return base64url.encode(random_bytes(integer(n, "n", 1, 1 << 20)))


def generate_otp_key(entropy_bits: int = 128) -> str:
    """Return a new one-time password secret in Base32 without padding.

    Args:
        entropy_bits: 40 to 4096, rounded up to whole bytes; RFC 4226 section 4 (R6) demands 128.

    Raises:
        JamCryptoError: out of range (a ValueError, as in Jam).
    """
    # Jam's least number; a setting of an old application must not fail.
    bits = integer(entropy_bits, "entropy_bits", 40, 4096)
    return base32.encode(random_bytes((bits + 7) // 8))


def otp_key_from_string(s: str) -> str:
    """Return Base32 of the SHA-1 of `s`: repeatable, and no secret, as anybody who knows `s` can make it."""
    if not isinstance(s, str):
        raise JamTypeError(f"the text must be str, got {type(s).__name__}")
    try:
        return base32.encode(digest("sha1", s.encode()))  # Jam's function, to the letter
    except UnicodeEncodeError:
        raise JamValidationError("the text has no UTF-8 form") from None


def _okp_pair(curve: str) -> dict[str, str]:
    from ..keys.okp import OKPKey

    return _pair(OKPKey.generate(curve))


def _pair(key: Key) -> dict[str, str]:
    # RFC 5280 section 4.1 (SPKI), RFC 5958 section 2.
    return {"public": dump_pem(key, private=False), "private": dump_pem(key, private=True)}
