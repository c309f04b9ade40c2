"""ECDSA (FIPS 186-5 section 6) with nonces by RFC 6979, on P-256, P-384, P-521 and secp256k1.

Signatures are r || s, each as long as a coordinate (RFC 7518 section 3.4). What signing needs besides stands
in `_ecdsa_signing`, which a copy that only verifies may lack.

plain/plain_ecdsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets
from ..optional import part
from ._curves import named, on_curve, private_key
from ._ecdsa_verification import has_x, point_R, tables_once
from ._scalars import Multiples, base_multiples, bits2int
from .gate import require
from .hashes import digest

PARTS = 8  # of a scalar, where the tables for it pay; 4 take 1.17 times the time on P-256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .sec1 import Public


def generate(curve: str, *, draw: Callable[[int], bytes] | None = None) -> int:
    """Return a fresh private key, uniform in [1, n-1] (FIPS 186-5 appendix A.2.2).

    Args:
        curve: "P-256", "P-384", "P-521" or "secp256k1".
        draw: for vectors: returns as many bytes as it is asked for; None is the system's generator.

    Raises:
        JamCryptoError: unknown curve.
    """
    with part("signing, ECDH-ES with EC"):
        from ._ecdsa_signing import random_private
    require(f"ECDSA sign {named(curve).name}")
    return random_private(named(curve), draw)


def public_key(curve: str, private: int) -> tuple[int, int]:
    """Return the public key (x, y) of a private key.

    Raises:
        JamInvalidKeyError: the private key is not in [1, n-1].
        JamCryptoError: unknown curve, or a wrong type.
    """
    with part("signing, ECDH-ES with EC"):
        from ._ecdsa_signing import public_point
    require(f"ECDSA sign {named(curve).name}")
    return public_point(named(curve), private_key(curve, private))


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
    with part("signing"):
        from ._ecdsa_signing import sign_hashed
        from .randomness import random_bytes
    require(f"ECDSA sign {named(curve).name}")
    row, d = named(curve), private_key(curve, private)
    h = digest(hash, octets(message, "message"))
    extra = random_bytes(row.size) if extra_entropy is None else octets(extra_entropy, "extra entropy")
    return sign_hashed(row, d, h, hash, extra)


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
        if isinstance(point, tuple):
            self.x, self.y = on_curve(curve, point)
        else:
            from .sec1 import point as of_octets  # here, as the JWKs of tokens do without

            self.x, self.y = of_octets(curve, point)
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
        return has_x(curve, point_R(curve, self._tables(), bits2int(H, curve.bits), r, s), r)

    def _tables(self) -> tuple[Multiples, Multiples]:
        """Return tables of G and Q: small ones on first use, then ones that share doublings eight ways."""
        curve = self._curve
        if not self._used:
            self._used = True
            return tables_once(curve, (self.x, self.y))
        if self._multiples is None:
            self._multiples = Multiples(curve, (self.x, self.y, 1), width=5, parts=PARTS)
        # Width 7 takes 0.6 of the time to make, 1.6 ms less on P-256, and 1.04 of the time to use.
        return base_multiples(curve, width=8, parts=PARTS), self._multiples

    def __repr__(self) -> str:
        return f"<PublicKey {self._curve.name}>"
