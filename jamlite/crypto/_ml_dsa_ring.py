"""Polynomials of ML-DSA: Z_q[X]/(X^256 + 1), q = 2^23 - 2^13 + 1 (FIPS 204 section 2.3).

A polynomial is a list of 256 integers. What leaves a function is reduced to [0, q) unless it says
otherwise. `ntt` and `inverse_ntt` do the standard's algorithms 41 and 42 two levels at a time, in 0.7 of the
time.

plain/plain_ml_dsa_ring.py is the readable form: tests/crypto/test_ml_dsa.py holds both transforms equal, and
the official vectors judge both.

Ungated: the gates of _ml_dsa.py prove it.
"""

from __future__ import annotations

from operator import add, mul

from .shake import shake128, shake256

Q = 8380417
D = 13  # bits dropped from t
_N = 256
_ZETA = 1753  # a 512th root of unity (section 2.5)
_INVERSE_OF_256 = 8347681


def _reversed_bits(m: int) -> int:  # BitRev8 (algorithm 43)
    return int(f"{m:08b}"[::-1], 2)


ZETAS = [pow(_ZETA, _reversed_bits(m), Q) for m in range(_N)]


def ntt(w: list[int]) -> list[int]:
    """NTT (algorithm 41), two of its levels at once; sums are reduced when they are multiplied next."""
    w = list(w)
    for length in (128, 32, 8, 2):
        half, m = length // 2, 128 // length
        for start in range(0, _N, 2 * length):
            z, z_low, z_high = ZETAS[m], ZETAS[2 * m], ZETAS[2 * m + 1]
            m += 1
            for j in range(start, start + half):
                t, u = z * w[j + length] % Q, z * w[j + length + half] % Q
                a, b = w[j], w[j + half]
                v, x = z_low * (b + u) % Q, z_high * (b - u + Q) % Q
                w[j], w[j + half] = a + t + v, a + t - v + Q
                w[j + length], w[j + length + half] = a - t + x + Q, a - t - x + 2 * Q
    return [value % Q for value in w]


def inverse_ntt(w: list[int]) -> list[int]:
    """NTT^-1 (algorithm 42), two of its levels at once."""
    w = list(w)
    for length in (1, 4, 16, 64):
        m = 128 // length
        for start in range(0, _N, 4 * length):
            m -= 1
            z, z_low, z_high = ZETAS[m], ZETAS[2 * m + 1], ZETAS[2 * m]
            for j in range(start, start + length):
                a, b, c, d = w[j], w[j + length], w[j + 2 * length], w[j + 3 * length]
                t, u = a + b, c + d
                v, x = z_low * (b - a) % Q, z_high * (d - c) % Q
                w[j], w[j + 2 * length] = (t + u) % Q, z * (u - t) % Q
                w[j + length], w[j + 3 * length] = v + x, z * (x - v) % Q
    return [_INVERSE_OF_256 * value % Q for value in w]


def products(row: list[list[int]], vector: list[list[int]]) -> list[int]:
    """Return the sum of the products of two vectors in NTT form, not reduced: at most 8 q^2."""
    total = list(map(mul, row[0], vector[0]))
    for f, g in zip(row[1:], vector[1:]):
        total = list(map(add, total, map(mul, f, g)))
    return total


# --- Sampling (section 7.3) ------------------------------------------------------------------------------


def expand_a(rho: bytes, k: int, l: int) -> list[list[list[int]]]:  # noqa: E741 - the standard's letter
    """ExpandA (algorithm 32): the matrix, in NTT form."""
    return [[_rej_ntt_poly(rho + bytes((s, r))) for s in range(l)] for r in range(k)]


def _rej_ntt_poly(rho: bytes) -> list[int]:
    """RejNTTPoly (algorithm 30) with CoeffFromThreeBytes (algorithm 14)."""
    size = 3 * 288
    while True:
        stream = shake128(rho, size)
        thirds = zip(stream[::3], stream[1::3], stream[2::3])
        found = [z for z in [a | b << 8 | (c & 127) << 16 for a, b, c in thirds] if z < Q]
        if len(found) >= _N:
            return found[:_N]
        size += 168  # never seen: one draw in a thousand is refused


def expand_s(rho: bytes, k: int, l: int, eta: int) -> tuple[list[list[int]], list[list[int]]]:  # noqa: E741
    """ExpandS (algorithm 33): s1 and s2, with coefficients in [-eta, eta]."""
    found = [_rej_bounded_poly(rho + r.to_bytes(2, "little"), eta) for r in range(k + l)]
    return found[:l], found[l:]


def _rej_bounded_poly(rho: bytes, eta: int) -> list[int]:
    """RejBoundedPoly (algorithm 31) with CoeffFromHalfByte (algorithm 15)."""
    size = 272
    while True:
        half_bytes = [half for z in shake256(rho, size) for half in (z & 15, z >> 4)]
        if eta == 2:
            found = [2 - b % 5 for b in half_bytes if b < 15]
        else:
            found = [4 - b for b in half_bytes if b < 9]
        if len(found) >= _N:
            return found[:_N]
        size += 136


def expand_mask(rho: bytes, kappa: int, l: int, gamma1: int) -> list[list[int]]:  # noqa: E741
    """ExpandMask (algorithm 34): y, with coefficients in [-gamma1 + 1, gamma1]."""
    bits = gamma1.bit_length()  # 1 + bitlen(gamma1 - 1)
    masks = []
    for r in range(l):
        v = shake256(rho + (kappa + r).to_bytes(2, "little"), 32 * bits)
        masks.append([gamma1 - value for value in unpack(v, bits)])
    return masks


def sample_in_ball(rho: bytes, tau: int) -> list[int]:
    """SampleInBall (algorithm 29): tau coefficients are 1 or -1, the others 0."""
    size = 8 + 2 * 136
    while True:
        stream = shake256(rho, size)
        signs, at = int.from_bytes(stream[:8], "little"), 8
        c = [0] * _N
        for i in range(_N - tau, _N):
            while at < size and stream[at] > i:
                at += 1
            if at == size:
                break
            j = stream[at]
            at += 1
            c[i], c[j] = c[j], 1 - 2 * (signs >> (i + tau - _N) & 1)
        else:
            return c
        size *= 2


# --- Rounding (section 7.4) ------------------------------------------------------------------------------


def power2round(t: list[int]) -> tuple[list[int], list[int]]:
    """Power2Round (algorithm 35) of each coefficient: t1 and t0 with t = t1 2^13 + t0."""
    t1 = [(value + (1 << D - 1) - 1) >> D for value in t]
    return t1, [value - (high << D) for value, high in zip(t, t1)]


def decompose(r: list[int], gamma2: int) -> tuple[list[int], list[int]]:
    """Decompose (algorithm 36) of each coefficient in [0, q): r1 and r0 with r = r1 2 gamma2 + r0 mod q."""
    alpha, m = 2 * gamma2, (Q - 1) // (2 * gamma2)
    r1 = [(value + gamma2 - 1) // alpha for value in r]
    r0 = [value - high * alpha for value, high in zip(r, r1)]
    if m in r1:  # r - r0 = q - 1: r1 becomes 0, and r0 one less
        r0 = [low - (high == m) for low, high in zip(r0, r1)]
        r1 = [high % m for high in r1]
    return r1, r0


def use_hint(h: list[int], r: list[int], gamma2: int) -> list[int]:
    """UseHint (algorithm 40) of each coefficient."""
    m = (Q - 1) // (2 * gamma2)
    r1, r0 = decompose(r, gamma2)
    return [high if not hint else (high + (1 if low > 0 else -1)) % m for hint, high, low in zip(h, r1, r0)]


def centered(w: list[int]) -> list[int]:
    """Return each coefficient of [0, q) as the one of least size: mod+- q."""
    half = Q >> 1
    return [value - Q if value > half else value for value in w]


def norm(vector: list[list[int]]) -> int:
    """Return the largest size of a coefficient of centered polynomials."""
    return max(max(max(w), -min(w)) for w in vector)


# --- Packing (section 7.1) -------------------------------------------------------------------------------


def pack(values: list[int], bits: int) -> bytes:
    """SimpleBitPack (algorithm 16) of 256 numbers below 2^bits."""
    width = f"0{bits}b"
    text = "".join([format(value, width) for value in reversed(values)])
    return int(text, 2).to_bytes(32 * bits, "little")


def unpack(data: bytes, bits: int) -> list[int]:
    """SimpleBitUnpack (algorithm 18) of 32 * bits bytes."""
    text = format(int.from_bytes(data, "little"), f"0{_N * bits}b")
    return [int(text[at : at + bits], 2) for at in range((_N - 1) * bits, -1, -bits)]
