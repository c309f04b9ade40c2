"""ChaCha20, Poly1305 and the AEADs beside cryptography and PyNaCl, both directions."""

from __future__ import annotations

import random
import unittest

from jamlite.crypto import chacha20, chacha20_poly1305, poly1305, xchacha20, xchacha20_poly1305
from tests.support import needs

SEED = 20261121
SIZES = (*range(130), 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 16383, 16384, 16385, 40000)


class Interop(unittest.TestCase):
    def setUp(self) -> None:
        self.random = random.Random(SEED)

    def octets(self, size: int) -> bytes:
        return self.random.getrandbits(8 * size).to_bytes(size, "big") if size else b""

    def test_chacha20(self) -> None:
        algorithms = needs("cryptography.hazmat.primitives.ciphers.algorithms")
        ciphers = needs("cryptography.hazmat.primitives.ciphers")
        for size in SIZES:
            key, nonce, data = self.octets(32), self.octets(12), self.octets(size)
            counter = self.random.randrange(1 << 31)
            start = counter.to_bytes(4, "little") + nonce
            peer = ciphers.Cipher(algorithms.ChaCha20(key, start), mode=None).encryptor()
            self.assertEqual(chacha20.xor(key, nonce, data, counter), peer.update(data), (SEED, size))

    def test_poly1305(self) -> None:
        peer = needs("cryptography.hazmat.primitives.poly1305").Poly1305
        for size in SIZES:
            for key in (self.octets(32), b"\xff" * 32, self.octets(16) + b"\xff" * 16):
                data = self.octets(size) if size % 2 else b"\xff" * size
                self.assertEqual(poly1305.tag(key, data), peer.generate_tag(key, data), (SEED, size))

    def test_chacha20_poly1305(self) -> None:
        peer = needs("cryptography.hazmat.primitives.ciphers.aead").ChaCha20Poly1305
        for size in SIZES:
            key, nonce = self.octets(32), self.octets(12)
            text, aad = self.octets(size), self.octets(size * 7 % 61)
            sealed = peer(key).encrypt(nonce, text, aad)
            self.assertEqual(b"".join(chacha20_poly1305.encrypt(key, nonce, text, aad)), sealed, (SEED, size))
            opened = chacha20_poly1305.decrypt(key, nonce, sealed[:-16], aad, sealed[-16:])
            self.assertEqual(opened, text, (SEED, size))

    def test_xchacha20_poly1305(self) -> None:
        peer = needs("nacl.bindings")
        for size in SIZES:
            key, nonce = self.octets(32), self.octets(24)
            text, aad = self.octets(size), self.octets(size * 7 % 61)
            sealed = peer.crypto_aead_xchacha20poly1305_ietf_encrypt(text, aad, nonce, key)
            ours = b"".join(xchacha20_poly1305.encrypt(key, nonce, text, aad))
            self.assertEqual(ours, sealed, (SEED, size))
            opened = peer.crypto_aead_xchacha20poly1305_ietf_decrypt(ours, aad, nonce, key)
            self.assertEqual(opened, text, (SEED, size))

    def test_xchacha20(self) -> None:
        # The AEAD's ciphertext is the stream from block 1 on (draft-irtf-cfrg-xchacha section 2.3).
        peer = needs("nacl.bindings")
        for size in SIZES:
            key, nonce, text = self.octets(32), self.octets(24), self.octets(size)
            sealed = peer.crypto_aead_xchacha20poly1305_ietf_encrypt(text, None, nonce, key)
            self.assertEqual(xchacha20.xor(key, nonce, text, 1), sealed[:-16], (SEED, size))


if __name__ == "__main__":
    unittest.main()
