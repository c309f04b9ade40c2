"""The headers of one response, of several cookies and other parts that each ask for some."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Mapping, Protocol

    from .authenticator import Authenticator, Outcome
    from .http_types import Pairs

    class _Present(Protocol):
        def get(self, name: str, /) -> str | None: ...

        def __setitem__(self, name: str, value: str, /) -> None: ...


def pairs(*headers: Mapping[str, str]) -> Pairs:
    """Return the headers of one response as a list of pairs: every Set-Cookie, all else once.

    Args:
        headers: what `SessionLogin.begin`, `OAuth2Login.begin`, `SessionCookie.set` and others returned.
    """
    cookies: list[tuple[str, str]] = []
    others: dict[str, str] = {}
    for one in headers:
        for name, value in one.items():
            if name == "Set-Cookie":
                cookies.append((name, value))  # RFC 9110 section 5.3: Set-Cookie cannot be joined
            elif name == "Vary":
                others[name] = with_vary(others.get(name, ""), value)
            elif others.setdefault(name, value) != value:
                raise JamConfigurationError(f"one response cannot have two values of {name}")
    return cookies + list(others.items())


def with_vary(vary: str, more: str) -> str:
    """Return a Vary header with further names in it."""
    names = [name.strip() for name in f"{vary},{more}".split(",") if name.strip()]
    return ", ".join({name.lower(): name for name in names}.values())  # names of fields have no case


def add_to(
    present: _Present, add: Callable[[str, str], object], headers: tuple[Mapping[str, str], ...]
) -> None:
    """Put headers into those of a framework's response.

    Args:
        present: a mapping of the response's headers.
        add: called with name and value of each Set-Cookie.
        headers: as for `pairs`.
    """
    for name, value in pairs(*headers):
        if name == "Set-Cookie":
            add(name, value)
        else:
            present[name] = with_vary(present.get("Vary") or "", value) if name == "Vary" else value


def protected(judge: Authenticator, found: Outcome, headers: Pairs) -> Pairs:
    """Return response headers with what `Authenticator.protect` adds."""
    present: dict[str, str] = {}
    for name, value in headers:
        name = name.title()  # `protect` asks by these spellings; frameworks write others
        present[name] = f"{present[name]}, {value}" if name in present else value
    added = dict(judge.protect(found, present))
    if not added:
        return headers
    names = {name.title() for name in added}
    return [pair for pair in headers if pair[0].title() not in names] + list(added.items())
