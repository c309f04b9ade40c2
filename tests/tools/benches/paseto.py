"""PASETO v4 beside jamlib (v4.local; its HChaCha20 is Python too) and pyseto (native code)."""

from __future__ import annotations

import importlib
from typing import Any

from jamlite.paseto import PASETOv4, key_reading, v4
from tests.tools.bench import Row

LOCAL = bytes(range(32))
SEED = bytes(range(32, 64))
# 200 bytes as compact JSON.
PAYLOAD = {"sub": "user-1", "exp": "2999-01-01T00:00:00Z", "data": "x" * 142}
MISSING: list[str] = []


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append({"jam": "jamlib"}.get(name.partition(".")[0], name))
        return None


def local_rows(jam: Any) -> list[Row]:
    ours = PASETOv4.key("local", LOCAL)
    token = ours.encode(PAYLOAD)
    assert ours.decode(token) == (PAYLOAD, None)
    encode = decode = None
    if jam:
        theirs = jam.PASETOv4.key("local", LOCAL)
        assert theirs.decode(token) == (PAYLOAD, None) and ours.decode(theirs.encode(PAYLOAD))[0] == PAYLOAD

        def encode() -> Any:
            return theirs.encode(PAYLOAD)

        def decode() -> Any:
            return theirs.decode(token)

    return [
        Row("v4.local 200 bytes encode", lambda: ours.encode(PAYLOAD), "jamlib", encode, 1.0),
        Row("v4.local 200 bytes decode", lambda: ours.decode(token), "jamlib", decode, 1.0),
    ]


def public_rows(pyseto: Any) -> list[Row]:
    payload = b"x" * 200
    secret = key_reading.secret_key("v4", SEED)
    token = v4.sign(secret, payload)
    public = secret.public()
    assert all(v4.verify(public, token) == (payload, b"") for _ in range(2))  # has made its tables
    sign = verify = None
    if pyseto:
        their_secret = pyseto.Key.from_asymmetric_key_params(4, d=SEED)
        their_public = pyseto.Key.from_asymmetric_key_params(4, x=public.octets)
        assert pyseto.encode(their_secret, payload).decode() == token

        def sign() -> Any:
            return pyseto.encode(their_secret, payload)

        def verify() -> Any:
            return pyseto.decode(their_public, token)

    def verify_with_new_key() -> Any:
        return v4.verify(key_reading.public_key("v4", public.octets), token)

    return [
        Row("v4.public 200 bytes sign", lambda: v4.sign(secret, payload), "pyseto", sign, 9.0),
        Row("v4.public verify, known key", lambda: v4.verify(public, token), "pyseto", verify, 6.0),
        Row("v4.public verify, new key", verify_with_new_key, "pyseto", verify, 10.0),
    ]


def rows() -> list[Row]:
    """Return the comparisons that the installed software allows."""
    MISSING.clear()
    return [*local_rows(module("jam.paseto")), *public_rows(module("pyseto"))]
