"""Configuration: what is refused, what each rule of files, pointers, variables and spellings gives."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import unittest
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

from jamlite.exceptions import JamConfigurationError
from jamlite.jam.config_files import load_config, load_key, read_config
from jamlite.jam.dotted import load_dotted
from jamlite.utils import config_maker
from tests.support import SLOWNESS, needs

VARIABLES = {"NAME": "value", "EMPTY": "", "A": "$B", "B": "b", "QUOTE": 'q"\\', "_x1": "under"}


def needs_toml() -> None:
    needs("tomllib" if sys.version_info >= (3, 11) else "tomli")


class Files(unittest.TestCase):
    """A folder of its own and an environment that holds VARIABLES."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        environment = mock.patch.dict(os.environ, VARIABLES)
        environment.start()
        self.addCleanup(environment.stop)
        for name in ("UNSET", "JAM_JWT_SECRET_KEY", "JAM_SESSION_AES_SECRET"):
            os.environ.pop(name, None)

    def file(self, name: str, content: str | bytes) -> str:
        path = os.path.join(self.folder, name)
        Path(path).write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load_json(self, text: str, pointer: str = "") -> dict[str, Any]:
        return load_config(self.file("config.json", text), pointer)

    def refused(self, code: str, call: Any, *arguments: Any) -> JamConfigurationError:
        with self.assertRaises(JamConfigurationError) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.error_code, f"configuration.{code}")
        return caught.exception


class Refusals(Files):
    def test_what_is_no_configuration(self) -> None:
        for config in (
            None,
            5,
            [],
            b"a.json",
            "",
            object(),
            "config",
            "config.ini",
            "config.json.bak",
            ".",
            "json",
        ):
            with self.subTest(config=config):
                self.refused("invalid_config_type", load_config, config)

    def test_files_that_cannot_be_read(self) -> None:
        os.mkdir(os.path.join(self.folder, "d.json"))
        for name, kind in (
            ("none.json", "JSON"),
            ("none.toml", "TOML"),
            ("none.yml", "YAML"),
            ("N.YAML", "YAML"),
        ):
            error = self.refused("file_not_found", load_config, os.path.join(self.folder, name))
            self.assertIn(f"{kind} config file not found at: ", error.message)  # Jam's words
        self.refused("file_error", load_config, os.path.join(self.folder, "d.json"))
        self.refused("file_error", load_config, "zero\0byte.json")
        self.refused("file_error", load_config, self.file("big.json", b" " * ((1 << 20) + 1)))

    def test_json_that_is_none(self) -> None:
        texts = (
            "",
            "{",
            "[]",
            '"a"',
            "5",
            '{"a": 1, "a": 2}',
            "{'a': 1}",
            "[" * 100_000,
            "null x",
            b"\xff\xfe{",
        )
        for text in texts:
            with self.subTest(text=text[:20]):
                self.refused("json_parse_error", load_config, self.file("a.json", text))

    def test_toml_that_is_none(self) -> None:
        needs_toml()
        for text in ("=", "[a", "a = 1\na = 2", "a = " + "[" * 100_000, b"a = '\xff'", "jam = 5"):
            with self.subTest(text=text[:20]):
                self.refused("toml_error", load_config, self.file("a.toml", text))

    def test_a_name_of_many_parts(self) -> None:
        """The parser takes the square of them: 64 KiB of a.a.a would cost ten seconds."""
        needs_toml()
        for text in ("a." * 32_000 + "b = 1", "x = {" + "a . " * 9000 + "b = 1}", "[" + '"a".' * 9000 + "b]"):
            start = time.process_time()
            self.refused("toml_error", load_config, self.file("a.toml", text))
            self.assertLess(time.process_time() - start, SLOWNESS)
        for text in ("[jam.a.b.c.d]\ne.f = 1", f'[jam]\na = "{"a." * 500}"', "[jam]\n# " + "a." * 500):
            self.assertTrue(load_config(self.file("a.toml", text)) or text.endswith("."))

    def test_aliases_of_aliases(self) -> None:
        """Thirty lines of YAML stand for 2**30 values; a few aliases are what they are for."""
        needs("yaml")
        for first, form in (("[x, x]", "[*a{0}, *a{0}]"), ("{x: y}", "{{k: *a{0}, l: *a{0}}}")):
            lines = [f"a{i + 1}: &a{i + 1} {form.format(i)}" for i in range(30)]
            text = "\n".join([f"a0: &a0 {first}", *lines])
            self.refused("yaml_error", load_config, self.file("a.yml", text))
        self.assertEqual(load_config(self.file("a.yml", "a: &x [1]\nb: *x")), {"a": [1], "b": [1]})

    def test_yaml_that_is_none(self) -> None:
        needs("yaml")
        for text in ("a: [", "- a\n- b", "text", "jam: 5", "a: !!python/object:os.system x", b"a: \xff"):
            with self.subTest(text=text[:20]):
                self.refused("yaml_error", load_config, self.file("a.yml", text))
        error = self.refused("yaml_error", load_config, self.file("a.yml", "secret: hunter2: x\n"))
        self.assertNotIn("hunter2", str(error))
        self.assertIn("line 1", str(error))

    def test_readers_that_are_not_installed(self) -> None:
        with mock.patch.dict(sys.modules, {"tomllib": None, "tomli": None, "yaml": None}):
            error = self.refused("toml_not_installed", load_config, self.file("a.toml", ""))
            self.assertIn("JSON", str(error))
            error = self.refused("import_error", load_config, self.file("a.yaml", ""))
            self.assertIn("PyYAML", str(error))

    def test_pointers(self) -> None:
        for pointer in (None, 5, ["jam"]):
            with self.subTest(pointer=pointer):
                self.refused("pointer", load_config, self.file("a.json", "{}"), pointer)
        self.refused("json_parse_error", self.load_json, '{"jam": "text"}', "jam")
        self.refused("json_parse_error", self.load_json, '{"jam": [1]}', "jam")

    def test_circles_and_depth(self) -> None:
        circle: dict[str, Any] = {}
        circle["jose"] = circle
        self.refused("invalid_config_type", load_config, circle)


class Dicts(Files):
    def test_copied_to_the_bottom_and_never_changed(self) -> None:
        client = object()
        config = {
            "jwt": {"alg": "HS256", "secret": "s", "list": {"type": "white", "redis_uri": client}},
            "jose": {},
        }
        before = json.dumps(config, default=str)
        for _ in range(2):
            made = read_config(config)
            self.assertIs(made["jose"]["jwt"]["list"]["redis_uri"], client)
            made["jose"]["jwt"]["list"].clear()
            self.assertEqual(json.dumps(config, default=str), before)

    def test_neither_variables_nor_pointer(self) -> None:
        config = {"jam": {"a": "$UNSET ${NAME} $$"}}
        self.assertEqual(load_config(config, "jam"), config)


class Variables(Files):
    def expand(self, text: str) -> str:
        value: str = self.load_json(json.dumps({"key": text}))["key"]
        return value

    def test_every_form(self) -> None:
        for text, expected in {
            "$NAME": "value",
            "${NAME}": "value",
            "a-$NAME-$NAME.b": "a-value-value.b",
            "${NAME:-default}": "value",
            "${UNSET:-default}": "default",
            "${UNSET:-}": "",
            "${EMPTY:-default}": "",
            "$EMPTY": "",
            "${UNSET:-a:-b}": "a:-b",
            "${UNSET:-$NAME}": "$NAME",
            "${UNSET:-a$$b}": "a$$b",
            "$A": "$B",
            "${A}": "$B",
            "$$": "$",
            "pa$$word": "pa$word",
            "$$NAME": "$NAME",
            "$$$NAME": "$value",
            "$5 and 5$": "$5 and 5$",
            "$": "$",
            "$ NAME": "$ NAME",
            "${5}": "${5}",
            "${NAME": "${NAME",
            "${}": "${}",
            "$_x1": "under",
            "$NAMEé": "valueé",
            "$QUOTE": 'q"\\',
        }.items():
            with self.subTest(text=text):
                self.assertEqual(self.expand(text), expected)

    def test_not_set(self) -> None:
        for text in ("$UNSET", "${UNSET}", "a ${UNSET} b", "$NAMEX"):
            with self.subTest(text=text):
                error = self.refused("env_var_not_set", self.expand, text)
                self.assertIn(error.details["variable"], ("UNSET", "NAMEX"))
                self.assertRegex(
                    error.message, "^Environment variable '(UNSET|NAMEX)' not set"
                )  # Jam's words

    def test_only_in_the_section_pointed_at(self) -> None:
        text = '{"jam": {"log_level": "$NAME"}, "other": "$UNSET"}'
        self.assertEqual(self.load_json(text, "jam"), {"log_level": "value"})
        self.refused("env_var_not_set", self.load_json, text, "")

    def test_lists_and_numbers(self) -> None:
        value = self.load_json('{"a": ["$NAME", 5, null, {"b": ["${UNSET:-x}"]}], "c": 1.5, "d": true}')
        self.assertEqual(value, {"a": ["value", 5, None, {"b": ["x"]}], "c": 1.5, "d": True})

    def test_json_takes_a_bare_variable_as_text_and_variables_in_keys(self) -> None:
        value = self.load_json('{"a": $NAME, "b": ${UNSET:-5}, "c": [$QUOTE, "\\"$NAME\\""], "$NAME": 1}')
        self.assertEqual(value, {"a": "value", "b": "5", "c": ['q"\\', '"value"'], "value": 1})

    def test_toml(self) -> None:
        needs_toml()
        path = self.file("a.toml", '[jam]\n"$NAME" = ["$NAME", 5]\nx = "$A"\n[other]\ny = "$UNSET"\n')
        self.assertEqual(load_config(path), {"$NAME": ["value", 5], "x": "$B"})
        self.refused("env_var_not_set", load_config, self.file("b.toml", 'jam = {a = "$UNSET"}'))

    def test_yaml(self) -> None:
        needs("yaml")
        path = self.file("a.yaml", "jam:\n  $NAME: ${N:-5}\n  5: $A\nother: $UNSET\n")
        self.assertEqual(load_config(path), {"value": "5", 5: "$B"})


class Pointers(Files):
    TEXT = '{"jam": {"a": {"b": {"log_level": "x"}}, "none": null}, "c": 1}'

    def test_json(self) -> None:
        whole = json.loads(self.TEXT)
        self.assertEqual(self.load_json(self.TEXT, "jam.a.b"), {"log_level": "x"})
        self.assertEqual(self.load_json(self.TEXT, "jam.none"), {})
        for pointer in ("", "absent", "jam.absent", "c.d", "jam.a.b.log_level.x", ".", "jam."):
            with self.subTest(pointer=pointer):
                self.assertEqual(self.load_json(self.TEXT, pointer), whole)

    def test_toml(self) -> None:
        needs_toml()
        path = self.file("a.TOML", '[tool.jam]\nlog_level = "x"\n')
        self.assertEqual(load_config(Path(path), "tool.jam"), {"log_level": "x"})
        self.assertEqual(load_config(path, ""), {"tool": {"jam": {"log_level": "x"}}})
        for pointer in ("jam", "tool.other", "tool.jam.log_level.x"):
            self.assertEqual(load_config(path, pointer), {})

    def test_yaml(self) -> None:
        needs("yaml")
        path = self.file("a.yml", "a:\n  b: {c: 1}\nempty:\n")
        self.assertEqual(load_config(path, "a.b"), {"c": 1})
        self.assertEqual(load_config(path, "empty"), {})
        self.assertEqual(load_config(path, "absent"), {"a": {"b": {"c": 1}}, "empty": None})
        self.assertEqual(load_config(self.file("b.yml", "")), {})

    def test_default_file(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        self.refused("file_not_found", read_config)


class Spellings(Files):
    def test_both_give_one_shape(self) -> None:
        old = {
            "jose": {"jwt": {"alg": "HS256", "secret": "s", "list": {"backend": "memory", "type": "white"}}},
            "session": {"sessions_type": "redis", "default_ttl": 5, "session_path": "p"},
            "oauth2": {"providers": {"github": {"client_id": "c", "redirect_url": "u"}}},
            "paseto": {"version": "v4", "secret_key": "k"},
            "otp": {"type": "totp", "digest": "sha256"},
        }
        new = {
            "jose": {"jwt": {"alg": "HS256", "secret_key": "s", "list": "allowed"}},
            "lists": {"allowed": {"backend": "memory", "type": "white"}},
            "sessions": {"type": "redis", "ttl": 5, "redis_sessions_key": "p"},
            "oauth2": {"github": {"client_id": "c", "redirect_uri": "u"}},
            "paseto": {"version": "v4", "key": "k"},
            "otp": {"type": "totp", "algorithm": "sha256"},
        }
        expected = {
            "jose": {
                "jwt": {"alg": "HS256", "secret_key": "s", "list": {"backend": "memory", "type": "white"}}
            },
            "session": {"session_type": "redis", "ttl": 5, "redis_sessions_key": "p"},
            "oauth2": {"providers": {"github": {"client_id": "c", "redirect_url": "u"}}},
            "paseto": {"version": "v4", "secret_key": "k"},
            "otp": {"type": "totp", "digest": "sha256"},
        }
        self.assertEqual(read_config(old), expected)
        self.assertEqual(read_config(new), {**expected, "lists": new["lists"]})

    def test_two_at_once_are_refused(self) -> None:
        for config in (
            {"session": {}, "sessions": {}},
            {"jose": {"jwt": {"secret": "a", "secret_key": "a"}}},
            {"jose": {"jws": {"key": "a", "secret_key": "a"}}},
            {"session": {"type": "json", "session_type": "json"}},
            {"session": {"type": "json", "sessions_type": "json"}},
            {"oauth2": {"providers": {"x": {}}, "x": {}}},
            {"paseto": {"key": "a", "secret_key": "b"}},
            {"otp": {"algorithm": "sha1", "digest": "sha1"}},
        ):
            with self.subTest(config=config):
                self.refused("double_key", read_config, config)

    def test_jwt_at_the_top(self) -> None:
        with self.assertWarns(DeprecationWarning):
            made = read_config({"jwt": {"alg": "HS256"}})
        self.assertEqual(made, {"jose": {"jwt": {"alg": "HS256"}}})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = read_config({"jwt": {"alg": "HS256"}, "jose": {"jws": {"alg": "HS512"}}})
            self.assertEqual(made, {"jose": {"jws": {"alg": "HS512"}, "jwt": {"alg": "HS256"}}})
            made = read_config({"jwt": {"alg": "HS256"}, "jose": {"jwt": {"alg": "HS512"}}})
            self.assertEqual(made, {"jose": {"jwt": {"alg": "HS512"}}})

    def test_names_of_lists_and_keychains(self) -> None:
        config = {
            "jose": {"jwt": {"alg": "HS256", "list": "denied", "keychain": "main"}},
            "paseto": {"list": "denied"},
            "lists": {"denied": {"backend": "memory"}},
            "keychains": {"main": {"type": "memory"}},
        }
        made = read_config(config)
        self.assertEqual(made["jose"]["jwt"]["list"], {"backend": "memory"})
        self.assertEqual(made["jose"]["jwt"]["keychain"], {"type": "memory"})
        self.assertIsNot(made["jose"]["jwt"]["list"], made["paseto"]["list"])
        config["jose"]["jwt"]["list"] = "denid"
        error = self.refused("unknown_key", read_config, config)
        self.assertIn("'denied'", str(error))
        self.refused("unknown_key", read_config, {"jose": {"jwt": {"keychain": "main"}}})

    def test_objects_stay_as_they_are(self) -> None:
        listed, key = object(), {"kty": "oct", "k": "AA"}
        made = read_config({"jose": {"jwt": {"secret_key": key, "list": listed}}})
        self.assertIs(made["jose"]["jwt"]["list"], listed)
        self.assertEqual(made["jose"]["jwt"]["secret_key"], key)

    def test_empty_sections(self) -> None:
        self.assertEqual(read_config({}), {})
        self.assertEqual(read_config({"jose": None, "otp": None}), {"jose": {}, "otp": {}})
        self.assertEqual(read_config({"jose": {"jwt": None}}), {"jose": {"jwt": {}}})


class UnknownKeys(Files):
    def test_named_with_their_nearest(self) -> None:
        for config, key, near in (
            ({"jos": {}}, "jos", "jose"),
            ({"sesion": {}}, "sesion", "session"),
            ({"jose": {"jtw": {}}}, "jtw", "jwt"),
            ({"jose": {"jwt": {"algorithm": "HS256"}}}, "algorithm", None),
            ({"jose": {"jwt": {"secret_kye": "x"}}}, "secret_kye", "secret_key"),
            ({"session": {"redis_url": "x"}}, "redis_url", "redis_uri"),
            ({"oauth2": {"github": {"clientid": "x"}}}, "clientid", "client_id"),
            ({"oauth2": {"providers": {"github": {"scret": "x"}}}}, "scret", None),
            ({"paseto": {"purpse": "local"}}, "purpse", "purpose"),
            ({"otp": {"digit": 6}}, "digit", "digits"),
            ({"lists": {"a": {"backnd": "x"}}}, "backnd", "backend"),
            ({"jose": {"jwt": {"list": {"typ": "white"}}}}, "typ", "type"),
            ({"keychains": {"a": {"pth": "x"}}}, "pth", "path"),
            ({"otp": {5: 6}}, "5", None),
        ):
            with self.subTest(config=config):
                error = self.refused("unknown_key", read_config, config)
                self.assertIn(repr(key), error.message)
                self.assertEqual(error.details["key"], key)
                self.assertIn(f"did you mean {near!r}?" if near else "; ", error.message)

    def test_values_are_not_quoted(self) -> None:
        error = self.refused("unknown_key", read_config, {"jose": {"jwt": {"scret_key": "hunter2"}}})
        self.assertNotIn("hunter2", repr(error))

    def test_sections_that_are_no_tables(self) -> None:
        for config in (
            {"jose": []},
            {"jose": {"jwt": "HS256"}},
            {"jwt": 5, "jose": {}},
            {"session": "redis"},
            {"oauth2": {"providers": []}},
            {"oauth2": {"github": "x"}},
            {"otp": 6},
            {"lists": {"a": "b"}},
            {"keychains": 1},
        ):
            with self.subTest(config=config):
                self.refused("invalid_section", read_config, config)

    def test_custom_modules_have_keys_of_their_own(self) -> None:
        section = {"custom_module": "a.B", "anything": 1, "ttl": 5}
        self.assertEqual(read_config({"session": section})["session"], section)
        self.assertEqual(read_config({"jose": {"jwt": section}})["jose"]["jwt"], section)

    def test_further_sections(self) -> None:
        self.assertEqual(read_config({"mine": {"a": 1}}, sections=("mine",)), {"mine": {"a": 1}})


class Keys(Files):
    def test_a_path_is_read_a_key_is_kept(self) -> None:
        path = self.file("key.pem", "\ufeff-----BEGIN\nAAAA\n-----END\n\n")
        self.assertEqual(load_key(path), "-----BEGIN\nAAAA\n-----END")
        self.assertEqual(load_key(self.file("key.der", b"\x30\x82\xff\n")), b"\x30\x82\xff\n")
        for key in ("secret", "", "a\0b", "x" * 5000, self.folder, b"bytes", None, {"kty": "oct"}, 5):
            self.assertIs(load_key(key), key)

    def test_in_every_section_that_has_one(self) -> None:
        path = self.file("key", "the key\n")
        made = read_config(
            {
                "jose": {"jwt": {"secret_key": path}, "jws": {"key": path}, "jwe": {"secret": path}},
                "session": {"session_aes_secret": path},
                "paseto": {"key": path},
            }
        )
        self.assertEqual(
            [*made["jose"]["jwt"].values(), *made["jose"]["jws"].values(), *made["jose"]["jwe"].values()],
            ["the key"] * 3,
        )
        self.assertEqual(made["session"], {"session_aes_secret": "the key"})
        self.assertEqual(made["paseto"], {"secret_key": "the key"})

    def test_from_the_environment(self) -> None:
        config = {"jose": {"jwt": {"alg": "HS256"}}, "session": {"type": "json"}}
        with mock.patch.dict(os.environ, {"JAM_JWT_SECRET_KEY": "j", "JAM_SESSION_AES_SECRET": "s"}):
            made = read_config(config)
            self.assertEqual(made["jose"]["jwt"]["secret_key"], "j")
            self.assertEqual(made["session"]["session_aes_secret"], "s")
            made = read_config({"jose": {"jwt": {"alg": "HS256", "secret": "own"}}})
            self.assertEqual(made["jose"]["jwt"]["secret_key"], "own")
            self.assertEqual(read_config({}), {})


class Dotted(unittest.TestCase):
    def test_refused(self) -> None:
        for path in (
            None,
            5,
            "",
            "a",
            ".",
            "..",
            ".a",
            "a.",
            "no.such.module",
            "os.no_such_name",
            "a..b",
            "os\0.x",
        ):
            with self.subTest(path=path), self.assertRaises(JamConfigurationError) as caught:
                load_dotted(path)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.error_code, "configuration.import_error")

    def test_found(self) -> None:
        self.assertIs(load_dotted("os.path.join"), os.path.join)


class JamsNames(Files):
    def test_they_are_all_there(self) -> None:
        self.assertEqual(config_maker.GENERIC_POINTER, "jam")
        self.assertIs(config_maker.__key_loader__, load_key)
        self.assertIs(config_maker.__module_loader__, load_dotted)
        path = self.file("a.json", '{"jam": {"x": "$NAME"}}')
        parse_json = getattr(config_maker, "__json_config_parser")
        self.assertEqual(parse_json(path), {"jam": {"x": "value"}})
        self.assertEqual(config_maker.__config_maker__(path), {"x": "value"})

    def test_config_maker_moves_the_old_section(self) -> None:
        config = {"jwt": {"alg": "HS256"}, "jose": {}, "anything": 1}
        made = config_maker.__config_maker__(config)
        self.assertEqual(made, {"jwt": {"alg": "HS256"}, "jose": {"jwt": {"alg": "HS256"}}, "anything": 1})
        self.assertEqual(config["jose"], {})

    def test_toml(self) -> None:
        needs_toml()
        parse = getattr(config_maker, "__toml_config_parser")
        self.assertEqual(parse(self.file("a.toml", "[jam]\na = 1")), {"a": 1})

    def test_yaml(self) -> None:
        needs("yaml")
        parse = getattr(config_maker, "__yaml_config_parser")
        self.assertEqual(parse(self.file("a.yml", "jam: {a: 1}")), {"a": 1})


if __name__ == "__main__":
    unittest.main()
