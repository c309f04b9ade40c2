"""Signing and verifying with EdDSA (RFC 8032 sections 5.1.6, 5.1.7, 5.2.6, 5.2.7), in its letters.

The fast twin is `crypto/_eddsa.py`, which serves both curves. The private key is a number s, the public
key A = [s]B. To sign, take a fresh number r and publish R = [r]B and S = r + k s, where k is a hash of R, A
and the message. Then [S]B = R + [k]A holds, and to find such an S without s one would have to undo the
hash or the multiplication. r is a hash of key and message, so no bad random number can give s away.
"""

from __future__ import annotations

from .plain_edwards import Curve, H, add, decode, dom, encode, multiply, secret_scalar


def public_key(E: Curve, seed: bytes) -> bytes:
    """A = [s]B (section 5.1.5)."""
    return encode(E, multiply(E, secret_scalar(E, seed)[0], E.B))


def sign_values(E: Curve, seed: bytes, M: bytes, context: bytes = b"") -> dict[str, object]:
    """Return every value on the way to the signature R || S (section 5.1.6)."""
    s, prefix = secret_scalar(E, seed)  # step 1
    A = encode(E, multiply(E, s, E.B))
    r = int.from_bytes(H(E, dom(E, context) + prefix + M), "little") % E.L  # step 2
    R = encode(E, multiply(E, r, E.B))  # step 3
    k = int.from_bytes(H(E, dom(E, context) + R + A + M), "little") % E.L  # step 4
    S = (r + k * s) % E.L  # step 5
    signature = R + S.to_bytes(E.b // 8, "little")  # step 6
    return {"s": s, "prefix": prefix, "A": A, "r": r, "R": R, "k": k, "S": S, "signature": signature}


def sign(E: Curve, seed: bytes, M: bytes, context: bytes = b"") -> bytes:
    """Return the signature."""
    signature = sign_values(E, seed, M, context)["signature"]
    assert isinstance(signature, bytes)
    return signature


def decode_public(E: Curve, public: bytes) -> tuple[int, int]:
    """Decode A, and refuse a point of small order as jamlite does: [2^c]A is not the neutral point."""
    A = decode(E, public)
    if multiply(E, 2**E.c, A) == (0, 1):
        raise ValueError("a public key of small order")
    return A


def verify_values(
    E: Curve, public: bytes, M: bytes, signature: bytes, context: bytes = b""
) -> dict[str, object]:
    """Return every value on the way to the verdict under "valid" (section 5.1.7)."""
    A = decode_public(E, public)
    size = E.b // 8
    values: dict[str, object] = {"valid": False, "A": A}
    if len(signature) != 2 * size:
        return values
    R, S = signature[:size], int.from_bytes(signature[size:], "little")  # step 1
    k = int.from_bytes(H(E, dom(E, context) + R + public + M), "little") % E.L  # step 2
    values.update(R=R, S=S, k=k)
    if S >= E.L:
        return values
    # Step 3: [S]B = R + [k]A. The encoded sides are compared, without the cofactor.
    minus_A = (E.p - A[0]) % E.p, A[1]
    point = add(E, multiply(E, S, E.B), multiply(E, k, minus_A))
    values.update({"[S]B - [k]A": encode(E, point), "valid": encode(E, point) == R})
    return values


def verify(E: Curve, public: bytes, M: bytes, signature: bytes, context: bytes = b"") -> bool:
    """Tell whether the signature is right."""
    return bool(verify_values(E, public, M, signature, context)["valid"])
