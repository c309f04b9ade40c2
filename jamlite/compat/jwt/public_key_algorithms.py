"""PyJWT's classes of RSA, EC and Edwards algorithms, each on a primitive of jamlite."""

from __future__ import annotations

import hashlib

from ...exceptions.base import JamError
from ...jose.jwk import JWK
from ...jose.jwk_members import KEY_TYPES
from ...jose.key_like import as_keys
from ...optional import part
from .algorithm import Algorithm, name_of_hash, read_members, written
from .exceptions import InvalidKeyError
from .key_objects import (
    CURVES,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    KeyObject,
    OKPPrivateKey,
    OKPPublicKey,
    RSAPrivateKey,
    RSAPublicKey,
    as_object,
    wrap,
)
from .utils import force_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .key_objects import AnyKey
    from .types import HashlibHash, JWKDict


MIN_BITS = 2048  # RFC 7518 sections 3.3 and 3.5


class _PublicKeyAlgorithm(Algorithm):
    """What RSA, EC and OKP share: how a key is read and written."""

    _unreadable = "Not a public or private key"
    SHA256 = hashlib.sha256
    SHA384 = hashlib.sha384
    SHA512 = hashlib.sha512

    def prepare_key(self, key: AnyKey) -> KeyObject:
        """Return the key object of PEM, OpenSSH text, JWK, or a key object, also one of `cryptography`.

        Raises:
            InvalidKeyError: it cannot be read, is refused, or belongs to another algorithm.
            TypeError: neither text nor a key.
        """
        # First: a prepared key is handed in again by PyJWK.
        found = key if isinstance(key, KeyObject) else as_object(key)
        if found is None:
            found = self._from_text(key)
        self.check_crypto_key_type(found)
        return found

    def _from_text(self, key: object) -> KeyObject:
        if not isinstance(key, (bytes, str)):
            raise TypeError("Expecting a PEM-formatted key.")
        try:
            jwk = as_keys(key)
        except JamError as error:
            raise InvalidKeyError(f"{self._unreadable} {error.message}") from None
        if not isinstance(jwk, JWK) or jwk.kty == "oct":  # a set, or text that is a secret
            raise InvalidKeyError(self._unreadable)
        return wrap(jwk.material)


class RSAAlgorithm(_PublicKeyAlgorithm):
    """RS256, RS384, RS512 (RFC 7518 section 3.3). Keys below 2048 bits are refused."""

    _crypto_key_types = (RSAPrivateKey, RSAPublicKey)
    _unreadable = "Could not parse the provided public key."
    _family = "RS"

    def __init__(self, hash_alg: HashlibHash) -> None:
        self.hash_alg = hash_alg
        self._hash_name = name_of_hash(hash_alg)

    def check_crypto_key_type(self, key: object) -> None:
        """Raise InvalidKeyError unless the key is RSA, and not bound to another algorithm (RFC 4055)."""
        super().check_crypto_key_type(key)
        pss, name = _record(key, "RSA").pss, self._family + self._hash_name[3:]
        if pss is not None and name not in pss.algorithms:
            raise InvalidKeyError(pss.refusal(name))

    def check_key_length(self, key: KeyObject) -> str | None:
        """Return what is wrong with a key of fewer than 2048 bits, which `prepare_key` refuses."""
        bits = getattr(key, "key_size", MIN_BITS)
        if bits >= MIN_BITS:
            return None
        return f"The RSA key has {bits} bits, and RS and PS need {MIN_BITS} (RFC 7518 sections 3.3 and 3.5)."

    @staticmethod
    def to_jwk(key_obj: AnyKey, as_dict: bool = False) -> Any:
        """Return an RSA key as JWK."""
        record = _record(key_obj, "RSA")
        members = record.to_members(record.is_private)
        kty = members.pop("kty")
        operation = "sign" if record.is_private else "verify"
        # PyJWT writes key_ops, for RSA alone, in this order.
        return written({"kty": kty, "key_ops": [operation], **members}, as_dict)

    @staticmethod
    def from_jwk(jwk: str | JWKDict) -> RSAPrivateKey | RSAPublicKey:
        """Return the key object of a JWK."""
        members = read_members(jwk, "RSA", "Not an RSA key")
        if "n" not in members or "e" not in members:
            raise InvalidKeyError("Not a public or private key")
        if "d" in members:
            if "oth" in members:  # RFC 7518 section 6.3.2.7: who does not support it must not use the key
                raise InvalidKeyError("Unsupported RSA private key: > 2 primes not supported")
            given = [name in members for name in ("p", "q", "dp", "dq", "qi")]
            if any(given) and not all(given):  # RFC 7518 section 6.3.2
                raise InvalidKeyError("RSA key must include all parameters if any are present besides d")
        found: RSAPrivateKey | RSAPublicKey = _of_members("RSA", members)
        return found

    def sign(self, msg: bytes, key: KeyObject) -> bytes:
        """Return the signature of a message."""
        return bytes(self._scheme().sign(_private(key), msg, self._hash_name))

    def verify(self, msg: bytes, key: KeyObject, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        return bool(self._scheme().verify(key.record.verifier, msg, sig, self._hash_name))

    def _scheme(self) -> Any:
        with part("RS256, RS384, RS512"):
            from ...crypto import rsa_pkcs1v15
        return rsa_pkcs1v15


class RSAPSSAlgorithm(RSAAlgorithm):
    """PS256, PS384, PS512 (RFC 7518 section 3.5)."""

    _family = "PS"

    def _scheme(self) -> Any:
        with part("PS256, PS384, PS512"):
            from ...crypto import rsa_pss
        return rsa_pss


class ECAlgorithm(_PublicKeyAlgorithm):
    """ES256, ES384, ES512, ES256K (RFC 7518 section 3.4, RFC 8812)."""

    _crypto_key_types = (EllipticCurvePrivateKey, EllipticCurvePublicKey)

    def __init__(self, hash_alg: HashlibHash, expected_curve: object = None) -> None:
        self.hash_alg = hash_alg
        self.expected_curve = expected_curve
        self._hash_name = name_of_hash(hash_alg)

    def prepare_key(self, key: AnyKey) -> KeyObject:
        """As RSA's; the key must be on the curve of the algorithm."""
        expected = getattr(self.expected_curve, "name", None)
        try:
            found = super().prepare_key(key)
        except InvalidKeyError as error:
            # Only a message about a curve is helped by the name of the right one.
            if expected is None or "the curve " not in str(error):
                raise
            raise InvalidKeyError(f"{error}; this algorithm needs the curve {expected}") from None
        curve = getattr(getattr(found, "curve", None), "name", None)
        if expected is not None and curve != expected:
            raise InvalidKeyError(
                f"The key's curve '{curve}' does not match the expected curve '{expected}' for this algorithm"
            )
        return found

    @staticmethod
    def to_jwk(key_obj: AnyKey, as_dict: bool = False) -> Any:
        """Return an EC key as JWK."""
        record = _record(key_obj, "EC")
        return written(record.to_members(record.is_private), as_dict)

    @staticmethod
    def from_jwk(jwk: str | JWKDict) -> EllipticCurvePrivateKey | EllipticCurvePublicKey:
        """Return the key object of a JWK."""
        members = read_members(jwk, "EC", "Not an Elliptic curve key")
        if "x" not in members or "y" not in members:  # RFC 7518 section 6.2.1
            raise InvalidKeyError("Not an Elliptic curve key")
        if members.get("crv") not in CURVES:
            raise InvalidKeyError(f"Invalid curve: {members.get('crv')}")
        found: EllipticCurvePrivateKey | EllipticCurvePublicKey = _of_members("EC", members)
        return found

    def sign(self, msg: bytes, key: KeyObject) -> bytes:
        """Return the signature r || s of a message."""
        with part("ES256, ES384, ES512, ES256K"):
            from ...crypto import ecdsa
        _private(key)
        # RFC 7518 section 3.4: R || S, not DER.
        return ecdsa.sign(key.record.crv, key.record.private_value, msg, self._hash_name)

    def verify(self, msg: bytes, key: KeyObject, sig: bytes) -> bool:
        """Tell whether a signature is that of a message."""
        return bool(key.record.verifier.verify(msg, sig, self._hash_name))


class OKPAlgorithm(_PublicKeyAlgorithm):
    """EdDSA with Ed25519 and Ed448 (RFC 8037 section 3.1)."""

    _crypto_key_types = (OKPPrivateKey, OKPPublicKey)

    def __init__(self, **kwargs: object) -> None:  # PyJWT's takes any and uses none
        pass

    def _from_text(self, key: object) -> KeyObject:
        if not isinstance(key, (bytes, str)):
            self.check_crypto_key_type(key)
        return super()._from_text(key)

    @staticmethod
    def to_jwk(key: AnyKey, as_dict: bool = False) -> Any:
        """Return an Ed25519 or Ed448 key as JWK."""
        record = _record(key, "OKP")
        return written(record.to_members(record.is_private), as_dict)

    @staticmethod
    def from_jwk(jwk: str | JWKDict) -> OKPPrivateKey | OKPPublicKey:
        """Return the key object of a JWK."""
        members = read_members(jwk, "OKP", "Not an Octet Key Pair")
        # RFC 8037 section 3.1: X25519 and X448 do not sign.
        if members.get("crv") not in ("Ed25519", "Ed448"):
            raise InvalidKeyError(f"Invalid curve: {members.get('crv')}")
        if "x" not in members:
            raise InvalidKeyError('OKP should have "x" parameter')
        found: OKPPrivateKey | OKPPublicKey = _of_members("OKP", members)
        return found

    def sign(self, msg: str | bytes, key: KeyObject) -> bytes:
        """Return the signature of a message."""
        _private(key)
        return bytes(key.record.signer.sign(force_bytes(msg)))

    def verify(self, msg: str | bytes, key: KeyObject, sig: str | bytes) -> bool:
        """Tell whether a signature is that of a message."""
        return bool(key.record.verifier.verify(force_bytes(msg), force_bytes(sig)))


def _private(key: KeyObject) -> Any:
    """Return what an RSA key signs with; of the others, only check that it is private."""
    if not key.record.is_private:
        raise InvalidKeyError("a private key is needed to sign; this one is public")
    return key.record.signer if key.record.kty == "RSA" else None


def _record(key: object, kty: str) -> Any:
    found = as_object(key)
    if found is None or found.record.kty != kty:
        raise InvalidKeyError("Not a public or private key")
    return found.record


def _of_members(kty: str, members: JWKDict) -> Any:
    """Return a key object of this type, with the class that `from_jwk` of the type says."""
    try:
        return wrap(KEY_TYPES[kty].record_class().from_members(members))
    except JamError as error:
        raise InvalidKeyError(error.message) from None
