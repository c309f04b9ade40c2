"""Wycheproof's cases for ML-DSA: a selection of its sign_seed, sign_noseed and verify files.

Run with the folder that holds mldsa_44_verify_test.json and the others. Kept are some of each kind of case;
cases that hand in mu instead of a message are left out.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .common import write

SOURCE = {"name": "Project Wycheproof", "license": "Apache-2.0"}
KEPT = {"verify": 3, "sign_seed": 1, "sign_noseed": 1}  # of each combination of verdict and flags
ALWAYS = {42, 6, 41}  # the known answers in ml_dsa.py: signed at the first attempt
FLAGS = {
    "BoundaryCondition": "a value at the edge of a range: rounding, hints or sampling meet their rare cases",
    "IncorrectPrivateKeyLength": "the private key has another length than the standard's",
    "IncorrectPublicKeyLength": "the public key has another length than the standard's",
    "IncorrectSignatureLength": "the signature has another length than the standard's",
    "InfinityNormViolation": "a coefficient of z is gamma1 - beta or more (algorithm 8, step 13)",
    "InvalidContext": "the context is longer than 255 bytes, or not the signer's",
    "InvalidHintsEncoding": "the hint is not written in the one way there is (algorithm 21)",
    "InvalidPrivateKey": "a coefficient of s1 or s2 is out of range",
    "InvalidSignature": "the signature is not the key's",
    "ManySteps": "signing or sampling takes many attempts",
    "MissingReduction": "a coefficient is handed on without the reduction modulo q that it needs",
    "ModifiedSignature": "a bit of the signature is not what was signed",
    "Randomized": "hedged signing with a given rnd",
    "ValidSignature": "an ordinary case",
    "ZeroPublicKey": "t1 is zero, so that many signatures could fit if a check were left out",
}


def cases(size: int, kind: str) -> list[dict[str, Any]]:
    with open(os.path.join(sys.argv[1], f"mldsa_{size}_{kind}_test.json"), encoding="utf-8") as stream:
        groups = json.load(stream)["testGroups"]
    found, seen = [], dict[tuple[str, ...], int]()
    for group in groups:
        for test in group["tests"]:
            if "msg" not in test:
                continue
            combination = (test["result"], *test["flags"])
            always = kind == "sign_seed" and test["tcId"] in ALWAYS
            if seen.get(combination, 0) >= KEPT[kind] and not always:
                continue
            seen[combination] = seen.get(combination, 0) + 1
            fields = {"message_hex": test["msg"]}
            if test.get("ctx"):
                fields["context_hex"] = test["ctx"]
            case: dict[str, Any] = {"id": f"{kind} {test['tcId']}: {test['comment']}", "op": "verify"}
            if kind == "verify":
                fields.update(public_hex=group["publicKey"], signature_hex=test["sig"])
            else:
                case["op"] = "sign"
                fields["private_hex"] = group.get("privateSeed", group.get("privateKey"))
                if test.get("rnd"):
                    fields["rnd_hex"] = test["rnd"]
                if test["result"] == "valid":
                    out = {"signature_hex": test["sig"]}
                    if group.get("publicKey"):
                        out["public_hex"] = group["publicKey"]
                    case["out"] = out
            case.update({"in": fields, "result": test["result"]})
            if test["flags"]:
                case["flags"] = test["flags"]
            found.append(case)
    return found


def main() -> None:
    for size in (44, 65, 87):
        made = [case for kind in KEPT for case in cases(size, kind)]
        used = {flag for case in made for flag in case.get("flags", ())}
        write(
            "crypto",
            f"ml_dsa_{size}.wycheproof",
            title=f"ML-DSA-{size}",
            family=f"ML-DSA-{size}",
            spec="FIPS 204",
            source=SOURCE,
            cases=made,
            flags={flag: text for flag, text in FLAGS.items() if flag in used},
        )


if __name__ == "__main__":
    main()
