"""Password hashes of passlib, Django, Werkzeug, argon2-cffi and OpenSSL are recognised; ours by them."""

from __future__ import annotations

import os
import shutil
import subprocess
import unittest

from jamlite.passwords import needs_rehash, password_hash, password_verify
from tests.support import absent, needs

PASSWORDS = ("", "hunter2", "p\u00e4ssw\u00f6rd \U0001f600", "x" * 200)


class Others(unittest.TestCase):
    def recognised(self, password: str, stored: str) -> None:
        self.assertTrue(password_verify(password, stored), stored)
        self.assertFalse(password_verify(password + "x", stored), stored)
        self.assertTrue(needs_rehash(stored, scheme="argon2id"), stored)

    def test_passlib(self) -> None:
        hashes = needs("passlib.hash")
        for password in PASSWORDS:
            for handler, more in (
                (hashes.pbkdf2_sha1, {"rounds": 1000}),
                (hashes.pbkdf2_sha256, {"rounds": 1000}),
                (hashes.pbkdf2_sha512, {"rounds": 1000}),
                (hashes.scrypt, {"rounds": 4}),
                (hashes.sha256_crypt, {"rounds": 1001}),
                (hashes.sha512_crypt, {"rounds": 5000}),
                (hashes.ldap_salted_sha1, {}),
                (hashes.ldap_salted_sha256, {}),
                (hashes.ldap_salted_sha512, {}),
                (hashes.ldap_sha512_crypt, {"rounds": 1000}),
            ):
                self.recognised(password, handler.using(**more).hash(password))
        self.assertTrue(hashes.scrypt.verify("pw", password_hash("pw", scheme="scrypt", ln=5)))

    def test_django(self) -> None:
        django = needs("django")
        settings = needs("django.conf").settings
        if not settings.configured:
            settings.configure()
            django.setup()
        hashers = needs("django.contrib.auth.hashers")
        for password in PASSWORDS:
            salt = os.urandom(8).hex()
            self.recognised(password, hashers.PBKDF2PasswordHasher().encode(password, salt, 1000))
            self.recognised(password, hashers.PBKDF2SHA1PasswordHasher().encode(password, salt, 1000))
            self.recognised(password, hashers.ScryptPasswordHasher().encode(password, salt, n=16))
        self.assertFalse(password_verify("pw", hashers.make_password(None)))

    def test_werkzeug(self) -> None:
        security = needs("werkzeug.security")
        for password in PASSWORDS:
            for method in ("pbkdf2:sha256:1000", "pbkdf2:sha1:999", "pbkdf2:sha512:2", "scrypt:1024:8:1"):
                self.recognised(password, security.generate_password_hash(password, method))

    def test_argon2(self) -> None:
        argon2 = needs("argon2")
        for kind in (argon2.Type.ID, argon2.Type.I, argon2.Type.D):
            for passes, memory, lanes in ((1, 8, 1), (3, 33, 4), (2, 100, 2)):
                hasher = argon2.PasswordHasher(passes, memory, lanes, type=kind)
                self.assertTrue(password_verify("pw", hasher.hash("pw")))
        self.assertTrue(
            argon2.PasswordHasher().verify(password_hash("pw", scheme="argon2id", memory_kib=64), "pw")
        )

    def test_openssl(self) -> None:
        if shutil.which("openssl") is None:
            raise absent("openssl")
        for option in ("-5", "-6"):
            for password in ("hunter2", "p\u00e4ss", "x" * 200):
                command = ["openssl", "passwd", option, "-salt", "Salt./09", "-stdin"]
                done = subprocess.run(command, input=password.encode(), capture_output=True, check=True)
                self.recognised(password, done.stdout.decode().strip())


if __name__ == "__main__":
    unittest.main()
