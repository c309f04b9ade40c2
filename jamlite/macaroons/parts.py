"""What a macaroon consists of, apart from what can be done with it."""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.base import JamTypeError
from ..exceptions.macaroons import JamMacaroonFormatError


class Caveat:
    """One condition of a macaroon.

    Args:
        identifier: the predicate of a first-party caveat, or what the third party knows its caveat by.
        vid: the encrypted key of a third-party caveat; None for a first-party caveat.
        location: where the third party is found; a hint that nothing protects.
    """

    __slots__ = ("identifier", "location", "vid")

    def __init__(self, identifier: bytes, vid: bytes | None = None, location: str | None = None) -> None:
        self.identifier = identifier
        self.vid = vid
        self.location = location

    @property
    def is_first_party(self) -> bool:
        """Whether the verifier judges it itself."""
        return self.vid is None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Caveat):
            return NotImplemented
        return (self.identifier, self.vid, self.location) == (other.identifier, other.vid, other.location)

    def __hash__(self) -> int:
        # Without the location, a hint: equal caveats have equal hashes all the same.
        return hash((self.identifier, self.vid))

    def __repr__(self) -> str:
        return f"<{'First' if self.is_first_party else 'Third'}-party caveat of {len(self.identifier)} bytes>"


class Record:
    """The four parts of a macaroon.

    Args:
        identifier: what the application finds the root secret by.
        location: where it is meant to be used; a hint.
        caveats: its conditions, in order.
        signature: 32 bytes, a secret.
    """

    __slots__ = ("caveats", "identifier", "location", "signature")

    def __init__(
        self, identifier: bytes, location: str | None, caveats: tuple[Caveat, ...], signature: bytes
    ) -> None:
        self.identifier = identifier
        self.location = location
        self.caveats = caveats
        self.signature = signature

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        own = (self.identifier, self.location, self.caveats)
        # The signature is a secret: its comparison takes the same time whatever is equal.
        return own == (other.identifier, other.location, other.caveats) and compare_digest(
            self.signature, other.signature
        )

    def __hash__(self) -> int:
        return hash((self.identifier, self.caveats))  # without the signature: a hash is stored and shown

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self.caveats)} caveats>"

    def __reduce__(self) -> tuple[object, ...]:
        raise JamTypeError("a Macaroon is a secret and refuses pickle; keep what serialize() returns")


def as_bytes(value: object, what: str) -> bytes:
    """Return bytes, or text as UTF-8."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if not isinstance(value, str):
        raise JamTypeError(f"{what} is bytes or text, got {type(value).__name__}")
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        pass
    raise JamMacaroonFormatError(f"{what} cannot be written as UTF-8")  # outside: no cause holds the text
