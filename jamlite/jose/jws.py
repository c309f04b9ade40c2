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
from ..optional import alias
from . import limits
from .header import check_b64, check_crit, check_members, check_names, encode_segment, parse_segment
from .jwk import JWK
from .key_input import as_key, as_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Sequence

__all__ = ["VerifiedJWS", "sign", "sign_json", "verify"]

UNDERSTOOD = ("b64",)
SIGNING_ERRORS = (JamJWSSigningError, JamJWSSigningError)


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
        JamJWSSigningError: the header breaks a rule, the payload cannot be carried, or the token would be
            larger than `limits.MAX_TOKEN_BYTES`, or its header than `limits.MAX_HEADER_BYTES`.
        JamInvalidKeyTypeError: the key cannot run the algorithm or may not sign.
        JamAlgorithmError: there is no such algorithm.
        JamTypeError: the payload is not bytes.
    """
    jwk, payload = as_key(key), octets(payload)
    protected = prepare_header(jwk, header, alg)
    signer = jwk.signer(protected["alg"])
    encoded = check_b64(protected)
    body = base64url.encode_bytes(payload) if encoded else payload
    if not encoded and not detached and not _carries(body):
        raise JamJWSSigningError("an unencoded payload in a compact JWS is printable ASCII without a dot")
    segment = encode_segment(protected)
    signature = signer(segment + b"." + body)
    parts = (segment, b"" if detached else body, base64url.encode_bytes(signature))
    return checked_size(b".".join(parts)).decode("ascii")


def sign_json(
    payload: bytes,
    signers: Sequence[tuple[Any, dict[str, Any] | None, dict[str, Any] | None]],
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
        token: compact text, or a JSON serialization as text or dict.
        key: a JWK, JWK dict, JWKSet, JWKS dict, PEM, or raw secret. The token never supplies it.
        algorithms: names to allow; None allows what the key itself allows. Of a set that has public
            keys, the symmetric ones are used only if algorithms are named.
        payload: the payload of a detached JWS.
        crit: names of critical extensions the caller understands and will handle.
        require_all: every signature of a JSON serialization must be valid, not just one.

    Raises:
        JamJWSInvalidFormatError: not a JWS.
        JamJWSValidationError: a header rule is broken, or the algorithm is not allowed.
        JamJWSVerificationError: no key fits, or no signature is valid.
        JamConfigurationError: an argument of the caller is not usable.
    """
    check_names(algorithms, "algorithms")
    check_names(crit, "crit")
    understood = (*UNDERSTOOD, *(crit or ()))
    if isinstance(token, dict) or _is_json(token):
        from .jws_json import verify_json

        return verify_json(
            token, key, algorithms=algorithms, payload=payload, understood=understood, require_all=require_all
        )
    signing_input, segment, body, signature = split(token)
    protected = parse_segment(segment)
    check_crit(protected, None, understood)
    encoded = check_b64(protected)
    if payload is not None:
        body = attach(body, payload, encoded)
        signing_input = segment + b"." + body
    elif not encoded and not (body and _carries(body)):
        raise JamJWSInvalidFormatError("the payload is detached, or is not printable ASCII without a dot")
    jwk = verify_signature(protected, signing_input, signature, key, algorithms)
    return VerifiedJWS(decode_payload(body, encoded), protected, {}, jwk)


def split(token: Any) -> tuple[bytes, bytes, bytes, bytes]:
    """Return signing input, header segment, payload segment and signature segment of a compact JWS."""
    if not isinstance(token, (str, bytes)):
        raise JamJWSInvalidFormatError(f"a JWS is text, bytes or a dict, got {type(token).__name__}")
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    if not token.isascii():
        raise JamJWSInvalidFormatError("a compact JWS is ASCII")
    data = token if isinstance(token, bytes) else token.encode("ascii")
    signing_input, _, signature = data.rpartition(b".")
    segment, dot, body = signing_input.partition(b".")
    if not dot or b"." in body:
        raise JamJWSInvalidFormatError(
            "a compact JWS has three parts", details={"reason": "invalid_jws_format"}
        )
    return signing_input, segment, body, signature


def checked_size(token: bytes) -> bytes:
    """Return a token to send, if its reader takes one of this size; JamJWSSigningError otherwise."""
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWSSigningError(
            f"the token would have {len(token)} bytes; at most {limits.MAX_TOKEN_BYTES} are read again"
        )
    return token


def header_of(token: Any) -> dict[str, Any]:
    """Return the header of a compact JWS, UNVERIFIED: enough to find a key by, no more."""
    return parse_segment(split(token)[1])


def octets(payload: Any) -> bytes:
    """Return a payload of any bytes-like type as bytes."""
    if not isinstance(payload, (bytes, bytearray, memoryview)):
        raise JamTypeError(f"the payload must be bytes, got {type(payload).__name__}")
    return bytes(payload)


def prepare_header(
    jwk: JWK, header: dict[str, Any] | None, alg: str | None, unprotected: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the protected header to sign with: checked, and with its alg filled in.

    `alg` is the one asked for; without it that of the header counts, else the key's usual one.
    """
    members = {} if header is None else check_members(header, "the header", SIGNING_ERRORS)
    check_crit(members, unprotected, _named_extensions(members), SIGNING_ERRORS)
    try:
        check_b64(members, unprotected)
    except JamJWSValidationError as error:
        raise JamJWSSigningError(error.message) from error
    named = members.get("alg")
    if alg is None:
        alg = jwk.default_algorithm() if named is None else named
    elif named not in (None, alg):
        raise JamJWSSigningError("the header names another alg than the one asked for")
    return members if named is not None else {"alg": alg, **members}


def _named_extensions(members: dict[str, Any]) -> Collection[str]:
    """Return the extensions a signer declares critical: it is the one who understands them."""
    crit = members.get("crit")
    return crit if isinstance(crit, list) else ()


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
    keys = fitting_keys(header, key, algorithms)
    return try_keys(keys, header["alg"], signing_input, decode_signature(signature))


def try_keys(keys: list[JWK], alg: str, signing_input: bytes, tag: bytes) -> JWK:
    """Return the first key that verifies the signature `tag`, or raise."""
    for jwk in keys:
        if jwk.verifier(alg)(signing_input, tag):
            return jwk
    raise JamJWSVerificationError("the signature is not valid")


def fitting_keys(header: dict[str, Any], key: Any, algorithms: Collection[str] | None) -> list[JWK]:
    """Return the keys that may verify a signature of this header, at least one.

    An unknown kid means no key, not the first key; without a kid every key of a set that may run the
    algorithm is tried, up to `limits.MAX_SIGNATURE_CHECKS`.
    """
    alg = header.get("alg")
    if not isinstance(alg, str):
        raise JamJWSValidationError("the header names no alg")
    found = as_keys(key)
    if isinstance(found, JWK):
        keys = [found] if found.allows(alg, algorithms) else []
    else:
        kid = header.get("kid")
        named = [jwk for jwk in found if kid is None or jwk.kid == kid]
        if not named:
            raise JamJWSVerificationError("no key of the set has this kid", details={"reason": "unknown_kid"})
        symmetric_too = algorithms is not None or all(jwk.kty == "oct" for jwk in found)
        keys = [
            jwk
            for jwk in named
            if jwk.allows(alg, algorithms) and jwk.verifies and (symmetric_too or jwk.kty != "oct")
        ]
    if not keys:
        raise JamJWSValidationError(
            "no key given allows this algorithm", details={"reason": "algorithm_mismatch"}
        )
    if len(keys) > limits.MAX_SIGNATURE_CHECKS:
        raise too_many_checks()
    return keys


def too_many_checks() -> JamJWSVerificationError:
    """Return the error of a token that would cost too many verifications."""
    return JamJWSVerificationError(
        f"more than {limits.MAX_SIGNATURE_CHECKS} pairs of signature and key would have to be tried",
        details={"reason": "too_many_checks"},
    )


def decode_signature(signature: bytes) -> bytes:
    """Return the bytes of a signature segment."""
    try:
        return base64url.decode(signature, "the signature")
    except JamEncodingError as error:
        raise JamJWSInvalidFormatError(error.message) from error


def attach(body: bytes, payload: Any, encoded: bool) -> bytes:
    """Return the payload segment of a detached JWS, made from the payload handed in."""
    payload = octets(payload)
    if body:
        raise JamJWSInvalidFormatError("a payload was handed in, but the JWS carries its own")
    return base64url.encode_bytes(payload) if encoded else payload


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
    return not body.translate(None, _PRINTABLE)


_PRINTABLE = bytes(byte for byte in range(0x20, 0x7F) if byte != 0x2E)


def _is_json(token: Any) -> bool:
    """Tell whether a text is a JSON serialization; a compact one begins neither with { nor with space."""
    if isinstance(token, bytes):
        return token.startswith((b"{", b" ", b"\t", b"\r", b"\n"))
    return isinstance(token, str) and token.startswith(("{", " ", "\t", "\r", "\n"))


__getattr__ = alias(__name__)  # Jam's classes; see jam/aliases.py
