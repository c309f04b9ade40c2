"""The curves P-256, P-384, P-521 (SP 800-186 section 3.2.1) and secp256k1 (SEC 2 section 2.4.1).

The fast twin is `crypto/_curves.py`. A curve is y^2 = x^3 + ax + b modulo a prime p, with a base point G
that gives n different points when it is added to itself. Every number here was fixed once, for everybody.
"""

from __future__ import annotations

from typing import NamedTuple, Optional, Tuple

Point = Optional[Tuple[int, int]]  # None is the point at infinity


class Curve(NamedTuple):
    """The field's prime p, the coefficients a and b, the base point G and its order n."""

    p: int
    a: int
    b: int
    n: int
    G: Point

    @property
    def size(self) -> int:
        """Bytes in a number of the field."""
        return (self.p.bit_length() + 7) // 8


def _hex(text: str) -> int:
    return int(text, 16)


CURVES = {
    "P-256": Curve(
        p=2**256 - 2**224 + 2**192 + 2**96 - 1,
        a=-3,
        b=_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
        n=_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        G=(
            _hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
            _hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
        ),
    ),
    "P-384": Curve(
        p=2**384 - 2**128 - 2**96 + 2**32 - 1,
        a=-3,
        b=_hex(
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"
        ),
        n=_hex(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        ),
        G=(
            _hex(
                "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e38"
                "72760ab7"
            ),
            _hex(
                "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c"
                "90ea0e5f"
            ),
        ),
    ),
    "P-521": Curve(
        p=2**521 - 1,
        a=-3,
        b=_hex(
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652"
            "c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"
        ),
        n=_hex(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc"
            "0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
        G=(
            _hex(
                "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1d"
                "c127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
            ),
            _hex(
                "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550"
                "b9013fad0761353c7086a272c24088be94769fd16650"
            ),
        ),
    ),
    "secp256k1": Curve(
        p=2**256 - 2**32 - 977,
        a=0,
        b=_hex("0000000000000000000000000000000000000000000000000000000000000007"),
        n=_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
        G=(
            _hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
            _hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
        ),
    ),
}
