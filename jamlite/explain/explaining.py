"""The door: recognise what a text is, and explain it."""

from __future__ import annotations

import json
import re

from .. import clock
from ..exceptions.base import JamError, JamValidationError
from .explanation import Explanation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

MAX_TEXT = 1 << 20  # characters
_B64U = "[A-Za-z0-9_-]"
_COMPACT = re.compile(rf"{_B64U}*(?:\.{_B64U}*){{2}}(?:\.{_B64U}*\.{_B64U}*)?")
_PASETO = re.compile(r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_.-]+")
_PASERK = re.compile(
    r"k[1-4]\.(?:local|public|secret|lid|pid|sid|seal|local-wrap|secret-wrap|local-pw|secret-pw)\..+"
)
_FERNET = re.compile(r"gAAAA[A-Za-z0-9_=-]{90,}")
_SECRET = re.compile(r"[A-Za-z2-7 =-]{8,}")


class Options:
    """What the caller said besides text and key."""

    def __init__(self, **given: Any) -> None:
        self.password: Optional[str] = given.get("password")
        self.verify_key: Any = given.get("verify_key")
        self.now: float = given["now"]
        self.implicit: bytes = given.get("implicit") or b""
        self.counter: Optional[int] = given.get("counter")
        self.code: Optional[str] = given.get("code")
        self.digits: int = given.get("digits") or 6
        self.digest: str = given.get("digest") or "sha1"
        self.interval: int = given.get("interval") or 30


def explain(
    text: Any,
    key: Any = None,
    *,
    password: Optional[str] = None,
    verify_key: Any = None,
    depth: str = "short",
    show_secrets: bool = False,
    now: Optional[float] = None,
    implicit: bytes = b"",
    counter: Optional[int] = None,
    code: Optional[str] = None,
    digits: int = 6,
    digest: str = "sha1",
    interval: int = 30,
) -> Explanation:
    """Explain a token, a key, an otpauth URI, a one-time secret or a password hash.

    Args:
        text: what is to be explained; str or bytes, or the dict of a JSON form.
        key: a JWK, a JWKSet or a dict of either, PEM text, a secret as text or bytes; for PASETO its key
            in hex, PEM, PASERK or bytes; for Fernet its key.
        password: opens an encrypted PEM, a PBES2 token, or is compared with a password hash.
        verify_key: the key of a signed token inside an encrypted one.
        depth: "short", or "full" with every round.
        show_secrets: show private keys and content keys, not only their lengths.
        now: seconds since 1970; None is the clock.
        implicit: the implicit assertion of a PASETO.
        counter, code, digits, digest, interval: of a one-time secret.

    Raises:
        JamValidationError: the text is nothing that can be explained.
    """
    if depth not in ("short", "full"):
        raise JamValidationError('depth must be "short" or "full"', error_code="explain.depth")
    options = Options(
        password=password,
        verify_key=verify_key,
        now=clock.now() if now is None else now,
        implicit=implicit,
        counter=counter,
        code=code,
        digits=digits,
        digest=digest,
        interval=interval,
    )
    kind, run = _recognise(text)
    explanation = Explanation(kind, show_secrets, depth)
    try:
        run(explanation, key, options)
    except JamError as error:
        explanation.add("Go on", "", verdict=False, note=error.message)
    return explanation


def _recognise(text: Any) -> tuple[str, Any]:
    """Return the kind in words, and a function (explanation, key, options)."""
    if isinstance(text, (bytes, bytearray)):
        try:
            text = bytes(text).decode()
        except UnicodeDecodeError:
            return "DER: a key or certificate in binary form", _der(bytes(text))
    if isinstance(text, dict):
        return _recognise_json(text)
    if not isinstance(text, str) or not text.strip():
        raise JamValidationError(
            "there is nothing to explain: give a token, a key, a URI or a password hash as text",
            error_code="explain.empty",
        )
    if len(text) > MAX_TEXT:
        raise JamValidationError("the text is longer than 1 MiB", error_code="explain.size")
    text = text.strip()
    if text.lower().startswith("bearer "):
        text = text[7:].strip()
    found = _recognise_text(text)
    if found is None:
        raise JamValidationError(
            "this is no token, key, otpauth URI or password hash that jamlite knows; was it copied whole?",
            error_code="explain.unknown",
        )
    return found


def _recognise_text(text: str) -> Optional[tuple[str, Any]]:
    if text.startswith("{"):
        try:
            return _recognise_json(json.loads(text))
        except (ValueError, RecursionError):
            raise JamValidationError(
                "this begins like JSON and is not JSON", error_code="explain.json"
            ) from None
    if "-----BEGIN" in text:
        return "A key or certificate in PEM", _part("der_steps", "explain_pem", text, keyed=False)
    if text.startswith(("otpauth://", "steam://")):
        return "An otpauth URI of a one-time password", _part("otp_steps", "explain_uri", text, keyed=False)
    if _PASETO.fullmatch(text):
        return f"A PASETO, {text[:2]}, {text.split('.')[1]}", _part("paseto_steps", "explain", text)
    if _PASERK.fullmatch(text):
        return f"A PASERK, {text[:2]}", _part("paserk_steps", "explain", text, keyed=False)
    if text.startswith("$"):
        return "A password hash", _part("token_steps", "explain_password", text, keyed=False)
    if _FERNET.fullmatch(text):
        return "A Fernet token", _part("token_steps", "explain_fernet", text)
    if _COMPACT.fullmatch(text):
        if text.count(".") == 4:
            return "A JWE in compact form", _part("jwe_steps", "explain_compact", text)
        return "A JWS in compact form (a JWT, if its payload is claims)", _part(
            "jws_steps", "explain_compact", text
        )
    if _SECRET.fullmatch(text):
        return "A secret for one-time passwords", _secret(text)
    return None


def _recognise_json(data: Any) -> tuple[str, Any]:
    if isinstance(data, dict):
        if "keys" in data:
            return "A JWK Set", _part("jwk_steps", "explain_set", data, bare=True)
        if "kty" in data:
            return "A JWK", _part("jwk_steps", "explain", data, bare=True)
        if "ciphertext" in data:
            return "A JWE in JSON form", _part("jwe_steps", "explain_json", data)
        if "signature" in data or "signatures" in data:
            return "A JWS in JSON form", _part("jws_steps", "explain_json", data)
    raise JamValidationError("this JSON is no JWS, JWE, JWK or JWK Set", error_code="explain.unknown")


def _part(module: str, function: str, what: Any, keyed: bool = True, bare: bool = False) -> Any:
    """Return a runner; the module is loaded when it runs."""

    def run(explanation: Explanation, key: Any, options: Options) -> None:
        step = getattr(_load(module), function)
        if bare:
            step(explanation, what)
        elif keyed:
            step(explanation, what, key, options)
        else:
            step(explanation, what, options)

    return run


def _load(module: str) -> Any:
    if module == "der_steps":
        from . import der_steps as found
    elif module == "otp_steps":
        from . import otp_steps as found  # type: ignore[no-redef]
    elif module == "paseto_steps":
        from . import paseto_steps as found  # type: ignore[no-redef]
    elif module == "paserk_steps":
        from . import paserk_steps as found  # type: ignore[no-redef]
    elif module == "token_steps":
        from . import token_steps as found  # type: ignore[no-redef]
    elif module == "jwe_steps":
        from . import jwe_steps as found  # type: ignore[no-redef]
    elif module == "jwk_steps":
        from . import jwk_steps as found  # type: ignore[no-redef]
    else:
        from . import jws_steps as found  # type: ignore[no-redef]
    return found


def _der(data: bytes) -> Any:
    def run(explanation: Explanation, key: Any, options: Options) -> None:
        from . import der_steps

        der_steps.explain_der(explanation, data, secret=True)

    return run


def _secret(text: str) -> Any:
    def run(explanation: Explanation, key: Any, options: Options) -> None:
        from ..encoding import base32
        from . import otp_steps

        secret = base32.decode(text.replace(" ", "").replace("-", "").rstrip("=").upper(), "the secret")
        otp_steps.explain_secret(explanation, secret, options)

    return run
