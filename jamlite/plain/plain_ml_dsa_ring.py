"""What ML-DSA computes with: polynomials, their sampling and rounding (FIPS 204 section 7).

The fast twin is `crypto/_ml_dsa_ring.py`. A polynomial is a list of 256 numbers
modulo q. Numbers behind the functions are algorithm numbers.
"""

from __future__ import annotations

import hashlib

from .plain_ml_dsa_packing import Q, centered, unpack_signed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .plain_ml_dsa_packing import Poly

D = 13  # bits dropped from t
ZETAS = [pow(1753, int(f"{m:08b}"[::-1], 2), Q) for m in range(256)]  # appendix B


def H(data: bytes, size: int) -> bytes:
    """SHAKE256 (section 3.7)."""
    return hashlib.shake_256(data).digest(size)


def ntt(w: Poly) -> Poly:
    """NTT (41): a product of polynomials becomes a product of their values, one by one."""
    w, m, length = list(w), 0, 128
    while length >= 1:
        for start in range(0, 256, 2 * length):
            m += 1
            for j in range(start, start + length):
                t = ZETAS[m] * w[j + length]
                w[j], w[j + length] = (w[j] + t) % Q, (w[j] - t) % Q
        length //= 2
    return w


def ntt_inverse(w: Poly) -> Poly:
    """NTT^-1 (42)."""
    w, m, length = list(w), 256, 1
    while length < 256:
        for start in range(0, 256, 2 * length):
            m -= 1
            for j in range(start, start + length):
                t = w[j]
                w[j], w[j + length] = (t + w[j + length]) % Q, -ZETAS[m] * (t - w[j + length]) % Q
        length *= 2
    return [8347681 * value % Q for value in w]  # 256^-1


def add(*polys: Poly) -> Poly:
    return [sum(values) % Q for values in zip(*polys)]


def negative(poly: Poly) -> Poly:
    return [-value % Q for value in poly]


def multiply(a: Poly, b: Poly) -> Poly:
    """MultiplyNTT (45): both in the NTT domain."""
    return [x * y % Q for x, y in zip(a, b)]


def norm(vector: list[Poly]) -> int:
    """Return the largest coefficient, by its distance from zero modulo q."""
    return max(abs(centered(value)) for poly in vector for value in poly)


def expand_A(rho: bytes, k: int, l: int) -> list[list[Poly]]:  # noqa: E741 - the standard's letter
    """ExpandA (32) with RejNTTPoly (30): 23 bits at a time, those below q count."""
    A: list[list[Poly]] = []
    for r in range(k):
        A.append([])
        for s in range(l):
            stream = hashlib.shake_128(rho + bytes([s, r])).digest(1344)
            found = [int.from_bytes(stream[i : i + 3], "little") & 0x7FFFFF for i in range(0, 1344, 3)]
            A[r].append([z for z in found if z < Q][:256])
    return A


def expand_S(rho: bytes, k: int, l: int, eta: int) -> tuple[list[Poly], list[Poly]]:  # noqa: E741
    """ExpandS (33) with RejBoundedPoly (31): four bits at a time, numbers from -eta to eta."""
    polys = []
    for r in range(k + l):
        stream = H(rho + r.to_bytes(2, "little"), 544)
        halves = [half for byte in stream for half in (byte & 15, byte >> 4)]
        if eta == 2:
            polys.append([(2 - half % 5) % Q for half in halves if half < 15][:256])
        else:
            polys.append([(4 - half) % Q for half in halves if half < 9][:256])
    return polys[:l], polys[l:]


def expand_mask(rho: bytes, kappa: int, l: int, gamma1: int) -> list[Poly]:  # noqa: E741
    """ExpandMask (34)."""
    bits = gamma1.bit_length()
    seeds = [rho + (kappa + r).to_bytes(2, "little") for r in range(l)]
    return [unpack_signed(H(seed, 32 * bits), gamma1, bits)[0] for seed in seeds]


def sample_in_ball(seed: bytes, tau: int) -> Poly:
    """SampleInBall (29): tau coefficients are 1 or -1."""
    stream = H(seed, 1024)
    signs, places, c = int.from_bytes(stream[:8], "little"), iter(stream[8:]), [0] * 256
    for i in range(256 - tau, 256):
        j = next(place for place in places if place <= i)
        c[i], c[j] = c[j], (-1) ** (signs >> (i + tau - 256) & 1)
    return c


def power2round(poly: Poly) -> tuple[Poly, Poly]:
    """Power2Round (35) of each coefficient: r = r1 2^d + r0."""
    r0 = [centered(r, 2**D) for r in poly]
    return [(r - low) >> D for r, low in zip(poly, r0)], r0
