"""ECDSA signatures in DER, as openssl, AWS KMS, HSMs and WebAuthn give them, and as r || s, as JWS has them.

>>> from jamlite.jose import ecdsa_der
>>> ecdsa_der.to_der(bytes(31) + b"\\x01" + bytes(31) + b"\\x02").hex()
'3006020101020102'
>>> ecdsa_der.from_der(bytes.fromhex("3006020101020102"), "ES256").hex()[-2:]
'02'
"""

from __future__ import annotations

from ..encoding import base64url, ecdsa_signatures
from ..exceptions.base import JamEncodingError
from .jwa import JWS_ALGORITHMS

# Octets of each half: those of the order of the curve (RFC 7518 section 3.4, RFC 8812 section 3.2).
_SIZES = {"P-256": 32, "secp256k1": 32, "P-384": 48, "P-521": 66}


def to_der(signature: bytes | str) -> bytes:
    """Return an ECDSA signature of a JWS as DER: SEQUENCE of r and s (RFC 3279 section 2.2.3).

    Args:
        signature: r || s as bytes, or as a token has it, in base64url.

    Raises:
        JamEncodingError: not base64url, or not of the length of any curve: 64, 96 or 132 bytes.
    """
    data = base64url.decode(signature, "the signature") if isinstance(signature, str) else signature
    if not isinstance(data, bytes) or len(data) not in {2 * size for size in _SIZES.values()}:
        raise JamEncodingError("an ECDSA signature r || s has 64, 96 or 132 bytes; is it DER already?")
    return ecdsa_signatures.to_der(data)


def from_der(data: bytes, alg: str) -> bytes:
    """Return a DER signature as r || s, as a JWS has it (RFC 7518 section 3.4).

    Args:
        data: the signature as openssl or a key management service gives it.
        alg: "ES256", "ES384", "ES512", "ES256K", or the name of the curve.

    Raises:
        JamEncodingError: not strict DER, a number too long for the curve, or another name.
    """
    row = JWS_ALGORITHMS.get(alg) if isinstance(alg, str) else None
    size = _SIZES.get((row.crv if row is not None else alg) or "") if isinstance(alg, str) else None
    if size is None:
        raise JamEncodingError("name the algorithm: ES256, ES384, ES512 or ES256K")
    if isinstance(data, bytes) and len(data) == 2 * size and data[:1] != b"\x30":
        raise JamEncodingError("this signature is r || s already")
    return ecdsa_signatures.from_der(data, size)
