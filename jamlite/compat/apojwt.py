"""`ApoJWT`: the class of ApoJWT 1.7, with its arguments, claims, messages and codes.

What differs: an empty audience means none, `exp` is required, a token says whether it is for access or
for refreshing, the arguments of a route never reach verification, functions that are asynchronous are
awaited, and keys may be asymmetric.

A refusal is described once (`_Refusal`) and told in one place (`ApoJWT._refuse`): to the exception handler
if there is one, as an exception of PyJWT's if not.
"""

from __future__ import annotations

import warnings

from .. import clock
from ..clock import check_seconds
from ..encoding.checks import is_short_int
from ..exceptions.base import JamConfigurationError, JamError
from ..exceptions.crypto import JamSelfTestError
from ..exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError, JamJWSVerificationError
from ..exceptions.jwt import JamJWTClaimError, JamJWTExpired, JamJWTNotYetValid
from ..ext.decorating import Declared, Instead, protect
from ..jam.jws_module import JWS
from ..jose import jwt, jwt_claims
from .apojwt_templates import TEMPLATES, asked_of_fastapi
from .jwt.exceptions import (
    ExpiredSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSignatureError,
    InvalidTokenError,
    PyJWTError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, Mapping, TypeVar

    from ..driver import Steps
    from ..encoding.json_types import Claims, JsonObject
    from ..jose.jwk import JWK
    from ..jose.jwk_set import JWKSet
    from ..jose.key_like import KeyLike

    Result = TypeVar("Result")
    Handler = Callable[..., Result]
    Positional = tuple[object, ...]  # arguments of a route
    Arguments = Mapping[str, object]
    Before = Callable[[Positional, Arguments], Steps[dict[str, object] | Instead]]

__all__ = ["ApoJWT"]

# ApoJWT's own words, letter by letter: programs compare them.
_MISSING = "JWT is missing - Token Finder failed"
_MISSING_REFRESH = "Refresh JWT is missing - Refresh Token Finder failed"
_FORBIDDEN = "JWT does not have permission for this action"
_DATA = frozenset(("token_data", "token_subject", "token_permissions"))
_REFRESH_DATA = frozenset(("refresh_data",))
# What an exception handler may declare beside code and msg.
_PLACEHOLDERS: dict[str, Callable[[], object]] = {
    "token_data": dict,
    "token_subject": str,
    "token_permissions": list,
    "access_token": str,  # ApoJWT hands an empty text, never the refused token
}


class FinderMissing(JamConfigurationError, TypeError, NotImplementedError):  # ApoJWT: one in each decorator
    """There is no token finder, or `config_refresh` was not called with one."""

    default_message = "ApoJWT needs a token finder here"
    default_code = "configuration.apojwt.finder"


class HandlerReturned(JamConfigurationError, NotImplementedError):
    """The exception handler neither raised nor aborted, so the route could have gone on."""

    default_message = "ApoJWT Exception Handler must not return control"
    default_code = "configuration.apojwt.handler_returned"

    def __str__(self) -> str:
        return str(self.message)  # ApoJWT's text has no code in front


class _Refusal(Exception):
    """Why a request is refused; it never leaves this file."""

    def __init__(
        self, kind: type[PyJWTError], msg: str, detail: str = "", code: int = 401, prefix: bool = True
    ):
        self.kind = kind
        self.code = code
        self.msg = f"{msg}: {detail}" if detail else msg  # for the handler
        self.text = f"{code}: {msg}" if prefix else msg  # for the exception


class ApoJWT:
    """Creates tokens, and decorators for the routes that need them.

    Args:
        secret: the HMAC secret; or for asymmetric algorithms the private key. None with a public_key
            only verifies.
        exp_period: seconds an access token lives.
        iss: the issuer, written and expected.
        server_audience: the audience, written and expected; an empty list means none.
        algorithm: the one algorithm.
        admin_permission: whose token has it may do everything.
        async_framework: make asynchronous wrappers.
        token_finder: returns the token of a request; called with those arguments of the route it declares.
        exception_handler: called with `code`, `msg` and whatever else it declares; must raise or abort.
        template: "flask" or "fastapi" gives async_framework, finders and handler unless they are given.
        leeway: seconds of clock difference to allow.
        public_key: verifies, in the place of the secret.
        token_types: mark tokens with `use`, and refuse one that is marked for the other use.
        require_exp: refuse a token that never expires.

    Raises:
        JamConfigurationError: there is no such algorithm or template, or a key does not fit.
    """

    def __init__(
        self,
        secret: KeyLike | int | None,
        exp_period: int = 900,
        iss: str = "",
        server_audience: Collection[str] = (),
        algorithm: str = "HS256",
        admin_permission: str | None = None,
        async_framework: bool | None = None,
        token_finder: Callable[..., object] | None = None,
        exception_handler: Callable[..., object] | None = None,
        *,
        template: str | None = None,
        leeway: float = 0,
        public_key: KeyLike | None = None,
        token_types: bool = True,
        require_exp: bool = True,
    ) -> None:
        if template is not None and (not isinstance(template, str) or template not in TEMPLATES):
            raise JamConfigurationError(f"template must be one of {', '.join(TEMPLATES)}")
        # ApoJWT documents `template`, but its code has no such argument.
        defaults = TEMPLATES[template] if template else (False, None, None, None)
        self._async = bool(defaults[0] if async_framework is None else async_framework)
        self._find = _declared(token_finder or defaults[1])
        self._handle = _declared(exception_handler or defaults[2])
        self._default_refresh_finder = defaults[3]
        if secret is None and public_key is None:
            raise JamConfigurationError("ApoJWT needs a secret")
        self._keys = _Keys(algorithm, secret, public_key)
        self._exp_period = _period(exp_period, "exp_period")
        self._iss = str(iss)  # as ApoJWT; "" is written into tokens and expected, too
        # ApoJWT hands an empty list on to PyJWT, which then refuses every token.
        audience = server_audience or ()
        if not isinstance(audience, str) and not _are_texts(audience):
            raise JamConfigurationError("server_audience is a text, or a list of texts")
        self._audience = [audience] if isinstance(audience, str) else [*audience]
        self._admin = admin_permission
        check_seconds(leeway, "leeway")
        self._leeway = leeway
        self._token_types = token_types
        self._require_exp = require_exp
        self._refresh_keys: _Keys | None = None
        self._refresh_exp_period = 0
        self._find_refresh: Declared | None = None

    def config_refresh(
        self,
        refresh_secret: KeyLike | int | None,
        refresh_exp_period: int = 86400,
        refresh_finder: Callable[..., object] | None = None,
        *,
        public_key: KeyLike | None = None,
    ) -> None:
        """Let `create_token` make pairs and `refresh` take the second one; the last call counts.

        Args:
            refresh_secret, public_key: as `secret` and `public_key` of the class. With the secret of access
                tokens only the `use` in a token keeps the two apart, which is warned of.
            refresh_exp_period: seconds a refresh token lives.
            refresh_finder: as token_finder.
        """
        if refresh_secret is not None and refresh_secret == self._keys.secret:
            # ApoJWT allows it, so no error.
            warnings.warn("refresh and access tokens have the same secret", UserWarning, stacklevel=2)
        self._refresh_keys = _Keys(self._keys.alg, refresh_secret, public_key)
        self._refresh_exp_period = _period(refresh_exp_period, "refresh_exp_period")
        self._find_refresh = _declared(refresh_finder or self._default_refresh_finder)

    def create_token(
        self,
        sub: str = "",
        permissions: Collection[str] = (),
        data: JsonObject | None = None,
        refresh_data: JsonObject | None = None,
    ) -> str | tuple[str, str]:
        """Return an access token, or the pair (access token, refresh token) after `config_refresh`.

        Raises:
            JamConfigurationError, a ValueError: there is no secret, or permissions is not a list of texts.
        """
        if not _are_texts(permissions):
            raise JamConfigurationError("permissions are a list of texts")
        # ApoJWT's claim is "perms"; sub is text (RFC 7519 section 4.1.2).
        claims = {"sub": str(sub), "data": {} if data is None else data, "perms": [*permissions]}
        access = self._sign(self._keys, "access", self._exp_period, claims)
        if self._refresh_keys is None:
            return access
        # As in ApoJWT, a refresh token has neither sub nor perms.
        more = {"data": {} if refresh_data is None else refresh_data}
        return access, self._sign(self._refresh_keys, "refresh", self._refresh_exp_period, more)

    def token_required(self, handler: Handler[Result]) -> Handler[Result]:
        """Let through whoever has a good access token."""
        return self._behind(handler, None)

    def permission_required(self, name: str) -> Callable[[Handler[Result]], Handler[Result]]:
        """Let through whose token has the permission `name`, or the admin permission."""
        if not isinstance(name, str):
            raise JamConfigurationError("permission_required needs the name of a permission")
        return lambda handler: self._behind(handler, name)

    def refresh(self, handler: Handler[Result]) -> Handler[Result]:
        """Let through whoever has a good refresh token; its data is `refresh_data`."""

        def steps(args: Positional, kwargs: Arguments) -> Steps[dict[str, object] | Instead]:
            # Read per request: ApoJWT lets `config_refresh` come after the routes were decorated.
            keys = self._refresh_keys
            if keys is None:
                raise FinderMissing("ApoJWT needs config_refresh before refresh")
            try:
                claims = yield from self._accept(
                    self._find_refresh, keys, "refresh", _MISSING_REFRESH, args, kwargs
                )
            except _Refusal as refusal:
                return (yield from self._refuse(refusal, args, kwargs))
            return {"refresh_data": claims["data"]}

        find = self._find_refresh or _declared(self._default_refresh_finder)
        return self._protect(handler, steps, _REFRESH_DATA, find)

    def _behind(self, handler: Handler[Result], permission: str | None) -> Handler[Result]:
        def steps(args: Positional, kwargs: Arguments) -> Steps[dict[str, object] | Instead]:
            try:
                claims = yield from self._accept(self._find, self._keys, "access", _MISSING, args, kwargs)
                if permission is not None and not {permission, self._admin} & {*claims["perms"]}:
                    # ApoJWT writes "403: " in its asynchronous wrapper alone.
                    raise _Refusal(InvalidTokenError, _FORBIDDEN, code=403, prefix=self._async)
            except _Refusal as refusal:
                return (yield from self._refuse(refusal, args, kwargs))
            return {
                "token_data": claims["data"],
                "token_subject": claims["sub"],
                "token_permissions": claims["perms"],
            }

        return self._protect(handler, steps, _DATA, self._find)

    def _protect(
        self, handler: Handler[Result], steps: Before, hidden: frozenset[str], find: Declared | None
    ) -> Handler[Result]:
        # Only FastAPI is asynchronous and reads signatures, of those that ApoJWT serves.
        asks = asked_of_fastapi(find and find.function, handler) if self._async else ()
        return protect(handler, steps, hidden, self._async, asks)

    def _accept(
        self, find: Declared | None, keys: _Keys, use: str, missing: str, args: Positional, kwargs: Arguments
    ) -> Steps[Claims]:
        """Return the claims of a good token, or raise `_Refusal`."""
        if find is None:
            raise FinderMissing()  # ApoJWT does not consult the handler about it
        if isinstance(kwargs.get("authorization"), str):  # its README reads either name
            kwargs = {"Authorization": kwargs["authorization"], **kwargs}
        try:
            token = yield find(args, kwargs, {})  # an asynchronous finder is awaited by the driver
        except JamSelfTestError:  # a broken primitive is no missing token
            raise
        except Exception as error:  # whatever fails in a finder, it found no token
            raise _Refusal(InvalidTokenError, missing, prefix=False) from error
        if token is None or token in ("", "None"):  # ApoJWT: a finder that returns str(None) found nothing
            raise _Refusal(InvalidTokenError, missing, prefix=False)
        claims = _verified(token, keys)
        self._check(claims, use)
        return claims

    def _refuse(self, refusal: _Refusal, args: Positional, kwargs: Arguments) -> Steps[Instead]:
        if self._handle is None:
            # The cause, not the refusal: it never leaves this file.
            raise refusal.kind(refusal.text) from refusal.__cause__
        given = {name: make() for name, make in _PLACEHOLDERS.items() if name in self._handle.names}
        yield self._handle(args, kwargs, {**given, "code": refusal.code, "msg": refusal.msg})
        raise HandlerReturned()  # otherwise the route would run for a request that was refused

    def _check(self, claims: Claims, use: str) -> None:
        """Judge the claims of a verified token."""
        # A token without `use` passes: ApoJWT issued it before the change of library (RFC 8725 section 3.12).
        if self._token_types and claims.get("use", use) != use:
            raise _invalid(f"it is not a token for {use}")
        try:
            jwt_claims.check_time(claims, leeway=self._leeway)
        except JamJWTExpired as error:
            raise _Refusal(ExpiredSignatureError, "JWT signature has expired") from error
        except JamJWTNotYetValid as error:
            raise _invalid(error.message) from error  # of nbf, ApoJWT has no message of its own
        # ApoJWT answers status 500 when a valid token lacks one of these.
        needed = {"iss", "data"} | ({"sub", "perms"} if use == "access" else set())
        if self._audience:
            needed.add("aud")
        if self._require_exp:
            needed.add("exp")
        if needed - claims.keys():
            raise _invalid("missing claim")
        if claims["iss"] != self._iss:
            raise _Refusal(InvalidIssuerError, "JWT issuer is invalid")
        aud = claims.get("aud", [])
        named = [aud] if isinstance(aud, str) else aud
        # RFC 7519 section 4.1.3: who is not named in aud refuses, and so does who has no audience.
        if not any(name in self._audience for name in named) if self._audience else named:
            raise _Refusal(InvalidAudienceError, "JWT audience is invalid")
        if use == "access" and (not isinstance(claims["perms"], list) or not _are_texts(claims["perms"])):
            raise _invalid("perms is not a list of texts")

    def _sign(self, keys: _Keys, use: str, period: int, claims: Claims) -> str:
        now = int(clock.now())  # PyJWT under ApoJWT writes whole seconds, too
        registered = {"exp": now + period, "nbf": now, "iat": now, "iss": self._iss}
        if self._audience:
            registered["aud"] = self._audience
        if self._token_types:
            registered["use"] = use
        return jwt.encode({**registered, **claims}, keys.signing(), alg=keys.alg)


class _Keys:
    """An algorithm, the key that signs and the one that verifies."""

    __slots__ = ("_sign", "_verify", "alg", "secret")

    def __init__(self, algorithm: str, secret: KeyLike | int | None, public_key: KeyLike | None) -> None:
        symmetric = isinstance(algorithm, str) and algorithm.startswith("HS")
        if symmetric and (isinstance(secret, bytes) or is_short_int(secret)):
            secret = str(secret)  # as ApoJWT does, so that tokens stay good
        signing: Any = secret  # JWS refuses a number
        self.alg = algorithm
        self.secret = secret
        self._sign = None if secret is None else JWS(algorithm, signing).key
        self._verify = self._sign if public_key is None else JWS(algorithm, public_key).key

    def signing(self) -> JWK | JWKSet:
        """Return the key that signs, or raise."""
        if self._sign is None:
            raise JamConfigurationError("ApoJWT needs a secret to make tokens")
        return self._sign

    def verifying(self) -> JWK | JWKSet:
        """Return the key that verifies, or raise."""
        if self._verify is None:
            raise JamConfigurationError("ApoJWT needs a secret or a public_key")
        return self._verify


def _verified(token: object, keys: _Keys) -> Claims:
    """Return the claims of a token whose signature is valid and whose claims have their types."""
    key = keys.verifying()
    try:
        if not isinstance(token, (str, bytes)):
            raise JamJWSInvalidFormatError("a token is text")
        # RFC 8725 section 3.1: alg is the caller's.
        return jwt.decode_complete(token, key, algorithms=(keys.alg,))[1]
    except JamJWSValidationError as error:  # another alg, or a header that asks for what is not there
        raise _invalid(error.message) from error
    except JamJWSInvalidFormatError as error:
        raise _undecodable(error) from error
    except JamJWSVerificationError as error:
        raise _Refusal(InvalidSignatureError, "JWT signature is invalid") from error
    except JamJWTClaimError as error:
        # Details name the claim that has a wrong type; without them the payload is no JSON object.
        raise (_invalid(error.message) if error.details else _undecodable(error)) from error


def _undecodable(error: JamError) -> _Refusal:
    return _Refusal(InvalidTokenError, "Bad Format - JWT could not be decoded", error.message)


def _invalid(detail: str) -> _Refusal:
    return _Refusal(InvalidTokenError, "JWT is invalid", detail)


def _declared(function: Callable[..., object] | None) -> Declared | None:
    return None if function is None else Declared(function)


def _period(seconds: object, name: str) -> int:
    """Return a lifetime as ApoJWT takes it: whatever `int` does."""
    try:
        return int(seconds)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError, OverflowError) as error:
        raise JamConfigurationError(f"{name} is a number of seconds, got {type(seconds).__name__}") from error


def _are_texts(values: object) -> bool:
    return isinstance(values, (list, tuple, set, frozenset)) and all(isinstance(one, str) for one in values)
