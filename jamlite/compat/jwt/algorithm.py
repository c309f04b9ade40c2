"""What PyJWT's algorithm classes have in common."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod

from ...encoding import strict_json
from ...exceptions.base import JamEncodingError
from .exceptions import InvalidKeyError
from .key_objects import as_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .types import HashlibHash, JWKDict


class Algorithm(ABC):
    """What a class given to `register_algorithm` implements."""

    _crypto_key_types: tuple[type[Any], ...] | None = None

    def compute_hash_digest(self, bytestr: bytes) -> bytes:
        """Return the digest of bytes with the algorithm's hash; NotImplementedError if it has none."""
        hash_alg = getattr(self, "hash_alg", None)
        if hash_alg is None:
            raise NotImplementedError
        return hashlib.new(name_of_hash(hash_alg), bytestr).digest()

    def check_crypto_key_type(self, key: object) -> None:
        """Raise InvalidKeyError unless the key is of the algorithm's family."""
        if self._crypto_key_types is None:
            raise ValueError(  # PyJWT's words, for programs that compare them
                "This method requires the cryptography library, "
                "and should only be used by cryptography-based algorithms."
            )
        if not isinstance(as_object(key), self._crypto_key_types):
            wanted = ", ".join(kind.__name__ for kind in self._crypto_key_types)
            raise InvalidKeyError(
                f"Expected one of {wanted}, got: {type(key).__name__}. "
                f"Invalid Key type for {type(self).__name__}"
            )

    @abstractmethod
    def prepare_key(self, key: Any) -> Any:
        """Return the key as `sign` and `verify` take it."""

    @abstractmethod
    def sign(self, msg: bytes, key: Any) -> bytes:
        """Return the signature of a message."""

    @abstractmethod
    def verify(self, msg: bytes, key: Any, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""

    @staticmethod
    @abstractmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> Any:
        """Return a prepared key as JWK, JSON text or dict."""

    @staticmethod
    @abstractmethod
    def from_jwk(jwk: str | JWKDict) -> Any:
        """Return the prepared key of a JWK, JSON text or dict."""

    def check_key_length(self, key: Any) -> str | None:
        """Return what is wrong with the length of a prepared key, or None."""
        return None


def name_of_hash(hash_alg: HashlibHash) -> str:
    """Return the name of a hash given as hashlib's constructor or as class of `cryptography`."""
    # Both have `name`: hashlib's object as attribute, that of `cryptography` as class attribute.
    return str(hash_alg().name)


def read_members(jwk: str | JWKDict, kty: str, otherwise: str) -> JWKDict:
    """Return the members of a JWK given as JSON text or dict; InvalidKeyError if its kty is another."""
    try:
        members = strict_json.loads(jwk, "the JWK") if isinstance(jwk, str) else jwk
    except JamEncodingError:
        members = None
    if not isinstance(members, dict):
        raise InvalidKeyError("Key is not valid JSON")
    if members.get("kty") != kty:  # RFC 7517 section 4.1: case-sensitive
        raise InvalidKeyError(otherwise)
    return members


def written(members: JWKDict, as_dict: bool) -> Any:
    """Return the members of a JWK as dict or JSON text."""
    return members if as_dict else json.dumps(members)
