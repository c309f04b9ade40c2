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
from .jwk import JWK
from .key_like import for_header

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
    foreign = (segment + signature).translate(None, _BASE64URL)
    # A PASETO begins with v, the base64url of a JSON object never does. = is padding behind a part alone.
    if foreign.strip(b"=") or segment[:1] == b"v" or b"=" in segment.rstrip(b"="):
        raise _malformed(token)
    if foreign:
        text = told(lambda advice: advice.padded("the token"), "the token is not base64url")
        raise JamJWSInvalidFormatError(text)


_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


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
) -> JWK:
    """Return the key that verifies a base64url signature, or raise.

    `header` is the joined JOSE header; its alg chooses among what the key and the caller allow and
    never widens that (RFC 8725 section 3.1).
    """
    return try_keys(fitting_keys(header, keys, algorithms), header["alg"], signing_input, signature)


def try_keys(keys: Sequence[JWK], alg: str, signing_input: bytes, signature: bytes) -> JWK:
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


def fitting_keys(header: Header, keys: Keys, algorithms: Collection[str] | None) -> Sequence[JWK]:
    """Return the keys that may verify a signature of this header, at least one.

    An unknown kid means no key, not the first key; without a kid every key of a set that may run the
    algorithm is tried, up to `limits.MAX_SIGNATURE_CHECKS`.
    """
    alg = header.get("alg")
    if not isinstance(alg, str):
        raise JamJWSValidationError("the header names no alg")
    found = keys if isinstance(keys, JWK) else for_header(keys, header)
    if isinstance(found, JWK):
        fitting: Sequence[JWK] = (found,) if found.allows(alg, algorithms) else ()
    else:
        named = found.named(header.get("kid"))
        if not named:
            raise JamJWSVerificationError(
                found.why_absent(header.get("kid")), details={"reason": "unknown_kid"}
            )
        symmetric_too = algorithms is not None or found.is_symmetric
        fitting = [
            jwk
            for jwk in named
            if (symmetric_too or jwk.kty != "oct") and jwk.allows(alg, algorithms) and jwk.verifies
        ]
    if not fitting:
        given = (found,) if isinstance(found, JWK) else named
        text = told(
            lambda advice: advice.not_allowed(alg, given, algorithms),
            "the key and the argument algorithms do not allow the alg of the token",
        )
        raise JamJWSValidationError(text, details={"reason": "algorithm_mismatch"})
    if len(fitting) > 1:  # one is always within the limits
        check_work(len(fitting), work_of(fitting))
    return fitting


def work_of(keys: Sequence[JWK]) -> float:
    """Return what a verification with each of these keys costs together, see `limits.MAX_SIGNATURE_WORK`."""
    return sum(_rsa_work(jwk) if jwk.kty == "RSA" else 1.0 for jwk in keys)


def _rsa_work(jwk: JWK) -> float:
    """Squarings, one per bit of e, of numbers whose product costs the square of their length."""
    public = jwk.prepared.record.verifier
    return max(1.0, float(public.e.bit_length() / 17 * (public.n.bit_length() / 2048) ** 2))


def check_work(checks: int, work: float) -> None:
    """Raise unless so many pairs of signature and key, and so much work, are within the limits."""
    if checks > limits.MAX_SIGNATURE_CHECKS or (checks > 1 and work > limits.MAX_SIGNATURE_WORK):
        raise too_many_checks()


def too_many_checks() -> JamJWSVerificationError:
    """Return the error of a token that would cost too many verifications."""
    return JamJWSVerificationError(
        f"more than {limits.MAX_SIGNATURE_CHECKS} pairs of signature and key, or too costly ones, "
        "would have to be tried; give fewer keys, or tokens that name their kid",
        details={"reason": "too_many_checks"},
    )


def decode_signature(signature: bytes) -> bytes:
    """Return the bytes of a signature segment."""
    try:
        return base64url.decode(signature, "the signature")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error
