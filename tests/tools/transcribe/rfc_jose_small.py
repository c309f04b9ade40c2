"""RFC 7517 appendix A and B, RFC 7638, RFC 7797, RFC 8037 appendix A.1 to A.5, RFC 9278: the short ones."""

from __future__ import annotations

import re
from typing import Any

from .common import rfc, section, source_text, squeeze, write
from .jose_text import compacts, objects, without_private

Case = dict[str, Any]


def case(case_id: str, op: str, given: Case, out: Case, **more: Any) -> Case:
    return {"id": case_id, "op": op, "in": given, "out": out, "result": "valid", **more}


def rfc7517() -> None:
    text = source_text("rfc7517.txt")
    cases = []
    for number, name in ((1, "public keys"), (2, "private keys"), (3, "symmetric keys")):
        (jwks,) = objects(
            section(text, f"A.{number}.  ", f"A.{number + 1}.  " if number < 3 else "Appendix B.")
        )
        kids = [jwk.get("kid") for jwk in jwks["keys"]]
        public = [without_private(jwk) for jwk in jwks["keys"] if jwk["kty"] != "oct"]
        out = {"kids": kids, "jwks": jwks, "public": {"keys": public}}
        cases.append(case(f"A.{number} {name}", "read_set", {"jwks": jwks}, out))
    (chain,) = objects(section(text, "Appendix B.  ", "Appendix C.  "))
    assert chain["x5c"]
    cases.append(case("B with a certificate", "read", {"jwk": chain}, {"jwk": chain, "public": chain}))
    write(
        "jose",
        "jwk.rfc7517",
        title="JSON Web Key and JWK Set",
        family="JWK",
        spec="RFC 7517 appendix A and B",
        source=rfc(7517),
        cases=cases,
    )


def thumbprints() -> None:
    """RFC 7638 section 3.1, RFC 8037 appendix A.3 and RFC 9278 section 6, which gives the first a URI."""
    text = section(source_text("rfc7638.txt"), "3.1.  Example", "3.2.  ")
    jwk, canonical = objects(text)
    assert set(canonical) == {"e", "kty", "n"}
    printed = re.search(r"\n\s+([A-Za-z0-9_-]{43})\n", text)
    uri_text = section(source_text("rfc9278.txt"), "6.  Example", "7.  ")
    uri = re.search(r"\n\s+(urn:ietf:[^\n]*\n[^\n]*)\n", uri_text)
    okp_text = source_text("rfc8037.txt")
    okp = objects(section(okp_text, "A.2.  Ed25519 Public Key", "A.3.  "))[0]
    okp_part = section(okp_text, "A.3.  JWK Thumbprint", "A.4.  ")
    okp_printed = re.search(r'"([A-Za-z0-9_-]{43})"\.', okp_part)
    assert printed and uri and okp_printed
    whole = squeeze(uri.group(1))
    assert whole.endswith(printed.group(1))
    cases = [
        case("RFC 7638 section 3.1, RFC 9278 section 6", "thumbprint", {"jwk": jwk}, {
            "thumbprint": printed.group(1), "uri": whole,
        }),
        case("RFC 8037 appendix A.3", "thumbprint", {"jwk": okp}, {"thumbprint": okp_printed.group(1)}),
    ]  # fmt: skip
    write(
        "jose",
        "thumbprint.rfc7638",
        title="JWK Thumbprint and its URI",
        family="JWK",
        spec="RFC 7638 section 3.1; RFC 8037 appendix A.3; RFC 9278 section 6",
        source=rfc(7638),
        cases=cases,
    )


def rfc8037() -> None:
    text = source_text("rfc8037.txt")
    private = objects(section(text, "A.1.  Ed25519 Private Key", "A.2.  "))[0]
    public = objects(section(text, "A.2.  Ed25519 Public Key", "A.3.  "))[0]
    signing = section(text, "A.4.  Ed25519 Signing", "A.5.  ")
    token = compacts(signing)[-1]
    assert token == compacts(section(text, "A.5.  Ed25519 Validation", "A.6.  "))[0]
    message = re.search(r"The payload is \(text\):\s+([^\n]+)\n", signing)
    assert message
    payload = {"payload_utf8": message.group(1)}
    header = {"alg": "EdDSA"}
    cases = [
        case(
            "A.4 signing",
            "sign",
            {**payload, "key": private, "header": header},
            {"token": token},
            reproducible=True,
        ),
        case("A.5 validation", "verify", {"token": token, "key": public}, payload),
    ]
    write(
        "jose",
        "jws.rfc8037",
        title="JSON Web Signature with Ed25519",
        family="JWS",
        spec="RFC 8037 appendix A.4 and A.5",
        source=rfc(8037),
        cases=cases,
    )
    given = {"jwk": private}
    write(
        "jose",
        "jwk.rfc8037",
        title="JSON Web Key of Ed25519",
        family="JWK",
        spec="RFC 8037 appendix A.1 and A.2",
        source=rfc(8037),
        cases=[
            case("A.1 private key", "read", given, {"jwk": private, "public": public}),
            case("A.2 public key", "read", {"jwk": public}, {"jwk": public, "public": public}),
        ],
    )


def rfc7797() -> None:
    text = source_text("rfc7797.txt")
    key = objects(section(text, "4.  Examples", "4.1.  "))[0]
    plain, plain_json = tokens(section(text, "4.1.  Example", "4.2.  "))
    bare, bare_json = tokens(section(text, "4.2.  Example", "5.  "))
    payload = {"payload_utf8": bare_json["payload"]}
    control, unencoded = {"alg": "HS256"}, {"alg": "HS256", "b64": False, "crit": ["b64"]}
    made: Case = {"reproducible": True}
    without = {name: value for name, value in bare_json.items() if name != "payload"}
    cases = [
        case("4.1 compact", "verify", {"token": plain, "key": key}, payload),
        case(
            "4.1 compact, made", "sign", {**payload, "key": key, "header": control}, {"token": plain}, **made
        ),
        case("4.1 flattened", "verify", {"token": plain_json, "key": key}, payload),
        signed("4.1 flattened, made", payload, [key, control, None], plain_json),
        case("4.2 compact, detached", "verify", {"token": bare, "key": key, **payload}, payload),
        case(
            "4.2 compact, detached, made",
            "sign",
            {**payload, "key": key, "header": unencoded, "detached": True},
            {"token": bare},
            **made,
        ),
        case("4.2 flattened", "verify", {"token": bare_json, "key": key}, payload),
        signed("4.2 flattened, made", payload, [key, unencoded, None], bare_json),
        case("4.2 flattened, detached", "verify", {"token": without, "key": key, **payload}, payload),
        signed("4.2 flattened, detached, made", payload, [key, unencoded, None], without, detached=True),
    ]
    dotted = ".$.02.".join(bare.split(".."))
    cases += [
        {
            **case(
                name, "verify", {"token": token, "key": key}, {"error_code": "jws.invalid_format"}, note=note
            ),
            "result": "invalid",
        }
        for name, token, note in (
            ("4.2 compact, not detached", dotted, "a payload with a dot cannot stand in a compact JWS (5.2)"),
            ("4.2 compact, detached, payload not given", bare, "the payload is missing"),
        )
    ]
    write(
        "jose",
        "jws.rfc7797",
        title="JWS with an unencoded payload",
        family="JWS",
        spec="RFC 7797 section 4",
        source=rfc(7797),
        cases=cases,
    )


def tokens(text: str) -> tuple[str, Case]:
    """Return the compact and the flattened serialization of an example."""
    return compacts(text)[-1], objects(text)[-1]


def signed(case_id: str, payload: Case, signer: list[Any], token: Case, detached: bool = False) -> Case:
    given = {**payload, "signers": [signer], "flattened": True, "detached": detached}
    return case(case_id, "sign_json", given, {"token": token}, reproducible=True)


def main() -> None:
    rfc7517()
    thumbprints()
    rfc8037()
    rfc7797()


if __name__ == "__main__":
    main()
