"""The records of a keychain: what it tells of a key, and what it holds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from .. import clock
from ..crypto import hashes
from ..crypto.randomness import random_bytes
from ..exceptions.keychain import JamKeychainError, JamKeychainKeyError
from . import algorithms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keys.oct import OctKey
    from ..keys.spki import Key

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Names a key and its file, and comes back in tokens: nothing that has a meaning in a path.
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")  # no "-" first: it would be an option of commands


class KeyStatus:
    """The four states of a key, plain text each."""

    STANDBY = "standby"
    CURRENT = "current"
    RETIRED = "retired"
    REVOKED = "revoked"
    ALL = (STANDBY, CURRENT, RETIRED, REVOKED)


class KeyInfo:
    """What a keychain tells of a key: nothing secret.

    Attributes:
        id: names the key; the kid of its tokens.
        status: see `KeyStatus`.
        created_at: an aware datetime in UTC.
        algorithm: "ES256", "v4.local" and the like.
        fingerprint: "sha256:" and the hash of the stored key.
    """

    __slots__ = ("algorithm", "created_at", "fingerprint", "id", "status")

    def __init__(self, id: str, status: str, created_at: datetime, algorithm: str, fingerprint: str) -> None:
        self.id = id
        self.status = status
        self.created_at = created_at
        self.algorithm = algorithm
        self.fingerprint = fingerprint

    def as_dict(self) -> dict[str, str]:
        """Return the same as JSON values."""
        return {
            "id": self.id,
            "status": self.status,
            "created_at": self.created_at.isoformat(),
            "algorithm": self.algorithm,
            "fingerprint": self.fingerprint,
        }

    def __eq__(self, other: object) -> bool:
        return self.as_dict() == other.as_dict() if isinstance(other, KeyInfo) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.id, self.status, self.fingerprint))

    def __repr__(self) -> str:
        return f"<KeyInfo {self.id} {self.algorithm} {self.status}>"


class ChainKey:
    """A key for the packages that sign and verify: `kid`, `algorithm`, and `material`, its key record."""

    __slots__ = ("algorithm", "kid", "material")

    def __init__(self, kid: str, algorithm: str, material: Key | OctKey) -> None:
        self.kid = kid
        self.algorithm = algorithm
        self.material = material

    def __repr__(self) -> str:
        return f"<ChainKey {self.kid} {self.algorithm}>"


class Entry:
    """A key as it is stored. It does not change; another status makes another entry."""

    __slots__ = ("_key", "algorithm", "created_at", "id", "material", "status")

    def __init__(self, id: str, status: str, created_at: datetime, algorithm: str, material: bytes) -> None:
        self.id = id
        self.status = status
        self.created_at = created_at
        self.algorithm = algorithm
        self.material = material
        self._key: ChainKey | None = None

    def with_status(self, status: str) -> Entry:
        entry = Entry(self.id, status, self.created_at, self.algorithm, self.material)
        entry._key = self._key  # the same material: reading a PEM again takes a millisecond
        return entry

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.material)

    def info(self, current_id: str | None) -> KeyInfo:
        """Return what may be told; the pointer, not the key's file, says which one is current."""
        status = self.status
        # A rotation that died between pointer and old key: the old key is retired all the same.
        if status == KeyStatus.CURRENT and self.id != current_id:
            status = KeyStatus.RETIRED
        return KeyInfo(self.id, status, self.created_at, self.algorithm, self.fingerprint)

    def key(self) -> ChainKey:
        """Return the key itself, read on first use and kept."""
        if self._key is None:
            self._key = ChainKey(self.id, self.algorithm, algorithms.load(self.algorithm, self.material))
        return self._key

    def __repr__(self) -> str:
        return f"<Entry {self.id} {self.algorithm} {self.status}>"


def fingerprint(material: bytes) -> str:
    """Return the fingerprint of a stored key."""
    return f"sha256:{hashes.digest('sha256', material).hex()}"


def is_id(text: object) -> bool:
    """Tell whether `text` can be the id of a key."""
    # Windows drops a dot at the end of a file name: two ids would be one file.
    return isinstance(text, str) and _ID.fullmatch(text) is not None and not text.endswith(".")


def check_id(text: object) -> str:
    """Return `text` if it can be the id of a key.

    Raises:
        JamKeychainKeyError: it cannot.
    """
    if not is_id(text):
        raise JamKeychainKeyError(
            "the id of a key is 1 to 128 letters, digits, '-', '_' or '.', and begins with none of '-.'",
            error_code="keychain.invalid_key_id",
        )
    return str(text)


def new_id(created_at: datetime) -> str:
    """Return a new id: the time to the second, and eight random hex digits."""
    # Sorts by time in a listing; the rest parts equals.
    return f"{created_at:%Y%m%d%H%M%S}-{random_bytes(4).hex()}"


def moment(now: float | None) -> datetime:
    """Return a time, the clock's when None, as datetime in UTC.

    Raises:
        JamKeychainError: not a number, or a clock that is not of the years 1970 to 9999.
    """
    seconds = clock.now() if now is None else now
    if type(seconds) not in (int, float) or not 0 <= seconds < 253402300800:  # 10000-01-01; NaN is refused
        raise JamKeychainError(
            "the time is not a number of seconds since 1970", error_code="keychain.invalid_time"
        )
    return _EPOCH + timedelta(seconds=seconds)  # `fromtimestamp` ends with the year 3000 on Windows
