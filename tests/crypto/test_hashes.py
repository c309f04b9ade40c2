"""SHA-2 by CPython's own code until hashlib is loaded, by hashlib from then on: both gated, both equal."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unittest

from jamlite.crypto import hashes
from jamlite.exceptions import JamCryptoError
from tests.support import ROOT

from .hostile import WRONG_TYPES

SHA2 = ("sha224", "sha256", "sha384", "sha512")
HAS_OWN = any(hashes._own(name) is not getattr(hashlib, name) for name in SHA2)

# In a process where nothing has loaded hashlib yet.
FRESH = """
import sys
sys.path.insert(0, {root!r})
from jamlite.crypto import gate, hashes
from jamlite.exceptions import JamSelfTestError

def loaded():
    return "hashlib" in sys.modules

def spoil(name):
    right = gate.GATES[name].check
    gate.GATES[name].check = lambda: [(computed, None) for computed, _ in right()]

def refuses(name):
    try:
        hashes.digest(name, b"")
    except JamSelfTestError:
        return True
    return False

assert not loaded()
{code}
"""


@unittest.skipIf(sys.platform == "emscripten", "this platform cannot start another process")
class Fresh(unittest.TestCase):
    def run_fresh(self, code: str) -> None:
        program = FRESH.format(root=ROOT, code=code)
        done = subprocess.run(
            [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False, timeout=60
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_wrong_answer_of_either_shuts_the_door(self) -> None:
        self.run_fresh("""
spoil("SHA-256 of CPython")
assert refuses("sha256") and not refuses("sha384")
spoil("SHA-512")
import hashlib
assert refuses("sha512") and not refuses("sha256")  # hashlib's answer is right
""")

    @unittest.skipUnless(HAS_OWN, "hashlib's is all that there is")
    def test_hashlib_has_to_prove_itself_when_it_comes_later(self) -> None:
        self.run_fresh("""
spoil("SHA-256")
assert not refuses("sha256") and not loaded()
import hashlib
assert refuses("sha256")
""")

    @unittest.skipUnless(HAS_OWN, "hashlib's is all that there is")
    def test_only_what_is_long_loads_hashlib(self) -> None:
        self.run_fresh(f"""
for name in {SHA2}:
    hashes.digest(name, bytes(hashes.LONG))
assert not loaded()
long = bytes(hashes.LONG + 1)
found = hashes.digest("sha256", long)
assert loaded() and found == sys.modules["hashlib"].sha256(long).digest()
""")

    def test_an_interpreter_without_its_own_takes_hashlib(self) -> None:
        self.run_fresh(f"""
sys.modules.update(dict.fromkeys(("_sha2", "_sha256", "_sha512")))  # importing them fails
assert [len(hashes.digest(name, b"abc")) for name in {SHA2}] == [28, 32, 48, 64] and loaded()
""")


class Equal(unittest.TestCase):
    def test_refused(self) -> None:
        for name in ("SHA256", "md5", "", None, b"sha256", ["sha256"]):
            with self.subTest(name=name), self.assertRaises(JamCryptoError):
                hashes.digest(name, b"")
        for name in hashes.DIGEST_SIZES:
            for data in WRONG_TYPES:
                with self.subTest(name=name, data=data), self.assertRaises(JamCryptoError):
                    hashes.digest(name, data)

    def test_both_are_equal(self) -> None:
        for name in hashes.DIGEST_SIZES:
            own = hashlib.sha1 if name == "sha1" else hashes._own(name)
            for length in (*range(270), 4095, hashes.LONG, 65537):
                message = bytes(number * 7 & 255 for number in range(length))
                with self.subTest(name=name, length=length):
                    expected = hashlib.new(name, message).digest()
                    self.assertEqual(own(message).digest(), expected)
                    self.assertEqual(hashes.digest(name, message), expected)


if __name__ == "__main__":
    unittest.main()
