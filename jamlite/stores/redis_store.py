"""Records in Redis: the store for more than one machine.

redis-py is imported when the first store is made. `redis_scripts` tells how records stand in Redis.
"""

from __future__ import annotations

import re
from functools import partial
from inspect import iscoroutinefunction
from itertools import chain
from time import monotonic, sleep

from ..clock import is_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError
from . import redis_scripts as scripts
from .store import REDIS_URI, TIMEOUT, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Callable, Iterator, Protocol, Tuple, TypeGuard, TypeVar

    from .redis_scripts import Command, Word
    from .store import Item, Record

    Octets = Tuple[bytes, ...]
    Reply = Any  # of redis-py: None, a number, bytes, text or a list; redis.asyncio: an awaitable of it
    Thing = TypeVar("Thing")
    Result = TypeVar("Result")

    class Client(Protocol):
        """The methods of redis-py's clients that are used."""

        def execute_command(self, *words: Any) -> Reply:
            """Send a command."""

        def scan_iter(self, *, match: str, count: int) -> Reply:
            """Iterate over the names in Redis."""

        def close(self) -> Reply:
            """Give the connections back."""


PAUSES = (0.001, 0.02)  # seconds between two looks for a free connection: at first, and at most
BATCH = 500  # records that one script writes or removes, so that no other client waits long
SCANNED = 1000  # names that one step of a scan looks at


class RedisStore(Store):
    """A store in Redis.

    Args:
        client: a `redis.Redis` or `redis.cluster.RedisCluster` client, or a URI such as
            "redis://host:6379/0", "rediss://..." or "unix://...".
        prefix: begins all keys.
        timeout: seconds to wait for a free connection when all those of the client's pool are in use;
            with a URI also for the server, unless the URI has another `socket_timeout`.

    Raises:
        JamConfigurationError: redis-py is not installed, the URI is not one, or the timeout is not a
            positive number.

    `put_many` and `delete_many` go in steps of 500 records, each of them atomic.

    Making a store does not connect yet. Each method raises JamStoreError: `store.unavailable` when
    the server cannot be reached or refuses, `store.corrupt` when what stands there is not ours. What
    it had acknowledged is kept as the server's own persistence is set up to (see `appendonly` in its
    configuration).
    """

    __slots__ = ("_base", "_client", "_exhausted", "_failures", "_forgotten", "_timeout", "is_cluster")

    def __init__(
        self, client: Client | str = REDIS_URI, *, prefix: str = "jamlite", timeout: float = TIMEOUT
    ) -> None:
        try:
            package = self._import()
            from redis import exceptions
        except ImportError as error:
            raise JamConfigurationError(
                "the redis store needs the package redis: pip install redis",
                error_code="configuration.import_error",
            ) from error
        # Redis Cluster: the hash tag is what stands between the first "{" and the next "}".
        if not isinstance(prefix, str) or not prefix or "{" in prefix or "}" in prefix:
            raise JamConfigurationError("the prefix of a redis store must be text without braces")
        if not is_seconds(timeout, 0, 1e9) or timeout == 0:
            raise JamConfigurationError("the timeout of a redis store must be a positive number of seconds")
        self._base = "{" + prefix + "}:"
        self._timeout = timeout
        self._exhausted: type[Exception] = exceptions.ConnectionError  # if `is_exhausted` says so
        self._failures: tuple[type[Exception], ...] = (
            exceptions.RedisError,
            exceptions.RedisClusterException,
            UnicodeDecodeError,
        )
        self._forgotten: type[Exception] = exceptions.NoScriptError
        self._connect(client, package)

    @staticmethod
    def _import() -> ModuleType:
        import redis

        return redis

    def _connect(self, client: Client | str, package: ModuleType) -> None:
        if isinstance(client, str):
            client = from_uri(client, package, self._timeout)
        if not hasattr(client, "evalsha") or is_async_client(client):
            raise JamConfigurationError(
                "redis_uri must be a URI or a client of the package redis; redis.asyncio is for jamlite.aio"
            )
        self._client = client
        self.is_cluster = hasattr(client, "keyslot")

    # How commands are sent. An asynchronous store overrides the methods from here to `names`.

    def close(self) -> None:
        fault = None
        try:
            self._client.close()
        except self._failures as error:
            fault = failed(error)
        if fault is not None:
            raise fault

    def command(self, *parts: Word) -> Reply:
        """Send a command of one's own, and return the reply as redis-py gives it."""
        return self._ask(lambda reply: reply, *parts)

    def take_over(self, name: bytes, field: bytes, expect: bytes, item: Item, *, now: float) -> bool:
        """Move a field of a hash into a record, in one atomic step.

        Args:
            name, field: of the hash.
            expect: what stands there.
            item: the record: key, value, owner, expiry.
            now: seconds since 1970.

        Returns:
            Whether it was moved: False if something else stands there by now. A live record with this
            key is never overwritten.
        """
        names, values = self._written(*item, now)
        script = scripts.TAKE_OVER
        return self._ask(bool, "EVALSHA", script, 3, *names, name, b"%a" % now, field, expect, *values)

    def contains_one(self, key: str, name: str, *, now: float) -> bool:
        """Tell whether a live record stands under `key`, or anything under the name `name`."""

        def found(replies: list[Reply]) -> bool:
            return scripts.unpack(replies[0], now) is not None or replies[1] is not None

        return self._ask(found, "MGET", self._record(key), name.encode())

    def contains_either(self, keys: list[str], names: list[str], *, now: float) -> list[bool]:
        """Tell for each of `keys` whether a record stands there, or anything under the name beside it."""

        def found(replies: list[Reply]) -> list[bool]:
            ours, others = replies[: len(keys)], replies[len(keys) :]
            return [
                scripts.unpack(packed, now) is not None or other is not None
                for packed, other in zip(ours, others)
            ]

        if not keys:
            return self._contains_many([], now)
        return self._ask(found, "MGET", *map(self._record, keys), *(name.encode() for name in names))

    def _ask(self, read: Callable[[Reply], Result], *command: Word) -> Result:
        """Send a command and return what `read` makes of the reply."""
        try:
            try:
                reply = self._send(command)  # EVALSHA: 40 bytes instead of a script of a kilobyte
            except self._forgotten:
                reply = self._send(scripts.whole(command))
        except self._failures as error:
            fault = failed(error)
        else:
            return read(reply)
        raise fault  # not in the handler: see `failed`

    def _send(self, command: Command) -> Reply:
        """Return the reply to a command. Wait for a free connection if the client has none left."""
        execute = self._client.execute_command
        try:
            return execute(*command)
        except self._exhausted as error:
            if not is_exhausted(error):
                raise
            for pause in pauses(self._timeout):  # a pool of redis-py raises at once where others would wait
                sleep(pause)
                try:
                    return execute(*command)
                except self._exhausted as again:
                    if not is_exhausted(again):
                        raise
            raise

    def _ask_each(self, commands: Iterator[Command]) -> int:
        """Send commands one after the other and return the sum of the replies."""
        return sum(self._ask(int, *command) for command in commands)

    def _keys(self, limit: int, now: float) -> list[str]:
        start = self._base + "r:"
        found = [name[len(start) :] for name in self.names(start, limit)]
        return [key for key, live in zip(found, self._contains_many(found, now)) if live]

    def names(self, start: str, limit: float = float("inf")) -> list[str]:
        """Return the names in Redis that begin with `start`, at most `limit`: a scan of all names."""
        found: dict[str, None] = {}  # a scan may show a name twice
        try:
            for name in self._client.scan_iter(match=name_pattern(start), count=SCANNED):
                found[_text(name)] = None
                if len(found) == limit:
                    break
        except self._failures as error:
            fault = failed(error)
        else:
            return list(found)
        raise fault

    # What is sent. On an asynchronous store all these return awaitables of what they say.

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        names, values = self._written(key, value, owner, expires, now)
        flag = b"1" if fresh else b"0"
        return self._ask(bool, "EVALSHA", scripts.PUT, 2, *names, b"%a" % now, flag, *values)

    def _put_many(self, items: list[Item], now: float) -> int:
        def command(batch: list[Item]) -> Command:
            names, values = zip(*[self._written(*item, now) for item in batch])
            count = 2 * len(batch)
            return ("EVALSHA", scripts.PUT, count, *chain(*names), b"%a" % now, b"0", *chain(*values))

        return self._ask_each(map(command, _batches(items)))

    def _written(
        self, key: str, value: str, owner: str, expires: float | None, now: float
    ) -> tuple[Octets, Octets]:
        """Return what the script PUT wants of a record: its two KEYS and its four ARGV."""
        names = (self._record(key), self._set(owner))
        packed = scripts.pack(value, owner, expires)
        listed = key.encode() if owner else b""
        return names, (packed, listed, scripts.number(expires) or b"+inf", scripts.seconds(expires, now))

    def _get(self, key: str, now: float) -> Record | None:
        return self._ask(partial(scripts.unpack, now=now), "GET", self._record(key))

    def _contains(self, key: str, now: float) -> bool:
        return self._ask(lambda packed: scripts.unpack(packed, now) is not None, "GET", self._record(key))

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        return self._ask(alive(now), "MGET", *map(self._record, keys)) if keys else []

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        return self._change((self._record(key),), value, expires, expect, now)

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        return self._change((self._record(key), self._record(new_key)), value, None, expect, now)

    def _change(
        self, names: Octets, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        letters, values = b"", []
        if value is not None:
            letters = b"v"
            values.append(value.encode())
        if expires is not None:
            letters += b"e"
            values.append(scripts.number(expires))
        if expect is not None:
            letters += b"x"
            values.append(expect.encode())
        return self._ask(bool, "EVALSHA", scripts.CHANGE, len(names), *names, b"%a" % now, letters, *values)

    def _delete(self, key: str, now: float) -> bool:
        return self._ask(bool, "EVALSHA", scripts.DELETE, 1, self._record(key), b"%a" % now)

    def _delete_many(self, keys: list[str], now: float) -> int:
        def command(batch: list[str]) -> Command:
            return ("EVALSHA", scripts.DELETE, len(batch), *map(self._record, batch), b"%a" % now)

        return self._ask_each(map(command, _batches(keys)))

    def _delete_owner(self, owner: str, now: float) -> int:
        script = scripts.DELETE_OWNER
        return self._ask(int, "EVALSHA", script, 1, self._set(owner), b"%a" % now, owner.encode())

    def _list_owner(self, owner: str, now: float) -> list[str]:
        return self._ask(
            lambda keys: sorted(map(_text, keys)), "ZRANGEBYSCORE", self._set(owner), b"(%a" % now, b"+inf"
        )

    def _purge(self, limit: int, now: float) -> int:
        return 0  # Redis has done it already

    def _record(self, key: str) -> bytes:
        return f"{self._base}r:{key}".encode()

    def _set(self, owner: str) -> bytes:
        return f"{self._base}o:{owner}".encode()


def alive(now: float) -> Callable[[list[Reply]], list[bool]]:
    """Return a function that tells for each record, packed as in Redis, whether it is live."""
    return lambda replies: [scripts.unpack(packed, now) is not None for packed in replies]


def from_uri(uri: str, package: ModuleType, timeout: float) -> Client:
    """Return a client for a URI, or raise JamConfigurationError."""
    try:
        made: Client = package.Redis.from_url(uri, socket_timeout=timeout, socket_connect_timeout=timeout)
        return made
    except ValueError:  # its words may hold a piece of the password: it must not become a context
        pass
    raise JamConfigurationError("redis_uri is not the URI of a Redis server")


def is_async_client(client: object) -> TypeGuard[Client]:
    """Tell whether a client is one of redis.asyncio."""
    # By what it does: subclasses and doubles too.
    return iscoroutinefunction(getattr(type(client), "execute_command", None))


def is_exhausted(error: Exception) -> bool:
    """Tell whether an error of redis-py means that all connections of the pool are in use.

    Such a command was not sent. Releases of redis-py before 6 raise a plain ConnectionError.
    """
    return type(error).__name__ == "MaxConnectionsError" or "Too many connections" in str(error)


def pauses(timeout: float) -> Iterator[float]:
    """Yield the seconds to sleep before each new try, until `timeout` seconds have passed."""
    pause, longest = PAUSES
    end = monotonic() + timeout
    while monotonic() < end:
        yield pause
        pause = min(2 * pause, longest)


_SERVER_CODE = re.compile(
    r"(?:ERR|BUSY|CLUSTERDOWN|CROSSSLOT|LOADING|MASTERDOWN|MISCONF|NOAUTH|NOPERM|OOM|READONLY)\b"
)
_CONNECTION_ERRORS = {"ConnectionError", "TimeoutError"}


def failed(error: Exception) -> JamStoreError:
    """Return ours for an error of redis-py; raise it when the handler of that error is left.

    An error of the server may quote the command ("unknown command ..., with args beginning with"), one of
    decoding holds the reply: records. Neither must become the cause or context of ours. Errors of the
    connection name the address alone, and become the cause. Of others the first word, the server's
    code, is told.
    """
    text = str(error)
    if isinstance(error, UnicodeDecodeError) or scripts.FOREIGN in text or text.startswith("WRONGTYPE"):
        return scripts.foreign()
    name, code = type(error).__name__, _SERVER_CODE.match(text)
    said = f"{name} {code[0]}" if code else name
    if text.lower().startswith(("unknown command", "err unknown command")):
        said += ": it does not know a command, perhaps that of scripts (fakeredis has it with fakeredis[lua])"
    made = JamStoreError(f"the Redis server cannot be used: {said}", error_code="store.unavailable")
    if not _CONNECTION_ERRORS.isdisjoint(kind.__name__ for kind in type(error).__mro__):
        made.__cause__ = error
    return made


def _batches(things: list[Thing]) -> Iterator[list[Thing]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


def name_pattern(start: str) -> str:
    """Return a glob pattern that means the names with this beginning and nothing else."""
    # A prefix such as "app*" would otherwise list the names of others.
    return "".join("\\" + letter if letter in "*?[]^-\\" else letter for letter in start) + "*"


def _text(octets: bytes | str) -> str:
    return octets if isinstance(octets, str) else octets.decode("utf-8")
