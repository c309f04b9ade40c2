"""Shapes of JWK dicts, for annotations (Jam's names); at run time each is `dict`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, TypedDict, Union

    class JWKCommon(TypedDict, total=False):
        """Members every JWK may have."""

        kty: str
        use: str
        key_ops: List[str]
        alg: str
        kid: str

    class JWKRSA(JWKCommon, total=False):
        """An RSA key."""

        n: str
        e: str
        d: str
        p: str
        q: str
        dp: str
        dq: str
        qi: str

    class JWKEC(JWKCommon, total=False):
        """An elliptic curve key."""

        crv: str
        x: str
        y: str
        d: str

    class JWKOct(JWKCommon, total=False):
        """A symmetric key."""

        k: str

    JWKDict = Union[JWKRSA, JWKEC, JWKOct]
else:
    JWKCommon = JWKRSA = JWKEC = JWKOct = JWKDict = dict
