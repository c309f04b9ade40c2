"""Keys and texts of every PASERK type, made of the official cases and of fixed numbers."""

from __future__ import annotations

import functools
import os
from typing import Any

from jamlite.conformance import vectors
from jamlite.crypto import ed25519
from jamlite.keys import der_dumping, loading
from jamlite.keys.ec import ECKey
from jamlite.paseto import paserk
from tests.support import ROOT

LOCAL, OTHER = bytes(range(32)), bytes(range(0x20, 0x40))
PASSWORD = "correct horse battery staple"
# As cheap as it goes; far too cheap for use.
CHEAP: dict[str, Any] = {"iterations": 1000, "memory_kib": 8, "passes": 1}


def _rsa(bits: int) -> str:
    path = os.path.join(ROOT, "vectors", "paseto", "paserk_k1.official.json")
    for case in vectors.read(path, "paseto").cases:
        for name in ("key", "secret_key"):
            pem = case.inputs.get(name)
            if case.result == "valid" and isinstance(pem, str) and "RSA PRIVATE" in pem:
                if loading.load_pem(pem).bits == bits:
                    return pem
    raise AssertionError("no such key in the official cases")


RSA_2048, RSA_4096 = _rsa(2048), _rsa(4096)


@functools.cache
def key_types() -> dict[str, bytes]:
    """Return a key of each of the twelve types, as bytes."""
    rsa = loading.load_pem(RSA_2048)
    p384 = ECKey("P-384", None, 7)
    keys = {f"k{version}.local": LOCAL for version in (1, 2, 3, 4)}
    keys["k1.public"], keys["k1.secret"] = (
        der_dumping.subject_public_key_info(rsa),
        der_dumping.rsa_private_key(rsa),
    )
    keys["k3.public"], keys["k3.secret"] = p384.octets(compressed=True), (7).to_bytes(48, "big")
    for version in ("k2", "k4"):
        keys[f"{version}.public"] = ed25519.public_key(LOCAL)
        keys[f"{version}.secret"] = LOCAL + ed25519.public_key(LOCAL)
    return keys


@functools.cache
def recipients(version: str) -> tuple[Any, Any]:
    """Return a public key to seal to, and its secret key."""
    if version == "k1":
        rsa = loading.load_pem(RSA_4096)
        return rsa.public(), rsa
    return key_types()[f"{version}.public"], key_types()[f"{version}.secret"]


@functools.cache
def samples() -> dict[str, str]:
    """Return a text of each of the 44 types."""
    texts = {}
    for type_, key in key_types().items():
        version, kind = type_.split(".")
        made = [paserk.encode(type_, key), paserk.key_id((type_, key))]
        if kind != "public":
            made.append(paserk.wrap((type_, key), OTHER))
            made.append(paserk.wrap_with_password((type_, key), PASSWORD, **CHEAP))
        if kind == "local":
            made.append(paserk.seal((type_, key), recipients(version)[0]))
        texts.update({text.rpartition(".")[0]: text for text in made})
    return texts
