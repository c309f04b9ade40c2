"""ECDSA's public half: whether r and s fit a hash and a public key (FIPS 186-5 section 6.4.2).

The published signatures at the end are deterministic (RFC 6979), so that signing has to give them again.

Ungated: `ecdsa` asks for the gates that are registered here.
"""

from __future__ import annotations

from ._curves import CURVES
from ._scalars import Multiples, base_multiples, bits2int, sum_of
from .gate import known_answer
from .hashes import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._weierstrass import Affine, Curve, Jacobian


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


class Answer:
    """A signature: its source, what was signed, the key pair, and r || s in hex."""

    __slots__ = ("hash_name", "message", "private", "public", "signature", "source")

    def __init__(
        self, source: str, hash_name: str, message: bytes, *, d: str, x: str, y: str, signature: str
    ) -> None:
        self.source = source
        self.hash_name = hash_name
        self.message = message
        self.private = int(d, 16)
        self.public = (int(x, 16), int(y, 16))
        self.signature = signature


ANSWERS = {
    "P-256": Answer(
        "RFC 6979 appendix A.2.5, SHA-256, message 'sample'",
        "sha256",
        b"sample",
        d="c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        x="60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        y="7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        signature="efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1"
        "b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    "P-384": Answer(
        "RFC 6979 appendix A.2.6, SHA-384, message 'sample'",
        "sha384",
        b"sample",
        d="6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        x="ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
        y="8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
        signature="94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e"
        "80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e"
        "7b82c71a38628ac8",
    ),
    "P-521": Answer(
        "RFC 6979 appendix A.2.7, SHA-512, message 'sample'",
        "sha512",
        b"sample",
        d="00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836"
        "a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        x="01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7"
        "f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
        y="00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b"
        "22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
        signature="00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606a"
        "dd152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5064806c467f678d3b4080d6f1cc50af2"
        "6ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
    ),
    "secp256k1": Answer(
        "RFC 6979 on secp256k1, published by the Bitcoin community, SHA-256, message 'Alan Turing'",
        "sha256",
        b"Alan Turing",
        d="f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        x="92df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
        y="e9bfdf1b13fa0cb1de4521e5386cde3a1cd26c5ab584989d07bbed58a5419f62",
        signature="7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15ca72033e1ff5ca1ea8d0c9900"
        "1cb45f0272d3be7525d3049c0d9e98dc7582b857",
    ),
}


def _register(name: str) -> None:
    curve, known = CURVES[name], ANSWERS[name]

    @known_answer(f"ECDSA verify {name}", known.source)
    def verify_answer() -> list[tuple[object, object]]:
        e = bits2int(digest(known.hash_name, known.message), curve.bits)
        size = 2 * curve.size
        r, s = int(known.signature[:size], 16), int(known.signature[size:], 16)
        R = point_R(curve, tables_once(curve, known.public), e, r, s)
        x, y = known.public
        on_curve = curve.contains(x, y), curve.contains(x, y ^ 1)  # it judges every key
        return [(has_x(curve, R, r), True), (has_x(curve, R, s), False), (on_curve, (True, False))]


for _name in ANSWERS:
    _register(_name)
