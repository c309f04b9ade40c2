"""The asynchronous classes have the names, signatures and words of the synchronous ones."""

from __future__ import annotations

import ast
import inspect
import unittest
from collections.abc import Coroutine
from typing import Any

import jamlite
from jamlite import aio, lists, oauth2, sessions, webauthn
from jamlite.aio import lists as aio_lists
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.aio import sessions as aio_sessions
from jamlite.aio import webauthn as aio_webauthn
from jamlite.ext import login, passkey_login, provider_login

# Methods that are no coroutines there either: they neither wait nor compute for long.
PLAIN = {
    jamlite.Jam: {"emit"},
    oauth2.OAuth2Client: {"make_assertion"},
    oauth2.ResourceServer: {"steps"},
    sessions.StoreSessions: {"adopt"},
    sessions.AttemptLimit: {"attempting"},
    lists.TokenList: {"adopt"},
}


def public(kind: type) -> dict[str, Any]:
    return {
        name: value
        for name in dir(kind)
        if not name.startswith("_") and (callable(value := inspect.getattr_static(kind, name)))
    }


def parameters(function: Any) -> list[tuple[str, Any, Any]]:
    found = inspect.signature(function).parameters.values()
    return [(one.name, one.kind, one.default) for one in found]


class Parity(unittest.TestCase):
    def compare(self, sync: Any, asynchronous: Any) -> int:
        """Compare two classes; return how many coroutines the second one has."""
        there = public(asynchronous)
        plain: set[str] = next((PLAIN[kind] for kind in sync.__mro__ if kind in PLAIN), set())
        count = 0
        for name, method in public(sync).items():
            if isinstance(method, type):  # a class among the attributes, MODULES say
                continue
            with self.subTest(kind=sync.__name__, method=name):
                if name in plain:
                    self.assertFalse(inspect.iscoroutinefunction(there.get(name)))
                    continue
                self.assertIn(name, there)
                self.assertTrue(inspect.iscoroutinefunction(there[name]), "not a coroutine")
                self.assertEqual(parameters(there[name]), parameters(method))
                self.assertEqual(there[name].__doc__, method.__doc__)
                count += 1
        return count

    def test_what_a_list_answers_is_a_coroutine(self) -> None:
        tokens = aio_lists.build_list({"backend": "memory", "type": "black"})
        for name, arguments in (("add", ["x"]), ("check", ["x"]), ("delete", ["x"]), ("add_many", [["x"]])):
            with self.subTest(name):
                answer = getattr(tokens, name)(*arguments)
                self.assertIsInstance(answer, Coroutine)
                answer.close()

    def test_the_facade(self) -> None:
        self.assertGreaterEqual(self.compare(jamlite.Jam, aio.Jam), 24)
        self.assertIs(aio.Jam, aio.AsyncJam)
        properties = [name for name in dir(jamlite.Jam) if isinstance(getattr(jamlite.Jam, name), property)]
        for name in properties:
            self.assertIsInstance(getattr(aio.Jam, name), property)
        with self.assertRaises(AttributeError):
            aio.no_such_name  # noqa: B018

    def test_the_facade_has_nothing_else(self) -> None:
        self.assertEqual(sorted(public(aio.Jam)), sorted(public(jamlite.Jam)))

    def test_the_constructor_takes_the_same_and_cpu_in_thread(self) -> None:
        own = inspect.signature(aio.Jam).parameters
        self.assertEqual(own["cpu_in_thread"].default, False)

    def test_the_modules_of_the_configuration(self) -> None:
        self.assertEqual(set(aio.Jam.MODULES), set(jamlite.Jam.MODULES))
        self.assertIsNot(aio.Jam.MODULES, jamlite.Jam.MODULES)
        self.assertEqual(jamlite.Jam.MODULES["session"], ".sessions.create_instance")

    def test_sessions(self) -> None:
        for name in set(sessions.__all__) - {"BaseSessionModule", "create_instance"}:
            self.compare(getattr(sessions, name), getattr(aio_sessions, name))
        self.assertEqual({name.replace("Async", "") for name in aio_sessions.__all__}, set(sessions.__all__))

    def test_lists(self) -> None:
        for name in set(lists.__all__) - {"build_list", "Rotation"}:
            self.compare(getattr(lists, name), getattr(aio_lists, name))
        self.assertEqual(aio_lists.__all__, lists.__all__)
        self.assertEqual(aio_lists.MemoryList(type="allow").__list_type__, "white")

    def test_oauth2(self) -> None:
        self.assertGreaterEqual(self.compare(oauth2.OAuth2Client, aio_oauth2.OAuth2Client), 17)
        self.assertEqual(self.compare(oauth2.ResourceServer, aio_oauth2.ResourceServer), 1)
        for name, kind in oauth2.BUILTIN_PROVIDERS.items():
            self.assertTrue(issubclass(aio_oauth2.BUILTIN_PROVIDERS[name], aio_oauth2.OAuth2Client))
            self.assertEqual(aio_oauth2.BUILTIN_PROVIDERS[name].PROVIDER, kind.PROVIDER)

    def test_passkeys(self) -> None:
        self.assertEqual(self.compare(webauthn.Passkeys, aio_webauthn.Passkeys), 4)

    def test_constructors_on_a_store(self) -> None:
        for sync, asynchronous in (
            (sessions.AttemptLimit, aio_sessions.AttemptLimit),
            (sessions.SecondFactor, aio_sessions.SecondFactor),
            (webauthn.Passkeys, aio_webauthn.Passkeys),
        ):
            self.assertEqual(parameters(asynchronous), parameters(sync))
            self.assertFalse(hasattr(asynchronous.__new__(asynchronous), "__dict__"))

    def test_a_method_that_is_missing_would_be_seen(self) -> None:
        class More(jamlite.Jam):
            def more(self) -> None:
                """Nothing."""

        result = unittest.TestResult()

        class Probe(Parity):
            def runTest(self) -> None:
                self.compare(More, aio.Jam)

        Probe().run(result)
        self.assertEqual(len(result.failures), 1)


class LoginsForTypeCheckers(unittest.TestCase):
    """`AsyncSessionLogin` and its sisters are second names; checkers read the same of them, awaited."""

    def methods(self, kind: ast.ClassDef) -> dict[str, tuple[str, str]]:
        """Return the public methods of a class: their arguments, and what they return."""
        found = {}
        for node in kind.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
                returned = ast.unparse(node.returns) if node.returns else ""
                if isinstance(node, ast.FunctionDef):
                    returned = returned[len("Steps[") : -1]
                found[node.name] = (ast.unparse(node.args), returned)
        return found

    def test_the_signatures_are_the_same(self) -> None:
        for module, name, count in (
            (login, "SessionLogin", 4),
            (provider_login, "OAuth2Login", 2),
            (passkey_login, "PasskeyLogin", 4),
        ):
            self.assertIs(getattr(module, f"Async{name}"), getattr(module, name))
            tree = ast.parse(inspect.getsource(module))
            classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
            expected = self.methods(classes[name])
            self.assertEqual(self.methods(classes[f"Async{name}"]), expected)
            self.assertEqual(len(expected), count)


if __name__ == "__main__":
    unittest.main()
