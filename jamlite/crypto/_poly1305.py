"""Poly1305 (RFC 8439 section 2.5), over one message or over the parts that an AEAD pads.

plain/plain_poly1305.py is the readable form; the official vectors judge both.

Ungated: whoever uses it asks for the gate "Poly1305", registered here.
"""

from __future__ import annotations

import struct
from operator import mul

from .gate import known_answer

_P = (1 << 130) - 5
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF  # RFC 8439 section 2.5
_GROUP = 64  # blocks per step of a long message
_JOINED = 1 << 14  # bytes that may be copied


def tag(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte tag of `message`."""
    return _finished(key, _absorbed(0, _r(key), message))


def tag_of_parts(key: bytes, *parts: bytes | memoryview) -> bytes:
    """Return the tag of all parts, each filled up with zeros to 16 bytes (section 2.8)."""
    acc, r = 0, _r(key)
    if sum(map(len, parts)) < _JOINED:  # 0.8 of the time for 200 bytes, 0.6 for 2 000
        filled = [piece for part in parts for piece in (part, bytes(-len(part) % 16))]
        return _finished(key, _absorbed(0, r, b"".join(filled)))
    for part in parts:
        whole = len(part) - len(part) % 16
        acc = _absorbed(acc, r, part[:whole])
        if whole < len(part):
            acc = _absorbed(acc, r, bytes(part[whole:]).ljust(16, b"\0"))
    return _finished(key, acc)


def _r(key: bytes) -> int:
    return int.from_bytes(key[:16], "little") & _CLAMP


def _finished(key: bytes, acc: int) -> bytes:
    s = int.from_bytes(key[16:], "little")
    return (acc + s & (1 << 128) - 1).to_bytes(16, "little")


def _absorbed(acc: int, r: int, message: bytes | memoryview) -> int:
    done = 0
    if len(message) >= 32 * _GROUP:
        acc, done = _long(acc, r, message)
    return _short(acc, r, message, done)


def _short(acc: int, r: int, message: bytes | memoryview, done: int) -> int:
    """Return acc after the blocks from byte `done` on: acc = (acc + block with a 1 above it) * r each."""
    rest = bytes(message[done:])  # less than `_long` begins with
    for start in range(0, len(rest), 16):
        acc = (acc + int.from_bytes(rest[start : start + 16] + b"\1", "little")) * r % _P
    return acc


def _long(acc: int, r: int, message: bytes | memoryview) -> tuple[int, int]:
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
    for halves in struct.iter_unpack(f"<{2 * _GROUP}Q", memoryview(message)[:done]):
        low, high = sum(map(mul, halves[::2], powers)), sum(map(mul, halves[1::2], powers))
        acc = (acc * powers[0] + low + (high << 64) + top) % _P
    return acc, done


@known_answer("Poly1305", "RFC 8439 section 2.5.2")
def _answer() -> list[tuple[object, object]]:
    key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
    r, message = int.from_bytes(key[:16], "little") & _CLAMP, bytes(range(256)) * 8
    return [
        (tag(key, b"Cryptographic Forum Research Group").hex(), "a8061dc1305136c6c22b8baf0c0127a9"),
        (_long(0, r, message), (_short(0, r, message, 0), len(message))),  # both ways agree
        (tag_of_parts(key, b"1", message, b""), tag(key, b"1" + bytes(15) + message)),
    ]
