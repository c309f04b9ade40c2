"""RFC 9449 (DPoP): the proofs of figures 2 and 12, the hash of an access token, the thumbprint of a key.

And the hashes at_hash and c_hash of OpenID Connect Core 1.0 appendix A. The values stand here as they
are published; nothing is read from a folder.
"""

from __future__ import annotations

from .common import rfc, write

HEADER = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZ"
    "OXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIs"
    "ImNydiI6IlAtMjU2In19"
)
TOKEN_PROOF = (
    HEADER + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wb"
    "GUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSs"
    "X0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
RESOURCE_PROOF = (
    HEADER + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtc"
    "GxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXW"
    "G9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-j"
    "fxSYoMxhAJpLjA"
)
ACCESS_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
ATH = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
JKT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
JWK = {
    "kty": "EC",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    "crv": "P-256",
}
TOKEN_CLAIMS = {
    "jti": "-BwC3ESc6acc2lTc",
    "htm": "POST",
    "htu": "https://server.example.com/token",
    "iat": 1562262616,
}
RESOURCE_CLAIMS = {
    "jti": "e1j3V_bKic8-LAEB",
    "htm": "GET",
    "htu": "https://resource.example.org/protectedresource",
    "iat": 1562262618,
    "ath": ATH,
}


def proof(name: str, text: str, claims: dict[str, object], **change: object) -> dict[str, object]:
    """Return a case; one with a change must be refused."""
    given: dict[str, object] = {
        "proof": text,
        "method": claims["htm"],
        "url": claims["htu"],
        "now": claims["iat"],
        "jkt": JKT,
    }
    if "ath" in claims:
        given["access_token"] = ACCESS_TOKEN
    case: dict[str, object] = {"id": name, "op": "proof", "in": {**given, **change}}
    if change:
        return {**case, "result": "invalid"}
    return {**case, "out": {"claims": {**claims, "jkt": JKT}}, "result": "valid"}


def main() -> None:
    resource = "https://resource.example.org/protectedresource"
    cases = [
        proof("figure 2", TOKEN_PROOF, TOKEN_CLAIMS),
        proof("figure 12", RESOURCE_PROOF, RESOURCE_CLAIMS),
        {
            "id": "ath",
            "op": "token_hash",
            "in": {"access_token": ACCESS_TOKEN},
            "out": {"ath": ATH},
            "result": "valid",
        },
        {"id": "jkt", "op": "thumbprint", "in": {"jwk": JWK}, "out": {"jkt": JKT}, "result": "valid"},
        proof("another method", TOKEN_PROOF, TOKEN_CLAIMS, method="GET"),
        proof("another path", TOKEN_PROOF, TOKEN_CLAIMS, url="https://server.example.com/other"),
        proof("another host", TOKEN_PROOF, TOKEN_CLAIMS, url="https://server.example.org/token"),
        proof("too old", TOKEN_PROOF, TOKEN_CLAIMS, now=1562262616 + 61),
        proof("from the future", TOKEN_PROOF, TOKEN_CLAIMS, now=1562262616 - 61),
        proof("another key", TOKEN_PROOF, TOKEN_CLAIMS, jkt=ATH),
        proof("no ath", TOKEN_PROOF, TOKEN_CLAIMS, access_token=ACCESS_TOKEN),
        proof("another access token", RESOURCE_PROOF, RESOURCE_CLAIMS, access_token="other"),
        proof("another signature", TOKEN_PROOF[:-86] + RESOURCE_PROOF[-86:], TOKEN_CLAIMS, url=resource),
        proof("no signature", TOKEN_PROOF[:-86], {**TOKEN_CLAIMS}, method="POST"),
    ]
    write(
        "oauth2",
        "dpop.rfc9449",
        title="Proofs of possession",
        family="DPoP",
        spec="RFC 9449 sections 4.1, 4.2, 6.1 and 7.1",
        source=rfc(9449, "the refused ones are an example with one change"),
        cases=cases,
    )
    values = (
        ("at_hash", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"),
        ("c_hash", "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "LDktKdoQak3Pk0cnXxCltA"),
    )
    write(
        "oauth2",
        "id_token_hash.oidc_core",
        title="at_hash and c_hash",
        family="ID-Token-Hash",
        spec="OpenID Connect Core 1.0 appendices A.4 and A.6",
        source={
            "name": "OpenID Connect Core 1.0",
            "license": "OpenID Foundation: reproduction and derivative works allowed, with attribution",
        },
        cases=[
            {
                "id": name,
                "op": "hash",
                "in": {"value": value, "alg": "RS256"},
                "out": {"hash": digest},
                "result": "valid",
            }
            for name, value, digest in values
        ],
    )


if __name__ == "__main__":
    main()
