"""XChaCha20-Poly1305 under Jam's names: the tag stands at the end of the ciphertext."""

from __future__ import annotations

from ..crypto import xchacha20_poly1305
from ..crypto.checks import octets
from ..exceptions.crypto import JamDecryptionError


def xchacha20poly1305_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Return ciphertext and 16-byte tag; a 32-byte key, a 24-byte nonce never used before with it."""
    return b"".join(xchacha20_poly1305.encrypt(key, nonce, plaintext, aad))


def xchacha20poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Return the plaintext of ciphertext and tag.

    Raises:
        JamDecryptionError: it was not made with this key, nonce and aad.
        JamCryptoError: wrong type, or wrong size of key or nonce.
    """
    data = octets(ciphertext, "ciphertext")
    if len(data) < 16:
        raise JamDecryptionError()
    return xchacha20_poly1305.decrypt(key, nonce, data[:-16], aad, data[-16:])
