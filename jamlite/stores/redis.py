"""Records in Redis (6.0 or later, one server or a cluster): the store for more than one machine.

Each change is one Lua script, so it is atomic. What stands in Redis for the prefix "sessions":

    {sessions}:r:<key>      "<expiry, or nothing> <bytes of the owner> <owner><value>", one string,
                            because one string is what Redis and redis-py are quickest with
    {sessions}:o:<owner>    sorted set of the owner's keys, each with its expiry as score

The braces put all keys of one store into one slot of a cluster, so that a script may touch several.
Redis drops a record by itself a moment after its expiry; the exact time is in the string. redis-py is
imported when the first store is made.
"""

from __future__ import annotations

from contextlib import contextmanager

from ..crypto import hashes
from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError
from .base import Record, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from .base import Item

TIMEOUT = 5.0  # seconds to wait for a server given by its URI, unless the URI says otherwise
BATCH = 500  # records that one script writes or removes, so that no other client waits long

# ARGV[1] is "{prefix}:", ARGV[2] the time. Numbers travel as text: Redis cuts them to integers.
_COMMON = """
local base, now = ARGV[1], tonumber(ARGV[2])
local function record(key) return base .. 'r:' .. key end
local function owned(owner) return base .. 'o:' .. owner end
local function read(key)
  local packed = redis.call('GET', record(key))
  if not packed then return nil end
  local expires, length, rest = string.match(packed, '^(%S*) (%d+) (.*)$')
  length = tonumber(length)
  return {expires = expires, owner = string.sub(rest, 1, length), value = string.sub(rest, length + 1),
          live = expires == '' or tonumber(expires) > now}
end
local function seconds(expires) return math.max(1, math.ceil(tonumber(expires) - now)) end
local function remove(key, row)
  redis.call('DEL', record(key))
  if row.owner ~= '' then redis.call('ZREM', owned(row.owner), key) end
end
local function write(key, packed, owner, expires)
  if expires == '' then
    redis.call('SET', record(key), packed)
  else
    redis.call('SET', record(key), packed, 'EX', seconds(expires))
  end
  if owner ~= '' then
    local set = owned(owner)
    redis.call('ZREMRANGEBYSCORE', set, '-inf', ARGV[2])
    redis.call('ZADD', set, expires == '' and '+inf' or expires, key)
    local last = redis.call('ZRANGE', set, -1, -1, 'WITHSCORES')[2]
    if last == 'inf' then
      redis.call('PERSIST', set)
    else
      redis.call('EXPIRE', set, seconds(last))
    end
  end
end
"""
# ARGV: key, packed record, owner, expiry and whether it must be fresh; repeated for each record
_PUT = """
local written = 0
for i = 3, #ARGV, 5 do
  local key, packed, owner, expires = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local old = read(key)
  if not (old and old.live and ARGV[i + 4] == '1') then
    if old and old.owner ~= owner then remove(key, old) end
    write(key, packed, owner, expires)
    written = written + 1
  end
end
return written
"""
# ARGV: key, new key, [1 and value] or [0], [1 and expiry] or [0], [1 and what to expect] or [0]
_CHANGE = """
local key, new = ARGV[3], ARGV[4]
local row = read(key)
if not row or not row.live then return 0 end
if ARGV[9] == '1' and row.value ~= ARGV[10] then return 0 end
if new ~= key then
  local taken = read(new)
  if taken then
    if taken.live then return 0 end
    remove(new, taken)
  end
  remove(key, row)
elseif ARGV[11] == 'move' then
  return 0
end
local value = ARGV[5] == '1' and ARGV[6] or row.value
local expires = ARGV[7] == '1' and ARGV[8] or row.expires
write(new, expires .. ' ' .. #row.owner .. ' ' .. row.owner .. value, row.owner, expires)
return 1
"""
_DELETE = """
local live = 0
for i = 3, #ARGV do
  local row = read(ARGV[i])
  if row then
    remove(ARGV[i], row)
    if row.live then live = live + 1 end
  end
end
return live
"""
_DELETE_OWNER = """
local live = 0
for _, key in ipairs(redis.call('ZRANGE', owned(ARGV[3]), 0, -1)) do
  local row = read(key)
  if row and row.owner == ARGV[3] then
    redis.call('DEL', record(key))
    if row.live then live = live + 1 end
  end
end
redis.call('DEL', owned(ARGV[3]))
return live
"""


class Script:
    """A Lua script, with the name Redis gives it."""

    __slots__ = ("name", "text")

    def __init__(self, text: str) -> None:
        self.text = _COMMON + text
        self.name = hashes.digest("sha1", self.text.encode()).hex()


class RedisStore(Store):
    """A store in Redis.

    Args:
        client: a `redis.Redis` or `redis.cluster.RedisCluster` client, or a URI such as
            "redis://host:6379/0", "rediss://..." or "unix://...".
        prefix: begins all keys.

    Raises:
        JamConfigurationError: redis-py is not installed, or the URI is not one.

    `put_many` and `delete_many` go in steps of 500 records, each of them atomic.

    Making a store does not connect yet. Each method raises JamStoreError (`store.unavailable`) when
    the server cannot be reached; what it had acknowledged is kept as the server's own persistence is
    set up to (see `appendonly` in its configuration).
    """

    __slots__ = ("_base", "_client", "_failures", "_redis", "_scripts")

    def __init__(self, client: Any = "redis://localhost:6379/0", *, prefix: str = "jamlite") -> None:
        try:
            import redis
        except ImportError as error:
            raise JamConfigurationError(
                "the redis store needs the package redis: pip install redis",
                error_code="configuration.import_error",
            ) from error
        if not isinstance(prefix, str) or not prefix or "{" in prefix or "}" in prefix:
            raise JamConfigurationError("the prefix of a redis store must be text without braces")
        if isinstance(client, str):
            try:
                client = redis.Redis.from_url(client, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
            except ValueError as error:
                raise JamConfigurationError("redis_uri is not the URI of a Redis server") from error
        if not hasattr(client, "evalsha"):
            raise JamConfigurationError("redis_uri must be a URI, or a client of the package redis")
        self._redis: Any = redis
        self._client: Any = client
        self._failures = (redis.RedisError, redis.exceptions.RedisClusterException)
        self._base = "{" + prefix + "}:"
        names = {"put": _PUT, "change": _CHANGE, "delete": _DELETE, "delete_owner": _DELETE_OWNER}
        self._scripts = {name: Script(text) for name, text in names.items()}

    def close(self) -> None:
        with self._errors():
            self._client.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            raise _unavailable(error) from error

    def _run(self, name: str, now: float, *values: str) -> int:
        """Run a script; the server may have forgotten it, when it was restarted."""
        script = self._scripts[name]
        arguments = (1, f"{self._base}r:{values[0]}", self._base, repr(now), *map(_octets, values))
        try:
            try:
                return int(self._client.evalsha(script.name, *arguments))
            except self._redis.exceptions.NoScriptError:
                return int(self._client.eval(script.text, *arguments))
        except self._failures as error:
            raise _unavailable(error) from error

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        values = (key, _pack(value, owner, expires), owner, _score(expires), "1" if fresh else "0")
        return self._run("put", now, *values) == 1

    def _put_many(self, items: list[Item], now: float) -> None:
        for start in range(0, len(items), BATCH):
            values: list[str] = []
            for key, value, owner, expires in items[start : start + BATCH]:
                values += (key, _pack(value, owner, expires), owner, _score(expires), "0")
            self._run("put", now, *values)

    def _get(self, key: str, now: float) -> Record | None:
        try:
            packed = self._client.get(f"{self._base}r:{key}")
        except self._failures as error:
            raise _unavailable(error) from error
        return None if packed is None else _unpack(packed, now)

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        if not keys:
            return []
        with self._errors():
            found = self._client.mget([f"{self._base}r:{key}" for key in keys])
        return [packed is not None and _unpack(packed, now) is not None for packed in found]

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        end = None if expires is None else _score(expires)
        values = (key, key, *_optional(value), *_optional(end), *_optional(expect), "replace")
        return self._run("change", now, *values) == 1

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        values = (key, new_key, *_optional(value), *_optional(None), *_optional(expect), "move")
        return self._run("change", now, *values) == 1

    def _delete(self, key: str, now: float) -> bool:
        return self._run("delete", now, key) == 1

    def _delete_many(self, keys: list[str], now: float) -> int:
        starts = range(0, len(keys), BATCH)
        return sum(self._run("delete", now, *keys[start : start + BATCH]) for start in starts)

    def _delete_owner(self, owner: str, now: float) -> int:
        return self._run("delete_owner", now, owner)

    def _list_owner(self, owner: str, now: float) -> list[str]:
        with self._errors():
            found = self._client.zrangebyscore(f"{self._base}o:{owner}", f"({now!r}", "+inf")
        return [_text(key) for key in found]

    def _keys(self, limit: int, now: float) -> list[str]:
        start = f"{self._base}r:"
        found: dict[str, None] = {}  # a scan may show a key twice
        with self._errors():
            for name in self._client.scan_iter(match=_literal(start) + "*", count=1000):
                found[_text(name)[len(start) :]] = None
                if len(found) == limit:
                    break
        keys = list(found)
        return [key for key, live in zip(keys, self._contains_many(keys, now)) if live]

    def _purge(self, limit: int, now: float) -> int:
        return 0  # Redis has done it already


def _unavailable(error: Exception) -> JamStoreError:
    return JamStoreError(
        f"the Redis server cannot be used: {type(error).__name__}", error_code="store.unavailable"
    )


def _octets(value: str) -> bytes:
    return value.encode("utf-8")


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode("utf-8")


def _score(expires: float | None) -> str:
    return "" if expires is None else repr(expires)


def _pack(value: str, owner: str, expires: float | None) -> str:
    return f"{_score(expires)} {len(owner.encode())} {owner}{value}"


def _unpack(packed: bytes | str, now: float) -> Record | None:
    """Return the record, or None if it has expired."""
    data = packed.encode() if isinstance(packed, str) else packed
    expires, length, rest = data.split(b" ", 2)
    border = int(length)
    end = float(expires) if expires else None
    if end is not None and end <= now:
        return None
    return Record(rest[border:].decode(), rest[:border].decode(), end)


def _optional(value: str | None) -> tuple[str, str]:
    return ("0", "") if value is None else ("1", value)


def _literal(text: str) -> str:
    """Return a glob pattern that means `text` and nothing else."""
    return "".join("\\" + character if character in "*?[]^-\\" else character for character in text)
