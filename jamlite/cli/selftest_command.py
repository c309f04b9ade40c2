"""`selftest`: open every gate and show what it found."""

from __future__ import annotations

import time
from contextlib import suppress

from ..crypto import gate
from ..exceptions.base import JamMissingPartError
from ..exceptions.crypto import JamCryptoError, JamSelfTestError
from .common import hanging, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..encoding.json_types import JsonObject
    from .common import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "selftest",
        help="open every gate and show what it found",
        description="Ask every primitive for its standard's own answer. Exit code 1 if one is wrong.",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Open every gate; return 1 if any stays shut."""
    _load_all()
    findings = [_open(gate.GATES[name]) for name in sorted(gate.GATES)]
    shut = [finding for finding in findings if not finding["open"]]
    if options.json:
        print_json(findings)
        return 1 if shut else 0
    width = max(len(finding["name"]) for finding in findings)
    for finding in findings:
        verdict = "open" if finding["open"] else f"SHUT: {finding['reason']}"
        print(hanging(f"{finding['name']:{width}}  {finding['ms']:7.2f} ms  {verdict:5} ", finding["source"]))
    total = sum(finding["ms"] for finding in findings)
    print(f"{len(findings)} gates, {len(findings) - len(shut)} open, {len(shut)} shut, {total:.0f} ms")
    return 1 if shut else 0


def _load_all() -> None:
    """Load every file that has a gate; a test holds the list complete."""
    from ..crypto import (  # noqa: F401 - a file registers its gates when it is loaded
        aes,
        aes_cbc,
        aes_ctr,
        aes_gcm,
        aes_kw,
        argon2id,
        chacha20,
        chacha20_poly1305,
        concat_kdf,
        ecdh,
        ecdsa,
        ed448,
        ed25519,
        fernet,
        hashes,
        hkdf,
        hmac,
        ml_dsa,
        pbkdf2,
        poly1305,
        rfc6979,
        rsa,
        rsa_generate,
        rsa_oaep,
        rsa_pkcs1v15,
        rsa_pkcs1v15_encryption,
        rsa_pss,
        salsa20,
        scrypt,
        sec1,
        sha_crypt,
        x448,
        x25519,
        xchacha20,
        xchacha20_poly1305,
        xsalsa20_poly1305,
    )
    from ..keys import old_files  # noqa: F401

    with suppress(JamCryptoError, JamMissingPartError):  # signing is loaded by the first call that needs it
        ecdsa.generate("none")


def _open(entry: gate.Gate) -> JsonObject:
    start = time.perf_counter()  # the wall clock's: what a user waits at the first call
    with suppress(JamSelfTestError):  # the gate remembers the reason; all others are still asked
        gate.require(entry.name)
    return {
        "name": entry.name,
        "source": entry.source,
        "ms": round((time.perf_counter() - start) * 1000, 3),
        "open": entry.reason == "",
        "reason": entry.reason,
    }
