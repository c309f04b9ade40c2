"""`keychain`: look after the signing keys in a folder - add, rotate, retire, revoke, publish."""

from __future__ import annotations

from ..keychain import FileStorage
from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Callable

    from ..keychain import KeyInfo
    from .common import Subparsers

# command -> (help, takes the id of a key)
_ON_ONE_KEY = {
    "show": "show what may be told of a key",
    "activate": "make a key the current one",
    "retire": "let a key verify and no longer sign",
    "revoke": "refuse a key from now on, for good",
    "remove": "destroy a key",
}


def add_parser(subparsers: Subparsers) -> None:
    """Add the group `keychain` and its commands."""
    group = subparsers.add_parser(
        "keychain",
        help="look after signing keys that rotate",
        description="Keys are standby, current (it signs), retired (it verifies) or revoked.",
    )
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add(commands, "list", "list every key, oldest first", run_list)
    _add(commands, "current", "show the current key; exit code 1 if there is none", run_current)
    for name, summary in _ON_ONE_KEY.items():
        _add(commands, name, summary, run_on_one_key).add_argument("id", metavar="ID")
    for name, summary in (("add", "add a key, on standby"), ("rotate", "add a key and make it current")):
        parser = _add(commands, name, summary, run_new)
        parser.add_argument("--id", help="its id (default: one is made up)")
        what = "ES256, v4.public ...; for the first key"
        parser.add_argument("--alg", "--algorithm", dest="algorithm", metavar="NAME", help=what)
        parser.add_argument("--key-file", metavar="FILE", help="a key of your own: PEM or bytes of a secret")
        if name == "rotate":
            parser.add_argument("--expect", metavar="ID", help="only if this key is still the current one")
    _add(commands, "jwks", "print the JWK Set to publish", run_jwks)


def _add(commands: Subparsers, name: str, summary: str, run: Callable[..., int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary)
    parser.add_argument("--path", required=True, metavar="DIR", help="the folder of the keychain")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def run_list(options: argparse.Namespace) -> int:
    """Print every key."""
    keys = _open(options).list()
    if options.json:
        common.print_json([key.as_dict() for key in keys])
        return 0
    for key in keys:
        common.say(f"{key.status:8} {key.algorithm:9} {key.created_at:%Y-%m-%d %H:%M:%S}  {key.id}")
    return 0


def run_current(options: argparse.Namespace) -> int:
    """Print the current key; 1 if there is none."""
    key = _open(options).current()
    if key is not None:
        return _print(options, key)
    if options.json:
        common.print_json(None)
    else:
        print("no key is current")
    return 1


def run_on_one_key(options: argparse.Namespace) -> int:
    """Show, activate, retire, revoke or remove a key."""
    chain = _open(options)
    if options.command == "remove":
        key = chain.get(options.id)  # before it is gone: what is said of it afterwards
        chain.remove(options.id)
        return _print(options, key)
    command = "get" if options.command == "show" else options.command
    return _print(options, getattr(chain, command)(options.id))


def run_new(options: argparse.Namespace) -> int:
    """Add a key, on standby or as the current one."""
    material = None if options.key_file is None else common.read_bytes(options.key_file)
    # The one command that makes a folder: all others would hide a misspelt path behind an empty keychain.
    chain = FileStorage(options.path, options.algorithm)
    if options.command == "add":
        return _print(options, chain.add(options.id, material))
    return _print(options, chain.rotate(options.id, material=material, expect=options.expect))


def run_jwks(options: argparse.Namespace) -> int:
    """Print the public keys."""
    common.print_json(_open(options).public_jwks())
    return 0


def _open(options: argparse.Namespace) -> FileStorage:
    return FileStorage(options.path, create=False)


def _print(options: argparse.Namespace, key: KeyInfo) -> int:
    if options.json:
        common.print_json(key.as_dict())
    elif options.command == "remove":
        common.say(f"{key.id} is removed")
    elif options.command in ("show", "current"):
        for name, value in key.as_dict().items():
            common.say(f"{name}: {value}")
    else:
        common.say(f"{key.id} is {key.status}")
    return 0
