"""Records in memory: the heart of the memory store and of the JSON-lines store. Takes no locks.

Every operation costs the same whatever the number of records: a few hash look-ups, and a few records
whose time has come are reclaimed with each write. Nothing is ever walked through as a whole, by this
code or by others on its behalf:

- A dict moves all its entries when it grows, 50 ms with a million. So there are many small ones,
  chosen by the hash of the key.
- The garbage collector visits what holds containers, 150 ms with a million tuples. So a record is
  packed into one str, and dicts of str are none of the collector's business.
"""

from __future__ import annotations

from heapq import heappop, heappush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator, Tuple

    Row = Tuple[str, str, "float | None"]  # value, owner, expires

SHARDS = 256
SLOTS_PER_SECOND = 16  # a million records may expire in one second, and no dict is to hold them all
RECLAIMED_PER_WRITE = 3  # more than the one record a write adds, so a backlog always shrinks


class Groups:
    """Sets of keys under a name. Most sets have one member, which is kept bare: 200 bytes saved each."""

    __slots__ = ("_many", "_one")

    def __init__(self) -> None:
        self._one: tuple[dict[Any, str], ...] = tuple({} for _ in range(SHARDS))
        self._many: tuple[dict[Any, dict[str, None]], ...] = tuple({} for _ in range(SHARDS))

    def add(self, name: str | int, key: str) -> None:
        shard = hash(name) % SHARDS
        many = self._many[shard].get(name)
        if many is not None:
            many[key] = None
            return
        first = self._one[shard].setdefault(name, key)
        if first != key:
            self._many[shard][name] = {first: None, key: None}
            del self._one[shard][name]

    def discard(self, name: str | int, key: str) -> None:
        shard = hash(name) % SHARDS
        many = self._many[shard].get(name)
        if many is None:
            if self._one[shard].get(name) == key:
                del self._one[shard][name]
            return
        many.pop(key, None)
        if not many:
            del self._many[shard][name]

    def members(self, name: str | int) -> list[str]:
        shard = hash(name) % SHARDS
        if name in self._one[shard]:
            return [self._one[shard][name]]
        return list(self._many[shard].get(name, ()))

    def take(self, name: str | int) -> str | None:
        """Remove one member of the group and return it, or None if it has none."""
        shard = hash(name) % SHARDS
        many = self._many[shard].get(name)
        if many is None:
            return self._one[shard].pop(name, None)
        key = many.popitem()[0]  # the one way out of a dict that never walks over gaps
        if not many:
            del self._many[shard][name]
        return key


class Table:
    """Records by key, with an index by owner and one by time of expiry."""

    __slots__ = ("_due", "_known", "_owners", "_shards", "_slots", "count")

    def __init__(self) -> None:
        self._shards: tuple[dict[str, str], ...] = tuple({} for _ in range(SHARDS))
        self._owners = Groups()
        self._slots = Groups()  # slot of the expiry -> keys
        self._due: list[int] = []  # a heap of slots: each that has keys, and some that have no more
        self._known: tuple[dict[int, None], ...] = tuple({} for _ in range(SHARDS))  # what the heap holds
        self.count = 0

    def get(self, key: str, now: float) -> Row | None:
        """Return the live record under `key`, or None."""
        packed = self._shards[hash(key) % SHARDS].get(key)
        if packed is None:
            return None
        row = _unpack(packed)
        return None if row[2] is not None and row[2] <= now else row

    def set(self, key: str, row: Row) -> None:
        """Write a record in place of what stands under `key`."""
        shard = self._shards[hash(key) % SHARDS]
        old = shard.get(key)
        value, owner, expires = row
        if old is None:
            self.count += 1
        else:
            self._unlink(key, old)
        shard[key] = _pack(value, owner, expires)
        if owner:
            self._owners.add(owner, key)
        if expires is not None:
            self._link(key, _slot(key, expires))

    def remove(self, key: str) -> None:
        """Remove what stands under `key`, live or expired, if anything does."""
        packed = self._shards[hash(key) % SHARDS].pop(key, None)
        if packed is not None:
            self.count -= 1
            self._unlink(key, packed)

    def _link(self, key: str, slot: int) -> None:
        self._slots.add(slot, key)
        known = self._known[slot % SHARDS]
        if slot not in known:
            known[slot] = None
            heappush(self._due, slot)

    def _unlink(self, key: str, packed: str) -> None:
        _, owner, expires = _unpack(packed)
        if owner:
            self._owners.discard(owner, key)
        if expires is not None:
            self._slots.discard(_slot(key, expires), key)

    def of_owner(self, owner: str) -> list[str]:
        """Return the keys of an owner's records, live or expired."""
        return self._owners.members(owner)

    def live(self, now: float) -> Iterator[tuple[str, Row]]:
        """Yield every live record; the table must not change meanwhile."""
        for shard in self._shards:
            for key, packed in shard.items():
                row = _unpack(packed)
                if row[2] is None or row[2] > now:
                    yield key, row

    def reclaim(self, limit: int, now: float) -> int:
        """Remove at most `limit` records whose second of expiry has passed; return how many."""
        removed = 0
        for _ in range(2 * limit):  # empty slots count too, so that no single call takes long
            if removed == limit or not self._due or self._due[0] // SLOTS_PER_SECOND + 1 > now:
                break
            removed += self._remove_from_first_slot()
        return removed

    def purge(self, limit: int, now: float) -> int:
        """Reclaim as `reclaim` does, but return 0 only if there is nothing left to remove."""
        removed = 0
        while not removed and self._due and self._due[0] // SLOTS_PER_SECOND + 1 <= now:
            removed = self.reclaim(limit, now)
        return removed

    def evict(self) -> bool:
        """Remove a record that expires no later than any other, give or take a second.

        Returns:
            False if no record ever expires.
        """
        while self._due:
            if self._remove_from_first_slot():
                return True
        return False

    def _remove_from_first_slot(self) -> int:
        """Remove one record of the slot that is due first, or that slot if it is empty."""
        key = self._slots.take(self._due[0])
        if key is None:
            slot = heappop(self._due)
            del self._known[slot % SHARDS][slot]
            return 0
        self.remove(key)
        return 1


def _slot(key: str, expires: float) -> int:
    return int(expires) * SLOTS_PER_SECOND + hash(key) % SLOTS_PER_SECOND


def _pack(value: str, owner: str, expires: float | None) -> str:
    return f"{'' if expires is None else repr(expires)} {len(owner)} {owner}{value}"


def _unpack(packed: str) -> Row:
    expires, length, rest = packed.split(" ", 2)
    border = int(length)
    return rest[border:], rest[:border], float(expires) if expires else None
