"""`jamlite inspect`: every kind of token, its signature and sizes; what is not a token."""

from __future__ import annotations

import json
import unittest
from typing import Any

from jamlite.jose import JWK, jwe, jws, jwt
from jamlite.paseto import LocalKey, paserk, v4
from jamlite.paseto.key import generate
from tests.cli.running import InFolder

KEY = JWK.from_secret(bytes(range(32)))
EC = JWK.generate("EC", kid="ec")


class Inspect(InFolder):
    def found(self, token: str, command: str = "inspect") -> dict[str, Any]:
        self.write("token", token.encode())
        found: dict[str, Any] = json.loads(self.ok(f"{command} --token-file token --json"))
        self.assertEqual(found, json.loads(self.ok(f"{command} --json", f"  {token}\n".encode())))
        shown = self.ok(f"{command} --token-file token").decode()
        self.assertTrue(shown.startswith(("NOT VERIFIED", "ENCRYPTED", "This is a KEY", "The identifier")))
        return found

    def test_jwt(self) -> None:
        token = jwt.encode({"a": 1}, EC, header={"kid": "ec"})
        for command in ("inspect", "jwt inspect", "jws inspect"):
            found = self.found(token, command)
            self.assertEqual((found["kind"], found["form"], found["payload"]), ("JWT", "compact", {"a": 1}))
            self.assertEqual(found["header"], {"alg": "ES256", "typ": "JWT", "kid": "ec"})
            self.assertEqual((found["signature"]["alg"], found["signature"]["bytes"]), ("ES256", 64))
            self.assertEqual(found["signature"]["b64u"], token.split(".")[2])
            self.assertEqual(found["sizes"]["token"], len(token))
            self.assertEqual(found["sizes"]["payload"], len(b'{"a":1}'))

    def test_jws_of_other_content(self) -> None:
        for payload, member, shown in (
            (b"some text", "payload", "some text"),
            (b"[1]", "payload", [1]),
            (b"\xff\xfe", "payload_b64u", "__4"),
        ):
            found = self.found(jws.sign(payload, KEY))
            self.assertEqual((found["kind"], found[member]), ("JWS", shown))
        found = self.found(jws.sign(b"x", KEY, detached=True))
        self.assertIsNone(found["payload"])
        self.assertEqual(found["sizes"]["payload"], 0)
        found = self.found(jws.sign(b"plain", KEY, {"b64": False, "crit": ["b64"]}))
        self.assertEqual(found["payload"], "plain")

    def test_jws_in_json(self) -> None:
        made = jws.sign_json(b'{"a":1}', [(KEY, None, {"kid": "one"})], flattened=True)
        found = self.found(json.dumps(made, indent=1))
        self.assertEqual(
            (found["kind"], found["form"], found["header"]), ("JWS", "flattened", {"kid": "one"})
        )
        self.assertEqual((found["protected"]["alg"], found["payload"]), ("HS256", {"a": 1}))
        self.assertEqual(found["signatures"][0]["bytes"], 32)
        made = jws.sign_json(b"text", [(KEY, None, None), (EC, None, {"kid": "ec"})])
        found = self.found(json.dumps(made))
        self.assertEqual((found["form"], found["payload"]), ("general", "text"))
        self.assertEqual([one["alg"] for one in found["signatures"]], ["HS256", "ES256"])
        self.assertEqual(found["signatures"][1]["header"], {"kid": "ec"})

    def test_jwe(self) -> None:
        header = {"alg": "A256KW", "enc": "A128GCM"}
        found = self.found(jwe.encrypt(b"x" * 100, KEY, header), "jwe inspect")
        self.assertEqual((found["kind"], found["form"], found["header"]), ("JWE", "compact", header))
        sizes = {"encrypted_key": 24, "iv": 12, "ciphertext": 100, "tag": 16}
        self.assertEqual({name: found["sizes"][name] for name in sizes}, sizes)
        recipients = [(KEY, {"alg": "A256KW"}), (KEY, {"alg": "A256KW", "kid": "2"})]
        made = jwe.encrypt_json(b"x", recipients, {"enc": "A128GCM"}, aad=b"aad")
        found = self.found(json.dumps(made))
        self.assertEqual(
            (found["kind"], found["form"], found["protected"]), ("JWE", "general", {"enc": "A128GCM"})
        )
        self.assertEqual(
            found["recipients"][1], {"header": {"alg": "A256KW", "kid": "2"}, "encrypted_key_bytes": 24}
        )
        self.assertEqual((found["sizes"]["ciphertext"], found["sizes"]["aad"]), (1, 3))

    def test_paseto(self) -> None:
        key = generate("v4", "public")
        found = self.found(v4.sign(key, b'{"a":1}', b'{"kid":"x"}'), "paseto inspect")  # type: ignore[arg-type]
        self.assertEqual((found["kind"], found["type"], found["payload"]), ("PASETO", "v4.public", {"a": 1}))
        self.assertEqual((found["footer"], found["signature"]["bytes"]), ({"kid": "x"}, 64))
        found = self.found(v4.encrypt(LocalKey("v4", bytes(32)), b"{}", b"\xff"))
        self.assertEqual((found["type"], found["footer"]), ("v4.local", {"hex": "ff"}))
        self.assertEqual({name: found["sizes"][name] for name in ("nonce", "ciphertext", "tag", "footer")},
                         {"nonce": 32, "ciphertext": 2, "tag": 32, "footer": 1})  # fmt: skip

    def test_paserk(self) -> None:
        text = paserk.encode("k4.local", bytes(range(32)))
        found = self.found(text)
        self.assertEqual(
            (found["type"], found["content"]), ("k4.local", {"key": "k4.local", "holds": "plain"})
        )
        self.assertNotIn("AAEC", json.dumps(found))
        self.assertEqual(self.found(paserk.key_id(text))["content"]["holds"], "id")
        self.assertEqual(self.found(paserk.wrap(text, bytes(32)))["content"]["holds"], "pie")

    def test_what_is_no_token(self) -> None:
        for text, said in (
            ("x", "this is not a token that jamlite knows"),
            ("a.b", "a JWT has three parts"),
            ("a.b.c.d", "a JWT has three parts"),
            ("{}", "neither a JWS nor a JWE"),
            ('{"kty":"oct"}', "this is a key"),
            ('{"keys":[]}', "this is a key or a set of keys"),
            ('{"signatures":5}', "not a list of objects"),
            ('{"signature":5,"payload":"AA"}', "is not text"),
            ('{"ciphertext":"","header":"x"}', "the member header of the token is not a JSON object"),
            ('{"signature":"","unprotected":[1]}', "the member unprotected of the token is not a JSON"),
            ("{", "not JSON"),
            ("v4.public.AAAA", "the body is too short"),
            ("v4.local.AAAA", "the body is too short"),
            ("k4.local.AAAA", "wrong length"),
            ("!.e30.AA", "not base64url"),
            ("W10.e30.AA", "the header is not a JSON object"),
        ):
            with self.subTest(text=text):
                self.write("token", text.encode())
                self.assertIn(said, self.refused("inspect --token-file token"))
        self.refused("inspect --token-file absent")
        self.refused("inspect x --token-file token")
        self.refused("inspect", b"")


if __name__ == "__main__":
    unittest.main()
