"""The second factor of a login on a store: codes that count once, recovery codes, a limit of attempts."""

from __future__ import annotations

from .. import clock
from ..driver import stepwise
from ..encoding import strict_json
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.sessions import JamStoreError
from ..otp import recovery
from ..otp.totp import MAX_LOOK_AHEAD, TOTP
from ..stores.store import OnStore
from .attempts import DELAY, FORGET, MAX_DELAY, AttemptLimit, attempts_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..driver import Steps
    from ..stores.store import Store

STEP_PREFIX = "totp:"
RECOVERY_PREFIX = "recovery:"
TRIES = 64
MOST_DIGITS = 19  # of a time step, which is below 2^63


class SecondFactor(OnStore):
    """Checks one-time codes and recovery codes so that each of them lets in once.

    What is remembered (the time step last used, hashes of the recovery codes, failed attempts) lies in
    a store and is changed by compare-and-set: of several requests with one code exactly one succeeds,
    whatever processes they reach (RFC 6238 section 5.2). Both kinds of code share one limit of
    attempts (RFC 4226 section 7.3).

    Args:
        store: of the package `stores`, for example `jam.session.store`; with an asynchronous one the
            methods are awaited.
        delay, max_delay, forget: as in `AttemptLimit`.

    Raises:
        JamConfigurationError: as in `AttemptLimit`.
    """

    __slots__ = ("_limit",)

    def __init__(
        self, store: Store, *, delay: float = DELAY, max_delay: float = MAX_DELAY, forget: float = FORGET
    ) -> None:
        self._use(store)
        self._limit = AttemptLimit(self._store, delay=delay, max_delay=max_delay, forget=forget)

    @stepwise
    def verify(
        self, subject: str, totp: TOTP, code: str, *, look_ahead: int = 1, now: float | None = None
    ) -> Steps[bool]:
        """Tell whether a one-time code is right and has not been used.

        Args:
            subject: whose code it is, for example a user's name.
            totp: made of that user's secret.
            code: what the user typed.
            look_ahead: steps before and after this moment that also count, 0 to 10.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamTooManyAttempts: too early after a wrong code; `details["wait"]` says how many seconds.
            JamStoreError: the store failed.
        """
        if not isinstance(totp, TOTP):
            raise JamTypeError("a second factor checks codes of a TOTP")
        now = clock.now() if now is None else now
        yield from self._limit.attempting(subject, now)
        key = STEP_PREFIX + subject
        end = now + (2 * MAX_LOOK_AHEAD + 2) * totp.interval  # by then no code up to the used one is accepted
        for _ in range(TRIES):
            record = yield self._store.get(key, now=now)
            used = None if record is None else _number(record.value)
            # Read again in each try: another request may have used it.
            step = totp.verify_step(code, now, look_ahead, used)
            if step is None:
                return False
            if record is None:
                written = yield self._store.put(key, str(step), expires=end, fresh=True, now=now)
            else:
                written = yield self._store.replace(key, str(step), expires=end, expect=record.value, now=now)
            if written:  # RFC 6238 section 5.2: the second attempt MUST NOT be accepted
                yield self._store.delete(attempts_key(subject), now=now)
                return True
        return False

    @stepwise
    def new_recovery_codes(
        self, subject: str, count: int = recovery.COUNT, *, now: float | None = None
    ) -> Steps[list[str]]:
        """Return new recovery codes, to be shown once; those the subject had are worth nothing now."""
        attempts_key(subject)
        codes = recovery.generate(count)
        text = strict_json.dumps(recovery.hashed(codes), "the recovery codes").decode()
        # Hashes only: the store shows no code.
        yield self._store.put(RECOVERY_PREFIX + subject, text, now=now)
        return codes

    @stepwise
    def use_recovery_code(self, subject: str, code: str, *, now: float | None = None) -> Steps[bool]:
        """Tell whether a recovery code is the subject's, and end it.

        Raises:
            JamTooManyAttempts, JamStoreError: as in `verify`.
        """
        now = clock.now() if now is None else now
        yield from self._limit.attempting(subject, now)
        key = RECOVERY_PREFIX + subject
        for _ in range(TRIES):
            record = yield self._store.get(key, now=now)
            left = None if record is None else recovery.use(code, _hashes(record.value))
            if record is None or left is None:
                return False
            text = strict_json.dumps(left, "the recovery codes").decode()
            # Two codes at once: neither brings the other back.
            if (yield self._store.replace(key, text, expect=record.value, now=now)):
                yield self._store.delete(attempts_key(subject), now=now)
                return True
        return False

    @stepwise
    def recovery_codes_left(self, subject: str, *, now: float | None = None) -> Steps[int]:
        """Return how many unused recovery codes a subject has."""
        attempts_key(subject)
        record = yield self._store.get(RECOVERY_PREFIX + subject, now=now)
        return 0 if record is None else len(_hashes(record.value))

    @stepwise
    def forget(self, subject: str, *, now: float | None = None) -> Steps[None]:
        """Forget the recovery codes and failed attempts of a subject, for example of a deleted user."""
        yield self._store.delete(attempts_key(subject), now=now)
        # Not the used step: within its time the code would be good again.
        yield self._store.delete(RECOVERY_PREFIX + subject, now=now)

    def __repr__(self) -> str:
        return "<SecondFactor>"


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > MOST_DIGITS:
        raise JamStoreError("a used time step cannot be read", error_code="store.corrupt")
    return int(value)


def _hashes(value: str) -> list[str]:
    try:
        found = strict_json.loads(value, "the recovery codes")
    except JamEncodingError as error:
        raise JamStoreError("the recovery codes cannot be read", error_code="store.corrupt") from error
    if not isinstance(found, list) or not all(isinstance(item, str) and item.isascii() for item in found):
        raise JamStoreError("the recovery codes cannot be read", error_code="store.corrupt")
    return found
