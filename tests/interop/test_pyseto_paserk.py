"""PASERK beside pyseto: every version and type it has, both directions.

pyseto holds DER where k1.secret-pw holds PEM, so that it does not read ours; and it seals k2 and k4 to
X25519 keys, which are here the equivalents of the Ed25519 keys of PASERK.
"""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.crypto import ed25519
from jamlite.crypto.randomness import random_bytes
from jamlite.keys import loading
from jamlite.keys.ec import ECKey
from jamlite.keys.okp import OKPKey
from jamlite.paseto import paserk
from tests.paseto.paserk_samples import PASSWORD, RSA_2048, RSA_4096
from tests.support import needs

WRAPPING = bytes(range(0x20, 0x40))
COST: dict[str, Any] = {"memory_kib": 64, "passes": 2, "time_limit": 60}


def signing_key(version: int) -> Any:
    if version == 1:
        return loading.load_pem(RSA_2048)
    return ECKey.generate("P-384") if version == 3 else OKPKey.generate("Ed25519")


class Interop(unittest.TestCase):
    def setUp(self) -> None:
        self.key_class = needs("pyseto").Key

    def theirs(self, text: str, **secret: Any) -> str:
        """Return the bare PASERK of what pyseto finds in a text."""
        bare: str = self.key_class.from_paserk(text, **secret).to_paserk()
        return bare

    def bare_keys(self, version: int) -> list[str]:
        local = paserk.encode(f"k{version}.local", random_bytes(32))
        return [local, paserk.encode(f"k{version}.secret", signing_key(version))]

    def test_bare_keys_and_identifiers(self) -> None:
        for version in (1, 2, 3, 4):
            texts = self.bare_keys(version)
            texts.append(paserk.encode(f"k{version}.public", signing_key(version).public()))
            for text in texts:
                self.assertEqual(self.theirs(text), text)
                peer = self.key_class.from_paserk(text)
                self.assertEqual(paserk.encode(*paserk.decode(peer.to_paserk())), text)
                self.assertEqual(paserk.key_id(text), peer.to_paserk_id())
            secret = self.key_class.from_paserk(texts[1])
            public = paserk.to_key(texts[1]).public()  # type: ignore[union-attr]
            self.assertEqual(paserk.key_id(public), secret.to_peer_paserk_id())

    def test_wrapping(self) -> None:
        for version in (1, 2, 3, 4):
            for text in self.bare_keys(version):
                ours = paserk.wrap(text, WRAPPING)
                self.assertEqual(self.theirs(ours, wrapping_key=WRAPPING), text)
                theirs = self.key_class.from_paserk(text).to_paserk(wrapping_key=WRAPPING)
                self.assertEqual(paserk.encode(*paserk.unwrap(theirs, WRAPPING)), text)

    def test_passwords(self) -> None:
        for version in (1, 2, 3, 4):
            for text in self.bare_keys(version):
                if not text.startswith("k1.secret"):
                    ours = paserk.wrap_with_password(text, PASSWORD, iterations=2000, **COST)
                    self.assertEqual(self.theirs(ours, password=PASSWORD), text)
                peer = self.key_class.from_paserk(text)
                pbkdf2 = {"iteration": 2000}
                argon2id = {"memory_cost": 64, "time_cost": 2, "parallelism": 2}
                cost = pbkdf2 if version in (1, 3) else argon2id
                theirs = peer.to_paserk(password=PASSWORD, **cost)
                opened = paserk.unwrap_with_password(theirs, PASSWORD, time_limit=60)
                self.assertEqual(paserk.encode(*opened), text)

    def test_sealing(self) -> None:
        seed = random_bytes(32)
        x25519 = OKPKey("X25519", None, ed25519.to_x25519_private(seed))
        p384, rsa = ECKey.generate("P-384"), loading.load_pem(RSA_4096)
        edwards = OKPKey("Ed25519", None, seed)
        for version, own, peer in (
            (1, rsa, rsa),
            (2, edwards, x25519),
            (3, p384, p384),
            (4, edwards, x25519),
        ):
            text = self.bare_keys(version)[0]
            ours = paserk.seal(text, own.public())
            secret_pem = loading.dump_pem(peer, private=True)
            self.assertEqual(self.theirs(ours, unsealing_key=secret_pem), text)
            public_pem = loading.dump_pem(peer, private=False)
            theirs = self.key_class.from_paserk(text).to_paserk(sealing_key=public_pem)
            self.assertEqual(paserk.encode(*paserk.unseal(theirs, own)), text)


if __name__ == "__main__":
    unittest.main()
