"""Tokens that Jam 3.2 has made (jam_tokens.json): those that follow their standards are read here."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

from jamlite import Jam
from jamlite.exceptions import JamValidationError
from jamlite.utils import check_password, deserialize_hash

# The README says of these that Jam alone reads them. Each stands for its kind.
ONLY_JAM = {
    "PS256": "RFC 7518 section 3.5: the salt is as long as the hash",
    "A256KW A128CBC-HS256": "RFC 7518 section 5.2.2.1: AL is the length of the header alone",
    "RSA-OAEP A128GCM": "RFC 7518 section 4.3: RSA-OAEP is with SHA-1, RSA-OAEP-256 with SHA-256",
    "ECDH-ES+A128KW A128GCM": "RFC 7518 section 4.6.2: Concat KDF",
    "v1 public": "PASETO version 1",
    "v2 local": "PASETO version 2",
    "v3 local": "PASETO version 3",
    "v3 public": "PASETO version 3",
    "v4 local": "PASETO version 4",
    "v4 public": "PASETO version 4",
}


def made_by_jam() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "jam_tokens.json"), encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)
    return found


def read(section: str, options: dict[str, str], key: str, token: str) -> Any:
    """Return the subject that a token names, as an application configured so reads it."""
    if section == "paseto":
        found = Jam({"paseto": {**options, "secret_key": key}}).paseto_decode(token)
        return found["payload"]["sub"], found["footer"]
    if section == "jwe":
        return json.loads(Jam({"jose": {"jwe": {**options, "key": key}}}).jwe_decrypt(token))["sub"]
    claims = Jam({"jose": {"jwt": {**options, "secret_key": key}}}).jwt_decode(token, check_list=False)
    return claims["sub"]


class Tokens(unittest.TestCase):
    def test_each_is_read_or_is_one_that_only_jam_reads(self) -> None:
        samples = made_by_jam()
        refused = []
        for sample in samples["tokens"]:
            name = " ".join(sample["options"].values())
            call = (sample["section"], sample["options"], samples["keys"][sample["key"]], sample["token"])
            with self.subTest(name=name):
                if name in ONLY_JAM:
                    refused.append(name)
                    with self.assertRaises(JamValidationError):
                        read(*call)
                else:
                    footer = ("alice", {"kid": "1"}) if sample["section"] == "paseto" else "alice"
                    self.assertEqual(read(*call), footer)
        self.assertEqual(refused, [*ONLY_JAM])
        self.assertEqual(len(samples["tokens"]) - len(refused), 7)

    def test_hashes_of_passwords(self) -> None:
        stored = made_by_jam()["password"]
        self.assertTrue(check_password(stored["text"], *deserialize_hash(stored["hash"])))
        self.assertFalse(check_password("wrong", *deserialize_hash(stored["hash"])))


if __name__ == "__main__":
    unittest.main()
