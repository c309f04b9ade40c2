"""Jam's class `JWE`: two algorithms and a key held together; and how Jam's `JWT` encrypts."""

from __future__ import annotations

from ..encoding import strict_json
from ..encoding.user_objects import check_serializer
from ..exceptions.base import JamConfigurationError
from ..exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWEEncryptionError,
    JamJWEInvalidFormatError,
)
from ..jose import jwe
from ..jose.jwe_content import CONTENT_ENCRYPTIONS
from ..jose.jwe_key_management import KEY_MANAGEMENTS
from ..jose.jwe_policy import choose, may_open
from ..jose.jwk import JWK
from .jws_module import configured_key, make, registered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

    from ..encoding.json_types import JsonObject, Logger, Serializer
    from ..jose.jwk_set import JWKSet
    from ..jose.key_like import KeyLike
    from .jws_module import JWS


class JWE:
    """Encrypts and decrypts compact JWEs with one alg, one enc and one key (Jam's class).

    The alg and enc of a token must be those of the instance.

    Args:
        alg: key management algorithm, such as "A256KW", in any case. RSA1_5 is what naming it asks for.
        enc: content encryption algorithm, such as "A256GCM", in any case.
        key: a JWK, JWK dict or JSON text, JWKSet (to decrypt), PEM, or raw secret.
        password: opens an encrypted PEM; for PBES2 it is the key, and `key` may be None.
        serializer: object with dumps(value) -> bytes or text for dicts; compact JSON when None.
        logger: kept for subclasses.
        truncate_key: cut a longer secret to the size A*KW and A*GCMKW take, as Jam 3.2 did.

    Raises:
        JamJWEEncryptionError: there is no such algorithm.
        JamInvalidKeyTypeError: the key does not fit it.
        JamConfigurationError: no key.
    """

    def __init__(
        self,
        alg: str,
        enc: str,
        key: KeyLike | None = None,
        password: str | bytes | None = None,
        serializer: Serializer | None = None,
        logger: Logger | None = None,
        *,
        truncate_key: bool = False,
    ) -> None:
        self.alg = _known(alg, KEY_MANAGEMENTS, "alg")
        self.enc = _known(enc, CONTENT_ENCRYPTIONS, "enc")
        check_serializer(serializer, "dumps", "loads")
        self.serializer = serializer
        self.logger = logger
        row = KEY_MANAGEMENTS[self.alg]
        if row.kty == "password":
            self.key: JWK | JWKSet = _password_key(key, password)
        else:
            self.key = configured_key(key, password)
        if isinstance(self.key, JWK):
            if truncate_key and self.key.kty == row.kty == "oct" and row.size:
                # Only for tokens that Jam 3.2 made: elsewhere a key of a wrong size is refused (RFC 7518
                # section 4.4).
                self.key = JWK.from_secret(self.key.prepared.record.k[: row.size])
            if not may_open(self.key, row, CONTENT_ENCRYPTIONS[self.enc], (self.alg,)):
                choose(self.key, self.alg, self.enc)  # a key that fits in neither direction is told now

    def encrypt(self, plaintext: bytes | str | JsonObject, header: JsonObject | None = None) -> str:
        """Return `plaintext` encrypted; a dict goes through the serializer, a str is UTF-8.

        Args:
            plaintext: what to encrypt.
            header: further protected members; may not name another alg or enc.

        Raises:
            JamJWEEncryptionError: the header breaks a rule.
        """
        members = {} if header is None else header
        if not isinstance(members, dict):
            raise JamJWEEncryptionError("the header is not a JSON object")
        for name, own in (("alg", self.alg), ("enc", self.enc)):
            if members.get(name, own) != own:
                raise JamJWEEncryptionError(f"the header names another {name} than the configured one")
        # Equal to these by now; first, so that headers read alike.
        members = {"alg": self.alg, "enc": self.enc, **members}
        return jwe.encrypt(content_bytes(plaintext, self.serializer), self.key, members)

    def decrypt(self, token: str | bytes) -> bytes:
        """Return the plaintext of a token.

        Raises:
            JamJWEDecryptionError: the token is refused.
        """
        # RFC 8725 section 3.1: never the header's choice.
        opened = jwe.decrypt(token, self.key, algorithms=(self.alg,), encryptions=(self.enc,))
        return opened.plaintext

    def __repr__(self) -> str:
        return f"<JWE {self.alg} {self.enc} {self.key!r}>"


def create_jwe_instance(
    alg: str | None = None,
    enc: str | None = None,
    key: KeyLike | None = None,
    password: str | bytes | None = None,
    serializer: Serializer | None = None,
    logger: Logger | None = None,
    **options: object,
) -> JWE:
    """Make a JWE from the keys of a configuration section.

    Raises:
        JamConfigurationError: alg, enc or the key is missing, or an option JWE does not take.
    """
    if alg is None or enc is None:
        raise JamConfigurationError("a JWE needs alg and enc")
    own = {"password": password, "serializer": serializer, "logger": logger}
    # Jam: with PBES2 the password is the key.
    return make(JWE, alg=alg, enc=enc, key=password if key is None else key, **own, **options)


# --- Jam's JWT ----------------------------------------------------------------------------------


def jwe_for_jwt(
    enc: str,
    key: KeyLike | None,
    password: str | bytes | None,
    serializer: Serializer | None,
    logger: Logger | None,
) -> JWE:
    """Return the JWE of a JWT made with `enc`: the alg follows from the key, as in Jam.

    RSA gives RSA-OAEP and an EC or X key ECDH-ES. A secret gives A256KW from 32 bytes on and A128KW
    below, with a key derived from it by HKDF: stored tokens depend on that derivation.
    """
    found = configured_key(key, password)
    if not isinstance(found, JWK):
        raise JamInvalidKeyTypeError("enc needs one key, not a set")
    if found.kty != "oct":
        # Jam's choice; stored tokens need the same again.
        alg = "RSA-OAEP" if found.kty == "RSA" else "ECDH-ES"
        return JWE(alg, enc, found, None, serializer, logger)
    from ..crypto import hkdf

    secret = found.prepared.record.k
    derived = hkdf.derive("sha256", secret, b"jwe-encryption", b"encryption-key", 32)  # Jam's salt and info
    if len(secret) < 32:  # of the secret, not of what was derived: as in Jam
        return JWE("A128KW", enc, JWK.from_secret(derived[:16]), None, serializer, logger)
    return JWE("A256KW", enc, JWK.from_secret(derived), None, serializer, logger)


def encrypt_for_jwt(
    jws: JWS | None,
    jwe: JWE,
    plaintext: bytes | str | JsonObject,
    header: JsonObject | None,
    serializer: Serializer | None,
) -> str:
    """Return `plaintext` encrypted; with a `jws`, signed first and the JWE marked as nested."""
    data = content_bytes(plaintext, serializer)
    if jws is None:
        return jwe.encrypt(data, header)
    members = {} if header is None else header
    if not isinstance(members, dict):
        raise JamJWEEncryptionError("the header is not a JSON object")
    signed = jws.sign({"typ": "JWT", **members}, data)
    given = {name: value for name, value in members.items() if name != "alg"}  # that one is the JWS's
    return jwe.encrypt(signed, {**given, "cty": "JWT"})  # RFC 7519 section 5.2


def decrypt_for_jwt(
    jws: JWS | None, jwe: JWE, token: str | bytes, serializer: Serializer | None
) -> JsonObject:
    """Return what `encrypt_for_jwt` was given: the object of JSON content, else {"raw": text}.

    With a `jws` the content must be signed; if what was signed is not JSON but a JWS of the same
    algorithm and key, its payload counts. Nothing is opened further than that.
    """
    content = jwe.decrypt(token)
    if jws is not None:
        content = jws.verify(_text(content))["payload"]
        if content.count(b".") == 2 and _object(content, serializer) is None:
            # Jam's programs hand `encrypt` a signed token, which it signs again.
            content = jws.verify(_text(content))["payload"]
    found = _object(content, serializer)
    if found is not None:
        return found
    return {"raw": _text(content)}


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise JamJWEInvalidFormatError("the content is not text") from None


def _object(content: bytes, serializer: Serializer | None) -> JsonObject | None:
    """Return the JSON object in `content`, or None."""
    try:
        value = (strict_json if serializer is None else serializer).loads(content)
    except ValueError:  # not JSON: a JamEncodingError is one, and so is what a user's own serializer raises
        return None
    return value if isinstance(value, dict) else None


# --- shared -------------------------------------------------------------------------------------


def content_bytes(data: bytes | str | JsonObject, serializer: Serializer | None) -> bytes:
    """Return what to encrypt as bytes: a dict through the serializer, a str as UTF-8."""
    if isinstance(data, dict):
        data = (strict_json if serializer is None else serializer).dumps(data)
    if isinstance(data, str):
        try:
            return data.encode()
        except UnicodeEncodeError:
            raise JamJWEEncryptionError("the data has a lone surrogate") from None
    return data  # jwe.encrypt refuses what is not bytes


def _known(name: object, names: Iterable[str], what: str) -> str:
    known = registered(name, names)
    if known is None:
        raise JamJWEEncryptionError(f"{what} must be one of {', '.join(names)}")
    return known


def _password_key(key: KeyLike | None, password: str | bytes | None) -> JWK:
    if password:
        return JWK.from_password(password)
    if isinstance(key, JWK) and key.material.is_password:
        return key
    raise JamConfigurationError("PBES2 needs a password")
