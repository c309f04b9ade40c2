"""NIST's validation suites for ECDSA and ECC key agreement, and OpenSSL's compressed points.

Run as `python3 -m tests.tools.transcribe.nist_ecc FOLDER`, FOLDER being that of the package
cryptography_vectors, which holds them as published.
"""

from __future__ import annotations

import re

from .common import source_text, squeeze, write

SOURCE = {
    "name": "NIST Cryptographic Algorithm Validation Program",
    "license": "public domain (work of the United States government)",
    "note": "by way of the package cryptography-vectors; values only",
}
OPENSSL = {
    "name": "OpenSSL",
    "license": "Apache-2.0",
    "note": "points made with OpenSSL for the package cryptography-vectors; values only",
}
DIGITS = {"P-256": 64, "P-384": 96, "P-521": 132, "secp256k1": 64}
HASHES = {"P-256": ("SHA-256", "SHA-512"), "P-384": ("SHA-384", "SHA-512"), "P-521": ("SHA-512", "SHA-256")}
KAS_PARTS = {"P-256": "EC - SHA256", "P-384": "ED - SHA384", "P-521": "EE - SHA512"}
NOTES = {"P": "valid", "F": "invalid"}
Record = dict[str, str]


def records(path: str, heading: str) -> list[Record]:
    """Return the blocks of `name = value` lines below the line [heading]."""
    text = source_text(f"asymmetric/{path}").replace("\r", "")
    part = text[text.index(f"\n[{heading}]\n") + len(heading) + 4 :]
    part = re.sub(r"^\s*\[B\.4\.2[^\n]*\nN = 10\n", "", part)
    part = re.split(r"^\[", part, maxsplit=1, flags=re.M)[0]
    found = [dict(re.findall(r"^(\w+) = (.*)$", block, re.M)) for block in re.split(r"\n\s*\n", part)]
    return [record for record in found if record]


def wide(value: str, digits: int) -> str:
    """Return a hex number in full width, or in whole octets if it is longer."""
    value = squeeze(value).lower().lstrip("0")
    return value.zfill(max(digits, len(value) + len(value) % 2))


def public(record: Record, digits: int, prefix: str = "Q") -> Record:
    return {"x_hex": wide(record[f"{prefix}x"], digits), "y_hex": wide(record[f"{prefix}y"], digits)}


def verdict(record: Record) -> dict[str, object]:
    """Return result and note from `Result = F (3 - S changed)`."""
    match = re.fullmatch(r"([PF]) \((.*?)\s*\)", record["Result"].strip())
    assert match, record
    note = re.sub(r"^\d+\s*-?\s*", "", match.group(2))
    return {"result": NOTES[match.group(1)], **({"note": note} if note else {})}


def signature(record: Record, digits: int) -> str:
    return wide(record["R"], digits) + wide(record["S"], digits)


def ecdsa(curve: str) -> list[dict[str, object]]:
    digits = DIGITS[curve]
    cases: list[dict[str, object]] = []
    for index, record in enumerate(records("ECDSA/FIPS_186-3/KeyPair.rsp", curve), 1):
        cases.append(
            {
                "id": f"KeyPair {index}",
                "op": "public_key",
                "in": {"private_hex": wide(record["d"], digits)},
                "out": public(record, digits),
                "result": "valid",
            }
        )
    for index, record in enumerate(records("ECDSA/FIPS_186-3/PKV.rsp", curve), 1):
        cases.append(
            {"id": f"PKV {index}", "op": "validate_public", "in": public(record, digits), **verdict(record)}
        )
    for name in HASHES[curve]:
        for index, record in enumerate(records("ECDSA/FIPS_186-3/SigVer.rsp", f"{curve},{name}"), 1):
            values = {
                **public(record, digits),
                "message_hex": record["Msg"].strip(),
                "hash": name.lower().replace("-", ""),
                "signature_hex": signature(record, digits),
            }
            cases.append({"id": f"SigVer {name} {index}", "op": "verify", "in": values, **verdict(record)})
    return cases


def ecdsa_secp256k1() -> list[dict[str, object]]:
    cases: list[dict[str, object]] = []
    for name in ("SHA-256", "SHA-384", "SHA-512", "SHA-224", "SHA-1"):
        for index, record in enumerate(records("ECDSA/SECP256K1/SigGen.txt", f"K-256,{name}")[:8], 1):
            key = public(record, 64)
            cases.append(
                {
                    "id": f"SigGen {name} {index}: key pair",
                    "op": "public_key",
                    "in": {"private_hex": wide(record["d"], 64)},
                    "out": key,
                    "result": "valid",
                }
            )
            values = {
                **key,
                "message_hex": record["Msg"].strip(),
                "hash": name.lower().replace("-", ""),
                "signature_hex": signature(record, 64),
            }
            cases.append({"id": f"SigGen {name} {index}", "op": "verify", "in": values, "result": "valid"})
    return cases


def ecdh(curve: str) -> list[dict[str, object]]:
    """Take the cases that turn on the other side's key or on Z; the rest test what callers do with Z."""
    digits = DIGITS[curve]
    cases: list[dict[str, object]] = []
    for role in ("init", "resp"):
        path = f"ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_{role}.fax"
        for record in records(path, KAS_PARTS[curve]):
            case: dict[str, object] = {
                "id": f"{role} {record['COUNT']}",
                "op": "exchange",
                "in": {"private_hex": wide(record["dsIUT"], digits), **public(record, digits, "QsCAVS")},
                **verdict(record),
            }
            if case["result"] == "valid":
                case["out"] = {"secret_hex": wide(record["Z"], digits)}
            elif "CAVS's Static public key" not in str(case["note"]):
                continue
            cases.append(case)
    return cases


def compressed(curve: str) -> list[dict[str, object]]:
    text = source_text("asymmetric/EC/compressed_points.txt")
    name = {"P-256": "SECP256R1", "secp256k1": "SECP256K1"}[curve]
    cases: list[dict[str, object]] = []
    for number, point, x, y in re.findall(
        rf"COUNT = (\d+)\nCURVE = {name}\nPOINT = (\w+)\nX = (\w+)\nY = (\w+)", text
    ):
        key = {"x_hex": x.zfill(64), "y_hex": y.zfill(64)}
        octets = {"point_hex": point}
        cases.append({"id": f"{number}: decode", "op": "decode", "in": octets, "out": key, "result": "valid"})
        cases.append(
            {
                "id": f"{number}: encode",
                "op": "encode",
                "in": {**key, "compressed": True},
                "out": octets,
                "result": "valid",
            }
        )
    return cases


def main() -> None:
    for curve in ("P-256", "P-384", "P-521", "secp256k1"):
        short = curve.lower().replace("-", "")
        write(
            "crypto",
            f"ecdsa_{short}.nist",
            title=f"ECDSA on {curve}: key pairs, key validation, signatures",
            family=f"ECDSA {curve}",
            spec="FIPS 186-4; RFC 8812 section 3 for the curve" if curve == "secp256k1" else "FIPS 186-4",
            source=SOURCE
            if curve != "secp256k1"
            else {**SOURCE, "name": "cryptography-vectors, in NIST's format", "license": "Apache-2.0 or BSD"},
            cases=ecdsa(curve) if curve in HASHES else ecdsa_secp256k1(),
        )
        if curve in KAS_PARTS:
            write(
                "crypto",
                f"ecdh_{short}.nist",
                title=f"Diffie-Hellman on {curve}",
                family=f"ECDH {curve}",
                spec="SP 800-56A section 5.7.1.2",
                source=SOURCE,
                cases=ecdh(curve),
            )
        if curve in ("P-256", "secp256k1"):
            write(
                "crypto",
                f"sec1_{short}.openssl",
                title=f"Compressed points of {curve}",
                family=f"SEC 1 {curve}",
                spec="SEC 1 version 2 section 2.3",
                source=OPENSSL,
                cases=compressed(curve),
            )


if __name__ == "__main__":
    main()
