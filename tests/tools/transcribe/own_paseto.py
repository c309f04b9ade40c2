"""Our own cases for PASETO: what must be refused, and the neighbours that must not.

Needs no folder: tokens and keys are those of vectors/paseto/v*.official.json, changed here.
"""

from __future__ import annotations

import json
import os
from typing import Any

from jamlite.encoding import base64url
from jamlite.paseto import key_reading, v4

from .common import ROOT, write

Case = dict[str, Any]
OWN = {"name": "jamlite", "license": "Apache-2.0"}
NOW = 1640995200  # 2022-01-01T00:00:00Z
FLAGS = {
    "Tampered": "one bit of nonce, ciphertext, tag, message or signature changed",
    "Footer": "a footer added, dropped or changed must fail: it is authenticated",
    "Assertion": "an implicit assertion added, dropped or changed must fail: it is authenticated",
    "Header": "version and purpose belong to the key and are compared to the letter",
    "Shape": "three or four segments, strict base64url, no empty footer segment",
    "Truncated": "a body shorter than what every token has",
    "WrongKey": "a key that the token was not made with",
    "Payload": "the payload is one JSON object in UTF-8, of one meaning",
    "Expired": "exp is refused from its very second on, iat and nbf before theirs",
    "ClaimType": "a registered claim of a wrong type is a refusal, never no claim",
    "DateTime": "RFC 3339 with an offset, T and Z in upper case, a day and time that exist",
    "KeyType": "each version and purpose has one type and size of key",
}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493  # RFC 8032 section 5.1


def official(version: str, ending: str) -> Case:
    """Return the inputs of an official case of decrypting or verifying."""
    path = os.path.join(ROOT, "vectors", "paseto", f"{version}.official.json")
    with open(path, encoding="utf-8") as stream:
        cases = json.load(stream)["cases"]
    return dict(next(case["in"] for case in cases if case["id"].endswith(ending)))


def refused(name: str, op: str, given: Case, flag: str, note: str = "") -> Case:
    case = {"id": name, "op": op, "in": given, "result": "invalid", "flags": [flag]}
    return {**case, "note": note} if note else case


def accepted(name: str, op: str, given: Case, flag: str, out: Case | None = None) -> Case:
    case = {"id": name, "op": op, "in": given, "result": "valid", "flags": [flag]}
    return {**case, "out": out} if out else case


def flipped(token: str, place: int) -> str:
    """Return the token with one bit of the body changed."""
    head, _, rest = token[3:].partition(".")
    body, *footer = rest.split(".")
    data = bytearray(base64url.decode(body))
    data[place] ^= 1
    return ".".join([token[:2], head, base64url.encode(bytes(data)), *footer])


def tampering(version: str, purpose: str) -> list[Case]:
    """The same changes to a token of each version and purpose."""
    local = purpose == "local"
    op, ending = ("decrypt", "E-9 decrypt") if local else ("verify", "S-3 verify")
    good = official(version, ending)
    token = good["token"]
    name = f"{version}.{purpose}"
    prefix, body, footer = f"{name}.", *token.split(".")[2:]
    ours = {key: value for key, value in good.items() if key != "footer_utf8"}  # accepts any footer

    def case(what: str, flag: str, **changes: Any) -> Case:
        return refused(f"{name}: {what}", op, {**ours, **changes}, flag)

    other = {"v1": "v3", "v2": "v4", "v3": "v1", "v4": "v2"}[version]
    other_purpose = "public" if local else "local"
    minimum = {"v1": (80, 256), "v2": (40, 64), "v3": (80, 96), "v4": (64, 64)}[version][not local]
    short = base64url.encode(base64url.decode(body)[: minimum - 1])
    footless = prefix + body
    cases = [
        case("first bit of the body", "Tampered", token=flipped(token, 0)),
        case("bit in the middle", "Tampered", token=flipped(token, minimum // 2 + 3)),
        case("last bit of the body", "Tampered", token=flipped(token, -1)),
        case(
            "last byte cut off",
            "Tampered",
            token=f"{prefix}{base64url.encode(base64url.decode(body)[:-1])}.{footer}",
        ),
        case("body too short", "Truncated", token=f"{prefix}{short}.{footer}"),
        case("body empty", "Truncated", token=f"{prefix}.{footer}"),
        case("footer dropped", "Footer", token=footless),
        case("footer changed", "Footer", token=f"{footless}.{base64url.encode(b'other')}"),
        case("footer not the expected one", "Footer", footer_utf8="other"),
        case("no footer expected", "Footer", footer_utf8=""),
        case("footer segment empty", "Shape", token=f"{footless}."),
        case("fifth segment", "Shape", token=f"{token}.e30"),
        case("padded body", "Shape", token=f"{footless}=.{footer}"),
        case("padded footer", "Shape", token=f"{token}="),
        case("line break behind", "Shape", token=f"{token}\n"),
        case("space before", "Shape", token=f" {token}"),
        case("standard base64", "Shape", token=f"{prefix}+/{body[2:]}.{footer}"),
        case("upper-case version", "Header", token=f"V{token[1:]}"),
        case("upper-case purpose", "Header", token=token.replace(purpose, purpose.title(), 1)),
        case("header of another version", "Header", token=other + token[2:]),
        case("header of the other purpose", "Header", token=token.replace(purpose, other_purpose, 1)),
    ]
    if version in ("v3", "v4"):
        cases += [
            case("assertion dropped", "Assertion", implicit_utf8=""),
            case("assertion changed", "Assertion", implicit_utf8=good["implicit_utf8"] + " "),
            case("assertion moved into the footer", "Assertion", implicit_utf8=good["footer_utf8"]),
        ]
    if local:
        wrong = bytes.fromhex(good["key_hex"])[::-1].hex()
        cases.append(case("another key", "WrongKey", key_hex=wrong))
        cases += [case(f"key of {size} bytes", "KeyType", key_hex="70" * size) for size in (0, 31, 33, 64)]
    return cases


def footer_added(version: str, purpose: str) -> Case:
    op, ending = ("decrypt", "E-1 decrypt") if purpose == "local" else ("verify", "S-1 verify")
    good = official(version, ending)
    good.pop("footer_utf8")
    token = f"{good.pop('token')}.{base64url.encode(b'{}')}"
    return refused(f"{version}.{purpose}: footer added", op, {**good, "token": token}, "Footer")


def signatures() -> list[Case]:
    """Signatures that pass an arithmetic check but not the standard's."""
    good = official("v4", "S-1 verify")
    body = base64url.decode(good["token"].split(".")[2])
    s = int.from_bytes(body[-32:], "little") + ED25519_ORDER
    malleable = base64url.encode(body[:-32] + s.to_bytes(32, "little"))
    v3 = official("v3", "S-1 verify")
    message = base64url.decode(v3["token"].split(".")[2])[:-96]
    zero = base64url.encode(message + bytes(96))
    rsa = official("v1", "S-1 verify")
    rsa_message = base64url.decode(rsa["token"].split(".")[2])[:-256]
    return [
        refused("v4.public: S + L", "verify", {**good, "token": f"v4.public.{malleable}"}, "Tampered"),
        refused("v3.public: r = s = 0", "verify", {**v3, "token": f"v3.public.{zero}"}, "Tampered"),
        refused(
            "v1.public: signature 1",
            "verify",
            {**rsa, "token": "v1.public." + base64url.encode(rsa_message + bytes(255) + b"\1")},
            "Tampered",
        ),
    ]


def keys() -> list[Case]:
    """Keys that are not of their version and purpose."""
    ed25519 = official("v4", "S-1 verify")["public_key_hex"]
    p384 = official("v3", "S-1 verify")["public_key_hex"]
    rsa = official("v1", "S-1 verify")["public_key"]
    secret = official("v4", "S-1 sign")["secret_key_hex"]

    def jwk(**members: Any) -> Case:
        return {"key": members}

    oct_jwk = {"kty": "oct", "k": base64url.encode(bytes(32))}
    ed_jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(bytes.fromhex(ed25519))}
    big = (1 << 3071) + 3 * 2**1500 + 1  # of 3072 bits, odd
    rsa_jwk = {"kty": "RSA", "n": base64url.encode(big.to_bytes(384, "big")), "e": "AQAB"}
    wrong = [
        ("v4 local: 31 bytes as text", "v4", "local", {"key": base64url.encode(bytes(31))}),
        ("v4 local: text with a full stop", "v4", "local", {"key": base64url.encode(bytes(32)) + "."}),
        ("v4 local: null", "v4", "local", {"key": None}),
        ("v4 local: a number", "v4", "local", {"key": 7}),
        ("v4 local: PEM", "v4", "local", {"key": rsa}),
        ("v4 local: JWK of a public key", "v4", "local", jwk(**ed_jwk)),
        ("v4 local: JWK for signing", "v4", "local", jwk(**oct_jwk, use="sig")),
        ("v4 local: JWK of another algorithm", "v4", "local", jwk(**oct_jwk, alg="HS256")),
        ("v4 public: 32 bytes that may be either half", "v4", "public", {"key_hex": ed25519}),
        ("v4 public: seed and another public key", "v4", "public", {"key_hex": secret[:64] + secret[:64]}),
        ("v4 public: RSA", "v4", "public", {"key": rsa}),
        ("v4 public: P-384 point", "v4", "public", {"key_hex": p384}),
        ("v4 public: X25519", "v4", "public", jwk(**{**ed_jwk, "crv": "X25519"})),
        ("v4 public: JWK for encryption", "v4", "public", jwk(**ed_jwk, use="enc")),
        ("v4 public: JWK of EdDSA for JOSE", "v4", "public", jwk(**ed_jwk, alg="EdDSA")),
        ("v3 public: Ed25519", "v3", "public", jwk(**ed_jwk)),
        ("v3 public: point off the curve", "v3", "public", {"key_hex": p384[:2] + "00" * 47 + "05"}),
        ("v3 public: prefix 04 with 49 bytes", "v3", "public", {"key_hex": "04" + p384[2:]}),
        ("v3 public: secret zero", "v3", "public", {"key_hex": "00" * 48}),
        ("v3 public: secret beyond the order", "v3", "public", {"key_hex": "ff" * 48}),
        ("v2 public: nothing", "v2", "public", {"key_hex": ""}),
        ("v1 public: RSA with 3072 bits", "v1", "public", jwk(**rsa_jwk)),
        ("v1 public: Ed25519", "v1", "public", jwk(**ed_jwk)),
        ("v5 public", "v5", "public", {"key": rsa}),
        ("v1 secret", "v1", "secret", {"key": rsa}),
    ]
    small_order = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"  # y = -1
    return [
        *(refused(name, "load", {"version": v, "purpose": p, **key}, "KeyType") for name, v, p, key in wrong),
        refused(
            "v4.public: key of small order",
            "verify",
            {**official("v4", "S-1 verify"), "public_key_hex": small_order},
            "KeyType",
        ),
        accepted(
            "v4 public: JWK",
            "load",
            {"version": "v4", "purpose": "public", "key": {**ed_jwk, "alg": "v4.public", "use": "sig"}},
            "KeyType",
            {"octets_hex": ed25519, "kind": "public key"},
        ),
        accepted(
            "v4 public: 64 bytes",
            "load",
            {"version": "v4", "purpose": "public", "key_hex": secret},
            "KeyType",
            {"octets_hex": secret, "kind": "secret key"},
        ),
    ]


def payloads() -> list[Case]:
    """Payloads of an authentic token that are no JSON object of one meaning."""
    key = bytes(range(32))
    wrong = {
        "empty": b"",
        "array": b"[]",
        "text": b'"x"',
        "number": b"1",
        "null": b"null",
        "two objects": b"{}{}",
        "not UTF-8": b'{"a":"\xff"}',
        "byte order mark": b"\xef\xbb\xbf{}",
        "UTF-16": '{"a":1}'.encode("utf-16"),
        "member twice": b'{"a":1,"a":2}',
        "member twice, once escaped": b'{"exp":"2999-01-01T00:00:00Z","\\u0065xp":"2000-01-01T00:00:00Z"}',
        "NaN": b'{"a":NaN}',
        "1e400": b'{"a":1e400}',
        "lone surrogate": b'{"a":"\\ud800"}',
        "nested too deeply": b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}",
        "number without end": b'{"a":' + b"1" * 1000 + b"}",
    }
    cases = []
    for name, payload in wrong.items():
        token = v4.encrypt(key_reading.local_key("v4", key), payload, nonce=bytes(32))
        given = {"version": "v4", "purpose": "local", "key_hex": key.hex(), "token": token}
        cases.append(refused(f"payload: {name}", "decode", given, "Payload"))
    return cases


def claim_cases() -> list[Case]:
    """Claims at the time NOW."""

    def given(claims: Case, **options: Any) -> Case:
        return {"claims_json": json.dumps(claims), "now": NOW, **options}

    wrong: list[tuple[str, Case, str]] = [
        ("exp now", given({"exp": "2022-01-01T00:00:00Z"}), "Expired"),
        ("exp now, in another zone", given({"exp": "2022-01-01T02:00:00+02:00"}), "Expired"),
        ("exp past by the offset alone", given({"exp": "2022-01-01T01:59:59+02:00"}), "Expired"),
        ("exp past the leeway", given({"exp": "2021-12-31T23:59:00Z"}, leeway=60), "Expired"),
        ("nbf to come", given({"nbf": "2022-01-01T00:00:01Z"}), "Expired"),
        ("nbf to come by a fraction", given({"nbf": "2022-01-01T00:00:00.5Z"}), "Expired"),
        ("iat to come", given({"iat": "2021-12-31T23:00:01-01:00"}), "Expired"),
        ("exp a number", given({"exp": NOW + 60}), "ClaimType"),
        ("exp null", given({"exp": None}), "ClaimType"),
        ("exp null, numeric", given({"exp": None}, numeric=True), "ClaimType"),
        ("exp true, numeric", given({"exp": True}, numeric=True), "ClaimType"),
        ("exp a list", given({"exp": ["2999-01-01T00:00:00Z"]}), "ClaimType"),
        ("exp a number as text", given({"exp": "9999999999"}, numeric=True), "ClaimType"),
        ("exp a huge number, numeric", given({"exp": 10**30}, numeric=True), "ClaimType"),
        ("exp past, numeric", given({"exp": NOW}, numeric=True), "Expired"),
        ("iat an object", given({"iat": {}}), "ClaimType"),
        ("iss a number", given({"iss": 1}), "ClaimType"),
        ("sub null", given({"sub": None}), "ClaimType"),
        ("aud a list", given({"aud": ["a"]}), "ClaimType"),
        ("jti a number", given({"jti": 1}), "ClaimType"),
        (
            "aud a part of the expected one",
            given({"aud": "a.example"}, audience="a.example.org"),
            "ClaimType",
        ),
        ("aud in another case", given({"aud": "A"}, audience="a"), "ClaimType"),
        ("aud missing", given({}, audience="a"), "ClaimType"),
        ("iss not among the expected ones", given({"iss": "c"}, issuer=["a", "b"]), "ClaimType"),
        ("sub another", given({"sub": "a"}, subject="b"), "ClaimType"),
        ("required, missing", given({}, required=["exp"]), "ClaimType"),
        ("required, null", given({"x": None}, required=["x"]), "ClaimType"),
    ]
    right: list[tuple[str, Case, str]] = [
        ("exp in a second", given({"exp": "2022-01-01T00:00:01Z"}), "Expired"),
        ("exp in the leeway", given({"exp": "2021-12-31T23:59:01Z"}, leeway=60), "Expired"),
        ("exp past, unchecked", given({"exp": "2021-12-31T23:59:01Z"}, check_exp=False), "Expired"),
        ("nbf now", given({"nbf": "2022-01-01T00:00:00Z", "iat": "2022-01-01T00:00:00Z"}), "Expired"),
        ("Jam's shape", given({"iat": NOW - 0.5, "exp": NOW + 0.5, "pit": "x"}, numeric=True), "ClaimType"),
        ("Jam's null exp", given({"iat": NOW - 0.5, "exp": None, "pit": "x"}, numeric=True), "ClaimType"),
        ("aud among the expected ones", given({"aud": "b"}, audience=["a", "b"]), "ClaimType"),
        ("private claims of any type", given({"roles": [1], "x": None}), "ClaimType"),
    ]
    return [
        *(refused(f"claims: {name}", "check", case, flag) for name, case, flag in wrong),
        *(accepted(f"claims: {name}", "check", case, flag) for name, case, flag in right),
    ]


def times() -> list[Case]:
    """Texts for RFC 3339 times."""
    wrong = [
        *("2022-01-01T00:00:00", "2022-01-01 00:00:00Z", "2022-01-01t00:00:00Z", "2022-01-01T00:00:00z"),
        *(
            "2022-01-01T00:00Z",
            "2022-01-01",
            "20220101T000000Z",
            "2022-W01-1T00:00:00Z",
            "2022-001T00:00:00Z",
        ),
        *(
            "2022-01-01T00:00:00+0000",
            "2022-01-01T00:00:00+00",
            "2022-01-01T00:00:00.Z",
            "2022-01-01T00:00:00,5Z",
        ),
        *("2022-02-29T00:00:00Z", "2022-13-01T00:00:00Z", "2022-00-01T00:00:00Z", "2022-01-00T00:00:00Z"),
        *(
            "2022-01-01T24:00:00Z",
            "2022-01-01T00:60:00Z",
            "2022-01-01T00:00:61Z",
            "2022-01-01T00:00:00+24:00",
        ),
        *(
            "2022-01-01T00:00:00+00:60",
            "0000-01-01T00:00:00Z",
            "12022-01-01T00:00:00Z",
            "-2022-01-01T00:00:00Z",
        ),
        *("2022-01-01T00:00:00Z\n", " 2022-01-01T00:00:00Z", "2022-01-01T00:00:00+00:00Z", "", "now"),
        *("\u0662\u0660\u0662\u0662-01-01T00:00:00Z", "2022-01-01T00:00:00\u221200:00"),
    ]
    right = {
        "2022-01-01T00:00:00Z": NOW,
        "2022-01-01T00:00:00+00:00": NOW,
        "2022-01-01T00:00:00-00:00": NOW,
        "2022-01-01T05:45:00+05:45": NOW,
        "2021-12-31T12:00:00-12:00": NOW,
        "2022-01-01T00:00:00.500000000000000000Z": NOW + 0.5,
        "1970-01-01T00:00:00Z": 0,
        "1969-12-31T23:59:59Z": -1,
        "2016-12-31T23:59:60Z": 1483228800,  # a leap second
        "2000-02-29T12:34:56Z": 951827696,
        "9999-12-31T23:59:59Z": 253402300799,
    }
    return [
        *(refused(f"time: {text!r}", "time", {"text": text}, "DateTime") for text in wrong),
        refused("time: a number", "time", {"text": NOW}, "DateTime"),
        *(
            accepted(f"time: {t!r}", "time", {"text": t}, "DateTime", {"seconds": s})
            for t, s in right.items()
        ),
    ]


def main() -> None:
    kinds = [(version, purpose) for version in ("v1", "v2", "v3", "v4") for purpose in ("local", "public")]
    tokens = [case for kind in kinds for case in [*tampering(*kind), footer_added(*kind)]]
    for name, title, cases in (
        ("paseto", "tokens, keys and payloads", [*tokens, *signatures(), *keys(), *payloads()]),
        ("paseto_claims", "claims and times", [*claim_cases(), *times()]),
    ):
        used = {flag for case in cases for flag in case["flags"]}
        write(
            "paseto",
            f"{name}.jamlite",
            title=f"PASETO: refusals and their neighbours among {title}",
            family="PASETO",
            spec="PASETO specification; RFC 3339 section 5.6",
            source=OWN,
            cases=cases,
            flags={flag: text for flag, text in FLAGS.items() if flag in used},
        )


if __name__ == "__main__":
    main()
