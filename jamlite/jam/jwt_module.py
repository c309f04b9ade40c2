"""Jam's class `JWT`: algorithms and a key held together."""

from __future__ import annotations

from .. import clock
from ..clock import check_seconds
from ..crypto.randomness import random_uuid
from ..encoding.user_objects import check_serializer
from ..exceptions.base import JamConfigurationError, JamTypeError
from ..exceptions.jose import JamJWSSigningError
from ..jose import jws, jwt_claims, jwt_signed, signing
from ..jose.jws_message import header_of
from ..jose.key_like import as_key
from .config_sections import lifetime, made_list
from .jws_module import JWS, known_algorithm, make, payload_octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection

    from ..encoding.json_types import JsonObject, Logger, Serializer
    from ..jose.jwt_claims import AnyAudience
    from ..jose.key_like import KeyLike
    from .jwe_module import JWE
    from .section_types import ListLike, OwnKeychain, OwnList


# What a ready JWS or JWE must have; your own class may have its way of doing it.
_NEEDED = {"JWS": ("alg", "key", "sign", "verify"), "JWE": ("enc", "encrypt", "decrypt")}


class BaseJWT:
    """What a module for the section jose.jwt is: made of the section's keys, it issues and verifies.

    `decode` returns the claims, or {"header": ..., "payload": ...}. With `checks_claims` it also takes
    the keywords of `JWT.decode`; without, the facade judges times and expectations itself.
    """

    checks_claims = False
    list: OwnList | None = None

    def encode(self, **claims: Any) -> str:
        """Return a token; `claims` are the arguments of the facade's `jwt_encode`."""
        raise JamConfigurationError(f"{type(self).__name__} does not encode")

    def decode(self, token: str) -> JsonObject:
        """Return what a token says, or raise."""
        raise JamConfigurationError(f"{type(self).__name__} does not decode")


class JWT(BaseJWT):
    """Issues and verifies JWTs with one algorithm and one key (Jam's class).

    Args:
        alg: signature algorithm, in any case; or `jws`, a ready JWS.
        enc: content encryption algorithm for `encrypt`, in any case; or `jwe`, a ready JWE.
        secret_key: the key, as for JWS.
        password: opens an encrypted PEM.
        list: an allow or deny list of `lists`, or the dict it is made of; the facade consults it.
        serializer: object with dumps(value) -> bytes or text for the payload; compact JSON when None.
        logger: kept for subclasses.
        issuer, audience, leeway, typ: expected by `decode` unless it is told otherwise.
        exp: seconds that a token lives when `encode` is not told; None for ever.
        strict: an HMAC secret shorter than its hash is an error.
        remember: how many valid signatures of a public-key algorithm the key remembers; see `JWK`.
        keychain: a keychain for `alg`: its current key signs and writes its kid, and a token's kid
            says which of its keys verifies. The secret_key then serves `enc` alone.

    Raises:
        JamConfigurationError: both of alg and jws or of enc and jwe, none of the four, or no key.
        JamJWTUnsupportedAlgorithm: there is no such algorithm.
    """

    checks_claims = True

    def __init__(
        self,
        alg: str | None = None,
        enc: str | None = None,
        secret_key: KeyLike | None = None,
        password: str | bytes | None = None,
        list: ListLike = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
        jws: JWS | None = None,
        jwe: JWE | None = None,
        *,
        issuer: str | Collection[str] | None = None,
        audience: str | Collection[str] | AnyAudience | None = None,
        leeway: float = 0,
        typ: str | None = None,
        exp: float | None = None,
        strict: bool = False,
        keychain: OwnKeychain | None = None,
        remember: int | None = None,
    ) -> None:
        for name, value, other, ready in (("alg", alg, "jws", jws), ("enc", enc, "jwe", jwe)):
            if value is not None and ready is not None:
                raise JamConfigurationError(f"Cannot specify both {name} and {other}")  # Jam's words
        if keychain is not None and alg is None:
            raise JamConfigurationError("a keychain needs the alg it is for")
        if all(value is None for value in (alg, enc, jws, jwe)):
            raise JamConfigurationError("a JWT needs alg or enc with secret_key, or jws or jwe")
        for kind, ready in (("JWS", jws), ("JWE", jwe)):
            if ready is not None and not all(hasattr(ready, name) for name in _NEEDED[kind]):
                got = type(ready).__name__
                raise JamConfigurationError(
                    f"{kind.lower()} must be a ready {kind}, got {got}; alg and enc are names"
                )
        self._jws = jws
        if alg is not None:
            if keychain is None:
                self._jws = JWS(alg, secret_key, password, logger, strict=strict, remember=remember)
            else:
                from .jws_module import KeychainJWS

                self._jws = KeychainJWS(alg, keychain, logger)
        self.jwe = jwe
        if enc is not None:
            from ..jose.jwe_content import CONTENT_ENCRYPTIONS
            from .jwe_module import jwe_for_jwt

            known = known_algorithm(enc, CONTENT_ENCRYPTIONS)
            self.jwe = jwe_for_jwt(known, secret_key, password, serializer, logger)
        self.alg = None if self._jws is None else self._jws.alg
        self.enc = None if self.jwe is None else self.jwe.enc
        self.list = made_list(list)
        self.keychain = getattr(jws, "keychain", None) if keychain is None else keychain
        check_serializer(serializer, "dumps")
        self.serializer = serializer
        self.logger = logger
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
        self.typ = typ
        check_seconds(leeway, "leeway")
        self.exp = lifetime(exp)

    @property
    def jws(self) -> JWS:
        """The JWS that signs; JamConfigurationError if the instance only encrypts."""
        if self._jws is None:
            raise JamConfigurationError("this JWT only encrypts; give it alg to sign")
        return self._jws

    @property
    def jti(self) -> str:
        """A new random token id."""
        return random_uuid()

    def encode(  # type: ignore[override]  # its keywords are named
        self,
        iss: str | None = None,
        sub: str | None = None,
        aud: str | Collection[str] | None = None,
        exp: float | None = None,
        nbf: float | None = None,
        jti: str | None = None,
        header: JsonObject | None = None,
        payload: JsonObject | None = None,
        *,
        now: float | None = None,
    ) -> str:
        """Return a signed token; iat is now, and jti is made up when none is given.

        Args:
            iss, sub, aud: registered claims; None leaves one out.
            exp: seconds from now after which the token is refused; None means what the instance was made
                with. `payload={"exp": None}` makes a token that lives for ever all the same.
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
        if header is not None and not isinstance(header, dict):
            raise JamTypeError(f"header must be a dict, got {type(header).__name__}")
        exp = self.exp if exp is None else exp
        for name, seconds in (("exp", exp), ("nbf", nbf)):
            # NaN and infinity differ from zero when they are taken from themselves; True is no number here.
            if seconds is not None and (type(seconds) not in (int, float) or seconds - seconds != 0.0):
                raise JamTypeError(f"{name} must be a number of seconds from now")
        if now is not None:
            check_seconds(now, "now")
        issued = int(clock.now() if now is None else now)
        claims: JsonObject = {
            "jti": jti or self.jti,  # Jam's order of the claims: jti iat iss sub aud exp nbf
            "iat": issued,
            "iss": iss,
            "sub": sub,
            # RFC 7519 section 4.1.3: an array, which JSON makes of lists.
            "aud": [*aud] if isinstance(aud, (tuple, set, frozenset)) else aud,
            "exp": None if exp is None else issued + exp,  # exp=0 is now, and not for ever
            "nbf": None if nbf is None else issued + nbf,
            **(payload or {}),  # last, as in Jam: it outranks the named arguments
        }
        # Jam drops what is None.
        claims = {name: value for name, value in claims.items() if value is not None}
        alg, key = self.jws.alg, self.jws.key
        # Such a token would be refused by the instance that made it.
        if header and header.get("alg", alg) != alg:
            raise JamJWSSigningError("the header names another alg than the configured one")
        header = self.jws.header_for(key, header)
        if self.serializer is None:
            return signing.encode(claims, key, alg=alg, header=header)
        claims = signing.check_claims(claims)
        members = {**signing.usual_members(as_key(key)), **(header or {})}
        return jws.sign(payload_octets(self.serializer.dumps(claims)), key, members, alg=alg)

    def decode(
        self,
        token: str,
        validate_claims: bool = True,
        *,
        check_exp: bool = True,
        check_nbf: bool = True,
        issuer: str | Collection[str] | None = None,
        audience: str | Collection[str] | AnyAudience | None = None,
        subject: str | None = None,
        required: Collection[str] = (),
        leeway: float | None = None,
        max_age: float | None = None,
        typ: str | None = None,
        now: float | None = None,
    ) -> JsonObject:
        """Verify a token and return {"header": dict, "payload": dict}.

        Args:
            token: compact JWS text.
            validate_claims: False checks the signature and the types of claims alone.
            check_exp, check_nbf: False leaves that time unchecked.
            issuer, audience, subject, required, leeway, max_age, typ, now: as in `jwt.decode`; None
                means what the instance was made with. Without an audience any is accepted.

        Raises: as `jwt.decode`.
        """
        signer = self.jws
        # Before the token is decoded as a whole: the kid says which key has to verify it.
        key = signer.key if self.keychain is None else signer.key_for(header_of(token))
        header, claims = jwt_signed.decode_complete(token, key, algorithms=(signer.alg,))
        expected_typ = typ or self.typ  # RFC 8725 section 3.11
        if expected_typ is not None:
            jwt_signed.check_typ(header, expected_typ)
        elif header.get("typ", "JWT") != "JWT":  # as most tokens spell it
            jwt_signed.check_typ(header, "JWT")
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
                # Jam's modules have no audience, and accept tokens that have one.
                jwt_claims.ANY if audience is None else audience,
                subject,
                required,
            )
        return {"header": header, "payload": claims}

    def encrypt(self, plaintext: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `plaintext` encrypted as a compact JWE; an instance that signs signs it first.

        Args:
            plaintext: a dict goes through the serializer, a str is UTF-8.
            header: further header members, of the JWE and of the JWS inside.

        Raises:
            JamConfigurationError: the instance has neither enc nor jwe.
            JamJWEEncryptionError, JamJWSSigningError: the header breaks a rule.
        """
        from .jwe_module import encrypt_for_jwt

        return encrypt_for_jwt(self._jws, self._encrypting(), plaintext, header, self.serializer)

    def decrypt(self, token: str | bytes) -> JsonObject:
        """Return what `encrypt` was given: a JSON object as dict, anything else as {"raw": text}.

        Times and other claims are not checked; `jwt.decrypt` does that.

        Raises:
            JamConfigurationError: as `encrypt`.
            JamJWEDecryptionError, JamJWSVerificationError: the token is refused.
        """
        from .jwe_module import decrypt_for_jwt

        return decrypt_for_jwt(self._jws, self._encrypting(), token, self.serializer)

    def _encrypting(self) -> JWE:
        if self.jwe is None:
            raise JamConfigurationError(
                "this JWT only signs; give it enc to encrypt",
                error_code="configuration.jwt.jwe_not_configured",
            )
        return self.jwe

    def __repr__(self) -> str:
        return f"<JWT {self._jws!r} {self.jwe!r}>"


def create_jwt_instance(
    alg: str | None = None,
    secret: KeyLike | None = None,
    secret_key: KeyLike | None = None,
    password: str | bytes | None = None,
    list: ListLike = None,
    logger: Logger | None = None,
    serializer: Serializer | None = None,
    **options: object,
) -> JWT:
    """Make a JWT from the keys of a configuration section.

    Raises:
        JamConfigurationError: no key, or an option JWT does not take.
    """
    return make(
        JWT,
        alg=alg,
        secret_key=secret if secret_key is None else secret_key,
        password=password,
        list=list,
        logger=logger,
        serializer=serializer,
        **options,
    )


create_instance = create_jwt_instance  # Jam has both names
