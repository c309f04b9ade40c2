"""RSA-2048 against tlslite-ng, rsa and `pow` itself; cryptography for the distance to native code.

A key takes a random number of candidates, so generation is timed as the mean of several in one call.
"""

from __future__ import annotations

import importlib
from typing import Any

from jamlite.crypto import rsa, rsa_oaep, rsa_pkcs1v15, rsa_pss
from tests.tools.bench import Row

MISSING: list[str] = []
MESSAGE = b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9"
KEYS_PER_CALL = 4


def rows() -> list[Row]:
    """Return the rows of the peers that are installed."""
    key = rsa.generate()
    public = key.public()
    signature = rsa_pkcs1v15.sign(key, MESSAGE, "sha256")
    pss_signature = rsa_pss.sign(key, MESSAGE, "sha256")
    ciphertext = rsa_oaep.encrypt(public, bytes(32), "sha256")

    def sign() -> bytes:
        return rsa_pkcs1v15.sign(key, MESSAGE, "sha256")

    def verify() -> bool:
        return rsa_pkcs1v15.verify(public, MESSAGE, signature, "sha256")

    found = []
    if tlslite := _module("tlslite.utils.python_rsakey", "tlslite-ng"):
        peer = tlslite.Python_RSAKey(key.n, key.e, key.d, key.p, key.q, key.dp, key.dq, key.qi)
        assert peer.hashAndSign(MESSAGE, hAlg="sha256") == signature
        found += [
            Row("RS256 sign", sign, "tlslite-ng", lambda: peer.hashAndSign(MESSAGE, hAlg="sha256"), 1.15),
            Row(
                "PS256 sign",
                lambda: rsa_pss.sign(key, MESSAGE, "sha256"),
                "tlslite-ng",
                lambda: peer.hashAndSign(MESSAGE, "PSS", "sha256", 32),
                1.15,
            ),
            Row(
                f"generate {KEYS_PER_CALL} keys of 2048 bits",
                lambda: [rsa.generate() for _ in range(KEYS_PER_CALL)],
                "tlslite-ng",
                lambda: [tlslite.Python_RSAKey.generate(2048) for _ in range(KEYS_PER_CALL)],
                1.2,
            ),
        ]
    if other := _module("rsa", "rsa"):
        their_public = other.PublicKey(key.n, key.e)
        found.append(
            Row("RS256 verify", verify, "rsa", lambda: other.verify(MESSAGE, signature, their_public), 1.05)
        )
    if _module("cryptography", "cryptography"):
        found += _native(key, sign, verify, signature)
    number, powers = int.from_bytes(signature, "big"), ((key.dp, key.p), (key.dq, key.q))
    return [
        *found,
        # What Python's own `pow` takes for the same exponents bounds both; signing is blinded besides.
        Row("RS256 verify", verify, "pow", lambda: pow(number, key.e, key.n), 1.1),
        Row("RS256 sign", sign, "pow", lambda: [pow(number, d, p) for d, p in powers], 1.15),
        Row("PS256 verify", lambda: rsa_pss.verify(public, MESSAGE, pss_signature, "sha256")),
        Row("RSA-OAEP-256 encrypt", lambda: rsa_oaep.encrypt(public, bytes(32), "sha256")),
        Row("RSA-OAEP-256 decrypt", lambda: rsa_oaep.decrypt(key, ciphertext, "sha256")),
        Row("read a private key", lambda: rsa.private_key(key.n, key.e, key.d, key.p, key.q)),
        Row("read a private key of n, e, d only", lambda: rsa.private_key(key.n, key.e, key.d)),
    ]


def _native(key: rsa.PrivateKey, sign: Any, verify: Any, signature: bytes) -> list[Row]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric import rsa as peer

    public = peer.RSAPublicNumbers(key.e, key.n)
    theirs = peer.RSAPrivateNumbers(key.p, key.q, key.d, key.dp, key.dq, key.qi, public).private_key()
    their_public = theirs.public_key()
    v15, sha256 = padding.PKCS1v15(), hashes.SHA256()
    return [
        Row("RS256 sign", sign, "cryptography", lambda: theirs.sign(MESSAGE, v15, sha256)),
        Row(
            "RS256 verify",
            verify,
            "cryptography",
            lambda: their_public.verify(signature, MESSAGE, v15, sha256),
        ),
    ]


def _module(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        MISSING.append(package)
        return None
