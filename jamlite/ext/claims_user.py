"""Users made of the claims of a credential, as Jam's adapters for Starlette and Litestar have them."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from ..encoding.json_types import Claims

    _User = TypeVar("_User", bound="BaseUser")
    _Claims = TypeVar("_Claims", bound="ClaimsUser")


class BaseUser(ABC):
    """A user made of the claims of a credential."""

    @classmethod
    @abstractmethod
    def from_payload(cls: type[_User], payload: Claims) -> _User:
        """Make a user of the claims of a token, or of the data of a session."""


def user_of(kind: type[_User], claims: Claims | None, via: str | None) -> _User | None:
    """Return the user of what was found; None for nothing, and for a session without data, as in Jam."""
    if claims is None or (via == "session" and not claims):  # an empty dict of a token is claims all the same
        return None
    return kind.from_payload(claims)


class ClaimsUser:
    """A user that is its claims: what `SimpleUser` is in both frameworks."""

    __slots__ = ("payload",)

    def __init__(self, payload: Claims) -> None:
        self.payload = payload

    @classmethod
    def from_payload(cls: type[_Claims], payload: Claims) -> _Claims:
        """Make a user of claims."""
        return cls(payload)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClaimsUser) and self.payload == other.payload

    # Claims are a dict, which has no hash.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<SimpleUser>"  # without the claims: they may be personal
