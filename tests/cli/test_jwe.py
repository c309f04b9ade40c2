"""`jamlite jwe`: refused tokens, unusable lines, every serialization, passwords."""

from __future__ import annotations

import json
import unittest

from jamlite.jose import JWK, jwe
from tests.cli.running import InFolder


class Encrypting(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.key = JWK.generate("OKP", crv="X25519", kid="k")
        self.write("key.jwk", json.dumps(self.key.to_dict()).encode())
        self.write("public.jwk", json.dumps(self.key.public().to_dict()).encode())
        self.write("content", b"some\0bytes\xff")
        self.write("password", b"pass word\n")


class Refusals(Encrypting):
    def test_bad_lines(self) -> None:
        for line in (
            "",
            "encrypt content",
            "encrypt absent --key-file public.jwk",
            "encrypt content --key-file absent",
            "encrypt content --key-file content",
            "encrypt content --key-file public.jwk --alg A256KW",
            "encrypt content --key-file public.jwk --alg none",
            "encrypt content --key-file public.jwk --enc A1GCM",
            "encrypt content --key-file public.jwk --header []",
            'encrypt content --key-file public.jwk --alg ECDH-ES --header {"alg":"dir"}',
            "encrypt content --key-file public.jwk --aad-file content",
            "encrypt content --key-file public.jwk --form other",
            "encrypt content --password-file absent",
            "encrypt --key-file -",
            "encrypt --password-file -",
            "decrypt --key-file -",
            "decrypt --key-file key.jwk",
        ):
            with self.subTest(line):
                self.refused(f"jwe {line}")

    def test_tokens_that_are_refused(self) -> None:
        token = jwe.encrypt(b"x", self.key, {"enc": "A128GCM"})
        other = jwe.encrypt(b"x", JWK.generate("OKP", crv="X25519"))
        for bad in ("x", "a.b.c.d.e", other, f"{token[:-4]}AAAA", "{}"):
            err = self.refused(f"jwe decrypt {bad} --key-file key.jwk", code=1)
            self.assertTrue(err.startswith("refused: "), err)
        self.refused(f"jwe decrypt {token} --key-file key.jwk --enc A256GCM", code=1)
        self.refused(f"jwe decrypt {token} --key-file key.jwk --alg ECDH-ES+A128KW", code=1)

    def test_an_existing_file_stays(self) -> None:
        self.write("out", b"old")
        self.refused("jwe encrypt content --key-file public.jwk -o out")
        self.assertEqual(self.read("out"), b"old")


class RoundTrips(Encrypting):
    def test_every_form(self) -> None:
        for form in ("compact", "flattened", "general"):
            token = self.ok(f"jwe encrypt content --key-file public.jwk --form {form} --zip --enc A128GCM")
            self.assertEqual(self.ok("jwe decrypt --key-file key.jwk", token), b"some\0bytes\xff", form)

    def test_aad_and_header(self) -> None:
        line = "jwe encrypt content --key-file public.jwk --form flattened --aad-file content"
        token = self.ok(line + ' --header {"typ":"x"}')
        self.assertIn("aad", json.loads(token))
        shown = json.loads(self.ok("jwe decrypt --key-file key.jwk --json", token))
        self.assertEqual((shown["header"]["typ"], shown["plaintext_b64u"]), ("x", "c29tZQBieXRlc_8"))

    def test_a_password(self) -> None:
        header = '{"p2c":1000}'
        token = self.ok(f"jwe encrypt --password-file password --header {header}", b"text")
        shown = json.loads(self.ok("jwe decrypt --password-file password --json", token))
        self.assertEqual(shown["plaintext"], "text")
        self.write("wrong", b"other")
        self.refused("jwe decrypt --password-file wrong", token, code=1)

    def test_a_secret_and_a_file(self) -> None:
        self.ok("jwe encrypt content --key 0123456789abcdef0123456789abcdef -o token")
        found = self.ok("jwe decrypt --key 0123456789abcdef0123456789abcdef", self.read("token"))
        self.assertEqual(found, b"some\0bytes\xff")
        self.assert_private("token")


if __name__ == "__main__":
    unittest.main()
