"""Password hashing: PHC strings of PBKDF2, scrypt and Argon2id; what other software stored is read too.

A PHC string says how it was made: `$pbkdf2-sha256$i=600000$salt$hash`, `$scrypt$ln=17,r=8,p=1$salt$hash`,
`$argon2id$v=19$m=19456,t=2,p=1$salt$hash` (base64 without padding), so the cost can rise later without
breaking what is stored; `needs_rehash` tells when. PBKDF2 is the default, as it costs no memory and runs
everywhere at nearly the same speed; scrypt holds better against graphics cards and takes 128 MiB for each
check; Argon2id is the best of the three where compiled code checks it, and takes 7 seconds in plain Python.
"""

from __future__ import annotations

from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..encoding.checks import integer
from ..exceptions.base import JamEncodingError, JamTypeError, JamValidationError
from ..optional import part
from .stored_hash import (
    MOST_ARGON2,
    MOST_ARGON2_WORK,
    StoredHash,
    from_hex,
    malformed,
    number,
    password_octets,
)

# OWASP's advice (Password Storage Cheat Sheet, 2023 to date).
ITERATIONS = 600_000
LN, R, P = 17, 8, 1
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
SALT_HASH_ITERATIONS = 100_000  # what Jam's own format does not say

SCHEMES = ("pbkdf2", "scrypt", "argon2id")
_LONGEST = 1024  # characters of a stored string; a salt and a hash of 128 bytes take 400
_TO_URL = str.maketrans("+/-_", "-_~~")  # standard base64 only: the URL letters are refused
_TO_STANDARD = str.maketrans("-_", "+/")


def password_hash(
    password: str,
    *,
    scheme: str = "pbkdf2",
    iterations: int = ITERATIONS,
    ln: int = LN,
    r: int = R,
    p: int = P,
    memory_kib: int = MEMORY_KIB,
    passes: int = PASSES,
    lanes: int = LANES,
) -> str:
    """Return a PHC string with a fresh 16-byte salt and a 32-byte hash.

    Args:
        password: text (its UTF-8 form is hashed) or bytes.
        scheme: "pbkdf2", "scrypt" or "argon2id".
        iterations: for PBKDF2.
        ln, r, p: for scrypt; ln is the binary logarithm of the cost n.
        memory_kib, passes, lanes: for Argon2id; about 0.18 ms for each KiB and pass.

    Raises:
        JamTypeError, JamCryptoError: wrong type, a cost out of range.
        JamValidationError: an unknown scheme, a cost above what `password_verify` accepts.
    """
    costs = _wanted(scheme, (iterations,), (ln, r, p), (memory_kib, passes, lanes))
    digest = "sha256" if scheme == "pbkdf2" else ""
    # RFC 9106 section 3.1 recommends 16 bytes of salt, section 4 a tag of 256 bits.
    new = StoredHash(scheme, digest, costs, random_bytes(16), bytes(32))
    new.check_cost()  # before the work, so that no hash is made that nobody can verify
    new.hash = new.derive(password_octets(password))
    return _text(new)


def password_verify(password: str, stored: str, *, argon2_limit_kib: int = MOST_ARGON2) -> bool:
    """Tell, in constant time, whether `password` is the one `stored` was made of.

    Args:
        password: text or bytes.
        stored: a PHC string of PBKDF2, scrypt, Argon2id, Argon2i or Argon2d; Jam's `salt$hash` with its
            100 000 iterations; a hash of passlib, Django, Werkzeug, Unix ($5$, $6$) or LDAP ({SSHA}...).
            Django's mark for "no password" (`!...`) matches none.
        argon2_limit_kib: the most KiB times passes that an Argon2 hash may ask for.

    Raises:
        JamTypeError: wrong type.
        JamValidationError: `stored` is malformed, of a format that is not read (bcrypt: the message tells
            the way on), or asks for a cost above the limits of `stored_hash`.
    """
    data = password_octets(password)
    limit = integer(argon2_limit_kib, "argon2_limit_kib", 0, MOST_ARGON2_WORK)
    if isinstance(stored, str) and stored[:1] == "!" and len(stored) <= _LONGEST:  # Django: no password
        return False
    return parse(stored).matches(data, limit)


def needs_rehash(
    stored: str,
    *,
    scheme: str = "pbkdf2",
    iterations: int = ITERATIONS,
    ln: int = LN,
    r: int = R,
    p: int = P,
    memory_kib: int = MEMORY_KIB,
    passes: int = PASSES,
    lanes: int = LANES,
) -> bool:
    """Tell whether `stored` is of another scheme or cheaper than wanted; arguments as in `password_hash`.

    A hash in another software's format always needs it. Errors are those of `password_verify`, with the
    highest limit for Argon2, as nothing is derived here.
    """
    costs = _wanted(scheme, (iterations,), (ln, r, p), (memory_kib, passes, lanes))
    if isinstance(stored, str) and stored[:1] == "!" and len(stored) <= _LONGEST:
        return True
    known = parse(stored)
    known.check_cost(MOST_ARGON2_WORK)
    # SP 800-132 wants 128 bits of salt.
    if known.scheme != scheme or len(known.salt) < 16 or len(known.hash) < 32:
        return True
    if not stored.startswith(("$pbkdf2-sha256$i=", "$scrypt$", "$argon2id$")):
        return True
    if scheme == "argon2id":  # the number of lanes does not measure strength
        return known.costs[0] < costs[0] or known.costs[1] < costs[1]
    return any(have < want for have, want in zip(known.costs, costs))


def parse(stored: str) -> StoredHash:
    """Return the record of a stored hash, its cost not yet judged."""
    if not isinstance(stored, str):
        raise JamTypeError(f"the stored hash must be str, got {type(stored).__name__}")
    if len(stored) > _LONGEST or not stored.isascii():
        raise malformed()
    if stored.startswith("argon2$"):  # Django's mark before a PHC string
        stored = stored[6:]
    parts = stored.split("$", 6)  # bounded: no form has more than six parts
    try:
        if len(parts) == 2 and ":" not in parts[0] and "{" not in parts[0]:  # Jam's salt$hash in hex
            return StoredHash(
                "pbkdf2", "sha256", (SALT_HASH_ITERATIONS,), from_hex(parts[0]), from_hex(parts[1])
            )
        if stored.startswith("$argon2"):
            return _parse_argon2(parts)
        if stored.startswith("$scrypt$") and len(parts) == 5:
            costs = _numbers(parts[2], "ln", "r", "p")
            return StoredHash("scrypt", "", costs, _unpack(parts[3]), _unpack(parts[4]))
        if stored.startswith("$pbkdf2") and len(parts) == 5 and parts[2][:2] == "i=":
            return _parse_pbkdf2(parts)
    except JamEncodingError:
        fault = malformed()
    else:
        with part("passwords of others"):
            from . import other_formats

        return other_formats.parse(stored)
    raise fault


def _parse_pbkdf2(parts: list[str]) -> StoredHash:
    name, numbers = parts[1], parts[2]
    digest = name[7:] if name[:7] == "pbkdf2-" else ""
    if "," in numbers:  # some write the length of the hash as well
        iterations, length = _numbers(numbers, "i", "l")
    else:
        (iterations,), length = _numbers(numbers, "i"), 0
    known = StoredHash("pbkdf2", digest or "?", (iterations,), _unpack(parts[3]), _unpack(parts[4]))
    if length not in (0, len(known.hash)):
        raise malformed()
    return known


def _parse_argon2(parts: list[str]) -> StoredHash:
    if len(parts) != 6 or parts[1] not in ("argon2id", "argon2i", "argon2d"):
        raise malformed()
    if parts[2] != "v=19":  # RFC 9106 section 3.1: v is 0x13; without v= it is version 16
        raise JamValidationError(
            "only Argon2 of version 19 is read; verify it once with the software that made it, then store "
            "password_hash(password)",
            error_code="password.unsupported",
        )
    memory, passes, lanes = _numbers(parts[3], "m", "t", "p")
    known = StoredHash(parts[1], "", (memory, passes, lanes), _unpack(parts[4]), _unpack(parts[5]))
    if memory < 8 * lanes or lanes > 255:  # RFC 9106 section 3.1: m >= 8p; more than 255 lanes nobody writes
        raise malformed()
    return known


def _numbers(text: str, *names: str) -> tuple[int, ...]:
    """Return the values of `name=number,name=number` in this order."""
    fields = [field.partition("=") for field in text.split(",", len(names))]
    # PHC string format: the order is fixed, none is skipped.
    if tuple(name for name, _, _ in fields) != names:
        raise malformed()
    # PHC string format: minimal decimal, no leading zeros.
    return tuple(number(value) for _, _, value in fields)


def _wanted(scheme: str, *costs_of: tuple[int, ...]) -> tuple[int, ...]:
    """Return the costs of the scheme wanted, checked."""
    if scheme not in SCHEMES:
        raise JamValidationError(f"the scheme must be one of {', '.join(SCHEMES)}")
    costs = costs_of[SCHEMES.index(scheme)]
    for cost in costs:
        integer(cost, "a cost", 1, 1 << 30)
    # A record of zeros: only its costs are judged.
    StoredHash(scheme, "sha256" if scheme == "pbkdf2" else "", costs, bytes(16), bytes(32)).check_cost()
    return costs


def _text(known: StoredHash) -> str:
    if known.scheme == "pbkdf2":
        head = f"$pbkdf2-sha256$i={known.costs[0]}"
    elif known.scheme == "scrypt":
        head = "$scrypt$ln={},r={},p={}".format(*known.costs)
    else:
        head = "$argon2id$v=19$m={},t={},p={}".format(*known.costs)
    return f"{head}${_pack(known.salt)}${_pack(known.hash)}"


def _pack(data: bytes) -> str:
    # PHC string format: standard base64 without padding.
    return base64url.encode(data).translate(_TO_STANDARD)


def _unpack(text: str) -> bytes:
    return base64url.decode(text.translate(_TO_URL), "the stored hash")
