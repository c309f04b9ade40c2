"""Private keys with their algorithm: PKCS#8, plain and encrypted (RFC 5958), read.

The keys inside: RFC 8410 section 7 (Ed25519 and its like), RFC 9881 section 6 (ML-DSA).
"""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from . import spki

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key

_ATTRIBUTES = der.context(0)
_PUBLIC_KEY = der.context(1, constructed=False)
_PUBLIC_KEY_OF_RING = der.context(1)


def decode(data: bytes) -> Key:
    """Read a PrivateKeyInfo or OneAsymmetricKey (RFC 5958 section 2).

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: not supported, or not acceptable as a key.
    """
    reader = der.open_sequence(data)
    version = reader.integer()
    kty, curve, pss = spki.read_algorithm(reader.whole())
    private = reader.octet_string()
    if reader.next_tag() == _ATTRIBUTES:
        reader.whole()
    public = _public_key(reader, curve)
    reader.finish()
    if version != (public is not None):  # RFC 5958 section 2: v2 (1) if and only if it is there
        raise JamInvalidKeyError("a PKCS#8 key has version 1 with its public key, 0 without")
    key = _private_key(kty, curve, private)
    if key.kty == "RSA":
        key = key.bound_to(pss)
    if public is not None and not spki.is_of(public, key):
        raise JamInvalidKeyError("the private key does not belong to the public key")
    return key


def _public_key(reader: der.Reader, curve: str) -> bytes | None:
    """Take the public key of a OneAsymmetricKey; None if there is none."""
    tag = reader.next_tag()
    if tag == _PUBLIC_KEY:
        return reader.bit_string(_PUBLIC_KEY)
    if tag != _PUBLIC_KEY_OF_RING:
        return None
    # Rust's ring before 0.17 wrapped the BIT STRING into an explicit tag, that of Ed25519 alone. What it
    # holds must be the public key of the private one, so that nothing but a spelling is forgiven; RFC 8410
    # appendix A has keys of this form with a wrong length or curve, and these stay refused.
    explicit = reader.enter(_PUBLIC_KEY_OF_RING)
    public = explicit.bit_string()
    explicit.finish()
    if curve != "Ed25519" or len(public) != 32:
        raise JamEncodingError(
            "this PKCS#8 key has its public key under the wrong tag (RFC 5958 appendix A says IMPLICIT); "
            "write the key again without its public key"
        )
    return public


def decode_encrypted(data: bytes, password: str | bytes | None) -> Key:
    """Read an EncryptedPrivateKeyInfo (RFC 5958 section 3); errors as in `decode` and `pbes2.decrypt`."""
    with part("encrypted PKCS#8 keys"):
        from . import pbes2
    return decode(pbes2.decrypt(data, password))


def _private_key(kty: str, curve: str, private: bytes) -> Key:
    if kty == "RSA":
        with part("RSA"):
            from . import pkcs1
        return pkcs1.decode_private(private)
    if kty == "EC":
        with part("EC"):
            from . import ec_private_key
        return ec_private_key.decode(private, curve)
    if kty == "AKP":
        with part("ML-DSA"):
            from . import akp
        return akp.from_private_octets(curve, private)
    with part("Ed25519, Ed448, X25519, X448"):
        from .okp import OKPKey
    inner = der.Reader(private)  # RFC 8410 section 7: CurvePrivateKey, an OCTET STRING in another
    seed = inner.octet_string()
    inner.finish()
    return OKPKey(curve, None, seed)
