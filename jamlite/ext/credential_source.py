"""Where a request may hold a credential, and of which kinds."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facades import Facade
    from .http_request import Request

SESSION_COOKIE = "__Host-session"  # of `SessionLogin`, unless it is told another
VIAS = ("jwt", "jwe", "paseto", "session")


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
        if self.scheme:
            scheme, _, value = value.partition(" ")  # RFC 6750 section 2.1, as in `bearer_token`
            if scheme.lower() != self.scheme.lower():
                return None  # another scheme is another's business
            value = value.strip(" ")  # RFC 9110 section 11.4: one space or more, and no tab
            if " " in value:  # a b64token has none (RFC 6750 section 2.1)
                return ""
        # RFC 9110 section 5.5; and a log must not be given control characters.
        return value if value.isascii() and value.isprintable() else ""

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
        # Read per request: logins come later.
        return getattr(self._jam, "_session_cookies", ()) or (self.name,)

    def find(self, request: Request) -> str | None:
        for name in self.names:
            found = request.cookie(name)
            if found is not None:  # the first that is there decides, also if it is unreadable
                return found
        return None


BEARER = CredentialSource.bearer()
DPOP = CredentialSource.dpop()


class Kinds:
    """The kinds of credentials that the modules of a facade judge for an adapter.

    Args:
        via: the name of one kind; a list of one, or of "session" and one of the others; None where the
            shape of a credential tells.

    Attributes:
        names: of the modules that judge: one, two in the order in which they are looked for, or none where
            the shape tells.
        via: the one kind; of two kinds that of the tokens.

    Raises:
        JamConfigurationError: it is something else.
    """

    __slots__ = ("_beside", "names", "via")

    def __init__(self, via: object) -> None:
        self.names: tuple[str, ...] = ()
        if isinstance(via, (list, tuple)):
            self.names = _listed(via)
        elif isinstance(via, str) and via in VIAS:
            self.names = (via,)
        elif via is not None:
            raise _unknown(f"via must be one of {', '.join(VIAS)}, or a ProtectedAPI")
        tokens = [name for name in self.names if name != "session"]
        self.via: str | None = tokens[0] if tokens else self.names[0] if self.names else None
        self._beside = "session" if len(self.names) == 2 else self.via

    def of(self, source: CredentialSource | None) -> str | None:
        """Return the kind of what stands in a source."""
        return self._beside if isinstance(source, SessionCookies) else self.via

    def sources(self, jam: Facade) -> list[CredentialSource]:
        """Return where to look if nobody says so."""
        if self.names == ("session",):
            return [SessionCookies(jam), BEARER]
        return [SessionCookies(jam) if name == "session" else BEARER for name in self.names] or [BEARER]

    def wait(self, jam: Facade) -> bool:
        """Tell whether a synchronous facade may have to wait: for a store, or for files of keys."""
        if jam.ASYNCHRONOUS:
            return False
        for name, module in jam._modules.items():  # those that were built: to ask for one would build it
            if name in (self.names or VIAS):
                store = module if name == "session" else getattr(module, "list", None)
                if getattr(module, "keychain", None) is not None or (store is not None and _may_wait(store)):
                    return True
        return False


def _listed(via: list[object] | tuple[object, ...]) -> tuple[str, ...]:
    names = tuple(name for name in via if isinstance(name, str) and name in VIAS)
    two = len(names) == 2 and names[0] != names[1] and "session" in names
    if len(names) == len(via) and (len(names) == 1 or two):
        return names
    raise _unknown(
        "via as a list is session and one of jwt, jwe and paseto: the cookie of SessionLogin holds the one, "
        "the Authorization header the other; for other kinds beside each other make an adapter for each"
    )


def _unknown(said: str) -> JamConfigurationError:
    return JamConfigurationError(said, error_code="configuration.authenticate_unknown_via")


def _may_wait(module: object) -> bool:
    """Tell whether a session module or token list works on more than memory."""
    return not getattr(getattr(module, "store", None), "IN_MEMORY", False)
