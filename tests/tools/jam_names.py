"""Print the public names of the Jam that is installed, as JSON: path -> names. Run with its Python.

A name is public at a path if the module's `__all__` has it; without `__all__`, if the module defines it, or
if a package re-exports it from Jam. Modules whose name has two underscores are Jam's own.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import warnings


def public(module: object, is_package: bool) -> list[str]:
    """Return the public names of one module."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(listed)
    home = getattr(module, "__name__", "")
    found = []
    for name, value in vars(module).items():
        origin = getattr(value, "__module__", None) or ""
        own = origin.split(".")[0] == "jam" if is_package else origin == home
        if own and not (name.startswith("_") and not (name.startswith("__") and name.endswith("__"))):
            found.append(name)
    return sorted(found)


def collect() -> dict[str, list[str]]:
    """Return path inside Jam -> names."""
    jam = importlib.import_module("jam")
    found = {"": public(jam, True)}
    for info in pkgutil.walk_packages(jam.__path__, "jam."):
        if "__" not in info.name:
            try:
                module = importlib.import_module(info.name)
            except (ImportError, TypeError) as error:  # two of its modules cannot be imported by anybody
                print(f"left out: {info.name}: {error}", file=sys.stderr)
                continue
            found[info.name[4:]] = public(module, info.ispkg)
    return found


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {path: " ".join(found) for path, found in collect().items() if found}
        print(json.dumps(names, indent=0, sort_keys=True))
