"""Adapters in front of an API of another issuer: `via=ProtectedAPI`, without a framework.

The contract serves the frameworks, too: tests/interop/test_protected_auth.py.
"""

from __future__ import annotations

import asyncio
import json
import unittest
from typing import Any, ClassVar

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.aio.oauth2 import ResourceServer as AsyncResourceServer
from jamlite.exceptions import JamConfigurationError, JamOAuth2TransportError
from jamlite.ext import asgi, wsgi
from jamlite.ext.authenticator import Authenticator
from jamlite.ext.protected_api import AccessPrincipal, ProtectedAPI
from jamlite.oauth2 import DPoPNonces, ResourceServer
from jamlite.stores import MemoryStore
from tests.oauth2.samples import ISSUER, METADATA, NOW, Script, keys

from .test_protected_api import API, BOUND, WELL_KNOWN, make, proof

URL = "https://api.example/.well-known/oauth-protected-resource/v1"
Answer = tuple[int, dict[str, str], Any]


def make_api(kind: Any = ResourceServer, away: bool = False, **options: Any) -> ProtectedAPI:
    script = Script(openid_configuration=METADATA, jwks=keys().to_dict())
    if away:
        script = Script(openid_configuration=JamOAuth2TransportError("away"))
    server = kind(ISSUER, API, transport=script, now=lambda: NOW, **options)
    return ProtectedAPI(server, API, scopes=["read"])


class Contract:
    """What every adapter does with a ProtectedAPI; a subclass has `app` and `call`.

    The application answers {"sub": ...} to GET /v1/things, which needs the permission "read".
    """

    kinds: ClassVar[tuple[Any, ...]] = (ResourceServer,)

    def call(self: Any, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        """Return status, headers by names in lower case (repeated ones joined) and the decoded body."""
        raise NotImplementedError

    def get(self: Any, api: ProtectedAPI, authorization: str = "", **headers: str) -> Answer:
        sent = {"Authorization": authorization} if authorization else {}
        found: Answer = self.call(api, "/v1/things", {**sent, **headers})
        return found

    def apis(self: Any, **options: Any) -> Any:
        return [make_api(kind, **options) for kind in self.kinds]

    def test_tokens_and_scopes(self: Any) -> None:
        for api in self.apis():
            status, _, body = self.get(api, f"Bearer {make(scope='write read')}")
            self.assertEqual((status, body), (200, {"sub": "alice"}))
            for scope in ("write", "", "*", "rea*", None, ["read"]):
                status, headers, _ = self.get(api, f"Bearer {make(scope=scope)}")
                self.assertEqual(status, 403, scope)
                self.assertIn('error="insufficient_scope"', headers["www-authenticate"])
                self.assertIn(f'resource_metadata="{URL}"', headers["www-authenticate"])
            status, _, _ = self.get(api, f"Bearer {make(scope='x', permissions=['read'])}")
            self.assertEqual(status, 403)  # the provider's scopes count, and nothing beside them

    def test_refusals_name_the_metadata(self: Any) -> None:
        for api in self.apis():
            wrong = (make(exp=NOW - 99), make(aud="https://other"), BOUND, make(sub=""), "x", "a b")
            for sent, error in (("", ""), *((f"Bearer {token}", "invalid_token") for token in wrong)):
                status, headers, body = self.get(api, sent)
                self.assertEqual(status, 401, sent)
                challenge = headers["www-authenticate"]
                self.assertRegex(challenge, r"Bearer .*DPoP .*algs=")
                self.assertEqual(challenge.count(f'resource_metadata="{URL}"'), 2)
                self.assertEqual(f'error="{error}"' in challenge, bool(error))
                self.assertNotIn("expired", json.dumps(body))

    def test_the_metadata_route(self: Any) -> None:
        for api in self.apis():
            for sent in ({}, {"Authorization": "Bearer x"}):
                status, headers, body = self.call(api, WELL_KNOWN, sent)
                self.assertEqual((status, body["resource"]), (200, API))
                self.assertEqual(body["authorization_servers"], [ISSUER])
                self.assertEqual(body["scopes_supported"], ["read"])
                self.assertEqual(headers["access-control-allow-origin"], "*")
                self.assertIn("application/json", headers["content-type"])

    def test_bound_tokens(self: Any) -> None:
        for api in self.apis(replay=MemoryStore()):
            sent = proof()
            status, _, body = self.get(api, f"DPoP {BOUND}", DPoP=sent)
            self.assertEqual((status, body), (200, {"sub": "alice"}))
            for wrong in (sent, "", proof(method="POST"), proof(url=API + "/other"), "x"):
                status, headers, _ = self.get(api, f"DPoP {BOUND}", **({"DPoP": wrong} if wrong else {}))
                self.assertEqual(status, 401)
                self.assertIn('error="invalid_token"', headers["www-authenticate"])
            self.assertEqual(self.get(api, f"Bearer {BOUND}", DPoP=proof())[0], 401)

    def test_nonces(self: Any) -> None:
        for api in self.apis(dpop_nonces=DPoPNonces()):
            status, headers, _ = self.get(api, f"DPoP {BOUND}", DPoP=proof())
            self.assertEqual(status, 401)
            self.assertIn('error="use_dpop_nonce"', headers["www-authenticate"])
            nonce = headers["dpop-nonce"]
            status, headers, body = self.get(api, f"DPoP {BOUND}", DPoP=proof(nonce=nonce))
            self.assertEqual((status, body), (200, {"sub": "alice"}))
            self.assertEqual(headers["dpop-nonce"], nonce)  # the next one, RFC 9449 section 8.2

    def test_the_issuer_is_away(self: Any) -> None:
        for api in self.apis(away=True):
            status, headers, _ = self.get(api, f"Bearer {make()}")
            self.assertEqual(status, 503)
            self.assertNotIn("www-authenticate", headers)
            self.assertEqual(self.get(api)[0], 401)


class Wsgi(Contract, unittest.TestCase):
    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        def app(environ: Any, start_response: Any) -> Any:
            start_response("200 OK", [])
            return [json.dumps({"sub": wsgi.outcome(environ).principal.id}).encode()]  # type: ignore[union-attr]

        seen: list[Any] = []
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
        environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
        guarded = wsgi.AuthMiddleware(app, None, via=api, permission="read")
        body = b"".join(guarded(environ, lambda status, pairs: seen.extend((status, pairs))))
        return int(seen[0][:3]), joined(seen[1]), json.loads(body)


class Asgi(Contract, unittest.TestCase):
    kinds = (ResourceServer, AsyncResourceServer)

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            body = json.dumps({"sub": asgi.outcome(scope).principal.id}).encode()  # type: ignore[union-attr]
            await send({"type": "http.response.body", "body": body})

        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "headers": pairs}
        guarded = asgi.AuthMiddleware(app, None, via=api, permission="read")
        asyncio.run(guarded(scope, None, send))  # type: ignore[arg-type]
        found = joined([(name.decode(), value.decode()) for name, value in sent[0]["headers"]])
        return sent[0]["status"], found, json.loads(sent[1]["body"])


def joined(pairs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


class Arguments(unittest.TestCase):
    def test_refused(self) -> None:
        api = make_api()
        for options in (
            {"via": api, "audience": "x"},
            {"via": api, "realm": "x"},
            {"via": 5},
            {"via": object()},
        ):
            with self.subTest(options=options), self.assertRaises(JamConfigurationError):
                Authenticator(None, **options)
        with self.assertRaises(JamConfigurationError):
            Authenticator(None, via=api, check_list=True)
        with self.assertRaisesRegex(JamConfigurationError, "oauth2.ResourceServer"):
            wsgi.AuthMiddleware(lambda *_: [], None, via=make_api(AsyncResourceServer))
        with self.assertRaisesRegex(JamConfigurationError, "not aio.Jam"):
            wsgi.AuthMiddleware(lambda *_: [], AsyncJam({}), via=api)

    def test_the_log_and_the_outcome_say_why(self) -> None:
        jam = Jam({"log_level": "INFO"})
        for api, token, reason in (
            (make_api(), make(exp=NOW - 99), "expired"),
            (make_api(), make(aud="https://other"), "claims"),
            (make_api(), make()[:-4] + "AAAA", "forged"),
            (make_api(away=True), make(), "unavailable"),
        ):
            judge = Authenticator(jam, via=api)
            with self.assertLogs("jamlite"):
                found = judge.check(wsgi.WSGIRequest({"HTTP_AUTHORIZATION": f"Bearer {token}"}))
            self.assertEqual(found.reason, reason)

    def test_words_of_a_scope(self) -> None:
        for claims, scope, words in (
            ({"scope": "a b  c"}, "scope", ("a", "b", "c")),
            ({"scp": ["a", "b*", "", 5]}, "scp", ("a",)),
            ({"scope": "a", "permissions": ["x"]}, "scope", ("a",)),
            ({"scope": 5}, "scope", ()),
            ({"permissions": ["x"]}, "scope", None),
        ):
            self.assertEqual(AccessPrincipal({"sub": "s", **claims}, scope).permissions, words)


if __name__ == "__main__":
    unittest.main()
