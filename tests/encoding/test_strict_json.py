"""Strict JSON: one meaning per text or a refusal, in bounded time and memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import unittest
from collections import OrderedDict
from contextlib import suppress
from typing import Any
from unittest import mock

from jamlite.encoding import strict_json
from jamlite.exceptions import JamEncodingError
from tests.support import ROOT, peak_memory

LIMIT = strict_json.MAX_VALUES


class Refusals(unittest.TestCase):
    def refuses(self, text: Any) -> None:
        with self.subTest(text=repr(text)[:60]), self.assertRaises(JamEncodingError):
            strict_json.loads(text)

    def test_other_types(self) -> None:
        for value in (None, 1, True, 1.5, [], {}, memoryview(b"{}"), object()):
            self.refuses(value)

    def test_constants_and_numbers_out_of_range(self) -> None:
        """security 6: NaN, Infinity and 1e400 are not JSON."""
        for text in ("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "nan", "inf", "1e99999999999"):
            self.refuses(text)
            self.refuses(f'{{"exp":{text}}}')
            self.refuses(f"[{text}{' ' * 400}]")  # the scanner of long texts

    def test_a_member_twice(self) -> None:
        """security 7: also when it is spelt with escapes, and inside."""
        for text in ('{"a":1,"a":2}', '{"a":1,"\\u0061":1}', '{"x":[{"a":1,"a":1}]}', '{"":1,"":1}'):
            self.refuses(text)
            self.refuses(text.encode())

    def test_bytes_that_are_not_plain_utf8(self) -> None:
        """security 8."""
        for data in (
            b"\xef\xbb\xbf{}",
            "{}".encode("utf-16"),
            "{}".encode("utf-16-le"),
            "{}".encode("utf-32"),
            b'"\xff"',
            b'"\xc0\xaf"',
            b'"\xed\xa0\x80"',
            b'"\xf4\x90\x80\x80"',
            b'"\xe2\x82"',
        ):
            self.refuses(data)
        self.refuses("\ufeff{}")
        for text in (
            '"\\ud800"',
            '"\\udfff"',
            '"\\udc00\\ud800"',
            '{"\\ud800":1}',
            '"\ud800"',
            '["a\udcff"]',
        ):
            self.refuses(text)

    def test_what_is_not_json_at_all(self) -> None:
        for text in (
            "", " ", "\n", "{", "}", "[", "]", "{]", '{"a"}', '{"a":}', '{"a":1,}', "[1,]", "[,]",
            "{,}", "//",
            '{a:1}', "{'a':1}", '"a', '"\\x41"', '"\\u12"', '"a\nb"', '"\t"', "01", "+1", "1.", ".5", "0x1",
            "1_000", "--1", "1e", "tru", "True", "None", "undefined", "1 2", "{}{}", "{} x", "{}\0", "\0",
            "\x0b{}", "\xa0{}", "\u2028{}", "{}\x0c",
        ):  # fmt: skip
            self.refuses(text)
            self.refuses(text.encode())

    def test_the_message_does_not_quote_the_text(self) -> None:
        """security 11."""
        for text in ('{"password":"hunter2"', '"hunter2', '{"hunter2":1,"hunter2":2}'):
            with self.assertRaises(JamEncodingError) as caught:
                strict_json.loads(text)
            self.assertNotIn("hunter2", f"{caught.exception!r} {caught.exception}")


class Limits(unittest.TestCase):
    """security 5: one below, at, one above."""

    def around(self, limit: int, text_of: Any) -> None:
        for size in (limit - 1, limit):
            strict_json.loads(text_of(size))
        with self.assertRaises(JamEncodingError):
            strict_json.loads(text_of(limit + 1))

    def test_depth(self) -> None:
        self.around(strict_json.MAX_DEPTH, lambda depth: "[" * depth + "]" * depth)
        self.around(strict_json.MAX_DEPTH, lambda depth: '{"a":' * depth + "1" + "}" * depth)
        for opening in ("[", '{"a":', '[{"a":'):
            for depth in (65, 1000, 100_000):
                with self.assertRaises(JamEncodingError):
                    strict_json.loads(opening * depth)

    def test_digits(self) -> None:
        self.around(strict_json.MAX_DIGITS, lambda size: "1" * size)
        self.around(strict_json.MAX_DIGITS, lambda size: f'{{"long":"{"x" * 300}","n":{"1" * size}}}')
        self.around(strict_json.MAX_DIGITS, lambda size: f"0.{'1' * (size - 2)}{' ' * 300}")

    def test_members(self) -> None:
        self.around(
            strict_json.MAX_MEMBERS, lambda size: json.dumps({str(index): 0 for index in range(size)})
        )

    def test_values(self) -> None:
        self.around(LIMIT, lambda size: "[" + ",".join("0" * size) + "]")
        # What is counted are the openings and the commas: three and size - 3.
        self.around(LIMIT, lambda size: "[" + ",".join(["0"] * (size - 4)) + ",[],{}]" + " " * LIMIT)

    def test_what_looks_deep_or_many_inside_a_string(self) -> None:
        for inside in ("[" * 1000, ",{[" * 40_000, '\\"[' * 40_000, "\\\\\\\\[" * 40_000, "\\\\" * 40_000):
            text = f'{{"a":"{inside}"}}'
            self.assertEqual(strict_json.loads(text), json.loads(text))
        with self.assertRaises(JamEncodingError):  # an escaped backslash does not escape the quote
            strict_json.loads('["\\\\",' + "[" * 100 + "]" * 101)

    def test_time_and_memory(self) -> None:
        """security 2: a megabyte of anything ends soon and small."""
        size = 1 << 20
        for text in (
            "[" * size,
            "[[]," * (size // 4),
            "[" + "{}," * (size // 3),
            "[" + '"ab",' * (size // 5),
            "[" + "1.5," * (size // 4),
            "{" + ",".join(f'"{index}":1' for index in range(size // 9)) + "}",
            '"' + "\\a" * (size // 2),
            '["' + "\\\\" * (size // 2),
            '["' + '\\"' * (size // 2) + '"]',
            "1" * size,
            "0." + "1" * size,
            "1e" + "9" * size,
            " " * size,
            '"\\ud800' + "a" * size + '"',
        ):
            with self.subTest(text=text[:12]):
                start = time.process_time()
                with peak_memory() as peak, suppress(JamEncodingError):
                    strict_json.loads(text)
                self.assertLess(time.process_time() - start, 2)  # a traced run is several times slower
                self.assertLess(peak(), 16 << 20)


class Values(unittest.TestCase):
    def test_the_same_as_the_standard_library(self) -> None:
        for value in (
            None, True, False, 0, -1, 1.5, -2.5e-7, 10**299, "", "a", "é漢😀", "\0\n\"\\", [], {}, [[]],
            [None, {}], {"a": {"b": [1, 2, {"c": "d"}]}}, {"": ""}, list(range(100)),
            {str(index): index for index in range(100)},
        ):  # fmt: skip
            for text in (
                json.dumps(value),
                json.dumps(value, ensure_ascii=False),
                json.dumps(value, indent=3),
            ):
                for given in (text, text.encode(), f" \t\r\n{text} \n".encode(), text + " " * 400):
                    self.assertEqual(strict_json.loads(given), value)
                    self.assertIs(type(strict_json.loads(given)), type(value))
            self.assertEqual(json.loads(strict_json.dumps(value)), value)
        self.assertEqual(strict_json.loads('"\\ud83d\\ude00"'), "😀")

    def test_compact_and_in_order(self) -> None:
        self.assertEqual(strict_json.dumps({"b": [1, 2.5], "a": "é"}), '{"b":[1,2.5],"a":"é"}'.encode())


class Text(str):
    """Text of a subclass, as enumerations have it."""


class Writing(unittest.TestCase):
    def refuses(self, value: Any) -> None:
        with self.subTest(value=repr(value)[:40]), self.assertRaises(JamEncodingError):
            strict_json.dumps(value)

    def test_what_json_does_not_have(self) -> None:
        for value in (b"", {1, 2}, object(), 1j, {"a": b""}, {b"a": 1}, {(1,): 1}, [object()], lambda: 1):
            self.refuses(value)
        for number in (float("nan"), float("inf"), float("-inf")):
            self.refuses(number)
            self.refuses({"exp": [number]})
        for text in ("\ud800", ["a\udcff"], {"\ud800": 1}):
            self.refuses(text)

    def test_circles_and_depth(self) -> None:
        circle: list[Any] = []
        circle.append(circle)
        with self.assertRaises(JamEncodingError):
            strict_json.dumps(circle)
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        with self.assertRaises(JamEncodingError):
            strict_json.dumps(deep)
        while deep:  # taken apart by hand: freeing it at once would be deep as well
            deep = deep[0]

    def test_what_is_written_is_read_again_or_refused(self) -> None:
        """The quick look at the text lets nothing pass that `loads` refuses."""
        chance = random.Random(11)
        odd = (True, False, None, 1, -7, 1.5, 1e16, "true", "false", "null", "1", "1.5", "1e+16", "tel")
        written = refused = 0

        def value(levels: int) -> Any:
            if levels == 0 or chance.random() < 0.2:
                return chance.choice(["", "[{", '1":', "x" * 290, 3, 0.5, None, True, 10**299, -(10**299)])
            inner = [value(levels - 1) for _ in range(chance.randint(0, 3))]
            names = chance.sample(odd, 3) if chance.random() < 0.3 else ["a", "role", "é"]
            return inner if chance.random() < 0.4 else dict(zip(names, inner))

        for _ in range(3000):
            made = {"a": value(chance.randint(0, 4)), "rest": "y" * chance.choice([0, 300, 5000])}
            plain = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
            try:
                data = strict_json.dumps(made, text_names=True)
            except JamEncodingError as error:
                refused += 1
                with self.assertRaises(JamEncodingError) as caught:
                    strict_json.loads(plain, "the value")
                self.assertEqual(caught.exception.message, error.message)
            else:
                written += 1
                self.assertEqual(data, plain)
                strict_json.loads(data)
        self.assertGreater(min(written, refused), 100)

    def test_the_same_verdict_at_every_limit(self) -> None:
        """With small limits each of them is met by thousands of shapes, in short texts and in long ones."""
        chance = random.Random(22)
        names = ("a", "role", "x1", "1", 1, 1.5, "1.5", True, "true", None, "null", False, "false", "tree")
        leaves = ("", "[", "{[{", '":[', 7, 0.5, None, True, 10**6, -(10**6), "9" * 30, "é", Text("s"))

        def value(levels: int) -> Any:
            if levels == 0 or chance.random() < 0.3:
                return chance.choice(leaves)
            inner = [value(levels - 1) for _ in range(chance.choice([0, 1, 2, 3, 9]))]
            kind = chance.random()
            if kind < 0.4:
                return tuple(inner) if kind < 0.1 else inner
            some = names if chance.random() < 0.5 else names[:4]
            made = dict(zip(chance.sample(some, len(inner) % 4), inner))
            return OrderedDict(made) if kind < 0.5 else made

        limits = {"MAX_DEPTH": 4, "MAX_MEMBERS": 30, "MAX_VALUES": 60, "MAX_DIGITS": 7}
        digits = {"_LONG_NUMBER": b"0" * 7, "_STRIDE": 2}
        verdicts: dict[str, int] = {}
        with mock.patch.multiple(strict_json, **limits, **digits):
            for turn in range(6000):
                made = {name: value(chance.randint(0, 4)) for name in "abcd"[: chance.randint(1, 4)]}
                if turn % 40 == 0:
                    made["many"] = {f"n{place}": 0 for place in range(chance.randint(28, 33))}
                plain = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
                messages = []
                for act in (
                    lambda made=made: strict_json.dumps(made, text_names=True),
                    lambda made=made: strict_json.dumps(made),
                    lambda plain=plain: strict_json.loads(plain, "the value"),
                ):
                    try:
                        act()
                        messages.append("good")
                    except JamEncodingError as error:
                        messages.append(error.message)
                self.assertEqual(len(set(messages)), 1, (messages, made))
                verdicts[messages[0]] = verdicts.get(messages[0], 0) + 1
        self.assertEqual(len(verdicts), 6, verdicts)  # good, depth, members, values, digits, a name twice
        self.assertGreater(min(verdicts.values()), 20, verdicts)

    def test_limits_where_they_are(self) -> None:
        digits, members = strict_json.MAX_DIGITS, strict_json.MAX_MEMBERS
        for offset in range(0, 250, 7):
            good, bad = {"a": "z" * offset, "b": 10 ** (digits - 1)}, {"a": "z" * offset, "b": 10**digits}
            self.assertEqual(strict_json.loads(strict_json.dumps(good, text_names=True)), good)
            for names_seen in (True, False):
                with self.assertRaises(JamEncodingError):
                    strict_json.dumps(bad, text_names=names_seen)
        for inner in ({"": 0}, []):
            deep: Any = inner
            for _ in range(strict_json.MAX_DEPTH - 2):
                deep = [deep]
            for good in ({"a": deep}, {"a": deep, "b": {}}, {"b": {}, "a": deep}):
                strict_json.dumps(good, text_names=True)
            for bad in ({"a": [deep]}, {"a": [deep], "b": {}}, {"b": {}, "a": [deep]}, {"a": {"b": deep}}):
                self.refuses(bad)
                with self.assertRaises(JamEncodingError):
                    strict_json.dumps(bad, text_names=True)
        for before in range(strict_json.MAX_DEPTH - 1):  # lists, an object in the last, and lists in that
            inner = {"b": 0}
            for _ in range(strict_json.MAX_DEPTH - 2 - before):
                inner = {"b": [inner["b"]]}
            for _ in range(before):
                inner = [inner]
            strict_json.dumps({"a": inner}, text_names=True)
            with self.assertRaises(JamEncodingError):
                strict_json.dumps({"a": [inner]}, text_names=True)
        many = {chr(200 + place): 0 for place in range(members)}
        strict_json.dumps(many, text_names=True)
        self.refuses({**many, "": 0})

    def test_limits_in_long_texts(self) -> None:
        """A long text is judged level by level: what is within the limits passes, one more does not."""
        deep: Any = [1, "é", None]
        for _ in range(strict_json.MAX_DEPTH - 3):
            deep = {"a": deep, "b": ()}
        many = {f"name{place}": place for place in range(strict_json.MAX_MEMBERS)}
        digits = 10 ** (strict_json.MAX_DIGITS - 1)
        fill = {"fill": [{"id": place, "on": True} for place in range(900)]}
        values = LIMIT - 903 - 1801  # openings and commas, as the limit counts them: of the rest of the text
        for good, bad in (
            ({"deep": [deep]}, {"deep": [[deep]]}),
            ({"deep": ({"c": 0}, deep)}, {"deep": ({"c": 0}, [deep])}),
            ({"many": many}, {"many": {**many, "": 0}}),
            ({"number": [digits, 7]}, {"number": [digits * 10]}),
            ({"number": -digits // 10}, {"number": -digits}),  # the sign counts
            ({"names": {"1": 0, True: 1, None: 2}}, {"names": {"true": 0, True: 1}}),
            ({"names": [{2: 0, "3": 1}]}, {"names": [{2: 0, "2": 1}]}),
            ({"names": {1.5: 0, "1": 1}}, {"names": {1.5: 0, "1.5": 1}}),
            ({"names": OrderedDict({"1": 0})}, {"names": OrderedDict({1: 0, "1": 1})}),
            ({"text": "1" * 400, "number": [7]}, {"text": "1" * 400, "number": [digits * 10]}),
            ({"values": [0] * (values + 1), "more": 0}, {"values": [0] * (values + 2), "more": 0}),
        ):
            with self.subTest(repr(bad)[:60]):
                self.assertGreater(len(strict_json.encode({**fill, **good})), 4 * strict_json.MAX_MEMBERS)
                strict_json.loads(strict_json.dumps({**fill, **good}, text_names=True))
                with self.assertRaises(JamEncodingError) as caught:
                    strict_json.dumps({**fill, **bad}, text_names=True)
                with self.assertRaises(JamEncodingError) as read:
                    strict_json.loads(strict_json.encode({**fill, **bad}), "the value")
                self.assertEqual(caught.exception.message, read.exception.message)


class WithoutC(unittest.TestCase):
    """What is in C is no public module: it may be absent, and a newer one may ask for more."""

    def test_there_is_none(self) -> None:
        self.answers("sys.modules['_json'] = None\n")

    def test_it_asks_for_what_is_not_known_yet(self) -> None:
        self.answers(
            "class Newer:\n"
            "    def make_scanner(context): return context.a_hook_of_the_future\n"
            "    def make_encoder(*arguments): raise TypeError('11 arguments are expected')\n"
            "    encode_basestring = scanstring = None\n"
            "import json; sys.modules['_json'] = Newer\n"
        )

    def answers(self, before: str) -> None:
        program = (
            f"import sys\n{before}"
            "from jamlite.encoding import strict_json as s\n"
            "data = s.dumps({'b': [1, 2.5, None, 'e\\u00e9'], 'a': {'x': True}})\n"
            'assert data == b\'{"b":[1,2.5,null,"e\\xc3\\xa9"],"a":{"x":true}}\', data\n'
            "assert s.loads(data)['a'] == {'x': True}\n"
            "for text in ('{\"a\":1,\"a\":2}', '[NaN]', '[1e400]', '[' + '1' * 301 + ']', '[\"\\t\"]'):\n"
            "    try: s.loads(text)\n"
            "    except Exception as error: assert type(error).__name__ == 'JamEncodingError'\n"
            "    else: raise AssertionError(text)\n"
            "print('done')"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
        )
        self.assertEqual((done.stdout.strip(), done.stderr), ("done", ""))


def plain_structure(text: str) -> str:
    """Return what is wrong with the structure, found by reading one character after the other."""
    depth = deepest = values = 0
    inside = escaped = False
    for character in text:
        if inside:
            inside, escaped = escaped or character != '"', not escaped and character == "\\"
        elif character == '"':
            inside = True
        elif character in "[{,":
            values += 1
            depth += character != ","
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return "values" if values > LIMIT else "depth" if deepest > strict_json.MAX_DEPTH else ""


class Structure(unittest.TestCase):
    def test_the_searches_find_what_a_plain_reader_finds(self) -> None:
        chance = random.Random(7)

        def value(levels: int) -> Any:
            if levels == 0 or chance.random() < 0.1:
                return chance.choice(["[[[", '"', "\\", '\\"{', ",,", "é" * 9, 1, None])
            inner = [value(levels - 1) if index == 0 else chance.choice(["]", 2]) for index in range(2)]
            return inner if chance.random() < 0.5 else {'a"[': inner[0], "\\": inner[1]}

        for _ in range(600):
            text = json.dumps(value(chance.randint(55, 75)), ensure_ascii=False)
            with mock.patch.object(strict_json, "_PIECE", chance.choice([1, 2, 3, 7, 100, 1 << 16])):
                if not plain_structure(text):
                    self.assertEqual(strict_json.loads(text), json.loads(text))
                    continue
                with self.assertRaises(JamEncodingError) as caught:
                    strict_json.loads(text)
            self.assertIn("deeper", caught.exception.message)

    def test_long_numbers_in_long_texts(self) -> None:
        digits = "1" * strict_json.MAX_DIGITS
        for text, good in (
            (f"[{digits}]", True),
            (f"[-{digits}]", False),
            (f"[{digits}1]", False),
            (f'["{digits}1", 12]', True),
            (f"[{digits[:200]}.{digits[:200]}]", False),
            (f"[1e{'0' * 299}1]", False),
        ):
            with self.subTest(text[:20]):
                if good:
                    self.assertEqual(strict_json.loads(text), json.loads(text))
                else:
                    self.assertRaises(JamEncodingError, strict_json.loads, text)

    def test_digits_at_the_places_that_are_looked_at(self) -> None:
        """Digits that stand a hundred bytes apart hide no long number behind them, however many they are."""
        for count in (3, 4, 12, 66, 80):
            letters = "".join("1" if place % 100 == 0 else "x" for place in range(2, 100 * count))
            for size, good in (
                (7, True),
                (strict_json.MAX_DIGITS, True),
                (strict_json.MAX_DIGITS + 1, False),
            ):
                for shift in range(3):
                    text = f'["{letters}",{" " * 40 * shift}{"1" * size}]'
                    with self.subTest(count=count, size=size, shift=shift):
                        self.assertEqual(strict_json._has_long_number(text.encode()), size > 7)
                        if good:
                            self.assertEqual(strict_json.loads(text), json.loads(text))
                        else:
                            self.assertRaises(JamEncodingError, strict_json.loads, text)


if __name__ == "__main__":
    unittest.main()
