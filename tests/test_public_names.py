"""The public names and signatures of the first release stay: tests/public_names.json holds them."""

from __future__ import annotations

import json
import unittest

from .tools import public_names

# (module, name, method or "", parameter): gone on purpose, each with its reason.
REMOVED: set[tuple[str, str, str, str]] = set()
# (parameter of the first release, its name now): the place in the call is the same.
RENAMED: set[tuple[str, str]] = set()
FRAMEWORKS = ("flask", "starlette", "fastapi", "litestar", "django", "redis")


def faults(before: list[str], now: list[str], where: tuple[str, str, str]) -> list[str]:
    """Return what a caller of the first release could no longer write."""
    found = []
    places = [word for word in now if not word.startswith("*")]
    spread = any(word.startswith("*args ") for word in now)
    rest = any(word.startswith("**") for word in now)
    names = {word.strip("*/?").removeprefix("args "): word for word in now}
    for place, word in enumerate(word for word in before if not word.startswith("*")):
        name = word.strip("*/?")
        if place >= len(places):
            if not spread and (*where, word) not in REMOVED:
                found.append(f"{word} has no place any more")
        elif places[place].strip("/?") != name and (name, places[place].strip("/?")) not in RENAMED:
            found.append(f"{word} is {places[place]} now")
        elif word.endswith("?") and not places[place].endswith("?"):
            found.append(f"{word} must be given now")
    for word in before:
        name = word.strip("*/?")
        if word.startswith("*") and not word.startswith(("**", "*args ")) and name not in names and not rest:
            if (*where, word) not in REMOVED:
                found.append(f"{word} is gone")
    known = {word.strip("*/?") for word in before}
    for word in now:
        if (
            word.strip("*/?") not in known
            and not word.endswith("?")
            and not word.startswith(("**", "*args "))
        ):
            if not any(new == word.strip("*/?") for _, new in RENAMED):
                found.append(f"{word} is new and must be given")
    return found


class PublicNames(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        with open(public_names.PATH, encoding="utf-8") as stream:
            cls.held = json.load(stream)["names"]

    def test_each_name_is_there_and_takes_what_it_took(self) -> None:
        seen = 0
        for module, names in self.held.items():
            for name, before in names.items():
                try:
                    value = public_names.find(module, name)
                except ImportError as error:
                    # The adapter's framework is absent: interop runs this test where it is installed.
                    if any(word in str(error).lower() for word in FRAMEWORKS):
                        continue
                    self.fail(f"from {module} import {name}: {error}")
                now = public_names.describe(value)
                with self.subTest(name=f"{module}.{name}"):
                    self.assertEqual(now["kind"], before["kind"])
                    self.compare(module, name, before, now)
                seen += 1
        self.assertGreater(seen, 400)

    def compare(self, module: str, name: str, before: dict[str, object], now: dict[str, object]) -> None:
        self.assertEqual(
            faults(before.get("parameters", []), now.get("parameters", []), (module, name, "")), []
        )
        for method, wanted in before.get("methods", {}).items():
            self.assertIn(method, now["methods"])
            self.assertEqual(faults(wanted, now["methods"][method], (module, name, method)), [], method)

    def test_the_judge_sees_what_breaks_a_caller(self) -> None:
        where = ("m", "n", "")
        self.assertEqual(faults(["a", "b?", "*c?"], ["a", "b?", "d?", "*c?", "*e?"], where), [])
        self.assertEqual(faults(["a", "b?"], ["a"], where), ["b? has no place any more"])
        self.assertEqual(faults(["a"], ["b"], where), ["a is b now", "b is new and must be given"])
        self.assertEqual(faults(["a?"], ["a"], where), ["a? must be given now"])
        self.assertEqual(faults(["*c?"], [], where), ["*c? is gone"])
        self.assertEqual(faults([], ["*c"], where), ["*c is new and must be given"])


if __name__ == "__main__":
    unittest.main()
