"""AES, the block cipher (FIPS 197). The fast twin is `crypto/aes.py`.

A block of 16 bytes is a square of four columns, the *state*: byte i stands in row i % 4, column i // 4. Each
round replaces the bytes, shifts the rows, mixes the columns and adds a round key; `cipher_states` has all.
Bytes are polynomials over GF(2), multiplied modulo x^8 + x^4 + x^3 + x + 1 (0x11B).
"""

from __future__ import annotations


def multiply(a: int, b: int) -> int:
    """Return a times b in GF(2^8) (FIPS 197 section 4.2)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)  # xtimes: times x, then reduce
        b >>= 1
    return product


def _substitute(byte: int) -> int:
    """Return SBOX(byte) from its definition (section 5.1.1): the inverse, then an affine map."""
    inverse = next((x for x in range(256) if multiply(byte, x) == 1), 0)
    result = 0x63
    for turn in range(5):
        result ^= (inverse << turn | inverse >> 8 - turn) & 0xFF
    return result


SBOX = [_substitute(byte) for byte in range(256)]
INVERSE_SBOX = [SBOX.index(byte) for byte in range(256)]
_TIMES = {factor: [multiply(byte, factor) for byte in range(256)] for factor in (1, 2, 3, 9, 11, 13, 14)}


def key_expansion(key: bytes) -> list[bytes]:
    """Return the round keys, 16 bytes each: 11, 13 or 15 of them (section 5.2)."""
    if len(key) not in (16, 24, 32):
        raise ValueError("an AES key has 16, 24 or 32 bytes")
    w = [list(key[i : i + 4]) for i in range(0, len(key), 4)]
    nk, rcon = len(w), 1
    for i in range(nk, 4 * (nk + 7)):
        temp = list(w[-1])
        if i % nk == 0:
            temp = [SBOX[byte] for byte in temp[1:] + temp[:1]]  # SubWord(RotWord(temp))
            temp[0] ^= rcon
            rcon = multiply(rcon, 2)
        elif nk > 6 and i % nk == 4:
            temp = [SBOX[byte] for byte in temp]
        w.append([a ^ b for a, b in zip(w[i - nk], temp)])
    return [bytes(byte for word in w[i : i + 4] for byte in word) for i in range(0, len(w), 4)]


def sub_bytes(state: bytes) -> bytes:
    """SubBytes (section 5.1.1)."""
    return bytes(SBOX[byte] for byte in state)


def shift_rows(state: bytes) -> bytes:
    """ShiftRows (section 5.1.2): row r moves r columns to the left."""
    return bytes(state[(i + 4 * (i % 4)) % 16] for i in range(16))


def mix_columns(state: bytes, row: tuple[int, ...] = (2, 3, 1, 1)) -> bytes:
    """MixColumns (section 5.1.3); with (14, 11, 13, 9) its inverse (section 5.3.3)."""
    mixed = bytearray()
    for column in range(0, 16, 4):
        for r in range(4):
            value = 0
            for j in range(4):
                value ^= _TIMES[row[(j - r) % 4]][state[column + j]]
            mixed.append(value)
    return bytes(mixed)


def add_round_key(state: bytes, round_key: bytes) -> bytes:
    """AddRoundKey (section 5.1.4)."""
    return bytes(a ^ b for a, b in zip(state, round_key))


def cipher_states(key: bytes, block: bytes) -> list[tuple[str, bytes]]:
    """Return (name, state) after each step of Cipher (section 5.1), as FIPS 197 appendix B prints them."""
    if len(block) != 16:
        raise ValueError("an AES block has 16 bytes")
    round_keys = key_expansion(key)
    last = len(round_keys) - 1
    states = [("round[0].input", bytes(block))]
    state = add_round_key(block, round_keys[0])
    for r in range(1, last + 1):
        states.append((f"round[{r}].start", state))
        state = sub_bytes(state)
        states.append((f"round[{r}].s_box", state))
        state = shift_rows(state)
        states.append((f"round[{r}].s_row", state))
        if r < last:
            state = mix_columns(state)
            states.append((f"round[{r}].m_col", state))
        state = add_round_key(state, round_keys[r])
    return [*states, (f"round[{last}].output", state)]


def encrypt(key: bytes, block: bytes) -> bytes:
    """Return one encrypted block (Cipher, section 5.1)."""
    return cipher_states(key, block)[-1][1]


def decrypt(key: bytes, block: bytes) -> bytes:
    """Return one decrypted block (InvCipher, section 5.3): the steps backwards."""
    if len(block) != 16:
        raise ValueError("an AES block has 16 bytes")
    round_keys = key_expansion(key)
    state = add_round_key(block, round_keys[-1])
    for round_key in reversed(round_keys[:-1]):
        state = bytes(state[(i - 4 * (i % 4)) % 16] for i in range(16))  # InvShiftRows
        state = bytes(INVERSE_SBOX[byte] for byte in state)  # InvSubBytes
        state = add_round_key(state, round_key)
        if round_key is not round_keys[0]:
            state = mix_columns(state, (14, 11, 13, 9))  # InvMixColumns
    return state
