"""jamlite/API.md: every public name with its one line, read from the source.

`python3 -m tests.tools.api_page` writes it; tests/test_api_page.py checks that it is up to date.
Public is what tests/public_names.json lists and what the face of a package names in `__all__`.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import os

from ..support import ROOT
from . import public_names

PATH = os.path.join(ROOT, "jamlite", "API.md")
HEAD = """# The public names of jamlite

Made from the source by `python3 -m tests.tools.api_page`. A name that stands here stays importable from the
path it has here, with the parameters it takes, or is deprecated for at least two minor versions first. A file
inside a package is not public by being importable. `pydoc NAME` shows the whole description.
"""


def page() -> str:
    """Return the text of the page."""
    lines = [HEAD]
    for module, names in sorted(modules().items()):
        rows = [(name, line(module, name)) for name in sorted(names, key=lambda name: (name.lower(), name))]
        lines += [f"## {module}", "", "| name | what it is |", "|---|---|"]
        lines += [f"| `{name}` | {words} |" for name, words in rows]
        lines.append("")
    return "\n".join(lines)


def modules() -> dict[str, set[str]]:
    """Return {module: its public names}."""
    with open(public_names.PATH, encoding="utf-8") as stream:
        held = json.load(stream)
    jam = {tuple(pair) for pair in held["jam"]}
    found: dict[str, set[str]] = {}
    for module, names in held["names"].items():
        own = {name for name in names if (module, name) not in jam or name in exported(module)}
        if own:
            found[module] = own
    for module in [*public_names.packages(), *public_names.DOCUMENTED]:
        if exported(module):
            found.setdefault(module, set()).update(exported(module))
    return found


def line(module: str, name: str) -> str:
    """Return the first sentence of a name's docstring, fit for a table."""
    node = find(module, name)
    text = ast.get_docstring(node) if isinstance(node, (ast.Module, *_DEFINITIONS)) else None
    if text is None and isinstance(node, (ast.Assign, ast.AnnAssign)):
        return comment(module, name, node)
    if text is None:  # a name that arrives by another way than a statement: ask the running module
        value = public_names.find(module, name)
        # What comes from the standard library has other words in each of its versions.
        ours = str(getattr(value, "__module__", "")).startswith("jamlite")
        text = (
            inspect.getdoc(value) if callable(value) and ours else "of the standard library, under our name"
        )
    return " ".join((text or "").split("\n\n")[0].split()).replace("|", "\\|")


def comment(module: str, name: str, node: ast.Assign | ast.AnnAssign) -> str:
    """Return the comment behind or above an assignment, else what a constant's name says."""
    for place in (module, *(absolute(module, n) for n in ast.walk(tree(module) or node)
                            if isinstance(n, ast.ImportFrom))):  # fmt: skip
        body = tree(place)
        if body is not None and node in body.body:
            path = os.path.join(ROOT, *place.split("."))
            with open(
                f"{path}/__init__.py" if os.path.isdir(path) else f"{path}.py", encoding="utf-8"
            ) as stream:
                lines = stream.read().split("\n")
            behind = lines[node.lineno - 1].partition("  # ")[2]
            above = lines[node.lineno - 2].strip()
            return behind or (above[2:] if above.startswith("# ") else "a constant")
    return "a constant"


_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def find(module: str, name: str, seen: tuple[tuple[str, str], ...] = ()) -> ast.AST | None:
    """Return the definition that `from module import name` gives, through re-exports."""
    if (module, name) in seen:
        return None
    submodule = tree(f"{module}.{name}")
    body = tree(module)
    for node in [] if body is None else ast.walk(body):
        if isinstance(node, _DEFINITIONS) and node.name == name and node in body.body:
            return node
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node in body.body and name in targets(node):
            return node
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    there = absolute(module, node)
                    found = find(there, alias.name, (*seen, (module, name)))
                    if found is not None:
                        return found
    return submodule


def targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """Return the names that an assignment binds."""
    places = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {place.id for place in places if isinstance(place, ast.Name)}


def absolute(module: str, node: ast.ImportFrom) -> str:
    """Return the dotted name of the module that an import statement names."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    base = parts[: len(parts) - node.level + (1 if is_package(module) else 0)]
    return ".".join([*base, *([node.module] if node.module else [])])


def is_package(module: str) -> bool:
    return os.path.isdir(os.path.join(ROOT, *module.split(".")))


@functools.lru_cache(None)
def tree(module: str) -> ast.Module | None:
    """Return the syntax tree of a module of ours, or None if there is none."""
    path = os.path.join(ROOT, *module.split("."))
    path = os.path.join(path, "__init__.py") if os.path.isdir(path) else f"{path}.py"
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as stream:
        return ast.parse(stream.read())


def exported(module: str) -> set[str]:
    """Return the names in `__all__`, as far as it is written out."""
    body = tree(module)
    for node in [] if body is None else body.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and "__all__" in targets(node):
            if isinstance(node.value, (ast.List, ast.Tuple)):
                return {item.value for item in node.value.elts if isinstance(item, ast.Constant)}
    return set()


if __name__ == "__main__":
    with open(PATH, "w", encoding="utf-8") as stream:
        stream.write(page())
