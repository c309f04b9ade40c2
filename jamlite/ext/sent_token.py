"""A credential as the adapters with Jam's names hand it on."""

from __future__ import annotations


class Token:
    """A credential as it was sent (Jam's class)."""

    __slots__ = ("token",)

    def __init__(self, token: str | None) -> None:
        self.token = token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and self.token == other.token

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<Token>"  # not the credential: reprs end up in logs
