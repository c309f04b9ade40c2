"""Registering a client with a provider by itself (RFC 7591), or by a document at the URL that is its id.

registered = ClientRegistrar("https://login.example").register(["https://me.example/back"], client_name="Me")
client = OAuth2Client(registered["client_id"], registered.get("client_secret"), issuer="https://login.example",
                      client_auth=registered["token_endpoint_auth_method"], redirect_url="https://me.example/back")
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2ResponseError
from . import client_auth, discovery, requests, signed, urls
from .edge import Edge
from .issuers import Issuer
from .requests import MAX_BYTES, TIMEOUT
from .responses import parse_json
from .steps import ask
from .token_answers import SecretDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import JsonObject
    from .steps import Send, Steps


class RegisteredClient(SecretDict):
    """What the provider answered: client_id, perhaps client_secret, and what it registered."""

    __slots__ = ()


class ClientRegistrar(Edge):
    """Registers clients with one provider.

    Args:
        issuer: the provider's; its registration endpoint is discovered.
        registration_endpoint: the endpoint, if there is nothing to discover.
        initial_access_token: what the provider demands of those who register, if it does (section 3).
        http_loopback, http_hosts, ca_file, timeout, max_bytes, transport: as `OAuth2Client`.

    Raises:
        JamConfigurationError: an argument is not usable.
    """

    def __init__(
        self,
        issuer: str | None = None,
        *,
        registration_endpoint: str | None = None,
        initial_access_token: str | None = None,
        http_loopback: bool = False,
        http_hosts: str | Collection[str] = (),
        ca_file: str | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        transport: Send | None = None,
    ) -> None:
        super().__init__(
            timeout=timeout,
            max_bytes=max_bytes,
            leeway=0,
            http_loopback=http_loopback,
            http_hosts=http_hosts,
            ca_file=ca_file,
            transport=transport,
        )
        if (issuer is None) == (registration_endpoint is None):
            raise JamConfigurationError("a registrar needs the issuer, or the registration_endpoint")
        self.issuer = None if issuer is None else Issuer(issuer, None, self.http)
        self.registration_endpoint = registration_endpoint
        if registration_endpoint is not None:
            urls.check(registration_endpoint, "registration_endpoint", self.http)
        self._token = initial_access_token

    def register(
        self,
        redirect_uris: str | Collection[str],
        *,
        client_auth: str = "client_secret_basic",
        **members: object,
    ) -> RegisteredClient:
        """Register a client and return what the provider made of it (section 3).

        Args:
            redirect_uris: where users come back to.
            client_auth: how the client will authenticate, as in `OAuth2Client`; "none" for a public one.
            members: further client metadata (section 2): client_name, scope, jwks, logo_uri, ...

        Raises:
            JamOAuth2Error: the provider refused; details["error"] is its word.
            JamOAuth2ResponseError: its answer names no client_id.
        """
        return self._run(self.steps(_metadata(redirect_uris, client_auth, members)))

    def steps(self, metadata: JsonObject) -> Steps[RegisteredClient]:
        """Conversation behind `register`, for a transport of any kind."""
        url = self.registration_endpoint
        if url is None and self.issuer is not None:
            found = yield from discovery.discover(self.issuer.address, self.http, self.issuer.publishes)
            url = discovery.endpoint(found, "registration_endpoint", self.http)
        # Section 3: an initial access token is a bearer token.
        request = requests.get(str(url), token=self._token)
        request.method, request.body = "POST", strict_json.dumps(metadata, "the client metadata")
        request.headers["Content-Type"] = requests.JSON
        members = parse_json((yield from ask(request)), request)  # section 3.2.1: 201; some answer 200
        for name in ("client_id", "client_secret"):
            value = members.get(name)
            if (value is not None or name == "client_id") and (not isinstance(value, str) or not value):
                raise JamOAuth2ResponseError(
                    f"the answer to a registration is not usable: {name}", details={"member": name}
                )
        # Section 3.2.1: the answer says what was registered; what it leaves out is as it was asked for.
        return RegisteredClient(
            {"token_endpoint_auth_method": metadata["token_endpoint_auth_method"], **members}
        )

    def __repr__(self) -> str:
        return f"<ClientRegistrar at {self.registration_endpoint or self.issuer!r}>"


def client_id_document(
    client_id: str,
    redirect_uris: str | Collection[str],
    *,
    client_auth: str = "none",
    http_loopback: bool = False,
    **members: object,
) -> JsonObject:
    """Return the document to serve, as JSON, at the URL that is the client's id.

    A provider that understands such ids (OAuth Client ID Metadata Document) fetches it there instead of
    registering the client: `OAuth2Client(client_id, issuer=..., client_auth=...)`.

    Args:
        client_id: an https URL with a path.
        redirect_uris: where users come back to.
        client_auth: "none", or "private_key_jwt" with `jwks` or `jwks_uri` among the members: a shared secret
            cannot stand in a public document.
        http_loopback: allow http to the own machine, for tests.
        members: further client metadata (RFC 7591 section 2).
    """
    urls.check(client_id, "client_id", http_loopback)
    path = urls.split(client_id, "client_id").path
    # A normalised path is another text, and a client_id is compared as text.
    if path in ("", "/") or any(part in (".", "..") for part in path.split("/")):
        raise JamConfigurationError("client_id must be a URL with a path, without . and ..")
    if client_auth not in ("none", "private_key_jwt"):
        raise JamConfigurationError(
            "a client with a public document authenticates by private_key_jwt, or not"
        )
    if client_auth == "private_key_jwt" and not {"jwks", "jwks_uri"} & members.keys():
        raise JamConfigurationError("private_key_jwt needs jwks or jwks_uri in the document")
    return {"client_id": client_id, **_metadata(redirect_uris, client_auth, members)}


def _metadata(redirect_uris: str | Collection[str], auth_method: str, members: JsonObject) -> JsonObject:
    if auth_method not in client_auth.METHODS:
        raise JamConfigurationError(f"client_auth must be one of {', '.join(client_auth.METHODS)}")
    secret = {"client_secret", "client_id"} & members.keys()
    if secret:
        raise JamConfigurationError(f"{', '.join(sorted(secret))} is not the client's to choose")
    return {
        "redirect_uris": list(signed.names(redirect_uris, "redirect_uris")),
        "token_endpoint_auth_method": auth_method,
        # Section 2.1: they fit the response type "code".
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        **members,
    }
