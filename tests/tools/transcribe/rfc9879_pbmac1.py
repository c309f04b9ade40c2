"""PKCS#12 files with PBMAC1: those of RFC 9879 appendix A, and more of OpenSSL's tests.

Run with the folder test/recipes/80-test_pkcs12_data of OpenSSL 3.6, which has the files of the RFC as well.
`SHA256` is of the bytes that the base64 of the RFC gives (RFC 9579, which it obsoletes, printed the same).
What a file must give is worked out by the package `cryptography`, an independent reader.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys

from cryptography.hazmat.primitives.serialization import pkcs12

from .common import rfc, write
from .pyca_keys import members

Case = dict[str, object]
PASSWORD = "1234"  # RFC 9879 appendix A; OpenSSL's own have it too
SOURCE = {
    "name": "OpenSSL 3.6",
    "license": "Apache-2.0",
    "note": "test/recipes/80-test_pkcs12_data; values only",
}
SHA256 = {
    "A.1": "a5aa952ca788f945834c9edb40f0b94b2d845b86d0c80856adc9578d05e9de43",
    "A.2": "da385cc443abb3bb1872fda6c02a74c1f619c2e6f6abb9dce7793d56388e61d0",
    "A.3": "c3e2845fcb7f78ea188286448669875474009dd29d299ab234bf6f14f1065a53",
    "A.4": "cc6c9709db9a96e5e04dfd740d5a739decb4a9b6605694cda1c4958179d58b0f",
    "A.5": "b03af0abd2075652ed4f17fb014a1b2f7d4f61f3071931dba45e43b13c9a7ffd",
    "A.6": "d2925861db528cbb14d99d8b0073b203ae1577912430058516b70033c0edc9d0",
}
DER, KEY, MAC = "encoding.invalid", "crypto.invalid_key", "crypto.decryption_failed"
# file -> the name of the case, the error code if it must be refused, a note
APPENDIX = {
    "256_256.good": ("A.1", None, "HMAC and PRF with SHA-256"),
    "512_256.good": ("A.2", None, "HMAC with SHA-256, PRF with SHA-512"),
    "512_512.good": ("A.3", None, "HMAC and PRF with SHA-512"),
    "256_256.bad-iter": (
        "A.4",
        MAC,
        "an incorrect iteration count; the right one stands where it is ignored",
    ),
    "256_256.bad-salt": ("A.5", MAC, "an incorrect salt; the right one stands where it is ignored"),
    "256_256.no-len": ("A.6", KEY, "the length of the key is missing"),
}
OPENSSL = {
    "256_256.good-shorter-key-len": ("key of 20 bytes", None, "the shortest key that is read"),
    "sha1_hmac_and_prf": ("SHA-1", None, "HMAC with SHA-1; the PRF is left out, as SHA-1 is its default"),
    "256_256.bad-key-len": ("key of 19 bytes", KEY, "too short a key; the MAC is right"),
    "256_256.zero-len": ("key of 0 bytes", KEY, "a key of no bytes"),
    "256_256.very-big-len": ("key of 2^65 - 1 bytes", KEY, "an absurd length of the key"),
    "256_256.bad-len": ("key of 256 bytes", MAC, "another length of the key than the MAC was made with"),
    "256_256.negative-len": ("key of 255 bytes", MAC, "another length of the key than the MAC was made with"),
    "256_256.bad-salt-type": ("salt an INTEGER", DER, "the salt of PBKDF2 is no OCTET STRING"),
    "256_256.no-salt": ("no salt", DER, "the salt of PBKDF2 is missing"),
}


def case(file: str, name: str, code: str | None, note: str) -> Case:
    with open(os.path.join(sys.argv[1], f"pbmac1_{file}.p12"), "rb") as stream:
        data = stream.read()
    if name in SHA256 and hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise SystemExit(f"{file} is not the file of RFC 9879 appendix {name}")
    text = base64.urlsafe_b64encode(data).decode().rstrip("=")
    made: Case = {"id": name, "op": "load_der", "in": {"data_b64u": text, "password_utf8": PASSWORD}}
    try:
        key, _, _ = pkcs12.load_key_and_certificates(data, PASSWORD.encode())
    except ValueError:
        key = None
    if (key is None) != (code is not None):
        raise SystemExit(f"{file}: the other reader disagrees")
    if code is not None:
        return {**made, "out": {"error_code": code}, "result": "invalid", "note": note}
    return {**made, "out": {"members": members(key)}, "result": "valid", "note": note}


def main() -> None:
    for origin, source, files in (
        ("rfc9879", rfc(9879, "appendix A; also RFC 9579"), APPENDIX),
        ("openssl", SOURCE, OPENSSL),
    ):
        write(
            "keys",
            f"pbmac1.{origin}",
            title="PKCS#12 files whose MAC is PBMAC1",
            family="keys",
            spec="RFC 9879, RFC 8018 section 7.1",
            source=source,
            cases=[case(file, *wanted) for file, wanted in files.items()],
        )


if __name__ == "__main__":
    main()
