"""A deny list in memory; no peer, the limits are in microseconds."""

from __future__ import annotations

from itertools import cycle

from jamlite.jose import JWK, jwt
from jamlite.lists import MemoryList

from ..bench import Row
from .hs256 import claims


def rows() -> list[Row]:
    key, usual = JWK.from_secret(bytes(range(32))), claims()
    tokens = cycle([jwt.encode({**usual, "jti": str(number)}, key) for number in range(1000)])
    asked, filled = MemoryList(), MemoryList()
    for _ in range(1000):
        asked.add(next(tokens))
    return [
        Row("deny list in memory, add", lambda: filled.add(next(tokens)), limit=8),
        Row("deny list in memory, check", lambda: asked.check(next(tokens)), limit=2.7),
    ]
