"""`jws sign | verify | inspect`: sign any content and verify it, in every serialization, or take it apart."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamConfigurationError, JamError
from ..jose import jws
from . import common
from .algorithm_names import check_signature
from .inspect_command import add_inspect
from .values import json_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .common import Subparsers

FORMS = ("compact", "flattened", "general")


def add_parser(subparsers: Subparsers) -> None:
    """Add the group `jws` and its commands."""
    group = subparsers.add_parser("jws", help="sign and verify any content")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    sign = commands.add_parser("sign", help="sign a file or standard input and print the JWS")
    sign.add_argument("payload", nargs="?", default="-", metavar="FILE", help="what to sign ('-': stdin)")
    common.add_key_options(sign)
    sign.add_argument("--alg", help="algorithm (default: the key's own or its type's usual one)")
    sign.add_argument("--header", metavar="JSON", help="further protected members")
    sign.add_argument("--unprotected", metavar="JSON", help="unprotected members; not in a compact JWS")
    sign.add_argument("--form", choices=FORMS, default="compact", help="serialization (default: compact)")
    sign.add_argument("--detached", action="store_true", help="leave the payload out of the JWS")
    sign.add_argument("--unencoded", action="store_true", help="b64=false: sign the payload as it is")
    add_output(sign)
    sign.set_defaults(run=run_sign)

    verify = commands.add_parser("verify", help="verify a JWS and print its payload; exit code 1 if refused")
    common.add_token(verify, "the JWS")
    common.add_key_options(verify)
    verify.add_argument("--alg", action="append", help="algorithm to allow; may be given several times")
    verify.add_argument("--payload-file", metavar="FILE", help="the payload of a detached JWS")
    verify.add_argument("--all", action="store_true", help="every signature must be valid, not just one")
    verify.add_argument("--json", action="store_true", help="print header and payload as JSON")
    add_output(verify)
    verify.set_defaults(run=run_verify)
    add_inspect(commands, "JWT", "JWS", "JWE")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add -o and --force."""
    common.add_output(parser, "-o", "--out", what="write to a file only you can read")


def run_sign(options: argparse.Namespace) -> int:
    """Print a JWS."""
    check_signature(options.alg)
    common.check_one_from_stdin(options.payload, options.key, options.key_file)
    key = common.read_key(options)
    payload = common.read_bytes(options.payload)
    header = {} if options.header is None else json_object(options.header, "the text of the header")
    if options.unencoded:
        header = {"b64": False, "crit": ["b64"], **header}  # RFC 7797 section 6
    if options.form == "compact":
        if options.unprotected is not None:
            # RFC 7515 section 7.1.
            raise common.CommandError("a compact JWS has no unprotected header; choose another --form")
        token = jws.sign(payload, key, header, alg=options.alg, detached=options.detached)
        common.put_out(f"{token}\n".encode(), options.out, force=options.force)
        return 0
    if options.alg is not None:
        header = {"alg": options.alg, **header}  # in the JSON forms alg is a member like others
    unprotected = None
    if options.unprotected is not None:
        unprotected = json_object(options.unprotected, "the text of the unprotected header")
    flattened = options.form == "flattened"
    signers = [(key, header or None, unprotected)]
    made = jws.sign_json(payload, signers, flattened=flattened, detached=options.detached)
    common.put_out(common.json_text(made), options.out, force=options.force)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Print the payload of a valid JWS; refuse another with exit code 1."""
    check_signature(*options.alg or ())
    common.check_one_from_stdin(common.token_source(options), options.key, options.key_file)
    key = common.read_key(options)
    token = common.read_token(options)
    payload = None if options.payload_file is None else common.read_bytes(options.payload_file)
    try:
        found = jws.verify(token, key, algorithms=options.alg, payload=payload, require_all=options.all)
    # The user's key or option is not usable: exit code 2. All other refusals are the token's.
    except JamConfigurationError:
        raise
    except JamError as error:
        return common.refused(options, error)
    data = found.payload
    if options.json:
        data = common.json_text({"header": found.header, **shown("payload", data)})
    common.put_out(data, options.out, force=options.force)
    return 0


def shown(name: str, data: bytes) -> dict[str, str]:
    """Return content as a JSON member: its text, or if it is none `<name>_b64u`."""
    try:
        return {name: data.decode()}
    except UnicodeDecodeError:
        return {f"{name}_b64u": base64url.encode(data)}
