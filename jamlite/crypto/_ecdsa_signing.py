"""ECDSA's secret half: public keys from private ones, and signatures (FIPS 186-5 section 6.4.1).

Apart from `ecdsa`, because whoever only verifies needs none of it. Secrets go through `multiply_base` only,
which runs one sequence of operations for all of them. None of this is constant time: see SECURITY.md.

Ungated: `ecdsa` asks for the gates that are registered here.
"""

from __future__ import annotations

from ._scalars import bits2int, multiply_base
from ._weierstrass import for_each_curve
from .gate import known_answer
from .hashes import digest
from .randomness import random_below
from .rfc6979 import nonces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ._weierstrass import Answer, Curve


def random_private(curve: Curve, draw: Callable[[int], bytes] | None) -> int:
    """Return a private key, uniform in [1, n-1] (FIPS 186-5 appendix A.2.2)."""
    return random_below(curve.n - 1, draw) + 1  # steps 4 to 7: c <= n - 2, d = c + 1


def public_point(curve: Curve, d: int) -> tuple[int, int]:
    """Return [d]G."""
    x, y = curve.affine(multiply_base(curve, d))
    return x, y


def sign_hashed(curve: Curve, d: int, h: bytes, hash_name: str, extra: bytes) -> bytes:
    """Return r || s for a hash, with RFC 6979's nonces and further entropy."""
    e = bits2int(h, curve.bits)
    for k in nonces(curve.n, d, h, hash_name, extra):
        r, s = _r_s(curve, d, e, k)
        if r and s:  # RFC 6979 section 3.4: otherwise the next k
            return r.to_bytes(curve.size, "big") + s.to_bytes(curve.size, "big")
    raise AssertionError("the nonces have no end")


def _r_s(curve: Curve, d: int, e: int, k: int) -> tuple[int, int]:
    """FIPS 186-5 section 6.4.1, steps 4 to 9."""
    n = curve.n
    x, _ = curve.affine(multiply_base(curve, k))  # steps 5, 6
    r = x % n  # steps 7, 8
    # Step 9: s = k^-1 (e + r d). The time of Euclid's algorithm depends on its input, hence the random b.
    b = random_below(n - 1) + 1
    return r, pow(k * b % n, -1, n) * (b * e + (b * r % n) * d) % n


def _register(curve: Curve, known: Answer) -> None:
    @known_answer(f"ECDSA sign {curve.name}", known.source)
    def sign_answer() -> list[tuple[object, object]]:
        h = digest(known.hash_name, known.message)
        return [
            (sign_hashed(curve, known.private, h, known.hash_name, b"").hex(), known.signature),
            (public_point(curve, known.private), known.public),
        ]


for_each_curve(_register)
