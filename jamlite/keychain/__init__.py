"""Keychains: signing keys that rotate, in memory or in a folder of private files.

    chain = FileStorage("/etc/app/keys", "ES256")
    chain.rotate()                       # a new key signs from now on
    JWT(alg="ES256", keychain=chain)     # writes its kid, honours that of a token

A key is `standby` (waiting, published so that others know it before it signs), `current` (the one
that signs), `retired` (verifies what it signed) or `revoked` (for ever refused). All but revoked
keys verify. What signs and verifies needs of a keychain nothing but these three, and any object
that has them will do:

    algorithm                  the one algorithm of every key
    signing_key()              the current `ChainKey`
    verifying_key(kid)         the `ChainKey` of this id, or None: unknown or revoked

May import: encoding, crypto, keys, stores. Touches: the files of
the folder it is given.
"""

from __future__ import annotations

from .build import build_keychain
from .chain import Keychain
from .file_storage import FileStorage
from .memory_keychain import Memory
from .records import ChainKey, KeyInfo, KeyStatus

BaseKeyChain = Keychain  # Jam 4's name

__all__ = [
    "BaseKeyChain",
    "ChainKey",
    "FileStorage",
    "KeyInfo",
    "KeyStatus",
    "Keychain",
    "Memory",
    "build_keychain",
]
