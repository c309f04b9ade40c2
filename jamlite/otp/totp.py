"""TOTP: one-time passwords from the time (RFC 6238). T0 is 0, the Unix epoch.

plain/plain_hotp.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from .. import clock
from ..exceptions.base import JamOTPError
from .hotp import MAX_RESYNC, BaseOTP
from .parameters import MAX_COUNTER, MAX_INTERVAL, integer

MAX_LOOK_AHEAD = 10  # steps either way; RFC 6238 section 5.2 recommends one


class TOTP(BaseOTP):
    """One-time passwords from the time (RFC 6238). `factor` is Unix seconds; None asks the clock.

    Args:
        secret, digits, digest, algorithm: see BaseOTP.
        interval: seconds that a code lasts, 1 or more; X in the RFC.

    Raises:
        JamOTPError: an argument out of its range.
    """

    __slots__ = ("interval",)

    type = "totp"

    def __init__(
        self,
        secret: bytes | str,
        digits: int = 6,
        digest: str = "sha1",
        interval: int = 30,  # RFC 6238 sections 4.1 and 5.2: the default
        *,
        algorithm: str | None = None,
    ) -> None:
        super().__init__(secret, digits, digest, algorithm=algorithm)
        # Section 3, R4: both sides have the same X.
        self.interval = integer(interval, "interval", 1, MAX_INTERVAL)

    def at(self, factor: float | None = None) -> str:
        """Return the code of the time `factor`."""
        return self._code(self.step(factor))

    @property
    def now(self) -> str:
        """The code of this moment."""
        return self._code(self.step())

    def step(self, factor: float | None = None) -> int:
        """Return the number of whole steps since the epoch: T = floor(time / X) (RFC 6238 section 4.2).

        Raises:
            JamOTPError: the time is not a number, is negative, not finite or beyond 2^64 steps.
        """
        if factor is None:
            factor = clock.now()
        elif not isinstance(factor, (int, float)) or isinstance(factor, bool):
            raise JamOTPError(f"the time must be Unix seconds, got {type(factor).__name__}")
        if not 0 <= factor < (MAX_COUNTER + 1) * self.interval:  # NaN is refused too
            raise JamOTPError("the time is out of range")
        return int(factor) // self.interval  # section 4.2: T0 = 0, rounded down; T may exceed 32 bits

    def verify_step(
        self, code: str, factor: float | None = None, look_ahead: int = 1, after: int | None = None
    ) -> int | None:
        """Return the time step whose code this is, else None.

        Store the result per user and hand it in as `after` the next time: then no code is accepted
        twice, nor one older than the last (RFC 6238 section 5.2).

        Args:
            code: what the user typed, "123 456" too; anything but `digits` digits does not match.
            factor: the time.
            look_ahead: steps before and after it that also count, 0 to 10.
            after: the last step accepted; only later ones count.

        Raises:
            JamOTPError: `factor`, `look_ahead` or `after` out of range.
        """
        step = self.step(factor)
        window = integer(look_ahead, "look_ahead", 0, MAX_LOOK_AHEAD)
        return self._search(code, step - window, step + window, after)  # section 6: forward and backward

    def resync(self, *codes: str, factor: float | None = None, look_ahead: int = 100) -> int | None:
        """Return by how many steps the user's clock is off, from two or more successive codes.

        The last code is looked for up to `look_ahead` steps, 1000 at most, before and after the time
        `factor`. Keep the offset per user and add `offset * interval` to the time of later checks
        (RFC 6238 section 6). None: the codes do not fit anywhere there.
        """
        step = self.step(factor)
        window = integer(look_ahead, "look_ahead", 0, MAX_RESYNC)  # 8 hours of drift at 30 seconds
        first = step - len(codes) + 1  # the last code is the one of now
        last_code = self._search_run(codes, first - window, first + window)
        return None if last_code is None else last_code - step  # section 6: the drift to record, in steps

    def _moving(self, counter: int | None) -> dict[str, int]:
        return {"period": self.interval}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} digits={self.digits} digest={self.digest} interval={self.interval}>"
