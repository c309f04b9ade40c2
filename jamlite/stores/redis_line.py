"""The way of a command to Redis, over redis-py's connections.

For a small command, redis-py's client and connection pool take longer than network and server do. So
the commands of a plain client go straight to a connection, with redis-py's own retries, and one
connection stays out of its pool for a second of commands. Every other client (of a cluster, with a
cache, of a subclass, wrapped by somebody who watches it) is used by its front door.
"""

from __future__ import annotations

from inspect import iscoroutinefunction, signature
from os import getpid
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Tuple

    Command = Tuple[bytes, ...]

KEEP = 1.0  # seconds; then the pool looks at the connection again, whether it is still good
SMALL_POOL = 16  # a pool with fewer connections keeps them all


class Kept:
    """A connection that is out of its pool, and not in use."""

    __slots__ = ("connection", "process", "until")

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.process = getpid()
        self.until = monotonic() + KEEP

    def is_good(self) -> bool:
        """Tell whether it may be used; a forked child must not use its parent's."""
        return monotonic() < self.until and getpid() == self.process


class Line:
    """Sends commands over the connections of a plain `redis.Redis` client.

    Args:
        client: of the class `package.Redis`.
        package: the module redis.
    """

    __slots__ = ("_kept", "_package", "_pool")

    def __init__(self, client: Any, package: Any) -> None:
        self._pool = client.connection_pool
        # An attribute of the pool: all stores of a client share what is kept, and it goes when they go.
        self._kept: list[Kept] = vars(self._pool).setdefault("_kept_by_jamlite", [])
        self._package = package

    def __call__(self, command: Command) -> Any:
        """Return the reply to a command, undecoded."""
        octets = [packed(command)]
        one = self._take()
        if one is not None and not one.is_good():
            self._pool.release(one.connection)
            one = None
        if one is None:
            one = Kept(self._pool.get_connection())
        connection = one.connection

        def exchange() -> Any:
            connection.send_packed_command(octets)
            return connection.read_response(disable_decoding=True)

        try:
            reply = connection.retry.call_with_retry(exchange, lambda _: connection.disconnect())
        except BaseException as error:
            if not isinstance(error, self._package.ResponseError):
                connection.disconnect()  # the reply may be on its way, and must not answer another command
            self._pool.release(connection)
            raise
        if not self._keep(one):
            self._pool.release(connection)
        return reply

    def _take(self) -> Kept | None:
        try:
            return self._kept.pop()
        except IndexError:  # none, or another thread was quicker
            return None

    def _keep(self, one: Kept) -> bool:
        if self._kept or self._pool.max_connections < SMALL_POOL:
            return False
        self._kept.append(one)
        return True


def line(client: Any, package: Any, direct: type[Line] = Line) -> Callable[[Command], Any]:
    """Return the function that sends a command of a client and returns the reply, or an awaitable of it."""
    return direct(client, package) if _is_plain(client, package) else _by_the_front_door(client)


def is_asynchronous(client: Any) -> bool:
    """Tell whether a client is one of redis.asyncio."""
    return iscoroutinefunction(getattr(type(client), "execute_command", None))


def packed(command: Command) -> bytes:
    """Return a command in Redis' own protocol: an array of bulk strings."""
    parts = b"".join([b"$%d\r\n%b\r\n" % (len(part), part) for part in command])
    return b"*%d\r\n%b" % (len(command), parts)


def _by_the_front_door(client: Any) -> Callable[[Command], Any]:
    def send(command: Command) -> Any:
        name, *rest = command
        # A cluster's client finds out by the number where the keys are.
        arguments = [rest[0], int(rest[1]), *rest[2:]] if name in (b"EVAL", b"EVALSHA") else rest
        return client.execute_command(name.decode(), *arguments)

    return send


def _is_plain(client: Any, package: Any) -> bool:
    """Tell whether a client is of redis-py's own class and pools, and nobody watches it."""
    if type(client) is not package.Redis or "execute_command" in vars(client):
        return False
    pool, front_door = client.connection_pool, package.Redis.execute_command
    command_name = signature(pool.get_connection).parameters.get("command_name")
    return (
        client.connection is None
        and not getattr(client, "single_connection_client", False)
        and type(pool) in (package.ConnectionPool, package.BlockingConnectionPool)
        and getattr(pool, "cache", None) is None
        and (command_name is None or command_name.default is None)  # before 5.3, a pool wanted to know it
        and front_door.__module__ == package.Redis.__module__
        and not hasattr(front_door, "__wrapped__")
    )
