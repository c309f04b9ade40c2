"""Steps of a one-time code (RFC 4226, RFC 6238), from a secret or an otpauth URI."""

from __future__ import annotations

from ..plain import plain_hotp
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


def explain_uri(explanation: Explanation, uri: str, options: Any) -> None:
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
                "period" if record.type == "totp" else "counter",
                record.interval if record.type == "totp" else record.counter,
            ),
        ],
        function="otp/otpauth_uri.py",
    )
    counter = record.counter
    if record.type == "totp":
        counter = time_step(explanation, options.now, record.interval)
    D = code(explanation, record.secret, counter, record.digits, record.digest)
    compare(explanation, D, options.code)


def explain_secret(explanation: Explanation, secret: bytes, options: Any) -> None:
    """Explain the code of a bare secret: by `counter` if one is given, else by the time."""
    counter = options.counter
    if counter is None:
        counter = time_step(explanation, options.now, options.interval)
    D = code(explanation, secret, counter, options.digits, options.digest)
    compare(explanation, D, options.code)


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


def code(explanation: Explanation, K: bytes, C: int, digits: int, digest: str) -> str:
    """Explain HMAC, dynamic truncation and the digits (RFC 4226 section 5.3)."""
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
    D = str(values["P"])[-digits:].zfill(digits)
    explanation.add(
        "Take the last digits",
        "RFC 4226 section 5.3, step 3",
        [Value("D", D)],
        formula=f"D = P mod 10^{digits}",
        function="otp/hotp.py",
    )
    return D


def compare(explanation: Explanation, D: str, given: Optional[str]) -> None:
    """Explain whether a given code is right."""
    if given is not None:
        given = given.replace(" ", "").replace("-", "")
        explanation.add(
            "Compare the codes", "RFC 4226 section 7.2", [Value("given", given)], verdict=given == D
        )
