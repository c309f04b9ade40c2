"""What every session module is: Jam's names and helpers, for modules on a store and for users' own."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod

from .. import clock
from ..crypto.randomness import random_bytes
from ..encoding import base64url, strict_json
from ..encoding.user_objects import check_logger, check_serializer
from ..exceptions.base import JamConfigurationError, JamEncodingError
from ..exceptions.crypto import JamSelfTestError
from ..exceptions.sessions import JamSessionDataError, JamSessionEmptyAESKey, JamStoreError
from .sealing import MARK, Sealer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, TypedDict

    from ..encoding.json_types import JsonObject, JsonValue, Logger, Serializer
    from .sealing import Secret

    class BaseOptions(TypedDict, total=False):
        """The options of every session module."""

        id_factory: Callable[[], str] | None
        is_session_crypt: bool
        session_aes_secret: Secret | None
        serializer: Serializer | None
        logger: Logger | None


MAX_DATA_LENGTH = 1 << 20  # characters of one session's JSON text: each request reads it whole
MAX_DEPTH = 64  # levels of lists and objects in it; json.loads recurses, and Pythons differ in how far
ID_BYTES = 24  # of randomness in an id; 32 characters


class JsonSerializer:
    """Compact JSON, as Jam's encoders have it: `dumps` to bytes, `loads` from text or bytes."""

    @staticmethod
    def dumps(data: object) -> bytes:
        return strict_json.dumps(data, "the session data")

    @staticmethod
    def loads(text: str | bytes) -> JsonValue:
        return json.loads(text)  # our own writing: nothing to be strict about


def new_id() -> str:
    """Return 192 random bits as 32 characters of base64url."""
    return base64url.encode(random_bytes(ID_BYTES))


class BaseSessionModule(ABC):
    """The base of all session modules; a module of your own inherits from it.

    Args:
        id_factory: makes session ids; its ids must not be guessable. Default: 192 random bits.
        is_session_crypt: seal ids and data.
        session_aes_secret: the Fernet key for it, or several, the newest first; default is the
            environment variable JAM_SESSION_AES_SECRET.
        serializer: an object or class with `dumps(data) -> bytes` and `loads(text) -> dict`.
        logger: an object with `debug(text)`; ids, keys and data are never logged.

    Raises:
        JamSessionEmptyAESKey: encryption without a secret.
        JamConfigurationError: another argument is not usable.
    """

    _sk_mark_symbol = MARK

    def __init__(
        self,
        id_factory: Callable[[], str] | None = None,
        is_session_crypt: bool = False,
        session_aes_secret: Secret | None = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
    ) -> None:
        if id_factory is not None and not callable(id_factory):
            raise JamConfigurationError("id_factory must be callable")
        self._id_factory = id_factory or new_id
        self._serializer = JsonSerializer if serializer is None else serializer
        check_serializer(self._serializer, "dumps", "loads")
        check_logger(logger, "debug")
        self._logger = logger
        self._sealer: Sealer | None = None
        if is_session_crypt:
            self._sealer = Sealer(session_aes_secret or os.environ.get("JAM_SESSION_AES_SECRET"))

    @property
    def id(self) -> str:
        """A new session id, not sealed yet."""
        made = self._id_factory()
        if not isinstance(made, str) or not made:  # an empty id would be one session for everybody
            raise JamConfigurationError("id_factory must return text")
        return made

    @abstractmethod
    def create(self, session_key: str, data: JsonObject) -> str:
        """Start a session of `session_key` (for example a user) with `data`; return its id."""

    @abstractmethod
    def get(self, session_id: str) -> JsonObject | None:
        """Return the data of a live session, or None."""

    @abstractmethod
    def update(self, session_id: str, data: JsonObject) -> None:
        """Put `data` in the place of a live session's data, or raise JamSessionNotFound."""

    @abstractmethod
    def delete(self, session_id: str) -> None:
        """End a session if it exists."""

    @abstractmethod
    def rework(self, session_id: str) -> str:
        """Give a live session another id and return it, or raise JamSessionNotFound."""

    @abstractmethod
    def clear(self, session_key: str) -> None:
        """End all sessions of `session_key`."""

    # Jam's helpers, under Jam's names: modules of users call them.

    def __encode_session_id__(self, data: str) -> str:
        """Seal an id."""
        if self._sealer is None:
            raise JamSessionEmptyAESKey("sessions are not encrypted here: is_session_crypt is off")
        return self._sealer.seal(data, clock.now())

    def __decode_session_id__(self, data: str) -> str:
        """Open a sealed id, or raise JamSessionDataError."""
        if self._sealer is None:
            raise JamSessionEmptyAESKey("sessions are not encrypted here: is_session_crypt is off")
        opened = self._sealer.open(data)
        if opened is None:
            raise JamSessionDataError("the sealed text does not open")
        return opened

    def __encode_session_id_if_needed__(self, data: str) -> str:
        """Seal an id if sessions are encrypted."""
        return data if self._sealer is None else self.__encode_session_id__(data)

    def __decode_session_id_if_needed__(self, data: str) -> str:
        """Open an id if sessions are encrypted."""
        return data if self._sealer is None else self.__decode_session_id__(data)

    def __encode_session_data__(self, data: JsonObject) -> str:
        """Return session data as text, sealed if sessions are encrypted."""
        return self.__encode_session_id_if_needed__(self._dump(data))

    def __decode_session_data__(self, data: str) -> JsonObject:
        """Return the session data of a text made by `__encode_session_data__`."""
        return self._load(self.__decode_session_id_if_needed__(data))

    def _dump(self, data: JsonObject) -> str:
        """Return `data` as text, or raise JamSessionDataError."""
        if not isinstance(data, dict):
            raise JamSessionDataError(f"session data must be a dict, got {type(data).__name__}")
        text = None
        try:
            dumped = self._serializer.dumps(data)
            text = str(dumped if isinstance(dumped, str) else dumped.decode("utf-8"))
            text.encode("utf-8")  # a lone surrogate fails here, and not in the store
        except JamSelfTestError:
            raise
        except JamEncodingError as error:
            text, fault = None, error.message
        except Exception as error:  # noqa: BLE001 - whatever a foreign serializer raises
            text, fault = None, f"the session data cannot be serialised ({type(error).__name__})"
        if text is None:  # raised here, because errors of a serializer may hold the data
            raise JamSessionDataError(fault)
        if len(text) > MAX_DATA_LENGTH:
            raise JamSessionDataError(f"the session data is longer than {MAX_DATA_LENGTH} characters")
        if text.count("{") + text.count("[") > MAX_DEPTH:  # the walk is made only where it could be too deep
            _check_depth(data)
        return text

    def _load(self, text: str) -> JsonObject:
        """Return the data of a text made by `_dump`, or raise JamStoreError."""
        fault = "is not an object"
        try:
            data = self._serializer.loads(text)
        except JamSelfTestError:
            raise
        except Exception:  # noqa: BLE001 - whatever a foreign serializer raises; it may hold the data
            data, fault = None, "cannot be read"
        if not isinstance(data, dict):
            raise JamStoreError(f"stored session data {fault}", error_code="store.corrupt")
        return data

    def _log(self, text: str) -> None:
        if self._logger is not None:
            self._logger.debug(text)


def _check_depth(data: JsonObject) -> None:
    """Refuse data so deep that reading it back could fail."""
    level: list[JsonValue] = [data]
    for _ in range(MAX_DEPTH):
        inner = [value.values() if isinstance(value, dict) else value for value in level]
        level = [value for values in inner for value in values if isinstance(value, (dict, list, tuple))]
        if not level:
            return
    raise JamSessionDataError(f"the session data is nested deeper than {MAX_DEPTH} levels")
