"""PyJWT's PyJWS: compact JWS (RFC 7515), detached with b64=false (RFC 7797)."""

from __future__ import annotations

import json
import warnings
from functools import lru_cache
from typing import Any

from ...encoding import base64url, strict_json
from ...exceptions.base import JamEncodingError
from ...jose import limits
from .algorithms import Algorithm, get_default_algorithms
from .api_jwk import PyJWK
from .exceptions import (
    DecodeError,
    InvalidAlgorithmError,
    InvalidKeyError,
    InvalidSignatureError,
    InvalidTokenError,
)
from .warnings import InsecureKeyLengthWarning, RemovedInPyjwt3Warning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

    from ...encoding.json_types import JsonObject
    from .key_objects import AnyKey
    from .types import SigOptions

_UNSET: Any = object()


class PyJWS:
    """Signs and verifies bytes.

    Args:
        algorithms: the names that are known to this object; all of them when None.
        options: verify_signature and enforce_minimum_key_length.
    """

    header_typ = "JWT"
    _supported_crit = frozenset(("b64",))  # RFC 7797 section 6; subclasses of PyJWS may know more

    def __init__(self, algorithms: Sequence[str] | None = None, options: SigOptions | None = None) -> None:
        known = get_default_algorithms()
        self._valid_algs = set(known if algorithms is None else algorithms)
        # Unknown names are passed over, as in PyJWT.
        self._algorithms = {name: known[name] for name in known if name in self._valid_algs}
        self.options: SigOptions = self._get_default_options()
        self.options.update(options or {})

    @staticmethod
    def _get_default_options() -> SigOptions:
        return {"verify_signature": True, "enforce_minimum_key_length": False}  # PyJWT 2.x only warns

    def register_algorithm(self, alg_id: str, alg_obj: Algorithm) -> None:
        """Make an algorithm of one's own known; ValueError if the name is taken."""
        if alg_id in self._algorithms:
            raise ValueError("Algorithm already has a handler.")
        if not isinstance(alg_obj, Algorithm):
            raise TypeError("Object is not of type `Algorithm`")
        self._algorithms[alg_id] = alg_obj
        self._valid_algs.add(alg_id)

    def unregister_algorithm(self, alg_id: str) -> None:
        """Forget an algorithm; KeyError if it is not known."""
        if alg_id not in self._algorithms:
            raise KeyError("The specified algorithm could not be removed because it is not registered.")
        del self._algorithms[alg_id]
        self._valid_algs.discard(alg_id)

    def get_algorithms(self) -> list[str]:
        """Return the names that are known."""
        return list(self._valid_algs)  # in no order, as in PyJWT: it is a set there

    def get_algorithm_by_name(self, alg_name: str) -> Algorithm:
        """Return the algorithm of a name; NotImplementedError if there is none."""
        try:
            return self._algorithms[alg_name]
        except (KeyError, TypeError) as error:  # TypeError: the alg of a token may be a list
            raise NotImplementedError("Algorithm not supported") from error

    def encode(
        self,
        payload: bytes,
        key: AnyKey | PyJWK,
        algorithm: str | None = _UNSET,
        headers: JsonObject | None = None,
        json_encoder: type[json.JSONEncoder] | None = None,
        is_payload_detached: bool = False,
        sort_headers: bool = True,
    ) -> str:
        """Return the payload signed, as a compact JWS.

        Args:
            payload: bytes.
            key: a secret, PEM, key object or PyJWK.
            algorithm: a name; HS256 when left out, "none" when None, a PyJWK's own in both cases.
            headers: further members; its alg outranks `algorithm`, its b64=false detaches.
            json_encoder: a class of JSONEncoder for the header.
            is_payload_detached: leave the payload out, unencoded in the signature (RFC 7797).
            sort_headers: write the header's members in order of their names.

        Raises:
            InvalidKeyError: the key is refused.
            InvalidTokenError: a header member has the wrong type.
            NotImplementedError: no such algorithm.
        """
        headers = headers or {}
        if algorithm is _UNSET or algorithm is None:
            without = "HS256" if algorithm is _UNSET else "none"
            algorithm = key.algorithm_name if isinstance(key, PyJWK) else without
        name = headers.get("alg") or algorithm  # PyJWT: the header's alg outranks the argument
        # `is`: 0 is no JSON boolean (RFC 7797 section 3).
        detached = is_payload_detached or headers.get("b64") is False
        if headers or detached or json_encoder is not None or not sort_headers or type(name) is not str:
            header = _header(self.header_typ, name, headers, detached)
            text = json.dumps(header, separators=(",", ":"), cls=json_encoder, sort_keys=sort_headers)
            segment = base64url.encode_bytes(text.encode())
        else:
            segment = _usual_segment(self.header_typ, name)
        # RFC 7797 section 3: the table of signing inputs.
        body = payload if detached else base64url.encode_bytes(payload)
        signing_input = segment + b"." + body
        alg_obj = self.get_algorithm_by_name(name)
        prepared = alg_obj.prepare_key(key.key if isinstance(key, PyJWK) else key)
        self._check_length(alg_obj, prepared, self.options)
        # RFC 7515 section 5.1, steps 5 and 6.
        signature = base64url.encode_bytes(alg_obj.sign(signing_input, prepared))
        return b".".join((segment, b"" if detached else body, signature)).decode("ascii")

    def decode_complete(
        self,
        jwt: str | bytes,
        key: AnyKey | PyJWK = "",
        algorithms: Sequence[str] | None = None,
        options: SigOptions | None = None,
        detached_payload: bytes | None = None,
        **kwargs: object,
    ) -> JsonObject:
        """Return {"payload", "header", "signature"} of a token whose signature was verified.

        Args:
            jwt: the token.
            key: a secret, PEM, key object or PyJWK.
            algorithms: names to allow; may be left out with a PyJWK alone.
            options: verify_signature and enforce_minimum_key_length.
            detached_payload: the payload of a token with b64=false.

        Raises:
            DecodeError: not a JWS, or an argument is missing.
            InvalidSignatureError, InvalidAlgorithmError, InvalidKeyError, InvalidTokenError: as named.
        """
        warn_of(kwargs, "decode_complete", 3)
        merged: SigOptions = {**self.options, **(options or {})}
        verifies = merged["verify_signature"]
        # RFC 8725 section 3.1. A PyJWK has one algorithm, so that nothing is left to the token.
        if verifies and not algorithms and not isinstance(key, PyJWK):
            raise DecodeError(
                'It is required that you pass in a value for the "algorithms" argument when calling decode().'
            )
        payload, signing_input, header, signature = self._load(jwt)
        self._validate_headers(header)  # RFC 7515 section 5.2, step 5
        if header.get("b64", True) is not False:
            if detached_payload is not None:
                raise DecodeError(
                    'It is only valid to pass "detached_payload" when the protected header '
                    'has "b64" set to false.'
                )
        else:
            payload = _detached(header, detached_payload)
            signing_input += payload  # the segment of the payload is empty
        if verifies:
            self._verify_signature(signing_input, header, signature, key, algorithms, merged)
        return {"payload": payload, "header": header, "signature": signature}

    def decode(
        self,
        jwt: str | bytes,
        key: AnyKey | PyJWK = "",
        algorithms: Sequence[str] | None = None,
        options: SigOptions | None = None,
        detached_payload: bytes | None = None,
        **kwargs: object,
    ) -> bytes:
        """Return the payload alone; args and errors as in `decode_complete`."""
        warn_of(kwargs, "decode", 3)
        payload: bytes = self.decode_complete(jwt, key, algorithms, options, detached_payload)["payload"]
        return payload

    def get_unverified_header(self, jwt: str | bytes) -> JsonObject:
        """Return the header of a token, UNVERIFIED: enough to find a key by, no more."""
        header = self._load(jwt)[2]
        self._validate_headers(header)
        return header

    def _load(self, jwt: str | bytes) -> tuple[bytes, bytes, JsonObject, bytes]:
        """Return payload, signing input, header and signature of a compact JWS."""
        if isinstance(jwt, str):
            jwt = jwt.encode("utf-8", "replace")  # a lone surrogate becomes ?, which base64url refuses
        if not isinstance(jwt, bytes):
            raise DecodeError(f"Invalid token type. Token must be a {bytes}")
        if len(jwt) > limits.MAX_TOKEN_BYTES:  # before anything is split or decoded
            raise DecodeError(f"the token has more than {limits.MAX_TOKEN_BYTES} bytes")
        # Two cuts, whatever the number of dots: more of them stand in `middle`, which base64url refuses.
        signing_input, _, last = jwt.rpartition(b".")
        first, dot, middle = signing_input.partition(b".")
        if not dot:
            raise DecodeError("Not enough segments")
        known = _header_of_texts(first) if len(first) <= _LONGEST_KNOWN else None
        # A copy: the caller may change what it is given.
        header = self._read_header(first) if known is None else known.copy()
        # RFC 7515 appendix F: a detached payload leaves its segment empty.
        if header.get("b64", True) is False and middle:
            raise DecodeError("Payload segment must be empty when 'b64' is false.")
        payload = self._decode_base64url_segment(middle, "payload")
        return payload, signing_input, header, self._decode_base64url_segment(last, "crypto")

    def _read_header(self, segment: bytes) -> JsonObject:
        try:
            # RFC 7515 section 4: no duplicate names.
            header = strict_json.loads(self._decode_base64url_segment(segment, "header"), "the header")
        except JamEncodingError as error:
            raise DecodeError(f"Invalid header string: {error.message}") from error
        if not isinstance(header, dict):
            raise DecodeError("Invalid header string: must be a json object")
        return header

    @staticmethod
    def _decode_base64url_segment(segment: bytes, name: str) -> bytes:
        """Decode a segment strictly; whole padding is forgiven, as some issuers write it."""
        # RFC 7515 section 2 wants none; PyJWT forgives it, since AWS load balancers write it.
        if segment[-1:] == b"=":
            bare = segment.rstrip(b"=")
            # RFC 4648 section 3.2: one or two, up to a multiple of four.
            if len(segment) % 4 or len(segment) - len(bare) > 2:
                raise DecodeError(f"Invalid {name} padding")
            segment = bare
        try:
            return base64url.decode(segment, name)
        except JamEncodingError as error:
            raise DecodeError(f"Invalid {name} padding") from error

    def _verify_signature(
        self,
        signing_input: bytes,
        header: JsonObject,
        signature: bytes,
        key: AnyKey | PyJWK = "",
        algorithms: Sequence[str] | None = None,
        options: SigOptions | None = None,
    ) -> None:
        """Verify with the algorithm of the header, if key and caller allow it (RFC 8725 section 3.1)."""
        if "alg" not in header:  # RFC 7515 section 4.1.1
            raise InvalidAlgorithmError("Algorithm not specified")
        alg = header["alg"]
        bound = key.algorithm_name if isinstance(key, PyJWK) else None
        if algorithms is None and bound is not None:
            algorithms = (bound,)
        if not alg or not isinstance(alg, str) or (algorithms is not None and alg not in algorithms):
            raise InvalidAlgorithmError("The specified alg value is not allowed")
        if isinstance(key, PyJWK):
            if alg != bound:  # RFC 7517 section 4.4: the alg of a key is what the key is for
                raise InvalidAlgorithmError(
                    f"Token algorithm {alg!r} does not match the key's algorithm {bound!r}"
                )
            alg_obj, key = key.Algorithm, key.key
        else:
            try:
                alg_obj = self.get_algorithm_by_name(alg)
            except NotImplementedError as error:
                raise InvalidAlgorithmError("Algorithm not supported") from error
        prepared = alg_obj.prepare_key(key)
        self._check_length(alg_obj, prepared, self.options if options is None else options)
        if not alg_obj.verify(signing_input, prepared, signature):
            raise InvalidSignatureError("Signature verification failed")

    @staticmethod
    def _check_length(alg_obj: Algorithm, key: object, options: SigOptions) -> None:
        fault = alg_obj.check_key_length(key)
        if fault and options.get("enforce_minimum_key_length", False):
            raise InvalidKeyError(fault)
        if fault:
            # 4: the line of the program that called jwt.encode.
            warnings.warn(fault, InsecureKeyLengthWarning, stacklevel=4)

    def _validate_headers(self, headers: JsonObject, *, encoding: bool = False) -> None:
        if not isinstance(headers.get("kid", ""), str):  # RFC 7515 section 4.1.4
            raise InvalidTokenError("Key ID header parameter must be a string")
        # PyJWT lets a program write what it cannot read itself.
        if "crit" not in headers or encoding:
            return
        crit = headers["crit"]  # RFC 7515 section 4.1.11
        if not isinstance(crit, list) or not crit:
            raise InvalidTokenError("Invalid 'crit' header: must be a non-empty list")
        for name in crit:
            if not isinstance(name, str):
                raise InvalidTokenError("Invalid 'crit' header: values must be strings")
            if name not in self._supported_crit:
                raise InvalidTokenError(f"Unsupported critical extension: {name}")
            if name not in headers:
                raise InvalidTokenError(f"Critical extension '{name}' is missing from headers")


def _header(typ: str, alg: str, headers: JsonObject, detached: bool) -> JsonObject:
    """Return the whole header to write; b64=false stands in crit too (RFC 7797 section 6)."""
    if not isinstance(headers.get("kid", ""), str):
        raise InvalidTokenError("Key ID header parameter must be a string")
    header = {"typ": typ, "alg": alg, **headers}
    if not header["typ"]:  # PyJWT: typ of None or "" leaves the member out
        del header["typ"]
    header.pop("b64", None)  # true is the default (RFC 7797 section 3), and PyJWT does not write it
    if detached:
        crit = header.get("crit", [])
        if not isinstance(crit, list):
            raise InvalidTokenError("Invalid 'crit' header: must be a list")
        header["b64"] = False
        header["crit"] = crit if "b64" in crit else [*crit, "b64"]
    return header


@lru_cache(maxsize=64)
def _usual_segment(typ: str, alg: str) -> bytes:
    """Return the header that most tokens have, as it stands in them."""
    text = json.dumps(_header(typ, alg, {}, False), separators=(",", ":"), sort_keys=True)
    return base64url.encode_bytes(text.encode())


_LONGEST_KNOWN = 256  # octets of a header segment that is remembered


# An issuer writes few headers; to remember them makes decode 1.2 times as fast.
@lru_cache(maxsize=64)
def _header_of_texts(segment: bytes) -> dict[str, str] | None:
    """Return a header whose values are all text, to be copied; None if it is another or cannot be read."""
    try:
        header = _jws_global_obj._read_header(segment)
    except DecodeError:
        return None
    return header if all(type(value) is str for value in header.values()) else None


def _detached(header: JsonObject, payload: bytes | None) -> bytes:
    crit = header.get("crit") or ()
    # RFC 7797 section 6.
    if "b64" not in crit:
        raise InvalidTokenError("The 'b64' header parameter requires 'b64' to be listed in 'crit'.")
    if payload is None:
        raise DecodeError(
            'It is required that you pass in a value for the "detached_payload" argument '
            "to decode a message having the b64 header set to false."
        )
    return payload


def warn_of(kwargs: dict[str, object], function: str, level: int) -> None:
    """Warn of arguments that nothing reads."""
    if kwargs:
        warnings.warn(
            f"passing additional kwargs to {function}() is deprecated and will be removed "
            "in pyjwt version 3. "
            f"Unsupported kwargs: {tuple(kwargs)}",
            RemovedInPyjwt3Warning,
            stacklevel=level,
        )


_jws_global_obj = PyJWS()
encode = _jws_global_obj.encode
decode_complete = _jws_global_obj.decode_complete
decode = _jws_global_obj.decode
register_algorithm = _jws_global_obj.register_algorithm
unregister_algorithm = _jws_global_obj.unregister_algorithm
get_algorithm_by_name = _jws_global_obj.get_algorithm_by_name
get_unverified_header = _jws_global_obj.get_unverified_header
