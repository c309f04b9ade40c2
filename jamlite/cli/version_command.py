"""`version`: jamlite's version, and what it runs on."""

from __future__ import annotations

import sys

from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("version", help="show the version, and what it runs on")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: Any) -> int:
    """Print the version."""
    import hashlib

    from .. import __version__

    found = {
        "version": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "implementation": sys.implementation.name,
        "platform": sys.platform,
        # What plain Python does in their place is slower: see README.
        "native_pbkdf2": hasattr(hashlib, "pbkdf2_hmac"),
        "native_scrypt": hasattr(hashlib, "scrypt"),
    }
    if options.json:
        common.print_json(found)
    else:
        print(
            f"jamlite {found['version']} ({found['implementation']} {found['python']}, {found['platform']})"
        )
    return 0
