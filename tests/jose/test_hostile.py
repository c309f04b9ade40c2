"""Every public function of JWS, JWT and JWK with arguments nobody planned for: only a JamError leaves.

Security 1 and 10. The arguments are drawn from a fixed seed, so that a failure comes back; a longer run
is `python3 -m tests.jose.test_hostile SEED SECONDS`.
"""

from __future__ import annotations

import random
import sys
import time
import unittest
import warnings
from typing import Any, Callable
from unittest import mock

from jamlite.exceptions import JamError
from jamlite.jose import JWK, JWKSet, jws, jwt
from jamlite.jose.key_like import as_keys, key_from_text
from tests.support import few_iterations
from tests.tools.transcribe.jose_forge import OCT, token

from .samples import ODD, key

KEY, HS256 = JWK(OCT), {"alg": "HS256"}
GOOD = jwt.encode({"sub": "a", "exp": 5e9, "iat": 1}, KEY)
NAMES = (
    "alg", "kid", "crit", "b64", "typ", "kty", "k", "x", "y", "d", "n", "e", "crv", "keys", "use", "key_ops",
    "payload", "signatures", "protected", "header", "signature", "exp", "aud", "iss", 1, None, "\ud800",
)  # fmt: skip
WORDS = (
    "", "a", "HS256", "none", "oct", "EC", "b64", "exp", "AAAA", "eyJ", b"x", b"", 1, -1, 1e308, 10**400,
    True, None,
)  # fmt: skip


class Chance:
    """Draws values: words that mean something here, odd ones, and lists and dicts of them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, depth: int = 0) -> Any:
        kind = self.random.random()
        if kind < 0.3 or depth > 3:
            return self.random.choice(ODD)
        if kind < 0.6:
            return self.random.choice(WORDS)
        if kind < 0.75:
            return [self.value(depth + 1) for _ in range(self.random.randrange(3))]
        names = (self.random.choice(NAMES) for _ in range(self.random.randrange(4)))
        return {name: self.value(depth + 1) for name in names}

    def calls(self) -> list[Callable[[], Any]]:
        v = self.value
        return [
            lambda: jws.sign(v(), v(), v(), alg=v(), detached=v()),
            lambda: jws.sign(b"x", KEY, v(), alg=v()),
            lambda: jws.sign(b"x", v()),
            lambda: jws.sign_json(b"x", v(), flattened=v()),
            lambda: jws.sign_json(b"x", [(KEY, v(), v())]),
            lambda: jws.verify(v(), v(), algorithms=v(), payload=v(), crit=v()),
            lambda: jws.verify(v(), KEY),
            lambda: jws.verify(token(HS256), v()),
            lambda: jws.verify(token(HS256), KEY, algorithms=v(), payload=v(), crit=v(), require_all=v()),
            lambda: jws.verify({"payload": v(), "protected": v(), "signature": v(), "header": v()}, KEY),
            lambda: jws.verify({"payload": "", "signatures": v()}, KEY),
            lambda: jwt.encode(v(), v(), alg=v(), header=v()),
            lambda: jwt.encode({"a": 1}, KEY, alg=v(), header=v()),
            lambda: jwt.encode({"exp": v(), "aud": v(), "iss": v(), "x": v()}, KEY),
            lambda: jwt.decode(v(), v(), algorithms=v()),
            lambda: jwt.decode(GOOD, KEY, issuer=v(), audience=v(), subject=v(), required=v(), typ=v()),
            lambda: jwt.decode(GOOD, KEY, algorithms=v(), leeway=v(), max_age=v(), now=v()),
            lambda: jwt.decode_complete(v(), KEY, algorithms=v()),
            lambda: JWK(v()),
            lambda: JWK({**OCT, self.random.choice(NAMES): v()}),
            lambda: JWK({**key("ES256").to_dict(), self.random.choice(NAMES): v()}),
            lambda: JWK.from_json(v()),
            lambda: JWK.from_secret(v(), use=v()),
            lambda: JWK.from_pem(v(), v()),
            lambda: JWK.from_der(v(), v()),
            lambda: JWK.from_openssh(v()),
            lambda: JWK.generate(self.random.choice(("oct", "EC", v())), crv=v(), size=v(), alg=v()),
            lambda: JWK.generate("oct", use=v(), kid=v()),
            lambda: JWKSet(v()),
            lambda: JWKSet.from_dict(v()),
            lambda: JWKSet.from_json(v()),
            lambda: JWKSet([KEY]).find(kid=v(), kty=v(), use=v(), key_ops=v(), alg=v()),
            lambda: JWKSet([KEY]).filter(kid=v(), alg=v()),
            lambda: KEY.thumbprint(v()),
            lambda: KEY.thumbprint_uri(v()),
            lambda: KEY.signer(v()),
            lambda: KEY.verifier(v()),
            lambda: KEY.to_dict(v()),
            lambda: key("ES256").to_pem(v(), v()),
            lambda: as_keys(v()),
            lambda: key_from_text(self.random.choice(("x", b"{}", "-----BEGIN")), v()),
        ]


def escapes(seed: int, rounds: int | None, seconds: float, kind: type[Chance] | None = None) -> list[str]:
    """Return what left the calls and was no JamError."""
    chance = (kind or Chance)(seed)
    calls = chance.calls()
    found, end, done = [], time.monotonic() + seconds, 0
    while time.monotonic() < end and (rounds is None or done < rounds):
        done += 1
        for number, call in enumerate(calls):
            try:
                call()
            except JamError:
                continue
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                found.append(f"call {number}: {type(error).__name__}: {error}")
    return found


class Hostile(unittest.TestCase):
    def test_only_documented_errors_leave(self) -> None:
        with warnings.catch_warnings(), few_iterations():
            warnings.simplefilter("ignore")
            self.assertEqual(escapes(20260101, rounds=40, seconds=60), [])

    def test_an_undocumented_error_is_found(self) -> None:
        with mock.patch.object(Chance, "calls", return_value=[lambda: {}["x"]]):
            self.assertEqual(escapes(1, rounds=1, seconds=9), ["call 0: KeyError: 'x'"])


if __name__ == "__main__":
    if len(sys.argv) == 3:
        warnings.simplefilter("ignore")
        print("\n".join(escapes(int(sys.argv[1]), None, float(sys.argv[2]))) or "nothing escaped")
    else:
        unittest.main()
