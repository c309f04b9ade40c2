"""A stored hash as a record: how it was made, its salt, its hash; and what it may cost at most.

Whoever writes into the database of users chooses the cost of a stored hash, so it is bounded before any work:

    PBKDF2    iterations times blocks of output     5 000 000, some seconds
    scrypt    n * r * p 2^22, memory 256 MiB        some seconds
    Argon2    KiB times passes                      65 536, 12 seconds in plain Python (`argon2_limit_kib`)
    $5$, $6$  rounds                                1 000 000, some 6 seconds; a password of 1024 bytes
"""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.base import JamTypeError, JamValidationError
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

MOST_ITERATIONS = 5_000_000  # eight times what OWASP advises
MOST_WORK = 1 << 22  # n*r*p; four times ln=17, r=8
MOST_MEMORY = 1 << 28  # bytes, of scrypt; ln=17, r=8 takes half of it
MOST_ARGON2, MOST_ARGON2_WORK = 1 << 16, 1 << 20  # KiB times passes: by default, and at the very most
MOST_ARGON2_KIB = 1 << 18  # of memory
MOST_ROUNDS = 1_000_000
_DIGESTS = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}


class StoredHash:
    """A stored hash, parsed.

    Attributes:
        scheme: "pbkdf2", "scrypt", "argon2id", "argon2i", "argon2d", "crypt" ($5$, $6$) or "salted" (LDAP).
        digest: "sha1" to "sha512"; "" for scrypt and Argon2.
        costs: (iterations,), (ln, r, p), (KiB, passes, lanes), (rounds,) or ().
        salt: bytes.
        hash: bytes; for "crypt" the text of the hash.
    """

    __slots__ = ("costs", "digest", "hash", "salt", "scheme")

    def __init__(self, scheme: str, digest: str, costs: tuple[int, ...], salt: bytes, stored: bytes) -> None:
        """Keep the parts.

        Raises:
            JamValidationError: a salt or hash of a size that none has.
        """
        # An empty or a short hash would match by chance; with length 0, every password.
        if not 1 <= len(salt) <= 128 or not 16 <= len(stored) <= 128 or (digest and digest not in _DIGESTS):
            raise malformed()
        self.scheme = scheme
        self.digest = digest
        self.costs = costs
        self.salt = salt
        self.hash = stored

    def matches(self, password: bytes, argon2_limit_kib: int = MOST_ARGON2) -> bool:
        """Tell, in constant time, whether this is the hash of `password`.

        Raises:
            JamValidationError: the cost is above a limit.
        """
        self.check_cost(argon2_limit_kib)
        return compare_digest(_DERIVE[self.scheme](self, password), self.hash)  # as long as self.hash, always

    def derive(self, password: bytes) -> bytes:
        """Return the hash of `password` with this salt and cost, as long as the one here."""
        return _DERIVE[self.scheme](self, password)

    def check_cost(self, argon2_limit_kib: int = MOST_ARGON2) -> None:
        """Raise JamValidationError if it costs more than a limit allows."""
        costs = self.costs
        if any(cost < 1 for cost in costs):
            raise malformed()
        if self.scheme == "pbkdf2":
            # RFC 8018 section 5.2: l; each costs c iterations.
            blocks = -(-len(self.hash) // _DIGESTS[self.digest])
            fits = costs[0] * blocks <= MOST_ITERATIONS
        elif self.scheme == "scrypt":
            ln, r, p = costs
            fits = (
                ln < 32
                and r <= 1024
                and p <= 1024
                and (r * p) << ln <= MOST_WORK  # after `ln < 32`: the shift of a large ln is itself an attack
                and 128 * r * ((1 << ln) + p) <= MOST_MEMORY  # RFC 7914 sections 5 and 6: V, and B
            )
        elif self.scheme == "crypt":
            fits = costs[0] <= MOST_ROUNDS
        elif self.scheme == "salted":
            fits = True
        else:
            memory, passes, _ = costs
            fits = memory <= MOST_ARGON2_KIB and memory * passes <= MOST_ARGON2_WORK
            if fits and memory * passes > argon2_limit_kib:
                raise JamValidationError(
                    f"this Argon2 hash takes {memory} KiB and {passes} passes, about "
                    f"{memory * passes * 0.00018:.0f} seconds in plain Python; argon2_limit_kib="
                    f"{memory * passes} allows it",
                    error_code="password.cost",
                )
        if not fits:
            raise JamValidationError(
                "the cost of the password hash is too high: it would take more than the seconds that a hash"
                " may. Verify it once with the software that made it, then store password_hash(password)",
                error_code="password.cost",
            )

    def __repr__(self) -> str:
        return f"<stored {self.scheme} hash>"


def _pbkdf2(known: StoredHash, password: bytes) -> bytes:
    with part("PBKDF2"):
        from ..crypto import pbkdf2

    return pbkdf2.derive(known.digest, password, known.salt, known.costs[0], len(known.hash))


def _scrypt(known: StoredHash, password: bytes) -> bytes:
    with part("scrypt"):
        from ..crypto import scrypt

    ln, r, p = known.costs
    length = len(known.hash)
    return scrypt.derive(password, known.salt, n=1 << ln, r=r, p=p, length=length, memory_limit=MOST_MEMORY)


def _argon2(known: StoredHash, password: bytes) -> bytes:
    with part("Argon2"):
        from ..crypto import argon2id

    memory, passes, lanes = known.costs
    others: dict[str, Callable[..., bytes]] = {"argon2i": argon2id.derive_i, "argon2d": argon2id.derive_d}
    return others.get(known.scheme, argon2id.derive)(
        password,
        known.salt,
        memory_kib=memory,
        time_cost=passes,
        parallelism=lanes,
        length=len(known.hash),
    )


def _crypt(known: StoredHash, password: bytes) -> bytes:
    with part("SHA crypt"):
        from ..crypto import sha_crypt

    # No hash equals it. The limit closes the square of the length that step 14 costs.
    if len(password) > sha_crypt.MOST_PASSWORD:
        return b""
    return sha_crypt.derive(known.digest, password, known.salt, known.costs[0]).encode("ascii")


def _salted(known: StoredHash, password: bytes) -> bytes:
    with part("LDAP hashes"):
        from ..crypto import hashes

    return hashes.digest(known.digest, password + known.salt)  # OpenLDAP, slapd-pw: the salt behind


_DERIVE: dict[str, Callable[[StoredHash, bytes], bytes]] = {
    "pbkdf2": _pbkdf2,
    "scrypt": _scrypt,
    "argon2id": _argon2,
    "argon2i": _argon2,
    "argon2d": _argon2,
    "crypt": _crypt,
    "salted": _salted,
}


def number(text: str) -> int:
    """Return a number of a stored hash, without sign or leading zeros, below 10^9; refuse any other text."""
    # int() would take "1_000", " 1" and digits of every script: a second spelling of one hash.
    if not 0 < len(text) < 10 or not text.isascii() or not text.isdigit() or text[0] == "0":
        raise malformed()
    return int(text)


def from_hex(text: str) -> bytes:
    """Return the octets of hex, which is what a salt or a hash of Jam is; refuse any other text."""
    if not isinstance(text, str):
        raise JamTypeError(f"salt and hash must be str, got {type(text).__name__}")
    if len(text) % 2 or text.strip("0123456789abcdefABCDEF"):  # bytes.fromhex skips white space
        raise malformed()
    return bytes.fromhex(text)


def password_octets(password: str | bytes) -> bytes:
    """Return what is hashed of a password: bytes as they are, text as UTF-8."""
    if isinstance(password, bytes):
        return password
    if not isinstance(password, str):
        raise JamTypeError(f"the password must be str, got {type(password).__name__}")
    if any("\ud800" <= mark <= "\udfff" for mark in password):  # UnicodeEncodeError would hold the password
        raise JamValidationError("the password has no UTF-8 form")
    return password.encode()  # not normalised: what other software stored has to match as well


def malformed() -> JamValidationError:
    """Return the error of a stored hash that cannot be read."""
    return JamValidationError(
        "the stored password hash is malformed: it is cut short or changed, or of a kind that is not read."
        " PHC strings, passlib's PBKDF2, the formats of Django, Werkzeug and LDAP, $5$ and $6$ are",
        error_code="password.malformed",
    )
