"""jamlite.ext.asgi, called as a server would call it."""

from __future__ import annotations

import asyncio
import json
import unittest
from typing import Any

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions.sessions import JamStoreError
from jamlite.ext.asgi import AuthMiddleware, outcome
from jamlite.ext.authenticator import CredentialSource

from .contract import COOKIE, SECRET, bad_tokens, issue, make_jam


async def who(scope: Any, receive: Any, send: Any) -> None:
    principal = outcome(scope).principal
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept", "headers": []})
        return
    await asyncio.sleep(0)  # let the others in between
    body = json.dumps({"sub": principal and principal.id}).encode()
    headers = [(b"content-type", b"application/json"), (b"set-cookie", b"a=b")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def call(
    app: Any, headers: Any = (), method: str = "GET", kind: str = "http"
) -> tuple[int, dict[str, str], bytes]:
    """Send a request; a refused WebSocket has status 403."""
    scope = {"type": kind, "method": method, "path": "/", "query_string": b"", "headers": list(headers)}
    if kind == "websocket":
        del scope["method"]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0].get("headers", ())}
    if kind == "websocket":
        return (403 if sent[0]["type"] == "websocket.close" else 101), found, b""
    return sent[0]["status"], found, b"".join(message["body"] for message in sent[1:])


def bearer(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"Authorization", b"Bearer " + token.encode())]


class Tokens(unittest.TestCase):
    def check(self, jam: Any, tokens: dict[str, str], good: str, poor: str) -> None:
        async def main() -> None:
            app = AuthMiddleware(who, jam, required=True)
            orders = AuthMiddleware(who, jam, permission="orders:read")
            status, headers, body = await call(orders, bearer(good))
            self.assertEqual((status, json.loads(body)["sub"]), (200, "alice"))
            self.assertEqual(headers["cache-control"], "no-store")  # it sets a cookie
            status, headers, _ = await call(app)
            self.assertEqual((status, headers["www-authenticate"]), (401, "Bearer"))
            for what, token in tokens.items():
                status, headers, body = await call(app, bearer(token))
                self.assertEqual(status, 401, what)
                self.assertEqual(headers["www-authenticate"], 'Bearer error="invalid_token"')
                self.assertEqual(body, b'{"error": "unauthorized"}')
            status, headers, body = await call(orders, bearer(poor))
            self.assertEqual((status, body), (403, b'{"error": "forbidden"}'))
            self.assertEqual(headers["www-authenticate"], 'Bearer error="insufficient_scope"')

        asyncio.run(main())

    def test_synchronous_facade(self) -> None:
        jam = make_jam()
        self.check(jam, bad_tokens(jam), issue(jam), issue(jam, permissions=["x"]))

    def test_asynchronous_facade(self) -> None:
        made = make_jam()
        bad = bad_tokens(made)
        del bad["revoked"]  # stands on the list of the other facade
        settings = {"alg": "HS256", "secret_key": SECRET, "audience": "https://api.example"}
        jam = AsyncJam({"jose": {"jwt": settings}})
        self.check(jam, bad, issue(made), issue(made, permissions=["x"]))

    def test_two_authorization_headers_are_refused(self) -> None:
        jam = make_jam()
        status, _, _ = asyncio.run(call(AuthMiddleware(who, jam), bearer(issue(jam)) * 2))
        self.assertEqual(status, 401)

    def test_headers_that_can_be_read_once(self) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            headers = (pair for pair in [(b"content-type", b"text/plain"), (b"x-page", b"1")])
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

        _, headers, _ = asyncio.run(call(AuthMiddleware(app, make_jam())))
        self.assertEqual(headers, {"content-type": "text/plain", "x-page": "1"})

    def test_200_tasks_do_not_mix_identities(self) -> None:
        jam = make_jam()
        names = [f"user-{number}" for number in range(200)]

        async def main() -> list[Any]:
            app = AuthMiddleware(who, jam)
            return await asyncio.gather(*(call(app, bearer(issue(jam, name))) for name in names))

        self.assertEqual([json.loads(body)["sub"] for _, _, body in asyncio.run(main())], names)

    def test_other_scopes_pass(self) -> None:
        seen = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            seen.append(scope)

        asyncio.run(AuthMiddleware(app, make_jam(), required=True)({"type": "lifespan"}, None, None))
        self.assertEqual(seen, [{"type": "lifespan"}])


class Sessions(unittest.TestCase):
    def setUp(self) -> None:
        self.jam = make_jam()
        self.app = AuthMiddleware(
            who, self.jam, via="session", sources=[CredentialSource.cookie(COOKIE)], required=True
        )
        value = f"{COOKIE}={self.jam.issue('alice', via='session')}"
        self.cookie = [(b"cookie", b"a=b"), (b"cookie", value.encode()), (b"host", b"me.example")]

    def test_session(self) -> None:
        status, headers, body = asyncio.run(call(self.app, self.cookie))
        self.assertEqual((status, json.loads(body)["sub"]), (200, "alice"))
        self.assertEqual(headers["vary"], "Cookie")

    def test_websockets_of_other_sites_are_refused(self) -> None:
        for origin, status in ((b"https://evil.example", 403), (b"https://me.example", 101)):
            headers = [*self.cookie, (b"origin", origin)]
            self.assertEqual(asyncio.run(call(self.app, headers, kind="websocket"))[0], status)
        self.assertEqual(asyncio.run(call(self.app, kind="websocket"))[0], 403)

    def test_a_store_that_fails_is_not_a_refusal(self) -> None:
        def broken(*args: Any, **kwargs: Any) -> Any:
            raise JamStoreError()

        self.jam.session.get = broken
        with self.assertRaises(JamStoreError):
            asyncio.run(call(self.app, self.cookie))

    def test_a_store_on_disk_is_asked_in_a_thread(self) -> None:
        import tempfile
        import threading

        threads = []
        with tempfile.TemporaryDirectory() as folder:
            jam = Jam({"session": {"session_type": "json", "json_path": f"{folder}/sessions.json"}})
            get = jam.session.get
            jam.session.get = lambda *args: (threads.append(threading.get_ident()), get(*args))[1]
            app = AuthMiddleware(who, jam, via="session", sources=[CredentialSource.header("X-Session")])
            headers = [(b"x-session", jam.issue("alice", via="session").encode())]
            status, _, body = asyncio.run(call(app, headers))
            jam.session.close()
        self.assertEqual((status, json.loads(body)["sub"]), (200, "alice"))
        self.assertNotEqual(threads, [threading.get_ident()])


if __name__ == "__main__":
    unittest.main()
