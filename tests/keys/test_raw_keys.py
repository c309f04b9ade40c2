"""Raw keys, OpenSSH lines and fingerprints of a JWK: bad input first, then the values of other programs."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamError, JamInvalidKeyError
from jamlite.jose import JWK

from . import samples
from .test_old_files import PLAIN

LINE = (
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAY4oTvY5EkY8zllPSjZrAWuNibjC+cNw+qaaa"
    "8sLdkW9YmFT4HiCo8Wle7Y+aBx+8b6DIOhvPdR6pxnZatvtXU="
)


class RawKeys(unittest.TestCase):
    def test_bad_input(self) -> None:
        key = samples.private_keys()["P-256"]
        private, public = key.private_value.to_bytes(32, "big"), key.octets()
        for crv, one, other in (
            ("P-256", None, None),
            ("P-256", private[1:], None),
            ("P-256", b"\0" + private, None),
            ("P-256", bytes(32), None),
            ("P-256", b"\xff" * 32, None),
            ("P-256", private.hex(), None),
            ("P-256", private, public[:-1] + b"\0"),
            ("P-256", b"\1" * 32, public),
            ("P-256", None, public[1:]),
            ("P-256", None, b""),
            ("P-384", private, None),
            ("Ed25519", private, public),
            ("Ed25519", private[1:], None),
            ("P256", private, None),
            (None, private, None),
            ([], private, None),
        ):
            with self.subTest(crv=crv, private=one, public=other), self.assertRaises(JamInvalidKeyError):
                JWK.from_raw(crv, private=one, public=other)  # type: ignore[arg-type]

    def test_the_same_key(self) -> None:
        for name in ("P-256", "secp256k1"):
            key = samples.private_keys()[name]
            private, public = key.private_value.to_bytes(32, "big"), key.octets()
            expected = key.to_members(True)
            self.assertEqual(JWK.from_raw(name, private=private).to_dict(), expected)
            self.assertEqual(JWK.from_raw(name, private=private, public=public).to_dict(), expected)
            for point in (public, key.octets(compressed=True)):
                self.assertEqual(JWK.from_raw(name, public=point).to_dict(), key.to_members())
        for name in ("Ed25519", "Ed448", "X25519", "X448"):
            key = samples.private_keys()[name]
            made = JWK.from_raw(name, private=key.private_value, kid="a")
            self.assertEqual(made.to_dict(), {**key.to_members(True), "kid": "a"})
            self.assertEqual(JWK.from_raw(name, public=key.x).to_dict(), key.to_members())


class Written(unittest.TestCase):
    def test_openssh(self) -> None:
        """The line and the fingerprint as ssh-keygen -y and -l print them, the other as openssl does."""
        key = JWK.from_pem(PLAIN)
        self.assertEqual(key.to_openssh(comment="me"), f"ecdsa-sha2-nistp256 {LINE} me")
        self.assertEqual(JWK.from_openssh(key.to_openssh(private=True)), key)
        for made in (key, key.public()):
            self.assertEqual(made.fingerprint(), "SHA256:GO2B+TxmyomwwK4S7FBIvvwmkeYwedIH+Z04u4xiiS4")
            self.assertEqual(made.fingerprint("spki"), "SHA256:FiegjxMfC6xZHThxWU9Vk4KUiHh/gQLht0HhfkfHjiU=")

    def test_what_cannot_be(self) -> None:
        key = JWK.from_pem(PLAIN)
        secret = JWK.from_secret(b"0123456789abcdef0123456789abcdef")
        x448 = JWK.from_material(samples.private_keys()["X448"])
        self.assertTrue(x448.fingerprint("spki").startswith("SHA256:"))
        for refused in (
            lambda: key.public().to_openssh(private=True),
            lambda: key.to_openssh(comment="two\nlines"),
            secret.to_openssh,
            secret.fingerprint,
            lambda: secret.fingerprint("spki"),
            x448.fingerprint,
            x448.to_openssh,
            lambda: key.fingerprint("md5"),
            lambda: key.fingerprint(None),  # type: ignore[arg-type]
        ):
            with self.assertRaises(JamError):
                refused()
