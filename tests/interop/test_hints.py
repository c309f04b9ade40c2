"""Each refusal that names a command: run as it is written, the command makes a file that is read."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unittest
from typing import Any, Callable

from jamlite.exceptions import JamError
from jamlite.keys import loading

from ..support import absent
from .test_openssl import KINDS, PASSWORD, run

LEGACY = "-provider legacy -provider default"


class Hints(unittest.TestCase):
    def setUp(self) -> None:
        for command in ("openssl", "ssh-keygen"):
            if shutil.which(command) is None:
                raise absent(f"the command {command}")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.key = self.keep("key.pem", run(f"openssl genpkey {KINDS['P-256']}"))

    def keep(self, name: str, content: bytes) -> str:
        path = os.path.join(self.folder, name)
        with open(path, "wb") as stream:
            stream.write(content)
        return path

    def content(self, name: str) -> bytes:
        with open(os.path.join(self.folder, name), "rb") as stream:
            return stream.read()

    def command_in(self, call: Callable[[], object]) -> str:
        """Return the command that a refusal names."""
        with self.assertRaises(JamError) as caught:
            call()
        found = re.search(r"((?:openssl|ssh-keygen|keytool) .*?)(?: \(|$)", caught.exception.message)
        self.assertIsNotNone(found, caught.exception.message)
        assert found is not None
        return found.group(1)

    def made(self, name: str) -> Any:
        return loading.load_pem(self.content(name))

    def own(self) -> Any:
        return loading.load_pem(self.content("key.pem"))

    def test_explicit_curves(self) -> None:
        text = run(f"openssl ec -in {self.key} -param_enc explicit")
        self.keep("OLD.pem", text)
        run(self.command_in(lambda: loading.load_pem(text)), cwd=self.folder)
        self.assertEqual(
            loading.load_pem(self.content("NEW.pem")).to_members(True), self.own().to_members(True)
        )

    def test_explicit_curves_of_public_keys(self) -> None:
        text = run(f"openssl ec -in {self.key} -pubout -param_enc explicit")
        self.keep("OLD.pem", text)
        with self.assertRaisesRegex(JamError, re.escape("(a public key: also -pubin -pubout)")):
            loading.load_pem(text)
        run(f"{self.command_in(lambda: loading.load_pem(text))} -pubin -pubout", cwd=self.folder)
        self.assertEqual(loading.load_pem(self.content("NEW.pem")).to_members(), self.own().to_members())

    def test_dsa(self) -> None:
        parameters = self.keep(
            "dsa", run("openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024")
        )
        text = run(f"openssl genpkey -paramfile {parameters}")
        run(self.command_in(lambda: loading.load_pem(text)), cwd=self.folder)
        self.assertEqual(loading.load_pem(self.content("NEW.pem")).crv, "Ed25519")

    def test_old_ciphers(self) -> None:
        for how in (
            f"openssl ec -in {self.key} -camellia128",
            f"openssl ec -in {self.key} -des {LEGACY}",
            f"openssl pkcs8 -topk8 -in {self.key} -v1 PBE-MD5-DES {LEGACY}",
        ):
            with self.subTest(how):
                text = run(f"{how} -passout {PASSWORD}")
                self.keep("OLD.pem", text)
                command = self.command_in(lambda text=text: loading.load_pem(text, "secret"))  # type: ignore[misc]
                run(f"{command} {LEGACY} -passin {PASSWORD} -passout {PASSWORD}", cwd=self.folder)
                found = loading.load_pem(self.content("NEW.pem"), "secret")
                self.assertEqual(found.to_members(True), self.own().to_members(True))

    def test_certificates(self) -> None:
        plain = self.keep("cert", run(f"openssl req -x509 -subj /CN=x -days 2 -key {self.key}"))
        text = run(f"openssl x509 -in {plain} -trustout -addtrust serverAuth")
        self.keep("OLD.pem", text)
        run(self.command_in(lambda: loading.load_pem(text)), cwd=self.folder)
        self.assertEqual(loading.load_pem(self.content("NEW.pem")).to_members(), self.own().to_members())
        text = run(f"openssl req -new -subj /CN=x -key {self.key}")
        self.keep("REQUEST.pem", text)
        public = run(self.command_in(lambda: loading.load_pem(text)), cwd=self.folder)
        self.assertEqual(loading.load_pem(public).to_members(), self.own().to_members())

    def test_pkcs12_without_mac_and_encryption(self) -> None:
        plain = self.keep("cert", run(f"openssl req -x509 -subj /CN=x -days 2 -key {self.key}"))
        export = f"openssl pkcs12 -export -nomac -keypbe NONE -certpbe NONE -passout {PASSWORD}"
        data = run(f"{export} -inkey {self.key} -in {plain}")
        self.keep("OLD.p12", data)
        command = self.command_in(lambda: loading.load_pkcs12(data, "secret"))
        run(f"{command} -passin {PASSWORD}", cwd=self.folder)
        self.assertEqual(
            loading.load_pem(self.content("NEW.pem")).to_members(True), self.own().to_members(True)
        )

    def test_pkcs12_under_an_old_cipher(self) -> None:
        plain = self.keep("cert", run(f"openssl req -x509 -subj /CN=x -days 2 -key {self.key}"))
        export = f"openssl pkcs12 -export -inkey {self.key} -in {plain} -passout {PASSWORD} {LEGACY}"
        data = run(f"{export} -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-40 -macalg sha1")
        self.keep("OLD.p12", data)
        command = self.command_in(lambda: loading.load_pkcs12(data, "secret"))
        run(f"{command} -legacy -passin {PASSWORD}", cwd=self.folder)
        self.assertEqual(
            loading.load_pem(self.content("NEW.pem")).to_members(True), self.own().to_members(True)
        )

    def test_points_in_hybrid_form(self) -> None:
        for public in ("", " -pubin -pubout"):
            text = run(f"openssl ec -in {self.key} {'-pubout' if public else ''} -conv_form hybrid")
            self.keep("OLD.pem", text)
            run(f"{self.command_in(lambda text=text: loading.load_pem(text))}{public}", cwd=self.folder)  # type: ignore[misc]
            self.assertEqual(loading.load_pem(self.content("NEW.pem")).to_members(), self.own().to_members())

    def test_pkcs7(self) -> None:
        plain = self.keep("cert", run(f"openssl req -x509 -subj /CN=x -days 2 -key {self.key}"))
        text = run(f"openssl crl2pkcs7 -nocrl -certfile {plain}")
        self.keep("OLD.pem", text)
        run(self.command_in(lambda: loading.load_pem(text)), cwd=self.folder)
        self.assertEqual(loading.load_pem(self.content("NEW.pem")).to_members(), self.own().to_members())

    def test_key_stores_of_java(self) -> None:
        if shutil.which("keytool") is None:
            raise absent("the command keytool")
        new = "-genkeypair -alias a -keyalg EC -dname CN=x -storepass changeit -keypass changeit"
        run(f"keytool {new} -storetype JKS -keystore OLD.jks", cwd=self.folder)
        command = self.command_in(lambda: loading.load_der(self.content("OLD.jks")))
        run(f"{command} -srcstorepass changeit -deststorepass changeit", cwd=self.folder)
        self.assertTrue(loading.load_der(self.content("NEW.p12"), "changeit").is_private)

    def test_ssh2(self) -> None:
        run("ssh-keygen -q -t ed25519 -C x -N secret -f", os.path.join(self.folder, "KEY"))
        text = run("ssh-keygen -e -m RFC4716 -f KEY.pub", cwd=self.folder)
        self.keep("OLD", text)
        for door in (loading.load_pem, loading.load_openssh):
            command = self.command_in(lambda door=door: door(text))  # type: ignore[misc]
            line = run(command.partition(" > ")[0], cwd=self.folder)
            self.assertEqual(loading.load_openssh(line).crv, "Ed25519")

    def test_openssh(self) -> None:
        copy = os.path.join(self.folder, "COPY")
        run("ssh-keygen -q -t ed25519 -C x -N secret -f", copy)
        text = self.content("COPY")
        command = self.command_in(lambda: loading.load_pem(text))
        self.assertIn("-N ''", command)
        words = command.replace(" -N ''", "").split()
        run(f"{' '.join(words)} -P secret -N", "", cwd=self.folder)
        self.assertTrue(loading.load_pem(self.content("COPY")).is_private)
        dsa = b"ssh-dss AAAAB3NzaC1kc3MAAAAA x"
        command = self.command_in(lambda: loading.load_openssh(dsa))
        run(f"{command} -q -N", "", cwd=self.folder)
        self.assertEqual(loading.load_pem(self.content("NEW")).crv, "Ed25519")


if __name__ == "__main__":
    unittest.main()
