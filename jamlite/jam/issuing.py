"""One door for every kind of credential: what `Jam.issue`, `Jam.authenticate` and `Jam.authorize` do.

The tables at the end hold a line for each kind. A credential of any kind says the same: `sub`, the
fields of the subject, `permissions`, further claims; a session and a JWE keep them as a JWT would.

May import: the packages below the facade. Touches: nothing but what the facade's modules touch.
"""

from __future__ import annotations

from .. import clock
from ..authz.context import AuthorizationContext
from ..authz.decision import decide
from ..authz.permissions import permission_list
from ..authz.principal import Principal, is_uuid
from ..clock import is_seconds
from ..encoding import strict_json
from ..encoding.checks import is_number_of
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamTypeError, JamValidationError
from ..exceptions.jose import JamJWEInvalidFormatError
from ..exceptions.sessions import JamSessionNotFound, JamStoreError
from ..sessions.pending import PENDING
from .consulting import consulted, enlisted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Iterable, Mapping, Protocol, TypeVar, Union
    from uuid import UUID

    from ..authz.permissions import Constraint
    from ..driver import Steps
    from ..encoding.json_types import JsonObject, JsonValue
    from .base_jam import BaseJam

    Claims = JsonObject
    Constraints = list[Constraint]
    Expected = Mapping[str, Any]  # one of the TypedDicts of expected.py
    Row = TypeVar("Row")

    class _WithFields(Protocol):
        def to_dict(self) -> Claims: ...

    # A `BaseSubject` or what has its method, the fields with `id` among them, or the id alone.
    Subject = Union[_WithFields, Mapping[str, object], str, int, UUID]

# The application's own trouble: must never look like a refused credential.
# JamSelfTestError is no JamError, and passes by itself.
NOT_A_REFUSAL = (JamConfigurationError, JamStoreError)
# What only the arguments of `issue` may say, or what the module itself writes.
_REGISTERED = frozenset(("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "pit", "id"))
# As further claims these would make a credential that lives for ever, from a call that asked for a lifetime.
_MEANT_EXP = {
    *("expires", "expiry", "ttl", "lifetime", "expires_in", "expires_at", "expires_delta", "expire"),
    *("expiration", "exp_in", "max_age", "lifespan", "valid_for", "validity", "valid_until", "time_to_live"),
}
_MEANT = {"issuer": "iss", "audience": "aud", "not_before": "nbf", "token_id": "jti"}  # of other libraries
_IN_ONE_CASE = frozenset(("exp", "iss", "aud", "nbf", "jti"))
_PASETO_STARTS = tuple(f"v{version}.{purpose}." for version in "1234" for purpose in ("local", "public"))


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
    maker = _row(_MAKERS, via)
    _refuse_near_misses(claims or ())
    sub, fields = _subject(subject)
    body = {name: value for name, value in {**fields, **(claims or {})}.items() if name not in _REGISTERED}
    if permissions is not None:
        body["permissions"] = permissions
    named = body.get("permissions")
    if named is not None:  # an empty list grants nothing; none at all leaves it to the policy
        body["permissions"] = [] if named in ([], ()) else [*permission_list(named)]
    credential: str = maker(jam, sub, registered, body)
    return credential


def authenticating(jam: BaseJam, token: object, via: str | None, expected: Expected) -> Steps[Principal]:
    """See `Jam.authenticate`."""
    if not isinstance(token, str):
        raise JamTypeError(f"a credential is text, got {type(token).__name__}")
    kind = _recognise(jam, token) if via is None else via
    constraints: Constraints = []  # a macaroon brings some
    claims = yield from _row(_READERS, kind)(jam, token, expected, constraints)
    return Principal({**claims, "id": _who(claims)}, claims, kind, constraints)


def _who(claims: Claims) -> str | int | None:
    """Return the subject of a credential. One without a subject is nobody's login, however genuine."""
    sub = claims.get("sub")
    # An integer is what Jam 4 writes; True would be user 1.
    named = isinstance(sub, (str, int)) and not isinstance(sub, bool) and sub != "" and PENDING not in claims
    return sub if named else None


def authorize(
    jam: BaseJam, principal: Principal | Subject, permission: str, context: AuthorizationContext | None
) -> bool:
    """See `Jam.authorize`."""
    if not isinstance(principal, Principal):
        sub, fields = _subject(principal)
        principal = Principal({"id": sub, **fields}, {}, "subject")
    return decide(principal, permission, context, jam._modules.get("authz"))


def _row(table: dict[str, Row], via: object) -> Row:
    if not isinstance(via, str) or via not in table:
        raise JamConfigurationError(
            f"via must be one of {', '.join(table)}",
            error_code="configuration.issue_unknown_via",
            details={"available": [*table]},
        )
    return table[via]


def _subject(subject: Subject) -> tuple[str, Claims]:
    """Return the id of a subject as text, and its fields."""
    if isinstance(subject, (str, int)) or is_uuid(subject):
        subject = {"id": subject}
    fields = subject.to_dict() if hasattr(subject, "to_dict") else subject
    if not isinstance(fields, dict):
        raise JamTypeError(f"a subject is a BaseSubject, a dict or an id, got {type(subject).__name__}")
    found = fields.get("id")
    if is_uuid(found):
        found = str(found)
        fields = {**fields, "id": found}
    if not (isinstance(found, str) or is_number_of(found)) or found == "":
        raise JamConfigurationError(
            "the id of a subject is text, an integer or a UUID",
            error_code="configuration.authz.invalid_subject",
        )
    return str(found), fields  # RFC 7519 section 4.1.2: sub is a string


def _recognise(jam: BaseJam, token: str) -> str:
    """Return the kind of a credential among those that are configured, by its shape."""
    kinds = [kind for kind in _READERS if kind in jam._modules]
    if not kinds:
        raise JamConfigurationError(f"none of {', '.join(_READERS)} is configured")
    if len(kinds) == 1:  # whatever it looks like: its own reader says what is wrong
        return kinds[0]
    for kind in kinds:
        if _SHAPES[kind](token):
            return kind
    raise JamValidationError("this is none of the configured credentials", error_code="authz.unrecognised")


# --- JWT, PASETO --------------------------------------------------------------------------------


def _issue_jwt(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    token: str = jam.jwt_encode(sub=sub, payload=body, **registered)
    return token


def _read_jwt(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    claims: Claims = yield jam.jwt_decode(token, **{"check_nbf": True, "check_list": None, **expected})
    return claims


def _issue_paseto(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    from ..crypto.randomness import random_uuid
    from ..paseto import claims

    # A list of tokens needs an id to revoke by.
    named = {**registered, "jti": registered["jti"] or random_uuid()}
    token: str = jam.paseto_create({**body, **claims.build(sub=sub, **named)})
    return token


def _read_paseto(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    decoded = yield jam.paseto_decode(token, **{"check_list": None, **expected})
    claims: Claims = decoded["payload"]
    return claims


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


def _read_macaroon(jam: BaseJam, token: str, expected: Expected, under: Constraints) -> Steps[Claims]:
    module = jam.macaroon
    rest = {"issuer": module.issuer, "audience": module.audience, "leeway": module.leeway, **expected}
    discharges = rest.pop("discharges", None) or ()
    claims, constraints = yield jam._called("macaroon", module.authenticate, token, discharges)
    under += constraints  # the list of the caller, which becomes the principal's
    claims = _checked(claims, rest)
    # After the claims are judged: an expired macaroon costs no look into a store.
    if module.list is not None:
        claims = yield from consulted(module.list, token, claims, claims)
    return claims


def _is_macaroon(token: str) -> bool:
    from ..exceptions.macaroons import JamMacaroonFormatError
    from ..macaroons.macaroon import Macaroon

    try:
        Macaroon.deserialize(token)
    except JamMacaroonFormatError:
        return False
    return True


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


def _checked(claims: JsonValue, expected: Expected) -> Claims:
    from ..jose import verified_claims

    verified_claims.check(claims, **verified_claims.any_audience({**expected}))
    found: Claims = claims
    return found


def _issue_session(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    session_id: str = jam.session_create(sub, _claims(sub, registered, body))
    return session_id


def _read_session(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    data: Claims | None = yield jam.session_get(token)
    if data is None:
        raise JamSessionNotFound()
    if "iat" not in data and not expected:
        return data  # not of `issue`: an application's own data, whose names mean what they like
    return _checked(data, expected)


def _issue_jwe(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> str:
    if _says_who_encrypted(jam.jwe):
        encrypted: str = jam.jwe_encrypt(strict_json.dumps(_claims(sub, registered, body), "the claims"))
    else:
        encrypted = jam._lead(_signed_and_encrypted(jam, sub, registered, body))
    return encrypted


def _signed_and_encrypted(jam: BaseJam, sub: str, registered: Claims, body: Claims) -> Steps[str]:
    signed = yield _issue_jwt(jam, sub, registered, body)  # RFC 7519 section 11.2: signed first
    encrypted: str = yield jam.jwe_encrypt(signed, {"cty": "JWT"})  # RFC 7519 section 5.2
    return encrypted


def _read_jwe(jam: BaseJam, token: str, expected: Expected, under: Constraints) -> Steps[Claims]:
    content = yield jam.jwe_decrypt(token)
    try:
        if not _says_who_encrypted(jam.jwe):
            # Opened once: a JWE inside is not opened (RFC 8725 section 2.3).
            return (yield from _read_jwt(jam, content.decode("ascii"), expected, under))
        return _checked(strict_json.loads(content, "the content"), expected)
    except (UnicodeDecodeError, JamEncodingError) as error:
        raise JamJWEInvalidFormatError(
            "the decrypted content is neither a signed token nor a JSON object"
        ) from error


def _says_who_encrypted(module: object) -> bool:
    """Tell whether only who has the secret can encrypt; with a public key anybody can."""
    alg = getattr(module, "alg", None)
    # RFC 7518 section 4.1: dir, A*KW, A*GCMKW and PBES2 are the symmetric ones.
    return isinstance(alg, str) and (alg == "dir" or alg.startswith(("A", "PBES2")))


# --- one line for each kind ------------------------------------------------------------------------

_MAKERS: dict[str, Callable[[BaseJam, str, Claims, Claims], str]] = {
    "jwt": _issue_jwt,
    "paseto": _issue_paseto,
    "macaroon": _issue_macaroon,
    "session": _issue_session,
    "jwe": _issue_jwe,
}
_READERS: dict[str, Callable[[BaseJam, str, Expected, Constraints], Steps[Claims]]] = {
    # The order in which shapes are tried. A macaroon has no dot and a session id neither, so session is last.
    "paseto": _read_paseto,
    "macaroon": _read_macaroon,
    "jwe": _read_jwe,
    "jwt": _read_jwt,
    "session": _read_session,
}
_SHAPES: dict[str, Callable[[str], bool]] = {
    "paseto": lambda token: token.startswith(_PASETO_STARTS),
    "jwe": lambda token: token.count(".") == 4,  # RFC 7516 section 9: five parts
    "jwt": lambda token: token.count(".") == 2,  # RFC 7516 section 9: three parts
    "macaroon": _is_macaroon,
    "session": lambda token: "." not in token,
}
