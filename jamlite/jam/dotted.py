"""What a dotted path in a configuration names: a class or function of the user's own modules."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .section_types import FacadeLogger


def load_dotted(path: str) -> Any:
    """Return what `package.module.name` names.

    Raises:
        JamConfigurationError: not such a path, or nothing is there.
    """
    from importlib import import_module

    module, _, name = path.rpartition(".") if isinstance(path, str) else ("", "", "")
    if not name or not module or module.startswith("."):  # a relative path has no package here to begin at
        raise JamConfigurationError(
            f"{path!r} is not a path like package.module.name", error_code="configuration.import_error"
        )
    try:
        # A configuration may run code: it is as trusted as the program.
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:  # ValueError: a zero byte in the path
        raise JamConfigurationError(
            f"{path!r} cannot be imported: {error}", error_code="configuration.import_error"
        ) from error


def resolve(value: object) -> Any:
    """Return what a dotted path names, or the object itself."""
    return load_dotted(value) if isinstance(value, str) else value


def logger_of(value: object, level: object) -> FacadeLogger:
    """Return a logger: of a class or the dotted path of one made with `level`, any other as it is.

    Raises:
        JamConfigurationError: it has no debug, info, warning and error, or cannot be made.
    """
    found = resolve(value)
    if isinstance(found, type):  # Jam takes a class, and makes it of the level
        try:
            found = found(level)
        except JamConfigurationError:
            raise
        except (TypeError, ValueError) as error:
            raise JamConfigurationError(f"the logger cannot be made of its level: {error}") from error
    if not all(callable(getattr(found, name, None)) for name in ("debug", "info", "warning", "error")):
        raise JamConfigurationError(
            "a logger is a BaseLogger class, the dotted path of one, or an object with debug, info, warning "
            f"and error, not {type(found).__name__}"
        )
    logger: FacadeLogger = found
    return logger
