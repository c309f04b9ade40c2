"""Elliptic curve points as octets (SEC 1 sections 2.3.3 and 2.3.4; RFC 5480 section 2.2).

plain/plain_weierstrass.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets
from ..exceptions.crypto import JamInvalidKeyError
from ._curves import named, on_curve
from ._weierstrass import for_each_curve
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Tuple, Union

    from ._weierstrass import Affine, Answer, Curve

    Public = Union[Tuple[int, int], bytes]


def encode_point(curve: str, public: Public, *, compressed: bool = False) -> bytes:
    """Return a public key as octets: 04 x y, or 02/03 x if compressed.

    Args:
        curve: "P-256", "P-384", "P-521" or "secp256k1".
        public: (x, y), or its SEC 1 octets.
        compressed: leave y out, but for its lowest bit.

    Raises:
        JamInvalidKeyError: not a point of the curve.
        JamCryptoError: unknown curve, or a wrong type.
    """
    require(f"SEC 1 {named(curve).name}")
    return _encode(named(curve), point(curve, public), compressed)


def decode_point(curve: str, data: bytes) -> tuple[int, int]:
    """Return the (x, y) that SEC 1 octets, compressed or not, stand for.

    Raises:
        JamInvalidKeyError: malformed, the point at infinity, or not a point of the curve. Hybrid
            forms (06, 07) are refused, as RFC 5480 section 2.2 does not know them.
        JamCryptoError: unknown curve, or data that is not bytes.
    """
    require(f"SEC 1 {named(curve).name}")
    x, y = _decode(named(curve), octets(data, "point"))
    return x, y


def point(curve: str, public: object) -> Affine:
    """Return (x, y) of a public key in either form, validated (SEC 1 section 3.2.2.1).

    Raises:
        JamInvalidKeyError: not a point of the curve.
        JamCryptoError: unknown curve, or a wrong type.
    """
    require(f"SEC 1 {named(curve).name}")
    if isinstance(public, tuple):
        return on_curve(curve, public)
    return _decode(named(curve), octets(public, "a public key that is not (x, y)"))


def _encode(curve: Curve, point: Affine, compressed: bool) -> bytes:
    x, y = point
    if compressed:
        return bytes([2 + (y & 1)]) + x.to_bytes(curve.size, "big")
    return b"\x04" + x.to_bytes(curve.size, "big") + y.to_bytes(curve.size, "big")


def _decode(curve: Curve, data: bytes) -> Affine:
    form, size = data[:1], curve.size
    if form == b"\x04" and len(data) == 1 + 2 * size:
        x = int.from_bytes(data[1 : 1 + size], "big")
        y = int.from_bytes(data[1 + size :], "big")
    elif form in (b"\x02", b"\x03") and len(data) == 1 + size:
        p = curve.p
        x = int.from_bytes(data[1:], "big")
        # p = 3 mod 4 on all these curves, so that a root of z, if there is one, is z^((p+1)/4).
        y = pow((x * x + curve.a) * x + curve.b, (p + 1) >> 2, p)
        if y & 1 != form[0] & 1:
            y = p - y
    elif form in (b"\x06", b"\x07") and len(data) == 1 + 2 * size:  # RFC 5480 section 2.2 forbids it
        raise JamInvalidKeyError(
            "the point is in hybrid form; convert the key: openssl ec -conv_form uncompressed -in OLD.pem"
            " -out NEW.pem (a public key: also -pubin -pubout)"
        )
    else:
        raise JamInvalidKeyError(f"not a SEC 1 point of {curve.name}: wrong length or first octet")
    if not curve.contains(x, y):
        raise JamInvalidKeyError(f"the SEC 1 octets are not a point of {curve.name}")
    return x, y


def _register(curve: Curve, known: Answer) -> None:
    @known_answer(f"SEC 1 {curve.name}", "SEC 2 version 2 section 2, the compressed base point")
    def check() -> list[tuple[object, object]]:
        return [
            (_encode(curve, curve.g, True).hex(), known.compressed_g),
            (_decode(curve, bytes.fromhex(known.compressed_g)), curve.g),
        ]


for_each_curve(_register)
