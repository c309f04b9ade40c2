"""Symmetric keys (RFC 7518 section 6.4), and the question that comes before: are these bytes a secret?

`traces` has the rules of that question and takes 10 ms to load. Most secrets are words of letters, random
bytes, or these in base64 or hex, and most of them are told here to be such that no rule of `traces` finds
anything in them.
"""

from __future__ import annotations

from binascii import a2b_base64
from hashlib import sha256

from ..encoding import base64url
from ..exceptions.crypto import JamInvalidKeyError, JamWeakKeyWarning
from ..exceptions.jose import JamInvalidKeyTypeError
from ..optional import part
from .record import KeyRecord, check_kty, fill, octets_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator, Literal, NoReturn

    from .traces import Trace

_LETTERS = base64url.ALPHABET + b"+/"
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LOWER_BASE32 = _BASE32.lower()
_DIGITS_OF_BASE32 = bytes.maketrans(_LOWER_BASE32, b"0123456789abcdefghijklmnopqrstuv")  # as `int` reads them
_HEX = b"0123456789abcdefABCDEF"
_SHORTEST = 12  # bytes under a word; `spellings` does not look at fewer
_LONGEST_BYTES = 64  # a point of P-256 takes 65
_LONGEST_BASE64, _LONGEST_HEX = 86, 128  # letters of so many bytes
_LONGEST_UNDER = 96  # bytes: the longest hex, read as base64
_LONGEST_STEP = 9  # letters of a part of a path with a digit in it: see `_WORD` in `references`
_WHITE = b" \t\r\n\v\f\0"
_PRINTABLE = bytes(range(32, 127)) + b"\r\n\t"
_QUOTES = b"\"'`,;()[]{} \t\r\n\v\f"
_ESCAPES = (b"", *(bytes([letter]) for letter in b"0123abfnrtuvx"))  # behind a backslash; "" is another one
_BEGINNINGS = (b"\xef\xbb\xbf", b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda")  # UTF-8, gzip, zlib
# For each rule of `traces` that can hold in a plain word, or in the bytes under one, a part of what it finds;
# as text, which is searched in a sixth of the time that bytes take.
_MARKS = (
    *("END", "id_", "_keys", "_hosts", "ssh_host"),  # armour, names of key files
    *("BgkqhkiG9w0B", "YJKoZIhvcNA", "GCSqGSIb3DQ", "ByqGSM49Ag", "cqhkjOPQI", "HKoZIzj0C"),
    *("MAUGAytl", "AFBgMrZ", "wBQYDK2V", "b3BlbnNzaC1rZXktdj", "3NzaC1", "2VjZHNhLXNoYTIt"),
    *("nNrLWVj", "nNrLXNza", "LS0tLS1CRUdJTi", "0tLS0tQkVHSU4g", "tLS0tLUJFR0lOI"),
    *("Imt0eSI6", "JrdHkiO", "ia3R5Ij"),
    # In bytes: object identifiers, OpenSSH, key stores, COSE, PKCS#1, Windows.
    *("\x2a\x86\x48", "\x06\x05\x2b\x81", "\x06\x03\x2b\x65", "\x06\x0b\x60\x86"),
    *("\0\0\0", "openssh", "SSH ", "\xfe\xed\xfe\xed", "\xce\xce\xce\xce", "\x21\x58", "\x30\x82"),
    *("RSA", "ECS", "ECK"),
)
_MARKS_IN_ANY_CASE = (
    *("begin", "age-secret", "age1", "z6mk"),
    *("2a864886f70d01", "2a8648ce3d0", "06052b810400", "300506032b65"),  # in hex
    *("2d2d424547494e20", "226b747922"),
)
_MOST_KNOWN = 256
_known: set[bytes] = set()  # SHA-256 of texts that were judged to be secrets: judging takes up to 0.1 ms


class OctKey(KeyRecord):
    """Secret bytes `k`, at least one."""

    __slots__ = ("k",)

    kty: Literal["oct"] = "oct"
    crv = None
    is_private = True
    k: bytes

    def __init__(self, k: bytes) -> None:
        if not isinstance(k, bytes):
            raise JamInvalidKeyError(f"a symmetric key must be bytes, got {type(k).__name__}")
        if not k:
            raise JamInvalidKeyError("a symmetric key may not be empty")
        fill(self, "k", k)

    @classmethod
    def generate(cls, size: int = 32) -> OctKey:
        """Make a new key of `size` bytes."""
        with part("generate"):
            from ..crypto.randomness import random_bytes
        return cls(random_bytes(size))

    @classmethod
    def from_members(cls, members: dict[str, Any]) -> OctKey:
        """Read the member k of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: k is missing, empty, not strict base64url, or an asymmetric key in disguise.
        """
        k = octets_member(check_kty(members, cls.kty), "k")
        trace = of_material(k)
        if trace is not None:  # RFC 8725 section 2.1: whoever has the public half could forge
            raise JamInvalidKeyError(f"the member k holds {trace.kind}; only a secret may stand there")
        return cls(k)

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty and k; only with `private`, as the whole key is secret."""
        if not private:
            self.public()
        return {"kty": self.kty, "k": base64url.encode(self.k)}

    def public(self) -> NoReturn:
        """Raise JamInvalidKeyError: there is no public part (RFC 7517 section 9)."""
        raise JamInvalidKeyError("a symmetric key has no public part")

    def _size(self) -> str:
        return f"{8 * len(self.k)} bits"


class PasswordKey(OctKey):
    """The bytes of a password: only password-based algorithms may use it."""

    __slots__ = ()

    is_password = True

    def _size(self) -> str:
        return "password"


def trace_of(secret: bytes) -> Trace | None:
    """Return what `secret` is a trace of, or None if it may be a secret: RFC 8725 section 2.1."""
    digest = sha256(secret).digest()
    if digest in _known:
        return None
    if not _is_plain_word(secret) and not _is_random(secret):
        from . import traces

        found = traces.trace_of(secret)
        if found is not None:
            return found
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known.add(digest)
    return None


def of_material(secret: bytes) -> Trace | None:
    """Return the trace of a key, certificate or JWK, which nobody means by a secret; of a path, None."""
    found = trace_of(secret)
    return found if found is not None and found.is_material else None


def secret_bytes(secret: object) -> bytes:
    """Return a secret or password as bytes; a str stands for its UTF-8 bytes.

    Raises:
        JamInvalidKeyTypeError: another type, empty, or an asymmetric key in disguise.
    """
    if isinstance(secret, str):
        secret = _utf8(secret)
        if secret is None:
            raise JamInvalidKeyTypeError("a secret must not have lone surrogates")
    if not isinstance(secret, bytes):
        raise JamInvalidKeyTypeError(f"a secret is bytes or str, got {type(secret).__name__}")
    if not secret:
        raise JamInvalidKeyTypeError("the secret is empty")
    trace = of_material(secret)
    if trace is not None:
        raise JamInvalidKeyTypeError(trace.sentence())
    return secret


def _utf8(text: str) -> bytes | None:
    """Return `text` in UTF-8, or None: the error holds the text, and must not become a context."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def warn_of_weak(message: str) -> None:
    """Warn of a weak secret at the line outside jamlite that led here, however deep this is."""
    import sys
    import warnings

    own, level, frame = __name__.rpartition(".keys.")[0], 2, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(f"{own}."):
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    warnings.warn(message, JamWeakKeyWarning, stacklevel=level)


def _is_plain_word(secret: bytes) -> bool:
    """Tell whether it is a word in which, and under which, no rule of `traces` finds anything.

    Such are most passwords, and random bytes in base64 or hex, as `openssl rand` prints them. False says
    nothing: `traces` then judges. tests/keys/test_traces.py holds the two together.
    """
    word = secret.rstrip(b"=")
    is_hex = not word.translate(None, _HEX)
    if not 0 < len(word) <= (_LONGEST_HEX if is_hex else _LONGEST_BASE64) or len(secret) > len(word) + 2:
        return False
    if word.translate(None, _LETTERS) or word.count(b"-") > 7:  # ssh-keygen -B has eight
        return False
    if not is_hex and not word.translate(None, _HEX + b"xX-"):  # hex with something between the digits
        return False
    if b"/" in word and not _is_no_path(word):
        return False
    whole, *lost = _under_base64(word)
    if any(len(inner) >= _SHORTEST and _is_text(inner) for inner in lost) or _has_mark(word, *lost):
        return False
    whole_ones = (whole, *_under_hex(word), _under_base32(word))
    return all(len(inner) < _SHORTEST or _is_random(inner, _LONGEST_UNDER) for inner in whole_ones)


def _is_no_path(word: bytes) -> bool:
    if word[:1] == b"/":
        return False
    steps = word.replace(b"-", b"/").replace(b"_", b"/").split(b"/")
    return any(len(step) > _LONGEST_STEP and not step.isalpha() for step in steps)


def _is_random(secret: bytes, longest: int = _LONGEST_BYTES) -> bool:
    """Tell whether it is a few bytes, not text, without a wrapping that `spellings` takes off.

    False says nothing, as in `_is_plain_word`.
    """
    core, size = secret.strip(_WHITE), len(secret)
    if size > longest or 4 * len(core.translate(None, _PRINTABLE)) <= len(core):
        return False
    if 3 * secret.count(0) >= size - 2:  # UTF-16
        return False
    if _is_text(secret) or (secret[:1] == b"\x04" and size > _LONGEST_BYTES):  # perhaps a point
        return False
    if secret.startswith(_BEGINNINGS) or _has_mark(secret):
        return False
    if any(secret.partition(sign)[0].isascii() for sign in (b"=", b":")):  # a name before it
        return False
    bare = _bare(secret)
    return bare == secret or (bare is not None and _is_random(bare, longest))


def _bare(secret: bytes) -> bytes | None:
    """Return bytes without the quotes before them and without backslashes, which may stand there by chance.

    None if more than that may be meant: quotes on both sides, or an escape of C.
    """
    if secret[0] in b"\"'" and secret[0] == secret[-1]:
        return None
    if any(part[:1] in _ESCAPES for part in secret.split(b"\\")[1:]):
        return None
    return secret.lstrip(_QUOTES).replace(b"\\", b"")


def _is_text(data: bytes) -> bool:
    """Tell whether it is UTF-8, which may be cut short."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3
    return True


def _has_mark(*forms: bytes) -> bool:
    for form in forms:  # 30: a SEQUENCE of DER. __NAME__: a variable that was not filled in
        if form[:1] == b"\x30" or form[:2] == b"__":
            return True
    together = b"\xff".join(forms)
    for data, marks in ((together, _MARKS), (together.lower(), _MARKS_IN_ANY_CASE)):
        text = data.decode("latin-1")
        for mark in marks:  # `any` takes twice as long
            if mark in text:
                return True
    return False


def _under_base64(word: bytes) -> Iterator[bytes]:
    """Yield the bytes that a word stands for in base64, whole and with its first letters lost."""
    letters = word.replace(b"-", b"+").replace(b"_", b"/")
    for lost in range(4):
        rest = letters[lost:]
        rest = rest[: len(rest) - (len(rest) % 4 == 1)]
        yield a2b_base64(rest + b"=" * (-len(rest) % 4))


def _under_hex(word: bytes) -> Iterator[bytes]:
    digits = word.lower().rpartition(b"x")[2]  # after 0x
    if not digits.translate(None, _HEX):
        odd = len(digits) & 1  # one is lost
        yield bytes.fromhex(digits[odd:].decode())
        if odd:
            yield bytes.fromhex(digits[:-1].decode())


def _under_base32(word: bytes) -> bytes:
    letters = word.replace(b"-", b"")
    if not letters or (letters.translate(None, _BASE32) and letters.translate(None, _LOWER_BASE32)):
        return b""
    value, bits = int(letters.lower().translate(_DIGITS_OF_BASE32), 32), 5 * len(letters)
    return (value >> bits % 8).to_bytes(bits // 8, "big")
