"""New key pairs as PEM: the public key as SPKI, the private one as unencrypted PKCS#8."""

from __future__ import annotations

from ..keys.loading import dump_pem

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


def _okp_pair(curve: str) -> dict[str, str]:
    from ..keys.okp import OKPKey

    return _pair(OKPKey.generate(curve))


def _pair(key: Key) -> dict[str, str]:
    return {"public": dump_pem(key, private=False), "private": dump_pem(key, private=True)}
