"""ECDSA (FIPS 186-5 section 6) with nonces by RFC 6979, on P-256, P-384, P-521 and secp256k1.

Signatures are r || s, each as long as a coordinate (RFC 7518 section 3.4). Secrets go through
`multiply_base` only, which runs one sequence of operations for all of them; `Multiples` and `sum_of` are
for verification. None of this is constant time: see SECURITY.md.

plain/plain_ecdsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets
from ._curves import CURVES, named, private_key
from ._scalars import Multiples, base_multiples, bits2int, multiply_base, sum_of
from .gate import known_answer, require
from .hashes import digest
from .randomness import random_below, random_bytes
from .sec1 import point as validated

PARTS = 8  # of a scalar, where the tables for it pay; 4 take 1.17 times the time on P-256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from ._weierstrass import Affine, Curve, Jacobian
    from .sec1 import Public


def generate(curve: str, *, draw: Callable[[int], bytes] | None = None) -> int:
    """Return a fresh private key, uniform in [1, n-1] (FIPS 186-5 appendix A.2.2).

    Args:
        curve: "P-256", "P-384", "P-521" or "secp256k1".
        draw: for vectors: returns as many bytes as it is asked for; None is the system's generator.

    Raises:
        JamCryptoError: unknown curve.
    """
    require(f"ECDSA sign {named(curve).name}")
    return random_below(named(curve).n - 1, draw) + 1  # steps 4 to 7: c <= n - 2, d = c + 1


def public_key(curve: str, private: int) -> tuple[int, int]:
    """Return the public key (x, y) of a private key.

    Raises:
        JamInvalidKeyError: the private key is not in [1, n-1].
        JamCryptoError: unknown curve, or a wrong type.
    """
    require(f"ECDSA sign {named(curve).name}")
    return _public_key(named(curve), private_key(curve, private))


def sign(curve: str, private: int, message: bytes, hash: str, *, extra_entropy: bytes | None = None) -> bytes:
    """Return the signature r || s of a message.

    The nonce comes from the key and the message (RFC 6979) and, by default, from fresh randomness as
    well (its section 3.6). So a bad random source costs nothing, and none of what needs the same nonce
    twice works: averaging the time of repeated signatures, or comparing a faulty one with a sound one.
    The price is that two signatures of one message differ, as they do with most software.

    Args:
        curve: "P-256", "P-384", "P-521" or "secp256k1".
        private: 1 to n-1.
        message: any length; it is hashed here.
        hash: "sha1", "sha224", "sha256", "sha384" or "sha512".
        extra_entropy: None draws fresh randomness; b"" gives RFC 6979's deterministic signature;
            other bytes are mixed in as they are.

    Raises:
        JamInvalidKeyError: the private key is out of range.
        JamCryptoError: unknown curve or hash, or a wrong type.
    """
    require(f"ECDSA sign {named(curve).name}")
    row, d = named(curve), private_key(curve, private)
    h = digest(hash, octets(message, "message"))
    extra = random_bytes(row.size) if extra_entropy is None else octets(extra_entropy, "extra entropy")
    return _sign(row, d, h, hash, extra)


def verify(curve: str, public: Public, message: bytes, signature: bytes, hash: str) -> bool:
    """Tell whether `signature` is r || s of `message` under `public`.

    Args:
        curve, message, hash: as in `sign`.
        public: (x, y), or SEC 1 octets.
        signature: any bytes; of a wrong length, or with r or s out of range, it is False.

    Raises:
        JamInvalidKeyError: the public key is not a point of the curve.
        JamCryptoError: unknown curve or hash, or a wrong type.
    """
    require(f"ECDSA verify {named(curve).name}")
    return PublicKey(curve, public).verify(message, signature, hash)


def prepare_public(curve: str, public: Public) -> PublicKey:
    """Return a public key for several verifications; arguments and errors as in `verify`."""
    require(f"ECDSA verify {named(curve).name}")
    return PublicKey(curve, public)


class PublicKey:
    """A validated public key. From its second verification on it holds a table: 0.4 times the work.

    The table lives and dies with the object: 128 points, no global cache that a sender of keys could fill.
    Arguments and errors as in `prepare_public`.
    """

    __slots__ = ("_curve", "_multiples", "_used", "x", "y")

    def __init__(self, curve: str, point: Public) -> None:
        require(f"ECDSA verify {named(curve).name}")
        self._curve = named(curve)
        self.x, self.y = validated(curve, point)
        self._used = False
        self._multiples: Multiples | None = None

    def verify(self, message: bytes, signature: bytes, hash: str) -> bool:
        """Tell whether `signature` is r || s of `message`; arguments and errors as in the function."""
        curve = self._curve
        H = digest(hash, octets(message, "message"))
        signature = octets(signature, "signature")
        if len(signature) != 2 * curve.size:
            return False
        r = int.from_bytes(signature[: curve.size], "big")
        s = int.from_bytes(signature[curve.size :], "big")
        if not (1 <= r < curve.n and 1 <= s < curve.n):  # FIPS 186-5 section 6.4.2 step 1
            return False
        return _has_x(curve, _R(curve, self._tables(), bits2int(H, curve.bits), r, s), r)

    def _tables(self) -> tuple[Multiples, Multiples]:
        """Return tables of G and Q: small ones on first use, then ones that share doublings eight ways."""
        curve = self._curve
        if not self._used:
            self._used = True
            return _tables_once(curve, (self.x, self.y))
        if self._multiples is None:
            self._multiples = Multiples(curve, (self.x, self.y, 1), width=5, parts=PARTS)
        return base_multiples(curve, width=7, parts=PARTS), self._multiples

    def __repr__(self) -> str:
        return f"<PublicKey {self._curve.name}>"


def _tables_once(curve: Curve, point: Affine) -> tuple[Multiples, Multiples]:
    """Return the tables of G and Q that are cheap to make."""
    x, y = point
    return base_multiples(curve, width=8, parts=1), Multiples(curve, (x, y, 1), width=5, parts=1)


def _R(curve: Curve, tables: tuple[Multiples, Multiples], e: int, r: int, s: int) -> Jacobian:
    """FIPS 186-5 section 6.4.2, steps 4 to 6: R = [u]G + [v]Q."""
    n = curve.n
    G, Q = tables
    w = pow(s, -1, n)  # step 4
    u, v = e * w % n, r * w % n  # step 5
    return sum_of(curve, G.terms(u) + Q.terms(v))  # step 6


def _has_x(curve: Curve, R: Jacobian, r: int) -> bool:
    """Tell whether R is finite and x(R) mod n = r, without an inversion: X = x Z^2 for x = r or r + n."""
    X, _, Z = R
    if not Z:
        return False
    ZZ = Z * Z
    n, p = curve.n, curve.p
    return (X - r * ZZ) % p == 0 or (r + n < p and (X - (r + n) * ZZ) % p == 0)


def _public_key(curve: Curve, d: int) -> tuple[int, int]:
    x, y = curve.affine(multiply_base(curve, d))
    return x, y


def _sign(curve: Curve, d: int, h: bytes, hash_name: str, extra: bytes) -> bytes:
    from .rfc6979 import nonces  # what verifies does without it, and without HMAC

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


def _register(
    name: str, source: str, hash_name: str, message: bytes, *, d: str, x: str, y: str, signature: str
) -> None:
    """Register both gates of a curve with one published deterministic signature."""
    curve = CURVES[name]
    private, public = int(d, 16), (int(x, 16), int(y, 16))

    @known_answer(f"ECDSA verify {name}", source)
    def verify_answer() -> list[tuple[object, object]]:
        e = bits2int(digest(hash_name, message), curve.bits)
        r, s = (int(half, 16) for half in (signature[: 2 * curve.size], signature[2 * curve.size :]))
        R = _R(curve, _tables_once(curve, public), e, r, s)
        return [(_has_x(curve, R, r), True), (_has_x(curve, R, s), False)]

    @known_answer(f"ECDSA sign {name}", source)
    def sign_answer() -> list[tuple[object, object]]:
        h = digest(hash_name, message)
        return [
            (_sign(curve, private, h, hash_name, b"").hex(), signature),
            (_public_key(curve, private), public),
        ]


_register(
    "P-256",
    "RFC 6979 appendix A.2.5, SHA-256, message 'sample'",
    "sha256",
    b"sample",
    d="c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
    x="60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
    y="7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    signature="efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1"
    "b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
)
_register(
    "P-384",
    "RFC 6979 appendix A.2.6, SHA-384, message 'sample'",
    "sha384",
    b"sample",
    d="6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
    x="ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
    y="8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
    signature="94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e"
    "80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e"
    "7b82c71a38628ac8",
)
_register(
    "P-521",
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
)
_register(
    "secp256k1",
    "RFC 6979 on secp256k1, published by the Bitcoin community, SHA-256, message 'Alan Turing'",
    "sha256",
    b"Alan Turing",
    d="f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
    x="92df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
    y="e9bfdf1b13fa0cb1de4521e5386cde3a1cd26c5ab584989d07bbed58a5419f62",
    signature="7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15ca72033e1ff5ca1ea8d0c9900"
    "1cb45f0272d3be7525d3049c0d9e98dc7582b857",
)
