"""JWS JSON Serialization, general and flattened (RFC 7515 section 7.2)."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamTypeError
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSVerificationError,
)
from . import limits
from .header import check_b64, check_crit, check_members, encode_segment, parse_segment
from .jws import (
    UNDERSTOOD,
    VerifiedJWS,
    attach,
    decode_payload,
    prepare_header,
    verify_signature,
)
from .key_input import as_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Iterable

    from .jwk import JWK


class _Signature:
    """One entry of "signatures", parsed: what was signed under which header."""

    __slots__ = ("encoded", "protected", "segment", "signature", "unprotected")

    def __init__(self, entry: dict[str, Any], crit: Collection[str]) -> None:
        self.segment = _text(entry, "protected", required=False)
        self.signature = _text(entry, "signature", required=True)
        self.protected = parse_segment(self.segment) if "protected" in entry else {}
        self.unprotected = check_members(entry.get("header", {}), "the unprotected header")
        if not self.protected and not self.unprotected:
            raise JamJWSInvalidFormatError("a signature has no header")
        if self.protected.keys() & self.unprotected.keys():  # RFC 7515 section 7.2.1
            raise JamJWSInvalidFormatError("a header name is both protected and unprotected")
        check_crit(self.protected, self.unprotected, (*UNDERSTOOD, *crit))
        self.encoded = check_b64(self.protected, self.unprotected)

    def header(self) -> dict[str, Any]:
        return {**self.protected, **self.unprotected}


def sign_json(
    payload: bytes,
    signers: Iterable[tuple[Any, dict[str, Any] | None, dict[str, Any] | None]],
    *,
    flattened: bool = False,
    detached: bool = False,
) -> dict[str, Any]:
    """See `jws.sign_json`."""
    if not isinstance(payload, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the payload must be bytes, got {type(payload).__name__}")
    payload = bytes(payload)
    entries, b64_values = [], set()
    for key, protected, unprotected in signers:
        entry, encoded = _sign_one(payload, as_key(key), protected, unprotected)
        entries.append(entry)
        b64_values.add(encoded)
    if len(b64_values) != 1:  # RFC 7797 section 3: b64 must be the same for all signatures
        raise JamJWSSigningError("give at least one signer, and the same b64 to all of them")
    if flattened and len(entries) != 1:
        raise JamJWSSigningError("a flattened JWS has exactly one signature")
    result: dict[str, Any] = {}
    if not detached:
        result["payload"] = base64url.encode(payload) if b64_values.pop() else _as_text(payload)
    return {**result, **entries[0]} if flattened else {**result, "signatures": entries}


def _sign_one(
    payload: bytes, jwk: JWK, protected: dict[str, Any] | None, unprotected: dict[str, Any] | None
) -> tuple[dict[str, Any], bool]:
    unprotected = dict(check_members({} if unprotected is None else unprotected, "the unprotected header"))
    members = prepare_header(jwk, protected, unprotected.get("alg"), unprotected)
    if "alg" in unprotected:
        members = {name: value for name, value in members.items() if name != "alg"}
    if members.keys() & unprotected.keys():
        raise JamJWSSigningError("a header name is both protected and unprotected")
    encoded = check_b64(members)
    body = base64url.encode_bytes(payload) if encoded else payload
    segment = encode_segment(members) if members else b""
    signature = jwk.signer({**members, **unprotected}["alg"])(segment + b"." + body)
    entry: dict[str, Any] = {"protected": segment.decode("ascii")} if members else {}
    if unprotected:
        entry["header"] = unprotected
    entry["signature"] = base64url.encode(signature)
    return entry, encoded


def verify_json(
    token: str | bytes | dict[str, Any],
    key: Any,
    *,
    algorithms: Collection[str] | None,
    payload: bytes | None,
    crit: Collection[str],
    require_all: bool,
) -> VerifiedJWS:
    """See `jws.verify`."""
    data = _parse(token)
    signatures = [_Signature(entry, crit) for entry in _entries(data)]
    if len({signature.encoded for signature in signatures}) != 1:  # RFC 7797 section 3
        raise JamJWSInvalidFormatError("b64 differs between the signatures")
    encoded = signatures[0].encoded
    body = _utf8(_text(data, "payload", required=payload is None))
    if payload is not None:
        body = attach(body, payload, encoded)
    verified: VerifiedJWS | None = None
    failure: JamJWSVerificationError | None = None
    for signature in signatures:
        signing_input = signature.segment.encode("ascii") + b"." + body
        try:
            jwk = verify_signature(
                signature.header(), signing_input, signature.signature.encode("ascii"), key, algorithms
            )
        except JamJWSVerificationError as error:
            if require_all:
                raise
            failure = error
        else:
            if verified is None:
                content = decode_payload(body, encoded)
                verified = VerifiedJWS(content, signature.protected, signature.unprotected, jwk)
    if verified is None:
        raise failure or JamJWSVerificationError()
    return verified


def _parse(token: str | bytes | dict[str, Any]) -> dict[str, Any]:
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


def _entries(data: dict[str, Any]) -> list[dict[str, Any]]:
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


def _text(data: dict[str, Any], name: str, *, required: bool) -> str:
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
    except UnicodeEncodeError:
        raise JamJWSInvalidFormatError("the payload has a lone surrogate") from None


def _as_text(payload: bytes) -> str:
    try:
        return payload.decode()  # RFC 7797 section 5.3: an unencoded payload in JSON is a string
    except UnicodeDecodeError:
        raise JamJWSSigningError("an unencoded payload in JSON must be UTF-8") from None
