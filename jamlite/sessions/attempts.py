"""A limit of attempts: after each failure the subject has to wait longer (RFC 4226 section 7.3)."""

from __future__ import annotations

from .. import clock
from ..clock import is_seconds
from ..driver import stepwise
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.sessions import JamStoreError, JamTooManyAttempts
from ..stores.store import OnStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..driver import Steps
    from ..stores.store import Store

PREFIX = "attempts:"
DELAY = 5.0  # seconds; T of RFC 4226 section 7.3, whose example it is
MAX_DELAY = 900.0  # a quarter of an hour: 96 guesses a day, for ever
FORGET = 86_400.0
TRIES = 64  # each try that fails means that another attempt was counted: a crowd is refused below


class AttemptLimit(OnStore):
    """Counts failed attempts of a subject, in a store that all processes share.

    After the n-th failure in a row the next attempt has to wait n times `delay` seconds. An attempt
    counts as a failure from its beginning until `succeeded` is called, so that guesses sent in
    parallel are counted too (RFC 4226 section 7.3):

        limit.attempt("alice")             # raises JamTooManyAttempts; answer with status 429
        if password_verify(...):
            limit.succeeded("alice")

    Args:
        store: of the package `stores`; with an asynchronous one the methods are awaited.
        delay: seconds of waiting that each failure adds.
        max_delay: seconds that nobody waits longer than, so that a stranger's guesses cannot lock a
            user out for good.
        forget: seconds after the last attempt when all failures are forgotten.

    Raises:
        JamConfigurationError: not a store, a number is not positive, or `forget` is shorter than `max_delay`.
    """

    __slots__ = ("delay", "forget", "max_delay")

    def __init__(
        self, store: Store, *, delay: float = DELAY, max_delay: float = MAX_DELAY, forget: float = FORGET
    ) -> None:
        self._use(store)
        for seconds in (delay, max_delay, forget):
            if not is_seconds(seconds, 0) or seconds == 0:
                raise JamConfigurationError("delay, max_delay and forget are positive numbers of seconds")
        if forget < max_delay:  # else waiting it out would be the shorter way
            raise JamConfigurationError("forget must not be shorter than max_delay")
        self.delay = delay
        self.max_delay = max_delay
        self.forget = forget

    @stepwise
    def attempt(self, subject: str, *, now: float | None = None) -> Steps[None]:
        """Begin an attempt: it counts as a failure until `succeeded` is called.

        Args:
            subject: whose secret is tried, for example a user's name; not the address of the guesser.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamTooManyAttempts: too early; `details["wait"]` says how many seconds are left.
            JamStoreError: the store failed.
        """
        yield from self.attempting(subject, clock.now() if now is None else now)

    @stepwise
    def succeeded(self, subject: str, *, now: float | None = None) -> Steps[None]:
        """Forget the failures of a subject: the secret was right."""
        yield self._store.delete(attempts_key(subject), now=now)

    @stepwise
    def wait(self, subject: str, *, now: float | None = None) -> Steps[float]:
        """Return how many seconds a subject has to wait before the next attempt; 0 means none."""
        now = clock.now() if now is None else now
        record = yield self._store.get(attempts_key(subject), now=now)
        return 0.0 if record is None else self._left(record.value, now)[1]

    def attempting(self, subject: str, now: float) -> Steps[None]:
        """Do what `attempt` does, as the steps of a longer method on the same store."""
        key = attempts_key(subject)
        for _ in range(TRIES):
            record = yield self._store.get(key, now=now)
            if record is None:
                # The first failure, written before the secret is looked at: parallel guesses meet it.
                if (yield self._store.put(key, f"1 {now}", expires=now + self.forget, fresh=True, now=now)):
                    return
                continue  # another attempt was faster: read what it wrote
            failures, left = self._left(record.value, now)
            if left > 0:  # the refused attempt is not counted, so that a stranger cannot prolong the wait
                raise JamTooManyAttempts(details={"wait": left})
            value = f"{failures + 1} {now}"
            end = now + self.forget
            # Compare and set.
            if (yield self._store.replace(key, value, expires=end, expect=record.value, now=now)):
                return
        raise JamTooManyAttempts(details={"wait": self.delay})  # too many at this very moment

    def _left(self, value: str, now: float) -> tuple[int, float]:
        """Return the failures of a record, and how many seconds its subject still has to wait."""
        try:
            count, last = value.split(" ")
            failures, since = int(count), now - float(last)
        except ValueError as error:
            raise JamStoreError("a count of attempts cannot be read", error_code="store.corrupt") from error
        needed = min(self.delay * failures, self.max_delay)  # RFC 4226 section 7.3: T * A seconds
        return failures, needed if since < 0 else max(needed - since, 0.0)  # a clock that was set back

    def __repr__(self) -> str:
        return f"<AttemptLimit delay={self.delay} max_delay={self.max_delay}>"


def attempts_key(subject: str) -> str:
    """Return the key of a subject's record, or raise JamTypeError."""
    if not isinstance(subject, str) or not subject:
        raise JamTypeError("a subject of attempts is text that is not empty")
    return PREFIX + subject
