"""Shared by the command groups: reading secrets and keys, writing key files, printing JSON."""

from __future__ import annotations

import json
import os
import sys

from ..exceptions.base import JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from ..jose import JWK, JWKSet

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
    group.add_argument(f"--{name}-file", metavar="FILE", help=f"file with {what}; '-' reads standard input")


def read_secret(value: str | None, file: str | None, prompt: str) -> str:
    """Return a secret: the argument, else the file ('-' is standard input), else a hidden prompt.

    One trailing line break of a file is dropped. Without a terminal to prompt on, standard input
    is read.

    Raises:
        CommandError: nothing was given, or it is empty or not UTF-8.
    """
    if value is None:
        if file is None and _on_terminal():
            from getpass import getpass

            try:
                value = getpass(f"{prompt}: ")
            except EOFError:
                value = None
        else:
            value = read_text(file or "-")
            value = value[:-1] if value.endswith("\n") else value
            value = value[:-1] if value.endswith("\r") else value
    if not value:
        raise CommandError(f"no {prompt.lower()} was given")
    return value


def add_key_options(parser: argparse.ArgumentParser, what: str = "the secret, PEM, JWK or JWKS") -> None:
    """Add --key, --key-file and --password-file; `read_key` resolves them."""
    add_secret_options(parser, "key", what)
    parser.add_argument("--password-file", metavar="FILE", help="file with the password of an encrypted PEM")


def read_key(options: argparse.Namespace) -> JWK | JWKSet:
    """Return the key or set of keys the options name.

    Raises:
        CommandError: as `read_secret`.
        JamError: it is no key that can be read.
    """
    from ..jose.key_like import key_from_text

    text = read_secret(options.key, options.key_file, "Key")
    password = read_password(options.password_file)
    if password is None and "-----BEGIN ENCRYPTED PRIVATE KEY-----" in text:
        if not _on_terminal():
            raise CommandError("the key is encrypted; name the file with its password: --password-file FILE")
        password = read_secret(None, None, "Password of the key")
    key = key_from_text(text, password)
    if options.key_file is not None and getattr(key, "kty", "") == "oct" and text.lstrip()[:1] != "{":
        print(f"{options.key_file}: read as a secret of {len(text.encode())} bytes", file=sys.stderr)
    return key


def read_password(file: str | None) -> str | None:
    """Return the password in a file, or None if no file is named."""
    return None if file is None else read_secret(None, file, "Password")


def read_token(argument: str) -> str:
    """Return a token: the argument, or standard input for '-'."""
    text = read_text("-") if argument == "-" else argument
    if not text.strip():
        raise CommandError("no token was given")
    return text.strip()


def json_object(text: str, what: str) -> dict[str, Any]:
    """Return the JSON object that an option or a file holds.

    Raises:
        CommandError: it is not one.
    """
    from ..encoding import strict_json
    from ..exceptions.encoding import JamEncodingError

    try:
        value = strict_json.loads(text, what)
    except JamEncodingError as error:
        raise CommandError(error.message) from error
    if not isinstance(value, dict):
        raise CommandError(f"{what} must be a JSON object")
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
    data = read_bytes(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "; if it is a DER key, convert it: jamlite jwk convert --to pem" if data[:1] == b"0" else ""
        raise CommandError(f"{_called(file)} is not UTF-8 text{hint}") from None


def check_free(path: str, force: bool) -> None:
    """Refuse to overwrite a file without `force`."""
    if not force and os.path.lexists(path):
        raise CommandError(f"{path} exists; --force overwrites it")


def check_one_from_stdin(content: str, secret: str | None, secret_file: str | None) -> None:
    """Refuse to read two things from standard input."""
    if content == "-" and secret is None and secret_file in (None, "-") and not _can_prompt(secret_file):
        raise CommandError("standard input cannot be both the key and the content; name a file for one")


def _can_prompt(secret_file: str | None) -> bool:
    return secret_file is None and _on_terminal()


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def write_private_file(path: str, data: bytes, *, force: bool = False) -> None:
    """Write a file only its owner can read (0600); an existing one only with `force`.

    The new content is complete before it takes the name, so a failure leaves the old file whole.
    """
    mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    if not force:
        check_free(path, force)
        _write_new(path, data, mode)
        return
    temporary = f"{path}.new-{os.getpid()}"
    try:
        _write_new(temporary, data, mode)
        os.replace(temporary, path)
    except OSError as error:
        if os.path.lexists(temporary):  # a secret nobody would find again
            os.unlink(temporary)
        raise OSError(error.errno, error.strerror, path) from error


def _write_new(path: str, data: bytes, mode: int) -> None:
    with open(os.open(path, mode, 0o600), "wb") as stream:
        stream.write(data)


def put_out(data: bytes, file: str | None, *, force: bool = False) -> None:
    """Write to a private file, or as it is to standard output if none is named."""
    if file is not None:
        write_private_file(file, data, force=force)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def json_text(value: Any) -> bytes:
    """Return `value` as indented JSON, that a terminal shows and does not obey, and a line break."""
    return f"{printable(json.dumps(value, indent=2, ensure_ascii=False))}\n".encode()


def print_json(value: Any) -> None:
    """Print `value` as `json_text` writes it."""
    print(json_text(value).decode(), end="")


def say(text: str) -> None:
    """Print a text that a terminal shows and does not obey."""
    print(printable(text))


def complain(text: str, prefix: str = "jamlite: ") -> None:
    """Print one line on standard error that a terminal shows and does not obey."""
    print(f"{prefix}{printable(text, sys.stderr)}".replace("\n", "\\n"), file=sys.stderr)


def printable(text: str, stream: Any = None) -> str:
    """Return `text` with \\u escapes for what does not print, or not in the encoding of `stream`.

    What a stranger wrote, for example a token, could otherwise move the cursor or hide a line. Line
    breaks stay. The stream is standard output if none is given.
    """
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    return "".join(mark if _prints(mark, encoding) else json.dumps(mark)[1:-1] for mark in text)


def _prints(mark: str, encoding: str) -> bool:
    if " " <= mark <= "~" or mark == "\n":
        return True
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    return mark.isprintable()


def _called(file: str) -> str:
    return "standard input" if file == "-" else file
