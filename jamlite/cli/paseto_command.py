"""`paseto encode | decode | inspect | new-key`: make, read and take apart PASETOs."""

from __future__ import annotations

import time

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.encoding import JamEncodingError
from ..jam.paseto_module import create_instance
from ..paseto import claims, key_reading, paserk, token
from ..paseto.key import PURPOSES, VERSIONS, Key, LocalKey, SecretKey, generate
from .common import (
    CommandError,
    add_secret_options,
    complain,
    print_json,
    read_secret,
    read_text,
    say,
    write_private_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..jam.paseto_module import BasePASETO

TYPES = [f"{version}.{purpose}" for version in VERSIONS for purpose in PURPOSES]
_SIGNATURES = {"v1": 256, "v2": 64, "v3": 96, "v4": 64}  # bytes at the end of the body


def add_parser(subparsers: Any) -> None:
    """Add the command group to the parser."""
    parser = subparsers.add_parser("paseto", help="make, read and take apart PASETOs")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_encode(commands.add_parser("encode", help="encrypt or sign claims and print the token"))
    _add_decode(commands.add_parser("decode", help="decrypt or verify a token and print its claims"))
    inspect = commands.add_parser("inspect", help="show what a token says, WITHOUT verifying it")
    inspect.add_argument("token", nargs="?", default="-", help="the token; '-' or nothing: standard input")
    inspect.add_argument("--json", action="store_true", help="print JSON")
    inspect.set_defaults(run=run_inspect)
    _add_new_key(commands.add_parser("new-key", help="make a key, as PASERK or PEM"))


def _add_key_options(parser: Any, half: str) -> None:
    add_secret_options(
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


def _add_encode(parser: Any) -> None:
    parser.add_argument("claims", nargs="?", default="{}", help="claims as JSON, or '-' for standard input")
    _add_key_options(parser, "secret")
    parser.add_argument("--footer", metavar="TEXT", help="footer: readable, authenticated text or JSON")
    for name, what in (("iss", "issuer"), ("sub", "subject"), ("aud", "audience"), ("jti", "token id")):
        parser.add_argument(f"--{name}", help=what)
    parser.add_argument("--exp", type=float, metavar="SECONDS", help="expires this long from now")
    parser.add_argument("--nbf", type=float, metavar="SECONDS", help="valid from this long from now")
    parser.add_argument("--no-iat", action="store_true", help="leave out the time of issue")
    parser.set_defaults(run=run_encode)


def _add_decode(parser: Any) -> None:
    parser.add_argument("token", nargs="?", default="-", help="the token; '-' or nothing: standard input")
    _add_key_options(parser, "public or secret")
    parser.add_argument("--footer", metavar="TEXT", help="the only footer to accept ('': none)")
    parser.add_argument("--iss", action="append", help="acceptable issuer; may be given several times")
    parser.add_argument("--aud", action="append", help="acceptable audience; may be given several times")
    parser.add_argument("--sub", help="the only acceptable subject")
    parser.add_argument(
        "--require", action="append", default=[], metavar="CLAIM", help="claim that must be there"
    )
    parser.add_argument(
        "--leeway", type=float, default=0, metavar="SECONDS", help="clock difference to allow"
    )
    parser.add_argument("--with-footer", action="store_true", help="print payload and footer")
    parser.set_defaults(run=run_decode)


def _add_new_key(parser: Any) -> None:
    parser.add_argument(
        "type", nargs="?", choices=TYPES, default="v4.local", metavar="TYPE", help="default: v4.local"
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="file for the local or secret key (default: print it)"
    )
    parser.add_argument(
        "-p", "--public-out", metavar="FILE", help="file for the public key (default: print it)"
    )
    parser.add_argument("--pem", action="store_true", help="write a key pair as PEM instead of PASERK")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.set_defaults(run=run_new_key)


def run_encode(options: Any) -> int:
    """Print a token."""
    named = {name: getattr(options, name) for name in ("iss", "sub", "aud", "jti")}
    payload = claims.build(exp=options.exp, nbf=options.nbf, issued=not options.no_iat, **named)
    payload.update(_object(read_text("-") if options.claims == "-" else options.claims))
    print(
        _instance(options, secret=True).encode(payload, options.footer, implicit_assertion=options.assertion)
    )
    return 0


def run_decode(options: Any) -> int:
    """Print the claims of a valid token; refuse another with exit code 1."""
    paseto = _instance(options, secret=False)
    text = _token(options.token)
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
        )
    except JamConfigurationError:
        raise
    except JamError as error:
        complain(error.message, "refused: ")
        return 1
    footer = _shown(footer)
    print_json({"payload": payload, "footer": footer} if options.with_footer else payload)
    return 0


def run_inspect(options: Any) -> int:
    """Print the footer, and the payload of a signed token, as they stand, unverified."""
    text = _token(options.token)
    version, purpose, footer = token.peek(text)
    found: dict[str, Any] = {"version": version, "purpose": purpose}
    if purpose == "public":
        body = base64url.decode(text.split(".")[2], "the body")
        payload = strict_json.loads(body[: -_SIGNATURES[version]], "the payload")
        found["payload"] = payload
    found["footer"] = _shown(claims.footer_value(footer))
    if options.json:
        print_json(found)
        return 0
    print(
        "NOT VERIFIED: anybody can write this."
        if purpose == "public"
        else "ENCRYPTED: only the footer shows, and it is NOT VERIFIED."
    )
    print(f"\n{version}.{purpose}")
    for name in ("payload", "footer"):
        if found.get(name) is None:
            continue
        print(f"\n{name}")
        members = found[name] if isinstance(found[name], dict) else {"": found[name]}
        for member, value in members.items():
            label = f"{member}: " if member else ""
            say(f"  {label}{strict_json.dumps(value).decode()}{_remark(member, value)}")
    return 0


def run_new_key(options: Any) -> int:
    """Make a key; print it, or write it to a file only its owner can read."""
    version, purpose = options.type.split(".")
    if purpose == "local" and (options.pem or options.public_out):
        raise CommandError("a local key has no PEM form and no public half")
    key = generate(version, purpose)
    _put(_written(key, options.pem), options.out, options.force)
    if isinstance(key, SecretKey):
        _put(_written(key.public(), options.pem), options.public_out, options.force)
    return 0


def _written(key: Any, as_pem: bool) -> str:
    kind = "local" if isinstance(key, LocalKey) else "secret" if isinstance(key, SecretKey) else "public"
    if not as_pem:
        return paserk.encode(f"k{key.version[1]}.{kind}", key.octets)
    from ..keys import loading

    return loading.dump_pem(key.record, private=kind == "secret").rstrip("\n")


def _put(text: str, path: str | None, force: bool) -> None:
    if path is None:
        say(text)
    else:
        write_private_file(path, f"{text}\n".encode(), force=force)
        say(f"written: {path}")


def _instance(options: Any, *, secret: bool) -> BasePASETO:
    """Return a PASETO with the key of the options; its type is never taken from a token."""
    text = read_secret(options.key, options.key_file, "Key")
    if text[:1] == "k" and text.count(".") == 2:
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
    return create_instance(key.version, key.purpose, key)


def _token(argument: str) -> str:
    text = read_text("-") if argument == "-" else argument
    if not text.strip():
        raise CommandError("no token was given")
    return text.strip()


def _shown(footer: Any) -> Any:
    """Return a footer as JSON can show it: bytes that are no text as hex."""
    return {"hex": footer.hex()} if isinstance(footer, bytes) else footer


def _remark(member: str, value: Any) -> str:
    if member != "exp" or not isinstance(value, str):
        return ""
    try:
        return "   (passed)" if claims.parse_time(value) <= time.time() else ""
    except JamError:
        return "   (no RFC 3339 time)"


def _object(text: str) -> dict[str, Any]:
    try:
        value = strict_json.loads(text, "the text of the claims")
    except JamEncodingError as error:
        raise CommandError(error.message) from error
    if not isinstance(value, dict):
        raise CommandError("the text of the claims must be a JSON object")
    return value
