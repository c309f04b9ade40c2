"""ECDSA (FIPS 186-5 section 6) with the nonces of RFC 6979.

The fast twins are `crypto/ecdsa.py` and `crypto/rfc6979.py`. The private key is a number d, the public key
Q = [d]G. To sign the hash e, take a secret number k, let r be the x-coordinate of [k]G, and
s = (e + r d) / k. The verifier computes [e/s]G + [r/s]Q, which is [k]G again, and compares its x with r.
One k used twice, or one that is known, gives d away: RFC 6979 makes it from d and the hash.
"""

from __future__ import annotations

from typing import Any

from . import plain_weierstrass as curve_math
from .plain_curves import CURVES, Curve, Point
from .plain_hmac import H, hmac


def bits2int(data: bytes, qlen: int) -> int:
    """Return the leftmost qlen bits as a number (RFC 6979 section 2.3.2)."""
    value = int.from_bytes(data, "big")
    excess = 8 * len(data) - qlen
    return value >> excess if excess > 0 else value


def nonce(q: int, x: int, h1: bytes, hash_name: str) -> int:
    """Return k, made of the private key x and the hash h1 (RFC 6979 section 3.2, steps b to h)."""
    qlen = q.bit_length()
    rlen = (qlen + 7) // 8
    int2octets_x = x.to_bytes(rlen, "big")
    bits2octets_h1 = (bits2int(h1, qlen) % q).to_bytes(rlen, "big")
    V = b"\x01" * len(h1)  # step b
    K = b"\x00" * len(h1)  # step c
    for octet in (b"\x00", b"\x01"):
        K = hmac(hash_name, K, V + octet + int2octets_x + bits2octets_h1)  # steps d, f
        V = hmac(hash_name, K, V)  # steps e, g
    while True:  # step h
        T = b""
        while len(T) < rlen:
            V = hmac(hash_name, K, V)
            T += V
        k = bits2int(T, qlen)
        if 1 <= k < q:
            return k
        K = hmac(hash_name, K, V + b"\x00")
        V = hmac(hash_name, K, V)


def public_key(curve: Curve, d: int) -> tuple[int, int]:
    """Q = [d]G."""
    if not 1 <= d < curve.n:
        raise ValueError("a private key is a number from 1 to n-1")
    Q = curve_math.multiply(curve, d, curve.G)
    assert Q is not None
    return Q


def sign_values(name: str, d: int, message: bytes, hash_name: str) -> dict[str, Any]:
    """Return every value on the way to the signature (r, s) (FIPS 186-5 section 6.4.1)."""
    curve = CURVES[name]
    public_key(curve, d)  # raises for a private key out of range
    n = curve.n
    h1 = H(hash_name, message)  # step 1
    e = bits2int(h1, n.bit_length())  # step 2
    k = nonce(n, d, h1, hash_name)  # step 3
    R = curve_math.multiply(curve, k, curve.G)  # step 5: R = [k]G
    assert R is not None
    r = R[0] % n  # steps 6 to 8
    s = pow(k, -1, n) * (e + r * d) % n  # steps 4, 9: s = k^-1 (e + rd) mod n
    return {"h1": h1, "e": e, "k": k, "R": R, "r": r, "s": s}


def sign(name: str, d: int, message: bytes, hash_name: str) -> bytes:
    """Return r || s, each as long as n (RFC 7518 section 3.4)."""
    values = sign_values(name, d, message, hash_name)
    size = (CURVES[name].n.bit_length() + 7) // 8
    return b"".join(number.to_bytes(size, "big") for number in (values["r"], values["s"]))


def verify_values(name: str, Q: Point, message: bytes, signature: bytes, hash_name: str) -> dict[str, Any]:
    """Return every value on the way to the verdict under "valid" (FIPS 186-5 section 6.4.2)."""
    curve = CURVES[name]
    n = curve.n
    size = (n.bit_length() + 7) // 8
    if not curve_math.contains(curve, Q):
        raise ValueError("the public key is not a point of the curve")
    values: dict[str, Any] = {"valid": False}
    if len(signature) != 2 * size:
        return values
    r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
    values.update(r=r, s=s)
    if not (1 <= r < n and 1 <= s < n):  # step 1
        return values
    h1 = H(hash_name, message)  # step 2
    e = bits2int(h1, n.bit_length())  # step 3
    w = pow(s, -1, n)  # step 4: s^-1
    u1, u2 = e * w % n, r * w % n  # step 5
    R = curve_math.add(  # step 6: R = [u1]G + [u2]Q
        curve, curve_math.multiply(curve, u1, curve.G), curve_math.multiply(curve, u2, Q)
    )
    values.update(h1=h1, e=e, w=w, u1=u1, u2=u2, R=R)
    if R is not None:
        values["v"] = R[0] % n  # steps 7, 8
        values["valid"] = values["v"] == r  # step 9
    return values


def verify(name: str, Q: Point, message: bytes, signature: bytes, hash_name: str) -> bool:
    """Tell whether r || s is a signature of the message."""
    return bool(verify_values(name, Q, message, signature, hash_name)["valid"])
