"""ML-DSA (FIPS 204): keys, signatures and verification, with the standard's letters and algorithm numbers.

The fast twin is `crypto/ml_dsa.py`. A polynomial is a list of 256 numbers modulo q, a vector a list of them.
"""

from __future__ import annotations

from . import plain_ml_dsa_packing as packing
from . import plain_ml_dsa_ring as ring
from .plain_ml_dsa_ring import D, H, add, multiply, negative, ntt, ntt_inverse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .plain_ml_dsa_packing import Poly

# Table 1: tau, lambda, gamma1, gamma2, k, l, eta, omega
PARAMETERS = {
    "ML-DSA-44": (39, 128, 2**17, (packing.Q - 1) // 88, 4, 4, 2, 80),
    "ML-DSA-65": (49, 192, 2**19, (packing.Q - 1) // 32, 6, 5, 4, 55),
    "ML-DSA-87": (60, 256, 2**19, (packing.Q - 1) // 32, 8, 7, 2, 75),
}


def framed(message: bytes, context: bytes = b"") -> bytes:
    """Return M' (algorithms 2 and 3): a message that is not hashed before."""
    return bytes([0, len(context)]) + context + message


def times_matrix(A: list[list[Poly]], v: list[Poly]) -> list[Poly]:
    """Return A v, all in the NTT domain."""
    return [add(*[multiply(a, b) for a, b in zip(row, v)]) for row in A]


def key_gen(name: str, xi: bytes) -> tuple[bytes, bytes]:
    """ML-DSA.KeyGen_internal (algorithm 6): return pk and sk."""
    _, _, _, _, k, l, eta, _ = PARAMETERS[name]  # noqa: E741 - the standard's letter
    if len(xi) != 32:
        raise ValueError("the seed of ML-DSA has 32 bytes")
    seeds = H(xi + bytes([k, l]), 128)
    rho, rho_prime, K = seeds[:32], seeds[32:96], seeds[96:]
    s1, s2 = ring.expand_S(rho_prime, k, l, eta)
    pk, t0 = public_part(name, rho, s1, s2)
    sk = rho + K + H(pk, 64)  # skEncode (algorithm 24)
    sk += b"".join(packing.pack_signed(poly, eta, (2 * eta).bit_length()) for poly in s1 + s2)
    return pk, sk + b"".join(packing.pack_signed(poly, 2 ** (D - 1), D) for poly in t0)


def public_part(name: str, rho: bytes, s1: list[Poly], s2: list[Poly]) -> tuple[bytes, list[Poly]]:
    """Return pk and t0, of t = A s1 + s2 (algorithm 6, steps 5 to 8)."""
    A = ring.expand_A(rho, *PARAMETERS[name][4:6])
    As1 = times_matrix(A, [ntt(s) for s in s1])
    t1, t0 = zip(*[ring.power2round(add(ntt_inverse(a), s)) for a, s in zip(As1, s2)])
    pk = rho + b"".join(packing.pack(poly, 10) for poly in t1)  # pkEncode (algorithm 22)
    return pk, list(t0)


def opened(name: str, sk: bytes) -> tuple[bytes, bytes, bytes, list[Poly], list[Poly]]:
    """skDecode (algorithm 25): return rho, K, tr, s1 and s2 in one list, t0."""
    _, _, _, _, k, l, eta, _ = PARAMETERS[name]  # noqa: E741
    bits = (2 * eta).bit_length()
    end = 128 + 32 * bits * (k + l)
    if len(sk) != end + 32 * D * k:
        raise ValueError("the private key has another size")
    s = packing.unpack_signed(sk[128:end], eta, bits)
    if ring.norm(s) > eta:
        raise ValueError("the private key is out of range")
    return sk[:32], sk[32:64], sk[64:128], s, packing.unpack_signed(sk[end:], 2 ** (D - 1), D)


def sign(name: str, sk: bytes, M: bytes, rnd: bytes = bytes(32)) -> bytes:
    """ML-DSA.Sign_internal (algorithm 7); M is the message as `framed` returns it."""
    tau, strength, gamma1, gamma2, k, l, eta, omega = PARAMETERS[name]  # noqa: E741
    beta = tau * eta
    rho, K, tr, *vectors = opened(name, sk)
    s, t0 = [[ntt(poly) for poly in vector] for vector in vectors]
    A = ring.expand_A(rho, k, l)
    mu = H(tr + M, 64)
    rho_prime = H(K + rnd + mu, 64)
    kappa = 0
    while True:
        y = ring.expand_mask(rho_prime, kappa, l, gamma1)
        kappa += l
        w = [ntt_inverse(poly) for poly in times_matrix(A, [ntt(poly) for poly in y])]
        w1 = [[packing.decompose(r, gamma2)[0] for r in poly] for poly in w]
        c_tilde = H(mu + packing.encode_w1(w1, gamma2), strength // 4)
        c = ntt(ring.sample_in_ball(c_tilde, tau))
        cs = [ntt_inverse(multiply(c, poly)) for poly in s]
        z = [add(poly, cs1) for poly, cs1 in zip(y, cs[:l])]
        r = [add(poly, negative(cs2)) for poly, cs2 in zip(w, cs[l:])]
        r0 = [[packing.decompose(value, gamma2)[1] for value in poly] for poly in r]
        if ring.norm(z) >= gamma1 - beta or ring.norm(r0) >= gamma2 - beta:
            continue  # step 23: this signature would tell of the key
        ct0 = [ntt_inverse(multiply(c, poly)) for poly in t0]
        h = [[packing.make_hint(-b, a + b, gamma2) for a, b in zip(u, v)] for u, v in zip(r, ct0)]
        if ring.norm(ct0) >= gamma2 or sum(map(sum, h)) > omega:
            continue  # step 28
        packed = b"".join(packing.pack_signed(poly, gamma1, gamma1.bit_length()) for poly in z)
        return c_tilde + packed + packing.pack_hint(h, omega)  # sigEncode (algorithm 26)


def verify(name: str, pk: bytes, M: bytes, sigma: bytes) -> bool:
    """ML-DSA.Verify_internal (algorithm 8); M is the message as `framed` returns it."""
    tau, strength, gamma1, gamma2, k, l, eta, omega = PARAMETERS[name]  # noqa: E741
    end_of_z = strength // 4 + 32 * gamma1.bit_length() * l
    if len(pk) != 32 + 320 * k or len(sigma) != end_of_z + omega + k:
        return False
    c_tilde, z_bytes = sigma[: strength // 4], sigma[strength // 4 : end_of_z]  # sigDecode (algorithm 27)
    z = packing.unpack_signed(z_bytes, gamma1, gamma1.bit_length())
    h = packing.unpack_hint(sigma[end_of_z:], k, omega)
    if h is None or ring.norm(z) >= gamma1 - tau * eta:  # step 13
        return False
    A = ring.expand_A(pk[:32], k, l)  # pkDecode (algorithm 23)
    t1 = packing.unpack(pk[32:], 10)
    mu = H(H(pk, 64) + M, 64)
    c = ntt(ring.sample_in_ball(c_tilde, tau))
    Az = times_matrix(A, [ntt(poly) for poly in z])
    ct1 = [multiply(c, ntt([value * 2**D for value in poly])) for poly in t1]
    w = [ntt_inverse(add(a, negative(b))) for a, b in zip(Az, ct1)]  # step 9
    w1 = [[packing.use_hint(a, b, gamma2) for a, b in zip(u, v)] for u, v in zip(h, w)]
    return H(mu + packing.encode_w1(w1, gamma2), strength // 4) == c_tilde  # step 12
