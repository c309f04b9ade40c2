"""Salsa20 (Bernstein, "Salsa20 specification", 2005) and HSalsa20 ("Extending the Salsa20 nonce", 2011).

The words of a state stand in a 4 by 4 matrix, row by row: x0 to x3 is the first row.

plain/plain_salsa20.py is the readable form; the official vectors judge both.

Ungated: whoever uses it asks for the gates "Salsa20" and "HSalsa20", registered here.
"""

from __future__ import annotations

import struct

from .gate import known_answer

_STATE = struct.Struct("<16I")
_MASK = 0xFFFFFFFF
_SIGMA = struct.unpack("<4I", b"expand 32-byte k")  # Salsa20 specification section 9
MAX_BLOCKS = 1 << 64  # Salsa20 specification section 10: the counter has 64 bits


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Return `data` XOR the key stream from block `counter` on (Salsa20 specification section 10)."""
    blocks = range(counter, counter + (len(data) + 63) // 64)
    stream = b"".join([block(key, nonce + number.to_bytes(8, "little")) for number in blocks])
    mixed = int.from_bytes(data, "little") ^ int.from_bytes(stream[: len(data)], "little")
    return mixed.to_bytes(len(data), "little")


def block(key: bytes, place: bytes) -> bytes:
    """Return 64 bytes of key stream; `place` is the nonce and the block's number, 8 bytes each."""
    state = _state(key, place)
    return _STATE.pack(*[(a + b) & _MASK for a, b in zip(_rounds(state), state)])


def hsalsa20(key: bytes, nonce: bytes) -> bytes:
    """Return the diagonal and the nonce's words after the rounds (Extending the nonce, section 2)."""
    z = _rounds(_state(key, nonce))
    return struct.pack("<8I", z[0], z[5], z[10], z[15], z[6], z[7], z[8], z[9])


def _state(key: bytes, place: bytes) -> tuple[int, ...]:
    """Return the 16 words before the rounds (Salsa20 specification section 9)."""
    k, n = struct.unpack("<8I", key), struct.unpack("<4I", place)
    return (_SIGMA[0], *k[:4], _SIGMA[1], *n, _SIGMA[2], *k[4:], _SIGMA[3])


def _rounds(state: tuple[int, ...]) -> list[int]:
    """Return the words after 20 rounds: ten times the columns, then the rows (sections 4 to 6)."""
    x = [*state]
    for _ in range(10):
        for a, b, c, d in _COLUMNS + _ROWS:
            # quarterround (section 3); a sum is below 2^33, so its rotation is masked, not the sum.
            s = (x[a] + x[d]) & _MASK
            x[b] ^= (s << 7 | s >> 25) & _MASK
            s = (x[b] + x[a]) & _MASK
            x[c] ^= (s << 9 | s >> 23) & _MASK
            s = (x[c] + x[b]) & _MASK
            x[d] ^= (s << 13 | s >> 19) & _MASK
            s = (x[d] + x[c]) & _MASK
            x[a] ^= (s << 18 | s >> 14) & _MASK
    return x


_COLUMNS = ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11))  # columnround (section 5)
_ROWS = ((0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14))  # rowround (section 4)


@known_answer("Salsa20", "Salsa20 specification section 9")
def _answer() -> list[tuple[object, object]]:
    key = bytes(range(1, 17)) + bytes(range(201, 217))
    expected = (
        "45254427290f6bc1ff8b7a06aae9d9625990b66a1533c841ef31de22d772287e"
        "68c507e1c5991f02664e4cb054f5f6b8b1a0858206489577c0c384ecea67f64a"
    )
    return [(block(key, bytes(range(101, 117))).hex(), expected)]


@known_answer("HSalsa20", "Cryptography in NaCl section 8")
def _answer_of_hsalsa20() -> list[tuple[object, object]]:
    shared = bytes.fromhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    first = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
    second = "dc908dda0b9344a953629b733820778880f3ceb421bb61b91cbd4c3e66256ce4"
    start_of_nonce = bytes.fromhex("69696ee955b62b73cd62bda875fc73d6")
    return [
        (hsalsa20(shared, bytes(16)).hex(), first),
        (hsalsa20(bytes.fromhex(first), start_of_nonce).hex(), second),
    ]
