"""ChaCha20-Poly1305: authenticated encryption (RFC 8439 section 2.8).

plain/plain_poly1305.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets, sized, unchanging
from ..exceptions.crypto import JamCryptoError, JamDecryptionError
from . import _chacha20, _poly1305
from .gate import known_answer, require

_PIECE = 64 * _chacha20.CHUNK
_FIRST = _PIECE - 64  # with block 0, which makes the Poly1305 key, a whole batch
LIMIT = 64 * ((1 << 32) - 1)  # RFC 8439 section 2.8: bytes of plaintext per nonce


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag).

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        plaintext: any length up to 2^38-64 bytes; the ciphertext is as long. A memoryview
            of bytes is not copied.
        aad: additional data that is authenticated but not encrypted, any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("ChaCha20-Poly1305")
    require("ChaCha20")
    require("Poly1305")
    key, nonce = sized(key, "key", 32), sized(nonce, "nonce", 12)
    return _encrypt(key, nonce, _bounded(plaintext, "plaintext"), octets(aad, "aad"))


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    """Return the plaintext, once the tag is found right.

    Raises:
        JamDecryptionError: the tag does not fit, or has not 16 bytes.
        JamCryptoError: wrong type, or wrong size of key or nonce.
    """
    require("ChaCha20-Poly1305")
    require("ChaCha20")
    require("Poly1305")
    key, nonce = sized(key, "key", 32), sized(nonce, "nonce", 12)
    aad, tag = octets(aad, "aad"), octets(tag, "tag")
    return _decrypt(key, nonce, _bounded(ciphertext, "ciphertext"), aad, tag)


def _encrypt(key: bytes, nonce: bytes, text: bytes | memoryview, aad: bytes) -> tuple[bytes, bytes]:
    one_time_key, first = _begin(key, nonce, text)
    ciphertext = _rest(key, nonce, text, first)
    return ciphertext, _tag(one_time_key, aad, ciphertext)


def _decrypt(key: bytes, nonce: bytes, text: bytes | memoryview, aad: bytes, tag: bytes) -> bytes:
    one_time_key, first = _begin(key, nonce, text)
    if not compare_digest(_tag(one_time_key, aad, text), tag):
        raise JamDecryptionError()
    return _rest(key, nonce, text, first)


def _bounded(text: object, what: str) -> bytes | memoryview:
    checked = unchanging(text, what)
    if len(checked) > LIMIT:
        raise JamCryptoError("the message is too long for one nonce")
    return checked


def _begin(key: bytes, nonce: bytes, text: bytes | memoryview) -> tuple[bytes, bytes]:
    """Return the Poly1305 key, from block 0 (section 2.6), and the first piece XOR the blocks from 1 on.

    One batch for both: a second one would cost a short message half its time again.
    """
    mixed = _chacha20.xor(key, nonce, b"".join((bytes(64), text[:_FIRST])), 0)
    return mixed[:32], mixed[64:]


def _rest(key: bytes, nonce: bytes, text: bytes | memoryview, first: bytes) -> bytes:
    """Return all pieces of `text` XOR the key stream, piece by piece, the first of them given.

    16 MiB take 2.1 times their size in memory; taken at once, with their padding and MAC, 5 times.
    """
    if len(text) <= _FIRST:
        return first
    starts = range(_FIRST, len(text), _PIECE)
    pieces = [_chacha20.xor(key, nonce, bytes(text[at : at + _PIECE]), 1 + at // 64) for at in starts]
    return b"".join([first, *pieces])


def _tag(one_time_key: bytes, aad: bytes, ciphertext: bytes | memoryview) -> bytes:
    lengths = len(aad).to_bytes(8, "little") + len(ciphertext).to_bytes(8, "little")
    return _poly1305.tag_of_parts(one_time_key, aad, ciphertext, lengths)


@known_answer("ChaCha20-Poly1305", "RFC 8439 section 2.8.2")
def _answer() -> list[tuple[object, object]]:
    key = bytes(range(0x80, 0xA0))
    nonce, aad = bytes.fromhex("070000004041424344454647"), bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you "
        b"only one tip for the future, sunscreen would be it."
    )
    ciphertext, tag = _encrypt(key, nonce, text, aad)
    expected = (
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b6116"
    )
    return [
        (ciphertext.hex(), expected),
        (tag.hex(), "1ae10b594f09e26a7e902ecbd0600691"),
        (_decrypt(key, nonce, ciphertext, aad, tag), text),
    ]
