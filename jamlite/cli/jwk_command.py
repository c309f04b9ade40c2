"""`jwk generate | thumbprint | fingerprint | public | convert`: keys in every usual spelling.

A key is read as JWK, JWK Set, PEM, DER or OpenSSH text, whichever it is. Private keys are written to
files only their owner can read.
"""

from __future__ import annotations

from ..exceptions.jose import JamInvalidKeyTypeError
from ..jose import JWK, JWKSet
from . import algorithm_names, common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .common import Subparsers


FORMS = ("jwk", "pem", "der", "openssh")
_OKP_CURVES = ("Ed25519", "Ed448", "X25519", "X448")


def add_parser(subparsers: Subparsers) -> None:
    """Add the group `jwk` and its commands."""
    group = subparsers.add_parser("jwk", help="make keys, convert them, take their thumbprint")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    generate = commands.add_parser("generate", help="make a key and print it, or write it to a file")
    generate.add_argument(
        "kty",
        nargs="?",
        choices=("oct", "RSA", "EC", "OKP", "AKP"),
        help="type of key (default: that of --alg)",
    )
    curve = "curve (default: that of --alg, else P-256 or Ed25519)"
    generate.add_argument("--curve", "--crv", dest="crv", metavar="NAME", help=curve)
    size = "size of an RSA or symmetric key"
    generate.add_argument("--bits", "--size", dest="size", type=int, metavar="N", help=size)
    for name, what in (("alg", "the only algorithm"), ("use", "sig or enc"), ("kid", "its id")):
        generate.add_argument(f"--{name}", help=f"{what} of the key")
    generate.add_argument("--thumbprint-kid", action="store_true", help="its thumbprint becomes its kid")
    generate.add_argument(
        "-p",
        "--public-out",
        metavar="FILE",
        help="write the public half to a file as well; '-': standard output",
    )
    _add_output(generate)
    generate.add_argument("--json", action="store_true", help="print what was made as JSON")
    generate.set_defaults(run=run_generate)

    thumbprint = commands.add_parser("thumbprint", help="print the thumbprint (RFC 7638) of a key or a set")
    _add_input(thumbprint)
    thumbprint.add_argument("--hash", choices=("sha256", "sha384", "sha512"), default="sha256")
    thumbprint.add_argument("--uri", action="store_true", help="as URI (RFC 9278)")
    thumbprint.add_argument("--json", action="store_true", help="print JSON: kid and thumbprint of each key")
    thumbprint.set_defaults(run=run_thumbprint)

    fingerprint = commands.add_parser(
        "fingerprint", help="print the fingerprint of a key as ssh-keygen or Snowflake prints it"
    )
    _add_input(fingerprint)
    fingerprint.add_argument(
        "--form",
        choices=("openssh", "spki"),
        default="openssh",
        help="openssh: as ssh-keygen -l; spki: as Snowflake's RSA_PUBLIC_KEY_FP (default: openssh)",
    )
    fingerprint.add_argument(
        "--json", action="store_true", help="print JSON: kid and fingerprint of each key"
    )
    fingerprint.set_defaults(run=run_fingerprint)

    for name, what in (("public", "print the public half of a key or a set"), ("convert", "respell a key")):
        parser = commands.add_parser(name, help=what)
        _add_input(parser)
        _add_output(parser)
        parser.set_defaults(run=run_convert)
        if name == "convert":
            parser.add_argument("--public", action="store_true", help="only the public half")
            parser.add_argument(
                "--new-password-file", metavar="FILE", help="encrypt the private PEM or DER with this"
            )


def _add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="the key ('-': standard input)")
    parser.add_argument("--password-file", metavar="FILE", help="file with the password of an encrypted key")


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", choices=FORMS, default="jwk", help="form to write (default: jwk)")
    what = "write to a file, a private key to one only you can read"
    common.add_output(parser, "-o", "--out", "--private-out", what=what)


def run_generate(options: argparse.Namespace) -> int:
    """Make a key."""
    for path in filter(None, (options.out, options.public_out)):
        common.check_free(path, options.force)  # before a key is made for nothing
    if options.kid is not None and options.thumbprint_kid:
        raise common.CommandError("give --kid or --thumbprint-kid, not both")
    kty, crv = _kind(options)
    if kty == "RSA":
        common.check_rsa_bits(options.size)
    members = {"alg": options.alg, "use": options.use, "kid": options.kid}
    key = JWK.generate(kty, crv=crv, size=options.size, **members)
    if options.thumbprint_kid:
        key = JWK({**key.to_dict(), "kid": key.thumbprint()})
    # Both forms before either is written: a key without an OpenSSH form leaves no half behind.
    data = _written(key, options.to, None)
    public = None if options.public_out is None else _written(key.public(), options.to, None)
    if options.json and options.out in (None, "-"):
        raise common.CommandError("--json tells what was written to files; name one with -o")
    common.put_out(data, options.out, force=options.force)
    if public is not None:
        common.put_out(public, options.public_out, force=options.force, public=True)
    if options.json:
        found = {"file": options.out, "public_file": options.public_out, "kid": key.kid}
        common.print_json({**found, "thumbprint": key.thumbprint()})
    return 0


def _kind(options: argparse.Namespace) -> tuple[str, str | None]:
    """Return the type and curve to make: those named, else those that the algorithm asks for."""
    kty, crv = options.kty, options.crv
    if options.alg is None:
        if kty is None:
            raise common.CommandError("name the type of key (oct, RSA, EC or OKP) or its --alg")
        return kty, crv
    own_kty, own_crv = algorithm_names.type_and_curve(options.alg)
    kty = kty or ("OKP" if crv in _OKP_CURVES else own_kty)  # ECDH-ES runs with both types; the curve decides
    if crv is None:
        # Of another type than the usual one only ECDH-ES can be meant.
        crv = own_crv if kty == own_kty else {"OKP": "X25519"}.get(kty)
    algorithm_names.check_for_key(options.alg, kty, crv or {"EC": "P-256"}.get(kty))
    return kty, crv


def run_thumbprint(options: argparse.Namespace) -> int:
    """Print one thumbprint a line."""
    found = _read(options)
    keys = _keys(found)
    if options.json:
        name = "uri" if options.uri else "thumbprint"
        common.print_json([{"kid": key.kid, "kty": key.kty, name: _thumbprint(key, options)} for key in keys])
        return 0
    for key in keys:
        print(_thumbprint(key, options))
    return 0


def _thumbprint(key: JWK, options: argparse.Namespace) -> str:
    return key.thumbprint_uri(options.hash) if options.uri else key.thumbprint(options.hash)


def run_fingerprint(options: argparse.Namespace) -> int:
    """Print one fingerprint a line."""
    found = [(key, key.fingerprint(options.form)) for key in _keys(_read(options))]
    if options.json:
        common.print_json([{"kid": key.kid, "kty": key.kty, "fingerprint": text} for key, text in found])
        return 0
    for _, text in found:
        print(text)
    return 0


def run_convert(options: argparse.Namespace) -> int:
    """Write a key in another form, or its public half."""
    found = _read(options)
    if options.command == "public" or options.public:
        found = found.public()
    password = None
    if options.command == "convert":
        password = common.read_password(options.new_password_file)
    private = any(key.is_private or key.kty == "oct" for key in _keys(found))  # a secret has no public half
    data = _written(found, options.to, password)
    common.put_out(data, options.out, force=options.force, public=not private)
    return 0


def _keys(found: JWK | JWKSet) -> list[JWK]:
    return list(found) if isinstance(found, JWKSet) else [found]


def _read(options: argparse.Namespace) -> JWK | JWKSet:
    """Return the key of a file, told apart by its first bytes; bare bytes are never taken for a secret."""
    data = common.read_bytes(options.file)
    password = common.read_password(options.password_file)
    if data.lstrip()[:1] == b"{":
        from ..jose.key_like import key_from_text

        return key_from_text(data)
    if b"-----BEGIN" in data:  # RFC 7468 section 2; text before it is permitted
        return JWK.from_pem(data, password)
    if data[:1] == b"0":  # 0x30: DER begins with a SEQUENCE
        return JWK.from_der(data, password)
    return JWK.from_openssh(data)


def _written(key: JWK | JWKSet, form: str, password: str | None) -> bytes:
    if password is not None and form not in ("pem", "der"):
        raise common.CommandError("only PEM and DER are encrypted; choose --to pem or --to der")
    if form == "jwk":
        return common.json_text(key.to_dict())
    if isinstance(key, JWKSet):
        if len(key) != 1:
            raise common.CommandError("a set of keys is written as JWK only")
        key = key.keys[0]
    if form == "pem":
        return key.to_pem(password=password).encode("ascii")
    if form == "der":
        return key.to_der(password=password)
    return _openssh(key)


def _openssh(key: JWK) -> bytes:
    material = key.material
    if material.kty == "oct":
        raise JamInvalidKeyTypeError("a symmetric key has no OpenSSH form")
    from ..keys.dumping import dump_openssh

    text = dump_openssh(material, private=key.is_private, comment=key.kid or "")
    return f"{text.rstrip()}\n".encode()  # ssh-keygen wants the line break at the end
