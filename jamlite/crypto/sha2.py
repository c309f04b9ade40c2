"""SHA-2 (FIPS 180-4) for a process that does without OpenSSL.

hashlib loads OpenSSL: 4 to 5 ms, a third of what a fresh process takes to verify its first token. As long
as nothing has loaded it, SHA-2 comes from CPython itself here, as in the standard library's random.py. From
then on it comes from `hashes`, which take a fifth of the time for a long message.
"""

from __future__ import annotations

import sys

from ..encoding.checks import octets
from .gate import known_answer, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH
    from typing import Callable

LONG = 1 << 14  # bytes that are worth loading OpenSSL: 0.06 ms here, 0.01 there

# "abc" in each: FIPS 180-4 examples.
_ABC = {
    "sha224": "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7",
    "sha512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
}


def digest(hash_name: str, data: bytes) -> bytes:
    """Hash `data`; arguments, answers and errors are those of `hashes.digest`."""
    require(_gate_name(hash_name))
    if hash_name in _ABC and "hashlib" not in sys.modules:
        data = octets(data, "data")
        if len(data) <= LONG:
            return bytes(_constructor(hash_name)(data).digest())
    from . import hashes

    return hashes.digest(hash_name, data)


def _gate_name(hash_name: str) -> str:
    """Return the gate of CPython's own hash; for SHA-1, or no hash, `hashes` decides."""
    if isinstance(hash_name, str) and hash_name in _ABC:
        return f"SHA-{hash_name[3:]} of CPython"
    from . import hashes

    hashes.digest_size(hash_name)  # raises
    return hashes.GATE_NAMES[hash_name]


def _constructor(hash_name: str) -> Callable[..., HASH]:
    try:
        if sys.implementation.name != "cpython":
            raise ImportError  # PyPy's is written in Python
        if sys.version_info >= (3, 12):
            import _sha2 as own
        elif hash_name in ("sha224", "sha256"):
            import _sha256 as own  # type: ignore[import-not-found]
        else:
            import _sha512 as own  # type: ignore[import-not-found]
        return getattr(own, hash_name)  # type: ignore[no-any-return]
    except ImportError:  # a build may lack it, for example one for FIPS 140
        from . import hashes

        return hashes.constructor(hash_name)


def _register(hash_name: str, expected: str) -> None:
    @known_answer(_gate_name(hash_name), "FIPS 180-4 example, message 'abc'")
    def check() -> list[tuple[object, object]]:
        return [(_constructor(hash_name)(b"abc").hexdigest(), expected)]


for _name, _expected in _ABC.items():
    _register(_name, _expected)
