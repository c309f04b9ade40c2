"""Refresh tokens that are exchanged at each use (RFC 6819 section 5.2.2.3, RFC 9700 section 4.14.2).

All tokens that descend from one login are a family, one record of the store. A token is
`<family>.<secret>`; the record holds a hash of the secret that is valid now and of the one before.
A secret that was exchanged earlier and comes back means that two parties hold it: the family ends.

Two requests of one client may present the same token at nearly the same time. So the next secret is
not drawn but derived, HMAC(salt of the family, secret): within the grace window both get the same
answer, and no second branch of the family ever exists. The store alone does not yield a secret.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import hashes, hmac
from ..crypto.randomness import random_bytes
from ..driver import stepwise
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError, JamTypeError
from ..exceptions.sessions import JamRefreshTokenInvalid, JamRefreshTokenReused, JamStoreError
from ..stores.kinds import build_store
from ..stores.store import OnStore, is_duration, is_time, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..driver import Steps
    from ..encoding.json_types import JSON, JsonObject, JsonValue, Settings
    from ..stores.store import Record, Store

DEFAULT_TTL = 14 * 86400.0  # seconds a token may lie unused
DEFAULT_MAX_AGE = 90 * 86400.0  # seconds from the login to the end of the family
DEFAULT_GRACE = 10.0  # seconds in which an exchanged token may be presented again
PREFIX = "refresh:"
FAMILY_BYTES, SECRET_BYTES = 16, 32  # 22 and 43 characters of base64url
TRIES = 64


class Rotation:
    """What a refresh token was exchanged for."""

    __slots__ = ("data", "subject", "token")

    def __init__(self, token: str, subject: str, data: JsonValue) -> None:
        self.token = token
        self.subject = subject
        self.data = data

    def __repr__(self) -> str:
        return "<Rotation>"


class RefreshRotator(OnStore):
    """Issues refresh tokens and exchanges each for its successor.

    Args:
        store: where the families live, or the configuration of a store, see `stores.build_store`.
        ttl: seconds a token is valid; each exchange begins anew.
        max_age: seconds after which a family ends, however often it was refreshed; None for never.
        grace: seconds in which a token that has just been exchanged still gets the same successor; with
            0 it never does, so that of two parallel requests one ends the family.
    """

    __slots__ = ("_grace", "_max_age", "_ttl")

    def __init__(
        self,
        store: Store | Settings,
        *,
        ttl: float = DEFAULT_TTL,
        max_age: float | None = DEFAULT_MAX_AGE,
        grace: float = DEFAULT_GRACE,
    ) -> None:
        for name, value, least in (("ttl", ttl, 1), ("max_age", max_age, 1), ("grace", grace, 0)):
            if value is None and name == "max_age":
                continue
            if not is_duration(value, least):
                raise JamConfigurationError(f"{name} must be a number of seconds, at least {least}")
        self._use(store)
        self._ttl = ttl
        self._max_age = max_age
        self._grace = grace

    def _use(self, store: Store | Settings) -> None:
        super()._use(build_store(store, prefix="refresh"))

    @stepwise
    def issue(self, subject: str, data: JSON = None, *, now: float | None = None) -> Steps[str]:
        """Begin a family, after a login; return its first token.

        Args:
            subject: whose it is.
            data: what each exchange is to give back: anything JSON can carry.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamTypeError, JamEncodingError: subject is not text, or data is not JSON.
            JamStoreError: the store failed.
        """
        now = moment(now)
        family = base64url.encode(random_bytes(FAMILY_BYTES))
        secret = random_bytes(SECRET_BYTES)
        state = {
            "now": _hash(secret),  # 256 random bits: a plain hash cannot be searched
            "before": "",  # no hash is empty, so no secret matches it
            "at": now,
            "end": None if self._max_age is None else now + self._max_age,
            "salt": base64url.encode(random_bytes(SECRET_BYTES)),
            "data": data,
        }
        text = strict_json.dumps(state, "the data").decode()
        yield self._store.put(
            PREFIX + family, text, owner=_owner(subject), expires=self._expires(state, now), now=now
        )
        return f"{family}.{base64url.encode(secret)}"

    @stepwise
    def rotate(self, token: str, *, now: float | None = None) -> Steps[Rotation]:
        """Exchange a token for its successor.

        Raises:
            JamRefreshTokenReused: it was exchanged before; the family is revoked.
            JamRefreshTokenInvalid: unknown, expired, revoked, or not a token.
            JamStoreError: the store failed; the token is still good.
        """
        now = moment(now)
        family, secret = _parse(token)
        for _ in range(TRIES):
            record = yield self._store.get(PREFIX + family, now=now)
            if record is None:
                raise JamRefreshTokenInvalid()
            state = _state(record)
            salt = base64url.decode(state["salt"])
            # The same for every request with this secret.
            following = hmac.prepare("sha256", salt).digest(secret)
            result = Rotation(f"{family}.{base64url.encode(following)}", _subject(record), state["data"])
            hashed = _hash(secret)
            # The clock of another machine may be behind; far behind, the window is over as well.
            # Before the test below: a client that retries is no thief.
            if compare_digest(hashed, state["before"]) and abs(now - state["at"]) < self._grace:
                return result
            # RFC 9700 section 4.14.2: which of the two parties is the thief cannot be told, so both lose it.
            if not compare_digest(hashed, state["now"]):
                yield self._store.delete(PREFIX + family, now=now)
                raise JamRefreshTokenReused(details={"subject": result.subject})
            state.update(now=_hash(following), before=hashed, at=now)
            text = strict_json.dumps(state).decode()
            # Compare and set: of two requests with one token one writes, the other reads again.
            written = yield self._store.replace(
                PREFIX + family, text, expires=self._expires(state, now), expect=record.value, now=now
            )
            if written:  # else another request exchanged it: read again, now it is `before`
                return result
        raise JamStoreError("the refresh token could not be exchanged: its family never stays the same")

    @stepwise
    def revoke(self, token: str) -> Steps[None]:
        """End the family of a token, at logout. Unknown tokens are ignored (RFC 7009 section 2.2)."""
        try:
            family, _ = _parse(token)
        except JamRefreshTokenInvalid:
            return
        yield self._store.delete(PREFIX + family)

    @stepwise
    def revoke_subject(self, subject: str, *, now: float | None = None) -> Steps[int]:
        """End all families of `subject`: log out everywhere. Return how many there were."""
        count: int = yield self._store.delete_owner(_owner(subject), now=now)
        return count

    def _expires(self, state: JsonObject, now: float) -> float:
        end = now + self._ttl
        return end if state["end"] is None else min(end, state["end"])  # max_age counts from the login


def _parse(token: object) -> tuple[str, bytes]:
    """Return family and secret of a token, or raise JamRefreshTokenInvalid."""
    if isinstance(token, str) and len(token) == 22 + 1 + 43 and token[22] == ".":  # before any decoding
        try:
            base64url.decode(token[:22])  # strict: one family has one spelling
            return token[:22], base64url.decode(token[23:])
        except JamEncodingError:
            pass
    raise JamRefreshTokenInvalid()


def _state(record: Record) -> JsonObject:
    """Return what a record says of its family, or raise if it says something else."""
    try:
        state: JsonObject = strict_json.loads(record.value)
        base64url.decode(state["salt"])
        if is_time(state["at"]) and isinstance(state["now"], str) and isinstance(state["before"], str):
            if state["end"] is None or is_time(state["end"]):
                state["data"]  # KeyError if it is not there
                return state
    except (JamEncodingError, KeyError, TypeError):
        pass
    raise JamStoreError("what stands in the store is not a refresh token", error_code="store.corrupt")


def _hash(secret: bytes) -> str:
    return base64url.encode(hashes.digest("sha256", secret))


def _owner(subject: str) -> str:
    if not isinstance(subject, str):
        raise JamTypeError(f"a subject must be str, got {type(subject).__name__}")
    return PREFIX + subject


def _subject(record: Record) -> str:
    return record.owner[len(PREFIX) :]
