"""JWS JSON Serialization, general and flattened (RFC 7515 section 7.2)."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSVerificationError,
)
from . import limits
from .header import check_b64, check_crit, check_members, encode_segment, parse_segment
from .jwk_set import check_work, work_of
from .jws_message import decode_signature, fitting_keys, try_keys
from .jws_payload import VerifiedJWS, attach, decode_payload, octets
from .key_like import one_key
from .signing import SIGNING_ERRORS, checked_size, prepare_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Sequence

    from ..encoding.json_types import Header, JsonObject
    from .key_like import KeyLike, Keys
    from .token_key import TokenKey


class _Signature:
    """One entry of "signatures", parsed: what was signed under which header."""

    __slots__ = ("encoded", "protected", "segment", "text", "unprotected")

    def __init__(self, entry: JsonObject) -> None:
        self.segment = _text(entry, "protected", required=False).encode("ascii")
        self.text = _text(entry, "signature", required=True).encode("ascii")
        decode_signature(self.text)  # malformed, it refuses the whole token
        self.protected = parse_segment(self.segment) if "protected" in entry else {}
        self.unprotected = check_members(entry.get("header", {}), "the unprotected header")
        if not self.protected and not self.unprotected:
            raise JamJWSInvalidFormatError("a signature has no header")
        if self.protected.keys() & self.unprotected.keys():  # RFC 7515 section 7.2.1
            raise JamJWSInvalidFormatError("a header name is both protected and unprotected")
        self.encoded = check_b64(self.protected, self.unprotected)

    def header(self) -> JsonObject:
        return {**self.protected, **self.unprotected}


def sign_json(
    payload: bytes,
    signers: Sequence[tuple[KeyLike, Header | None, Header | None]],
    *,
    flattened: bool = False,
    detached: bool = False,
) -> JsonObject:
    """See `jws.sign_json`."""
    payload = octets(payload)
    entries, b64_values = [], set()
    if len(_triples(signers)) > limits.MAX_SIGNATURES:
        raise JamJWSSigningError(f"a JWS has 1 to {limits.MAX_SIGNATURES} signatures")
    for key, protected, unprotected in signers:
        entry, encoded = _sign_one(payload, one_key(key), protected, unprotected)
        entries.append(entry)
        b64_values.add(encoded)
    if len(b64_values) != 1:  # RFC 7797 section 3: b64 must be the same for all signatures
        raise JamJWSSigningError("give at least one signer, and the same b64 to all of them")
    if flattened and len(entries) != 1:
        raise JamJWSSigningError("a flattened JWS has exactly one signature")
    result: JsonObject = {}
    if not detached:
        result["payload"] = base64url.encode(payload) if b64_values.pop() else _as_text(payload)
    result = {**result, **entries[0]} if flattened else {**result, "signatures": entries}
    checked_size(strict_json.encode(result, "the JWS"))
    return result


def _sign_one(
    payload: bytes, jwk: TokenKey, protected: Header | None, unprotected: Header | None
) -> tuple[JsonObject, bool]:
    unprotected = dict(
        check_members({} if unprotected is None else unprotected, "the unprotected header", SIGNING_ERRORS)
    )
    if protected and isinstance(protected, dict) and protected.keys() & unprotected.keys():
        raise JamJWSSigningError("a header name is both protected and unprotected")
    members = prepare_header(jwk, protected, unprotected.get("alg"), unprotected)
    alg = members["alg"]
    if "alg" in unprotected:
        members = {name: value for name, value in members.items() if name != "alg"}
    signer = jwk.signer(alg)
    encoded = check_b64(members)
    body = base64url.encode_bytes(payload) if encoded else payload
    segment = encode_segment(members) if members else b""
    signature = signer(segment + b"." + body)
    entry: JsonObject = {"protected": segment.decode("ascii")} if members else {}
    if unprotected:
        entry["header"] = unprotected
    entry["signature"] = base64url.encode(signature)
    return entry, encoded


def verify_json(
    token: str | bytes | JsonObject,
    keys: Keys,
    *,
    algorithms: Collection[str] | None,
    payload: bytes | None,
    understood: Collection[str],
    require_all: bool,
) -> VerifiedJWS:
    """See `jws.verify`. A malformed signature refuses the token, one that does not verify only itself."""
    data = _parse(token)
    signatures = [_Signature(entry) for entry in _entries(data)]
    if len({signature.encoded for signature in signatures}) != 1:  # RFC 7797 section 3
        raise JamJWSInvalidFormatError("b64 differs between the signatures")
    encoded = signatures[0].encoded
    body = _utf8(_text(data, "payload", required=payload is None))
    if payload is not None:
        body = attach(body, payload, encoded)
    content, checks, work = decode_payload(body, encoded), 0, 0.0
    verified: VerifiedJWS | None = None
    failure = JamJWSVerificationError()
    for signature in signatures:
        try:
            check_crit(signature.protected, signature.unprotected, understood)
            header = signature.header()
            fitting = fitting_keys(header, keys, algorithms)
            checks, work = checks + len(fitting), work + work_of(fitting)
            check_work(checks, work)
            jwk = try_keys(fitting, header["alg"], signature.segment + b"." + body, signature.text)
        except JamJWSVerificationError as error:
            if require_all:
                raise
            failure = error
        else:
            verified = verified or VerifiedJWS(content, signature.protected, signature.unprotected, jwk)
            if not require_all:
                break
    if verified is None:
        raise failure
    return verified


def _triples(signers: object) -> Sequence[tuple[KeyLike, Header | None, Header | None]]:
    """Return the signers, if they are a list of (key, protected, unprotected)."""
    if not isinstance(signers, (list, tuple)) or not all(
        isinstance(signer, (list, tuple)) and len(signer) == 3 for signer in signers
    ):
        raise JamJWSSigningError("signers are a list of (key, protected, unprotected)")
    return signers


def _parse(token: str | bytes | JsonObject) -> JsonObject:
    if isinstance(token, dict):
        return token
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    try:
        data = strict_json.loads(token, "the JWS")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
    if not isinstance(data, dict):
        raise JamJWSInvalidFormatError("a JWS in JSON serialization is an object")
    return data


def _entries(data: JsonObject) -> list[JsonObject]:
    """Return the signature entries; a JWS is either general or flattened, never both."""
    if "signatures" not in data:
        return [data]
    if data.keys() & {"protected", "header", "signature"}:  # RFC 7515 section 7.2.2
        raise JamJWSInvalidFormatError("a JWS is either general or flattened")
    entries = data["signatures"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise JamJWSInvalidFormatError("signatures must be a list of objects")
    if not 0 < len(entries) <= limits.MAX_SIGNATURES:
        raise JamJWSInvalidFormatError(f"a JWS has 1 to {limits.MAX_SIGNATURES} signatures")
    return entries


def _text(data: JsonObject, name: str, *, required: bool) -> str:
    if name not in data and not required:
        return ""
    value = data.get(name)
    if not isinstance(value, str):
        raise JamJWSInvalidFormatError(f"{name} must be a string")
    if len(value) > limits.MAX_TOKEN_BYTES:
        raise JamJWSInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    if name != "payload" and not value.isascii():
        raise JamJWSInvalidFormatError(f"{name} must be ASCII")
    return value


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # holds the text: it must not become the context of the error below
        pass
    raise JamJWSInvalidFormatError("the payload has a lone surrogate")


def _as_text(payload: bytes) -> str:
    try:
        return payload.decode()  # RFC 7797 section 5.3: an unencoded payload in JSON is a string
    except UnicodeDecodeError:  # as in `_utf8`
        pass
    raise JamJWSSigningError("an unencoded payload in JSON must be UTF-8")
