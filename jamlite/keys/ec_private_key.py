"""EC private keys by themselves: ECPrivateKey (RFC 5915, after SEC 1 appendix C.4)."""

from __future__ import annotations

from ..encoding import der
from ..exceptions.crypto import JamInvalidKeyError
from .algorithm_ids import read_curve, write_curve
from .ec import SIZES, ECKey

_PARAMETERS, _PUBLIC_KEY = der.context(0), der.context(1)

_MOST_ZEROS = 8


def decode(data: bytes, curve: str | None = None) -> ECKey:
    """Read an ECPrivateKey.

    Args:
        data: the DER.
        curve: the curve the surrounding PKCS#8 names; None if there is none around it.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: no curve or another one, the private value out of range or of another
            length, a public key that is not its own.
    """
    reader = der.open_sequence(data)
    if reader.integer() != 1:
        raise JamInvalidKeyError("an EC private key must have version 1 (RFC 5915 section 3)")
    private = reader.octet_string()
    if reader.next_tag() == _PARAMETERS:
        parameters = reader.enter(_PARAMETERS)
        named = read_curve(parameters)
        parameters.finish()
        if curve not in (None, named):
            raise JamInvalidKeyError("the EC private key names two curves")
        curve = named
    if curve is None:
        raise JamInvalidKeyError("the EC private key does not name its curve")
    public = None
    if reader.next_tag() == _PUBLIC_KEY:
        inner = reader.enter(_PUBLIC_KEY)
        public = ECKey.from_octets(curve, inner.bit_string())
        inner.finish()
    reader.finish()
    # RFC 5915 section 3 wants exactly SIZES[curve] octets. GnuTLS writes those of an INTEGER: one zero octet
    # more, or none in front. The public key shows that nothing was cut off; nobody draws more than 8 zeros.
    size = len(private) - (private[:1] == b"\0")
    if size > SIZES[curve] or (
        len(private) < SIZES[curve] and (public is None or size < SIZES[curve] - _MOST_ZEROS)
    ):
        raise JamInvalidKeyError(f"a private key on {curve} must have {SIZES[curve]} bytes")
    return ECKey(curve, public.point if public else None, int.from_bytes(private, "big"))


def encode(key: ECKey, *, name_curve: bool = True) -> bytes:
    """Return the ECPrivateKey of a private key; inside PKCS#8 the curve is named outside it."""
    return der.sequence(
        der.integer(1),
        der.octet_string(key.private_value.to_bytes(key.size, "big")),
        der.encode(_PARAMETERS, write_curve(key.crv)) if name_curve else b"",
        der.encode(_PUBLIC_KEY, der.bit_string(key.octets())),
    )
