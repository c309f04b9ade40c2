"""A copy of the package under another parent name works, with nothing else on the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from .support import ROOT

USE = """
from app._vendor.jamlite import Jam
from app._vendor.jamlite.jose import JWK, jwt
from app._vendor.jamlite.exceptions import JamError
from app._vendor.jamlite.otp import TOTP

secret = "0123456789abcdef0123456789abcdef"
config = {"jose": {"jwt": {"alg": "HS256", "secret_key": secret}}, "session": {"session_type": "memory"}}
jam = Jam(config=config)
assert jam.jwt_decode(jam.jwt_encode(sub="u", exp=60), check_list=None)["sub"] == "u"
assert jam.session_get(jam.session_create("u", {"a": 1})) == {"a": 1}
key = JWK.generate("EC", crv="P-256")
assert jwt.decode(jwt.encode({"sub": "u"}, key), key.public().to_pem()) == {"sub": "u"}
assert TOTP(b"12345678901234567890", digits=8).at(59) == "94287082"
try:
    jwt.decode("x", key)
except JamError:
    pass
else:
    raise SystemExit("accepted")
import sys
assert not [name for name in sys.modules if name.split(".")[0] == "jamlite"], "the original was imported"
"""


class Vendored(unittest.TestCase):
    def test_a_copy_under_another_name(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            vendor = os.path.join(folder, "app", "_vendor")
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(os.path.join(ROOT, "jamlite"), os.path.join(vendor, "jamlite"), ignore=skip)
            for package in (os.path.join(folder, "app"), vendor):
                open(os.path.join(package, "__init__.py"), "w").close()
            program = f"import sys; sys.path.insert(0, {folder!r})\n{USE}"
            done = subprocess.run(
                [sys.executable, "-S", "-E", "-c", program],
                capture_output=True,
                text=True,
                cwd=folder,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            command = [sys.executable, "-S", "-E", "-m", "app._vendor.jamlite", "selftest"]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
