"""CBC and CTR, two modes of AES (SP 800-38A), and padding (RFC 5652 section 6.3).

The fast twins are `crypto/aes_cbc.py` and `crypto/aes_ctr.py`. AES knows only blocks of 16 bytes; a mode
says how a long text is made of them. CBC adds each ciphertext block to the next plaintext block before it
is enciphered, so equal blocks do not look equal; the last block is filled up (padding). CTR enciphers
1, 2, 3 ... and adds that stream to the text. Neither notices a changed ciphertext: a MAC must stand beside.
"""

from __future__ import annotations

from .plain_aes import decrypt, encrypt


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def _blocks(data: bytes) -> list[bytes]:
    if len(data) % 16:
        raise ValueError("CBC takes whole blocks of 16 bytes")
    return [data[i : i + 16] for i in range(0, len(data), 16)]


def _check_iv(iv: bytes) -> None:
    if len(iv) != 16:
        raise ValueError("the IV has 16 bytes")


def cbc_encrypt_blocks(key: bytes, iv: bytes, data: bytes) -> bytes:
    """C_j = CIPH_K(P_j xor C_{j-1}), where C_0 is the IV (SP 800-38A section 6.2)."""
    _check_iv(iv)
    result, previous = b"", iv
    for P in _blocks(data):
        previous = encrypt(key, _xor(P, previous))
        result += previous
    return result


def cbc_decrypt_blocks(key: bytes, iv: bytes, data: bytes) -> bytes:
    """P_j = CIPH^-1_K(C_j) xor C_{j-1} (SP 800-38A section 6.2)."""
    _check_iv(iv)
    result, previous = b"", iv
    for C in _blocks(data):
        result += _xor(decrypt(key, C), previous)
        previous = C
    return result


def pad(data: bytes) -> bytes:
    """Append n bytes of value n, where n is 1 to 16 (RFC 5652 section 6.3)."""
    n = 16 - len(data) % 16
    return data + bytes([n]) * n


def unpad(data: bytes) -> bytes:
    """Take the padding off, or raise ValueError if it is not one."""
    n = data[-1] if data else 0
    if not 1 <= n <= 16 or data[-n:] != bytes([n]) * n:
        raise ValueError("the padding is wrong")
    return data[:-n]


def cbc_encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Return the padded data, encrypted."""
    return cbc_encrypt_blocks(key, iv, pad(data))


def cbc_decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Return the data without its padding."""
    return unpad(cbc_decrypt_blocks(key, iv, data))


def ctr(key: bytes, counter: bytes, data: bytes) -> bytes:
    """O_j = CIPH_K(T_j), C_j = P_j xor O_j; T_{j+1} = T_j + 1 modulo 2^128 (SP 800-38A section 6.5)."""
    _check_iv(counter)
    T, result = int.from_bytes(counter, "big"), b""
    for start in range(0, len(data), 16):
        O = encrypt(key, T.to_bytes(16, "big"))  # noqa: E741 - the standard's letter
        result += _xor(data[start : start + 16], O)
        T = (T + 1) % 2**128
    return result
