"""`jwt encode | decode | inspect`: issue, verify and take apart JSON Web Tokens."""

from __future__ import annotations

import time

from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamError
from ..jose import jwt
from .common import (
    CommandError,
    add_key_options,
    check_one_from_stdin,
    complain,
    json_object,
    print_json,
    printable,
    read_key,
    read_text,
    read_token,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TIMES = ("exp", "nbf", "iat", "auth_time")


def add_parser(subparsers: Any) -> None:
    """Add the command group to the parser."""
    parser = subparsers.add_parser("jwt", help="issue, verify and take apart JSON Web Tokens")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_encode(commands.add_parser("encode", help="sign claims and print the token"))
    _add_decode(commands.add_parser("decode", help="verify a token and print its claims"))
    inspect = commands.add_parser("inspect", help="show what a token says, WITHOUT verifying it")
    inspect.add_argument("token", nargs="?", default="-", help="the token; '-' or nothing: standard input")
    inspect.add_argument("--json", action="store_true", help="print JSON")
    inspect.set_defaults(run=run_inspect)


def _add_encode(parser: Any) -> None:
    what = "claims as JSON, or '-' for standard input; they win over the options"
    parser.add_argument("claims", nargs="?", default="{}", help=what)
    add_key_options(parser)
    parser.add_argument("--alg", help="algorithm (default: the key's own or its type's usual one)")
    parser.add_argument("--header", default=None, metavar="JSON", help="further header members")
    for name, what in (("iss", "issuer"), ("sub", "subject"), ("jti", "token id")):
        parser.add_argument(f"--{name}", help=what)
    parser.add_argument("--aud", action="append", help="audience; may be given several times")
    parser.add_argument("--exp", type=float, metavar="SECONDS", help="expires this long from now")
    parser.add_argument("--nbf", type=float, metavar="SECONDS", help="valid from this long from now")
    parser.add_argument("--no-iat", action="store_true", help="leave out the time of issue")
    parser.set_defaults(run=run_encode)


def _add_decode(parser: Any) -> None:
    parser.add_argument("token", nargs="?", default="-", help="the token; '-' or nothing: standard input")
    add_key_options(parser)
    parser.add_argument("--alg", action="append", help="algorithm to allow; may be given several times")
    parser.add_argument("--iss", action="append", help="acceptable issuer; may be given several times")
    parser.add_argument("--aud", action="append", help="acceptable audience (default: any)")
    parser.add_argument("--sub", help="the only acceptable subject")
    parser.add_argument("--typ", help="type the header must name, at+jwt say")
    parser.add_argument(
        "--require", action="append", default=[], metavar="CLAIM", help="claim that must be there"
    )
    parser.add_argument(
        "--leeway", type=float, default=0, metavar="SECONDS", help="clock difference to allow"
    )
    parser.add_argument("--header", action="store_true", help="print the header as well")
    parser.set_defaults(run=run_decode)


def run_encode(options: Any) -> int:
    """Print a signed token."""
    check_one_from_stdin(options.claims, options.key, options.key_file)
    now = int(time.time())
    claims: dict[str, Any] = {} if options.no_iat else {"iat": now}
    for name in ("iss", "sub", "jti"):
        if getattr(options, name) is not None:
            claims[name] = getattr(options, name)
    if options.aud:
        claims["aud"] = options.aud[0] if len(options.aud) == 1 else options.aud
    for name in ("exp", "nbf"):
        seconds = getattr(options, name)
        if seconds is not None:
            if not abs(seconds) < 1e12:  # NaN is not less than anything
                raise CommandError(f"--{name} must be a number of seconds")
            claims[name] = now + (int(seconds) if seconds.is_integer() else seconds)
    claims.update(
        json_object(read_text("-") if options.claims == "-" else options.claims, "the text of the claims")
    )
    header = None if options.header is None else json_object(options.header, "the text of the header")
    print(jwt.encode(claims, read_key(options), alg=options.alg, header=header))
    return 0


def run_decode(options: Any) -> int:
    """Print the claims of a valid token; refuse another with exit code 1."""
    check_one_from_stdin(options.token, options.key, options.key_file)
    key = read_key(options)
    token = read_token(options.token)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=options.alg,
            issuer=options.iss,
            audience=options.aud or jwt.ANY,
            subject=options.sub,
            required=options.require,
            leeway=options.leeway,
            typ=options.typ,
        )
    except JamConfigurationError:
        raise
    except JamError as error:
        complain(error.message, "refused: ")
        return 1
    if options.header:
        print_json({"header": _part(token, 0), "payload": claims})
    else:
        print_json(claims)
    return 0


def run_inspect(options: Any) -> int:
    """Print header and claims of a token as they stand, unverified."""
    token = read_token(options.token)
    parts = token.split(".", 5)
    if len(parts) == 5:
        found = {"kind": "JWE", "header": _part(token, 0)}
    elif len(parts) == 3:
        found = {"kind": "JWT", "header": _part(token, 0), "payload": _part(token, 1)}
    else:
        raise CommandError("a JWT has three parts, an encrypted one five")
    if options.json:
        print_json(found)
        return 0
    print("NOT VERIFIED: anybody can write this." if len(parts) == 3 else "ENCRYPTED: only the header shows.")
    for name in ("header", "payload"):
        if name in found:
            print(f"\n{name}")
            for member, value in found[name].items():
                shown = strict_json.dumps(value).decode()
                print(printable(f"  {member}: {shown}{_readable(member, value)}".replace("\n", "\\n")))
    return 0


def _readable(member: str, value: Any) -> str:
    if member not in _TIMES or type(value) not in (int, float) or not 0 <= value < 1e11:
        return ""
    moment = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(value))
    passed = " (passed)" if member == "exp" and value <= time.time() else ""
    return f"   {moment}{passed}"


def _part(token: str, index: int) -> Any:
    what = "the header" if index == 0 else "the payload"
    part = strict_json.loads(base64url.decode(token.split(".")[index], what), what)
    if not isinstance(part, dict):
        raise CommandError(f"{what} is not a JSON object")
    return part
