"""`jwt encode | decode | inspect`: issue, verify and take apart JSON Web Tokens."""

from __future__ import annotations

import time

from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.oauth2 import JamOAuth2Error
from ..jose import jwt
from . import common
from .algorithm_names import check_signature
from .inspect_command import add_inspect
from .values import duration, json_object, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..encoding.json_types import JsonObject
    from ..jam.jws_module import KeychainJWS
    from ..jose.key_like import KeyLike
    from .common import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command group to the parser."""
    parser = subparsers.add_parser("jwt", help="issue, verify and take apart JSON Web Tokens")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_encode(commands.add_parser("encode", help="sign claims and print the token"))
    _add_decode(commands.add_parser("decode", help="verify a token and print its claims"))
    add_inspect(commands, "JWT", "JWS", "JWE")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    common.add_key_options(parser)
    parser.add_argument("--keychain", metavar="DIR", help="the folder of a keychain: its keys, by their ids")


def _add_encode(parser: argparse.ArgumentParser) -> None:
    what = "claims as JSON, or '-' for standard input; they win over the options"
    parser.add_argument("claims", nargs="?", default="{}", help=what)
    _add_keys(parser)
    parser.add_argument("--alg", help="algorithm (default: the key's own or its type's usual one)")
    parser.add_argument("--header", default=None, metavar="JSON", help="further header members")
    for name, what in (("iss", "issuer"), ("sub", "subject"), ("jti", "token id")):
        parser.add_argument(f"--{name}", *_long(name), help=what)
    parser.add_argument("--aud", "--audience", action="append", help="audience; may be given several times")
    span = "from now, as 90, 15m, 1h or 7d"
    parser.add_argument("--exp", type=duration, metavar="TIME", help=f"expires this long {span}")
    parser.add_argument("--nbf", type=duration, metavar="TIME", help=f"valid from this long {span}")
    parser.add_argument("--now", type=moment, metavar="TIME", help="the time that counts as now")
    parser.add_argument("--no-iat", action="store_true", help="leave out the time of issue")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_encode)


def _add_decode(parser: argparse.ArgumentParser) -> None:
    common.add_token(parser)
    _add_keys(parser)
    parser.add_argument("--jwks-url", metavar="URL", help="fetch the keys from there (https only)")
    parser.add_argument(
        "--discover", action="store_true", help="fetch the keys that --issuer's metadata name"
    )
    parser.add_argument("--http-loopback", action="store_true", help="allow http to this machine, for tests")
    parser.add_argument("--ca-file", metavar="FILE", help="certificates to trust in place of the system's")
    parser.add_argument("--alg", action="append", help="algorithm to allow; may be given several times")
    several = "may be given several times"
    parser.add_argument("--iss", "--issuer", action="append", help=f"acceptable issuer; {several}")
    parser.add_argument("--aud", "--audience", action="append", help="acceptable audience (default: any)")
    parser.add_argument("--sub", "--subject", help="the only acceptable subject")
    parser.add_argument("--typ", help="type the header must name, for example at+jwt")
    parser.add_argument(
        "--require", action="append", default=[], metavar="CLAIM", help="claim that must be there"
    )
    parser.add_argument(
        "--leeway", type=duration, default=0, metavar="TIME", help="clock difference to allow"
    )
    parser.add_argument("--max-age", type=duration, metavar="TIME", help="the oldest iat to accept, as 1h")
    parser.add_argument("--now", type=moment, metavar="TIME", help="Unix seconds or 2026-11-29T06:00:00Z")
    parser.add_argument("--header", action="store_true", help="print the header as well")
    parser.add_argument("--json", action="store_true", help="print a refusal as JSON, too")
    parser.set_defaults(run=run_decode)


def _long(name: str) -> tuple[str, ...]:
    return {"iss": ("--issuer",), "sub": ("--subject",)}.get(name, ())


def run_encode(options: argparse.Namespace) -> int:
    """Print a signed token."""
    check_signature(options.alg)
    common.check_one_from_stdin(options.claims, options.key or options.keychain, options.key_file)
    now = int(time.time()) if options.now is None else options.now  # whole seconds, as most issuers write
    claims: JsonObject = {} if options.no_iat else {"iat": now}
    for name in ("iss", "sub", "jti"):
        if getattr(options, name) is not None:
            claims[name] = getattr(options, name)
    if options.aud:
        # RFC 7519 section 4.1.3: one may be text.
        claims["aud"] = options.aud[0] if len(options.aud) == 1 else options.aud
    for name in ("exp", "nbf"):
        if getattr(options, name) is not None:
            claims[name] = now + getattr(options, name)
    text = common.read_text("-") if options.claims == "-" else options.claims
    claims.update(json_object(text, "the text of the claims"))  # last: what was written out outranks options
    header = None if options.header is None else json_object(options.header, "the text of the header")
    if options.keychain is not None:
        chain = _keychain(options)
        key = chain.key
        header = chain.header_for(key, header)
    else:
        key = common.read_key(options)  # type: ignore[assignment]
    token = jwt.encode(claims, key, alg=options.alg, header=header)
    common.print_json({"token": token}) if options.json else print(token)
    return 0


def run_decode(options: argparse.Namespace) -> int:
    """Print the claims of a valid token; refuse another with exit code 1."""
    check_signature(*options.alg or ())
    key = _verifying(options)
    token = common.read_token(options)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=options.alg,
            issuer=options.iss,
            audience=options.aud or jwt.ANY,  # who looks at a token on a command line is not its audience
            subject=options.sub,
            required=options.require,
            leeway=options.leeway,
            max_age=options.max_age,
            typ=options.typ,
            now=options.now,
        )
    except (JamConfigurationError, JamOAuth2Error):  # keys that cannot be had are no refusal: exit code 2
        raise
    except JamError as error:
        return common.refused(options, error)
    if options.header:
        header, _ = jwt.decode_complete(token, key, algorithms=options.alg)
        common.print_json({"header": header, "payload": claims})
    else:
        common.print_json(claims)
    return 0


def _verifying(options: argparse.Namespace) -> KeyLike:
    """Return the key, or what finds the key that a token's header names."""
    given = options.key is not None or options.key_file is not None
    if given + (options.keychain is not None) + (options.jwks_url is not None) + options.discover > 1:
        raise common.CommandError("name one key: --key, --key-file, --keychain, --jwks-url or --discover")
    if options.keychain is not None:
        return _keychain(options).key_for  # a function of the header: the kid says which key
    if options.jwks_url is None and not options.discover:
        common.check_one_from_stdin(common.token_source(options), options.key, options.key_file)
        return common.read_key(options)
    from ..oauth2.remote_jwks import RemoteJWKSet

    if options.discover and len(options.iss or ()) != 1:
        raise common.CommandError("--discover needs the issuer, and one: --issuer URL")
    return RemoteJWKSet(
        options.jwks_url,
        issuer=options.iss[0] if options.discover else None,
        http_loopback=options.http_loopback,
        ca_file=options.ca_file,
    )


def _keychain(options: argparse.Namespace) -> KeychainJWS:
    from ..jam.jws_module import KeychainJWS
    from ..keychain import FileStorage

    if options.key is not None or options.key_file is not None:
        raise common.CommandError("give a key or --keychain, not both")
    chain = FileStorage(options.keychain, create=False)
    return KeychainJWS(chain.algorithm, chain)
