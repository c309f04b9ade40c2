"""`jamlite completion` and `version`: scripts that shells accept, and what they complete."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from jamlite import __version__, cli
from jamlite.cli import conformance_common
from jamlite.cli.common import CommandError
from jamlite.vendor import copying
from tests.cli.running import InFolder
from tests.support import ROOT, absent

ASK = """
source ./script
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_jamlite
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(InFolder):
    def completed(self, *words: str) -> set[str]:
        command = ["bash", "-c", ASK, "bash", "jamlite", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_bash(self) -> None:
        if shutil.which("bash") is None:
            raise absent("bash")
        self.write("script", self.ok("completion bash"))
        self.assertEqual(self.completed(""), {*cli.GROUPS, "--help", "--version"})
        self.assertEqual(self.completed("jw"), {"jwt", "jws", "jwe", "jwk"})
        self.assertEqual(self.completed("jwt", ""), {"encode", "decode", "inspect"})
        self.assertEqual(self.completed("jwt", "decode", "--jwk"), {"--jwks-url"})
        self.assertEqual(self.completed("keys", "ec", "--curve", "P-3"), {"P-384"})
        self.assertEqual(
            self.completed("jwk", "generate", "EC", "--to", ""), {"jwk", "pem", "der", "openssh"}
        )
        self.assertEqual(self.completed("completion", "z"), {"zsh"})
        self.assertEqual(self.completed("conformance", "--wy"), {"--wycheproof"})
        self.assertEqual(self.completed("jwt", "decode", "--key-file", "scr"), {"script"})

    def test_every_option_is_there(self) -> None:
        for shell in ("bash", "zsh", "fish"):
            text = self.ok(f"completion {shell}").decode()
            for word in ("keychain", "rotate", "secret-encoding", "memory-limit-kib", "P-521", "ansi"):
                self.assertIn(word, text)
        self.assertTrue(
            self.ok("completion zsh").startswith(b"autoload -U +X bashcompinit && bashcompinit\n")
        )
        self.refused("completion tcsh")

    def test_fish_lines(self) -> None:
        lines = self.ok("completion fish").decode().splitlines()
        self.assertTrue(all(line.startswith("complete -c jamlite ") for line in lines))
        self.assertTrue(all(line.count("'") % 2 == 0 or "\\'" in line for line in lines))


class Version(InFolder):
    def test_version(self) -> None:
        self.assertTrue(self.ok("version").decode().startswith(f"jamlite {__version__} ("))
        found = json.loads(self.ok("version --json"))
        self.assertEqual(found["version"], __version__)
        self.assertEqual(found["python"], ".".join(map(str, sys.version_info[:3])))
        self.assertEqual(found["implementation"], sys.implementation.name)
        self.assertIn("commit", found)

    def test_what_is_missing_is_told(self) -> None:
        with mock.patch.dict(sys.modules, {"_ssl": None, "zlib": None}):
            found = json.loads(self.ok("version --json"))
            self.assertLessEqual({"_ssl", "zlib"}, set(found["missing"]))
            self.assertIn("without _ssl: no HTTPS", self.ok("version").decode())

    def test_the_commit_of_a_wheel_and_of_a_copy(self) -> None:
        for name, text, commit in (
            ("COMMIT", "0" * 40 + "\n", "0" * 40),
            ("COMMIT", "", None),
            (
                "VENDORED.json",
                '{"version": "1", "features": ["HS256"], "files": {}, "commit": "1-dirty"}',
                "1-dirty",
            ),
            ("VENDORED.json", '{"version": "1", "features": ["HS256"], "files": {}}', None),
            ("VENDORED.json", "[]", None),
        ):
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                package = os.path.join(folder, "jamlite")
                os.mkdir(package)
                with open(os.path.join(package, name), "w", encoding="utf-8") as stream:
                    stream.write(text)
                with mock.patch.object(copying, "PACKAGE", package):
                    self.assertEqual(copying.commit(), commit)


class InstalledVectors(InFolder):
    def test_the_package_of_vectors_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "jamlite_vectors", "otp")
            os.makedirs(place)
            shutil.copy(os.path.join(ROOT, "vectors", "otp", "hotp.rfc4226.json"), place)
            nowhere = mock.patch.object(
                conformance_common, "__file__", os.path.join(folder, "a", "b", "c.py")
            )
            with nowhere, mock.patch.object(sys, "path", [folder, *sys.path]):
                self.assertEqual(conformance_common.folder_of(None), os.path.dirname(place))
            with nowhere, self.assertRaisesRegex(CommandError, "install the package jamlite-vectors"):
                conformance_common.folder_of(None)


if __name__ == "__main__":
    unittest.main()
