"""Records in memory: the heart of the memory store and of the JSON-lines store. Takes no locks.

Every operation costs the same, whatever the number of records: a few hash look-ups, and a few expired
records are reclaimed with each write. No operation walks over all records, and neither does Python on
its behalf. For that reason there are many small dicts, chosen by the hash of the key:

- One dict that holds a million records moves all of them when it grows: 40 ms.
- The garbage collector visits whatever holds containers: 150 ms for a million tuples. So no tuple or
  object stands for a record; its value, owner and expiry are in three dicts of plain str and float.
"""

from __future__ import annotations

from heapq import heappop, heappush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, Tuple

    Row = Tuple[str, str, "float | None"]  # value, owner, expires

SHARDS = 256
SLOTS_PER_SECOND = 16  # a million records may expire in one second, and no dict may hold them all
RECLAIMED_PER_WRITE = 3  # more than the one record a write adds, so a backlog always shrinks


class Groups:
    """Sets of keys under a name. Most sets have one member, which is stored bare: that saves 200 bytes."""

    __slots__ = ("_many", "_one")

    def __init__(self) -> None:
        self._one: tuple[dict[str | int, str], ...] = tuple({} for _ in range(SHARDS))
        self._many: tuple[dict[str | int, dict[str, None]], ...] = tuple({} for _ in range(SHARDS))

    def add(self, name: str | int, key: str) -> bool:
        """Add a key to a set; tell whether the set was empty."""
        shard = hash(name) % SHARDS
        many = self._many[shard].get(name)
        if many is not None:
            many[key] = None
            return False
        one = self._one[shard]
        first = one.get(name)
        if first is None:
            one[name] = key
            return True
        if first != key:
            self._many[shard][name] = {first: None, key: None}
            del one[name]
        return False

    def discard(self, name: str | int, key: str) -> None:
        """Take a key out of a set if it is there."""
        shard = hash(name) % SHARDS
        one = self._one[shard]
        first = one.get(name)
        if first is not None:
            if first == key:
                del one[name]
            return
        many = self._many[shard].get(name)
        if many is not None:
            many.pop(key, None)
            if not many:
                del self._many[shard][name]

    def members(self, name: str | int) -> list[str]:
        """Return the keys of a set."""
        shard = hash(name) % SHARDS
        if name in self._one[shard]:
            return [self._one[shard][name]]
        return list(self._many[shard].get(name, ()))

    def take(self, name: str | int) -> str | None:
        """Remove one key of a set and return it, or None if the set is empty."""
        shard = hash(name) % SHARDS
        many = self._many[shard].get(name)
        if many is None:
            return self._one[shard].pop(name, None)
        key = many.popitem()[0]  # from the end; removing from the front would walk over the gaps there
        if not many:
            del self._many[shard][name]
        return key


class Table:
    """Records by key, with an index by owner and one by time of expiry."""

    __slots__ = ("_due", "_expiries", "_known", "_named", "_owners", "_slots", "_values", "count")

    def __init__(self) -> None:
        self._values: tuple[dict[str, str], ...] = tuple({} for _ in range(SHARDS))
        self._owners: tuple[dict[str, str], ...] = tuple({} for _ in range(SHARDS))  # "" is left out
        self._expiries: tuple[dict[str, float], ...] = tuple({} for _ in range(SHARDS))  # None is left out
        self._named = Groups()  # owner -> keys
        self._slots = Groups()  # slot of the expiry -> keys
        self._due: list[int] = []  # a heap of slots: each that has keys, and some that are empty by now
        self._known: tuple[dict[int, None], ...] = tuple({} for _ in range(SHARDS))  # what the heap holds
        self.count = 0

    def lives(self, key: str, now: float) -> bool:
        """Tell whether a live record stands under `key`."""
        shard = hash(key) % SHARDS
        expires = self._expiries[shard].get(key)
        if expires is None:
            return key in self._values[shard]
        return expires > now

    def get(self, key: str, now: float) -> Row | None:
        """Return the live record under `key`, or None."""
        shard = hash(key) % SHARDS
        value = self._values[shard].get(key)
        if value is None:
            return None
        expires = self._expiries[shard].get(key)
        if expires is not None and expires <= now:
            return None
        return value, self._owners[shard].get(key, ""), expires

    def holds(self, key: str) -> bool:
        """Tell whether a record stands under `key`, live or expired."""
        return key in self._values[hash(key) % SHARDS]

    def set(self, key: str, value: str, owner: str, expires: float | None) -> None:
        """Write a record in place of what stands under `key`."""
        shard = hash(key) % SHARDS
        values = self._values[shard]
        if key in values:
            if expires == self._expiries[shard].get(key) and owner == self._owners[shard].get(key, ""):
                values[key] = value  # the indexes stay as they are
                return
            self._unlink(key, shard)
        else:
            self.count += 1
        values[key] = value
        if owner:
            self._owners[shard][key] = owner
            self._named.add(owner, key)
        if expires is not None:
            self._expiries[shard][key] = expires
            # The slots of one second stand together in the heap.
            slot = int(expires) * SLOTS_PER_SECOND + shard % SLOTS_PER_SECOND
            if self._slots.add(slot, key):
                known = self._known[slot % SHARDS]
                if slot not in known:
                    known[slot] = None
                    heappush(self._due, slot)

    def remove(self, key: str) -> None:
        """Remove what stands under `key`, live or expired, if anything does."""
        shard = hash(key) % SHARDS
        if self._values[shard].pop(key, None) is not None:
            self.count -= 1
            self._unlink(key, shard)

    def _unlink(self, key: str, shard: int) -> None:
        """Forget owner and expiry of a record, here and in the indexes."""
        owner = self._owners[shard].pop(key, None)
        if owner is not None:
            self._named.discard(owner, key)
        expires = self._expiries[shard].pop(key, None)
        if expires is not None:
            self._slots.discard(int(expires) * SLOTS_PER_SECOND + shard % SLOTS_PER_SECOND, key)

    def of_owner(self, owner: str) -> list[str]:
        """Return the keys of an owner's records, live or expired."""
        return self._named.members(owner)

    def live(self, now: float) -> Iterator[tuple[str, Row]]:
        """Yield the live records. Those that change meanwhile may be left out or come with either state."""
        for values in self._values:
            for key in list(values):  # a copy of one shard, not of all
                row = self.get(key, now)
                if row is not None:
                    yield key, row

    def reclaim(self, limit: int, now: float) -> int:
        """Remove at most `limit` records whose second of expiry has passed; return how many."""
        if not self._due or self._due[0] // SLOTS_PER_SECOND + 1 > now:  # + 1: the whole second is over
            return 0
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
