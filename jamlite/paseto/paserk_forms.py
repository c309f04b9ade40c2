"""The text of a PASERK: version, type, data (PASERK README, types/*.md), read strictly."""

from __future__ import annotations

from ..crypto import blake2b, hashes
from ..encoding import base64url
from ..exceptions.base import JamEncodingError
from ..exceptions.paseto import JamPASETOInvalidTokenFormat
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    MAC = Callable[[bytes, bytes, int], bytes]
    Stream = Callable[[bytes, bytes, bytes], bytes]

MAX_TEXT = 8192  # characters; the longest, k1.secret-pw, has about 2400
PREFIX = "pie"  # the one way of key wrapping that PASERK specifies
ID_SIZE = 33  # operations/ID.md: 264 bits

# type -> (the kind of key in it, how it is held there)
TYPES = {
    "local": ("local", "plain"),
    "public": ("public", "plain"),
    "secret": ("secret", "plain"),
    "lid": ("local", "id"),
    "pid": ("public", "id"),
    "sid": ("secret", "id"),
    "local-wrap.pie": ("local", "pie"),
    "secret-wrap.pie": ("secret", "pie"),
    "local-pw": ("local", "password"),
    "secret-pw": ("secret", "password"),
    "seal": ("local", "seal"),
}
IDS = {"local": "lid", "public": "pid", "secret": "sid"}

_REMEDIES = {
    "plain": "a bare key, which decode reads",
    "id": "an identifier, which holds no key",
    "pie": "a key that unwrap opens",
    "password": "a key that unwrap_with_password opens",
    "seal": "a key that unseal opens",
}

# Fewest and most bytes of a key. k1: DER of RSA 2048 with e = 65537 (SubjectPublicKeyInfo, RSAPrivateKey).
KEY_SIZES = {
    "local": {"k1": (32, 32), "k2": (32, 32), "k3": (32, 32), "k4": (32, 32)},
    "public": {"k1": (294, 294), "k2": (32, 32), "k3": (49, 49), "k4": (32, 32)},
    "secret": {"k1": (1100, 1250), "k2": (64, 64), "k3": (48, 48), "k4": (64, 64)},
}
_PEM_SIZES = (1100, 2200)  # k1.secret-pw: PEM text, or DER; types/secret-pw.md: permit some flex


class Suite:
    """The primitives of a version: k1 and k3 share theirs, and so do k2 and k4.

    Attributes: digest(data, size); mac(key, data, size) and stream(key, nonce, data), which are loaded at
    their first use; the bytes of a tag, of a stream nonce, of a password's salt and of its cost.
    """

    __slots__ = ("_functions", "_load", "cost_size", "digest", "nonce_size", "salt_size", "tag_size")

    def __init__(
        self,
        digest: Callable[[bytes, int], bytes],
        load: Callable[[], tuple[MAC, Stream]],
        sizes: tuple[int, int, int, int],
    ) -> None:
        self.digest = digest
        self._load = load
        self._functions: tuple[MAC, Stream] | None = None
        self.tag_size, self.nonce_size, self.salt_size, self.cost_size = sizes

    @property
    def mac(self) -> MAC:
        """Return the first bytes of a tag."""
        self._functions = self._functions or self._load()
        return self._functions[0]

    @property
    def stream(self) -> Stream:
        """Return data XOR a key stream."""
        self._functions = self._functions or self._load()
        return self._functions[1]


def _sha384(data: bytes, size: int) -> bytes:
    return hashes.digest("sha384", data)[:size]  # ID.md and PBKW.md, step 3: the leftmost bytes


def _nist() -> tuple[MAC, Stream]:
    with part("PASERK k1 and k3"):
        from ..crypto import aes_ctr, hmac
    return lambda key, data, size: hmac.digest("sha384", key, data)[:size], aes_ctr.encrypt


def _blake2b(data: bytes, size: int) -> bytes:
    return blake2b.digest(data, length=size)


def _sodium() -> tuple[MAC, Stream]:
    with part("PASERK k2 and k4"):
        from ..crypto import xchacha20
    return lambda key, data, size: blake2b.digest(data, key=key, length=size), xchacha20.xor


_NIST = Suite(_sha384, _nist, (48, 16, 32, 4))  # PBKW, V1/V3: t, n, s, i
_SODIUM = Suite(_blake2b, _sodium, (32, 24, 16, 16))  # V2/V4: t, n, s, and mem 8 + time 4 + para 4
SUITES = {"k1": _NIST, "k2": _SODIUM, "k3": _NIST, "k4": _SODIUM}

# operations/PKE.md: bytes of the tag and of what the sender adds (an RSA ciphertext, a public key).
SEAL_OVERHEAD = {"k1": 48 + 512, "k2": 32 + 32, "k3": 48 + 49, "k4": 32 + 32}


class Form:
    """A PASERK taken apart; nothing in it has been decrypted or compared.

    Attributes: version ("k4"), type ("local-pw"), kind of key in it ("local", "public", "secret"),
    holds ("plain", "id", "pie", "password", "seal"), data.
    """

    __slots__ = ("data", "holds", "kind", "type", "version")

    def __init__(self, version: str, type_: str, data: bytes) -> None:
        self.version = version
        self.type = type_
        self.kind, self.holds = TYPES[type_]
        self.data = data

    @property
    def name(self) -> str:
        """Version and type."""
        return f"{self.version}.{self.type}"

    @property
    def key_type(self) -> str:
        """What the key in it is: version and kind."""
        return f"{self.version}.{self.kind}"

    def __repr__(self) -> str:
        return f"<PASERK {self.name}>"


def parse(text: str) -> Form:
    """Take a PASERK apart.

    Raises:
        JamPASETOInvalidTokenFormat: not text, too long, an unknown version or type, data that is not
            strict base64url or not as long as its type demands.
    """
    if not isinstance(text, str):
        raise refusal(f"a PASERK is a str, got {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise refusal(f"a PASERK has at most {MAX_TEXT} characters")
    if not 2 <= text.count(".") <= 3:  # k4.local.DATA and k4.local-wrap.pie.DATA
        raise refusal()
    header, _, data = text.rpartition(".")  # from the right: the name of a wrap has a dot of its own
    version, _, type_ = header.partition(".")
    split_type(header)
    try:
        form = Form(version, type_, base64url.decode(data, "the data of the PASERK"))
    except JamEncodingError as error:
        raise refusal(error.message) from error
    low, high = _sizes(form)
    if not low <= len(form.data) <= high:  # before any key is derived: Argon2id must not run for nonsense
        raise refusal(f"the data of a {form.name} PASERK has the wrong length")
    return form


def parse_as(text: str, holds: str) -> Form:
    """Take a PASERK apart that must hold its key in this way; errors as in `parse`."""
    form = parse(text)
    if form.holds != holds:
        raise refusal(f"this is a {form.name}: {_REMEDIES[form.holds]}")
    return form


def split_type(name: object) -> tuple[str, str]:
    """Return version and type of a name such as "k4.local-wrap.pie".

    Raises:
        JamPASETOInvalidTokenFormat: there is no such type.
    """
    if isinstance(name, str):
        version, _, type_ = name.partition(".")
        if version in SUITES and type_ in TYPES:
            return version, type_
    raise refusal(f"a PASERK type is one of k1 to k4, a dot, and one of {', '.join(TYPES)}")


def build(name: str, data: bytes) -> str:
    """Return the text of a PASERK."""
    return f"{name}.{base64url.encode(data)}"


def refusal(message: str = "this is not a PASERK") -> JamPASETOInvalidTokenFormat:
    """Return the error for text that is not an acceptable PASERK."""
    return JamPASETOInvalidTokenFormat(message, error_code="paserk.format")


def _sizes(form: Form) -> tuple[int, int]:
    if form.holds == "id":
        return ID_SIZE, ID_SIZE
    suite = SUITES[form.version]
    overhead = {
        "plain": 0,
        "pie": suite.tag_size + 32,  # pie.md: t, and n of 32 bytes
        "password": suite.salt_size + suite.cost_size + suite.nonce_size + suite.tag_size,
        "seal": SEAL_OVERHEAD[form.version],
    }[form.holds]
    low, high = KEY_SIZES[form.kind][form.version]
    if form.name == "k1.secret-pw":
        low, high = _PEM_SIZES
    return low + overhead, high + overhead
