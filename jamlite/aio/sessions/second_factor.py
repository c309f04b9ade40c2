"""The second factor of a login and the limit of attempts, with coroutines."""

from __future__ import annotations

from ...driver import coroutine
from ...jam.begun_methods import judged
from ...sessions import attempts, second_factor
from ...stores.threaded import OnAnyStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...stores.store import Store

__all__ = ["AttemptLimit", "SecondFactor"]

# Their methods here return coroutines, which a type checker does not let a subclass do.
_limit: Any = attempts
_factor: Any = second_factor


class _OnAnyStore(OnAnyStore):
    __slots__ = ()

    if TYPE_CHECKING:  # a checker does not see the constructors of the classes beside it

        def __init__(
            self, store: Store, *, delay: float = 5.0, max_delay: float = 900.0, forget: float = 86_400.0
        ) -> None: ...


class AttemptLimit(_OnAnyStore, _limit.AttemptLimit):  # type: ignore[misc]
    """A limit of attempts; arguments and methods are those of `sessions.AttemptLimit`, on any store."""

    __slots__ = ()

    attempt = coroutine(attempts.AttemptLimit.attempt)
    succeeded = coroutine(attempts.AttemptLimit.succeeded)
    wait = coroutine(attempts.AttemptLimit.wait)


class SecondFactor(_OnAnyStore, _factor.SecondFactor):  # type: ignore[misc]
    """A second factor; arguments and methods are those of `sessions.SecondFactor`, on any store."""

    __slots__ = ()

    verify = judged(second_factor.SecondFactor.verify)
    new_recovery_codes = coroutine(second_factor.SecondFactor.new_recovery_codes)
    use_recovery_code = judged(second_factor.SecondFactor.use_recovery_code)
    recovery_codes_left = coroutine(second_factor.SecondFactor.recovery_codes_left)
    forget = coroutine(second_factor.SecondFactor.forget)
