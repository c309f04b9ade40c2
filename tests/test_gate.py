"""The gate: opens for the right answer, stays shut after a wrong one; every gate is broken once."""

from __future__ import annotations

import ast
import functools
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import jamlite.crypto
from jamlite.crypto import gate
from jamlite.crypto.hashes import DIGEST_SIZES, GATE_NAMES
from jamlite.exceptions import JamSelfTestError, JamValidationError

from .import_graph import python_files
from .support import ROOT
from .test_gate_law import File, asked, crypto_files

CRYPTO = os.path.join(ROOT, "jamlite", "crypto")

# In a process where no gate was asked: spoil the named check, then ask every public function behind it.
BREAK_ONE = """
import importlib, inspect, sys
from jamlite.crypto import gate
from jamlite.exceptions import JamSelfTestError
for module in sys.argv[2].split(","):
    importlib.import_module("jamlite." + module)
target = gate.GATES[sys.argv[1]]
runs, right = [], target.check
def spoilt():
    runs.append(1)
    pairs = list(right())
    assert pairs and all(computed == expected for computed, expected in pairs), "wrong before it was spoilt"
    return pairs[:-1] + [(pairs[-1][0], None)]
target.check = spoilt
for attempt in range(3):
    try:
        gate.require(sys.argv[1])
    except JamSelfTestError as error:
        assert sys.argv[1] in str(error)
    else:
        sys.exit("the gate opened")
assert len(runs) == 1, "a shut gate was tried again"
asked = 0
for spec in filter(None, sys.argv[3].split(",")):
    module, name = spec.split(":")
    function = getattr(sys.modules["jamlite." + module], name)
    last, joined = sys.argv[1].split()[-1], sys.argv[1].lower().replace("-", "")
    words = {"curve": last, "name": last, "hash_name": joined}
    nothing = [words.get(parameter.name)
               for parameter in inspect.signature(function).parameters.values()
               if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    keywords = {parameter.name: None for parameter in inspect.signature(function).parameters.values()
                if parameter.default is parameter.empty and parameter.kind is parameter.KEYWORD_ONLY}
    try:
        function(*nothing, **keywords)
    except JamSelfTestError:
        asked += 1
    else:
        sys.exit(spec + " answered behind a shut gate")
print("shut", asked)
"""

# Runs that script once for each job, and tells how it ended: in a fork of a process that has loaded
# everything and asked no gate; in a process of its own where there is no fork.
EACH = """
import importlib, json, os, pkgutil, subprocess, sys, traceback
import jamlite.crypto
from jamlite.crypto import gate
for module in pkgutil.iter_modules(jamlite.crypto.__path__):
    importlib.import_module("jamlite.crypto." + module.name)
assert not gate._open, "a gate was asked while the package was loaded"
for job in json.load(sys.stdin):
    sys.stdout.flush()
    if not hasattr(os, "fork"):
        ended = subprocess.run([sys.executable, "-c", sys.argv[1], *job]).returncode
    else:
        process = os.fork()
        if process == 0:
            ended = 1
            sys.argv[1:], script = job, sys.argv[1]
            try:
                exec(script, {"__name__": "__main__"})
                ended = 0
            except BaseException:
                traceback.print_exc(file=sys.stdout)
            finally:
                sys.stdout.flush()
                os._exit(ended)
        ended = os.waitpid(process, 0)[1]
    print(job[0], "ended with", ended)
"""


def modules() -> list[str]:
    return [info.name for info in pkgutil.iter_modules(jamlite.crypto.__path__)]


def load_all() -> None:
    for name in modules():
        importlib.import_module(f"jamlite.crypto.{name}")
    importlib.import_module("jamlite.keys.old_files")


@functools.lru_cache(None)
def gated_files() -> list[File]:
    old = [File(path, tree) for path, tree in python_files() if path == "keys/old_files.py"]
    return [*crypto_files(), *old]


def doors_behind(name: str) -> list[str]:
    """Return module:name of each public function and class that asks the gate before anything else."""
    found = []
    for file in gated_files():
        if not file.inner:
            for door, _, asking in file.doors():
                for gate_asked in asked(asking) if asking else ():
                    alike = gate_asked.endswith(" *") and name.startswith(gate_asked[:-1])  # of each curve
                    alike = alike or (gate_asked == "a hash *" and name in map(GATE_NAMES.get, DIGEST_SIZES))
                    if gate_asked == name or alike:
                        found.append(f"{file.path[:-3].replace('/', '.')}:{door}")
    return found


class Mechanism(unittest.TestCase):
    def setUp(self) -> None:
        self.before = dict(gate.GATES)
        self.addCleanup(self.restore)

    def restore(self) -> None:
        for name in set(gate.GATES) - set(self.before):
            del gate.GATES[name]
            gate._open.discard(name)

    def test_right_answer_opens_and_is_asked_once(self) -> None:
        runs = []

        @gate.known_answer("t", "nowhere")
        def check() -> list[tuple[object, object]]:
            runs.append(1)
            return [(1, 1)]

        gate.require("t")
        gate.require("t")
        self.assertEqual(len(runs), 1)

    def test_wrong_answer_exception_and_no_answer_shut_for_good(self) -> None:
        def explode() -> list[tuple[object, object]]:
            raise KeyError("secret")

        for number, check in enumerate((lambda: [(1, 1), (1, 2)], explode, list)):
            name = f"t{number}"
            gate.known_answer(name, "nowhere")(check)
            for _ in range(2):
                with self.assertRaises(JamSelfTestError) as caught:
                    gate.require(name)
            self.assertNotIn("secret", str(caught.exception))
            gate.GATES[name].check = lambda: [(1, 1)]
            with self.assertRaises(JamSelfTestError):
                gate.require(name)

    def test_a_fault_that_another_thread_finds_meanwhile_shuts_it(self) -> None:
        class Opened(set):  # type: ignore[type-arg]
            def add(self, name: str) -> None:
                super().add(name)
                gate.GATES[name].shut("found by another thread")

        gate.known_answer("both", "nowhere")(lambda: [(1, 1)])
        with mock.patch.object(gate, "_open", Opened()) as opened:
            for _ in range(2):
                with self.assertRaisesRegex(JamSelfTestError, "another thread"):
                    gate.require("both")
            self.assertNotIn("both", opened)

    def test_self_test_error_is_no_validation_error(self) -> None:
        self.assertFalse(issubclass(JamSelfTestError, JamValidationError))

    def test_two_gates_may_not_share_a_name(self) -> None:
        gate.known_answer("t", "nowhere")(lambda: [(1, 1)])
        with self.assertRaises(RuntimeError):
            gate.known_answer("t", "elsewhere")(lambda: [(1, 1)])


class EveryGate(unittest.TestCase):
    def test_opens(self) -> None:
        load_all()
        self.assertGreater(len(gate.GATES), 5)
        for name in gate.GATES:
            with self.subTest(gate=name):
                gate.require(name)

    def test_literals_stand_in_the_vectors(self) -> None:
        """Each hex literal of 16 digits or more in a known answer is an official value."""
        known = []
        for folder, _, names in os.walk(os.path.join(ROOT, "vectors")):
            for name in names:
                if name.endswith(".json"):
                    with open(os.path.join(folder, name), encoding="utf-8") as stream:
                        known.append(stream.read().lower())
        vectors = "\n".join(known)
        looked_at = 0
        for module in modules():
            with open(os.path.join(CRYPTO, f"{module}.py"), encoding="utf-8") as stream:
                tree = ast.parse(stream.read())
            for node in ast.walk(tree):
                if not isinstance(node, ast.FunctionDef) or not any(
                    isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "known_answer"
                    for mark in node.decorator_list
                ):
                    continue
                for inner in ast.walk(node):
                    value = getattr(inner, "value", None)
                    if isinstance(inner, ast.Constant) and isinstance(value, str):
                        if re.fullmatch(r"[0-9a-fA-F]{16,}", value):
                            looked_at += 1
                            with self.subTest(module=module, literal=value[:32]):
                                self.assertTrue(value.lower() in vectors, "not in vectors/")
        self.assertGreater(looked_at, 5)


@unittest.skipIf(sys.platform == "emscripten", "this platform cannot start another process")
class BreakEveryGate(unittest.TestCase):
    def test_each_stays_shut_in_a_child_process(self) -> None:
        load_all()
        jobs, expected = [], {}
        for name in sorted(gate.GATES):
            behind = doors_behind(name)
            module = gate.GATES[name].check.__module__.partition(".")[2]
            needed = ",".join({module, *(spec.partition(":")[0] for spec in behind)})
            jobs.append((name, needed, ",".join(behind)))
            expected[name] = [f"shut {len(behind)}", f"{name} ended with 0"]
        with ThreadPoolExecutor(2) as pool:  # two processes side by side, each with half of the gates
            halves = (jobs[::2], jobs[1::2])
            for half, done in zip(halves, pool.map(self.break_all, halves)):
                self.assertEqual(done.returncode, 0, done.stdout)
                lines = iter(done.stdout.splitlines())
                for name, _, _ in half:
                    with self.subTest(gate=name):
                        told = []
                        for line in lines:
                            told.append(line)
                            if line.startswith(f"{name} ended with "):
                                break
                        self.assertEqual(told, expected[name])
                self.assertEqual(list(lines), [])

    @staticmethod
    def break_all(jobs: list[tuple[str, str, str]]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", EACH, BREAK_ONE],
            input=json.dumps(jobs),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )


if __name__ == "__main__":
    unittest.main()
