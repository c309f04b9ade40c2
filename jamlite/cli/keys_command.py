"""`jamlite keys`: make keys and write them to files only their owner can read."""

from __future__ import annotations

import os
import sys

from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Callable

    from ..keys.oct import OctKey
    from ..keys.spki import Key

_EC_CURVES = ("P-256", "P-384", "P-521", "secp256k1")
# kind -> (name in the message, curve it makes by default)
_PAIRS = {
    "rsa": ("RSA", ""),
    "ec": ("EC", "P-256"),
    "ecdsa": ("ECDSA", "P-384"),
    "ed25519": ("Ed25519", "Ed25519"),
    "ed448": ("Ed448", "Ed448"),
    "x25519": ("X25519", "X25519"),
    "x448": ("X448", "X448"),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group `keys` and its commands."""
    group = subparsers.add_parser("keys", help="make keys and key files")
    commands = group.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind, (name, curve) in _PAIRS.items():
        _add_pair(commands.add_parser(kind, help=f"a new {name} key pair"), kind, curve)
    aes = commands.add_parser("aes", help="a new key for Fernet and sessions")
    _add_output(aes, "aes.key")
    aes.set_defaults(run=_run_aes)
    symmetric = commands.add_parser("symmetric", help="a new secret as base64url text")
    _add_output(symmetric, "symmetric.key")
    symmetric.add_argument(
        "-b", "--bytes", type=int, default=32, metavar="N", help="its length (default: 32)"
    )
    symmetric.add_argument("--jwk", action="store_true", help="write a JWK")
    symmetric.set_defaults(run=_run_symmetric)


def _add_pair(parser: argparse.ArgumentParser, kind: str, curve: str) -> None:
    parser.add_argument("-p", "--public-out", metavar="FILE", help="public key (default: public.pem or .jwk)")
    parser.add_argument(
        "-o", "--private-out", metavar="FILE", help="private key (default: private.pem or .jwk)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--pem", action="store_true", help="write PEM: SPKI and PKCS#8 (default)")
    form.add_argument("--jwk", action="store_true", help="write JSON Web Keys")
    if kind == "rsa":
        parser.add_argument("--bits", type=int, default=2048, help="bits of the modulus (default: 2048)")
    elif kind in ("ec", "ecdsa"):
        parser.add_argument("--curve", choices=_EC_CURVES, default=curve, help=f"default: {curve}")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.add_argument(
        "--password-file", metavar="FILE", help="encrypt the private PEM; '-' reads standard input"
    )
    parser.set_defaults(run=_run_pair)


def _add_output(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("-o", "--out", default=default, metavar="FILE", help=f"default: {default}")
    parser.add_argument("--force", action="store_true", help="overwrite an existing file")


def _run_pair(options: argparse.Namespace) -> int:
    suffix = "jwk" if options.jwk else "pem"
    private_out = options.private_out or f"private.{suffix}"
    public_out = options.public_out or f"public.{suffix}"
    if os.path.realpath(private_out) == os.path.realpath(public_out):
        raise common.CommandError("the private and the public key need two files")
    if options.jwk and options.password_file:
        raise common.CommandError("a JWK is not encrypted; --password-file goes with PEM")
    _check_free(options.force, private_out, public_out)
    password = None
    if options.password_file:
        password = common.read_secret(None, options.password_file, "Password")
    key = _generate(options)
    write = _jwk if options.jwk else _pem
    common.write_private_file(private_out, write(key, True, password), force=options.force)
    common.write_private_file(public_out, write(key, False, None), force=options.force)
    name = _PAIRS[options.kind][0]
    if key.kty == "EC":
        name = f"{name} {key.crv}"
    common.say(f"{name} key pair generated: {private_out}, {public_out}")
    return 0


def _run_aes(options: argparse.Namespace) -> int:
    from ..crypto.fernet import generate_key

    _check_free(options.force, options.out)
    common.write_private_file(options.out, generate_key().encode("ascii"), force=options.force)
    common.say(f"AES key generated: {options.out}")
    return 0


def _run_symmetric(options: argparse.Namespace) -> int:
    from ..keys.oct import OctKey

    if not 1 <= options.bytes <= 1 << 16:
        raise common.CommandError("--bytes must be 1 to 65536")
    _check_free(options.force, options.out)
    key = OctKey.generate(options.bytes)
    data = _jwk(key, True, None) if options.jwk else key.to_members(private=True)["k"].encode()
    common.write_private_file(options.out, data, force=options.force)
    common.say(f"Symmetric key generated: {options.out} ({options.bytes} bytes)")
    return 0


def _check_free(force: bool, *paths: str) -> None:
    """Refuse before a key is made for nothing; writing checks again."""
    for path in paths:
        if not force and os.path.lexists(path):
            raise common.CommandError(f"{path} exists; --force overwrites it")


def _generate(options: argparse.Namespace) -> Key:
    if options.kind == "rsa":
        from ..crypto.rsa import MAXIMUM_BITS, MINIMUM_BITS
        from ..keys.rsa import RSAKey

        if not MINIMUM_BITS <= options.bits <= MAXIMUM_BITS:
            raise common.CommandError(f"--bits must be {MINIMUM_BITS} to {MAXIMUM_BITS}")
        progress = _progress() if sys.stderr.isatty() else None
        try:
            return RSAKey.generate(options.bits, progress=progress)
        finally:
            if progress:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    if options.kind in ("ec", "ecdsa"):
        from ..keys.ec import ECKey

        return ECKey.generate(options.curve)
    from ..keys.okp import OKPKey

    return OKPKey.generate(_PAIRS[options.kind][1])


def _progress() -> Callable[[int], None]:
    def show(tested: int) -> None:
        print(f"\rlooking for primes: {tested} candidates tested", end="", file=sys.stderr, flush=True)

    return show


def _pem(key: Key, private: bool, password: str | None) -> bytes:
    from ..keys.loading import dump_pem

    return dump_pem(key, private=private, password=password).encode("ascii")


def _jwk(key: Key | OctKey, private: bool, password: str | None) -> bytes:
    import json

    return (json.dumps(key.to_members(private), indent=2) + "\n").encode("ascii")
