"""AES modes against purepycrypto and pyaes; every GCM message has a key of its own, on both sides.

(purepycrypto keeps the GHASH tables of past keys in a global cache: one key would measure the cache.)
"""

from __future__ import annotations

import importlib
import os
from functools import partial
from typing import Any, Callable, Optional

from jamlite.crypto import aes_cbc, aes_ctr, aes_gcm, aes_kw, fernet
from tests.tools.bench import Row

IV = bytes(range(16))
KIB_64 = bytes(range(256)) * 256
MISSING: list[str] = []


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append(name.partition(".")[0])
        return None


def gcm_rows(peer: Any) -> list[Row]:
    rows = []
    for size, label, limit in ((64, "64 B", 0.20), (1024, "1 KiB", 0.28), (65536, "64 KiB", 0.15)):
        for key_size in (16, 32):
            text = KIB_64[:size]

            def ours(text: bytes = text, key_size: int = key_size) -> Any:
                return aes_gcm.encrypt(os.urandom(key_size), IV[:12], text, b"")

            def theirs(text: bytes = text, key_size: int = key_size) -> Any:
                return peer.AES(os.urandom(key_size)).gcm_encrypt(IV[:12], text)

            key = bytes(range(key_size))
            if peer:
                assert aes_gcm.encrypt(key, IV[:12], text, b"") == peer.AES(key).gcm_encrypt(IV[:12], text)
            name = f"AES-{8 * key_size}-GCM encrypt {label}, new key"
            rows.append(Row(name, ours, "purepycrypto", theirs if peer else None, limit))
    known = aes_gcm.prepare(IV)
    for size, label in ((64, "64 B"), (1024, "1 KiB")):
        known.encrypt(IV[:12], KIB_64, b"")  # has made its tables
        rows.append(
            Row(f"AES-128-GCM {label}, prepared key", partial(known.encrypt, IV[:12], KIB_64[:size], b""))
        )
    return rows


def cbc_rows(peer: Any) -> list[Row]:
    sealed = aes_cbc.encrypt(IV, IV, KIB_64)
    encrypt: Optional[Callable[[], Any]] = None
    decrypt: Optional[Callable[[], Any]] = None
    if peer:
        encrypt, decrypt = (
            (lambda: peer.AES(IV).encrypt_cbc(KIB_64, IV)),
            (lambda: peer.AES(IV).decrypt_cbc(sealed, IV)),
        )
        assert encrypt() == sealed and decrypt() == KIB_64
    return [
        Row(
            "AES-128-CBC decrypt 64 KiB",
            partial(aes_cbc.decrypt, IV, IV, sealed),
            "purepycrypto",
            decrypt,
            0.10,
        ),
        Row(
            "AES-128-CBC encrypt 64 KiB",
            partial(aes_cbc.encrypt, IV, IV, KIB_64),
            "purepycrypto",
            encrypt,
            0.70,
        ),
    ]


def pyaes_ctr(pyaes: Any, key: bytes) -> bytes:
    counter = pyaes.Counter(int.from_bytes(IV, "big"))
    return pyaes.AESModeOfOperationCTR(key, counter).encrypt(KIB_64)  # type: ignore[no-any-return]


def pyaes_key_wrap(pyaes: Any, key: bytes, data: bytes) -> bytes:
    """RFC 3394 section 2.2.1 over pyaes' block cipher."""
    cipher = pyaes.AES(key)
    A = b"\xa6" * 8
    R = [data[i : i + 8] for i in range(0, len(data), 8)]
    for j in range(6):
        for i in range(len(R)):
            B = bytes(cipher.encrypt(A + R[i]))
            A = (int.from_bytes(B[:8], "big") ^ (len(R) * j + i + 1)).to_bytes(8, "big")
            R[i] = B[8:]
    return A + b"".join(R)


def pyaes_rows(pyaes: Any) -> list[Row]:
    key, data = KIB_64[:32], KIB_64[:64]
    ctr = pyaes and partial(pyaes_ctr, pyaes, key)
    wrap = pyaes and partial(pyaes_key_wrap, pyaes, IV, data)
    if pyaes:
        assert ctr() == aes_ctr.encrypt(key, IV, KIB_64) and wrap() == aes_kw.wrap(IV, data)
    wrapped = aes_kw.wrap(IV, data)
    return [
        Row("AES-256-CTR 64 KiB", partial(aes_ctr.encrypt, key, IV, KIB_64), "pyaes", ctr, 0.06),
        Row("AES-128-KW wrap 64 B", partial(aes_kw.wrap, IV, data), "RFC 3394 on pyaes", wrap, 0.40),
        Row("AES-128-KW unwrap 64 B", partial(aes_kw.unwrap, IV, wrapped)),
    ]


def rows() -> list[Row]:
    peer, pyaes = module("purepycrypto.aes"), module("pyaes")
    key = fernet.generate_key()
    token = fernet.encrypt(key, KIB_64[:64], now=0)
    return [
        *gcm_rows(peer),
        *cbc_rows(peer),
        *pyaes_rows(pyaes),
        Row("Fernet encrypt 64 B", lambda: fernet.encrypt(key, KIB_64[:64], now=0)),
        Row("Fernet decrypt 64 B", lambda: fernet.decrypt(key, token)),
    ]
