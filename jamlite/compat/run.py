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
        if option in ("-h", "--help"):  # the GNU coding standards: on standard output, status 0
            print(USAGE, end="")
            return 0
        if option.startswith("--with"):
            value = option[7:] if option.startswith("--with=") else (rest.pop(0) if rest else "")
            names += [name.strip() for name in value.split(",") if name.strip()]
        elif option == "--force":
            force = True
        elif option == "-m":
            as_module = True
            break  # as `python3 -m`: what follows the module belongs to it
        else:
            return _refuse(f"there is no option {option}")
    if not rest:
        return _refuse("name the program to run")
    if as_module and not _is_module(rest[0]):  # before `install`, so that a misspelt name changes nothing
        return _refuse(f"there is no module {rest[0]!r}")
    try:
        install(*names, force=force)
    except JamConfigurationError as error:
        return _refuse(str(error.message))
    try:
        _run(rest, as_module)
    except FileNotFoundError as error:
        # A FileNotFoundError of the program itself is the program's affair, with its own traceback.
        if not _is_of_runpy(error):
            raise
        return _refuse(f"there is no file {rest[0]!r}")
    return 0


def _is_module(name: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _is_of_runpy(error: BaseException) -> bool:
    """Tell whether an error comes from looking for the program, not from the program."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:  # to the frame that raised it
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__") == "runpy"


def _refuse(sentence: str) -> int:
    print(f"{sentence}\n\n{USAGE}", end="", file=sys.stderr)
    return 2  # as argparse: the arguments are not usable


def _run(program: list[str], as_module: bool) -> None:
    from runpy import run_module, run_path

    sys.argv = program
    if as_module:
        # alter_sys: sys.argv[0] becomes its file, as with -m.
        run_module(program[0], run_name="__main__", alter_sys=True)
    else:
        # As `python3 script.py` does: imports beside the script are found. run_path does this for folders
        # alone.
        sys.path[0] = program[0].replace("\\", "/").rpartition("/")[0] or "."
        run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
