"""PyJWT's PyJWK and PyJWKSet."""

from __future__ import annotations

from time import monotonic

from ...encoding import strict_json
from ...exceptions.base import JamEncodingError
from ...exceptions.jose import JamJWKValidationError
from ...jose import limits
from ...jose.private_members import add_private_work
from .algorithms import get_default_algorithms
from .exceptions import InvalidKeyError, PyJWKError, PyJWKSetError, PyJWTError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

    from ...encoding.json_types import JsonValue
    from .algorithms import Algorithm
    from .types import JWKDict

# PyJWT's choice where a JWK has no alg; RFC 7517 section 4.4 leaves it optional.
_BY_TYPE = {"RSA": "RS256", "oct": "HS256"}
_BY_CURVE: dict[str, dict[Any, str]] = {
    # PyJWT lets an absent crv pass here; `from_jwk` then refuses it (RFC 7518 section 6.2.1.1).
    "EC": {None: "ES256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"},
    "OKP": {"Ed25519": "EdDSA"},
}
_algorithms = get_default_algorithms()  # one table for all keys: to build it costs more than to read a JWK


class PyJWK:
    """A JWK with the one algorithm it is for.

    Args:
        jwk_data: the members of the JWK.
        algorithm: its algorithm; else its alg, else the usual one of its type and curve.

    Raises:
        InvalidKeyError: no type or curve that is known here, or the key is refused.
        PyJWKError: no such algorithm.
    """

    def __init__(self, jwk_data: JWKDict, algorithm: str | None = None) -> None:
        if not isinstance(jwk_data, dict):
            raise InvalidKeyError("a JWK is a dict")
        self._jwk_data = jwk_data
        if not jwk_data.get("kty"):
            raise InvalidKeyError("kty is not found")
        # Empty text counts as absent.
        self.algorithm_name = algorithm or jwk_data.get("alg") or _usual(jwk_data)
        try:
            self.Algorithm: Algorithm = _algorithms[self.algorithm_name]
        except (KeyError, TypeError):  # TypeError: alg is a list or a dict
            # Without the members: they may be private.
            raise PyJWKError("Unable to find an algorithm for key") from None
        try:
            self.key: Any = self.Algorithm.from_jwk(jwk_data)
        except (NotImplementedError, TypeError, ValueError) as error:
            raise InvalidKeyError(f"Unable to construct key from JWK: {error}") from error

    @staticmethod
    def from_dict(obj: JWKDict, algorithm: str | None = None) -> PyJWK:
        """Return the key with these members."""
        return PyJWK(obj, algorithm)

    @staticmethod
    def from_json(data: str, algorithm: str | None = None) -> PyJWK:
        """Return the key of a JSON text."""
        return PyJWK(_read(data, InvalidKeyError), algorithm)

    @property
    def key_type(self) -> str | None:
        """The member kty."""
        return self._jwk_data.get("kty")

    @property
    def key_id(self) -> str | None:
        """The member kid."""
        return self._jwk_data.get("kid")

    @property
    def public_key_use(self) -> str | None:
        """The member use."""
        return self._jwk_data.get("use")

    def __repr__(self) -> str:
        return f"<PyJWK {self.key_type} {self.algorithm_name}>"  # not the members: they may be private


def _usual(members: JWKDict) -> str:
    kty, crv = members["kty"], members.get("crv")
    if not isinstance(kty, str) or kty not in (*_BY_TYPE, *_BY_CURVE):
        raise InvalidKeyError(f"Unsupported kty: {kty}")
    if kty in _BY_TYPE:
        return _BY_TYPE[kty]
    if kty == "OKP" and not crv:
        raise InvalidKeyError("crv is not found")
    # isinstance first: a list cannot be looked up.
    if not isinstance(crv or "", str) or (crv or None) not in _BY_CURVE[kty]:
        raise InvalidKeyError(f"Unsupported crv: {crv}")
    return _BY_CURVE[kty][crv or None]


class PyJWKSet:
    """The usable keys of a JWK Set; others are passed over.

    Raises:
        PyJWKSetError: no list, or no usable key in it.
    """

    def __init__(self, keys: list[JWKDict]) -> None:
        if not keys:
            raise PyJWKSetError("The JWK Set did not contain any keys")
        # After the test for emptiness: PyJWT gives an empty dict the first message.
        if not isinstance(keys, list):
            raise PyJWKSetError("Invalid JWK Set value")
        if len(keys) > limits.MAX_KEYS:
            raise PyJWKSetError(f"a JWK Set has at most {limits.MAX_KEYS} keys")
        self.keys: list[PyJWK] = []
        work = 0.0
        refused: PyJWTError | None = None  # the first: it may say what a copy of jamlite is without
        for members in keys:
            try:
                work = add_private_work(work, members)
                self.keys.append(PyJWK(members))
            except JamJWKValidationError as error:
                refused = refused or InvalidKeyError(error.message)
            except PyJWTError as error:
                refused = refused or error  # RFC 7517 section 5: keys that are not understood are ignored
        if not self.keys:
            raise PyJWKSetError("The JWK Set did not contain any usable keys.") from refused

    @staticmethod
    def from_dict(obj: dict[str, Any]) -> PyJWKSet:
        """Return the set of a dict."""
        return PyJWKSet(obj.get("keys", []))  # RFC 7517 section 5.1

    @staticmethod
    def from_json(data: str) -> PyJWKSet:
        """Return the set of a JSON text."""
        members = _read(data, PyJWKSetError)
        if not isinstance(members, dict):
            raise PyJWKSetError("Invalid JWK Set value")
        return PyJWKSet.from_dict(members)

    def __getitem__(self, kid: str) -> PyJWK:
        for key in self.keys:
            if key.key_id == kid:
                return key
        raise KeyError(f"keyset has no key for kid: {kid}")  # not a PyJWTError: `[]` raises as a dict does

    def __iter__(self) -> Iterator[PyJWK]:
        return iter(self.keys)


class PyJWTSetWithTimestamp:
    """A set and when it was fetched."""

    def __init__(self, jwk_set: PyJWKSet) -> None:
        self.jwk_set = jwk_set
        self.timestamp = monotonic()  # a clock that is set back must not keep old keys

    def get_jwk_set(self) -> PyJWKSet:
        """Return the set."""
        return self.jwk_set

    def get_timestamp(self) -> float:
        """Return the reading of the monotonic clock."""
        return self.timestamp


def _read(text: str, error: type[PyJWTError]) -> JsonValue:
    try:
        return strict_json.loads(text, "the JWK")
    except JamEncodingError as fault:
        raise error(fault.message) from fault
