"""What every store offers: records under a key, each with an owner and an expiry, changed atomically.

Each public method is one atomic step: whatever threads and processes do at the same time, it happens
wholly before or wholly after theirs. A record whose expiry has come is gone for every method from
that instant, whether or not its space has been reclaimed yet.

The public methods check their arguments and read the clock; a backend implements the underscore
methods and may trust what it is given.
"""

from __future__ import annotations

from .. import clock
from ..clock import is_seconds
from ..driver import at_once
from ..exceptions.base import JamConfigurationError, JamTypeError, JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Tuple, TypeGuard

    Item = Tuple[str, str, str, "float | None"]  # key, value, owner, expires

MAX_TIME = 1e15  # seconds; a float still tells eighths of a second apart there
MAX_KEY_LENGTH = 4096  # characters, of a key and of an owner: sealed ids, and tokens as ids
TIMEOUT = 5.0  # seconds to wait for others, unless another number is given
REDIS_URI = "redis://localhost:6379/0"  # where Redis is, unless it is said
_NO_LIMIT = (1 << 63) - 1  # SQLite has no larger number; nobody has as many records
PURGE_STEP = 1000  # records one call of purge() reclaims at most, unless told otherwise


class Record:
    """A value under a key, with its owner and expiry."""

    __slots__ = ("expires", "owner", "value")

    def __init__(self, value: str, owner: str, expires: float | None) -> None:
        self.value = value
        self.owner = owner
        self.expires = expires

    def __repr__(self) -> str:
        return f"<Record of {len(self.value)} characters, expires={self.expires}>"


class Store:
    """The interface of a store. Keys and owners are opaque text; values are text."""

    __slots__ = ()

    # Whether the methods return awaitables of what their annotations say.
    ASYNCHRONOUS = False
    # Whether no operation has to wait for a disk or a network.
    IN_MEMORY = False
    # The driver of steps on this store; an asynchronous store has another (see `driver`).
    lead = staticmethod(at_once)

    @property
    def direct(self) -> Store:
        """The store whose operations the steps call; a store that leads another's steps returns that one."""
        return self

    def put(
        self,
        key: str,
        value: str,
        *,
        owner: str = "",
        expires: float | None = None,
        fresh: bool = False,
        now: float | None = None,
    ) -> bool:
        """Write a record, in place of what stands under `key`.

        Args:
            key: 1 to 4096 characters.
            value: any text that UTF-8 can carry.
            owner: whose it is, for `list_owner` and `delete_owner`; "" if it has no owner.
            expires: seconds since 1970 from which the record is gone; None for never.
            fresh: write only if no live record stands under `key`.
            now: seconds since 1970; None asks the clock.

        Returns:
            Whether it was written: False only with `fresh`.

        Raises:
            JamStoreError: the store could not write; nothing was changed.
            JamTypeError, JamValidationError: an argument is not acceptable.
        """
        return self._put(_key(key), _value(value), _owner(owner), _expires(expires), fresh, moment(now))

    def put_many(self, items: Iterable[Item], *, now: float | None = None) -> int:
        """Write several records, given as (key, value, owner, expires), in one go; return how many."""
        try:
            rows = [(key, value, owner, end) for key, value, owner, end in items]
        except (TypeError, ValueError) as error:
            raise JamTypeError("items are tuples of key, value, owner and expires") from error
        checked = [
            (_key(key), _value(value), _owner(owner), _expires(end)) for key, value, owner, end in rows
        ]
        return self._put_many(checked, moment(now))

    def get(self, key: str, *, now: float | None = None) -> Record | None:
        """Return the live record under `key`, or None."""
        return self._get(_key(key), moment(now))

    def contains(self, key: str, *, now: float | None = None) -> bool:
        """Tell whether a live record stands under `key`."""
        return self._contains(_key(key), clock.now() if now is None else moment(now))

    def contains_many(self, keys: Iterable[str], *, now: float | None = None) -> list[bool]:
        """Tell for each of `keys`, in their order, whether a live record stands there."""
        return self._contains_many(_keys(keys), moment(now))

    def replace(
        self,
        key: str,
        value: str | None = None,
        *,
        expires: float | None = None,
        expect: str | None = None,
        now: float | None = None,
    ) -> bool:
        """Change a live record; never make one.

        Args:
            key: where it stands.
            value: the new value; None keeps it.
            expires: the new expiry; None keeps it.
            expect: change only if the value is this one.
            now: seconds since 1970; None asks the clock.

        Returns:
            Whether it was changed: False if nothing live stands there, or not what was expected.
        """
        new = None if value is None else _value(value)
        old = None if expect is None else _value(expect)
        return self._replace(_key(key), new, _expires(expires), old, moment(now))

    def move(
        self,
        key: str,
        new_key: str,
        value: str | None = None,
        *,
        expect: str | None = None,
        now: float | None = None,
    ) -> bool:
        """Put a live record under another key, with its owner and expiry; the old key is gone.

        Args:
            key: where it stands.
            new_key: where it is to stand; must be free.
            value: the value it is to have there; None keeps it.
            expect: move only if the value is this one.
            now: seconds since 1970; None asks the clock.

        Returns:
            Whether it was moved. Of several moves of one record exactly one returns True.
        """
        new = None if value is None else _value(value)
        old = None if expect is None else _value(expect)
        return self._move(_key(key), _key(new_key), new, old, moment(now))

    def delete(self, key: str, *, now: float | None = None) -> bool:
        """Remove what stands under `key`; tell whether something live stood there."""
        return self._delete(_key(key), moment(now))

    def delete_many(self, keys: Iterable[str], *, now: float | None = None) -> int:
        """Remove what stands under `keys`; return how many live records that were."""
        return self._delete_many(_keys(keys), moment(now))

    def delete_owner(self, owner: str, *, now: float | None = None) -> int:
        """Remove every record of `owner`, and no other; return how many live ones that were."""
        return self._delete_owner(_named_owner(owner), moment(now))

    def list_owner(self, owner: str, *, now: float | None = None) -> list[str]:
        """Return the keys of the live records of `owner`, sorted."""
        return self._list_owner(_named_owner(owner), moment(now))

    def keys(self, limit: int = PURGE_STEP, *, now: float | None = None) -> list[str]:
        """Return the keys of at most `limit` live records, in no order: for people who look around."""
        return self._keys(_count(limit), moment(now))

    def purge(self, limit: int = PURGE_STEP, *, now: float | None = None) -> int:
        """Reclaim the space of at most `limit` expired records; return how many that were.

        Every backend also does this by itself, a few with each write; nothing depends on this call.
        """
        return self._purge(_count(limit), moment(now))

    def close(self) -> None:
        """Give back files and connections. A store that is closed opens again when it is used."""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    # What a backend implements. Arguments are checked, `now` is a number.

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        raise NotImplementedError

    def _put_many(self, items: list[Item], now: float) -> int:
        raise NotImplementedError

    def _get(self, key: str, now: float) -> Record | None:
        raise NotImplementedError

    def _contains(self, key: str, now: float) -> bool:
        return self._get(key, now) is not None

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        raise NotImplementedError

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        raise NotImplementedError

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        raise NotImplementedError

    def _delete(self, key: str, now: float) -> bool:
        raise NotImplementedError

    def _delete_many(self, keys: list[str], now: float) -> int:
        raise NotImplementedError

    def _delete_owner(self, owner: str, now: float) -> int:
        raise NotImplementedError

    def _list_owner(self, owner: str, now: float) -> list[str]:
        raise NotImplementedError

    def _keys(self, limit: int, now: float) -> list[str]:
        raise NotImplementedError

    def _purge(self, limit: int, now: float) -> int:
        raise NotImplementedError


def is_text(value: object) -> bool:
    """Tell whether `value` is a str that UTF-8 can carry (no lone surrogates)."""
    if not isinstance(value, str):
        return False
    if value.isascii():
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class OnStore:
    """The base of what works on a store; its asynchronous twin is made by `threaded.OnAnyStore`."""

    __slots__ = ("_lead", "_store")

    def _use(self, store: Store) -> None:
        """Work on a store. How its methods are led is the store's own business."""
        if not hasattr(store, "lead") or isinstance(store, type):  # MemoryStore instead of MemoryStore()
            raise JamConfigurationError(
                f"{type(self).__name__} needs a store of jamlite.stores, for example MemoryStore()"
            )
        self._store: Store = store.direct
        self._lead: Any = store.lead


def is_key(value: object) -> bool:
    """Tell whether `value` can be a key: text of 1 to 4096 characters."""
    return isinstance(value, str) and 0 < len(value) <= MAX_KEY_LENGTH and (value.isascii() or is_text(value))


def is_time(value: object) -> TypeGuard[float]:
    """Tell whether `value` is a number that can be a time: 10^15 seconds from now at most."""
    return is_seconds(value, -MAX_TIME, MAX_TIME)


def is_duration(value: object, least: float = 0) -> TypeGuard[float]:
    """Tell whether `value` is a number of seconds that can be added to a time, and at least `least`."""
    return is_seconds(value, least, MAX_TIME / 10)


def moment(now: float | None, what: str = "now") -> float:
    """Return a time that a caller handed in, checked, or what the clock says if it is None."""
    return clock.now() if now is None else _seconds(now, what)


def _key(value: str) -> str:
    if is_key(value):
        return value
    raise _refusal(value, "a key")


def _keys(values: Iterable[str]) -> list[str]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):  # a text is no list of letters
        raise JamTypeError(f"keys must be a list of str, got {type(values).__name__}")
    return [_key(key) for key in values]


def _owner(value: str) -> str:
    if value == "" or is_key(value):
        return value
    raise _refusal(value, "an owner")


def _named_owner(value: str) -> str:
    if is_key(value):
        return value
    raise _refusal(value, "an owner")


def _refusal(value: object, what: str) -> JamValidationError:
    if not isinstance(value, str):
        return JamTypeError(f"{what} must be str, got {type(value).__name__}")
    return JamValidationError(f"{what} must be 1 to {MAX_KEY_LENGTH} characters that UTF-8 can carry")


def _value(value: str) -> str:
    if (type(value) is str and value.isascii()) or is_text(value):
        return value
    if not isinstance(value, str):
        raise JamTypeError(f"a value must be str, got {type(value).__name__}")
    raise JamValidationError("a value must be text that UTF-8 can carry")


def _expires(value: float | None) -> float | None:
    return None if value is None else _seconds(value, "an expiry")


def _seconds(value: float, what: str) -> float:
    # The usual case first; NaN fails both comparisons.
    if type(value) is float and -MAX_TIME <= value < MAX_TIME:
        return value
    if is_time(value):
        return float(value)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise JamTypeError(f"{what} must be a number, got {type(value).__name__}")
    raise JamValidationError(f"{what} must be seconds since 1970")


def _count(value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise JamTypeError(f"a limit must be an int, got {type(value).__name__}")
    if value < 1:
        raise JamValidationError("a limit must be at least 1")
    return min(value, _NO_LIMIT)
