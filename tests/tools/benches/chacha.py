"""ChaCha20 family: authenticated messages of three sizes, both ways, and the raw stream."""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any, Callable

from jamlite.crypto import chacha20_poly1305, poly1305, xchacha20, xchacha20_poly1305
from tests.tools.bench import Row

KEY, NONCE, AAD = bytes(range(32)), bytes(range(24)), bytes(12)
SIZES = ((64, "64 B", 0.75), (1024, "1 KiB", 0.50), (65536, "64 KiB", 0.30))
MISSING: list[str] = []


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append(name.partition(".")[0])
        return None


def aead_rows(name: str, ours: Any, size_of_nonce: int, encrypt: Any, decrypt: Any) -> list[Row]:
    """Rows of one AEAD; the peer's functions take key, nonce, text, aad and keep the tag at the end."""
    rows, nonce = [], NONCE[:size_of_nonce]
    for size, label, limit in SIZES:
        ciphertext, tag = ours.encrypt(KEY, nonce, bytes(size), AAD)
        seal: Callable[[], Any] | None = None
        unseal: Callable[[], Any] | None = None
        if encrypt:
            seal = partial(encrypt, KEY, nonce, bytes(size), AAD)
            unseal = partial(decrypt, KEY, nonce, ciphertext + tag, AAD)
            assert seal() == ciphertext + tag and unseal() == bytes(size), name
        mine = partial(ours.encrypt, KEY, nonce, bytes(size), AAD)
        rows.append(Row(f"{name} encrypt {label}", mine, "purepycrypto", seal, limit))
        mine = partial(ours.decrypt, KEY, nonce, ciphertext, AAD, tag)
        rows.append(Row(f"{name} decrypt {label}", mine, "purepycrypto", unseal, limit))
    return rows


def rows() -> list[Row]:
    peer, raw = module("purepycrypto.chacha"), module("pure_chacha20")
    found = aead_rows(
        "ChaCha20-Poly1305",
        chacha20_poly1305,
        12,
        peer and peer.chacha20poly1305_encrypt,
        peer and peer.chacha20poly1305_decrypt,
    )
    found += aead_rows(
        "XChaCha20-Poly1305",
        xchacha20_poly1305,
        24,
        peer and peer.xchacha20poly1305_encrypt,
        peer and peer.xchacha20poly1305_decrypt,
    )
    text = bytes(65536)
    stream = raw and partial(raw.xchacha20_xor, KEY, NONCE, text)
    if stream:
        assert stream() == xchacha20.xor(KEY, NONCE, text)
    ours = partial(xchacha20.xor, KEY, NONCE, text)
    found.append(Row("XChaCha20 64 KiB", ours, "pure-chacha20", stream, 0.05))
    found.append(Row("Poly1305 64 KiB", partial(poly1305.tag, KEY, text)))
    return found
