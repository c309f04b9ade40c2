"""Model answers of the exercises; look here last."""

from __future__ import annotations

import hashlib

from jamlite.plain.plain_curves import Curve, Point


def truncate(HS: bytes) -> int:
    offset = HS[-1] & 0x0F
    return int.from_bytes(HS[offset : offset + 4], "big") & 0x7FFFFFFF


def add(curve: Curve, P: Point, Q: Point) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2), p = P, Q, curve.p
    if x1 == x2 and (y1 + y2) % p == 0:  # a vertical line
        return None
    if P == Q:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x3 = (slope * slope - x1 - x2) % p
    return x3, (slope * (x1 - x3) - y1) % p


def pae(pieces: list[bytes]) -> bytes:
    encoded = len(pieces).to_bytes(8, "little")
    for piece in pieces:
        encoded += len(piece).to_bytes(8, "little") + piece
    return encoded


def derive(Z: bytes, alg: str, apu: bytes, apv: bytes, size: int) -> bytes:
    OtherInfo = b""
    for field in (alg.encode(), apu, apv):
        OtherInfo += len(field).to_bytes(4, "big") + field
    OtherInfo += (8 * size).to_bytes(4, "big")
    derived, counter = b"", 0
    while len(derived) < size:
        counter += 1
        derived += hashlib.sha256(counter.to_bytes(4, "big") + Z + OtherInfo).digest()
    return derived[:size]


def ghash(H: bytes, X: bytes) -> bytes:
    Y = 0
    for start in range(0, len(X), 16):
        Y ^= int.from_bytes(X[start : start + 16], "big")
        product, V = 0, int.from_bytes(H, "big")
        for i in range(127, -1, -1):  # from the leftmost bit on
            if Y >> i & 1:
                product ^= V
            V = V >> 1 ^ (0xE1 << 120 if V & 1 else 0)
        Y = product
    return Y.to_bytes(16, "big")
