"""Steps of a macaroon: its parts, its caveats, and the chain of HMACs (Birgisson and others, 2014)."""

from __future__ import annotations

import json

from ..exceptions.base import JamError
from ..macaroons import Macaroon, Verifier
from ..macaroons.macaroon import secret
from ..plain import plain_salsa20
from ..plain.plain_hmac import hmac
from .explanation import Explanation, Member, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import JsonObject
    from ..macaroons.parts import Caveat
    from .explain_options import Options

# Libmacaroons pads it with zeros to 32 octets; HMAC does that to every key.
_GENERATOR = b"macaroons-key-generator"
_PAPER = "Macaroons (NDSS 2014)"
_CHAIN = "macaroons/hmac_chain.py"


def explain(
    explanation: Explanation, text: str | JsonObject, key: str | bytes | None, options: Options
) -> None:
    """Explain a macaroon in any form.

    Args:
        text: base64 of version 1 or 2, or the object of a JSON form.
        key: its root secret, or None.
    """
    macaroon = Macaroon.deserialize(text if isinstance(text, str) else json.dumps(text))
    explanation.add(
        "Take the macaroon apart",
        "libmacaroons, doc/format.txt",
        [
            Value("location", macaroon.location),
            Value("identifier", _shown(macaroon.identifier)),
            Value("caveats", len(macaroon.caveats)),
            Value("signature", macaroon.signature, secret=True),
        ],
        function="macaroons/serialization.py: load",
        note="The location is a hint that nothing protects; by the identifier the verifier finds the key. "
        "Whoever has the signature can use the macaroon and add caveats to it.",
    )
    told = [
        Member("location", macaroon.location, "where it is meant to be used; a hint that nothing protects")
    ]
    told.append(Member("identifier", _shown(macaroon.identifier), "what the verifier finds the key by"))
    told += [
        Member(
            f"caveat {number}",
            _shown(caveat.identifier),
            "a condition; the application judges it"
            if caveat.vid is None
            else f"a third party judges it, at {caveat.location}",
        )
        for number, caveat in enumerate(macaroon.caveats, 1)
    ]
    explanation.tell("macaroon", told)
    if key is None:
        _conditions(explanation, macaroon)
        explanation.missing.append("the root key (--key-file); without it nothing shows that it is genuine.")
        return
    signature = _chain(explanation, macaroon, secret(key))
    right = signature == macaroon.signature
    explanation.add(
        "Compare the signatures",
        f"{_PAPER}, figure 9",
        [Value("sig'", signature, secret=True), Value("sig", macaroon.signature, secret=True)],
        function="macaroons/verifier.py: genuine_predicates",
        verdict=right,
        note=""
        if right
        else "They differ: it was changed, made with another key, or it is a discharge bound to another one.",
    )
    _fast(explanation, macaroon, key, right)


def _conditions(explanation: Explanation, macaroon: Macaroon) -> None:
    for number, caveat in enumerate(macaroon.caveats, 1):
        explanation.add(_title(number, caveat), f"{_PAPER}, section 2", _values(caveat))


def _title(number: int, caveat: Caveat) -> str:
    return f"Caveat {number}: {'a condition' if caveat.vid is None else 'a condition for a third party'}"


def _values(caveat: Caveat) -> list[Value]:
    values = [Value("cid", _shown(caveat.identifier))]
    if caveat.vid is not None:
        values += [Value("vid", caveat.vid), Value("cl", caveat.location)]
    return values


def _chain(explanation: Explanation, macaroon: Macaroon, key: bytes) -> bytes:
    """Explain every link of the chain; return the signature that the macaroon should have."""
    root = hmac("sha256", _GENERATOR, key)
    explanation.add(
        "Derive the root key",
        "libmacaroons, macaroons.c",
        [Value("key", key, secret=True), Value("k", root, secret=True)],
        formula="k = HMAC-SHA256('macaroons-key-generator', key)",
        function=f"{_CHAIN}: derived",
        note="So a secret of any length gives 32 bytes.",
    )
    signature = hmac("sha256", root, macaroon.identifier)
    explanation.add(
        "Begin the chain with the identifier",
        f"{_PAPER}, figure 8, CreateMacaroon",
        [Value("sig", signature, secret=True)],
        formula="sig = HMAC-SHA256(k, identifier)",
        function=f"{_CHAIN}: begun",
    )
    for number, caveat in enumerate(macaroon.caveats, 1):
        if caveat.vid is None:
            signature = hmac("sha256", signature, caveat.identifier)
            _link(explanation, number, caveat, signature, None)
            continue
        opened = _opened(signature, caveat.vid)
        # Libmacaroons: two hashes, so that the border between the two parts counts.
        parts = b"".join(hmac("sha256", signature, part) for part in (caveat.vid, caveat.identifier))
        signature = hmac("sha256", signature, parts)
        _link(explanation, number, caveat, signature, opened)
    return signature


def _opened(signature: bytes, vid: bytes) -> Optional[bytes]:
    """Return the key of a third-party caveat, sealed under the signature so far; None if it is not."""
    try:
        # NaCl secretbox: nonce 24, tag 16, then the ciphertext.
        return plain_salsa20.decrypt(signature, vid[:24], vid[40:], vid[24:40])
    except ValueError:
        return None


def _link(
    explanation: Explanation, number: int, caveat: Caveat, signature: bytes, opened: Optional[bytes]
) -> None:
    """Add the step of one caveat."""
    if caveat.vid is None:
        explanation.add(
            _title(number, caveat),
            f"{_PAPER}, figure 8, AddFirstPartyCaveat",
            [*_values(caveat), Value("sig", signature, secret=True)],
            formula="sig = HMAC-SHA256(sig, cid)",
            function=f"{_CHAIN}: first_party",
            note="The old signature is the key of the new one: a holder can go on, but not back. "
            "Whether the condition is met, the application says (Verifier.satisfy_exact, satisfy_general).",
        )
        return
    shown = [] if opened is None else [Value("caveat key", opened, secret=True)]
    explanation.add(
        _title(number, caveat),
        f"{_PAPER}, figure 8, AddThirdPartyCaveat",
        [*_values(caveat), *shown, Value("sig", signature, secret=True)],
        formula="caveat key = XSalsa20-Poly1305(sig, vid); sig = HMAC(sig, HMAC(sig, vid) || HMAC(sig, cid))",
        function=f"{_CHAIN}: third_party",
        verdict=None if opened is not None else False,
        note="The third party makes a discharge macaroon with the caveat key, if its condition is met."
        if opened is not None
        else "vid was not made under this signature.",
    )
    explanation.missing.append(f"the discharge of caveat {number}, which its third party makes.")


def _fast(explanation: Explanation, macaroon: Macaroon, key: str | bytes, right: bool) -> None:
    """The fast code's verdict beside that of plain; third parties aside, whose discharges are not here."""
    if macaroon.third_party_caveats():
        return
    verifier = Verifier()
    # The signature is judged here; the conditions are the application's.
    verifier.satisfy_general(lambda predicate: True)
    try:
        verdict = verifier.verify(macaroon, key)
        note = "jamlite's fast code comes to the same result, every condition taken as met."
    except JamError as error:
        verdict, note = False, f"jamlite's fast code: {error.message}."
    explanation.add(
        "Ask the fast code", "", function="macaroons/verifier.py: verify", verdict=verdict, note=note
    )


def _shown(octets: bytes) -> str | bytes:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets
