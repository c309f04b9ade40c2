"""Every plain file names its fast twins and every fast file its plain file; all of them exist."""

from __future__ import annotations

import ast
import os
import re
import unittest

from ..support import ROOT

# Fast files of a primitive that have no page of their own in plain, and why.
WITHOUT = {
    "fernet.py": "made of AES-CBC and HMAC",
    "sha_crypt.py": "other people's password hashes",
    "hashes.py": "the hashes of the standard library",
    "shake.py": "the same",
    "blake2b.py": "the same",
    "gate.py": "no primitive",
    "randomness.py": "no primitive",
    "rsa.py": "the face of the RSA files",
    "rsa_generate.py": "makes keys",
}


def docstrings(package: str) -> dict[str, str]:
    """Return "package/file.py" and the docstring of each file."""
    folder, found = os.path.join(ROOT, "jamlite", package), {}
    for file in sorted(os.listdir(folder)):
        if file.endswith(".py") and file != "__init__.py":
            with open(os.path.join(folder, file), encoding="utf-8") as stream:
                found[f"{package}/{file}"] = ast.get_docstring(ast.parse(stream.read())) or ""
    return found


class Twins(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.plain = docstrings("plain")
        cls.fast = {**docstrings("crypto"), **docstrings("otp")}

    def test_each_plain_file_names_fast_files_that_name_it(self) -> None:
        self.assertGreater(len(self.plain), 15)
        for file, text in self.plain.items():
            named = re.findall(r"\b(?:crypto|otp)/\w+\.py", text)
            self.assertTrue(named, f"{file} names no fast twin")
            for twin in named:
                with self.subTest(plain=file, fast=twin):
                    self.assertIn(file, self.fast[twin])

    def test_each_fast_file_names_a_plain_file_that_exists(self) -> None:
        for file, text in self.fast.items():
            named = re.findall(r"\bplain/\w+\.py", text)
            with self.subTest(fast=file):
                self.assertEqual([name for name in named if name not in self.plain], [])
                if file.startswith("crypto/") and os.path.basename(file)[0] != "_":
                    self.assertEqual(bool(named), os.path.basename(file) not in WITHOUT)


if __name__ == "__main__":
    unittest.main()
