"""The bytes of a copy: nothing is written here, and the same input gives the same bytes."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import textwrap

from ..exceptions.base import JamValidationError
from ..jam import aliases
from .closure import Graph
from .features import FEATURES, Wanted, files_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Mapping

    from ..encoding.json_types import JsonObject, JsonValue

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD, BILL, PROOF = "VENDORED.json", "sbom.cdx.json", "selftest.py"
ORIGINS = {
    PROOF: "made by `jamlite vendor`",
    BILL: "made by `jamlite vendor`",
    "__init__.py": "jamlite/__init__.py, with an end made by `jamlite vendor`",
}
_BESIDE = ("LICENSE", "SECURITY.md", "py.typed")

# Appended to the copy's __init__.py. Python asks a finder only for modules that nobody else has found.
_ABSENT = """

# --- added by `jamlite vendor`: what was left out says so ----------------------------------------
class _LeftOut:
    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        left_out = _left_out(name)
        if left_out:
            from .exceptions.base import JamMissingPartError

            if left_out == "__main__":
                said = "its command line; run that in another folder, where the whole jamlite is found, "
                said += "or make this copy again with cli"
            else:
                said = f"{left_out}; make it again with {_ASK.get(left_out, left_out)}, "
                said += "see `jamlite vendor features`"
            raise JamMissingPartError(
                f"this copy of jamlite is without {said}",
                details={"file": left_out + ("/__init__.py" if left_out in _PARTS else ".py")},
            )


def _left_out(name: str) -> str:
    own, _, rest = name.partition(f"{__name__}.")
    path = rest.replace(".", "/")
    # Modules have names in small letters; others are names that a module lacks.
    top = path.split("/")[0]
    return path if not own and path.islower() and not _PARTS.isdisjoint((top, f"{top}.py")) else ""


_PARTS = set(
    (
%s    ).split()
)
_ASK = {  # what to ask for, for example; of others, their own path
%s}
_OF_JAM = {  # names that only `jam` brings
%s}
__import__("sys").meta_path.append(_LeftOut)
"""


def read_package() -> Graph:
    """Return this package's sources.

    Raises:
        JamValidationError: they are not here as files, or not all.
    """
    sources = {}
    for folder, _, names in os.walk(PACKAGE):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                # A checkout on Windows has CR LF; the digests must not depend on it.
                with open(path, encoding="utf-8", newline="") as stream:
                    text = stream.read().replace("\r\n", "\n")
                sources[os.path.relpath(path, PACKAGE).replace(os.sep, "/")] = text
    wanted = {module.rstrip("*") for feature in FEATURES.values() for module in feature.modules}
    # A copy of a copy would lack files and still say nothing.
    if not all(any(path.startswith(module) for path in sources) for module in wanted):
        raise JamValidationError(
            "this jamlite has not all of its sources as files: it is a copy, or inside a zip or a frozen "
            "program; run the command from a checkout or an installed package",
            error_code="vendor.sources",
        )
    return Graph(dict(sorted(sources.items())))  # os.walk's order is the file system's


def modules_of(wanted: Wanted, graph: Graph) -> dict[str, str]:
    """Return the Python files of a copy by path, its selftest.py among them."""
    paths = files_of(wanted, graph)
    texts = {path: graph.sources[path] for path in paths}
    texts["__init__.py"] += _ABSENT % _parts(graph, texts)
    texts[PROOF] = proof(wanted, paths, graph)
    return dict(sorted(texts.items()))


def _parts(graph: Graph, copied: Collection[str]) -> tuple[str, str, str]:
    """Return lines: the names at the top of jamlite, which feature brings a part left out, names of Jam."""
    names = sorted({path.split("/")[0] for path in graph.sources})
    ask = {"paseto": "paseto-v4.local", "paseto/key": "paseto-v4.local"}  # of several versions, the newest
    ask |= {
        "keys/loading": "pem",
        "jose/jwk_set": "jwks",
        "otp/key_uri": "otpauth",
        "oauth2/client": "oauth2-client",
    }
    for feature in FEATURES.values():
        if "*" not in feature.words:
            for module in feature.modules:
                ask.setdefault(module.split("/")[0], feature.name)
            module = feature.modules[0]
            package, _, name = module.partition("/")
            # Algorithms have the modules jwt and jwe, too: there the feature of the same name is meant.
            if module[-1].isalnum() and (package != "jose" or name == feature.name.replace("-", "_")):
                ask.setdefault(module, feature.name)
        elif feature.modules != ("*",):
            ask.setdefault(feature.modules[0].removesuffix("/*"), feature.name)
    for path in aliases.paths():
        if "." not in path:
            ask.setdefault(path, "jam")  # utils, for example: nothing but names of Jam
    # What is copied needs no advice.
    left_out = sorted(name for name in ask if not _files(name).isdisjoint(graph.sources.keys() - set(copied)))
    lines = (f'    "{name}": "{ask[name]}",\n' for name in left_out)
    rows = (f'        "{row} "\n' for row in textwrap.wrap(" ".join(names), 90))
    of_jam = ""
    for path in [] if "jam/aliases.py" in copied else aliases.paths():
        if path and not _files(path.replace(".", "/")).isdisjoint(copied):
            of_jam += f'    "{path}": ' + _wrapped(aliases.names_at(path)) + ",\n"
    return "".join(rows), "".join(lines), of_jam


def _wrapped(names: list[str]) -> str:
    """Return a literal of names with spaces between, in lines that can be read."""
    rows = textwrap.wrap(" ".join(names), 90)
    return f'"{rows[0]}"' if len(rows) == 1 else "".join(f'\n        "{row} "' for row in rows)


def _files(path: str) -> set[str]:
    """Return the two files that a path without an ending may be."""
    return {f"{path}.py", f"{path}/__init__.py"}


def build(wanted: Wanted, graph: Graph, version: str, commit: str | None) -> dict[str, bytes]:
    """Return every file of a copy by path."""
    files = {path: text.encode() for path, text in modules_of(wanted, graph).items()}
    for name in _BESIDE:
        with open(os.path.join(PACKAGE, name), "rb") as stream:
            files[name] = stream.read().replace(b"\r\n", b"\n")
    files[BILL] = as_json(bill(files, version))  # it lists neither itself nor the record
    files[RECORD] = as_json(record_of(wanted, version, commit, files))
    return dict(sorted(files.items()))


def record_of(wanted: Wanted, version: str, commit: str | None, files: Mapping[str, bytes]) -> JsonObject:
    """Return what the copy says of itself: of which version it is, for what, and the digest of each file."""
    return {
        "name": "jamlite",
        "version": version,
        "commit": commit,
        "features": wanted.names,
        "licence": "Apache-2.0",
        "files": {
            path: {"sha256": digest(data), "origin": ORIGINS.get(path, f"jamlite/{path}")}
            for path, data in sorted(files.items())
        },
    }


def digest(data: bytes) -> str:
    """Return SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def as_json(value: JsonValue) -> bytes:
    """Return a value as JSON that people can read."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def from_json(text: str | bytes) -> JsonValue:
    """Return what a text in JSON says; ValueError, of which a name that stands twice is one."""

    def unique(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    value: JsonValue = json.loads(text, object_pairs_hook=unique)
    return value


def bill(files: dict[str, bytes], version: str) -> JsonObject:
    """Return the bill of materials (CycloneDX 1.6, ECMA-424); its serial number comes from its content."""
    parts: list[JsonObject] = [
        {"type": "file", "name": path, "hashes": [{"alg": "SHA-256", "content": digest(data)}]}
        for path, data in sorted(files.items())
    ]
    # CycloneDX wants a new serial number for each bill: another content has another one.
    mark = digest(as_json(parts))
    serial = f"{mark[:8]}-{mark[8:12]}-8{mark[13:16]}-a{mark[17:20]}-{mark[20:32]}"  # RFC 9562 section 5.8
    whole: JsonObject = {"type": "library", "name": "jamlite", "version": version}
    whole["licenses"] = [{"license": {"id": "Apache-2.0"}}]  # an SPDX identifier
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",  # a string: "1.10" would follow 1.9
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,  # of the bill, which is made anew and never amended
        "metadata": {"component": whole},  # without its timestamp: the same copy gives the same bytes
        "components": parts,
    }


def proof(wanted: Wanted, paths: list[str], graph: Graph) -> str:
    """Return the text of selftest.py: loads every file, opens the gates, runs the jobs of the features."""
    jobs, source = _jobs(graph.sources["vendor/smoke_keys.py"], graph.sources["vendor/smoke_jobs.py"])
    named = {feature.name: feature.job for feature in wanted.features}
    if wanted.verify_only:
        named = {name: f"{job}_only" if f"{job}_only" in jobs else job for name, job in named.items()}
    needed = _with_helpers(set(named.values()), jobs)
    functions = "\n\n\n".join(source[name] for name in source if name in needed)
    calls = "".join(f'    ("{name}", {job}),\n' for name, job in sorted(named.items()))
    # Importing it would run the command.
    names = (path[:-3].replace("/", ".") for path in paths if path != "__main__.py")
    # "" becomes ".", the copy itself.
    modules = ["." + name.removesuffix("__init__").removesuffix(".") for name in names]
    loads = "".join(f"    from {name} import __name__ as _\n" for name in modules)
    opens = _OPENS if "crypto/gate.py" in paths else ""
    return _PROOF.format(
        functions=functions, calls=calls, loads=loads, opens=opens, verify_only=wanted.verify_only
    )


def _jobs(*texts: str) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return, by function of these files, the names that it uses, and its source in a copy."""
    uses, source = {}, {}
    for text in texts:
        lines = text.split("\n")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                uses[node.name] = {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}
                # ast.unparse would lose the comments.
                body = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                # selftest.py stands one folder higher.
                source[node.name] = body.replace("    from ..", "    from .")
    return uses, source


def _with_helpers(needed: set[str], uses: dict[str, set[str]]) -> set[str]:
    """Return the functions `needed` and all that they call."""
    while True:
        more = needed | {name for one in needed for name in uses[one] if name in uses}
        if more == needed:
            return needed
        needed = more


_OPENS = """    from .crypto import gate

    for name in sorted(gate.GATES):
        gate.require(name)  # raises if the primitive does not give its standard's own answer
    print(f"{len(gate.GATES)} gates open")
"""
_PROOF = '''"""Proves this copy of jamlite: `python3 -m COPY.selftest` opens every gate, uses every feature.

Made by `jamlite vendor`; VENDORED.json says of what.
"""

from __future__ import annotations

from typing import Any


{functions}


JOBS = (
{calls})


def main() -> int:
    """Load every file, open every gate, run every job; whatever fails raises."""
{loads}{opens}    for name, job in JOBS:
        try:
            job(name, {verify_only})
        except Exception as error:
            raise AssertionError(f"the feature {{name}} fails: {{error}}") from error
    print(f"proved: {{', '.join(name for name, _ in JOBS)}}")
    return 0


if __name__ == "__main__":
    if not __package__:
        raise SystemExit("run it as a module, from the folder above the copy: python3 -m COPY.selftest")
    raise SystemExit(main())
'''
