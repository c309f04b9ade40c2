"""SD-JWT: RFC 9901 sections 4.2 and 5; and the lists of draft-ietf-oauth-status-list-12 section 4.1.

The values stand here, not parsed from the texts. The payload of section 5.1 is written as it is printed,
with the issuer's signature over it.
"""

from __future__ import annotations

import json

from jamlite.encoding import base64url

from .common import IETF_LICENSE, rfc, write

ISSUER = {  # appendix A.5
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
HOLDER = {
    "kty": "EC",
    "crv": "P-256",
    "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
    "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
}
ADDRESS = {"street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"}
CLAIMS = {
    "sub": "user_42",
    "given_name": "John",
    "family_name": "Doe",
    "email": "johndoe@example.com",
    "phone_number": "+1-202-555-0101",
    "phone_number_verified": True,
    "address": ADDRESS,
    "birthdate": "1940-01-01",
    "updated_at": 1570000000,
    "nationalities": ["US", "DE"],
}
# (salt, name, value, disclosure, digest); None: not printed here
DISCLOSURES = (
    (
        "2GLC42sKQveCfGfryNRN9w",
        "given_name",
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ),
    (
        "eluV5Og3gSNII8EYnsxA_A",
        "family_name",
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
    ),
    (
        "6Ij7tM-a5iVPGboS5tmvVA",
        "email",
        "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
    ),
    (
        "eI8ZWm9QnKPpNPeNenHdhQ",
        "phone_number",
        "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIrMS0yMDItNTU1LTAxMDEiXQ",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
    ),
    (
        "Qg_O64zqAxe412a108iroA",
        "phone_number_verified",
        "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
    ),
    (
        "AJx-095VPrpTtN4QMOqROA",
        "address",
        base64url.encode(json.dumps(["AJx-095VPrpTtN4QMOqROA", "address", ADDRESS]).encode()),
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
    ),
    (
        "Pc33JM2LchcU_lHggv_ufQ",
        "birthdate",
        "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
    ),
    (
        "G02NSrQfjFXQ7Io09syajA",
        "updated_at",
        "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ",
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
    ),
    (
        "lklxF5jMYlGTPUovMNIvCA",
        0,
        "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0",
        "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo",
    ),
    (
        "nPuoQnkRFq3BIeAm7AnXFA",
        1,
        "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0",
        "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0",
    ),
)
SIGNATURE = "MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw"
PROOF = (  # section 5.2
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImtiK2p3dCJ9.eyJub25jZSI6ICIxMjM0NTY3ODkwIiwgImF1ZCI6ICJodHRwczovL3Zlcm"
    "lmaWVyLmV4YW1wbGUub3JnIiwgImlhdCI6IDE3NDg1MzcyNDQsICJzZF9oYXNoIjogIjBfQWYtMkItRWhMV1g1eWRoX3cyeHp3bU82a"
    "U02NkJfMlFDRWFuSTRmVVkifQ.T3SIus2OidNl41nmVkTZVCKKhOAX97aOldMyHFiYjHm261eLiJ1YiuONFiMN8QlCmYzDlBLAdPvrXh"
    "52KaLgUQ"
)
IAT, AUDIENCE, NONCE = 1748537244, "https://verifier.example.org", "1234567890"


def payload() -> dict[str, object]:
    digests = {name: digest for _, name, _, digest in DISCLOSURES}
    return {
        "_sd": sorted(digest for name, digest in digests.items() if isinstance(name, str)),
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "nationalities": [{"...": digests[0]}, {"...": digests[1]}],
        "_sd_alg": "sha-256",
        "cnf": {"jwk": HOLDER},
    }


def segment(value: object) -> str:
    return base64url.encode(json.dumps(value).encode())


def main() -> None:
    jwt = f"{segment({'alg': 'ES256', 'typ': 'example+sd-jwt'})}.{segment(payload())}.{SIGNATURE}"
    by_name = {name: text for _, name, text, _ in DISCLOSURES}
    shown = [by_name["family_name"], by_name["address"], by_name["given_name"], by_name[0]]
    presented = "~".join([jwt, *shown, ""])
    issued = "~".join([jwt, *(text for _, _, text, _ in DISCLOSURES), ""])
    always = {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "cnf": {"jwk": HOLDER},
    }
    seen = {
        **always,
        **{name: CLAIMS[name] for name in ("sub", "family_name", "address", "given_name")},
        "nationalities": ["US"],
    }
    cases: list[dict[str, object]] = [
        {
            "id": "section 4.2.1",
            "op": "disclosure",
            "in": {"salt": "_26bc4LT-ac6q2KI6cBW5es", "name": "family_name", "value": "M\u00f6bius"},
            "out": {
                "disclosure": "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
                "digest": "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
            },
        },
        {
            "id": "section 4.2.2",
            "op": "disclosure",
            "in": {"salt": "lklxF5jMYlGTPUovMNIvCA", "name": None, "value": "FR"},
            "out": {"disclosure": "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"},
        },
    ]
    for salt, name, text, digest in DISCLOSURES:
        nationality = isinstance(name, int)
        value = CLAIMS["nationalities"][name] if nationality else CLAIMS[name]  # type: ignore[index]
        cases.append(
            {
                "id": f"section 5.1, {'nationality' if nationality else 'claim'} {name}",
                "op": "disclosure",
                "in": {"salt": salt, "name": None if nationality else name, "value": value},
                "out": {"disclosure": text, "digest": digest},
            }
        )
    first = {name: payload()[name] for name in ("iss", "iat", "exp", "cnf")}
    cases += [
        {
            "id": "section 5.1, issuance",
            "op": "issue",
            "in": {
                "claims": {**first, **CLAIMS},
                "disclose": [["nationalities", n] if isinstance(n, int) else n for _, n, _, _ in DISCLOSURES],
                "salts": [salt for salt, *_ in DISCLOSURES],
            },
            "out": {"payload": payload(), "disclosures": [text for _, _, text, _ in DISCLOSURES]},
        },
        {
            "id": "section 5.1, all of it",
            "op": "verify",
            "in": {"token": issued, "key": ISSUER, "now": IAT, "audience": None, "nonce": None},
            "out": {"claims": {**always, **CLAIMS}},
        },
        {
            "id": "section 5.2, presentation with key binding",
            "op": "verify",
            "in": {
                "token": presented + PROOF,
                "key": ISSUER,
                "now": IAT,
                "audience": AUDIENCE,
                "nonce": NONCE,
            },
            "out": {"claims": seen},
        },
        {
            "id": "section 5.2, presentation alone",
            "op": "verify",
            "in": {"token": presented, "key": ISSUER, "now": IAT, "audience": None, "nonce": None},
            "out": {"claims": seen},
        },
    ]
    refused = {
        "the proof of another presentation": (issued + PROOF, AUDIENCE, NONCE, IAT),
        "another nonce": (presented + PROOF, AUDIENCE, "1234567891", IAT),
        "another audience": (presented + PROOF, "https://verifier.example.com", NONCE, IAT),
        "an old proof": (presented + PROOF, AUDIENCE, NONCE, IAT + 3600),
        "no proof": (presented, AUDIENCE, NONCE, IAT),
        "a disclosure twice": (presented + shown[0] + "~", None, None, IAT),
        "a disclosure of nobody": (presented + cases[0]["out"]["disclosure"] + "~", None, None, IAT),  # type: ignore[index]
        "a changed payload": (presented.replace("eyJfc2Qi", "eyJfc2Qj", 1), None, None, IAT),
        "expired": (presented, None, None, 1883000000),
    }
    own = [
        {
            "id": what,
            "op": "verify",
            "in": {"token": token, "key": ISSUER, "now": now, "audience": audience, "nonce": nonce},
            "result": "invalid",
        }
        for what, (token, audience, nonce, now) in refused.items()
    ]
    lists = [
        {
            "id": f"section 4.1, {bits} bits",
            "op": "read",
            "in": {"bits": bits, "lst": lst},
            "out": {"statuses": statuses, "again": lst},
        }
        for bits, lst, statuses in (
            (1, "eNrbuRgAAhcBXQ", [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
            (2, "eNo76fITAAPfAgc", [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
        )
    ]
    draft = {"name": "draft-ietf-oauth-status-list-12", "license": IETF_LICENSE}
    jamlite = {"name": "jamlite", "license": "Apache-2.0"}
    for name, title, family, spec, source, group in (
        ("sd_jwt.rfc9901", "Selective disclosure", "SD-JWT", "RFC 9901 sections 4.2 and 5", rfc(9901), cases),
        ("sd_jwt.jamlite", "Selective disclosure: refusals", "SD-JWT", "RFC 9901 section 7", jamlite, own),
        (
            "status_list.draft12",
            "Token Status List",
            "Status list",
            f"{draft['name']} section 4.1",
            draft,
            lists,
        ),
    ):
        write(
            "jose",
            name,
            title=title,
            family=family,
            spec=spec,
            source=source,
            cases=[{"result": "valid", **case} for case in group],
        )


if __name__ == "__main__":
    main()
