"""`jwe encrypt | decrypt | inspect`: encrypt any content to a key or a password, in every serialization."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError, JamError
from ..jose import JWK, jwe
from . import common
from .algorithm_names import check_content, check_key_management
from .inspect_command import add_inspect
from .jws_command import FORMS, add_output, shown
from .values import json_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..jose import JWKSet
    from .common import Subparsers

_PASSWORD = "password of an encrypted PEM; without a key it is the key itself (PBES2)"


def add_parser(subparsers: Subparsers) -> None:
    """Add the group `jwe` and its commands."""
    group = subparsers.add_parser("jwe", help="encrypt and decrypt any content")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    encrypt = commands.add_parser("encrypt", help="encrypt a file or standard input and print the JWE")
    encrypt.add_argument("content", nargs="?", default="-", metavar="FILE", help="what to encrypt")
    _add_keys(encrypt)
    encrypt.add_argument("--alg", help="key management (default: the key's own or its type's usual one)")
    encrypt.add_argument("--enc", help="content encryption (default: A256GCM)")
    encrypt.add_argument("--header", metavar="JSON", help="further protected members")
    encrypt.add_argument("--zip", action="store_true", help="compress before encrypting")
    encrypt.add_argument("--aad-file", metavar="FILE", help="authenticated beside it; not in a compact JWE")
    encrypt.add_argument("--form", choices=FORMS, default="compact", help="serialization (default: compact)")
    add_output(encrypt)
    encrypt.set_defaults(run=run_encrypt)

    decrypt = commands.add_parser("decrypt", help="open a JWE and print its content; exit code 1 if refused")
    common.add_token(decrypt, "the JWE")
    _add_keys(decrypt)
    decrypt.add_argument("--alg", action="append", help="key management to allow, such as RSA1_5")
    decrypt.add_argument("--enc", action="append", help="content encryption to allow")
    decrypt.add_argument("--json", action="store_true", help="print header and content as JSON")
    add_output(decrypt)
    decrypt.set_defaults(run=run_decrypt)
    add_inspect(commands, "JWT", "JWS", "JWE")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    common.add_key_options(parser, password=_PASSWORD)


def run_encrypt(options: argparse.Namespace) -> int:
    """Print a JWE."""
    check_key_management(options.alg)
    check_content(options.enc)
    key = _key(options, options.content)
    content = common.read_bytes(options.content)
    header = {} if options.header is None else json_object(options.header, "the text of the header")
    for name in ("alg", "enc"):
        if getattr(options, name) is not None:
            if header.get(name, getattr(options, name)) != getattr(options, name):
                raise common.CommandError(f"--header names another {name} than --{name}")
            header[name] = getattr(options, name)
    if options.zip:
        header["zip"] = "DEF"  # RFC 7516 section 4.1.3
    if options.form == "compact":
        if options.aad_file is not None:
            # RFC 7516 section 7.1.
            raise common.CommandError("a compact JWE has no place for --aad-file; choose another --form")
        data = f"{jwe.encrypt(content, key, header)}\n".encode()
    else:
        aad = None if options.aad_file is None else common.read_bytes(options.aad_file)
        flattened = options.form == "flattened"
        data = common.json_text(
            jwe.encrypt_json(content, [(key, None)], header, aad=aad, flattened=flattened)
        )
    common.put_out(data, options.out, force=options.force)
    return 0


def run_decrypt(options: argparse.Namespace) -> int:
    """Print the content of a JWE; refuse one that does not open with exit code 1."""
    check_key_management(*options.alg or ())
    check_content(*options.enc or ())
    key = _key(options, common.token_source(options))
    token = common.read_token(options)
    try:
        found = jwe.decrypt(token, key, algorithms=options.alg, encryptions=options.enc)
    # The user's key or option is not usable: exit code 2. All other refusals are the token's.
    except JamConfigurationError:
        raise
    except JamError as error:
        return common.refused(options, error)
    data = found.plaintext
    if options.json:
        data = common.json_text({"header": found.header, **shown("plaintext", data)})
    common.put_out(data, options.out, force=options.force)
    return 0


def _key(options: argparse.Namespace, content: str) -> JWK | JWKSet:
    if options.password_file is not None and options.key is None and options.key_file is None:
        common.check_one_from_stdin(content, None, options.password_file)
        return JWK.from_password(str(common.read_password(options.password_file)))  # RFC 7518 section 4.8
    common.check_one_from_stdin(content, options.key, options.key_file)
    return common.read_key(options)
