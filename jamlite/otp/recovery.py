"""Recovery codes: what lets a user in who has lost the second factor (NIST SP 800-63B, look-up secrets).

A code is 120 random bits as 24 letters and digits, so a plain hash of it can be stored: a look-up
secret of 112 bits or more needs neither salt nor a slow hash (SP 800-63B section 5.1.2.2). Each code
is good once: keep what `use` returns in place of the list it was given. `sessions.SecondFactor` does
that on any store, for requests in parallel too.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.hashes import digest
from ..crypto.randomness import random_bytes
from ..encoding import base32
from ..exceptions.base import JamOTPError
from .parameters import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

COUNT = 10
MAX_COUNT = 100
CODE_BYTES = 15  # 120 bits fill 24 letters without a rest, and are above the 112 that need no salt
LETTERS = 24
GROUP = 4
MAX_TYPED = 100  # characters; a longer text is not a code
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz234567")  # RFC 4648 section 6, in lower case


def generate(count: int = COUNT) -> list[str]:
    """Return `count` new codes (1 to 100) such as "mzxw-6ytb-oi3d-k43b-nfxg-c5dd", to be shown once.

    Raises:
        JamOTPError: `count` is out of range.
    """
    codes = []
    for _ in range(integer(count, "count", 1, MAX_COUNT)):
        text = base32.encode(random_bytes(CODE_BYTES)).lower()
        codes.append("-".join(text[start : start + GROUP] for start in range(0, LETTERS, GROUP)))
    return codes


def hashed(codes: Sequence[str]) -> list[str]:
    """Return what to store of codes: the SHA-256 of each, in hex.

    Raises:
        JamOTPError: one of them is not a code of `generate`; case, dashes and white space do not count.
    """
    # Case and dashes are gone before the hash, so that what people type back has the same one.
    found = [_letters(code) for code in codes]
    # An empty str would pass as no codes at all.
    if isinstance(codes, str) or None in found:
        raise JamOTPError("recovery codes are a list of texts of 24 letters and digits 2 to 7")
    return [_hash(letters or "") for letters in found]


def use(code: str, stored: Sequence[str]) -> list[str] | None:
    """Return what is left of the stored hashes when `code` is used, or None: it is none of them.

    Args:
        code: what the user typed. Case, dashes and white space do not count; anything else does not match.
        stored: what `hashed` returned, or this function returned the last time.
    """
    letters = _letters(code)
    if letters is None:
        return None
    given = _hash(letters)
    left = [known for known in stored if not compare_digest(known, given)]  # no early end: all are compared
    return left if len(left) < len(stored) else None  # SP 800-63B section 5.1.2.2: a secret is used once


def _letters(code: object) -> str | None:
    """Return the letters of a code without what stands between them, or None if it cannot be one."""
    if not isinstance(code, str) or len(code) > MAX_TYPED:  # before split, whose work grows with the text
        return None
    letters = "".join(code.replace("-", " ").split()).lower()
    return letters if len(letters) == LETTERS and _ALPHABET.issuperset(letters) else None


def _hash(letters: str) -> str:
    return digest("sha256", letters.encode("ascii")).hex()
