"""RFC 7520 sections 3 and 4: JWKs, and JWSs in every serialization printed."""

from __future__ import annotations

import re
from typing import Any

from .common import rfc, section, source_text, squeeze, write
from .jose_text import compacts, objects, without_private

Case = dict[str, Any]
TITLES = {
    1: "RSA v1.5 signature, RS256",
    2: "RSA-PSS signature, PS384",
    3: "ECDSA signature, ES512",
    4: "HMAC-SHA2, HS256",
    5: "detached content, HS256",
    6: "specific header fields protected, HS256",
    7: "content only protected, HS256",
    8: "multiple signatures",
}


def payload(text: str) -> str:
    figure = re.search(r"base64url\s+\[RFC4648\]:\n(.*?)Figure 8:", text, re.S)
    assert figure
    return squeeze(figure.group(1))


def example(text: str, number: int) -> str:
    return section(text, f"4.{number}.  ", f"4.{number + 1}.  " if number < 8 else "5.  ")


def case(case_id: str, op: str, given: Case, out: Case, **more: Any) -> Case:
    return {"id": case_id, "op": op, "in": given, "out": out, "result": "valid", **more}


def keys(text: str) -> list[Case]:
    cases = []
    for number in range(1, 7):
        part = section(text, f"3.{number}.  ", f"3.{number + 1}.  " if number < 6 else "4.  ")
        (jwk,) = objects(part)
        symmetric = jwk["kty"] == "oct"
        out = {"jwk": jwk, "public": None if symmetric else without_private(jwk)}
        cases.append(case(f"3.{number} {part.splitlines()[0][6:].strip()}", "read", {"jwk": jwk}, out))
    return cases


def signatures(text: str, jwks: list[Any]) -> list[Case]:
    """`jwks`: the six keys of section 3, in order."""
    content = {"payload_b64u": payload(text)}
    ec, rsa, mac = jwks[1], jwks[3], jwks[4]
    cases = []
    for number in range(1, 8):
        part = example(text, number)
        key = {1: rsa, 2: rsa, 3: ec}.get(number, mac)
        public = key if key is mac else without_private(key)
        printed = [value for value in objects(part) if "signature" in value or "signatures" in value]
        general, flattened = printed
        name, detached = f"4.{number} {TITLES[number]}", number == 5
        extra: Case = {**content} if detached else {}
        tokens = [("general", general), ("flattened", flattened)]
        if number < 6:
            tokens.insert(0, ("compact", compacts(part)[-1]))
        for form, token in tokens:
            given = {"token": token, "key": public, **extra}
            cases.append(case(f"{name}, {form}", "verify", given, dict(content)))
        if number in (2, 3):
            continue  # RSASSA-PSS draws a salt, ECDSA a nonce: only verification is fixed
        headers = [value for value in objects(part) if "alg" in value or "kid" in value]
        protected, unprotected = headers[0], None
        if number == 6:
            protected, unprotected = headers[0], headers[1]
        if number == 7:
            protected, unprotected = None, headers[0]
        signer = [key, protected, unprotected]
        for form, token in tokens:
            given = {**content, "detached": detached}
            if form == "compact":
                given.update(key=key, header=protected)
                cases.append(
                    case(f"{name}, {form}, made", "sign", given, {"token": token}, reproducible=True)
                )
            else:
                given.update(signers=[signer], flattened=form == "flattened")
                made = case(f"{name}, {form}, made", "sign_json", given, {"token": token}, reproducible=True)
                cases.append(made)
    return cases + multiple(text, content, rsa, ec, mac)


def multiple(text: str, content: Case, rsa: Any, ec: Any, mac: Any) -> list[Case]:
    """Section 4.8: three signers; each alone is enough, and all together are demanded once."""
    part = example(text, 8)
    (general,) = (value for value in objects(part) if "signatures" in value)
    name = f"4.8 {TITLES[8]}"
    cases = []
    for called, key in (("RS256", rsa), ("ES512", ec), ("HS256", mac)):
        public = key if key is mac else without_private(key)
        given = {"token": general, "key": public}
        cases.append(case(f"{name}, verified by {called}", "verify", given, dict(content)))
    # The three kids are those of section 3; the EC and the RSA key share one, both are tried.
    everyone = {"keys": [without_private(rsa), without_private(ec), mac]}
    given = {
        "token": general,
        "key": everyone,
        "require_all": True,
        "algorithms": ["RS256", "ES512", "HS256"],
    }
    cases.append(case(f"{name}, all verified", "verify", given, dict(content)))
    refused = case(
        f"{name}, all demanded of a set that lacks one",
        "verify",
        {"token": general, "key": {"keys": everyone["keys"][:2]}, "require_all": True},
        {"error_code": "jws.verification_error"},
        note="the third signer's kid is unknown",
    )
    cases.append({**refused, "result": "invalid"})
    first, _, third = general["signatures"]
    headers = objects(part)
    assert headers[0] == {"alg": "RS256"} and "kid" in headers[1]
    protected = next(header for header in headers if header.get("alg") == "HS256")
    signers = (("RS256", [rsa, headers[0], headers[1]], first), ("HS256", [mac, protected, None], third))
    for called, signer, entry in signers:
        given = {**content, "signers": [signer]}
        out = {"token": {"payload": general["payload"], "signatures": [entry]}}
        cases.append(case(f"{name}, {called} made", "sign_json", given, out, reproducible=True))
    return cases


def main() -> None:
    text = source_text("rfc7520.txt")
    read = keys(text)
    source = rfc(7520)
    write(
        "jose",
        "jwk.rfc7520",
        title="JSON Web Key",
        family="JWK",
        spec="RFC 7520 section 3",
        source=source,
        cases=read,
    )
    write(
        "jose",
        "jws.rfc7520",
        title="JSON Web Signature, the cookbook",
        family="JWS",
        spec="RFC 7520 section 4",
        source=source,
        cases=signatures(text, [entry["in"]["jwk"] for entry in read]),
    )


if __name__ == "__main__":
    main()
