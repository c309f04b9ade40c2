"""Password hashing: self-describing PHC strings for PBKDF2 and scrypt; Jam's `salt$hash` is read.

A PHC string says how it was made: `$pbkdf2-sha256$i=600000$salt$hash`, `$scrypt$ln=17,r=8,p=1$salt$hash`
(base64 without padding), so the cost can rise later without breaking what is stored; `needs_rehash`
tells when. PBKDF2 is the default, as it costs no memory and runs everywhere at the same speed nearly;
scrypt holds better against graphics cards and takes 128 MiB for each check.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import pbkdf2, scrypt
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..encoding.checks import integer
from ..exceptions.base import JamTypeError, JamValidationError

# OWASP's advice for PBKDF2-HMAC-SHA256 and for scrypt (Password Storage Cheat Sheet, 2023 to date).
ITERATIONS = 600_000
LN, R, P = 17, 8, 1
SALT_HASH_ITERATIONS = 100_000  # what Jam's own format does not say

# What a stored string may ask for at most: about four to eight times the defaults.
MOST_ITERATIONS = 5_000_000
MOST_WORK = 1 << 22  # n*r*p
MOST_MEMORY = 1 << 28  # bytes
_LONGEST = 1024  # characters of a stored string
_SCHEMES = ("pbkdf2", "scrypt")
_TO_URL = str.maketrans("+/-_", "-_~~")  # standard base64 only: the URL letters are refused
_TO_STANDARD = str.maketrans("-_", "+/")


class _Stored:
    """A stored hash, parsed: how it was made, its salt and its hash."""

    __slots__ = ("costs", "hash", "salt", "scheme")

    def __init__(self, scheme: str, costs: tuple[int, ...], salt: bytes, hash: bytes) -> None:
        self.scheme = scheme
        self.costs = costs  # (iterations,) or (ln, r, p)
        self.salt = salt
        self.hash = hash

    def __repr__(self) -> str:
        return f"<stored {self.scheme} hash>"


def password_hash(
    password: str,
    *,
    scheme: str = "pbkdf2",
    iterations: int = ITERATIONS,
    ln: int = LN,
    r: int = R,
    p: int = P,
) -> str:
    """Return a PHC string with a fresh 16-byte salt and a 32-byte hash.

    Args:
        password: text (its UTF-8 form is hashed) or bytes.
        scheme: "pbkdf2" or "scrypt".
        iterations: for PBKDF2.
        ln, r, p: for scrypt; ln is the binary logarithm of the cost n.

    Raises:
        JamTypeError, JamCryptoError: wrong type, a cost out of range.
        JamValidationError: an unknown scheme, a cost above what `password_verify` accepts.
    """
    costs = _wanted(scheme, iterations, ln, r, p)
    salt = random_bytes(16)
    return _text(_Stored(scheme, costs, salt, _derive(password_octets(password), scheme, costs, salt, 32)))


def password_verify(password: str, stored: str) -> bool:
    """Tell, in constant time, whether `password` is the one `stored` was made of.

    Args:
        password: text or bytes.
        stored: a PHC string of `password_hash`, or Jam's `salt$hash` with its 100 000 iterations.

    Raises:
        JamTypeError: wrong type.
        JamValidationError: `stored` is malformed, or asks for a cost above the limits of this module.
    """
    known, data = _parse(stored), password_octets(password)
    return compare_digest(_derive(data, known.scheme, known.costs, known.salt, len(known.hash)), known.hash)


def needs_rehash(
    stored: str,
    *,
    scheme: str = "pbkdf2",
    iterations: int = ITERATIONS,
    ln: int = LN,
    r: int = R,
    p: int = P,
) -> bool:
    """Tell whether `stored` is of another scheme or cheaper than wanted; arguments as in `password_hash`."""
    known = _parse(stored)
    costs = _wanted(scheme, iterations, ln, r, p)
    if known.scheme != scheme or len(known.salt) < 16 or len(known.hash) < 32:
        return True
    return any(have < want for have, want in zip(known.costs, costs)) or not stored.startswith("$")


def _parse(stored: str) -> _Stored:
    if not isinstance(stored, str):
        raise JamTypeError(f"the stored hash must be str, got {type(stored).__name__}")
    if len(stored) > _LONGEST:
        raise malformed()
    parts = stored.split("$", 5)
    if len(parts) == 2:
        known = _Stored("pbkdf2", (SALT_HASH_ITERATIONS,), from_hex(parts[0]), from_hex(parts[1]))
    elif len(parts) == 5 and parts[0] == "" and parts[1] == "pbkdf2-sha256":
        known = _Stored("pbkdf2", _numbers(parts[2], "i"), _unpack(parts[3]), _unpack(parts[4]))
    elif len(parts) == 5 and parts[0] == "" and parts[1] == "scrypt":
        known = _Stored("scrypt", _numbers(parts[2], "ln", "r", "p"), _unpack(parts[3]), _unpack(parts[4]))
    else:
        raise malformed()
    if not 1 <= len(known.salt) <= 64 or not 16 <= len(known.hash) <= 64:
        raise malformed()
    _check_cost(known.scheme, known.costs)
    return known


def _numbers(text: str, *names: str) -> tuple[int, ...]:
    """Return the values of `name=number,name=number` in this order; numbers without leading zeros."""
    fields = [field.partition("=") for field in text.split(",", len(names))]
    numbers = [value for _, _, value in fields]
    if tuple(name for name, _, _ in fields) != names:
        raise malformed()
    if not all(0 < len(n) < 10 and n.isascii() and n.isdigit() and n[0] != "0" for n in numbers):
        raise malformed()
    return tuple(int(number) for number in numbers)


def _wanted(scheme: str, iterations: int, ln: int, r: int, p: int) -> tuple[int, ...]:
    if scheme not in _SCHEMES:
        raise JamValidationError(f"the scheme must be one of {', '.join(_SCHEMES)}")
    costs = (iterations,) if scheme == "pbkdf2" else (ln, r, p)
    for number in costs:
        integer(number, "a cost", 1, 1 << 30)
    _check_cost(scheme, costs)
    return costs


def _check_cost(scheme: str, costs: tuple[int, ...]) -> None:
    if scheme == "pbkdf2":
        fits = costs[0] <= MOST_ITERATIONS
    else:
        ln, r, p = costs
        fits = ln < 32 and (r * p) << ln <= MOST_WORK and 128 * r * ((1 << ln) + p) <= MOST_MEMORY
    if not fits:
        raise JamValidationError("the cost of the password hash is too high", error_code="password.cost")


def _derive(password: bytes, scheme: str, costs: tuple[int, ...], salt: bytes, length: int) -> bytes:
    if scheme == "pbkdf2":
        return pbkdf2.derive("sha256", password, salt, costs[0], length)
    ln, r, p = costs
    return scrypt.derive(password, salt, n=1 << ln, r=r, p=p, length=length, memory_limit=MOST_MEMORY)


def _text(known: _Stored) -> str:
    if known.scheme == "pbkdf2":
        head = f"$pbkdf2-sha256$i={known.costs[0]}"
    else:
        head = "$scrypt$ln={},r={},p={}".format(*known.costs)
    return f"{head}${_pack(known.salt)}${_pack(known.hash)}"


def _pack(data: bytes) -> str:
    return base64url.encode(data).translate(_TO_STANDARD)


def _unpack(text: str) -> bytes:
    return base64url.decode(text.translate(_TO_URL), "the stored hash")


def from_hex(text: str) -> bytes:
    """Return the octets of hex, which is what a salt or a hash of Jam is; refuse any other text."""
    if not isinstance(text, str):
        raise JamTypeError(f"salt and hash must be str, got {type(text).__name__}")
    if len(text) % 2 or text.strip("0123456789abcdefABCDEF"):
        raise malformed()
    return bytes.fromhex(text)


def password_octets(password: str | bytes) -> bytes:
    """Return what is hashed of a password: bytes as they are, text as UTF-8."""
    if isinstance(password, bytes):
        return password
    if not isinstance(password, str):
        raise JamTypeError(f"the password must be str, got {type(password).__name__}")
    try:
        return password.encode()
    except UnicodeEncodeError:
        raise JamValidationError("the password has no UTF-8 form") from None


def malformed() -> JamValidationError:
    """Return the error of a stored hash that cannot be read."""
    return JamValidationError("the stored password hash is malformed", error_code="password.malformed")
