"""Keys and tokens for the tests of this folder; the keys are those the standards print."""

from __future__ import annotations

import functools
import json
import os
from typing import Any

from jamlite.jose import JWK
from tests.keys.samples import private_keys
from tests.support import ROOT
from tests.tools.transcribe.jose_forge import SECRET

ALGORITHMS = (
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
)  # fmt: skip
# Everything that is neither text, bytes nor a dict, and text and bytes that are no token and no key.
ODD = (
    None, True, False, 0, -1, 7, 1.5, float("nan"), (), [], [1], ["a"], [[]], {1}, object(), object, 1j,
    bytearray(b"x"), memoryview(b"x"), "\ud800", "\ud800.\ud800.\ud800", "\0", "é", b"\xff", b"\0" * 9,
    "." * 999,
)  # fmt: skip


@functools.cache
def printed(name: str) -> dict[str, Any]:
    """Return the JWK of one section of RFC 7520, "3.4" say."""
    with open(os.path.join(ROOT, "vectors", "jose", "jwk.rfc7520.json"), encoding="utf-8") as stream:
        cases = json.load(stream)["cases"]
    found: dict[str, Any] = next(case["in"]["jwk"] for case in cases if case["id"].startswith(name))
    return {member: value for member, value in found.items() if member not in ("kid", "use", "alg")}


@functools.cache
def key(alg: str) -> JWK:
    """Return one private key that can run `alg`."""
    if alg.startswith("HS"):
        return JWK.from_secret(SECRET * 2)
    if alg[:2] in ("RS", "PS"):
        return JWK(printed("3.4"))
    if alg == "ES384":
        return JWK.generate("EC", crv="P-384")
    if alg == "ES512":
        return JWK(printed("3.2"))
    curve = {"ES256": "P-256", "ES256K": "secp256k1", "EdDSA": "Ed25519"}.get(alg, alg)
    return JWK.from_material(private_keys()[curve])
