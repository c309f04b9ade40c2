"""RSA public keys and RSAEP (RFC 8017 sections 3.1 and 5.1.1).

Ungated: whoever uses rsaep asks for the gate "RSA", registered here.
"""

from __future__ import annotations

from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from .gate import known_answer

MINIMUM_BITS = 2048  # RFC 7518 section 3.3, NIST SP 800-131A
MAXIMUM_BITS = 16384
MAXIMUM_E = 1 << 256  # FIPS 186-5 appendix A.1.1: e < 2^256

# Moduli made of primes of the form k*M + (65537^a mod M), M a product of small primes, can be factored.
# Such a modulus is a power of 65537 modulo each small prime: (prime, order of 65537 modulo it), for the
# primes where that says something. Another modulus has this shape with a chance of about 2^-28.
_ROCA = (
    (11, 2),
    (13, 6),
    (17, 8),
    (19, 9),
    (37, 3),
    (53, 26),
    (61, 20),
    (71, 35),
    (73, 24),
    (79, 13),
    (97, 6),
    (103, 51),
    (107, 53),
    (109, 54),
    (127, 42),
    (151, 50),
    (157, 78),
)


class PublicKey:
    """A checked public key; made by `rsa.public_key`.

    Attributes: n, e; bits, the length of n; size, the length k of n in octets.
    """

    __slots__ = ("bits", "e", "n", "size")

    def __init__(self, n: int, e: int) -> None:
        self.n = n
        self.e = e
        self.bits = n.bit_length()
        self.size = (self.bits + 7) // 8

    def __repr__(self) -> str:
        return f"<RSA public key, {self.bits} bits>"


def public(key: object) -> PublicKey:
    if not isinstance(key, PublicKey):
        raise JamCryptoError(f"the key must be an RSA PublicKey, got {type(key).__name__}")
    return key


def rsaep(key: PublicKey, m: int) -> int:  # RFC 8017 section 5.1.1
    return pow(m, key.e, key.n)


def check_members(**members: object) -> None:
    for name, member in members.items():
        if not isinstance(member, int) or isinstance(member, bool) or member <= 0:
            raise JamInvalidKeyError(f"the RSA key's {name} must be a positive int")


def check_public(n: int, e: int, minimum_bits: int) -> None:
    check_members(n=n, e=e)
    if not minimum_bits <= n.bit_length() <= MAXIMUM_BITS:
        raise JamInvalidKeyError(
            f"an RSA modulus must have {minimum_bits} to {MAXIMUM_BITS} bits, this one has {n.bit_length()}"
        )
    if n % 2 == 0:
        raise JamInvalidKeyError("an RSA modulus must be odd")
    if e % 2 == 0 or not 3 <= e < MAXIMUM_E:  # RFC 8017 section 3.1; so it is below n too
        raise JamInvalidKeyError("an RSA public exponent must be odd, at least 3 and below 2^256")
    if all(pow(n, order, prime) == 1 for prime, order in _ROCA):
        raise JamInvalidKeyError("the RSA modulus has the ROCA shape: its factors can be computed")


# The key of oaep-int.txt, which belongs to PKCS #1 version 2.1 (17 is its e), and its RSA encryption of EM.
N = (
    "bbf82f090682ce9c2338ac2b9da871f7368d07eed41043a440d6b6f07454f51fb8dfbaaf035c02ab61ea48ceeb6fcd48"
    "76ed520d60e1ec4619719d8a5b8b807fafb8e0a3dfc737723ee6b4b7d93a2584ee6a649d060953748834b2454598394e"
    "e0aab12d7b61a51f527a9a41f6c1687fe2537298ca2a8f5946f8e5fd091dbdcb"
)
C = (
    "1253e04dc0a5397bb44a7ab87e9bf2a039a33d1e996fc82a94ccd30074c95df763722017069e5268da5d1c0b4f872cf6"
    "53c11df82314a67968dfeae28def04bb6d84b1c31d654a1970e5783bd6eb96a024c2ca2f4a90fe9f2ef5c9c140e5bb48"
    "da9536ad8700c84fc9130adea74e558d51a74ddf85d8b50de96838d6063e0955"
)
# EM without its leading zero octet.
EM = (
    "eb7a19ace9e3006350e329504b45e2ca82310b26dcd87d5c68f1eea8f55267c31b2e8bb4251f84d7e0b2c04626f5aff9"
    "3edcfb25c9c2b3ff8ae10e839a2ddb4cdcfe4ff47728b4a1b7c1362baad29ab48d2869d5024121435811591be392f982"
    "fb3e87d095aeb40448db972f3ac14f7bc275195281ce32d2f1b76d4d353e2d"
)


@known_answer("RSA", "PKCS #1 v2.1 example oaep-int.txt, RSA encryption of EM")
def _answer() -> list[tuple[object, object]]:
    c = rsaep(PublicKey(int(N, 16), 17), int(EM, 16))
    return [(f"{c:x}", C), (all(pow(int(N, 16), order, prime) == 1 for prime, order in _ROCA), False)]
