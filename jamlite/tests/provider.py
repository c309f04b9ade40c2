"""`FakeProvider`: an OAuth2 and OpenID provider on loopback, for integration tests.

    with FakeProvider() as idp:
        client = OAuth2Client(idp.client_id, idp.client_secret, issuer=idp.issuer,
                              redirect_url="http://localhost/back", http_loopback=True)

It logs its one user in without asking, and obeys the standards in all else: PKCE, single use of codes,
rotation of refresh tokens, client assertions, DPoP, and refusals by their registered names.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from .. import clock
from ..exceptions.base import JamConfigurationError, JamError, JamValidationError
from ..jose import JWK, JWKSet, jwt
from ..oauth2 import forms
from ..oauth2.signed import asymmetric
from . import provider_clients as clients
from . import provider_grants as grants
from .provider_clients import Refusal, random_name
from .provider_state import Grant, ProviderState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from ..encoding.json_types import JsonObject, JsonValue
    from ..jose.key_like import KeyLike

    Answer = tuple[int, dict[str, str], bytes]

_WELL_KNOWN = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
# RFC 6749 section 5.2, RFC 9449 section 7.1.
_SCHEMES = {"invalid_client": "Basic", "invalid_dpop_proof": "DPoP", "use_dpop_nonce": "DPoP"}
_REPEATED = frozenset(("audience", "resource"))  # RFC 8693 section 2.1, RFC 8707 section 2
_GETS = ("/authorize", "/end_session", "/keys", "/userinfo", *_WELL_KNOWN)
_POSTS = (
    *("/authorize", "/device_authorization", "/end_session", "/introspect", "/par", "/revoke", "/token"),
    "/userinfo",
)


class FakeProvider(ProviderState):
    """A provider with one client and one user; it runs while a `with` block does.

    Args:
        client_id: the client.
        client_secret: the same; None without `client_key` makes it a public client, which must use PKCE.
        client_key: the client's public key or keys, for private_key_jwt and for the JWT bearer grant.
        dpop_nonce: the nonce that DPoP proofs must have; None asks for none.
        user: claims of the user; "sub" among them.
        alg: "ES256" or "RS256" (an RSA key takes a second or two to make).
        redirect_uris: those registered; None accepts any.
        lifetime: seconds that access and ID tokens are valid.
        interval: seconds between two questions of a device.
        port: a free one when 0.
        now: the clock of the provider, seconds since 1970.

    Attributes:
        issuer: its URL, and the iss of its tokens.
        requests: (method, path, form) of all that it was asked, in order.
        user, dpop_nonce: may be changed; they count from then on.
    """

    def __init__(
        self,
        client_id: str = "fake-client",
        client_secret: str | None = "fake-client-secret",
        *,
        client_key: KeyLike | None = None,
        dpop_nonce: str | None = None,
        user: Mapping[str, JsonValue] | None = None,
        alg: str = "ES256",
        redirect_uris: tuple[str, ...] | None = None,
        lifetime: int = 300,
        interval: int = 0,
        port: int = 0,
        now: Callable[[], float] = clock.now,
    ) -> None:
        if type(port) is not int or not 0 <= port <= 65535:
            raise JamConfigurationError("port is a number from 0 to 65535; 0 takes a free one")
        super().__init__(client_id, client_secret, client_key, dpop_nonce, user, lifetime, interval, now)
        self.alg = alg
        self.redirect_uris = redirect_uris
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.pushed: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        self.rotate_keys()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.provider = self
        # The number, not localhost: that may be ::1 first, where nobody listens.
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        # 0.02: seconds until shutdown() is noticed.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> FakeProvider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()  # before server_close: the loop still polls the socket
        self._server.server_close()
        self._thread.join()

    # --- what a test does with it -------------------------------------------------------------------

    def rotate_keys(self) -> JWK:
        """Sign with a new key from now on; the old ones stay published."""
        kind: dict[str, Any] = {"size": 2048} if self.alg == "RS256" else {"crv": "P-256"}
        made = JWK.generate(
            "RSA" if self.alg == "RS256" else "EC", alg=self.alg, use="sig", kid=random_name(8), **kind
        )
        self.keys.insert(0, made)  # tokens that the old keys signed are still valid
        return made

    def authorize(self, url: str) -> str:
        """Follow an authorization or logout URL as the user's browser would; return where it leads."""
        parts = urlsplit(url)
        _, headers, body = self.answer("GET", f"{parts.path}?{parts.query}", {}, b"")
        if "Location" not in headers:
            raise AssertionError(f"the provider did not redirect: {body.decode()}")
        return headers["Location"]

    def approve(self, user_code: str) -> None:
        """Let the user agree to the device that shows this code."""
        self._device(user_code).decided = True

    def deny(self, user_code: str) -> None:
        """Let the user refuse the device that shows this code."""
        self._device(user_code).decided = False

    def logout_token(self, sub: str | None = None, sid: str | None = None) -> str:
        """Return a token that tells of a logout, of the user unless `sub` or `sid` is given.

        A test posts it to its application as `logout_token` (OpenID Connect Back-Channel Logout 1.0).
        """
        return grants.logout_token(self, sub or (None if sid else self.user["sub"]), sid)

    def _device(self, user_code: str) -> Grant:
        for grant in self.devices.values():
            if grant.user_code == user_code:
                return grant
        raise JamValidationError(
            "no device shows this code: begin_device has not been called, or it is another"
        )

    # --- requests -----------------------------------------------------------------------------------

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return (status, headers, body) for a request."""
        parts = urlsplit(target)
        known = _GETS if method == "GET" else _POSTS
        if parts.path not in known:
            return _json(404, {"error": "not_found"})
        # One without a value counts as omitted (RFC 6749 sections 3.1 and 3.2): parse_qsl drops it.
        pairs = parse_qsl(body.decode("utf-8") if method == "POST" else parts.query)
        form = dict(pairs)
        for name in _REPEATED.intersection(form):
            form[name] = " ".join(value for key, value in pairs if key == name)
        headers = {name.lower(): value for name, value in headers.items()}  # RFC 9110 section 5.1
        # One request at a time: a code, a jti and a refresh token serve once.
        with self._lock:
            self.requests.append((method, parts.path, form))
            try:
                once = [name for name, _ in pairs if name not in _REPEATED]
                if len(once) != len(set(once)):  # RFC 6749 section 3.1
                    raise Refusal("invalid_request", "a parameter stands twice")
                if parts.path in _WELL_KNOWN:
                    return _json(200, self.metadata())
                endpoint = getattr(self, f"_{parts.path[1:]}")
                made: Answer = endpoint(form, headers)
            except Refusal as refusal:
                made = _refused(refusal)
            if self.dpop_nonce is not None and "dpop" in headers:  # RFC 9449 section 8.2
                made[1]["DPoP-Nonce"] = self.dpop_nonce
            return made

    def metadata(self) -> JsonObject:
        """What the provider publishes about itself (RFC 8414, OpenID Connect Discovery 1.0)."""
        base = self.issuer
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
            "userinfo_endpoint": f"{base}/userinfo",
            "device_authorization_endpoint": f"{base}/device_authorization",
            "introspection_endpoint": f"{base}/introspect",
            "revocation_endpoint": f"{base}/revoke",
            "pushed_authorization_request_endpoint": f"{base}/par",
            "end_session_endpoint": f"{base}/end_session",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "grant_types_supported": list(grants.GRANTS),
            "id_token_signing_alg_values_supported": [self.alg],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": clients.methods(self),
            "token_endpoint_auth_signing_alg_values_supported": [*clients.HMAC, *asymmetric()],
            "dpop_signing_alg_values_supported": list(asymmetric()),
            "authorization_response_iss_parameter_supported": True,
        }

    def _keys(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        return _json(200, {"keys": [key.public().to_dict() for key in self.keys]})

    def _authorize(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        if "request_uri" in form:  # RFC 9126 section 4
            form = {**self.pushed.pop(form["request_uri"], {}), "client_id": form.get("client_id", "")}
        redirect_uri = form.get("redirect_uri", "")
        if form.get("client_id") != self.client_id or not self._may_redirect(redirect_uri):
            raise Refusal("invalid_request", "client_id or redirect_uri is unknown")  # never a redirect
        answer = {"iss": self.issuer}  # RFC 9207
        if "state" in form:  # RFC 6749 section 4.1.2
            answer["state"] = form["state"]
        try:
            answer["code"] = grants.new_code(self, form)
        except Refusal as refusal:
            # RFC 6749 section 4.1.2.1.
            answer.update(error=refusal.error, error_description=refusal.description)
        return _redirect(redirect_uri, answer)

    def _may_redirect(self, redirect_uri: str) -> bool:
        if self.redirect_uris is None:
            return urlsplit(redirect_uri).scheme in ("http", "https")
        return redirect_uri in self.redirect_uris  # the whole text: RFC 9700 section 2.1

    def _par(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        clients.authenticate(self, form, headers)
        jkt = clients.check_proof(self, "POST", "/par", headers)
        if jkt and form.setdefault("dpop_jkt", jkt) != jkt:  # RFC 9449 section 10.1
            raise Refusal("invalid_dpop_proof", "dpop_jkt is another key")
        name = f"urn:ietf:params:oauth:request_uri:{random_name()}"
        self.pushed[name] = form
        return _json(201, {"request_uri": name, "expires_in": 60})  # RFC 9126 section 2.2

    def _token(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        clients.authenticate(self, form, headers)
        grant = grants.GRANTS.get(form.get("grant_type", ""))
        if grant is None:
            raise Refusal("unsupported_grant_type", "")  # RFC 6749 section 5.2
        return _json(200, grant(self, form, clients.check_proof(self, "POST", "/token", headers)))

    def _device_authorization(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        clients.authenticate(self, form, headers)
        return _json(200, grants.start_device(self, form))

    def _introspect(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        clients.authenticate(self, form, headers)
        return _json(200, grants.introspect(self, form.get("token", "")))

    def _revoke(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        clients.authenticate(self, form, headers)
        grants.revoke(self, form.get("token", ""))
        return 200, {}, b""  # an unknown token, too: RFC 7009 section 2.2

    def _userinfo(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not scheme:
            raise Refusal("", "", 401)  # RFC 6750 section 3.1: who sends no token is told of no error
        # The method is the one just recorded, under the same lock; a proof names it (RFC 9449 section 4.2).
        jkt = clients.check_proof(self, self.requests[-1][0], "/userinfo", headers, token)
        return _json(200, grants.user_claims(grants.check_access(self, scheme, token, jkt)))

    def _end_session(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        """OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3."""
        hint, back = form.get("id_token_hint"), form.get("post_logout_redirect_uri")
        if hint is not None:
            try:  # an expired one serves as well
                _, claims = jwt.decode_complete(hint, JWKSet(self.keys), algorithms=(self.alg,))
            except JamError as cause:
                raise Refusal("invalid_request", f"id_token_hint: {cause.message}") from cause
            if self.client_id != claims.get("aud") or form.get("client_id", self.client_id) != self.client_id:
                raise Refusal("invalid_request", "id_token_hint is another client's")
        elif back is not None and form.get("client_id") != self.client_id:
            raise Refusal("invalid_request", "id_token_hint or client_id is needed")
        if back is None:
            return 200, {"Content-Type": "text/plain"}, b"logged out"
        if not self._may_redirect(back):
            raise Refusal("invalid_request", "post_logout_redirect_uri is unknown")
        return _redirect(back, {"state": form["state"]} if "state" in form else {})  # section 3

    def __repr__(self) -> str:
        return f"<FakeProvider {self.issuer}>"


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # the default of 5 refuses a burst of clients
    allow_reuse_address = sys.platform != "win32"  # on Windows it lets another program listen there, too
    daemon_threads = True
    provider: FakeProvider


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._reply(b"")

    def do_POST(self) -> None:
        # Read whole, so that the socket closes without a reset.
        self._reply(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _reply(self, body: bytes) -> None:
        status, headers, content = self.server.provider.answer(
            self.command, self.path, dict(self.headers.items()), body
        )
        self.send_response(status)
        # A connection that is kept would hold its thread until the test process ends.
        for name, value in {**headers, "Content-Length": str(len(content)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: the path of a request has codes in it."""


def _json(status: int, members: JsonObject) -> Answer:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}  # RFC 6749 section 5.1
    return status, headers, json.dumps(members).encode("utf-8")


def _redirect(uri: str, members: dict[str, str]) -> Answer:
    return 302, {"Location": forms.add_query(uri, members.items()) if members else uri}, b""


def _refused(refusal: Refusal) -> Answer:
    """RFC 6749 section 5.2, RFC 6750 section 3."""
    members = {"error": refusal.error, "error_description": refusal.description}
    status, headers, body = _json(refusal.status, {name: text for name, text in members.items() if text})
    if refusal.status == 401:
        scheme = _SCHEMES.get(refusal.error, "Bearer")
        code = f', error="{refusal.error}"' if refusal.error else ""
        headers["WWW-Authenticate"] = f'{scheme} realm="fake"{code}'
    return status, headers, body
