"""`compat.jwt` against PyJWT, one API; and a public key at first sight against jamlite's own."""

from __future__ import annotations

import importlib
import itertools
from typing import Any, Callable

from jamlite.compat import jwt as ours
from jamlite.jose import JWK, jwt

from ..bench import Row
from .hs256 import AUDIENCE, ISSUER, SECRET, claims

MISSING: list[str] = []


def symmetric(module: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    data = claims()
    token = module.encode(data, SECRET, "HS256")
    return (
        lambda: module.encode(data, SECRET, "HS256"),
        lambda: module.decode(token, SECRET, ["HS256"], audience=AUDIENCE, issuer=ISSUER),
    )


def at_first_sight(alg: str, key: JWK) -> Row:
    pem, token = key.public().to_pem(), jwt.encode({"a": 1}, key, alg=alg)
    blank = itertools.count(1)  # another text each time: nothing that was read before helps

    def spelling() -> str:
        return pem + "\n" * (next(blank) % 5000)

    return Row(
        f"{alg} verify at first sight",
        lambda: ours.decode(token, spelling(), [alg]),
        "jamlite's own",
        lambda: jwt.decode(token, spelling(), algorithms=[alg]),
        1.1,
    )


def rows() -> list[Row]:
    table = []
    try:
        peer = symmetric(importlib.import_module("jwt"))
    except ImportError:
        MISSING.append("PyJWT")
    else:
        for name, mine, its, limit in zip(("encode", "decode"), symmetric(ours), peer, (1 / 2, 1 / 3)):
            table.append(Row(f"drop-in: HS256 {name}", mine, "PyJWT", its, limit))
    table.append(at_first_sight("RS256", JWK.generate("RSA")))
    table.append(at_first_sight("ES256", JWK.generate("EC", crv="P-256")))
    return table
