"""ChaCha20 (RFC 8439 section 2.4), and HChaCha20 (draft-irtf-cfrg-xchacha section 2.2), which is made of it.

Up to 256 blocks are computed at once. The state's four rows are four big integers; a row holds its
four words for each of n blocks in lanes of 64 bits, word by word: lane w*n + i is word w of block i.
A lane's upper half is guard: rows a and c receive 41 numbers below 2^32 at most, so they are masked
once, at the end. 64 KiB take about a fortieth of the time of a loop over single words.

plain/plain_chacha20.py is the readable form; the official vectors judge both.

Ungated: whoever uses it asks for the gates "ChaCha20" and "HChaCha20", registered here.
"""

from __future__ import annotations

import struct
from array import array

from ..encoding.checks import integer
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer

CHUNK = 256  # blocks per batch: long enough for speed, short enough for memory
_SIGMA = b"expand 32-byte k"  # RFC 8439 section 2.3: the constants, as the text they spell
_WORD = "I" if array("I").itemsize == 4 else "L"
_GUARD = b"\0\0\0\0"
_LANE = b"\xff\xff\xff\xff" + _GUARD


def check_counter(counter: int, size: int) -> int:
    """Return `counter` if the blocks of `size` bytes from there on have 32-bit numbers."""
    integer(counter, "counter", 0, 0xFFFFFFFF)
    if counter + (size + 63) // 64 > 1 << 32:  # RFC 8439 section 2.4: at most 256 GB per nonce
        raise JamCryptoError("the message is too long: the 32-bit block counter would overflow")
    return counter


def xor(key: bytes, nonce: bytes, data: bytes, counter: int) -> bytes:
    if len(data) <= 64 * CHUNK:
        return _xor_chunk(key, nonce, data, counter)
    return b"".join(
        _xor_chunk(key, nonce, data[start : start + 64 * CHUNK], counter + start // 64)
        for start in range(0, len(data), 64 * CHUNK)
    )


def _xor_chunk(key: bytes, nonce: bytes, data: bytes, counter: int) -> bytes:
    size = len(data)
    stream = _blocks(key, nonce, counter, (size + 63) // 64)
    mixed = int.from_bytes(data, "little") ^ int.from_bytes(stream[:size], "little")
    return mixed.to_bytes(size, "little")


def _blocks(key: bytes, nonce: bytes, counter: int, n: int) -> bytes:
    """Return n blocks of key stream (RFC 8439 section 2.3)."""
    start = _lanes(_SIGMA + key + counter.to_bytes(4, "little") + nonce, n)
    start += int.from_bytes(struct.pack(f"<{n}Q", *range(n)), "little") << 768 * n  # the blocks' counters
    words = _words(start + _rounds(start, n), n)
    out = array(_WORD, bytes(64 * n))
    for word in range(16):
        out[word::16] = words[word * n : word * n + n]
    return out.tobytes()


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    words = _words(_rounds(_lanes(_SIGMA + key + nonce, 1), 1), 1)
    return (words[:4] + words[12:]).tobytes()


def subkey(key: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """Return what XChaCha20 gives to ChaCha20: a key and a 12-byte nonce (draft section 2.3)."""
    return hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]


def _lanes(words: bytes, n: int) -> int:
    """Return 16 words (4 bytes each, little-endian) as lanes, each n times."""
    return int.from_bytes(b"".join([(words[i : i + 4] + _GUARD) * n for i in range(0, 64, 4)]), "little")


def _words(lanes: int, n: int) -> array[int]:
    """Return the lower halves of the lanes, as four bytes each whatever the machine's byte order."""
    octets = (lanes & int.from_bytes(_LANE * (16 * n), "little")).to_bytes(128 * n, "little")
    return array(_WORD, octets)[::2]


def _rounds(state: int, n: int) -> int:
    """Return the lanes after 20 rounds (RFC 8439 section 2.3), with guards in use in rows a and c."""
    one, two, three, row = 64 * n, 128 * n, 192 * n, 256 * n  # bits in one, two, three, four words
    low1, low2, low3, low4 = (1 << one) - 1, (1 << two) - 1, (1 << three) - 1, (1 << row) - 1
    mask = int.from_bytes(_LANE * (4 * n), "little")
    a, b, c, d = state & low4, state >> row & low4, state >> 2 * row & low4, state >> 3 * row
    for _ in range(10):
        # Column round: the quarter round (section 2.1) on all four columns of all blocks.
        a += b
        x = (d ^ a) & mask
        d = (x << 16 | x >> 16) & mask
        c += d
        x = (b ^ c) & mask
        b = (x << 12 | x >> 20) & mask
        a += b
        x = (d ^ a) & mask
        d = (x << 8 | x >> 24) & mask
        c += d
        x = (b ^ c) & mask
        b = (x << 7 | x >> 25) & mask
        # Diagonal round: rows b, c, d turned by one, two, three words make the diagonals columns.
        b = b >> one | (b & low1) << three
        c = c >> two | (c & low2) << two
        d = d >> three | (d & low3) << one
        a += b
        x = (d ^ a) & mask
        d = (x << 16 | x >> 16) & mask
        c += d
        x = (b ^ c) & mask
        b = (x << 12 | x >> 20) & mask
        a += b
        x = (d ^ a) & mask
        d = (x << 8 | x >> 24) & mask
        c += d
        x = (b ^ c) & mask
        b = (x << 7 | x >> 25) & mask
        b = b >> three | (b & low3) << one
        c = c >> two | (c & low2) << two
        d = d >> one | (d & low1) << three
    return a | b << row | c << 2 * row | d << 3 * row


@known_answer("ChaCha20", "RFC 8439 section 2.4.2")
def _answer() -> list[tuple[object, object]]:
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you "
        b"only one tip for the future, sunscreen would be it."
    )
    expected = (
        "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
        "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
        "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
        "5af90bbf74a35be6b40b8eedf2785e42874d"
    )
    nonce = bytes.fromhex("000000000000004a00000000")
    return [(xor(bytes(range(32)), nonce, text, 1).hex(), expected)]


@known_answer("HChaCha20", "draft-irtf-cfrg-xchacha section 2.2.1")
def _hchacha20_answer() -> list[tuple[object, object]]:
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    expected = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    key, rest = subkey(bytes(range(32)), nonce + b"\1" * 8)
    return [(key.hex(), expected), (rest, bytes(4) + b"\1" * 8)]
