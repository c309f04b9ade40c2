"""Wycheproof's files about JOSE, and the tests of these files that are disputed, with the reason.

A disputed test asks for something that a standard forbids, contradicts another test, or makes a law of what
its standard says of something else. It is counted as left out, with its reason, whoever is judged.
"""

from __future__ import annotations

from ..encoding import base64url
from .foreign_record import Converted, LeftOut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

    from ..encoding.json_types import JsonObject

    Test = JsonObject
    Convert = Callable[[str, Test, Test], "Iterator[Converted | LeftOut]"]

_CONTENTS = ("A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512")
_OTHER_ALG = "valid although the key's alg is another one (RFC 7517 section 4.4)"
_NO_ALG = "valid although the key's alg is ES521, which does not exist"
_NO_PADDING = "invalid for a padding that the token does not have: it is the token of another valid test"
_NO_BASE64URL = "valid with a character that base64url does not have (RFC 4648 section 3.3)"
_SHORT_HMAC = (
    "invalid for a genuine MAC under a key shorter than its hash: RFC 7518 section 3.2 forbids such keys, "
    "RFC 2104 section 3 advises against them, and many are in use; jamlite warns and refuses with strict=True"
)
DISPUTED: dict[tuple[str, int], str] = {
    (
        "json_web_key_test.json",
        4,
    ): "two keys of one kid: RFC 7517 section 4.5 says SHOULD, and the first one fits",
    ("json_web_key_test.json", 10): _SHORT_HMAC,
    ("json_web_key_test.json", 11): _SHORT_HMAC,
    ("json_web_key_test.json", 12): _SHORT_HMAC,
    ("json_web_signature_test.json", 346): _OTHER_ALG,
    ("json_web_signature_test.json", 347): _NO_ALG,
    ("json_web_signature_test.json", 350): _OTHER_ALG,
    ("json_web_signature_test.json", 351): _NO_ALG,
    ("json_web_signature_test.json", 367): _NO_PADDING,
    ("json_web_signature_test.json", 370): _NO_PADDING,
    ("json_web_signature_test.json", 372): _NO_BASE64URL,
    ("json_web_signature_test.json", 373): _NO_BASE64URL,
}


def token(algorithm: str, group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    """Yield the case of a test that has a JWS or a JWE, whatever file it stands in."""
    if "jws" in test:
        yield from _jws(group, test)
    else:
        yield from _jwe(group, test)


def _jws(group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    text = test["jws"]
    if _json_form(text):
        yield LeftOut("refusals of the JSON serialization, which is read here")
        return
    # A MAC has no public one.
    case = _case(test, "verify", {"token": text, "key": group.get("public", group.get("private"))})
    if test["result"] != "invalid":
        # The file prints the token only.
        case["out"] = {"payload_hex": base64url.decode(text.split(".")[1]).hex()}
    yield Converted("JWS", "RFC 7515", case)


def _jwe(group: Test, test: Test) -> Iterator[Converted | LeftOut]:
    text, key = test["jwe"], group["private"]
    if _json_form(text):
        yield LeftOut("refusals of the JSON serialization, which is read here")
        return
    inputs: Test = {"token": text, "key": key}
    if isinstance(key, dict) and key.get("alg") in _CONTENTS:  # it names the enc of `dir` there
        inputs["key"] = {name: value for name, value in key.items() if name != "alg"}
        inputs["encryptions"] = [key["alg"]]  # RFC 7517 section 4.4: what the key is for; of dir, the enc
    elif isinstance(key, dict) and "alg" in key:  # RSA1_5 is there for those who name it
        inputs["algorithms"] = [key["alg"]]
    case = _case(test, "decrypt", inputs)
    if test["result"] != "invalid":
        if "pt" not in test:
            yield LeftOut("a valid JWE whose plaintext is not published")
            return
        case["out"] = {"plaintext_hex": test["pt"]}
    yield Converted("JWE", "RFC 7516", case)


def _json_form(text: str | JsonObject) -> bool:
    return isinstance(text, dict) or text.startswith("{")


def _case(test: Test, op: str, inputs: Test) -> Test:
    note = f"{test.get('comment', '')} {' '.join(test.get('flags', []))}".strip()
    return {"id": f"{test['tcId']} {op}", "op": op, "in": inputs, "result": test["result"], "note": note}
