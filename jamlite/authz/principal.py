"""`BaseSubject`: whom a credential is issued for. `Principal`: what an accepted credential says."""

from __future__ import annotations

from ..exceptions.base import JamTypeError, JamValidationError
from .permissions import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, TypeVar

    from .permissions import Constraint, Fields

    _Self = TypeVar("_Self", bound="BaseSubject")


class BaseSubject:
    """The subject of a credential; subclasses, dataclasses for example, add fields to `id`."""

    id: Any

    def to_dict(self) -> Fields:
        """Return the fields, as they go into a credential; names with a leading underscore stay here."""
        names = {*_fields(type(self)), *getattr(self, "__dict__", ())}
        # Sorted: the same subject gives the same bytes in every process.
        return {name: getattr(self, name) for name in sorted(names) if name[0] != "_" and hasattr(self, name)}

    @classmethod
    def from_dict(cls: type[_Self], data: Fields) -> _Self:
        """Return a subject of these fields; those the class does not have are passed over.

        Raises:
            JamTypeError: not a dict.
            JamValidationError: a field that a dataclass needs is missing.
        """
        if not hasattr(data, "items"):
            raise JamTypeError(f"the fields of a subject are a dict, got {type(data).__name__}")
        known = _fields(cls)
        # The credential of a newer version may have more fields; setattr takes none that is not declared.
        given = {name: value for name, value in data.items() if name in known}
        if hasattr(cls, "__dataclass_fields__"):
            try:
                return cls(**given)
            except TypeError as error:
                raise JamValidationError("a field of the subject is missing") from error
        subject = cls.__new__(cls)  # not __init__: its arguments are unknown here
        for name, value in given.items():
            setattr(subject, name, value)
        return subject


def _fields(cls: type) -> set[str]:
    """Return the names of a subject's fields: those of a dataclass, else those with annotations."""
    declared = getattr(cls, "__dataclass_fields__", None)
    if declared is not None:
        # The others are no arguments of cls(...).
        return {name for name, field in declared.items() if field.init}
    return {name for base in cls.__mro__ for name in getattr(base, "__annotations__", ())}


class Principal:
    """Somebody whose credential was accepted.

    Args:
        subject: the fields of the subject; `id` at least.
        claims: the verified claims, or the data of the session.
        token_type: "jwt", "jwe", "paseto" or "session".
        constraints: further conditions this credential is under.

    Attributes:
        id: the subject's id; None is nobody's login.

    Raises:
        JamTypeError: subject or claims are not a dict.
    """

    __slots__ = ("claims", "constraints", "id", "subject", "token_type")

    id: Any

    def __init__(
        self,
        subject: Fields,
        claims: Fields,
        token_type: str,
        constraints: Iterable[Constraint] = (),
    ) -> None:
        # `in` on a text would find substrings.
        if not isinstance(subject, dict) or not isinstance(claims, dict):
            raise JamTypeError("the subject and the claims of a principal are dicts")
        self.subject = subject
        self.id = subject.get("id")
        self.claims = claims
        self.token_type = token_type
        if not hasattr(constraints, "__iter__"):
            raise JamTypeError("the constraints of a principal are a list")
        self.constraints = tuple(constraints)

    @property
    def jti(self) -> str | None:
        """The id of the token, if it has one."""
        return self.claims.get("jti")

    @property
    def permissions(self) -> tuple[str, ...] | None:
        """What the credential itself grants: its `permissions`, else its `scope` (RFC 8693 section 4.2).

        None if it says nothing. A claim of another shape grants nothing.
        """
        if "permissions" in self.claims:
            named = self.claims["permissions"]
            # Fails shut: "admin" must not become five letters.
            return tuple(named) if _is_strings(named) else ()
        if "scope" in self.claims:
            scope = self.claims["scope"]
            # RFC 6749 section 3.3: scopes between blanks.
            return tuple(scope.split()) if isinstance(scope, str) else ()
        return None

    def has_permission(self, permission: str) -> bool:
        """Tell whether the credential itself grants `permission`; wildcards as in `matches`."""
        granted = self.permissions or ()
        return permission in granted or any(matches(pattern, permission) for pattern in granted)

    def __repr__(self) -> str:
        return f"<Principal by {self.token_type}>"


def _is_strings(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
