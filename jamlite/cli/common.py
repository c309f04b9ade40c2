"""Shared by the command groups: reading secrets, writing key files, printing JSON."""

from __future__ import annotations

import json
import os
import sys

from ..exceptions.base import JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

MAX_INPUT = 1 << 24  # bytes read from a file or standard input


class CommandError(JamValidationError):
    """The command cannot be carried out as given; the message is shown to the user."""

    default_message = "the command cannot be carried out"
    default_code = "cli.usage"


def add_secret_options(parser: argparse.ArgumentParser, name: str, what: str) -> None:
    """Add --NAME VALUE and --NAME-file FILE; `read_secret` resolves the two."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        f"--{name}", metavar="VALUE", help=f"{what}; visible in the process list, so prefer a file"
    )
    group.add_argument(
        f"--{name}-file", metavar="FILE", help=f"file with {what}; '-' reads standard input"
    )


def read_secret(value: str | None, file: str | None, prompt: str) -> str:
    """Return a secret: the argument, else the file ('-' is standard input), else a hidden prompt.

    One trailing line break of a file is dropped. Without a terminal to prompt on, standard input
    is read.

    Raises:
        CommandError: nothing was given, or it is empty or not UTF-8.
    """
    if value is None:
        if file is None and sys.stdin.isatty():
            from getpass import getpass

            value = getpass(f"{prompt}: ")
        else:
            value = read_text(file or "-")
            value = value[:-1] if value.endswith("\n") else value
            value = value[:-1] if value.endswith("\r") else value
    if not value:
        raise CommandError(f"no {prompt.lower()} was given")
    return value


def read_bytes(file: str) -> bytes:
    """Return the content of a file; '-' is standard input. At most MAX_INPUT bytes."""
    if file == "-":
        data = sys.stdin.buffer.read(MAX_INPUT + 1)
    else:
        with open(file, "rb") as stream:
            data = stream.read(MAX_INPUT + 1)
    if len(data) > MAX_INPUT:
        raise CommandError(f"{_called(file)} is larger than {MAX_INPUT} bytes")
    return data


def read_text(file: str) -> str:
    """Return the content of a file as UTF-8 text; '-' is standard input."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{_called(file)} is not UTF-8 text") from None


def write_private_file(path: str, data: bytes, *, force: bool = False) -> None:
    """Write a file only its owner can read (0600); an existing one only with `force`.

    The new content is complete before it takes the name, so a failure leaves the old file whole.
    """
    mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    if not force:
        if os.path.lexists(path):
            raise CommandError(f"{path} exists; --force overwrites it")
        _write_new(path, data, mode)
        return
    temporary = f"{path}.new-{os.getpid()}"
    _write_new(temporary, data, mode)
    os.replace(temporary, path)


def _write_new(path: str, data: bytes, mode: int) -> None:
    with open(os.open(path, mode, 0o600), "wb") as stream:
        stream.write(data)


def print_json(value: Any) -> None:
    """Print `value` as indented JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _called(file: str) -> str:
    return "standard input" if file == "-" else file
