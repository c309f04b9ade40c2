"""What the caller of `explain` said besides text and key, checked."""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamValidationError
from ..jose import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Optional

    from ..jose.key_like import KeyLike
    from .explanation import Explanation

    GivenKey = Optional[KeyLike]  # of PASETO, PASERK, Fernet and macaroons: text or bytes

MAX_NESTED = 4  # tokens in one another
MAX_PLAIN_ITERATIONS = 20_000  # of PBKDF2 by plain, about a second; the fast code counts more


class Options:
    """What the caller said besides text and key."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Take the options of `explain`; JamValidationError if one has a wrong value."""
        for name, (fits, words) in _OPTIONS.items():
            if not fits(given[name]):
                raise JamValidationError(f"{name} must be {words}", error_code="explain.option")
        self.password: Optional[str] = given["password"]
        self.verify_key: GivenKey = given["verify_key"]
        self.now: float = clock.now() if given["now"] is None else given["now"]
        self.implicit: bytes = given["implicit"]
        self.counter: Optional[int] = given["counter"]
        self.code: Optional[str] = given["code"]
        self.digits: int = given["digits"]
        self.digest: str = given["digest"]
        self.interval: int = given["interval"]
        self.steam: bool = given["steam"]
        self.payload: Optional[bytes] = given["payload"]
        self.access_token: Optional[str] = given["access_token"]
        self.authorization_code: Optional[str] = given["authorization_code"]
        self.state: Optional[str] = given["state"]
        self.nesting_left = MAX_NESTED
        # For all recipients of a token together: each could ask for the most.
        self.iterations_left = limits.MAX_P2C
        self.plain_iterations_left = MAX_PLAIN_ITERATIONS
        # Explains a token inside another one; `explaining.py` sets it, which knows every kind.
        self.nested: Callable[[Explanation, str, Options], bool] = lambda explanation, text, options: False


def _whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most  # `type`: True is an int


def _text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


# option -> whether a value fits, and what it must be
_OPTIONS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "depth": (lambda value: value in ("short", "full"), '"short" or "full"'),
    "password": (_text_or_none, "text"),
    "now": (
        lambda value: value is None or (type(value) in (int, float) and 0 <= value < 1e11),
        "seconds since 1970",
    ),
    "implicit": (lambda value: isinstance(value, bytes), "bytes"),
    "counter": (lambda value: value is None or _whole(value, 0, 2**64 - 1), "0 to 2^64 - 1"),
    "code": (_text_or_none, "text"),
    "digits": (lambda value: _whole(value, 6, 10), "6 to 10"),
    "digest": (lambda value: value in ("sha1", "sha256", "sha512"), '"sha1", "sha256" or "sha512"'),
    "interval": (lambda value: _whole(value, 1, 86_400), "1 to 86400 seconds"),
    "steam": (lambda value: isinstance(value, bool), "True or False"),
    "payload": (lambda value: value is None or isinstance(value, bytes), "bytes"),
    "access_token": (_text_or_none, "text"),
    "authorization_code": (_text_or_none, "text"),
    "state": (_text_or_none, "text"),
}
