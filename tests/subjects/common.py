"""The loop of `jamlite-subject-1` for subjects in Python, and what tokens of JOSE have in common.

It needs nothing but the standard library, so it runs in the environment of whatever library is judged:
`python tests/subjects/pyjwt_subject.py`.
"""

from __future__ import annotations

import base64
import json
import platform
import sys
from typing import Any, Callable, Optional

Operation = Callable[[dict[str, Any]], dict[str, Any]]

RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
BY_CURVE = {
    "P-256": ["ES256"],
    "P-384": ["ES384"],
    "P-521": ["ES512"],
    "secp256k1": ["ES256K"],
    "Ed25519": ["EdDSA"],
    "Ed448": ["EdDSA"],
}

JWE_KEYS = [
    "RSA1_5",
    "dir",
    "ECDH-ES",
    *(f"A{bits}{kind}" for bits in (128, 192, 256) for kind in ("KW", "GCMKW")),
]
JWE_KEYS += ["RSA-OAEP", *(f"RSA-OAEP-{bits}" for bits in (256, 384, 512))]
JWE_KEYS += [f"ECDH-ES+A{bits}KW" for bits in (128, 192, 256)]
JWE_KEYS += ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"]


class Unsupported(Exception):
    """The library does not offer what a case asks for."""


def unb64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def octets(fields: dict[str, Any], name: str) -> Optional[bytes]:
    """Return a field that is bytes, whatever its packing."""
    if f"{name}_hex" in fields:
        return bytes.fromhex(fields[f"{name}_hex"])
    if f"{name}_utf8" in fields:
        return str(fields[f"{name}_utf8"]).encode()
    return unb64u(fields[f"{name}_b64u"]) if f"{name}_b64u" in fields else None


def jwk_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the one JWK of a case."""
    key = fields.get("key")
    if isinstance(key, dict) and "kty" in key:
        return key
    raise Unsupported("a key that is not one JWK")


def fitting(jwk: dict[str, Any]) -> list[str]:
    """Return the algorithms of JWS that a key fits: its own, or all of its type."""
    if isinstance(jwk.get("alg"), str):
        return [jwk["alg"]]
    if jwk.get("kty") == "RSA":
        return RSA
    return ["HS256", "HS384", "HS512"] if jwk.get("kty") == "oct" else BY_CURVE.get(str(jwk.get("crv")), [])


def allowed(fields: dict[str, Any], offered: list[str]) -> list[str]:
    """Return the algorithms to allow: those of the case, else those that fit the key."""
    wanted = fields.get("algorithms")
    return [alg for alg in (fitting(jwk_of(fields)) if wanted is None else wanted) if alg in offered]


def compact(fields: dict[str, Any], *also: str) -> str:
    """Return a token in the compact form; options beyond `also` are not offered."""
    more = set(fields) - {"token", "key", "algorithms", *also}
    if more:
        raise Unsupported(f"the option {sorted(more)[0]}")
    token = fields["token"]
    if not isinstance(token, str) or token.lstrip()[:1] == "{":
        raise Unsupported("a JSON serialization")
    return token


def needs(jwk: dict[str, Any], offered: list[str]) -> None:
    """Say that no algorithm of a key is offered, where that is so."""
    if not set(fitting(jwk)) & set(offered) and fitting(jwk):
        raise Unsupported(f"no {fitting(jwk)[0]}")


def header_of(token: str) -> dict[str, Any]:
    """Return the header of a compact token, {} if it cannot be read: the library is to say so."""
    try:
        header = json.loads(unb64u(token.split(".")[0]))
    except ValueError:
        return {}
    return header if isinstance(header, dict) else {}


def offers(header: dict[str, Any], lacking: list[str]) -> None:
    """Say that a registered algorithm is not offered, where that is so; an unknown one is to be refused."""
    for name in (header.get("alg"), header.get("enc"), header.get("zip")):
        if isinstance(name, str) and name in lacking:
            raise Unsupported(f"no {name}")


def serve(
    name: str,
    version: str,
    families: dict[str, dict[str, Operation]],
    refusals: tuple[type[BaseException], ...] = (Exception,),
    clock: bool = False,
) -> None:
    """Answer the judge. `refusals` are the errors that mean no; any other one ends the program."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        if "bye" in request:
            return
        if "hello" in request:
            answer: dict[str, Any] = {
                "name": name,
                "version": version,
                "language": f"Python {platform.python_version()}",
                "supports": {family: sorted(table) for family, table in families.items()},
                "limits": {"clock": clock},
            }
        else:
            answer = {"id": request["id"]}
            try:
                answer.update(ok=True, out=families[request["family"]][request["op"]](request["in"]))
            except Unsupported as reason:
                answer["unsupported"] = str(reason)
            except refusals as error:
                answer.update(ok=False, error=f"{type(error).__name__}: {error}"[:200])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
