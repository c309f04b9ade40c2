"""Jam's classes `JWS` and `JWT`: an algorithm and a key held together, and their makers."""

from __future__ import annotations

from .. import clock
from ..crypto.randomness import random_bytes
from ..encoding import strict_json
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.jose import (
    JamAlgorithmError,
    JamJWSSigningError,
    JamJWSValidationError,
)
from ..exceptions.jwt import JamJWTUnsupportedAlgorithm
from . import jws, jwt, jwt_claims
from .header import check_b64, check_crit, parse_segment
from .jwa import JWS_ALGORITHMS
from .jwk import JWK
from .jwk_set import JWKSet
from .key_input import as_keys, key_from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Collection, TypeVar

    _Made = TypeVar("_Made")


class JWS:
    """Signs and verifies compact JWSs with one algorithm and one key (Jam's class).

    Args:
        alg: a name such as "HS256", in any case.
        key: a JWK, JWK dict or JSON text, JWKSet, PEM, or raw secret.
        password: opens an encrypted PEM.
        logger: kept for subclasses.
        strict: an HMAC secret shorter than its hash is an error.

    Raises:
        JamAlgorithmError: there is no such algorithm.
        JamInvalidKeyTypeError: the key does not fit it.
    """

    def __init__(
        self,
        alg: str,
        key: Any,
        password: str | bytes | None = None,
        logger: Any = None,
        *,
        strict: bool = False,
    ) -> None:
        self.alg = known_algorithm(alg)
        self.key = _configured_key(key, password, strict)
        self.logger = logger
        if isinstance(self.key, JWK):
            self.key.prepare(self.alg)  # a key that does not fit is told now, not at the first token

    def sign(self, header: dict[str, Any] | None, data: bytes | str | dict[str, Any]) -> str:
        """Return `data` signed; a dict is written as compact JSON, a str as UTF-8."""
        return jws.sign(_payload(data), self.key, header, alg=self.alg)

    serialize_compact = sign

    def verify(self, token: str, validate: bool = True) -> dict[str, Any]:
        """Verify a token and return {"header", "payload" (bytes), "signature" (bytes)}.

        Args:
            token: a compact JWS.
            validate: False leaves the signature unchecked; structure, crit and alg still count.

        Raises:
            JamJWSVerificationError: the token is refused.
        """
        signing_input, segment, body, signature = jws.split(token)
        header = parse_segment(segment)
        check_crit(header, None, jws.UNDERSTOOD)
        encoded = check_b64(header)
        if header.get("alg") != self.alg:
            raise JamJWSValidationError(
                "the token's alg is not the configured one",
                details={"reason": "algorithm_mismatch", "expected": self.alg},
            )
        if validate:
            jws.verify_signature(header, signing_input, signature, self.key, (self.alg,))
        return {
            "header": header,
            "payload": jws.decode_payload(body, encoded),
            "signature": jws.decode_signature(signature),
        }

    deserialize_compact = verify

    def __repr__(self) -> str:
        return f"<JWS {self.alg} {self.key!r}>"


class JWT:
    """Issues and verifies JWTs with one algorithm and one key (Jam's class).

    Args:
        alg: signature algorithm, in any case; or `jws`, a ready JWS.
        secret_key: the key, as for JWS.
        password: opens an encrypted PEM.
        list: an allow or deny list (`lists` room); the facade consults it.
        serializer: object with dumps(value) -> bytes for the payload; compact JSON when None.
        logger: kept for subclasses.
        issuer, audience, leeway, typ: expected by `decode` unless it is told otherwise.
        strict: an HMAC secret shorter than its hash is an error.

    Raises:
        JamConfigurationError: neither or both of alg and jws, or no key.
        JamJWTUnsupportedAlgorithm: there is no such algorithm.
    """

    def __init__(
        self,
        alg: str | None = None,
        secret_key: Any = None,
        password: str | bytes | None = None,
        list: Any = None,
        serializer: Any = None,
        logger: Any = None,
        jws: JWS | None = None,
        *,
        issuer: str | Collection[str] | None = None,
        audience: Any = None,
        leeway: float = 0,
        typ: str | None = None,
        strict: bool = False,
    ) -> None:
        if alg is not None and jws is not None:
            raise JamConfigurationError("Cannot specify both alg and jws")
        if alg is None and jws is None:
            raise JamConfigurationError("a JWT needs alg and secret_key, or jws")
        if jws is None:
            try:
                jws = JWS(alg or "", secret_key, password, logger, strict=strict)
            except JamAlgorithmError as error:
                raise JamJWTUnsupportedAlgorithm(
                    error.message, details={"algorithm": alg, "supported_algorithms": sorted(JWS_ALGORITHMS)}
                ) from error
        self.jws = jws
        self.alg = jws.alg
        self.list = list
        self.serializer = serializer
        self.logger = logger
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
        self.typ = typ
        jwt_claims.check_seconds(leeway, "leeway")

    @property
    def jti(self) -> str:
        """A new random token id (a version 4 UUID, RFC 9562 section 5.4)."""
        octets = bytearray(random_bytes(16))
        octets[6] = octets[6] & 0x0F | 0x40
        octets[8] = octets[8] & 0x3F | 0x80
        text = octets.hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def encode(
        self,
        iss: str | None = None,
        sub: str | None = None,
        aud: str | Collection[str] | None = None,
        exp: float | None = None,
        nbf: float | None = None,
        jti: str | None = None,
        header: dict[str, Any] | None = None,
        payload: dict[str, Any] | None = None,
        *,
        now: float | None = None,
    ) -> str:
        """Return a signed token; iat is now, and jti is made up when none is given.

        Args:
            iss, sub, aud: registered claims; None leaves one out.
            exp: seconds from now after which the token is refused.
            nbf: seconds from now before which the token is refused.
            jti: token id.
            header: further header members; may not name another alg.
            payload: further claims; they win over the named ones, and a None leaves one out.
            now: seconds since 1970; the clock when None.

        Raises:
            JamJWTClaimError: a registered claim has the wrong type.
            JamJWSSigningError, JamEncodingError: the header or the claims cannot be written.
        """
        if payload is not None and not isinstance(payload, dict):
            raise JamTypeError(f"payload must be a dict, got {type(payload).__name__}")
        for name, seconds in (("exp", exp), ("nbf", nbf)):
            if seconds is not None and (type(seconds) not in (int, float) or seconds - seconds != 0.0):
                raise JamTypeError(f"{name} must be a number of seconds from now")
        issued = int(clock.now() if now is None else now)
        claims: dict[str, Any] = {
            "jti": jti or self.jti,
            "iat": issued,
            "iss": iss,
            "sub": sub,
            "aud": [*aud] if isinstance(aud, (tuple, set, frozenset)) else aud,
            "exp": None if exp is None else issued + exp,
            "nbf": None if nbf is None else issued + nbf,
            **(payload or {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if header and header.get("alg", self.alg) != self.alg:
            raise JamJWSSigningError("the header names another alg than the configured one")
        if self.serializer is None:
            return jwt.encode(claims, self.jws.key, alg=self.alg, header=header)
        jwt_claims.check_types(claims)
        return jws.sign(
            self.serializer.dumps(claims), self.jws.key, {"typ": "JWT", **(header or {})}, alg=self.alg
        )

    def decode(
        self,
        token: str,
        validate_claims: bool = True,
        *,
        check_exp: bool = True,
        check_nbf: bool = True,
        issuer: str | Collection[str] | None = None,
        audience: Any = None,
        subject: str | None = None,
        required: Collection[str] = (),
        leeway: float | None = None,
        max_age: float | None = None,
        typ: str | None = None,
        now: float | None = None,
    ) -> dict[str, Any]:
        """Verify a token and return {"header": dict, "payload": dict}.

        Args:
            token: compact JWS text.
            validate_claims: False checks the signature and the types of claims alone.
            check_exp, check_nbf: False leaves that time unchecked.
            issuer, audience, subject, required, leeway, max_age, typ, now: as in `jwt.decode`; None
                means what the instance was made with. Without an audience any is accepted.

        Raises: as `jwt.decode`.
        """
        header, claims = jwt.decode_complete(token, self.jws.key, algorithms=(self.alg,))
        expected_typ = typ or self.typ
        if expected_typ is not None:
            jwt.check_typ(header, expected_typ)
        elif "typ" in header:
            jwt.check_typ(header, "JWT")
        if validate_claims:
            jwt_claims.check_time(
                claims,
                leeway=self.leeway if leeway is None else leeway,
                max_age=max_age,
                now=now,
                exp=check_exp,
                nbf=check_nbf,
            )
            audience = self.audience if audience is None else audience
            jwt_claims.check_expected(
                claims,
                self.issuer if issuer is None else issuer,
                jwt.ANY if audience is None else audience,
                subject,
                required,
            )
        return {"header": header, "payload": claims}

    def __repr__(self) -> str:
        return f"<JWT {self.alg} {self.jws.key!r}>"


def create_jwt_instance(
    alg: str | None = None,
    secret: Any = None,
    secret_key: Any = None,
    password: str | bytes | None = None,
    list: Any = None,
    logger: Any = None,
    serializer: Any = None,
    **options: Any,
) -> JWT:
    """Make a JWT from the keys of a configuration section.

    Raises:
        JamConfigurationError: no key, or an option JWT does not take.
    """
    return _make(
        JWT,
        alg=alg,
        secret_key=secret if secret_key is None else secret_key,
        password=password,
        list=list,
        logger=logger,
        serializer=serializer,
        **options,
    )


def create_jws_instance(
    alg: str | None = None,
    key: Any = None,
    password: str | bytes | None = None,
    logger: Any = None,
    **options: Any,
) -> JWS:
    """Make a JWS from the keys of a configuration section; errors as in `create_jwt_instance`."""
    options.pop("serializer", None)
    return _make(JWS, alg=alg, key=key, password=password, logger=logger, **options)


create_instance = create_jwt_instance


def known_algorithm(alg: Any) -> str:
    """Return the registered spelling of a configured algorithm name, which may come in any case."""
    if isinstance(alg, str):
        for name in JWS_ALGORITHMS:
            if name.lower() == alg.lower():
                return name
    raise JamAlgorithmError(f"alg must be one of {', '.join(JWS_ALGORITHMS)}")


def _configured_key(key: Any, password: str | bytes | None, strict: bool) -> JWK | JWKSet:
    if key is None or key == "" or key == b"":
        raise JamConfigurationError("the key is empty")
    found = key_from_text(key, password) if isinstance(key, (str, bytes)) else as_keys(key)
    if strict and isinstance(found, JWK) and found.kty == "oct":
        return JWK(found.to_dict(), strict=True)
    return found


def _make(kind: Callable[..., _Made], **options: Any) -> _Made:
    given = {name: value for name, value in options.items() if value is not None}
    if "alg" in given and not given.keys() & {"secret_key", "key"}:
        raise JamConfigurationError("a key is needed beside alg")
    try:
        return kind(**given)
    except TypeError as error:
        raise JamConfigurationError(f"an option is unknown here: {error}") from error


def _payload(data: Any) -> bytes:
    if isinstance(data, dict):
        return strict_json.dumps(data, "the data")
    if isinstance(data, str):
        try:
            return data.encode()
        except UnicodeEncodeError:
            raise JamJWSSigningError("the data has a lone surrogate") from None
    return data  # type: ignore[no-any-return]  # jws.sign refuses what is not bytes
