"""Checks of the objects that an application hands in: functions, serializers, loggers."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.crypto import JamCryptoError


def check_progress(progress: object) -> None:
    """Raise JamCryptoError unless it is None or a function, which is told how far a long work has come."""
    if progress is not None and not callable(progress):
        raise JamCryptoError(f"progress is a function or None, got {type(progress).__name__}")


def takes(function: object, name: str) -> bool:
    """Tell whether a function or class of the user's own takes an argument of this name."""
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):  # written in C without a signature, or not callable: the call will tell
        return True
    return name in parameters or any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values())


def check_serializer(serializer: object, *methods: str) -> None:
    """Raise JamConfigurationError if `serializer` is neither None nor has these methods."""
    if serializer is not None and not all(callable(getattr(serializer, name, None)) for name in methods):
        raise JamConfigurationError(f"serializer must have the methods {' and '.join(methods)}")


def check_logger(logger: object, *methods: str) -> None:
    """Raise JamConfigurationError if `logger` is neither None nor has these methods."""
    if logger is not None and not all(callable(getattr(logger, name, None)) for name in methods):
        wanted = ", ".join(methods)
        raise JamConfigurationError(f"a logger has the methods {wanted}; {type(logger).__name__} has not")
