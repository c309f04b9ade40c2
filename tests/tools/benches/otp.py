"""One-time passwords: kept objects on both sides, and objects made for each code on both sides."""

from __future__ import annotations

from tests.tools.bench import Row

MISSING: list[str] = []
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
TIME = 1700000000


def rows() -> list[Row]:
    from jamlite.otp import TOTP

    ours = TOTP(SECRET)
    code = ours.at(TIME)
    try:
        import pyotp
    except ImportError:
        MISSING.append("pyotp")
        return [
            Row("TOTP code, kept object", lambda: ours.at(TIME)),
            Row("TOTP verify, one step either way", lambda: ours.verify(code, TIME)),
        ]
    peer = pyotp.TOTP(SECRET)
    return [
        Row("TOTP code, kept object", lambda: ours.at(TIME), "pyotp, kept", lambda: peer.at(TIME), 0.40),
        Row(
            "TOTP code, new object",
            lambda: TOTP(SECRET).at(TIME),
            "pyotp, new",
            lambda: pyotp.TOTP(SECRET).at(TIME),
        ),
        Row(
            "TOTP verify, one step either way",
            lambda: ours.verify(code, TIME),
            "pyotp, kept",
            lambda: peer.verify(code, for_time=TIME, valid_window=1),
        ),
    ]
