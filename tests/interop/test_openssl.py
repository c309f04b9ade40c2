"""Keys to and from the commands `openssl` and `ssh-keygen`: all kinds, both directions."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unittest
from typing import Any

from jamlite.encoding import der
from jamlite.exceptions import JamDecryptionError, JamInvalidKeyError
from jamlite.jose import JWK
from jamlite.keys import der_dumping, loading
from jamlite.keys.traces import MATERIAL, trace_of
from tests.keys import samples
from tests.support import absent

KINDS = {
    "RSA": "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
    "RSA, e = 3": "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3",
    "P-256": "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "P-384": "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "P-521": "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
    "secp256k1": "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
    "Ed25519": "-algorithm ed25519",
    "Ed448": "-algorithm ed448",
    "X25519": "-algorithm x25519",
    "X448": "-algorithm x448",
}
# Ways to write a PKCS#12 file that OpenSSL has from 3.4 on (RFC 9879).
PBMAC1_WAYS = (
    "-pbmac1_pbkdf2",
    "-pbmac1_pbkdf2 -macalg sha1",
    "-pbmac1_pbkdf2 -macalg sha384 -macsaltlen 32",
    "-pbmac1_pbkdf2 -macalg sha512 -pbmac1_pbkdf2_md sha512 -iter 5000",
    "-pbmac1_pbkdf2 -keypbe NONE -certpbe NONE",
)
EC_KINDS = ("P-256", "P-384", "P-521", "secp256k1")
PASSWORD = "pass:secret"


def setUpModule() -> None:
    for command in ("openssl", "ssh-keygen"):
        if shutil.which(command) is None:
            raise absent(f"the command {command}")


def looks_like_a_key(text: bytes) -> bool:
    found = trace_of(text)
    return found is not None and found.kind in MATERIAL


def run(command: str, *more: str, data: bytes = b"", cwd: str | None = None) -> bytes:
    """Run a command given as words; return its standard output."""
    done = subprocess.run(
        [*command.split(), *more], input=data, capture_output=True, timeout=60, check=False, cwd=cwd
    )
    if done.returncode:
        raise AssertionError(f"{command}: {done.stderr.decode()}")
    return done.stdout


class FromOpenSSL(unittest.TestCase):
    keys: dict[str, bytes]

    @classmethod
    def setUpClass(cls) -> None:
        cls.keys = {name: run(f"openssl genpkey {how}") for name, how in KINDS.items()}

    def assert_public_agrees(self, key: Any, text: bytes) -> None:
        """The public key of a private one, as OpenSSL works it out, byte for byte."""
        self.assertTrue(key.is_private)
        self.assertEqual(
            loading.dump_pem(key, private=False).encode(), run("openssl pkey -pubout", data=text)
        )

    def test_pkcs8_and_spki(self) -> None:
        for name, text in self.keys.items():
            with self.subTest(name):
                key = loading.load_pem(text)
                self.assert_public_agrees(key, text)
                self.assertEqual(loading.dump_pem(key, private=True).encode(), text)
                raw = run("openssl pkey -outform DER", data=text)
                self.assertEqual(loading.load_der(raw).to_members(True), key.to_members(True))
                public = run("openssl pkey -pubout -outform DER", data=text)
                self.assertEqual(loading.load_der(public).to_members(), key.to_members())
                self.assertTrue(looks_like_a_key(text) and looks_like_a_key(public))

    def test_traditional_forms(self) -> None:
        for name in ("RSA", "RSA, e = 3", *EC_KINDS):
            with self.subTest(name):
                text = run("openssl pkey -traditional", data=self.keys[name])
                self.assertIn(b"RSA PRIVATE" if "RSA" in name else b"EC PRIVATE", text)
                self.assert_public_agrees(loading.load_pem(text), text)
                raw = run("openssl pkey -traditional -outform DER", data=self.keys[name])
                self.assert_public_agrees(loading.load_der(raw), text)
        text = run("openssl rsa -RSAPublicKey_out", data=self.keys["RSA"])
        expected = loading.load_pem(self.keys["RSA"]).to_members()
        self.assertEqual(loading.load_pem(text).to_members(), expected)
        raw = run("openssl rsa -RSAPublicKey_out -outform DER", data=self.keys["RSA"])
        self.assertEqual(loading.load_der(raw).to_members(), expected)

    def test_ecparam_writes_parameters_first(self) -> None:
        text = run("openssl ecparam -name prime256v1 -genkey")
        self.assertIn(b"EC PARAMETERS", text)
        self.assert_public_agrees(loading.load_pem(text), text)

    def test_compressed_points_and_no_public_part(self) -> None:
        for name in EC_KINDS:
            with self.subTest(name):
                expected = loading.load_pem(self.keys[name])
                text = run("openssl ec -pubout -conv_form compressed", data=self.keys[name])
                self.assertEqual(loading.load_pem(text).to_members(), expected.to_members())
                text = run("openssl ec -no_public", data=self.keys[name])
                self.assertEqual(loading.load_pem(text).to_members(True), expected.to_members(True))
                text = run("openssl ec -conv_form compressed", data=self.keys[name])
                self.assertEqual(loading.load_pem(text).to_members(True), expected.to_members(True))

    def test_explicit_parameters_are_refused_by_name(self) -> None:
        for how in ("openssl ec -param_enc explicit", "openssl ec -pubout -param_enc explicit"):
            with self.subTest(how), self.assertRaisesRegex(JamInvalidKeyError, "explicit EC parameters"):
                loading.load_pem(run(how, data=self.keys["P-256"]))

    def test_encrypted_pkcs8(self) -> None:
        schemes = [f"-v2 aes-{bits}-cbc -v2prf hmacWithSHA{size}" for bits, size in (
            (128, 1), (192, 224), (256, 256), (256, 384), (128, 512))]  # fmt: skip
        schemes += ["", "-iter 100000", "-v2 aes-256-cbc -v2prf hmacWithSHA1", "-scrypt -scrypt_N 1024"]
        for scheme in schemes:
            with self.subTest(scheme):
                text = run(f"openssl pkcs8 -topk8 {scheme} -passout {PASSWORD}", data=self.keys["Ed25519"])
                expected = loading.load_pem(self.keys["Ed25519"]).to_members(True)
                self.assertEqual(loading.load_pem(text, "secret").to_members(True), expected)
                with self.assertRaises(JamDecryptionError):
                    loading.load_pem(text, "Secret")
        for name, plain in self.keys.items():
            with self.subTest(name):
                text = run(f"openssl pkcs8 -topk8 -outform DER -passout {PASSWORD}", data=plain)
                expected = loading.load_pem(plain).to_members(True)
                self.assertEqual(loading.load_der(text, b"secret").to_members(True), expected)

    def test_old_encrypted_files(self) -> None:
        for name in ("RSA", "P-521"):
            expected = loading.load_pem(self.keys[name]).to_members(True)
            tool = "rsa -traditional" if name == "RSA" else "ec"
            for how in (
                *(f"openssl {tool} -{cipher}" for cipher in ("des3", "aes128", "aes192", "aes256")),
                *(f"openssl pkcs8 -topk8 -v1 PBE-SHA1-{cipher}" for cipher in ("3DES", "2DES")),
                *(f"openssl pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA{size}" for size in (1, 256)),
            ):
                for password in ("secret", "p\u00e4ss \U0001f511"):
                    text = run(how, "-passout", f"pass:{password}", data=self.keys[name])
                    with self.subTest(how, password=password):
                        self.assertEqual(loading.load_pem(text, password).to_members(True), expected)
                with self.assertRaises(JamDecryptionError):
                    loading.load_pem(text, "Secret")

    def test_pkcs12(self) -> None:
        legacy = "-provider legacy -provider default"
        said = subprocess.run(["openssl", "pkcs12", "-help"], capture_output=True, check=False).stderr
        newer = [(how, 1) for how in PBMAC1_WAYS if b"-pbmac1_pbkdf2" in said]
        with tempfile.TemporaryDirectory() as folder:
            for name in ("RSA", "P-256", "Ed25519"):
                key, certificate = os.path.join(folder, "key"), os.path.join(folder, "certificate")
                with open(key, "wb") as stream:
                    stream.write(self.keys[name])
                run("openssl req -x509 -subj /CN=x -key", key, "-out", certificate)
                expected = loading.load_pem(self.keys[name]).to_members(True)
                for how, count in (
                    ("", 1),
                    ("-macalg sha512 -iter 5000", 1),
                    ("-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1", 1),
                    ("-keypbe NONE -certpbe NONE", 1),
                    (f"-legacy {legacy}", 0),  # certificates under RC2
                    (f"-descert -legacy {legacy}", 1),
                    *newer,
                ):
                    for password in ("secret", "", "p\u00e4ss \U0001f511"):
                        with self.subTest(name, how=how, password=password):
                            command = f"openssl pkcs12 -export {how} -inkey {key} -in {certificate}"
                            data = run(command, "-passout", f"pass:{password}")
                            found, certificates = loading.load_pkcs12(data, password)
                            self.assertEqual(found.to_members(True), expected)
                            self.assertEqual(len(certificates), count)
                data = run(f"openssl pkcs12 -export -nokeys -in {certificate} -passout {PASSWORD}")
                self.assertFalse(loading.load_der(data, "secret").is_private)
                command = f"openssl pkcs12 -export -nomac -inkey {key} -in {certificate} -passout {PASSWORD}"
                found, certificates = loading.load_pkcs12(run(command), "secret")
                self.assertEqual((found.to_members(True), certificates), (expected, []))  # not encrypted
                data = run(f"{command} -keypbe NONE -certpbe NONE")
                with self.assertRaisesRegex(
                    JamInvalidKeyError, "openssl pkcs12 -in OLD.p12 -nodes"
                ) as caught:
                    loading.load_der(data, "secret")
                words = caught.exception.message.split(": ", 1)[1].partition(" (OpenSSL 3")[0]
                words = words.replace("-in OLD.p12", "").replace("-out NEW.pem", f"-passin {PASSWORD}")
                self.assertEqual(loading.load_pem(run(words, data=data)).to_members(True), expected)

    def test_fingerprints(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("RSA", "P-256", "P-384", "P-521", "Ed25519"):
                key = JWK.from_pem(self.keys[name])
                path = os.path.join(folder, "key.pub")
                with open(path, "w", encoding="ascii") as stream:
                    stream.write(key.to_openssh(comment="a comment") + "\n")
                with self.subTest(name):
                    self.assertEqual(key.fingerprint(), run("ssh-keygen -l -f", path).decode().split()[1])
                    public = run("openssl pkey -pubout -outform DER", data=self.keys[name])
                    digest = run("openssl dgst -sha256 -binary", data=public)
                    expected = "SHA256:" + run("openssl enc -base64", data=digest).decode().strip()
                    self.assertEqual(key.fingerprint("spki"), expected)

    def test_what_is_refused_and_the_command_that_converts_it(self) -> None:
        rsa = self.keys["RSA"]
        legacy = "-provider legacy -provider default"
        old = (
            run(f"openssl rsa -camellia128 -traditional -passout {PASSWORD}", data=rsa),
            run(f"openssl rsa -des -traditional {legacy} -passout {PASSWORD}", data=rsa),
            run(f"openssl pkcs8 -topk8 -v1 PBE-MD5-DES {legacy} -passout {PASSWORD}", data=rsa),
            run(f"openssl pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 {legacy} -passout {PASSWORD}", data=rsa),
        )
        for text in old:
            with self.assertRaises(JamInvalidKeyError) as caught:
                loading.load_pem(text, "secret")
            command = caught.exception.message.split(": ", 1)[1].partition(" (")[0]
            self.assertTrue(command.startswith("openssl pkcs8 -topk8"))
            command = command.replace("-in OLD.pem", "").replace("-out NEW.pem", "")
            converted = run(f"{command} {legacy} -passin {PASSWORD} -passout {PASSWORD}", data=text)
            self.assertEqual(
                loading.load_pem(converted, "secret").to_members(True), loading.load_pem(rsa).to_members(True)
            )
        explicit = run("openssl ec -param_enc explicit", data=self.keys["P-384"])
        with self.assertRaises(JamInvalidKeyError) as caught:
            loading.load_pem(explicit)
        command = caught.exception.message.split(": ", 1)[1].partition(" (")[0]
        command = command.replace("-in OLD.pem", "").replace("-out NEW.pem", "")
        self.assert_public_agrees(loading.load_pem(run(command, data=explicit)), self.keys["P-384"])

    def test_certificates(self) -> None:
        for name in ("RSA", "P-256", "P-384", "Ed25519", "Ed448"):
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "key.pem")
                with open(path, "wb") as stream:
                    stream.write(self.keys[name])
                text = run(f"openssl req -x509 -subj /CN=test -days 2 -key {path}")
                expected = loading.load_pem(self.keys[name]).to_members()
                self.assertEqual(loading.load_pem(text).to_members(), expected)
                raw = run("openssl x509 -outform DER", data=text)
                self.assertEqual(loading.load_der(raw).to_members(), expected)
                self.assertTrue(looks_like_a_key(raw))


class Hints(unittest.TestCase):
    def test_the_command_for_outdated_encryption_works(self) -> None:
        """The message names a command: run as it is written, it makes a file that is read."""
        key = samples.private_keys()["P-256"]
        legacy = "-provider legacy -provider default"
        for cipher in ("PBE-MD5-DES", "PBE-SHA1-RC2-40"):
            with self.subTest(cipher), tempfile.TemporaryDirectory() as folder:
                old = run(
                    f"openssl pkcs8 -topk8 -v1 {cipher} {legacy} -passout {PASSWORD}",
                    data=loading.dump_pem(key, private=True).encode(),
                )
                with open(os.path.join(folder, "OLD.pem"), "wb") as stream:
                    stream.write(old)
                with self.assertRaises(JamInvalidKeyError) as caught:
                    loading.load_pem(old, "secret")
                message = caught.exception.message
                command = message.partition("convert it: ")[2].partition(" (")[0]
                self.assertIn(legacy, message)
                run(f"{command} {legacy} -passin {PASSWORD} -passout {PASSWORD}", cwd=folder)
                with open(os.path.join(folder, "NEW.pem"), "rb") as stream:
                    new = stream.read()
                self.assertEqual(loading.load_pem(new, "secret").to_members(True), key.to_members(True))


class ToOpenSSL(unittest.TestCase):
    def assert_same(self, text: str, key: Any, *options: str) -> None:
        """OpenSSL reads a private key and finds it sound, and its public part is ours."""
        data = text.encode() if isinstance(text, str) else text
        public = run("openssl pkey -pubout", *options, data=data)
        self.assertEqual(public.decode(), loading.dump_pem(key, private=False))
        if key.crv not in ("X25519", "X448"):
            run("openssl pkey -check -noout", *options, data=data)

    def test_all_forms(self) -> None:
        for name, key in samples.asymmetric().items():
            with self.subTest(name):
                self.assert_same(loading.dump_pem(key, private=True), key)
                self.assert_same(
                    loading.dump_pem(key, private=True, password="secret"), key, "-passin", PASSWORD
                )
                raw = der_dumping.encrypted_private_key_info(key, b"secret", iterations=1000)
                self.assert_same(raw, key, "-passin", PASSWORD, "-inform", "DER")  # type: ignore[arg-type]
                public = loading.dump_der(key, private=False)
                self.assertEqual(
                    run("openssl pkey -pubin -inform DER -pubout -outform DER", data=public), public
                )

    def test_traditional_forms(self) -> None:
        for name, encode in (
            ("RSA", der_dumping.rsa_private_key),
            ("P-256", der_dumping.ec_private_key),
            ("secp256k1", der_dumping.ec_private_key),
        ):
            key = samples.private_keys()[name]
            self.assert_same(encode(key), key, "-inform", "DER")  # type: ignore[arg-type, operator]

    def test_signatures_in_der(self) -> None:
        key = samples.private_keys()["P-256"]
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (
                ("private.pem", loading.dump_pem(key, private=True).encode()),
                ("public.pem", loading.dump_pem(key, private=False).encode()),
            ):
                with open(os.path.join(folder, name), "wb") as stream:
                    stream.write(data)
            for number in range(8):
                message = b"message %d" % number
                packed = run("openssl dgst -sha256 -sign private.pem", data=message, cwd=folder)
                raw = der.signature_from_der(packed, 32)
                self.assertTrue(key.verifier.verify(message, raw, "sha256"))
                self.assertEqual(der.signature_to_der(raw), packed)


class OpenSSH(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def write(self, name: str, text: str) -> str:
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(text)
        return self.path(name)

    def read(self, name: str) -> str:
        with open(self.path(name)) as stream:
            return stream.read()

    def test_keys_of_ssh_keygen(self) -> None:
        for kind in ("rsa -b 2048", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "ed25519"):
            with self.subTest(kind):
                name = kind.replace(" ", "")
                run(f"ssh-keygen -q -t {kind} -C a.comment -f {self.path(name)}", "-N", "")
                private, public = self.read(name), self.read(f"{name}.pub")
                key = loading.load_openssh(private)
                self.assertEqual(loading.load_pem(private).to_members(True), key.to_members(True))
                self.assertEqual(loading.load_openssh(public).to_members(), key.to_members())
                self.assertEqual(loading.dump_openssh(key, comment="a.comment") + "\n", public)
                self.assertTrue(looks_like_a_key(public.encode()) and looks_like_a_key(private.encode()))

    def test_encrypted_keys_and_the_command_that_converts_them(self) -> None:
        run(f"ssh-keygen -q -t ed25519 -f {self.path('key')} -N secret")
        with self.assertRaises(JamInvalidKeyError) as caught:
            loading.load_openssh(self.read("key"))
        self.assertIn("cp KEY COPY && ssh-keygen -p -N '' -f COPY", caught.exception.message)
        shutil.copy(self.path("key"), self.path("copy"))
        run(f"ssh-keygen -q -p -P secret -f {self.path('copy')}", "-N", "")
        self.assertTrue(loading.load_openssh(self.read("copy")).is_private)

    def test_our_keys(self) -> None:
        for name in ("RSA", "P-256", "Ed25519"):
            with self.subTest(name):
                key = samples.private_keys()[name]
                path = self.write("key", loading.dump_openssh(key, private=True, comment="a comment"))
                line = loading.dump_openssh(key, comment="a comment")
                self.assertEqual(run(f"ssh-keygen -y -f {path}").decode().strip(), line)
                path = self.write("key.pub", line)
                self.assertIn(b"a comment", run(f"ssh-keygen -l -f {path}"))
                exported = run(f"ssh-keygen -e -m PKCS8 -f {path}") if name != "Ed25519" else None
                if exported:
                    self.assertEqual(exported.decode(), loading.dump_pem(key, private=False))

    def test_ssh2_files_and_the_command_that_converts_them(self) -> None:
        key = samples.private_keys()["RSA"]
        path = self.write("key.pub", loading.dump_openssh(key))
        text = run(f"ssh-keygen -e -m RFC4716 -f {path}").decode()
        with self.assertRaisesRegex(JamInvalidKeyError, "ssh-keygen -i -f OLD"):
            loading.load_openssh(text)
        line = run(f"ssh-keygen -i -f {self.write('old', text)}").decode()
        self.assertEqual(loading.load_openssh(line).to_members(), key.to_members())


if __name__ == "__main__":
    unittest.main()
