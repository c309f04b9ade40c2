"""The methods that every facade has, as Jam documents them; your own facade implements them.

Each may be a coroutine function, as in `aio.Jam`. What they do is written at `facade.Jam`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import JsonObject
    from .paseto_module import Footer


class FacadeMethods(ABC):
    """The abstract methods of a facade; `BaseJam` adds the configuration, the modules and the events."""

    @abstractmethod
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
        """Return a signed token."""

    @abstractmethod
    def jwt_decode(
        self,
        token: str,
        check_exp: bool = True,
        check_list: bool | None = True,
        check_nbf: bool = True,
        include_headers: bool = False,
    ) -> JsonObject:
        """Verify a token and return its payload."""

    @abstractmethod
    def jws_sign(self, data: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `data` signed as a compact JWS."""

    @abstractmethod
    def jws_verify(self, token: str) -> JsonObject:
        """Verify a compact JWS; return {"header", "payload", "signature"}."""

    @abstractmethod
    def jwe_encrypt(self, data: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `data` encrypted as a compact JWE."""

    @abstractmethod
    def jwe_decrypt(self, token: str) -> bytes:
        """Return the plaintext of a compact JWE."""

    @abstractmethod
    def session_create(self, session_key: str, data: JsonObject) -> str:
        """Make a session and return its id."""

    @abstractmethod
    def session_get(self, session_id: str) -> JsonObject | None:
        """Return the data of a session, or None."""

    @abstractmethod
    def session_update(self, session_id: str, data: JsonObject) -> None:
        """Change the data of a session."""

    @abstractmethod
    def session_delete(self, session_id: str) -> None:
        """End a session."""

    @abstractmethod
    def session_clear(self, session_key: str) -> None:
        """End all sessions of a key."""

    @abstractmethod
    def session_rework(self, old_session_id: str) -> str:
        """Give a session a new id and return it."""

    @abstractmethod
    def otp_code(self, secret: str | bytes, factor: float | None = None) -> str:
        """Return a one-time password."""

    @abstractmethod
    def otp_uri(self, secret: str, name: str, issuer: str, counter: int | None = None) -> str:
        """Return the otpauth URI of a secret."""

    @abstractmethod
    def otp_verify_code(
        self, secret: str | bytes, code: str, factor: float | None = None, look_ahead: int = 1
    ) -> bool:
        """Tell whether a one-time password is right."""

    @abstractmethod
    def oauth2_get_authorized_url(self, provider: str, scope: list[str], **extra: object) -> str:
        """Return the URL to which a user is sent to log in."""

    @abstractmethod
    def oauth2_fetch_token(
        self, provider: str, code: str, grant_type: str = "authorization_code", **extra: object
    ) -> JsonObject:
        """Exchange the code of a callback for tokens."""

    @abstractmethod
    def oauth2_refresh_token(
        self, provider: str, refresh_token: str, grant_type: str = "refresh_token", **extra: object
    ) -> JsonObject:
        """Exchange a refresh token for new tokens."""

    @abstractmethod
    def oauth2_client_credentials_flow(
        self, provider: str, scope: list[str] | None = None, **extra: object
    ) -> JsonObject:
        """Return tokens for the application itself."""

    @abstractmethod
    def paseto_make_payload(self, exp: float | None = None, **data: object) -> JsonObject:
        """Return a payload of Jam's shape: {"iat", "exp", "pit"} with `data` on top."""

    @abstractmethod
    def paseto_create(self, payload: JsonObject, footer: Footer = None) -> str:
        """Return a PASETO of `payload`."""

    @abstractmethod
    def paseto_decode(self, token: str) -> JsonObject:
        """Verify or decrypt a PASETO; return {"payload", "footer"}."""

    # Not abstract: Jam's facades have it, and a facade of one's own need not.
    def emit(self, event: str, **kwargs: object) -> JsonObject:
        """Hand an event to the plugins; return the arguments as the plugins left them."""
        return kwargs
