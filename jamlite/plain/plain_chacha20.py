"""ChaCha20 (RFC 8439 section 2), HChaCha20 and XChaCha20 (draft-irtf-cfrg-xchacha).

The fast twins are `crypto/chacha20.py` and `crypto/xchacha20.py`. Sixteen words of 32 bits (a constant, the
key, a counter, a nonce) are stirred by additions, exclusive ors and rotations for twenty rounds; the result
added to what it began with is a block of 64 bytes nobody can tell from chance. Text is encrypted by
exclusive or with such blocks. XChaCha20 first makes a key of its own from the longer nonce.
"""

from __future__ import annotations

CONSTANTS = b"expand 32-byte k"  # section 2.3: 61707865 3320646e 79622d32 6b206574
MASK = 0xFFFFFFFF


def rotate(n: int, count: int) -> int:
    """Return n <<< count: 32 bits, rotated to the left."""
    return (n << count | n >> 32 - count) & MASK


def quarter_round(state: list[int], a: int, b: int, c: int, d: int) -> None:
    """QUARTERROUND(a, b, c, d) on four words of the state (section 2.1)."""
    for x, y, z, count in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[x] = (state[x] + state[y]) & MASK  # a += b
        state[z] = rotate(state[z] ^ state[x], count)  # d ^= a; d <<<= 16


def inner_block(state: list[int]) -> None:
    """Two of the twenty rounds: the columns, then the diagonals (section 2.3.1)."""
    for i in range(4):
        quarter_round(state, i, 4 + i, 8 + i, 12 + i)
    for i in range(4):
        quarter_round(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)


def words(data: bytes) -> list[int]:
    """Return the little-endian words of 32 bits in `data`."""
    return [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)]


def serialize(numbers: list[int]) -> bytes:
    """Return the words as little-endian bytes."""
    return b"".join(n.to_bytes(4, "little") for n in numbers)


def block(key: bytes, counter: int, nonce: bytes) -> bytes:
    """Return 64 bytes of key stream (section 2.3)."""
    if len(key) != 32 or len(nonce) != 12 or not 0 <= counter <= MASK:
        raise ValueError("ChaCha20 takes a key of 32 bytes, a nonce of 12, a counter of 32 bits")
    state = words(CONSTANTS) + words(key) + [counter] + words(nonce)
    working = list(state)
    for _ in range(10):
        inner_block(working)
    return serialize([(a + b) & MASK for a, b in zip(state, working)])


def xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt: xor with the key stream from block `counter` on (section 2.4)."""
    block(key, counter, nonce)  # raises for wrong sizes, also if there is no data
    result = b""
    for start in range(0, len(data), 64):
        key_stream = block(key, counter + start // 64, nonce)
        result += bytes(a ^ b for a, b in zip(data[start : start + 64], key_stream))
    return result


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """Return a subkey: the rounds without the last addition, rows 0 and 3 (xchacha section 2.2)."""
    if len(key) != 32 or len(nonce) != 16:
        raise ValueError("HChaCha20 takes a key of 32 bytes and a nonce of 16")
    state = words(CONSTANTS) + words(key) + words(nonce)
    for _ in range(10):
        inner_block(state)
    return serialize(state[:4] + state[12:])


def xchacha20_parts(key: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """Return (subkey, nonce of 12 bytes) for ChaCha20 (xchacha section 2.3)."""
    if len(nonce) != 24:
        raise ValueError("XChaCha20 takes a nonce of 24 bytes")
    return hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]


def xchacha20_xor(key: bytes, nonce: bytes, data: bytes, counter: int = 0) -> bytes:
    """Encrypt or decrypt with a nonce of 24 bytes."""
    subkey, short_nonce = xchacha20_parts(key, nonce)
    return xor(subkey, short_nonce, data, counter)
