"""P-521 (SP 800-186 section 3.2.1.5): its arithmetic, and the answers that are known of it.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ..exceptions.base import JamMissingPartError
from ..optional import part
from ._weierstrass import INFINITY, Answer, Curve, add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine, Jacobian


class CurveModMersenne(Curve):
    """A curve with a = -3 over p = 2^521 - 1, where z = (z & p) + (z >> 521) mod p: a fold.

    A fold costs a seventh of `% p`: verification takes 0.54 of its time with `Curve`. One fold brings a sum
    of products below 2^540 in size; the second, made on every coordinate that leaves a point operation,
    below p + 2^20, so that no excess builds up over a chain of operations. Coordinates are therefore
    right modulo p, not always below p.
    """

    __slots__ = ()

    def double(self, point: Jacobian, times: int = 1) -> Jacobian:
        """Return 2^times * point, as in Curve."""
        X, Y, Z = point
        p = self.p
        for _ in range(times):
            ZZ = Z * Z
            ZZ = (ZZ & p) + (ZZ >> 521)
            T = Y * Y
            T = (T & p) + (T >> 521)
            S = 4 * X * T
            S = (S & p) + (S >> 521)
            M = 3 * (X - ZZ) * (X + ZZ)
            M = (M & p) + (M >> 521)
            Z = 2 * Y * Z
            Z = (Z & p) + (Z >> 521)
            Z = (Z & p) + (Z >> 521)
            X = M * M - 2 * S
            X = (X & p) + (X >> 521)
            X = (X & p) + (X >> 521)
            Y = M * (S - X) - 8 * T * T
            Y = (Y & p) + (Y >> 521)
            Y = (Y & p) + (Y >> 521)
        return X, Y, Z

    def add(self, point: Jacobian, addend: Affine) -> Jacobian:
        """Return the sum of any two points, as in Curve."""
        X1, Y1, Z1 = point
        x2, y2 = addend
        if not Z1:
            return x2, y2, 1
        p = self.p
        ZZ = Z1 * Z1
        ZZ = (ZZ & p) + (ZZ >> 521)
        ZZZ = Z1 * ZZ
        ZZZ = (ZZZ & p) + (ZZZ >> 521)
        H = x2 * ZZ - X1
        H = ((H & p) + (H >> 521)) % p  # reduced in full: the test below is modulo p
        R = y2 * ZZZ - Y1
        R = (R & p) + (R >> 521)
        if not H:
            return INFINITY if R % p else self.double(point)
        HH = H * H
        HH = (HH & p) + (HH >> 521)
        HHH = H * HH
        HHH = (HHH & p) + (HHH >> 521)
        V = X1 * HH
        V = (V & p) + (V >> 521)
        X3 = R * R - HHH - 2 * V
        X3 = (X3 & p) + (X3 >> 521)
        X3 = (X3 & p) + (X3 >> 521)
        Y3 = R * (V - X3) - Y1 * HHH
        Y3 = (Y3 & p) + (Y3 >> 521)
        Y3 = (Y3 & p) + (Y3 >> 521)
        Z3 = Z1 * H
        Z3 = (Z3 & p) + (Z3 >> 521)
        Z3 = (Z3 & p) + (Z3 >> 521)
        return X3, Y3, Z3


def _comb() -> str | None:
    try:
        with part("ES512"):
            from ._comb_p521 import POINTS
    except JamMissingPartError:
        return None  # a copy without the file computes them, in 5 ms more
    return POINTS


add(
    CurveModMersenne(
        "P-521",
        p=2**521 - 1,
        b=int(
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef1"
            "09e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b50"
            "3f00",
            16,
        ),
        n=int(
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138"
            "6409",
            16,
        ),
        g=(
            int(
                "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
                "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
                "bd66",
                16,
            ),
            int(
                "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
                "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
                "6650",
                16,
            ),
        ),
        comb_points=_comb,
    ),
    Answer(
        "RFC 6979 appendix A.2.7, SHA-512, message 'sample'",
        "sha512",
        b"sample",
        d="00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836"
        "a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        x="01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7"
        "f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
        y="00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b"
        "22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
        compressed_g="0200c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
        "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        signature="00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606a"
        "dd152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5064806c467f678d3b4080d6f1cc50af2"
        "6ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
    ),
)
