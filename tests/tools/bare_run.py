"""Run the self-test and the plain conformance set where OpenSSL, ctypes and sqlite3 are missing."""

from __future__ import annotations

import os
import sys

MISSING = ("_hashlib", "_ssl", "ssl", "_ctypes", "ctypes", "_sqlite3", "sqlite3")


class Absent:
    """An import hook: the named modules cannot be imported."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def main() -> int:
    sys.meta_path.insert(0, Absent())  # type: ignore[arg-type]
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    for name in MISSING:
        assert name not in sys.modules, f"{name} was already there"
    import hashlib

    assert not hasattr(hashlib, "scrypt"), "OpenSSL is still there"
    from jamlite.cli import main as run

    return run(["selftest"]) or run(["conformance"])


if __name__ == "__main__":
    sys.exit(main())
