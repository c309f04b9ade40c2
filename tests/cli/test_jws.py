"""`jamlite jws`: refused tokens, unusable lines, every serialization."""

from __future__ import annotations

import json
import unittest

from jamlite.jose import JWK, jws
from tests.cli.running import InFolder


class Signing(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.key = JWK.generate("EC", crv="P-256", kid="k")
        self.write("key.jwk", json.dumps(self.key.to_dict()).encode())
        self.write("public.jwk", json.dumps(self.key.public().to_dict()).encode())
        self.write("content", b"some\0bytes\xff")


class Refusals(Signing):
    def test_bad_lines(self) -> None:
        for line in (
            "",
            "sign",
            "sign content",
            "sign absent --key-file key.jwk",
            "sign content --key-file absent",
            "sign content --key-file public.jwk",
            "sign content --key-file content",
            "sign content --key-file key.jwk --alg HS256",
            "sign content --key-file key.jwk --alg none",
            "sign content --key-file key.jwk --header []",
            'sign content --key-file key.jwk --header {"alg":"ES384"}',
            'sign content --key-file key.jwk --header {"alg":"ES256","alg":"ES256"}',
            "sign content --key-file key.jwk --unprotected {}",
            "sign content --key-file key.jwk --unencoded",
            "sign content --key-file key.jwk --form other",
            "sign --key-file -",
            "verify --key-file -",
            "verify --key-file public.jwk",
            "verify a.b.c --key-file absent",
        ):
            with self.subTest(line):
                self.refused(f"jws {line}")

    def test_tokens_that_are_refused(self) -> None:
        token = jws.sign(b"x", self.key)
        other = jws.sign(b"x", JWK.generate("EC", crv="P-256"))
        for bad in ("x", "a.b.c", other, f"{token[:-4]}AAAA", "{}"):
            err = self.refused(f"jws verify {bad} --key-file public.jwk", code=1)
            self.assertTrue(err.startswith("refused: "), err)
        self.refused(f"jws verify {token} --key-file public.jwk --alg ES384", code=1)
        self.refused(f"jws verify {token} --key-file public.jwk --payload-file content", code=1)

    def test_an_existing_file_stays(self) -> None:
        self.write("out", b"old")
        self.refused("jws sign content --key-file key.jwk -o out")
        self.assertEqual(self.read("out"), b"old")
        self.ok("jws sign content --key-file key.jwk -o out --force")
        self.assert_private("out")


class RoundTrips(Signing):
    def test_every_form(self) -> None:
        for form in ("compact", "flattened", "general"):
            for more in ("", " --detached"):
                token = self.ok(f"jws sign content --key-file key.jwk --form {form}{more}")
                line = "jws verify --key-file public.jwk"
                if more:
                    self.refused(line, token, code=1)
                    line += " --payload-file content"
                self.assertEqual(self.ok(line, token), b"some\0bytes\xff", form)
                self.assertEqual(self.ok(f"{line} --all", token), b"some\0bytes\xff", form)

    def test_headers(self) -> None:
        token = (
            self.ok('jws sign content --key-file key.jwk --header {"typ":"x"} --alg ES256').decode().strip()
        )
        self.assertEqual(jws.verify(token, self.key).header, {"alg": "ES256", "typ": "x"})
        token = self.ok(
            'jws sign content --key-file key.jwk --form flattened --alg ES256 --unprotected {"kid":"k"}'
        ).decode()
        self.assertEqual(json.loads(token)["header"], {"kid": "k"})

    def test_standard_input_and_unencoded(self) -> None:
        token = self.ok("jws sign --key-file key.jwk --unencoded", b"plain").decode()
        self.assertEqual(token.split(".")[1], "plain")
        shown = json.loads(self.ok("jws verify --key-file public.jwk --json", token.encode()))
        self.assertEqual(shown["payload"], "plain")

    def test_json_of_bytes(self) -> None:
        token = self.ok("jws sign content --key-file key.jwk")
        shown = json.loads(self.ok("jws verify --key-file public.jwk --json", token))
        self.assertEqual(shown["payload_b64u"], "c29tZQBieXRlc_8")

    def test_to_a_file(self) -> None:
        self.ok("jws sign content --key-file key.jwk -o token")
        self.ok("jws verify --key-file public.jwk -o found", self.read("token"))
        self.assertEqual(self.read("found"), b"some\0bytes\xff")
        self.assert_private("token", "found")


if __name__ == "__main__":
    unittest.main()
