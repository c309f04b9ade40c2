"""HOTP: one-time passwords from a counter (RFC 4226), and what TOTP shares with it.

Rules of this file: a code is a str of exactly `digits` ASCII digits once white space and dashes are
taken out, anything else does not match; a search computes and compares every step of its window whatever
it has found, and of several steps with one code takes the last, so that no code is good twice.

plain/plain_hotp.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.hmac import prepare
from ..encoding import base32
from ..exceptions.base import JamOTPError
from ..optional import part
from .parameters import LENGTHS, MAX_COUNTER, integer, plain_code, read_counter, read_digest, read_secret

MAX_LOOK_AHEAD = 50  # RFC 4226 section 7.4: s is to be as low as possible
MAX_RESYNC = 1000  # a bound as in section 7.4; two codes in a row leave room for a wider one


class BaseOTP:
    """A secret, ready to make codes: its HMAC key is set up once and kept.

    Args:
        secret: bytes, or str in Base32 (either case; blanks, dashes and padding as you like). 1 to
            1024 bytes; less than 16 give a JamWeakKeyWarning.
        digits: length of a code, 6 to 10.
        digest: "sha1", "sha256" or "sha512".
        algorithm: another name for `digest`.

    Raises:
        JamOTPError: a secret, length or digest outside of these.
    """

    __slots__ = ("_key", "_modulus", "_secret", "digest", "digits")

    type = ""  # "hotp" or "totp": the word in an otpauth URI
    _LENGTHS = LENGTHS

    def __init__(
        self, secret: bytes | str, digits: int = 6, digest: str = "sha1", *, algorithm: str | None = None
    ) -> None:
        self._secret = read_secret(secret)
        self.digits = integer(digits, "digits", *self._LENGTHS)
        self.digest = read_digest(digest if algorithm is None else algorithm)
        self._modulus: int = 10**self.digits
        # Keyed once: a window of 100 steps then hashes no key block again.
        self._key = prepare(self.digest, self._secret)

    def at(self, factor: int | None = None) -> str:
        """Return the code of `factor`: a counter (HOTP) or a time (TOTP)."""
        raise NotImplementedError

    def verify(self, code: str, factor: int | None = None, look_ahead: int = 1) -> bool:
        """Tell whether `code` is right at `factor` or within `look_ahead` steps of it.

        It does not remember: `verify_step` is the one that refuses a code used before.
        """
        return self.verify_step(code, factor, look_ahead) is not None

    def verify_step(
        self, code: str, factor: int | None = None, look_ahead: int = 1, after: int | None = None
    ) -> int | None:
        """Return the step whose code this is and which is later than `after`, else None."""
        raise NotImplementedError

    def provisioning_uri(
        self, name: str, issuer: str = "", type_: str | None = None, counter: int | None = None
    ) -> str:
        """Return the otpauth URI that an authenticator app reads, often as a QR code. It is a secret.

        Args:
            name: the account, for example an e-mail address; no colon.
            issuer: the service; no colon.
            type_: may repeat this object's own type, "hotp" or "totp".
            counter: first counter of an HOTP, 0 if not given; a TOTP has none.

        Raises:
            JamOTPError: an argument outside of these.
        """
        with part("otpauth"):
            from . import otpauth_uri

        if type_ is not None and type_ != self.type:
            raise JamOTPError(f"type_ must be {self.type!r}")
        return otpauth_uri.write(
            self.type, self.secret, name, issuer, self.digest, self.digits, **self._moving(counter)
        )

    def _moving(self, counter: int | None) -> dict[str, int]:
        """Return what an otpauth URI says of the moving factor: {"period": ...} or {"counter": ...}."""
        return {"counter": read_counter(0 if counter is None else counter)}

    @property
    def secret(self) -> str:
        """The secret in Base32, as an authenticator app wants it typed in."""
        return base32.encode(self._secret)

    def _value(self, counter: int) -> int:
        """Return the 31 bits that stand for `counter`."""
        hs = self._key.digest(counter.to_bytes(8, "big"))  # RFC 4226 section 5.3, step 1
        offset = hs[-1] & 0x0F  # section 5.3, step 2, DT: the low 4 bits of the last byte
        return int.from_bytes(hs[offset : offset + 4], "big") & 0x7FFFFFFF  # DT: the last 31 bits of P

    def _code(self, counter: int) -> str:
        return str(self._value(counter) % self._modulus).zfill(self.digits)  # section 5.3, step 3

    def _is_code(self, code: str) -> bool:
        # isdigit alone takes digits of every script; compare_digest would raise TypeError for them.
        return len(code) == self.digits and code.isascii() and code.isdigit()

    def _search(self, typed: object, first: int, last: int, after: int | None) -> int | None:
        """Return the last step in first..last and later than `after` whose code this is, else None."""
        floor = -1 if after is None else integer(after, "after", -1, MAX_COUNTER)  # -1: counter 0 counts too
        code = plain_code(typed)
        if not self._is_code(code):
            return None
        found = -1
        # The loop has no early end: its time does not tell which step matched, or whether one did.
        for step in range(max(first, 0), min(last, MAX_COUNTER) + 1):
            # `&` and not `and`: both sides are computed.
            matches = compare_digest(self._code(step), code) & (step > floor)
            found = (found, step)[matches]  # The last match wins: after it no step with this code is left.
        return None if found < 0 else found

    def _search_run(self, typed: tuple[object, ...], first: int, last: int) -> int | None:
        """Return the step of the last of the codes `typed`, taken as codes of successive steps, else None.

        The first of them is looked for in first..last.
        """
        if not 2 <= len(typed) <= 10:  # RFC 4226 section 7.4: a sequence of 2 or 3, for example
            raise JamOTPError("resync needs 2 to 10 successive codes")
        codes = [plain_code(code) for code in typed]
        if not all(self._is_code(code) for code in codes):
            return None
        # The whole run must fit below 2^64.
        first, last = max(first, 0), min(last, MAX_COUNTER - len(codes) + 1)
        made = [self._code(step) for step in range(first, last + len(codes))]
        wanted = "".join(codes)
        found = -1
        for start in range(last - first + 1):
            run = "".join(made[start : start + len(codes)])
            # As in _search: no early end, the last one wins.
            found = (found, start)[compare_digest(run, wanted)]
        return None if found < 0 else first + found + len(codes) - 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} digits={self.digits} digest={self.digest}>"


class HOTP(BaseOTP):
    """One-time passwords from a counter (RFC 4226). `factor` is the counter, 0 to 2^64-1."""

    __slots__ = ()

    type = "hotp"

    def at(self, factor: int | None = None) -> str:
        """Return the code of the counter `factor`; without one it raises JamOTPError."""
        return self._code(read_counter(factor))

    def verify_step(
        self, code: str, factor: int | None = None, look_ahead: int = 1, after: int | None = None
    ) -> int | None:
        """Return the counter whose code this is, else None. Store it plus one as the next counter.

        Args:
            code: what the user typed, "123 456" too; anything but `digits` digits does not match.
            factor: the counter expected next.
            look_ahead: how many counters beyond it also count, 0 to 50 (RFC 4226 section 7.4).
            after: only counters above this one count.

        Raises:
            JamOTPError: `factor`, `look_ahead` or `after` out of range.
        """
        counter = read_counter(factor)
        # RFC 4226 section 7.2: the counters below were used.
        last = counter + integer(look_ahead, "look_ahead", 0, MAX_LOOK_AHEAD)
        return self._search(code, counter, last, after)

    def resync(self, *codes: str, factor: int, look_ahead: int = 100) -> int | None:
        """Return the counter of the last of two or more successive codes (RFC 4226 section 7.4).

        For a device that has run ahead of the server: the first code is looked for from `factor` to
        `factor + look_ahead`, 1000 at most. Store the result plus one as the next counter.
        """
        counter = read_counter(factor)
        # RFC 4226 section 7.4: a sequence of codes is harder to forge than one code.
        return self._search_run(codes, counter, counter + integer(look_ahead, "look_ahead", 0, MAX_RESYNC))
