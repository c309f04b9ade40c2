"""The law of the gate, read from the source of crypto/: nothing answers before its gates are asked.

Files whose name begins with an underscore are ungated, and only other files of crypto/ import them. All
others are doors: what is public there asks first. A gate covers what its known answer runs through; a
door that reaches an ungated function asks one of the gates that cover it.
"""

from __future__ import annotations

import ast
import unittest
from collections.abc import Iterator
from typing import NamedTuple, Optional, Union

from .beside import beside
from .import_graph import nodes, python_files

# These have nothing to prove: the gate itself, and the operating system's generator.
UNGATED = {"gate", "randomness", "__init__"}
# The only files that may reach into the standard library's cryptography; their gates cover it.
STANDARD = {"blake2b", "hashes", "shake", "_pbkdf2", "scrypt"}

_CODE = (ast.FunctionDef, ast.ClassDef)
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]


class Known(NamedTuple):
    """A definition: the file (without .py) and the name in it."""

    file: str
    name: str


class File:
    """What the law looks at in one file of crypto/."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.stem = path.rpartition("/")[2].removesuffix(".py")
        self.inner = self.stem.startswith("_")
        self.definitions: dict[str, ast.AST] = {}
        self.imported: dict[str, Known] = {}  # a name here -> what it is; name "" for a file
        self.gates: list[tuple[str, ast.AST]] = []  # gate, its check
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                for alias in node.names:
                    known = Known(node.module, alias.name) if node.module else Known(alias.name, "")
                    self.imported[alias.asname or alias.name] = known
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "known_answer":
                        self.gates.append((gate_name(mark.args[0]), node))
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                self.definitions[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.definitions[node.targets[0].id] = node.value

    def doors(self) -> Iterator[tuple[str, ast.AST, Optional[Function]]]:
        """Yield name, all of its code, and the function that is to ask, for what is public here."""
        for node in self.tree.body:
            if getattr(node, "name", "_").startswith("_"):
                continue
            if isinstance(node, ast.FunctionDef):
                yield node.name, node, node
            elif isinstance(node, ast.ClassDef):
                made = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
                yield node.name, node, made[0] if made else None


def gate_name(node: ast.AST) -> str:
    """Return the name of a gate; of one made for each curve or hash, the part all of them share."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant)).strip() + " *"
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "a hash *"


def asked(function: Function) -> list[str]:
    """Return the gates that a function asks before it does anything but import."""
    names = []
    for node in function.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # the docstring
            continue
        if isinstance(node, ast.With) and all(isinstance(inner, ast.ImportFrom) for inner in node.body):
            continue  # with part("..."): the optional file registers the gate
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "require"):
            break
        names.append(gate_name(call.args[0]))
    return names


def running(code: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of some code that run: all but its annotations."""
    yield code
    for field, value in ast.iter_fields(code):
        if field not in ("annotation", "returns"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from running(child)


class Law:
    """The faults of a set of files."""

    def __init__(self, files: list[File]) -> None:
        self.files = {file.stem: file for file in files}

    def faults(self, only: str = "") -> Iterator[str]:
        """Yield what is wrong with each door, or those of one file."""
        gates = {name for file in self.files.values() for name, _ in file.gates}
        for file in self.files.values():
            if file.inner or file.stem in UNGATED or only not in ("", file.stem):
                continue
            for name, code, asking in file.doors():
                where = f"jamlite/{file.path}:{getattr(code, 'lineno', 0)}: {name}"
                names = set(asked(asking)) if asking else set()
                own = {gate for gate, _ in file.gates}
                if not names or (own and not names & own):
                    yield f"{where} does not begin with require() of its own gate"
                    continue
                for gate in sorted(names - gates):
                    yield f"{where} asks for {gate!r}, which no file registers"
                for known in sorted(self.reached(file, code)):
                    covering = self.covering(known)
                    if covering and not covering & names:
                        what = f"{known.name} of {known.file}.py"
                        yield f"{where} uses {what} and asks for none of {sorted(covering)}"

    def covering(self, known: Known) -> set[str]:
        """Return the gates of an ungated file whose known answer runs through a definition there."""
        file = self.files[known.file]
        return {gate for gate, check in file.gates if known in self.reached(file, check)}

    def reached(self, file: File, code: ast.AST) -> set[Known]:
        """Return the ungated definitions that some code runs through, as far as names show it."""
        found: set[Known] = set()
        self._reach(file, code, found, set())
        return found

    def _reach(self, file: File, code: ast.AST, found: set[Known], seen: set[Known]) -> None:
        for node in running(code):
            known = self._known(file, node)
            if known is None or known in seen:
                continue
            seen.add(known)
            target = self.files.get(known.file)
            if target is None or known.name not in target.definitions:
                continue
            if not target.inner and not known.name.startswith("_"):
                continue  # a door, which asks for itself
            if target.inner and isinstance(target.definitions[known.name], _CODE):
                found.add(known)
            if target.gates and target is not file and target.inner:
                continue  # whoever covers this covers what it runs through
            self._reach(target, target.definitions[known.name], found, seen)

    def _known(self, file: File, node: ast.AST) -> Optional[Known]:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            base = file.imported.get(node.value.id)
            if base is not None and not base.name:
                return Known(base.file, node.attr)
        if isinstance(node, ast.Name):
            if node.id in file.imported:
                return file.imported[node.id]
            if node.id in file.definitions:
                return Known(file.stem, node.id)
        return None


def crypto_files() -> list[File]:
    return [File(path, tree) for path, tree in python_files() if path.startswith("crypto/")]


@beside
class GateLaw(unittest.TestCase):
    def complain(self, faults: list[str]) -> None:
        self.assertEqual(faults, [], "\n" + "\n".join(faults))

    def test_every_door_asks_for_all_that_it_uses(self) -> None:
        law = Law(crypto_files())
        self.assertGreater(sum(1 for file in law.files.values() for _ in file.doors()), 80)
        self.complain(list(law.faults()))

    def test_no_question_can_be_left_out(self) -> None:
        """Delete each require() of each door in turn: the law sees it."""
        files = crypto_files()
        law, left_out = Law(files), 0
        for file in files:
            for name, _, asking in list(file.doors()) if not file.inner else ():
                for node in list(asking.body) if asking else ():
                    if isinstance(node, ast.Expr) and "require" in ast.dump(node):
                        place = asking.body.index(node)
                        asking.body[place] = ast.Pass()
                        seen = list(law.faults(file.stem))
                        asking.body[place] = node
                        left_out += 1
                        self.assertTrue(seen, f"{file.path}: {name} does not need {ast.unparse(node)}")
        self.assertGreater(left_out, 100)

    def test_no_private_name_crosses_a_file(self) -> None:
        faults = []
        for file in crypto_files():
            for name, known in file.imported.items():
                if known.name.startswith("_"):
                    faults.append(f"jamlite/{file.path}: imports {known.name} of {known.file}.py")
                if known.name:
                    continue
                for node in ast.walk(file.tree):
                    if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == name:
                        if node.attr.startswith("_"):
                            faults.append(f"jamlite/{file.path}:{node.lineno}: uses {name}.{node.attr}")
        self.complain(faults)

    def test_nobody_else_imports_an_ungated_file(self) -> None:
        faults = []
        for path, inside in nodes():
            if path.startswith("crypto/"):
                continue
            for node in inside:
                if isinstance(node, ast.ImportFrom) and node.level:
                    dotted = [f"{node.module or ''}.{alias.name}".split(".") for alias in node.names]
                    if any("crypto" in words and words[-1].startswith("_") for words in dotted) or any(
                        words[:1] == ["crypto"] and words[1].startswith("_") for words in dotted
                    ):
                        faults.append(f"jamlite/{path}:{node.lineno}: imports an ungated file of crypto/")
        self.complain(faults)

    def test_an_ungated_file_says_what_proves_it(self) -> None:
        faults = []
        for file in crypto_files():
            said = "\nUngated: " in (ast.get_docstring(file.tree) or "")
            if said != file.inner and file.stem not in UNGATED:
                faults.append(f"jamlite/{file.path}:1: the docstring of an ungated file says 'Ungated: ...'")
        self.complain(faults)

    def test_the_standard_library_is_used_behind_gates(self) -> None:
        faults = []
        for file in crypto_files():
            for node in ast.walk(file.tree):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                    if node.module == "hmac" and [alias.name for alias in node.names] == ["compare_digest"]:
                        continue
                if {"hashlib", "hmac"} & set(names) and file.stem not in STANDARD:
                    faults.append(f"jamlite/{file.path}:{node.lineno}: only {sorted(STANDARD)} use hashlib")
        self.complain(faults)


if __name__ == "__main__":
    unittest.main()
