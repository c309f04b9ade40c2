"""Hash functions: SHA-1 and SHA-2 (FIPS 180-4).

They are the standard library's; the gate still asks each for its standard's answer, which finds
builds that lack or have altered one. hashlib's are OpenSSL's, which takes 4 ms to load, a third of what a
fresh process takes to verify its first token. As long as nothing has loaded it, `digest` takes SHA-2 from
CPython's own modules, as random.py of the standard library does. They have gates of their own.
"""

from __future__ import annotations

import sys

from ..encoding.checks import octets
from ..exceptions.crypto import JamCryptoError
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH
    from typing import Callable


GATE_NAMES = {
    "sha1": "SHA-1",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
DIGEST_SIZES = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
BLOCK_SIZES = {"sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}
LONG = 1 << 14  # bytes that are worth loading OpenSSL: 0.06 ms without it, 0.01 with it


def _gate_name(hash_name: object) -> str:
    """Return the gate of a hash given by its hashlib name, or raise JamCryptoError."""
    if not isinstance(hash_name, str) or hash_name not in DIGEST_SIZES:
        raise JamCryptoError(f"the hash must be one of {', '.join(DIGEST_SIZES)}")
    return GATE_NAMES[hash_name]


def constructor(hash_name: str) -> Callable[..., HASH]:
    """Return hashlib's constructor of "sha1", "sha224", "sha256", "sha384" or "sha512"."""
    require(_gate_name(hash_name))
    return _constructor(hash_name)


def digest_size(hash_name: str) -> int:
    """Return how many bytes `digest` gives; names and errors as there."""
    require(_gate_name(hash_name))
    return DIGEST_SIZES[hash_name]


def digest(hash_name: str, data: bytes) -> bytes:
    """Hash `data`; names as in `constructor`.

    Raises:
        JamCryptoError: unknown hash, or data that is not bytes.
    """
    require(gate_name := _gate_for(hash_name, data))
    new = _constructor if gate_name == GATE_NAMES[hash_name] else _own
    return bytes(new(hash_name)(octets(data, "data")).digest())


def _gate_for(hash_name: object, data: bytes) -> str:
    """Return the gate of what is to hash `data`: hashlib, or CPython itself."""
    gate_name = _gate_name(hash_name)
    if hash_name == "sha1" or "hashlib" in sys.modules or len(octets(data, "data")) > LONG:
        return gate_name
    return f"{gate_name} of CPython"


def _constructor(hash_name: str) -> Callable[..., HASH]:
    import hashlib

    return getattr(hashlib, hash_name)  # type: ignore[no-any-return]


def _own(hash_name: str) -> Callable[..., HASH]:
    """Return CPython's own constructor of a SHA-2; hashlib's where a build lacks it, and on PyPy."""
    try:
        if sys.implementation.name != "cpython":
            raise ImportError  # PyPy's is written in Python
        if sys.version_info >= (3, 12):
            import _sha2 as own
        elif hash_name in ("sha224", "sha256"):
            import _sha256 as own  # type: ignore[import-not-found]
        else:
            import _sha512 as own  # type: ignore[import-not-found]
    except ImportError:
        return _constructor(hash_name)
    return getattr(own, hash_name)  # type: ignore[no-any-return]


# "abc" in each: FIPS 180-4 examples.
_ABC = {
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha224": "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7",
    "sha512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
}


def _register_abc(hash_name: str, expected: str) -> None:
    gate_name, source = GATE_NAMES[hash_name], "FIPS 180-4 example, message 'abc'"

    @known_answer(gate_name, source)
    def check() -> list[tuple[object, object]]:
        return [(_constructor(hash_name)(b"abc").hexdigest(), expected)]

    if hash_name != "sha1":

        @known_answer(f"{gate_name} of CPython", source)
        def check_own() -> list[tuple[object, object]]:
            return [(_own(hash_name)(b"abc").hexdigest(), expected)]


for _name, _expected in _ABC.items():
    _register_abc(_name, _expected)
