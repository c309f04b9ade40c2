"""The door: recognise what a text is, and explain it."""

from __future__ import annotations

import re

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError, JamError, JamValidationError
from .explain_options import Options
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional

    from ..encoding.json_types import JsonObject
    from ..paseto.paserk_keys import Key
    from .explain_options import GivenKey

    Runner = Callable[[Explanation, Any, Any, Options], None]  # what it takes, and its key: as its kind says

MAX_TEXT = 1 << 17  # characters; plain decrypts so many in two seconds


def explain(
    text: str | bytes | JsonObject,
    key: GivenKey = None,
    *,
    password: Optional[str] = None,
    verify_key: GivenKey = None,
    depth: str = "short",
    show_secrets: bool = False,
    now: Optional[float] = None,
    implicit: bytes = b"",
    counter: Optional[int] = None,
    code: Optional[str] = None,
    digits: int = 6,
    digest: str = "sha1",
    interval: int = 30,
    steam: bool = False,
    payload: Optional[bytes] = None,
    access_token: Optional[str] = None,
    authorization_code: Optional[str] = None,
    state: Optional[str] = None,
) -> Explanation:
    """Explain a token, a key, an otpauth URI, a one-time secret or a password hash.

    Args:
        text: what is to be explained; str or bytes, or the dict of a JSON form.
        key: a JWK, a JWKSet or a dict of either, PEM text, a secret as text or bytes; for PASETO its key
            in hex, PEM, PASERK or bytes; for Fernet its key; for a wrapped PASERK what opens it.
        password: opens an encrypted PEM, a PBES2 token or a PASERK, or is compared with a password hash.
        verify_key: the key of a token inside another one.
        depth: "short", or "full" with every round.
        show_secrets: show private keys and content keys, not only their lengths.
        now: seconds since 1970; None is the clock.
        implicit: the implicit assertion of a PASETO.
        counter, code, digits, digest, interval: of a one-time secret.
        steam: the one-time secret is one of Steam Guard, in Base32 or Base64.
        payload: the payload of a JWS from which it was detached.
        access_token, authorization_code, state: what an ID token's at_hash, c_hash and s_hash are hashes
            of; the access token also for the ath of a DPoP proof.

    Raises:
        JamValidationError: the text is nothing that can be explained, or an option has a wrong value.
    """
    options = Options(
        {
            "depth": depth,
            "password": password,
            "verify_key": verify_key,
            "now": now,
            "implicit": implicit,
            "counter": counter,
            "code": code,
            "digits": digits,
            "digest": digest,
            "interval": interval,
            "steam": steam,
            "payload": payload,
            "access_token": access_token,
            "authorization_code": authorization_code,
            "state": state,
        }
    )
    options.nested = _nested
    kind, run, what = _recognise(text, steam)
    explanation = Explanation(kind, show_secrets, depth)
    if run in (_jws, _jwe, _paseto) and isinstance(what, str):
        explanation.parts = what.split(".")
    try:
        run(explanation, what, key, options)
    except JamError as error:
        if error.error_code == "explain.option":  # the caller's mistake, not the token's
            raise
        explanation.add("Go on", "", verdict=False, note=error.message)
    except (ValueError, OverflowError) as error:  # plain refuses with these what its standard refuses
        explanation.add("Go on", "", verdict=False, note=f"{error}.")
    return explanation


def _nested(explanation: Explanation, text: str, options: Options) -> bool:
    """Explain a token inside another one; return whether the text looks like one."""
    # base64url of '{"', with which every header begins.
    if text.count(".") not in (2, 4) or not text.startswith("eyJ"):
        return False
    options.nesting_left -= 1  # of the whole explanation: a token may hold tokens that hold tokens
    kind, run, what = _recognise_text(text.strip())
    deeper = options.nesting_left >= 0
    explanation.add(
        "Open the nested token",
        "RFC 7519 section 5.2",
        [Value("kind", kind)],
        verdict=None if deeper else False,
        note="The content is a token again; its key goes in as verify_key."
        if deeper
        else "No more tokens inside tokens are opened.",
    )
    if deeper:
        run(explanation, what, options.verify_key, options)
    return True


def _recognise(text: object, steam: bool) -> tuple[str, Runner, Any]:
    """Return the kind in words, the function that explains it, and what it is to explain."""
    if isinstance(text, dict):
        return _recognise_json(text)
    if isinstance(text, (bytes, bytearray)):
        if len(text) > MAX_TEXT:
            raise _too_long()
        octets = bytes(text)
        try:
            text = octets.decode()
        except UnicodeDecodeError:
            return _KINDS["der"][0], _der, octets  # no text: of octets only DER is explained
    if not isinstance(text, str) or not text.strip():
        raise JamValidationError(
            "there is nothing to explain: give a token, a key, a URI or a password hash as text",
            error_code="explain.empty",
        )
    if len(text) > MAX_TEXT:
        raise _too_long()
    text = text.strip()
    if text[:7].lower() == "bearer ":  # pasted out of an Authorization header
        text = text[7:].strip()
    return ("A secret of Steam Guard", _steam, text) if steam else _recognise_text(text)


def _too_long() -> JamValidationError:
    return JamValidationError("the text is longer than 128 KiB", error_code="explain.size")


def _recognise_text(text: str) -> tuple[str, Runner, Any]:
    if text.startswith("{") and not _LDAP.match(text):  # "{SSHA}..." is a password hash
        try:
            return _recognise_json(strict_json.loads(text, "the text"))
        except JamEncodingError as error:
            raise JamValidationError(
                f"this begins like JSON, but {error.message}", error_code="explain.json"
            ) from None
    for name, pattern in _PATTERNS:
        if pattern.match(text):
            kind, run = _KINDS[name]
            return kind, run, text
    raise JamValidationError(
        "this is no token, key, otpauth URI or password hash that jamlite knows; was it copied whole?",
        error_code="explain.unknown",
    )


def _recognise_json(data: JsonObject) -> tuple[str, Runner, Any]:
    # In this order: a macaroon's JSON has a member `signature`, too.
    for member, name in _MEMBERS:
        if member in data:
            kind, run = _KINDS[name]
            return kind, run, data
    raise JamValidationError(
        "this JSON is no JWS, JWE, JWK, JWK Set, macaroon or passkey's answer", error_code="explain.unknown"
    )


# --- one function per kind; its module is loaded when it runs ------------------------------------


def _pem(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from . import der_steps

    der_steps.explain_pem(explanation, what, options)


def _der(explanation: Explanation, what: bytes, key: GivenKey, options: Options) -> None:
    from . import der_steps

    der_steps.explain_der(explanation, what, secret=True)


def _uri(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from . import otp_steps

    otp_steps.explain_uri(explanation, what, options)


def _secret(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from ..encoding import base32
    from . import otp_steps

    text = what.replace(" ", "").replace("-", "").rstrip("=").upper()
    # RFC 4648 section 6, as people write it: in groups, in lower case.
    otp_steps.explain_secret(explanation, base32.decode(text, "the secret"), options)


def _steam(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from . import otp_steps

    otp_steps.explain_steam_secret(explanation, what, options)


def _paseto(explanation: Explanation, what: str, key: object, options: Options) -> None:
    from . import paseto_steps

    paseto_steps.explain(explanation, what, key, options)


def _paserk(explanation: Explanation, what: str, key: bytes | Key | None, options: Options) -> None:
    from . import paserk_steps

    paserk_steps.explain(explanation, what, key, options)


def _macaroon(
    explanation: Explanation, what: str | JsonObject, key: str | bytes | None, options: Options
) -> None:
    from . import macaroon_steps

    macaroon_steps.explain(explanation, what, key, options)


def _passkey(explanation: Explanation, what: JsonObject, key: GivenKey, options: Options) -> None:
    from . import passkey_steps

    passkey_steps.explain(explanation, what, key, options)


def _password(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from . import password_steps

    password_steps.explain(explanation, what, options)


def _fernet(explanation: Explanation, what: str, key: str | bytes | None, options: Options) -> None:
    from . import fernet_steps

    fernet_steps.explain_fernet(explanation, what, key, options)


def _jwe(explanation: Explanation, what: str | JsonObject, key: GivenKey, options: Options) -> None:
    from . import jwe_steps

    if isinstance(what, dict):
        jwe_steps.explain_json(explanation, what, key, options)
    else:
        jwe_steps.explain_compact(explanation, what, key, options)


def _sd_jwt(explanation: Explanation, what: str, key: GivenKey, options: Options) -> None:
    from . import sd_jwt_steps

    sd_jwt_steps.explain(explanation, what, key, options)


def _jws(explanation: Explanation, what: str | JsonObject, key: GivenKey, options: Options) -> None:
    from . import jws_steps

    if isinstance(what, dict):
        jws_steps.explain_json(explanation, what, key, options)
    else:
        jws_steps.explain_compact(explanation, what, key, options)


def _jwk(explanation: Explanation, what: JsonObject, key: GivenKey, options: Options) -> None:
    from . import jwk_steps

    jwk_steps.explain(explanation, what)


def _jwk_set(explanation: Explanation, what: JsonObject, key: GivenKey, options: Options) -> None:
    from . import jwk_steps

    jwk_steps.explain_set(explanation, what)


_KINDS: dict[str, tuple[str, Runner]] = {
    "pem": ("A key or certificate in PEM", _pem),
    "der": ("A key or certificate in DER", _der),
    "uri": ("An otpauth URI of a one-time password", _uri),
    "secret": ("A secret for one-time passwords", _secret),
    "paseto": ("A PASETO", _paseto),
    "paserk": ("A PASERK", _paserk),
    "macaroon": ("A macaroon", _macaroon),
    "passkey": ("An answer of a passkey (WebAuthn)", _passkey),
    "password": ("A password hash", _password),
    "fernet": ("A Fernet token", _fernet),
    "jwe": ("A JWE in compact form", _jwe),
    "jws": ("A JWS in compact form (a JWT, if its payload is claims)", _jws),
    "sd_jwt": ("An SD-JWT (selective disclosure)", _sd_jwt),
    "jwe_json": ("A JWE in JSON form", _jwe),
    "jws_json": ("A JWS in JSON form", _jws),
    "jwk": ("A JWK", _jwk),
    "jwk_set": ("A JWK Set", _jwk_set),
}
_LDAP = re.compile(r"\{[A-Za-z0-9-]{3,12}\}")  # what LDAP writes before a hash
# PHC strings and Unix; Django; Werkzeug; LDAP; Jam's salt and hash.
_PASSWORD = (
    r"\$|(?:pbkdf2_sha(?:1|256)|scrypt|argon2|bcrypt(?:_sha256)?|md5|sha1)\$|(?:pbkdf2|scrypt):[0-9a-z:]+\$"
    r"|\{[A-Za-z0-9-]{3,12}\}|[0-9a-f]{16,}\$[0-9a-f]{32,}\Z"
)
# The first pattern that fits decides.
_PATTERNS = tuple(
    (name, re.compile(pattern, re.ASCII | re.DOTALL))
    for name, pattern in (
        ("pem", r".*-----BEGIN "),
        ("uri", r"otpauth://|steam://"),
        ("paseto", r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_.-]+\Z"),
        ("paserk", r"k[1-4]\.(?:local|public|secret|[lps]id|seal|(?:local|secret)-(?:wrap|pw))\."),
        ("password", _PASSWORD),
        ("fernet", r"gAAAA[A-Za-z0-9_=-]{90,}\Z"),
        ("sd_jwt", r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}(?:~[A-Za-z0-9_.-]*)+\Z"),
        ("jwe", r"[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){4}\Z"),
        ("jws", r"[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2}\Z"),
        ("jws", r"eyJ[A-Za-z0-9_-]+\.[ -\-/-~]*\.[A-Za-z0-9_-]*\Z"),  # RFC 7797: the payload as it stands
        # Version 2 begins with 02 and 01 or 02; version 1 with "00", and has letters that Base32 has not.
        ("macaroon", r"(?:Ag[EI]|MDA(?=.*[a-z0189_]))[A-Za-z0-9_+/=-]{50,}\Z"),
        ("secret", r"[A-Za-z2-7 =-]{8,}\Z"),
    )
)
_MEMBERS = (
    ("response", "passkey"),
    ("s64", "macaroon"),
    ("s", "macaroon"),
    ("identifier", "macaroon"),
    ("keys", "jwk_set"),
    ("kty", "jwk"),
    ("ciphertext", "jwe_json"),
    ("signature", "jws_json"),
    ("signatures", "jws_json"),
)
