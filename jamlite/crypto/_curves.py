"""Parameters of P-256, P-384, P-521 (SP 800-186 section 3.2.1) and secp256k1 (SEC 2 section 2.4.1).

Ungated: the gates of its users prove it.

plain/plain_curves.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ..optional import part
from ._weierstrass import Curve, CurveModMersenne, CurveWithoutA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine


def _p384_comb() -> str | None:
    try:
        with part("ES384"):
            from ._comb_p384 import POINTS
    except JamMissingPartError:
        return None  # a copy without the file computes them, in 4 ms more
    return POINTS


def _p521_comb() -> str | None:
    try:
        with part("ES512"):
            from ._comb_p521 import POINTS
    except JamMissingPartError:
        return None
    return POINTS


def _hex(*lines: str) -> int:
    return int("".join(lines), 16)


_P256 = Curve(
    "P-256",
    p=2**256 - 2**224 + 2**192 + 2**96 - 1,
    b=_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
    n=_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    g=(
        _hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        _hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
    ),
)
_P384 = Curve(
    "P-384",
    p=2**384 - 2**128 - 2**96 + 2**32 - 1,
    b=_hex(
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a",
        "c656398d8a2ed19d2a85c8edd3ec2aef",
    ),
    n=_hex(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf",
        "581a0db248b0a77aecec196accc52973",
    ),
    g=(
        _hex(
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38",
            "5502f25dbf55296c3a545e3872760ab7",
        ),
        _hex(
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0",
            "0a60b1ce1d7e819d7a431d7c90ea0e5f",
        ),
    ),
    comb_points=_p384_comb,
)
_P521 = CurveModMersenne(
    "P-521",
    p=2**521 - 1,
    b=_hex(
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef1",
        "09e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b50",
        "3f00",
    ),
    n=_hex(
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138",
        "6409",
    ),
    g=(
        _hex(
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d",
            "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5",
            "bd66",
        ),
        _hex(
            "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e",
            "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1",
            "6650",
        ),
    ),
    comb_points=_p521_comb,
)
_SECP256K1 = CurveWithoutA(
    "secp256k1",
    p=2**256 - 2**32 - 977,
    b=7,
    n=_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    g=(
        _hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
        _hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
    ),
)
CURVES: dict[str, Curve] = {curve.name: curve for curve in (_P256, _P384, _P521, _SECP256K1)}


def named(name: object) -> Curve:
    """Return a curve by its JOSE name, or raise JamCryptoError."""
    if not isinstance(name, str) or name not in CURVES:
        raise JamCryptoError(f"the curve must be one of {', '.join(CURVES)}")
    return CURVES[name]


def on_curve(name: str, point: tuple[object, ...]) -> Affine:
    """Return a public key (x, y) if it is a point of the curve (SEC 1 section 3.2.2.1), or raise."""
    curve = named(name)
    if len(point) != 2:
        raise JamCryptoError("a public key must be two integers (x, y), or bytes")
    x, y = point
    if not isinstance(x, int) or not isinstance(y, int) or isinstance(x, bool) or isinstance(y, bool):
        raise JamCryptoError("a public key must be two integers (x, y), or bytes")
    if not curve.contains(x, y):
        raise JamInvalidKeyError(f"the public key is not a point of {name}")
    return x, y


def private_key(name: str, d: object) -> int:
    """Return `d` if it is a private key of the curve, or raise."""
    curve = named(name)
    if not isinstance(d, int) or isinstance(d, bool):
        raise JamCryptoError(f"the private key must be an int, got {type(d).__name__}")
    if not 1 <= d < curve.n:  # SEC 1 section 3.2.1
        raise JamInvalidKeyError(f"the private key is not in [1, n-1] of {curve.name}")
    return d
