"""The second factor of a login and the limit of attempts, with coroutines."""

from __future__ import annotations

from ...jam.begun_methods import judged
from ...sessions import attempts, second_factor
from ...stores.threaded import OnAnyStore

TYPE_CHECKING = False

__all__ = ["AttemptLimit", "SecondFactor"]


class AttemptLimit(OnAnyStore, attempts.AttemptLimit):
    """A limit of attempts; arguments and methods are those of `sessions.AttemptLimit`, on any store."""

    __slots__ = ()


class SecondFactor(OnAnyStore, second_factor.SecondFactor):
    """A second factor; arguments and methods are those of `sessions.SecondFactor`, on any store."""

    __slots__ = ()

    if not TYPE_CHECKING:  # which knows them as coroutines by `OnAnyStore`
        verify = judged(second_factor.SecondFactor.verify)
        use_recovery_code = judged(second_factor.SecondFactor.use_recovery_code)
