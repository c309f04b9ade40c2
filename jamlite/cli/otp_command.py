"""`jamlite otp`: make and check one-time passwords, write and read otpauth URIs, make secrets."""

from __future__ import annotations

import os
import sys

from ..jam.otp_config import OTPConfig
from ..otp import HOTP, TOTP, KeyURI, migration_uris, parse_migration, parse_uri, qr
from . import common
from .values import duration, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from ..encoding.json_types import JsonObject
    from ..otp import BaseOTP

_NO_BLOCKS = (
    "standard output has no characters for a QR code; use --qr-form svg, or set PYTHONIOENCODING=utf-8"
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group `otp` and its commands."""
    group = subparsers.add_parser("otp", help="one-time passwords: codes, checks, otpauth URIs")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    code = commands.add_parser("code", help="print the code of now, of a time or of a counter")
    _add_source(code)
    _add_moment(code)
    code.set_defaults(run=_run_code)

    verify = commands.add_parser("verify", help="check a code; exit code 0 if it is right, 1 if not")
    verify.add_argument("code", metavar="CODE")
    _add_source(verify)
    _add_moment(verify)
    verify.add_argument("--window", type=int, default=1, metavar="N", help="steps around (default: 1)")
    verify.add_argument("--after", type=int, metavar="STEP", help="the last step accepted, so refused now")
    verify.set_defaults(run=_run_verify)

    uri = commands.add_parser("uri", help="print the otpauth URI of a secret, or read one")
    uri.add_argument("name", metavar="NAME", nargs="?", help="the account; without it a URI is read")
    uri.add_argument("--issuer", default="", help="the service")
    uri.add_argument("--counter", type=int, metavar="N", help="first counter of an HOTP (default: 0)")
    _add_qr(uri)
    _add_source(uri)
    uri.set_defaults(run=_run_uri)

    read = commands.add_parser("import", help="read an export of Google Authenticator: print otpauth URIs")
    read.add_argument("uris", nargs="*", metavar="URI", help="otpauth-migration URIs ('-' or nothing: stdin)")
    read.add_argument("--partial", action="store_true", help="some of several QR codes are enough")
    read.add_argument("--json", action="store_true", help="print JSON")
    read.set_defaults(run=_run_import)

    write = commands.add_parser("export", help="write an export that Google Authenticator imports")
    write.add_argument("uris", nargs="*", metavar="URI", help="otpauth URIs ('-' or nothing: stdin)")
    _add_qr(write)
    write.add_argument("--json", action="store_true", help="print JSON")
    write.set_defaults(run=_run_export)

    new = commands.add_parser("new", help="make a secret")
    new.add_argument("--bytes", type=int, metavar="N", help="its length, 16 to 64 (default: 20)")
    new.add_argument("--bits", type=int, metavar="N", help="its length, a multiple of 8 (default: 160)")
    new.add_argument("--name", help="the account; prints the otpauth URI too")
    new.add_argument("--issuer", default="", help="the service")
    _add_qr(new)
    common.add_output(new, "-o", "--out", what="write the secret to a file instead of printing it")
    _add_kind(new)
    new.set_defaults(run=_run_new)


def _add_qr(parser: argparse.ArgumentParser) -> None:
    what = "draw the otpauth URI as QR code, as the terminal can show it"
    parser.add_argument("--qr", action="store_const", const="auto", help=what)
    forms = ("text", "ansi", "svg")
    parser.add_argument(
        "--qr-form", dest="qr", choices=forms, help="draw it so; ansi sets the colours itself"
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    common.add_secret_options(parser, "secret", "the secret in Base32")
    common.add_secret_options(parser, "uri", "an otpauth URI, which says everything itself")
    _add_kind(parser)


def _add_kind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--type", choices=("totp", "hotp", "steam"), default="totp", help="default: totp")
    parser.add_argument("--digits", type=int, default=6, metavar="N", help="6 to 10 (default: 6)")
    digests = ("sha1", "sha256", "sha512")
    parser.add_argument(
        "--digest", "--alg", dest="digest", choices=digests, default="sha1", help="default: sha1"
    )
    parser.add_argument(
        "--interval",
        "--period",
        dest="interval",
        type=duration,
        default=30,
        metavar="TIME",
        help="default: 30",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_moment(parser: argparse.ArgumentParser) -> None:
    what = "Unix seconds or 2026-11-29T06:00:00Z (default: now)"
    parser.add_argument("--time", "--now", dest="time", type=moment, metavar="TIME", help=what)
    parser.add_argument("--counter", type=int, metavar="N", help="the counter of an HOTP")


def _run_code(options: argparse.Namespace) -> int:
    otp = _otp(options)
    factor = _factor(otp, options)
    answer: JsonObject = {"code": otp.at(factor)}
    if isinstance(otp, TOTP):
        answer["step"] = otp.step(factor)
        answer["expires"] = (answer["step"] + 1) * otp.interval  # RFC 6238 section 4.2, with T0 = 0
    return _print(options, answer["code"], answer)


def _run_verify(options: argparse.Namespace) -> int:
    otp = _otp(options)
    step = otp.verify_step(options.code, _factor(otp, options), options.window, options.after)
    said = "wrong" if step is None else f"right, step {step}"
    _print(options, said, {"right": step is not None, "step": step})
    return 1 if step is None else 0  # exit code 1: the answer is no


def _run_uri(options: argparse.Namespace) -> int:
    if options.name is not None:
        if options.name.startswith("otpauth:"):
            raise common.CommandError("an otpauth URI is read from --uri or --uri-file, not as a name")
        otp = _otp(options)
        uri = otp.provisioning_uri(options.name, options.issuer, counter=options.counter)
        return _print(options, _drawn(options, uri), {"uri": uri})
    text = common.read_secret(options.uri, options.uri_file, "otpauth URI")
    record = parse_uri(text)
    if options.qr:
        return _print(options, _drawn(options, text.strip()), {"uri": text.strip()})
    answer = {name: getattr(record, name) for name in ("type", "issuer", "name", "digest", "digits")}
    name = "counter" if record.type == "hotp" else "interval"
    answer[name] = getattr(record, name)
    lines = [common.printable(f"{key}: {value}") for key, value in answer.items()]
    return _print(options, "\n".join(lines), answer)


def _run_new(options: argparse.Namespace) -> int:
    from ..crypto.randomness import random_bytes

    if options.bytes is not None and options.bits is not None:
        raise common.CommandError("give --bytes or --bits, not both")
    size = (
        options.bytes if options.bytes is not None else (160 if options.bits is None else options.bits) // 8
    )
    if not 16 <= size <= 64 or (options.bits or 0) % 8:
        raise common.CommandError("a secret has 16 to 64 bytes, 128 to 512 bits (RFC 4226 section 4, R6)")
    otp = _config(options).build(random_bytes(size))
    answer = {"secret": otp.secret}
    if options.name is not None:
        answer["uri"] = otp.provisioning_uri(options.name, options.issuer)
    elif options.qr:
        raise common.CommandError("a QR code needs the account: --name NAME")
    if options.out not in (None, "-"):
        common.write_private_file(options.out, f"{answer.pop('secret')}\n".encode(), force=options.force)
        answer["file"] = options.out
    shown = {**answer, "uri": _drawn(options, answer["uri"])} if "uri" in answer else answer
    return _print(options, "\n".join(shown.values()), answer)


def _run_import(options: argparse.Namespace) -> int:
    accounts = parse_migration(*_uris(options), partial=options.partial)
    uris = [_written(account) for account in accounts]
    return _print(options, "\n".join(uris), {"uris": uris})


def _written(account: KeyURI) -> str:
    """Return the strict URI of an account; names are made fit for it."""
    # Key URI Format: neither issuer nor account may have a colon.
    name = account.name.replace(":", " ").strip() or account.issuer.replace(":", " ").strip() or "account"
    return account.build().provisioning_uri(name, account.issuer.replace(":", " "), counter=account.counter)


def _run_export(options: argparse.Namespace) -> int:
    # Several, if one QR code cannot hold them all.
    uris = migration_uris([parse_uri(uri) for uri in _uris(options)])
    return _print(options, "\n".join([_drawn(options, uri) for uri in uris]), {"uris": uris})


def _uris(options: argparse.Namespace) -> list[str]:
    """Return the URIs of the arguments, or one from each line of standard input."""
    if options.uris and options.uris != ["-"]:
        return list(options.uris)
    found = common.read_text("-").split("\n")
    return [line.strip() for line in found if line.strip()]


def _obeys_colours() -> bool:
    """Tell whether the terminal obeys ANSI sequences; an old console of Windows shows them."""
    return os.name != "nt" or any(name in os.environ for name in ("WT_SESSION", "ANSICON", "TERM"))


def _drawn(options: argparse.Namespace, uri: str) -> str:
    """Return the URI, or the QR code of it that was asked for."""
    if not options.qr:
        return uri
    form = options.qr
    if form == "auto":
        # Ansi sets its own colours, whatever the terminal has.
        form = "ansi" if sys.stdout.isatty() and _obeys_colours() else "text"
    drawn = qr(uri, form=form).rstrip("\n")
    try:
        drawn.encode(sys.stdout.encoding or "utf-8")  # Windows' older code pages lack the half blocks
    except UnicodeEncodeError:
        raise common.CommandError(_NO_BLOCKS) from None
    return drawn


def _otp(options: argparse.Namespace) -> BaseOTP:
    """Return the object that makes the codes, of the secret or of the URI that was given."""
    if options.uri is not None or options.uri_file is not None:
        if options.secret is not None or options.secret_file is not None:
            raise common.CommandError("give a secret or an otpauth URI, not both")
        uri = common.read_secret(options.uri, options.uri_file, "otpauth URI")
        return parse_uri(uri.strip()).build()
    config = _config(options)
    return config.build(common.read_secret(options.secret, options.secret_file, "Secret").strip())


def _config(options: argparse.Namespace) -> OTPConfig:
    return OTPConfig(options.type, options.digits, options.digest, options.interval)


def _factor(otp: BaseOTP, options: argparse.Namespace) -> Any:
    """Return the counter or the time, refusing the one that does not belong to the kind of code."""
    if isinstance(otp, HOTP):
        if options.counter is None or options.time is not None:
            raise common.CommandError("an HOTP needs --counter, and no --time")
        return options.counter
    if options.counter is not None:
        raise common.CommandError("--counter goes with --type hotp")
    return options.time


def _print(options: argparse.Namespace, text: str, answer: JsonObject) -> int:
    if options.json:
        common.print_json(answer)
    else:
        print(text)
    return 0
