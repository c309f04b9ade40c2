"""`bench`: what jamlite's everyday calls cost on this machine, in a few seconds and without other software.

A row is timed on the clock of the processor: other work on the machine does not count. Each figure is the
median of a few rounds; a round repeats the call for `ROUND` seconds.
"""

from __future__ import annotations

import platform
import time
from functools import partial

from ..exceptions.base import JamMissingPartError
from .common import print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any, Callable, Iterator

    from ..encoding.json_types import JsonObject
    from .common import Subparsers

    Call = Callable[[], object]

ROUND, ROUNDS = 0.05, 3  # seconds of one round; how many
CLAIMS = {
    "iss": "https://issuer.example",
    "sub": "user-1234567890",
    "aud": "https://api.example",
    "exp": 4102444800,  # the first second of 2100
    "jti": "7d2c3f0e-90ab-4cde-8f01-23456789abcd",
    "scope": "read write admin",
}

_EXPECTED: JsonObject = {"issuer": CLAIMS["iss"], "audience": CLAIMS["aud"]}


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "bench",
        help="time the everyday calls on this machine",
        description="Time jamlite's everyday calls on this machine, on the clock of the processor, in under "
        "20 seconds. `python3 -m tests.tools.bench` in the repository compares them with other software.",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Time every row and print it."""
    from .. import __version__

    machine = f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    if not options.json:
        print(f"jamlite {__version__}, {machine}\n{'microseconds':>56}  {'per second':>12}")
    rows = []
    for make in GROUPS:
        try:
            for name, call in make():
                seconds = median_of(call)
                rows.append({"name": name, "us": round(seconds * 1e6, 2), "per_second": round(1 / seconds)})
                if not options.json:
                    print(f"{name:44}{seconds * 1e6:12.1f}  {1 / seconds:12.0f}", flush=True)
        except JamMissingPartError as error:  # a copy need not have everything
            if not options.json:
                print(f"not in this copy: {error.details.get('part', 'a part')}")
    if options.json:
        print_json({"jamlite": __version__, "python": machine, "rows": rows})
    return 0


def median_of(call: Call) -> float:
    """Return the processor's seconds for one call; the first call is not counted, it may build tables."""
    call()  # opens the gate and fills caches, which everyday calls find so
    count = max(1, int(ROUND / _timed(call, 1)))
    # The median: one round in a garbage collection does not count.
    return sorted(_timed(call, count) for _ in range(ROUNDS))[ROUNDS // 2]


def _timed(call: Call, count: int) -> float:
    start = time.process_time()  # of this process: a busy machine does not change it
    for _ in range(count):
        call()
    return max((time.process_time() - start) / count, 1e-8)  # a coarse clock may show nothing


def _tokens() -> Iterator[tuple[str, Call]]:
    from ..jose import JWK, jwt

    for alg, key in (
        ("HS256", JWK.generate("oct")),
        ("RS256", JWK.generate("RSA")),
        ("ES256", JWK.generate("EC")),
        ("EdDSA", JWK.generate("OKP", crv="Ed25519")),
    ):
        token = jwt.encode(CLAIMS, key, alg=alg)
        yield f"{alg} jwt.encode", partial(jwt.encode, CLAIMS, key, alg=alg)
        if key.kty == "oct":
            yield f"{alg} jwt.decode", partial(jwt.decode, token, key, **_EXPECTED)
            continue
        # Without the memory each round verifies anew.
        fresh, known = JWK(key.to_dict(), remember=0), key.public()
        yield f"{alg} jwt.decode", partial(jwt.decode, token, fresh, **_EXPECTED)
        yield (
            f"{alg} jwt.decode, token seen before",
            partial(jwt.decode, token, known, **_EXPECTED),
        )


def _paseto() -> Iterator[tuple[str, Call]]:
    from ..paseto import v4
    from ..paseto.key import generate

    content = bytes(256)
    local: Any = generate("v4", "local")
    secret: Any = generate("v4", "public")
    sealed, signed, public = v4.encrypt(local, content), v4.sign(secret, content), secret.public()
    yield "PASETO v4.local encrypt", lambda: v4.encrypt(local, content)
    yield "PASETO v4.local decrypt", lambda: v4.decrypt(local, sealed)
    yield "PASETO v4.public sign", lambda: v4.sign(secret, content)
    yield "PASETO v4.public verify", lambda: v4.verify(public, signed)


def _jwe() -> Iterator[tuple[str, Call]]:
    from ..jose import JWK, jwe

    key, content = JWK.from_secret(bytes(range(32))), bytes(1024)
    header = {"alg": "dir", "enc": "A256GCM"}
    token = jwe.encrypt(content, key, header)
    yield "JWE of 1 KiB, dir and A256GCM: encrypt", lambda: jwe.encrypt(content, key, header)
    yield "JWE of 1 KiB, dir and A256GCM: decrypt", lambda: jwe.decrypt(token, key)


def _others() -> Iterator[tuple[str, Call]]:
    from ..otp import TOTP
    from ..sessions import MemorySessions

    totp = TOTP(bytes(range(20)))
    yield "TOTP code", lambda: totp.at(0)
    sessions = MemorySessions()
    session = sessions.create("user", {"role": "admin"})
    yield "session in memory: get", lambda: sessions.get(session)
    from ..passwords import password_hash

    yield "password hash", lambda: password_hash("correct horse battery staple")


GROUPS = (_tokens, _paseto, _jwe, _others)
