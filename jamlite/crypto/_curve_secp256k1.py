"""secp256k1 (SEC 2 section 2.4.1): its arithmetic, and the answers that are known of it.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ._weierstrass import Answer, Curve, add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Jacobian


class CurveWithoutA(Curve):
    """A curve with a = 0 (secp256k1)."""

    __slots__ = ()

    a = 0

    def double(self, point: Jacobian, times: int = 1) -> Jacobian:
        """Return 2^times * point: 3M + 4S each, dbl-1998-cmo-2 with a = 0."""
        X, Y, Z = point
        p = self.p
        for _ in range(times):
            T = Y * Y % p
            S = 4 * X * T % p
            M = 3 * X * X % p
            Z = 2 * Y * Z % p
            X = (M * M - 2 * S) % p
            Y = (M * (S - X) - 8 * T * T) % p
        return X, Y, Z


add(
    CurveWithoutA(
        "secp256k1",
        p=2**256 - 2**32 - 977,
        b=7,
        n=int("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16),
        g=(
            int("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16),
            int("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16),
        ),
    ),
    Answer(
        "RFC 6979 on secp256k1, published by the Bitcoin community, SHA-256, message 'Alan Turing'",
        "sha256",
        b"Alan Turing",
        d="f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        x="92df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
        y="e9bfdf1b13fa0cb1de4521e5386cde3a1cd26c5ab584989d07bbed58a5419f62",
        compressed_g="0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        signature="7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15ca72033e1ff5ca1ea8d0c9900"
        "1cb45f0272d3be7525d3049c0d9e98dc7582b857",
    ),
)
