"""`jamlite keychain`: the life of a key in a folder, and what is not there."""

from __future__ import annotations

import json
import os
import unittest

from jamlite.keychain import FileStorage
from jamlite.keys.loading import dump_pem
from tests.cli.running import InFolder
from tests.keys import samples


class Refusals(InFolder):
    def test_bad_lines(self) -> None:
        for line in (
            "",
            "list",
            "list --path absent",
            "nothing --path keys",
            "rotate --path keys",
            "rotate --path keys --algorithm none",
            "rotate --path keys --algorithm HS256 --id ../a",
            "rotate --path keys --algorithm HS256 --key-file absent",
            "rotate --path absent/../keys2 --algorithm v4",
            "show --path absent a",
            "show --path absent",
        ):
            with self.subTest(line):
                self.refused(f"keychain {line}")
        self.assertNotIn("absent", os.listdir("."))

    def test_keys_that_are_not_there_or_not_free(self) -> None:
        self.ok("keychain rotate --path keys --algorithm HS256 --id a")
        for command in ("show", "activate", "retire", "revoke", "remove"):
            self.assertIn("no such key", self.refused(f"keychain {command} --path keys b"))
        self.refused("keychain add --path keys --id a")
        self.refused("keychain retire --path keys a")
        self.refused("keychain remove --path keys a")
        self.refused("keychain rotate --path keys --expect b")
        self.refused("keychain rotate --path keys --algorithm ES256")
        self.refused("keychain jwks --path keys")
        self.assertEqual(len(FileStorage("keys").list()), 1)

    def test_a_key_that_does_not_fit(self) -> None:
        self.write("short", b"secret")
        err = self.refused("keychain rotate --path keys --algorithm HS256 --key-file short")
        self.assertNotIn("secret", err.replace("a secret", ""))

    def test_a_folder_that_is_open_to_others(self) -> None:
        self.ok("keychain rotate --path keys --algorithm HS256")
        os.chmod("keys", 0o755)
        self.assertIn("chmod go=", self.refused("keychain list --path keys"))


class Life(InFolder):
    def test_a_key_through_its_life(self) -> None:
        self.assertEqual(self.ok("keychain add --path keys --algorithm es256 --id a"), b"a is standby\n")
        code, out, _ = self.run_line("keychain current --path keys")
        self.assertEqual((code, out), (1, b"no key is current\n"))
        code, out, _ = self.run_line("keychain current --path keys --json")
        self.assertEqual((code, out), (1, b"null\n"))
        self.assertEqual(self.ok("keychain activate --path keys a"), b"a is current\n")
        self.assertEqual(self.ok("keychain rotate --path keys --id b --expect a"), b"b is current\n")
        self.assertIn(b"id: b\nstatus: current\n", self.ok("keychain current --path keys"))
        lines = self.ok("keychain list --path keys").decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["retired", "current"])
        self.assertEqual(self.ok("keychain revoke --path keys a"), b"a is revoked\n")
        self.assertEqual(self.ok("keychain remove --path keys a"), b"a is removed\n")
        self.assertEqual([key.id for key in FileStorage("keys").list()], ["b"])

    def test_json(self) -> None:
        made = json.loads(self.ok("keychain rotate --path keys --algorithm EdDSA --json"))
        self.assertEqual(made.keys(), {"id", "status", "created_at", "algorithm", "fingerprint"})
        self.assertEqual(json.loads(self.ok("keychain list --path keys --json")), [made])
        self.assertEqual(json.loads(self.ok(f"keychain show --path keys {made['id']} --json")), made)
        self.assertEqual(json.loads(self.ok("keychain current --path keys --json")), made)

    def test_what_is_published(self) -> None:
        self.ok("keychain rotate --path keys --algorithm ES256 --id a")
        (key,) = json.loads(self.ok("keychain jwks --path keys"))["keys"]
        self.assertEqual((key["kid"], key["alg"], "d" in key), ("a", "ES256", False))

    def test_keys_of_ones_own(self) -> None:
        key = samples.private_keys()["P-256"]
        self.write("key.pem", dump_pem(key, private=True).encode())
        self.ok("keychain rotate --path keys --algorithm ES256 --key-file key.pem")
        self.assertEqual(FileStorage("keys").signing_key().material.to_members(True), key.to_members(True))


if __name__ == "__main__":
    unittest.main()
