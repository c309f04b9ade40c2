"""Keys as bare octets, as VAPID (RFC 8292), device firmware and many libraries hand them over."""

from __future__ import annotations

from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ..optional import part
from . import algorithm_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .ec import ECKey
    from .okp import OKPKey


def from_octets(crv: str, private: bytes | None = None, public: bytes | None = None) -> ECKey | OKPKey:
    """Return the key of a curve.

    Args:
        crv: "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519" or "X448".
        private: the private value, big-endian, in the full size of the curve (32, 48, 66, 32 bytes), or
            the seed of RFC 8410 (32, 57, 32, 56 bytes).
        public: a SEC 1 point, compressed or not, or the public key of RFC 8410. Worked out if there is
            a private part; if both are given they must fit.

    Raises:
        JamInvalidKeyError: another curve, neither part, another type or size, or parts that do not fit.
    """
    for name, value in (("private", private), ("public", public)):
        if value is not None and not isinstance(value, bytes):
            raise JamInvalidKeyError(f"the {name} part of a raw key is bytes, got {type(value).__name__}")
    if private is None and public is None:
        raise JamInvalidKeyError("a raw key needs a private or a public part")
    if isinstance(crv, str) and crv in algorithm_ids.OKP.values():
        with part("OKP"):
            from .okp import OKPKey
        return OKPKey(crv, public, private)
    if not isinstance(crv, str) or crv not in algorithm_ids.CURVES.values():
        names = ", ".join((*algorithm_ids.CURVES.values(), *algorithm_ids.OKP.values()))
        raise JamInvalidKeyError(f"the curve of a raw key must be one of {names}")
    with part("EC"):
        from .ec import SIZES, ECKey
    if private is not None and len(private) != SIZES[crv]:
        raise JamInvalidKeyError(f"a private key on {crv} must have {SIZES[crv]} bytes")
    try:
        known = None if public is None else ECKey.from_octets(crv, public)
    except JamCryptoError as error:
        raise JamInvalidKeyError(error.message) from error
    if private is None:
        assert known is not None
        return known
    return ECKey(crv, known.point if known else None, int.from_bytes(private, "big"))
