"""What a facade accepts: tokens, and by `authenticate` credentials of every kind; and who may do what.

The tables at the end hold a line for each kind. A credential of any kind says the same: `sub`, the
fields of the subject, `permissions`, further claims; a session and a JWE keep them as a JWT would.
"""

from __future__ import annotations

from ..driver import stepwise
from ..encoding import strict_json
from ..encoding.checks import is_short_int, is_uuid
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamTypeError, JamValidationError
from ..exceptions.jose import JamJWEInvalidFormatError
from .base_jam import BaseJam
from .consulting import consulted, of_claims

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Protocol, TypeVar, Union, Unpack
    from uuid import UUID

    from ..authz.context import AuthorizationContext
    from ..authz.permissions import Constraint
    from ..authz.principal import Principal
    from ..driver import Steps
    from ..encoding.json_types import JsonObject, JsonValue
    from .expected import ExpectedOfAny, ExpectedOfJWT, ExpectedOfPASETO

    Claims = JsonObject
    Constraints = list[Constraint]
    Expected = Mapping[str, Any]  # one of the TypedDicts of expected.py
    Row = TypeVar("Row")

    class _WithFields(Protocol):
        def to_dict(self) -> Claims: ...

    # A `BaseSubject` or what has its method, the fields with `id` among them, or the id alone.
    Subject = Union[_WithFields, Mapping[str, object], str, int, UUID]

_PASETO_STARTS = tuple(f"v{version}.{purpose}." for version in "1234" for purpose in ("local", "public"))


class AcceptingJam(BaseJam):
    """The half of `Jam` that verifies; arguments as `BaseJam`."""

    def jwt_decode(
        self,
        token: str,
        check_exp: bool = True,
        check_list: bool | None = True,
        check_nbf: bool = True,
        include_headers: bool = False,
        **expected: Unpack[ExpectedOfJWT],
    ) -> JsonObject:
        """Verify a token and return its payload.

        Args:
            token: compact JWS text.
            check_exp: False accepts an expired token.
            check_list: True consults the configured list and raises if there is none; None consults
                it if there is one; False does not.
            check_nbf: False accepts a token whose nbf or iat lies in the future.
            include_headers: True returns {"header": ..., "payload": ...}.
            expected: issuer, audience, subject, required, leeway, max_age, typ, now: as in
                `jose.JWT.decode`.

        Raises:
            JamConfigurationError: check_list is True and no list is configured.
            JamJWTInBlackList, JamJWTNotInWhiteList: the list refuses the token.
            Others: as `jose.JWT.decode`.
        """
        module = self.jwt
        tokens = getattr(module, "list", None)
        if check_list and tokens is None:  # Jam raises so, with check_list=True as its default
            raise JamConfigurationError(
                "check_list needs a list in jose.jwt; check_list=None consults one if it is there",
                error_code="configuration.jwt.list_not_connected",
            )
        judges = getattr(module, "checks_claims", False)
        if judges:
            decoded = module.decode(token, check_exp=check_exp, check_nbf=check_nbf, **expected)
        else:
            decoded = module.decode(token)  # Jam calls a custom module with the token alone
        payload: JsonObject = decoded
        if isinstance(decoded, dict) and decoded.keys() == {"header", "payload"}:
            payload = decoded["payload"]  # a user's own module may return the payload alone
        if not judges:
            from ..jose import verified_claims

            known = of_claims("jose.jwt", expected, "typ")
            known = verified_claims.any_audience(known)
            verified_claims.check(payload, exp=check_exp, nbf=check_nbf, **known)
        result: JsonObject = decoded if include_headers else payload
        if check_list is not False and tokens is not None:
            result = self._lead(consulted(tokens, token, payload, result))
        return result

    def paseto_decode(
        self,
        token: str,
        check_exp: bool = True,
        check_list: bool | None = None,
        **expected: Unpack[ExpectedOfPASETO],
    ) -> JsonObject:
        """Verify or decrypt a PASETO; return {"payload", "footer"}.

        Args:
            token: a token of the configured version and purpose.
            check_exp: False accepts an expired token.
            check_list: None consults the configured list if there is one; True raises if there is
                none; False does not consult it.
            expected: footer, implicit_assertion, check_nbf, issuer, audience, subject, required,
                leeway, now: as in `paseto.BasePASETO.decode`.

        Raises:
            JamConfigurationError: check_list is True and no list is configured.
            JamJWTInBlackList, JamJWTNotInWhiteList: the list refuses the token.
            Others: as `paseto.BasePASETO.decode`.
        """
        from ..paseto import claims
        from .paseto_module import BasePASETO

        module = self.paseto
        tokens = getattr(module, "list", None)
        if check_list and tokens is None:
            raise JamConfigurationError(
                "check_list needs a list in paseto; check_list=None consults one if it is there",
                error_code="configuration.paseto.list_not_connected",
            )
        if getattr(type(module), "decode", None) is BasePASETO.decode:
            payload, footer = module.decode(token, check_exp=check_exp, **expected)
        else:  # a user's own module reads the token, and may return the payload alone; we judge its claims
            decoded: Any = module.decode(token)
            payload, footer = decoded if isinstance(decoded, tuple) else (decoded, None)
            if payload is None:
                from ..exceptions.paseto import JamPASETOInvalidTokenFormat

                raise JamPASETOInvalidTokenFormat(
                    "the module of paseto found nothing in the token", error_code="paseto.nothing_found"
                )
            known = of_claims("paseto", expected, "footer", "implicit_assertion")
            claims.check(payload, check_exp=check_exp, numeric=True, **known)
        result = {"payload": payload, "footer": footer}
        if check_list is not False and tokens is not None:
            # Lists know times as numbers, and ask for iat.
            times = claims.check_types(payload, numeric=True)
            result = self._lead(consulted(tokens, token, {**payload, **times}, result))
        return result

    @stepwise
    def authenticate(
        self, token: str, via: str | None = None, **expected: Unpack[ExpectedOfAny]
    ) -> Steps[Principal]:
        """Return who an acceptable credential is for.

        Args:
            token: a token or a session id.
            via: "jwt", "jwe", "paseto", "macaroon" or "session"; None tells it by its shape, among those
                configured.
            expected: issuer, audience, subject, required, leeway, now; discharges of a macaroon.

        Returns:
            The principal. Its id is `sub`; None is nobody's login, and guards and policies refuse it.

        Raises:
            JamSessionNotFound: there is no such session.
            JamValidationError: it has the shape of no configured credential.
            Others: as `jwt_decode`, `jwe_decrypt`, `paseto_decode`, `macaroon.authenticate`.
        """
        if not isinstance(token, str):
            raise JamTypeError(f"a credential is text, got {type(token).__name__}")
        kind = _recognise(self, token) if via is None else via
        constraints: Constraints = []  # a macaroon brings some
        claims = yield from row_of(_READERS, kind)(self, token, expected, constraints)
        # One without a subject is nobody's login, however genuine; so is one that waits for a second factor.
        sub = claims.get("sub")
        # An integer is what Jam 4 writes; True would be user 1.
        named = isinstance(sub, (str, int)) and not isinstance(sub, bool) and sub != ""
        principal, pending, _ = _later()
        found = sub if named and pending not in claims else None
        return principal({**claims, "id": found}, claims, kind, constraints)

    def authorize(
        self, principal: Principal | Subject, permission: str, context: AuthorizationContext | None = None
    ) -> bool:
        """Tell whether a principal, or a subject as for `issue`, has a permission; see `authz.decide`."""
        kind, _, decide = _later()
        if not isinstance(principal, kind):
            subject: Any = principal
            sub, fields = subject_fields(subject)
            principal = kind({"id": sub, **fields}, {}, "subject")
        return decide(principal, permission, context, self._modules.get("authz"))


_loaded: tuple[type[Principal], str, Callable[..., bool]] | None = None


def _later() -> tuple[type[Principal], str, Callable[..., bool]]:
    """Return `Principal`, `PENDING` and `decide`, which the first credential loads.

    Who only decodes tokens does without, and an import statement takes 3 us each time.
    """
    global _loaded
    if _loaded is None:
        from ..authz.decision import decide
        from ..authz.principal import Principal
        from ..sessions.pending import PENDING

        _loaded = Principal, PENDING, decide
    return _loaded


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


def row_of(table: dict[str, Row], via: object) -> Row:
    """Return the line of a table for a kind of credential, or raise JamConfigurationError."""
    if not isinstance(via, str) or via not in table:
        raise JamConfigurationError(
            f"via must be one of {', '.join(table)}",
            error_code="configuration.issue_unknown_via",
            details={"available": [*table]},
        )
    return table[via]


def subject_fields(subject: Subject) -> tuple[str, Claims]:
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
    if not (isinstance(found, str) or is_short_int(found)) or found == "":
        raise JamConfigurationError(
            "the id of a subject is text, an integer or a UUID",
            error_code="configuration.authz.invalid_subject",
        )
    return str(found), fields  # RFC 7519 section 4.1.2: sub is a string


def _read_jwt(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    claims: Claims = yield jam.jwt_decode(token, **{"check_nbf": True, "check_list": None, **expected})
    return claims


def _read_paseto(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    decoded = yield jam.paseto_decode(token, **{"check_list": None, **expected})
    claims: Claims = decoded["payload"]
    return claims


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


def _checked(claims: JsonValue, expected: Expected) -> Claims:
    from ..jose import verified_claims

    verified_claims.check(claims, **verified_claims.any_audience({**expected}))
    found: Claims = claims
    return found


def _read_session(jam: BaseJam, token: str, expected: Expected, _under: Constraints) -> Steps[Claims]:
    data: Claims | None = yield jam.session_get(token)
    if data is None:
        from ..exceptions.sessions import JamSessionNotFound

        raise JamSessionNotFound()
    if "iat" not in data and not expected:
        return data  # not of `issue`: an application's own data, whose names mean what they like
    return _checked(data, expected)


def _read_jwe(jam: BaseJam, token: str, expected: Expected, under: Constraints) -> Steps[Claims]:
    content = yield jam.jwe_decrypt(token)
    try:
        if not says_who_encrypted(jam.jwe):
            # Opened once: a JWE inside is not opened (RFC 8725 section 2.3).
            return (yield from _read_jwt(jam, content.decode("ascii"), expected, under))
        return _checked(strict_json.loads(content, "the content"), expected)
    except (UnicodeDecodeError, JamEncodingError) as error:
        raise JamJWEInvalidFormatError(
            "the decrypted content is neither a signed token nor a JSON object"
        ) from error


def says_who_encrypted(module: object) -> bool:
    """Tell whether only who has the secret can encrypt; with a public key anybody can."""
    alg = getattr(module, "alg", None)
    # RFC 7518 section 4.1: dir, A*KW, A*GCMKW and PBES2 are the symmetric ones.
    return isinstance(alg, str) and (alg == "dir" or alg.startswith(("A", "PBES2")))


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
