"""Every 16th line of sign.input, the test file of Ed25519's authors: to sign and to verify in turn.

Run as `python3 -m tests.tools.transcribe.ed25519_reference FOLDER`, FOLDER being that of the package
cryptography_vectors, which holds it as published.
"""

from __future__ import annotations

from .common import source_text, write

STEP = 16


def main() -> None:
    cases: list[dict[str, object]] = []
    for number, line in enumerate(source_text("asymmetric/Ed25519/sign.input").splitlines()):
        if number % STEP:
            continue
        secret, public, message, signed, _ = line.split(":")
        # The file's secret is seed || public key, its signature is followed by the message.
        assert secret[64:] == public and signed[128:] == message
        case: dict[str, object] = {"id": f"line {number + 1}", "op": "sign"}
        if number % (2 * STEP):
            case["in"] = {"seed_hex": secret[:64], "message_hex": message}
            case["out"] = {"signature_hex": signed[:128]}
        else:
            case["op"] = "verify"
            case["in"] = {"public_key_hex": public, "message_hex": message, "signature_hex": signed[:128]}
        cases.append({**case, "result": "valid"})
    write(
        "crypto",
        "ed25519.reference",
        title="Ed25519, the authors' test file",
        family="Ed25519",
        spec="RFC 8032 section 5.1",
        source={
            "name": "ed25519.cr.yp.to, sign.input",
            "license": "public domain",
            "note": "by way of the package cryptography-vectors; values only",
        },
        cases=cases,
    )


if __name__ == "__main__":
    main()
