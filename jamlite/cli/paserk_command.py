"""`jamlite paserk`: PASETO keys as text - read, wrap, seal, identify.

Every key is read from a file or from standard input and written to standard output or, with -o, to a
file only its owner can read. A wrong key or password is exit code 1.
"""

from __future__ import annotations

import sys

from ..exceptions.crypto import JamDecryptionError
from ..paseto import paserk, paserk_forms, paserk_password
from ..paseto.key import LocalKey
from . import common
from .progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any, Callable

    from ..encoding.json_types import JsonObject
    from .common import Subparsers

_FORMS = ("pem", "hex", "base64url", "raw")
_TIME_LIMIT = 60.0  # seconds: whoever types a password can wait, and can interrupt
_TEXT = "file with the PASERK; '-' or nothing reads standard input"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group `paserk` and its commands."""
    group = subparsers.add_parser("paserk", help="PASETO keys as text: wrap, seal, identify")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    parser = _add(commands, "id", "print the identifier of a key, which may be published", run_id)

    parser = _add(commands, "encode", "write a key as PASERK", run_encode, "file with the key")
    parser.add_argument("--type", required=True, metavar="TYPE", help="such as k4.local or k3.secret")
    _add_form(parser)

    parser = _add(commands, "decode", "write the key of a PASERK", run_decode)
    _add_form(parser)

    parser = _add(commands, "wrap", "encrypt a key under another one or a password", run_wrap)
    _add_openers(parser)
    parser.add_argument("--iterations", type=int, default=paserk.ITERATIONS, metavar="N", help="k1, k3")
    parser.add_argument("--memory-kib", type=int, default=paserk.MEMORY_KIB, metavar="N", help="k2, k4")
    parser.add_argument("--passes", type=int, default=paserk.PASSES, metavar="N", help="k2, k4")

    _add_openers(_add(commands, "unwrap", "decrypt a wrapped key", run_unwrap))

    parser = _add(commands, "seal", "encrypt a local key to the holder of a secret key", run_seal)
    _add_key_file(parser, "--public-key-file", "PEM or PASERK of the public key; k1 takes RSA 4096")
    parser = _add(commands, "unseal", "decrypt a sealed key", run_unseal)
    _add_key_file(parser, "--secret-key-file", "PEM or PASERK of the secret key; k1 takes RSA 4096")


def _add(
    commands: Subparsers, name: str, summary: str, run: Callable[..., int], what: str = _TEXT
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary)
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=what)
    common.add_output(parser, "-o", "--out", what="write to a file instead of printing")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--form", choices=_FORMS, help="of the key (default: base64url for a local key, else pem)"
    )


def _add_key_file(parser: argparse.ArgumentParser, option: str, what: str) -> None:
    parser.add_argument(option, dest="key_file", required=True, metavar="FILE", help=what)


def _add_openers(parser: argparse.ArgumentParser) -> None:
    opener = parser.add_mutually_exclusive_group()
    opener.add_argument("--wrapping-key-file", metavar="FILE", help="PASERK of a local key of this version")
    opener.add_argument("--password-file", metavar="FILE", help="without either, a prompt asks a password")
    parser.add_argument(
        "--time-limit",
        type=float,
        default=_TIME_LIMIT,
        metavar="SECONDS",
        help=f"refuse a password that would take longer (default: {_TIME_LIMIT:.0f})",
    )
    parser.add_argument(
        "--memory-limit-kib",
        type=int,
        default=paserk.MEMORY_LIMIT_KIB,
        metavar="N",
        help="refuse a password that needs more (default: %(default)s)",
    )


def run_id(options: argparse.Namespace) -> int:
    """Print the identifier of a bare key."""
    return _write(options, paserk.key_id(_text(options.file)))


def run_encode(options: argparse.Namespace) -> int:
    """Write a key as PASERK."""
    form = options.form or _default_form(options.type)
    if form == "raw":
        key: Any = common.read_bytes(options.file)
    elif form == "pem":
        key = common.read_text(options.file)
    else:
        key = _from_text(form, _text(options.file))
    return _write(options, paserk.encode(options.type, key))


def run_decode(options: argparse.Namespace) -> int:
    """Write the key of a bare PASERK in the form asked for."""
    type_, key = paserk.decode(_text(options.file))
    form = options.form or _default_form(type_)
    if form == "raw" and options.out in (None, "-"):
        # A terminal would obey some of them.
        raise common.CommandError("raw bytes are written to a file only; name one with -o")
    if form == "raw":
        return _write(options, key)
    if form == "pem":
        return _write(options, _to_pem(type_, key))
    return _write(options, key.hex() if form == "hex" else _to_base64url(key))


def run_wrap(options: argparse.Namespace) -> int:
    """Encrypt a key under a wrapping key or a password."""
    key = _text(options.file)
    if options.wrapping_key_file:
        return _write(options, paserk.wrap(key, _text(options.wrapping_key_file)))
    password = _password(options, twice=True)
    numbers = {"iterations": options.iterations, "memory_kib": options.memory_kib, "passes": options.passes}
    cost = paserk_password.choose_cost(paserk.decode(key)[0][:2], lanes=1, **numbers)
    with _Waiting(cost) as progress:
        text = paserk.wrap_with_password(key, password, **_limits(options), **numbers, progress=progress)
    return _write(options, text)


def run_unwrap(options: argparse.Namespace) -> int:
    """Decrypt a wrapped key."""
    text = _text(options.file)
    if options.wrapping_key_file:
        wrapping_key = _text(options.wrapping_key_file)
        return _opened(options, lambda: paserk.unwrap(text, wrapping_key))
    cost = paserk.password_cost(text)  # before the prompt: a cost that is refused is told first
    password = _password(options)
    with _Waiting(cost) as progress:
        limits = _limits(options)
        return _opened(
            options, lambda: paserk.unwrap_with_password(text, password, **limits, progress=progress)
        )


def run_seal(options: argparse.Namespace) -> int:
    """Encrypt a local key to a public key."""
    return _write(options, paserk.seal(_text(options.file), _text(options.key_file)))


def run_unseal(options: argparse.Namespace) -> int:
    """Decrypt a sealed key."""
    text, secret_key = _text(options.file), _text(options.key_file)
    return _opened(options, lambda: paserk.unseal(text, secret_key))


class _Waiting:
    """Says how long Argon2id takes, and how far it has come."""

    def __init__(self, cost: paserk_password.Cost) -> None:
        self.cost = cost
        self.progress = Progress()

    def __enter__(self) -> Callable[[int, int], None] | None:
        if self.cost.iterations:  # PBKDF2, which hashlib runs without telling how far it is
            return None
        if sys.stderr.isatty():
            print(f"{self.cost}: about {self.cost.seconds():.0f} seconds", file=sys.stderr)
        return lambda done, total: self.progress.show(f"{100 * done // total} %")

    def __exit__(self, *_: object) -> None:
        self.progress.clear()


def _opened(options: argparse.Namespace, opener: Callable[[], tuple[str, bytes]]) -> int:
    try:
        key = opener()
    except JamDecryptionError:
        print("jamlite: this is not the key or password of the PASERK, or it was changed", file=sys.stderr)
        return 1
    return _write(options, paserk.encode(*key))


def _limits(options: argparse.Namespace) -> JsonObject:
    return {"time_limit": options.time_limit, "memory_limit_kib": options.memory_limit_kib}


def _password(options: argparse.Namespace, *, twice: bool = False) -> str:
    if options.password_file is None and options.file == "-" and not sys.stdin.isatty():
        raise common.CommandError("standard input holds the PASERK; name a file with --password-file")
    password = common.read_secret(None, options.password_file, "Password")
    if twice and options.password_file is None and sys.stdin.isatty():
        if common.read_secret(None, None, "Once more") != password:
            raise common.CommandError("the two passwords differ")
    return password


def _text(file: str) -> str:
    return common.read_text(file).strip()


def _default_form(type_: str) -> str:
    # A local key has no PEM form.
    return "base64url" if paserk_forms.split_type(type_)[1] == "local" else "pem"


def _from_text(form: str, text: str) -> bytes:
    if form == "hex":
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise common.CommandError("the key is not hex") from None  # from None: fromhex quotes the key
    from ..encoding import base64url

    return base64url.decode(text, "the key")


def _to_base64url(key: bytes) -> str:
    from ..encoding import base64url

    return base64url.encode(key)


def _to_pem(type_: str, key: bytes) -> str:
    from ..keys.dumping import dump_pem

    own = paserk.to_key((type_, key))
    if isinstance(own, LocalKey):
        raise common.CommandError("a local key has no PEM form; --form hex or base64url")
    return dump_pem(own.record, private=type_.endswith("secret")).rstrip("\n")


def _write(options: argparse.Namespace, content: str | bytes) -> int:
    if options.out in (None, "-"):
        common.print_json({options.command: content}) if options.json else print(content)
        return 0
    data = content if isinstance(content, bytes) else f"{content}\n".encode("ascii")
    common.put_out(data, options.out, force=options.force)
    if options.json:
        common.print_json({"file": options.out})
    return 0
