"""Ed25519, Ed448, X25519, X448 against the fastest pure-Python peers; a cold start against native code."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from typing import Any

from jamlite.crypto import ed448, ed25519, x448, x25519
from tests.tools.bench import Row

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SEEDS = {"Ed25519": bytes(range(32)), "Ed448": bytes(range(57))}
MESSAGE = bytes(range(100))
MISSING: list[str] = []

COLD_OURS = """
from jamlite.crypto import ed25519
assert ed25519.verify(bytes.fromhex({public!r}), bytes.fromhex({message!r}), bytes.fromhex({signature!r}))
"""
COLD_THEIRS = """
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
key = Ed25519PublicKey.from_public_bytes(bytes.fromhex({public!r}))
key.verify(bytes.fromhex({signature!r}), bytes.fromhex({message!r}))
"""


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append(name.partition(".")[0])
        return None


def signing_row(ours: Any, name: str, ecdsa: Any, limit: float) -> Row:
    key = ours.prepare_private(SEEDS[name])
    peer = None
    if ecdsa:
        their_key = ecdsa.SigningKey.from_string(SEEDS[name], curve=getattr(ecdsa, name))
        assert their_key.sign(MESSAGE) == key.sign(MESSAGE)

        def peer() -> Any:
            return their_key.sign(MESSAGE)

    return Row(f"{name} sign", lambda: key.sign(MESSAGE), "ecdsa", peer, limit)


def ed25519_verify_rows(purepycrypto: Any) -> list[Row]:
    public, signature = ed25519.public_key(SEEDS["Ed25519"]), ed25519.sign(SEEDS["Ed25519"], MESSAGE)
    known = ed25519.prepare_public(public)
    assert all(known.verify(MESSAGE, signature) for _ in range(2))  # has made its tables
    peer = None
    if purepycrypto:
        assert purepycrypto.ed25519_verify(signature, MESSAGE, public)

        def peer() -> Any:
            return purepycrypto.ed25519_verify(signature, MESSAGE, public)

    name = "purepycrypto"
    return [
        Row("Ed25519 verify, new key", lambda: ed25519.verify(public, MESSAGE, signature), name, peer, 0.80),
        Row("Ed25519 verify, known key", lambda: known.verify(MESSAGE, signature), name, peer, 0.33),
    ]


def ed448_verify_rows(ecdsa: Any) -> list[Row]:
    public, signature = ed448.public_key(SEEDS["Ed448"]), ed448.sign(SEEDS["Ed448"], MESSAGE)
    known = ed448.prepare_public(public)
    assert all(known.verify(MESSAGE, signature) for _ in range(2))  # has made its tables
    peer = None
    if ecdsa:
        their_key = ecdsa.VerifyingKey.from_string(public, curve=ecdsa.Ed448)

        def peer() -> Any:
            return their_key.verify(signature, MESSAGE)

    return [
        Row("Ed448 verify, new key", lambda: ed448.verify(public, MESSAGE, signature), "ecdsa", peer, 0.40),
        Row("Ed448 verify, known key", lambda: known.verify(MESSAGE, signature), "ecdsa", peer, 0.40),
    ]


def exchange_rows(ours: Any, name: str, tlslite: Any, limit: float) -> list[Row]:
    size = 32 if name == "X25519" else 56
    private, public = bytes(range(size)), ours.public_key(bytes(range(1, size + 1)))
    base = bytes([9 if size == 32 else 5]) + bytes(size - 1)
    peer = peer_public = None
    if tlslite:
        function = getattr(tlslite, name.lower())

        def peer() -> Any:
            return function(bytearray(private), bytearray(public))

        def peer_public() -> Any:
            return function(bytearray(private), bytearray(base))

        assert ours.exchange(private, public) == peer() and ours.public_key(private) == peer_public()
    return [
        Row(f"{name} exchange", lambda: ours.exchange(private, public), "tlslite-ng", peer, limit),
        Row(f"{name} public from private", lambda: ours.public_key(private), "tlslite-ng", peer_public, 0.25),
    ]


def cold_row(cryptography: Any) -> Row:
    """One verification in a fresh process, import included."""
    public, signature = ed25519.public_key(SEEDS["Ed25519"]), ed25519.sign(SEEDS["Ed25519"], MESSAGE)
    values = {"public": public.hex(), "message": MESSAGE.hex(), "signature": signature.hex()}

    # Both start from compiled files, as installed software does: the warm-up run writes them here.
    compiled = tempfile.TemporaryDirectory()
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled.name, "PYTHONPATH": ROOT}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(program: str) -> None:
        command = [sys.executable, "-c", program.format(**values)]
        subprocess.run(command, env=environment, cwd=compiled.name, check=True)

    peer = (lambda: run(COLD_THEIRS)) if cryptography else None
    return Row("EdDSA verify, fresh process", lambda: run(COLD_OURS), "cryptography", peer, 1.0)


def rows() -> list[Row]:
    MISSING.clear()
    ecdsa, tlslite = module("ecdsa"), module("tlslite.utils.x25519")
    return [
        signing_row(ed25519, "Ed25519", ecdsa, 0.55),
        *ed25519_verify_rows(module("purepycrypto")),
        signing_row(ed448, "Ed448", ecdsa, 0.65),
        *ed448_verify_rows(ecdsa),
        *exchange_rows(x25519, "X25519", tlslite, 0.75),
        *exchange_rows(x448, "X448", tlslite, 0.80),
        cold_row(module("cryptography")),
    ]
