"""Our own cases of the forms of a JWS: segments, JSON texts, JSON serializations; no argument is needed."""

from __future__ import annotations

import json

from .common import write
from .jose_forge import OCT, OWN, Cases, b64u, entry, mac, raw, segment, token

FORMAT, RULE, FALSE = "jws.invalid_format", "jws.validation_error", "jws.verification_error"
HS256 = {"alg": "HS256"}
BODY = segment(b"payload")
PAYLOAD = {"payload_utf8": "payload"}


def shapes(cases: Cases) -> None:
    """security 5 to 10, 31: three strict segments."""
    good = token(HS256)
    header, body, _ = good.split(".")
    for called, text in (
        ("empty", ""),
        ("one dot", "."),
        ("two dots", ".."),
        ("three dots", "..."),
        ("header alone", header),
        ("header and payload", f"{header}.{body}"),
        ("a fourth part", f"{good}."),
        ("a leading dot", f".{good}"),
        ("a JWE", f"{segment({'alg': 'dir', 'enc': 'A256GCM'})}..AAAA.AAAA.AAAA"),
        ("a PASETO", "v4.public.AAAA"),
        ("a PASETO with a footer", "v4.public.AAAA.AAAA"),
        ("a line break after it", f"{good}\n"),
        ("a space before it", f" {good}"),
        ("quoted", f'"{good}"'),
        ("with its scheme", f"Bearer {good}"),
        ("full-width dots", good.replace(".", "\uff0e")),
        ("a NUL after it", f"{good}\0"),
        ("a thousand dots", "." * 1000),
    ):
        cases.refuse(f"token: {called}", FORMAT, token=text)
    for called, value in (("a number", 1), ("null", None), ("a list", [good]), ("true", True)):
        cases.refuse(f"token is {called}", FORMAT, token=value)
    odd = segment(b'{"alg":"HS256" }')  # 22 characters: two bytes beyond whole groups
    assert len(odd) % 4 == 2
    for place in range(3):
        parts = [odd, segment(b"pay"), b64u(mac(f"{odd}.{segment(b'pay')}"))]
        for called, change in (
            ("padded", lambda text: text + "=" * (-len(text) % 4 or 4)),
            ("a line break in it", lambda text: f"{text[:2]}\n{text[2:]}"),
            ("a space in it", lambda text: f"{text[:2]} {text[2:]}"),
            ("a space after it", lambda text: f"{text} "),
            ("a + in it", lambda text: f"{text[:-1]}+"),
            ("a / in it", lambda text: f"{text[:-1]}/"),
            ("a percent escape in it", lambda text: f"{text[:2]}%2D{text[2:]}"),
            ("a NUL in it", lambda text: f"{text[:2]}\0{text[2:]}"),
            ("a full-width letter", lambda text: f"{text[:2]}\uff21{text[3:]}"),
            ("one character over whole groups", lambda text: text[: len(text) // 4 * 4] + "A"),
        ):
            bent = [*parts]
            bent[place] = change(bent[place])
            where = ("header", "payload", "signature")[place]
            if place < 2:
                bent[2] = b64u(mac(f"{bent[0]}.{bent[1]}"))
            cases.refuse(f"{where}: {called}", FORMAT, token=".".join(bent))
    # The last character of a group of two or three has bits that must be zero (RFC 4648 section 3.5).
    spare = odd[:-1] + chr(ord(odd[-1]) + 1)
    cases.refuse("header: spare bits set", FORMAT, token=raw(spare, BODY))
    loose = segment(b"pa")[:-1] + chr(ord(segment(b"pa")[-1]) + 1)
    cases.refuse("payload: spare bits set", FORMAT, token=raw(header, loose))
    cases.refuse("signature: spare bits set", FORMAT, token=f"{good[:-1]}{chr(ord(good[-1]) + 1)}")


def header_texts(cases: Cases) -> None:
    """security 5 to 8: the header is one strict JSON object."""
    for called, text in (
        ("empty", b""),
        ("null", b"null"),
        ("a string", b'"HS256"'),
        ("a list", b'[{"alg":"HS256"}]'),
        ("a number", b"1"),
        ("two objects", b'{"alg":"HS256"}{"alg":"HS256"}'),
        ("something after it", b'{"alg":"HS256"}x'),
        ("a NUL after it", b'{"alg":"HS256"}\0'),
        ("not closed", b'{"alg":"HS256"'),
        ("a comma too many", b'{"alg":"HS256",}'),
        ("single quotes", b"{'alg':'HS256'}"),
        ("a comment", b'{"alg":"HS256"/**/}'),
        ("a bare name", b'{alg:"HS256"}'),
        ("a raw line break in a string", b'{"alg":"HS256","x":"a\nb"}'),
        ("a name twice", b'{"alg":"HS256","alg":"none"}'),
        ("a name twice, the same value", b'{"alg":"HS256","alg":"HS256"}'),
        ("a name twice, once escaped", b'{"alg":"HS256","\\u0061lg":"none"}'),
        ("an inner name twice", b'{"alg":"HS256","x":{"a":1,"a":2}}'),
        ("a byte order mark", b'\xef\xbb\xbf{"alg":"HS256"}'),
        ("UTF-16", '{"alg":"HS256"}'.encode("utf-16")),
        ("UTF-16 without a mark", '{"alg":"HS256"}'.encode("utf-16-le")),
        ("UTF-32", '{"alg":"HS256"}'.encode("utf-32")),
        ("Latin-1", '{"alg":"HS256","x":"é"}'.encode("latin-1")),
        ("an overlong form", b'{"alg":"HS256","x":"\xc0\xaf"}'),
        ("a surrogate in UTF-8", b'{"alg":"HS256","x":"\xed\xa0\x80"}'),
        ("an escaped lone surrogate", b'{"alg":"HS256","x":"\\ud800"}'),
        ("an escaped lone low surrogate", b'{"alg":"HS256","x":"\\udc00\\ud800"}'),
        ("NaN", b'{"alg":"HS256","x":NaN}'),
        ("Infinity", b'{"alg":"HS256","x":Infinity}'),
        ("-Infinity", b'{"alg":"HS256","x":-Infinity}'),
        ("1e400", b'{"alg":"HS256","x":1e400}'),
        ("a leading zero", b'{"alg":"HS256","x":01}'),
        ("a leading plus", b'{"alg":"HS256","x":+1}'),
        ("hexadecimal", b'{"alg":"HS256","x":0x1}'),
        ("a number of 400 digits", b'{"alg":"HS256","x":' + b"1" * 400 + b"}"),
        ("nested 100 deep", b'{"alg":"HS256","x":' + b"[" * 100 + b"]" * 100 + b"}"),
        ("nested 3000 deep", b'{"alg":"HS256","x":' + b"[" * 3000 + b"]" * 3000 + b"}"),
    ):
        cases.refuse(f"header JSON: {called}", FORMAT, token=raw(b64u(text), BODY))
    for name in ("typ", "cty", "jku", "x5u", "x5t", "x5t#S256"):
        cases.refuse(f"{name} is a number", RULE, token=token({**HS256, name: 1}))
    cases.refuse("jwk is a string", RULE, token=token({**HS256, "jwk": "x"}))
    cases.refuse("x5c is a string", RULE, token=token({**HS256, "x5c": "x"}))
    for called, text in (
        ("white space", b' {\r\n\t"alg" : "HS256" }\n'),
        ("escapes", b'{"\\u0061lg":"HS\\u003256"}'),
        ("a pair of surrogates", b'{"alg":"HS256","x":"\\ud83d\\ude00"}'),
        ("unknown members", b'{"alg":"HS256","cty":"x","odd":[1,2.5,{"a":null}],"":0}'),
        ("an odd kid", '{"alg":"HS256","kid":"../é\\u0000\'"}'.encode()),
        ("nested 60 deep", b'{"alg":"HS256","x":' + b"[" * 60 + b"]" * 60 + b"}"),
        ("brackets in a string", b'{"alg":"HS256","x":"' + b"[{" * 200 + b'\\""}'),
    ):
        cases.accept(f"header JSON: {called}", token=raw(b64u(text), BODY), out=PAYLOAD)
    cases.accept("empty payload", token=token(HS256, b""), out={"payload_hex": ""})
    binary = bytes(range(256))
    cases.accept("binary payload", token=token(HS256, binary), out={"payload_hex": binary.hex()})


def serializations(cases: Cases) -> None:
    """security 26, 27, 32: the JSON serializations."""
    good = entry(HS256, None, BODY)
    flat = {"payload": BODY, **good}
    general = {"payload": BODY, "signatures": [good]}
    unknown = entry({"alg": "HS256", "crit": ["x"], "x": 1}, None, BODY)
    foreign = entry({"alg": "ES256"}, {"kid": "another's"}, BODY)
    wrong = entry(HS256, None, BODY, b"another key of thirty-two bytes!")
    plain_b64 = entry({**HS256, "b64": False, "crit": ["b64"]}, None, BODY)
    cases.accept("flattened", token=flat, out=PAYLOAD)
    cases.accept("flattened, as text", token=json.dumps(flat), out=PAYLOAD)
    cases.accept("flattened, as text with space around", token=f"\n {json.dumps(flat)} ", out=PAYLOAD)
    cases.accept("flattened, with further members", token={**flat, "x": 1}, out=PAYLOAD)
    cases.accept("general", token=general, out=PAYLOAD)
    cases.accept("alg unprotected", token={"payload": BODY, **entry(None, HS256, BODY)}, out=PAYLOAD)
    both = entry(HS256, {"kid": "a"}, BODY)
    cases.accept("kid unprotected", token={"payload": BODY, **both}, out={**PAYLOAD, "protected": HS256})
    for called, signatures in (
        ("wrong, right", [wrong, good]),
        ("another's, right", [foreign, good]),
        ("unknown crit, right", [unknown, good]),
    ):
        cases.accept(f"signatures: {called}", token={"payload": BODY, "signatures": signatures}, out=PAYLOAD)
        given = {"payload": BODY, "signatures": signatures}
        cases.refuse(f"signatures: {called}, all demanded", None, token=given, require_all=True)
    cases.refuse("signatures: unknown crit alone", RULE, token={"payload": BODY, "signatures": [unknown]})
    for called, given in (
        ("an empty object", {}),
        ("no payload", good),
        ("payload null", {**flat, "payload": None}),
        ("payload a number", {**flat, "payload": 1}),
        ("payload padded", {**flat, "payload": f"{BODY}=="}),
        ("no signature", {"payload": BODY, "protected": good["protected"]}),
        ("signature null", {**flat, "signature": None}),
        ("signature a list", {**flat, "signature": [good["signature"]]}),
        ("signature not ASCII", {**flat, "signature": "\uff21"}),
        ("signature padded", {**flat, "signature": f"{good['signature']}="}),
        ("no header at all", {"payload": BODY, "signature": good["signature"]}),
        ("empty headers", {"payload": BODY, "header": {}, "signature": good["signature"]}),
        ("protected empty", {**flat, "protected": ""}),
        ("protected null", {**flat, "protected": None}),
        ("protected an object", {**flat, "protected": HS256}),
        ("protected not ASCII", {**flat, "protected": "\uff21"}),
        ("header a list", {**flat, "header": [1]}),
        ("header null", {**flat, "header": None}),
        ("header a string", {**flat, "header": "{}"}),
        ("alg in both headers", {**flat, "header": HS256}),
        ("no signatures", {"payload": BODY, "signatures": []}),
        ("signatures null", {"payload": BODY, "signatures": None}),
        ("signatures an object", {"payload": BODY, "signatures": {"0": good}}),
        ("signatures of strings", {"payload": BODY, "signatures": [token(HS256)]}),
        ("both forms", {**flat, "signatures": [good]}),
        ("both forms, protected alone", {**general, "protected": good["protected"]}),
        ("33 signatures", {"payload": BODY, "signatures": [good] * 33}),
        ("b64 in one of two", {"payload": BODY, "signatures": [good, plain_b64]}),
        ("a JWE", {"protected": good["protected"], "ciphertext": "AAAA", "tag": "AAAA"}),
        ("a malformed signature beside a right one", {"payload": BODY, "signatures": [good, {}]}),
    ):
        cases.refuse(f"JSON: {called}", FORMAT, token=given)
    crit = entry(HS256, {"crit": ["x"], "x": 1}, BODY)
    cases.refuse("crit unprotected", RULE, token={"payload": BODY, **crit}, crit=["x"])
    b64 = entry({**HS256, "crit": ["b64"]}, {"b64": False}, "payload")
    cases.refuse("b64 unprotected", RULE, token={"payload": "payload", **b64})
    far = entry({**HS256, "crit": ["x"]}, {"x": 1}, BODY)
    cases.refuse("crit lists an unprotected member", RULE, token={"payload": BODY, **far}, crit=["x"])
    text = json.dumps(flat)
    for called, changed in (
        ("a member twice", f'{{"payload":"{segment(b"other")}",{text[1:]}'),
        ("an inner member twice", f'{text[:-1]},"header":{{"kid":"a","kid":"b"}}}}'),
        ("something after it", f"{text}x"),
        ("a list", f"[{text}]"),
        ("cut short", text[:-1]),
    ):
        cases.refuse(f"JSON text: {called}", FORMAT, token=changed)
    many = {"payload": BODY, "signatures": [wrong] * 32}
    cases.refuse("32 wrong signatures", FALSE, token=many)
    jwks = {"keys": [{"kty": "oct", "k": b64u(bytes((index,)) * 32)} for index in range(1, 34)]}
    note = "more than 32 pairs of signature and key are not tried"
    cases.refuse("33 keys that may fit", FALSE, note, token=token(HS256), key=jwks)
    fewer = {"keys": [*jwks["keys"][:31], OCT]}
    cases.accept("32 keys that may fit", token=token(HS256), key=fewer, out=PAYLOAD)


def main() -> None:
    cases = Cases("verify", key=OCT)
    shapes(cases)
    header_texts(cases)
    serializations(cases)
    write(
        "jose",
        "jws_forms.jamlite",
        title="JSON Web Signature: its forms",
        family="JWS",
        spec="RFC 7515, RFC 8259",
        source=OWN,
        cases=cases,
    )


if __name__ == "__main__":
    main()
