"""`Jam`: the facade, with the methods of Jam 3.2."""

from __future__ import annotations

from .. import clock
from ..driver import at_once, is_asynchronous
from ..encoding.checks import check_seconds
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.oauth2 import JamOAuth2ProviderNotConfigured
from .base_jam import BaseJam
from .consulting import consulted, enlisted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection

    from ..authz.context import AuthorizationContext
    from ..authz.principal import Principal


class Jam(BaseJam):
    """Tokens, sessions and one-time passwords behind one object; see `BaseJam` for its arguments."""

    ASYNCHRONOUS = False  # whether the methods that may wait return awaitables
    _lead = staticmethod(at_once)  # the driver of their steps; `aio.Jam` has the other one

    def _build(self, name: str, section: dict[str, Any]) -> Any:
        module = super()._build(name, section)
        for thing in (module, getattr(module, "list", None)):
            if name != "oauth2" and is_asynchronous(thing):
                raise JamConfigurationError(
                    f"the section {name} is asynchronous ({type(thing).__name__}): use jamlite.aio.Jam",
                    details={"section": name},
                )
        return module

    # --- JWT ------------------------------------------------------------------------------------

    def jwt_encode(
        self,
        iss: str | None = None,
        sub: str | None = None,
        aud: str | Collection[str] | None = None,
        exp: float | None = None,
        nbf: float | None = None,
        jti: str | None = None,
        *,
        payload: dict[str, Any] | None = None,
        header: dict[str, Any] | None = None,
    ) -> str:
        """Return a signed token; arguments as in `jose.JWT.encode`: exp and nbf are seconds from now.

        With an allow list configured, the token is put on it.
        """
        token: str = self.jwt.encode(
            iss=iss, sub=sub, aud=aud, exp=exp, nbf=nbf, jti=jti, header=header, payload=payload
        )
        tokens = getattr(self.jwt, "list", None)
        if tokens is not None and tokens.__list_type__ == "white":
            return self._lead(enlisted(tokens, token))
        return token

    def jwt_decode(
        self,
        token: str,
        check_exp: bool = True,
        check_list: bool | None = True,
        check_nbf: bool = False,
        include_headers: bool = False,
        **expected: Any,
    ) -> dict[str, Any]:
        """Verify a token and return its payload.

        Args:
            token: compact JWS text.
            check_exp: False accepts an expired token.
            check_list: True consults the configured list and raises if there is none; None consults
                it if there is one; False does not.
            check_nbf: True refuses a token whose nbf or iat lies in the future.
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
        if check_list and tokens is None:
            raise JamConfigurationError(
                "check_list needs a list in jose.jwt; check_list=None consults one if it is there",
                error_code="configuration.jwt.list_not_connected",
            )
        judges = getattr(module, "checks_claims", False)
        if judges:
            decoded = module.decode(token, check_exp=check_exp, check_nbf=check_nbf, **expected)
        else:
            decoded = module.decode(token)
        payload: dict[str, Any] = decoded
        if isinstance(decoded, dict) and decoded.keys() == {"header", "payload"}:
            payload = decoded["payload"]  # a user's own module may return the payload alone
        if not judges:
            from ..jose import jwt_claims

            jwt_claims.check(payload, exp=check_exp, nbf=check_nbf, **jwt_claims.any_audience(expected))
        result: dict[str, Any] = decoded if include_headers else payload
        if check_list is not False and tokens is not None:
            return self._lead(consulted(tokens, token, payload, result))
        return result

    def jwt_make_payload(self, exp: float | None, data: dict[str, Any]) -> dict[str, Any]:
        """Return {"iat", "exp", "jti"} with `data` on top; deprecated, `jwt_encode` does it."""
        from ..crypto.randomness import random_uuid

        _deprecated("jwt_make_payload", "jwt_encode")
        if not isinstance(data, dict):
            raise JamTypeError(f"data must be a dict, got {type(data).__name__}")
        if exp is not None:
            check_seconds(exp, "exp")
        now = clock.now()
        return {"iat": now, "exp": None if exp is None else now + exp, "jti": random_uuid(), **data}

    def jwt_create(self, payload: dict[str, Any]) -> str:
        """Return a signed token of `payload`; deprecated, `jwt_encode(payload=...)` does it."""
        _deprecated("jwt_create", "jwt_encode")
        return self.jwt_encode(payload=payload)

    # --- JWS, JWE -------------------------------------------------------------------------------

    def jws_sign(self, data: bytes | str | dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """Return `data` signed as a compact JWS."""
        token: str = self.jws.sign(header, data)
        return token

    def jws_verify(self, token: str) -> dict[str, Any]:
        """Verify a compact JWS; return {"header", "payload" (bytes), "signature" (bytes)}."""
        verified: dict[str, Any] = self.jws.verify(token)
        return verified

    def jwe_encrypt(self, data: bytes | str | dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """Return `data` encrypted as a compact JWE."""
        token: str = self.jwe.encrypt(data, header)
        return token

    def jwe_decrypt(self, token: str) -> bytes:
        """Return the plaintext of a compact JWE."""
        plaintext: bytes = self.jwe.decrypt(token)
        return plaintext

    # --- sessions -------------------------------------------------------------------------------

    def session_create(self, session_key: str, data: dict[str, Any]) -> str:
        """Start a session of `session_key` (for example a user) and return its id."""
        session_id: str = self.session.create(session_key, data)
        return session_id

    def session_get(self, session_id: str) -> dict[str, Any] | None:
        """Return the data of a live session, or None."""
        data: dict[str, Any] | None = self.session.get(session_id)
        return data

    def session_update(self, session_id: str, data: dict[str, Any]) -> None:
        """Put `data` in the place of a session's data; JamSessionNotFound if there is none."""
        done: None = self.session.update(session_id, data)  # aio.Jam: may be an awaitable, and passes on
        return done

    def session_delete(self, session_id: str) -> None:
        """End a session if it exists."""
        done: None = self.session.delete(session_id)
        return done

    def session_clear(self, session_key: str) -> None:
        """End all sessions of `session_key`."""
        done: None = self.session.clear(session_key)
        return done

    def session_rework(self, old_session_id: str) -> str:
        """Give a session a new id, which ends the old one; JamSessionNotFound if there is none."""
        session_id: str = self.session.rework(old_session_id)
        return session_id

    # --- one-time passwords ---------------------------------------------------------------------

    def otp_code(self, secret: str | bytes, factor: float | None = None) -> str:
        """Return the code of a secret at `factor`: a time (TOTP; now when None) or counter (HOTP)."""
        made: Any = self.otp.build(secret)  # HOTP takes an integer, TOTP any time
        code: str = made.at(factor)
        return code

    def otp_uri(
        self, secret: str, name: str | None = None, issuer: str | None = None, counter: int | None = None
    ) -> str:
        """Return the otpauth URI of a secret, for a QR code."""
        uri: str = self.otp.build(secret).provisioning_uri(name or "", issuer or "", counter=counter)
        return uri

    def otp_verify_code(
        self, secret: str | bytes, code: str, factor: float | None = None, look_ahead: int = 1
    ) -> bool:
        """Tell whether a code is right; `otp.verify_step` also refuses one that was used before."""
        made: Any = self.otp.build(secret)
        right: bool = made.verify(code, factor, look_ahead)
        return right

    # --- OAuth2 ---------------------------------------------------------------------------------

    def oauth2_get_authorized_url(self, provider: str, scope: list[str], **extra: Any) -> str:
        """Return the URL to which a user is sent to log in."""
        url: str = self._provider(provider).get_authorization_url(scope, **extra)
        return url

    def oauth2_fetch_token(
        self, provider: str, code: str, grant_type: str = "authorization_code", **extra: Any
    ) -> dict[str, Any]:
        """Exchange the code of a callback for tokens."""
        tokens: dict[str, Any] = self._provider(provider).fetch_token(code, grant_type, **extra)
        return tokens

    def oauth2_refresh_token(
        self, provider: str, refresh_token: str, grant_type: str = "refresh_token", **extra: Any
    ) -> dict[str, Any]:
        """Exchange a refresh token for new tokens."""
        tokens: dict[str, Any] = self._provider(provider).refresh_token(refresh_token, grant_type, **extra)
        return tokens

    def oauth2_client_credentials_flow(
        self, provider: str, scope: list[str] | None = None, **extra: Any
    ) -> dict[str, Any]:
        """Return tokens for the application itself."""
        tokens: dict[str, Any] = self._provider(provider).client_credentials_flow(scope, **extra)
        return tokens

    def _provider(self, name: str) -> Any:
        clients = self._modules.get("oauth2", {})
        if not isinstance(name, str) or name not in clients:
            raise JamOAuth2ProviderNotConfigured(details={"provider": name})
        return clients[name]

    # --- PASETO ---------------------------------------------------------------------------------

    def paseto_make_payload(self, exp: float | None = None, **data: Any) -> dict[str, Any]:
        """Return a payload of Jam's shape: {"iat", "exp", "pit"} with `data` on top.

        Its times are numbers, which only Jam and jamlite read; `paseto.claims.build` makes what the
        specification asks for.

        Args:
            exp: seconds from now until it is refused; None means paseto.exp of the configuration, else never.
            data: further claims.
        """
        from ..crypto.randomness import random_uuid

        exp = getattr(self._modules.get("paseto"), "exp", None) if exp is None else exp
        now = clock.now()
        return {"iat": now, "exp": None if exp is None else now + exp, "pit": random_uuid(), **data}

    def paseto_create(self, payload: dict[str, Any], footer: Any = None) -> str:
        """Return a PASETO of `payload`, with a footer of bytes, str or dict.

        With an allow list configured, the token is put on it.
        """
        token: str = self.paseto.encode(payload, footer)
        tokens = getattr(self.paseto, "list", None)
        if tokens is not None and tokens.__list_type__ == "white":
            from ..paseto import claims

            exp = claims.check_types(payload, numeric=True).get("exp")  # an encrypted one does not show it
            return self._lead(enlisted(tokens, token, exp))
        return token

    def paseto_decode(
        self, token: str, check_exp: bool = True, check_list: bool | None = None, **expected: Any
    ) -> dict[str, Any]:
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
            decoded = module.decode(token)
            payload, footer = decoded if isinstance(decoded, tuple) else (decoded, None)
            claims.check(payload, check_exp=check_exp, numeric=True, **expected)
        result = {"payload": payload, "footer": footer}
        if check_list is not False and tokens is not None:
            # Lists know times as numbers, and ask for iat.
            known = {**payload, **claims.check_types(payload, numeric=True)}
            return self._lead(consulted(tokens, token, known, result))
        return result

    # --- credentials of any kind -------------------------------------------------------------------

    def issue(
        self,
        subject: Any,
        via: str = "jwt",
        exp: float | None = None,
        iss: str | None = None,
        aud: str | Collection[str] | None = None,
        nbf: float | None = None,
        jti: str | None = None,
        permissions: Collection[str] | None = None,
        **claims: Any,
    ) -> str:
        """Return a credential: a token, or the id of a new session.

        Args:
            subject: an `authz.BaseSubject`, a dict with "id", or the id itself; its other fields become
                claims, so it must hold no secrets.
            via: "jwt", "jwe", "paseto", "macaroon" or "session", which must be configured.
            exp, nbf: seconds from now.
            iss, aud, jti: registered claims; the others are made up.
            permissions: all that the credential may be used for; wildcards "*" are allowed. None leaves
                that to the policy.
            claims: further claims; they cannot replace registered ones.

        Raises:
            JamConfigurationError: `via`, the subject's id or `permissions` is not usable.
            Others: as `jwt_encode`, `jwe_encrypt`, `paseto_create`, `macaroon.issue`, `session_create`.
        """
        from .issuing import issue

        registered = {"exp": exp, "iss": iss, "aud": aud, "nbf": nbf, "jti": jti}
        return issue(self, subject, via, registered, permissions, claims)

    def authenticate(self, token: str, via: str | None = None, **expected: Any) -> Principal:
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
        from .issuing import authenticate

        return authenticate(self, token, via, expected)

    def authorize(self, principal: Any, permission: str, context: AuthorizationContext | None = None) -> bool:
        """Tell whether a principal, or a subject as for `issue`, has a permission; see `authz.decide`."""
        from .issuing import authorize

        return authorize(self, principal, permission, context)

    # --- events ---------------------------------------------------------------------------------

    def emit(self, event: str, **kwargs: Any) -> dict[str, Any]:
        """Hand an event to every plugin; return the arguments as the plugins left them."""
        if not self._plugins:
            return kwargs
        from .events import emit

        return emit(self._plugins, self._logger, event, kwargs)


def _deprecated(old: str, new: str) -> None:
    import warnings

    warnings.warn(f"{old} is deprecated; use {new}", DeprecationWarning, stacklevel=3)
