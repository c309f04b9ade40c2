"""Macaroons that subjects make: third-party caveats have a nonce in them, and so differ from run to run."""

from __future__ import annotations

from ..macaroons.macaroon import Macaroon, create
from ..macaroons.verifier import Verifier
from .made_words import differs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .made_words import Inputs, Openers


def _make(inputs: Inputs, out: Inputs) -> str:
    """Verify it with its key, and with a discharge of each third-party caveat made with the caveat's key."""
    if inputs.get("bind_to") is not None:
        return "the signature is another one, and nothing in a bound macaroon is drawn"
    made = Macaroon.deserialize(out["v1"])
    caveats = inputs["caveats"]
    told = [made.location, made.identifier, *(caveat.identifier for caveat in made.caveats)]
    asked = [inputs["location"], *(text.encode() for text in (inputs["identifier"], *_names(caveats)))]
    verifier, discharges = Verifier(), []
    for caveat in caveats:
        if "key" in caveat:
            discharge = create(caveat["location"], caveat["key"], caveat["identifier"])
            discharges.append(made.prepare_for_request(discharge))  # an unbound discharge is refused
        else:
            verifier.satisfy_exact(caveat["identifier"])  # whether it holds is not asked here
    wrong = differs(told, asked) or differs(
        [c.location for c in made.caveats], [c.get("location") for c in caveats]
    )
    if not wrong and out.get("signature", made.signature) != made.signature:
        return "the signature is not that of the macaroon"
    if not wrong and out.get("inspect", made.inspect()) != made.inspect():
        return "what it shows is not the macaroon"
    return wrong or ("" if verifier.verify(made, inputs["key"], discharges) else "it does not verify")


def _names(caveats: list[dict[str, str]]) -> list[str]:
    return [caveat["identifier"] for caveat in caveats]


OPENERS: Openers = {"Macaroon": {"make": _make}}
