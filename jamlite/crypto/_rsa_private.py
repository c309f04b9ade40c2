"""RSA private keys and RSADP (RFC 8017 sections 3.2 and 5.1.2).

The private operation works modulo the two primes, on a blinded number and with blinded exponents, and
raises its result to the power e again before it lets it go: a single wrong bit in one half would
otherwise give the factors of n away.

plain/plain_rsa.py is the readable form; the official vectors judge both.

Ungated: whoever uses rsadp asks for the gate "RSA-private", registered here.
"""

from __future__ import annotations

from math import gcd

from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from ._rsa_public import EM, C, N, PublicKey
from .gate import known_answer
from .randomness import process_mark, random_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    Blinding = tuple[int, int, int, int]

BLINDING_USES = 50
EXPONENT_BLINDING = 1 << 32


class PrivateKey:
    """A checked private key, complete; made by `rsa.private_key` or `rsa.generate`.

    Attributes: n, e, d, p, q, dp, dq, qi; bits and size as in PublicKey.
    """

    __slots__ = ("_blindings", "bits", "d", "dp", "dq", "e", "n", "p", "q", "qi", "size")

    def __init__(self, n: int, e: int, d: int, p: int, q: int, dp: int, dq: int, qi: int) -> None:
        self.n = n
        self.e = e
        self.d = d
        self.p = p
        self.q = q
        self.dp = dp
        self.dq = dq
        self.qi = qi
        self.bits = n.bit_length()
        self.size = (self.bits + 7) // 8
        # Pairs not in use just now; list.pop and list.append are atomic, so no two threads share one.
        self._blindings: list[Blinding] = []

    def public(self) -> PublicKey:
        """Return the public half."""
        return PublicKey(self.n, self.e)

    def __repr__(self) -> str:
        return f"<RSA private key, {self.bits} bits>"


def private(key: object) -> PrivateKey:
    if not isinstance(key, PrivateKey):
        raise JamCryptoError(f"the key must be an RSA PrivateKey, got {type(key).__name__}")
    return key


def rsadp(key: PrivateKey, c: int) -> int:
    """RFC 8017 section 5.1.2 step 2b, blinded: ((c r^e)^d) r^-1 = c^d (mod n), then checked."""
    n, e, p, q = key.n, key.e, key.p, key.q
    r_e, r_inverse, uses, mark = _take_blinding(key)
    blinded = c * r_e % n
    dP = key.dp + random_below(EXPONENT_BLINDING) * (p - 1)  # the same modulo p - 1
    dQ = key.dq + random_below(EXPONENT_BLINDING) * (q - 1)
    m_1 = pow(blinded % p, dP, p)
    m_2 = pow(blinded % q, dQ, q)
    h = (m_1 - m_2) * key.qi % p
    m = (m_2 + q * h) * r_inverse % n
    key._blindings.append((r_e * r_e % n, r_inverse * r_inverse % n, uses + 1, mark))
    if pow(m, e, n) != c:
        raise JamInvalidKeyError(
            "the RSA private operation failed its check; the key or the machine is faulty"
        )
    return m


def _take_blinding(key: PrivateKey) -> Blinding:
    """Return (r^e, r^-1, uses, mark), kept from the last operation with both numbers squared, or fresh."""
    mark = process_mark()
    try:
        kept = key._blindings.pop()
        if kept[2] < BLINDING_USES and kept[3] == mark:
            return kept
    except IndexError:  # the first use, or as many threads at once as never before
        pass
    while True:
        r = 2 + random_below(key.n - 3)
        if gcd(r, key.n) == 1:
            return pow(r, key.e, key.n), pow(r, -1, key.n), 0, mark


def complete(n: int, e: int, d: int, p: int, q: int) -> PrivateKey:
    """Check p, q and d against n and e; compute the rest (RFC 8017 section 3.2)."""
    if p * q != n or min(p, q) < 3 or gcd(p, q) != 1:
        raise JamInvalidKeyError("the RSA key's p and q are not two factors of n")
    if e * d % (p - 1) != 1 or e * d % (q - 1) != 1:
        raise JamInvalidKeyError("the RSA key's d does not agree with e, p and q")
    return PrivateKey(n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))


def factor(n: int, e: int, d: int) -> int:
    """Return the larger factor of n (NIST SP 800-56B appendix C.1).

    e*d - 1 = 2^t * r is a multiple of the order of every g, so squaring g^r comes to 1; where it does
    so from a number other than -1, that number minus 1 shares a factor with n. Half of the bases do; they
    are drawn, because whoever makes n can make it such that none of the small ones does.
    """
    k = e * d - 1
    t = (k & -k).bit_length() - 1
    for attempt in range(128):
        g = 2 + random_below(n - 3)
        p = gcd(g, n)
        if p != 1:  # g has a factor of n, which happens with small n alone
            return max(p, n // p)
        x = pow(g, k >> t, n)
        for _ in range(t):
            y = x * x % n
            if y == 1:
                break
            x = y
        else:  # g^k is not 1: d is not a private exponent of n
            break
        if x not in (1, n - 1):
            p = gcd(x - 1, n)
            return max(p, n // p)
        # No base will do if n is p^i. Then p divides g^n - g, which it never does for two drawn primes.
        if not attempt and n.bit_length() >= 512 and gcd(pow(g, n, n) - g, n) != 1:
            break
    raise JamInvalidKeyError("the RSA key's d does not agree with n and e")


# The private half of the key of oaep-int.txt; what else it takes stands in _rsa_public.py.
_D = (
    "a5dafc5341faf289c4b988db30c1cdf83f31251e0668b42784813801579641b29410b3c7998d6bc465745e5c392669d6"
    "870da2c082a939e37fdcb82ec93edac97ff3ad5950accfbc111c76f1a9529444e56aaf68c56c092cd38dc3bef5d20a93"
    "9926ed4f74a13eddfbe1a1cecc4894af9428c2b7b8883fe4463a4bc85b1cb3c1"
)
_P = (
    "eecfae81b1b9b3c908810b10a1b5600199eb9f44aef4fda493b81a9e3d84f632124ef0236e5d1e3b7e28fae7aa040a2d"
    "5b252176459d1f397541ba2a58fb6599"
)
_Q = (
    "c97fb1f027f453f6341233eaaad1d9353f6c42d08866b1d05a0f2035028b9d869840b41666b42e92ea0da3b43204b5cf"
    "ce3352524d0416a5a441e700af461503"
)


@known_answer("RSA-private", "PKCS #1 v2.1 example oaep-int.txt, CRT decryption of a ciphertext")
def _answer() -> list[tuple[object, object]]:
    key = complete(int(N, 16), 17, int(_D, 16), int(_P, 16), int(_Q, 16))
    return [(f"{rsadp(key, int(C, 16)):x}", EM)]
