"""What the serializations of a JWS share: its parts, and the keys that may verify it."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError
from ..exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from . import limits
from .header import parse_segment, told
from .key_like import for_header
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Sequence

    from ..encoding.json_types import Header
    from .key_like import Keys


def split(token: object) -> tuple[bytes, bytes, bytes, bytes]:
    """Return signing input, header segment, payload segment and signature segment of a compact JWS."""
    if not isinstance(token, (str, bytes)):
        raise _malformed(token)
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    if not token.isascii():
        raise _malformed(token)
    data = token if isinstance(token, bytes) else token.encode("ascii")
    signing_input, _, signature = data.rpartition(b".")
    segment, dot, body = signing_input.partition(b".")
    if not dot or body.find(b".") >= 0:  # `in` takes twice as long: it asks for a number first
        raise _malformed(token)
    return signing_input, segment, body, signature


def check_characters(token: str | bytes, segment: bytes, signature: bytes) -> None:
    """Refuse text that is not base64url, with a sentence that names the cause, for example white space."""
    foreign = (segment + signature).translate(None, base64url.ALPHABET)
    # A PASETO begins with v, the base64url of a JSON object never does. = is padding behind a part alone.
    if foreign.strip(b"=") or segment[:1] == b"v" or b"=" in segment.rstrip(b"="):
        raise _malformed(token)
    if foreign:
        text = told(lambda advice: advice.padded("the token"), "the token is not base64url")
        raise JamJWSInvalidFormatError(text)


def _malformed(token: object) -> JamJWSInvalidFormatError:
    text = told(lambda advice: advice.malformed(token, 3), "this is not a compact JWS")
    return JamJWSInvalidFormatError(text, details={"reason": "invalid_jws_format"})


def header_of(token: object) -> Header:
    """Return the header of a compact JWS, UNVERIFIED: enough to find a key by, no more."""
    return parse_segment(split(token)[1])


def verify_signature(
    header: Header,
    signing_input: bytes,
    signature: bytes,
    keys: Keys,
    algorithms: Collection[str] | None,
) -> TokenKey:
    """Return the key that verifies a base64url signature, or raise.

    `header` is the joined JOSE header; its alg chooses among what the key and the caller allow and
    never widens that (RFC 8725 section 3.1).
    """
    return try_keys(fitting_keys(header, keys, algorithms), header["alg"], signing_input, signature)


def try_keys(keys: Sequence[TokenKey], alg: str, signing_input: bytes, signature: bytes) -> TokenKey:
    """Return the first key that verifies a base64url signature, or raise."""
    for jwk in keys:
        if jwk.text_verifier(alg)(signing_input, signature):
            return jwk
    raise not_valid(alg, signature)


def not_valid(alg: str, signature: bytes) -> JamJWSVerificationError:
    """Return the error of a base64url signature that does not verify; raise another one for other text."""
    size = len(decode_signature(signature))
    return JamJWSVerificationError(
        told(lambda advice: advice.not_valid(alg, size), "the signature is not valid")
    )


def fitting_keys(header: Header, keys: Keys, algorithms: Collection[str] | None) -> Sequence[TokenKey]:
    """Return the keys that may verify a signature of this header, at least one."""
    alg = header.get("alg")
    if not isinstance(alg, str):
        raise JamJWSValidationError("the header names no alg")
    found = keys if isinstance(keys, TokenKey) else for_header(keys, header)
    if isinstance(found, TokenKey):
        given: Sequence[TokenKey] = (found,)
        fitting = given if found.allows(alg, algorithms) else ()
    else:
        given = found.named(header.get("kid"))
        fitting = found.verifying(alg, header.get("kid"), algorithms)
    if not fitting:
        text = told(
            lambda advice: advice.not_allowed(alg, given, algorithms),
            "the key and the argument algorithms do not allow the alg of the token",
        )
        text += "" if isinstance(found, TokenKey) else found.left_out(alg)
        raise JamJWSValidationError(text, details={"reason": "algorithm_mismatch"})
    return fitting


def decode_signature(signature: bytes) -> bytes:
    """Return the bytes of a signature segment."""
    try:
        return base64url.decode(signature, "the signature")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
