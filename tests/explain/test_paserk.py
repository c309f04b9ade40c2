"""Wrapped PASERK by the official vectors: the key that plain finds inside, and what is refused."""

from __future__ import annotations

import base64
import json
import os
import unittest
from typing import Any, Optional

from jamlite.exceptions.base import JamError
from jamlite.explain import Explanation, explain
from jamlite.paseto import paserk

from ..beside import beside
from ..support import ROOT

OPENING = ("unwrap", "unwrap_with_password", "unseal")


def cases(version: str) -> list[dict[str, Any]]:
    path = os.path.join(ROOT, "vectors", "paseto", f"paserk_{version}.official.json")
    with open(path, encoding="utf-8") as stream:
        found = [case for case in json.load(stream)["cases"] if case["op"] in OPENING]
    one_of_each: dict[tuple[str, str], dict[str, Any]] = {}  # form and result: plain takes its time
    for case in found:
        text, kind = case["in"]["text"], case["in"]["type"]
        # Some are refused only as another type than the caller expects, which `explain` is not told.
        if text.startswith((f"{kind}-", f"{version}.seal")):
            one_of_each.setdefault((text.rpartition(".")[0], case["result"]), case)
    return list(one_of_each.values())


def opened(case: dict[str, Any]) -> Optional[Explanation]:
    """Return the explanation, or None if the text was not taken for anything."""
    given = case["in"]
    key = next((value for name, value in given.items() if "_key" in name), None)
    try:
        return explain(given["text"], key, password=given.get("password"), show_secrets=True)
    except JamError:
        return None


@beside
class Wrapped(unittest.TestCase):
    def test_official_vectors(self) -> None:
        ran: dict[str, int] = {}
        for version in ("k1", "k2", "k3", "k4"):
            for case in cases(version):
                if case["op"] == "unwrap_with_password" and version in ("k2", "k4"):
                    continue  # Argon2id: seconds each; one of little memory is below
                with self.subTest(case=case["id"]):
                    found = opened(case)
                    if case["result"] == "invalid":
                        self.assertTrue(found is None or found.refused)
                        continue
                    assert found is not None
                    self.assertEqual(found.result(), "explained; nothing was found wrong.", str(found))
                    inside = paserk.encode(case["in"]["type"], bytes.fromhex(case["out"]["key_hex"]))
                    self.assertEqual(found.step("Read the ")["PASERK"], inside)
                    ran[case["op"]] = ran.get(case["op"], 0) + 1
        self.assertEqual(sorted(ran), sorted(OPENING))
        self.assertEqual(sum(ran.values()), 8 + 4 + 4, ran)

    def test_argon2id_is_left_to_the_fast_code_and_has_limits(self) -> None:
        key = paserk.encode("k4.local", bytes(range(32)))
        text = paserk.wrap_with_password(key, "open sesame", memory_kib=64, passes=1)
        found = explain(text, password="open sesame", show_secrets=True)
        self.assertEqual(found.step("Read the local key")["PASERK"], key)
        self.assertIn("Argon2id is computed by the fast code", found.step("Derive the keys").note)
        self.assertTrue(explain(text, password="open says me").refused)
        data = bytearray(base64.urlsafe_b64decode(text.split(".")[2] + "=="))
        data[16:24] = (1 << 40).to_bytes(8, "big")  # bytes of memory
        asked = explain("k4.local-pw." + base64.urlsafe_b64encode(data).decode().rstrip("="), password="x")
        self.assertIn("KiB of memory, the limit is", asked.steps[-1].note)

    def test_what_is_missing_is_named_and_secrets_are_hidden(self) -> None:
        key, wrapping = paserk.encode("k4.local", bytes(range(32))), bytes(32)
        wrapped = paserk.wrap(key, wrapping, nonce=bytes(32))
        for text, words in (
            (wrapped, "the key that wrapped it"),
            (paserk.wrap_with_password(key, "x", memory_kib=8, passes=1), "the password"),
        ):
            found = explain(text)
            self.assertFalse(found.refused)
            self.assertIn(words, found.missing[0])
        for wrong in ("00" * 31, "x", 7, b"", "k4.public." + "A" * 43):
            self.assertTrue(explain(wrapped, wrong).refused, wrong)
        shown = str(explain(wrapped, wrapping))
        self.assertNotIn(bytes(range(32)).hex(), shown)
        self.assertNotIn(key, shown)
        self.assertIn(key, str(explain(wrapped, wrapping, show_secrets=True)))


if __name__ == "__main__":
    unittest.main()
