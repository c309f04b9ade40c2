"""EC private keys by themselves: ECPrivateKey (RFC 5915, after SEC 1 appendix C.4), read."""

from __future__ import annotations

from ..encoding import der_reading as der
from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from .ec import SIZES, ECKey
from .spki import ALGORITHMS

_PARAMETERS, _PUBLIC_KEY = der.context(0), der.context(1)
# The names of curves in DER, as they stand in an AlgorithmIdentifier behind its header and id-ecPublicKey.
_CURVES = {identifier[11:]: crv for identifier, (kty, crv, _) in ALGORITHMS.items() if kty == "EC"}
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
        named = _named_curve(parameters.whole())
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


def _named_curve(parameters: bytes) -> str:
    curve = _CURVES.get(parameters)
    if curve is not None:
        return curve
    try:
        with part("RSA-PSS keys, advice"):
            from . import algorithm_ids
    except JamMissingPartError:
        raise JamInvalidKeyError("keys on this curve are not supported") from None
    return algorithm_ids.read_curve(der.Reader(parameters))
