"""RFC 7515 appendix A.1 to A.7, E and F; RFC 7519 sections 3.1 and 6.1, which print the same tokens."""

from __future__ import annotations

from typing import Any

from .common import rfc, section, source_text, write
from .jose_text import compacts, objects, octets, without_private

Case = dict[str, Any]
NOW = 1300819379  # a second before the printed exp


def example(text: str, number: int) -> str:
    following = f"A.{number + 1}.  Example" if number < 7 else "Appendix B.  "
    return section(text, f"A.{number}.  Example", following)


def verifies(case_id: str, token: Any, key: Any, payload: str, **more: Any) -> Case:
    return {
        "id": case_id,
        "op": "verify",
        "in": {"token": token, "key": key, **more},
        "out": {"payload_hex": payload},
        "result": "valid",
    }


def refuses(case_id: str, op: str, token: Any, key: Any, code: str, note: str) -> Case:
    return {
        "id": case_id,
        "op": op,
        "in": {"token": token, "key": key},
        "out": {"error_code": code},
        "result": "invalid",
        "note": note,
    }


def main() -> None:
    text = source_text("rfc7515.txt")
    payload = octets(example(text, 1))[1]
    cases: list[Case] = []
    keys: list[dict[str, Any]] = []
    for number, name in ((1, "HS256"), (2, "RS256"), (3, "ES256"), (4, "ES512")):
        part = example(text, number)
        (key,) = (value for value in objects(part) if "kty" in value)
        token, header = compacts(part)[-1], {"alg": name}
        assert token.count(".") == 2
        public = key if name == "HS256" else without_private(key)
        content = payload if number < 4 else octets(part)[1]
        keys.append(public)
        cases.append(verifies(f"A.{number} {name}", token, public, content, algorithms=[name]))
        segment, _, tag = token.split(".")
        detached = verifies(
            f"A.{number} {name}, detached as in appendix F", f"{segment}..{tag}", public, content
        )
        detached["in"]["payload_hex"] = content
        cases.append(detached)
        if name == "RS256":  # the only one whose header is the shortest spelling and signature is fixed
            given = {"payload_hex": content, "key": key, "header": header}
            made = {
                "id": "A.2 RS256, made",
                "op": "sign",
                "in": given,
                "out": {"token": token},
                "result": "valid",
            }
            cases.append({**made, "reproducible": True})
    (unsecured,) = compacts(example(text, 5))
    none_note = "an unsecured JWS is never accepted, whatever the key"
    for key in (*keys, {"keys": keys}):
        called = key.get("kty", "a set")
        if key.get("crv"):
            called += f" {key['crv']}"
        cases.append(
            refuses(
                f"A.5 alg none, key {called}", "verify", unsecured, key, "jws.validation_error", none_note
            )
        )
    general = objects(example(text, 6))[-1]
    flattened = objects(example(text, 7))[-1]
    assert len(general["signatures"]) == 2 and "signature" in flattened
    with_kids = {
        "keys": [
            {**keys[1], "kid": general["signatures"][0]["header"]["kid"]},
            {**keys[2], "kid": general["signatures"][1]["header"]["kid"]},
        ]
    }
    cases += [
        verifies("A.6 general, RSA key", general, keys[1], payload),
        verifies("A.6 general, EC key", general, keys[2], payload),
        verifies("A.6 general, all signatures", general, with_kids, payload, require_all=True),
        verifies("A.7 flattened", flattened, keys[2], payload),
        refuses("A.6 general, HMAC key", "verify", general, keys[0], "jws.validation_error", "no key fits"),
    ]
    (critical,) = compacts(section(text, "Appendix E.", "Appendix F."))
    cases.append(
        refuses(
            "E unknown critical extension",
            "verify",
            critical,
            keys[0],
            "jws.validation_error",
            "must be rejected by all implementations",
        )
    )
    write(
        "jose",
        "jws.rfc7515",
        title="JSON Web Signature",
        family="JWS",
        spec="RFC 7515 appendix A, E, F",
        source=rfc(7515),
        cases=cases,
    )
    jwt(keys[0], cases[0]["in"]["token"])


def jwt(key: dict[str, Any], token: str) -> None:
    text = source_text("rfc7519.txt")
    signed = section(text, "3.1.  Example JWT", "4.  JWT")
    (printed,) = compacts(signed)
    assert printed == token  # section 3.1 sends to RFC 7515 appendix A.1 for the key
    claims = next(value for value in objects(signed) if "iss" in value)
    (unsecured,) = compacts(section(text, "6.1.  Example", "7.  "))
    after = "the token has expired: exp is the first second in which it is refused"
    cases: list[Case] = [
        {
            "id": "3.1 a second before exp",
            "op": "decode",
            "in": {"token": printed, "key": key, "issuer": "joe", "now": NOW},
            "out": {"claims": claims},
            "result": "valid",
        },
        {
            "id": "3.1 at exp",
            "op": "decode",
            "in": {"token": printed, "key": key, "now": NOW + 1},
            "out": {"error_code": "jwt.token_expired"},
            "result": "invalid",
            "note": after,
        },
        {
            "id": "3.1 at exp, with a leeway of a second",
            "op": "decode",
            "in": {"token": printed, "key": key, "now": NOW + 1, "leeway": 1},
            "out": {"claims": claims},
            "result": "valid",
        },
        refuses(
            "6.1 unsecured JWT",
            "decode",
            unsecured,
            key,
            "jws.validation_error",
            "alg none is never accepted",
        ),
    ]
    write(
        "jose",
        "jwt.rfc7519",
        title="JSON Web Token",
        family="JWT",
        spec="RFC 7519 sections 3.1 and 6.1",
        source=rfc(7519),
        cases=cases,
    )


if __name__ == "__main__":
    main()
