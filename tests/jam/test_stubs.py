"""The stubs for type checkers name what is there at run time, and all that Jam has at the path."""

from __future__ import annotations

import ast
import importlib
import os
import unittest
import warnings

from jamlite.jam import aliases
from tests.import_graph import PACKAGE


def stubs() -> dict[str, list[str]]:
    """Return dotted path inside the package -> names of its stub."""
    found = {}
    for folder, _, names in os.walk(PACKAGE):
        for name in names:
            if name.endswith(".pyi"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as stream:
                    tree = ast.parse(stream.read())
                offered = next(
                    node.value
                    for node in tree.body
                    if isinstance(node, ast.Assign) and ast.dump(node.targets[0]).find("__all__") > 0
                )
                dotted = os.path.relpath(path, PACKAGE)[:-4].replace(os.sep, ".")
                found[dotted.removesuffix(".__init__")] = ast.literal_eval(offered)
    return found


class Stubs(unittest.TestCase):
    def test_each_name_is_there(self) -> None:
        self.assertGreater(len(stubs()), 8)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            for path, names in stubs().items():
                module = importlib.import_module(f"jamlite.{path}")
                missing = [name for name in names if not hasattr(module, name)]
                if missing == ["lists"]:  # a package that an import statement finds
                    missing = []
                self.assertEqual(missing, [], path)

    def test_no_name_of_jam_is_left_out(self) -> None:
        for path, names in stubs().items():
            if path in aliases.paths():
                wanted = set(aliases.names_at(path))
                self.assertEqual(wanted - set(names), set(), path)


if __name__ == "__main__":
    unittest.main()
