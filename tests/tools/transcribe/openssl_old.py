"""What openssl computes by the old schemes that `keys/old_files.py` reads; needs openssl 3.

Run as `python3 -m tests.tools.transcribe.openssl_old`. The inputs stand here, the answers are openssl's.
"""

from __future__ import annotations

import re
import subprocess

from .common import write

Case = dict[str, object]
SOURCE = {"name": "OpenSSL 3", "license": "Apache-2.0", "note": "computed with its command line; values only"}
KEYS = (
    "0123456789abcdef23456789abcdef01456789abcdef0123",
    "800000000000000001010101010101807ca110454a1a6e57",
)
IVS = ("0000000000000000", "38206f6374657473")
TEXTS = (
    b"",
    b"x",
    b"The quick",
    b"eight oc",
    b"The quick brown fox jumps over the lazy dog",
    bytes(range(64)),
)
PASSWORDS = (
    "sesame",
    "",
    "\u00fc\u20ac",
    "a password that is longer than one block of SHA-1 or SHA-256, to fill a second",
)


def openssl(*arguments: str, data: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def triple_des() -> list[Case]:
    cases: list[Case] = []
    for key in KEYS:
        for size, name in ((48, "des-ede3-cbc"), (32, "des-ede-cbc")):
            for iv in IVS:
                for text in TEXTS:
                    found = openssl("enc", f"-{name}", "-K", key[:size], "-iv", iv, data=text)
                    cases.append(
                        {
                            "id": f"{name} {len(cases) + 1}",
                            "op": "decrypt",
                            "in": {"key_hex": key[:size], "iv_hex": iv, "data_hex": found.hex()},
                            "out": {"plaintext_hex": text.hex()},
                            "result": "valid",
                        }
                    )
    refusal: Case = {"out": {"error_code": "crypto.decryption_failed"}, "result": "invalid"}
    for note, data in (("padding of zero", bytes(8)), ("half a block", bytes(12)), ("nothing", b"")):
        given = {"key_hex": KEYS[0], "iv_hex": IVS[0], "data_hex": data.hex()}
        cases.append({"id": f"refused: {note}", "op": "decrypt", "in": given, **refusal, "note": note})
    return cases


def pkcs12() -> list[Case]:
    cases: list[Case] = []
    for hash_name, length in (("sha1", 20), ("sha256", 32), ("sha384", 48), ("sha512", 64), ("sha1", 24)):
        for password in PASSWORDS:
            for salt, count in (("ff" * 8, 2048), ("00" * 20, 1)):
                for purpose in (1, 2, 3):
                    octets = password.encode("utf-16-be") + b"\0\0"
                    options = (f"digest:{hash_name}", f"hexpass:{octets.hex()}", f"hexsalt:{salt}")
                    words = [
                        word
                        for option in (*options, f"iter:{count}", f"id:{purpose}")
                        for word in ("-kdfopt", option)
                    ]
                    said = openssl("kdf", "-keylen", str(length), *words, "PKCS12KDF").decode()
                    cases.append(
                        {
                            "id": f"{hash_name} {len(cases) + 1}",
                            "op": "derive",
                            "in": {
                                "hash": hash_name,
                                "password_hex": octets.hex(),
                                "salt_hex": salt,
                                "iterations": count,
                                "purpose": purpose,
                                "length": length,
                            },
                            "out": {"key_hex": said.strip().replace(":", "").lower()},
                            "result": "valid",
                        }
                    )
    return cases


def bytes_to_key() -> list[Case]:
    cases: list[Case] = []
    for password in PASSWORDS[:1] + PASSWORDS[2:]:
        for salt in ("0011223344556677", "ff" * 8):
            for cipher, length in (("aes-128-cbc", 16), ("aes-192-cbc", 24), ("aes-256-cbc", 32)):
                said = openssl(
                    "enc", f"-{cipher}", "-md", "md5", "-P", "-S", salt, "-pass", f"pass:{password}"
                ).decode()
                key = re.findall(r"^key=([0-9A-F]+)$", said, re.M)[0]
                cases.append(
                    {
                        "id": f"{cipher} {len(cases) + 1}",
                        "op": "derive",
                        "in": {"password_hex": password.encode().hex(), "salt_hex": salt, "length": length},
                        "out": {"key_hex": key.lower()},
                        "result": "valid",
                    }
                )
    return cases


def main() -> None:
    for name, family, spec, cases in (
        (
            "triple_des",
            "Triple DES",
            "NIST SP 800-67, CBC with the padding of RFC 8018 section 6.1.1",
            triple_des(),
        ),
        ("pkcs12_derivation", "PKCS#12 derivation", "RFC 7292 appendix B", pkcs12()),
        (
            "evp_bytes_to_key",
            "EVP_BytesToKey",
            "OpenSSL, EVP_BytesToKey(3) with MD5 and one round",
            bytes_to_key(),
        ),
    ):
        write(
            "keys",
            f"{name}.openssl",
            title=f"{family}, for reading old files",
            family=family,
            spec=spec,
            source=SOURCE,
            cases=cases,
        )


if __name__ == "__main__":
    main()
