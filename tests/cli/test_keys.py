"""`jamlite keys`: files that exist, bad options, what is written and who may read it."""

import contextlib
import io
import json
import os
import stat
import tempfile
import unittest
from typing import Optional
from unittest import mock

from jamlite import cli
from jamlite.encoding import base64url
from jamlite.keys.ec import ECKey
from jamlite.keys.loading import load_pem
from jamlite.keys.okp import OKPKey
from jamlite.keys.rsa import RSAKey
from tests.cli.running import UMASK
from tests.keys import samples
from tests.support import few_iterations

PAIRS = {
    "ec": ("EC P-256", "P-256"),
    "ec --curve secp256k1": ("EC secp256k1", "secp256k1"),
    "ecdsa": ("ECDSA P-384", "P-384"),
    "ecdsa --curve P-521": ("ECDSA P-521", "P-521"),
    "ed25519": ("Ed25519", "Ed25519"),
    "ed448": ("Ed448", "Ed448"),
    "x25519": ("X25519", "X25519"),
    "x448": ("X448", "X448"),
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class InFolder(unittest.TestCase):
    """Runs each test in an empty folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def run_keys(
        self, line: str, stdin: Optional[str] = None, err: Optional[io.StringIO] = None
    ) -> tuple[int, str, str]:
        out, err = io.StringIO(), err or io.StringIO()
        source = io.TextIOWrapper(io.BytesIO((stdin or "").encode()))
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch("sys.stdin", source),
        ):
            try:
                code = cli.main(["keys", *line.split()])
            except SystemExit as error:
                code = int(error.code or 0)
        return code, out.getvalue(), err.getvalue()

    def read(self, name: str) -> bytes:
        with open(name, "rb") as stream:
            return stream.read()

    def assert_private(self, *names: str) -> None:
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), 0o600, name)


class Refusals(InFolder):
    def test_bad_options(self) -> None:
        for line in (
            "",
            "dsa",
            "rsa --bits x",
            "rsa --curve P-256",
            "rsa --bits 1024",
            "rsa --bits -1",
            "rsa --bits 20000",
            "ec --curve P-192",
            "ed25519 --curve Ed448",
            "ec --jwk --pem",
            "ec --jwk --password-file -",
            "ec -p same -o ./same",
            "ec --password-file absent",
            "ec --password-file -",
            "ec -o absent/private.pem",
            "symmetric -b 0",
            "symmetric -b -1",
            "symmetric -b x",
            "symmetric -b 100000",
            "symmetric -o absent/key",
        ):
            with self.subTest(line):
                code, out, err = self.run_keys(line)
                self.assertEqual((code, out), (2, ""))
                self.assertTrue(err)
                self.assertEqual(os.listdir("."), [])

    def test_existing_files_stay_as_they_are(self) -> None:
        for existing in ("private.pem", "public.pem", "symmetric.key"):
            with open(existing, "w") as stream:
                stream.write("old")
            line = "symmetric" if "key" in existing else "ed25519"
            code, _, err = self.run_keys(line)
            self.assertEqual(code, 2)
            option = "-p" if "public" in existing else "-o"
            said = f"{existing} exists; --force overwrites it, {option} names another file"
            self.assertIn(said, err)
            self.assertEqual(self.read(existing), b"old")
            self.assertEqual(os.listdir("."), [existing])
            os.unlink(existing)

    def test_a_link_to_nowhere_is_an_existing_file(self) -> None:
        os.symlink("elsewhere", "private.pem")
        self.assertEqual(self.run_keys("ed25519")[0], 2)
        self.assertFalse(os.path.exists("elsewhere"))


class Pairs(InFolder):
    def test_pem(self) -> None:
        for line, (name, curve) in PAIRS.items():
            with self.subTest(line):
                code, out, err = self.run_keys(f"{line} --force")
                self.assertEqual(
                    (code, out, err), (0, f"{name} key pair generated: private.pem, public.pem\n", "")
                )
                private, public = load_pem(self.read("private.pem")), load_pem(self.read("public.pem"))
                self.assertEqual((private.crv, private.is_private, public.is_private), (curve, True, False))
                self.assertEqual(private.to_members(), public.to_members())
                self.assert_private("private.pem")
                self.assertEqual(stat.S_IMODE(os.stat("public.pem").st_mode), 0o644 & ~UMASK)

    def test_jwk(self) -> None:
        for line, (_, curve) in PAIRS.items():
            with self.subTest(line):
                code, out, _ = self.run_keys(f"{line} --jwk -o own.jwk -p other.jwk --force")
                self.assertEqual((code, out.split(": ")[1]), (0, "own.jwk, other.jwk\n"))
                record = ECKey if curve.startswith(("P-", "secp")) else OKPKey
                private = record.from_members(json.loads(self.read("own.jwk")))
                self.assertEqual(private.crv, curve)
                self.assertEqual(private.to_members(), json.loads(self.read("other.jwk")))
                self.assert_private("own.jwk")
                self.assertEqual(stat.S_IMODE(os.stat("other.jwk").st_mode), 0o644 & ~UMASK)

    def test_rsa(self) -> None:
        key = samples.private_keys()["RSA"]
        with mock.patch.object(RSAKey, "generate", return_value=key) as generate:
            code, out, err = self.run_keys("rsa --bits 3072")
        generate.assert_called_once_with(3072, progress=mock.ANY)
        self.assertEqual((code, out, err), (0, "RSA key pair generated: private.pem, public.pem\n", ""))
        self.assertEqual(load_pem(self.read("private.pem")).to_members(True), key.to_members(True))

    def test_rsa_progress_on_a_terminal(self) -> None:
        def generate(bits: int, progress: object) -> object:
            progress(3)  # type: ignore[operator]
            return samples.private_keys()["RSA"]

        with mock.patch.object(RSAKey, "generate", side_effect=generate):
            code, _, err = self.run_keys("rsa", err=Terminal())
        self.assertEqual((code, err), (0, f"\rlooking for primes: 3 candidates tested\r{' ' * 39}\r"))

    def test_password(self) -> None:
        with open("secret", "w") as stream:
            stream.write("pass word\n")
        code, _, _ = self.run_keys("ed25519 --password-file secret")
        self.assertEqual(code, 0)
        self.assertIn(b"ENCRYPTED PRIVATE KEY", self.read("private.pem"))
        self.assertEqual(
            load_pem(self.read("private.pem"), "pass word").to_members(),
            load_pem(self.read("public.pem")).to_members(),
        )
        with few_iterations():
            code, _, _ = self.run_keys("ed25519 --password-file - --force", stdin="other\n")
            self.assertEqual((code, load_pem(self.read("private.pem"), "other").is_private), (0, True))

    def test_force_takes_the_mode_along(self) -> None:
        for name in ("private.pem", "public.pem"):
            with open(name, "w") as stream:
                stream.write("old")
            os.chmod(name, 0o644)
        self.assertEqual(self.run_keys("ed25519 --force")[0], 0)
        self.assert_private("private.pem")
        self.assertEqual(sorted(os.listdir(".")), ["private.pem", "public.pem"])


class Symmetric(InFolder):
    def test_symmetric(self) -> None:
        code, out, _ = self.run_keys("symmetric -b 48")
        self.assertEqual((code, out), (0, "Symmetric key generated: symmetric.key (48 bytes)\n"))
        self.assertEqual(len(base64url.decode(self.read("symmetric.key"))), 48)
        self.assert_private("symmetric.key")

    def test_symmetric_as_jwk(self) -> None:
        self.assertEqual(self.run_keys("symmetric --jwk -o key.jwk")[0], 0)
        members = json.loads(self.read("key.jwk"))
        self.assertEqual((members["kty"], len(base64url.decode(members["k"]))), ("oct", 32))

    def test_aes(self) -> None:
        code, out, _ = self.run_keys("aes")
        self.assertEqual((code, out), (0, "AES key generated: aes.key\n"))
        self.assertEqual(len(self.read("aes.key")), 44)
        self.assert_private("aes.key")
        self.assertEqual(self.run_keys("aes -o aes.key")[0], 2)


if __name__ == "__main__":
    unittest.main()
