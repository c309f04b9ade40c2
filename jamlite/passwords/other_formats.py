"""Stored hashes as other software writes them, read into the one record.

    passlib   $pbkdf2-sha256$29000$salt$hash, $pbkdf2$ (SHA-1), $pbkdf2-sha512$; "." stands for "+"
    Django    pbkdf2_sha256$600000$salt$hash, pbkdf2_sha1$, scrypt$16384$salt$8$5$hash, argon2$argon2id$...
    Werkzeug  pbkdf2:sha256:600000$salt$hex, scrypt:32768:8:1$salt$hex
    Unix      $5$salt$hash, $6$rounds=656000$salt$hash
    LDAP      {SSHA}, {SSHA256}, {SSHA384}, {SSHA512} of base64(hash + salt), {CRYPT}$6$...

Salts of Django, Werkzeug and Unix are text. What is not read is refused with its name and the way on.
"""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamValidationError
from .stored_hash import StoredHash, from_hex, malformed, number

DEFAULT_ROUNDS = 5000  # Drepper's SHA-crypt: of $5$ and $6$, where the text does not say it
_PASSLIB = {"pbkdf2": "sha1", "pbkdf2-sha1": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_DJANGO = {"pbkdf2_sha256": "sha256", "pbkdf2_sha1": "sha1"}
_UNIX = {"5": "sha256", "6": "sha512"}
_LDAP = {"SSHA": "sha1", "SSHA256": "sha256", "SSHA384": "sha384", "SSHA512": "sha512"}
_BCRYPT = ("$2a$", "$2b$", "$2x$", "$2y$", "$2$", "$bcrypt-sha256$", "bcrypt$", "bcrypt_sha256$", "{BCRYPT}")
# What a text begins with -> what it is. None of them is read.
_REFUSED = {
    "$1$": "MD5-crypt",
    "$apr1$": "Apache's MD5-crypt",
    "$y$": "yescrypt",
    "$gy$": "gost-yescrypt",
    "$7$": "libscrypt's format",
    "$P$": "phpass",
    "$H$": "phpass",
    "$md5": "Solaris MD5-crypt",
    "md5$": "Django's MD5",
    "sha1$": "Django's SHA-1",
    "sha256$": "Werkzeug's HMAC",
    "unsalted_": "an unsalted hash",
    "{SHA": "an unsalted LDAP hash",  # {SHA}, {SHA256}, {SHA512}; the salted ones begin with {SSHA
    "{MD5}": "an unsalted LDAP hash",
    "{SMD5}": "LDAP's MD5",
}


def parse(stored: str) -> StoredHash:
    """Return the record of a stored hash.

    Raises:
        JamValidationError: a format that is not read (code "password.unsupported"; the message names
            it and the way on), or a malformed text ("password.malformed").
    """
    if stored.startswith(_BCRYPT):
        raise _unsupported(
            "this is a bcrypt hash, which plain Python would take half a minute to check. Verify it once "
            "with the software that made it, at the user's next login, then store password_hash(password)"
        )
    for start, name in _REFUSED.items():
        if stored.startswith(start):
            raise _unsupported(
                f"this is {name}, which is not read. Verify it once with the software that made it, then "
                "store password_hash(password)"
            )
    try:
        if stored[:1] == "{":
            return _ldap(stored)
        if stored[:3] in ("$5$", "$6$"):
            return _unix(stored)
        if stored[:7] == "$pbkdf2":
            return _passlib(stored)
        scheme = stored.partition("$")[0]
        return _werkzeug(stored) if ":" in scheme else _django(stored)
    except JamEncodingError:
        fault = malformed()  # raised below: the message about base64 is not chained
    raise fault


def _passlib(stored: str) -> StoredHash:
    _, scheme, rounds, salt, value = _split(stored, 5)
    digest = _PASSLIB.get(scheme)
    if digest is None:
        raise malformed()
    return StoredHash("pbkdf2", digest, (number(rounds),), _adapted(salt), _adapted(value))


def _django(stored: str) -> StoredHash:
    scheme, _, rest = stored.partition("$")
    if scheme == "scrypt":
        _, n, salt, r, p, value = _split(stored, 6)
        return StoredHash("scrypt", "", (_log2(n), number(r), number(p)), _text(salt), _padded(value))
    if scheme not in _DJANGO:
        raise malformed()
    rounds, salt, value = _split(rest, 3)
    return StoredHash("pbkdf2", _DJANGO[scheme], (number(rounds),), _text(salt), _padded(value))


def _werkzeug(stored: str) -> StoredHash:
    method, salt, value = _split(stored, 3)
    scheme, *arguments = method.split(":", 4)
    if scheme == "scrypt" and len(arguments) == 3:
        n, r, p = arguments
        return StoredHash("scrypt", "", (_log2(n), number(r), number(p)), _text(salt), from_hex(value))
    if scheme == "pbkdf2" and len(arguments) == 2:
        return StoredHash("pbkdf2", arguments[0], (number(arguments[1]),), _text(salt), from_hex(value))
    raise malformed()


def _unix(stored: str) -> StoredHash:
    parts = stored.split("$", 5)
    digest, rounds = _UNIX[parts[1]], DEFAULT_ROUNDS
    if len(parts) == 5 and parts[2].startswith("rounds="):  # SHA-crypt: before the salt, and optional
        rounds = number(parts.pop(2)[7:])
    # SHA-crypt raises rounds to 1000 and cuts the salt at 16 before it writes them.
    if len(parts) != 4 or len(parts[2]) > 16 or rounds < 1000:
        raise malformed()
    if len(parts[3]) != {"sha256": 43, "sha512": 86}[digest]:  # 32 and 64 bytes in its base64
        raise malformed()
    return StoredHash("crypt", digest, (rounds,), _text(parts[2]), _text(parts[3]))


def _ldap(stored: str) -> StoredHash:
    name, brace, value = stored[1:].partition("}")  # OpenLDAP: the scheme in braces, in any case of letters
    if name.upper() == "CRYPT" and value[:3] in ("$5$", "$6$"):
        return _unix(value)
    digest = _LDAP.get(name.upper())
    if not brace or digest is None:
        raise _unsupported(f"this LDAP scheme is not read; {', '.join(_LDAP)} and CRYPT with $5$ or $6$ are")
    data = _padded(value)  # the hash first, of known length; the rest is the salt
    size = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}[digest]
    return StoredHash("salted", digest, (), data[size:], data[:size])


def _split(stored: str, count: int) -> list[str]:
    parts = stored.split("$", count)
    if len(parts) != count:
        raise malformed()
    return parts


def _log2(text: str) -> int:
    # Django and Werkzeug write N itself; RFC 7914 section 2: a power of 2 larger than 1.
    n = number(text)
    if n < 2 or n & (n - 1):
        raise malformed()
    return n.bit_length() - 1


def _text(text: str) -> bytes:
    if not text.isprintable():  # their salts are drawn from letters and digits
        raise malformed()
    return text.encode()


def _padded(text: str) -> bytes:
    """Return the bytes of standard base64, with its padding or without."""
    if "-" in text or "_" in text:
        raise malformed()
    return base64url.decode(text.rstrip("=").replace("+", "-").replace("/", "_"), "the stored hash")


def _adapted(text: str) -> bytes:
    """Return the bytes of passlib's base64: "." for "+", no padding."""
    if "-" in text or "_" in text or "+" in text or "=" in text:
        raise malformed()
    # passlib's ab64: "." for "+", which a form would turn into a blank.
    return base64url.decode(text.replace(".", "-").replace("/", "_"), "the stored hash")


def _unsupported(message: str) -> JamValidationError:
    return JamValidationError(message, error_code="password.unsupported")
