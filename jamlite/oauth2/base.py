"""What every OAuth2 client offers: Jam's abstract base, for modules of one's own."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BaseOAuth2Client(ABC):
    """The methods the facade calls.

    Args:
        client_id: as registered with the provider.
        client_secret: the same; "" or None for a public client.
        auth_url: the authorization endpoint.
        token_url: the token endpoint.
        redirect_url: where users come back to.
        serializer: of Jam's signature; `OAuth2Client` reads every answer with the strict JSON reader.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | None,
        auth_url: str,
        token_url: str,
        redirect_url: str,
        serializer: Any = None,
    ) -> None:
        self.client_id = client_id
        self._client_secret = client_secret
        self.auth_url = auth_url
        self.token_url = token_url
        self.redirect_url = redirect_url
        self._serializer = serializer

    @abstractmethod
    def get_authorization_url(self, scope: list[str], **extra: Any) -> str:
        """Return the URL to which a user is sent."""

    @abstractmethod
    def fetch_token(self, code: str, grant_type: str = "authorization_code", **extra: Any) -> dict[str, Any]:
        """Exchange the code of a callback for tokens."""

    @abstractmethod
    def refresh_token(
        self, refresh_token: str, grant_type: str = "refresh_token", **extra: Any
    ) -> dict[str, Any]:
        """Exchange a refresh token for new tokens."""

    @abstractmethod
    def client_credentials_flow(self, scope: list[str] | None = None, **extra: Any) -> dict[str, Any]:
        """Return tokens for the application itself."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.client_id}>"
