"""AES Key Wrap (RFC 3394) and AES Key Wrap with Padding (RFC 5649).

plain/plain_key_wrap.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from ._aes import AESKey
from .gate import known_answer, require

_IV = 0xA6A6A6A6A6A6A6A6  # RFC 3394 section 2.2.3.1
_PADDED_IV = b"\xa6\x59\x59\xa6"  # RFC 5649 section 3, followed by the length
_LOW_64 = (1 << 64) - 1


def prepare(key: bytes) -> WrappingKey:
    """Return a key object for many wraps: it expands the key once.

    Args:
        key: the key-encryption key, 16, 24 or 32 bytes.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES-KW")
    return WrappingKey(key)


def wrap(key: bytes, data: bytes) -> bytes:
    """Wrap key data; the result is 8 bytes longer.

    Args:
        key: the key-encryption key, 16, 24 or 32 bytes.
        data: a multiple of 8 bytes, at least 16.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES-KW")
    return WrappingKey(key).wrap(data)


def unwrap(key: bytes, data: bytes) -> bytes:
    """Return the key data, if its integrity check holds.

    Raises:
        JamCryptoError: wrong type, or wrong size of the key.
        JamDecryptionError: anything else is wrong.
    """
    require("AES-KW")
    return WrappingKey(key).unwrap(data)


class WrappingKey:
    """One key-encryption key; shows nothing of itself. Arguments and errors as in `prepare`."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        require("AES")
        require("AES-KW")
        self._key = AESKey(sized(key, "the AES key", 16, 24, 32))

    def __repr__(self) -> str:
        return "<WrappingKey>"

    def wrap(self, data: bytes) -> bytes:
        """As the module's `wrap`."""
        data = octets(data, "data")
        if len(data) < 16 or len(data) % 8:  # RFC 3394 section 2: n >= 2 blocks of 64 bits
            raise JamCryptoError("AES Key Wrap takes a multiple of 8 bytes, at least 16")
        return _wrap(self._key, _IV, data)

    def unwrap(self, data: bytes) -> bytes:
        """As the module's `unwrap`."""
        data = octets(data, "data")
        if len(data) < 24 or len(data) % 8:
            raise JamDecryptionError()
        A, plain = _unwrap(self._key, data)
        if not compare_digest(A, _IV.to_bytes(8, "big")):
            raise JamDecryptionError()
        return plain


def wrap_padded(key: bytes, data: bytes) -> bytes:
    """Wrap data of any length from 1 byte; the result is 8 to 15 bytes longer, and 8 bytes more for 1 to 8.

    Args:
        key: the key-encryption key, 16, 24 or 32 bytes.
        data: 1 to 2^32 - 1 bytes.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("AES")
    require("AES-KWP")
    key, data = sized(key, "the AES key", 16, 24, 32), octets(data, "data")
    if not 1 <= len(data) < 1 << 32:  # RFC 5649 section 3: the length has 32 bits
        raise JamCryptoError("padded AES Key Wrap takes 1 to 2^32 - 1 bytes")
    return _wrap_padded(AESKey(key), data)


def unwrap_padded(key: bytes, data: bytes) -> bytes:
    """Undo `wrap_padded`; errors as in `unwrap`."""
    require("AES")
    require("AES-KWP")
    key, data = sized(key, "the AES key", 16, 24, 32), octets(data, "data")
    if len(data) < 16 or len(data) % 8:
        raise JamDecryptionError()
    return _unwrap_padded(AESKey(key), data)


def _wrap(key: AESKey, A: int, P: bytes) -> bytes:
    """RFC 3394 section 2.2.1, the description by index."""
    R = [int.from_bytes(P[i : i + 8], "big") for i in range(0, len(P), 8)]
    t = 0
    for _ in range(6):
        for i in range(len(R)):
            t += 1
            B = key.encrypt_int(A << 64 | R[i])
            A = B >> 64 ^ t
            R[i] = B & _LOW_64
    return b"".join([word.to_bytes(8, "big") for word in (A, *R)])


def _unwrap(key: AESKey, C: bytes) -> tuple[bytes, bytes]:
    """RFC 3394 section 2.2.2; returns A, which the caller must check, and P."""
    A, *R = (int.from_bytes(C[i : i + 8], "big") for i in range(0, len(C), 8))
    t = 6 * len(R)
    for _ in range(6):
        for i in reversed(range(len(R))):
            B = key.decrypt_int((A ^ t) << 64 | R[i])
            A = B >> 64
            R[i] = B & _LOW_64
            t -= 1
    return A.to_bytes(8, "big"), b"".join([word.to_bytes(8, "big") for word in R])


def _wrap_padded(key: AESKey, data: bytes) -> bytes:
    """RFC 5649 section 4.1."""
    A = _PADDED_IV + len(data).to_bytes(4, "big")
    padded = data + bytes(-len(data) % 8)
    if len(padded) == 8:  # a single block, without the rounds
        return key.encrypt_blocks(A + padded)
    return _wrap(key, int.from_bytes(A, "big"), padded)


def _unwrap_padded(key: AESKey, data: bytes) -> bytes:
    """RFC 5649 section 4.2, its three checks (section 3) together."""
    if len(data) == 16:
        block = key.decrypt_blocks(data)
        A, padded = block[:8], block[8:]
    else:
        A, padded = _unwrap(key, data)
    length = int.from_bytes(A[4:], "big")
    padding = len(padded) - length
    right = compare_digest(A[:4], _PADDED_IV) & (0 <= padding < 8)
    zeros = min(max(padding, 0), 7)
    if not (right & compare_digest(padded[len(padded) - zeros :], bytes(zeros))):
        raise JamDecryptionError()
    return padded[:length]


@known_answer("AES-KW", "RFC 3394 section 4.6")
def _answer() -> list[tuple[object, object]]:
    key = AESKey(bytes.fromhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
    data = "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"
    wrapped = "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    A, plain = _unwrap(key, bytes.fromhex(wrapped))
    return [
        (_wrap(key, _IV, bytes.fromhex(data)).hex(), wrapped),
        (A, _IV.to_bytes(8, "big")),
        (plain.hex(), data),
    ]


@known_answer("AES-KWP", "RFC 5649 section 6")
def _padded_answer() -> list[tuple[object, object]]:
    key = AESKey(bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"))
    long, long_wrapped = (
        "c37b7e6492584340bed12207808941155068f738",
        "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
    )
    short_wrapped = "afbeb0f07dfbf5419200f2ccb50bb24f"
    return [
        (_wrap_padded(key, bytes.fromhex(long)).hex(), long_wrapped),
        (_unwrap_padded(key, bytes.fromhex(long_wrapped)).hex(), long),
        (_unwrap_padded(key, bytes.fromhex(short_wrapped)).hex(), "466f7250617369"),
    ]
