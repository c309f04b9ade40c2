"""Where a request may hold a credential."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..oauth2.bearer import bearer_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facades import Facade
    from .http_request import Request

SESSION_COOKIE = "__Host-session"  # of `SessionLogin`, unless it is told another


class CredentialSource:
    """A place of a request where a credential may stand; made by the class methods."""

    __slots__ = ("kind", "name", "scheme")

    def __init__(self, kind: str, name: str, scheme: str = "") -> None:
        if kind not in ("header", "cookie", "query"):
            raise JamConfigurationError("a credential stands in a header, a cookie or the query")
        if not isinstance(name, str) or not name:
            raise JamConfigurationError(f"the name of a {kind} is missing")
        self.kind = kind
        self.name = name
        self.scheme = scheme

    @classmethod
    def bearer(cls, name: str = "Authorization") -> CredentialSource:
        """`Authorization: Bearer <credential>` (RFC 6750 section 2.1)."""
        return cls("header", name, "Bearer")

    @classmethod
    def dpop(cls) -> CredentialSource:
        """`Authorization: DPoP <token>`, beside a proof in the header DPoP (RFC 9449 section 7.1)."""
        return cls("header", "Authorization", "DPoP")

    @classmethod
    def header(cls, name: str, scheme: str = "") -> CredentialSource:
        """A header that is the credential, or that has it behind the name of a scheme."""
        return cls("header", name, scheme)

    @classmethod
    def cookie(cls, name: str) -> CredentialSource:
        """A cookie; browsers send it by themselves, so cross-site requests are refused."""
        return cls("cookie", name)

    @classmethod
    def query(cls, name: str = "access_token") -> CredentialSource:
        """A query parameter: it ends in logs and histories (RFC 6750 section 2.3); prefer any other."""
        return cls("query", name)

    def find(self, request: Request) -> str | None:
        """Return the credential a request has here, "" for one that cannot be read, None for none."""
        if self.kind == "cookie":
            return request.cookie(self.name)
        if self.kind == "query":
            return request.query(self.name)
        value = request.header(self.name)
        if not value:
            return None
        if not self.scheme:
            return value if value.isascii() and value.isprintable() else ""
        if value.split(" ", 1)[0].lower() != self.scheme.lower():
            return None  # another scheme is another's business
        return bearer_token(value, self.scheme) or ""

    def __repr__(self) -> str:
        return f"<CredentialSource {self.kind} {self.name}>"


class SessionCookies(CredentialSource):
    """The cookies in which the `SessionLogin`s of a facade keep the ids of their sessions."""

    __slots__ = ("_jam",)

    def __init__(self, jam: Facade) -> None:
        super().__init__("cookie", SESSION_COOKIE)
        self._jam = jam

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cookies; a `SessionLogin` may be made after the adapter."""
        return getattr(self._jam, "_session_cookies", ()) or (self.name,)

    def find(self, request: Request) -> str | None:
        for name in self.names:
            found = request.cookie(name)
            if found is not None:
                return found
        return None


BEARER = CredentialSource.bearer()
DPOP = CredentialSource.dpop()
