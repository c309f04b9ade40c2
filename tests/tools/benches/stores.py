"""Sessions and stores: cost per operation at 1 000, 100 000 and 1 000 000 live sessions, and against jamlib.

Rows named "... at N" set the many against the thousand of the same store: their limit is the growth
that is promised.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import sys
import tempfile
import unittest
from functools import partial
from typing import Any, Callable, Iterator

from jamlite.aio.sessions import RedisSessions as AsyncRedisSessions
from jamlite.sessions import JSONSessions, MemorySessions, RedisSessions, SQLiteSessions, StoreSessions
from tests.redis_server import RedisServer
from tests.tools.bench import Row

MISSING: list[str] = []
DATA = {"user": 4711, "role": "admin", "roles": ["reader", "writer"], "since": 1700000000}
FEW, MANY, MILLION = 1_000, 100_000, 1_000_000


def rows() -> list[Row]:
    """Return the rows; filling the stores takes a minute or two."""
    folder = tempfile.mkdtemp(prefix="jamlite-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found: list[Row] = []

    def place(name: str) -> str:
        return os.path.join(folder, name)

    found += _growth("memory", MemorySessions(), MemorySessions(), MILLION, 3.0)
    print(f"memory beside the data: {_bytes_each():.0f} bytes for each of a million sessions", flush=True)
    few, many = JSONSessions(place("few.json")), JSONSessions(place("many.json"))
    found += _growth("json", few, many, MANY, 2.0)
    # Promised in microseconds, with a hundred thousand sessions and without fsync.
    found.append(Row("json get", found[-5].ours, limit=15))
    found.append(Row("json create", lambda: many.create("somebody", DATA), limit=60))
    found += _growth("sqlite", SQLiteSessions(place("few.db")), SQLiteSessions(place("many.db")), MANY, 2.0)
    found.append(Row("sqlite get", found[-5].ours, limit=60))
    found += _against_jam_json(many, place("jam.json"))
    try:
        server = RedisServer().start()
    except (unittest.SkipTest, AssertionError):
        MISSING.append("redis-server, redis")
        return found
    atexit.register(server.stop)
    ours = [RedisSessions(server.client(), prefix) for prefix in ("few", "many")]
    found += _growth("redis", ours[0], ours[1], MANY, 2.0)
    found += _against_jam_redis(server)
    found += _against_jam_aio_redis(server)
    return found


def _fill(sessions: StoreSessions, count: int) -> list[str]:
    return [sessions.create(f"user{number}", DATA) for number in range(count)]


def _operations(sessions: StoreSessions, ids: list[str]) -> dict[str, Callable[[], Any]]:
    """Return the operations as functions that leave the number of sessions as it is."""
    turn = _turns(len(ids))

    def rework() -> None:
        number = next(turn)
        ids[number] = sessions.rework(ids[number])

    def create_and_delete() -> None:
        sessions.delete(sessions.create("somebody", DATA))

    def create_and_clear() -> None:
        sessions.create("somebody", DATA)
        sessions.clear("somebody")

    return {
        "get": lambda: sessions.get(ids[next(turn)]),
        "update": lambda: sessions.update(ids[next(turn)], DATA),
        "rework": rework,
        "create+delete": create_and_delete,
        "create+clear": create_and_clear,
    }


def _turns(count: int) -> Iterator[int]:
    """Yield numbers below `count` for ever, far apart, so that no cache helps."""
    number = 0
    while True:
        number = (number + 7919) % count
        yield number


def _growth(name: str, few: StoreSessions, many: StoreSessions, count: int, limit: float) -> list[Row]:
    at_few, at_many = _operations(few, _fill(few, FEW)), _operations(many, _fill(many, count))
    return [
        Row(f"{name} {action} at {count}", at_many[action], f"at {FEW}", at_few[action], limit)
        for action in at_many
    ]


def _bytes_each() -> float:
    """Return what a million sessions take in memory, less their JSON texts."""
    sessions = MemorySessions()
    text = sessions._dump(DATA)
    before = _resident()
    _fill(sessions, MILLION)
    return (_resident() - before) / MILLION - len(text)


def _resident() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _against_jam_json(ours: StoreSessions, path: str) -> list[Row]:
    try:
        from jam.sessions.json import JSONSessions as JamSessions
    except ImportError:
        MISSING.append("jamlib")
        return []
    theirs = JamSessions(json_path=path)
    their_ids = [theirs.create(f"user{number}", DATA) for number in range(200)]
    operations, turn = _operations(ours, _fill(ours, FEW)), _turns(len(their_ids))
    return [
        Row(
            "json get, ours at 100 000",
            operations["get"],
            "jamlib at 200",
            lambda: theirs.get(their_ids[next(turn)]),
            0.5,
        ),
        Row(
            "json create+delete, ours at 100 000",
            operations["create+delete"],
            "jamlib at 200",
            lambda: theirs.delete(theirs.create("somebody", DATA)),
            0.5,
        ),
    ]


# jamlib with the hour that is the default of both libraries, and without any: then its create is a single
# HSET. Ours has its hour and keeps the index of an owner's sessions in either case.
_EXPIRIES = (("jamlib", 3600), ("jamlib, no expiry", None))


def _against_jam_redis(server: RedisServer) -> list[Row]:
    try:
        from jam.sessions.redis import RedisSessions as JamSessions
    except ImportError:
        MISSING.append("jamlib")
        return []
    ours = RedisSessions(server.client(), "alike")
    our_actions = _operations(ours, _fill(ours, FEW))
    rows = []
    for name, ttl in _EXPIRIES:
        client = server.client(decode_responses=True)
        if _version(client) < (7, 4):
            client.hexpire = lambda key, seconds, *_, client=client: client.expire(key, seconds)
        theirs = JamSessions(redis_uri=client, redis_sessions_key=name, ttl=ttl)
        their_actions = _operations(theirs, [theirs.create(f"user{number}", DATA) for number in range(FEW)])
        for action in ("get", "update", "rework", "create+delete"):
            rows.append(Row(f"redis {action}", our_actions[action], name, their_actions[action], 1.0))
        life = partial(_live, theirs)
        rows.append(Row("redis, a session's life", partial(_live, ours), name, life, 1.0))
    return rows


def _against_jam_aio_redis(server: RedisServer) -> list[Row]:
    """Return rows of 20 operations with asyncio, in turn or all at once.

    Against a jamlib without expiry they are no promise: its create is one command of one write there.
    """
    try:
        from jam.aio.sessions.redis import RedisSessions as JamSessions
        from redis.asyncio import Redis
    except ImportError:
        return []
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    version = _version(server.client())

    def client(**options: Any) -> Any:
        return Redis(host="127.0.0.1", port=server.port, **options)

    def operations(sessions: Any) -> dict[str, Callable[[], Any]]:
        session_id = loop.run_until_complete(sessions.create("user", DATA))

        async def get() -> None:
            await sessions.get(session_id)

        async def update() -> None:
            await sessions.update(session_id, DATA)

        async def create_and_delete() -> None:
            await sessions.delete(await sessions.create("somebody", DATA))

        async def in_turn(action: Callable[[], Any]) -> None:
            for _ in range(20):
                await action()

        async def at_once(action: Callable[[], Any]) -> None:
            await asyncio.gather(*(action() for _ in range(20)))

        return {
            f"{name}, {many.__name__.replace('_', ' ')}": partial(_run, loop, many, action)
            for name, action in (("get", get), ("update", update), ("create+delete", create_and_delete))
            for many in (in_turn, at_once)
        }

    our_actions = operations(AsyncRedisSessions(client(), "alike"))
    rows = []
    for name, ttl in _EXPIRIES:
        native = client(decode_responses=True)
        if version < (7, 4):
            native.hexpire = lambda key, seconds, *_, native=native: native.expire(key, seconds)
        their_actions = operations(JamSessions(redis_uri=native, redis_sessions_key=name, default_ttl=ttl))
        rows += [
            Row(f"20 redis {action}", ours, name, their_actions[action], 1.0 if ttl else None)
            for action, ours in our_actions.items()
        ]
    return rows


def _run(loop: asyncio.AbstractEventLoop, many: Callable[[Any], Any], action: Callable[[], Any]) -> None:
    loop.run_until_complete(many(action))


def _version(client: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in client.info("server")["redis_version"].split(".")[:2])


def _live(sessions: Any) -> None:
    session_id = sessions.create("somebody", DATA)
    for _ in range(20):
        sessions.get(session_id)
    sessions.update(session_id, DATA)
    sessions.delete(sessions.rework(session_id))
