"""SHA-256 crypt and SHA-512 crypt: `$5$` and `$6$` (U. Drepper, "Unix crypt using SHA-256 and SHA-512").

For passwords that others have stored; new ones are better off with PBKDF2, scrypt or Argon2id. A, B, C, DP,
P, DS and S are the letters of the text, its numbered steps stand at the lines.
"""

from __future__ import annotations

from ..encoding.checks import integer, octets
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer, require
from .hashes import constructor

MOST_PASSWORD = 1024  # bytes; step 14 hashes the square of it
LEAST_ROUNDS, MOST_ROUNDS = 1000, 999_999_999
_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def derive(hash_name: str, password: bytes, salt: bytes, rounds: int) -> str:
    """Return the hash as it stands behind the last `$`: 43 characters with SHA-256, 86 with SHA-512.

    The time grows with the rounds: a caller that takes them from outside bounds them first.

    Args:
        hash_name: "sha256" or "sha512".
        password: at most 1024 bytes.
        salt: at most 16 bytes.
        rounds: 1000 to 999 999 999; 5000 where a stored hash does not say it.

    Raises:
        JamCryptoError: an argument outside of these.
    """
    require("SHA crypt")
    if hash_name not in ("sha256", "sha512"):
        raise JamCryptoError("the hash of SHA crypt must be sha256 or sha512")
    password, salt = octets(password, "password"), octets(salt, "salt")
    if len(password) > MOST_PASSWORD or len(salt) > 16:
        raise JamCryptoError(f"a password has at most {MOST_PASSWORD} bytes here, a salt 16")
    return _derive(hash_name, password, salt, integer(rounds, "rounds", LEAST_ROUNDS, MOST_ROUNDS))


def _derive(hash_name: str, password: bytes, salt: bytes, rounds: int) -> str:
    H = constructor(hash_name)
    length = len(password)
    B = H(password + salt + password).digest()  # steps 4 to 8
    text = password + salt + _repeated(B, length)  # steps 1 to 3, 9, 10
    bits = length
    while bits:  # step 11: from the lowest bit of the length on
        text += B if bits & 1 else password
        bits >>= 1
    A = H(text).digest()  # step 12
    P = _repeated(H(password * length).digest(), length)  # steps 13 to 16
    S = _repeated(H(salt * (16 + A[0])).digest(), len(salt))  # steps 17 to 20
    C = A
    for number in range(rounds):  # step 21
        odd = number & 1
        text = P if odd else C
        if number % 3:
            text += S
        if number % 7:
            text += P
        C = H(text + (C if odd else P)).digest()
    return _encoded(C)  # step 22


def _repeated(data: bytes, length: int) -> bytes:
    return (data * (length // len(data) + 1))[:length]


def _encoded(digest: bytes) -> str:
    """Return the digest in the order of step 22 e: three bytes are four characters, the lowest first."""
    third = len(digest) // 3
    groups = []
    for at in range(third):
        triple = [at, at + third, at + 2 * third]
        turn = at % 3 if len(digest) == 64 else -at % 3
        groups.append(triple[turn:] + triple[:turn])
    if len(digest) == 64:
        last, size = [digest[63]], 2
    else:
        last, size = [digest[31], digest[30]], 3
    text = "".join([_characters(int.from_bytes([digest[at] for at in group], "big"), 4) for group in groups])
    return text + _characters(int.from_bytes(last, "big"), size)


def _characters(value: int, count: int) -> str:
    return "".join([_ALPHABET[value >> 6 * at & 63] for at in range(count)])


@known_answer("SHA crypt", 'U. Drepper, "Unix crypt using SHA-256 and SHA-512", test vectors')
def _answer() -> list[tuple[object, object]]:
    return [
        (
            _derive("sha256", b"Hello world!", b"saltstring", 5000),
            "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        ),
        (
            _derive("sha512", b"Hello world!", b"saltstring", 5000),
            "svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
        ),
    ]
