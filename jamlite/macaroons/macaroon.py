"""A macaroon: an identifier, its caveats, and the signature over them."""

from __future__ import annotations

import warnings

from ..exceptions.base import JamTypeError
from ..exceptions.crypto import JamInvalidKeyError, JamWeakKeyWarning
from ..exceptions.macaroons import JamMacaroonFormatError
from . import bounds, hmac_chain, serialization
from .parts import Caveat, Record, as_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bounds import Limits


class Macaroon(Record):
    """A macaroon as it was read or made; it never changes, each method returns a new one.

    Whoever has it may add caveats and use it: the signature is a secret. `create` makes the first one.
    """

    __slots__ = ()

    def add_first_party_caveat(self, predicate: bytes | str) -> Macaroon:
        """Return this macaroon under one more condition, which its verifier judges.

        Args:
            predicate: bytes, or text that is written as UTF-8; what it means is the application's own.
        """
        octets = as_bytes(predicate, "a caveat")
        return self._with(Caveat(octets), hmac_chain.first_party(self.signature, octets))

    def add_third_party_caveat(
        self,
        location: str | None,
        key: bytes | str,
        identifier: bytes | str,
        *,
        nonce: bytes | None = None,
    ) -> Macaroon:
        """Return this macaroon under a condition for which a third party makes a discharge macaroon.

        Args:
            location: where the third party is found; a hint.
            key: the secret that the third party makes the discharge with; fresh and random, 32 bytes.
            identifier: what the third party finds key and condition by.
            nonce: 24 bytes; None means random ones, and anything else is for test vectors.
        """
        # Its discharge is found by this name.
        octets = not_empty(identifier, "the identifier of a third-party caveat")
        vid = hmac_chain.sealed_key(self.signature, hmac_chain.derived(secret(key)), nonce)
        caveat = Caveat(octets, vid, _location(location))  # the location is outside of the signature: a hint
        return self._with(caveat, hmac_chain.third_party(self.signature, vid, octets))

    def prepare_for_request(self, discharge: Macaroon) -> Macaroon:
        """Return a discharge bound to this macaroon: it serves no other one, and goes with it."""
        if not isinstance(discharge, Macaroon):
            raise JamTypeError(f"a discharge is a Macaroon, got {type(discharge).__name__}")
        # Bound, the discharge is worthless beside another macaroon.
        signature = hmac_chain.bound(self.signature, discharge.signature)
        return Macaroon(discharge.identifier, discharge.location, discharge.caveats, signature)

    def third_party_caveats(self) -> list[tuple[str | None, bytes]]:
        """Return location and identifier of each discharge that is needed."""
        return [(caveat.location, caveat.identifier) for caveat in self.caveats if caveat.vid is not None]

    def serialize(self, form: str = "v2", *, limits: Limits = bounds.DEFAULT) -> str:
        """Return the macaroon as text.

        Args:
            form: "v2" (base64url of libmacaroons' binary version 2), "v1" (the older packets),
                "json" (JSON of version 2) or "json-v1".
            limits: the bounds that a reader has; a macaroon over them is not written.

        Raises:
            JamMacaroonFormatError: over a limit, or an unknown form, or not writable in it.
        """
        return serialization.dump(self, form, bounds.checked(limits))

    @staticmethod
    def deserialize(data: bytes | str, *, limits: Limits = bounds.DEFAULT) -> Macaroon:
        """Return the macaroon in `data`, of any form. Nothing is verified: see `Verifier`.

        Args:
            data: base64 or base64url of version 1 or 2, JSON text, or the raw bytes of version 2.
            limits: the bounds.

        Raises:
            JamMacaroonFormatError: it is no macaroon, or over a limit.
        """
        found = serialization.load(data, bounds.checked(limits))
        return Macaroon(found.identifier, found.location, found.caveats, found.signature)

    def inspect(self) -> str:
        """Return the parts as lines of text, without the signature, which is a secret."""
        return serialization.lines(self)

    def _with(self, caveat: Caveat, signature: bytes) -> Macaroon:
        return Macaroon(self.identifier, self.location, (*self.caveats, caveat), signature)


def create(location: str | None, key: bytes | str, identifier: bytes | str) -> Macaroon:
    """Return a new macaroon without caveats; the order of the arguments is that of libmacaroons.

    Args:
        location: where it is meant to be used; a hint that nothing protects.
        key: the root secret, 32 random bytes or more; text is taken as UTF-8.
        identifier: what the application finds the key by, later; everybody can read it.

    Raises:
        JamInvalidKeyError: the key is empty, or looks like something else than a secret.
        JamTypeError: wrong types.
        JamMacaroonFormatError: the identifier is empty.
    """
    octets = not_empty(identifier, "the identifier of a macaroon")
    return Macaroon(
        octets, _location(location), (), hmac_chain.begun(hmac_chain.derived(secret(key)), octets)
    )


def secret(key: object) -> bytes:
    """Return a secret as bytes; one under 32 bytes gives a JamWeakKeyWarning."""
    from ..keys.oct import trace_of  # loaded here: reading and showing a macaroon needs no keys

    octets = as_bytes(key, "the key of a macaroon")
    if not octets:
        raise JamInvalidKeyError("the key of a macaroon is empty: use 32 random bytes")
    trace = trace_of(octets)
    if trace is not None:  # RFC 8725 section 2.1: whoever knows a public key would make macaroons
        raise JamInvalidKeyError(trace.sentence())
    if len(octets) < hmac_chain.KEY_SIZE:
        warnings.warn(
            f"the key of a macaroon has {len(octets)} bytes: 32 random ones are right",
            JamWeakKeyWarning,
            stacklevel=3,  # the line that calls create(...) or verify(...)
        )
    return octets


def not_empty(value: object, what: str) -> bytes:
    octets = as_bytes(value, what)
    if not octets:
        raise JamMacaroonFormatError(f"{what} is empty")
    return octets


def _location(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise JamTypeError(f"the location of a macaroon is text or None, got {type(value).__name__}")
    if value:
        as_bytes(value, "the location of a macaroon")
    return value or None
