"""ECDSA nonces from the key and the message (RFC 6979), with optional further entropy (section 3.6).

plain/plain_ecdsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets, sized
from . import hashes
from ._scalars import bits2int
from .gate import known_answer, require
from .hmac import HMACKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator


def nonce(order: int, private: int, digest: bytes, hash: str, extra_entropy: bytes = b"") -> int:
    """Return the first nonce k of RFC 6979 section 3.2.

    Args:
        order: the order q of the group.
        private: the private key, 1 to order-1.
        digest: the message's hash, H(m).
        hash: the hash H itself: "sha1", "sha224", "sha256", "sha384" or "sha512".
        extra_entropy: k' of section 3.6; empty for the deterministic nonce.

    Raises:
        JamCryptoError: a wrong type, size or range.
    """
    require("RFC 6979")
    order = integer(order, "order", 3, 1 << 4096)
    private = integer(private, "private key", 1, order - 1)
    digest = sized(digest, "digest", hashes.digest_size(hash))
    return next(_nonces(order, private, digest, hash, octets(extra_entropy, "extra entropy")))


def nonces(order: int, private: int, digest: bytes, hash: str, extra_entropy: bytes) -> Iterator[int]:
    """Return an iterator over k and further ones (section 3.2 step h); arguments as in `nonce`."""
    require("RFC 6979")
    return _nonces(order, private, digest, hash, extra_entropy)


def _nonces(q: int, x: int, h1: bytes, hash_name: str, extra: bytes) -> Iterator[int]:
    """Yield k, and further ones for callers that cannot use it (RFC 6979 section 3.2, steps b to h)."""
    qlen = q.bit_length()
    rlen = (qlen + 7) // 8
    seed = x.to_bytes(rlen, "big") + (bits2int(h1, qlen) % q).to_bytes(rlen, "big") + extra
    V = b"\x01" * len(h1)
    K = HMACKey(hash_name, bytes(len(h1)))
    for step in (b"\x00", b"\x01"):  # d to g
        K = HMACKey(hash_name, K.digest(V + step + seed))
        V = K.digest(V)
    while True:  # h
        T = b""
        while len(T) < rlen:
            V = K.digest(V)
            T += V
        k = bits2int(T, qlen)
        if 1 <= k < q:
            yield k
        K = HMACKey(hash_name, K.digest(V + b"\x00"))
        V = K.digest(V)


@known_answer("RFC 6979", "RFC 6979 appendix A.2.5, SHA-256, message 'sample'")
def _answer() -> list[tuple[object, object]]:
    q = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
    x = int("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", 16)
    h1 = hashes.digest("sha256", b"sample")
    k = next(_nonces(q, x, h1, "sha256", b""))
    return [(f"{k:064x}", "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60")]
