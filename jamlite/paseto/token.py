"""The shape of a PASETO: version.purpose.body or version.purpose.body.footer, to the letter.

Base64url without padding, every spare bit zero (Common Implementation Details, Base64 Decoding); the
header is case-sensitive; a footer segment is there only for a footer that is not empty.
"""

from __future__ import annotations

from hmac import compare_digest

from ..encoding import base64url
from ..exceptions.base import JamEncodingError
from ..exceptions.paseto import JamPASETOInvalidPurpose, JamPASETOInvalidTokenFormat
from .key import PURPOSES, VERSIONS

# Limits, checked before anything is decoded; nothing legitimate comes near. Assign to one to change it.
MAX_TOKEN_BYTES = 1 << 20  # a whole token; a header of HTTP holds some 8000
MAX_FOOTER_BYTES = 1 << 14  # one base64url footer segment; a wrapped RSA key (k1.secret-wrap) takes 2200
SIGNATURE_BYTES = {"v1": 256, "v2": 64, "v3": 96, "v4": 64}  # at the end of the body of a v*.public
_CODE = "paseto.validation."


def assemble(header: bytes, body: bytes, footer: bytes) -> str:
    """Return the token of a body and a footer.

    Args:
        header: b"v4.local." and the like.
        body: what the version packs: nonce, ciphertext and tag, or message and signature.
        footer: b"" for none.

    Raises:
        JamPASETOInvalidTokenFormat: the token would be larger than a reader of the same limits takes.
    """
    token = header + base64url.encode_bytes(body)
    if footer:  # step "If f is Empty": no trailing dot
        segment = base64url.encode_bytes(footer)
        if len(segment) > MAX_FOOTER_BYTES:
            raise _refuse("invalid_footer", f"the footer is larger than {MAX_FOOTER_BYTES} bytes")
        token += b"." + segment
    if len(token) > MAX_TOKEN_BYTES:
        raise _refuse("invalid_token_format", f"the token is larger than {MAX_TOKEN_BYTES} bytes")
    return token.decode("ascii")


def parse(
    token: str | bytes, header: bytes, minimum: int, expected_footer: bytes | None
) -> tuple[bytes, bytes]:
    """Return (body, footer) of a token with this header; nothing of it is verified yet.

    Args:
        token: text, or its ASCII bytes.
        header: b"v4.local." and the like.
        minimum: bytes the body must have at the least.
        expected_footer: the only footer to accept (b"": none); None accepts any.

    Raises:
        JamPASETOInvalidPurpose: a PASETO of another version or purpose.
        JamPASETOInvalidTokenFormat: no PASETO, malformed, too large, another footer.
    """
    segments = _segments(token)
    if b"%s.%s." % (segments[0], segments[1]) != header:  # the reader's header, not the token's, chooses
        raise _other_header(segments)
    footer = _footer(segments)
    # Decrypt and Verify, of each version: MAY, provided that it takes constant time.
    if expected_footer is not None and not compare_digest(footer, expected_footer):
        raise _refuse("invalid_footer", "the footer is not the expected one")
    try:
        body = base64url.decode(segments[2], "the body")
    except JamEncodingError as error:
        raise _refuse("invalid_body", error.message) from error
    if len(body) < minimum:  # before any slicing: of a short body, nonce and tag would overlap
        local = header.endswith(b".local.")
        code = "invalid_payload_size" if local else "invalid_payload_signature_size"
        raise _refuse(code, "the body is too short")
    return body, footer


def peek(token: str | bytes) -> tuple[str, str, bytes]:
    """Return (version, purpose, footer) of a token, UNVERIFIED: enough to find a key by, no more.

    Raises:
        JamPASETOInvalidTokenFormat: no PASETO, or too large.
    """
    segments = _segments(token)
    version, purpose = (segment.decode("latin-1") for segment in segments[:2])  # never fails, unlike UTF-8
    if version not in VERSIONS or purpose not in PURPOSES:  # case-sensitive: "V4.Public" is none
        raise _other_header(segments)
    return version, purpose, _footer(segments)


def unverified(token: str | bytes) -> tuple[str, bytes | None, bytes]:
    """Return (header, payload, footer) of a token as ANYBODY could have written them: nothing is verified.

    To look at a token, or to choose a key; never to trust it. The header is text such as "v4.public",
    the payload is None where it is encrypted.

    Raises:
        JamPASETOInvalidTokenFormat: no PASETO, or too large.
    """
    segments = _segments(token)
    version, purpose, footer = peek(token)
    if purpose == "local":
        return f"{version}.{purpose}", None, footer
    try:
        body = base64url.decode(segments[2], "the body")
    except JamEncodingError as error:
        raise _refuse("invalid_body", error.message) from error
    if len(body) < SIGNATURE_BYTES[version]:
        raise _refuse("invalid_payload_signature_size", "the body is too short")
    return f"{version}.{purpose}", body[: -SIGNATURE_BYTES[version]], footer


def _segments(token: object) -> list[bytes]:
    """Return the three or four segments; sizes are looked at first, and dots counted before splitting."""
    if not isinstance(token, (str, bytes)):
        raise _refuse("invalid_token_format", f"a token must be text, got {type(token).__name__}")
    if len(token) > MAX_TOKEN_BYTES:
        raise _refuse("invalid_token_format", f"the token is larger than {MAX_TOKEN_BYTES} bytes")
    if isinstance(token, str):
        if not token.isascii():
            raise _refuse("invalid_token_format", "the token is not ASCII")
        token = token.encode("ascii")
    if token.count(b".") not in (2, 3):
        raise _refuse("invalid_token_format", "a PASETO has three or four parts")
    return token.split(b".")


def _footer(segments: list[bytes]) -> bytes:
    if len(segments) == 3:
        return b""
    segment = segments[3]
    # "v4.local.body." would be a second spelling of "v4.local.body".
    if not 0 < len(segment) <= MAX_FOOTER_BYTES:
        size = f"is larger than {MAX_FOOTER_BYTES} bytes" if segment else "is empty"
        raise _refuse("invalid_footer", f"the footer segment {size}")
    try:
        return base64url.decode(segment, "the footer")
    except JamEncodingError as error:
        raise _refuse("invalid_footer", error.message) from error


def _other_header(segments: list[bytes]) -> JamPASETOInvalidPurpose | JamPASETOInvalidTokenFormat:
    version, purpose = (segment.decode("latin-1") for segment in segments[:2])
    if version in VERSIONS and purpose in PURPOSES:
        return JamPASETOInvalidPurpose(f"a {version}.{purpose} token is not accepted here")
    return _refuse("invalid_header", "this is not a PASETO of version 1 to 4")


def _refuse(code: str, message: str) -> JamPASETOInvalidTokenFormat:
    return JamPASETOInvalidTokenFormat(message, error_code=_CODE + code)
