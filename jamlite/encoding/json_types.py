"""Types for annotations: what JSON can hold, and what users hand in that has certain methods."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Mapping, Protocol, Sequence, Union

    JSON = Union[None, bool, int, float, str, Sequence["JSON"], Mapping[str, "JSON"]]
    Scope = Union[str, Iterable[str], None]  # words with spaces between, or a list of them

    class Serializer(Protocol):
        """A module, class or object that writes and reads values in the place of compact JSON."""

        def dumps(self, value: Any, /) -> Any:
            """Return `value` as text or bytes."""

        def loads(self, data: Any, /) -> Any:
            """Return the value that `dumps` wrote."""

    class Logger(Protocol):
        """A logger of `logging`, or anything else with `debug`."""

        def debug(self, message: str, /, *values: Any) -> Any:
            """Take a message; `values` fill its %-marks."""
