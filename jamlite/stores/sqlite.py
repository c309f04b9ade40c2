"""Records in an SQLite database: the store of choice for the threads and processes of one machine.

The database is in WAL mode: readers do not wait for the writer. Every change begins with BEGIN
IMMEDIATE, so it has the write lock before it reads; writers wait for each other up to `timeout`.
"""

from __future__ import annotations

import os
from _thread import RLock
from contextlib import contextmanager

from ..clock import is_seconds
from ..exceptions.base import JamConfigurationError
from ..exceptions.sessions import JamStoreError
from . import forks
from .files import create_private, is_there, path_text, store_errors
from .store import TIMEOUT, Record, Store
from .table import RECLAIMED_PER_WRITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import Any, Iterator, Mapping, Sequence, Union

    from .store import Item

    Values = Union[Sequence[object], Mapping[str, object]]

APPLICATION_ID = 0x4A4D4C54  # "JMLT", in the header of the file
SCHEMA_VERSION = 1
CACHE_KIB = 32768  # at most; SQLite's own 2 MiB make a get slower from ten thousand records on
WAL_PAGES = 4000  # between checkpoints; with SQLite's own 1000, random keys cost a third more to write
_SCHEMA = f"""
CREATE TABLE record (key TEXT PRIMARY KEY, value TEXT NOT NULL, owner TEXT NOT NULL, expires REAL)
    WITHOUT ROWID;
CREATE INDEX record_owner ON record (owner) WHERE owner <> '';
CREATE INDEX record_expires ON record (expires) WHERE expires IS NOT NULL;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""
_DAMAGED = ("malformed", "no such table", "no such column", "corrupt")
_abandoned: list[sqlite3.Connection] = []  # kept for ever: a finalizer would close it
_LIVE = "(expires IS NULL OR expires > :now)"


class SQLiteStore(Store):
    """A store in a database file.

    Args:
        path: the file; made with mode 0600 if it is not there. Its folder must exist, and must be
            on a local disk.
        fsync: acknowledge a change only when the disk has it; without, a power cut may cost the last
            changes, never the database.
        timeout: seconds to wait for another writer.

    Raises:
        JamStoreError: the file cannot be opened, or is not a database of this kind
            (`store.foreign`), or was written by a newer version (`store.newer_schema`).
        JamConfigurationError: this Python has no sqlite3, or the path is ":memory:" or a URI.
    """

    __slots__ = ("__weakref__", "_connection", "_fsync", "_lock", "_path", "_sqlite", "_timeout")

    def __init__(
        self, path: str | os.PathLike[str], *, fsync: bool = False, timeout: float = TIMEOUT
    ) -> None:
        try:
            import sqlite3
        except ImportError as error:
            raise JamConfigurationError(
                "this Python has no sqlite3; use the json store", error_code="configuration.import_error"
            ) from error
        self._sqlite = sqlite3
        given = path_text(path)
        if given == ":memory:" or given.startswith("file:"):  # these would name files here
            raise JamConfigurationError(
                "SQLiteStore takes the path of a file, not a URI; the memory store keeps records in memory"
            )
        self._path = os.path.realpath(given)
        self._fsync = bool(fsync)
        if not is_seconds(timeout, 0, 1e6):
            raise JamConfigurationError("timeout must be a number of seconds, below 1 000 000")
        self._timeout = timeout
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        with self._errors():
            self._connect()
        forks.watch(self)

    def __repr__(self) -> str:
        return f"<SQLiteStore {self._path}>"

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def before_fork(self) -> bool:
        # A child must not even inherit an open database (sqlite.org/howtocorrupt.html section 2.6): SQLite
        # there would believe that it holds locks which only the parent has.
        if not self._lock.acquire(timeout=max(forks.PATIENCE, 2 * self._timeout)):
            return False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        return True

    def after_fork(self, held: bool, *, child: bool) -> None:
        if child:
            self._lock = RLock()
            if self._connection is not None:  # a thread that is not here was at work too long
                _abandoned.append(self._connection)  # neither to be used nor to be closed
                self._connection = None
        elif held:
            self._lock.release()

    # The connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what SQLite raises into a JamStoreError with the cause in its code."""
        try:
            with store_errors(self._path):
                yield
        except self._sqlite.Error as error:
            text = str(error)
            code = "store.io"
            if "not a database" in text:
                code = "store.foreign"
            elif any(word in text for word in _DAMAGED):
                code = "store.corrupt"
            elif "full" in text:
                code = "store.full"
            elif "locked" in text or "busy" in text:
                code = "store.busy"
            raise JamStoreError(f"{self._path}: {text}", error_code=code) from error

    def _connect(self) -> sqlite3.Connection:
        """Return the connection; open it first if need be."""
        if self._connection is not None:
            return self._connection
        if not is_there(self._path):
            os.close(create_private(self._path))  # SQLite gives its other files the mode of this one
        # No transactions of the module's own (isolation_level); our lock keeps the threads apart.
        connection = self._sqlite.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            # NORMAL with WAL (sqlite.org/pragma.html): a power cut may lose commits, and damages nothing.
            _rows(connection, "PRAGMA synchronous = " + ("FULL" if self._fsync else "NORMAL"))
            _rows(connection, f"PRAGMA cache_size = -{CACHE_KIB}")
            self._check_schema(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        # Read first: a file of somebody else's is not written to.
        if _number(connection, "PRAGMA application_id") != APPLICATION_ID:
            _rows(connection, "BEGIN IMMEDIATE")  # two processes may find the new file at once
            try:
                self._make_schema(connection)
            finally:
                if connection.in_transaction:
                    _rows(connection, "ROLLBACK")
        version = _number(connection, "PRAGMA user_version")
        if version > SCHEMA_VERSION:
            raise JamStoreError(
                f"{self._path} was written by a newer version: schema {version}, known is {SCHEMA_VERSION}",
                error_code="store.newer_schema",
            )
        _rows(connection, "PRAGMA journal_mode = WAL")  # not inside a transaction, where SQLite refuses it
        _rows(connection, f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")

    def _make_schema(self, connection: sqlite3.Connection) -> None:
        if _number(connection, "PRAGMA application_id") == APPLICATION_ID:
            return
        # A database with tables that is not ours.
        if _number(connection, "SELECT count(*) FROM sqlite_master"):
            raise JamStoreError(f"{self._path} is not a store of jamlite", error_code="store.foreign")
        for statement in _SCHEMA.strip().split(";"):
            _rows(connection, statement)
        _rows(connection, "COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors():
            yield self._connect()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection inside a transaction that holds the write lock."""
        with self._lock, self._errors():
            connection = self._connect()
            _rows(connection, "BEGIN IMMEDIATE")
            try:
                yield connection
                _rows(connection, "COMMIT")
            except BaseException:
                if connection.in_transaction:
                    _rows(connection, "ROLLBACK")
                raise

    # The operations

    def _put(self, key: str, value: str, owner: str, expires: float | None, fresh: bool, now: float) -> bool:
        with self._writing() as connection:
            # NULL <= :now is not true: what never expires is not free.
            free = " WHERE record.expires <= :now" if fresh else ""
            done = _change(
                connection,
                "INSERT INTO record (key, value, owner, expires) VALUES (:key, :value, :owner, :expires)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value, owner = excluded.owner,"
                " expires = excluded.expires" + free,
                {"key": key, "value": value, "owner": owner, "expires": expires, "now": now},
            )
            _reclaim(connection, RECLAIMED_PER_WRITE, now)
            return done == 1

    def _put_many(self, items: list[Item], now: float) -> int:
        with self._writing() as connection:
            for item in items:
                _change(
                    connection,
                    "INSERT OR REPLACE INTO record (key, value, owner, expires) VALUES (?, ?, ?, ?)",
                    item,
                )
            _reclaim(connection, RECLAIMED_PER_WRITE * len(items), now)
        return len(items)

    def _get(self, key: str, now: float) -> Record | None:
        query = f"SELECT value, owner, expires FROM record WHERE key = :key AND {_LIVE}"
        with self._reading() as connection:
            rows = _rows(connection, query, {"key": key, "now": now})
        if not rows:
            return None
        value, owner, expires = rows[0]
        # SQLite's types are advice: a column may hold anything.
        if type(value) is str and type(owner) is str and (expires is None or type(expires) is float):
            return Record(value, owner, expires)
        raise _damaged()

    def _contains_many(self, keys: list[str], now: float) -> list[bool]:
        query = f"SELECT 1 FROM record WHERE key = :key AND {_LIVE}"
        with self._reading() as connection:
            # One by one, in one snapshot of the WAL: IN (...) has a limit of variables, and gives no order.
            try:
                _rows(connection, "BEGIN")
                return [bool(_rows(connection, query, {"key": key, "now": now})) for key in keys]
            finally:
                if connection.in_transaction:
                    _rows(connection, "ROLLBACK")

    def _replace(
        self, key: str, value: str | None, expires: float | None, expect: str | None, now: float
    ) -> bool:
        with self._writing() as connection:
            done = _change(
                connection,
                "UPDATE record SET value = ifnull(:value, value), expires = ifnull(:expires, expires)"
                f" WHERE key = :key AND {_LIVE} AND (:expect IS NULL OR value = :expect)",
                {"key": key, "value": value, "expires": expires, "expect": expect, "now": now},
            )
            return done == 1

    def _move(self, key: str, new_key: str, value: str | None, expect: str | None, now: float) -> bool:
        values = {"key": key, "new": new_key, "value": value, "expect": expect, "now": now}
        move = (
            "UPDATE record SET key = :new, value = ifnull(:value, value)"
            f" WHERE key = :key AND {_LIVE} AND (:expect IS NULL OR value = :expect)"
            f" AND NOT EXISTS (SELECT 1 FROM record WHERE key = :new AND {_LIVE})"
        )
        with self._writing() as connection:
            try:
                done = _change(connection, move, values)
            except self._sqlite.IntegrityError:  # an expired record stands in the way
                _change(connection, "DELETE FROM record WHERE key = :new", {"new": new_key})
                done = _change(connection, move, values)
            return done == 1

    def _delete(self, key: str, now: float) -> bool:
        return self._delete_many([key], now) == 1

    def _delete_many(self, keys: list[str], now: float) -> int:
        with self._writing() as connection:
            live = 0
            for key in keys:
                done = _change(
                    connection,
                    f"DELETE FROM record WHERE key = :key AND {_LIVE}",
                    {"key": key, "now": now},
                )
                live += done
                if not done:
                    _change(connection, "DELETE FROM record WHERE key = ?", (key,))
            return live

    def _delete_owner(self, owner: str, now: float) -> int:
        with self._writing() as connection:
            live = _change(
                connection,
                f"DELETE FROM record WHERE owner = :owner AND owner <> '' AND {_LIVE}",
                {"owner": owner, "now": now},
            )
            _change(connection, "DELETE FROM record WHERE owner = ? AND owner <> ''", (owner,))
            return live

    def _list_owner(self, owner: str, now: float) -> list[str]:
        query = f"SELECT key FROM record WHERE owner = :owner AND owner <> '' AND {_LIVE}"
        with self._reading() as connection:
            return sorted(self._keys_of(_rows(connection, query, {"owner": owner, "now": now})))

    def _keys(self, limit: int, now: float) -> list[str]:
        query = f"SELECT key FROM record WHERE {_LIVE} LIMIT :limit"
        with self._reading() as connection:
            return self._keys_of(_rows(connection, query, {"now": now, "limit": limit}))

    def _keys_of(self, rows: list[tuple[str]]) -> list[str]:
        """Return the keys that rows hold, or raise if one is not text."""
        keys = [key for (key,) in rows]
        if not all(isinstance(key, str) for key in keys):
            raise _damaged()
        return keys

    def _purge(self, limit: int, now: float) -> int:
        with self._writing() as connection:
            return _reclaim(connection, limit, now)


# A statement that is not closed keeps its transaction from ending; PyPy closes none by itself in time.


def _rows(connection: sqlite3.Connection, statement: str, values: Values = ()) -> list[Any]:
    """Run a statement; return its rows."""
    return _run(connection, statement, values)[0]


def _change(connection: sqlite3.Connection, statement: str, values: Values) -> int:
    """Run a statement; return how many rows it changed."""
    return _run(connection, statement, values)[1]


def _run(connection: sqlite3.Connection, statement: str, values: Values) -> tuple[list[Any], int]:
    cursor = None
    try:
        cursor = connection.execute(statement, values)
        return cursor.fetchall(), cursor.rowcount
    except Exception as error:
        # Text that is not UTF-8; the error holds it, so it must not become the context of ours.
        if not isinstance(error, UnicodeDecodeError) and "decode" not in str(error):
            raise
    finally:
        if cursor is not None:
            cursor.close()
    raise _damaged()


def _damaged() -> JamStoreError:
    return JamStoreError(
        "the database is damaged: what stands in it is not a record", error_code="store.corrupt"
    )


def _reclaim(connection: sqlite3.Connection, limit: int, now: float) -> int:
    """Remove at most `limit` expired records, the oldest first; return how many."""
    return _change(
        connection,
        "DELETE FROM record WHERE key IN"
        # Not DELETE ... LIMIT, which is an option of SQLite's build.
        " (SELECT key FROM record WHERE expires <= ? ORDER BY expires LIMIT ?)",
        (now, limit),
    )


def _number(connection: sqlite3.Connection, query: str) -> Any:
    return _rows(connection, query)[0][0]
