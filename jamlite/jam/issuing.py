"""What `Jam.issue` does: credentials of every kind, made in one way.

The table at the end holds a line for each kind; `accepting` reads what is made here.

May import: the packages below the facade. Touches: nothing but what the facade's modules touch.
"""

from __future__ import annotations

from .. import clock
from ..authz.permissions import permission_list
from ..clock import is_seconds
from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamTypeError
from .accepting import row_of, says_who_encrypted, subject_fields
from .consulting import enlisted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Iterable, Mapping

    from ..driver import Steps
    from .accepting import Claims, Subject
    from .base_jam import BaseJam

# What only the arguments of `issue` may say, or what the module itself writes.
_REGISTERED = frozenset(("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "pit", "id"))
# As further claims these would make a credential that lives for ever, from a call that asked for a lifetime.
_MEANT_EXP = {
    *("expires", "expiry", "ttl", "lifetime", "expires_in", "expires_at", "expires_delta", "expire"),
    *("expiration", "exp_in", "max_age", "lifespan", "valid_for", "validity", "valid_until", "time_to_live"),
}
_MEANT = {"issuer": "iss", "audience": "aud", "not_before": "nbf", "token_id": "jti"}  # of other libraries
_IN_ONE_CASE = frozenset(("exp", "iss", "aud", "nbf", "jti"))


def _refuse_near_misses(names: Iterable[str]) -> None:
    """Refuse claims that were meant as arguments of `issue`: expires=60, EXP=60, issuer="..."."""
    for name in sorted(names):
        plain = name.lower()
        known = "exp" if plain in _MEANT_EXP else _MEANT.get(plain, plain if plain in _IN_ONE_CASE else "")
        if known and known != name:
            said = "exp is the lifetime, in seconds from now" if known == "exp" else f"it is called {known}"
            raise JamConfigurationError(
                f"issue has no argument {name}; {said}",
                error_code="configuration.issue_unknown_argument",
                details={"unknown": [name], "known": [known]},
            )


def issue(
    jam: BaseJam,
    subject: Subject,
    via: str,
    registered: Claims,
    permissions: Collection[str] | None = None,
    claims: Mapping[str, object] | None = None,
) -> str:
    """See `Jam.issue`; `registered` are its exp, iss, aud, nbf and jti."""
    # First: a wrong `via` is told before anything about the subject.
    maker = row_of(_MAKERS, via)
    _refuse_near_misses(claims or ())
    sub, fields = subject_fields(subject)
    body = {name: value for name, value in {**fields, **(claims or {})}.items() if name not in _REGISTERED}
    if permissions is not None:
        body["permissions"] = permissions
    named = body.get("permissions")
    if named is not None:  # an empty list grants nothing; none at all leaves it to the policy
        body["permissions"] = [] if named in ([], ()) else [*permission_list(named)]
    credential: str = maker(jam, sub, registered, body)
    return credential


# --- JWT, PASETO --------------------------------------------------------------------------------


def _issue_jwt(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    token: str = jam.jwt_encode(sub=sub, payload=body, **registered)
    return token


def _issue_paseto(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    from ..crypto.randomness import random_uuid
    from ..paseto import claims

    # A list of tokens needs an id to revoke by.
    named = {**registered, "jti": registered["jti"] or random_uuid()}
    token: str = jam.paseto_create({**body, **claims.build(sub=sub, **named)})
    return token


# --- macaroons ----------------------------------------------------------------------------------


def _issue_macaroon(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    token: str = jam._lead(_issuing_macaroon(jam, sub, registered, body))
    return token


def _issuing_macaroon(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> Steps[str]:
    from ..crypto.randomness import random_uuid

    module = jam.macaroon
    named = {**registered, "jti": registered["jti"] or random_uuid()}
    claims = {**body, "sub": sub, "iat": int(clock.now())}
    token: str = yield jam._called("macaroon", module.issue, claims, **named)
    tokens = module.list
    if tokens is not None and tokens.__list_type__ == "white":
        seconds = module.exp if registered["exp"] is None else registered["exp"]
        # The caveat that says so is not a claim that a list could read.
        until = None if seconds is None else clock.now() + seconds
        yield from enlisted(tokens, token, until)
    return token


# --- sessions, JWE: claims as a JWT has them -------------------------------------------------------


def _claims(sub: str, registered: Claims, body: Claims) -> Claims:
    """Return what a JWT would say."""
    from ..jose import jwt_claims

    now = int(clock.now())
    # Registered last: `body` came from a subject's fields.
    claims = {**body, "sub": sub, "iat": now, **registered}
    for name in ("exp", "nbf"):
        seconds = registered[name]
        if seconds is not None:
            if not is_seconds(seconds):
                raise JamTypeError(f"{name} must be a number of seconds from now")
            claims[name] = now + seconds
    claims = {name: value for name, value in claims.items() if value is not None}
    jwt_claims.check_types(claims)  # RFC 7519 section 4.1: what a JWT refuses, a session and a JWE refuse
    return claims


def _issue_session(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    session_id: str = jam.session_create(sub, _claims(sub, registered, body))
    return session_id


def _issue_jwe(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    if says_who_encrypted(jam.jwe):
        encrypted: str = jam.jwe_encrypt(strict_json.dumps(_claims(sub, registered, body), "the claims"))
    else:
        encrypted = jam._lead(_signed_and_encrypted(jam, sub, registered, body))
    return encrypted


def _signed_and_encrypted(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> Steps[str]:
    signed = yield _issue_jwt(jam, sub, registered, body)  # RFC 7519 section 11.2: signed first
    encrypted: str = yield jam.jwe_encrypt(signed, {"cty": "JWT"})  # RFC 7519 section 5.2
    return encrypted


# --- one line for each kind ------------------------------------------------------------------------

_MAKERS: dict[str, Callable[[BaseJam, str, Claims, Claims], str]] = {
    "jwt": _issue_jwt,
    "paseto": _issue_paseto,
    "macaroon": _issue_macaroon,
    "session": _issue_session,
    "jwe": _issue_jwe,
}
