"""Poly1305 (RFC 8439 section 2.5): a one-time authenticator. A key serves one message only."""

from __future__ import annotations

import struct
from hmac import compare_digest
from operator import mul

from ..encoding.checks import octets, sized
from .gate import known_answer, require

_P = (1 << 130) - 5
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF  # RFC 8439 section 2.5
_GROUP = 64  # blocks per step of a long message


def tag(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte tag of `message`.

    Args:
        key: 32 bytes, used for one message only.
        message: any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("Poly1305")
    return _tag(sized(key, "key", 32), octets(message, "message"))


def verify(key: bytes, message: bytes, tag: bytes) -> bool:
    """Tell, in constant time, whether `tag` is the tag of `message`; False for any other length."""
    require("Poly1305")
    computed = _tag(sized(key, "key", 32), octets(message, "message"))
    return compare_digest(computed, octets(tag, "tag"))


def _tag(key: bytes, message: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & _CLAMP
    s = int.from_bytes(key[16:], "little")
    acc, done = 0, 0
    if len(message) >= 32 * _GROUP:
        acc, done = _long(r, message)
    acc = _short(acc, r, message, done)
    return (acc + s & (1 << 128) - 1).to_bytes(16, "little")


def _short(acc: int, r: int, message: bytes, done: int) -> int:
    """Return acc after the blocks from byte `done` on: acc = (acc + block with a 1 above it) * r each."""
    for start in range(done, len(message), 16):
        acc = (acc + int.from_bytes(message[start : start + 16] + b"\1", "little")) * r % _P
    return acc


def _long(r: int, message: bytes) -> tuple[int, int]:
    """Return acc after all whole groups of 64 blocks, and how many bytes they are.

    A group m1 .. m64 takes acc to acc*r^64 + m1*r^64 + m2*r^63 + ... + m64*r, summed in C over the
    blocks' 64-bit halves, with one reduction: more than twice as fast as block by block.
    """
    powers = [r]
    for _ in range(_GROUP - 1):
        powers.append(powers[-1] * r % _P)
    powers.reverse()
    top = sum(powers) << 128  # the 1 above each block
    done = len(message) - len(message) % (16 * _GROUP)
    acc = 0
    for halves in struct.iter_unpack(f"<{2 * _GROUP}Q", memoryview(message)[:done]):
        low, high = sum(map(mul, halves[::2], powers)), sum(map(mul, halves[1::2], powers))
        acc = (acc * powers[0] + low + (high << 64) + top) % _P
    return acc, done


@known_answer("Poly1305", "RFC 8439 section 2.5.2")
def _answer() -> list[tuple[object, object]]:
    key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
    r, message = int.from_bytes(key[:16], "little") & _CLAMP, bytes(range(256)) * 8
    return [
        (_tag(key, b"Cryptographic Forum Research Group").hex(), "a8061dc1305136c6c22b8baf0c0127a9"),
        (_long(r, message), (_short(0, r, message, 0), len(message))),  # both ways agree
    ]
