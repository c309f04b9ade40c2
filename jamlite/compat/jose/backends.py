"""python-jose's keys: one class for each family of algorithms, each with sign, verify, to_pem, to_dict."""

from __future__ import annotations

from ...crypto import aes_kw
from ...crypto.randomness import random_bytes
from ...exceptions.base import JamError
from ...jose.jwk import JWK
from ..jwt.algorithm import Algorithm
from ..jwt.algorithms import HMACAlgorithm
from ..jwt.exceptions import PyJWTError
from ..jwt.key_objects import as_object
from ..jwt.public_key_algorithms import ECAlgorithm, RSAAlgorithm
from .constants import ALGORITHMS
from .exceptions import JWKError
from .utils import base64url_encode, ensure_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key:
    """What a class given to `jwk.register_key` implements."""

    def __init__(self, key: Any, algorithm: str) -> None:
        pass

    def sign(self, msg: bytes) -> bytes:
        """Return the signature of a message."""
        raise NotImplementedError

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        raise NotImplementedError

    def public_key(self) -> Any:
        """Return the public half."""
        raise NotImplementedError

    def to_pem(self) -> bytes:
        """Return the key as PEM."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the key as JWK."""
        raise NotImplementedError

    def encrypt(self, plain_text: bytes, aad: bytes | None = None) -> Any:
        """Return IV, ciphertext and tag."""
        raise NotImplementedError

    def decrypt(self, cipher_text: bytes, iv: Any = None, aad: Any = None, tag: Any = None) -> bytes:
        """Return the plaintext."""
        raise NotImplementedError

    def wrap_key(self, key_data: bytes) -> bytes:
        """Return a key encrypted."""
        raise NotImplementedError

    def unwrap_key(self, wrapped_key: bytes) -> bytes:
        """Return a wrapped key."""
        raise NotImplementedError


class DIRKey(Key):
    """The key of direct encryption."""

    def __init__(self, key_data: Any, algorithm: str) -> None:
        self._key = ensure_binary(key_data)
        self._alg = algorithm

    def to_dict(self) -> dict[str, Any]:
        """Return the key as JWK."""
        return {"alg": self._alg, "kty": "oct", "k": base64url_encode(self._key).decode("ascii")}


class HMACKey(Key):
    """A secret of HS256, HS384 or HS512."""

    def __init__(self, key: Any, algorithm: str) -> None:
        if algorithm not in ALGORITHMS.HMAC:
            raise JWKError(f"hash_alg: {algorithm} is not a valid hash algorithm")
        self._algorithm = algorithm
        self._row = HMACAlgorithm(ALGORITHMS.HASHES[algorithm])
        if isinstance(key, dict):
            self.prepared_key = _call(self._row.from_jwk, key)
        elif isinstance(key, (str, bytes)):
            self.prepared_key = _call(self._row.prepare_key, key)
        else:
            raise JWKError("Expecting a string- or bytes-formatted key.")

    def sign(self, msg: bytes) -> bytes:
        """Return the MAC of a message."""
        return self._row.sign(msg, self.prepared_key)

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Tell whether a MAC is that of a message."""
        return self._row.verify(msg, self.prepared_key, sig)

    def to_dict(self) -> dict[str, Any]:
        """Return the secret as JWK."""
        text = base64url_encode(self.prepared_key).decode("ascii")
        return {"alg": self._algorithm, "kty": "oct", "k": text}


class _AsymmetricKey(Key):
    _kind: Any
    _names: set[str]

    def __init__(self, key: Any, algorithm: str, cryptography_backend: Any = None) -> None:
        if algorithm not in self._names:
            raise JWKError(f"hash_alg: {algorithm} is not a valid hash algorithm")
        self._algorithm = algorithm
        self._row: Algorithm = self._kind(ALGORITHMS.HASHES.get(algorithm, ALGORITHMS.HASHES["RS256"]))
        if isinstance(key, dict):
            self.prepared_key = _call(self._kind.from_jwk, key)
        elif isinstance(key, (str, bytes)) or as_object(key) is not None:
            self.prepared_key = _call(self._row.prepare_key, key)
        else:
            raise JWKError(f"'key_data' must be a key of {algorithm}")

    def sign(self, msg: bytes) -> bytes:
        """Return the signature of a message."""
        signature: bytes = _call(self._row.sign, msg, self.prepared_key)
        return signature

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        return self._row.verify(msg, self.prepared_key, sig)

    def is_public(self) -> bool:
        """Tell whether there is no private half."""
        return not self.prepared_key.record.is_private

    def public_key(self) -> Any:
        """Return the public half."""
        return self if self.is_public() else type(self)(self.prepared_key.public_key(), self._algorithm)

    def to_pem(self, pem_format: str = "PKCS8") -> bytes:
        """Return the key as PEM: PKCS#8, or SPKI of a public key."""
        if pem_format != "PKCS8":
            raise ValueError(f"Invalid format specified: {pem_format!r}")
        return JWK.from_material(self.prepared_key.record).to_pem().encode("ascii")

    def to_dict(self) -> dict[str, Any]:
        """Return the key as JWK."""
        record = self.prepared_key.record
        return {"alg": self._algorithm, **record.to_members(record.is_private)}


class RSAKey(_AsymmetricKey):
    """An RSA key; below 2048 bits it is refused."""

    _kind = RSAAlgorithm
    _names = ALGORITHMS.RSA


class ECKey(_AsymmetricKey):
    """A key on P-256, P-384 or P-521."""

    _kind = ECAlgorithm
    _names = ALGORITHMS.EC


class AESKey(Key):
    """A key that wraps keys (RFC 3394)."""

    def __init__(self, key: Any, algorithm: str) -> None:
        if algorithm not in ALGORITHMS.AES:
            raise JWKError(f"{algorithm} is not a valid AES algorithm")
        self._algorithm = algorithm
        self._key = ensure_binary(key)
        if 8 * len(self._key) != int(algorithm[1:4]):
            raise JWKError(f"Key must be {algorithm[1:4]} bit for alg {algorithm}")

    def to_dict(self) -> dict[str, Any]:
        """Return the key as JWK."""
        return {"alg": self._algorithm, "kty": "oct", "k": base64url_encode(self._key).decode("ascii")}

    def wrap_key(self, key_data: bytes) -> bytes:
        """Return a key wrapped."""
        wrapped: bytes = _call(aes_kw.wrap, self._key, key_data)
        return wrapped

    def unwrap_key(self, wrapped_key: bytes) -> bytes:
        """Return a wrapped key."""
        unwrapped: bytes = _call(aes_kw.unwrap, self._key, wrapped_key)
        return unwrapped


# The names of python-jose's back end on cryptography, which programs import, too.
CryptographyRSAKey, CryptographyECKey, CryptographyAESKey = RSAKey, ECKey, AESKey
CryptographyHMACKey = HMACKey


def get_random_bytes(num_bytes: int) -> bytes:
    """Return random bytes."""
    return random_bytes(num_bytes)


def _call(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except (PyJWTError, TypeError, ValueError) as error:
        raise JWKError(str(error)) from None
    except JamError as error:
        raise JWKError(error.message) from None


__all__ = ["AESKey", "DIRKey", "ECKey", "HMACKey", "Key", "RSAKey", "get_random_bytes"]
