"""Types for annotations: what JSON can hold, and what users hand in that has certain methods.

These names exist for type checkers alone: import them under `if TYPE_CHECKING:`. A mapping that is only read
from is a `Mapping[str, object]`, and a value that is about to be judged is an `object`; `JsonObject` and
`JsonValue` are what a parser returned, of which whoever asked for it knows what should stand where.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, Mapping, Protocol, Sequence, Union

    JSON = Union[None, bool, int, float, str, Sequence["JSON"], Mapping[str, "JSON"]]  # what can be written
    JsonValue = Any  # what was read: None, bool, int, float, str, list, or a JsonObject
    JsonObject = Dict[str, Any]  # a JSON object: under each name a JsonValue
    Settings = Dict[str, Any]  # a part of a configuration: JSON values, and objects where Python wrote it
    Claims = JsonObject  # RFC 7519 section 4: the claims set of a token
    Header = JsonObject  # RFC 7515 section 4, RFC 7516 section 4: the members of a JOSE header
    Scope = Union[str, Iterable[str], None]  # words with spaces between, or a list of them

    class Serializer(Protocol):
        """A module, class or object that writes and reads values in the place of compact JSON."""

        def dumps(self, value: JsonValue, /) -> Union[str, bytes]:
            """Return `value` as text or bytes."""

        def loads(self, data: Any, /) -> JsonValue:
            """Return the value that `dumps` wrote."""

    class Logger(Protocol):
        """A logger of `logging`, or anything else with `debug`."""

        def debug(self, message: str, /, *values: Any) -> object:
            """Take a message; `values` fill its %-marks."""
