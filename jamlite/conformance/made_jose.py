"""What subjects make of JOSE, verified or opened with the keys of the case."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..jose import JWK, JWKSet, jwe, jws
from .made_words import differs, header_fault, same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue
    from ..jose.key_like import KeyLike
    from .made_words import Inputs, Openers


# Parameters that hold what is drawn, or what comes of it.
_DRAWN = ("epk", "iv", "tag", "p2s")  # RFC 7518 sections 4.6.1.1, 4.7.1.1, 4.7.1.2, 4.8.1.1
_FORM = "it is not the serialization that was asked for"


def _jws(inputs: Inputs, out: Inputs) -> str:
    if not isinstance(out["token"], str):
        return _FORM
    header = inputs["header"]
    given = {"payload": inputs["payload"]} if inputs.get("detached") else {}
    found = jws.verify(
        out["token"], inputs["key"], algorithms=[header["alg"]], crit=tuple(header.get("crit", ())), **given
    )
    return differs(found.payload, inputs["payload"]) or header_fault(found.protected, header)


def _jws_json(inputs: Inputs, out: Inputs) -> str:
    token = _json(out)
    # RFC 7515 sections 7.2.1 and 7.2.2.
    if ("signatures" in token) is bool(inputs.get("flattened")):
        return _FORM
    given = {"payload": inputs["payload"]} if inputs.get("detached") else {}
    if given and "payload" in token:
        return "the payload was to be detached"
    signatures = [token] if inputs.get("flattened") else token["signatures"]
    if len(signatures) != len(inputs["signers"]):
        return f"{len(signatures)} signatures, expected {len(inputs['signers'])}"
    for signer, signature in zip(inputs["signers"], signatures):
        # A signer of a case may be a key and one header.
        key, protected, unprotected = [*signer, None, None][:3]
        whole = {**(protected or {}), **(unprotected or {})}
        # Alone: of several, one that holds is enough.
        one = {name: value for name, value in token.items() if name == "payload"}
        one.update(
            {name: signature[name] for name in ("protected", "header", "signature") if name in signature}
        )
        found = jws.verify(one, key, algorithms=[whole["alg"]], crit=tuple(whole.get("crit", ())), **given)
        wrong = differs(found.payload, inputs["payload"])
        wrong = wrong or header_fault(found.protected, protected or {}, "protected header")
        wrong = wrong or header_fault(signature.get("header", {}), unprotected or {}, "unprotected header")
        if wrong:
            return wrong
    return ""


def _jwt(inputs: Inputs, out: Inputs) -> str:
    if not isinstance(out["token"], str):
        return _FORM
    header = inputs.get("header") or {}
    alg = header.get("alg") or inputs["key"]["alg"]
    # Not jwt.decode: the claims of a case may have expired long ago.
    token = jws.verify(out["token"], inputs["key"], algorithms=[alg])
    found = strict_json.loads(token.payload)
    for name, value in inputs["claims"].items():  # some libraries add iat by themselves
        if name not in found or not same(found[name], value):
            return f"the claim {name} is not what was given"
    return header_fault(token.protected, header)


def _jwe(inputs: Inputs, out: Inputs) -> str:
    if not isinstance(out["token"], str):
        return _FORM
    header = inputs["header"]
    found = jwe.decrypt(
        out["token"],
        _jwe_key(inputs["key"]),
        algorithms=[header["alg"]],  # the case's: the token does not choose
        encryptions=[header["enc"]],
    )
    return differs(found.plaintext, inputs["plaintext"]) or header_fault(found.protected, _asked(header))


def _jwe_json(inputs: Inputs, out: Inputs) -> str:
    token = _json(out)
    # RFC 7516 sections 7.2.1 and 7.2.2.
    if ("recipients" in token) is bool(inputs.get("flattened")):
        return _FORM
    recipients = [token] if inputs.get("flattened") else token["recipients"]
    if len(recipients) != len(inputs["recipients"]):
        return f"{len(recipients)} recipients, expected {len(inputs['recipients'])}"
    protected, unprotected = inputs.get("protected") or {}, inputs.get("unprotected") or {}
    wrong = header_fault(token.get("unprotected", {}), _asked(unprotected), "unprotected header")
    if wrong or token.get("aad") != _text(inputs.get("aad")):
        return wrong or "the additional data is not what was given"
    for (key, header), recipient in zip(inputs["recipients"], recipients):
        whole = {**protected, **unprotected, **(header or {})}
        found = jwe.decrypt(token, _jwe_key(key), algorithms=[whole["alg"]], encryptions=[whole["enc"]])
        wrong = differs(found.plaintext, inputs["plaintext"])
        wrong = wrong or header_fault(found.protected, _asked(protected), "protected header")
        wrong = wrong or header_fault(recipient.get("header", {}), _asked(header or {}), "recipient's header")
        if wrong:
            return wrong
    return ""


def _json(out: Inputs) -> JsonObject:
    """Return a JSON serialization; it may also come as text."""
    token: JsonValue = out["token"]  # an object, or its text: libraries return either
    token = strict_json.loads(token) if isinstance(token, str) else token
    if not isinstance(token, dict):
        raise TypeError("a JSON serialization is an object")
    return token


def _text(aad: bytes | None) -> str | None:
    return None if aad is None else base64url.encode(aad)


def _asked(header: JsonObject) -> JsonObject:
    return {name: value for name, value in header.items() if name not in _DRAWN}


def _jwe_key(key: KeyLike) -> KeyLike:
    if isinstance(key, dict) and "password" in key:
        return JWK.from_password(key["password"])
    return JWKSet.from_dict(key) if isinstance(key, dict) and "keys" in key else key


OPENERS: Openers = {
    "JWS": {"sign": _jws, "sign_json": _jws_json},
    "JWT": {"encode": _jwt},
    "JWE": {"encrypt": _jwe, "encrypt_json": _jwe_json},
}
