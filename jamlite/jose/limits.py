"""Input limits of JOSE, checked before anything is decoded. Assign to a name here to change one.

They bound work and memory for hostile input; nothing legitimate comes near the defaults.
"""

from __future__ import annotations

MAX_TOKEN_BYTES = 1 << 20  # a whole token, any serialization
MAX_HEADER_BYTES = 1 << 14  # one base64url header segment
MAX_SIGNATURES = 32  # signatures, or recipients, of one JSON serialization
MAX_KEYS = 1024  # keys of one JWK Set
MAX_KEY_TEXT = 1 << 23  # characters or bytes of a JWK or JWK Set in JSON
MAX_SIGNATURE_CHECKS = 32  # pairs of signature and key tried for one token
# The same pairs, each counted by its cost: 1 is a verification with RSA of 2048 bits and e = 65537 (0.1 ms).
# One key of 16 384 bits with an e of 256 bits costs 964; 32 usual keys of 4 096 bits cost 128.
MAX_SIGNATURE_WORK = 2048
# What the private keys of one JWK Set may cost to read, in the same unit. RSA of 2048 bits without p and q
# costs 400, ML-DSA up to 400, an elliptic curve up to 16.
MAX_PRIVATE_WORK = 20_000
REMEMBERED_SIGNATURES = 1024  # valid ones that a key remembers if it is made with `remember=None`
KEPT_HEADERS = 16  # header segments kept in one key, and in one key set
KEPT_HEADER_BYTES = 512  # the longest one kept

# JWE
MAX_ENCRYPTED_KEY_BYTES = 1 << 12  # one base64url encrypted key; RSA of 16384 bits takes 2731
MAX_INFLATED_BYTES = 1 << 18  # a plaintext that was compressed (zip "DEF")
MAX_KEY_ATTEMPTS = 8  # pairs of recipient and key tried for one token; an RSA operation takes some 20 ms
MIN_P2C = 1_000  # PBES2 iterations accepted (RFC 7518 section 4.8.1.2)
MAX_P2C = 1_000_000  # the same; of all recipients tried together
MIN_P2S_BYTES = 8  # PBES2 salt accepted (RFC 7518 section 4.8.1.1)
P2S_BYTES = 16  # PBES2 salt written
# PBES2 iterations written: OWASP's advice for PBKDF2 with SHA-256, and with SHA-512 (of which SHA-384 is
# a shortened form and costs the same).
P2C = {"sha256": 600_000, "sha384": 210_000, "sha512": 210_000}
