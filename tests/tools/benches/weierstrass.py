"""ECDSA and ECDH against the fastest pure-Python peers; a cold start against native code."""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
import tempfile
from typing import Any, Callable

from jamlite.crypto import ecdh, ecdsa
from jamlite.crypto._curves import CURVES
from tests.support import ROOT
from tests.tools.bench import Row

MISSING: list[str] = []
MESSAGE = b"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9"
PRIVATE = 0x1D0C5F2C6A1E9B7F3A5D8E4C2B1A09F8E7D6C5B4A392817060504F3E2D1C0B5A
HASHES = {"P-256": "sha256", "P-384": "sha384", "P-521": "sha512", "secp256k1": "sha256"}

OUR_COLD_START = """
from jamlite.crypto import ecdsa
assert ecdsa.verify("P-256", ({x}, {y}), {message!r}, bytes.fromhex("{signature}"), "sha256")
"""
NATIVE_COLD_START = """
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
key = ec.EllipticCurvePublicNumbers({x}, {y}, ec.SECP256R1()).public_key()
key.verify(utils.encode_dss_signature({r}, {s}), {message!r}, ec.ECDSA(hashes.SHA256()))
"""


def rows() -> list[Row]:
    """Return the rows of each curve whose peer is installed."""
    found: list[Row] = []
    starkbank = _module("ellipticcurve")
    other = _module("ecdsa")
    if starkbank:
        found += _curve_rows("ES256", "P-256", "starkbank-ecdsa", _starkbank(starkbank), (0.75, 0.90, 0.45))
    if other:
        found += _curve_rows(
            "ES384", "P-384", "ecdsa", _ecdsa(other, "NIST384p", "sha384"), (0.75, 0.80, 0.40)
        )
        found += _curve_rows(
            "ES512", "P-521", "ecdsa", _ecdsa(other, "NIST521p", "sha512"), (0.45, 0.45, 0.25)
        )
        for curve, name in (("P-256", "NIST256p"), ("P-384", "NIST384p"), ("P-521", "NIST521p")):
            found.append(_exchange_row(other, curve, name))
    if starkbank:
        found += _curve_rows(
            "ES256K", "secp256k1", "starkbank-ecdsa", _starkbank(starkbank, "secp256k1"), (None, None, None)
        )
    if _module("cryptography"):
        found.append(_cold_start())
    return found


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append(name)
        return None


def _curve_rows(
    title: str, curve: str, peer: str, peers: tuple[Callable[[], Any], Callable[[], Any]], limits: Any
) -> list[Row]:
    hash_name = HASHES[curve]
    public = ecdsa.public_key(curve, PRIVATE)
    signature = ecdsa.sign(curve, PRIVATE, MESSAGE, hash_name)
    known = ecdsa.prepare_public(curve, public)
    for _ in range(2):
        assert known.verify(MESSAGE, signature, hash_name)
    return [
        Row(
            f"{title} sign", lambda: ecdsa.sign(curve, PRIVATE, MESSAGE, hash_name), peer, peers[0], limits[0]
        ),
        Row(
            f"{title} verify, new key",
            lambda: ecdsa.verify(curve, public, MESSAGE, signature, hash_name),
            peer,
            peers[1],
            limits[1],
        ),
        Row(
            f"{title} verify, known key",
            lambda: known.verify(MESSAGE, signature, hash_name),
            peer,
            peers[1],
            limits[2],
        ),
    ]


def _starkbank(module: Any, curve: str = "prime256v1") -> tuple[Callable[[], Any], Callable[[], Any]]:
    text = MESSAGE.decode()
    table = importlib.import_module("ellipticcurve.curve")
    private = module.PrivateKey(curve=getattr(table, curve), secret=PRIVATE)
    public = private.publicKey()
    signature = module.Ecdsa.sign(text, private)
    assert module.Ecdsa.verify(text, signature, public)
    return (
        lambda: module.Ecdsa.sign(text, private),
        lambda: module.Ecdsa.verify(text, signature, public),
    )


def _ecdsa(module: Any, curve: str, hash_name: str) -> tuple[Callable[[], Any], Callable[[], Any]]:
    hash_function = getattr(hashlib, hash_name)
    private = module.SigningKey.from_secret_exponent(PRIVATE, getattr(module, curve), hash_function)
    public = module.VerifyingKey.from_string(
        private.verifying_key.to_string(), getattr(module, curve), hash_function
    )
    signature = private.sign_deterministic(MESSAGE)
    return lambda: private.sign_deterministic(MESSAGE), lambda: public.verify(signature, MESSAGE)


def _exchange_row(module: Any, curve: str, name: str) -> Row:
    private = CURVES[curve].n - PRIVATE  # of full length on each curve
    other = module.SigningKey.from_secret_exponent(PRIVATE - 2, getattr(module, name)).verifying_key
    public = ecdsa.public_key(curve, PRIVATE - 2)
    peer = module.ECDH(getattr(module, name))
    peer.load_private_key(module.SigningKey.from_secret_exponent(private, getattr(module, name)))
    peer.load_received_public_key(other)
    assert peer.generate_sharedsecret_bytes() == ecdh.exchange(curve, private, public)
    return Row(
        f"ECDH {curve}",
        lambda: ecdh.exchange(curve, private, public),
        "ecdsa",
        peer.generate_sharedsecret_bytes,
    )


def _cold_start() -> Row:
    x, y = ecdsa.public_key("P-256", PRIVATE)
    signature = ecdsa.sign("P-256", PRIVATE, MESSAGE, "sha256")
    values = {
        "x": x,
        "y": y,
        "message": MESSAGE,
        "signature": signature.hex(),
        "r": int.from_bytes(signature[:32], "big"),
        "s": int.from_bytes(signature[32:], "big"),
    }

    # Both start from compiled files, as installed software does: the warm-up run writes them here.
    compiled = tempfile.TemporaryDirectory()
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled.name, "PYTHONPATH": ROOT}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(script: str) -> Callable[[], Any]:
        command = [sys.executable, "-c", script.format(**values)]
        return lambda: subprocess.run(command, check=True, env=environment, cwd=compiled.name)

    return Row(
        "ES256 verify, fresh process", run(OUR_COLD_START), "cryptography", run(NATIVE_COLD_START), 1.0
    )
