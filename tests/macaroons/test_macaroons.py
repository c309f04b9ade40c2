"""Macaroons: bad input, limits, attacks, and the forms; the official vectors are run by test_vectors."""

from __future__ import annotations

import json
import pickle
import unittest
import warnings

from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamConfigurationError,
    JamInvalidKeyError,
    JamMacaroonError,
    JamMacaroonFormatError,
    JamMacaroonVerificationError,
    JamTypeError,
    JamWeakKeyWarning,
)
from jamlite.exceptions.crypto import JamCryptoError
from jamlite.macaroons import Caveat, Limits, Macaroon, Verifier, create

KEY, CAVEAT_KEY = bytes(range(32)), bytes(range(32, 64))
FORMS = ("v1", "v2", "json", "json-v1")


def root() -> Macaroon:
    return create("https://api.example", KEY, "key 1").add_first_party_caveat("account = 7")


def with_third() -> tuple[Macaroon, Macaroon]:
    """Return a macaroon with a third-party caveat, and its discharge, not bound yet."""
    macaroon = root().add_third_party_caveat("https://auth.example", CAVEAT_KEY, "user of 7")
    return macaroon, create("https://auth.example", CAVEAT_KEY, "user of 7")


class WrongTypes(unittest.TestCase):
    def test_limits_and_discharges(self) -> None:
        text = root().serialize()
        for bad in (None, 7, {}, "64"):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                root().serialize(limits=bad)  # type: ignore[arg-type]
            with self.subTest(bad), self.assertRaises(JamTypeError):
                Macaroon.deserialize(text, limits=bad)  # type: ignore[arg-type]
            with self.subTest(bad), self.assertRaises(JamTypeError):
                Verifier(limits=bad)  # type: ignore[arg-type]
        for bad in (None, 7, "text", root(), object()):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                Verifier().verify(root(), KEY, bad)  # type: ignore[arg-type]


class Making(unittest.TestCase):
    def test_keys(self) -> None:
        for bad in (None, 1, ["a"], {}):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                create(None, bad, "id")  # type: ignore[arg-type]
        public = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----"
        for bad in (b"", "", public, '{"kty": "oct", "k": "AAAA"}', "/run/secrets/macaroon.key"):
            with self.subTest(bad), self.assertRaises(JamInvalidKeyError):
                create(None, bad, "id")
        with self.assertWarns(JamWeakKeyWarning):
            create(None, b"short", "id")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            create(None, KEY, "id")

    def test_identifiers_locations_caveats(self) -> None:
        for bad in ("", b"", "\ud800"):
            with self.subTest(bad), self.assertRaises(JamMacaroonFormatError):
                create(None, KEY, bad)
        with self.assertRaises(JamMacaroonFormatError):
            root().add_third_party_caveat("there", CAVEAT_KEY, "")
        for bad in (None, 7):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                root().add_first_party_caveat(bad)  # type: ignore[arg-type]
        for bad in (7, b"there"):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                create(bad, KEY, "id")  # type: ignore[arg-type]
        with self.assertRaises(JamTypeError):
            root().prepare_for_request("text")  # type: ignore[arg-type]
        with self.assertRaises(JamCryptoError):
            root().add_third_party_caveat(None, CAVEAT_KEY, "id", nonce=b"short")

    def test_a_caveat_makes_a_new_macaroon(self) -> None:
        first = create(None, KEY, "id")
        second = first.add_first_party_caveat("a").add_first_party_caveat(b"\xff")
        self.assertEqual(first.caveats, ())
        self.assertEqual([caveat.identifier for caveat in second.caveats], [b"a", b"\xff"])
        self.assertNotEqual(first, second)

    def test_nothing_shows_the_signature(self) -> None:
        macaroon, _ = with_third()
        shown = repr(macaroon) + repr(macaroon.caveats) + macaroon.inspect()
        self.assertNotIn(macaroon.signature.hex(), shown)
        with self.assertRaises(JamTypeError):
            pickle.dumps(macaroon)

    def test_third_party_caveats_are_listed(self) -> None:
        macaroon, _ = with_third()
        self.assertEqual(macaroon.third_party_caveats(), [("https://auth.example", b"user of 7")])

    def test_two_caveats_under_one_key_differ(self) -> None:
        one, two = (root().add_third_party_caveat(None, CAVEAT_KEY, "id").caveats[-1].vid for _ in "12")
        self.assertNotEqual(one, two)


class Verifying(unittest.TestCase):
    def verifier(self) -> Verifier:
        verifier = Verifier()
        verifier.satisfy_exact("account = 7")
        return verifier

    def refused(self, macaroon: Macaroon, discharges: list[Macaroon] | None = None, key: bytes = KEY) -> str:
        with self.assertRaises(JamMacaroonVerificationError) as caught:
            self.verifier().verify(macaroon, key, discharges or [])
        return caught.exception.message

    def test_exact_and_general(self) -> None:
        self.assertIs(self.verifier().verify(root(), KEY), True)
        asked: list[bytes] = []
        general = Verifier()
        general.satisfy_general(lambda predicate: asked.append(predicate) or predicate == b"account = 7")
        self.assertIs(general.verify(root(), KEY), True)
        self.assertEqual(asked, [b"account = 7"])
        for answer in (1, "yes", [1], None, False):
            judge = Verifier()
            judge.satisfy_general(lambda predicate, answer=answer: answer)
            with self.subTest(answer), self.assertRaises(JamMacaroonVerificationError):
                judge.verify(root(), KEY)
        with self.assertRaises(JamTypeError):
            general.satisfy_general("text")  # type: ignore[arg-type]

    def test_a_forged_caveat_reaches_no_function(self) -> None:
        asked: list[bytes] = []
        verifier = Verifier()
        verifier.satisfy_general(lambda predicate: not asked.append(predicate))
        honest = root()
        forged = Macaroon(honest.identifier, None, (Caveat(b"role = admin"),), honest.signature)
        with self.assertRaises(JamMacaroonVerificationError):
            verifier.verify(forged, KEY)
        self.assertEqual(asked, [])

    def test_what_a_function_raises_reaches_the_caller(self) -> None:
        verifier = Verifier()
        verifier.satisfy_general(lambda predicate: 1 / 0)
        with self.assertRaises(ZeroDivisionError):
            verifier.verify(root(), KEY)

    def test_changes(self) -> None:
        honest = root()
        parts = (honest.identifier, honest.location, honest.caveats, honest.signature)
        for place, value in ((0, b"key 2"), (2, ()), (2, honest.caveats * 2), (3, bytes(32)), (3, b"")):
            changed = list(parts)
            changed[place] = value
            with self.subTest(place, value=value):
                self.refused(Macaroon(*changed))  # type: ignore[arg-type]
        self.assertIs(self.verifier().verify(Macaroon(parts[0], "elsewhere", *parts[2:]), KEY), True)
        self.refused(honest, key=CAVEAT_KEY)

    def test_a_caveat_cannot_be_taken_off(self) -> None:
        narrow = root().add_first_party_caveat("account = 8")
        self.refused(narrow)
        self.refused(Macaroon(narrow.identifier, None, narrow.caveats[:1], narrow.signature))

    def test_discharges(self) -> None:
        macaroon, discharge = with_third()
        bound = macaroon.prepare_for_request(discharge)
        self.assertIs(self.verifier().verify(macaroon, KEY, [bound]), True)
        self.assertIn("discharge", self.refused(macaroon))
        self.refused(macaroon, [discharge])  # not bound
        other = root().add_third_party_caveat(None, CAVEAT_KEY, "user of 7")
        self.refused(macaroon, [other.prepare_for_request(discharge)])  # bound to another macaroon
        self.refused(macaroon, [macaroon.prepare_for_request(create(None, KEY, "user of 7"))])
        unmet = macaroon.prepare_for_request(discharge.add_first_party_caveat("time < 5"))
        self.assertIn("not met", self.refused(macaroon, [unmet]))

    def test_a_third_party_caveat_is_no_first_party_caveat(self) -> None:
        """Without its vid the caveat would be one that `satisfy_exact` can meet."""
        macaroon, _ = with_third()
        bare = (macaroon.caveats[0], Caveat(b"user of 7"))
        verifier = self.verifier()
        verifier.satisfy_exact("user of 7")
        with self.assertRaises(JamMacaroonVerificationError):
            verifier.verify(Macaroon(macaroon.identifier, None, bare, macaroon.signature), KEY)

    def test_a_changed_vid(self) -> None:
        macaroon, discharge = with_third()
        vid = macaroon.caveats[1].vid or b""
        for changed in (vid[:-1] + bytes([vid[-1] ^ 1]), bytes(72), b"", vid[:20]):
            caveat = Caveat(b"user of 7", changed)
            forged = Macaroon(macaroon.identifier, None, (macaroon.caveats[0], caveat), macaroon.signature)
            with self.subTest(changed):
                self.refused(forged, [forged.prepare_for_request(discharge)])

    def test_circles_and_depth_end(self) -> None:
        macaroon, discharge = with_third()
        circle = discharge.add_third_party_caveat(None, CAVEAT_KEY, "user of 7")
        self.refused(macaroon, [macaroon.prepare_for_request(circle)])
        chain, needed = [], create(None, KEY, "id").add_third_party_caveat(None, CAVEAT_KEY, "level 0")
        for level in range(12):
            made = create(None, CAVEAT_KEY, f"level {level}")
            chain.append(made.add_third_party_caveat(None, CAVEAT_KEY, f"level {level + 1}"))
        bound = [needed.prepare_for_request(each) for each in chain]
        self.assertIn("8 levels", self.refused(needed, bound))
        self.assertIn("more than 32", self.refused(needed, bound * 3))

    def test_each_discharge_serves_once(self) -> None:
        macaroon, discharge = with_third()
        twice = macaroon.add_third_party_caveat(None, CAVEAT_KEY, "user of 7")
        bound = twice.prepare_for_request(discharge)
        self.refused(twice, [bound])
        self.assertIs(self.verifier().verify(twice, KEY, [bound, bound]), True)

    def test_wrong_types(self) -> None:
        for bad in (None, "text", b"bytes", 1):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                self.verifier().verify(bad, KEY)  # type: ignore[arg-type]
        for bad in ("text", b"bytes", [None], root()):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                self.verifier().verify(root(), KEY, bad)  # type: ignore[arg-type]


class Forms(unittest.TestCase):
    def test_every_form_is_read_again(self) -> None:
        macaroon, _ = with_third()
        for form in FORMS:
            with self.subTest(form):
                self.assertEqual(Macaroon.deserialize(macaroon.serialize(form)), macaroon)
        binary = base64url.decode(macaroon.serialize())
        self.assertEqual(Macaroon.deserialize(binary), macaroon)
        self.assertEqual(Macaroon.deserialize(macaroon.serialize() + "=="), macaroon)
        self.assertEqual(Macaroon.deserialize(f"\n {macaroon.serialize('v1')} \n"), macaroon)

    def test_bytes_that_are_no_text(self) -> None:
        macaroon = create(None, KEY, b"\xff\xfe").add_first_party_caveat(b"\x80")
        for form in ("v1", "v2", "json"):
            with self.subTest(form):
                self.assertEqual(Macaroon.deserialize(macaroon.serialize(form)), macaroon)
        with self.assertRaises(JamMacaroonFormatError):
            macaroon.serialize("json-v1")
        self.assertIn("0xfffe", macaroon.inspect())

    def test_unknown_forms_and_types(self) -> None:
        for bad in ("v3", "", None, 2):
            with self.subTest(bad), self.assertRaises(JamMacaroonFormatError):
                root().serialize(bad)  # type: ignore[arg-type]
        for bad in (None, 7, ["text"]):
            with self.subTest(bad), self.assertRaises(JamTypeError):
                Macaroon.deserialize(bad)  # type: ignore[arg-type]

    def test_cut_and_changed_binary(self) -> None:
        """Each prefix is refused; each changed byte is refused or gives another macaroon."""
        macaroon, _ = with_third()
        for form in ("v1", "v2"):
            binary = base64url.decode(macaroon.serialize(form))
            for size in range(len(binary)):
                with self.assertRaises(JamMacaroonFormatError):
                    Macaroon.deserialize(base64url.encode(binary[:size]))
            with self.assertRaises(JamMacaroonFormatError):
                Macaroon.deserialize(base64url.encode(binary + b"\0"))
            for at in range(len(binary)):
                for bit in (0x01, 0x80):
                    changed = binary[:at] + bytes([binary[at] ^ bit]) + binary[at + 1 :]
                    try:
                        found = Macaroon.deserialize(base64url.encode(changed))
                    except JamMacaroonFormatError:
                        continue
                    spelled_alike = form == "v1" and chr(changed[at]).lower() == chr(binary[at]).lower()
                    self.assertTrue(spelled_alike or found != macaroon, (form, at))

    def test_malformed(self) -> None:
        v2 = base64url.decode(root().serialize())
        for bad in (
            "",
            "hello",
            "é",
            "{}",
            "[]",
            "null",
            '{"v": 3}',
            '{"v": 2}',
            "MDAx",
            base64url.encode(b"\x02\x02\x00\x00\x00\x06\x20" + bytes(32)),  # an empty identifier
            base64url.encode(b"\x02\x02\x01a\x00\x00\x06\x01\x00"),  # a signature of one byte
            base64url.encode(b"\x02\x02\x01a\x00\x02\x00\x04\x01\x00\x00\x00\x06\x20" + bytes(32)),
            base64url.encode(b"\x02\x02\x81\x00a" + bytes(40)),  # a length written longer than needed
            base64url.encode(b"\x02\x02" + b"\xff" * 9),
            base64url.encode(b"\x02\x02\x01a\x02\x01a\x00\x00\x06\x20" + bytes(32)),  # one field twice
            base64url.encode(b"\x02\x01\x01\xff\x02\x01a\x00\x00\x06\x20" + bytes(32)),
            base64url.encode(b"000alocation \n" + b"0003"),
            base64url.encode(b"000elocation \n0010identifier a\n002fsignature " + bytes(31)),
            b"\x02" + v2,
        ):
            with self.subTest(bad), self.assertRaises(JamMacaroonFormatError):
                Macaroon.deserialize(bad)

    def test_malformed_json(self) -> None:
        good = json.loads(root().serialize("json"))
        old = json.loads(root().serialize("json-v1"))
        for change in (
            {"v": 1},
            {"v": True},
            {"i": 7},
            {"i": None},
            {"i": "", "s64": good["s64"]},
            {"s": "text", "s64": good["s64"]},
            {"s64": "AAAA"},
            {"s64": "*"},
            {"c": {}},
            {"c": ["text"]},
            {"c": [{}]},
            {"c": [{"i": "a", "l": "place"}]},
            {"c": [{"i": "a", "v64": "AAAA"}]},
            {"l": 7},
            {"more": 1},
        ):
            with self.subTest(change), self.assertRaises(JamMacaroonFormatError):
                Macaroon.deserialize(json.dumps({**good, **change}))
        for change in ({"signature": "zz"}, {"signature": 7}, {"identifier": None}, {"caveats": 7}, {"v": 1}):
            with self.subTest(change), self.assertRaises(JamMacaroonFormatError):
                Macaroon.deserialize(json.dumps({**old, **change}))
        with self.assertRaises(JamMacaroonFormatError):
            Macaroon.deserialize('{"v": 2, "v": 2}')
        with self.assertRaises(JamMacaroonFormatError):
            Macaroon.deserialize("[" * 100_000)

    def test_limits_hold_for_reading_and_writing(self) -> None:
        many = create(None, KEY, "id")
        for number in range(65):
            many = many.add_first_party_caveat(str(number))
        long = create(None, KEY, "id").add_first_party_caveat("x" * 8193)
        huge = create(None, KEY, "i" * 65_536)
        free = Limits(10**6, 10**6, 10**6)
        for macaroon in (many, long, huge):
            for form in FORMS:
                if form == "v1" and macaroon is huge:
                    continue
                with self.subTest(form), self.assertRaises(JamMacaroonFormatError):
                    macaroon.serialize(form)
                with self.subTest(form), self.assertRaises(JamMacaroonFormatError):
                    Macaroon.deserialize(macaroon.serialize(form, limits=free))
        with self.assertRaises(JamMacaroonFormatError):
            huge.serialize("v1", limits=free)  # its packets have four digits of length
        with self.assertRaises(JamMacaroonVerificationError):
            Verifier().verify(many, KEY)

    def test_bad_limits(self) -> None:
        for bad in (-1, True, 1.5, None, "1"):
            with self.subTest(bad), self.assertRaises(JamConfigurationError):
                Limits(caveat_count=bad)  # type: ignore[arg-type]

    def test_every_refusal_is_a_macaroon_error(self) -> None:
        for error in (JamMacaroonFormatError, JamMacaroonVerificationError):
            self.assertTrue(issubclass(error, JamMacaroonError))


if __name__ == "__main__":
    unittest.main()
