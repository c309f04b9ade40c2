"""XSalsa20-Poly1305: NaCl's secret box (Bernstein, "Cryptography in NaCl", 2009, sections 8 to 10).

Macaroons keep the keys of third-party caveats in it. It has no additional data; new designs
use XChaCha20-Poly1305.

plain/plain_salsa20.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamDecryptionError
from . import _poly1305, _salsa20
from .gate import known_answer, require


def encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """Return (ciphertext, tag). NaCl writes the tag first: `tag + ciphertext` is its box.

    Args:
        key: 32 bytes.
        nonce: 24 bytes; long enough to be drawn at random.
        plaintext: any length; the ciphertext is as long.

    Raises:
        JamCryptoError: wrong type or size.
    """
    require("XSalsa20-Poly1305")
    require("Salsa20")
    require("HSalsa20")
    require("Poly1305")
    return _encrypt(sized(key, "key", 32), sized(nonce, "nonce", 24), octets(plaintext, "plaintext"))


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes) -> bytes:
    """Return the plaintext, once the tag is found right.

    Raises:
        JamDecryptionError: the tag does not fit, or has not 16 bytes.
        JamCryptoError: wrong type, or wrong size of key or nonce.
    """
    require("XSalsa20-Poly1305")
    require("Salsa20")
    require("HSalsa20")
    require("Poly1305")
    key, nonce = sized(key, "key", 32), sized(nonce, "nonce", 24)
    return _decrypt(key, nonce, octets(ciphertext, "ciphertext"), octets(tag, "tag"))


def _encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    one_time_key, ciphertext = _mixed(key, nonce, plaintext)
    return ciphertext, _poly1305.tag(one_time_key, ciphertext)


def _decrypt(key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes) -> bytes:
    one_time_key, plaintext = _mixed(key, nonce, ciphertext)
    if not compare_digest(_poly1305.tag(one_time_key, ciphertext), tag):
        raise JamDecryptionError()
    return plaintext


def _mixed(key: bytes, nonce: bytes, text: bytes) -> tuple[bytes, bytes]:
    """Return the Poly1305 key, which is the first 32 bytes of the stream, and `text` XOR the rest."""
    subkey = _salsa20.hsalsa20(key, nonce[:16])  # Cryptography in NaCl section 8
    mixed = _salsa20.xor(subkey, nonce[16:], bytes(32) + text)
    return mixed[:32], mixed[32:]


@known_answer("XSalsa20-Poly1305", "Cryptography in NaCl section 10")
def _answer() -> list[tuple[object, object]]:
    key = bytes.fromhex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
    nonce = bytes.fromhex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")
    plaintext = (
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
        "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
        "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
        "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
        "5e0705"
    )
    ciphertext, tag = _encrypt(key, nonce, bytes.fromhex(plaintext))
    expected = (
        "8e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a"
        "c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738"
        "b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
        "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
        "e355a5"
    )
    return [
        (ciphertext.hex(), expected),
        (tag.hex(), "f3ffc7703f9400e52a7dfb4b3d3305d9"),
        (_decrypt(key, nonce, ciphertext, tag).hex(), plaintext),
    ]
