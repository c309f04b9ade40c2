"""The architecture as a tested statement of policy. A red test is mended in the code, not here."""

from __future__ import annotations

import ast
import functools
import os
import re
import sys
import unittest
from collections.abc import Iterator

from .support import ROOT

PACKAGE = os.path.join(ROOT, "jamlite")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

# room -> the rooms it may import. A module at the top of the package is a room of its own.
_GROUND = {"exceptions", "clock", "driver", "optional"}
_BELOW = {
    "exceptions": set(),
    "clock": set(),
    "driver": {"exceptions"},
    "optional": {"exceptions", "jam"},  # jam/aliases.py: the one edge that runs up
    "encoding": _GROUND,
    "crypto": {*_GROUND, "encoding"},
    "plain": {"encoding"},
    "keys": {*_GROUND, "encoding", "crypto"},
    "jose": {*_GROUND, "encoding", "crypto", "keys"},
    "paseto": {*_GROUND, "encoding", "crypto", "keys"},
    "otp": {*_GROUND, "encoding", "crypto"},
    "passwords": {*_GROUND, "encoding", "crypto"},
    "stores": {*_GROUND, "encoding", "crypto"},
    "sessions": {*_GROUND, "encoding", "crypto", "stores"},
    "lists": {*_GROUND, "encoding", "crypto", "stores"},
    "keychain": {*_GROUND, "encoding", "crypto", "keys", "stores"},  # of stores: private files and locks
    "oauth2": {*_GROUND, "encoding", "crypto", "keys", "jose"},
    "authz": _GROUND,
}
_ROOMS = set(_BELOW)
# Faces: Jam's paths, served by jam/aliases.py.
_FACES = ("encoders", "instance", "jwt", "logger", "plugins", "utils")
_KIT = {*_ROOMS, "jam", "__init__"}
ALLOWED = {
    **_BELOW,
    **{name: {"optional"} for name in _FACES},
    "jam": {*_ROOMS, "__init__"},
    "aio": _KIT,
    "ext": {*_KIT, "aio"},
    "compat": {*_KIT, "aio", "ext"},
    "tests": {*_KIT, "aio"},
    "conformance": {*_ROOMS, "jam"},
    "cli": {*_KIT, "conformance"},
    "__main__": {"cli"},
    "__init__": {"jam"},
}

# Modules of the standard library that reach the world outside, and the only files that may use them.
_OUTSIDE = {
    "os",
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "ssl",
    "urllib",
    "http",
    "subprocess",
    "sqlite3",
    "fcntl",
    "msvcrt",
    "tempfile",
    "shutil",
    "pathlib",
    "io",
    "getpass",
    "threading",
    "asyncio",
    "logging",
    "multiprocessing",
    "ctypes",
}
MAY_TOUCH = {
    "clock.py": {"time"},
    "jam/config_files.py": {"os", "io"},
    "jam/config_sections.py": {"os"},
    "jam/redacting_logger.py": {"os", "logging"},
    "jam/events.py": {"os"},
    "crypto/randomness.py": {"os"},
    "crypto/rsa.py": {"threading"},
    "stores/threaded.py": {"asyncio"},
    "stores/async_redis_store.py": {"asyncio"},
    "stores/": {"os", "time", "threading", "sqlite3", "fcntl", "msvcrt", "io", "tempfile", "shutil"},
    "sessions/": {"os"},
    "lists/": {"os"},
    "keychain/": {"os"},
    "aio/": {"asyncio", "os"},
    "ext/": {"asyncio", "os"},
    "oauth2/client.py": {"urllib", "http", "ssl", "socket", "time"},
    "oauth2/transport.py": {"urllib", "http", "ssl", "socket", "time"},
    "tests/": {"http", "threading", "socket", "urllib"},
    "conformance/": {"os", "time"},
    "cli/": {"os", "time", "getpass", "io", "tempfile", "shutil"},
}
# Software of others: only inside the adapter that serves it, only when it is used.
FOREIGN = {
    "jam/config_files.py": {"yaml", "tomli"},
    "jam/serializers.py": {"msgspec"},
    "stores/redis_store.py": {"redis"},
    "ext/flask.py": {"flask"},
    "ext/starlette.py": {"starlette"},
    "ext/fastapi.py": {"fastapi", "starlette"},
    "ext/litestar.py": {"litestar"},
    "ext/django.py": {"django", "asgiref"},
    "compat/apojwt_templates.py": {"flask", "fastapi"},
    "stores/async_redis_store.py": {"redis"},
}
_UNGATED_FILES = {"__init__.py", "gate.py", "checks.py", "randomness.py"}


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


def room_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


@functools.lru_cache(None)
def imports(path: str, tree: ast.Module) -> tuple[tuple[int, str, str, bool], ...]:
    """Return (line, "inside" or "outside", room or module, at module level) of each import."""
    found = []
    depth = path.count("/")
    for node, at_top in _import_nodes(tree, True):
        if isinstance(node, ast.Import):
            found.extend((node.lineno, "outside", name.name, at_top) for name in node.names)
        elif node.level == 0:
            found.append((node.lineno, "outside", node.module or "", at_top))
        elif node.level == depth + 1:
            targets = [node.module] if node.module else [name.name for name in node.names]
            found.extend((node.lineno, "inside", _top_room(target), at_top) for target in targets)
    return tuple(found)


def _import_nodes(node: ast.AST, at_top: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield each import that runs, and whether it does when its module is loaded."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield node, at_top
    elif not _is_typing_only(node):
        inside = at_top and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for child in ast.iter_child_nodes(node):
            yield from _import_nodes(child, inside)


def _is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _top_room(target: str) -> str:
    room = target.split(".")[0]
    return "__init__" if room.startswith("__") else room


class Architecture(unittest.TestCase):
    def complain(self, faults: list[str]) -> None:
        self.assertEqual(faults, [], "\n" + "\n".join(faults))

    def test_rooms_import_only_what_the_table_allows(self) -> None:
        faults = []
        for path, tree in python_files():
            room = room_of(path)
            self.assertIn(room, ALLOWED, f"{path}: a room the table does not know")
            for line, kind, target, _ in imports(path, tree):
                if kind == "inside" and target != room and target not in ALLOWED[room]:
                    faults.append(f"jamlite/{path}:{line}: {room} may not import {target}")
        self.complain(faults)

    def test_only_relative_imports_inside_and_the_standard_library_outside(self) -> None:
        faults = []
        standard = {*getattr(sys, "stdlib_module_names", ()), "tomllib"}  # 3.9 has no such list
        known = len(standard) > 1
        for path, tree in python_files():
            for line, kind, name, at_top in imports(path, tree):
                module = name.split(".")[0]
                if kind != "outside":
                    continue
                if module == "jamlite":
                    faults.append(f"jamlite/{path}:{line}: imports of jamlite are relative")
                elif known and module not in standard and module not in FOREIGN.get(path, ()):
                    faults.append(f"jamlite/{path}:{line}: {module} is not of the standard library")
                elif module in FOREIGN.get(path, ()) and at_top:
                    faults.append(f"jamlite/{path}:{line}: {module} may only be imported when it is used")
        self.complain(faults)

    def test_only_named_files_touch_the_outside(self) -> None:
        faults = []
        for path, tree in python_files():
            granted: set[str] = set()
            for prefix, modules in MAY_TOUCH.items():
                if path.startswith(prefix):
                    granted |= modules
            for line, kind, module, _ in imports(path, tree):
                if kind != "outside" or module == "urllib.parse":  # text only
                    continue
                if module.split(".")[0] in _OUTSIDE - granted:
                    faults.append(f"jamlite/{path}:{line}: may not touch {module}")
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                    if not {"os", "io"} & granted:
                        faults.append(f"jamlite/{path}:{node.lineno}: may not open files")
        self.complain(faults)

    def test_no_import_circles(self) -> None:
        graph: dict[str, set[str]] = {}
        for path, tree in python_files():
            graph[path] = set(_module_level_targets(path, tree))
        faults, done = [], set()

        def visit(path: str, trail: tuple[str, ...]) -> None:
            if path in trail:
                faults.append(" -> ".join((*trail[trail.index(path) :], path)))
            elif path not in done:
                for target in sorted(graph.get(path, ())):
                    visit(target, (*trail, path))
                done.add(path)

        for path in graph:
            visit(path, ())
        self.complain(faults)

    def test_every_public_primitive_asks_the_gate_first(self) -> None:
        faults, seen = [], 0
        for path, tree in python_files():
            if not path.startswith("crypto/") or os.path.basename(path) in _UNGATED_FILES:
                continue
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    seen += 1
                    if not _asks_first(node) and not _is_inner_file(tree):
                        faults.append(
                            f"jamlite/{path}:{node.lineno}: {node.name} does not begin with require()"
                        )
        self.assertGreater(seen, 5)
        self.complain(faults)

    def test_no_broad_except_without_its_reason(self) -> None:
        faults = []
        for path, tree in python_files():
            with open(os.path.join(PACKAGE, path), encoding="utf-8") as stream:
                lines = stream.read().splitlines()
            for node in ast.walk(tree):
                if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises_again(node):
                    if not re.search(r":  # .{12}", lines[node.lineno - 1]):
                        faults.append(
                            f"jamlite/{path}:{node.lineno}: a broad except needs its reason on the line"
                        )
        self.complain(faults)

    def test_files_and_functions_stay_small(self) -> None:
        faults = []
        for path, tree in python_files():
            with open(os.path.join(PACKAGE, path), encoding="utf-8") as stream:
                count = sum(1 for _ in stream)
            if count > MAX_FILE_LINES:
                faults.append(f"jamlite/{path}:1: {count} lines, more than {MAX_FILE_LINES}")
            for node in ast.walk(tree):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    length = (node.end_lineno or 0) - node.body[0].lineno + 1
                    if ast.get_docstring(node):
                        length -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
                    if length > MAX_FUNCTION_LINES:
                        faults.append(f"jamlite/{path}:{node.lineno}: {node.name} has {length} lines")
        self.complain(faults)

    def test_every_file_says_what_it_is_for(self) -> None:
        faults = []
        for path, tree in python_files():
            doc = ast.get_docstring(tree)
            if not doc:
                faults.append(f"jamlite/{path}:1: no docstring")
            if path.endswith("/__init__.py") and doc and "May import:" not in doc:
                faults.append(f"jamlite/{path}:1: the room does not say what it may import")
            code = [node for node in tree.body if not isinstance(node, ast.Expr)]
            if (
                path.count("__init__") == 0
                and code
                and not _has_annotations_import(tree)
                and path != "__main__.py"
            ):
                faults.append(f"jamlite/{path}:1: no `from __future__ import annotations`")
        self.complain(faults)


def _module_level_targets(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield the files of the package that `path` imports when it is loaded."""
    folder = path.split("/")[:-1]
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or node.level == 0:
            continue
        base = folder[: len(folder) - node.level + 1] + (node.module.split(".") if node.module else [])
        for name in node.names:
            as_module = "/".join([*base, name.name]) + ".py"
            as_package = "/".join([*base, name.name, "__init__.py"])
            if os.path.exists(os.path.join(PACKAGE, as_module)):
                yield as_module
            elif os.path.exists(os.path.join(PACKAGE, as_package)):
                yield as_package
            else:
                stem = "/".join(base)
                file = (
                    f"{stem}.py"
                    if os.path.exists(os.path.join(PACKAGE, f"{stem}.py"))
                    else f"{stem}/__init__.py"
                )
                if file != path:
                    yield file.lstrip("/")


def _asks_first(function: ast.FunctionDef) -> bool:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    return isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id == "require"


def _is_inner_file(tree: ast.Module) -> bool:
    """A file that only serves other files of the room says so in its docstring."""
    return "Ungated: " in (ast.get_docstring(tree) or "")


def _is_broad(node: ast.ExceptHandler) -> bool:
    names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(name is None or getattr(name, "id", "") in ("Exception", "BaseException") for name in names)


def _raises_again(node: ast.ExceptHandler) -> bool:
    return any(isinstance(inner, ast.Raise) for inner in ast.walk(node))


def _has_annotations_import(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


if __name__ == "__main__":
    unittest.main()
