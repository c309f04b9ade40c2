"""Integers that remember the longest product computed with them, for tests of lazy reduction."""

from __future__ import annotations

from typing import Any


class Watched(int):
    """An int whose arithmetic gives Watched ints; `longest` is the longest product so far, in bits."""

    longest = 0

    def __mul__(self, other: Any) -> Watched:
        product = Watched(int(self) * int(other))
        Watched.longest = max(Watched.longest, product.bit_length())
        return product

    __rmul__ = __mul__


def _watch(name: str) -> None:
    plain = getattr(int, name)
    setattr(Watched, name, lambda self, other: Watched(plain(self, int(other))))


for _name in ("add", "radd", "sub", "rsub", "and", "rand", "mod", "lshift", "rshift"):
    _watch(f"__{_name}__")
_negated = int.__neg__
Watched.__neg__ = lambda self: Watched(_negated(self))  # type: ignore[method-assign]
