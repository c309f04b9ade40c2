"""argparse with better complaints: the usage of the command that was meant, and the nearest name."""

from __future__ import annotations

import argparse
import re
import sys

from .common import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, NoReturn

_CHOICE = re.compile(r"invalid choice: '?(.*?)'? \(choose from (.*)\)", re.S)


class OneName(argparse.Action):
    """An option with two names: values that differ under its two names are refused, and none is dropped."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        """Keep the value, or complain that the other name was given another one."""
        # argparse keeps the last of two silently.
        kept = getattr(namespace, f"{self.dest}_named", (option, values))
        if kept[0] != option and kept[1] != values:
            known = [name for action in parser._actions for name in action.option_strings]
            more = "; the public key goes to --public-out" if "--public-out" in known else ""
            parser.error(f"{kept[0]} and {option} are two names of one option; give one of them{more}")
        setattr(namespace, f"{self.dest}_named", (option, values))
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """A parser of a command or of a group; what `add_subparsers` makes below it is one too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register("action", "one_name", OneName)
        self.suggest_on_error = False  # `nearest` does it, in every version of Python alike

    def parse_known_args(self, args: Iterable[str] | None = None, namespace: Any = None) -> Any:
        """Refuse what is left over here, where the usage is that of the command."""
        found, rest = super().parse_known_args(args, namespace)
        # argparse tells of it at the top, with the usage of the whole program.
        if rest and self._subparsers is None:
            options = [option for action in self._actions for option in action.option_strings]
            unknown = [word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"]
            if unknown:
                self.error(f"unknown option: {unknown[0]}{nearest(unknown[0], options)}")
            self.error("too many arguments")  # not repeated: what stands there may be a secret
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Print the usage and one line, and end with exit code 2."""
        match = _CHOICE.search(message)  # argparse gives the choices in its message alone
        if match is not None:
            message += nearest(match.group(1), re.findall(r"[^\s',]+", match.group(2)))
        elif message.startswith("the following arguments are required"):
            message += f"; see {self.prog} --help"
        self.print_usage(sys.stderr)
        line = printable(message, sys.stderr).replace("\n", "\\n")
        self.exit(2, f"{self.prog}: error: {line}\n")  # argparse's status and form


def nearest(word: str, names: list[str]) -> str:
    """Return "; did you mean NAME?", or "" if nothing is near."""
    from difflib import get_close_matches

    known = {name.lower(): name for name in names}
    # 64: its time grows with the square of the length.
    found = get_close_matches(word[:64].lower(), known, 1, 0.6)
    return f"; did you mean {known[found[0]]}?" if found else ""
