"""A JWE taken apart, its content sealed and opened: what the serializations share (RFC 7516 section 5)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.crypto import JamCryptoError
from ..exceptions.jose import (
    JamJWEDecryptionError,
    JamJWEEncryptionError,
    JamJWEInvalidFormatError,
)
from ..optional import part
from . import limits
from .header import JWE_ERRORS, check_crit, check_members, check_names, encode_segment, told
from .jwe_content import CONTENT_ENCRYPTIONS
from .jwe_key_management import KEY_MANAGEMENTS
from .jwe_policy import encryption_algorithms, may_open
from .key_like import as_jwk, for_header
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterator

    from ..encoding.json_types import Header, JsonObject
    from .jwe_content import ContentEncryption
    from .jwe_key_management import KeyManagement
    from .jwe_parts import Draws
    from .jwk import JWK
    from .jwk_set import JWKSet
    from .key_like import Keys

ENCRYPTION_ERRORS = (JamJWEEncryptionError, JamJWEEncryptionError)


class DecryptedJWE:
    """What a decrypted JWE says: `plaintext` (bytes), `header` (dict) and the `key` that opened it.

    `header` joins the protected and unprotected members for the recipient whose key it was, and
    `protected` has only the former; the unprotected members are not authenticated.
    """

    __slots__ = ("_key", "header", "plaintext", "protected")

    def __init__(self, plaintext: bytes, header: Header, protected: Header, key: TokenKey) -> None:
        self.plaintext = plaintext
        self.header = header
        self.protected = protected
        self._key = key

    @property
    def key(self) -> JWK:
        """The key that opened it."""
        return as_jwk(self._key)

    def __repr__(self) -> str:
        return f"<DecryptedJWE alg={self.header['alg']} enc={self.header['enc']}>"


class Recipient:
    """One recipient: the joined header and the encrypted key."""

    __slots__ = ("encrypted_key", "header")

    def __init__(self, header: Header, encrypted_key: bytes) -> None:
        self.header = header
        self.encrypted_key = encrypted_key


class Message:
    """A JWE of any serialization, parsed; `aad` is what the tag covers, as it was received."""

    __slots__ = ("aad", "ciphertext", "iv", "protected", "recipients", "tag")

    def __init__(
        self,
        protected: Header,
        recipients: list[Recipient],
        iv: bytes,
        ciphertext: bytes,
        tag: bytes,
        aad: bytes,
    ) -> None:
        self.protected = protected
        self.recipients = recipients
        self.iv = iv
        self.ciphertext = ciphertext
        self.tag = tag
        self.aad = aad


# --- opening ------------------------------------------------------------------------------------


def open_message(
    message: Message,
    keys: Keys,
    algorithms: Collection[str] | None,
    encryptions: Collection[str] | None,
) -> DecryptedJWE:
    """Return the content for the first recipient whose key is among those given; see `jwe.decrypt`."""
    check_names(algorithms, "algorithms")
    check_names(encryptions, "encryptions")
    failure: JamJWEDecryptionError | None = None
    work = _Work(len(message.ciphertext))
    for recipient, jwk, row, enc in _attempts(message, keys, algorithms, encryptions):
        try:
            if not work.allows_one_more(row, recipient.header):
                break
            cek = row.open(jwk.prepared, recipient.header, enc, recipient.encrypted_key)
            work.octets += work.content_size
            content = enc.open(cek, message.iv, message.ciphertext, message.aad, message.tag)
        except JamCryptoError:
            failure = JamJWEDecryptionError()
        except JamJWEInvalidFormatError as error:
            failure = failure or error
        else:
            plaintext = inflate(content) if "zip" in message.protected else content
            return DecryptedJWE(plaintext, recipient.header, message.protected, jwk)
    raise failure or _mismatch(message, keys, algorithms, encryptions)


def _mismatch(
    message: Message, keys: Keys, algorithms: Collection[str] | None, encryptions: Collection[str] | None
) -> JamJWEDecryptionError:
    header = message.recipients[0].header
    found = for_header(keys, header)
    allowed = algorithms
    if allowed is None:
        each = [encryption_algorithms(jwk) for jwk in ((found,) if isinstance(found, TokenKey) else found)]
        allowed = list(dict.fromkeys(name for names in each for name in names))
    known = header["alg"] in KEY_MANAGEMENTS and header["enc"] in CONTENT_ENCRYPTIONS
    text = told(
        lambda advice: advice.not_decryptable(header["alg"], header["enc"], allowed, encryptions, known),
        "the keys and arguments given do not allow the alg and enc of the token",
    )
    return JamJWEDecryptionError(
        text if isinstance(found, TokenKey) else text + found.left_out(),
        details={"reason": "algorithm_mismatch"},
    )


class _Work:
    """What one token has cost so far: its recipients may not multiply the work without end."""

    __slots__ = ("attempts", "content_size", "iterations", "octets")

    def __init__(self, content_size: int) -> None:
        self.content_size = content_size
        self.attempts = self.iterations = self.octets = 0

    def allows_one_more(self, row: KeyManagement, header: Header) -> bool:
        self.attempts += 1
        if row.kty == "password":
            with part("PBES2"):
                from .jwe_pbes2 import iterations
            self.iterations += iterations(header)
        return (
            self.attempts <= limits.MAX_KEY_ATTEMPTS
            and self.iterations <= limits.MAX_P2C
            # The new and the old key of a set are tried in any case, further ones on smaller contents.
            and (self.attempts <= 2 or self.octets + self.content_size <= limits.MAX_TOKEN_BYTES)
        )


def _attempts(
    message: Message,
    keys: Keys,
    algorithms: Collection[str] | None,
    encryptions: Collection[str] | None,
) -> Iterator[tuple[Recipient, TokenKey, KeyManagement, ContentEncryption]]:
    """Yield each recipient with each key that may open it, those named by kid first.

    An unknown kid of a set means no key, not the first key; without a kid every key is tried. Of a set
    that has public keys, and so may come from elsewhere, the symmetric ones need the caller's list.
    """
    recipients = message.recipients
    if len(recipients) > 1:
        recipients = sorted(recipients, key=lambda entry: not _names_a_key(entry, keys))
    for recipient in recipients:
        header = recipient.header
        row, enc = KEY_MANAGEMENTS.get(header["alg"]), CONTENT_ENCRYPTIONS.get(header["enc"])
        if row is None or enc is None or (encryptions is not None and enc.name not in encryptions):
            continue
        found = for_header(keys, header)
        for jwk in (found,) if isinstance(found, TokenKey) else _usable(found, header.get("kid"), algorithms):
            if may_open(jwk, row, enc, algorithms):
                yield recipient, jwk, row, enc


def _names_a_key(recipient: Recipient, keys: Keys) -> bool:
    found, kid = for_header(keys, recipient.header), recipient.header.get("kid")
    return kid == found.kid if isinstance(found, TokenKey) else kid is not None and bool(found.named(kid))


def _usable(keys: JWKSet, kid: str | None, algorithms: Collection[str] | None) -> Iterator[TokenKey]:
    symmetric_too = algorithms is not None or all(jwk.is_private for jwk in keys)
    return (jwk for jwk in keys.named(kid) if symmetric_too or jwk.kty != "oct")


def check_header(
    protected: Header,
    unprotected: Header,
    crit: Collection[str],
) -> Header:
    """Return the joined header of one recipient of a received JWE, with its rules checked.

    Raises:
        JamJWEInvalidFormatError: a name is both protected and unprotected; alg or enc is missing.
        JamJWEDecryptionError: crit or zip breaks a rule.
    """
    if protected.keys() & unprotected.keys():  # RFC 7516 section 7.2.1
        raise JamJWEInvalidFormatError("a header name is both protected and unprotected")
    check_crit(protected, unprotected, crit, JWE_ERRORS)
    if "zip" in unprotected:  # section 4.1.3: only within the protected header
        raise JamJWEDecryptionError("zip must stand in the protected header")
    if protected.get("zip", "DEF") != "DEF":
        raise JamJWEDecryptionError("zip names an unknown compression")
    header = {**protected, **unprotected}
    for name in ("alg", "enc"):  # RFC 7516 sections 4.1.1 and 4.1.2
        if name not in header:
            raise JamJWEInvalidFormatError(f"the header names no {name}")
    return header


def decode(segment: bytes | str, what: str, longest: int | None = None) -> bytes:
    """Return the bytes of a base64url segment of a received JWE."""
    if longest is not None and len(segment) > longest:
        raise JamJWEInvalidFormatError(f"{what} is larger than {longest} bytes")
    try:
        return base64url.decode(segment, what)
    except JamEncodingError as error:
        raise JamJWEInvalidFormatError(error.message) from error


def inflate(data: bytes) -> bytes:
    """Return what raw DEFLATE data (RFC 1951) stands for, up to `limits.MAX_INFLATED_BYTES`.

    Raises:
        JamJWEDecryptionError: not DEFLATE, cut short, followed by something, or too large.
    """
    import zlib

    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plaintext = engine.decompress(data, limits.MAX_INFLATED_BYTES + 1)
    except zlib.error:
        raise JamJWEDecryptionError() from None
    if len(plaintext) > limits.MAX_INFLATED_BYTES:
        raise JamJWEDecryptionError(
            f"the plaintext is larger than {limits.MAX_INFLATED_BYTES} bytes", details={"reason": "zip_limit"}
        )
    if not engine.eof or engine.unused_data:
        raise JamJWEDecryptionError()
    return plaintext


# --- sealing ------------------------------------------------------------------------------------


def checked_plaintext(plaintext: object) -> bytes:
    """Return the plaintext as bytes."""
    if not isinstance(plaintext, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the plaintext must be bytes, got {type(plaintext).__name__}")
    return checked_size(bytes(plaintext))  # before the work: the token will be larger than this


def checked_header(members: object, what: str) -> Header:
    """Return a copy of header members to write; None stands for none.

    Raises:
        JamJWEEncryptionError: not a dict, or a registered member has the wrong type.
    """
    return {} if members is None else dict(check_members(members, what, ENCRYPTION_ERRORS))


def checked_size(token: bytes) -> bytes:
    """Return a token to send, if its reader takes one of this size; JamJWEEncryptionError otherwise."""
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWEEncryptionError(
            f"the token would have {len(token)} bytes; at most {limits.MAX_TOKEN_BYTES} are read again"
        )
    return token


def written(members: JsonObject) -> bytes:
    """Return the base64url segment of header members; JamJWEEncryptionError if they are not JSON."""
    try:
        return encode_segment(members)
    except JamEncodingError as error:
        raise JamJWEEncryptionError(error.message) from error


def check_joined(protected: Header, unprotected: Header) -> Header:
    """Return the joined header to write, with its rules checked; JamJWEEncryptionError otherwise."""
    if protected.keys() & unprotected.keys():
        raise JamJWEEncryptionError("a header name stands in two places")
    crit = protected.get("crit")
    check_crit(protected, unprotected, crit if isinstance(crit, list) else (), ENCRYPTION_ERRORS)
    if "zip" in unprotected or protected.get("zip", "DEF") != "DEF":
        raise JamJWEEncryptionError('zip must be "DEF" and stand in the protected header')
    return {**protected, **unprotected}


def new_cek(enc: ContentEncryption, draws: Draws) -> bytes:
    """Return a new content encryption key."""
    cek = draws.octets("cek", enc.key_size)
    if len(cek) != enc.key_size:
        raise JamJWEEncryptionError(f"{enc.name} needs a content key of {enc.key_size} bytes")
    return cek


def seal_key(
    row: KeyManagement,
    jwk: TokenKey,
    header: Header,
    enc: ContentEncryption,
    cek: bytes,
    draws: Draws,
) -> tuple[bytes, bytes, Header]:
    """Return the CEK, the encrypted key, and the header members made for this recipient.

    Raises:
        JamJWEEncryptionError: the header carries such a member, or another that is malformed.
    """
    try:
        cek, encrypted_key, made = row.seal(jwk.prepared, header, enc, cek, draws)
    except (JamJWEInvalidFormatError, JamCryptoError) as error:
        raise JamJWEEncryptionError(f"the key could not be encrypted: {error.message}") from error
    for name, value in made.items():
        if header.get(name, value) != value:
            raise JamJWEEncryptionError(f"{name} is made by the encryption and cannot be given")
    return cek, encrypted_key, made


def seal_content(
    enc: ContentEncryption,
    cek: bytes,
    plaintext: bytes,
    aad: bytes,
    compressed: bool,
    draws: Draws,
) -> tuple[bytes, bytes, bytes]:
    """Return the IV, the ciphertext and the tag."""
    if compressed:
        plaintext = _deflate(plaintext, draws)
    iv = draws.octets("iv", enc.iv_size)
    if len(iv) != enc.iv_size:
        raise JamJWEEncryptionError(f"{enc.name} needs an IV of {enc.iv_size} bytes")
    return (iv, *enc.seal(cek, iv, plaintext, aad))


def _deflate(plaintext: bytes, draws: Draws) -> bytes:
    if len(plaintext) > limits.MAX_INFLATED_BYTES:  # do not write a token that would be refused here
        raise JamJWEEncryptionError(f"zip takes a plaintext of up to {limits.MAX_INFLATED_BYTES} bytes")
    return draws.deflated(plaintext)
