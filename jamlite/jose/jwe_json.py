"""JWE JSON Serialization, general and flattened (RFC 7516 section 7.2)."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError, JamTypeError
from ..exceptions.jose import JamJWEEncryptionError, JamJWEInvalidFormatError
from . import limits
from .header import JWE_ERRORS, check_members, parse_segment
from .jwe_message import (
    Message,
    Recipient,
    check_header,
    check_joined,
    checked_header,
    checked_plaintext,
    checked_size,
    decode,
    new_cek,
    seal_content,
    seal_key,
    written,
)
from .jwe_policy import choose
from .key_like import one_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Header, JsonObject
    from .jwe_content import ContentEncryption
    from .jwe_key_management import KeyManagement
    from .jwe_parts import Draws
    from .key_like import KeyLike
    from .token_key import TokenKey


class _Draft:
    """One recipient to write: its key, its own header members and its algorithm."""

    __slots__ = ("header", "jwk", "row")

    def __init__(self, jwk: TokenKey, header: Header, row: KeyManagement) -> None:
        self.jwk = jwk
        self.header = header
        self.row = row


def seal_json(
    plaintext: bytes,
    recipients: Iterable[tuple[KeyLike, Header | None]],
    protected: Header | None = None,
    *,
    unprotected: Header | None = None,
    aad: bytes | None = None,
    flattened: bool = False,
    draws: Draws,
) -> JsonObject:
    """Do what `jwe.encrypt_json` does, with what it draws at random from `draws`."""
    plaintext = checked_plaintext(plaintext)
    if not isinstance(aad, (bytes, bytearray, memoryview, type(None))):
        raise JamTypeError(f"aad must be bytes, got {type(aad).__name__}")
    protected = checked_header(protected, "the protected header")
    shared = checked_header(unprotected, "the unprotected header")
    drafts, enc = _drafts(recipients, protected, shared)
    for members in (shared, *(draft.header for draft in drafts)):
        written(members)  # what is returned as a dict must be JSON too
    if flattened and len(drafts) != 1:
        raise JamJWEEncryptionError("a flattened JWE has exactly one recipient")
    cek, entries = _seal_keys(drafts, enc, protected, shared, draws)
    result: JsonObject = {}
    segment = written(protected) if protected else b""
    if segment:
        result["protected"] = segment.decode("ascii")
    if shared:
        result["unprotected"] = shared
    result.update(entries[0] if flattened else {"recipients": entries})
    authenticated = segment
    if aad:  # RFC 7516 section 7.2.1: absent when it is empty
        result["aad"] = base64url.encode(bytes(aad))
        authenticated += b"." + result["aad"].encode("ascii")
    names = ("iv", "ciphertext", "tag")
    parts = seal_content(enc, cek, plaintext, authenticated, "zip" in protected, draws)
    result.update(zip(names, map(base64url.encode, parts)))
    checked_size(strict_json.encode(result, "the JWE"))
    return result


def _drafts(
    recipients: Iterable[tuple[KeyLike, Header | None]],
    protected: Header,
    shared: Header,
) -> tuple[list[_Draft], ContentEncryption]:
    """Return the recipients with their algorithms chosen, and the one content encryption.

    What was not asked for is written into `protected`, or alg, of several, into each one's header.
    """
    if not isinstance(recipients, (list, tuple)) or not all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in recipients
    ):
        raise JamTypeError("recipients are a list of (key, header)")
    pairs = [(one_key(key), checked_header(header, "a recipient's header")) for key, header in recipients]
    if not 0 < len(pairs) <= limits.MAX_SIGNATURES:
        raise JamJWEEncryptionError(f"a JWE has 1 to {limits.MAX_SIGNATURES} recipients")
    drafts, encs = [], {}
    for jwk, header in pairs:
        if shared.keys() & header.keys():
            raise JamJWEEncryptionError("a header name stands in two places")
        joined = check_joined(protected, {**shared, **header})
        row, enc = choose(jwk, joined.get("alg"), joined.get("enc"))
        encs[enc.name] = enc
        if "alg" not in joined and len(pairs) > 1:
            header["alg"] = row.name
        drafts.append(_Draft(jwk, header, row))
        if row.direct and len(pairs) > 1:  # the key of this recipient is the CEK itself
            raise JamJWEEncryptionError(f"{row.name} allows only one recipient")
    if len(encs) != 1:  # RFC 7516 section 7.2.1: the same enc for all
        raise JamJWEEncryptionError("enc must be the same for all recipients")
    [enc] = encs.values()
    if "enc" not in shared and not all("enc" in draft.header for draft in drafts):
        protected.setdefault("enc", enc.name)
    if len(drafts) == 1 and "alg" not in {**shared, **drafts[0].header}:
        protected.setdefault("alg", drafts[0].row.name)
    return drafts, enc


def _seal_keys(
    drafts: list[_Draft],
    enc: ContentEncryption,
    protected: Header,
    shared: Header,
    draws: Draws,
) -> tuple[bytes, list[JsonObject]]:
    """Return the CEK and the entries of "recipients".

    New members stand beside alg: in the protected header of a single recipient, else in each own.
    """
    cek = b"" if drafts[0].row.direct else new_cek(enc, draws)
    entries = []
    for draft in drafts:
        joined = {**protected, **shared, **draft.header}
        cek, encrypted_key, made = seal_key(draft.row, draft.jwk, joined, enc, cek, draws)
        if len(drafts) == 1 and "alg" in protected:
            protected.update(made)
        elif (protected.keys() | shared.keys()) & made.keys():
            raise JamJWEEncryptionError("p2c must stand beside alg")
        else:
            draft.header.update(made)
        entry: JsonObject = {"header": draft.header} if draft.header else {}
        if encrypted_key:
            entry["encrypted_key"] = base64url.encode(encrypted_key)
        entries.append(entry)
    return cek, entries


def parse_json(token: str | bytes | JsonObject, crit: Collection[str]) -> Message:
    """Return the message of a JWE in JSON serialization.

    Raises:
        JamJWEInvalidFormatError, JamJWEDecryptionError: as `jwe.decrypt`.
    """
    data = token if isinstance(token, dict) else _load(token)
    segment = _text(data, "protected")
    protected = {} if segment is None else parse_segment(segment, JWE_ERRORS)
    shared = _members(data, "unprotected")
    recipients = [_recipient(entry, protected, shared, crit) for entry in _entries(data)]
    if len({recipient.header["enc"] for recipient in recipients}) != 1:
        raise JamJWEInvalidFormatError("enc differs between the recipients")
    ciphertext = _text_or_empty(data, "ciphertext")  # empty for an empty plaintext
    if ciphertext is None:
        raise JamJWEInvalidFormatError("the JWE has no ciphertext")
    aad = _text(data, "aad")
    if aad is not None:
        decode(aad, "aad")
    authenticated = segment or ""
    if aad is not None:  # RFC 7516 section 5.2 step 15
        authenticated += "." + aad
    return Message(
        protected,
        recipients,
        decode(_text(data, "iv") or "", "the initialization vector"),
        decode(ciphertext, "the ciphertext"),
        decode(_text(data, "tag") or "", "the authentication tag"),
        authenticated.encode("ascii"),
    )


def _recipient(entry: JsonObject, protected: Header, shared: Header, crit: Collection[str]) -> Recipient:
    own = _members(entry, "header")
    if shared.keys() & own.keys():  # RFC 7516 section 7.2.1
        raise JamJWEInvalidFormatError("a header name stands in two places")
    header = check_header(protected, {**shared, **own}, crit)
    # Empty, it should be absent (section 7.2.1); some write it, and it says the same.
    encrypted_key = _text_or_empty(entry, "encrypted_key") or ""
    return Recipient(header, decode(encrypted_key, "the encrypted key", limits.MAX_ENCRYPTED_KEY_BYTES))


def _entries(data: JsonObject) -> list[JsonObject]:
    """Return the recipients; a JWE is either general or flattened, never both."""
    if "recipients" not in data:
        return [data]
    if data.keys() & {"header", "encrypted_key"}:  # RFC 7516 section 7.2.2
        raise JamJWEInvalidFormatError("a JWE is either general or flattened")
    entries = data["recipients"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise JamJWEInvalidFormatError("recipients must be a list of objects")
    if not 0 < len(entries) <= limits.MAX_SIGNATURES:
        raise JamJWEInvalidFormatError(f"a JWE has 1 to {limits.MAX_SIGNATURES} recipients")
    return entries


def _load(token: str | bytes) -> JsonObject:
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWEInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    try:
        data = strict_json.loads(token, "the JWE")
    except JamEncodingError as error:
        raise JamJWEInvalidFormatError(error.message) from error
    if not isinstance(data, dict):
        raise JamJWEInvalidFormatError("a JWE in JSON serialization is an object")
    return data


def _members(data: JsonObject, name: str) -> JsonObject:
    """Return an unprotected header, {} if it is absent."""
    members = check_members(data.get(name, {}), f"the member {name}", JWE_ERRORS)
    if name in data and not members:
        raise JamJWEInvalidFormatError(f"{name} must be absent when it is empty")
    return members


def _text(data: JsonObject, name: str) -> str | None:
    """Return a member that is ASCII text and not empty, None if it is absent (RFC 7516 section 7.2.1)."""
    if name not in data:
        return None
    value = data[name]
    if not isinstance(value, str) or not value or not value.isascii():
        raise JamJWEInvalidFormatError(f"{name} must be base64url text, or absent when it is empty")
    if len(value) > limits.MAX_TOKEN_BYTES:
        raise JamJWEInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    return value


def _text_or_empty(data: JsonObject, name: str) -> str | None:
    return "" if data.get(name) == "" else _text(data, name)
