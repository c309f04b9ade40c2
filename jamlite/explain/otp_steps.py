"""Steps of a one-time code (RFC 4226, RFC 6238), from a secret or an otpauth URI."""

from __future__ import annotations

import binascii

from ..encoding import base32
from ..plain import plain_hotp
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from .explain_options import Options


def explain_uri(explanation: Explanation, uri: str, options: Options) -> None:
    """Explain an otpauth URI and its code now."""
    from ..otp import parse_uri

    record = parse_uri(uri)
    explanation.add(
        "Read the URI",
        "Key URI format",
        [
            Value("type", record.type),
            Value("name", record.name),
            Value("issuer", record.issuer),
            Value("secret", record.secret, secret=True),
            Value("algorithm", record.digest),
            Value("digits", record.digits),
            Value(
                "counter" if record.type == "hotp" else "period",
                record.counter if record.type == "hotp" else record.interval,
            ),
        ],
        function="otp/otpauth_uri.py",
    )
    counter = record.counter
    if record.type != "hotp":
        counter = time_step(explanation, options.now, record.interval)
    steam = record.type == "steam"
    D = code(explanation, record.secret, counter, record.digits, record.digest, steam=steam)
    _ask(explanation, record.secret, counter, record.digits, record.digest, D)
    # Steam's characters are upper case; digits stay as they are.
    compare(explanation, D, options.code and options.code.upper())


def explain_secret(explanation: Explanation, secret: bytes, options: Options) -> None:
    """Explain the code of a bare secret: by `counter` if one is given, else by the time."""
    counter = options.counter
    if counter is None:
        counter = time_step(explanation, options.now, options.interval)
    D = code(explanation, secret, counter, options.digits, options.digest)
    _ask(explanation, secret, counter, options.digits, options.digest, D)
    compare(explanation, D, options.code)


def explain_steam_secret(explanation: Explanation, text: str, options: Options) -> None:
    """Explain the code of a secret as Steam writes it (Base64), or in Base32."""
    secret = _steam_secret("".join(text.split()))
    counter = time_step(explanation, options.now, 30)
    D = code(explanation, secret, counter, 5, "sha1", steam=True)
    _ask(explanation, secret, counter, 5, "sha1", D)
    compare(explanation, D, options.code and options.code.upper())


def _steam_secret(text: str) -> bytes:
    try:
        octets = binascii.a2b_base64(text.encode("ascii", "replace"))
    except binascii.Error:
        octets = b""
    if len(octets) == 20 and text.endswith("="):  # Steam's keys have 20 bytes, whose Base32 has no "="
        return octets
    return base32.decode(text.replace("-", "").rstrip("=").upper(), "the secret")


def _ask(explanation: Explanation, secret: bytes, counter: int, digits: int, digest: str, D: str) -> None:
    """The fast code's answer; five digits are Steam's."""
    from ..otp.hotp import HOTP
    from ..otp.steam import SteamGuard

    if digits == 5:
        explanation.ask("otp/steam.py: SteamGuard", lambda: SteamGuard(secret).at(30 * counter), D)
    else:
        explanation.ask("otp/hotp.py: HOTP", lambda: HOTP(secret, digits, digest).at(counter), D)


def time_step(explanation: Explanation, now: float, interval: int) -> int:
    """Explain the counter that the time gives."""
    T = plain_hotp.time_step(int(now), interval)
    explanation.add(
        "Turn the time into a counter",
        "RFC 6238 section 4.2",
        [Value("time", int(now)), Value("X", interval), Value("T", T)],
        formula="T = floor((time - T0) / X), T0 = 0",
        function="otp/totp.py",
        note=f"The code lives {interval - int(now) % interval} seconds more.",
    )
    return T


def code(explanation: Explanation, K: bytes, C: int, digits: int, digest: str, *, steam: bool = False) -> str:
    """Explain HMAC, dynamic truncation and the digits (RFC 4226 section 5.3), or Steam's characters."""
    # RFC 4226 section 5.3: at least six; Steam's five come from P.
    values = plain_hotp.hotp_values(K, C, max(digits, 6), digest)
    HS: Any = values["HS"]
    explanation.add(
        "Compute the HMAC of the counter",
        "RFC 4226 section 5.3, step 1",
        [Value("K", K, secret=True), Value("C", C.to_bytes(8, "big")), Value("HS", HS)],
        formula=f"HS = HMAC-{digest.upper()}(K, C)",
        function="crypto/hmac.py: digest",
    )
    offset: Any = values["OffsetBits"]
    explanation.add(
        "Take four bytes out of the middle",
        "RFC 4226 section 5.3, step 2",
        [Value("OffsetBits", offset), Value("bytes", HS[offset : offset + 4]), Value("P", values["P"])],
        formula="OffsetBits = low 4 bits of the last byte; P = HS[offset..offset+3] without the top bit",
        function="otp/hotp.py",
        note="So an attacker cannot choose where the number comes from; the top bit goes, as languages "
        "differ about signs.",
    )
    if steam:
        return _steam_characters(explanation, int(str(values["P"])))
    D = str(values["P"])[-digits:].zfill(digits)  # P mod 10^digits, with its zeros in front
    explanation.add(
        "Take the last digits",
        "RFC 4226 section 5.3, step 3",
        [Value("D", D)],
        formula=f"D = P mod 10^{digits}",
        function="otp/hotp.py",
    )
    return D


def _steam_characters(explanation: Explanation, P: int) -> str:
    from ..otp import steam
    from ..otp.parameters import STEAM_LENGTH

    number, D, rests = P, "", []
    for _ in range(STEAM_LENGTH):
        number, rest = divmod(number, len(steam.ALPHABET))
        rests.append(rest)
        D += steam.ALPHABET[rest]
    explanation.add(
        "Spell the number in Steam's alphabet",
        "Steam Guard (no standard)",
        [Value("alphabet", steam.ALPHABET), Value("remainders", rests), Value("D", D)],
        formula="D[i] = alphabet[P mod 26]; P = floor(P / 26), five times",
        function="otp/steam.py: SteamGuard",
        note="26 characters, none of which looks like another; the least significant stands first.",
    )
    return D


def compare(explanation: Explanation, D: str, given: Optional[str]) -> None:
    """Explain whether a given code is right."""
    if given is not None:
        given = given.replace(" ", "").replace("-", "")  # as authenticator apps show codes: 123 456
        explanation.add(
            "Compare the codes", "RFC 4226 section 7.2", [Value("given", given)], verdict=given == D
        )
