"""python-jose's construct: a key object for an algorithm."""

from __future__ import annotations

from .backends import AESKey, DIRKey, ECKey, HMACKey, Key, RSAKey
from .constants import ALGORITHMS
from .exceptions import JWKError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .backends import KeyData

__all__ = ["AESKey", "DIRKey", "ECKey", "HMACKey", "Key", "RSAKey", "construct", "get_key", "register_key"]


def get_key(algorithm: str) -> type[Key] | None:
    """Return the class of keys of an algorithm, or None."""
    if algorithm in ALGORITHMS.KEYS:  # first: a class of one's own may replace a built-in one
        own: type[Key] = ALGORITHMS.KEYS[algorithm]
        return own
    families = ((ALGORITHMS.HMAC, HMACKey), (ALGORITHMS.RSA, RSAKey), (ALGORITHMS.EC, ECKey))
    for names, kind in (*families, (ALGORITHMS.AES, AESKey), ({ALGORITHMS.DIR}, DIRKey)):
        if algorithm in names:
            return kind
    return None


def register_key(algorithm: str, key_class: type[Key]) -> bool:
    """Make a class of keys of one's own known."""
    if not issubclass(key_class, Key):
        raise TypeError("Key class is not a subclass of jwk.Key")
    ALGORITHMS.KEYS[algorithm] = key_class
    ALGORITHMS.SUPPORTED.add(algorithm)
    return True


def construct(key_data: KeyData, algorithm: str | None = None) -> Key:
    """Return the key object of key material for an algorithm, else the material's own alg.

    Raises:
        JWKError: no such algorithm, or the key is refused.
    """
    if not algorithm and isinstance(key_data, dict):
        algorithm = key_data.get("alg")
    kind = get_key(algorithm) if isinstance(algorithm, str) else None
    if kind is None:
        raise JWKError("Unable to find an algorithm for key")
    return kind(key_data, algorithm or "")  # `algorithm` is text here; `or` is for type checkers
