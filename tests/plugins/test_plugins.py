"""Plugins: loaded only on request, told of every call, never able to change an answer or see a secret."""

from __future__ import annotations

import os
import unittest
from typing import Any
from unittest import mock

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError, JamError
from jamlite.plugins import METHODS, BasePlugin

SECRET = "correct horse battery staple 1234567890"
CONFIG = {
    "jose": {"jwt": {"alg": "HS256", "secret_key": SECRET}, "jws": {"alg": "HS256", "key": SECRET}},
    "session": {"session_type": "memory"},
    "otp": {"type": "totp"},
}


class Recorder(BasePlugin):
    """Notes every event it is told."""

    name = "recorder"
    seen: list[tuple[str, dict[str, Any]]]

    def setup(self) -> None:
        self.seen = []

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("on_"):
            raise AttributeError(name)

        def handler(**kwargs: Any) -> None:
            self.seen.append((name[3:], kwargs))

        return handler


class Adder(BasePlugin):
    """Adds a claim to every token, and tries to change what comes out."""

    def on_before_jwt_encode(self, payload: Any = None, **_: Any) -> dict[str, Any]:
        return {"payload": {**(payload or {}), "tenant": "blue"}, "no_such_argument": 1}

    def on_after_jwt_decode(self, result: dict[str, Any], **_: Any) -> dict[str, Any]:
        result["admin"] = True
        return {"result": {"admin": True}}


class Broken(BasePlugin):
    """Fails at everything."""

    def on_before_jwt_encode(self, **_: Any) -> None:
        raise RuntimeError("broken")


class TooNew(Recorder):
    jam_requires = "3.9.0"


class AnotherMajor(Recorder):
    jam_requires = "2.0.0"


class Nonsense(Recorder):
    jam_requires = "new"


@mock.patch.dict(os.environ, {"JAM_ENABLE_PLUGINS": "1"})
class Plugins(unittest.TestCase):
    def test_what_is_no_plugin_class_is_refused(self) -> None:
        for plugin in (object, "Recorder", None, BasePlugin(None)):
            with self.subTest(plugin=plugin), self.assertRaises(JamConfigurationError):
                Jam(config=CONFIG, plugins=[plugin])

    def test_not_loaded_unless_the_environment_says_so(self) -> None:
        for value in ("", "0", "true"):
            with mock.patch.dict(os.environ, {"JAM_ENABLE_PLUGINS": value}):
                jam = Jam(config=CONFIG, plugins=[Recorder])
            self.assertEqual(jam._plugins, [])
            self.assertNotIn("jwt_encode", vars(jam))

    def test_another_major_version_a_newer_one_and_nonsense_are_left_out(self) -> None:
        self.assertEqual(Jam(config=CONFIG, plugins=[TooNew, AnotherMajor, Nonsense])._plugins, [])

    def test_a_token_is_told_before_and_after(self) -> None:
        jam = Jam(config=CONFIG, plugins=[Recorder])
        recorder: Any = jam._plugins[0]
        token = jam.jwt_encode("me", sub="alice", exp=60)
        self.assertEqual(
            [event for event, _ in recorder.seen],
            ["before_jwt_create", "before_jwt_encode", "after_jwt_encode"],
        )
        self.assertEqual(recorder.seen[1][1], {"iss": "me", "sub": "alice", "exp": 60})
        self.assertEqual(recorder.seen[2][1]["result"], token)

    def test_a_failure_is_told_and_still_raised(self) -> None:
        jam = Jam(config=CONFIG, plugins=[Recorder])
        recorder: Any = jam._plugins[0]
        with self.assertRaises(JamError):
            jam.jwt_decode("nonsense", check_list=None, issuer="me")
        self.assertEqual([event for event, _ in recorder.seen], ["before_jwt_decode", "failed_jwt_decode"])
        self.assertIsInstance(recorder.seen[1][1]["error"], JamError)
        self.assertEqual(recorder.seen[1][1]["issuer"], "me")

    def test_a_handler_may_change_arguments_but_no_answer(self) -> None:
        jam = Jam(config=CONFIG, plugins=[Adder])
        claims = jam.jwt_decode(jam.jwt_encode(sub="alice"), check_list=None)
        self.assertEqual(claims["tenant"], "blue")
        self.assertNotIn("admin", claims)

    def test_a_broken_plugin_stops_nothing(self) -> None:
        jam = Jam(config=CONFIG, plugins=[Broken, Adder])
        self.assertEqual(jam.jwt_decode(jam.jwt_encode(sub="a"), check_list=None)["tenant"], "blue")

    def test_secrets_are_not_shown(self) -> None:
        jam = Jam(config=CONFIG, plugins=[Recorder])
        recorder: Any = jam._plugins[0]
        code = jam.otp_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", factor=59)
        self.assertEqual(code, "287082")
        self.assertNotIn("secret", recorder.seen[0][1])

    def test_every_method_tells(self) -> None:
        for name in METHODS:
            with self.subTest(method=name):
                self.assertIn(name, vars(Jam(config=CONFIG, plugins=[Recorder])))

    def test_events_of_ones_own_pass_from_plugin_to_plugin(self) -> None:
        class First(BasePlugin):
            def on_hello(self, **kwargs: Any) -> dict[str, Any]:
                return {"name": kwargs["name"] + "!"}

        jam = Jam(config=CONFIG, plugins=[First, First])
        self.assertEqual(jam.emit("hello", name="you"), {"name": "you!!"})
        self.assertIsNone(jam._plugins[0].emit("hello", name="x"))
        self.assertEqual(jam.emit("unheard", a=1), {"a": 1})


class WithoutPlugins(unittest.TestCase):
    def test_the_facade_is_untouched(self) -> None:
        jam = Jam(config=CONFIG)
        self.assertFalse(any(name in vars(jam) for name in METHODS))
        self.assertEqual(jam.emit("anything", a=1), {"a": 1})


if __name__ == "__main__":
    unittest.main()
