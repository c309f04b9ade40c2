"""What subjects make of JOSE, verified or opened with the keys of the case."""

from __future__ import annotations

from ..encoding import strict_json
from ..jose import JWK, JWKSet, jwe, jws
from .made_words import differs, header_fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .made_words import Inputs, Openers


# Parameters that hold what is drawn, or what comes of it.
_DRAWN = ("epk", "iv", "tag", "p2s")


def _jws(inputs: Inputs, out: Inputs) -> str:
    header = inputs["header"]
    given = {"payload": inputs["payload"]} if inputs.get("detached") else {}
    found = jws.verify(
        out["token"], inputs["key"], algorithms=[header["alg"]], crit=tuple(header.get("crit", ())), **given
    )
    return differs(found.payload, inputs["payload"]) or header_fault(found.protected, header)


def _jws_json(inputs: Inputs, out: Inputs) -> str:
    given = {"payload": inputs["payload"]} if inputs.get("detached") else {}
    signatures = [out["token"]] if inputs.get("flattened") else out["token"]["signatures"]
    if len(signatures) != len(inputs["signers"]):
        return f"{len(signatures)} signatures, expected {len(inputs['signers'])}"
    for signer, signature in zip(inputs["signers"], signatures):
        key, protected, unprotected = [*signer, None, None][:3]
        whole = {**(protected or {}), **(unprotected or {})}
        one = {name: value for name, value in out["token"].items() if name == "payload"}
        one.update(
            {name: signature[name] for name in ("protected", "header", "signature") if name in signature}
        )
        found = jws.verify(one, key, algorithms=[whole["alg"]], crit=tuple(whole.get("crit", ())), **given)
        wrong = differs(found.payload, inputs["payload"]) or header_fault(found.header, whole)
        if wrong:
            return wrong
    return ""


def _jwt(inputs: Inputs, out: Inputs) -> str:
    alg = inputs.get("header", {}).get("alg") or inputs["key"]["alg"]
    found = strict_json.loads(jws.verify(out["token"], inputs["key"], algorithms=[alg]).payload)
    for name, value in inputs["claims"].items():  # some libraries add iat by themselves
        if found.get(name) != value:
            return f"the claim {name} is not what was given"
    return ""


def _jwe(inputs: Inputs, out: Inputs) -> str:
    header = inputs["header"]
    found = jwe.decrypt(
        out["token"],
        _jwe_key(inputs["key"]),
        algorithms=[header["alg"]],
        encryptions=[header["enc"]],
    )
    asked = {name: value for name, value in header.items() if name not in _DRAWN}
    return differs(found.plaintext, inputs["plaintext"]) or header_fault(found.header, asked)


def _jwe_json(inputs: Inputs, out: Inputs) -> str:
    shared = {**(inputs.get("protected") or {}), **(inputs.get("unprotected") or {})}
    for key, header in inputs["recipients"]:
        whole = {**shared, **(header or {})}
        found = jwe.decrypt(
            out["token"], _jwe_key(key), algorithms=[whole["alg"]], encryptions=[whole["enc"]]
        )
        wrong = differs(found.plaintext, inputs["plaintext"])
        if wrong:
            return wrong
    return ""


def _jwe_key(key: Any) -> Any:
    if isinstance(key, dict) and "password" in key:
        return JWK.from_password(key["password"])
    return JWKSet.from_dict(key) if isinstance(key, dict) and "keys" in key else key


OPENERS: Openers = {
    "JWS": {"sign": _jws, "sign_json": _jws_json},
    "JWT": {"encode": _jwt},
    "JWE": {"encrypt": _jwe, "encrypt_json": _jwe_json},
}
