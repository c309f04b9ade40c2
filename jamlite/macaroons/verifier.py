"""Verifying: first the signatures of the whole tree, then what its first-party caveats say."""

from __future__ import annotations

from hmac import compare_digest

from ..exceptions.base import JamTypeError
from ..exceptions.macaroons import JamMacaroonVerificationError
from . import bounds, hmac_chain
from .macaroon import Macaroon, secret
from .parts import as_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterable, TypeVar

    from .bounds import Limits

    Discharge = TypeVar("Discharge")


class Verifier:
    """What an application accepts: predicates that are true, and functions that judge the others.

    Args:
        limits: the bounds of one verification.
    """

    def __init__(self, *, limits: Limits = bounds.DEFAULT) -> None:
        self._limits = bounds.checked(limits)
        self._exact: set[bytes] = set()
        self._general: list[Callable[[bytes], object]] = []

    def satisfy_exact(self, predicate: bytes | str) -> None:
        """Accept the caveat that is exactly this predicate."""
        self._exact.add(as_bytes(predicate, "a predicate"))

    def satisfy_general(self, function: Callable[[bytes], object]) -> None:
        """Accept each caveat for which `function` returns True; anything else is a no.

        It is asked about caveats of genuine macaroons only, in bytes; what it raises reaches the caller.
        """
        if not callable(function):
            raise JamTypeError("satisfy_general takes a function of one caveat, as bytes")
        self._general.append(function)

    def verify(self, macaroon: Macaroon, key: bytes | str, discharges: Iterable[Macaroon] = ()) -> bool:
        """Return True if the macaroon is genuine and every caveat is met.

        Args:
            macaroon: what `Macaroon.deserialize` returned.
            key: the root secret that `create` got.
            discharges: the discharges of its third-party caveats, each bound by `prepare_for_request`.

        Raises:
            JamMacaroonVerificationError: it is not genuine, a discharge is missing, a caveat is not met.
            JamInvalidKeyError: the key is none.
        """
        for predicate in genuine_predicates(
            macaroon, hmac_chain.derived(secret(key)), discharges, self._limits
        ):
            if not self.satisfies(predicate):
                raise JamMacaroonVerificationError("a caveat of the macaroon is not met")
        return True

    def satisfies(self, predicate: bytes) -> bool:
        """Tell whether one first-party predicate is met."""
        # Only True counts: a function that forgot its return, or returned an error, accepts nothing.
        return predicate in self._exact or any(judge(predicate) is True for judge in self._general)


def genuine_predicates(
    macaroon: Macaroon, key: bytes, discharges: Iterable[Macaroon], limits: Limits
) -> list[bytes]:
    """Verify all signatures; return the first-party predicates of macaroon and discharges, to be judged.

    Args:
        macaroon: the root macaroon.
        key: its derived key, 32 bytes.
        discharges: bound discharges; each serves once, so that the work is bounded by their number.
        limits: the bounds.

    Raises:
        JamMacaroonVerificationError: a signature is wrong, a discharge is missing, a bound is passed.
    """
    given = [*bounded(discharges, limits.discharge_count)]  # a list of our own: _taken empties it
    if not all(isinstance(one, Macaroon) for one in (macaroon, *given)):
        raise JamTypeError("macaroon and discharges are Macaroon objects; Macaroon.deserialize reads them")
    predicates: list[bytes] = []
    # Two passes: nothing that a forger wrote reaches the application's predicates.
    signature = _walk(macaroon, key, macaroon.signature, given, limits, limits.discharge_depth, predicates)
    if not compare_digest(signature, macaroon.signature):
        raise JamMacaroonVerificationError()
    return predicates


def _walk(
    macaroon: Macaroon,
    key: bytes,
    root_signature: bytes,
    unused: list[Macaroon],
    limits: Limits,
    depth: int,
    predicates: list[bytes],
) -> bytes:
    """Return the signature that the macaroon should have (figure 9 of the paper, MVerify)."""
    if len(macaroon.caveats) > limits.caveat_count:
        raise JamMacaroonVerificationError(f"the macaroon has more than {limits.caveat_count} caveats")
    signature = hmac_chain.begun(key, macaroon.identifier)
    for caveat in macaroon.caveats:
        if caveat.vid is None:
            predicates.append(caveat.identifier)
            signature = hmac_chain.first_party(signature, caveat.identifier)
            continue
        caveat_key = hmac_chain.opened_key(signature, caveat.vid)  # made under this signature only
        discharge = _taken(unused, caveat.identifier)
        if depth == 0:  # a chain of discharges would otherwise end in RecursionError
            raise JamMacaroonVerificationError(
                f"discharges stand more than {limits.discharge_depth} levels deep"
            )
        own = _walk(discharge, caveat_key, root_signature, unused, limits, depth - 1, predicates)
        # A discharge that nobody bound, or bound to another root, fails here.
        if not compare_digest(hmac_chain.bound(root_signature, own), discharge.signature):
            raise JamMacaroonVerificationError()
        signature = hmac_chain.third_party(signature, caveat.vid, caveat.identifier)
    return signature


def _taken(unused: list[Macaroon], identifier: bytes) -> Macaroon:
    """Take the discharge of a caveat out of those that are left; a circle therefore ends."""
    for index, discharge in enumerate(unused):
        if discharge.identifier == identifier:
            return unused.pop(index)  # taken out: one discharge cannot serve two caveats, nor itself
    raise JamMacaroonVerificationError(
        "a third-party caveat has no discharge: get one from its location, bind it with prepare_for_request"
    )


def bounded(discharges: Iterable[Discharge], most: int) -> Iterable[Discharge]:
    """Yield the discharges; one too many is not read any more."""
    if isinstance(discharges, (str, bytes, Macaroon)) or not hasattr(discharges, "__iter__"):
        raise JamTypeError("discharges are a list of macaroons")
    for number, discharge in enumerate(discharges):  # an iterable may have no end
        if number >= most:
            raise JamMacaroonVerificationError(f"there are more than {most} discharges")
        yield discharge
