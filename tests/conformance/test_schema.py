"""vectors/schema.json: the small validator that reads files, and the reason of each case of our own."""

from __future__ import annotations

import copy
import json
import os
import tempfile
import time
import unittest
from typing import Any

from jamlite.conformance import foreign, judged, known_file, report, runner, schema_check, vectors
from jamlite.exceptions.base import JamError
from tests.support import ROOT, peak_memory
from tests.tools.transcribe import reasons

from .test_runner import GOOD

with open(os.path.join(ROOT, "vectors", "schema.json"), encoding="utf-8") as stream:
    SCHEMA = json.load(stream)


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return the good file with one value changed, or without it if the value is ..."""
    data = copy.deepcopy(GOOD)
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return data


FIRST = ("cases", 0)
DAMAGES = [
    *(changed((name,), ...) for name in ("schema", "title", "family", "spec", "source", "count", "cases")),
    *(changed((name,), value) for name in ("title", "family", "spec", "schema") for value in ("", 1, None)),
    *(changed(("source",), value) for value in ({}, [], {"name": "n"}, {"name": "n", "license": ""})),
    changed(("source",), {"name": "n", "license": "l", "more": 1}),
    changed(("more",), 1),
    *(changed(("flags",), value) for value in ([], {"Small": 1}, {"Small": ""})),
    changed(("gains",), {"Small": ["x"]}),
    *(changed((*FIRST, name), ...) for name in ("id", "op", "in", "result")),
    *(changed((*FIRST, "id"), value) for value in ("", 1, None)),
    *(changed((*FIRST, "op"), value) for value in ("", "Double", "do-it", 1)),
    *(changed((*FIRST, name), value) for name in ("in", "out") for value in ([], "x", None, 1)),
    *(changed((*FIRST, "result"), value) for value in ("", "true", True, None)),
    *(changed((*FIRST, "flags"), value) for value in ("Small", [1], ["Small", "Small"], [""], {})),
    *(changed((*FIRST, name), value) for name in ("must", "policy", "note") for value in ("", 1, [])),
    changed((*FIRST, "reproducible"), "false"),
    changed((*FIRST, "more"), 1),
    changed(FIRST, {**GOOD["cases"][0], "must": "a", "policy": "b"}),
    *(changed((*FIRST, "in"), {"a_hex": value}) for value in ("0", "zz", 1, None, ["00", "0"], {})),
    *(changed((*FIRST, "in"), {"a_b64u": value}) for value in ("A=", "A+", 1, [1])),
    *(changed((*FIRST, "out"), {f"a_{packing}": 1}) for packing in ("utf8", "json")),
    *({"cases": []}, [], "x", None, 1),
]
FINE = [
    GOOD,
    changed(
        (*FIRST, "in"),
        {"a_hex": ["", "Aa"], "_hex": "zz", "b_utf8": "", "hex": "z", "c_b64u": "_-", "d": None},
    ),
    changed((*FIRST, "must"), "RFC 1 section 2"),
    changed((*FIRST, "policy"), "ours"),
    changed((*FIRST, "reproducible"), False),
    changed(("gains",), {"Small": "nothing"}),
]


class Schema(unittest.TestCase):
    def test_what_is_refused(self) -> None:
        for data in DAMAGES:
            with self.subTest(str(data)[:300]):
                self.assertTrue(schema_check.faults(data))

    def test_what_is_read(self) -> None:
        for data in FINE:
            self.assertEqual(schema_check.faults(data), [])

    def test_each_case_of_our_own_says_why(self) -> None:
        """A flag, what an attacker gains, and either the section that demands it or our policy."""
        seen = 0
        for path in reasons.own_files():
            with open(path, encoding="utf-8") as stream:
                data = json.load(stream)
            name = os.path.basename(path)[: -len(".json")]
            for case in data["cases"]:
                if name in reasons.VARIED and case["result"] != "invalid":
                    continue
                seen += 1
                with self.subTest(file=name, case=case["id"]):
                    self.assertNotEqual("must" in case, "policy" in case)
                    self.assertTrue(case["flags"])
                    self.assertTrue(set(case["flags"]) & set(data["gains"]))
                    self.assertNotRegex(case.get("must", "section 1"), r"^RFC \d+$")
        self.assertGreater(seen, 3000)

    def test_the_sheets_are_what_the_files_say(self) -> None:
        for path in reasons.own_files():
            with open(path, encoding="utf-8") as stream:
                data = json.load(stream)
            again = copy.deepcopy(data)
            name = os.path.basename(path)[: -len(".json")]
            reasons.annotate(os.path.basename(os.path.dirname(path)), name, again)
            self.assertEqual(again, data, f"run python3 -m tests.tools.transcribe.reasons: {path}")


class Bombs(unittest.TestCase):
    """Files of others: bounded in size, depth and digits, in time and memory."""

    def refused(self, text: bytes) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bomb.json")
            with open(path, "wb") as stream:
                stream.write(text)
            with self.assertRaises(vectors.VectorFileError) as caught:
                vectors.read(path, "room")
            return caught.exception.message

    def test_depth(self) -> None:
        for unit in (b"[", b'{"a":'):
            self.refused(unit * 300_000)

    def test_digits(self) -> None:
        self.assertIn("digits", self.refused(b'{"count": ' + b"9" * 3_000_000 + b"}"))
        for name in ("in", "out"):  # and in the packing that is JSON itself
            data = changed((*FIRST, name), {"value_json": "9" * 3_000_000})
            self.assertIn("digits", self.refused(json.dumps(data).encode()))

    def test_a_field_given_twice(self) -> None:
        data = changed((*FIRST, "in"), {"value_hex": "41", "value": 1})
        self.assertIn("'value' is given twice", self.refused(json.dumps(data).encode()))

    @unittest.skipUnless(hasattr(os, "mkfifo"), "the system has no named pipes")
    def test_pipes_and_devices(self) -> None:
        """A name that ends in .json may be anything; what never ends is not read."""
        with tempfile.TemporaryDirectory() as folder:
            room = os.path.join(folder, "room")
            os.mkdir(room)
            os.mkfifo(os.path.join(room, "pipe.json"))
            os.symlink("/dev/zero", os.path.join(room, "zeros.json"))
            os.symlink("nowhere", os.path.join(room, "nowhere.json"))
            os.mkdir(os.path.join(room, "folder.json"))
            made = report.make(folder, check_floors=False)
            self.assertEqual(len(made.faults), 4)
            self.assertEqual(len(judged.digest_of(folder)), 64)
            with self.assertRaises(known_file.ReportFileError):
                known_file.read_known(os.path.join(room, "pipe.json"))
            found = report.Report()
            self.assertEqual(foreign.read_all("cctv", folder, found), [])
            self.assertEqual(len(found.faults), 3)  # os.walk tells the folder apart

    def test_work(self) -> None:
        """A case may ask for any amount of work: what would take for ever is refused, and soon."""
        table = runner.families()
        much = 10**12
        prime = (2**127 - 1) ** 1600 + 2  # odd, of 200 000 bits
        for family, op, given in (
            ("SHA-256", "digest", {"message": b"a", "repeat": much}),
            ("SHA-256", "digest", {"message": bytes(1 << 20), "repeat": 1 << 20}),
            ("ChaCha20", "keystream", {"key": bytes(32), "nonce": bytes(12), "counter": 0, "length": much}),
            ("Salsa20", "keystream", {"key": bytes(32), "nonce": bytes(8), "counter": 0, "length": -1}),
            ("X25519", "iterate", {"scalar": bytes(32), "u": bytes(32), "count": much}),
            ("X448", "iterate", {"scalar": bytes(56), "u": bytes(56), "count": much}),
            ("BLAKE2b", "grand_hash", {"digest_lengths": [20], "message_lengths": [much]}),
            ("RSA-keygen", "is_prime", {"candidate": prime.to_bytes(25_400, "big")}),
            ("scrypt", "derive", {"password": b"", "salt": b"", "n": 1 << 40, "r": 8, "p": 1, "length": 32}),
            ("SHA crypt", "derive", {"hash": "sha256", "password": b"", "salt": b"", "rounds": much}),
            ("ML-DSA-44", "accumulate", {"count": much}),
            ("ECDSA P-256", "generate", {"draws": b"\xff" * 64}),
        ):  # fmt: skip
            start = time.monotonic()
            with self.subTest(f"{family} {op}"), self.assertRaises(JamError):
                table[family][op](**given)
            self.assertLess(time.monotonic() - start, 5)

    def test_size(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bomb.json")
            with open(path, "wb") as stream:
                stream.truncate(1 << 33)  # 8 GiB of zeros, none of them on the disk
            with peak_memory() as peak, self.assertRaises(vectors.VectorFileError):
                vectors.read(path, "room")
            self.assertLess(peak(), 3 * vectors.MAX_FILE)


if __name__ == "__main__":
    unittest.main()
