"""Key sets of any size against one key; claims of 100 KB against json.loads and json.dumps of the same."""

from __future__ import annotations

import json
from typing import Any

from jamlite.encoding import strict_json
from jamlite.jose import JWK, JWKSet, jwt

from ..bench import Row
from .hs256 import AUDIENCE, ISSUER, claims


def sets() -> list[Row]:
    one = JWK.from_secret(bytes(range(32)), kid="0")
    token = jwt.encode(claims(), one)

    def by(key: Any) -> Any:
        return lambda: jwt.decode(token, key, issuer=ISSUER, audience=AUDIENCE)

    table = []
    for size in (1, 256, 1000):
        others = (JWK.from_secret(b"%032d" % n, kid=str(n)) for n in range(1, size))
        keys = JWKSet([*others, one])
        table.append(Row(f"HS256 decode, JWKSet of {size}", by(keys), "the key alone", by(one), 1.1))
        table.append(
            Row(f"HS256 decode, JWKS dict of {size}", by(keys.to_dict()), "the key alone", by(one), 1.2)
        )
    return table


def large() -> list[Row]:
    key, table = JWK.from_secret(bytes(range(32))), []
    for name, content in (
        ("3 500 objects", [{"id": n, "name": "x" * 8} for n in range(3500)]),
        ("20 000 integers", list(range(20000))),
    ):
        token, text = jwt.encode({"a": content}, key), json.dumps({"a": content})
        ours = lambda token=token: jwt.decode(token, key)  # noqa: E731
        table.append(
            Row(f"HS256 decode, {name}", ours, "json.loads", lambda text=text: json.loads(text), 4.0)
        )  # type: ignore[misc]
        written = {"a": content}
        sign = lambda written=written: jwt.encode(written, key)  # noqa: E731
        peer = lambda written=written: json.dumps(written)  # noqa: E731
        table.append(Row(f"HS256 encode, {name}", sign, "json.dumps", peer, 2.0))  # type: ignore[misc]
    text = json.dumps({"a": "x" * 100_000})
    data, token = text.encode(), jwt.encode({"a": "x" * 100_000}, key)
    plain = lambda: json.loads(text)  # noqa: E731
    table.append(Row("claims read, one string", lambda: strict_json.loads(data), "json.loads", plain, 4.0))
    # Base64 and SHA-256 of the standard library take five times json.loads here.
    table.append(Row("HS256 decode, one string", lambda: jwt.decode(token, key), "json.loads", plain))
    return table


def rows() -> list[Row]:
    return sets() + large()
