"""Errors of the keychain; the codes are Jam 4's where it has one."""

from __future__ import annotations

from .base import JamConfigurationError, JamError, JamValidationError


class JamKeychainError(JamError):
    """A keychain could not do what was asked; nothing was changed."""

    default_message = "the keychain cannot do that"
    default_code = "keychain.error"


class JamKeychainKeyError(JamKeychainError, JamValidationError):
    """There is no such key, or its status does not allow what was asked; name another key."""

    default_message = "there is no such key"
    default_code = "keychain.key_not_found"


class JamKeychainStorageError(JamKeychainError):
    """The folder of a keychain is damaged, not private, or cannot be read or written."""

    default_message = "the keychain cannot be read"
    default_code = "keychain.io"


class JamKeychainConfigurationError(JamKeychainError, JamConfigurationError):
    """The keychain is set up wrongly: its algorithm, its path, or a key that does not fit it."""

    default_message = "the keychain is set up wrongly"
    default_code = "keychain.configuration"


JamKeyChainError = JamKeychainError  # Jam 4's name
