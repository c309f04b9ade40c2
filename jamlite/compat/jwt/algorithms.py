"""PyJWT's table of algorithms, and its classes of HMAC and of none."""

from __future__ import annotations

import hashlib
from hmac import compare_digest
from typing import Any, Union

from ...optional import part
from .algorithm import Algorithm as Algorithm
from .algorithm import name_of_hash, read_members, written
from .exceptions import InvalidKeyError
from .key_objects import (
    CURVES,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    OKPPrivateKey,
    OKPPublicKey,
    RSAPrivateKey,
    RSAPublicKey,
)
from .public_key_algorithms import ECAlgorithm as ECAlgorithm
from .public_key_algorithms import OKPAlgorithm as OKPAlgorithm
from .public_key_algorithms import RSAAlgorithm as RSAAlgorithm
from .public_key_algorithms import RSAPSSAlgorithm as RSAPSSAlgorithm
from .utils import base64url_decode, base64url_encode, force_bytes, is_ssh_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict, NoReturn

    from ...crypto.hmac import HMACKey
    from .types import HashlibHash, JWKDict

has_crypto = True  # PyJWT's word for: the algorithms of public keys can be used
requires_cryptography = {  # PyJWT's set; here all of them work without it
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES256K", "ES384", "ES521", "ES512", "EdDSA"),
}
AllowedRSAKeys = Union[RSAPrivateKey, RSAPublicKey]
AllowedECKeys = Union[EllipticCurvePrivateKey, EllipticCurvePublicKey]
AllowedOKPKeys = Union[OKPPrivateKey, OKPPublicKey]
AllowedKeys = Union[AllowedRSAKeys, AllowedECKeys, AllowedOKPKeys]
AllowedPrivateKeys = Union[RSAPrivateKey, EllipticCurvePrivateKey, OKPPrivateKey]
AllowedPublicKeys = Union[RSAPublicKey, EllipticCurvePublicKey, OKPPublicKey]


def get_default_algorithms() -> Dict[str, Algorithm]:
    """Return a new object of every algorithm, by name."""
    row: Dict[str, Algorithm] = {"none": NoneAlgorithm()}
    for bits in ("256", "384", "512"):
        hash_alg = getattr(hashlib, f"sha{bits}")
        row[f"HS{bits}"] = HMACAlgorithm(hash_alg)
        row[f"RS{bits}"] = RSAAlgorithm(hash_alg)
        row[f"PS{bits}"] = RSAPSSAlgorithm(hash_alg)
    for name, hash_alg, crv in (
        ("ES256", hashlib.sha256, "P-256"),
        ("ES256K", hashlib.sha256, "secp256k1"),
        ("ES384", hashlib.sha384, "P-384"),
        ("ES521", hashlib.sha512, "P-521"),  # PyJWT's old misspelling of ES512
        ("ES512", hashlib.sha512, "P-521"),
    ):
        row[name] = ECAlgorithm(hash_alg, CURVES[crv])
    row["EdDSA"] = OKPAlgorithm()  # RFC 8037 section 3.1: the key's curve decides between Ed25519 and Ed448
    return row


class NoneAlgorithm(Algorithm):
    """No signature: nothing verifies with it."""

    def prepare_key(self, key: object) -> None:
        """Refuse every key."""
        if key not in (None, ""):  # PyJWT's default key is ""
            raise InvalidKeyError('When alg = "none", key value must be None.')

    def sign(self, msg: bytes, key: object) -> bytes:
        """Return nothing."""
        return b""

    def verify(self, msg: bytes, key: object, sig: bytes) -> bool:
        """Return False."""
        return False  # RFC 8725 section 3.2: an unsigned token is never verified

    @staticmethod
    def to_jwk(key_obj: object, as_dict: bool = False) -> NoReturn:
        """There is no such key."""
        raise NotImplementedError

    @staticmethod
    def from_jwk(jwk: str | JWKDict) -> NoReturn:
        """There is no such key."""
        raise NotImplementedError


class HMACAlgorithm(Algorithm):
    """HS256, HS384, HS512 (RFC 7518 section 3.2)."""

    SHA256 = hashlib.sha256
    SHA384 = hashlib.sha384
    SHA512 = hashlib.sha512
    _last: tuple[bytes, HMACKey] | None = None  # the secret of before: its set-up is a quarter of encode

    def __init__(self, hash_alg: HashlibHash) -> None:
        self.hash_alg = hash_alg
        self._hash_name = name_of_hash(hash_alg)
        self._minimum = hashlib.new(self._hash_name).digest_size

    def __getstate__(self) -> dict[str, object]:
        """Copies and pickles hold no secret."""
        return {**self.__dict__, "_last": None}

    def prepare_key(self, key: str | bytes) -> bytes:
        """Return the secret as bytes.

        Raises:
            InvalidKeyError: empty, or text that is a trace of anything but a secret.
        """
        secret = force_bytes(key)
        if not secret:
            raise InvalidKeyError("HMAC key must not be empty.")
        if is_ssh_key(secret):  # `trace_of` knows whole keys; PyJWT refuses by the first word alone
            raise InvalidKeyError(_ASYMMETRIC)
        with part("oct"):
            from ...keys import oct
        trace = oct.trace_of(secret)  # RFC 8725 section 2.1: a public key must not become a MAC key
        if trace is not None:
            raise InvalidKeyError(_REFUSALS.get(trace.kind) or trace.sentence())
        return secret

    @staticmethod
    def to_jwk(key_obj: str | bytes, as_dict: bool = False) -> Any:
        """Return a secret as JWK."""
        # RFC 7518 section 6.4.1.
        return written({"k": base64url_encode(force_bytes(key_obj)).decode(), "kty": "oct"}, as_dict)

    @staticmethod
    def from_jwk(jwk: str | JWKDict) -> bytes:
        """Return the secret of a JWK."""
        members = read_members(jwk, "oct", "Not an HMAC key")
        try:
            secret = base64url_decode(members["k"])
        except (KeyError, TypeError, ValueError):
            raise InvalidKeyError("the member k of the JWK is not base64url") from None
        if not secret:
            raise InvalidKeyError("HMAC key must not be empty.")
        with part("oct"):
            from ...keys import oct
        if oct.of_material(secret) is not None:  # RFC 8725 section 2.1: also inside a JWK
            raise InvalidKeyError(_ASYMMETRIC)
        return secret

    def check_key_length(self, key: bytes) -> str | None:
        """Return what is wrong with a secret shorter than the hash."""
        if len(key) >= self._minimum:  # RFC 7518 section 3.2: a key as long as the hash, or longer
            return None
        return (
            f"The HMAC key is {len(key)} bytes long, which is below the minimum recommended length of "
            f"{self._minimum} bytes for {self._hash_name.upper()}. See RFC 7518 Section 3.2."
        )

    def sign(self, msg: bytes, key: bytes) -> bytes:
        """Return the MAC of a message."""
        last = self._last
        # In constant time: the one kept is a secret, and the other comes from outside.
        if last is not None and type(key) is bytes and compare_digest(last[0], key):
            return last[1].digest(msg)
        with part("HS256, HS384, HS512"):
            from ...crypto.hmac import HMACKey
        prepared = HMACKey(self._hash_name, key)
        if type(key) is bytes:  # a bytearray may change
            self._last = (key, prepared)
        return prepared.digest(msg)

    def verify(self, msg: bytes, key: bytes, sig: bytes) -> bool:
        """Tell whether a MAC is that of a message."""
        return compare_digest(sig, self.sign(msg, key))


_ASYMMETRIC = (
    "The specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret."
)
_REFUSALS = {  # by the kind of a trace
    "a key": _ASYMMETRIC,
    "a certificate": _ASYMMETRIC,
    "a JWK or JWK Set": (
        "The specified key looks like a JWK and should not be used directly as an HMAC secret. "
        "Load it via PyJWK / HMACAlgorithm.from_jwk first."
    ),
}
