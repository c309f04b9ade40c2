"""`paseto encode | decode | inspect | new-key`: make, read and take apart PASETOs."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamError
from ..jam.paseto_module import create_instance
from ..paseto import claims, key_reading, paserk
from ..paseto.key import PURPOSES, VERSIONS, Key, LocalKey, SecretKey, generate
from . import common
from .common import CommandError, read_secret, read_text
from .inspect_command import add_inspect
from .values import duration, json_object, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from ..encoding.json_types import JsonObject
    from ..jam.paseto_module import BasePASETO, Footer
    from .common import Subparsers

TYPES = [f"{version}.{purpose}" for version in VERSIONS for purpose in PURPOSES]


def add_parser(subparsers: Subparsers) -> None:
    """Add the command group to the parser."""
    parser = subparsers.add_parser("paseto", help="make, read and take apart PASETOs")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_encode(commands.add_parser("encode", help="encrypt or sign claims and print the token"))
    _add_decode(commands.add_parser("decode", help="decrypt or verify a token and print its claims"))
    add_inspect(commands, "PASETO", "PASERK")
    _add_new_key(commands.add_parser("new-key", help="make a key, as PASERK or PEM"))


def _add_key_options(parser: argparse.ArgumentParser, half: str) -> None:
    common.add_secret_options(
        parser, "key", f"the key: PASERK, base64url (local), PEM or JWK ({half} key of public)"
    )
    parser.add_argument("--password-file", metavar="FILE", help="file with the password of an encrypted PEM")
    parser.add_argument(
        "--type",
        choices=TYPES,
        metavar="TYPE",
        help="v1.local ... v4.public (default: the PASERK's, else v4.local)",
    )
    parser.add_argument("--assertion", default="", metavar="TEXT", help="implicit assertion (v3 and v4)")


def _add_encode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claims", nargs="?", default="{}", help="claims as JSON, or '-' for standard input")
    _add_key_options(parser, "secret")
    parser.add_argument("--footer", metavar="TEXT", help="footer: readable, authenticated text or JSON")
    for name, what in (("iss", "issuer"), ("sub", "subject"), ("aud", "audience"), ("jti", "token id")):
        parser.add_argument(f"--{name}", help=what)
    span = "from now, as 90, 15m, 1h or 7d"
    parser.add_argument("--exp", type=duration, metavar="TIME", help=f"expires this long {span}")
    parser.add_argument("--nbf", type=duration, metavar="TIME", help=f"valid from this long {span}")
    parser.add_argument("--now", type=moment, metavar="TIME", help="the time that counts as now")
    parser.add_argument("--no-iat", action="store_true", help="leave out the time of issue")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_encode)


def _add_decode(parser: argparse.ArgumentParser) -> None:
    common.add_token(parser)
    _add_key_options(parser, "public or secret")
    parser.add_argument("--footer", metavar="TEXT", help="the only footer to accept ('': none)")
    several = "may be given several times"
    parser.add_argument("--iss", "--issuer", action="append", help=f"acceptable issuer; {several}")
    parser.add_argument("--aud", "--audience", action="append", help=f"acceptable audience; {several}")
    parser.add_argument("--sub", "--subject", help="the only acceptable subject")
    parser.add_argument(
        "--require", action="append", default=[], metavar="CLAIM", help="claim that must be there"
    )
    parser.add_argument(
        "--leeway", type=duration, default=0, metavar="TIME", help="clock difference to allow"
    )
    parser.add_argument("--now", type=moment, metavar="TIME", help="Unix seconds or 2026-11-29T06:00:00Z")
    parser.add_argument("--json", action="store_true", help="print a refusal as JSON, too")
    parser.add_argument("--with-footer", action="store_true", help="print payload and footer")
    parser.set_defaults(run=run_decode)


def _add_new_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "type", nargs="?", choices=TYPES, default="v4.local", metavar="TYPE", help="default: v4.local"
    )
    parser.add_argument(
        "-o",
        "--out",
        "--private-out",
        action="one_name",
        metavar="FILE",
        help="file for the local or secret key (default: print it)",
    )
    parser.add_argument(
        "-p", "--public-out", metavar="FILE", help="file for the public key (default: print it)"
    )
    parser.add_argument("--pem", action="store_true", help="write a key pair as PEM instead of PASERK")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_new_key)


def run_encode(options: argparse.Namespace) -> int:
    """Print a token."""
    named = {name: getattr(options, name) for name in ("iss", "sub", "aud", "jti")}
    times = {"exp": options.exp, "nbf": options.nbf, "now": options.now}
    payload = claims.build(issued=not options.no_iat, **times, **named)
    text = read_text("-") if options.claims == "-" else options.claims
    payload.update(json_object(text, "the text of the claims"))  # last: what was written out outranks options
    paseto = _instance(options, secret=True)
    token = paseto.encode(payload, options.footer, implicit_assertion=options.assertion)
    common.print_json({"token": token}) if options.json else print(token)
    return 0


def run_decode(options: argparse.Namespace) -> int:
    """Print the claims of a valid token; refuse another with exit code 1."""
    paseto = _instance(options, secret=False)
    text = common.read_token(options)
    try:
        payload, footer = paseto.decode(
            text,
            footer=options.footer,
            implicit_assertion=options.assertion,
            issuer=options.iss,
            audience=options.aud,
            subject=options.sub,
            required=options.require,
            leeway=options.leeway,
            now=options.now,
        )
    except JamConfigurationError:
        raise
    except JamError as error:
        return common.refused(options, error)
    footer = _shown(footer)
    common.print_json({"payload": payload, "footer": footer} if options.with_footer else payload)
    return 0


def run_new_key(options: argparse.Namespace) -> int:
    """Make a key; print it, or write it to a file, the secret one to a file only its owner can read."""
    version, purpose = options.type.split(".")
    if purpose == "local" and (options.pem or options.public_out):
        raise CommandError("a local key has no PEM form and no public half")
    key = generate(version, purpose)
    halves = [("key", _written(key, options.pem), options.out)]
    if isinstance(key, SecretKey):
        halves.append(("public_key", _written(key.public(), options.pem), options.public_out))
    answer = {}
    for name, text, path in halves:
        if path in (None, "-"):
            answer[name] = text
        else:
            public = name == "public_key"
            common.put_out(f"{text}\n".encode(), path, force=options.force, public=public)
            answer[f"{name}_file"] = path
    if options.json:
        common.print_json({"type": options.type, **answer})
        return 0
    for name, value in answer.items():
        common.say(f"written: {value}" if name.endswith("_file") else value)
    return 0


def _written(key: Any, as_pem: bool) -> str:
    kind = "local" if isinstance(key, LocalKey) else "secret" if isinstance(key, SecretKey) else "public"
    if not as_pem:
        return paserk.encode(f"k{key.version[1]}.{kind}", key.octets)
    from ..keys import dumping

    return dumping.dump_pem(key.record, private=kind == "secret").rstrip("\n")


def _instance(options: argparse.Namespace, *, secret: bool) -> BasePASETO:
    """Return a PASETO with the key of the options; its type is never taken from a token."""
    text = read_secret(options.key, options.key_file, "Key")
    if text[:1] == "k" and text.count(".") == 2:  # PASERK: "k4.local.", where a base64url key has no dot
        key: Key = paserk.to_key(text.strip())
        kind = f"{key.version}.{key.purpose}"
        if options.type not in (None, kind):
            raise CommandError(f"the key is for {kind}, not for {options.type}")
    else:
        version, purpose = (options.type or "v4.local").split(".")
        password = None
        if options.password_file is not None:
            password = read_secret(None, options.password_file, "Password")
        if purpose == "local":
            key = key_reading.local_key(version, text.strip())
        elif secret:
            key = key_reading.secret_key(version, text.strip(), password)
        else:
            key = key_reading.public_key(version, text.strip(), password)
    return create_instance(key.version, key.purpose, key)  # the key carries both (PASETO: algorithm lucidity)


def _shown(footer: Footer) -> JsonObject | str | None:
    """Return a footer as JSON can show it: bytes that are not text as hex."""
    return {"hex": footer.hex()} if isinstance(footer, bytes) else footer
