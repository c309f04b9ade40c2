"""Every byte of every form of every kind of key, changed and cut: only documented errors, and soon."""

import time
import unittest

from jamlite.encoding import pem
from jamlite.exceptions import JamError
from jamlite.keys import der_dumping, loading
from tests.keys import samples

FLIPS = (0x01, 0x20, 0x40, 0x80, 0xFF)
LIMIT = 0.5  # seconds of processor time for one key


def forms() -> "dict[str, bytes]":
    found = {}
    for name, key in samples.asymmetric().items():
        found[f"{name} public"] = loading.dump_der(key, private=False)
        found[f"{name} private"] = loading.dump_der(key, private=True)
    found["encrypted"] = der_dumping.encrypted_private_key_info(
        samples.private_keys()["P-256"], "secret", iterations=1000
    )
    certificate = samples.cases("okp.rfc8410")["10.2 X25519 certificate"].inputs["text"]
    found["certificate"] = pem.decode(certificate)[0].data
    return found


class EveryByte(unittest.TestCase):
    def attempt(self, data: bytes) -> bool:
        start = time.thread_time()
        try:
            loading.load_der(data, "secret")
            return True
        except JamError:
            return False
        finally:
            self.assertLess(time.thread_time() - start, LIMIT)

    def test_changed(self) -> None:
        for name, data in forms().items():
            with self.subTest(name):
                self.assertTrue(self.attempt(data))
                for position in range(len(data)):
                    for flip in FLIPS:
                        changed = bytearray(data)
                        changed[position] ^= flip
                        self.attempt(bytes(changed))

    def test_cut_and_lengthened(self) -> None:
        for name, data in forms().items():
            with self.subTest(name):
                for position in range(len(data)):
                    self.assertFalse(self.attempt(data[:position]))
                    self.assertFalse(self.attempt(data[:position] + b"\0" + data[position:]))
                self.assertFalse(self.attempt(data + b"\0"))


if __name__ == "__main__":
    unittest.main()
