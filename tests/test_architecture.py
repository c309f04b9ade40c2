"""The architecture as a tested statement of policy. A red test is mended in the code, not here."""

from __future__ import annotations

import ast
import functools
import os
import re
import sys
import unittest

from .beside import beside
from .import_graph import PACKAGE, all_imports, circles, is_alias_file, nodes, part_word, python_files

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

# The wings, and the packages that stand in each. A module at the top of the package counts as a package.
WINGS = {
    "ground": "exceptions clock driver optional",
    "wing I": "encoding crypto plain keys jose paseto macaroons otp passwords",
    "wing II": "stores sessions lists keychain oauth2 webauthn",
    "wing III": "authz jam aio ext compat tests conformance explain vendor cli",
    # Jam's paths that hold nothing of their own; jam/aliases.py serves them.
    "faces": "encoders instance jwt logger plugins utils",
    "top": "__init__ __main__",
}
# What each package may import beside the ground, in the words of its docstring's "May import" line.
MAY_IMPORT = {
    "exceptions": "nothing of jamlite",
    "encoding": "the ground",
    "crypto": "encoding",
    "plain": "the ground",
    "keys": "encoding, crypto",
    "jose": "encoding, crypto, keys",
    "paseto": "encoding, crypto, keys",
    "otp": "encoding, crypto",
    "macaroons": "encoding, crypto, keys",
    "passwords": "encoding, crypto",
    "stores": "encoding, crypto",
    "sessions": "encoding, crypto, otp, stores",
    "lists": "encoding, crypto, macaroons, stores",
    "keychain": "encoding, crypto, keys, stores",
    "oauth2": "encoding, crypto, jose",
    "webauthn": "encoding, crypto, keys, stores",
    "authz": "the ground",
    "jam": "wing I, wing II, authz",
    "aio": "wing II, jam",
    "ext": "wing I, wing II, authz, jam, aio",
    "compat": "wing I, jam, ext",
    "tests": "wing I, wing II, jam, aio",
    "conformance": "wing I, wing II",
    "explain": "wing I",
    "vendor": "wing I, wing II, jam, __init__",
    "cli": "wing I, wing II, jam, conformance, explain, vendor, __init__",
}
# The same for files and faces, which have no such line.
OTHERS_MAY_IMPORT: dict[str, str] = {
    "clock": "exceptions",
    "driver": "exceptions",
    "optional": "exceptions, jam",  # jam/aliases.py: the one edge that runs up
    "__init__": "jam",
    "__main__": "cli",
    **dict.fromkeys(WINGS["faces"].split(), ""),
}
UPWARD = ("optional.py", "jam/aliases.py")
# Adapters of frameworks know nothing of each other; FastAPI is built on Starlette.
ADAPTERS = ("django", "fastapi", "flask", "litestar", "starlette")
ADAPTER_ON_ADAPTER = {("fastapi", "starlette")}

# Base names that may repeat: paths of Jam and of the originals of drop-ins, and the one key type that has
# its primitive's name.
MAY_REPEAT = ("exceptions/", "aio/", "cli/commands/", "compat/", "keys/rsa.py")
# `import_module` for what the user names, in a configuration or by installing a framework.
MAY_COMPUTE = {
    "conformance/subject_host.py",
    "jam/dotted.py",
    "sessions/session_kinds.py",
    "ext/configured.py",
}

# Known faults. These lists may only shrink: a line whose fault is gone fails until it is deleted.
KNOWN_EDGES: set[tuple[str, str]] = set()
KNOWN_CIRCLES: set[str] = set()
KNOWN_REPEATED: set[str] = set()
KNOWN_COMPUTED: set[str] = set()
KNOWN_FACES: set[tuple[str, str]] = set()

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
    "stores/threaded.py": {"asyncio"},
    "stores/async_redis_store.py": {"asyncio"},
    "stores/": {"os", "time", "threading", "sqlite3", "fcntl", "msvcrt", "io", "tempfile", "shutil"},
    "sessions/": {"os"},
    "lists/": {"os"},
    "keychain/": {"os"},
    "aio/": {"asyncio", "os"},
    "ext/": {"asyncio", "os"},
    "compat/jwt/answers.py": {"urllib", "http", "io", "time"},
    "compat/jwt/jwks_client.py": {"urllib", "http", "ssl", "threading", "time"},
    "compat/jwt/jwk_set_cache.py": {"time"},
    "compat/fernet.py": {"time"},
    "compat/pyotp.py": {"time", "urllib"},
    "compat/jwt/api_jwk.py": {"time"},
    "oauth2/edge.py": {"time"},
    "oauth2/transport.py": {"urllib", "http", "ssl", "socket", "time"},
    "tests/": {"http", "threading", "socket", "urllib"},
    "conformance/subject_process.py": {"subprocess", "threading"},
    "conformance/judge.py": {"threading"},
    "conformance/": {"os", "time"},
    "vendor/": {"os", "subprocess", "tempfile", "shutil"},
    "cli/page_server.py": {"http", "urllib", "threading"},
    "cli/": {"os", "time", "getpass", "io", "tempfile", "shutil"},
}
# Software of others: only inside the adapter that serves it, only when it is used.
FOREIGN = {
    "compat/installing.py": {"jwt", "jose", "pyotp", "cryptography"},
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


def room_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


@beside
class Architecture(unittest.TestCase):
    def complain(self, faults: list[str]) -> None:
        self.assertEqual(faults, [], "\n" + "\n".join(faults))

    def test_rooms_import_only_what_the_table_allows(self) -> None:
        faults, known = [], set()
        known_rooms = {*MAY_IMPORT, *OTHERS_MAY_IMPORT}
        for found in all_imports():
            room, target = room_of(found.path), room_of(found.target)
            self.assertIn(room, known_rooms, f"{found.path}: the table does not know it")
            if not found.inside or room == target or target in granted(room):
                continue
            if (room, target) in KNOWN_EDGES:
                known.add((room, target))
            else:
                faults.append(f"jamlite/{found.path}:{found.line}: {room} may not import {target}")
            if found.path == UPWARD[0] and found.target != UPWARD[1]:
                faults.append(f"jamlite/{found.path}:{found.line}: only {UPWARD[1]} may be reached from here")
        known |= self.check_adapters(faults)
        faults += [
            f"KNOWN_EDGES: nothing needs {edge} any more; delete the line" for edge in KNOWN_EDGES - known
        ]
        self.complain(faults)

    def check_adapters(self, faults: list[str]) -> set[tuple[str, str]]:
        """Find the adapters that import each other; return the known faults among them."""
        known = set()
        for found in all_imports():
            edge = (adapter_of(found.path), adapter_of(found.target))
            if "" in edge or edge[0] == edge[1] or edge in ADAPTER_ON_ADAPTER:
                continue
            if edge in KNOWN_EDGES:
                known.add(edge)
            else:
                faults.append(f"jamlite/{found.path}:{found.line}: one adapter may not import another")
        return known

    def test_the_wings_stand_on_each_other(self) -> None:
        """The table itself: a package of wing I has no grant for wing II or III, and so on."""
        order = ["ground", "wing I", "wing II", "wing III"]
        for room, line in {**MAY_IMPORT, **OTHERS_MAY_IMPORT}.items():
            own = next((wing for wing, rooms in WINGS.items() if room in rooms.split()), "")
            self.assertIn(own, WINGS, f"{room} stands in no wing")
            if own not in order or room == "optional":
                continue
            for grant in words(line):
                wing = grant if grant in WINGS else next(w for w, r in WINGS.items() if grant in r.split())
                self.assertLessEqual(
                    order.index(wing) if wing in order else 0, order.index(own), (room, grant)
                )
        siblings = {"jose", "paseto", "macaroons", "otp", "passwords"}
        for room in siblings:
            self.assertFalse(granted(room) & (siblings - {room}))

    def test_every_grant_is_used(self) -> None:
        used: dict[str, set[str]] = {}
        for found in all_imports():
            if found.inside:
                used.setdefault(room_of(found.path), set()).add(room_of(found.target))
        faults = []
        for room, line in {**MAY_IMPORT, **OTHERS_MAY_IMPORT}.items():
            for grant in words(line):
                if not used.get(room, set()) & set(WINGS.get(grant, grant).split()):
                    faults.append(f"{room} has the grant for {grant}, and nothing uses it any more")
        self.complain(faults)

    def test_each_package_says_what_the_table_says(self) -> None:
        faults = []
        for path, tree in python_files():
            if path.count("/") == 1 and path.endswith("/__init__.py"):
                room, doc = room_of(path), " ".join((ast.get_docstring(tree) or "").split())
                wanted = MAY_IMPORT.get(room, "nothing of jamlite")  # faces
                if f"May import: {wanted}." not in doc:
                    faults.append(f"jamlite/{path}:1: the docstring must have `May import: {wanted}.`")
        self.complain(faults)

    def test_jam_imports_files_and_no_faces(self) -> None:
        faults, known = [], set()
        for found in all_imports():
            face = found.target.endswith("/__init__.py") or room_of(found.target) in WINGS["faces"].split()
            if found.inside and face and found.path.startswith("jam/"):
                if (found.path, found.target) in KNOWN_FACES:
                    known.add((found.path, found.target))
                else:
                    faults.append(f"jamlite/{found.path}:{found.line}: name the file, not {found.target}")
        faults += [f"KNOWN_FACES: {edge} is gone; delete the line" for edge in KNOWN_FACES - known]
        self.complain(faults)

    def test_a_base_name_names_one_file(self) -> None:
        """Two files of one name are told apart by nobody who reads `from . import steps`."""
        homes: dict[str, list[str]] = {}
        for path, tree in python_files():
            name = os.path.basename(path)
            if name != "__init__.py" and not is_alias_file(tree) and not path.startswith(MAY_REPEAT):
                homes.setdefault(name, []).append(path)
        repeated = {name: paths for name, paths in homes.items() if len(paths) > 1}
        faults = [f"{' and '.join(paths)}" for name, paths in repeated.items() if name not in KNOWN_REPEATED]
        gone = KNOWN_REPEATED - set(repeated)
        faults += [f"KNOWN_REPEATED: {name} names one file now; delete the line" for name in sorted(gone)]
        self.complain(faults)

    def test_no_module_of_ours_is_imported_by_a_computed_name(self) -> None:
        faults, known = [], set()
        for path, inside in nodes():
            for node in inside:
                function = node.func if isinstance(node, ast.Call) else None
                name = getattr(function, "id", getattr(function, "attr", ""))
                if name in ("import_module", "__import__") and path not in MAY_COMPUTE:
                    known.add(path)
                    if path not in KNOWN_COMPUTED:
                        faults.append(f"jamlite/{path}:{node.lineno}: write an import statement")  # type: ignore[attr-defined]
        faults += [f"KNOWN_COMPUTED: {p} is free of it; delete the line" for p in KNOWN_COMPUTED - known]
        self.complain(faults)

    def test_an_optional_import_is_a_statement_under_a_literal_word(self) -> None:
        faults = []
        for path, inside in nodes():
            for node in inside:
                word = part_word(node) if isinstance(node, ast.With) else ""
                if word == "?":
                    faults.append(f"jamlite/{path}:{node.lineno}: the word of a part is a literal")  # type: ignore[attr-defined]
                elif word and not all(isinstance(n, ast.ImportFrom) for n in node.body):  # type: ignore[attr-defined]
                    faults.append(f"jamlite/{path}:{node.lineno}: only imports stand under part()")  # type: ignore[attr-defined]
        self.complain(faults)

    def test_only_relative_imports_inside_and_the_standard_library_outside(self) -> None:
        faults = []
        # 3.9 has no such list; in that of PyPy what CPython has in C is absent.
        standard = {*getattr(sys, "stdlib_module_names", ()), "tomllib", "_hashlib", "_json"}
        standard |= {"_sha2", "_sha256", "_sha512"}  # the first since 3.12, the others until then
        known = hasattr(sys, "stdlib_module_names")
        for found in all_imports():
            if found.inside:
                continue
            module, where = found.target.split(".")[0], f"jamlite/{found.path}:{found.line}"
            if module == "jamlite":
                faults.append(f"{where}: imports of jamlite are relative")
            elif known and module not in standard and module not in FOREIGN.get(found.path, ()):
                faults.append(f"{where}: {module} is not of the standard library")
            elif module in FOREIGN.get(found.path, ()) and found.at_top and not found.typing_only:
                faults.append(f"{where}: {module} may only be imported when it is used")
        self.complain(faults)

    def test_only_named_files_touch_the_outside(self) -> None:
        faults = []
        for found in all_imports():
            if found.inside or found.typing_only or found.target == "urllib.parse":  # text only
                continue
            if found.target.split(".")[0] in _OUTSIDE - may_touch(found.path):
                faults.append(f"jamlite/{found.path}:{found.line}: may not touch {found.target}")
        for path, inside in nodes():
            for node in inside:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                    if not {"os", "io"} & may_touch(path):
                        faults.append(f"jamlite/{path}:{node.lineno}: may not open files")
        self.complain(faults)

    def test_no_import_circles(self) -> None:
        """Every import counts: those inside functions, and those for type checkers."""
        edges = {(i.path, i.target) for i in all_imports() if i.inside and i.path != i.target}
        found = {" ".join(group) for group in circles(edges - {UPWARD})}
        gone = KNOWN_CIRCLES - found
        faults = [f"these import each other: {group}" for group in sorted(found - KNOWN_CIRCLES)]
        faults += [f"KNOWN_CIRCLES: delete the line, or make it shorter: {group}" for group in sorted(gone)]
        self.complain(faults)

    def test_no_broad_except_without_its_reason(self) -> None:
        faults = []
        for path, inside in nodes():
            with open(os.path.join(PACKAGE, path), encoding="utf-8") as stream:
                lines = stream.read().splitlines()
            for node in inside:
                if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises_again(node):
                    if not re.search(r":  # .{12}", lines[node.lineno - 1]):
                        faults.append(
                            f"jamlite/{path}:{node.lineno}: a broad except needs its reason on the line"
                        )
        self.complain(faults)

    def test_files_and_functions_stay_small(self) -> None:
        faults = []
        for path, inside in nodes():
            with open(os.path.join(PACKAGE, path), encoding="utf-8") as stream:
                count = sum(1 for _ in stream)
            if count > MAX_FILE_LINES:
                faults.append(f"jamlite/{path}:1: {count} lines, more than {MAX_FILE_LINES}")
            for node in inside:
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
            code = [node for node in tree.body if not isinstance(node, ast.Expr)]
            if (
                path.count("__init__") == 0
                and code
                and not _has_annotations_import(tree)
                and path != "__main__.py"
            ):
                faults.append(f"jamlite/{path}:1: no `from __future__ import annotations`")
        self.complain(faults)


def words(line: str) -> list[str]:
    """Return the grants of a "May import" line."""
    return [] if line in ("nothing of jamlite", "the ground") else [word for word in line.split(", ") if word]


@functools.lru_cache(None)
def granted(room: str) -> frozenset[str]:
    """Return the packages that one may import, the ground included."""
    line = MAY_IMPORT.get(room, OTHERS_MAY_IMPORT.get(room, ""))
    ground = () if room in ("exceptions", "clock", "driver") else WINGS["ground"].split()
    return frozenset(ground).union(*(WINGS.get(word, word).split() for word in words(line)))


def adapter_of(path: str) -> str:
    """Return the framework whose adapter a file belongs to, or ""."""
    parts = path.removesuffix(".py").split("/")
    return parts[1] if parts[0] == "ext" and len(parts) > 1 and parts[1] in ADAPTERS else ""


def may_touch(path: str) -> set[str]:
    """Return the modules that reach outside and that a file may use."""
    return {module for prefix, modules in MAY_TOUCH.items() if path.startswith(prefix) for module in modules}


def _is_broad(node: ast.ExceptHandler) -> bool:
    names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(name is None or getattr(name, "id", "") in ("Exception", "BaseException") for name in names)


def _raises_again(node: ast.ExceptHandler) -> bool:
    return any(isinstance(inner, ast.Raise) for inner in ast.walk(node))


def _has_annotations_import(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


if __name__ == "__main__":
    unittest.main()
