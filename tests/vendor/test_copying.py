"""A part carried away: what is copied, that it works alone, what it says of the rest, and bad input."""

from __future__ import annotations

import ast
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from typing import Callable
from unittest import mock

from jamlite.cli import main
from jamlite.exceptions import JamError
from jamlite.vendor import closure, contents, copying, features, single_file, smoke_jobs
from tests.beside import beside

GRAPH = contents.read_package()


def files(*names: str) -> list[str]:
    return features.files_of(features.find(names, GRAPH), GRAPH)


def run(*arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main(["vendor", *arguments])
    return code, said.getvalue()


def run_with_version(record: dict[str, object], version: str, place: str, *words: str) -> tuple[int, str]:
    """Run a command on a copy whose record says another version."""
    write(os.path.join(place, "VENDORED.json"), json.dumps({**record, "version": version}))
    return run(words[0], place, *words[1:])


def write(file: str, text: str) -> None:
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(text)


def turn(file: str, change: Callable[[bytes], bytes]) -> None:
    with open(file, "rb") as stream:
        data = change(stream.read())
    with open(file, "wb") as stream:
        stream.write(data)


def alone(folder: str, program: str) -> str:
    """Run a program that finds nothing but the copies in `folder`."""
    command = [
        sys.executable,
        "-S",
        "-E",
        "-I",
        "-B",
        "-c",
        f"import sys; sys.path.insert(0, {folder!r})\n{program}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tempfile.gettempdir(), check=False)
    return done.stdout + done.stderr


@beside
class Closures(unittest.TestCase):
    def test_sizes(self) -> None:
        """At most so many files, and KiB: a new import at module level shows here."""
        for names, count, kib in (
            (("HS256",), 34, 171),
            (("HS256", "generate"), 38, 194),
            (("RS256", "verify-only"), 40, 181),
            (("totp",), 18, 60),
            (("totp", "otpauth"), 19, 65),
            (("paseto-v4.local", "paseto-v4.public"), 29, 107),
            (("ES256", "EdDSA", "jwks-url", "compat-jwt"), 83, 425),
        ):
            with self.subTest(names):
                found = files(*names)
                self.assertLessEqual(len(found), count)
                self.assertLessEqual(sum(len(GRAPH.sources[path].encode()) for path in found) / 1024, kib)

    def test_what_is_left_out(self) -> None:
        self.assertNotIn("crypto/rsa.py", files("HS256"))
        self.assertNotIn("crypto/_weierstrass.py", files("HS256"))
        self.assertIn("crypto/_rsa_private.py", files("RS256"))
        self.assertNotIn("crypto/_rsa_private.py", files("RS256", "verify-only"))
        self.assertIn("crypto/_ecdsa_signing.py", files("ES256"))
        verifying = files("ES256", "verify-only")
        for path in ("crypto/_ecdsa_signing.py", "crypto/rfc6979.py", "crypto/hmac.py"):
            self.assertNotIn(path, verifying)
        self.assertFalse(
            [path for path in files("ES256") if "p384" in path or "p521" in path or "p256k1" in path]
        )
        for names, curve in (("ES384", "p384"), ("paseto-v3.public", "p384"), ("ECDH-ES", "p521")):
            self.assertIn(f"crypto/_curve_{curve}.py", files(names))
        self.assertNotIn("keys/dumping.py", files("HS256", "generate"))  # an oct key has no PEM
        for alg in ("RS256", "ES256", "EdDSA", "ML-DSA-44", "ECDH-ES"):
            self.assertIn("keys/dumping.py", files(alg, "generate"))
        self.assertFalse([path for path in files("totp") if path.startswith("jose/")])
        self.assertEqual(files("all"), sorted(GRAPH.sources))

    def test_every_word_of_an_error_can_be_asked_for(self) -> None:
        for word in ("RS256, RS384, RS512", "JWE in JSON", "RSA private keys", "rsa_private-keys", "PEM"):
            self.assertTrue(features.find([word], GRAPH).features, word)

    def test_what_an_error_says_brings_the_file(self) -> None:
        """Every `part` of the package: its words can be asked for, and then its file is in the copy."""
        count = 0
        for path, source in GRAPH.sources.items():
            for node in ast.walk(ast.parse(source)) if "with part(" in source else ():
                if not (isinstance(node, ast.With) and closure._part_words(node)):
                    continue
                call = node.items[0].context_expr
                said = str(call.args[0].value)  # type: ignore[attr-defined]
                wanted = features.find(said.split(", "), GRAPH)
                there = {*features.files_of(wanted, GRAPH), *GRAPH.closure([path], closure._part_words(node))}
                imports = [found for found in node.body if isinstance(found, ast.ImportFrom)]
                for target in (to for found in imports for to in GRAPH._targets(path, found)):
                    self.assertIn(target, there, (path, said))
                    count += 1
        self.assertGreater(count, 200)
        for word, file in (("QR codes", "otp/qr_drawing.py"), ("PASETO v1", "paseto/v1.py")):
            self.assertIn(file, files(word))

    def test_every_job_does_its_work_here(self) -> None:
        for name in (
            "HS512",
            "EdDSA",
            "ES256",
            "dir",
            "A128KW",
            "A256CBC-HS512",
            "X25519",
            "paseto-v4.public",
            "fernet",
        ):
            getattr(smoke_jobs, features.FEATURES[name].job)(name, False)

    def test_every_feature_names_what_exists(self) -> None:
        for name, feature in features.FEATURES.items():
            self.assertTrue(callable(getattr(smoke_jobs, feature.job)), name)
            self.assertGreater(len(files(name)), 2, name)


class Copies(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = os.path.realpath(folder.name)
        cls.place = os.path.join(cls.folder, "app", "tokens")
        cls.code, cls.said = run(cls.place, "--for", "rs256", "--for", "verify-only")

    folder: str
    place: str
    code: int
    said: str

    def test_it_is_made_and_proved(self) -> None:
        self.assertEqual((self.code, self.said.count("proved")), (0, 1), self.said)
        self.assertEqual(sorted(os.listdir(os.path.dirname(self.place))), ["tokens"])
        for name in ("LICENSE", "SECURITY.md", "py.typed", "VENDORED.json", "sbom.cdx.json", "selftest.py"):
            self.assertTrue(os.path.isfile(os.path.join(self.place, name)), name)
        record = copying.read_record(self.place)
        self.assertEqual(record["features"], ["RS256", "verify-only"])
        self.assertEqual(record["files"]["jose/jwt.py"]["origin"], "jamlite/jose/jwt.py")
        self.assertEqual(run("check", self.place)[0], 0)

    def test_alone(self) -> None:
        """The proof again as a module; and what was left out names itself."""
        said = alone(self.folder, _PROGRAM)
        self.assertEqual(said.splitlines()[-1:], ["done"], said)
        self.assertIn("gates open\nproved: RS256\n", said)
        command = [sys.executable, os.path.join(self.place, "selftest.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = "run it as a module, from the folder above the copy: python3 -m COPY.selftest\n"
        self.assertEqual((done.returncode, done.stderr), (1, said))

    def test_the_same_bytes_again(self) -> None:
        wanted = features.find(["RS256", "verify-only"], contents.read_package())
        again = contents.build(wanted, GRAPH, copying.__version__, copying.read_record(self.place)["commit"])
        for path, data in again.items():
            with open(os.path.join(self.place, *path.split("/")), "rb") as stream:
                self.assertEqual(stream.read(), data, path)

    def test_damage_of_every_kind_is_told_by_name(self) -> None:
        for name, damage, sentence in (
            ("bill", lambda to: os.remove(to("sbom.cdx.json")), "sbom.cdx.json is missing"),
            ("written", lambda to: write(to("sbom.cdx.json"), "{}"), "sbom.cdx.json was changed"),
            (
                "turned",
                lambda to: turn(to("clock.py"), lambda data: data[:9] + b"#" + data[10:]),
                "clock.py was",
            ),
            (
                "windows",
                lambda to: turn(to("LICENSE"), lambda data: data.replace(b"\n", b"\r\n")),
                "LICENSE was",
            ),
            (
                "folder",
                lambda to: (os.remove(to("clock.py")), os.mkdir(to("clock.py"))),
                "clock.py cannot be read",
            ),
            ("linked", lambda to: os.symlink(self.folder, to("linked")), "linked was added"),
            ("escapes", lambda to: write(to("\x1b[2J\n.py"), ""), "\\u001b[2J\\n.py was added"),
            (
                "pipe",
                lambda to: (os.remove(to("clock.py")), os.mkfifo(to("clock.py"))),
                "clock.py cannot be read",
            ),
        ):
            with self.subTest(name):
                place = os.path.join(self.folder, name)
                shutil.copytree(self.place, place)
                damage(lambda path, place=place: os.path.join(place, path))  # type: ignore[misc]
                code, said = run("check", place)
                self.assertEqual(code, 1)
                self.assertIn(sentence, said)
                self.assertNotIn("\x1b", said)
                self.assertEqual(run("update", place, "--no-selftest")[0], 2)

    def test_a_copy_of_a_newer_jamlite_is_not_taken_back(self) -> None:
        place = os.path.join(self.folder, "newer")
        shutil.copytree(self.place, place)
        with open(os.path.join(place, "VENDORED.json"), encoding="utf-8") as stream:
            record = json.load(stream)
        for version in ("99.0", "0.2.0.1", "1\x1b[2J"):
            write(os.path.join(place, "VENDORED.json"), json.dumps({**record, "version": version}))
            code, said = run("check", place)
            self.assertEqual((code, "\x1b" in said), (1, False))
        self.assertIn("older than the copy", run_with_version(record, "99.0", place, "check")[1])
        code, said = run_with_version(record, "99.0", place, "update")
        self.assertEqual(code, 2)
        self.assertIn("go back with --force", said)
        self.assertEqual(run_with_version(record, "0.0.1", place, "update", "--no-selftest")[0], 0)
        self.assertEqual(run_with_version(record, "99.0", place, "update", "--no-selftest", "--force")[0], 0)
        self.assertEqual(run("check", place)[0], 0)

    def test_an_update_adds_features(self) -> None:
        for place in (os.path.join(self.folder, "grown"), os.path.join(self.folder, "grown_one.py")):
            single = ["--single-file"] if place.endswith(".py") else []
            self.assertEqual(run(place, "--for", "cbor", "--no-selftest", *single)[0], 0)
            code, said = run("check", place, "--for", "hotp")
            self.assertEqual(code, 2)
            self.assertIn("check takes no --for", said)
            self.assertEqual(run("update", place, "--for", "nonsense")[0], 2)
            self.assertEqual(run("update", place, "--for", "hotp,compat/pyotp", "--no-selftest")[0], 0)
            self.assertEqual(copying.read_record(place)["features"], ["cbor", "compat/pyotp", "hotp"])

    def test_changes_are_told_by_name_and_not_lost(self) -> None:
        place = os.path.join(self.folder, "changed")
        shutil.copytree(self.place, place)
        with open(os.path.join(place, "jose", "jwt.py"), "a", encoding="utf-8") as stream:
            stream.write("# mine\n")
        os.remove(os.path.join(place, "clock.py"))
        with open(os.path.join(place, "mine.py"), "w", encoding="utf-8"):
            pass
        code, said = run("check", place)
        self.assertEqual(code, 1)
        for sentence in ("jose/jwt.py was changed", "clock.py is missing", "mine.py was added"):
            self.assertIn(sentence, said)
        code, said = run("update", place, "--no-selftest")
        self.assertEqual(code, 2)
        self.assertIn("jose/jwt.py was changed", said)
        self.assertTrue(os.path.exists(os.path.join(place, "mine.py")))
        self.assertEqual(run("update", place, "--no-selftest", "--force")[0], 0)
        self.assertEqual(run("check", place)[0], 0)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith(".")], [])

    def test_an_older_copy_is_told(self) -> None:
        with mock.patch("jamlite.__version__", "99.0"):
            code, said = run("check", self.place)
        self.assertEqual(code, 1)
        self.assertIn("this is jamlite 99.0: `jamlite vendor update", said)

    def test_a_failed_or_interrupted_copy_leaves_nothing(self) -> None:
        place = os.path.join(self.folder, "failed")
        for fault in (KeyboardInterrupt, OSError(28, "No space left on device")):
            with mock.patch.object(copying, "_prove", side_effect=fault):
                run(place, "--for", "totp")
            self.assertEqual([name for name in os.listdir(self.folder) if "failed" in name], [])
        broken = {**GRAPH.sources, "otp/totp.py": "raise SystemExit('broken')\n"}
        with mock.patch.object(copying, "read_package", return_value=contents.Graph(broken)):
            code, said = run(place, "--for", "totp")
        self.assertEqual(code, 2)
        self.assertIn("does not prove itself", said)
        self.assertFalse(os.path.exists(place))

    def test_no_public_key_becomes_a_secret_in_a_copy_that_cannot_read_it(self) -> None:
        for copy, asked in (("hmac_only", "HS256"), ("hmac_and_jwk", "HS256,jwk")):
            place = os.path.join(self.folder, copy)
            self.assertEqual(run(place, "--for", asked, "--no-selftest")[0], 0)
            jobs = _JWK_OF_HMAC if "jwk" in asked else ""
            self.assertEqual(alone(self.folder, (jobs + _HMAC_ALONE).replace("COPY", copy)), "done\n")

    def test_keys_by_url(self) -> None:
        """Without the login flow: the keys are fetched, and a refusal is told by its status alone."""
        place = os.path.join(self.folder, "by_url")
        self.assertEqual(run(place, "--for", "EdDSA,HS256,jwks-url", "--no-selftest")[0], 0)
        for absent in ("forms", "bearer", "provider_errors", "discovery", "token_answers"):
            self.assertFalse(os.path.exists(os.path.join(place, "oauth2", f"{absent}.py")), absent)
        self.assertEqual(alone(self.folder, _BY_URL), "done\n")

    def test_the_interface_of_pyjwt(self) -> None:
        """Verifies alone; the client of keys by URL comes when it is named, or with keys by URL."""
        place = os.path.join(self.folder, "like_pyjwt")
        self.assertEqual(run(place, "--for", "ES256,compat-jwt,verify-only", "--no-selftest")[0], 0)
        self.assertEqual(alone(self.folder, _LIKE_PYJWT), "done\n")
        for names in (("PyJWKClient",), ("compat-jwt", "jwks-url")):
            self.assertIn("compat/jwt/jwks_client.py", files(*names))
        self.assertNotIn("compat/jwt/jwks_client.py", files("compat-jwt", "jwks"))

    def test_places_that_are_refused(self) -> None:
        file, link = os.path.join(self.folder, "file"), os.path.join(self.folder, "link")
        with open(file, "w", encoding="utf-8"):
            pass
        os.symlink(self.folder, link)
        write(os.path.join(self.folder, "module.py"), "")
        said = run(f"{os.path.dirname(self.place)}.py", "--for", "totp", "--single-file")[1]
        self.assertIn("which Python would import in its place", said)
        longest = os.path.join(self.folder, "x" * 250)
        self.assertEqual(run(longest, "--for", "cbor", "--no-selftest")[0], 0)
        for place, reason in (
            (os.path.join(contents.PACKAGE, "copied"), "inside jamlite itself"),
            (contents.PACKAGE, "inside jamlite itself"),
            (self.place, "not empty"),
            (file, "is a file"),
            (os.path.join(self.folder, "one.py"), "add --single-file"),
            (link, "is a link"),
            (os.path.join(self.folder, "no-name"), "identifier"),
            (os.path.join(self.folder, "class"), "identifier"),
            (os.path.join(self.folder, "e\u0301"), r"Python would look for '\xe9'"),
            (os.path.join(self.folder, "json"), "a module of Python itself"),
            (os.path.join(self.folder, "app", "hmac"), "a module of Python itself"),
            (os.path.join(self.folder, "__main__"), "a module of Python itself"),
            (os.path.join(self.folder, "module"), "which the copy would hide"),
            ("", "name the new folder"),
        ):
            code, said = run(place, "--for", "totp")
            self.assertEqual(code, 2, place)
            self.assertIn(reason, said)

    def test_records_that_are_refused(self) -> None:
        folder = os.path.join(self.folder, "damaged")
        os.mkdir(folder)
        self.assertIn("is not a copy made by", run("check", folder)[1])
        good = {"version": "1", "features": ["totp"], "files": {"clock.py": {"sha256": ""}}}
        for text in (
            "",
            "[]",
            "{}",
            '{"version": "1", "version": "1", "features": ["totp"], "files": {}}',
            json.dumps({**good, "features": "totp"}),
            json.dumps({**good, "features": []}),
            json.dumps({**good, "version": ""}),
            *(
                json.dumps({**good, "files": {path: {"sha256": ""}}})
                for path in (
                    "",
                    "a\0b",
                    "\ud800",
                    "../x",
                    "/etc/passwd",
                    "a//b",
                    "C:x",
                    "a\\b",
                    "x" * 300,
                    "\x1b",
                )
            ),
            '{"version": 1, "features": [], "files": {}}',
            "[" * 100_000,
            '{"files": {"a": 1}}',
        ):
            with open(os.path.join(folder, "VENDORED.json"), "w", encoding="utf-8") as stream:
                stream.write(text)
            for verb in ("check", "update"):
                code, said = run(verb, folder)
                self.assertEqual(code, 2)
                self.assertIn("damaged", said)

    def test_features_that_are_refused(self) -> None:
        for name, near in (
            ("RS265", "RS256"),
            ("passeto-v4.local", "paseto-v4.local"),
            ("x" * 10_000, ""),
            ("", ""),
            ("\x00", ""),
        ):
            with self.assertRaisesRegex(JamError, f"there is no feature .*{near}"):
                features.find([name], GRAPH)
        for names, said in (
            ([], "name a feature: --for"),
            (["verify-only"], "name a feature beside verify-only"),
            (["HS256", "verify"], "did you mean verify-only"),
        ):
            with self.assertRaisesRegex(JamError, said):
                features.find(names, GRAPH)

    def test_words_in_another_place(self) -> None:
        for words, said in (
            (["check"], "name one copy: jamlite vendor check DEST"),
            (["update", "a", "b"], "name one copy: jamlite vendor update DEST"),
            (["chek", "app"], "did you mean check?"),
            (["app", "RS256"], "one DEST is needed: jamlite vendor app --for RS256"),
        ):
            code, answer = run(*words)
            self.assertEqual(code, 2, words)
            self.assertIn(said, answer)

    def test_features_with_commas(self) -> None:
        place = os.path.join(self.folder, "with_commas")
        self.assertEqual(run(place, "--for", "HS256,totp", "--no-selftest")[0], 0)
        self.assertEqual(copying.read_record(place)["features"], ["HS256", "totp"])

    def test_a_package_without_its_sources_says_so(self) -> None:
        """In a zip, in a frozen program, in a copy: nothing can be copied from there."""
        with mock.patch.object(contents, "PACKAGE", self.place):
            for arguments in (["features"], [os.path.join(self.folder, "again"), "--for", "totp"]):
                code, said = run(*arguments)
                self.assertEqual(code, 2)
                self.assertIn("has not all of its sources as files", said)

    def test_the_list_of_features(self) -> None:
        with mock.patch.dict(features.FEATURES, {"totp": features.FEATURES["totp"]}, clear=True):
            code, said = run("features", "--json")
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(said)[0]["feature"], "totp")

    def test_the_list_fits_a_terminal(self) -> None:
        code, said = run("features")
        self.assertEqual(code, 0)
        self.assertGreater(said.count("\n"), 90)
        self.assertLessEqual(max(map(len, said.splitlines())), 80)

    def test_a_full_disk_is_told_with_the_place(self) -> None:
        place = os.path.join(self.folder, "full")
        for single in ([], ["--single-file"]):
            with mock.patch.object(
                copying, "open", side_effect=OSError(28, "No space left on device"), create=True
            ):
                code, said = run(place + ".py" * bool(single), "--for", "cbor", "--no-selftest", *single)
            self.assertEqual(code, 2)
            self.assertRegex(said, r"full(\.py)?: No space left on device")
        with mock.patch.object(
            copying.subprocess, "run", side_effect=subprocess.TimeoutExpired("python3", 600)
        ):
            code, said = run(place, "--for", "cbor")
        self.assertEqual(code, 2)
        self.assertIn("--no-selftest", said)
        self.assertFalse(os.path.exists(place))

    def test_a_proof_with_asserts_taken_away(self) -> None:
        """With -O, too, a wrong answer of what has no gate ends the proof, and names what is wrong."""
        place = os.path.join(self.folder, "proving")
        self.assertEqual(run(place, "--for", "totp,HS256", "--no-selftest")[0], 0)
        command = [sys.executable, "-O", "-B", "-m", "proving.selftest"]
        for file, old, new, said in (
            ("selftest.py", "", "", "^$"),
            ("otp/totp.py", "step - window", "step + 5", "the feature totp fails: a wrong answer"),
            (
                "jose/jwt_claims.py",
                'now >= claims["exp"]',
                'now < claims["exp"]',
                "the feature HS256 fails: ",
            ),
        ):
            whole = os.path.join(place, *file.split("/"))
            with open(whole, encoding="utf-8") as stream:
                text = stream.read()
            self.assertIn(old, text)
            write(whole, text.replace(old, new))
            done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
            self.assertEqual(done.returncode, int(bool(new)), done.stderr)
            self.assertRegex(done.stderr, said)
            write(whole, text)

    def test_one_file(self) -> None:
        """Made twice, the bytes are the same; alone, it works and says what it is without."""
        place = os.path.join(self.folder, "one.py")
        code, said = run(place, "--single-file", "--for", "totp", "--for", "hotp")
        self.assertEqual((code, said.count("proved")), (0, 1), said)
        with open(place, encoding="utf-8") as stream:
            text = stream.read()
        wanted = features.find(["hotp", "totp"], contents.read_package())
        self.assertEqual(single_file.one_file(wanted, GRAPH, copying.__version__, copying.commit()), text)
        self.assertIn("\nclass HOTP(BaseOTP):\n", text)  # to be read
        said = alone(self.folder, _ONE)
        self.assertEqual(said.splitlines()[-1:], ["done"], said)
        done = subprocess.run([sys.executable, place], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("this file is a package: import it")), (1, 1))
        self.assertEqual(done.stderr.count("\n"), 1)
        self.one_file_is_checked_and_renewed(place, text)
        for wrong, reason in ((place, "there already"), (self.place, "end in .py"), ("a-b.py", "identifier")):
            code, said = run(wrong, "--single-file", "--for", "totp")
            self.assertEqual(code, 2)
            self.assertIn(reason, said)

    def one_file_is_checked_and_renewed(self, place: str, text: str) -> None:
        self.assertEqual(run("check", place)[0], 0)
        changed = text.replace("def now(self)", "def  now(self)").replace("_PARTS = set(", "_PARTS  = set(")
        changed = changed.replace("_SOURCES['otp/hotp.py']", "_SOURCES['otp/mine.py']") + "mine = 1\n"
        with open(place, "w", encoding="utf-8") as stream:
            stream.write(changed)
        code, said = run("check", place)
        self.assertEqual(code, 1)
        for sentence in (
            "otp/totp.py was changed",
            "__init__.py was changed",
            "otp/hotp.py is missing",
            "otp/mine.py was added",
            "(the importer) was changed",
        ):
            self.assertIn(sentence, said)
        self.assertEqual(run("update", place)[0], 2)
        for fault in (KeyboardInterrupt, OSError(28, "No space left on device")):
            with mock.patch.object(copying, "_prove", side_effect=fault):
                run("update", place, "--force")
            with open(place, encoding="utf-8") as stream:
                self.assertEqual(stream.read(), changed)
        self.assertEqual(run("update", place, "--force", "--no-selftest")[0], 0)
        with open(place, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), text)
        for damaged in ("", "x = (", "_RECORD = 1", "_RECORD = '[]'", "_RECORD = '{}'", "(" * 10_000, "\0"):
            other = os.path.join(self.folder, "other.py")
            with open(other, "w", encoding="utf-8") as stream:
                stream.write(damaged)
            for verb in ("check", "update"):
                code, said = run(verb, other)
                self.assertEqual(code, 2, damaged)
                self.assertIn("or is damaged", said)

    def test_an_interrupted_update_leaves_the_copy_as_it_was(self) -> None:
        place = os.path.join(self.folder, "kept")
        shutil.copytree(self.place, place)
        rename = os.rename
        for fault in (KeyboardInterrupt, OSError(13, "Permission denied")):

            def broken(source: str, target: str, fault: object = fault) -> None:
                if target == place and os.path.basename(source) != "old":
                    raise fault  # type: ignore[misc]
                rename(source, target)

            with mock.patch.object(copying.os, "rename", broken):
                run("update", place, "--no-selftest", "--force")
            self.assertEqual(run("check", place)[0], 0)
            self.assertEqual([name for name in os.listdir(self.folder) if name.startswith(".")], [])

    def test_places_that_no_update_touches(self) -> None:
        link = os.path.join(self.folder, "to_the_copy")
        os.symlink(self.place, link)
        for spelling in (link, link + os.sep):
            self.assertIn("is a link", run("update", spelling)[1])
        self.assertTrue(os.path.islink(link))
        self.assertIn("inside jamlite itself", run("update", contents.PACKAGE)[1])
        self.assertIn("cannot be read", run("update", os.path.join(self.folder, "absent"))[1])

    def test_verify_only(self) -> None:
        """What only signing or making keys needs stays behind, and the proof verifies published tokens."""
        for name, absent in (
            ("ES256", "jose/signing.py keys/pkcs8.py keys/dumping.py jose/jwk_generate.py"),
            ("EdDSA", "jose/signing.py keys/pkcs8.py keys/dumping.py jose/jwk_generate.py"),
            ("paseto-v4.public", "crypto/xchacha20.py crypto/_chacha20.py jose/signing.py"),
            ("PS256", "crypto/_rsa_private.py crypto/_primes.py"),
        ):
            found = files(name, "verify-only")
            self.assertFalse(set(absent.split()) & set(found), name)
        place = os.path.join(self.folder, "verifying")
        code, said = run(place, "--for", "HS256,HS384,ECDH-ES,ECDH-ES+A128KW,RSA-OAEP,verify-only")
        self.assertEqual((code, said.count("proved")), (0, 1), said)
        for name in ("ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed448"):
            getattr(smoke_jobs, f"{features.FEATURES[name].job}_only")(name, True)
        for version in "234":
            smoke_jobs.paseto_public_only(f"paseto-v{version}.public", True)

    def test_in_a_zip(self) -> None:
        """Copies of both kinds are read by zipimport, and prove themselves there."""
        folder = os.path.join(self.folder, "zipped")
        os.mkdir(folder)
        self.assertEqual(run(os.path.join(folder, "part"), "--for", "totp", "--no-selftest")[0], 0)
        single = ("--single-file", "--for", "totp", "--no-selftest")
        self.assertEqual(run(os.path.join(folder, "single.py"), *single)[0], 0)
        archive = shutil.make_archive(os.path.join(self.folder, "application"), "zip", folder)
        program = "from part import selftest as a; from single import selftest as b; a.main(); b.main()"
        said = alone(archive, f"{program}; print('done')")
        self.assertEqual(said.splitlines()[-1:], ["done"], said)


_JWK_OF_HMAC = """
from COPY.jose import JWK
jobs = [JWK.from_secret]
"""
_HMAC_ALONE = """
import base64
from COPY.jose import jwt
from COPY.exceptions.base import JamError
X = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
DER = bytes.fromhex("302a300506032b6570032100" + X)
PEM = b"-----BEGIN PUBLIC KEY-----\\n" + base64.b64encode(DER) + b"\\n-----END PUBLIC KEY-----\\n"
JWK_TEXT = b'{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
token = jwt.encode({"sub": "alice"}, "a secret of thirty-two bytes or more")
assert jwt.decode(token, "a secret of thirty-two bytes or more") == {"sub": "alice"}
WRAPPED = (base64.b64encode(PEM), base64.b64encode(DER), DER.hex(), PEM.hex())
for text in (DER, PEM, PEM.decode(), JWK_TEXT, *WRAPPED):
    for job in (*globals().get("jobs", ()),
                lambda one: jwt.encode({}, one), lambda one: jwt.decode(token, one)):
        try:
            job(text)
        except JamError:
            continue
        raise SystemExit(f"taken for a secret: {text!r}")
print("done")
"""
_BY_URL = """
from by_url.exceptions.base import JamError
from by_url.exceptions.oauth2 import JamOAuth2Error, JamOAuth2ResponseError
from by_url.jose import JWKSet, jwt
from by_url.oauth2 import RemoteJWKSet, Response
KEYS = b'{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}'
URL = "https://login.example/jwks"

def answered(status, body=b"", headers=None):
    answer = Response(status, headers, body, "a reason")
    return RemoteJWKSet(URL, transport=lambda request: answer, cooldown=0).load()

# What this copy cannot read is left out, as RFC 7517 section 5 has it, and the reason is kept.
OTHERS = b'{"kid": "r", "kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kid": "e", "kty": "EC", "crv": "P-256"}, '
assert len(answered(200, KEYS)) == 1
mixed = answered(200, KEYS.replace(b"[", b"[" + OTHERS))
assert len(mixed) == 1 and set(mixed.unusable) == {"r", "e"}
foreign = JWKSet.from_dict({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]})  # has no kid
assert "make the copy again with RSA" in foreign.why_absent(None), foreign.why_absent(None)
RSA, OCT = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "oct", "k": "A" * 64}
LEFT_OUT = "of the set, a key cannot be used: this copy of jamlite is without RSA"
for token, keys, sentence in (
    ("eyJhbGciOiJSUzI1NiJ9.e30.AA", mixed.keys[0].to_dict(), LEFT_OUT),
    # Beside a public key a symmetric one serves only where it is named, also if the copy cannot read that.
    (jwt.encode({"sub": "alice"}, OCT), OCT, "do not allow the alg of the token"),
):
    try:
        jwt.decode(token, {"keys": [RSA, keys]})
    except JamError as error:
        assert sentence in error.message, error
    else:
        raise SystemExit("accepted: " + sentence)
jwt.decode(jwt.encode({"sub": "alice"}, OCT), {"keys": [RSA, OCT]}, algorithms=["HS256"])
assert JWKSet.from_dict({"keys": []}).why_absent(None).endswith("or has no key that can be used")
for status, body, headers, kind in (
    (503, b"{}", {}, JamOAuth2Error),
    (400, b'{"error": "invalid_request", "error_description": "no"}', {}, JamOAuth2Error),
    (302, b"", {"Location": "https://elsewhere.example/"}, JamOAuth2ResponseError),
):
    try:
        answered(status, body, headers)
    except kind as error:
        assert error.details["status"] == status, error
    else:
        raise SystemExit("accepted")
try:
    RemoteJWKSet(issuer="https://login.example")
except JamError as error:
    assert "without issuers" in error.message, error
    print("done")
"""
_LIKE_PYJWT = """
from like_pyjwt.compat import jwt
from like_pyjwt.exceptions.base import JamError
KEY = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
TOKEN = (
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
    "b290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
KEYS = jwt.PyJWKSet.from_dict({"keys": [KEY]}).keys
assert jwt.decode(TOKEN, KEYS[0], ["ES256"], {"verify_exp": False})["iss"] == "joe"
for job in (lambda: jwt.PyJWKClient, lambda: jwt.jwks_client):
    try:
        job()
    except JamError as error:
        assert "without PyJWKClient" in error.message, error
    else:
        raise SystemExit("accepted")
try:
    jwt.PyJWKSet.from_dict({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]})
except jwt.PyJWKSetError as error:
    assert str(error) == "The JWK Set did not contain any usable keys.", error
    assert "this copy of jamlite is without RSA" in str(error.__cause__), error.__cause__
print("done")
"""
_ONE = """
import one, one.otp, inspect
from one.otp import TOTP
from one.exceptions.base import JamError
assert TOTP(b"12345678901234567890", digits=8).at(59) == "94287082"
assert "def at" in inspect.getsource(TOTP)
try:
    from one.otp.steam import SteamGuard
except JamError as error:
    assert "without otp/steam; make it again with steam" in error.message, error
    assert error.details == {"file": "otp/steam.py"}, error
try:
    import one.otp.nothing
except JamError as error:
    assert "without otp/nothing; make it again with otp/nothing" in error.message, error
try:
    from one.jose import jwt
except JamError as error:
    assert "this copy of jamlite is without jose; make it again with HS256" in error.message
    assert error.details == {"file": "jose/__init__.py"}, error
    print("done")
"""
_PROGRAM = """
from app.tokens import selftest
from app.tokens.exceptions.base import JamError
from app.tokens.jose import JWK, jwt
assert selftest.main() == 0

def refused(word, job):
    try:
        job()
    except JamError as error:
        assert word in error.message and "copy of jamlite" in error.message, error.message
    else:
        raise SystemExit("accepted: " + word)

def absent(text):
    return lambda: exec(text, {})

PEM = '''-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----'''
JWK_OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
refused("Ed25519", lambda: JWK.from_pem(PEM))
PSS = bytes.fromhex("3015300b06092a864886f70d01010a0306000400000000")
refused("RSA-PSS keys", lambda: JWK.from_der(PSS))
BRAINPOOL = bytes.fromhex("305a301406072a8648ce3d020106092b240303020801010703420004") + bytes(64)
DSA = bytes.fromhex("3012020100020101020102020103020104020105")
for text, short in (  # a copy without advice
    (BRAINPOOL, "keys of this algorithm are not supported"),
    (DSA, "not a key of a kind that is supported"),
    (bytes.fromhex("feedfeed"), "SEQUENCE expected"),
    (PEM.replace("PUBLIC KEY", "EC PARAMETERS"), "no key of a kind that is supported, but EC PARAMETERS"),
    (PEM.replace("PUBLIC KEY", "RSA PUBLIC KEY"), "INTEGER expected"),
    ("---- BEGIN SSH2 PUBLIC KEY ----", "there is no PEM block"),
):
    try:
        (JWK.from_pem if isinstance(text, str) else JWK.from_der)(text)
    except JamError as error:
        assert short in error.message, error.message
    else:
        raise SystemExit("accepted: " + short)
refused("", lambda: JWK(JWK_OKP))
refused("generate", lambda: JWK.generate("RSA"))
refused("RSA private keys", lambda: selftest.rsa_key(False))
refused("signing", lambda: jwt.encode)
refused("writing keys", lambda: selftest.rsa_key(True).to_pem())
refused("oct", lambda: jwt.decode("a.b.c", "a secret of text"))
refused("oct", lambda: jwt.decode("a.b.c", b"0 secret"))
refused("oct", lambda: JWK.from_secret("a secret of text"))
refused("JWE", lambda: jwt.decrypt("a.b.c.d.e", "key"))
refused("paseto", absent("import app.tokens.paseto.v4"))
refused("paseto", absent("from app.tokens import paseto"))
refused("paseto-v4.local", absent("import app.tokens.paseto.v4"))
refused("jam", absent("from app.tokens import Jam"))
refused("again with writing keys", absent("from app.tokens.keys.loading import dump_pem"))
refused("again with ecdsa-der", absent("from app.tokens.jose import ecdsa_der"))
refused("again with jwks", absent("from app.tokens.jose.jwk_set import JWKSet"))
refused("again with flask", absent("from app.tokens.ext.flask import JamAuth"))
refused("again with aio", absent("from app.tokens.aio import Jam"))
refused("again with jam", absent("from app.tokens.utils import generate_otp_key"))
refused("again with jam", absent("from app.tokens.jose import JWT"))
refused("again with jam", absent("from app.tokens import jose; jose.create_instance"))
refused("again with jam", absent("from app.tokens.jose.jwt import BaseJWT"))
refused("again with explain", absent("from app.tokens.explain import explain"))
refused("again with keys/openssh", absent("import app.tokens.keys.openssh"))
refused("again with exceptions/webauthn", absent("from app.tokens.exceptions import JamWebAuthnError"))
refused("run that in another folder", absent("import app.tokens.__main__"))
from app.tokens import jose
for name in ("JWTT", "nothing_at_all"):
    try:
        getattr(jose, name)
    except AttributeError:
        pass
    else:
        raise SystemExit("accepted: " + name)
refused("exceptions/paseto", absent("from app.tokens.exceptions import JamPASETOInvalidPurpose"))
refused("jose/jws_json", absent("import app.tokens.jose.jws_json"))
for text in ("import app.tokens.no_such_thing", "from app.tokens.exceptions import JamNoSuchError"):
    try:
        exec(text)
    except JamError:
        raise SystemExit("taken for a part: " + text)
    except ImportError:
        pass
print("done")
"""

if __name__ == "__main__":
    unittest.main()
