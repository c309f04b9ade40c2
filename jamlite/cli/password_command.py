"""`jamlite password`: hash passwords and check them."""

from __future__ import annotations

import sys

from ..jam import salt_hashes
from ..passwords import phc_strings, stored_hash
from . import common
from .progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

_COSTS = {"iterations": "pbkdf2", "ln": "scrypt", "memory_kib": "argon2id", "passes": "argon2id"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group `password` and its commands."""
    group = subparsers.add_parser("password", help="hash and verify passwords")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    new = commands.add_parser("hash", help="print the hash of a password, for storing")
    _add_password(new)
    new.add_argument(
        "--scheme",
        choices=("pbkdf2", "scrypt", "argon2id", "jam"),
        default="pbkdf2",
        help="pbkdf2 (default), scrypt, argon2id (7 seconds in Python), or jam: Jam's salt$hash",
    )
    count = phc_strings.ITERATIONS
    new.add_argument("--iterations", type=int, metavar="N", help=f"cost of pbkdf2 (default: {count})")
    log2 = phc_strings.LN
    new.add_argument("--ln", type=int, metavar="N", help=f"cost of scrypt, log2(n) (default: {log2})")
    memory, passes = phc_strings.MEMORY_KIB, phc_strings.PASSES
    new.add_argument("--memory-kib", type=int, metavar="N", help=f"of argon2id (default: {memory})")
    new.add_argument("--passes", type=int, metavar="N", help=f"of argon2id (default: {passes})")
    common.add_output(new, "-o", "--out", what="write the hash to a file instead of printing it")
    new.add_argument("--json", action="store_true", help="print JSON")
    new.set_defaults(run=run_hash)

    # In Jam -h is the hash; without a hash behind it, it asks for help as everywhere.
    verify = commands.add_parser(
        "verify", add_help=False, help="check a password; exit code 0 if it is right, 1 if not"
    )
    verify.add_argument("--help", action="help", help="show this help message and exit")
    _add_password(verify)
    stored = verify.add_mutually_exclusive_group(required=True)
    stored.add_argument("--hash", metavar="HASH", help="the stored hash")
    stored.add_argument(
        "-h", dest="hash_or_help", nargs="?", const="", metavar="HASH", help="this help, or the hash"
    )
    stored.add_argument("--hash-file", metavar="FILE", help="file with the stored hash")
    limit = stored_hash.MOST_ARGON2
    verify.add_argument(
        "--argon2-limit-kib",
        type=int,
        default=limit,
        metavar="N",
        help=f"the most KiB times passes of an Argon2 hash (default: {limit}, 12 seconds)",
    )
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=run_verify, parser=verify)


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "password",
        metavar="PASSWORD",
        nargs="?",
        help="visible in the process list; without it a hidden prompt asks, '-' reads standard input",
    )
    parser.add_argument("--password-file", metavar="FILE", help="file with the password")


def run_hash(options: argparse.Namespace) -> int:
    """Hash a password."""
    costs = {}
    for name, scheme in _COSTS.items():
        if getattr(options, name) is not None:
            if options.scheme != scheme:
                raise common.CommandError(f"--{name.replace('_', '-')} goes with --scheme {scheme}")
            costs[name] = getattr(options, name)
    password = _password(options, twice=True)
    if options.scheme == "jam":
        text = salt_hashes.serialize_hash(*salt_hashes.hash_password(password))
    elif options.scheme == "argon2id":
        with Progress() as progress:
            progress.show("hashing with Argon2id, which takes seconds in Python")
            text = phc_strings.password_hash(password, scheme="argon2id", **costs)
    else:
        text = phc_strings.password_hash(password, scheme=options.scheme, **costs)
    if options.out not in (None, "-"):
        common.write_private_file(options.out, f"{text}\n".encode(), force=options.force)
        if options.json:
            common.print_json({"file": options.out, "scheme": options.scheme})
        else:
            common.say(f"Password hash written to: {options.out}")
    elif options.json:
        common.print_json({"hash": text, "scheme": options.scheme})
    else:
        common.say(text)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Check a password; 0 is yes, 1 is no."""
    if options.hash_or_help == "":
        options.parser.print_help()
        return 0
    stored = options.hash or options.hash_or_help or ""
    if options.hash_file is not None:
        stored = common.read_text(options.hash_file).strip()
    old = phc_strings.needs_rehash(stored)  # refuses a malformed hash before anybody types
    limit = options.argon2_limit_kib
    right = phc_strings.password_verify(_password(options), stored, argon2_limit_kib=limit)
    if options.json:
        common.print_json({"match": right, "needs_rehash": old})
    else:
        # Jam's words, without its signs that not every terminal has.
        print("Password matches" if right else "Password does not match")
    return 0 if right else 1  # Jam's exit codes


def _password(options: argparse.Namespace, *, twice: bool = False) -> str:
    if options.password is not None and options.password_file is not None:
        raise common.CommandError("give the password or a file with it, not both")
    file = "-" if options.password == "-" else options.password_file
    value = None if options.password == "-" else options.password
    password = common.read_secret(value, file, "Password")
    # A mistyped password would be stored for good. A pipe says it once.
    if twice and value is None and file is None and sys.stdin.isatty():
        if common.read_secret(None, None, "Repeat password") != password:
            raise common.CommandError("the two passwords differ")
    return password
