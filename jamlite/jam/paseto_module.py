"""Jam's classes `PASETOv1` to `PASETOv4`: a version, a purpose and a key held together."""

from __future__ import annotations

from ..clock import check_seconds
from ..encoding import strict_json
from ..encoding.user_objects import check_serializer
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.paseto import JamPASETOInvalidTokenFormat
from ..paseto import claims, key_reading
from ..paseto.key import (
    PUBLIC_ERRORS,
    LocalKey,
    PublicKey,
    SecretKey,
    check_purpose,
    check_version,
)
from ..paseto.versions import functions_of
from .config_sections import lifetime, made_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, TypedDict, TypeVar, Unpack

    from ..encoding.json_types import JsonObject, JsonValue, Logger, Serializer
    from ..keys.rsa import RSAKey
    from .paseto_keychain import KeychainKeys
    from .section_types import ListLike, OwnKeychain, PASETOKeyLike

    _Self = TypeVar("_Self", bound="BasePASETO")

    class _Options(TypedDict, total=False):
        public_key: PASETOKeyLike | None
        password: str | bytes | None
        list: ListLike
        serializer: Serializer | None
        logger: Logger | None
        issuer: str | Collection[str] | None
        audience: str | Collection[str] | None
        leeway: float
        exp: float | None
        keychain: OwnKeychain | None

    Footer = bytes | str | JsonObject | None


class BasePASETO:
    """Makes and reads tokens of one version and purpose; use one of its four subclasses.

    Args:
        purpose: "local" (encrypted) or "public" (signed). Only a subclass with an `encode` and a `decode` of
            its own may do without: its `key` sets what it needs, as Jam's classes do.
        secret_key: "local": 32 bytes, their base64url text, or a JWK of kty "oct". "public": PEM, DER
            or JWK of either half, or raw bytes that tell which half they are (`key_reading.load`).
            With the public half alone the instance verifies.
        public_key: the public half, if there is no `secret_key`; beside one it must belong to it.
        password: opens an encrypted PEM.
        list: an allow or deny list of `lists`, or the dict it is made of; the facade consults it.
        serializer: object with dumps(value) and loads(data) for payloads; strict JSON when None.
        logger: kept for subclasses.
        issuer, audience, leeway: expected by `decode` unless it is told otherwise.
        exp: seconds that a token lives whose payload has no exp; None for ever.
        keychain: instead of a key, a keychain for this version and purpose: its current key makes
            tokens, and a kid in the footer, which is a dict then, says which of its keys reads one.

    Raises:
        JamPASETOInvalidPurpose: there is no such purpose, or a key made for another one.
        JamConfigurationError: no key, or not one of this version and purpose (its own subclass).
    """

    _VERSION = ""
    _IMPLICIT = True  # v1 and v2 have no implicit assertions

    def __init__(
        self,
        purpose: str | None = None,
        secret_key: PASETOKeyLike | None = None,
        *,
        public_key: PASETOKeyLike | None = None,
        password: str | bytes | None = None,
        list: ListLike = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
        issuer: str | Collection[str] | None = None,
        audience: str | Collection[str] | None = None,
        leeway: float = 0,
        exp: float | None = None,
        keychain: OwnKeychain | None = None,
    ) -> None:
        self._secret: LocalKey | SecretKey | None = None  # what encode takes
        self._reader: LocalKey | PublicKey | None = None
        self._chain: KeychainKeys | None = None
        self.keychain = keychain
        self._purpose = ""
        if purpose is not None or not _makes_and_reads(type(self)):
            version = check_version(self._VERSION)
            self._purpose = check_purpose(purpose)
            self._protocol: Any = functions_of(version)
            if keychain is None:
                self._reader = self._take_keys(secret_key, public_key, password)
            else:
                self._chain = _chain_keys(keychain, version, self._purpose, secret_key, public_key)
        self.list = made_list(list)
        check_serializer(serializer, "dumps", "loads")
        self.serializer = serializer
        self.logger = logger
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
        check_seconds(leeway, "leeway")
        self.exp = lifetime(exp)

    @classmethod
    def key(
        cls: type[_Self], purpose: str, secret_key: PASETOKeyLike | None = None, **options: Unpack[_Options]
    ) -> _Self:
        """Return an instance; arguments and errors as in the class."""
        return cls(purpose, secret_key, **options)

    @property
    def purpose(self) -> str:
        """ "local" or "public"."""
        return self._purpose

    def encode(
        self,
        payload: JsonObject,
        footer: Footer = None,
        serializer: Serializer | None = None,
        *,
        implicit_assertion: bytes | str = b"",
    ) -> str:
        """Return a token.

        Args:
            payload: a dict; registered claims must have their types (`claims.check_types`). An exp
                of None is for ever.
            footer: bytes, str, or a dict that is written as JSON; readable by all, authenticated.
            serializer: instead of the instance's.
            implicit_assertion: authenticated, not part of the token; v3 and v4 only.

        Raises:
            JamPASETOClaimError: a registered claim of the wrong type.
            JamPASETOInvalidTokenFormat: the token would be too large.
            JamTypeError, JamEncodingError: a payload or footer that cannot be written.
            JamConfigurationError: there is only a public key (the class of the version's key error), or
                an implicit assertion in v1 or v2.
        """
        if not isinstance(payload, dict):
            raise JamTypeError(f"the payload must be a dict, got {type(payload).__name__}")
        if self.exp is not None and "exp" not in payload:
            # A copy: the caller's dict stays.
            payload = {**payload, **claims.build(exp=self.exp, issued=False)}
        # Jam writes times as numbers, the specification as RFC 3339 text.
        claims.check_types(payload, numeric=True)
        secret = self._secret
        if self._chain is not None:
            secret, footer = self._chain.to_make(footer)
        if secret is None:
            raise PUBLIC_ERRORS[self._VERSION](
                "signing needs the secret key, and there is only the public one"
            )
        check_serializer(serializer, "dumps", "loads")
        serializer = serializer or self.serializer
        data = (serializer or strict_json).dumps(payload)
        data = claims.utf8(data, "the payload") if isinstance(data, str) else data
        # The instance's purpose, never the token's.
        make = self._protocol.encrypt if self._purpose == "local" else self._protocol.sign
        token: str = make(secret, data, claims.footer_bytes(footer), *self._assertion(implicit_assertion))
        return token

    def decode(
        self,
        token: str | bytes,
        serializer: Serializer | None = None,
        *,
        footer: Footer = None,
        implicit_assertion: bytes | str = b"",
        validate_claims: bool = True,
        check_exp: bool = True,
        check_nbf: bool = True,
        issuer: str | Collection[str] | None = None,
        audience: str | Collection[str] | None = None,
        subject: str | None = None,
        required: Collection[str] = (),
        leeway: float | None = None,
        now: float | None = None,
    ) -> tuple[JsonObject, Footer]:
        """Decrypt or verify a token and return (payload, footer).

        Args:
            token: a token of this version and purpose.
            serializer: instead of the instance's.
            footer: the only footer to accept; None accepts any, and b"" only a token without one.
            implicit_assertion: what the token was made with.
            validate_claims: False checks the token and the types of its claims alone.
            check_exp, check_nbf: False leaves that time unchecked.
            issuer, audience, subject, required, leeway, now: as in `claims.check`; None means what the
                instance was made with.

        Returns:
            the payload, and the footer as it was given: dict, str, bytes, or None (`claims.footer_value`).

        Raises:
            JamPASETOInvalidPurpose: a token of another version or purpose.
            JamPASETOInvalidTokenFormat: malformed, too large, another footer, no JSON object in it; in
                v1.local, v2 and v3 also: not made with this key, or changed.
            JamPASTOKeyVerificationError: in v1.public and v4: not made with this key, or changed.
            JamPASETOExpired, JamPASETONotYetValid, JamPASETOClaimError: as `claims.check`.
            JamConfigurationError: an argument is not usable.
        """
        check_serializer(serializer, "dumps", "loads")
        reader, wanted = self._reader, footer
        if self._chain is not None:
            reader, wanted = self._chain.to_read(token, footer)
        expected = None if wanted is None else claims.footer_bytes(wanted)
        read = self._protocol.decrypt if self._purpose == "local" else self._protocol.verify
        data, found = read(reader, token, expected, *self._assertion(implicit_assertion))
        # After authentication: nothing forged is parsed.
        payload = _json_object(data, serializer or self.serializer or strict_json)
        times = claims.check_types(payload, numeric=True)
        if validate_claims:
            claims.check_time(
                times,
                leeway=self.leeway if leeway is None else leeway,
                now=now,
                check_exp=check_exp,
                check_nbf=check_nbf,
            )
            claims.check_expected(
                payload,
                issuer=self.issuer if issuer is None else issuer,
                audience=self.audience if audience is None else audience,
                subject=subject,
                required=required,
            )
        if expected is None:
            return payload, claims.footer_value(found)
        return payload, wanted if expected else None

    @staticmethod
    def load_rsa_key(key: PASETOKeyLike, *, private: bool = True) -> RSAKey:
        """Return the record of an RSA key fit for v1.public: 2048 bits, exponent 65537.

        Args:
            key: PEM, DER or JWK.
            private: False takes the public half.

        Raises:
            JamPASETOInvalidRSAKey: it is not such a key.
        """
        found = key_reading.secret_key("v1", key) if private else key_reading.public_key("v1", key)
        record: RSAKey = found.record
        return record

    def _take_keys(
        self, secret: PASETOKeyLike | None, public: PASETOKeyLike | None, password: str | bytes | None
    ) -> LocalKey | PublicKey:
        version = self._VERSION
        if self._purpose == "local":
            if public is not None:
                raise JamConfigurationError("a local PASETO has no public key")
            self._secret = key_reading.local_key(version, secret)
            return self._secret
        reader = None if public is None else key_reading.public_key(version, public)
        if secret is None and reader is not None:
            return reader
        found = key_reading.load(version, "public", secret, password)
        own = found.public() if isinstance(found, SecretKey) else found
        if reader is not None and reader.octets != own.octets:  # such a pair signs what it cannot verify
            raise PUBLIC_ERRORS[version]("the public key does not belong to the secret key")
        self._secret = found if isinstance(found, SecretKey) else None
        return own

    def _assertion(self, implicit: bytes | str) -> tuple[bytes, ...]:
        """Return what the functions of the version take behind the footer."""
        if self._IMPLICIT:
            return (claims.utf8(implicit, "the assertion") if isinstance(implicit, str) else implicit,)
        if implicit:
            raise JamConfigurationError(f"{self._VERSION} has no implicit assertions; v3 and v4 do")
        return ()

    def __repr__(self) -> str:
        key = self._secret or self._reader
        kind = key.kind if key is not None else repr(self.keychain)
        return f"<{type(self).__name__} {self._purpose} {kind}>"


class PASETOv1(BasePASETO):
    """Version 1: AES-256-CTR with HMAC-SHA384, RSA-PSS with 2048 bits."""

    _VERSION = "v1"
    _IMPLICIT = False


class PASETOv2(BasePASETO):
    """Version 2: XChaCha20-Poly1305, Ed25519."""

    _VERSION = "v2"
    _IMPLICIT = False


class PASETOv3(BasePASETO):
    """Version 3, of NIST's algorithms: AES-256-CTR with HMAC-SHA384, ECDSA on P-384."""

    _VERSION = "v3"


class PASETOv4(BasePASETO):
    """Version 4, the one to choose: XChaCha20 with BLAKE2b, Ed25519."""

    _VERSION = "v4"


_CLASSES: dict[str, type[BasePASETO]] = {"v1": PASETOv1, "v2": PASETOv2, "v3": PASETOv3, "v4": PASETOv4}


def create_instance(
    version: str | None = None,
    purpose: str | None = None,
    secret_key: PASETOKeyLike | None = None,
    logger: Logger | None = None,
    **options: JsonValue,
) -> BasePASETO:
    """Make an instance from the keys of a configuration section; `key` is another name of `secret_key`.

    With `custom_module`, your own class, its `key(purpose, secret_key, **options)` makes the instance.

    Raises:
        JamConfigurationError: version, purpose or key missing, or an option the class does not take.
        JamPASETOInvalidPurpose: there is no such purpose.
    """
    kind = options.pop("custom_module", None) or _CLASSES[check_version(version)]
    secret_key = options.pop("key", None) if secret_key is None else secret_key
    given = {name: value for name, value in options.items() if value is not None}
    if not isinstance(kind, type) or not hasattr(kind, "key"):
        raise JamConfigurationError(
            "the custom_module of paseto must be a class with key(purpose, secret_key)"
        )
    if logger is not None and issubclass(kind, BasePASETO):
        given["logger"] = logger
    if secret_key is None and not given.keys() & {"public_key", "keychain"}:
        raise JamConfigurationError("a PASETO needs a secret_key")
    try:
        # Jam makes its modules by `key`, not by the class.
        made: BasePASETO = kind.key(check_purpose(purpose), secret_key, **given)
    except TypeError as error:
        raise JamConfigurationError(f"an option is unknown here: {error}") from error
    return made


def _makes_and_reads(kind: type[BasePASETO]) -> bool:
    """Tell whether a class has both an `encode` and a `decode` of its own."""
    return kind.encode is not BasePASETO.encode and kind.decode is not BasePASETO.decode


def _chain_keys(keychain: OwnKeychain, version: str, purpose: str, *keys: object) -> KeychainKeys:
    from .paseto_keychain import KeychainKeys

    if any(key is not None for key in keys):
        raise JamConfigurationError("a PASETO takes a keychain or a key, not both")
    return KeychainKeys(keychain, version, purpose)


def _json_object(data: bytes, serializer: Serializer) -> JsonObject:
    """Return the payload of a verified token: one JSON object (Payload Processing)."""
    try:
        payload = serializer.loads(data)
    except (ValueError, TypeError) as error:
        raise _no_object() from error
    if not isinstance(payload, dict):
        raise _no_object()
    return payload


def _no_object() -> JamPASETOInvalidTokenFormat:
    return JamPASETOInvalidTokenFormat(
        "the payload is not a JSON object", error_code="paseto.validation.invalid_payload"
    )
