"""The Redis store for asyncio: the same records, by `redis.asyncio`."""

from __future__ import annotations

from asyncio import get_running_loop, sleep
from functools import partial
from weakref import WeakKeyDictionary

from ..driver import awaited
from ..exceptions.base import JamConfigurationError
from . import redis_scripts as scripts
from .redis_store import (
    SCANNED,
    RedisStore,
    alive,
    failed,
    from_uri,
    is_async_client,
    is_exhausted,
    name_pattern,
    pauses,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from types import ModuleType
    from typing import Callable, Iterator, TypeVar

    from .redis_scripts import Command, Word
    from .redis_store import Client, Reply

    Result = TypeVar("Result")
    Server = TypeVar("Server")


class AsyncRedisStore(RedisStore):
    """A `RedisStore` whose methods return awaitables.

    Args:
        client: a `redis.asyncio.Redis` or `redis.asyncio.cluster.RedisCluster` client, or a URI. A
            client belongs to the event loop that first used it; a URI serves any number of loops.
        prefix: begins all keys.
        timeout: as in `RedisStore`.

    Sessions, lists and refresh tokens on such a store return awaitables too.
    """

    __slots__ = ("_clients", "_package", "prefix", "source")

    ASYNCHRONOUS = True
    lead = staticmethod(awaited)  # type: ignore[assignment]

    @staticmethod
    def _import() -> ModuleType:
        import redis.asyncio

        return redis.asyncio

    def _connect(self, client: Client | str, package: ModuleType) -> None:
        if isinstance(client, str):
            # Refuses a bad URI now. On Python 3.9 a client of redis.asyncio can only be made on the loop.
            from_uri(client, RedisStore._import(), self._timeout)
        elif not is_async_client(client):
            raise JamConfigurationError("redis_uri must be a URI, or a client of redis.asyncio")
        self.source = client
        self.is_cluster = hasattr(client, "keyslot")
        self.prefix = self._base[1:-2]
        self._package = package
        # One client for each loop: its connections are bound to the loop that opened them.
        self._clients: WeakKeyDictionary[AbstractEventLoop, Client] = WeakKeyDictionary()

    def _loop_client(self) -> Client:
        """Return the client of the running loop."""
        loop = get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            for old in [old for old in self._clients if old.is_closed()]:
                del self._clients[old]  # its client refers to the loop, so the entry would stay for ever
            source = self.source
            client = from_uri(source, self._package, self._timeout) if isinstance(source, str) else source
            self._clients[loop] = client
        return client

    async def close(self) -> None:  # type: ignore[override]
        client, fault = self._loop_client(), None
        try:
            # redis-py before 5.0.1 has only close.
            await (client.aclose if hasattr(client, "aclose") else client.close)()
        except self._failures as error:
            fault = failed(error)
        finally:
            self._clients.pop(get_running_loop(), None)  # closed or not: the next use makes a new one
        if fault is not None:
            raise fault

    async def _ask(  # type: ignore[override]
        self, read: Callable[[Reply], Result], *command: Word
    ) -> Result:
        try:
            try:
                reply = await self._send(command)
            except self._forgotten:
                reply = await self._send(scripts.whole(command))
        except self._failures as error:
            fault = failed(error)
        else:
            return read(reply)
        raise fault  # not in the handler: see `failed`

    async def _send(self, command: Command) -> Reply:
        execute = self._loop_client().execute_command
        try:
            return await execute(*command)
        except self._exhausted as error:
            if not is_exhausted(error):
                raise
            for pause in pauses(self._timeout):
                await sleep(pause)
                try:
                    return await execute(*command)
                except self._exhausted as again:
                    if not is_exhausted(again):
                        raise
            raise

    async def _ask_each(self, commands: Iterator[Command]) -> int:  # type: ignore[override]
        # One after the other: a batch is a pause for all.
        return sum([await self._ask(int, *command) for command in commands])

    async def _contains_many(self, keys: list[str], now: float) -> list[bool]:  # type: ignore[override]
        return await self._ask(alive(now), "MGET", *map(self._record, keys)) if keys else []

    async def _keys(self, limit: int, now: float) -> list[str]:  # type: ignore[override]
        start = self._base + "r:"
        found = [name[len(start) :] for name in await self.names(start, limit)]
        lives = await self._contains_many(found, now)
        return [key for key, live in zip(found, lives) if live]

    async def names(  # type: ignore[override]
        self, start: str, limit: float = float("inf")
    ) -> list[str]:
        found: dict[str, None] = {}
        try:
            async for name in self._loop_client().scan_iter(match=name_pattern(start), count=SCANNED):
                found[name if isinstance(name, str) else name.decode("utf-8")] = None
                if len(found) == limit:
                    break
        except self._failures as error:
            fault = failed(error)
        else:
            return list(found)
        raise fault

    async def _purge(self, limit: int, now: float) -> int:  # type: ignore[override]
        return 0


def on_the_loop(server: Server) -> Server | partial[AsyncRedisStore]:
    """Return a `redis_uri` that makes an asynchronous store, if it is a URI or a client of redis.asyncio."""
    if isinstance(server, str) or is_async_client(server):
        return partial(AsyncRedisStore, server)
    return server
