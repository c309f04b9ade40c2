"""A copy as one readable Python file: the sources of its modules behind a small importer, nothing packed.

The file has its record in it: `_RECORD` says what VENDORED.json says of a folder.
"""

from __future__ import annotations

import ast

from .contents import ORIGINS, PROOF, as_json, digest, from_json, modules_of, record_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .closure import Graph
    from .features import Wanted


def one_file(wanted: Wanted, graph: Graph, version: str, commit: str | None) -> str:
    """Return the text of the file; a module stands after those that it imports at its head."""
    texts = modules_of(wanted, graph)
    order: list[str] = []

    def visit(path: str) -> None:
        if path in seen:
            return
        seen.add(path)
        # selftest.py is not in the graph.
        for target in [] if path == PROOF else [to for to, words in graph.edges(path) if not words]:
            if target in texts:
                visit(target)
        order.append(path)

    seen: set[str] = set()
    for path in texts:
        visit(path)
    order.append(order.pop(order.index("__init__.py")))  # last: a reader ends with what the file itself runs
    said = f"jamlite {version} ({commit or 'no commit known'}) for {', '.join(wanted.names)}"
    sources = "".join(f"_SOURCES[{path!r}] = {_literal(texts[path])}\n\n" for path in order)
    record = record_of(wanted, version, commit, {path: text.encode() for path, text in texts.items()})
    # The digest of the rest covers the importer, and cannot cover the record that it stands in.
    rest = _FILE.format(said=said, importer=_IMPORTER, sources="", record="")
    record["files"][_REST] = {"sha256": digest(_rest_of(rest).encode()), "origin": ORIGINS[PROOF]}
    written = f"_RECORD = r'''{as_json(record).decode()}'''\n\n"
    return _FILE.format(said=said, importer=_IMPORTER, sources=sources, record=written)


def record_in(text: str) -> JsonObject:
    """Return the record of a copy that is one file.

    Raises:
        ValueError: it is none, or too damaged to be read as Python.
    """
    found, _ = _parts_of(text)
    record = from_json(found.get("_RECORD", ""))
    if not isinstance(record, dict):
        raise ValueError
    return record


def digests_in(text: str) -> dict[str, str]:
    """Return the SHA-256 of each module in a copy that is one file, and of what stands around them."""
    found, rest = _parts_of(text)
    found.pop("_RECORD", None)
    return {path: digest(source.encode()) for path, source in {**found, _REST: rest}.items()}


_REST = "(the importer)"


def _parts_of(text: str) -> tuple[dict[str, str], str]:
    """Return the sources by path with the record, and the rest of the text."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, RecursionError, MemoryError) as error:  # ast.parse raises the last for deep nesting
        raise ValueError("this is no Python") from error
    found: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            name = target.id if isinstance(target, ast.Name) and target.id == "_RECORD" else None
            if isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == "_SOURCES":
                name = str(getattr(target.slice, "value", ""))
            # A changed copy is read, never run.
            value = ast.literal_eval(node.value) if name is not None else None
            if name is not None and isinstance(value, str):
                found[name] = value
                lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)  # type: ignore[operator]
    return found, _rest_of("".join(lines))


def _rest_of(text: str) -> str:
    """Return a text without its empty lines, which stand around what was taken out."""
    return "".join(line for line in text.splitlines(keepends=True) if line.strip())


def _literal(text: str) -> str:
    """Return a source text as a literal that can be read."""
    if "'''" not in text:
        return f"r'''{text}'''"  # a source ends with a line feed: no quote or backslash meets the end
    return "(\n" + "".join(f"    {line!r}\n" for line in text.splitlines(keepends=True)) + ")"


_FILE = '''"""{said}, in one file. Apache-2.0. Made by `jamlite vendor --single-file`.

Its modules are imported as from a folder: `from NAME.jose import jwt`. `python3 -m NAME.selftest` proves it.
"""

_SOURCES = {{}}  # path inside the package -> source text

{sources}{record}{importer}'''
_IMPORTER = """
if __name__ == "__main__":
    raise SystemExit("this file is a package: import it, or prove it: python3 -m NAME.selftest")


class _Importer:
    # Finds the modules of this file, by the name that the file has been given.
    @classmethod
    def _path(cls, name):
        own, _, rest = name.partition(__name__ + ".")
        for path in (rest.replace(".", "/") + ".py", rest.replace(".", "/") + "/__init__.py"):
            if not own and rest and path in _SOURCES:
                return path
        return None

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        found = cls._path(name)
        if found is None:
            return None
        from importlib.machinery import ModuleSpec

        spec = ModuleSpec(name, cls, origin=__file__ + ":" + found, is_package=found.endswith("/__init__.py"))
        spec.has_location = True  # so that tracebacks and debuggers find the source
        return spec

    @classmethod
    def create_module(cls, spec):
        return None

    @classmethod
    def exec_module(cls, module):
        exec(cls.get_code(module.__name__), module.__dict__)

    @classmethod
    def get_code(cls, name):
        return compile(_SOURCES[cls._path(name)], __file__ + ":" + cls._path(name), "exec", dont_inherit=True)

    @classmethod
    def get_source(cls, name):
        return _SOURCES[cls._path(name)]

    @classmethod
    def is_package(cls, name):
        return cls._path(name).endswith("/__init__.py")


__import__("sys").meta_path.append(_Importer)
__path__ = []
__package__ = __name__
__spec__.submodule_search_locations = __path__
exec(compile(_SOURCES["__init__.py"], __file__ + ":__init__.py", "exec", dont_inherit=True), globals())
"""
