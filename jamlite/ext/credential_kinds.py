"""Which kinds of credentials an adapter takes, and where each stands."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from .http_request import BEARER, CredentialSource, SessionCookies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facades import Facade

VIAS = ("jwt", "jwe", "paseto", "session")


class Kinds:
    """The kinds of credentials that the modules of a facade judge for an adapter.

    Args:
        via: the name of one kind; a list of one, or of "session" and one of the others; None where the
            shape of a credential tells.

    Attributes:
        names: of the modules that judge: one, two in the order in which they are looked for, or none where
            the shape tells.
        via: the one kind; of two kinds that of the tokens.
        beside: the kind of what stands in the cookies of the `SessionLogin`s.

    Raises:
        JamConfigurationError: it is something else.
    """

    __slots__ = ("beside", "names", "via")

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
        self.beside = "session" if len(self.names) == 2 else self.via

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
