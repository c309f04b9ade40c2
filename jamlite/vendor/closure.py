"""Which files a feature needs, read from the import statements; nothing is run.

Required imports are followed always. Optional ones, under `with part("RS256"):`, are followed if one of
their words is asked for. What a package offers lazily (`__getattr__`, or a function of an `__init__.py`)
is not followed: a feature names the modules that its user imports. Only what stands under a `part` in the
`__getattr__` of a module is followed.
"""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable, Iterator, Mapping

    Edge = tuple[str, frozenset[str]]  # the file imported, and the words that it is optional under

_LAZY = frozenset(["(what a package offers)"])  # a word that nobody can ask for


class Graph:
    """The imports of a package, given as its sources by path; a file is read when it is first met."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self._edges: dict[str, tuple[Edge, ...]] = {}

    def edges(self, path: str) -> tuple[Edge, ...]:
        """Return the imports of one file that a copy may need."""
        if path not in self._edges:
            # The functions of cli/__init__.py run the commands; those of other packages offer names.
            face = path.endswith("/__init__.py") and path != "cli/__init__.py"
            self._edges[path] = tuple(self._read(path, ast.parse(self.sources[path]), face, frozenset()))
        return self._edges[path]

    def words(self) -> frozenset[str]:
        """Return every word of a `part` in the package."""
        return (
            frozenset(word for path in self.sources for _, words in self.edges(path) for word in words)
            - _LAZY
        )

    def offered(self, word: str) -> list[str]:
        """Return the files that packages offer under a part of this folded word: `from .otp import qr`."""
        return sorted(
            {
                target
                for path in self.sources
                if path.endswith("__init__.py")
                for node in ast.walk(ast.parse(self.sources[path]))
                if isinstance(node, ast.With) and word in _part_words(node)
                for found in node.body
                if isinstance(found, ast.ImportFrom)
                for target in self._targets(path, found)
            }
        )

    def closure(self, roots: Iterable[str], words: Collection[str]) -> list[str]:
        """Return the files that the files `roots` need, sorted; `words` are folded as by `fold`."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += _packages(path)  # Python runs every __init__.py above a module
                waiting += [
                    to for to, optional in self.edges(path) if not optional or not optional.isdisjoint(words)
                ]
        return sorted(found)

    def _read(self, path: str, node: ast.AST, face: bool, words: frozenset[str]) -> Iterator[Edge]:
        if isinstance(node, ast.ImportFrom) and node.level:
            for target in self._targets(path, node):
                yield target, words
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (face or node.name == "__getattr__"):
            words = _LAZY
        # A package's own `__getattr__` offers everything; a part in it must not pull that in.
        if isinstance(node, ast.With) and not (face and words == _LAZY):
            words = _part_words(node) or words
        typing_only = node.body if _is_typing_only(node) else []  # type: ignore[attr-defined]
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr) and child not in typing_only:  # expressions import nothing
                yield from self._read(path, child, face, words)

    def _targets(self, path: str, node: ast.ImportFrom) -> Iterator[str]:
        folder = path.split("/")[:-1]
        base = folder[: len(folder) - node.level + 1] + (node.module.split(".") if node.module else [])
        for alias in node.names:
            stems = ("/".join([*base, alias.name]), "/".join(base))
            files = [f for stem in stems for f in (f"{stem}.py", f"{stem}/__init__.py".lstrip("/"))]
            # A name that is no module is of its package: the second stem.
            yield next(file for file in files if file in self.sources)


def fold(word: str) -> str:
    """Return a word as it is compared: `A128-kw` and `a128KW` are one."""
    return "".join(mark for mark in word.casefold() if mark.isalnum() or mark == ".")


def _packages(path: str) -> list[str]:
    """Return the `__init__.py` of every folder above a file."""
    folders = path.split("/")[:-1]
    return ["__init__.py", *("/".join(folders[: i + 1]) + "/__init__.py" for i in range(len(folders)))]


def _part_words(node: ast.With) -> frozenset[str]:
    call = node.items[0].context_expr
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "part":
        # A literal: nothing is run to learn it.
        return frozenset(map(fold, str(getattr(call.args[0], "value", "")).split(", ")))
    return frozenset()


def _is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
