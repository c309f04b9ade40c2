"""ML-DSA-44, -65 and -87 signatures (FIPS 204), over the standard library's SHAKE.

A private key is its seed (32 bytes) or the expanded form of FIPS 204 (algorithm 24). The algorithms are in
_ml_dsa.py. Not constant-time: see SECURITY.md.

plain/plain_ml_dsa.py is the readable form; the official vectors judge both.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamCryptoError
from ._ml_dsa import PARAMETERS, SEED_SIZE, Signer, Verifier, framed, key_gen
from .gate import require
from .randomness import random_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._ml_dsa import Parameters

NAMES = tuple(PARAMETERS)


def public_key(name: str, private: bytes) -> bytes:
    """Return the public key of a private one; arguments and errors as in `prepare_private`."""
    require(f"FIPS 204 {_named(name).name}")
    return PrivateKey(name, private).public


def public_size(name: str) -> int:
    """Return how many bytes a public key has: 1312, 1952 or 2592."""
    require(f"FIPS 204 {_named(name).name}")
    return _named(name).public_size


def expanded(name: str, seed: bytes) -> bytes:
    """Return the expanded form of a private key (2560, 4032 or 4896 bytes) from its 32-byte seed.

    Raises:
        JamCryptoError: unknown name, or a seed that is not 32 bytes.
    """
    require(f"FIPS 204 {_named(name).name}")
    return key_gen(_named(name), sized(seed, "the ML-DSA seed", SEED_SIZE))[1]


def sign(
    name: str, private: bytes, message: bytes, *, context: bytes = b"", extra_entropy: bytes | None = None
) -> bytes:
    """Return a signature of `message` in `context`; a prepared key signs in less time.

    Args:
        name: "ML-DSA-44", "ML-DSA-65" or "ML-DSA-87".
        private: the seed of 32 bytes, or the expanded form.
        message: any length.
        context: 0 to 255 bytes, which a verifier must give again.
        extra_entropy: None draws 32 fresh bytes (hedged signing, the standard's default); b"" signs
            deterministically; 32 bytes are used as rnd.

    Raises:
        JamInvalidKeyError: the expanded form contradicts itself.
        JamCryptoError: unknown name, wrong type or size.
    """
    require(f"FIPS 204 {_named(name).name}")
    return PrivateKey(name, private).sign(message, context=context, extra_entropy=extra_entropy)


def verify(name: str, public: bytes, message: bytes, signature: bytes, *, context: bytes = b"") -> bool:
    """Tell whether `signature` is that of `message` in `context`.

    Args:
        name, message, context: as in `sign`.
        public: 1312, 1952 or 2592 bytes.
        signature: any bytes; of a wrong length or with a malformed hint, it is False.

    Raises:
        JamCryptoError: unknown name, wrong type, wrong size of the public key, a context over 255 bytes.
    """
    require(f"FIPS 204 {_named(name).name}")
    return PublicKey(name, public).verify(message, signature, context=context)


def prepare_private(name: str, private: bytes) -> PrivateKey:
    """Return a private key for several signatures: `.sign(message)`, `.public`.

    Args:
        name: "ML-DSA-44", "ML-DSA-65" or "ML-DSA-87".
        private: the seed of 32 bytes, or the expanded form of 2560, 4032 or 4896.

    Raises:
        JamInvalidKeyError: the expanded form contradicts itself.
        JamCryptoError: unknown name, wrong type or size.
    """
    require(f"FIPS 204 {_named(name).name}")
    return PrivateKey(name, private)


def prepare_public(name: str, public: bytes) -> PublicKey:
    """Return a public key for several verifications; arguments and errors as in `verify`."""
    require(f"FIPS 204 {_named(name).name}")
    return PublicKey(name, public)


class PrivateKey:
    """A private key, expanded and checked; shows nothing of itself. Arguments as in `prepare_private`."""

    __slots__ = ("_inner", "public")

    def __init__(self, name: str, private: bytes) -> None:
        require(f"FIPS 204 {_named(name).name}")
        row = _named(name)
        data = sized(private, f"the {name} private key", SEED_SIZE, row.private_size)
        if len(data) == SEED_SIZE:
            self.public, data = key_gen(row, data)
            self._inner = Signer(row, data)
        else:
            self._inner = Signer(row, data)
            self.public = self._inner.checked_public()

    def sign(self, message: bytes, *, context: bytes = b"", extra_entropy: bytes | None = None) -> bytes:
        """Return a signature; arguments and errors as in the module's `sign`."""
        M = framed(octets(message, "the message"), _context(context))
        if extra_entropy is None:
            rnd = random_bytes(32)
        else:
            rnd = sized(extra_entropy, "the extra entropy", 0, 32) or bytes(32)
        return self._inner.sign(M, rnd)

    def __repr__(self) -> str:
        return f"<{self._inner.row.name} private key>"


class PublicKey:
    """A public key; its matrix is expanded on first use and kept. Arguments as in `prepare_public`."""

    __slots__ = ("_inner", "encoded")

    def __init__(self, name: str, public: bytes) -> None:
        require(f"FIPS 204 {_named(name).name}")
        row = _named(name)
        self.encoded = sized(public, f"the {name} public key", row.public_size)
        self._inner = Verifier(row, self.encoded)

    def verify(self, message: bytes, signature: bytes, *, context: bytes = b"") -> bool:
        """Tell whether a signature is valid; arguments and errors as in the module's `verify`."""
        M = framed(octets(message, "the message"), _context(context))
        return self._inner.verify(M, octets(signature, "the signature"))

    def __repr__(self) -> str:
        return f"<{self._inner.row.name} public key>"


def _named(name: object) -> Parameters:
    if not isinstance(name, str) or name not in PARAMETERS:
        raise JamCryptoError(f"the parameter set must be one of {', '.join(PARAMETERS)}")
    return PARAMETERS[name]


def _context(context: object) -> bytes:
    data = octets(context, "the context")
    if len(data) > 255:  # algorithms 2 and 3, step 1
        raise JamCryptoError("an ML-DSA context has at most 255 bytes")
    return data
