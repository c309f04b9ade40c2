"""Steps of an ML-DSA signature (FIPS 204 algorithms 3 and 8; RFC 9964 for JOSE)."""

from __future__ import annotations

from ..plain import plain_ml_dsa as plain
from ..plain import plain_ml_dsa_packing as packing
from ..plain import plain_ml_dsa_ring as ring
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional


def explain(explanation: Explanation, name: str, pk: bytes, text: bytes, signature: bytes) -> None:
    """Explain the signature of a message.

    Args:
        name: "ML-DSA-44", "ML-DSA-65" or "ML-DSA-87".
        pk: the public key.
        text: what is signed.
        signature: c~, z and the hint.
    """
    _, strength, gamma1, _, k, l, _, omega = plain.PARAMETERS[name]  # noqa: E741 - the standard's letter
    end_of_z = strength // 4 + 32 * gamma1.bit_length() * l  # FIPS 204 table 1: c~ has lambda / 4 octets
    explanation.add(
        "Split the public key",
        "FIPS 204 section 7.2, algorithm 23",
        [Value("rho", pk[:32]), Value("t1", pk[32:]), Value("k", k), Value("l", l)],
        formula=f"pk = rho || t1, {32 + 320 * k} bytes; t1: the high parts of {k} polynomials t = A s1 + s2",
        function="crypto/ml_dsa.py: verify",
        note="A grows out of rho; s1 and s2 are small and secret, and to find them from A and t is the "
        "hard problem of lattices.",
    )
    fits = len(pk) == 32 + 320 * k and len(signature) == end_of_z + omega + k
    explanation.add(
        "Split the signature",
        "FIPS 204 section 7.2, algorithm 27",
        [
            Value("c~", signature[: strength // 4]),
            Value("z", signature[strength // 4 : end_of_z]),
            Value("h", signature[end_of_z:]),
        ],
        formula=f"sigma = c~ || z || h, {end_of_z + omega + k} bytes",
        verdict=fits,
        note="" if fits else f"This one has {len(signature)} bytes.",
    )
    if not fits:
        return
    tr, M = ring.H(pk, 64), plain.framed(text)
    mu = ring.H(tr + M, 64)
    explanation.add(
        "Hash the public key and the message",
        "FIPS 204 section 6.3, algorithm 8, steps 6 and 7; algorithm 3, step 5",
        [Value("tr", tr), Value("M'", M), Value("mu", mu)],
        formula="tr = H(pk, 64); M' = 00 || 00 || M; mu = H(tr || M', 64); H = SHAKE256",
        note="The two zeros say: the message itself, not its hash, and no context (RFC 9964 section 4).",
    )
    _recompute(explanation, name, pk, signature, mu)


def _recompute(explanation: Explanation, name: str, pk: bytes, signature: bytes, mu: bytes) -> None:
    """Explain the rest of algorithm 8."""
    tau, strength, gamma1, _, k, l, eta, omega = plain.PARAMETERS[name]  # noqa: E741
    size, end_of_z = strength // 4, strength // 4 + 32 * gamma1.bit_length() * l
    c_tilde = signature[:size]
    z = packing.unpack_signed(signature[size:end_of_z], gamma1, gamma1.bit_length())
    bound, largest = gamma1 - tau * eta, ring.norm(z)
    explanation.add(
        "Look how large z is",
        "FIPS 204 section 6.3, algorithm 8, step 13",
        [Value("largest", largest), Value("bound", bound)],
        formula="||z|| < gamma1 - beta, beta = tau eta",
        verdict=largest < bound,
        note="The signer throws away what is larger: it would tell of the key.",
    )
    hint = packing.unpack_hint(signature[end_of_z:], k, omega)
    explanation.add(
        "Unpack the hint",
        "FIPS 204 section 7.1, algorithm 21",
        [Value("ones", None if hint is None else sum(map(sum, hint)))],
        verdict=hint is not None,
    )
    again = None if hint is None else _commitment(name, pk, c_tilde, z, hint, mu)
    right = again == c_tilde and largest < bound
    explanation.add(
        "Compute the commitment anew and hash it",
        "FIPS 204 section 6.3, algorithm 8, steps 8 to 12",
        [Value("c~'", again)],
        formula="w' = A z - c t1 2^d; w1' = UseHint(h, w'); c~' = H(mu || w1Encode(w1'))",
        function="crypto/ml_dsa.py: verify",
        note="z = y + c s1, so A z - c t is A y again but for something small, which the hint takes away.",
    )
    explanation.add(
        "Compare c~ with c~'",
        "FIPS 204 section 6.3, algorithm 8, step 13",
        [Value("c~", c_tilde)],
        verdict=right,
        note="" if right else "They differ: the token was changed, or it was made with another key.",
    )


def _commitment(
    name: str, pk: bytes, c_tilde: bytes, z: list[list[int]], hint: list[list[int]], mu: bytes
) -> Optional[bytes]:
    tau, strength, _, gamma2, k, l, _, _ = plain.PARAMETERS[name]  # noqa: E741
    A = ring.expand_A(pk[:32], k, l)
    c = ring.ntt(ring.sample_in_ball(c_tilde, tau))  # algorithm 8, step 8
    Az = plain.times_matrix(A, [ring.ntt(poly) for poly in z])
    t1 = packing.unpack(pk[32:], 10)
    # algorithm 8, step 9.
    ct1 = [ring.multiply(c, ring.ntt([value * 2**ring.D for value in poly])) for poly in t1]
    w = [ring.ntt_inverse(ring.add(a, ring.negative(b))) for a, b in zip(Az, ct1)]
    w1 = [[packing.use_hint(a, b, gamma2) for a, b in zip(u, v)] for u, v in zip(hint, w)]
    return ring.H(mu + packing.encode_w1(w1, gamma2), strength // 4)  # algorithm 8, step 12
