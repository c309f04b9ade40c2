"""The grants and the further requests of a client, one conversation each.

RFC 6749 sections 4 and 6, RFC 7523, RFC 8693, RFC 7009, RFC 7662, OpenID Connect Core section 5.3.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..exceptions.base import JamConfigurationError
from ..exceptions.oauth2 import JamOAuth2IDTokenError, JamOAuth2ResponseError
from . import callback, forms, pkce, requests, signed
from .bearer import scope_text
from .callback import Saved
from .responses import Response, parse_document
from .token_answers import TOKEN_TYPES, Tokens, parse_introspection, parse_pushed, scheme_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

    from ..encoding.json_types import JsonObject, Scope
    from ..jose import JWK, JWKSet
    from .forms import Resource
    from .registration import Registration
    from .steps import Steps

LOGIN_SECONDS = 1800  # a login may take this long: a password to find, a second factor to fetch
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"  # RFC 7523 section 2.1
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # RFC 8693 section 2.1
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # RFC 8693 section 3
# What `begin` decides by itself: a caller's value would take the protection away.
_OWN = frozenset(
    ("response_type", "client_id", "state", "nonce", "code_challenge", "code_challenge_method", "request_uri")
)


def begin(
    registration: Registration,
    scope: Scope,
    extra: Mapping[str, object],
    *,
    redirect_uri: str | None = None,
    resource: Resource = None,
    max_age: int | None = None,
    acr_values: object = None,
) -> Steps[tuple[str, Saved]]:
    """Begin a login: return the URL for the user, and the record to keep in the user's session."""
    own = _OWN.intersection(extra)  # before anything is made: extra would overwrite it below
    if own:
        raise JamConfigurationError(f"begin() sets {', '.join(sorted(own))} itself")
    endpoint = yield from registration.endpoint("authorization_endpoint")
    text = scope_text(scope)
    saved = Saved(
        state=fresh(),  # RFC 6749 section 10.12
        redirect_uri=redirect_uri or registration.redirect_uri,
        client_id=registration.credentials.client_id,
        issuer=registration.issuer,
        expires_at=registration.now() + LOGIN_SECONDS,
    )
    parameters: JsonObject = {
        "client_id": saved["client_id"],
        "redirect_uri": saved["redirect_uri"],
        "response_type": "code",
        "scope": text,
        "state": saved["state"],
    }
    if registration.pkce:
        saved["code_verifier"] = pkce.new_verifier()
        parameters["code_challenge"] = pkce.challenge(saved["code_verifier"])  # RFC 7636 section 4.3
        parameters["code_challenge_method"] = pkce.METHOD
    if "openid" in text.split(" "):  # OpenID Connect Core section 3.1.2.1: a word, not a part of one
        saved["openid"] = True  # so that `finish` knows it where the nonce is switched off
        if registration.nonce:
            parameters["nonce"] = saved["nonce"] = fresh()
    if registration.dpop is not None:
        parameters["dpop_jkt"] = registration.dpop.thumbprint  # RFC 9449 section 10: binds the code, too
    if resource is not None:
        parameters["resource"] = saved["resource"] = forms.resources(resource)
    if max_age is not None:
        parameters["max_age"] = saved["max_age"] = max_age
    if acr_values is not None:
        words = acr_values.split() if isinstance(acr_values, str) else acr_values
        values = [*signed.names(words, "acr_values")]
        saved["acr_values"] = values
        parameters["acr_values"] = " ".join(values)
    parameters.update(extra)
    pushed = registration.pushed
    if pushed is None:
        pushed = registration.metadata.get("require_pushed_authorization_requests", False)
    if pushed:
        members = yield from registration.call("pushed_authorization_request_endpoint", parameters, bind=True)
        # RFC 9126 section 4: nothing else. What the URL repeated, the user could change.
        parameters = {"client_id": saved["client_id"], "request_uri": parse_pushed(members)}
    return forms.authorization_url(endpoint, parameters), saved


def finish(
    registration: Registration, parameters: object, saved: JsonObject, extra: Mapping[str, object]
) -> Steps[Tokens]:
    """End a login: check the callback, exchange the code, validate the ID token."""
    # The application's mistake, and not the provider's: a record of another way of logging in.
    if registration.pkce and isinstance(saved, dict) and "state" in saved and not saved.get("code_verifier"):
        raise JamConfigurationError("this is not a record of begin(): it has no code_verifier")
    metadata = registration.metadata
    if registration.issuer is not None:
        # Before the code: metadata say whether iss must be there.
        metadata = yield from registration.discover()
    code = callback.parse(
        parameters,
        saved,
        client_id=registration.credentials.client_id,
        issuer=registration.issuer,
        may_answer=None if registration.accepted is None else registration.accepted.may_answer,
        iss_required=metadata.get("authorization_response_iss_parameter_supported", False) is True,
        now=registration.now(),
    )
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": saved.get("redirect_uri"),  # RFC 6749 section 4.1.3: identical to that of the request
        # RFC 9700 section 4.8.2: always, if there was a challenge
        "code_verifier": saved.get("code_verifier"),
        "resource": saved.get("resource"),
    }
    # `form` comes last: extra must not replace the verifier.
    tokens = yield from registration.token({**extra, **form})
    if "nonce" in saved or saved.get("openid") is True:  # a provider that leaves the ID token out is refused
        if registration.nonce and not saved.get("nonce"):
            raise JamConfigurationError("this is not a record of begin(): it has no nonce")
        tokens.claims = yield from registration.check_id_token(
            _id_token(tokens),
            nonce=saved.get("nonce"),
            access_token=tokens["access_token"],
            code=code,
            max_age=saved.get("max_age"),
            acr_values=saved.get("acr_values"),
        )
    return tokens


def refresh(
    registration: Registration,
    token: str | Mapping[str, object],
    extra: Mapping[str, object],
    grant_type: str = "refresh_token",
    previous: JsonObject | None = None,
) -> Steps[Tokens]:
    """Exchange a refresh token (RFC 6749 section 6).

    An answer without a refresh token leaves the old one good, so that it stands in what is returned. Of
    tokens (a dict), the ID token and its claims stay as well, until another ID token comes.

    Args:
        registration: of the client.
        token: the refresh token, or the tokens it is one of.
        extra: further parameters.
        grant_type: "refresh_token".
        previous: the claims of the first ID token, against which a new one is validated; or the tokens
            they came with.
    """
    held = token if isinstance(token, dict) else {}
    old = held.get("refresh_token") if isinstance(token, dict) else token
    if not isinstance(old, str) or not old:
        raise JamConfigurationError("there is no refresh token: log in anew, perhaps with offline_access")
    if previous is not None and not isinstance(previous, dict):
        raise JamConfigurationError(
            "previous are the claims of the first ID token, or the tokens of the login"
        )
    if previous is not None and "access_token" in previous:
        previous = previous.get("claims")
    claims = held.get("claims")
    if previous is None and isinstance(claims, dict):
        previous = claims
    tokens = yield from registration.token({"grant_type": grant_type, "refresh_token": old, **extra})
    tokens.setdefault("refresh_token", old)  # section 6: a new one, if it came, replaces the old
    if "id_token" not in tokens:
        kept = {name: held[name] for name in ("id_token", "claims") if name in held}
        tokens.update(kept)
    elif previous is not None:
        tokens.claims = yield from registration.check_id_token(
            tokens["id_token"], previous=previous, access_token=tokens["access_token"]
        )
    return tokens


def jwt_bearer(
    registration: Registration, assertion: str, scope: Scope, extra: Mapping[str, object]
) -> Steps[Tokens]:
    """Exchange a JWT assertion for an access token (RFC 7523 section 2.1)."""
    form = {"grant_type": JWT_BEARER, "assertion": assertion, "scope": scope_text(scope)}
    return (yield from registration.token({**form, **extra}))


def exchange_token(
    registration: Registration,
    subject_token: str,
    subject_token_type: str,
    scope: Scope,
    resource: Resource,
    extra: Mapping[str, object],
) -> Steps[Tokens]:
    """Exchange one token for another (RFC 8693 section 2)."""
    form = {
        "grant_type": TOKEN_EXCHANGE,
        "subject_token": subject_token,
        "subject_token_type": subject_token_type,
        "scope": scope_text(scope),
        "resource": forms.resources(resource),
    }
    # Section 2.2.1: what is issued need not be an access token, and its token_type is then N_A.
    tokens = yield from registration.token({**form, **extra}, (*TOKEN_TYPES, "n_a"))
    if not isinstance(tokens.get("issued_token_type"), str):  # section 2.2.1: REQUIRED
        raise JamOAuth2ResponseError(
            "the answer to a token exchange does not say what it issued",
            details={"member": "issued_token_type"},
        )
    return tokens


def introspect(
    registration: Registration, token: str, token_type_hint: str | None, extra: Mapping[str, object]
) -> Steps[JsonObject]:
    """Ask the provider about a token (RFC 7662 section 2)."""
    form = {"token": token, "token_type_hint": token_type_hint, **extra}
    return parse_introspection((yield from registration.call("introspection_endpoint", form)))


def userinfo(registration: Registration, tokens: object, sub: str | None) -> Steps[JsonObject]:
    """Fetch the claims of a user (OpenID Connect Core section 5.3) and compare their sub."""
    url = yield from registration.endpoint("userinfo_endpoint")
    access_token = tokens.get("access_token") if isinstance(tokens, dict) else tokens
    if not isinstance(access_token, str):
        raise JamConfigurationError("userinfo needs an access token")
    claims = tokens.get("claims") if isinstance(tokens, dict) else None
    if sub is None and isinstance(claims, dict):
        sub = claims.get("sub")
    if sub is not None and not isinstance(sub, str):
        raise JamConfigurationError("the sub to compare with is text")
    kind = scheme_of(tokens) if isinstance(tokens, dict) else "Bearer"
    request = requests.get(
        url, accept="application/json, application/jwt", token=access_token, token_type=kind
    )
    response = yield from registration.exchange(request, access_token, bind=kind == "DPoP")
    claims = yield from _userinfo_claims(registration, response, request)
    given = claims.get("sub")
    if sub is not None and not (  # without one, a provider of plain OAuth2: its user records have no sub
        isinstance(given, str) and compare_digest(given.encode(), sub.encode("utf-8", "replace"))
    ):
        # OpenID Connect Core section 5.3.2
        raise signed.refuse(JamOAuth2IDTokenError, "sub", "of the userinfo is another user's")
    return claims


def fresh() -> str:
    """Return a fresh state or nonce of 256 bits."""
    return base64url.encode(random_bytes(32))


def _userinfo_claims(
    registration: Registration, response: Response, request: requests.Request
) -> Steps[JsonObject]:
    # OpenID Connect Core section 5.3.2
    if response.media_type != "application/jwt" or response.status != 200:
        return parse_document(response, request)
    if registration.accepted is None:
        raise JamConfigurationError("signed userinfo can be validated when the issuer is configured")
    token, issuer = response.body, registration.accepted

    def judge(keys: JWK | JWKSet) -> JsonObject:
        _, claims, _ = signed.verify(token, keys, registration.algorithms(), JamOAuth2IDTokenError)
        signed.check(
            claims,
            JamOAuth2IDTokenError,
            issuer=issuer.of(claims, JamOAuth2IDTokenError),
            audience=registration.credentials.client_id,
            # Section 5.3.2: iss and aud, where it is signed. No exp is asked for.
            required=("iss", "aud", "sub"),
            leeway=registration.leeway,
            now=registration.now(),
        )
        return claims

    return (yield from registration.validate(token, judge))


def _id_token(tokens: Tokens) -> str:
    token = tokens.get("id_token")
    if token is None:  # OpenID Connect Core section 3.1.3.3
        raise JamOAuth2ResponseError(
            "the OAuth2 provider sent no ID token although openid was asked for",
            details={"member": "id_token"},
        )
    return str(token)
