"""The Redis store for asyncio: the same records, by `redis.asyncio`."""

from __future__ import annotations

from asyncio import get_running_loop
from weakref import WeakKeyDictionary

from ..driver import awaited
from ..exceptions.base import JamConfigurationError
from ..stores import redis_scripts as scripts
from ..stores.redis import SCANNED, RedisStore, failed, from_uri
from ..stores.redis_line import Kept, Line, is_asynchronous, line, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any, Awaitable, Callable, Iterator

    from ..stores.redis_line import Command


class AsyncRedisStore(RedisStore):
    """A `RedisStore` whose methods return awaitables.

    Args:
        client: a `redis.asyncio.Redis` or `redis.asyncio.cluster.RedisCluster` client, or a URI. A
            client belongs to the event loop that first used it; a URI serves any number of loops.
        prefix: begins all keys.

    Sessions, lists and refresh tokens on such a store return awaitables too; this room's own have
    coroutines for methods.
    """

    __slots__ = ("_lines", "_package", "prefix", "source")

    ASYNCHRONOUS = True
    lead = staticmethod(awaited)  # type: ignore[assignment]

    @staticmethod
    def _import() -> Any:
        import redis.asyncio

        return redis.asyncio

    def _connect(self, client: Any, package: Any) -> None:
        if isinstance(client, str):
            from_uri(client, RedisStore._import())  # refused now; on Python 3.9 one of package needs the loop
        elif not is_asynchronous(client):
            raise JamConfigurationError("redis_uri must be a URI, or a client of redis.asyncio")
        self.source = client
        self.prefix = self._base[1:-2]
        self._package = package
        self._lines: WeakKeyDictionary[AbstractEventLoop, tuple[Any, Any]] = WeakKeyDictionary()

    def _line(self) -> tuple[Any, Callable[[Command], Awaitable[Any]]]:
        """Return the client of the running loop, and what sends its commands."""
        loop = get_running_loop()
        found = self._lines.get(loop)
        if found is None:
            for old in [old for old in self._lines if old.is_closed()]:
                del self._lines[old]  # its client refers to it, so it would never go by itself
            client = from_uri(self.source, self._package) if isinstance(self.source, str) else self.source
            found = self._lines[loop] = client, line(client, self._package, AsyncLine)
        return found

    async def close(self) -> None:  # type: ignore[override]
        client, _ = self._line()
        try:
            await (client.aclose if hasattr(client, "aclose") else client.close)()
        except self._failures as error:
            raise failed(error) from error
        finally:
            self._lines.pop(get_running_loop(), None)

    async def _ask(self, read: Callable[[Any], Any], *command: bytes) -> Any:
        _, send = self._line()
        try:
            try:
                reply = await send(command)
            except self._forgotten:
                reply = await send(scripts.whole(command))
        except self._failures as error:
            raise failed(error) from error
        return read(reply)

    async def _ask_each(self, commands: Iterator[Command]) -> Any:
        return sum([await self._ask(int, *command) for command in commands])

    async def _contains_many(self, keys: list[str], now: float) -> list[bool]:  # type: ignore[override]
        found: list[bool] = await super()._contains_many(keys, now) if keys else []
        return found

    async def _keys(self, limit: int, now: float) -> list[str]:  # type: ignore[override]
        found: dict[str, None] = {}
        client, _ = self._line()
        try:
            async for name in client.scan_iter(match=self._pattern(), count=SCANNED):
                found[self._key(name)] = None
                if len(found) == limit:
                    break
        except self._failures as error:
            raise failed(error) from error
        lives = await self._contains_many(list(found), now)
        return [key for key, live in zip(found, lives) if live]

    async def _purge(self, limit: int, now: float) -> int:  # type: ignore[override]
        return 0


class AsyncLine(Line):
    """A `Line` for a client of redis.asyncio."""

    __slots__ = ()

    async def __call__(self, command: Command) -> Any:
        octets = [packed(command)]
        one = self._take()
        if one is not None and not one.is_good():
            await self._pool.release(one.connection)
            one = None
        if one is None:
            one = Kept(await self._pool.get_connection())
        connection = one.connection

        async def exchange() -> Any:
            await connection.send_packed_command(octets)
            return await connection.read_response(disable_decoding=True)

        try:
            reply = await connection.retry.call_with_retry(exchange, lambda _: connection.disconnect())
        except BaseException as error:
            if not isinstance(error, self._package.ResponseError):
                await connection.disconnect(nowait=True)
            await self._pool.release(connection)
            raise
        if not self._keep(one):
            await self._pool.release(connection)
        return reply
