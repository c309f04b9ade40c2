"""XChaCha20-Poly1305: the AEAD with a 24-byte nonce (draft-irtf-cfrg-xchacha section 2).

plain/plain_poly1305.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import sized
from . import _chacha20
from . import chacha20_poly1305 as aead
from .gate import known_answer, require


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag).

    Args:
        key: 32 bytes.
        nonce: 24 bytes; long enough to be drawn at random.
        plaintext: any length up to 2^38-64 bytes; the ciphertext is as long. A memoryview
            of bytes is not copied.
        aad: additional data that is authenticated but not encrypted, any length.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("XChaCha20-Poly1305")
    require("HChaCha20")
    key, nonce = sized(key, "key", 32), sized(nonce, "nonce", 24)
    return _encrypt(key, nonce, plaintext, aad)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    """Return the plaintext, once the tag is found right.

    Raises:
        JamDecryptionError: the tag does not fit, or has not 16 bytes.
        JamCryptoError: wrong type, or wrong size of key or nonce.
    """
    require("XChaCha20-Poly1305")
    require("HChaCha20")
    key, nonce = sized(key, "key", 32), sized(nonce, "nonce", 24)
    return _decrypt(key, nonce, ciphertext, aad, tag)


def _encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    return aead.encrypt(*_chacha20.subkey(key, nonce), plaintext, aad)


def _decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> bytes:
    return aead.decrypt(*_chacha20.subkey(key, nonce), ciphertext, aad, tag)


@known_answer("XChaCha20-Poly1305", "draft-irtf-cfrg-xchacha appendix A.3.1")
def _answer() -> list[tuple[object, object]]:
    key, nonce = bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58))
    aad = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you "
        b"only one tip for the future, sunscreen would be it."
    )
    ciphertext, tag = _encrypt(key, nonce, text, aad)
    expected = (
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        "21f9664c97637da9768812f615c68b13b52e"
    )
    return [
        (ciphertext.hex(), expected),
        (tag.hex(), "c0875924c1c7987947deafd8780acf49"),
        (_decrypt(key, nonce, ciphertext, aad, tag), text),
    ]
