"""RSA keys by themselves: RSAPublicKey and RSAPrivateKey (RFC 8017 appendix A.1), read."""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.crypto import JamInvalidKeyError
from .rsa import RSAKey


def decode_public(data: bytes) -> RSAKey:
    """Read an RSAPublicKey.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: the key is not acceptable.
    """
    return RSAKey.from_numbers(*public_numbers(data))


def public_numbers(data: bytes) -> tuple[int, int]:
    """Return n and e of an RSAPublicKey, unchecked; JamEncodingError on bad DER."""
    reader = der.open_sequence(data)
    n, e = reader.integer(), reader.integer()
    reader.finish()
    return n, e


def decode_private(data: bytes) -> RSAKey:
    """Read an RSAPrivateKey; errors as in `decode_public`."""
    reader = der.open_sequence(data)
    if reader.integer() != 0:  # RFC 8017 appendix A.1.2: 1 is for more than two primes
        raise JamInvalidKeyError("RSA keys of more than two primes are not supported")
    n, e, d, p, q, dp, dq, qi = (reader.integer() for _ in range(8))
    reader.finish()
    return RSAKey.from_numbers(n, e, d, p=p, q=q, dp=dp, dq=dq, qi=qi)
