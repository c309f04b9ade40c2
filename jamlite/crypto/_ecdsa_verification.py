"""ECDSA's public half: whether r and s fit a hash and a public key (FIPS 186-5 section 6.4.2).

The published signatures that it has to verify are deterministic (RFC 6979): signing has to give them again.

Ungated: `ecdsa` asks for the gates that are registered here.
"""

from __future__ import annotations

from ._scalars import Multiples, base_multiples, bits2int, sum_of
from ._weierstrass import for_each_curve
from .gate import known_answer
from .hashes import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine, Answer, Curve, Jacobian


def tables_once(curve: Curve, point: Affine) -> tuple[Multiples, Multiples]:
    """Return the tables of G and Q that are cheap to make.

    A wider one of G takes 0.4 ms more to make, in every process, and saves at most 0.015 of a verification.
    """
    x, y = point
    return base_multiples(curve, width=7, parts=1), Multiples(curve, (x, y, 1), width=5, parts=1)


def point_R(curve: Curve, tables: tuple[Multiples, Multiples], e: int, r: int, s: int) -> Jacobian:
    """Return R = [u]G + [v]Q: FIPS 186-5 section 6.4.2, steps 4 to 6."""
    n = curve.n
    G, Q = tables
    w = pow(s, -1, n)  # step 4
    u, v = e * w % n, r * w % n  # step 5
    return sum_of(curve, G.terms(u) + Q.terms(v))  # step 6


def has_x(curve: Curve, R: Jacobian, r: int) -> bool:
    """Tell whether R is finite and x(R) mod n = r, without an inversion: X = x Z^2 for x = r or r + n."""
    X, _, Z = R
    if not Z:
        return False
    ZZ = Z * Z
    n, p = curve.n, curve.p
    return (X - r * ZZ) % p == 0 or (r + n < p and (X - (r + n) * ZZ) % p == 0)


def _register(curve: Curve, known: Answer) -> None:
    @known_answer(f"ECDSA verify {curve.name}", known.source)
    def verify_answer() -> list[tuple[object, object]]:
        e = bits2int(digest(known.hash_name, known.message), curve.bits)
        size = 2 * curve.size
        r, s = int(known.signature[:size], 16), int(known.signature[size:], 16)
        R = point_R(curve, tables_once(curve, known.public), e, r, s)
        x, y = known.public
        on_curve = curve.contains(x, y), curve.contains(x, y ^ 1)  # it judges every key
        return [(has_x(curve, R, r), True), (has_x(curve, R, s), False), (on_curve, (True, False))]


for_each_curve(_register)
