"""The JOSE header: types, crit, b64, limits. The single rules stand as vectors in jws*.jamlite.json."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.exceptions import JamConfigurationError
from jamlite.exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError
from jamlite.jose import header, limits
from tests.tools.transcribe.jose_forge import b64u, segment


class Segment(unittest.TestCase):
    def test_size(self) -> None:
        """security 3: one below, at, one above."""
        filled = header.parse_segment(segment({"alg": "x" * 100}))
        self.assertEqual(filled, {"alg": "x" * 100})
        size = limits.MAX_HEADER_BYTES // 4 * 3  # bytes in the largest segment
        for octets in (size - 3, size):
            text = segment(b'{"a":"' + b"x" * (octets - 8) + b'"}')
            self.assertLessEqual(len(text), limits.MAX_HEADER_BYTES)
            header.parse_segment(text)
        text = segment(b'{"a":"' + b"x" * (size - 7) + b'"}')
        with self.assertRaisesRegex(JamJWSInvalidFormatError, "larger"):
            header.parse_segment(text)

    def test_not_an_object(self) -> None:
        for value in ([], "x", 1, None, True, [{"alg": "HS256"}]):
            with self.assertRaises(JamJWSInvalidFormatError):
                header.parse_segment(segment(value))
        for text in ("", "e", "e30=", "e30\n", b64u(b"\xff")):
            with self.assertRaises(JamJWSInvalidFormatError):
                header.parse_segment(text)

    def test_registered_members_of_a_wrong_type(self) -> None:
        strings = ("alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256", "enc", "zip")
        for name in strings:
            for value in (None, 1, True, 1.5, [], ["HS256"], {}):
                with self.assertRaises(JamJWSValidationError, msg=f"{name} {value}"):
                    header.check_members({name: value}, "the header")
        for name, values in (("jwk", ("x", [], None)), ("epk", ("x", 1)), ("x5c", ("x", {}, None))):
            for value in values:
                with self.assertRaises(JamJWSValidationError):
                    header.check_members({name: value}, "the header")
        for odd in ({1: "x"}, {None: 1}, {("a",): 1}):
            with self.assertRaises(JamJWSInvalidFormatError):
                header.check_members(odd, "the header")

    def test_alg_comes_first(self) -> None:
        self.assertEqual(
            header.encode_segment({"typ": "JWT", "alg": "x"}), segment({"alg": "x", "typ": "JWT"}).encode()
        )


class Crit(unittest.TestCase):
    """security 25, 26."""

    def refuses(self, protected: dict[str, Any], understood: tuple[str, ...] = ("x",), **more: Any) -> None:
        with self.subTest(protected=protected), self.assertRaises(JamJWSValidationError) as caught:
            header.check_crit(protected, more.get("unprotected"), understood)
        self.assertIn(caught.exception.details["reason"], ("critical_header", "unknown_critical_header"))

    def test_refusals(self) -> None:
        for crit in (None, "x", 1, True, {}, {"x": 1}, [], [1], ["x", 1], [None], [["x"]], ["x", "x"], ["y"]):
            self.refuses({"crit": crit, "x": 1, "y": 1})
        self.refuses({"crit": ["x"]})  # lists what the header lacks
        self.refuses({}, unprotected={"crit": ["x"]})
        self.refuses({"crit": ["x"], "x": 1}, unprotected={"crit": []})
        for name in header.REGISTERED:
            self.refuses({"crit": [name], name: 1}, (name,))

    def test_unknown_names_are_told(self) -> None:
        with self.assertRaises(JamJWSValidationError) as caught:
            header.check_crit({"crit": ["x", "y", "z"], "x": 1, "y": 1, "z": 1}, None, ("y",))
        details = {"reason": "unknown_critical_header", "unknown": ["x", "z"]}
        self.assertEqual(caught.exception.details, details)

    def test_acceptance(self) -> None:
        header.check_crit({}, None, ())
        header.check_crit({"x": 1}, {"y": 1}, ())
        header.check_crit({"crit": ["x"], "x": None}, {}, ("x",))
        header.check_crit({"crit": ["y", "x"], "x": 1, "y": 2}, {}, ["x", "y", "z"])


class B64(unittest.TestCase):
    """security 27."""

    def test_refusals(self) -> None:
        for value in ("false", "", 0, 1, None, [], {}):
            with self.assertRaises(JamJWSValidationError):
                header.check_b64({"b64": value, "crit": ["b64"]})
        for protected in ({"b64": False}, {"b64": True}, {"b64": False, "crit": ["x"]}):
            with self.assertRaises(JamJWSValidationError):
                header.check_b64(protected)
        with self.assertRaises(JamJWSValidationError):
            header.check_b64({"crit": ["b64"]}, {"b64": False})

    def test_values(self) -> None:
        self.assertIs(header.check_b64({}), True)
        self.assertIs(header.check_b64({"b64": True, "crit": ["b64"]}), True)
        self.assertIs(header.check_b64({"b64": False, "crit": ["b64"]}, {"kid": "a"}), False)


class Names(unittest.TestCase):
    def test_lists_of_names(self) -> None:
        for names in (
            "HS256",
            b"HS256",
            1,
            True,
            {},
            {"HS256": 1},
            [1],
            [None],
            ["a", 1],
            iter(["a"]),
            object(),
        ):
            with self.assertRaises(JamConfigurationError, msg=repr(names)):
                header.check_names(names, "algorithms")
        for names in (None, (), [], ["a"], ("a", "b"), {"a"}, frozenset("a")):
            header.check_names(names, "algorithms")


if __name__ == "__main__":
    unittest.main()
