"""Logging: what jamlite tells, and what it never tells.

Everything goes to the logger `jamlite` of the standard library, which says nothing until the
application gives it a handler. Tokens, keys and passwords are blotted out of every record before any
handler sees it; JAM_DEBUG=1 shows them, for development only.

`logging` itself is not imported here (it takes longer to load than all the rest): as long
as nobody else has imported it, nobody can be listening.

It reads the environment variables JAM_LOG_LEVEL and JAM_DEBUG.
"""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod

from ..exceptions.base import JamConfigurationError, JamTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    import re

__all__ = ["BaseLogger", "JamLogger", "logger", "redact"]

LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
ROOT = "jamlite"
BLOT = "[REDACTED]"

# Each alternative matches to the end of what it has begun, so that reading stays linear.
_SECRETS = r"""
    -----BEGIN\ [A-Z0-9 ]*PRIVATE\ KEY-----.*?(?:-----END[A-Z0-9 ]*-----|\Z)  # PEM, OpenSSH
  | eyJ[\w-]{5,}(?:\.[\w-]*)*                                 # JWS, JWE: base64url of '{"'
  | \bv[1-4]\.(?:local|public)\.[\w.-]+                       # PASETO
  | \bk[1-4]\.(?!public\b|lid\b|sid\b|pid\b)[\w-]+\.[\w.-]+   # PASERK, those that hold a secret
  | (?:J\$_)?gAAAA[\w=-]{8,}                                  # Fernet: sealed session ids and data
  | \botpauth://[^\s"']+
"""
# A name that speaks of a secret, then its value: `password=...`, `"client_secret": "..."`, `Bearer ...`.
_NAMED = r"""
    (?P<name>
        \bbearer\s+(?=[\w.~+/-]{8})
      | (?:secret|passw(?:or)?d|passphrase|token|(?:api|private|aes)[_-]?key|authorization|cookie
          |session[_-]?id|code[_-]?verifier|otp[_-]?code)
        [\w-]{0,40}["']?\s{0,8}[:=]\s{0,8}(?:(?:bearer|basic|dpop)\s+)?
    )
    (?: b?"(?:[^"\\]|\\.)*(?:"|\Z) | b?'(?:[^'\\]|\\.)*(?:'|\Z) | [^\s,;&)}\]]+ )
"""
_patterns: tuple[re.Pattern[str], re.Pattern[str]] | None = None


def redact(text: str) -> str:
    """Return `text` with everything that looks like a token, key or password blotted out."""
    if not isinstance(text, str):
        raise JamTypeError(f"redact takes a text, got {type(text).__name__}")
    global _patterns
    if _patterns is None:
        import re

        flags = re.VERBOSE | re.DOTALL | re.ASCII
        _patterns = re.compile(_SECRETS, flags), re.compile(_NAMED, flags | re.IGNORECASE)
    secrets, named = _patterns
    return named.sub(rf"\g<name>{BLOT}", secrets.sub(BLOT, text))


class BaseLogger(ABC):
    """What a logger given to the facade offers. jamlite calls these four, with these arguments."""

    @abstractmethod
    def __init__(self, log_level: str = "INFO") -> None:
        """Make a logger that drops what is below `log_level`."""

    @abstractmethod
    def info(self, message: str) -> None:
        """Tell what was done."""

    @abstractmethod
    def error(self, message: str, exc_info: bool = False) -> None:
        """Tell of a failure; with `exc_info`, of the exception being handled too."""

    @abstractmethod
    def warning(self, message: str, exc_info: bool = False) -> None:
        """Tell of something that should be looked at."""

    @abstractmethod
    def debug(self, message: str, *args: object) -> None:
        """Tell a detail; `args` go into the message with %."""


class JamLogger(BaseLogger):
    """Hands records to the standard library's logger, without their secrets.

    A level set on that logger by the application counts beside `log_level`.

    Args:
        log_level: "DEBUG", "INFO", "WARNING", "ERROR" or "CRITICAL", in any case.
        name: the standard library's logger.

    Raises:
        JamConfigurationError: an unknown level.
    """

    __slots__ = ("level", "name")

    def __init__(self, log_level: str = "INFO", name: str = ROOT) -> None:
        level = LEVELS.get(log_level.upper()) if isinstance(log_level, str) else None
        if level is None:
            raise JamConfigurationError(
                f"log_level must be one of {', '.join(LEVELS)}", error_code="configuration.log_level"
            )
        self.level = level
        self.name = name

    def child(self, name: str) -> JamLogger:
        """Return the logger `<this name>.<name>`, with the same level and the same discretion."""
        if not isinstance(name, str):
            raise JamTypeError(f"the name of a logger must be str, got {type(name).__name__}")
        made = JamLogger.__new__(type(self))  # the level was checked once
        made.level, made.name = self.level, f"{self.name}.{name}"
        return made

    def info(self, message: str) -> None:
        self._log(20, message)

    def error(self, message: str, exc_info: bool = False) -> None:
        self._log(40, message, exc_info=exc_info)

    def warning(self, message: str, exc_info: bool = False) -> None:
        self._log(30, message, exc_info=exc_info)

    def debug(self, message: str, *args: object) -> None:
        self._log(10, message, args)

    def _log(self, level: int, message: str, args: tuple[object, ...] = (), exc_info: bool = False) -> None:
        if level < self.level or "logging" not in sys.modules:
            return
        import logging

        root = logging.getLogger(ROOT)
        target = root if self.name == ROOT else logging.getLogger(self.name)
        if not root.handlers:
            root.addHandler(logging.NullHandler())  # otherwise Python's last resort writes warnings to stderr
        # As isEnabledFor, which would ask the root logger's WARNING.
        if level < (target.level or root.level) or level <= target.manager.disable:
            return
        if not _is_heard(target, level):
            return
        error = sys.exc_info() if exc_info else (None, None, None)
        frame = sys._getframe(2)  # who called info, error, warning or debug
        # Not target.info(): a filter on a logger does not see its children's records.
        record = target.makeRecord(
            self.name,
            level,
            frame.f_code.co_filename,
            frame.f_lineno,
            _filled(message, args),
            (),
            None if error[0] is None else error,
            frame.f_code.co_name,
        )
        if os.environ.get("JAM_DEBUG", "").lower() not in ("1", "true", "yes", "on"):
            record.msg = redact(record.msg)
            if record.exc_info:
                # A formatter takes this text when it is there instead of making its own.
                record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        target.handle(record)

    def __repr__(self) -> str:
        return f"<JamLogger {self.name}>"


def _is_heard(target: logging.Logger, level: int) -> bool:
    """Tell whether a handler or a filter would see a record: each refused token would make one, in 30 us."""
    import logging

    if type(target) is not logging.Logger or target.filters:  # they may do anything with a record
        return True
    place: logging.Logger | None = target
    found = False
    while place is not None:
        for handler in place.handlers:
            if level >= handler.level and type(handler) is not logging.NullHandler:
                return True
            found = True
        place = place.parent if place.propagate else None
    return not found  # a name outside of jamlite: without a handler there is that of last resort


def _filled(message: str, args: tuple[object, ...]) -> str:
    """Return `message % args`; a message that does not fit its arguments must not stop a login."""
    try:
        return message % args if args else message  # without args a % in the message is a character
    except (TypeError, ValueError):
        return message


def _environment_level() -> str:
    """Return JAM_LOG_LEVEL if it names a level: an import must not fail because of it."""
    level = os.environ.get("JAM_LOG_LEVEL", "").upper()
    return level if level in LEVELS else "INFO"


logger = JamLogger(_environment_level())
