"""Tokens signed with RSA, ECDSA and EdDSA, decoded; PyJWT and python-jose native run on OpenSSL.

Every row checks signature, exp, iss and aud of the same token. "new key" parses the public PEM and uses
it once; PyJWT is then given the PEM as well.
"""

from __future__ import annotations

import importlib
import itertools
from typing import Any, Callable

from jamlite.jose import JWK, jwt, key_like

from ..bench import Row
from .hs256 import AUDIENCE, ISSUER, claims

MISSING: list[str] = []
# alg: key to generate, limit with a key used before, limit with a new key, against PyJWT.
LIMITS: dict[str, tuple[dict[str, Any], float, float | None]] = {
    "RS256": ({"kty": "RSA"}, 2.4, None),
    "ES256": ({"kty": "EC", "crv": "P-256"}, 8.0, 17.0),
    "EdDSA": ({"kty": "OKP", "crv": "Ed25519"}, 5.0, 10.0),
}


def pyjwt(alg: str, pem: str, token: str) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Return PyJWT's decoding with a prepared key, and with PEM."""
    module = importlib.import_module("jwt")
    prepared = module.get_algorithm_by_name(alg).prepare_key(pem)

    def decode_with(key: Any) -> Callable[[], Any]:
        return lambda: module.decode(token, key, [alg], audience=AUDIENCE, issuer=ISSUER)

    return decode_with(prepared), decode_with(pem)


def python_jose(alg: str, key: Any, token: str) -> Callable[[], Any]:
    module = importlib.import_module("jose.jwt")
    return lambda: module.decode(token, key, [alg], audience=AUDIENCE, issuer=ISSUER)


def pure_python_jose(alg: str, pem: str) -> Any:
    """Return python-jose's key on `ecdsa` or `rsa`, which is what it has where nothing can be compiled."""
    if alg == "ES256":
        return importlib.import_module("jose.backends.ecdsa_backend").ECDSAECKey(pem, alg)
    return importlib.import_module("jose.backends.rsa_backend").RSAKey(pem, alg)


def decodes(alg: str) -> list[Row]:
    arguments, known_limit, new_limit = LIMITS[alg]
    private = JWK.generate(**arguments)
    public = JWK(private.public().to_dict(), remember=0)  # each signature is computed
    remembering = private.public()
    pem, token = public.to_pem(), jwt.encode(claims(), private, alg=alg)
    numbers = itertools.count()

    def known() -> dict[str, Any]:
        return jwt.decode(token, public, issuer=ISSUER, audience=AUDIENCE)

    def seen() -> dict[str, Any]:
        return jwt.decode(token, remembering, issuer=ISSUER, audience=AUDIENCE)

    def new() -> dict[str, Any]:
        key_like._texts.clear()
        return jwt.decode(token, f"{next(numbers)}\n{pem}", issuer=ISSUER, audience=AUDIENCE)

    table = []
    try:
        prepared, parsed = pyjwt(alg, pem, token)
    except ImportError:
        MISSING.append("PyJWT")
    else:
        table.append(Row(f"{alg} decode, key used before", known, "PyJWT", prepared, known_limit))
        table.append(Row(f"{alg} decode, new key", new, "PyJWT with PEM", parsed, new_limit))
        table.append(Row(f"{alg} decode, token seen before", seen, "PyJWT", prepared, 0.2))
    try:
        key = pure_python_jose(alg, pem) if alg != "EdDSA" else None
    except ImportError:
        MISSING.append("python-jose on pure Python")
    else:
        if key is not None:
            peer = python_jose(alg, key, token)
            table.append(Row(f"{alg} decode, key used before", known, "python-jose, pure", peer, 1.0))
    return table or [Row(f"{alg} decode, key used before", known), Row(f"{alg} decode, new key", new)]


def encodes() -> list[Row]:
    """Signing has no promise of its own; the figures are shown."""
    table = []
    for alg, (arguments, _, _) in LIMITS.items():
        private = JWK.generate(**arguments)
        data = claims()

        def encode(private: JWK = private, alg: str = alg, data: dict[str, Any] = data) -> str:
            return jwt.encode(data, private, alg=alg)

        try:
            module = importlib.import_module("jwt")
        except ImportError:
            table.append(Row(f"{alg} encode", encode))
            continue
        prepared = module.get_algorithm_by_name(alg).prepare_key(private.to_pem())

        def peer(
            key: Any = prepared, alg: str = alg, data: dict[str, Any] = data, module: Any = module
        ) -> str:
            token: str = module.encode(data, key, alg)
            return token

        table.append(Row(f"{alg} encode", encode, "PyJWT", peer))
    return table


def rows() -> list[Row]:
    return [row for alg in LIMITS for row in decodes(alg)] + encodes()
