"""What a section of a configuration may be given beside text and numbers: things of the user's own.

For type checkers; at run time this is not loaded.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Protocol, Type, Union

    from ..encoding.json_types import JsonObject as JsonObject
    from ..encoding.json_types import JsonValue as JsonValue
    from ..encoding.json_types import Logger as Logger
    from ..encoding.json_types import Serializer as Serializer
    from ..encoding.json_types import Settings as Settings
    from ..jose.jwk import JWK
    from ..keys.rsa import RSAKey
    from ..paseto.key import Key

    class OwnList(Protocol):
        """A token list, ours or one that has its two methods; those of `aio.lists` are awaited."""

        @property
        def __list_type__(self) -> str:
            """ "black" or "white"."""

        def add(self, token: str, /) -> Any:
            """Put a token on the list."""

        def check(self, token: str, /) -> Any:
            """Tell whether a token is on the list."""

    ListLike = Union[OwnList, JsonObject, None]  # a dict is the configuration that one is made of

    class OwnKey(Protocol):
        """A key of a keychain."""

        @property
        def kid(self) -> str: ...

        @property
        def material(self) -> Any:
            """Its record, one of `keys`; the algorithm of the keychain says which."""

    class OwnKeychain(Protocol):
        """A keychain, ours or one that has these."""

        @property
        def algorithm(self) -> str: ...

        def signing_key(self) -> OwnKey: ...

        def verifying_key(self, kid: str, /) -> OwnKey | None: ...

    # See `paseto.key_reading`.
    PASETOKeyLike = Union[str, bytes, bytearray, memoryview, Dict[str, Any], JWK, Key, RSAKey]

    class FacadeLogger(Protocol):
        """What the facade writes to: as `BaseLogger`, which need not be inherited from."""

        def info(self, message: str, /) -> object: ...

        def warning(self, message: str, /, *, exc_info: bool = ...) -> object: ...

        def error(self, message: str, /, *, exc_info: bool = ...) -> object: ...

        def debug(self, message: str, /, *args: object) -> object: ...

    LoggerLike = Union[str, FacadeLogger, Type[FacadeLogger]]  # a text is a dotted path
