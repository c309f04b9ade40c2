"""What subjects make of PASETO and PASERK, opened with the keys of the case."""

from __future__ import annotations

from ..encoding import strict_json
from ..paseto import key_reading, paserk
from .made_words import differs
from .paseto_cases import FAMILIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .made_words import Inputs, Openers


_PASETO = FAMILIES["PASETO"]

_MUCH = 1 << 15  # KiB


def _paseto_local(inputs: Inputs, out: Inputs) -> str:
    return _paseto_read("decrypt", {"key": inputs["key"]}, inputs, out)


def _paseto_public(inputs: Inputs, out: Inputs) -> str:
    public = inputs.get("public_key")  # the published one, of cases that have it
    if public is None:
        # From the case's key, never the subject's.
        public = key_reading.secret_key(inputs["version"], inputs["secret_key"]).public()
    return _paseto_read("verify", {"public_key": public}, inputs, out)


def _paseto_read(op: str, key: Inputs, inputs: Inputs, out: Inputs) -> str:
    more = {name: inputs[name] for name in ("footer", "implicit") if name in inputs}
    found: Any = _PASETO[op](version=inputs["version"], token=out["token"], **key, **more)
    wrong = differs(found["footer"], more.get("footer", b""))
    if wrong or found["payload"] == inputs["payload"]:
        return wrong
    return differs(strict_json.loads(found["payload"]), strict_json.loads(inputs["payload"]))  # spelled anew


def _paserk_wrap(inputs: Inputs, out: Inputs) -> str:
    return _same_key(paserk.unwrap(out["paserk"], inputs["wrapping_key"], expect=inputs["type"])[1], inputs)


def _paserk_password(inputs: Inputs, out: Inputs) -> str:
    # A text says itself what it costs to open; only a case that asks for much may cost much.
    asked = inputs.get("memory_kib", 0) > _MUCH
    limits: Inputs = {"time_limit": 3600, "memory_limit_kib": 1 << 20} if asked else {}
    cost = paserk.password_cost(out["paserk"])
    for name in ("iterations", "memory_kib", "passes", "lanes"):
        if name in inputs and getattr(cost, name) != inputs[name]:
            return f"its {name} is {getattr(cost, name)}, not what was asked for"
    opened = paserk.unwrap_with_password(out["paserk"], inputs["password"], expect=inputs["type"], **limits)
    return _same_key(opened[1], inputs)


def _paserk_seal(inputs: Inputs, out: Inputs) -> str:
    return _same_key(paserk.unseal(out["paserk"], inputs["secret_key"], expect=inputs["type"])[1], inputs)


def _same_key(found: bytes, inputs: Inputs) -> str:
    # One form of the key: PEM and bytes name the same.
    wanted = paserk.decode(paserk.encode(inputs["type"], inputs["key"]))[1]
    return differs(found, wanted)


OPENERS: Openers = {
    "PASETO": {"encrypt": _paseto_local, "sign": _paseto_public},
    "PASERK": {"wrap": _paserk_wrap, "wrap_with_password": _paserk_password, "seal": _paserk_seal},
}
