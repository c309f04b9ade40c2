"""Every import of the package as (file, line, file, kind): read from the syntax trees, nothing is run."""

from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .support import ROOT

PACKAGE = os.path.join(ROOT, "jamlite")


class Import(NamedTuple):
    """One file of the package imports another, or a module of somebody else."""

    path: str  # of the file that imports, inside the package
    line: int
    target: str  # a file inside the package, or the dotted name of a module outside
    inside: bool
    at_top: bool  # runs when the file is loaded
    typing_only: bool  # stands under TYPE_CHECKING
    name: str  # what is taken out of the target; "" for the file itself
    word: str  # of the `with part(word)` around it, or ""


@functools.lru_cache(None)
def python_files() -> tuple[tuple[str, ast.Module], ...]:
    """Return (path inside the package, syntax tree) of every Python file."""
    found = []
    for folder, _, names in sorted(os.walk(PACKAGE)):
        for name in sorted(names):
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as stream:
                    tree = ast.parse(stream.read())
                found.append((os.path.relpath(path, PACKAGE).replace(os.sep, "/"), tree))
    return tuple(found)


@functools.lru_cache(None)
def nodes() -> tuple[tuple[str, tuple[ast.AST, ...]], ...]:
    """Return (path inside the package, every node of its tree): a walk takes 0.4 s, and many tests look."""
    return tuple((path, tuple(ast.walk(tree))) for path, tree in python_files())


@functools.lru_cache(None)
def all_imports() -> tuple[Import, ...]:
    """Return every import statement of the package, those inside functions too."""
    files = frozenset(path for path, _ in python_files())
    return tuple(found for path, tree in python_files() for found in imports_of(path, tree, files))


def imports_of(path: str, tree: ast.Module, files: Iterable[str]) -> Iterator[Import]:
    """Yield the imports of one file; `files` are those that the package has."""
    known = files if isinstance(files, frozenset) else frozenset(files)
    for node, at_top, typing_only, word in _statements(tree, True, False, ""):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name, False, at_top, typing_only, "", word)
        elif node.level == 0:
            yield Import(path, node.lineno, node.module or "", False, at_top, typing_only, "", word)
        else:
            folder = path.split("/")[:-1]
            base = folder[: len(folder) - node.level + 1] + (node.module.split(".") if node.module else [])
            for alias in node.names:
                target, name = _file(base, alias.name, known)
                yield Import(path, node.lineno, target, True, at_top, typing_only, name, word)


def _file(base: list[str], name: str, files: frozenset[str]) -> tuple[str, str]:
    """Return (file, name in it) of `from base import name`."""
    for ending in (".py", "/__init__.py"):
        if "/".join([*base, name]) + ending in files:
            return "/".join([*base, name]) + ending, ""
    stem = "/".join(base)
    if stem + ".py" in files:
        return stem + ".py", name
    return f"{stem}/__init__.py".lstrip("/"), name


def _statements(
    node: ast.AST, at_top: bool, typing_only: bool, word: str
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool, str]]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield node, at_top, typing_only, word
        return
    at_top = at_top and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    if isinstance(node, ast.With):
        word = part_word(node) or word
    for child in ast.iter_child_nodes(node):
        # Only the body of `if TYPE_CHECKING` is for types; its else runs.
        types = typing_only or (is_typing_only(node) and child in node.body)  # type: ignore[attr-defined]
        yield from _statements(child, at_top, types, word)


def is_typing_only(node: ast.AST) -> bool:
    """Tell whether this is `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def part_word(node: ast.With) -> str:
    """Return the word of `with part("word"):`, "" for any other with, "?" if the word is no literal."""
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "part":
            literal = call.args[0] if len(call.args) == 1 else None
            is_text = isinstance(literal, ast.Constant) and isinstance(literal.value, str)
            return literal.value if is_text else "?"  # type: ignore[union-attr, return-value]
    return ""


def is_alias_file(tree: ast.Module) -> bool:
    """Tell whether a file only serves Jam's names: imports, then `__getattr__ = alias(...)` or `__all__`."""
    rest = [node for node in tree.body if not isinstance(node, (ast.ImportFrom, ast.Expr))]
    if len(rest) != 1 or not isinstance(rest[0], ast.Assign):
        return False
    name = getattr(rest[0].targets[0], "id", "")
    asks = isinstance(rest[0].value, ast.Call) and getattr(rest[0].value.func, "id", "") == "alias"
    return name == "__all__" or (name == "__getattr__" and asks)


def circles(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups of files that import each other, each sorted (Tarjan 1972)."""
    graph: dict[str, set[str]] = {}
    for source, target in edges:
        graph.setdefault(source, set()).add(target)
        graph.setdefault(target, set())
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(file: str) -> None:
        number[file] = low[file] = len(number)
        stack.append(file)
        for target in sorted(graph[file]):
            if target not in number:
                visit(target)
                low[file] = min(low[file], low[target])
            elif target in stack:
                low[file] = min(low[file], number[target])
        if low[file] == number[file]:
            group = stack[stack.index(file) :]
            del stack[len(stack) - len(group) :]
            if len(group) > 1:
                found.append(sorted(group))

    for file in sorted(graph):
        if file not in number:
            visit(file)
    return sorted(found)
