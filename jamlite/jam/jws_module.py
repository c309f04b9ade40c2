"""Jam's class `JWS`: an algorithm and a key held together, or a keychain; and what its sisters share.

With a keychain the current key signs, and a token's kid says which key verifies.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.jose import (
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from ..exceptions.jwt import JamJWTUnsupportedAlgorithm
from ..jose import jws
from ..jose.header import check_b64, check_crit, parse_segment
from ..jose.jwa import JWS_ALGORITHMS
from ..jose.jwk import JWK
from ..jose.jwk_set import JWKSet
from ..jose.jws_message import decode_signature, split, verify_signature
from ..jose.jws_payload import UNDERSTOOD, decode_payload
from ..jose.key_like import as_keys, key_from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Iterable, TypeVar

    from ..encoding.json_types import JsonObject, Logger
    from ..jose.key_like import KeyLike
    from .section_types import OwnKey, OwnKeychain

    _Made = TypeVar("_Made")

_KEPT = 64  # JWKs of a keychain: more keys than one in use has


class JWS:
    """Signs and verifies compact JWSs with one algorithm and one key (Jam's class).

    Args:
        alg: a name such as "HS256", in any case.
        key: a JWK, JWK dict or JSON text, JWKSet, PEM, or raw secret.
        password: opens an encrypted PEM.
        logger: kept for subclasses.
        strict: an HMAC secret shorter than its hash is an error.
        remember: how many valid signatures of a public-key algorithm the key remembers; see `JWK`.

    Raises:
        JamJWTUnsupportedAlgorithm: there is no such algorithm.
        JamInvalidKeyTypeError: the key does not fit it.
    """

    def __init__(
        self,
        alg: str,
        key: KeyLike | None,
        password: str | bytes | None = None,
        logger: Logger | None = None,
        *,
        strict: bool = False,
        remember: int | None = None,
    ) -> None:
        self.alg = known_algorithm(alg)
        self.key = configured_key(key, password, strict, remember)
        self.logger = logger
        if isinstance(self.key, JWK):
            self.key.prepare(self.alg)  # a key that does not fit is told now, not at the first token

    def sign(self, header: JsonObject | None, data: bytes | str | JsonObject) -> str:
        """Return `data` signed; a dict is written as compact JSON, a str as UTF-8."""
        key = self.key
        return jws.sign(_payload(data), key, self.header_for(key, header), alg=self.alg)

    def serialize_compact(
        self,
        header: JsonObject | None = None,
        data: bytes | str | JsonObject | None = None,
        *,
        protected: JsonObject | None = None,
        payload: bytes | str | JsonObject | None = None,
    ) -> str:
        """As `sign`; Jam calls the arguments protected and payload."""
        content = payload if data is None else data
        if content is None:
            raise JamTypeError("serialize_compact needs the payload")
        return self.sign(protected if header is None else header, content)

    def verify(self, token: str, validate: bool = True) -> JsonObject:
        """Verify a token and return {"header", "payload" (bytes), "signature" (bytes)}.

        Args:
            token: a compact JWS.
            validate: False leaves the signature unchecked; structure, crit and alg still count.

        Raises:
            JamJWSVerificationError: the token is refused.
        """
        signing_input, segment, body, signature = split(token)
        header = parse_segment(segment)
        check_crit(header, None, UNDERSTOOD)  # RFC 7515 section 4.1.11
        encoded = check_b64(header)  # RFC 7797 section 6
        # RFC 8725 section 3.1. With validate=False, too: what is shown of a token is of this algorithm.
        if header.get("alg") != self.alg:
            raise JamJWSValidationError(
                "the token's alg is not the configured one",
                details={"reason": "algorithm_mismatch", "expected": self.alg, "got": header.get("alg")},
            )
        if validate:
            verify_signature(header, signing_input, signature, self.key_for(header), (self.alg,))
        return {
            "header": header,
            # After the signature: nothing of a forged token is decoded.
            "payload": decode_payload(body, encoded),
            "signature": decode_signature(signature),
        }

    def deserialize_compact(
        self, token: str | None = None, validate: bool = True, *, s: str | None = None
    ) -> JsonObject:
        """As `verify`; Jam calls the token s."""
        found = s if token is None else token
        return self.verify(found, validate)  # type: ignore[arg-type]

    def key_for(self, header: JsonObject) -> JWK | JWKSet:
        """Return the key that has to verify a token of this header."""
        return self.key

    def header_for(self, key: JWK | JWKSet, header: JsonObject | None) -> JsonObject | None:
        """Return the header of a token that is signed with `key`."""
        return header

    def __repr__(self) -> str:
        return f"<JWS {self.alg} {self.key!r}>"


class KeychainJWS(JWS):
    """A `JWS` on a keychain.

    Args:
        alg: a name such as "ES256", in any case.
        keychain: has `algorithm`, `signing_key()` and `verifying_key(kid)`, as those of `keychain`.
        logger: kept for subclasses.

    Raises:
        JamConfigurationError: the keychain is for another algorithm, or is none.
    """

    def __init__(self, alg: str, keychain: OwnKeychain, logger: Logger | None = None) -> None:
        self.alg = known_algorithm(alg)
        own = getattr(keychain, "algorithm", None)
        if own != self.alg:
            raise JamConfigurationError(f"the keychain is for {own}, not for {self.alg}")
        self.keychain = keychain
        self.logger = logger
        self._jwks: dict[str, tuple[OwnKey, JWK]] = {}

    @property
    def key(self) -> JWK:  # type: ignore[override]  # an attribute there
        """The current key.

        Raises: as the keychain's `signing_key`.
        """
        return self._jwk(self.keychain.signing_key())

    def key_for(self, header: JsonObject) -> JWK:
        """Return the key that the kid of a header names.

        Raises:
            JamJWSVerificationError: there is no kid, or no such key that is not revoked.
        """
        # A hint that chooses a key, and no proof: the signature still has to be that key's.
        kid = header.get("kid")
        # Never "the first key": an unknown kid means no key.
        found = self.keychain.verifying_key(kid) if isinstance(kid, str) else None
        if found is None:
            reason = "missing_kid" if kid is None else "unknown_kid"
            raise JamJWSVerificationError("the keychain has no key of this kid", details={"reason": reason})
        return self._jwk(found)

    def header_for(self, key: JWK | JWKSet, header: JsonObject | None) -> JsonObject:
        """Return the header with the kid of the key that signs.

        Raises:
            JamJWSSigningError: it names another kid.
        """
        kid = getattr(key, "kid", None)
        if header is None:
            return {"kid": kid}
        if isinstance(header, dict) and header.get("kid", kid) != kid:
            raise JamJWSSigningError("the header names another kid than that of the current key")
        return {"kid": kid, **header} if isinstance(header, dict) else header

    def _jwk(self, found: OwnKey) -> JWK:
        """Return a keychain's key as JWK, made once for as long as the keychain has it."""
        known = self._jwks.get(found.kid)
        # `is`: a keychain that was read anew may have another key of this kid.
        if known is not None and known[0] is found:
            return known[1]
        jwk = JWK.from_material(found.material, kid=found.kid, alg=self.alg)
        if len(self._jwks) >= _KEPT:
            self._jwks = {}  # emptied as a whole: simpler than to remember which was used last
        self._jwks[found.kid] = (found, jwk)
        return jwk

    def __repr__(self) -> str:
        return f"<JWS {self.alg} {self.keychain!r}>"


def create_jws_instance(
    alg: str | None = None,
    key: KeyLike | None = None,
    password: str | bytes | None = None,
    logger: Logger | None = None,
    **options: object,
) -> JWS:
    """Make a JWS from the keys of a configuration section; errors as in `create_jwt_instance`."""
    options.pop("serializer", None)  # the facade hands it to every module; a JWS signs octets
    return make(JWS, alg=alg, key=key, password=password, logger=logger, **options)


def registered(name: object, names: Iterable[str]) -> str | None:
    """Return a name as the table spells it, or None."""
    # Configurations of Jam spell names in any case; tokens do not (RFC 7515 section 4.1.1).
    wanted = name.lower() if isinstance(name, str) else ""
    return next((known for known in names if known.lower() == wanted), None)


def known_algorithm(name: object, names: Collection[str] = JWS_ALGORITHMS) -> str:
    """Return the registered name of an algorithm, or raise JamJWTUnsupportedAlgorithm."""
    known = registered(name, names)
    if known is None:
        raise JamJWTUnsupportedAlgorithm(
            f"the algorithm must be one of {', '.join(names)}",
            # What was given may be the secret, if the two arguments were swapped.
            details={"supported_algorithms": sorted(names)},
        )
    return known


def configured_key(
    key: KeyLike | None, password: str | bytes | None, strict: bool = False, remember: int | None = None
) -> JWK | JWKSet:
    """Return the key of a configuration: as `key_from_text` for text, else as `as_keys`."""
    if key is None or (isinstance(key, (str, bytes)) and not key):
        raise JamConfigurationError("the key is empty")
    found = key_from_text(key, password) if isinstance(key, (str, bytes)) else as_keys(key)
    if remember is None and not (strict and isinstance(found, JWK) and found.kty == "oct"):
        return found
    if not isinstance(found, JWK):
        return JWKSet(JWK(jwk.to_dict(), remember=remember) for jwk in found)
    return JWK(found.to_dict(), strict=strict, remember=remember)


def make(kind: Callable[..., _Made], **options: object) -> _Made:
    """Return an instance of the options that are not None; JamConfigurationError if it takes no such."""
    # None in a configuration means: not chosen.
    given = {name: value for name, value in options.items() if value is not None}
    if given.keys() & {"alg", "enc"} and not given.keys() & {"secret_key", "key", "keychain"}:
        raise JamConfigurationError("a key is needed beside alg and enc: secret_key, or keychain")
    try:
        return kind(**given)
    except TypeError as error:
        raise JamConfigurationError(f"an option is unknown here: {error}") from error


def _payload(data: bytes | str | JsonObject) -> bytes:
    if isinstance(data, dict):
        return strict_json.dumps(data, "the data")
    return payload_octets(data)


def payload_octets(data: bytes | str) -> bytes:
    """Return what to sign as bytes: a str, which a serializer may give too, as UTF-8."""
    if isinstance(data, str):
        try:
            return data.encode()
        except UnicodeEncodeError:
            raise JamJWSSigningError("the data has a lone surrogate") from None
    return data  # jws.sign refuses what is not bytes
