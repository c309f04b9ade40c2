"""The ladder of X25519 and X448 (RFC 7748 section 5) on Montgomery curves, by the x coordinate alone.

`ladder` is the standard's; a step of it is mladd-1987-m of the Explicit-Formulas Database with Z1 = 1:
5M + 4S and one product by a24 (Montgomery 1987, section 10.3.1). `steps25519` and `steps448` have the
reduction by their prime written out, and take 0.73 of the time of `%`; tests/crypto/montgomery_tests.py has
that readable twin and holds them equal to it. Exchanging the two points exchanges DA and CB, which changes
neither (DA + CB)^2 nor (DA - CB)^2; so only A and B need the swap.

plain/plain_montgomery.py is the readable form; the official vectors judge both.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterable, Tuple

    State = Tuple[int, int, int, int]  # x2, z2, x3, z3
    Steps = Callable[[int, State, Iterable[int]], State]


def ladder(k: int, u: int, *, bits: int, prime: int, steps: Steps) -> int:
    """Return the u coordinate of [k](u, v), 0 for the point at infinity; `bits` steps, whatever k is."""
    # Step t swaps if bits t and t+1 of k differ; bit 0 of a clamped k is 0, so no swap is left over.
    swaps = map(int, format(k ^ k >> 1, f"0{bits}b"))
    x, z, _, _ = steps(u, (1, 0, u, 1), swaps)
    z %= prime
    # z = 0 is the point at infinity, whose u is 0: x * z^(p-2) would say so too, and take longer.
    return x * pow(z, -1, prime) % prime if z else 0


M255, P25519 = 2**255 - 1, 2**255 - 19


def steps25519(x1: int, state: State, swaps: Iterable[int]) -> State:
    """Take a step for each swap, the same operations for 0 and 1, modulo 2^255 - 19; a24 = (486662 - 2) / 4.

    Reduction as in _edwards25519.py: coordinates are in [0, p), what is multiplied on the way is folded
    once and lies within 2^274 of 0 (AA + a24*E: 2^280), every product within 2^544.
    """
    x2, z2, x3, z3 = state
    for swap in swaps:
        a = x2 + z2
        b = x2 - z2
        c = x3 + z3
        d = x3 - z3
        da = d * a
        cb = c * b
        a = (a, c)[swap]
        b = (b, d)[swap]
        aa = a * a
        aa = (aa & M255) + 19 * (aa >> 255)
        bb = b * b
        bb = (bb & M255) + 19 * (bb >> 255)
        e = aa - bb
        x2 = aa * bb
        x2 = ((x2 & M255) + 19 * (x2 >> 255)) % P25519
        z2 = e * (aa + 121665 * e)
        z2 = ((z2 & M255) + 19 * (z2 >> 255)) % P25519
        x3 = da + cb
        x3 = (x3 & M255) + 19 * (x3 >> 255)
        x3 = x3 * x3
        x3 = ((x3 & M255) + 19 * (x3 >> 255)) % P25519
        z3 = da - cb
        z3 = (z3 & M255) + 19 * (z3 >> 255)
        z3 = z3 * z3
        z3 = ((z3 & M255) + 19 * (z3 >> 255)) * x1
        z3 = ((z3 & M255) + 19 * (z3 >> 255)) % P25519
    return x2, z2, x3, z3


M448, LOW224, P448 = 2**448 - 1, 2**224 - 1, 2**448 - 2**224 - 1


def steps448(x1: int, state: State, swaps: Iterable[int]) -> State:
    """Take a step for each swap, as `steps25519`, modulo 2^448 - 2^224 - 1; a24 = (156326 - 2) / 4.

    Reduction as in _edwards448.py: coordinates are in [0, p), what is multiplied on the way is folded
    once and lies within 2^460 of 0 (AA + a24*E: 2^472), every product within 2^928.
    """
    x2, z2, x3, z3 = state
    for swap in swaps:
        a = x2 + z2
        b = x2 - z2
        c = x3 + z3
        d = x3 - z3
        da = d * a
        cb = c * b
        a = (a, c)[swap]
        b = (b, d)[swap]
        aa = a * a
        u = aa >> 448
        w = u >> 224
        aa = (aa & M448) + u + w + (((u & LOW224) + w) << 224)
        bb = b * b
        u = bb >> 448
        w = u >> 224
        bb = (bb & M448) + u + w + (((u & LOW224) + w) << 224)
        e = aa - bb
        x2 = aa * bb
        u = x2 >> 448
        w = u >> 224
        x2 = ((x2 & M448) + u + w + (((u & LOW224) + w) << 224)) % P448
        z2 = e * (aa + 39081 * e)
        u = z2 >> 448
        w = u >> 224
        z2 = ((z2 & M448) + u + w + (((u & LOW224) + w) << 224)) % P448
        x3 = da + cb
        u = x3 >> 448
        w = u >> 224
        x3 = (x3 & M448) + u + w + (((u & LOW224) + w) << 224)
        x3 = x3 * x3
        u = x3 >> 448
        w = u >> 224
        x3 = ((x3 & M448) + u + w + (((u & LOW224) + w) << 224)) % P448
        z3 = da - cb
        u = z3 >> 448
        w = u >> 224
        z3 = (z3 & M448) + u + w + (((u & LOW224) + w) << 224)
        z3 = z3 * z3
        u = z3 >> 448
        w = u >> 224
        z3 = (z3 & M448) + u + w + (((u & LOW224) + w) << 224)
        z3 = z3 * x1
        u = z3 >> 448
        w = u >> 224
        z3 = ((z3 & M448) + u + w + (((u & LOW224) + w) << 224)) % P448
    return x2, z2, x3, z3
