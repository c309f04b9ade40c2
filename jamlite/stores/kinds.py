"""The kinds of stores, by the names they have in a configuration. A new store is one row of `KINDS`.

Sessions, lists, the configuration and the command line ask this table; they name no store themselves,
beyond classes such as `RedisSessions` for those who write Python.
"""

from __future__ import annotations

import os

from .. import clock
from ..exceptions.base import JamConfigurationError
from ..optional import part
from .store import REDIS_URI, OnStore, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..encoding.json_types import JsonObject, Settings
    from .journal_file import Adopt
    from .redis_store import Client
    from .store import Item


class Kind:
    """One kind of store.

    Attributes:
        opener: takes prefix, adopt (what turns a document of a TinyDB file into a record, or None)
            and the arguments of the store's class by name.
        options: key of a configuration -> argument of the class.
        place: the key that says where the store is; "" if it is nowhere.
        default: whether there is a default for that key.
        begins: the beginnings of the URIs of such stores.
        magic: the first bytes of the files of such stores.
        native: returns, for what says where the store is, what makes an asynchronous store there.
    """

    __slots__ = ("begins", "default", "magic", "native", "opener", "options", "place")

    def __init__(
        self,
        opener: Callable[..., Store],
        options: dict[str, str],
        place: str = "",
        default: bool = False,
        begins: tuple[str, ...] = (),
        magic: bytes = b"",
        native: Callable[..., object] | None = None,
    ) -> None:
        self.opener = opener
        self.options = options
        self.place = place
        self.default = default
        self.begins = begins
        self.magic = magic
        self.native = native


def _memory(prefix: str, adopt: Adopt | None, **arguments: Any) -> Store:
    from .memory_store import MemoryStore

    return MemoryStore(**arguments)


def _json(prefix: str, adopt: Adopt | None, **arguments: Any) -> Store:
    with part("session-json"):
        from .json_lines import JsonLinesStore

    return JsonLinesStore(adopt=adopt, **arguments)


def _sqlite(prefix: str, adopt: Adopt | None, **arguments: Any) -> Store:
    with part("session-sqlite"):
        from .sqlite import SQLiteStore

    return SQLiteStore(**arguments)


def _redis(
    prefix: str,
    adopt: Adopt | None,
    client: Client | str | Callable[..., Store] = REDIS_URI,
    **arguments: Any,
) -> Store:
    if callable(client):  # a function that makes the store, for example an asynchronous one
        made: Store = client(prefix=prefix, **arguments)
        return made
    with part("session-redis"):
        from .redis_store import RedisStore

    return RedisStore(client, prefix=prefix, **arguments)


def _redis_on_the_loop(client: object = REDIS_URI) -> object:
    with part("session-redis"):
        from .async_redis_store import on_the_loop

    return on_the_loop(client)


KINDS: dict[str, Kind] = {
    "memory": Kind(_memory, {"max_records": "max_records"}),
    "json": Kind(_json, {"json_path": "path", "fsync": "fsync"}, "json_path"),
    "sqlite": Kind(
        _sqlite,
        {"sqlite_path": "path", "fsync": "fsync", "timeout": "timeout"},
        "sqlite_path",
        magic=b"SQLite format 3\x00",  # SQLite file format, section 1.3.1
    ),
    "redis": Kind(
        _redis,
        {"redis_uri": "client", "timeout": "timeout"},
        "redis_uri",
        default=True,
        begins=("redis://", "rediss://", "unix://"),
        native=_redis_on_the_loop,
    ),
}
ANY_PLACE = ("path", "url", "uri")  # other names of the key that says where a store is


def kind_of(name: object, what: str, *others: str) -> Kind:
    """Return the row of a kind, or raise JamConfigurationError, which says what the known ones are.

    Args:
        name: what stands in the configuration.
        what: the key it stands under.
        others: further names that are allowed there.
    """
    if isinstance(name, str) and name in KINDS:  # a list from a configuration could not be hashed
        return KINDS[name]
    known = [*KINDS, *others]
    raise JamConfigurationError(f"{what} must be one of {', '.join(known)}", details={"known": known})


def option_names() -> set[str]:
    """Return the keys of a configuration that any kind knows."""
    return {key for kind in KINDS.values() for key in kind.options}


def of_this_kind(name: str, options: Settings) -> Settings:
    """Return options without the places of other kinds, so that in a configuration the type alone decides.

    A server's place is only recognised by its URI: what is not one was meant for this kind. A kind that is
    nowhere takes no place: who gives one does not want to lose what is stored.
    """
    own = KINDS[name]

    def elsewhere(key: str) -> bool:
        return any(
            key == row.place
            and key != own.place
            and (not row.begins or not isinstance(options[key], str) or options[key].startswith(row.begins))
            for row in KINDS.values()
        )

    return {key: value for key, value in options.items() if not own.place or not elsewhere(key)}


def open_kind(name: str, prefix: str, adopt: Adopt | None = None, **options: object) -> Store:
    """Open a store of a kind, with keys of a configuration."""
    row = KINDS[name]
    return row.opener(prefix, adopt, **{row.options[key]: value for key, value in options.items()})


def for_coroutines(name: object, options: Settings) -> Settings:
    """Return options that open an asynchronous store, if this kind has one of its own."""
    row = KINDS.get(name) if isinstance(name, str) else None
    if row is None or row.native is None:
        return options
    options = dict(options)
    places = [options.pop(key) for key in (row.place, *ANY_PLACE) if key in options]
    return {**options, row.place: row.native(*places[:1])}


def build_store(config: Store | Settings, *, prefix: str = "jamlite") -> Store:
    """Make a store from the keys of a configuration; a store is returned as it is.

    Args:
        config: `backend` (also `type`) is a name of `KINDS`; the rest are options of that kind. `path`
            and `url` stand for the one that says where the store is; the places of other kinds may be
            given, too. `prefix` begins the keys of a store that several applications share.
        prefix: the default of that key.

    Raises:
        JamConfigurationError: the kind is missing or unknown, or an option is.
        JamStoreError: the store cannot be opened.
    """
    if isinstance(config, Store):
        return config
    if not isinstance(config, dict):
        given = "a class" if isinstance(config, type) else type(config).__name__
        raise JamConfigurationError(
            f"a store is needed, for example MemoryStore(), or a dict that configures one, not {given}"
        )
    options = dict(config)  # a copy: pop must not change the caller's configuration
    name = options.pop("backend", None) or options.pop("type", None)
    row = kind_of(name, "the backend of a store")
    prefix = options.pop("prefix", prefix)
    for key in ANY_PLACE:
        if key in options and row.place:
            options.setdefault(row.place, options.pop(key))
    options = of_this_kind(name, options)
    unknown = sorted(map(str, set(options) - set(row.options)))
    if unknown:
        raise JamConfigurationError(
            f"a {name} store has no option {', '.join(unknown)}",
            details={"unknown": unknown, "known": sorted(row.options)},
        )
    if row.place and not row.default and options.get(row.place) is None:
        raise JamConfigurationError(f"a {name} store needs {row.place}")
    return open_kind(name, prefix, **options)


class OnOwnStore(OnStore):
    """The base of sessions and lists: they may open their store themselves, and show it as `store`."""

    store: Store
    adopt: Callable[[JsonObject, float], Item | None]  # turns a document of Jam's into an item of the store

    def _begin(self, store: Store | Settings | Callable[[], Store], prefix: str) -> None:
        """Work on a store, on that of a configuration, or on the one that a function opens."""
        self._use(store() if callable(store) else build_store(store, prefix=prefix))

    def _open_kind(self, kind: str, prefix: str = "", **options: object) -> Store:
        """Open a store of a kind; what stands in a file of Jam's is taken over."""
        return open_kind(kind, prefix, lambda found: self.adopt(found, clock.now()), **options)

    def _use(self, store: Store) -> None:
        super()._use(store)
        self.store = store


def is_server(place: str) -> bool:
    """Tell whether a place is the URI of a server, and not a file."""
    return any(row.begins and place.startswith(row.begins) for row in KINDS.values())


def open_place(place: str, *, prefix: str = "jamlite") -> Store:
    """Open the store at a URI or in a file that exists.

    Raises:
        FileNotFoundError: the file does not exist.
        JamStoreError: the file is not a store.
    """
    for name, row in KINDS.items():
        if row.begins and place.startswith(row.begins):
            return open_kind(name, prefix, None, **{row.place: place})
    if not os.path.isfile(place):
        raise FileNotFoundError(place)
    with open(place, "rb") as stream:
        start = stream.read(64)
    for name, row in KINDS.items():
        if row.magic and start.startswith(row.magic):
            return open_kind(name, prefix, None, **{row.place: place})
    return open_kind("json", prefix, None, json_path=place)  # which refuses what is no journal
