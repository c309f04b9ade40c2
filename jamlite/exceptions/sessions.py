"""Errors of sessions, refresh tokens and their stores."""

from __future__ import annotations

from .base import JamConfigurationError, JamError, JamValidationError


class JamSessionNotFound(JamError):
    """No live session has this id."""

    default_message = "there is no such session"
    default_code = "sessions.not_found"


class JamSessionEmptyAESKey(JamConfigurationError):
    """Session encryption was asked for without a key."""

    default_message = "session encryption needs session_aes_secret"
    default_code = "sessions.empty_aes_key"


class JamSessionDataError(JamValidationError):
    """Session data cannot be stored: not JSON, or too large. Nothing was written."""

    default_message = "the session data cannot be stored"
    default_code = "sessions.data"


class JamTooManyAttempts(JamError):
    """An attempt came too early after failed ones: 429. `details["wait"]` is how many seconds are left."""

    default_message = "too many failed attempts; wait before the next one"
    default_code = "sessions.too_many_attempts"
    status = 429


class JamStoreError(JamError):
    """A store could not do its work; what it had acknowledged is kept."""

    default_message = "the store failed"
    default_code = "store.error"


class JamStoreWarning(UserWarning):
    """A store found and dropped the remains of a write that was never acknowledged."""


class JamRefreshTokenInvalid(JamValidationError):
    """The refresh token is unknown, expired or revoked; the user has to log in."""

    default_message = "the refresh token is not valid"
    default_code = "refresh.invalid"


class JamRefreshTokenReused(JamRefreshTokenInvalid):
    """A refresh token came back after it had been exchanged: its whole family is revoked.

    Someone holds a copy; `details["subject"]` names whose session it was.
    """

    default_message = "the refresh token was used before; its family is revoked"
    default_code = "refresh.reused"
