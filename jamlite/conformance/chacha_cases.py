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
from ..encoding.checks import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from .family import Family, Outputs

_MOST_BYTES = 1 << 24  # of a key stream: a file of others may ask for any number


def _stream(cipher: ModuleType) -> Family:
    def encrypt(key: bytes, nonce: bytes, plaintext: bytes, counter: int) -> Outputs:
        # RFC 8439 section 2.4: any counter to begin with.
        return {"ciphertext": cipher.xor(key, nonce, plaintext, counter)}

    def keystream(key: bytes, nonce: bytes, counter: int, length: int) -> Outputs:
        return {
            "keystream": cipher.xor(key, nonce, bytes(integer(length, "length", 0, _MOST_BYTES)), counter)
        }

    return {"encrypt": encrypt, "keystream": keystream}


def _aead(cipher: ModuleType) -> Family:
    def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> Outputs:
        ciphertext, tag = cipher.encrypt(key, nonce, plaintext, aad)
        return {"ciphertext": ciphertext, "tag": tag}

    def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> Outputs:
        return {"plaintext": cipher.decrypt(key, nonce, ciphertext, aad, tag)}

    return {"encrypt": encrypt, "decrypt": decrypt}


def _box_encrypt(key: bytes, nonce: bytes, plaintext: bytes) -> Outputs:
    ciphertext, tag = xsalsa20_poly1305.encrypt(key, nonce, plaintext)
    return {"ciphertext": ciphertext, "tag": tag}


def _box_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes) -> Outputs:
    return {"plaintext": xsalsa20_poly1305.decrypt(key, nonce, ciphertext, tag)}


def _salsa_subkey(key: bytes, nonce: bytes) -> Outputs:
    return {"subkey": salsa20.hsalsa20(key, nonce)}


def _subkey(key: bytes, nonce: bytes) -> Outputs:
    return {"subkey": chacha20.hchacha20(key, nonce)}


def _mac(key: bytes, message: bytes) -> Outputs:
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
