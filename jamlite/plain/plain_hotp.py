"""One-time passwords by counter (RFC 4226) and by time (RFC 6238).

The fast twins are `otp/hotp.py` and `otp/totp.py`. Server and device share a secret K and count together:
the code is HMAC(K, counter), cut down to six digits that a person can type. For TOTP the counter is the
time, divided by 30 seconds, so nothing has to be kept in step.
"""

from __future__ import annotations

from .plain_hmac import hmac


def hotp_values(K: bytes, C: int, Digit: int = 6, hash_name: str = "sha1") -> dict[str, object]:
    """Return every value on the way to the code (RFC 4226 section 5.3)."""
    if not K or not 0 <= C < 2**64 or not 6 <= Digit <= 10:
        raise ValueError("a secret, a counter of 64 bits and 6 to 10 digits are needed")
    HS = hmac(hash_name, K, C.to_bytes(8, "big"))  # step 1: HMAC-SHA-1(K, C)
    # Step 2: DT, the dynamic truncation of section 5.3: the low 4 bits of the last byte say where.
    offset = HS[-1] & 0x0F
    P = int.from_bytes(HS[offset : offset + 4], "big") & 0x7FFFFFFF  # without the sign bit
    D = P % 10**Digit  # step 3
    return {"HS": HS, "OffsetBits": offset, "P": P, "D": str(D).zfill(Digit)}


def hotp(K: bytes, C: int, Digit: int = 6, hash_name: str = "sha1") -> str:
    """Return HOTP(K, C), `Digit` digits with their leading zeros."""
    return str(hotp_values(K, C, Digit, hash_name)["D"])


def time_step(unix_time: int, X: int = 30, T0: int = 0) -> int:
    """T = floor((unix time - T0) / X) (RFC 6238 section 4.2)."""
    if unix_time < T0 or X < 1:
        raise ValueError("the time lies before T0, or the step is no positive number")
    return (unix_time - T0) // X


def totp(K: bytes, unix_time: int, Digit: int = 6, hash_name: str = "sha1", X: int = 30) -> str:
    """TOTP = HOTP(K, T) (RFC 6238 section 4.2)."""
    return hotp(K, time_step(unix_time, X), Digit, hash_name)
