"""`jamlite keys`: make keys and write them to files only their owner can read."""

from __future__ import annotations

import os

from . import common
from .algorithm_names import check_for_key
from .progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..keys.oct import OctKey
    from ..keys.spki import Key

_EC_CURVES = ("P-256", "P-384", "P-521", "secp256k1")
# kind -> (name in the message, curve it makes by default)
_PAIRS = {
    "rsa": ("RSA", ""),
    "ec": ("EC", "P-256"),
    "ecdsa": ("ECDSA", "P-384"),  # Jam's command, and Jam's curve
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
    symmetric.add_argument("-b", "--bytes", type=int, metavar="N", help="its length (default: 32)")
    symmetric.add_argument("--bits", type=int, metavar="N", help="its length, a multiple of 8 (default: 256)")
    symmetric.add_argument("--jwk", action="store_true", help="write a JWK")
    symmetric.add_argument("--alg", metavar="NAME", help="the only algorithm of the JWK")
    symmetric.set_defaults(run=_run_symmetric)


def _add_pair(parser: argparse.ArgumentParser, kind: str, curve: str) -> None:
    public = "public key (default: public.pem or .jwk); '-': standard output"
    parser.add_argument("-p", "--public-out", metavar="FILE", help=public)
    private = "private key (default: private.pem or .jwk); '-': standard output"
    parser.add_argument(
        "-o", "--out", "--private-out", dest="private_out", action="one_name", metavar="FILE", help=private
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--pem", action="store_true", help="write PEM: SPKI and PKCS#8 (default)")
    form.add_argument("--jwk", action="store_true", help="write JSON Web Keys")
    if kind == "rsa":
        size = "bits of the modulus (default: 2048)"
        parser.add_argument("--bits", "--size", dest="bits", type=int, default=2048, metavar="N", help=size)
    elif kind in ("ec", "ecdsa"):
        parser.add_argument(
            "--curve", "--crv", dest="curve", choices=_EC_CURVES, default=curve, help=f"default: {curve}"
        )
    parser.add_argument("--alg", metavar="NAME", help="the only algorithm of the JWK")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")
    parser.add_argument(
        "--password-file", metavar="FILE", help="encrypt the private PEM; '-' reads standard input"
    )
    parser.set_defaults(run=_run_pair)


def _add_output(parser: argparse.ArgumentParser, default: str) -> None:
    common.add_output(parser, "-o", "--out", default=default, what="file for the key")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def _run_pair(options: argparse.Namespace) -> int:
    suffix = "jwk" if options.jwk else "pem"
    # Jam's names of files, in the working directory.
    private_out = options.private_out or f"private.{suffix}"
    public_out = options.public_out or f"public.{suffix}"
    # A link may give one file two names.
    if os.path.realpath(private_out) == os.path.realpath(public_out) and private_out != "-":
        raise common.CommandError("the private and the public key need two files")
    if options.jwk and options.password_file:
        raise common.CommandError("a JWK is not encrypted; --password-file goes with PEM")
    if options.alg and not options.jwk:
        raise common.CommandError("--alg goes with --jwk; PEM has no place for it")
    common.check_free(private_out, options.force, "-o")  # before a key is made for nothing
    common.check_free(public_out, options.force, "-p")
    password = None
    if options.password_file:
        password = common.read_secret(None, options.password_file, "Password")
    key = _generate(options)
    if options.jwk:
        private, public = _jwk(key, True, options.alg), _jwk(key, False, options.alg)
    else:
        private, public = _pem(key, True, password), _pem(key, False, None)
    # First: a public key without its private half is worth nothing.
    common.put_out(private, private_out, force=options.force)
    common.put_out(public, public_out, force=options.force, public=True)
    name = _PAIRS[options.kind][0]
    if key.kty == "EC":
        name = f"{name} {key.crv}"
    files = {"private_file": private_out, "public_file": public_out}
    # Jam's sentence.
    return _report(options, f"{name} key pair generated: {private_out}, {public_out}", files)


def _report(options: argparse.Namespace, text: str, files: dict[str, object]) -> int:
    """Say what was made, on standard error if a key went to standard output."""
    if "-" in files.values():
        common.complain(text)
    elif options.json:
        common.print_json({"kind": options.kind, **files})
    else:
        common.say(text)
    return 0


def _run_aes(options: argparse.Namespace) -> int:
    from ..crypto.fernet import generate_key

    common.check_free(options.out, options.force, "-o")
    common.put_out(generate_key().encode("ascii"), options.out, force=options.force)
    return _report(options, f"AES key generated: {options.out}", {"file": options.out})


def _run_symmetric(options: argparse.Namespace) -> int:
    from ..keys.oct import OctKey

    if options.bytes is not None and options.bits is not None:
        raise common.CommandError("give --bytes or --bits, not both")
    if options.bits is not None and options.bits % 8:
        raise common.CommandError("--bits must be a multiple of 8")
    if options.alg and not options.jwk:
        raise common.CommandError("--alg goes with --jwk")
    size = (
        options.bytes if options.bytes is not None else (256 if options.bits is None else options.bits) // 8
    )
    if not 1 <= size <= 1 << 16:
        raise common.CommandError("the key must have 1 to 65536 bytes")
    common.check_free(options.out, options.force, "-o")
    key = OctKey.generate(size)
    data = _jwk(key, True, options.alg) if options.jwk else key.to_members(private=True)["k"].encode()
    common.put_out(data, options.out, force=options.force)
    said = f"Symmetric key generated: {options.out} ({size} bytes)"
    return _report(options, said, {"file": options.out, "bytes": size})


def _generate(options: argparse.Namespace) -> Key:
    if options.kind == "rsa":
        from ..keys.rsa import RSAKey

        common.check_rsa_bits(options.bits)
        with Progress() as progress:
            return RSAKey.generate(
                options.bits,
                progress=lambda tested: progress.show(f"looking for primes: {tested} candidates tested"),
            )
    if options.kind in ("ec", "ecdsa"):
        from ..keys.ec import ECKey

        return ECKey.generate(options.curve)
    from ..keys.okp import OKPKey

    return OKPKey.generate(_PAIRS[options.kind][1])


def _pem(key: Key, private: bool, password: str | None) -> bytes:
    from ..keys.dumping import dump_pem

    return dump_pem(key, private=private, password=password).encode("ascii")


def _jwk(key: Key | OctKey, private: bool, alg: str | None) -> bytes:
    from ..jose import JWK

    check_for_key(alg, key.kty, key.crv)
    found = JWK.from_material(key, alg=alg)
    return common.json_text((found if private else found.public()).to_dict())
