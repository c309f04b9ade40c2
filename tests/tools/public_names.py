"""The public names of jamlite and their signatures, as tests/public_names.json holds them.

    python3 -m tests.tools.public_names            what was added since the file was written
    python3 -m tests.tools.public_names --write    write the file anew

Public are: what the face of each package offers (`__all__`), the modules that the design names with their
functions, what README and docstring examples import, and the names of Jam 3.2 at Jam's paths. A file inside
a package is not public just because it can be imported.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import json
import os
import pkgutil
import re
import sys
import types
import warnings

import jamlite

from ..support import ROOT

PATH = os.path.join(ROOT, "tests", "public_names.json")

# Modules that are documented as such: functions on bytes, and the plain functions per format.
_FUNCTIONS = """
aio: lists webauthn
crypto: aes_cbc aes_ctr aes_gcm aes_kw argon2id chacha20 chacha20_poly1305 concat_kdf ecdh ecdsa ed25519 ed448
crypto: fernet gate hkdf hmac pbkdf2 poly1305 rsa rsa_oaep rsa_pkcs1v15 rsa_pss salsa20 scrypt sec1 x25519
crypto: x448 xchacha20 xchacha20_poly1305 xsalsa20_poly1305
encoding: base32 base64url cbor der pem strict_json
jose: jws jwe jwt limits lists sd_jwt status_list
paseto: key paserk v1 v2 v3 v4
ext: asgi csrf django fastapi flask litestar login passkey_login starlette wsgi
keys: cose
compat: apojwt jwt
oauth2: steps
"""
DOCUMENTED = ["jamlite.clock", "jamlite.encoders", "jamlite.logger"]
for _line in _FUNCTIONS.split("\n")[1:-1]:
    _package, _names = _line.split(": ")
    DOCUMENTED += [f"jamlite.{_package}.{_name}" for _name in _names.split()]
# Offered, because these faces have no __all__, but not meant for users.
PRIVATE = {
    ("jamlite.cli", "GROUPS"),
    ("jamlite.cli", "build_parser"),
    ("jamlite.jose.jwe_fixed", "FixedValues"),
}


def packages() -> list[str]:
    """Return the dotted names of all packages of jamlite."""
    found = [info.name for info in pkgutil.walk_packages(jamlite.__path__, "jamlite.") if info.ispkg]
    return ["jamlite", *found]


def offered(module: types.ModuleType) -> list[str]:
    """Return the names that a module says it offers, else the public ones that it defines."""
    if hasattr(module, "__all__"):
        return sorted(module.__all__)
    names = [*vars(module), *dir(module)]
    if module.__spec__ is not None and module.__spec__.submodule_search_locations is not None:
        return sorted({n for n in names if not n.startswith("_") and n not in ("annotations", "TYPE_CHECKING")
                       and not isinstance(getattr(module, n, None), types.ModuleType)})  # fmt: skip
    own = {n for n in names if getattr(getattr(module, n, None), "__module__", None) == module.__name__}
    return sorted(n for n in own if not n.startswith("_"))


def imported_in_examples() -> set[tuple[str, str]]:
    """Return (module, name) of everything of jamlite that an example imports."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
        texts = [
            match.group(1) for match in re.finditer(r"^```python\n(.*?)^```$", stream.read(), re.M | re.S)
        ]
    lines: list[str] = []
    for folder, _, names in os.walk(os.path.join(ROOT, "jamlite")):
        for name in sorted(names):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    source = stream.read()
                lines += re.findall(r"^\s*(?:>>> |    )(from jamlite[\w.]* import [\w, ]+)$", source, re.M)
    found = set()
    for text in [*texts, *lines]:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "jamlite":
                found.update((node.module or "", alias.name) for alias in node.names)
    return found


def describe(value: object) -> dict[str, object]:
    """Return kind and signature of a name, for a class those of its public methods too."""
    if isinstance(value, types.ModuleType):
        return {"kind": "module"}
    if isinstance(value, type):
        methods = {}
        for name in sorted(dir(value)):
            member = inspect.getattr_static(value, name)
            if isinstance(member, (staticmethod, classmethod)):
                member = member.__func__
            if not name.startswith("_") and (
                inspect.isfunction(member) or inspect.iscoroutinefunction(member)
            ):
                methods[name] = parameters(member)
        return {"kind": "class", "parameters": parameters(value), "methods": methods}
    if callable(value):
        return {"kind": "function", "parameters": parameters(value)}
    return {"kind": "value"}


def parameters(value: object) -> list[str]:
    """Return each parameter as one word: mark (`*` keyword only, `**`, `/`), name, `?` if optional."""
    try:
        found = inspect.signature(value).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return []
    marks = {
        inspect.Parameter.POSITIONAL_ONLY: "/",
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "",
        inspect.Parameter.VAR_POSITIONAL: "*args ",
        inspect.Parameter.KEYWORD_ONLY: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    return [marks[p.kind] + p.name + ("" if p.default is p.empty else "?") for p in found if p.name[0] != "_"]


def find(module: str, name: str) -> object:
    """Return what `from module import name` gives."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        face = importlib.import_module(module)
        value = getattr(face, name, None)
        if isinstance(value, types.ModuleType) and hasattr(face, "__getattr__"):
            # A submodule that somebody imported hides the function of the same name.
            with contextlib.suppress(AttributeError):
                return face.__getattr__(name)
        return importlib.import_module(f"{module}.{name}") if value is None else value


def collect(jam: list[list[str]]) -> dict[str, dict[str, object]]:
    """Return {module: {name: description}} of all that is public and can be had here."""
    wanted: set[tuple[str, str]] = {(module, name) for module, name in jam} | imported_in_examples()
    for module in [*packages(), *DOCUMENTED]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                wanted.update((module, name) for name in offered(importlib.import_module(module)))
            except ImportError:  # an adapter whose framework is not here
                print(f"left out, needs other software: {module}", file=sys.stderr)
    found: dict[str, dict[str, object]] = {}
    for module, name in sorted(wanted - PRIVATE):
        found.setdefault(module, {})[name] = describe(find(module, name))
    return found


def dump(jam: list[list[str]], names: dict[str, dict[str, object]]) -> str:
    """Return the file's text: JSON with one name per line, so that a change shows as a line."""
    lines = ['{"jam": [', ",\n".join(json.dumps(pair) for pair in jam), '],\n"names": {']
    modules = []
    for module, found in sorted(names.items()):
        rows = [
            f"{json.dumps(name)}: {json.dumps(what, sort_keys=True)}" for name, what in sorted(found.items())
        ]
        modules.append(f"{json.dumps(module)}: {{\n" + ",\n".join(rows) + "}")
    return "\n".join([*lines, ",\n".join(modules), "}}", ""])


def main() -> None:
    with open(PATH, encoding="utf-8") as stream:
        held = json.load(stream)
    now = collect(held["jam"])
    if "--write" in sys.argv:
        with open(PATH, "w", encoding="utf-8") as stream:
            stream.write(dump(held["jam"], now))
    for module, names in now.items():
        for name in names:
            if name not in held["names"].get(module, {}):
                print(f"new: {module}.{name}")


if __name__ == "__main__":
    main()
