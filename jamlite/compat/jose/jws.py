"""python-jose's jws: sign and verify compact JWS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ...encoding import base64url, strict_json
from ...exceptions.base import JamEncodingError, JamError
from ...jose import header as jose_header
from ...jose import limits
from . import jwk
from .backends import Key
from .constants import ALGORITHMS
from .exceptions import JOSEError, JWSError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from ...encoding.json_types import JsonObject
    from .backends import KeyData

    Keys = Union[KeyData, Key, Mapping[str, Any], Iterable[Union[KeyData, Key]]]
    Names = Union[str, Iterable[str], None]


def sign(
    payload: bytes | str | Mapping[str, Any],
    key: KeyData | Key,
    headers: JsonObject | None = None,
    algorithm: str = "HS256",
) -> str:
    """Return a payload, bytes or dict, signed as compact JWS.

    Raises:
        JWSError: no such algorithm, or the key is refused.
    """
    if algorithm not in ALGORITHMS.SUPPORTED:
        raise JWSError(f"Algorithm {algorithm} not supported.")
    # As in python-jose the headers come last, so that they may replace even alg.
    header = {"typ": "JWT", "alg": algorithm, **(headers or {})}
    # sort_keys: the same octets as python-jose's.
    segment = base64url.encode_bytes(json.dumps(header, separators=(",", ":"), sort_keys=True).encode())
    if isinstance(payload, Mapping):
        payload = json.dumps(payload, separators=(",", ":")).encode("utf-8")
    elif isinstance(payload, str):
        payload = payload.encode("utf-8")
    signing_input = segment + b"." + base64url.encode_bytes(payload)
    try:
        key = key if isinstance(key, Key) else jwk.construct(key, algorithm)
        signature = key.sign(signing_input)
    # A class registered by the program may raise any of these.
    except (JamError, NotImplementedError, TypeError, ValueError) as error:
        raise JWSError(error) from error
    return (signing_input + b"." + base64url.encode_bytes(signature)).decode("ascii")


def verify(token: str | bytes, key: Keys, algorithms: Names, verify: bool = True) -> bytes:
    """Return the payload of a token whose signature is that of one of the keys.

    Args:
        token: compact JWS.
        key: a secret, PEM, key object, JWK, JWK Set, dict of key ids and PEM, or a list of keys.
        algorithms: a name or several to allow.
        verify: False does not verify.

    Raises:
        JWSError: anything is wrong with the token or the key.
    """
    header, payload, signing_input, signature = _load(token)
    if verify:
        _verify(signing_input, header, signature, key, algorithms)
    return payload


def get_unverified_header(token: str | bytes) -> JsonObject:
    """Return the header, UNVERIFIED."""
    return _load(token)[0]


get_unverified_headers = get_unverified_header


def get_unverified_claims(token: str | bytes) -> bytes:
    """Return the payload, UNVERIFIED."""
    return _load(token)[1]


def _load(token: object) -> tuple[JsonObject, bytes, bytes, bytes]:
    """Return header, payload, signing input and signature of a compact JWS."""
    # "replace": a lone surrogate becomes ?, which base64url then refuses.
    data = token.encode("utf-8", "replace") if isinstance(token, str) else token
    if not isinstance(data, bytes) or len(data) > limits.MAX_TOKEN_BYTES:
        raise JWSError("Not enough segments")
    # Two cuts, whatever the number of dots. More dots stand in `middle`, which base64url refuses.
    signing_input, _, last = data.rpartition(b".")
    first, dot, middle = signing_input.partition(b".")
    if not dot:
        raise JWSError("Not enough segments")
    try:
        header = strict_json.loads(_segment(first, "header"), "the header")
    except JamEncodingError as error:
        raise JWSError(f"Invalid header string: {error.message}") from error
    if not isinstance(header, dict):
        raise JWSError("Invalid header string: must be a json object")
    return header, _segment(middle, "payload"), signing_input, _segment(last, "crypto")


def _segment(segment: bytes, name: str) -> bytes:
    try:
        return base64url.decode(segment, name)
    except JamEncodingError as error:
        raise JWSError(f"Invalid {name} padding") from error


def _verify(signing_input: bytes, header: JsonObject, signature: bytes, key: Keys, algorithms: Names) -> None:
    alg = header.get("alg")
    if not alg:  # RFC 7515 section 4.1.1
        raise JWSError("No algorithm was specified in the JWS header.")
    if isinstance(algorithms, str):
        algorithms = (algorithms,)  # one name: it must not be searched in
    if not isinstance(alg, str) or (algorithms is not None and alg not in algorithms):
        raise JWSError("The specified alg value is not allowed")
    try:
        jose_header.check_crit(header, None, ())  # RFC 7515 section 4.1.11
    except JamError as error:
        raise JWSError(error.message) from None
    for one in _get_keys(key):
        try:
            found = one if isinstance(one, Key) else jwk.construct(one, alg)
        # A key of the wrong type ends the search, as in python-jose; a wrong signature does not.
        except JOSEError:
            raise JWSError(f"Invalid or unsupported algorithm or key: {alg}") from None
        try:
            if found.verify(signing_input, signature):
                return
        except (JamError, NotImplementedError, TypeError, ValueError):
            continue  # the next key may be the right one
    raise JWSError("Signature verification failed.")


def _get_keys(key: Any) -> Any:
    """Return the keys that a key, a set, a dict of PEM, or a list stands for."""
    if isinstance(key, (str, bytes)) and key[:1] in (("{", "[") if isinstance(key, str) else (b"{", b"[")):
        try:
            # As in python-jose, text may be a JWK, a JWK Set or a list.
            key = strict_json.loads(key, "the key")
        except JamEncodingError:
            return (key,)
    if isinstance(key, Mapping):
        if "keys" in key:
            return key["keys"]  # RFC 7517 section 5.1
        # Firebase publishes a dict of kid and PEM.
        return (key,) if "kty" in key else tuple(key.values()) or (key,)
    if isinstance(key, Iterable) and not isinstance(key, (str, bytes)):
        return key
    return (key,)
