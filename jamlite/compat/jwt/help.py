"""What PyJWT's `python -m jwt.help` prints for a report of a fault."""

from __future__ import annotations

import json
import platform
import sys


def info() -> dict[str, dict[str, str]]:
    """Return platform, implementation and versions; "cryptography" is empty, as nothing here needs it."""
    from . import __version__

    version = platform.python_version()
    # PyPy's own version; python_version() is that of the language.
    pypy = getattr(sys, "pypy_version_info", None)
    if pypy is not None:
        version = f"{pypy.major}.{pypy.minor}.{pypy.micro}"
    return {
        "platform": {"system": platform.system(), "release": platform.release()},
        "implementation": {"name": platform.python_implementation(), "version": version},
        "cryptography": {"version": ""},
        "pyjwt": {"version": __version__},
    }


def main() -> None:
    """Print `info` as JSON."""
    print(json.dumps(info(), sort_keys=True, indent=2))


if __name__ == "__main__":
    main()
