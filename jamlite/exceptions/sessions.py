"""Errors of sessions and their stores."""

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


class JamStoreError(JamError):
    """A store could not do its work; what it had acknowledged is kept."""

    default_message = "the store failed"
    default_code = "store.error"
