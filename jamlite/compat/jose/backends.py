"""python-jose's keys: one class for each family of algorithms, each with sign, verify, to_pem, to_dict."""

from __future__ import annotations

import warnings

from ...crypto import aes_cbc, aes_gcm, aes_kw, rsa_oaep, rsa_pkcs1v15_encryption
from ...crypto.randomness import random_bytes
from ...encoding import ecdsa_signatures, pem
from ...exceptions.base import JamError
from ...jose.jwk import JWK
from ...keys import der_dumping
from ..jwt.algorithm import Algorithm
from ..jwt.algorithms import HMACAlgorithm
from ..jwt.exceptions import PyJWTError
from ..jwt.key_objects import as_object
from ..jwt.public_key_algorithms import ECAlgorithm, RSAAlgorithm
from .constants import ALGORITHMS
from .exceptions import JWEError, JWKError
from .utils import base64url_encode, ensure_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, TypeVar, Union

    from ...encoding.json_types import JsonObject
    from ..jwt.key_objects import AnyKey

    T = TypeVar("T")
    KeyData = Union[AnyKey, JsonObject]


class Key:
    """What a class given to `jwk.register_key` implements."""

    def __init__(self, key: KeyData, algorithm: str) -> None:
        pass

    def sign(self, msg: bytes) -> bytes:
        """Return the signature of a message."""
        raise NotImplementedError

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        raise NotImplementedError

    def public_key(self) -> Key:
        """Return the public half."""
        raise NotImplementedError

    def to_pem(self) -> bytes:
        """Return the key as PEM."""
        raise NotImplementedError

    def to_dict(self) -> JsonObject:
        """Return the key as JWK."""
        raise NotImplementedError

    def encrypt(self, plain_text: bytes, aad: bytes | None = None) -> tuple[bytes, bytes, bytes | None]:
        """Return IV, ciphertext and tag."""
        raise NotImplementedError

    def decrypt(
        self,
        cipher_text: bytes,
        iv: bytes | None = None,
        aad: bytes | None = None,
        tag: bytes | None = None,
    ) -> bytes:
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

    def __init__(self, key_data: str | bytes, algorithm: str) -> None:
        self._key = ensure_binary(key_data)  # python-jose measures no key of dir; the content encryption does
        self._alg = algorithm

    def to_dict(self) -> JsonObject:
        """Return the key as JWK."""
        return {"alg": self._alg, "kty": "oct", "k": base64url_encode(self._key).decode("ascii")}


class HMACKey(Key):
    """A secret of HS256, HS384 or HS512."""

    def __init__(self, key: KeyData, algorithm: str) -> None:
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

    def to_dict(self) -> JsonObject:
        """Return the secret as JWK."""
        text = base64url_encode(self.prepared_key).decode("ascii")
        return {"alg": self._algorithm, "kty": "oct", "k": text}


class _AsymmetricKey(Key):
    _kind: Any
    _names: set[str]

    def __init__(self, key: KeyData, algorithm: str, cryptography_backend: object = None) -> None:
        if algorithm not in self._names:
            raise JWKError(f"hash_alg: {algorithm} is not a valid hash algorithm")
        self._algorithm = algorithm
        # A key that wraps has no hash of signatures; python-jose takes SHA-256 in its place.
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

    def public_key(self) -> Key:
        """Return the public half."""
        return self if self.is_public() else type(self)(self.prepared_key.public_key(), self._algorithm)

    def to_dict(self) -> JsonObject:
        """Return the key as JWK."""
        record = self.prepared_key.record
        return {"alg": self._algorithm, **record.to_members(record.is_private)}  # python-jose adds alg, too


class RSAKey(_AsymmetricKey):
    """An RSA key; below 2048 bits it is refused."""

    _kind = RSAAlgorithm
    _names = ALGORITHMS.RSA

    def verify(self, msg: bytes, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        if not self.is_public():
            text = "Attempting to verify a message with a private key. This is not recommended."
            warnings.warn(text, stacklevel=2)  # python-jose's text and class of warning
        return super().verify(msg, sig)

    def to_pem(self, pem_format: str = "PKCS8") -> bytes:
        """Return the key as PEM: PKCS#8 and SPKI, or both halves as PKCS#1."""
        record = self.prepared_key.record
        if pem_format == "PKCS8":
            return JWK.from_material(record).to_pem().encode("ascii")
        if pem_format != "PKCS1":
            raise ValueError(f"Invalid format specified: {pem_format!r}")
        if record.is_private:
            # RFC 8017 appendix A.1.2.
            return pem.encode("RSA PRIVATE KEY", der_dumping.rsa_private_key(record)).encode("ascii")
        # RFC 8017 appendix A.1.1.
        return pem.encode("RSA PUBLIC KEY", der_dumping.rsa_public_key(record)).encode("ascii")

    def wrap_key(self, key_data: bytes) -> bytes:
        """Return a key encrypted: RSAES-OAEP or RSAES-PKCS1-v1_5, as the algorithm says."""
        verifier = self.prepared_key.record.verifier
        if self._algorithm == ALGORITHMS.RSA1_5:
            return _opened(rsa_pkcs1v15_encryption.encrypt, verifier, key_data)  # RFC 7518 section 4.2
        return _opened(rsa_oaep.encrypt, verifier, key_data, self._oaep_hash())  # RFC 7518 section 4.3

    def unwrap_key(self, wrapped_key: bytes) -> bytes:
        """Return a wrapped key. Of RSA1_5, a wrong padding gives another key, never an error."""
        record = self.prepared_key.record
        if self._algorithm == ALGORITHMS.RSA1_5:
            # RFC 7516 section 11.5.
            return _opened(lambda: rsa_pkcs1v15_encryption.decrypt(record.signer, wrapped_key))
        return _opened(lambda: rsa_oaep.decrypt(record.signer, wrapped_key, self._oaep_hash()))

    def _oaep_hash(self) -> str:
        # RFC 7518 section 4.3: RSA-OAEP is the one with SHA-1.
        hashes = {ALGORITHMS.RSA_OAEP: "sha1", ALGORITHMS.RSA_OAEP_256: "sha256"}
        if self._algorithm not in hashes:
            raise JWEError(f"{self._algorithm} does not wrap keys")
        return hashes[self._algorithm]


class ECKey(_AsymmetricKey):
    """A key on P-256, P-384 or P-521."""

    _kind = ECAlgorithm
    _names = ALGORITHMS.EC

    def sign(self, msg: bytes) -> bytes:
        """Return the signature of a message; TypeError if the curve is shorter than the hash."""
        curve = self.prepared_key.curve
        if int(self._algorithm[2:]) > curve.key_size:  # RFC 7518 section 3.4: ES384 has P-384, ES512 P-521
            raise TypeError(f"this curve ({curve.name}) is too short for {self._algorithm}")
        return super().sign(msg)

    def to_pem(self) -> bytes:
        """Return the key as PEM: SEC 1, or SPKI of a public key."""
        record = self.prepared_key.record
        if record.is_private:
            # RFC 5915 section 4; python-jose writes no PKCS#8 here.
            return pem.encode("EC PRIVATE KEY", der_dumping.ec_private_key(record)).encode("ascii")
        return JWK.from_material(record).to_pem().encode("ascii")  # RFC 5480 section 2: SubjectPublicKeyInfo

    def _sig_component_length(self) -> int:
        return int(-(-self.prepared_key.key_size // 8))  # upwards: P-521 has 66 octets (RFC 7518 section 3.4)

    def _der_to_raw(self, der_signature: bytes) -> bytes:
        return ecdsa_signatures.from_der(der_signature, self._sig_component_length())

    def _raw_to_der(self, raw_signature: bytes) -> bytes:
        if len(raw_signature) != 2 * self._sig_component_length():
            raise ValueError("Invalid signature")
        return ecdsa_signatures.to_der(raw_signature)


class AESKey(Key):
    """A key that wraps keys (RFC 3394), or encrypts with AES-GCM or AES-CBC."""

    def __init__(self, key: str | bytes, algorithm: str) -> None:
        if algorithm not in ALGORITHMS.AES:
            raise JWKError(f"{algorithm} is not a valid AES algorithm")
        self._algorithm = algorithm
        self._key = ensure_binary(key)
        # RFC 7518 sections 5.2.3 to 5.2.5: the key holds a half for the MAC; else the name says its bits.
        bits = _BITS_WITH_MAC.get(algorithm) or int(algorithm[1:4])
        if 8 * len(self._key) != bits:
            raise JWKError(f"Key must be {bits} bit for alg {algorithm}")

    def to_dict(self) -> JsonObject:
        """Return the key as JWK."""
        return {"alg": self._algorithm, "kty": "oct", "k": base64url_encode(self._key).decode("ascii")}

    def encrypt(self, plain_text: bytes, aad: bytes | None = None) -> tuple[bytes, bytes, bytes | None]:
        """Return IV, ciphertext and tag; AES-CBC has no tag and takes no aad."""
        plain_text = ensure_binary(plain_text)
        if self._algorithm in ALGORITHMS.GCM:
            iv = get_random_bytes(12)  # RFC 7518 section 5.3: 96 bits
            return (iv, *_opened(aes_gcm.encrypt, self._key, iv, plain_text, aad or b""))
        self._check_cbc()
        iv = get_random_bytes(16)  # RFC 7518 section 5.2.2.1: 128 bits
        # No tag: `jwe` adds the MAC over all of it.
        return iv, _opened(aes_cbc.encrypt, self._key, iv, plain_text), None

    def decrypt(
        self,
        cipher_text: bytes,
        iv: bytes | None = None,
        aad: bytes | None = None,
        tag: bytes | None = None,
    ) -> bytes:
        """Return the plaintext; JWEError if it cannot be had."""
        if not isinstance(iv, (bytes, str)):
            raise JWEError("the iv is missing")
        cipher_text, iv = ensure_binary(cipher_text), ensure_binary(iv)
        if self._algorithm not in ALGORITHMS.GCM:
            self._check_cbc()
            return _opened(aes_cbc.decrypt, self._key, iv, cipher_text)
        if tag is None:
            raise JWEError("tag cannot be None")
        return _opened(aes_gcm.decrypt, self._key, iv, cipher_text, aad or b"", tag)

    def wrap_key(self, key_data: bytes) -> bytes:
        """Return a key wrapped."""
        self._check_wraps()
        return _opened(aes_kw.wrap, self._key, ensure_binary(key_data))

    def unwrap_key(self, wrapped_key: bytes) -> bytes:
        """Return a wrapped key."""
        self._check_wraps()
        return _opened(aes_kw.unwrap, self._key, ensure_binary(wrapped_key))

    def _check_cbc(self) -> None:
        # `jwe` itself computes the MAC of A128CBC-HS256 and its like, whose keys are longer.
        if self._algorithm not in ALGORITHMS.AES_PSEUDO:
            raise JWEError(f"a key of {self._algorithm} does not encrypt by itself; use jose.jwe")

    def _check_wraps(self) -> None:
        if self._algorithm not in ALGORITHMS.AES_KW:
            raise JWEError(f"a key of {self._algorithm} does not wrap keys")


_BITS_WITH_MAC = {ALGORITHMS.A128CBC_HS256: 256, ALGORITHMS.A192CBC_HS384: 384, ALGORITHMS.A256CBC_HS512: 512}

# The names of python-jose's back end on cryptography, which programs import, too.
CryptographyRSAKey, CryptographyECKey, CryptographyAESKey = RSAKey, ECKey, AESKey
CryptographyHMACKey = HMACKey


def get_random_bytes(num_bytes: int) -> bytes:
    """Return random bytes."""
    return random_bytes(num_bytes)


def _call(function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except (PyJWTError, TypeError, ValueError) as error:
        # from None: a message of what read the key must not hold a part of it.
        raise JWKError(str(error)) from None
    except JamError as error:
        raise JWKError(error.message) from None


def _opened(function: Callable[..., T], *arguments: object) -> T:
    """Call a primitive whose refusal is python-jose's JWEError."""
    try:
        return function(*arguments)
    except (TypeError, ValueError) as error:
        raise JWEError(str(error)) from None
    except JamError as error:
        raise JWEError(error.message) from None


__all__ = ["AESKey", "DIRKey", "ECKey", "HMACKey", "Key", "RSAKey", "get_random_bytes"]
