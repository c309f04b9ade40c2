"""Configuration files made to cost time, to show their secrets, or to write to a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import time
import unittest

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamError
from jamlite.jam.config_files import load_config
from tests.support import SLOWNESS, needs
from tests.test_config import Files

SECRET = "a-secret-that-no-error-may-hold-0123456789"
LONG = (
    '"\\' * 30_000,
    '{"a": "' + '"\\' * 30_000,
    '{"a": "' + "\\" * 60_000,
    "${A:-" * 12_000,
    '{"a": "' + "${A:-" * 12_000 + '"}',
    '{"a": "' + "$${A:-" * 9_000 + '"}',
    "${A:-" * 12_000 + "}",
    "${" + "A" * 60_000,
    "$" * 60_000,
)


class Hostile(Files):
    def test_no_file_takes_quadratic_time(self) -> None:
        for number, text in enumerate(LONG):
            start = time.process_time()
            with self.subTest(number=number):
                with contextlib.suppress(JamConfigurationError):
                    self.load_json(text)
                self.assertLess(time.process_time() - start, 0.5 * SLOWNESS)

    def test_yaml_that_only_opens(self) -> None:
        needs("yaml")
        for text in ("{" * 60_000, "a: " + "[" * 60_000, "[{" * 2_000):
            start = time.process_time()
            with self.subTest(text[:9]), self.assertRaisesRegex(JamConfigurationError, "nested too deeply"):
                Jam(self.file("deep.yaml", text))
            self.assertLess(time.process_time() - start, SLOWNESS)

    def test_values_of_wrong_types(self) -> None:
        """Each ends when the configuration is read, not at the first use."""
        hs256, v4 = {"alg": "HS256", "secret_key": "k" * 32}, {"version": "v4", "secret_key": b"k" * 32}
        github = {"client_id": "a", "client_secret": "b", "redirect_url": "https://a.example/"}
        for config, sentence in (
            ({"logger": 5}, "a logger is a BaseLogger class.*not int"),
            ({"logger": int}, "cannot be made of its level"),
            ({"serializer": 5}, "serializer must have the methods"),
            ({"jose": {"jwt": {**hs256, "serializer": 5}}}, "serializer must have the methods dumps"),
            (
                {"jose": {"jwe": {**hs256, "alg": "A256KW", "enc": "A256GCM", "serializer": []}}},
                "serializer must have",
            ),
            (
                {"paseto": {**v4, "purpose": "local", "serializer": "os.path"}},
                "serializer must have the methods",
            ),
            ({"macaroon": {"secret_key": SECRET, "serializer": object()}}, "serializer must have"),
            ({"log_level": []}, "log_level must be one of"),
            (
                {"session": {"type": "memory", "logger": "os.path"}},
                "a logger is a BaseLogger class.*not module",
            ),
            ({"oauth2": {"github": {**github, "logger": []}}}, "a logger is a BaseLogger class.*not list"),
            ({"oauth2": {"github": {**github, "login": "x"}}}, "login must be a table"),
            ({"oauth2": {"github": {**github, "login": {1: 2}}}}, "login must be a table"),
            ({"oauth2": {"github": {**github, "metadata": "x"}}}, "metadata must be a table"),
            ({"oauth2": {"mine": {**github, "provider": ["github"]}}}, "provider must be one of"),
        ):
            with self.subTest(config), self.assertRaisesRegex(JamConfigurationError, sentence):
                Jam(config)
        encoder = "jamlite.encoders.JsonEncoder"
        self.assertTrue(Jam({"paseto": {**v4, "purpose": "local", "serializer": encoder}}).paseto)
        made = Jam({"session": {"type": "memory", "logger": "jamlite.logger.JamLogger"}})
        self.assertEqual(made.session_get(made.session_create("u", {"a": 1})), {"a": 1})

    def test_an_unclosed_variable_is_left_alone(self) -> None:
        self.assertEqual(self.load_json(json.dumps({"a": "${A} $${A} ${A:-x $B"})), {"a": "$B ${A} ${A:-x b"})
        self.assertEqual(self.load_json(json.dumps({"a": "${UNSET:-d} ${A:-"})), {"a": "d ${A:-"})

    def test_no_text_of_the_file_is_reachable_from_its_error(self) -> None:
        broken = {
            "a.json": f'{{"secret_key": "{SECRET}", }}',
            "b.json": f'{{"secret_key": "{SECRET}", "secret_key": 1}}',
            "c.json": f'{{"secret_key": "{SECRET}"'.encode() + b"\xff}",
            "d.toml": f'secret_key = "{SECRET}" x',
            "e.yml": f'secret_key: "{SECRET}',
        }
        for name, content in broken.items():
            with self.subTest(name=name):
                try:
                    load_config(self.file(name, content), "")
                except JamConfigurationError as error:
                    if error.error_code in ("configuration.toml_not_installed", "configuration.import_error"):
                        continue  # says that the parser is absent
                    self.assertNotIn(SECRET, str(error))
                    self.assertIsNone(error.__context__)
                    self.assertIsNone(error.__cause__)
                else:
                    self.fail("it was read")

    def test_an_algorithm_is_not_repeated_for_it_may_be_the_secret(self) -> None:
        for section in (
            {"jose": {"jwt": {"alg": SECRET, "secret_key": "HS256"}}},
            {"jose": {"jwt": {"enc": SECRET, "secret_key": "A256GCM"}}},
            {"jose": {"jws": {"alg": SECRET, "key": "HS256"}}},
            {"jose": {"jwe": {"alg": SECRET, "enc": "A256GCM", "key": "dir"}}},
            {"jose": {"jwe": {"alg": "dir", "enc": SECRET, "key": "A256GCM"}}},
            {"paseto": {"version": SECRET, "purpose": "local", "secret_key": "v4"}},
            {"paseto": {"version": "v4", "purpose": SECRET, "secret_key": "local"}},
            {"session": {"session_type": SECRET}},
            {"otp": {"type": SECRET}},
            {"otp": {"digest": SECRET}},
        ):
            with self.subTest(section=section), self.assertRaises(JamError) as caught:
                Jam(section)
            error: BaseException | None = caught.exception
            while error is not None:
                self.assertNotIn(SECRET, f"{error!s} {error!r} {getattr(error, 'details', '')}")
                error = error.__cause__ or error.__context__

    def test_a_path_writes_nothing_to_a_terminal(self) -> None:
        for name in ("\x1b]0;owned\x07.json", "a\nb.toml", "a\x9b31m.txt", "a\u202eb.yml"):
            with self.subTest(name=name), self.assertRaises(JamConfigurationError) as caught:
                load_config(os.path.join(self.folder, name))
            self.assertTrue(caught.exception.message.isprintable(), caught.exception.message)


if __name__ == "__main__":
    unittest.main()
