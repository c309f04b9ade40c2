"""An API behind an authorization server, for WSGI and ASGI: tokens, proofs, challenges, metadata."""

from __future__ import annotations

import asyncio
import json
import unittest
from typing import Any

from jamlite.aio.oauth2 import ResourceServer as AsyncResourceServer
from jamlite.exceptions import JamConfigurationError, JamOAuth2TransportError
from jamlite.ext.protected_api import CLAIMS, ProtectedAPI
from jamlite.jose import JWK, jwt
from jamlite.oauth2 import DPoPNonces, ResourceServer, dpop
from jamlite.stores.memory_store import MemoryStore
from tests.oauth2.samples import ISSUER, KEY, METADATA, NOW, Script, keys

API = "https://api.example/v1"
WELL_KNOWN = "/.well-known/oauth-protected-resource/v1"
PROVER = JWK.generate("EC", crv="P-256")


def make(**change: Any) -> str:
    claims = {
        "iss": ISSUER,
        "exp": NOW + 300,
        "aud": API,
        "sub": "alice",
        "client_id": "c",
        "iat": NOW,
        "jti": "j",
    }
    return jwt.encode({**claims, "scope": "read", **change}, KEY, header={"typ": "at+jwt"})


BOUND = make(cnf={"jkt": PROVER.thumbprint()})


def proof(**change: Any) -> str:
    given: dict[str, Any] = {
        "method": "GET",
        "url": API + "/things",
        "access_token": BOUND,
        "now": NOW,
        **change,
    }
    return dpop.proof(PROVER, given.pop("method"), given.pop("url"), **given)


class Api(unittest.TestCase):
    def api(self, kind: Any = ResourceServer, script: Any = None, **options: Any) -> ProtectedAPI:
        script = script or Script(openid_configuration=METADATA, jwks=keys().to_dict())
        judged = {name: options.pop(name) for name in ("dpop_nonces", "replay") if name in options}
        server = kind(ISSUER, API, transport=script, now=lambda: NOW, **judged)
        return ProtectedAPI(server, API, **options)

    def wsgi(
        self, api: ProtectedAPI, path: str = "/v1/things", **headers: str
    ) -> tuple[int, dict[str, list[str]], Any]:
        seen: list[Any] = []

        def app(environ: Any, start_response: Any) -> Any:
            start_response("200 OK", [])
            return [json.dumps(environ[CLAIMS] and environ[CLAIMS]["sub"]).encode()]

        environ = {"REQUEST_METHOD": headers.pop("method", "GET"), "PATH_INFO": path}
        environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
        body = b"".join(api.wsgi(app)(environ, lambda status, found: seen.extend((status, found))))
        named: dict[str, list[str]] = {}
        for name, value in seen[1]:
            named.setdefault(name, []).append(value)
        return int(seen[0][:3]), named, json.loads(body) if body else None

    def asgi(
        self, api: ProtectedAPI, path: str = "/v1/things", **headers: str
    ) -> tuple[int, dict[str, list[str]], Any]:
        sent: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            body = json.dumps(scope[CLAIMS] and scope[CLAIMS]["sub"]).encode()
            await send({"type": "http.response.body", "body": body})

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        scope = {"type": "http", "method": headers.pop("method", "GET"), "path": path, "query_string": b""}
        scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
        asyncio.run(api.asgi(app)(scope, receive, send))
        named: dict[str, list[str]] = {}
        for name, value in sent[0]["headers"]:
            named.setdefault(name.decode().title().replace("Www", "WWW").replace("Dpop", "DPoP"), []).append(
                value.decode()
            )
        return sent[0]["status"], named, json.loads(sent[1]["body"]) if sent[1]["body"] else None

    def both(self, check: Any, **options: Any) -> None:
        for call, kind in (
            (self.wsgi, ResourceServer),
            (self.asgi, ResourceServer),
            (self.asgi, AsyncResourceServer),
        ):
            with self.subTest(call=call.__name__, kind=kind.__module__):
                check(call, self.api(kind, **options))

    def test_a_bearer_token(self) -> None:
        def check(call: Any, api: Any) -> None:
            self.assertEqual(call(api, authorization=f"Bearer {make()}")[::2], (200, "alice"))
            for value in (
                "Bearer x",
                f"Bearer {make(exp=NOW - 60)}",
                f"Bearer {make(aud='x')}",
                f"Bearer {BOUND}",
                "Basic x",
            ):
                status, headers, body = call(api, authorization=value)
                self.assertEqual((status, body), (401, {"error": "unauthorized"}))
                self.assertEqual(len(headers["WWW-Authenticate"]), 2)

        self.both(check)

    def test_challenges_name_the_metadata(self) -> None:
        def check(call: Any, api: Any) -> None:
            status, headers, _ = call(api)
            self.assertEqual(status, 401)
            bearer, bound = headers["WWW-Authenticate"]
            url = f"https://api.example{WELL_KNOWN}"
            self.assertEqual(bearer, f'Bearer realm="shop", resource_metadata="{url}"')
            self.assertIn(f'DPoP realm="shop", resource_metadata="{url}", algs="', bound)
            self.assertIn("ES256", bound)

        self.both(check, realm="shop")

    def test_metadata(self) -> None:
        def check(call: Any, api: Any) -> None:
            status, headers, body = call(api, WELL_KNOWN)
            self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (200, ["*"]))
            self.assertEqual(
                body,
                {
                    "resource": API,
                    "authorization_servers": [ISSUER],
                    "bearer_methods_supported": ["header"],
                    "scopes_supported": ["read", "write"],
                    "resource_name": "Things",
                },
            )
            self.assertEqual(call(api, WELL_KNOWN, method="HEAD")[::2], (200, None))
            self.assertEqual(call(api, WELL_KNOWN, method="POST")[0], 401)

        self.both(check, scopes=["read", "write"], resource_name="Things")

    def test_scopes(self) -> None:
        def check(call: Any, api: Any) -> None:
            self.assertEqual(call(api, authorization=f"Bearer {make(scope='write read')}")[0], 200)
            status, headers, body = call(api, authorization=f"Bearer {make()}")
            self.assertEqual((status, body), (403, {"error": "forbidden"}))
            self.assertIn('error="insufficient_scope", scope="write"', headers["WWW-Authenticate"][0])

        self.both(check, scope="write")

    def test_a_proof_serves_once(self) -> None:
        def check(call: Any, api: Any) -> None:
            once = proof()
            self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=once)[::2], (200, "alice"))
            self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=once)[0], 401)
            self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=proof())[0], 200)
            for wrong in (
                proof(url=API + "/other"),
                proof(method="POST"),
                proof(access_token=make()),
                proof(now=NOW - 61),
                "",
                "x",
            ):
                self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=wrong)[0], 401)
            self.assertEqual(call(api, authorization=f"DPoP {make()}", dpop=proof())[0], 401)
            self.assertEqual(call(api, authorization=f"Bearer {BOUND}", dpop=proof())[0], 401)

        for call, kind in ((self.wsgi, ResourceServer), (self.asgi, AsyncResourceServer)):
            check(call, self.api(kind, replay=MemoryStore()))

    def test_nonces(self) -> None:
        def check(call: Any, api: Any) -> None:
            status, headers, _ = call(api, authorization=f"DPoP {BOUND}", dpop=proof())
            self.assertEqual(status, 401)
            self.assertIn('error="use_dpop_nonce"', headers["WWW-Authenticate"][1])
            nonce = headers["DPoP-Nonce"][0]
            self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=proof(nonce=nonce))[0], 200)
            for wrong in ("", nonce[:-1], nonce + "A", DPoPNonces().current(NOW), "\u00e4"):
                self.assertEqual(call(api, authorization=f"DPoP {BOUND}", dpop=proof(nonce=wrong))[0], 401)

        self.both(check, dpop_nonces=DPoPNonces(b"n" * 16))

    def test_nonces_end(self) -> None:
        nonces = DPoPNonces(lifetime=60)
        now = NOW - NOW % 60
        made = nonces.current(now)
        for later, good in ((0, True), (59, True), (60, True), (119, True), (120, False), (-1, False)):
            self.assertIs(nonces.accepts(made, now + later), good)
        for nonce in (None, 5, b"x", "", "\ud800", [made]):
            self.assertIs(nonces.accepts(nonce, now), False)
        for options in ({"secret": b"short"}, {"secret": "x" * 16}, {"lifetime": 0}, {"lifetime": "1"}):
            with self.assertRaises(JamConfigurationError):
                DPoPNonces(**options)

    def test_without_a_token(self) -> None:
        def check(call: Any, api: Any) -> None:
            self.assertEqual(call(api)[::2], (200, None))
            self.assertEqual(call(api, authorization="Bearer x")[0], 401)

        self.both(check, required=False)

    def test_the_issuer_is_away(self) -> None:
        away = Script(openid_configuration=JamOAuth2TransportError(details={"reason": "timeout"}))
        status, headers, body = self.wsgi(self.api(script=away), authorization=f"Bearer {make()}")
        self.assertEqual((status, body), (503, {"error": "unavailable"}))
        self.assertNotIn("WWW-Authenticate", headers)

    def test_arguments(self) -> None:
        server = ResourceServer(ISSUER, API, transport=Script())
        for resource, options in (
            ("http://api.example", {}),
            ("api", {}),
            (None, {}),
            (API, {"realm": 'a"b'}),
            (API, {"scopes": 5}),
        ):
            with self.subTest(resource=resource), self.assertRaises(JamConfigurationError):
                ProtectedAPI(server, resource, **options)  # type: ignore[arg-type]
        with self.assertRaises(JamConfigurationError):
            self.api(AsyncResourceServer).wsgi(lambda *_: [])
        with self.assertRaises(JamConfigurationError):
            ResourceServer(ISSUER, API, replay=5)


if __name__ == "__main__":
    unittest.main()
