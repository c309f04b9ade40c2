"""A keychain of the keys of a configuration section."""

from __future__ import annotations

from ..exceptions.keychain import JamKeychainConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import Settings
    from .chain import Keychain


def build_keychain(section: Settings, algorithm: str | None = None) -> Keychain:
    """Return the keychain of a configuration section.

    Args:
        section: type ("memory" or "file"; also Jam's "Memory" and "FileStorage"), path, algorithm,
            purpose.
        algorithm: that of the module the keychain is for; must be the section's, if it names one.

    Raises:
        JamKeychainConfigurationError: an unknown type, no path, no algorithm or two.
        JamKeychainStorageError: as `FileStorage`.
    """
    from . import algorithms

    if not isinstance(section, dict):
        raise JamKeychainConfigurationError("a keychain is a table: type, path, algorithm, purpose")
    kind = str(section.get("type", "file" if "path" in section else "memory")).lower()
    named, purpose = section.get("algorithm"), section.get("purpose")
    if algorithm is not None:
        algorithm = algorithms.known(algorithm)
        # Two names are a mistake, and not a choice: neither wins in silence.
        if named is not None and algorithms.known(named, purpose) != algorithm:
            raise JamKeychainConfigurationError(
                f"the keychain is for {named}, and what uses it for {algorithm}",
                error_code="keychain.algorithm_mismatch",
            )
        named = algorithm
    if kind in ("file", "filestorage"):
        from .file_storage import FileStorage

        return FileStorage(section.get("path", ""), named, purpose)
    if kind == "memory":
        from .memory_keychain import Memory

        return Memory(named, purpose)  # type: ignore[arg-type]  # which refuses None
    raise JamKeychainConfigurationError(
        'the type of a keychain is "memory" or "file"', error_code="keychain.unknown_type"
    )
