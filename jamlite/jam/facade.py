"""`Jam`: the facade, with the methods of Jam 3.2."""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds, is_seconds
from ..driver import at_once, is_asynchronous
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.oauth2 import JamOAuth2ProviderNotConfigured
from .accepting import AcceptingJam
from .consulting import enlisted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection

    from ..encoding.json_types import JsonObject
    from .accepting import Subject
    from .paseto_module import Footer


class Jam(AcceptingJam):
    """Tokens, sessions and one-time passwords behind one object; see `BaseJam` for its arguments."""

    ASYNCHRONOUS = False  # whether the methods that may wait return awaitables
    _lead = staticmethod(at_once)  # the driver of their steps; `aio.Jam` has the other one

    def _build(self, name: str, section: JsonObject) -> Any:
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
        payload: JsonObject | None = None,
        header: JsonObject | None = None,
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

    def jwt_make_payload(self, exp: float | None, data: JsonObject) -> JsonObject:
        """Return {"iat", "exp", "jti"} with `data` on top; deprecated, `jwt_encode` does it."""
        from ..crypto.randomness import random_uuid

        _deprecated("jwt_make_payload", "jwt_encode")
        if not isinstance(data, dict):
            raise JamTypeError(f"data must be a dict, got {type(data).__name__}")
        if exp is not None:
            check_seconds(exp, "exp")
        now = clock.now()
        return {"iat": now, "exp": None if exp is None else now + exp, "jti": random_uuid(), **data}

    def jwt_create(self, payload: JsonObject) -> str:
        """Return a signed token of `payload`; deprecated, `jwt_encode(payload=...)` does it."""
        _deprecated("jwt_create", "jwt_encode")
        return self.jwt_encode(payload=payload)

    # --- JWS, JWE -------------------------------------------------------------------------------

    def jws_sign(self, data: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `data` signed as a compact JWS."""
        return self.jws.sign(header, data)  # Jam's order of arguments: the facade has data first

    def jws_verify(self, token: str) -> JsonObject:
        """Verify a compact JWS; return {"header", "payload" (bytes), "signature" (bytes)}."""
        return self.jws.verify(token)

    def jwe_encrypt(self, data: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `data` encrypted as a compact JWE."""
        return self.jwe.encrypt(data, header)

    def jwe_decrypt(self, token: str) -> bytes:
        """Return the plaintext of a compact JWE."""
        return self.jwe.decrypt(token)

    # --- sessions -------------------------------------------------------------------------------

    def session_create(self, session_key: str, data: JsonObject) -> str:
        """Start a session of `session_key` (for example a user) and return its id."""
        return self.session.create(session_key, data)

    def session_get(self, session_id: str) -> JsonObject | None:
        """Return the data of a live session, or None."""
        return self.session.get(session_id)

    def session_update(self, session_id: str, data: JsonObject) -> None:
        """Put `data` in the place of a session's data; JamSessionNotFound if there is none."""
        return self.session.update(session_id, data)  # aio.Jam: may be an awaitable, and passes on

    def session_delete(self, session_id: str) -> None:
        """End a session if it exists."""
        return self.session.delete(session_id)

    def session_clear(self, session_key: str) -> None:
        """End all sessions of `session_key`."""
        return self.session.clear(session_key)

    def session_rework(self, old_session_id: str) -> str:
        """Give a session a new id, which ends the old one; JamSessionNotFound if there is none."""
        return self.session.rework(old_session_id)

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
        return self.otp.build(secret).provisioning_uri(name or "", issuer or "", counter=counter)

    def otp_verify_code(
        self, secret: str | bytes, code: str, factor: float | None = None, look_ahead: int = 1
    ) -> bool:
        """Tell whether a code is right; `otp.verify_step` also refuses one that was used before."""
        made: Any = self.otp.build(secret)
        right: bool = made.verify(code, factor, look_ahead)
        return right

    # --- OAuth2 ---------------------------------------------------------------------------------

    def oauth2_get_authorized_url(self, provider: str, scope: list[str], **extra: object) -> str:
        """Return the URL to which a user is sent to log in."""
        url: str = self._provider(provider).get_authorization_url(scope, **extra)
        return url

    def oauth2_fetch_token(
        self, provider: str, code: str, grant_type: str = "authorization_code", **extra: object
    ) -> JsonObject:
        """Exchange the code of a callback for tokens."""
        tokens: JsonObject = self._provider(provider).fetch_token(code, grant_type, **extra)
        return tokens

    def oauth2_refresh_token(
        self, provider: str, refresh_token: str, grant_type: str = "refresh_token", **extra: object
    ) -> JsonObject:
        """Exchange a refresh token for new tokens."""
        tokens: JsonObject = self._provider(provider).refresh_token(refresh_token, grant_type, **extra)
        return tokens

    def oauth2_client_credentials_flow(
        self, provider: str, scope: list[str] | None = None, **extra: object
    ) -> JsonObject:
        """Return tokens for the application itself."""
        tokens: JsonObject = self._provider(provider).client_credentials_flow(scope, **extra)
        return tokens

    def _provider(self, name: str) -> Any:
        clients = self._modules.get("oauth2", {})
        if not isinstance(name, str) or name not in clients:
            raise JamOAuth2ProviderNotConfigured(details={"provider": name})
        return clients[name]

    # --- PASETO ---------------------------------------------------------------------------------

    def paseto_make_payload(self, exp: float | None = None, **data: object) -> JsonObject:
        """Return a payload of Jam's shape: {"iat", "exp", "pit"} with `data` on top.

        Its times are numbers, which only Jam and jamlite read; `paseto.claims.build` makes what the
        specification asks for.

        Args:
            exp: seconds from now until it is refused; None means paseto.exp of the configuration, else never.
            data: further claims.
        """
        from ..crypto.randomness import random_uuid

        exp = getattr(self._modules.get("paseto"), "exp", None) if exp is None else exp
        if exp is not None and not is_seconds(exp):
            raise JamTypeError("exp must be a number of seconds from now")
        now = clock.now()
        return {"iat": now, "exp": None if exp is None else now + exp, "pit": random_uuid(), **data}

    def paseto_create(self, payload: JsonObject, footer: Footer = None) -> str:
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

    # --- credentials of any kind -------------------------------------------------------------------

    def issue(
        self,
        subject: Subject,
        via: str = "jwt",
        exp: float | None = None,
        iss: str | None = None,
        aud: str | Collection[str] | None = None,
        nbf: float | None = None,
        jti: str | None = None,
        permissions: Collection[str] | None = None,
        **claims: object,
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
        global _issue
        if _issue is None:
            from .issuing import issue as _issue
        registered = {"exp": exp, "iss": iss, "aud": aud, "nbf": nbf, "jti": jti}
        credential: str = _issue(self, subject, via, registered, permissions, claims)
        return credential


# Of `issuing`, loaded by the first credential: an import statement takes 3 us each time. Not annotated as
# elsewhere: PyPy 3.9 refuses that of a name that a function calls global.
_issue = None  # type: Any


def _deprecated(old: str, new: str) -> None:
    import warnings

    warnings.warn(f"{old} is deprecated; use {new}", DeprecationWarning, stacklevel=3)
