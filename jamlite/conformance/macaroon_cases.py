"""Runners of the family of macaroons."""

from __future__ import annotations

import warnings

from ..exceptions.crypto import JamWeakKeyWarning
from ..macaroons.macaroon import Macaroon, create
from ..macaroons.verifier import Verifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs


def _verify(key: str, macaroon: str, exact: list[str], discharges: list[str]) -> bool:
    verifier = Verifier()
    for predicate in exact:
        verifier.satisfy_exact(predicate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamWeakKeyWarning)  # the vectors' keys are words
        return verifier.verify(
            Macaroon.deserialize(macaroon), key, [Macaroon.deserialize(each) for each in discharges]
        )


def _make(
    location: str, key: str, identifier: str, caveats: list[dict[str, str]], bind_to: str | None
) -> Outputs:
    """A caveat without a key is a first-party caveat; nonces of third-party caveats are zeros, as printed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JamWeakKeyWarning)
        made = create(location, key, identifier)
        for caveat in caveats:
            if "key" in caveat:
                made = made.add_third_party_caveat(
                    caveat["location"], caveat["key"], caveat["identifier"], nonce=bytes(24)
                )
            else:
                made = made.add_first_party_caveat(caveat["identifier"])
    if bind_to is not None:
        # Binds a discharge to its root macaroon.
        made = Macaroon.deserialize(bind_to).prepare_for_request(made)
    return {"signature": made.signature, "v1": made.serialize("v1"), "inspect": made.inspect()}


def _read(macaroon: str) -> Outputs:
    found = Macaroon.deserialize(macaroon)
    return {
        "location": found.location,
        "identifier": found.identifier,
        "caveats": [caveat.identifier.decode("utf-8") for caveat in found.caveats],
        "signature": found.signature,
    }


FAMILIES: dict[str, Family] = {"Macaroon": {"verify": _verify, "make": _make, "read": _read}}
