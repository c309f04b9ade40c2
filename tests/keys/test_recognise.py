"""What looks like a key is in the vectors (recognise.jamlite); here: every key file, cost, no errors."""

import os
import time
import unittest

from jamlite.keys import loading
from jamlite.keys.recognise import looks_asymmetric

from . import samples


class Recognition(unittest.TestCase):
    def test_security_line_18_every_key_file_of_the_vectors(self) -> None:
        for name in ("read.pyca", "refuse.pyca", "okp.rfc8410"):
            for case in samples.cases(name).values():
                secret = case.inputs.get("text") or case.inputs["data"]
                with self.subTest(case.id):
                    self.assertEqual(
                        looks_asymmetric(secret), "dsaparam" not in case.id or b"BEGIN" in secret
                    )

    def test_every_form_we_write(self) -> None:
        for name, key in samples.asymmetric().items():
            for private in (False, True):
                with self.subTest(name, private=private):
                    self.assertTrue(looks_asymmetric(loading.dump_pem(key, private=private).encode()))
                    self.assertTrue(looks_asymmetric(loading.dump_der(key, private=private)))
                    self.assertTrue(looks_asymmetric(str(key.to_members(private)).encode()))

    def test_random_secrets_are_not_keys(self) -> None:
        for size in (*range(1, 70), 128, 512):
            for _ in range(20):
                secret = os.urandom(size)
                for spelling in (secret, secret.hex().encode()):
                    with self.subTest(secret.hex()):
                        self.assertFalse(looks_asymmetric(spelling))

    def test_cheap(self) -> None:
        hostile = (
            b"[" * (1 << 20),
            b'{"kty":' * (1 << 17),
            b"M" * (1 << 20),
            b"-----" * (1 << 18),
            b"ssh-rsa " * (1 << 17),
            b"ssh-rsa-" * (1 << 17),
            b'"kty" ' * (1 << 17),
            b'"kty"' + b" " * (1 << 20),
        )
        start = time.process_time()
        for secret in (*hostile, b"0\x84\x7f\xff\xff\xff" + bytes(1 << 20), b"\0" * (1 << 20)):
            self.assertFalse(looks_asymmetric(secret))
        self.assertLess(time.process_time() - start, 2)


if __name__ == "__main__":
    unittest.main()
