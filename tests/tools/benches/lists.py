"""A deny list in memory against decoding the token, which is what a server pays besides.

Where decoding takes 5.5 us, the limits are 8 and 2.5 us.
"""

from __future__ import annotations

from itertools import cycle

from jamlite.jose import JWK, jwt
from jamlite.lists import MemoryList

from ..bench import Row
from .hs256 import AUDIENCE, ISSUER, claims


def rows() -> list[Row]:
    key, usual = JWK.from_secret(bytes(range(32))), claims()
    tokens = cycle([jwt.encode({**usual, "jti": str(number)}, key) for number in range(1000)])
    asked, filled = MemoryList(), MemoryList()
    for _ in range(1000):
        asked.add(next(tokens))

    def decode() -> object:
        return jwt.decode(next(tokens), key, issuer=ISSUER, audience=AUDIENCE)

    return [
        Row("deny list in memory, add", lambda: filled.add(next(tokens)), "HS256 decode", decode, 1.45),
        Row("deny list in memory, check", lambda: asked.check(next(tokens)), "HS256 decode", decode, 0.45),
    ]
