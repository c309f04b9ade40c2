"""What a key of each algorithm is, and how it is made, read and written."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError
from ..exceptions.keychain import JamKeychainConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from ..keys.oct import OctKey
    from ..keys.spki import Key

    Material = Union[Key, OctKey, bytes, str]  # bytes and text: a secret, or PEM of a private key

# algorithm -> (kty, curve, bytes of a secret). PASETO's rows are named as its tokens begin.
_ROWS: dict[str, tuple[str, str | None, int]] = {
    "HS256": ("oct", None, 32),  # RFC 7518 section 3.2: as large as the hash output
    "HS384": ("oct", None, 48),
    "HS512": ("oct", None, 64),
    "RS256": ("RSA", None, 0),
    "RS384": ("RSA", None, 0),
    "RS512": ("RSA", None, 0),
    "PS256": ("RSA", None, 0),
    "PS384": ("RSA", None, 0),
    "PS512": ("RSA", None, 0),
    "ES256": ("EC", "P-256", 0),
    "ES384": ("EC", "P-384", 0),
    "ES512": ("EC", "P-521", 0),
    "ES256K": ("EC", "secp256k1", 0),
    "EdDSA": ("OKP", "Ed25519", 0),
    "Ed25519": ("OKP", "Ed25519", 0),
    "Ed448": ("OKP", "Ed448", 0),
    "ML-DSA-44": ("AKP", "ML-DSA-44", 0),
    "ML-DSA-65": ("AKP", "ML-DSA-65", 0),
    "ML-DSA-87": ("AKP", "ML-DSA-87", 0),
    "MACAROON-HMAC-SHA256": ("oct", None, 32),
    "v1.local": ("oct", None, 32),
    "v2.local": ("oct", None, 32),
    "v3.local": ("oct", None, 32),
    "v4.local": ("oct", None, 32),
    "v1.public": ("RSA", None, 0),  # RSA 2048, which is what RSAKey.generate makes
    "v2.public": ("OKP", "Ed25519", 0),
    "v3.public": ("EC", "P-384", 0),
    "v4.public": ("OKP", "Ed25519", 0),
}


def known(algorithm: object, purpose: str | None = None) -> str:
    """Return the name of an algorithm as the table spells it; it may come in any case.

    Args:
        algorithm: "HS256", "EdDSA", "v4.public" and the like.
        purpose: "local" or "public" for a PASETO version given alone, "v4" say; else None.

    Raises:
        JamKeychainConfigurationError: the algorithm is unknown.
    """
    if isinstance(algorithm, str) and isinstance(purpose, (str, type(None))):
        # No row has both.
        wanted = (f"{algorithm}.{purpose}" if purpose and "." not in algorithm else algorithm).lower()
        for name in _ROWS:
            if name.lower() == wanted:
                return name
    raise JamKeychainConfigurationError(
        f"the algorithm of a keychain must be one of {', '.join(_ROWS)}",
        error_code="keychain.unsupported_algorithm",
    )


def is_secret(algorithm: str) -> bool:
    """Tell whether the keys are secrets without a public half."""
    return _ROWS[algorithm][0] == "oct"


def generate(algorithm: str) -> bytes:
    """Return a new key as it is stored: the bytes of a secret, the PKCS#8 PEM of a private key."""
    kty, curve, size = _ROWS[algorithm]
    if kty == "oct":
        from ..crypto.randomness import random_bytes

        return random_bytes(size)
    return dump(_generate_pair(kty, curve))


def _generate_pair(kty: str, curve: str | None) -> Key:
    if kty == "RSA":
        from ..keys.rsa import RSAKey

        return RSAKey.generate()
    if kty == "EC":
        from ..keys.ec import ECKey

        return ECKey.generate(str(curve))
    if kty == "AKP":
        from ..keys.akp import AKPKey

        return AKPKey.generate(str(curve))
    from ..keys.okp import OKPKey

    return OKPKey.generate(str(curve))


def dump(record: Key | OctKey) -> bytes:
    """Return a record of the package `keys` as it is stored."""
    if record.kty == "oct":
        return record.k
    from ..keys.dumping import dump_pem

    return dump_pem(record, private=True).encode("ascii")


def stored_form(algorithm: str, material: Material) -> bytes:
    """Return a key that a user hands in as it is stored, checked to fit the algorithm.

    Args:
        algorithm: a name of the table.
        material: a record of the package `keys`; or bytes or text: a secret, or PEM of a private key.

    Raises:
        JamKeychainConfigurationError: the key does not fit. The message holds nothing of it.
    """
    if hasattr(material, "kty") and not isinstance(material, (bytes, str)):
        if not material.is_private:
            raise _unfit(algorithm, "it is a public key")
        material = dump(material)
    if isinstance(material, str):
        material = _octets(algorithm, material)
    if not isinstance(material, bytes):
        raise _unfit(algorithm, f"{type(material).__name__} is not a key")
    load(algorithm, material)  # read back now: what could not be read later is not stored
    return material


def _octets(algorithm: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # it holds the text: it must not become the context of the error below
        pass
    raise _unfit(algorithm, "it is not text")


def load(algorithm: str, material: bytes) -> Key | OctKey:
    """Return the record of a stored key.

    Raises:
        JamKeychainConfigurationError: it is not a key for this algorithm.
    """
    kty, curve, size = _ROWS[algorithm]
    if kty == "oct":
        return _load_secret(algorithm, material, size)
    from ..keys.loading import load_pem

    record = None
    try:
        record = load_pem(material)
    except (JamEncodingError, JamCryptoError) as error:
        fault = error.message
    if record is None:  # raised here, because the context of an error must not lead to the key
        raise _unfit(algorithm, fault)
    if (record.kty, record.crv) != (kty, curve):  # RFC 8725 section 3.1: a key serves one algorithm
        raise _unfit(algorithm, f"it is for {record.kty} {record.crv or ''}".rstrip())
    if not record.is_private:
        raise _unfit(algorithm, "it is a public key")
    return record


def _load_secret(algorithm: str, material: bytes, size: int) -> OctKey:
    from ..keys.oct import OctKey, of_material

    exact = algorithm.endswith(".local")  # PASETO, Encrypt: exactly 256 bits; HMAC takes longer keys
    if len(material) < size or (exact and len(material) != size):  # RFC 7518 section 3.2: at least the hash
        raise _unfit(algorithm, f"it must have {'' if exact else 'at least '}{size} bytes")
    if of_material(material):  # RFC 8725 section 2.1: its public half would forge tokens
        raise _unfit(algorithm, "it is an asymmetric key, not a secret")
    return OctKey(material)


def _unfit(algorithm: str, reason: str) -> JamKeychainConfigurationError:
    return JamKeychainConfigurationError(
        f"this is not a key for {algorithm}: {reason}", error_code="keychain.unfit_key"
    )
