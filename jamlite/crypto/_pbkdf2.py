"""PBKDF2 (RFC 8018 section 5.2) with HMAC: the work behind pbkdf2.py and scrypt.py.

`hashlib.pbkdf2_hmac` does it where it exists; interpreters built without OpenSSL may lack it, and there
plain Python answers (about 1 us per iteration and block, three times as long).

plain/plain_kdf.py is the readable form; the official vectors judge both.

Ungated: whoever uses it asks for the gate "PBKDF2", registered here.
"""

from __future__ import annotations

import hashlib

from .gate import known_answer
from .hashes import digest_size
from .hmac import HMACKey


def derive(hash_name: str, P: bytes, S: bytes, c: int, dkLen: int) -> bytes:
    native = getattr(hashlib, "pbkdf2_hmac", None)
    return (native or _pure)(hash_name, P, S, c, dkLen)


def _pure(hash_name: str, P: bytes, S: bytes, c: int, dkLen: int) -> bytes:
    size = digest_size(hash_name)
    prf = HMACKey(hash_name, P).digest
    blocks = []
    for i in range(1, -(-dkLen // size) + 1):
        U = prf(S + i.to_bytes(4, "big"))
        T = int.from_bytes(U, "big")
        for _ in range(c - 1):  # F(P, S, c, i) = U_1 xor U_2 xor ... xor U_c
            U = prf(U)
            T ^= int.from_bytes(U, "big")
        blocks.append(T.to_bytes(size, "big"))
    return b"".join(blocks)[:dkLen]


@known_answer("PBKDF2", "RFC 7914 section 11; RFC 6070 section 2")
def _answer() -> list[tuple[object, object]]:
    two_blocks = (
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    )
    two_rounds = "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"
    answers: list[tuple[object, object]] = []
    for derived in (derive, _pure):
        answers.append((derived("sha256", b"passwd", b"salt", 1, 64).hex(), two_blocks))
        answers.append((derived("sha1", b"password", b"salt", 2, 20).hex(), two_rounds))
    return answers
