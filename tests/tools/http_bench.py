"""FastAPI on uvicorn: requests with tokens for jamlite, PyJWT and neither; the memory of many requests.

    python3 -m tests.tools.http_bench [--requests N] [--memory N]

Each application runs in a process of its own on 127.0.0.1 and answers 16 connections of this one. A round
asks one application after the other, so that all have the same weather; what counts is the processor time
of the server for one request, which bounds its requests per second. With `--memory` jamlite alone gets N
requests, good tokens and bad ones mixed, and the memory it holds after a tenth of them and at the end is
compared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from typing import Any

CONNECTIONS, ROUNDS = 16, 7
ISSUER, AUDIENCE = "https://issuer.example.com/", "https://api.example.com"
LIMITS = {"HS256": 1.1, "ES256": 1.1}  # requests per second, jamlite's over PyJWT's: at least
MOST_GROWTH = 4 << 20  # bytes, between the first tenth of the requests and the last


# --- the server --------------------------------------------------------------------------------------


def serve(kind: str, alg: str, pem: str) -> None:
    """Run one application; print its port, then serve until the parent closes standard input."""
    import threading

    import uvicorn
    from fastapi import Depends, FastAPI

    app = FastAPI()
    guard = {"jamlite": _by_jamlite, "pyjwt": _by_pyjwt, "none": lambda *_: _nobody}[kind](alg, pem)

    @app.get("/me")
    async def me(sub: Any = Depends(guard)) -> dict[str, str]:  # noqa: B008 - as FastAPI has it
        return {"sub": getattr(sub, "id", sub)}

    @app.get("/used")
    async def used() -> dict[str, float]:
        with open("/proc/self/statm", encoding="ascii") as stream:
            pages = int(stream.read().split()[1])
        return {"seconds": time.process_time(), "bytes": pages * os.sysconf("SC_PAGE_SIZE")}

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))

    def watch() -> None:
        while not server.started:
            time.sleep(0.01)
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=watch, daemon=True).start()
    server.run()


async def _nobody() -> str:
    return "user-1234567890"


def _by_jamlite(alg: str, pem: str) -> Any:
    from jamlite import Jam
    from jamlite.ext.fastapi import JamAuth

    section = {"alg": alg, "key": pem, "audience": AUDIENCE, "issuer": ISSUER}
    return JamAuth(Jam({"jose": {"jwt": section}}), via="jwt")


def _by_pyjwt(alg: str, pem: str) -> Any:
    import jwt
    from fastapi import Depends, HTTPException
    from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
    from jwt.algorithms import get_default_algorithms

    key = get_default_algorithms()[alg].prepare_key(pem)  # read once, as jamlite reads it once

    bearer = Depends(HTTPBearer())

    async def subject(credentials: HTTPAuthorizationCredentials = bearer) -> str:
        try:
            claims = jwt.decode(credentials.credentials, key, [alg], audience=AUDIENCE, issuer=ISSUER)
        except jwt.PyJWTError:
            raise HTTPException(401) from None
        return str(claims["sub"])

    # FastAPI reads the annotation by name in the globals of this file.
    subject.__annotations__ = {"credentials": HTTPAuthorizationCredentials, "return": str}
    return subject


# --- the client --------------------------------------------------------------------------------------


class Server:
    """An application in a process of its own."""

    def __init__(self, kind: str, alg: str, pem: str) -> None:
        command = [sys.executable, "-m", "tests.tools.http_bench", "serve", kind, alg]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "BENCH_KEY": pem},
        )
        self.port = int(self._stream("stdout").readline())

    def _stream(self, name: str) -> Any:
        return getattr(self._process, name)

    def close(self) -> None:
        """End the process."""
        self._stream("stdin").close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._stream("stdout").close()

    async def used(self) -> dict[str, float]:
        """Return the processor's seconds and the bytes of memory that the server has used."""
        import json

        async with asyncio.timeout(30):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(b"GET /used HTTP/1.1\r\nHost: a\r\n\r\n")
            _, body = await _answer(reader)
            writer.close()
        found: dict[str, float] = json.loads(body)
        return found

    async def ask(self, tokens: list[tuple[str, int]], count: int) -> None:
        """Send `count` requests over all connections; each (token, status) must be answered so."""
        await asyncio.gather(*(self._ask(tokens, count // CONNECTIONS, n) for n in range(CONNECTIONS)))

    async def _ask(self, tokens: list[tuple[str, int]], count: int, first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for number in range(first, first + count):
            token, wanted = tokens[number % len(tokens)]
            writer.write(f"GET /me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
            status, _ = await asyncio.wait_for(_answer(reader), 30)
            if status != wanted:
                raise AssertionError(f"answered {status}, not {wanted}")
        writer.close()

    async def cost(self, tokens: list[tuple[str, int]], count: int) -> float:
        """Return the processor's seconds of the server for one request."""
        before = await self.used()
        await self.ask(tokens, count)
        return ((await self.used())["seconds"] - before["seconds"]) / count


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


def _tokens(alg: str) -> tuple[str, list[str], list[str]]:
    """Return the key for the servers, good tokens, and bad ones."""
    from jamlite.jose import JWK, jwt

    if alg == "HS256":
        pem = "0123456789abcdef0123456789ABCDEF"
        key = JWK.from_secret(pem)
    else:
        key = JWK.generate("EC")
        pem = key.public().to_pem()
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "exp": now + 3600, "iat": now, "scope": "read write"}
    good = [jwt.encode({**claims, "sub": f"user-{n}"}, key, alg=alg) for n in range(20)]
    late = jwt.encode({**claims, "sub": "late", "exp": now - 60}, key, alg=alg)
    bad = [late, good[0][:-6] + "AAAAAA", "no.token.here", good[1].replace(".", "", 1)]
    return pem, good, bad


async def compare(alg: str, count: int) -> bool:
    """Measure the three applications; tell whether jamlite keeps its limit."""
    pem, good, _ = _tokens(alg)
    servers = {kind: Server(kind, alg, pem) for kind in ("none", "pyjwt", "jamlite")}
    try:
        costs: dict[str, list[float]] = {kind: [] for kind in servers}
        tokens = [(token, 200) for token in good]
        for server in servers.values():
            await server.ask(tokens, 20 * CONNECTIONS)  # every token has been seen, every path is warm
        for _ in range(ROUNDS):
            for kind, server in servers.items():
                costs[kind].append(await server.cost(tokens, count))
    finally:
        for server in servers.values():
            server.close()
    median = {kind: statistics.median(found) for kind, found in costs.items()}
    ratio = median["pyjwt"] / median["jamlite"]
    for kind, seconds in median.items():
        print(f"{alg}  {kind:8} {seconds * 1e6:8.1f} us  {1 / seconds:8.0f} requests per second")
    kept = ratio >= LIMITS[alg]
    print(
        f"{alg}  jamlite over PyJWT {ratio:.2f}  limit {LIMITS[alg]}  {'ok' if kept else 'UNDER'}", flush=True
    )
    return kept


async def remembered(alg: str, count: int) -> bool:
    """Send good and bad tokens; tell whether the memory of the server stays as it is."""
    pem, good, bad = _tokens(alg)
    server = Server("jamlite", alg, pem)
    mixed = [(token, 200) for token in good] + [(token, 401) for token in bad]
    try:
        await server.ask(mixed, count // 10)
        before = (await server.used())["bytes"]
        await server.ask(mixed, count - count // 10)
        growth = (await server.used())["bytes"] - before
    finally:
        server.close()
    kept = growth <= MOST_GROWTH
    print(
        f"{alg}  {count} requests: memory grew by {growth / 1024:.0f} KiB  {'ok' if kept else 'OVER'}",
        flush=True,
    )
    return kept


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], sys.argv[3], os.environ["BENCH_KEY"])
        return 0
    parser = argparse.ArgumentParser(prog="http_bench", description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=1600, help="in one round, for each application")
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="requests, for example 200000")
    options = parser.parse_args()
    kept = [asyncio.run(compare(alg, options.requests)) for alg in LIMITS if not options.memory]
    kept += [asyncio.run(remembered(alg, options.memory)) for alg in LIMITS if options.memory]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
