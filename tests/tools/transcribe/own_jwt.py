"""Our own cases of JWT: each rule of RFC 7519 section 4.1 and RFC 8725 broken once; no argument is needed."""

from __future__ import annotations

import json
from typing import Any

from .common import write
from .jose_forge import OCT, OWN, Case, Cases, b64u, raw, segment, token, unb64u

FORMAT, RULE, FALSE = "jws.invalid_format", "jws.validation_error", "jws.verification_error"
CLAIM, EXPIRED, EARLY = "jwt.claim", "jwt.token_expired", "jwt.token_not_yet_valid"
HS256 = {"alg": "HS256", "typ": "JWT"}
NOW = 1_700_000_000
GOOD: Case = {"iss": "https://issuer.example", "sub": "alice", "aud": "api", "exp": NOW + 60, "jti": "1"}


def jwt(claims: Any, **header: Any) -> str:
    return token({**HS256, **header}, claims)


def types(cases: Cases) -> None:
    """security 35, 41: a claim of the wrong type is refused, never passed over."""
    wrong = {
        "a string": "1800000000",
        "an empty string": "",
        "null": None,
        "a list": [1800000000],
        "an object": {"a": 1},
        "true": True,
        "false": False,
    }
    for name in ("exp", "nbf", "iat"):
        for called, value in wrong.items():
            cases.refuse(f"{name} is {called}", f"{CLAIM}.{name}", token=jwt({**GOOD, name: value}))
        cases.refuse(f"{name} is 1e300", f"{CLAIM}.{name}", token=jwt(f'{{"{name}":1e300}}'.encode()))
        for text in ("NaN", "Infinity", "-Infinity", "1e400"):
            note = "not JSON; as a number it would never expire"
            cases.refuse(f"{name} is {text}", FORMAT, note, token=jwt(f'{{"{name}":{text}}}'.encode()))
    for name in ("iss", "sub", "jti"):
        for called, value in (
            ("a number", 1),
            ("null", None),
            ("a list", ["alice"]),
            ("an object", {}),
            ("true", True),
        ):
            cases.refuse(f"{name} is {called}", f"{CLAIM}.{name}", token=jwt({**GOOD, name: value}))
    for called, value in (
        ("a number", 1),
        ("null", None),
        ("an object", {"api": 1}),
        ("true", True),
        ("a list of numbers", [1]),
        ("a list with null", ["api", None]),
        ("a list of lists", [["api"]]),
    ):
        cases.refuse(f"aud is {called}", f"{CLAIM}.aud", token=jwt({**GOOD, "aud": value}), audience="*")


def times(cases: Cases) -> None:
    """security 36, 37: the moments before, at and after."""
    for called, exp, leeway, good in (
        ("now", 0, 0, False),
        ("a second ago", -1, 0, False),
        ("half a second ago", -0.5, 0, False),
        ("in a second", 1, 0, True),
        ("in half a second", 0.5, 0, True),
        ("before 1970", -NOW - 5, 0, False),
        ("10 seconds ago, leeway 10", -10, 10, False),
        ("9 seconds ago, leeway 10", -9, 10, True),
    ):
        given = {"token": jwt({**GOOD, "exp": NOW + exp}), "leeway": leeway}
        if good:
            cases.accept(f"exp {called}", **given)
        else:
            cases.refuse(f"exp {called}", EXPIRED, **given)
    for called, nbf, leeway, good in (
        ("in a second", 1, 0, False),
        ("now", 0, 0, True),
        ("in 11 seconds, leeway 10", 11, 10, False),
        ("in 10 seconds, leeway 10", 10, 10, True),
    ):
        for name, code in (("nbf", EARLY), ("iat", "jwt.issued_in_future")):
            given = {"token": jwt({**GOOD, name: NOW + nbf}), "leeway": leeway}
            if good:
                cases.accept(f"{name} {called}", **given)
            else:
                cases.refuse(f"{name} {called}", code, **given)
    cases.refuse("max_age, without iat", f"{CLAIM}.iat", token=jwt(GOOD), max_age=10)
    cases.refuse("max_age, a second older", "jwt.too_old", token=jwt({**GOOD, "iat": NOW - 11}), max_age=10)
    cases.accept("max_age, just as old", token=jwt({**GOOD, "iat": NOW - 10}), max_age=10)
    for called, leeway in (("negative", -1), ("a string", "1"), ("true", True), ("null", None)):
        cases.refuse(f"leeway is {called}", "jam.configuration", token=jwt(GOOD), leeway=leeway)
    forged = token(HS256, {**GOOD, "exp": 1}, key=b"another key of thirty-two bytes!")
    cases.refuse("expired and forged", FALSE, "the signature is judged first", token=forged)


def expectations(cases: Cases) -> None:
    """security 38 to 42."""
    for called, aud, audience in (
        ("another", "other", "api"),
        ("in another case", "API", "api"),
        ("longer", "api2", "api"),
        ("shorter", "ap", "api"),
        ("with a space", "api ", "api"),
        ("empty", "", "api"),
        ("a list of others", ["other", "API"], "api"),
        ("an empty list", [], "api"),
        ("none of several", "api", ["a", "p", "i"]),
        ("not of an empty list", "api", []),
        ("not expected at all", "api", None),
        ("a list, not expected at all", ["api"], None),
        ("an empty list, not expected at all", [], None),
    ):
        given = {"token": jwt({**GOOD, "aud": aud}), "audience": audience}
        cases.refuse(f"aud {called}", f"{CLAIM}.aud", **given)
    without = {name: value for name, value in GOOD.items() if name != "aud"}
    cases.refuse("aud missing", f"{CLAIM}.aud", token=jwt(without), audience="api")
    cases.accept("aud missing, none expected", token=jwt(without), audience=None)
    cases.accept("aud a list with it", token=jwt({**GOOD, "aud": ["x", "api"]}))
    cases.accept("aud one of several expected", token=jwt(GOOD), audience=["x", "api"])
    cases.accept("aud any", token=jwt({**GOOD, "aud": "x"}), audience="*")
    for called, iss, issuer in (
        ("another", "https://other.example", GOOD["iss"]),
        ("with a slash", f"{GOOD['iss']}/", GOOD["iss"]),
        ("a part of the expected one", "https://issuer", GOOD["iss"]),
        ("a letter of the expected one", "i", GOOD["iss"]),
        ("empty", "", GOOD["iss"]),
        ("in another case", str(GOOD["iss"]).upper(), GOOD["iss"]),
        ("none of several", GOOD["iss"], ["https://a.example", "https://b.example"]),
        ("not of an empty list", GOOD["iss"], []),
    ):
        cases.refuse(f"iss {called}", f"{CLAIM}.iss", token=jwt({**GOOD, "iss": iss}), issuer=issuer)
    cases.refuse("iss missing", f"{CLAIM}.iss", token=jwt({"aud": "api"}), issuer=GOOD["iss"])
    cases.accept("iss one of several", token=jwt(GOOD), issuer=["x", GOOD["iss"]])
    cases.refuse("sub another", f"{CLAIM}.sub", token=jwt(GOOD), subject="bob")
    cases.refuse("sub in another case", f"{CLAIM}.sub", token=jwt(GOOD), subject="Alice")
    cases.refuse("sub missing", f"{CLAIM}.sub", token=jwt({"aud": "api"}), subject="alice")
    cases.accept("sub expected", token=jwt(GOOD), subject="alice")
    for name in ("nbf", "iat"):
        cases.refuse(f"{name} required", f"{CLAIM}.{name}", token=jwt(GOOD), required=["exp", name])
    cases.refuse("scope required", CLAIM, token=jwt(GOOD), required=["scope"])
    cases.refuse("scope required, null", CLAIM, token=jwt({**GOOD, "scope": None}), required=["scope"])
    cases.accept("scope required, empty", token=jwt({**GOOD, "scope": ""}), required=["scope"])
    for name in ("issuer", "audience", "required"):
        cases.refuse(f"{name} is a number", "jam.configuration", token=jwt(GOOD), **{name: 1})


def payloads(cases: Cases) -> None:
    """security 7, 8, 43, 45: the payload is one JSON object."""
    for called, text in (
        ("null", b"null"),
        ("a string", b'"alice"'),
        ("a list", b'[{"aud":"api"}]'),
        ("a number", b"1"),
        ("true", b"true"),
    ):
        cases.refuse(f"payload is {called}", CLAIM, token=jwt(text))
    for called, text in (
        ("empty", b""),
        ("text", b"alice"),
        ("two objects", b'{"aud":"api"}{}'),
        ("cut short", b'{"aud":"api"'),
        ("a claim twice", b'{"aud":"api","sub":"alice","sub":"bob"}'),
        ("a claim twice, once escaped", b'{"aud":"api","exp":1,"\\u0065xp":1800000000}'),
        ("an inner name twice", b'{"aud":"api","x":{"a":1,"a":2}}'),
        ("a byte order mark", b'\xef\xbb\xbf{"aud":"api"}'),
        ("UTF-16", '{"aud":"api"}'.encode("utf-16")),
        ("not UTF-8", b'{"aud":"api","x":"\xff"}'),
        ("a lone surrogate", b'{"aud":"api","x":"\\ud800"}'),
        ("a number of 400 digits", b'{"aud":"api","x":' + b"1" * 400 + b"}"),
        ("nested 100 deep", b'{"aud":"api","x":' + b"[" * 100 + b"]" * 100 + b"}"),
        ("1025 members", json.dumps({str(index): 0 for index in range(1025)}).encode()),
        ("40000 values", json.dumps([0] * 40_000).encode()),
    ):
        cases.refuse(f"payload: {called}", FORMAT, token=jwt(text))
    inner = jwt(GOOD)
    note = "a nested token is not opened by itself"
    cases.refuse("a nested token", FORMAT, note, token=jwt(inner.encode(), cty="JWT"))
    unsecured = f"{segment({'alg': 'none'})}.{segment(GOOD)}."
    cases.refuse("a nested token of alg none", FORMAT, note, token=jwt(unsecured.encode(), cty="JWT"))
    for called, claims in (
        ("aud a list", {**GOOD, "aud": ["api"]}),
        ("exp a fraction", {**GOOD, "exp": NOW + 0.25}),
        ("exp far in the future", {**GOOD, "exp": 10**15}),
        ("private claims", {**GOOD, "https://example/is_root": True, "x": {"y": [None, 1.5]}}),
        ("claims beyond ASCII", {**GOOD, "name": "Žluťoučký 漢字 😀", "é": 1}),
        ("no exp", {"aud": "api"}),
        ("1024 members", {"aud": "api", **{str(index): 0 for index in range(1023)}}),
    ):
        cases.accept(f"accepted: {called}", token=jwt(claims), out={"claims": claims})
    exponent = jwt(b'{"aud":"api","exp":2e9}')
    cases.accept("accepted: exp with an exponent", token=exponent, out={"claims": {"aud": "api", "exp": 2e9}})
    raw_utf8 = jwt('{"aud":"api","é":"漢"}'.encode())
    cases.accept("accepted: raw UTF-8", token=raw_utf8, out={"claims": {"aud": "api", "é": "漢"}})


def headers(cases: Cases) -> None:
    """security 27, 44: typ, crit, b64."""
    for called, typ in (
        ("another", "JWT"),
        ("longer", "at+jwtx"),
        ("empty", ""),
        ("of another tree", "text/at+jwt"),
        ("a list of it", "at+jwt,JWT"),
        ("with a Kelvin sign for K", "at+jwt\u212a"),
    ):
        cases.refuse(f"typ {called}", RULE, token=jwt(GOOD, typ=typ), typ="at+jwt")
    cases.refuse("typ missing", RULE, token=token({"alg": "HS256"}, GOOD), typ="at+jwt")
    cases.refuse(
        "typ missing, expected application/", RULE, token=token({"alg": "HS256"}, GOOD), typ="application/"
    )
    cases.refuse("typ a number", RULE, token=jwt(GOOD, typ=1))
    for typ in ("at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"):
        cases.accept(f"typ {typ}", token=jwt(GOOD, typ=typ), typ="at+jwt")
    cases.accept("typ missing, none expected", token=token({"alg": "HS256"}, GOOD))
    cases.accept("typ odd, none expected", token=jwt(GOOD, typ="jwt"))
    note = "a JWT has no unencoded payload (RFC 7797 section 7)"
    for called, header in (
        ("b64 false", {"b64": False, "crit": ["b64"]}),
        ("b64 false without crit", {"b64": False}),
        ("b64 true", {"b64": True, "crit": ["b64"]}),
        ("an unknown critical extension", {"crit": ["x"], "x": 1}),
    ):
        cases.refuse(called, RULE, note if "b64" in called else "", token=jwt(GOOD, **header))
    for called, text in (
        ("a JSON serialization", json.dumps({"payload": segment(GOOD), "protected": segment(HS256)})),
        ("five parts", f"{segment(HS256)}.AAAA.AAAA.AAAA.AAAA"),
        ("two parts", f"{segment(HS256)}.{segment(GOOD)}"),
        ("payload padded", raw(segment(HS256), f"{b64u(json.dumps(GOOD).encode())}=")),
    ):
        cases.refuse(called, FORMAT, token=text)
    for alg in ("none", "NONE", ""):
        cases.refuse(f"alg {alg!r}", RULE, token=jwt(GOOD, alg=alg))


def all_cases() -> Cases:
    """Return every case."""
    cases = Cases("decode", key=OCT, now=NOW, audience="api")
    types(cases)
    times(cases)
    expectations(cases)
    payloads(cases)
    headers(cases)
    for case in cases:  # what is accepted gives its claims back, and each case says so
        if case["result"] == "valid":
            case.setdefault("out", {"claims": claims_of(case["in"]["token"])})
    return cases


def main() -> None:
    cases = all_cases()
    write(
        "jose",
        "jwt.jamlite",
        title="JSON Web Token: claims, times, expectations, payload, typ",
        family="JWT",
        spec="RFC 7519, RFC 8725",
        source=OWN,
        cases=cases,
    )


def claims_of(text: str) -> Any:
    return json.loads(unb64u(text.split(".")[1]))


if __name__ == "__main__":
    main()
