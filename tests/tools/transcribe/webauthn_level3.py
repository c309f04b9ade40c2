"""WebAuthn Level 3, section 16 (Test Vectors): keys, registrations, authentications.

The folder holds the section as `webauthn-3.txt`: lines of the form `name = h'...'` below headings that begin
with "## ", as in the source of the specification (index.bs). Every value there follows from the seed
'WebAuthn test vectors' by HKDF-SHA-256 and deterministic signatures, so the section can be made again.
"""

from __future__ import annotations

import re
from typing import Any

from jamlite.encoding import cbor

from .common import source_text, write

Case = dict[str, Any]
Values = dict[str, str]
RP_ID, ORIGIN, TOP_ORIGIN = "example.org", "https://example.org", "https://example.com"
SOURCE = {
    "name": "W3C Web Authentication Level 3",
    "license": "W3C Document License; values only",
    "note": "computed from the seeds and rules of section 16; the signatures of 16.2 to 16.7, 16.10 and "
    "16.11, and the login signatures of 16.15 and 16.16, were compared with published copies, the others "
    "were not; those made up are a published one with one change",
}
# What each attestation statement is worth to a relying party that knows no trust anchors.
KINDS = {"none": "none", "packed-self": "self"}


def ceremonies() -> dict[str, tuple[Values, Values]]:
    """Return the values of registration and authentication by the `info` of their seeds, in order."""
    found: dict[str, tuple[Values, Values]] = {}
    for part in re.split(r"^## ", source_text("webauthn-3.txt"), flags=re.M)[1:]:
        registration, _, authentication = part.partition("[=authentication ceremony|Authentication=]")
        if not authentication:
            continue
        match = re.search(r"info='([\w.-]+)'", registration)
        assert match is not None
        found[match[1]] = (values(registration), values(authentication))
    assert len(found) == 15
    return found


def values(text: str) -> Values:
    return dict(re.findall(r"^(\w+) = (?:2\^\d+ - 1 = )?h'([0-9a-f]*)'", text, re.M))


def attested(registration: Values) -> tuple[bytes, bytes, bytes]:
    """Return flags and signature counter, credential id, public key of the authenticator data."""
    data = cbor.decode(bytes.fromhex(registration["attestationObject"]))["authData"]
    size = int.from_bytes(data[53:55], "big")
    return data[32:37], data[55 : 55 + size], data[55 + size :]


def register(info: str, registration: Values) -> Case:
    head, credential_id, key = attested(registration)
    assert credential_id.hex() == registration["credential_id"]
    kind = KINDS.get(info.rpartition(".")[0] if info.count(".") == 1 else info.split(".")[0], "unverified")
    given: dict[str, Any] = {
        "rp_id": RP_ID,
        "origin": ORIGIN,
        "challenge_hex": registration["challenge"],
        "client_data_hex": registration["clientDataJSON"],
        "attestation_object_hex": registration["attestationObject"],
    }
    if b'"crossOrigin":true' in bytes.fromhex(registration["clientDataJSON"]):
        given["top_origins"] = [TOP_ORIGIN]
    out = {
        "credential_id_hex": registration["credential_id"],
        "public_key_hex": key.hex(),
        "algorithm": cbor.decode(key)[3],
        "aaguid_hex": registration["aaguid"],
        "attestation": kind,
        **flags(head),
    }
    return {"id": f"{info} registration", "op": "register", "in": given, "out": out, "result": "valid"}


def flags(head: bytes) -> dict[str, Any]:
    return {
        "user_verified": bool(head[0] & 4),
        "backup_eligible": bool(head[0] & 8),
        "backup_state": bool(head[0] & 16),
        "sign_count": int.from_bytes(head[1:5], "big"),
    }


def authenticate(info: str, registration: Values, authentication: Values) -> Case:
    head, _, key = attested(registration)
    given: dict[str, Any] = {
        "rp_id": RP_ID,
        "origin": ORIGIN,
        "challenge_hex": authentication["challenge"],
        "client_data_hex": authentication["clientDataJSON"],
        "authenticator_data_hex": authentication["authenticatorData"],
        "signature_hex": authentication["signature"],
        "credential_id_hex": registration["credential_id"],
        "public_key_hex": key.hex(),
        "backup_eligible": bool(head[0] & 8),
    }
    if b'"crossOrigin":true' in bytes.fromhex(authentication["clientDataJSON"]):
        given["top_origins"] = [TOP_ORIGIN]
    out = flags(bytes.fromhex(authentication["authenticatorData"])[32:37])
    return {"id": f"{info} authentication", "op": "authenticate", "in": given, "out": out, "result": "valid"}


def changed(case: Case, name: str, code: str, **change: Any) -> Case:
    given = {field: value for field, value in {**case["in"], **change}.items() if value is not None}
    assert given != case["in"]
    return {
        "id": f"{case['id']}, {name}",
        "op": case["op"],
        "in": given,
        "out": {"error_code": f"webauthn.{code}"},
        "result": "invalid",
    }


def refused(all_of_them: dict[str, tuple[Case, Case]]) -> list[Case]:
    first, login = all_of_them["none.ES256"]
    own, _ = all_of_them["packed-self.ES256"]
    framed, framed_login = all_of_them["none.ES256.topOrigin"]
    crossed, _ = all_of_them["none.ES256.crossOrigin"]
    other, other_login = all_of_them["packed.ES256"]
    rsa, rsa_login = all_of_them["packed.RS256"]
    data = login["in"]["authenticator_data_hex"]

    def with_flags(number: int) -> str:
        return f"{data[:64]}{number:02x}{data[66:]}"

    cases = []
    for case in (first, login):
        cases += [
            changed(case, "another relying party", "origin", rp_id="example.com"),
            changed(case, "another origin", "origin", origin="https://example.com"),
            changed(case, "another port", "origin", origin="https://example.org:8443"),
            changed(case, "another challenge", "challenge", challenge_hex=other["in"]["challenge_hex"]),
            changed(
                case, "a challenge cut short", "challenge", challenge_hex=case["in"]["challenge_hex"][:-2]
            ),
            changed(case, "no client data", "malformed", client_data_hex=""),
            changed(
                case, "client data cut short", "malformed", client_data_hex=case["in"]["client_data_hex"][:-2]
            ),
        ]
    registered = first["in"]["attestation_object_hex"]
    cases += [
        changed(crossed, "framed", "origin", top_origins=None),
        changed(framed, "framed", "origin", top_origins=None),
        changed(framed, "framed by another", "origin", top_origins=["https://example.net"]),
        changed(framed_login, "framed", "origin", top_origins=None),
        changed(first, "client data of a login", "malformed", client_data_hex=login["in"]["client_data_hex"]),
        changed(
            login,
            "client data of a registration",
            "malformed",
            client_data_hex=first["in"]["client_data_hex"],
        ),
        changed(first, "another algorithm asked for", "algorithm", algorithms=["RS256"]),
        changed(rsa, "another algorithm asked for", "algorithm", algorithms=["ES256", "EdDSA"]),
        changed(
            rsa, "user verification asked for, and an empty object", "malformed", attestation_object_hex="a0"
        ),
        changed(first, "cut short", "malformed", attestation_object_hex=registered[:-2]),
        changed(first, "a byte behind it", "malformed", attestation_object_hex=registered + "00"),
        changed(first, "user verification asked for", "user_verification", user_verification="required"),
        changed(
            first,
            "a statement of no attestation",
            "malformed",
            attestation_object_hex=registered.replace("6761747453746d74a0", "6761747453746d74a163616c6726"),
        ),
        changed(
            own,
            "signature of another",
            "attestation",
            client_data_hex=own["in"]["client_data_hex"].replace(
                b"clientDataJSON may".hex(), b"clientDataJSON can".hex()
            ),
        ),
        changed(login, "signature of another", "signature", signature_hex=other_login["in"]["signature_hex"]),
        changed(login, "no signature", "signature", signature_hex=""),
        changed(login, "signature cut short", "signature", signature_hex=login["in"]["signature_hex"][:-2]),
        changed(login, "key of another", "signature", public_key_hex=other["out"]["public_key_hex"]),
        changed(rsa_login, "key of another kind", "signature", public_key_hex=other["out"]["public_key_hex"]),
        changed(
            login,
            "key of no algorithm",
            "algorithm",
            public_key_hex=login["in"]["public_key_hex"].replace("a501020326", "a40102"),
        ),
        changed(login, "another flag", "signature", authenticator_data_hex=with_flags(0x1D)),
        changed(login, "user not present", "user_verification", authenticator_data_hex=with_flags(0x18)),
        changed(login, "user verification asked for", "user_verification", user_verification="required"),
        changed(login, "backed up and not eligible", "malformed", authenticator_data_hex=with_flags(0x11)),
        changed(login, "no more eligible for backup", "credential", authenticator_data_hex=with_flags(0x01)),
        changed(login, "eligible for backup only now", "credential", backup_eligible=False),
        changed(login, "a flag without its data", "malformed", authenticator_data_hex=with_flags(0x59)),
        changed(
            login, "a flag of extensions without them", "malformed", authenticator_data_hex=with_flags(0x99)
        ),
        changed(login, "a byte behind it", "malformed", authenticator_data_hex=data + "00"),
        changed(login, "cut short", "malformed", authenticator_data_hex=data[:-2]),
        changed(login, "a counter that stands still", "counter", sign_count=7),
    ]
    return cases


def main() -> None:
    found = ceremonies()
    keys: dict[str, Case] = {}
    pairs = {}
    for info, (registration, authentication) in found.items():
        pairs[info] = (register(info, registration), authenticate(info, registration, authentication))
        if info.startswith("packed.") or info == "none.ES256":
            key = attested(registration)[2]
            keys[info] = {
                "id": info,
                "op": "read",
                "in": {"data_hex": key.hex()},
                "out": {"algorithm": cbor.decode(key)[3], "again_hex": key.hex()},
                "result": "valid",
            }
    write(
        "keys",
        "cose.webauthn",
        title="COSE keys of passkeys",
        family="COSE keys",
        spec="WebAuthn Level 3 section 16",
        source=SOURCE,
        cases=list(keys.values()),
    )
    write(
        "webauthn",
        "ceremonies.webauthn",
        title="Registrations and authentications",
        family="WebAuthn",
        spec="WebAuthn Level 3 section 16",
        source=SOURCE,
        cases=[case for pair in pairs.values() for case in pair] + refused(pairs),
    )


if __name__ == "__main__":
    main()
