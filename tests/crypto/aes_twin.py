"""The simple twin of AES and GHASH: the standards' own steps, byte by byte and bit by bit."""

from __future__ import annotations


def times(a: int, b: int) -> int:
    """Multiply in GF(2^8) (FIPS 197 section 4.2)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def substitute(byte: int) -> int:
    """SubBytes from its definition: the inverse, then the affine map (FIPS 197 section 5.1.1)."""
    inverse = next((x for x in range(256) if times(byte, x) == 1), 0)
    result = 0x63
    for turn in range(5):
        result ^= (inverse << turn | inverse >> 8 - turn) & 0xFF
    return result


SBOX = [substitute(byte) for byte in range(256)]
INVERSE = [SBOX.index(byte) for byte in range(256)]
BY = {factor: [times(byte, factor) for byte in range(256)] for factor in (1, 2, 3, 9, 11, 13, 14)}


def expand(key: bytes) -> list[list[int]]:
    words = [list(key[i : i + 4]) for i in range(0, len(key), 4)]
    nk, rcon = len(words), 1
    for i in range(nk, 4 * (nk + 7)):
        word = list(words[-1])
        if i % nk == 0:
            word = [SBOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = times(rcon, 2)
        elif nk > 6 and i % nk == 4:
            word = [SBOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[i - nk], word)])
    return [[byte for word in words[i : i + 4] for byte in word] for i in range(0, len(words), 4)]


def mix(state: list[int], row: tuple[int, ...]) -> list[int]:
    mixed = []
    for column in range(0, 16, 4):
        for i in range(4):
            value = 0
            for j in range(4):
                value ^= BY[row[(j - i) % 4]][state[column + j]]
            mixed.append(value)
    return mixed


def encrypt(key: bytes, block: bytes) -> bytes:
    keys = expand(key)
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, round_key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < len(keys) - 1:
            state = mix(state, (2, 3, 1, 1))
        state = [a ^ b for a, b in zip(state, round_key)]
    return bytes(state)


def decrypt(key: bytes, block: bytes) -> bytes:
    keys = expand(key)
    state = list(block)
    for number in range(len(keys) - 1, 0, -1):
        state = [a ^ b for a, b in zip(state, keys[number])]
        if number < len(keys) - 1:
            state = mix(state, (14, 11, 13, 9))
        state = [INVERSE[state[(i - 4 * (i % 4)) % 16]] for i in range(16)]
    return bytes(a ^ b for a, b in zip(state, keys[0]))


def ghash(subkey: bytes, data: bytes) -> bytes:
    """GHASH by the multiplication of SP 800-38D section 6.3, algorithm 1."""
    y = 0
    for start in range(0, len(data), 16):
        x = y ^ int.from_bytes(data[start : start + 16], "big")
        z, v = 0, int.from_bytes(subkey, "big")
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                z ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        y = z
    return y.to_bytes(16, "big")


def pad16(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def keystream(key: bytes, counter: bytes, count: int, wrap: int) -> bytes:
    """Encrypt `count` counter blocks, of which the last `wrap` bits count."""
    first = int.from_bytes(counter, "big")
    fixed, mask = first >> wrap << wrap, (1 << wrap) - 1
    blocks = [(fixed | first + i & mask).to_bytes(16, "big") for i in range(count)]
    return b"".join(encrypt(key, block) for block in blocks)


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))
