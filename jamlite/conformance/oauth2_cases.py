"""Runners of the OAuth2 and OpenID Connect families."""

from __future__ import annotations

from urllib.parse import parse_qsl

from ..jose import JWK
from ..oauth2 import (
    callback,
    client_auth,
    device,
    discovery,
    dpop,
    forms,
    id_token,
    pkce,
    requests,
    responses,
    token_answers,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .family import Family, Outputs

_REQUEST = requests.Request("POST", "https://server.example.com/token", {})


def _challenge(verifier: str) -> Outputs:
    return {"challenge": pkce.challenge(verifier)}


def _form(value: bytes) -> dict[str, bytes | None]:
    return {"body": forms.post("https://a.example/", {"v": value.decode()}).body}  # RFC 6749 appendix B


def _basic(client_id: str, client_secret: str) -> Outputs:
    return {"authorization": client_auth.basic_header(client_id, client_secret)}


def _authorization_url(endpoint: str, parameters: JsonObject) -> Outputs:
    url = forms.authorization_url(endpoint, parameters)
    # Spelling of escapes is free.
    return {"base": url.partition("?")[0], "query": [list(p) for p in parse_qsl(url.partition("?")[2])]}


def _answer(status: int, content_type: str, body: bytes) -> Outputs:
    response = responses.Response(status, {"Content-Type": content_type}, body)
    return responses.parse_json(response, _REQUEST)


def _token(status: int, content_type: str, body: bytes, also: tuple[str, ...] = ()) -> Outputs:
    members = _answer(status, content_type, body)
    tokens = token_answers.parse_tokens(members, 0, (*token_answers.TOKEN_TYPES, *also))
    sent = {name: value for name, value in tokens.items() if name != "expires_at"}  # that one is ours
    return {"tokens": sent, "expires_at": tokens.expires_at}


def _introspection(status: int, content_type: str, body: bytes) -> Outputs:
    return {"claims": token_answers.parse_introspection(_answer(status, content_type, body))}


def _pushed(status: int, content_type: str, body: bytes, endpoint: str, client_id: str) -> Outputs:
    uri = token_answers.parse_pushed(_answer(status, content_type, body))
    return _authorization_url(endpoint, {"client_id": client_id, "request_uri": uri})


def _device(status: int, content_type: str, body: bytes, now: int) -> Outputs:
    return {"device": dict(device.parse(_answer(status, content_type, body), now))}


def _well_known(issuer: str) -> Outputs:
    return {"oauth": discovery.oauth_url(issuer), "openid": discovery.openid_url(issuer)}


def _metadata(issuer: str, metadata: JsonObject) -> bool:
    return discovery.check_metadata(metadata, issuer) == metadata


def _callback(url: str, state: str, issuer: str) -> Outputs:
    saved = {"state": state, "client_id": "c", "issuer": issuer, "expires_at": 1}
    # RFC 9207 section 2.4.
    code = callback.parse(url, saved, client_id="c", issuer=issuer, iss_required=True, now=0)
    return {"code": code}


def _proof(
    proof: str, method: str, url: str, now: int, access_token: str | None = None, jkt: str | None = None
) -> Outputs:
    return {"claims": dpop.verify(proof, method, url, access_token=access_token, jkt=jkt, now=now)}


def _token_hash(access_token: str) -> Outputs:
    return {"ath": dpop.token_hash(access_token)}


def _thumbprint(jwk: JsonObject) -> Outputs:
    return {"jkt": JWK(jwk).thumbprint()}


def _hash_of(value: str, alg: str) -> dict[str, str | None]:
    return {"hash": id_token.hash_of(value, alg)}


FAMILIES: dict[str, Family] = {
    "PKCE": {"challenge": _challenge, "verify": pkce.verify},
    "OAuth2-Request": {"form": _form, "basic": _basic, "authorization_url": _authorization_url},
    "OAuth2-Response": {
        "token": _token,
        "introspection": _introspection,
        "pushed": _pushed,
        "device": _device,
    },
    "OAuth2-Metadata": {"well_known": _well_known, "metadata": _metadata},
    "OAuth2-Callback": {"callback": _callback},
    "DPoP": {"proof": _proof, "token_hash": _token_hash, "thumbprint": _thumbprint},
    "ID-Token-Hash": {"hash": _hash_of},
}
