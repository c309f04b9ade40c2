"""What every keychain does; where its keys are is the business of `memory` and `file_storage`."""

from __future__ import annotations

from contextlib import contextmanager

from ..exceptions.keychain import (
    JamKeychainConfigurationError,
    JamKeychainKeyError,
    JamKeychainStorageError,
)
from . import algorithms, records
from .records import Entry, KeyStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List

    from ..encoding.json_types import JsonObject
    from .algorithms import Material
    from .records import ChainKey, KeyInfo

_LOOKS = 3  # at a pointer that others may be moving; each look costs two files


class Keychain:
    """Keys of one algorithm, of which one is current.

    Args:
        algorithm: a JWS algorithm, "ES256" say, or version and purpose of a PASETO, "v4.public".
        purpose: "local" or "public" beside a PASETO version given alone, "v4".

    Raises:
        JamKeychainConfigurationError: the algorithm is unknown.
    """

    __slots__ = ("algorithm",)

    # Whether no operation has to wait for a file.
    IN_MEMORY = False

    def __init__(self, algorithm: str, purpose: str | None = None) -> None:
        self.algorithm = algorithms.known(algorithm, purpose)

    # What a storage provides. Entries are whole: what is wrong with one is raised by its reader.

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold everybody else off."""
        raise NotImplementedError
        yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Hold off everybody who changes something."""
        raise NotImplementedError
        yield

    def _read(self, key_id: str) -> Entry | None:
        raise NotImplementedError

    def _read_all(self) -> List[Entry]:
        raise NotImplementedError

    def _write(self, entry: Entry) -> None:
        raise NotImplementedError

    def _delete(self, key_id: str) -> None:
        raise NotImplementedError

    def _pointer(self) -> str | None:
        """Return the id of the current key, which may be absent."""
        raise NotImplementedError

    def _point(self, key_id: str | None) -> None:
        raise NotImplementedError

    # Looking

    def list(self, include_revoked: bool = True) -> List[KeyInfo]:
        """Return what may be told of every key, oldest first."""
        with self._reading():
            pointer = self._pointer()
            found = [entry.info(pointer) for entry in self._read_all()]
        # The id too: two keys of one second keep their order.
        found.sort(key=lambda info: (info.created_at, info.id))
        return [info for info in found if include_revoked or info.status != KeyStatus.REVOKED]

    def get(self, key_id: str) -> KeyInfo:
        """Return what may be told of one key.

        Raises:
            JamKeychainKeyError: the key does not exist.
        """
        with self._reading():
            return self._require(key_id).info(self._pointer())

    def current(self) -> KeyInfo | None:
        """Return what may be told of the current key; None if there is none.

        Raises:
            JamKeychainStorageError: a key was current, but which one cannot be told any more.
        """
        with self._reading():
            pointer = self._pointer()
            if pointer is None:
                # A current key without a pointer: the pointer was lost. Else there never was one.
                if any(entry.status == KeyStatus.CURRENT for entry in self._read_all()):
                    raise _pointer_lost("does not say which key is the current one")
                return None
            entry = self._read(pointer)
        # _make_current writes the status before the pointer, so a standby key is never pointed at.
        if entry is None or entry.status == KeyStatus.STANDBY:
            raise _pointer_lost("names a key that cannot be the current one")
        return None if entry.status == KeyStatus.REVOKED else entry.info(pointer)

    # Signing and verifying

    def signing_key(self) -> ChainKey:
        """Return the current key.

        Raises:
            JamKeychainKeyError: there is none; rotate, or activate one.
            JamKeychainStorageError: the keychain is damaged.
        """
        pointer = self._pointer()
        for _ in range(_LOOKS):
            entry = None if pointer is None else self._read(pointer)
            # No lock: signing must not wait for a rotation. Pointer and status agree, or it looks again.
            if entry is not None and entry.status == KeyStatus.CURRENT:
                return entry.key()
            seen, pointer = pointer, self._pointer()
            if pointer == seen:  # not on the move
                break
        if entry is None and pointer is not None:
            raise _pointer_lost("names a key that is not there")
        raise JamKeychainKeyError(
            "the keychain has no current key; rotate it, or activate a key",
            error_code="keychain.no_current",
        )

    def verifying_key(self, kid: str) -> ChainKey | None:
        """Return the key of this id, or None if it is unknown or revoked.

        A standby key verifies too: where keychains are copied from machine to machine, it signs
        already on the one that came first.

        Args:
            kid: as a token gives it; anything at all.

        Raises:
            JamKeychainStorageError: the keychain is damaged.
        """
        # A kid is a stranger's text, and becomes a file name.
        entry = self._read(kid) if records.is_id(kid) else None
        # Unknown and revoked look alike to whoever sent the token.
        return None if entry is None or entry.status == KeyStatus.REVOKED else entry.key()

    def public_jwks(self) -> JsonObject:
        """Return the JWK Set to publish (RFC 7517 section 5): every public key that is not revoked.

        The current key stands first, then those on standby, so that others know them in time.

        Raises:
            JamKeychainConfigurationError: the keys are secrets.
        """
        if algorithms.is_secret(self.algorithm):
            raise JamKeychainConfigurationError(
                f"keys for {self.algorithm} are secrets; there is nothing to publish",
                error_code="keychain.no_public_keys",
            )
        with self._reading():
            pointer = self._pointer()
            entries = [entry for entry in self._read_all() if entry.status != KeyStatus.REVOKED]
        # RFC 7517 section 5.1: to the reader, the order has no meaning.
        order = (KeyStatus.CURRENT, KeyStatus.STANDBY, KeyStatus.RETIRED)
        entries.sort(key=lambda entry: (order.index(entry.info(pointer).status), entry.created_at, entry.id))
        return {"keys": [_public_members(entry) for entry in entries]}

    # Changing

    def add(
        self, key_id: str | None = None, material: Material | None = None, *, now: float | None = None
    ) -> KeyInfo:
        """Add a key, on standby.

        Args:
            key_id: None makes one up, of the time and eight random hex digits.
            material: the key: a record of the package `keys`, or bytes or text, a secret or the PEM of a
                private key. None makes a new one.
            now: seconds since 1970; the clock when None.

        Raises:
            JamKeychainKeyError: the id cannot be one, or is taken.
            JamKeychainConfigurationError: the key does not fit the algorithm.
        """
        entry = self._new(key_id, material, now)
        with self._changing():
            self._write_new(entry)
        return entry.info(None)

    def rotate(
        self,
        key_id: str | None = None,
        *,
        material: Material | None = None,
        expect: str | None = None,
        now: float | None = None,
    ) -> KeyInfo:
        """Add a key and make it the current one; the one before is retired.

        Processes that rotate at once do so one after the other, each with a key of its own. With
        `expect` only the first of them does.

        Args:
            key_id, material, now: as in `add`.
            expect: id of the key that must be current, or nothing happens.

        Raises:
            JamKeychainKeyError: as `add`; or another key than `expect` is current.
        """
        entry = self._new(key_id, material, now)
        with self._changing():
            if expect is not None and self._pointer() != expect:  # under the lock: compare and set
                raise JamKeychainKeyError(
                    "another key is current by now", error_code="keychain.current_changed"
                )
            entries = self._read_all()  # a damaged keychain is not changed
            self._write_new(entry)
            return self._make_current(entry, entries)

    def activate(self, key_id: str) -> KeyInfo:
        """Make a standby or retired key the current one; the one before is retired.

        Raises:
            JamKeychainKeyError: the key does not exist, or it is revoked.
        """
        with self._changing():
            entry = self._require(key_id)
            if entry.status == KeyStatus.REVOKED:
                raise _revoked("activated")
            return self._make_current(entry, self._read_all())

    def retire(self, key_id: str) -> KeyInfo:
        """Let a key verify and no longer sign.

        Raises:
            JamKeychainKeyError: the key does not exist, it is revoked, or it is the current one.
        """
        with self._changing():
            entry = self._require(key_id)
            if entry.status == KeyStatus.REVOKED:
                raise _revoked("retired")
            self._refuse_current(key_id, "retired")
            retired = entry.with_status(KeyStatus.RETIRED)
            self._write(retired)
        return retired.info(None)

    def revoke(self, key_id: str) -> KeyInfo:
        """Refuse a key from now on, for good. Without another current key nothing signs any more.

        Raises:
            JamKeychainKeyError: the key does not exist.
        """
        with self._changing():
            revoked = self._require(key_id).with_status(KeyStatus.REVOKED)
            self._write(revoked)  # before the pointer: a process that dies between leaves nobody signing
            if self._pointer() == key_id:
                self._point(None)
        return revoked.info(None)

    def remove(self, key_id: str) -> None:
        """Destroy a key. What it signed is refused from now on.

        Raises:
            JamKeychainKeyError: the key does not exist, or it is the current one.
        """
        with self._changing():
            self._require(key_id)
            self._refuse_current(key_id, "removed")  # else the pointer would name nothing
            self._delete(key_id)

    # Inside

    def _new(self, key_id: str | None, material: Material | None, now: float | None) -> Entry:
        """Return a new entry; it may take seconds, so no lock is held meanwhile."""
        created_at = records.moment(now)
        key_id = records.new_id(created_at) if key_id is None else records.check_id(key_id)
        if material is None:
            stored = algorithms.generate(self.algorithm)
        else:
            stored = algorithms.stored_form(self.algorithm, material)
        return Entry(key_id, KeyStatus.STANDBY, created_at, self.algorithm, stored)

    def _write_new(self, entry: Entry) -> None:
        if self._read(entry.id) is not None:
            raise JamKeychainKeyError(
                "there is a key of this id already", error_code="keychain.duplicate_key"
            )
        self._write(entry)

    def _make_current(self, entry: Entry, entries: List[Entry]) -> KeyInfo:
        """Write the new key, move the pointer, retire the old one: whole after every step."""
        current = entry.with_status(KeyStatus.CURRENT)
        self._write(current)  # first: the pointer never names a key that is not there
        self._point(entry.id)  # from here on the new key signs
        for other in entries:
            # More than one, after a process died half-way.
            if other.status == KeyStatus.CURRENT and other.id != entry.id:
                self._write(other.with_status(KeyStatus.RETIRED))
        return current.info(entry.id)

    def _require(self, key_id: str) -> Entry:
        entry = self._read(records.check_id(key_id))
        if entry is None:
            raise JamKeychainKeyError(details={"id": key_id})
        return entry

    def _refuse_current(self, key_id: str, what: str) -> None:
        if self._pointer() == key_id:
            raise JamKeychainKeyError(
                f"the current key is not {what}; activate another one first",
                error_code="keychain.current_key",
            )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.algorithm}>"


def _public_members(entry: Entry) -> JsonObject:
    material = entry.key().material
    members: JsonObject = material.public().to_members()
    # RFC 7517 sections 4.2, 4.4, 4.5
    return {**members, "kid": entry.id, "use": "sig", "alg": entry.algorithm}


def _revoked(what: str) -> JamKeychainKeyError:
    return JamKeychainKeyError(f"a revoked key is not {what}", error_code="keychain.revoked_key")


def _pointer_lost(how: str) -> JamKeychainStorageError:
    return JamKeychainStorageError(
        f"the pointer of the keychain {how}; activate a key to mend it",
        error_code="keychain.invalid_current",
    )
