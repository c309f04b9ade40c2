"""The work behind ml_dsa.py: FIPS 204's internal algorithms, its letters. Polynomials: _ml_dsa_ring.py.

Ungated: whoever uses it asks for the gate of the parameter set, registered here.

plain/plain_ml_dsa_packing.py and its neighbours are the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.crypto import JamInvalidKeyError
from . import _ml_dsa_ring as ring
from .gate import known_answer
from .shake import shake256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List

    Poly = List[int]
    Vector = List[Poly]

SEED_SIZE = 32


class Parameters:
    """One row of FIPS 204's table 1, with the sizes of its table 2."""

    def __init__(
        self,
        name: str,
        *,
        tau: int,
        strength: int,
        gamma1: int,
        gamma2: int,
        k: int,
        l: int,  # noqa: E741 - the standard's letter
        eta: int,
        omega: int,
    ) -> None:
        self.name, self.tau, self.gamma1, self.gamma2 = name, tau, gamma1, gamma2
        self.k, self.l, self.eta, self.beta, self.omega = k, l, eta, tau * eta, omega
        self.c_size = strength // 4  # bytes of c~: lambda / 4
        self.z_bits = gamma1.bit_length()
        self.w1_bits = ((ring.Q - 1) // (2 * gamma2) - 1).bit_length()
        self.eta_bits = (2 * eta).bit_length()
        self.public_size = 32 + 320 * k
        self.private_size = 128 + 32 * (self.eta_bits * (k + l) + ring.D * k)
        self.signature_size = self.c_size + 32 * self.z_bits * l + omega + k


PARAMETERS = {
    row.name: row
    for row in (
        Parameters(
            "ML-DSA-44", tau=39, strength=128, gamma1=1 << 17, gamma2=(ring.Q - 1) // 88,
            k=4, l=4, eta=2, omega=80,
        ),
        Parameters(
            "ML-DSA-65", tau=49, strength=192, gamma1=1 << 19, gamma2=(ring.Q - 1) // 32,
            k=6, l=5, eta=4, omega=55,
        ),
        Parameters(
            "ML-DSA-87", tau=60, strength=256, gamma1=1 << 19, gamma2=(ring.Q - 1) // 32,
            k=8, l=7, eta=2, omega=75,
        ),
    )
}  # fmt: skip


def framed(M: bytes, ctx: bytes) -> bytes:
    """Return M' of algorithms 2 and 3, step 10: a message that is not hashed before."""
    return b"\0" + bytes((len(ctx),)) + ctx + M


def key_gen(row: Parameters, xi: bytes) -> tuple[bytes, bytes]:
    """ML-DSA.KeyGen_internal (algorithm 6): pk and sk."""
    seeds = shake256(xi + bytes((row.k, row.l)), 128)  # step 1
    rho, rho_prime, K = seeds[:32], seeds[32:96], seeds[96:]
    A = ring.expand_a(rho, row.k, row.l)  # step 3
    s1, s2 = ring.expand_s(rho_prime, row.k, row.l, row.eta)  # step 4
    t1, t0 = _t1_t0(A, s1, s2)  # steps 5, 6
    pk = rho + b"".join([ring.pack(t, 10) for t in t1])  # step 8: pkEncode (algorithm 22)
    parts = [rho, K, shake256(pk, 64)]  # steps 9, 10: skEncode (algorithm 24)
    parts += [ring.pack([row.eta - value for value in s], row.eta_bits) for s in (*s1, *s2)]
    parts += [ring.pack([(1 << ring.D - 1) - value for value in t], ring.D) for t in t0]
    return pk, b"".join(parts)


def _t1_t0(A: list[Vector], s1: Vector, s2: Vector) -> tuple[Vector, Vector]:
    """Return the rounded t = A s1 + s2."""
    s1_hat = [ring.ntt(s) for s in s1]
    rounded = []
    for row, s in zip(A, s2):
        t = ring.inverse_ntt(ring.products(row, s1_hat))
        rounded.append(ring.power2round([(a + b) % ring.Q for a, b in zip(t, s)]))
    return [t1 for t1, _ in rounded], [t0 for _, t0 in rounded]


class Signer:
    """An expanded private key, ready to sign."""

    def __init__(self, row: Parameters, sk: bytes) -> None:  # skDecode (algorithm 25)
        self.row = row
        self.rho, self.K, self.tr = sk[:32], sk[32:64], sk[64:128]
        width, at = 32 * row.eta_bits, 128
        s = []
        for _ in range(row.l + row.k):
            s.append([row.eta - value for value in ring.unpack(sk[at : at + width], row.eta_bits)])
            at += width
        if min(map(min, s)) < -row.eta:
            raise JamInvalidKeyError(f"the {row.name} private key is out of range")
        self.s1, self.s2 = s[: row.l], s[row.l :]
        width = 32 * ring.D
        self.t0 = [
            [(1 << ring.D - 1) - value for value in ring.unpack(sk[start : start + width], ring.D)]
            for start in range(at, len(sk), width)
        ]
        self.A = ring.expand_a(self.rho, row.k, row.l)
        self.s1_hat = [ring.ntt(w) for w in self.s1]
        self.s2_hat = [ring.ntt(w) for w in self.s2]
        self.t0_hat = [ring.ntt(w) for w in self.t0]

    def checked_public(self) -> bytes:
        """Return the public key, if t0 and tr of the expanded form belong to it."""
        t1, t0 = _t1_t0(self.A, self.s1, self.s2)
        pk = self.rho + b"".join([ring.pack(t, 10) for t in t1])
        if t0 != self.t0 or not compare_digest(shake256(pk, 64), self.tr):
            raise JamInvalidKeyError(f"the expanded {self.row.name} private key contradicts itself")
        return pk

    def sign(self, M: bytes, rnd: bytes) -> bytes:
        """ML-DSA.Sign_internal (algorithm 7)."""
        row = self.row
        mu = shake256(self.tr + M, 64)  # step 6
        rho = shake256(self.K + rnd + mu, 64)  # step 7
        kappa = 0
        while True:
            y = ring.expand_mask(rho, kappa, row.l, row.gamma1)  # step 11
            found = self._attempt(mu, y)
            if found is not None:
                return found
            kappa += row.l  # step 31

    def _attempt(self, mu: bytes, y: Vector) -> bytes | None:
        """Steps 12 to 30: the signature that comes of y, or None if it would tell of the key."""
        row, q = self.row, ring.Q
        y_hat = [ring.ntt(w) for w in y]
        w = [ring.inverse_ntt(ring.products(line, y_hat)) for line in self.A]  # step 12
        w1 = [ring.decompose(poly, row.gamma2)[0] for poly in w]  # step 13
        c_tilde = shake256(mu + b"".join([ring.pack(poly, row.w1_bits) for poly in w1]), row.c_size)
        c_hat = ring.ntt(ring.sample_in_ball(c_tilde, row.tau))  # steps 16, 17
        z = [
            ring.centered([(a + b) % q for a, b in zip(cs1, poly)])
            for cs1, poly in zip(self._times(c_hat, self.s1_hat), y)
        ]
        if ring.norm(z) >= row.gamma1 - row.beta:  # step 23, first half: most attempts end here
            return None
        rest = [  # w - c s2
            [(a - b) % q for a, b in zip(poly, cs2)] for poly, cs2 in zip(w, self._times(c_hat, self.s2_hat))
        ]
        if ring.norm([ring.decompose(poly, row.gamma2)[1] for poly in rest]) >= row.gamma2 - row.beta:
            return None
        ct0 = self._times(c_hat, self.t0_hat)  # step 25
        if ring.norm([ring.centered(poly) for poly in ct0]) >= row.gamma2:  # step 28
            return None
        hint = []
        for r, t in zip(rest, ct0):  # step 26: MakeHint(-ct0, w - cs2 + ct0) (algorithm 39)
            with_t = ring.decompose([(a + b) % q for a, b in zip(r, t)], row.gamma2)[0]
            without = ring.decompose(r, row.gamma2)[0]
            hint.append([i for i, (a, b) in enumerate(zip(with_t, without)) if a != b])
        if sum(map(len, hint)) > row.omega:
            return None
        packed = [ring.pack([row.gamma1 - value for value in poly], row.z_bits) for poly in z]
        return c_tilde + b"".join(packed) + _pack_hint(row, hint)  # step 33: sigEncode (algorithm 26)

    @staticmethod
    def _times(c_hat: Poly, vector: Vector) -> Vector:
        return [ring.inverse_ntt(ring.products([c_hat], [w])) for w in vector]


class Verifier:
    """A public key, ready to verify; pkDecode (algorithm 23)."""

    def __init__(self, row: Parameters, pk: bytes) -> None:
        self.row = row
        self.rho = pk[:32]
        self.tr = shake256(pk, 64)
        t1 = [ring.unpack(pk[at : at + 320], 10) for at in range(32, len(pk), 320)]
        self.A = ring.expand_a(self.rho, row.k, row.l)
        self.t1_hat = [ring.ntt([value << ring.D for value in t]) for t in t1]

    def verify(self, M: bytes, sigma: bytes) -> bool:
        """ML-DSA.Verify_internal (algorithm 8)."""
        row = self.row
        if len(sigma) != row.signature_size:
            return False
        c_tilde, z, h = self.decoded(sigma)
        if h is None or ring.norm(z) >= row.gamma1 - row.beta:  # steps 3, 13
            return False
        return compare_digest(self.commitment(M, c_tilde, z, h), c_tilde)

    def commitment(self, M: bytes, c_tilde: bytes, z: Vector, h: Vector) -> bytes:
        """Return c~' (steps 6 to 12), which is c~ if the signature is right."""
        row = self.row
        mu = shake256(self.tr + M, 64)
        c_hat = ring.ntt(ring.sample_in_ball(c_tilde, row.tau))
        minus_c = [-value for value in c_hat]
        z_hat = [ring.ntt(poly) for poly in z]
        packed = []
        for line, t, hint in zip(self.A, self.t1_hat, h):
            approximate = ring.inverse_ntt(ring.products([*line, minus_c], [*z_hat, t]))  # step 9
            packed.append(ring.pack(ring.use_hint(hint, approximate, row.gamma2), row.w1_bits))
        return shake256(mu + b"".join(packed), row.c_size)

    def decoded(self, sigma: bytes) -> tuple[bytes, Vector, Vector | None]:
        """sigDecode (algorithm 27); the hint is None if it is malformed."""
        row = self.row
        width, end = 32 * row.z_bits, len(sigma) - row.omega - row.k
        z = [
            [row.gamma1 - value for value in ring.unpack(sigma[at : at + width], row.z_bits)]
            for at in range(row.c_size, end, width)
        ]
        return sigma[: row.c_size], z, _unpack_hint(row, sigma[end:])


def _pack_hint(row: Parameters, hint: list[list[int]]) -> bytes:
    """HintBitPack (algorithm 20) of the places of the ones."""
    places, ends = b"", b""
    for ones in hint:
        places += bytes(ones)
        ends += bytes((len(places),))
    return places.ljust(row.omega, b"\0") + ends


def _unpack_hint(row: Parameters, y: bytes) -> Vector | None:
    """HintBitUnpack (algorithm 21): None unless there is exactly one way to write this hint."""
    hint, index = [], 0
    for i in range(row.k):
        end = y[row.omega + i]
        if not index <= end <= row.omega:  # step 4
            return None
        ones = y[index:end]
        if any(a >= b for a, b in zip(ones, ones[1:])):  # step 9: strictly rising
            return None
        poly = [0] * 256
        for place in ones:
            poly[place] = 1
        hint.append(poly)
        index = end
    return None if any(y[index : row.omega]) else hint  # step 16


def _register(
    name: str, source: str, *, message: str, public_end: str, c_tilde: str, signature_end: str
) -> None:
    """Register the gate of a parameter set: key generation, a signature, and its verification.

    The seed is 32 times 42, the signature deterministic; it takes one attempt, 15 to 40 ms in all. The
    ends and c~ depend on every step before them, so that they stand for the whole.
    """
    row = PARAMETERS[name]

    @known_answer(f"FIPS 204 {name}", source)
    def check() -> list[tuple[object, object]]:
        pk, sk = key_gen(row, bytes([42]) * SEED_SIZE)
        M = framed(bytes.fromhex(message), b"")
        sigma = Signer(row, sk).sign(M, bytes(32))
        verifier = Verifier(row, pk)
        found, z, h = verifier.decoded(sigma)
        # The recomputed c~, not a verdict: a check that says yes to everything must not pass.
        recomputed = verifier.commitment(M, found, z, h or [])
        return [
            (pk.hex()[-len(public_end) :], public_end),
            (sigma.hex()[: len(c_tilde)], c_tilde),
            (sigma.hex()[-len(signature_end) :], signature_end),
            (recomputed.hex(), c_tilde),
            (verifier.verify(M + b"\0", sigma), False),
        ]


_register(
    "ML-DSA-44",
    "Wycheproof, mldsa_44_sign_seed_test.json, case 42",
    message="4800000000000000000000000000000000000000000000000000000000000000",
    public_end="155be61f0723c274388a532abe29dd7023e327085f4c9dda41839b7b3357ab9d",
    c_tilde="dfe343f52cd8b02b7e88bdb005c9a7388c7b79f2eed8e5bfeba82fd0af881dbf",
    signature_end="2f3474758491b6bcbfd1d6d8eceff10000000000000000000000000010223043",
)
_register(
    "ML-DSA-65",
    "Wycheproof, mldsa_65_sign_seed_test.json, case 6",
    message="0700000000000000000000000000000000000000000000000000000000000000",
    public_end="f47c4f219d3a2cb0176bc2236455123c1c5da714ad29d580fb194f87173a18dc",
    c_tilde="424ac14fd2cf3f7eb28b104a7418909e84eff42d2f6e7c4ed3874838f8580d91"
    "8a5d229f8ad72a0e093959da15f05e99",
    signature_end="bec6224186909c00000000000000000000000000000000000000070c12171f24",
)
_register(
    "ML-DSA-87",
    "Wycheproof, mldsa_87_sign_seed_test.json, case 41",
    message="7f00000000000000000000000000000000000000000000000000000000000000",
    public_end="df6e2f5f5fa0a9f0463eee938b30adf3e55664f94d274cd87dea901a7e08e805",
    c_tilde="eb982fa45799835478145c89fd06a90aa57c30fb63f766c19e86b67fc9f5f0d1"
    "f567ea029745ceaddb1dce6b82a90b3e0b669d4f13a1d43ba7a16b0e544bd144",
    signature_end="07385a67718c90a3b3b5b6ed273c3edf15182d444d7e8bbc09131a28333f434b",
)
