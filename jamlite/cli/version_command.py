"""`version`: jamlite's version and commit, what it runs on, and what is missing there."""

from __future__ import annotations

import sys

from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .common import Subparsers

# Parts that an interpreter may be built or carried without, and what jamlite does without them.
_OPTIONAL = (
    ("_hashlib", "PBKDF2 and scrypt are computed in Python, more slowly"),
    ("_ssl", "no HTTPS: OAuth2 and key sets by URL need a transport of yours"),
    ("_sqlite3", "no SQLite stores"),
    ("zlib", 'no "zip" in encrypted tokens'),
    ("tomllib", "configuration in TOML needs the package tomli"),
    ("msvcrt" if sys.platform == "win32" else "fcntl", "files are not locked against other processes"),
)


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("version", help="show the version, and what it runs on")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the version."""
    import hashlib

    from .. import __version__
    from ..vendor.copying import commit

    found = {
        "version": __version__,
        "commit": commit(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "implementation": sys.implementation.name,
        "platform": sys.platform,
        # PEP 703; the name is Python's since 3.13.
        "free_threaded": not getattr(sys, "_is_gil_enabled", lambda: True)(),
        # What plain Python does in their place is slower: see README.
        "native_pbkdf2": hasattr(hashlib, "pbkdf2_hmac"),
        "native_scrypt": hasattr(hashlib, "scrypt"),
        "missing": {name: effect for name, effect in _OPTIONAL if not _is_there(name)},
    }
    if options.json:
        common.print_json(found)
        return 0
    named = f", commit {found['commit']}" if found["commit"] else ""
    runs_on = f"{found['implementation']} {found['python']}, {found['platform']}"
    print(f"jamlite {found['version']} ({runs_on}{named})")
    for name, effect in _OPTIONAL:
        if not _is_there(name):
            print(f"without {name}: {effect}")
    return 0


def _is_there(module: str) -> bool:
    """Tell whether this interpreter has a module, without loading it."""
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None  # some of them take milliseconds to load
    except (ImportError, ValueError):  # ValueError: a module that was put into sys.modules without a spec
        return False
