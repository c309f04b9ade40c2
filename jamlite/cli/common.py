"""Shared by the command groups: reading secrets and keys, writing key files, printing JSON."""

from __future__ import annotations

import json
import os
import sys

from ..exceptions.base import JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import TextIO

    from ..exceptions.base import JamError
    from ..jose import JWK, JWKSet

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SECRET_ENCODINGS = ("text", "binary", "hex", "base64", "base64url")
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
            except EOFError:  # Ctrl-D at the prompt
                value = None
        else:
            value = read_text(file or "-")
            # One line break, which editors and `echo` write; more may belong to it.
            value = value[:-1] if value.endswith("\n") else value
            value = value[:-1] if value.endswith("\r") else value  # of Windows
    if not value:
        hint = "" if file else f"; name its file: --{prompt.lower().split()[-1]}-file FILE"
        raise CommandError(f"no {prompt.lower()} was given{hint}")
    return value


def add_key_options(
    parser: argparse.ArgumentParser,
    what: str = "the secret, PEM, JWK or JWKS",
    password: str = "password of an encrypted PEM",
) -> None:
    """Add --key, --key-file, --secret-encoding and --password-file; `read_key` resolves them."""
    add_secret_options(parser, "key", what)
    parser.add_argument(
        "--secret-encoding",
        choices=SECRET_ENCODINGS,
        help="the key is a secret, written like this; binary in a file only (default: a key in any spelling)",
    )
    parser.add_argument("--password-file", metavar="FILE", help=f"file with the {password}")


def read_key(options: argparse.Namespace) -> JWK | JWKSet:
    """Return the key or set of keys the options name.

    Raises:
        CommandError: as `read_secret`.
        JamError: it is not a key that can be read.
    """
    if options.secret_encoding is not None:
        return _secret_key(options.key, options.key_file, options.secret_encoding)
    from ..jose.key_like import key_from_text

    text = read_secret(options.key, options.key_file, "Key")
    password = read_password(options.password_file)
    if password is None and "-----BEGIN ENCRYPTED PRIVATE KEY-----" in text:  # RFC 7468 section 11
        if not _on_terminal():
            raise CommandError("the key is encrypted; name the file with its password: --password-file FILE")
        password = read_secret(None, None, "Password of the key")
    key = key_from_text(text, password)
    if options.key_file is not None and getattr(key, "kty", "") == "oct" and text.lstrip()[:1] != "{":
        # On standard error: a PEM that was damaged would otherwise serve as a secret, unnoticed.
        complain(f"{options.key_file}: read as a secret of {len(text.encode())} bytes", "")
    return key


def _secret_key(value: str | None, file: str | None, encoding: str) -> JWK:
    """Return a symmetric key from a secret in a known encoding."""
    from ..jose import JWK

    if encoding == "binary":
        if value is not None or file is None:
            raise CommandError("a binary secret is read from a file: --key-file FILE")
        return JWK.from_secret(read_bytes(file))
    text = read_secret(value, file, "Key")
    if encoding == "text":
        return JWK.from_secret(text)
    compact = "".join(text.split())
    if encoding == "hex":
        # bytes.fromhex forgives blanks in other places.
        if len(compact) % 2 or compact.strip("0123456789abcdefABCDEF"):
            raise CommandError("the secret is not hex")
        return JWK.from_secret(bytes.fromhex(compact))
    from ..encoding import base64url

    if encoding == "base64":
        if "-" in compact or "_" in compact:
            raise CommandError("the secret is not base64; --secret-encoding base64url reads - and _")
        compact = compact.replace("+", "-").replace("/", "_")  # RFC 4648 sections 4 and 5: two letters differ
    # Tools write padding, and leave it out.
    return JWK.from_secret(base64url.decode(compact.rstrip("="), "the secret"))


def read_password(file: str | None) -> str | None:
    """Return the password in a file, or None if no file is named."""
    return None if file is None else read_secret(None, file, "Password")


def check_rsa_bits(bits: int | None) -> None:
    """Refuse a size that an RSA key of ours cannot have; None is the default size."""
    from ..crypto.rsa import MAXIMUM_BITS, MINIMUM_BITS

    if bits is not None and not MINIMUM_BITS <= bits <= MAXIMUM_BITS:
        raise CommandError(f"--bits of an RSA key must be {MINIMUM_BITS} to {MAXIMUM_BITS}")


def add_token(parser: argparse.ArgumentParser, what: str = "the token") -> None:
    """Add a token as argument and --token-file; `read_token` resolves them."""
    parser.add_argument("token", nargs="?", help=f"{what}; '-' or nothing: standard input")
    parser.add_argument("--token-file", metavar="FILE", help=f"file with {what}")


def token_source(options: argparse.Namespace) -> str:
    """Return "-" if the token comes from standard input, else ""."""
    if options.token is not None and options.token_file is not None:
        raise CommandError("give the token or --token-file, not both")
    return "-" if (options.token or options.token_file or "-") == "-" else ""


def read_token(options: argparse.Namespace) -> str:
    """Return the token of the options that `add_token` added."""
    if token_source(options) == "-":
        text = read_text("-")
    else:
        text = read_text(options.token_file) if options.token is None else options.token
    if not text.strip():
        raise CommandError("no token was given")
    return text.strip()  # a token has no blanks, and files end in a line break


def read_bytes(file: str) -> bytes:
    """Return the content of a file; '-' is standard input. At most MAX_INPUT bytes."""
    if file == "-":
        data = sys.stdin.buffer.read(MAX_INPUT + 1)  # one more than allowed, to notice that there is more
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
        return data.decode("utf-8-sig")  # Windows' editors write a BOM
    except UnicodeDecodeError:  # it holds the text: it must not become the context of the error below
        # "0" is 0x30, a SEQUENCE (X.690 section 8.9).
        hint = "; if it is a DER key, convert it: jamlite jwk convert --to pem" if data[:1] == b"0" else ""
    raise CommandError(f"{_called(file)} is not UTF-8 text{hint}")


def check_free(path: str, force: bool, option: str = "") -> None:
    """Refuse to overwrite a file without `force`; `option` names another file."""
    # Lexists: a link that leads nowhere is a name that is taken.
    if not force and path != "-" and os.path.lexists(path):
        other = f", {option} names another file" if option else ""
        raise CommandError(f"{path} exists; --force overwrites it{other}")


def check_one_from_stdin(content: str, secret: str | None, secret_file: str | None) -> None:
    """Refuse to read two things from standard input."""
    if content == "-" and secret is None and secret_file in (None, "-") and not _can_prompt(secret_file):
        raise CommandError("standard input cannot be both the key and the content; name a file for one")


def _can_prompt(secret_file: str | None) -> bool:
    return secret_file is None and _on_terminal()


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def write_private_file(path: str, data: bytes, *, force: bool = False, mode: int = 0o600) -> None:
    """Write a file only its owner can read; an existing one only with `force`.

    The new content is complete before it takes the name, so a failure leaves the old file whole.
    """
    if not force:
        check_free(path, force)
        _write_new(path, data, mode)
        return
    temporary = f"{path}.new-{os.getpid()}"
    try:
        _write_new(temporary, data, mode)
        os.replace(temporary, path)  # atomic (POSIX rename): a reader sees the old file or the new one
    except OSError as error:
        if os.path.lexists(temporary):  # a secret nobody would find again
            os.unlink(temporary)
        # The name that the user gave, not the temporary one.
        raise OSError(error.errno, error.strerror, path) from error


def _write_new(path: str, data: bytes, mode: int) -> None:
    # O_EXCL follows no link that somebody planted; the mode counts from the first byte on.
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(data)


def add_output(parser: argparse.ArgumentParser, *names: str, default: str | None = None, what: str) -> None:
    """Add an option that names a file, '-' being standard output, and --force."""
    said = what if default is None else f"{what} (default: {default})"
    parser.add_argument(
        *names, action="one_name", metavar="FILE", default=default, help=f"{said}; '-': standard output"
    )
    parser.add_argument("--force", action="store_true", help="overwrite existing files")


def put_out(data: bytes, file: str | None, *, force: bool = False, public: bool = False) -> None:
    """Write to a file, for its owner alone unless `public`; to standard output if it is None or '-'."""
    if file not in (None, "-"):
        write_private_file(str(file), data, force=force, mode=0o644 if public else 0o600)
        return
    sys.stdout.flush()  # text before bytes: the two have buffers of their own
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def refused(options: argparse.Namespace, error: JamError) -> int:
    """Say why a token was refused, as JSON with --json; return the exit code for it."""
    if getattr(options, "json", False):
        print_json({"valid": False, "reason": error.message, "code": error.error_code})
    else:
        complain(error.message, "refused: ")
    return 1  # the answer is no; 2 would be a command that is not usable


def json_text(value: object) -> bytes:
    """Return `value` as indented JSON, that a terminal shows and does not obey, and a line break."""
    return f"{printable(json.dumps(value, indent=2, ensure_ascii=False))}\n".encode()


def columns(most: int) -> int:
    """Return how many columns a text may have: `most`, or those of the terminal if it is narrower."""
    if not sys.stdout.isatty():
        return most  # files and other programs get whole lines
    from shutil import get_terminal_size

    return min(most, get_terminal_size((most, 24)).columns)


def hanging(head: str, text: str) -> str:
    """Return `head` and `text`; on a terminal that is too narrow for both, `text` goes on below itself."""
    room = max(columns(len(head) + len(text)) - len(head), 16)
    if len(text) <= room:
        return head + text
    from textwrap import wrap

    return head + f"\n{'':{len(head)}}".join(wrap(text, room, break_on_hyphens=False))


def print_json(value: object) -> None:
    """Print `value` as `json_text` writes it."""
    print(json_text(value).decode(), end="")


def say(text: str) -> None:
    """Print a text that a terminal shows and does not obey."""
    print(printable(text))


def complain(text: str, prefix: str = "jamlite: ") -> None:
    """Print one line on standard error that a terminal shows and does not obey."""
    # One line: a stranger's text must not look like a second message.
    print(f"{prefix}{printable(text, sys.stderr)}".replace("\n", "\\n"), file=sys.stderr)


def printable(text: str, stream: TextIO | None = None) -> str:
    """Return `text` with \\u escapes for what does not print, or not in the encoding of `stream`.

    What a stranger wrote, for example a token, could otherwise move the cursor or hide a line. Line
    breaks stay. The stream is standard output if none is given.
    """
    # A replaced stream has perhaps none.
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    return "".join(mark if _prints(mark, encoding) else json.dumps(mark)[1:-1] for mark in text)


def _prints(mark: str, encoding: str) -> bool:
    if " " <= mark <= "~" or mark == "\n":  # most marks end here
        return True
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    # Not: control characters, ESC among them, and those that turn the direction of writing.
    return mark.isprintable()


def _called(file: str) -> str:
    return "standard input" if file == "-" else file
