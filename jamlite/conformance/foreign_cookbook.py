"""The JOSE cookbook's files (RFC 7520, and its supplements on RFC 7797 and RFC 8037).

Every serialization a file has is verified or decrypted. Signatures that are reproducible are made
anew. A JWK is read and written.
"""

from __future__ import annotations

import json

from ..encoding import base64url
from .foreign_record import Converted, LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from ..encoding.json_types import JsonObject, JsonValue

NAME = "JOSE cookbook"
_FORMS = ("compact", "json", "json_flat")


def recognises(data: object) -> bool:
    """Tell whether this is a file of the format: a JWK, or one operation or two."""
    if not isinstance(data, dict):
        return False
    # The files name no format.
    return "kty" in data or ("title" in data and bool(data.keys() & {"input", "sign"}))


def convert(name: str, data: JsonObject) -> Iterator[Converted | LeftOut]:
    """Yield the cases of one file."""
    spec = "RFC 7520" if name[:1].isdigit() and "rfc7797" not in name else "RFC 7797, RFC 8037"
    if "kty" in data:
        case = {"id": name, "op": "read", "in": {"jwk": data}, "out": {"jwk": data}, "result": "valid"}
        yield Converted("JWK", spec, case)
        return
    if "sign" in data:  # section 6: one nested in the other
        yield from _signed(spec, data["sign"], "inner ")
        yield from _encrypted(spec, data["encrypt"], "outer ")
    elif "payload" in data["input"]:
        yield from _signed(spec, data, "")
    else:
        yield from _encrypted(spec, data, "")


def _signed(spec: str, data: JsonObject, prefix: str) -> Iterator[Converted | LeftOut]:
    if not _says_what_it_signs(data):
        yield LeftOut("a protected header that is not what the file says it is")
        return
    payload, key, alg = (data["input"][name] for name in ("payload", "key", "alg"))
    keys = {"keys": key} if isinstance(key, list) else key  # RFC 7520 section 4.8: three signers
    algorithms = alg if isinstance(alg, list) else [alg]  # one for each signature
    detached = "detached" in data.get("title", "").lower()  # RFC 7515 appendix F; only the title tells
    for form in _FORMS:
        if form not in data["output"]:
            continue
        inputs = {"token": data["output"][form], "key": keys, "algorithms": algorithms}
        if detached:
            inputs["payload_utf8"] = payload
        case = {"id": f"{prefix}verify {form}", "op": "verify", "in": inputs}
        yield Converted("JWS", spec, {**case, "out": {"payload_utf8": payload}, "result": "valid"})
    if data.get("reproducible") and "compact" in data["output"]:
        # Members in the order the header was signed in.
        inputs = {"payload_utf8": payload, "key": key, "header": data["signing"]["protected"]}
        inputs["detached"] = detached
        case = {"id": f"{prefix}sign compact", "op": "sign", "in": inputs, "result": "valid"}
        yield Converted("JWS", spec, {**case, "out": {"token": data["output"]["compact"]}})


def _says_what_it_signs(data: JsonObject) -> bool:
    signing = data["signing"] if isinstance(data["signing"], list) else [data["signing"]]
    signatures = data["output"].get("json", {}).get("signatures", [])
    return all(
        # "e30" is {}.
        json.loads(base64url.decode(signature.get("protected", "e30"))) == said.get("protected", {})
        for said, signature in zip(signing, signatures)
    )


def _encrypted(spec: str, data: JsonObject, prefix: str) -> Iterator[Converted]:
    given = data["input"]
    key, alg = given.get("key"), given["alg"]
    algorithms = alg if isinstance(alg, list) else [alg]
    if "pwd" in given:
        key = {"password": given["pwd"]}
    elif isinstance(key, list):
        key = {"keys": key}
    elif isinstance(key, dict) and alg == "dir":
        key = {name: value for name, value in key.items() if name != "alg"}  # it names the enc there
    for form in _FORMS:
        if form not in data["output"]:
            continue
        inputs = {"token": data["output"][form], "key": key, "algorithms": algorithms}
        case = {"id": f"{prefix}decrypt {form}", "op": "decrypt", "in": inputs}
        out = {"plaintext_utf8": _text(given["plaintext"])}
        yield Converted("JWE", spec, {**case, "out": out, "result": "valid"})


def _text(plaintext: JsonValue) -> str:
    # RFC 7520 section 5.3.
    return plaintext if isinstance(plaintext, str) else json.dumps(plaintext, separators=(",", ":"))
