"""JSON Web Signature, compact serialization (RFC 7515 section 7.1) and unencoded payloads (RFC 7797).

The JSON serializations are in `jws_json.py`; `sign_json` and `verify` reach them from here.
"""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamTypeError
from ..exceptions.encoding import JamEncodingError
from ..exceptions.jose import (
    JamJWSInvalidFormatError,
    JamJWSSigningError,
    JamJWSValidationError,
    JamJWSVerificationError,
)
from . import limits
from .header import check_b64, check_crit, check_members, encode_segment, parse_segment
from .jwk import JWK
from .jwk_set import JWKSet
from .key_input import as_key, as_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Iterable

__all__ = ["VerifiedJWS", "sign", "sign_json", "verify"]

UNDERSTOOD = ("b64",)


class VerifiedJWS:
    """What a verified JWS says: `payload` (bytes), `header` (dict) and the `key` that verified it.

    For the JSON serializations `header` joins the protected and unprotected members of the first
    valid signature, and `protected` has only the former.
    """

    __slots__ = ("header", "key", "payload", "protected")

    def __init__(
        self, payload: bytes, protected: dict[str, Any], unprotected: dict[str, Any], key: JWK
    ) -> None:
        self.payload = payload
        self.protected = protected
        self.header = {**protected, **unprotected}
        self.key = key

    def __repr__(self) -> str:
        return f"<VerifiedJWS alg={self.header['alg']} {len(self.payload)} bytes>"


def sign(
    payload: bytes,
    key: Any,
    header: dict[str, Any] | None = None,
    *,
    alg: str | None = None,
    detached: bool = False,
) -> str:
    """Return `payload` signed, as a compact JWS.

    Args:
        payload: bytes; with b64=false and not detached, printable ASCII without "." (RFC 7797
            section 5.2).
        key: a JWK, JWK dict, PEM, or raw secret.
        header: further protected members; may carry "alg", and "b64" with "crit".
        alg: the algorithm; else header["alg"], else the key's own or its type's usual one.
        detached: leave the payload out of the result (RFC 7515 appendix F).

    Raises:
        JamJWSSigningError: the header breaks a rule, or the payload cannot be carried.
        JamInvalidKeyTypeError: the key cannot run the algorithm or may not sign.
        JamAlgorithmError: there is no such algorithm.
    """
    jwk = as_key(key)
    if not isinstance(payload, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the payload must be bytes, got {type(payload).__name__}")
    protected = prepare_header(jwk, header, alg)
    encoded = check_b64(protected)
    body = base64url.encode_bytes(payload) if encoded else bytes(payload)
    if not encoded and not detached and not _carries(body):
        raise JamJWSSigningError("an unencoded payload in a compact JWS is printable ASCII without a dot")
    segment = encode_segment(protected)
    signature = jwk.signer(protected["alg"])(segment + b"." + body)
    return b".".join((segment, b"" if detached else body, base64url.encode_bytes(signature))).decode("ascii")


def sign_json(
    payload: bytes,
    signers: Iterable[tuple[Any, dict[str, Any] | None, dict[str, Any] | None]],
    *,
    flattened: bool = False,
    detached: bool = False,
) -> dict[str, Any]:
    """Return `payload` signed by each signer, as a JWS in JSON serialization (RFC 7515 section 7.2).

    Args:
        payload: bytes.
        signers: tuples (key, protected members, unprotected members); either dict may be None.
        flattened: one signer, without the "signatures" list.
        detached: leave the payload out.

    Raises: as `sign`.
    """
    from .jws_json import sign_json

    return sign_json(payload, signers, flattened=flattened, detached=detached)


def verify(
    token: str | bytes | dict[str, Any],
    key: Any,
    *,
    algorithms: Collection[str] | None = None,
    payload: bytes | None = None,
    crit: Collection[str] = (),
    require_all: bool = False,
) -> VerifiedJWS:
    """Verify a JWS in any serialization and return what it says.

    Args:
        token: compact text, or a dict in JSON serialization (text that begins with "{" is parsed).
        key: a JWK, JWK dict, JWKSet, JWKS dict, PEM, or raw secret. The token never supplies it.
        algorithms: names to allow; None allows what the key itself allows.
        payload: the payload of a detached JWS.
        crit: names of critical extensions the caller understands and will handle.
        require_all: every signature of a JSON serialization must be valid, not just one.

    Raises:
        JamJWSInvalidFormatError: not a JWS.
        JamJWSValidationError: a header rule is broken, or the algorithm is not allowed.
        JamJWSVerificationError: no key fits, or no signature is valid.
    """
    if isinstance(token, dict) or _is_json(token):
        from .jws_json import verify_json

        return verify_json(
            token, key, algorithms=algorithms, payload=payload, crit=crit, require_all=require_all
        )
    signing_input, segment, body, signature = split(token)
    protected = parse_segment(segment)
    check_crit(protected, None, (*UNDERSTOOD, *crit))
    encoded = check_b64(protected)
    if payload is not None:
        body = attach(body, payload, encoded)
        signing_input = segment + b"." + body
    elif not body and not encoded:
        raise JamJWSInvalidFormatError("the payload is detached and was not handed in")
    jwk = verify_signature(protected, signing_input, signature, key, algorithms)
    return VerifiedJWS(decode_payload(body, encoded), protected, {}, jwk)


def split(token: Any) -> tuple[bytes, bytes, bytes, bytes]:
    """Return signing input, header segment, payload segment and signature segment of a compact JWS."""
    if not isinstance(token, (str, bytes)):
        raise JamJWSInvalidFormatError(f"a JWS is text, bytes or a dict, got {type(token).__name__}")
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    try:
        data = token if isinstance(token, bytes) else token.encode("ascii")
    except UnicodeEncodeError:
        raise JamJWSInvalidFormatError("a compact JWS is ASCII") from None
    signing_input, _, signature = data.rpartition(b".")
    segment, dot, body = signing_input.partition(b".")
    if not dot or b"." in body:
        raise JamJWSInvalidFormatError(
            "a compact JWS has three parts", details={"reason": "invalid_jws_format"}
        )
    return signing_input, segment, body, signature


def prepare_header(
    jwk: JWK, header: dict[str, Any] | None, alg: str | None, unprotected: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the protected header to sign with: checked, and with its alg filled in."""
    members = {} if header is None else check_members(header, "the header")
    try:
        check_crit(members, unprotected, members.get("crit") or ())
        check_b64(members, unprotected)
    except (JamJWSValidationError, TypeError) as error:
        raise JamJWSSigningError(f"the header was refused: {error}") from error
    named = members.get("alg", (unprotected or {}).get("alg"))
    if alg is None:
        alg = named if named is not None else jwk.default_algorithm()
    elif named is not None and named != alg:
        raise JamJWSSigningError("the header names another alg than the one asked for")
    return members if named is not None else {"alg": alg, **members}


def verify_signature(
    header: dict[str, Any],
    signing_input: bytes,
    signature: bytes,
    key: Any,
    algorithms: Collection[str] | None,
) -> JWK:
    """Return the key that verifies a base64url signature, or raise.

    `header` is the joined JOSE header; its alg chooses among what the key and the caller allow and
    never widens that (RFC 8725 section 3.1).
    """
    alg = header.get("alg")
    if not isinstance(alg, str):
        raise JamJWSValidationError("the header names no alg")
    tag = decode_signature(signature)
    allowed_somewhere = False
    for jwk in candidates(key, header):
        if not jwk.allows(alg, algorithms):
            continue
        allowed_somewhere = True
        if jwk.verifier(alg)(signing_input, tag):
            return jwk
    if not allowed_somewhere:
        raise JamJWSValidationError(
            "no key given allows this algorithm", details={"reason": "algorithm_mismatch"}
        )
    raise JamJWSVerificationError("the signature is not valid")


def decode_signature(signature: bytes) -> bytes:
    """Return the bytes of a signature segment."""
    try:
        return base64url.decode(signature, "the signature")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error


def candidates(key: Any, header: dict[str, Any]) -> list[JWK]:
    """Return the keys that may verify: the one key, or those of a set that the kid names.

    An unknown kid means no key, not the first key; without a kid every key of the set is tried.
    """
    found = as_keys(key)
    if not isinstance(found, JWKSet):
        return [found]
    kid = header.get("kid")
    keys = [jwk for jwk in found if kid is None or jwk.kid == kid]
    if not keys:
        raise JamJWSVerificationError("no key of the set has this kid", details={"reason": "unknown_kid"})
    return keys


def attach(body: bytes, payload: Any, encoded: bool) -> bytes:
    """Return the payload segment of a detached JWS, made from the payload handed in."""
    if not isinstance(payload, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the payload must be bytes, got {type(payload).__name__}")
    if body:
        raise JamJWSInvalidFormatError("a payload was handed in, but the JWS carries its own")
    return base64url.encode_bytes(bytes(payload)) if encoded else bytes(payload)


def decode_payload(body: bytes, encoded: bool) -> bytes:
    """Return the payload that a payload segment stands for."""
    if not encoded:
        return body
    try:
        return base64url.decode(body, "the payload")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error


def _carries(body: bytes) -> bool:
    """Tell whether an unencoded payload may stand in a compact JWS (RFC 7797 section 5.2)."""
    return all(0x20 <= byte <= 0x7E and byte != 0x2E for byte in body)


def _is_json(token: Any) -> bool:
    start = token[:1] if isinstance(token, (str, bytes)) else ""
    return start in ("{", b"{")
