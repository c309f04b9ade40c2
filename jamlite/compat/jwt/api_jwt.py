"""PyJWT's PyJWT: claims in a compact JWS (RFC 7519)."""

from __future__ import annotations

import json
import warnings
from calendar import timegm
from datetime import datetime, timedelta, timezone
from typing import Container, Iterable

from ...encoding import strict_json
from ...exceptions.base import JamEncodingError
from .api_jws import _UNSET, PyJWS, _jws_global_obj, warn_of
from .exceptions import (
    DecodeError,
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuedAtError,
    InvalidIssuerError,
    InvalidJTIError,
    InvalidSubjectError,
    MissingRequiredClaimError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

    from ...encoding.json_types import JsonObject, JsonValue
    from .api_jwk import PyJWK
    from .key_objects import AnyKey
    from .types import FullOptions, Options, SigOptions

_VERIFY = tuple(f"verify_{name}" for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti"))
# allow_nan=False: NaN and Infinity are not JSON (RFC 8259 section 6).
_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class PyJWT:
    """Encodes and decodes claims.

    Args:
        options: what is verified, and which claims must be there; see `types.Options`.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options: FullOptions = self._get_default_options()
        if options is not None:
            self.options = self._merge_options(options)
        self._jws = PyJWS(options=self._get_sig_options())

    @staticmethod
    def _get_default_options() -> FullOptions:
        return {
            "verify_signature": True,
            **dict.fromkeys(_VERIFY, True),  # type: ignore[typeddict-item]
            "require": [],
            "strict_aud": False,
            "enforce_minimum_key_length": False,
        }

    def _get_sig_options(self) -> SigOptions:
        return {
            "verify_signature": self.options["verify_signature"],
            "enforce_minimum_key_length": self.options.get("enforce_minimum_key_length", False),
        }

    def _merge_options(self, options: Options | None = None) -> FullOptions:
        """Return these options over one's own; without the signature, no claim is verified unless asked."""
        if options is None:
            return self.options
        # PyJWT: nothing about an unverified token is judged, unless asked.
        unsigned = not options.get("verify_signature", True)
        defaults = dict.fromkeys(_VERIFY, False) if unsigned else {}
        return {**self.options, **defaults, **options}  # type: ignore[typeddict-item]

    def encode(
        self,
        payload: JsonObject,
        key: AnyKey | PyJWK,
        algorithm: str | None = _UNSET,
        headers: JsonObject | None = None,
        json_encoder: type[json.JSONEncoder] | None = None,
        sort_headers: bool = True,
    ) -> str:
        """Return the claims signed.

        Args:
            payload: a dict; exp, iat and nbf may be datetimes.
            key, algorithm, headers, sort_headers: as in `PyJWS.encode`.
            json_encoder: a class of JSONEncoder for claims and header.

        Raises:
            TypeError: not a dict, iss is not text, or a value is not JSON.
            Others: as `PyJWS.encode`.
        """
        if not isinstance(payload, dict):
            raise TypeError("Expecting a dict object, as JWT only supports JSON objects as payloads.")
        payload = payload.copy()  # PyJWT leaves the caller's dict as it was; python-jose does not
        for name in ("exp", "iat", "nbf"):
            value = payload.get(name)
            if isinstance(value, datetime):
                payload[name] = timegm(value.utctimetuple())
        # RFC 7519 section 4.1.1; PyJWT checks no other claim when it writes.
        if not isinstance(payload.get("iss", ""), str):
            raise TypeError("Issuer (iss) must be a string.")
        data = self._encode_payload(payload, headers=headers, json_encoder=json_encoder)
        return self._jws.encode(data, key, algorithm, headers, json_encoder, sort_headers=sort_headers)

    def _encode_payload(
        self,
        payload: JsonObject,
        headers: JsonObject | None = None,
        json_encoder: type[json.JSONEncoder] | None = None,
    ) -> bytes:
        """Return the bytes to sign; subclasses may write them otherwise."""
        if json_encoder is None:
            return _compact(payload).encode("utf-8")
        return json.dumps(payload, separators=(",", ":"), cls=json_encoder).encode("utf-8")

    def decode_complete(
        self,
        jwt: str | bytes,
        key: AnyKey | PyJWK = "",
        algorithms: Sequence[str] | None = None,
        options: Options | None = None,
        verify: bool | None = None,
        detached_payload: bytes | None = None,
        audience: str | Iterable[str] | None = None,
        issuer: str | Container[str] | None = None,
        subject: str | None = None,
        leeway: float | timedelta = 0,
        **kwargs: object,
    ) -> JsonObject:
        """Return {"payload": claims, "header", "signature"} of a token that was verified.

        Args:
            jwt, key, algorithms, detached_payload: as in `PyJWS.decode_complete`.
            options: see `types.Options`.
            verify: does nothing; a warning says so if it contradicts the options.
            audience: a text or several, one of which aud must name.
            issuer: a text or several, one of which iss must be.
            subject: what sub must be.
            leeway: seconds, or a timedelta, of clock difference to allow.

        Raises:
            ExpiredSignatureError, ImmatureSignatureError, InvalidAudienceError, InvalidIssuerError,
            InvalidIssuedAtError, InvalidSubjectError, InvalidJTIError, MissingRequiredClaimError: a claim.
            Others: as `PyJWS.decode_complete`.
        """
        warn_of(kwargs, "decode_complete", 3)
        verifies = True if options is None else options.get("verify_signature", True)
        if verify is not None and verify != verifies:
            warnings.warn(
                "The `verify` argument to `decode` does nothing in PyJWT 2.0 and newer. "
                "The equivalent is setting `verify_signature` to False in the `options` dictionary. "
                "This invocation has a mismatch between the kwarg and the option entry.",
                DeprecationWarning,
                stacklevel=2,
            )
        merged = self._merge_options(options)
        decoded = self._jws.decode_complete(
            jwt,
            key=key,
            algorithms=algorithms,
            options={
                "verify_signature": verifies,
                "enforce_minimum_key_length": merged.get("enforce_minimum_key_length", False),
            },
            detached_payload=detached_payload,
        )
        claims = self._decode_payload(decoded)
        # After the signature: a forged token tells nothing by its claims.
        self._validate_claims(claims, merged, audience, issuer, subject, leeway)
        decoded["payload"] = claims
        return decoded

    def _decode_payload(self, decoded: JsonObject) -> JsonObject:
        """Return the claims of a decoded JWS; subclasses may read them otherwise."""
        try:
            # RFC 7519 section 4: duplicate names are refused.
            claims = strict_json.loads(decoded["payload"], "the payload")
        except JamEncodingError as error:
            raise DecodeError(f"Invalid payload string: {error.message}") from error
        if not isinstance(claims, dict):
            raise DecodeError("Invalid payload string: must be a json object")
        return claims

    def decode(
        self,
        jwt: str | bytes,
        key: AnyKey | PyJWK = "",
        algorithms: Sequence[str] | None = None,
        options: Options | None = None,
        verify: bool | None = None,
        detached_payload: bytes | None = None,
        audience: str | Iterable[str] | None = None,
        subject: str | None = None,
        issuer: str | Container[str] | None = None,
        leeway: float | timedelta = 0,
        **kwargs: object,
    ) -> JsonObject:
        """Return the claims alone; args and errors as in `decode_complete`."""
        warn_of(kwargs, "decode", 3)
        decoded = self.decode_complete(
            jwt,
            key,
            algorithms,
            options,
            verify=verify,
            detached_payload=detached_payload,
            audience=audience,
            subject=subject,
            issuer=issuer,
            leeway=leeway,
        )
        claims: JsonObject = decoded["payload"]
        return claims

    def _validate_claims(
        self,
        payload: JsonObject,
        options: FullOptions,
        audience: Iterable[str] | str | None = None,
        issuer: Container[str] | str | None = None,
        subject: str | None = None,
        leeway: float | timedelta = 0,
    ) -> None:
        seconds = leeway.total_seconds() if isinstance(leeway, timedelta) else leeway
        if audience is not None and not isinstance(audience, (str, Iterable)):
            raise TypeError("audience must be a string, iterable or None")
        for name in options["require"]:
            if payload.get(name) is None:  # null does not satisfy, as in PyJWT
                raise MissingRequiredClaimError(name)
        # PyJWT's order - times, iss, aud, sub, jti: a token with two faults gets the same exception.
        _check_times(payload, options, seconds)
        if options["verify_iss"]:
            self._validate_iss(payload, issuer)
        if options["verify_aud"]:
            _check_audience(payload, audience, options.get("strict_aud", False))
        if options["verify_sub"] and "sub" in payload:
            if not isinstance(payload["sub"], str):
                raise InvalidSubjectError("Subject must be a string")
            if subject is not None and payload["sub"] != subject:
                raise InvalidSubjectError("Invalid subject")
        if options["verify_jti"] and not isinstance(payload.get("jti", ""), str):
            raise InvalidJTIError("JWT ID must be a string")

    def _validate_iss(self, payload: JsonObject, issuer: str | Container[str] | None) -> None:
        if issuer is None:
            return
        if "iss" not in payload:
            raise MissingRequiredClaimError("iss")
        iss = payload["iss"]
        if not isinstance(iss, str):
            raise InvalidIssuerError("Payload Issuer (iss) must be a string")
        try:
            # A text is compared whole (RFC 7519 section 4.1.1).
            fits = iss == issuer if isinstance(issuer, str) else iss in issuer
        except TypeError:
            raise InvalidIssuerError('Issuer param must be "str" or "Container[str]"') from None
        if not fits:
            raise InvalidIssuerError("Invalid issuer")


def _check_times(claims: JsonObject, options: FullOptions, leeway: float) -> None:
    now = datetime.now(tz=timezone.utc).timestamp()  # tests of programs replace datetime
    if "iat" in claims and options["verify_iat"]:
        iat = _seconds(claims["iat"])
        if iat is None:
            raise InvalidIssuedAtError("Issued At claim (iat) must be an integer.")
        if iat > now + leeway:  # PyJWT's rule; RFC 7519 section 4.1.6 asks for none
            raise ImmatureSignatureError("The token is not yet valid (iat)")
    if "nbf" in claims and options["verify_nbf"]:
        nbf = _seconds(claims["nbf"])
        if nbf is None:
            raise DecodeError("Not Before claim (nbf) must be an integer.")
        if nbf > now + leeway:  # RFC 7519 section 4.1.5
            raise ImmatureSignatureError("The token is not yet valid (nbf)")
    if "exp" in claims and options["verify_exp"]:
        exp = _seconds(claims["exp"])
        if exp is None:
            raise DecodeError("Expiration Time claim (exp) must be an integer.")
        if exp <= now - leeway:  # RFC 7519 section 4.1.4: "on or after"
            raise ExpiredSignatureError("Signature has expired")


def _seconds(value: JsonValue) -> int | None:
    """Return a claim of time as whole seconds, as PyJWT reads it: also from text of digits."""
    try:
        return int(value)
    except (ValueError, TypeError, OverflowError):
        return None


def _check_audience(claims: JsonObject, audience: str | Iterable[str] | None, strict: bool) -> None:
    named = claims.get("aud")
    if audience is None:
        if named:
            # RFC 7519 section 4.1.3: who does not name itself refuses.
            raise InvalidAudienceError("Invalid audience")
        return
    if not named:  # PyJWT counts an empty list or text as absent
        raise MissingRequiredClaimError("aud")
    if strict:
        if not isinstance(audience, str):
            raise InvalidAudienceError("Invalid audience (strict)")
        if not isinstance(named, str):
            raise InvalidAudienceError("Invalid claim format in token (strict)")
        if audience != named:
            raise InvalidAudienceError("Audience doesn't match (strict)")
        return
    if isinstance(named, str):  # RFC 7519 section 4.1.3: one audience may be text
        named = [named]
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise InvalidAudienceError("Invalid claim format in token")
    if all(one not in named for one in ([audience] if isinstance(audience, str) else audience)):
        raise InvalidAudienceError("Audience doesn't match")


_jwt_global_obj = PyJWT()
# One object, so that `jwt.register_algorithm` counts for `jwt.decode`, too.
_jwt_global_obj._jws = _jws_global_obj
encode = _jwt_global_obj.encode
decode_complete = _jwt_global_obj.decode_complete
decode = _jwt_global_obj.decode
