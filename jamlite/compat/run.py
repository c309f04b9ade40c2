"""Run a program with drop-ins in place: `python3 -m jamlite.compat.run --with jwt,pyotp script.py ...`."""

from __future__ import annotations

import sys

from .installing import DROP_INS, install

USAGE = f"""usage: python3 -m jamlite.compat.run [--with NAMES] [--force] (SCRIPT | -m MODULE) [ARGUMENTS]

Run a Python program in which jamlite stands for libraries that are not installed.

  --with NAMES   which, separated by commas: {", ".join(DROP_INS)}; without it all of them
  --force        also where the original is installed
  -m MODULE      run a module instead of a file
"""


def main(arguments: list[str]) -> int:
    """Install, run, and return 0; 2 if the arguments are not usable. The program's own exit goes on."""
    from ..exceptions.base import JamConfigurationError

    names: list[str] = []
    force = as_module = False
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in ("-h", "--help"):
            print(USAGE, end="")
            return 0
        if option.startswith("--with"):
            value = option[7:] if option.startswith("--with=") else (rest.pop(0) if rest else "")
            names += [name for name in value.split(",") if name]
        elif option == "--force":
            force = True
        elif option == "-m":
            as_module = True
            break
        else:
            return _refuse(f"there is no option {option}")
    if not rest:
        return _refuse("a program is missing")
    try:
        install(*names, force=force)
    except JamConfigurationError as error:
        return _refuse(str(error.message))
    _run(rest, as_module)
    return 0


def _refuse(sentence: str) -> int:
    print(f"{sentence}\n\n{USAGE}", end="", file=sys.stderr)
    return 2


def _run(program: list[str], as_module: bool) -> None:
    from runpy import run_module, run_path

    sys.argv = program
    if as_module:
        run_module(program[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = program[0].replace("\\", "/").rpartition("/")[0] or "."
        run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
