"""No exception of PASETO, one-time passwords or stored hashes leads to a key, a token or a password."""

from __future__ import annotations

import unittest
import warnings
from typing import Any, Callable, Iterator

from jamlite import otp
from jamlite.exceptions import JamError
from jamlite.paseto import LocalKey, claims, key_reading, paserk, token, v4
from jamlite.passwords import needs_rehash, password_hash, password_verify

SECRET = "correct-horse-battery-staple"
ODD = SECRET + "\ud800"  # no UTF-8
ACCENT = SECRET + "\xe9"  # not ASCII
BROKEN = '{"k": "' + SECRET + '", "n": 1'  # not JSON
LOCAL = LocalKey("v4", bytes(32))
WRAPPED = paserk.wrap_with_password("k3.local." + "A" * 43, "x", iterations=1000)
GOOD = password_hash("x", iterations=1)

CALLS: tuple[tuple[str, Callable[[], Any]], ...] = (
    *(
        (
            f"{version} {read.__name__} {text[-4:]!r}",
            lambda read=read, version=version, text=text: read(version, text),
        )
        for version in ("v1", "v3", "v4")
        for read in (key_reading.local_key, key_reading.secret_key, key_reading.public_key)
        for text in (
            ODD,
            ACCENT,
            BROKEN + "}",
            "-----BEGIN PRIVATE KEY-----\n" + ACCENT,
            SECRET,
            f"{{{SECRET}}}",
        )
    ),
    ("token", lambda: v4.decrypt(LOCAL, f"v4.local.{ACCENT}")),
    ("token bytes", lambda: v4.decrypt(LOCAL, f"v4.local.{SECRET}!".encode())),
    ("peek", lambda: token.peek(f"v4.local.{SECRET}.{ACCENT}")),
    ("paserk", lambda: paserk.decode(f"k4.local.{ACCENT}")),
    ("paserk bytes", lambda: paserk.encode("k1.secret", SECRET.encode() * 40)),
    ("paserk PEM", lambda: paserk.encode("k4.secret", "-----BEGIN PRIVATE KEY-----\n" + ACCENT)),
    ("password", lambda: paserk.unwrap_with_password(WRAPPED, ODD)),
    ("wrong password", lambda: paserk.unwrap_with_password(WRAPPED, SECRET)),
    ("claims", lambda: claims.build(sub=ODD) and claims.footer_bytes(ODD)),
    ("otp secret", lambda: otp.TOTP(ODD)),
    ("otp secret 8", lambda: otp.TOTP(SECRET + "8")),
    ("otp uri", lambda: otp.parse_uri(f"otpauth://totp/a?secret={ACCENT}")),
    ("otp uri 2", lambda: otp.parse_uri(f"otpauth://totp/{ODD}?secret={SECRET}&digits=x")),
    ("otp name", lambda: otp.TOTP("A" * 32).provisioning_uri(ODD)),
    ("migration", lambda: otp.parse_migration(f"otpauth-migration://offline?data={ACCENT}")),
    ("qr", lambda: otp.qr(ODD)),
    ("hash of", lambda: password_hash(ODD)),
    ("verify", lambda: password_verify(ODD, GOOD)),
    ("stored", lambda: password_verify("x", f"$pbkdf2-sha256$i=1000${ACCENT}${SECRET}")),
    ("stored 2", lambda: needs_rehash(f"pbkdf2_sha256$1000${SECRET}${SECRET}!")),
    ("stored 3", lambda: needs_rehash(f"{{SSHA}}{SECRET}!")),
)


def reachable(error: BaseException | None, depth: int = 0) -> Iterator[object]:
    """Yield all that hangs on an error and on those it came from; frames of a traceback do not count."""
    if error is None or depth > 9:
        return
    yield from error.args
    yield from vars(error).values()
    for name in ("object", "doc", "string"):
        yield getattr(error, name, None)
    yield from reachable(error.__cause__, depth + 1)
    yield from reachable(error.__context__, depth + 1)


class Errors(unittest.TestCase):
    def test_nothing_leads_to_the_text(self) -> None:
        for name, call in CALLS:
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with self.assertRaises(JamError) as caught:
                    call()
                for thing in reachable(caught.exception):
                    self.assertNotIn(SECRET, str(thing))


if __name__ == "__main__":
    unittest.main()
