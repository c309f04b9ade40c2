"""JWE against jamlib and joserfc, which run on native code."""

from __future__ import annotations

import importlib
import os
from typing import Any

from jamlite.jose import JWE, JWK, jwe
from tests.tools.bench import Row

MISSING: list[str] = []


def rows() -> list[Row]:
    """Return the rows of the peers that are installed."""
    return [*_jamlib_rows(), *_joserfc_rows()]


def _jamlib_rows() -> list[Row]:
    jam = _module("jam.jose", "jamlib")
    if jam is None:
        return []
    secret, plaintext = os.urandom(32), os.urandom(200)
    ours = JWE("A256KW", "A256GCM", secret)
    theirs = jam.JWE(alg="A256KW", enc="A256GCM", key=secret)
    token = theirs.encrypt(plaintext)
    assert ours.decrypt(token) == plaintext == theirs.decrypt(ours.encrypt(plaintext))
    name = "A256KW+A256GCM, 200 bytes"
    return [
        Row(
            f"{name}, encrypt",
            lambda: ours.encrypt(plaintext),
            "jamlib",
            lambda: theirs.encrypt(plaintext),
            40,
        ),
        Row(f"{name}, decrypt", lambda: ours.decrypt(token), "jamlib", lambda: theirs.decrypt(token), 40),
    ]


def _joserfc_rows() -> list[Row]:
    peer = _module("joserfc.jwe", "joserfc")
    if peer is None:
        return []
    from joserfc.jwk import OctKey

    secret, plaintext, header = os.urandom(32), os.urandom(1 << 16), {"alg": "dir", "enc": "A256GCM"}
    ours, theirs = JWK.from_secret(secret), OctKey.import_key(secret)
    registry = peer.JWERegistry()
    registry.max_ciphertext_length = registry.max_plaintext_length = 1 << 20
    token = jwe.encrypt(plaintext, ours, header)
    assert jwe.decrypt(peer.encrypt_compact(header, plaintext, theirs), ours).plaintext == plaintext

    def peer_decrypt() -> Any:
        return peer.decrypt_compact(token, theirs, registry=registry)

    assert peer_decrypt().plaintext == plaintext
    name = "dir+A256GCM, 64 KiB"
    return [
        Row(
            f"{name}, encrypt",
            lambda: jwe.encrypt(plaintext, ours, header),
            "joserfc",
            lambda: peer.encrypt_compact(header, plaintext, theirs),
            50,
        ),
        Row(f"{name}, decrypt", lambda: jwe.decrypt(token, ours), "joserfc", peer_decrypt, 50),
    ]


def _module(path: str, package: str) -> Any:
    try:
        return importlib.import_module(path)
    except ImportError:
        MISSING.append(package)
        return None
