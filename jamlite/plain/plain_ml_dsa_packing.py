"""How ML-DSA rounds numbers, and writes polynomials and hints as bytes (FIPS 204 sections 7.1 and 7.4).

The fast twin is `crypto/_ml_dsa.py`. A polynomial is a list of 256 numbers
modulo q. Numbers behind the functions are algorithm numbers.
"""

from __future__ import annotations

Q = 8380417
TYPE_CHECKING = False
if TYPE_CHECKING:
    Poly = list[int]


def centered(r: int, modulus: int = Q) -> int:
    """Return r mod+- modulus: the remainder nearest to zero (section 2.3)."""
    r %= modulus
    return r - modulus if r > modulus // 2 else r


def decompose(r: int, gamma2: int) -> tuple[int, int]:
    """Decompose (36): r = r1 (2 gamma2) + r0."""
    r0 = centered(r % Q, 2 * gamma2)
    return (0, r0 - 1) if r % Q - r0 == Q - 1 else ((r % Q - r0) // (2 * gamma2), r0)


def make_hint(z: int, r: int, gamma2: int) -> int:
    """MakeHint (39): whether adding z changes the high part of r."""
    return int(decompose(r, gamma2)[0] != decompose(r + z, gamma2)[0])


def use_hint(h: int, r: int, gamma2: int) -> int:
    """UseHint (40)."""
    r1, r0 = decompose(r, gamma2)
    return (r1 + (h if r0 > 0 else -h)) % ((Q - 1) // (2 * gamma2))


def pack(poly: Poly, bits: int) -> bytes:
    """SimpleBitPack (16): the lowest bits first."""
    number = sum(value << bits * i for i, value in enumerate(poly))
    return number.to_bytes(32 * bits, "little")


def unpack(data: bytes, bits: int) -> list[Poly]:
    """SimpleBitUnpack (18) of as many polynomials as there are."""
    number, mask = int.from_bytes(data, "little"), (1 << bits) - 1
    values = [number >> bits * i & mask for i in range(8 * len(data) // bits)]
    return [values[i : i + 256] for i in range(0, len(values), 256)]


def pack_signed(poly: Poly, b: int, bits: int) -> bytes:
    """BitPack (17): b - w of each coefficient w."""
    return pack([b - centered(value) for value in poly], bits)


def unpack_signed(data: bytes, b: int, bits: int) -> list[Poly]:
    """BitUnpack (19)."""
    return [[(b - value) % Q for value in poly] for poly in unpack(data, bits)]


def encode_w1(w1: list[Poly], gamma2: int) -> bytes:
    """w1Encode (28)."""
    return b"".join(pack(poly, ((Q - 1) // (2 * gamma2) - 1).bit_length()) for poly in w1)


def pack_hint(h: list[Poly], omega: int) -> bytes:
    """HintBitPack (20): the places of the ones, and how many there are up to each polynomial."""
    ones = [[i for i, value in enumerate(poly) if value] for poly in h]
    places = bytes(place for poly in ones for place in poly)
    ends = bytes(sum(map(len, ones[: i + 1])) for i in range(len(ones)))
    return places.ljust(omega, b"\0") + ends


def unpack_hint(data: bytes, k: int, omega: int) -> list[Poly] | None:
    """HintBitUnpack (21); None if there were another way to write this hint."""
    places, h, index = data[:omega], [], 0
    for end in data[omega : omega + k]:
        ones = list(places[index:end])
        if not index <= end <= omega or ones != sorted(set(ones)):
            return None
        h.append([int(i in ones) for i in range(256)])
        index = end
    return None if any(places[index:]) else h
