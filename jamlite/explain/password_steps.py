"""Steps of a password hash: what made it, what it costs, and whether the password fits."""

from __future__ import annotations

from ..exceptions.base import JamError
from ..passwords import phc_strings
from ..plain import plain_kdf
from ..plain.plain_hmac import H
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..passwords.stored_hash import StoredHash
    from .explain_options import Options

MAX_WORK = 20_000  # blocks of hash that plain computes; more are left to the fast code
# scheme -> (its name, the names of its costs, section, formula)
_SCHEMES = {
    "pbkdf2": (
        "PBKDF2",
        ("iterations",),
        "RFC 8018 section 5.2",
        "DK = PBKDF2-HMAC-{digest}(P, S, c, dkLen)",
    ),
    "scrypt": ("scrypt", ("ln", "r", "p"), "RFC 7914 section 6", "DK = scrypt(P, S, N = 2^ln, r, p, dkLen)"),
    "argon2id": (
        "Argon2id",
        ("KiB", "passes", "lanes"),
        "RFC 9106 section 3.2",
        "T = Argon2id(P, S, p, T, m, t)",
    ),
    "argon2i": (
        "Argon2i",
        ("KiB", "passes", "lanes"),
        "RFC 9106 section 3.2",
        "T = Argon2i(P, S, p, T, m, t)",
    ),
    "argon2d": (
        "Argon2d",
        ("KiB", "passes", "lanes"),
        "RFC 9106 section 3.2",
        "T = Argon2d(P, S, p, T, m, t)",
    ),
    "crypt": (
        "crypt",
        ("rounds",),
        "Unix crypt using SHA-256 and SHA-512 (Drepper, 2007)",
        "crypt(P, S, rounds)",
    ),
    "salted": ("a salted hash", (), "RFC 2307; slapd", "{digest}(P || S)"),
}


def explain(explanation: Explanation, text: str, options: Options) -> None:
    """Explain a stored hash; with the password, derive it again.

    Args:
        text: a PHC string, or a hash of passlib, Django, Werkzeug, Unix or LDAP.
        options: its password.
    """
    try:
        known = phc_strings.parse(text)
    except JamError as error:
        explanation.add("Take the text apart", "PHC string format", verdict=False, note=f"{error.message}.")
        return
    name, costs, section, formula = _SCHEMES[known.scheme]
    explanation.add(
        f"Take the text apart: {name}",
        "PHC string format" if text.startswith("$") else "",
        [
            *([Value("digest", known.digest)] if known.digest else []),
            *(Value(what, cost) for what, cost in zip(costs, known.costs)),
            Value("salt", known.salt),
            Value("hash", known.hash.decode() if known.scheme == "crypt" else known.hash),
        ],
        function="passwords/phc_strings.py: parse",
        note="Nothing here is the password, but whoever has this can guess at it; the cost says how slowly. "
        "The salt makes the same password look different each time.",
    )
    if options.password is None:
        explanation.missing.append("the password (--password).")
        return
    octets = options.password.encode("utf-8", "surrogatepass")
    known.check_cost()  # whoever wrote the hash chose the cost
    derived = _by_plain(known, octets)
    note = (
        "" if derived is not None else f"So much work is left to the fast code; {_reading(known)} shows how."
    )
    derived = known.derive(octets) if derived is None else derived
    right = derived == known.hash
    explanation.add(
        "Derive the hash again",
        section,
        [
            Value("P", octets, secret=True),
            Value("S", known.salt),
            # The right hash of a wrong password is nobody's business.
            Value("derived", derived, secret=not right),
        ],
        formula=formula.format(digest=known.digest.upper()),
        function=f"crypto/{'argon2id' if known.scheme.startswith('argon2') else known.scheme}.py: derive"
        if known.scheme in ("pbkdf2", "scrypt", "argon2id")
        else "passwords/stored_hash.py: StoredHash",
        note=note,
    )
    explanation.add(
        "Compare the hashes",
        section,
        verdict=right,
        note="" if right else "They differ: this is another password.",
    )
    if not note:  # the fast code has counted already, where plain did not
        explanation.ask(
            "passwords/phc_strings.py: password_verify",
            lambda: phc_strings.password_verify(options.password or "", text),
            right,
        )


def _by_plain(known: StoredHash, password: bytes) -> Optional[bytes]:
    """Return what plain derives; None if that takes too long, or plain does not know it."""
    length = len(known.hash)
    if known.scheme == "salted":
        return H(known.digest, password + known.salt)
    # RFC 8018 section 5.2: c iterations for each block of output.
    if known.scheme == "pbkdf2" and known.costs[0] * -(-length // len(H(known.digest, b""))) <= MAX_WORK:
        return plain_kdf.pbkdf2(known.digest, password, known.salt, known.costs[0], length)
    if known.scheme == "scrypt":
        ln, r, p = known.costs
        if (r * p) << ln <= MAX_WORK // 20:  # a block of scrypt costs plain twenty times one of SHA-256
            return plain_kdf.scrypt(password, known.salt, 1 << ln, r, p, length)
    return None


def _reading(known: StoredHash) -> str:
    """Return the file where a reader sees how it is computed."""
    if known.scheme.startswith("argon2"):
        return "plain/plain_argon2.py"
    return "crypto/sha_crypt.py" if known.scheme == "crypt" else "plain/plain_kdf.py"
