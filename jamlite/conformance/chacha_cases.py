"""Runners of the ChaCha20, Salsa20 and Poly1305 families."""

from __future__ import annotations

from ..crypto import (
    chacha20,
    chacha20_poly1305,
    poly1305,
    salsa20,
    xchacha20,
    xchacha20_poly1305,
    xsalsa20_poly1305,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .family import Family


def _stream(cipher: Any) -> Family:
    def encrypt(key: bytes, nonce: bytes, plaintext: bytes, counter: int) -> dict[str, bytes]:
        return {"ciphertext": cipher.xor(key, nonce, plaintext, counter)}

    def keystream(key: bytes, nonce: bytes, counter: int, length: int) -> dict[str, bytes]:
        return {"keystream": cipher.xor(key, nonce, bytes(length), counter)}

    return {"encrypt": encrypt, "keystream": keystream}


def _aead(cipher: Any) -> Family:
    def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> dict[str, bytes]:
        ciphertext, tag = cipher.encrypt(key, nonce, plaintext, aad)
        return {"ciphertext": ciphertext, "tag": tag}

    def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> dict[str, bytes]:
        return {"plaintext": cipher.decrypt(key, nonce, ciphertext, aad, tag)}

    return {"encrypt": encrypt, "decrypt": decrypt}


def _box_encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> dict[str, bytes]:
    ciphertext, tag = xsalsa20_poly1305.encrypt(key, nonce, plaintext)
    return {"ciphertext": ciphertext, "tag": tag}


def _box_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes) -> dict[str, bytes]:
    return {"plaintext": xsalsa20_poly1305.decrypt(key, nonce, ciphertext, tag)}


def _salsa_subkey(key: bytes, nonce: bytes) -> dict[str, bytes]:
    return {"subkey": salsa20.hsalsa20(key, nonce)}


def _subkey(key: bytes, nonce: bytes) -> dict[str, bytes]:
    return {"subkey": chacha20.hchacha20(key, nonce)}


def _mac(key: bytes, message: bytes) -> dict[str, bytes]:
    return {"tag": poly1305.tag(key, message)}


FAMILIES: dict[str, Family] = {
    "ChaCha20": _stream(chacha20),
    "XChaCha20": _stream(xchacha20),
    "HChaCha20": {"derive": _subkey},
    "Poly1305": {"mac": _mac, "verify": poly1305.verify},
    "ChaCha20-Poly1305": _aead(chacha20_poly1305),
    "XChaCha20-Poly1305": _aead(xchacha20_poly1305),
    "Salsa20": _stream(salsa20),
    "HSalsa20": {"derive": _salsa_subkey},
    "XSalsa20-Poly1305": {"encrypt": _box_encrypt, "decrypt": _box_decrypt},
}
