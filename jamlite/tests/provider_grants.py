"""What `FakeProvider` grants: one function for each grant type, on the provider's records."""

from __future__ import annotations

from ..crypto import hashes
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..jose import jwt
from ..oauth2 import logout, pkce
from ..oauth2.signed import asymmetric
from .provider_clients import Refusal, random_name, read_assertion
from .provider_state import Family, Grant, ProviderState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject


ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
_REFRESH_LIFETIME = 86_400
_CODE_LIFETIME = 60  # RFC 6749 section 4.1.2: at most ten minutes
_DEVICE_LIFETIME = 600


def new_code(idp: ProviderState, form: dict[str, str]) -> str:
    """Return the code for an authorization request of the user (RFC 6749 section 4.1)."""
    if form.get("response_type") != "code":
        raise Refusal("unsupported_response_type", "")  # RFC 6749 section 4.1.2.1
    challenge = form.get("code_challenge")
    if challenge is None and idp.is_public:  # RFC 9700 section 2.1.1
        raise Refusal("invalid_request", "a public client needs PKCE")
    # RFC 7636 section 4.2; plain is its default.
    if challenge is not None and form.get("code_challenge_method") != "S256":
        raise Refusal("invalid_request", "code_challenge_method must be S256")
    grant = Grant("code", dict(idp.user), form.get("scope", ""), idp.now() + _CODE_LIFETIME, Family())
    grant.form, grant.auth_time = form, int(idp.now())
    code = random_name()
    idp.codes[code] = grant
    return code


def exchange_code(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """RFC 6749 section 4.1.3, RFC 7636 section 4.6."""
    grant = idp.codes.get(form.get("code", ""))
    if grant is None or grant.expires <= idp.now():
        raise Refusal("invalid_grant", "the code is unknown or has expired")
    if grant.used:  # section 4.1.2: what was issued for it ends
        grant.family.ended = True
        raise Refusal("invalid_grant", "the code was used before")
    grant.used = True  # before the checks below: a code that was tried wrongly is spent
    if form.get("redirect_uri", "") != grant.form.get("redirect_uri", ""):  # RFC 6749 section 4.1.3
        raise Refusal("invalid_grant", "redirect_uri is not that of the authorization request")
    challenge = grant.form.get("code_challenge")
    if challenge is None and "code_verifier" in form:  # RFC 9700 section 2.1.1: PKCE was stripped
        raise Refusal("invalid_grant", "no code_challenge was sent")
    if challenge is not None and not pkce.verify(form.get("code_verifier"), challenge):
        raise Refusal("invalid_grant", "the code_verifier is wrong")
    if grant.form.get("dpop_jkt", jkt) != jkt:  # RFC 9449 section 10
        raise Refusal("invalid_grant", "the code is bound to another key")
    return issue(idp, grant, jkt, nonce=grant.form.get("nonce"))


def refresh(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """Exchange a refresh token; one that comes back ends its family (RFC 9700 section 4.14.2)."""
    grant = idp.tokens.get(form.get("refresh_token", ""))
    if grant is None or grant.kind != "refresh" or grant.family.ended or grant.expires <= idp.now():
        raise Refusal("invalid_grant", "the refresh token is not valid")
    if grant.used:
        grant.family.ended = True
        raise Refusal("invalid_grant", "the refresh token was used before")
    if idp.is_public and grant.jkt != jkt:  # RFC 9449 section 5
        raise Refusal("invalid_grant", "the refresh token is bound to another key")
    scope = form.get("scope", grant.scope)
    if not set(scope.split()) <= set(grant.scope.split()):  # RFC 6749 section 6
        raise Refusal("invalid_scope", "")
    grant.used = True
    return issue(idp, grant, jkt, scope=scope)


def client_credentials(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """RFC 6749 section 4.4: no user, no refresh token."""
    if idp.is_public:
        raise Refusal("unauthorized_client", "a public client cannot have tokens of its own")  # section 4.4
    grant = Grant("client", {"sub": idp.client_id}, form.get("scope", ""), 0, Family())
    return _access_token(idp, grant, jkt, audience=form.get("resource", ""))


def bearer_assertion(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """RFC 7523 section 2.1: the client's own word for whom it acts; no refresh token."""
    if idp.client_key is None:
        raise Refusal("unauthorized_client", "the client has no key")
    token = form.get("assertion", "")
    claims = read_assertion(idp, token, idp.client_key, asymmetric(), "invalid_grant")
    # Any other subject exists, too, and has no further claims.
    user = idp.user if claims["sub"] == idp.user["sub"] else {"sub": claims["sub"]}
    grant = Grant("assertion", dict(user), form.get("scope", ""), 0, Family())
    return _access_token(idp, grant, jkt, audience=form.get("resource", ""))


def start_device(idp: ProviderState, form: dict[str, str]) -> JsonObject:
    """RFC 8628 section 3.2."""
    expires = idp.now() + _DEVICE_LIFETIME
    grant = Grant("device", dict(idp.user), form.get("scope", ""), expires, Family())
    grant.user_code, grant.auth_time = random_bytes(4).hex().upper(), int(idp.now())
    device_code = random_name()
    idp.devices[device_code] = grant
    return {
        "device_code": device_code,
        "user_code": grant.user_code,
        "verification_uri": f"{idp.issuer}/device",
        "expires_in": _DEVICE_LIFETIME,
        "interval": idp.interval,
    }


def finish_device(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """RFC 8628 section 3.5."""
    grant = idp.devices.get(form.get("device_code", ""))
    if grant is None or grant.used:
        raise Refusal("invalid_grant", "the device code is unknown or was used")
    now, last = idp.now(), grant.asked
    grant.asked = now
    if grant.expires <= now:
        raise Refusal("expired_token", "")
    if now - last < idp.interval:  # the first question is always in time: `asked` begins at minus infinity
        raise Refusal("slow_down", "")  # the client adds 5 seconds; it is not held to them here
    if grant.decided is None:
        raise Refusal("authorization_pending", "")
    grant.used = True
    if not grant.decided:
        raise Refusal("access_denied", "")
    return issue(idp, grant, jkt)


def exchange_token(idp: ProviderState, form: dict[str, str], jkt: str) -> JsonObject:
    """RFC 8693: another access token, for another audience or a smaller scope."""
    grant = idp.tokens.get(form.get("subject_token", ""))
    if form.get("subject_token_type") != ACCESS_TOKEN:
        raise Refusal("invalid_request", "subject_token_type must be an access token")
    if grant is None or not is_live(idp, grant, "access"):
        # RFC 8693 section 2.2.2: not invalid_grant
        raise Refusal("invalid_request", "the subject_token is not valid")
    scope = form.get("scope", grant.scope)
    if not set(scope.split()) <= set(grant.scope.split()):
        raise Refusal("invalid_scope", "")
    audience = form.get("audience") or form.get("resource") or ""
    answer = _access_token(idp, grant, jkt, scope=scope, audience=audience)
    return {**answer, "issued_token_type": ACCESS_TOKEN}  # RFC 8693 section 2.2.1


GRANTS = {
    "authorization_code": exchange_code,
    "refresh_token": refresh,
    "client_credentials": client_credentials,
    "urn:ietf:params:oauth:grant-type:device_code": finish_device,
    "urn:ietf:params:oauth:grant-type:token-exchange": exchange_token,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": bearer_assertion,
}


def issue(
    idp: ProviderState, grant: Grant, jkt: str, *, scope: str | None = None, nonce: str | None = None
) -> JsonObject:
    """Return a token response for a user: access token, refresh token, and an ID token with openid."""
    answer = _access_token(idp, grant, jkt, scope=scope, audience=grant.form.get("resource", ""))
    access, scope = answer["access_token"], answer["scope"]
    # The scope of the old one, even if a smaller one was asked for now (RFC 6749 section 6).
    fresh = Grant("refresh", grant.user, grant.scope, idp.now() + _REFRESH_LIFETIME, grant.family)
    fresh.auth_time, fresh.jkt = grant.auth_time, jkt
    refresh_token = answer["refresh_token"] = random_name()
    idp.tokens[refresh_token] = fresh
    if "openid" in scope.split():
        now = int(idp.now())
        claims = {
            "iss": idp.issuer,
            "sub": grant.user["sub"],
            "aud": idp.client_id,
            "iat": now,
            "exp": now + idp.lifetime,
            # Of the login, after a refresh, too: OpenID Connect Core section 12.2.
            "auth_time": grant.auth_time,
            # Section 3.1.3.6: the hash of ES256 and RS256.
            "at_hash": base64url.encode(hashes.digest("sha256", access.encode("ascii"))[:16]),
        }
        # A refreshed one has no nonce (OpenID Connect Core section 12.2).
        answer["id_token"] = jwt.encode({**claims, **({"nonce": nonce} if nonce else {})}, idp.keys[0])
    return answer


def introspect(idp: ProviderState, token: str) -> JsonObject:
    """RFC 7662 section 2.2."""
    grant = idp.tokens.get(token)
    if grant is None or not is_live(idp, grant):
        return {"active": False}  # and nothing else, of whatever cause
    return {
        "active": True,
        "scope": grant.scope,
        "client_id": idp.client_id,
        "sub": grant.user["sub"],
        "iss": idp.issuer,
        "exp": int(grant.expires),
        **({"aud": grant.audience, "token_type": _token_type(grant.jkt)} if grant.kind == "access" else {}),
        **_confirmation(grant.jkt),
    }


def revoke(idp: ProviderState, token: str) -> None:
    """RFC 7009 section 2.1: with a refresh token all of its family goes."""
    grant = idp.tokens.get(token)
    if grant is not None:
        grant.used = True
        if grant.kind == "refresh":
            grant.family.ended = True


def is_live(idp: ProviderState, grant: Grant, kind: str | None = None) -> bool:
    """Tell whether a token may still be used."""
    # `used` of an access token means revoked.
    return kind in (None, grant.kind) and not (grant.used or grant.family.ended) and grant.expires > idp.now()


def user_claims(grant: Grant) -> JsonObject:
    """Return the claims of the user that the scope names (OpenID Connect Core section 5.4)."""
    hidden = () if "email" in grant.scope.split() else ("email", "email_verified")
    return {name: value for name, value in grant.user.items() if name not in hidden}


def check_access(idp: ProviderState, scheme: str, token: str, jkt: str) -> Grant:
    """Return the grant of an access token that came with a request (RFC 6750, RFC 9449 section 7)."""
    grant = idp.tokens.get(token)
    # RFC 9449 section 7.1: a bound token is no Bearer token.
    if grant is None or not is_live(idp, grant, "access") or scheme.lower() != _token_type(grant.jkt).lower():
        raise Refusal("invalid_token", "", 401)
    if grant.jkt and grant.jkt != jkt:
        raise Refusal("invalid_token", "the token is bound to another key", 401)
    return grant


def logout_token(idp: ProviderState, sub: str | None, sid: str | None) -> str:
    """Return a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4)."""
    now = int(idp.now())
    claims = {
        "iss": idp.issuer,
        "aud": idp.client_id,
        "iat": now,
        "exp": now + 120,  # Back-Channel Logout 1.0 prefers two minutes at most
        "jti": random_name(),
        "events": {logout.EVENT: {}},
        **({"sub": sub} if sub else {}),
        **({"sid": sid} if sid else {}),
    }
    # And no nonce: it must not pass for an ID token.
    return jwt.encode(claims, idp.keys[0], header={"typ": "logout+jwt"})


def _access_token(
    idp: ProviderState, grant: Grant, jkt: str, *, audience: str, scope: str | None = None
) -> JsonObject:
    """Return a token response with a JWT access token (RFC 9068 section 2.2) that descends from `grant`."""
    now = int(idp.now())
    scope = grant.scope if scope is None else scope
    names = audience.split(" ")
    claims = {
        "iss": idp.issuer,
        "sub": grant.user["sub"],
        # RFC 9068 section 3: a default without a resource.
        "aud": names if len(names) > 1 else audience or idp.client_id,
        "client_id": idp.client_id,
        "iat": now,
        "exp": now + idp.lifetime,
        "jti": random_name(),
        "scope": scope,
        **_confirmation(jkt),
    }
    token = jwt.encode(claims, idp.keys[0], header={"typ": "at+jwt"})  # RFC 9068 section 2.1
    made = Grant("access", grant.user, scope, claims["exp"], grant.family)
    made.audience, made.jkt = claims["aud"], jkt
    idp.tokens[token] = made
    return {
        "access_token": token,
        "token_type": _token_type(jkt),
        "expires_in": idp.lifetime,
        "scope": scope,
    }


def _token_type(jkt: str) -> str:
    return "DPoP" if jkt else "Bearer"  # RFC 9449 section 5


def _confirmation(jkt: str) -> JsonObject:
    return {"cnf": {"jkt": jkt}} if jkt else {}  # RFC 9449 section 6.1
