"""Public keys with their algorithm: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).

The keys inside: RFC 5480 (EC), RFC 8410 (Ed25519 and its like), RFC 9881 (ML-DSA).
"""

from __future__ import annotations

from ..encoding import der
from ..optional import part
from . import algorithm_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from .akp import AKPKey
    from .ec import ECKey
    from .okp import OKPKey
    from .rsa import RSAKey

    Key = Union[RSAKey, ECKey, OKPKey, AKPKey]


def decode(data: bytes) -> Key:
    """Read a SubjectPublicKeyInfo.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: not supported, or not acceptable as a key.
    """
    reader = der.open_sequence(data)
    kty, curve, pss = algorithm_ids.read(reader)
    public = reader.bit_string()
    reader.finish()
    if kty == "RSA":
        with part("RSA"):
            from . import pkcs1
        return pkcs1.decode_public(public).bound_to(pss)
    if kty == "EC":
        with part("EC"):
            from .ec import ECKey
        return ECKey.from_octets(curve, public)
    if kty == "AKP":
        with part("ML-DSA"):
            from .akp import AKPKey
        return AKPKey(curve, public)
    with part("Ed25519, Ed448, X25519, X448"):
        from .okp import OKPKey
    return OKPKey(curve, public)


def encode(key: Key) -> bytes:
    """Return the SubjectPublicKeyInfo of a key, public or private."""
    return der.sequence(algorithm_identifier(key), der.bit_string(public_bits(key)))


def algorithm_identifier(key: Key) -> bytes:
    """Return the AlgorithmIdentifier that stands before the key, public or private."""
    return algorithm_ids.write(key.kty, key.crv, key.pss if key.kty == "RSA" else None)


def public_bits(key: Key) -> bytes:
    """Return the content of the key's subjectPublicKey."""
    if key.kty == "RSA":
        with part("RSA"):
            from . import pkcs1
        return pkcs1.encode_public(key)
    if key.kty == "EC":
        return key.octets()
    return key.pub if key.kty == "AKP" else key.x
