"""`jamlite completion` and `version`: scripts that shells accept, and what they complete."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unittest

from jamlite import __version__, cli
from tests.cli.running import InFolder
from tests.support import absent

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


if __name__ == "__main__":
    unittest.main()
