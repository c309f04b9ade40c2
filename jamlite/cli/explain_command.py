"""`explain`: what a token, a key or a code is made of, step by step, with the numbers of the standard.

Exit codes: 0 explained, and nothing was found wrong; 1 explained, and the token, code or password is refused;
2 nothing that can be explained. Secrets are shown with --show-secrets only, those of the examples always.
"""

from __future__ import annotations

from ..explain import explain
from . import common
from .common import CommandError
from .values import moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..explain import Explanation
    from .common import Subparsers

_SECRETS_ON_STDIN = "only one of token, key and the rest can be read from standard input; name a file"


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("explain", help="show step by step what a token, key or code is made of")
    common.add_token(
        parser, "a token, a key in PEM, JSON or DER, an otpauth URI, a one-time secret or a password hash"
    )
    parser.add_argument(
        "--example", nargs="?", const="", metavar="NAME", help="explain a worked example; no NAME: list them"
    )
    common.add_secret_options(parser, "key", "the key, in any spelling, or the secret")
    parser.add_argument(
        "--verify-key-file",
        metavar="FILE",
        help="file with the key of a token inside another one",
    )
    parser.add_argument(
        "--payload-file", metavar="FILE", help="file with the payload of a detached signature"
    )
    common.add_secret_options(parser, "access-token", "the access token that at_hash or ath is a hash of")
    common.add_secret_options(parser, "authorization-code", "the code that c_hash is a hash of")
    parser.add_argument("--state", metavar="TEXT", help="the state that s_hash is a hash of")
    parser.add_argument("--steam", action="store_true", help="it is a secret of Steam Guard")
    parser.add_argument("--password", action="store_true", help="ask for a password")
    parser.add_argument("--password-file", metavar="FILE", help="file with the password")
    parser.add_argument("--assertion", default="", metavar="TEXT", help="implicit assertion (PASETO)")
    parser.add_argument("--counter", type=int, metavar="N", help="the counter of a one-time secret")
    parser.add_argument("--code", metavar="CODE", help="a one-time code, to be compared")
    parser.add_argument("--digits", type=int, default=6, metavar="N", help="digits of a code (default: 6)")
    parser.add_argument(
        "--digest", choices=("sha1", "sha256", "sha512"), default="sha1", help="hash of a one-time secret"
    )
    parser.add_argument("--interval", type=int, default=30, metavar="S", help="seconds a code lives")
    parser.add_argument("--now", type=moment, metavar="TIME", help="time of the checks (default: the clock)")
    parser.add_argument("--depth", choices=("short", "full"), default="short", help="full: every round")
    parser.add_argument("--show-secrets", action="store_true", help="show keys, not only their lengths")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON, every value whole")
    form.add_argument("--html", metavar="FILE", help="write a page; '-': standard output")
    parser.add_argument("--force", action="store_true", help="overwrite an existing file")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain, and tell by the exit code whether something was found wrong."""
    if options.example == "":
        return _list(options)
    explanation = _example(options) if options.example is not None else _explained(options)
    if options.html is not None:
        # "replace": a token may hold lone surrogates.
        common.put_out(explanation.to_html().encode("utf-8", "replace"), options.html, force=options.force)
        if options.html != "-":
            common.say(explanation.result())
    elif options.json:
        common.print_json(explanation.to_dict())
    else:
        common.say(explanation.to_text(common.columns(100)))
    return 1 if explanation.refused else 0


def _list(options: argparse.Namespace) -> int:
    from ..explain import examples

    if options.json:
        common.print_json({name: given["about"] for name, given in examples.EXAMPLES.items()})
        return 0
    for name, given in examples.EXAMPLES.items():
        common.say(common.hanging(f"{name:<16} ", given["about"]))
    return 0


def _example(options: argparse.Namespace) -> Explanation:
    from ..explain import examples

    if options.token is not None or options.token_file is not None:
        raise CommandError("give a token or --example, not both")
    return examples.show(options.example, depth=options.depth)


def _explained(options: argparse.Namespace) -> Explanation:
    source = common.token_source(options)
    files = (
        *(options.key_file, options.verify_key_file, options.password_file, options.payload_file),
        *(options.access_token_file, options.authorization_code_file),
    )
    if [source, *files].count("-") > 1:  # the first to read would leave nothing for the second
        raise CommandError(_SECRETS_ON_STDIN)
    text = options.token if source == "" and options.token is not None else None
    if text is None:
        text = _content(source or options.token_file)
    password = common.read_password(options.password_file)
    if password is None and options.password:
        if source == "-":
            raise CommandError(_SECRETS_ON_STDIN)
        password = common.read_secret(None, None, "Password")
    return explain(
        text,
        options.key if options.key_file is None else _content(options.key_file),
        password=password,
        verify_key=None if options.verify_key_file is None else _content(options.verify_key_file),
        depth=options.depth,
        show_secrets=options.show_secrets,
        now=options.now,
        # The octets as they were typed, also if they are no UTF-8.
        implicit=options.assertion.encode("utf-8", "surrogateescape"),
        counter=options.counter,
        code=options.code,
        digits=options.digits,
        digest=options.digest,
        interval=options.interval,
        steam=options.steam,
        payload=None if options.payload_file is None else common.read_bytes(options.payload_file),
        access_token=_text(options.access_token, options.access_token_file, "access token"),
        authorization_code=_text(options.authorization_code, options.authorization_code_file, "code"),
        state=options.state,
    )


def _text(value: str | None, file: str | None, what: str) -> str | None:
    return None if value is None and file is None else common.read_secret(value, file, what.capitalize())


def _content(file: str) -> str | bytes:
    """Return a file as text, without its last line break; as bytes if it is not text."""
    data = common.read_bytes(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data  # a key in DER
    return text[:-1] if text.endswith("\n") else text  # only one: a secret may end in another
