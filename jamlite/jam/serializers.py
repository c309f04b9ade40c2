"""Encoders: how a token payload or session becomes bytes, and back.

The facade and the modules take one as `serializer`; your own needs the two methods of BaseEncoder.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..encoding.json_types import JsonObject

__all__ = ["BaseEncoder", "JsonEncoder", "MsgspecJsonEncoder"]


class BaseEncoder(ABC):
    """What every encoder offers. The methods are class methods: class and instance serve alike."""

    @classmethod
    @abstractmethod
    def dumps(cls, var: Any) -> bytes:
        """Return `var` as bytes."""

    @classmethod
    @abstractmethod
    def loads(cls, var: str | bytes) -> JsonObject:
        """Return what `dumps` was given."""


class JsonEncoder(BaseEncoder):
    """JSON with sorted names and `": "` between name and value, as Jam writes it."""

    @classmethod
    def dumps(cls, var: object) -> bytes:
        """Return `var` as ASCII JSON.

        Raises:
            JamEncodingError: a type JSON does not have, NaN or Infinity, a circle, a lone surrogate,
                or more depth, members or digits than `loads` reads.
        """
        import json  # a facade without a serializer of its own does not need it

        try:
            # Jam's spacing: stored texts are compared.
            data = json.dumps(var, sort_keys=True, separators=(",", ": "), allow_nan=False).encode()
        except RecursionError:
            raise JamEncodingError("the value is nested too deeply for JSON") from None
        except (TypeError, ValueError) as error:
            raise JamEncodingError(f"the value cannot be written as JSON: {error}") from error
        # What cannot be read back must not be written: depth, members, digits, lone surrogates.
        # In 128 octets nothing is deeper than 64; an escape may be a surrogate.
        if len(data) > 128 or b"\\u" in data:
            strict_json.loads(data, "the value as JSON")
        return data

    @classmethod
    def loads(cls, var: str | bytes) -> JsonObject:
        """Return the value of a JSON text, read strictly (`encoding/strict_json.py`).

        Raises:
            JamEncodingError: not JSON, or JSON with two meanings.
        """
        value: JsonObject = strict_json.loads(var)
        return value


class MsgspecJsonEncoder(BaseEncoder):
    """JSON by the package msgspec, which must be installed: quicker, and less strict when it reads."""

    @classmethod
    def dumps(cls, var: object) -> bytes:
        """Return `var` as compact UTF-8 JSON; errors as in JsonEncoder."""
        msgspec = _msgspec()
        try:
            data: bytes = msgspec.json.encode(var)
        except RecursionError:
            raise JamEncodingError("the value is nested too deeply for JSON") from None
        except (TypeError, ValueError) as error:
            raise JamEncodingError(f"the value cannot be written as JSON: {error}") from error
        return data

    @classmethod
    def loads(cls, var: str | bytes) -> JsonObject:
        """Return the value of a JSON text; errors as in JsonEncoder."""
        msgspec = _msgspec()
        try:
            # Duplicate names pass here: whoever chooses msgspec chooses that.
            value: JsonObject = msgspec.json.decode(var)
        except RecursionError:
            raise JamEncodingError("the text is nested too deeply") from None
        except (TypeError, ValueError) as error:  # msgspec's own errors are ValueErrors
            raise JamEncodingError("the text is not JSON") from error
        return value


def _msgspec() -> ModuleType:
    try:
        import msgspec
    except ImportError as error:
        raise JamConfigurationError(
            "MsgspecJsonEncoder needs the package msgspec; JsonEncoder needs nothing",
            error_code="configuration.import_error",
        ) from error
    module: ModuleType = msgspec
    return module
