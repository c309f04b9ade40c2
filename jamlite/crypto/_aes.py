"""AES, the block cipher (FIPS 197), with 128-, 192- and 256-bit keys.

Two ways through the cipher. Many blocks at once go through `encrypt_blocks` and `decrypt_blocks` of a
key: the blocks of a chunk lie in one big integer, and each step of a round is one operation on it.
One block after the other, where each waits for the last, go through `encrypt_int` and `decrypt_int`,
which read tables. Both index by secret bytes: not constant-time.

plain/plain_aes.py is the readable form; the official vectors judge both.

Ungated: whoever uses an AESKey asks for the gate "AES", registered here.
"""

from __future__ import annotations

import sys
from array import array

from .gate import known_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, List, Tuple

    Tables = Tuple[List[int], ...]

BLOCK = 16
_LITTLE_ENDIAN = sys.byteorder == "little"
_WORD = "I" if array("I").itemsize == 4 else "L"  # 32 bits
CHUNK = 1024 * BLOCK  # bytes taken at once; longer integers leave the processor's near cache

# FIPS 197 section 5.1.1, figure 7; the inverse (figure 14) is the same map read backwards.
_SBOX = bytes.fromhex(
    "637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0"
    "b7fd9326363ff7cc34a5e5f171d8311504c723c31896059a071280e2eb27b275"
    "09832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf"
    "d0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2"
    "cd0c13ec5f974417c4a77e3d645d197360814fdc222a908846eeb814de5e0bdb"
    "e0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08"
    "ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9e"
    "e1f8981169d98e949b1e87e9ce5528df8ca1890dbfe6426841992d0fb054bb16"
)
_INVERSE_SBOX = bytes.maketrans(_SBOX, bytes(range(256)))

# The state holds block byte i at row i mod 4, column i div 4 (FIPS 197 section 3.4); a chunk is laid
# out by rows, and the n bytes of all blocks at one place lie together.
_ROWS = (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)


def xor(data: bytes | memoryview, keystream: bytes) -> bytes:
    """XOR `data` with the first bytes of `keystream`, at least as many."""
    size = len(data)
    mixed = int.from_bytes(data, "little") ^ int.from_bytes(keystream[:size], "little")
    return mixed.to_bytes(size, "little")


def counter_blocks(prefix: bytes, low: int, count: int) -> bytes:
    """Return `count` blocks prefix || [low]32, prefix || [low + 1]32, ...; the low word wraps by itself."""
    if low + count > 1 << 32:
        before = (1 << 32) - low
        return counter_blocks(prefix, low, before) + counter_blocks(prefix, 0, count - before)
    words = array(_WORD, range(low, low + count))
    if _LITTLE_ENDIAN:
        words.byteswap()
    columns = words.tobytes()
    blocks = bytearray(prefix + bytes(4)) * count
    for i in range(4):
        blocks[12 + i :: 16] = columns[i::4]
    return bytes(blocks)


class AESKey:
    """An expanded key, for the modes of this package: its methods trust their arguments, types and sizes."""

    __slots__ = ("_inverse_keys", "_keys")

    def __init__(self, key: bytes) -> None:
        self._keys = _expand(key)
        self._inverse_keys: list[int] | None = None

    def __repr__(self) -> str:
        return "<AESKey>"

    def encrypt_blocks(self, data: bytes) -> bytes:
        """Encrypt whole blocks, each by itself; about 60 ns a byte in long runs."""
        return b"".join(
            _encrypt_chunk(lanes, data[start : start + CHUNK]) for start, lanes in self._chunks(len(data))
        )

    def decrypt_blocks(self, data: bytes) -> bytes:
        """Decrypt whole blocks, each by itself."""
        return b"".join(
            _decrypt_chunk(lanes, data[start : start + CHUNK]) for start, lanes in self._chunks(len(data))
        )

    def _chunks(self, length: int) -> Iterable[tuple[int, _Lanes]]:
        """Yield where each chunk starts, with what its rounds need."""
        full = _Lanes(self._keys, CHUNK // BLOCK) if length >= CHUNK else None
        for start in range(0, length, CHUNK):
            left = (length - start) // BLOCK
            yield start, full if full and left >= full.blocks else _Lanes(self._keys, left)

    def encrypt_int(self, block: int) -> int:
        """Encrypt one block, a big-endian integer, by tables; 1 ms for the tables at first use."""
        keys = self._keys
        block = _table_rounds(_tables().encrypt, keys[1:-1], block ^ keys[0])
        state = block.to_bytes(BLOCK, "big").translate(_SBOX)
        return int.from_bytes((state * 5)[::5], "big") ^ keys[-1]  # ShiftRows: i <- 5i mod 16

    def decrypt_int(self, block: int) -> int:
        """Undo `encrypt_int`, by the equivalent inverse cipher (FIPS 197 section 5.3.5)."""
        tables = _tables().decrypt
        keys = self._inverse_keys
        if keys is None:
            keys = self._inverse_keys = [_inverse_mixed(key) for key in self._keys[-2:0:-1]]
        block = _table_rounds(tables, keys, block ^ self._keys[-1])
        state = block.to_bytes(BLOCK, "big").translate(_INVERSE_SBOX)
        return int.from_bytes((state * 13)[::13], "big") ^ self._keys[0]  # InvShiftRows: 13 = 1/5 mod 16


def _expand(key: bytes) -> list[int]:
    """KeyExpansion (FIPS 197 section 5.2): the round keys, as 128-bit big-endian integers."""
    Nk = len(key) // 4
    w = [int.from_bytes(key[i : i + 4], "big") for i in range(0, len(key), 4)]
    rcon = 1
    for i in range(Nk, 4 * (Nk + 7)):
        temp = w[-1]
        if i % Nk == 0:
            rotated = (temp << 8 & 0xFFFFFFFF | temp >> 24).to_bytes(4, "big")
            temp = int.from_bytes(rotated.translate(_SBOX), "big") ^ rcon << 24
            rcon = rcon << 1 ^ (rcon >> 7) * 0x11B
        elif Nk == 8 and i % 8 == 4:
            temp = int.from_bytes(temp.to_bytes(4, "big").translate(_SBOX), "big")
        w.append(w[i - Nk] ^ temp)
    return [w[i] << 96 | w[i + 1] << 64 | w[i + 2] << 32 | w[i + 3] for i in range(0, len(w), 4)]


# --- Many blocks at once ---------------------------------------------------------------------------
# Bytes are lanes of one little-endian integer; row r of the state starts at byte 4rn. 64 KiB take a
# tenth of the time of block after block (tests/crypto/test_aes.py holds both equal).


class _Lanes:
    """What the rounds over n blocks need: masks, and each round key repeated in every block."""

    __slots__ = ("blocks", "keys", "low7", "ones", "row", "two_rows")

    def __init__(self, keys: list[int], n: int) -> None:
        self.blocks = n
        self.ones = int.from_bytes(b"\x01" * (16 * n), "little")
        self.low7 = self.ones * 0x7F
        self.row = (1 << 32 * n) - 1
        self.two_rows = (1 << 64 * n) - 1
        # translate() gathers: place p of the result is the key's byte places[p].
        places = b"".join([bytes((i,)) * n for i in _ROWS])
        self.keys = [
            int.from_bytes(places.translate(key.to_bytes(BLOCK, "big").ljust(256)), "little") for key in keys
        ]


def _gather(data: bytes) -> bytes:
    return b"".join([data[i::16] for i in _ROWS])


def _scatter(state: bytes) -> bytearray:
    n = len(state) // BLOCK
    out = bytearray(len(state))
    for place, i in enumerate(_ROWS):
        out[i::16] = state[place * n : (place + 1) * n]
    return out


def _encrypt_chunk(lanes: _Lanes, data: bytes) -> bytearray:
    """Cipher (FIPS 197 section 5.1) on all blocks of `data`."""
    keys = lanes.keys
    size = len(data)
    x = int.from_bytes(_gather(data), "little") ^ keys[0]
    for key in keys[1:-1]:
        s = _shift_rows(x.to_bytes(size, "little").translate(_SBOX), lanes.blocks)
        x = _mix_columns(lanes, int.from_bytes(s, "little")) ^ key
    s = _shift_rows(x.to_bytes(size, "little").translate(_SBOX), lanes.blocks)
    return _scatter((int.from_bytes(s, "little") ^ keys[-1]).to_bytes(size, "little"))


def _decrypt_chunk(lanes: _Lanes, data: bytes) -> bytearray:
    """InvCipher (FIPS 197 section 5.3) on all blocks of `data`."""
    keys = lanes.keys
    size = len(data)
    x = int.from_bytes(_gather(data), "little") ^ keys[-1]
    for key in keys[-2:0:-1]:
        s = _unshift_rows(x.to_bytes(size, "little").translate(_INVERSE_SBOX), lanes.blocks)
        x = int.from_bytes(s, "little") ^ key
        # InvMixColumns is MixColumns after multiplying by 5 + 4 y^2: x ^ 4 (x ^ x two rows on).
        y = x ^ (x >> 64 * lanes.blocks | (x & lanes.two_rows) << 64 * lanes.blocks)
        x = _mix_columns(lanes, x ^ _double(lanes, _double(lanes, y)))
    s = _unshift_rows(x.to_bytes(size, "little").translate(_INVERSE_SBOX), lanes.blocks)
    return _scatter((int.from_bytes(s, "little") ^ keys[0]).to_bytes(size, "little"))


def _shift_rows(s: bytes, n: int) -> bytes:
    """Turn row r left by r columns (section 5.1.2)."""
    return b"".join(
        (
            s[: 4 * n],
            s[5 * n : 8 * n],
            s[4 * n : 5 * n],
            s[10 * n : 12 * n],
            s[8 * n : 10 * n],
            s[15 * n :],
            s[12 * n : 15 * n],
        )
    )


def _unshift_rows(s: bytes, n: int) -> bytes:
    """Turn row r right by r columns (section 5.3.1)."""
    return b"".join(
        (
            s[: 4 * n],
            s[7 * n : 8 * n],
            s[4 * n : 7 * n],
            s[10 * n : 12 * n],
            s[8 * n : 10 * n],
            s[13 * n :],
            s[12 * n : 13 * n],
        )
    )


def _double(lanes: _Lanes, x: int) -> int:
    """Multiply every byte by {02} modulo x^8 + x^4 + x^3 + x + 1 (section 4.2.1)."""
    return (x & lanes.low7) << 1 ^ (x >> 7 & lanes.ones) * 0x1B


def _mix_columns(lanes: _Lanes, x: int) -> int:
    """MixColumns (section 5.1.3): row i becomes {02}(i ^ i+1) ^ i+1 ^ (i+2 ^ i+3)."""
    n = lanes.blocks
    following = x >> 32 * n | (x & lanes.row) << 96 * n
    pairs = x ^ following
    return _double(lanes, pairs) ^ following ^ (pairs >> 64 * n | (pairs & lanes.two_rows) << 64 * n)


# --- One block after another -------------------------------------------------------------------------


class _Tables:
    """For each of the 16 places of a block and each byte: what a round makes of it, as 128 bits."""

    __slots__ = ("decrypt", "encrypt")

    def __init__(self) -> None:
        # A byte's column after (Inv)MixColumns: its products by the matrix's first column.
        self.encrypt = self._spread(_SBOX, (2, 1, 1, 3), -1)
        self.decrypt = self._spread(_INVERSE_SBOX, (14, 9, 13, 11), 1)

    @staticmethod
    def _spread(sbox: bytes, column: tuple[int, ...], turn: int) -> Tables:
        tops = [_products(s, column) for s in sbox]
        rows = [tops]
        for r in (8, 16, 24):  # one row down: the column turns by a byte
            rows.append([top >> r | (top & (1 << r) - 1) << 32 - r for top in tops])
        shifts = [96 - 32 * ((place // 4 + turn * (place % 4)) % 4) for place in range(BLOCK)]
        return tuple([word << shifts[place] for word in rows[place % 4]] for place in range(BLOCK))


def _products(s: int, column: tuple[int, ...]) -> int:
    """Return the bytes column[i] * s in GF(2^8) as one 32-bit word."""
    s2 = s << 1 ^ (s >> 7) * 0x11B
    s4 = s2 << 1 ^ (s2 >> 7) * 0x11B
    s8 = s4 << 1 ^ (s4 >> 7) * 0x11B
    word = 0
    for c in column:
        word = word << 8 | (c & 1) * s ^ (c >> 1 & 1) * s2 ^ (c >> 2 & 1) * s4 ^ (c >> 3) * s8
    return word


_shared: _Tables | None = None  # Shared by all keys. Built on first use.


def _tables() -> _Tables:
    global _shared
    if _shared is None:
        _shared = _Tables()
    return _shared


def _table_rounds(tables: Tables, keys: Iterable[int], x: int) -> int:
    """Apply one full round per key; written out, as it is two thirds of all the time (10 us a block)."""
    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P = tables  # noqa: E741
    for key in keys:
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p = x.to_bytes(16, "big")  # noqa: E741
        x = (
            A[a] ^ B[b] ^ C[c] ^ D[d] ^ E[e] ^ F[f] ^ G[g] ^ H[h]
            ^ I[i] ^ J[j] ^ K[k] ^ L[l] ^ M[m] ^ N[n] ^ O[o] ^ P[p]
            ^ key
        )  # fmt: skip
    return x


def _inverse_mixed(key: int) -> int:
    """InvMixColumns of a round key. The tables undo SubBytes and ShiftRows besides, so these go first."""
    state = key.to_bytes(BLOCK, "big").translate(_SBOX)
    return _table_rounds(_tables().decrypt, (0,), int.from_bytes((state * 5)[::5], "big"))


@known_answer("AES", "FIPS 197 appendix C.1 and C.3")
def _answer() -> list[tuple[object, object]]:
    plaintext = "00112233445566778899aabbccddeeff"
    short = AESKey(bytes(range(16)))
    long = AESKey(bytes(range(32)))
    ciphertext = "69c4e0d86a7b0430d8cdb78070b4c55a"
    return [
        (short.encrypt_blocks(bytes.fromhex(plaintext)).hex(), ciphertext),
        (short.decrypt_blocks(bytes.fromhex(ciphertext)).hex(), plaintext),
        (long.encrypt_blocks(bytes.fromhex(plaintext)).hex(), "8ea2b7ca516745bfeafc49904b496089"),
    ]
