"""Our own cases for Ed25519, Ed448, X25519 and X448: malleability, encodings, small orders, clamping.

Needs no folder. Values are made with the schoolbook arithmetic of tests/crypto/edwards_affine.py, and
numbers that may be any are hashes of their names, so that the same files come out again.
"""

from __future__ import annotations

import hashlib
from typing import Any, Callable

from jamlite.plain import plain_montgomery
from tests.crypto import edwards_affine as affine

from .common import write

OWN = {"name": "jamlite", "license": "Apache-2.0"}
LIBSODIUM = {
    "name": "libsodium, test/default/ed25519_convert",
    "license": "ISC",
    "note": "values only",
}
SIGNATURE_FLAGS = {
    "Malleable": "S must be below L, or a second signature could be made from the first",
    "Length": "a signature has exactly two halves of b/8 octets",
    "Changed": "signature, message, context or key is not what was signed with",
    "NonCanonical": "y must be below p (section 5.1.3 or 5.2.3, step 1)",
    "SignOfZero": "x = 0 has no odd representative (section 5.1.3 or 5.2.3, step 4)",
    "NotOnCurve": "no x belongs to this y",
    "SmallOrder": "a key of order 1, 2, 4 or 8 signs many messages at once; we refuse it",
    "MixedOrder": "A or R has a part of small order; R is compared without the cofactor",
    "LastOctet": "Ed448: the last octet of a key has seven bits that must be 0, that of a signature eight",
    "Context": "an Ed448 context has at most 255 octets",
}
EXCHANGE_FLAGS = {
    "SmallOrder": "the result is zero whatever the private key; it is refused (section 6)",
    "NonCanonical": "a u of p or more is accepted and reduced (section 5)",
    "TopBit": "the top bit of u is ignored (section 5, X25519 only)",
    "Twist": "u belongs to a point of the twist, and is accepted",
    "Clamping": "the private octets are clamped, so several stand for one scalar",
    "Edge": "the smallest or largest private key, or one that meets a special case of the arithmetic",
    "Length": "both arguments have exactly 32 or 56 octets",
}
Case = dict[str, Any]


def octets(name: str, count: int) -> bytes:
    return hashlib.shake_256(f"jamlite {name}".encode()).digest(count)


class Signatures:
    """The cases of one EdDSA."""

    def __init__(self, name: str, curve: affine.Curve) -> None:
        self.name, self.curve, self.size = name, curve, curve.size
        self.cases: list[Case] = []
        self.seed = octets(f"{name} seed", self.size)
        self.public = curve.public(self.seed)
        self.message = b"jamlite"
        self.signature = curve.sign(self.seed, self.message)

    def verify(
        self,
        name: str,
        result: str,
        flag: str,
        *,
        public: bytes | None = None,
        message: bytes | None = None,
        signature: bytes | None = None,
        context: bytes | None = None,
    ) -> None:
        given = {
            "public_key_hex": (self.public if public is None else public).hex(),
            "message_hex": (self.message if message is None else message).hex(),
            "signature_hex": (self.signature if signature is None else signature).hex(),
        }
        if context is not None:
            given["context_hex"] = context.hex()
        self.cases.append({"id": name, "op": "verify", "in": given, "result": result, "flags": [flag]})

    def key(self, name: str, encoded: bytes, flag: str) -> None:
        """A key to be refused, by itself and under a signature that fits it where there is one."""
        given = {"public_key_hex": encoded.hex()}
        self.cases.append(
            {"id": name, "op": "prepare_public", "in": given, "result": "invalid", "flags": [flag]}
        )

    def signatures(self) -> None:
        half, order = self.size, self.curve.order
        R, S = self.signature[:half], int.from_bytes(self.signature[half:], "little")
        for times in (1, 2, 3):
            high = R + (S + times * order).to_bytes(half, "little")
            self.verify(f"S + {times}L", "invalid", "Malleable", signature=high)
        self.verify("S = L", "invalid", "Malleable", signature=R + order.to_bytes(half, "little"))
        self.verify("S all ones", "invalid", "Malleable", signature=R + b"\xff" * half)
        for length in (0, 1, half, 2 * half - 1):
            self.verify(f"{length} octets", "invalid", "Length", signature=self.signature[:length])
        for extra in (b"\0", self.signature):
            longer = self.signature + extra
            self.verify(f"{len(longer)} octets", "invalid", "Length", signature=longer)
        for name, place in (("first", 0), ("last of R", half - 1), ("first of S", half)):
            changed = bytearray(self.signature)
            changed[place] ^= 1
            self.verify(f"{name} octet changed", "invalid", "Changed", signature=bytes(changed))
        self.verify("nothing changed", "valid", "Changed")
        self.verify("another message", "invalid", "Changed", message=b"jamlitE")
        self.verify("an empty message", "invalid", "Changed", message=b"")
        other = self.curve.public(octets("another seed", self.size))
        self.verify("another key", "invalid", "Changed", public=other)
        self.verify("the halves exchanged", "invalid", "Changed", signature=self.signature[half:] + R)
        self.verify("all zero", "invalid", "Changed", signature=bytes(2 * half))

    def encodings(self) -> None:
        curve, p = self.curve, self.curve.p
        top = 1 << (8 * self.size - 1)
        for name, y in (("p", p), ("p + 1", p + 1), ("p + 3", p + 3), ("all ones but the sign", top - 1)):
            self.key(f"y = {name}", y.to_bytes(self.size, "little"), "NonCanonical")
            self.key(f"y = {name}, sign 1", (y | top).to_bytes(self.size, "little"), "NonCanonical")
        for name, y in (("1", 1), ("-1", p - 1)):
            self.key(f"y = {name}, sign 1", (y | top).to_bytes(self.size, "little"), "SignOfZero")
        y = next(y for y in range(2, 100) if curve.lift(y) is None)
        self.key(f"y = {y}", y.to_bytes(self.size, "little"), "NotOnCurve")
        self.verify(f"key y = {y}", "invalid", "NotOnCurve", public=y.to_bytes(self.size, "little"))

    def small_orders(self) -> None:
        curve, half = self.curve, self.size
        points = curve.small_points()
        neutral = curve.encode((0, 1))
        for index, point in enumerate(points):
            encoded = curve.encode(point)
            self.key(f"small order point {index}", encoded, "SmallOrder")
            # S = 0 and R = -[k]A: the equation holds for a message whose k is a multiple of A's order.
            number = 0
            while curve.challenge(neutral, encoded, b"%d" % number) % curve.cofactor:
                number += 1
            self.verify(
                f"under small order point {index}",
                "invalid",
                "SmallOrder",
                public=encoded,
                message=b"%d" % number,
                signature=neutral + bytes(half),
            )
        # R neutral (r = 0): valid by the equation, and R has its canonical encoding.
        scalar = curve.scalar(self.seed)
        S = curve.challenge(neutral, self.public, self.message) * scalar % curve.order
        tail = S.to_bytes(half, "little")
        self.verify("R neutral", "valid", "MixedOrder", signature=neutral + tail)
        wrong = (curve.p + 1).to_bytes(half, "little")
        S = curve.challenge(wrong, self.public, self.message) * scalar % curve.order
        self.verify(
            "R neutral, not canonical",
            "invalid",
            "NonCanonical",
            signature=wrong + S.to_bytes(half, "little"),
        )
        # A = [a]B + T: [S]B = R + [k]A only where [k]T is neutral; with the cofactor it would always hold.
        torsion = next(point for point in points if curve.times(curve.cofactor // 2, point) != (0, 1))
        mixed = curve.encode(curve.add(curve.times(scalar, curve.base), torsion))
        r = int.from_bytes(octets("nonce", half), "little") % curve.order
        R = curve.encode(curve.times(r, curve.base))
        for wanted, result in ((0, "valid"), (1, "invalid"), (curve.cofactor // 2, "invalid")):
            number = 0
            while curve.challenge(R, mixed, b"%d" % number) % curve.cofactor != wanted:
                number += 1
            k = curve.challenge(R, mixed, b"%d" % number)
            S = (r + k * scalar) % curve.order
            self.verify(
                f"A of mixed order, k = {wanted} modulo the cofactor",
                result,
                "MixedOrder",
                public=mixed,
                message=b"%d" % number,
                signature=R + S.to_bytes(half, "little"),
            )

    def last_octets(self) -> None:
        for bit in range(7):
            key = bytearray(self.public)
            key[56] |= 1 << bit
            self.key(f"bit {bit} of the last octet", bytes(key), "LastOctet")
        signature = self.signature[:-1] + b"\x01"
        self.verify("S with a last octet of 1", "invalid", "LastOctet", signature=signature)
        signature = self.signature[:56] + bytes([self.signature[56] | 1]) + self.signature[57:]
        self.verify("R with a last octet of 1 more", "invalid", "LastOctet", signature=signature)

    def contexts(self) -> None:
        self.verify("the empty context, named", "valid", "Context", context=b"")
        self.verify("a context that was not signed", "invalid", "Context", context=b"foo")
        self.verify("a context of 256 octets", "invalid", "Context", context=bytes(256))


def convert() -> list[Case]:
    """An Ed25519 key pair as X25519 keys."""
    public = "b5076a8474a832daee4dd5b4040983b6623b5f344aca57d4d6ee4baf3f259e6e"
    return [
        {
            "id": "public key",
            "op": "to_x25519_public",
            "in": {"public_key_hex": public},
            "out": {"public_key_hex": "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"},
            "result": "valid",
        },
        {
            "id": "private key",
            "op": "to_x25519_private",
            "in": {"seed_hex": "421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee"},
            "out": {"private_hex": "8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166"},
            "result": "valid",
        },
        {
            "id": "its Ed25519 public key",
            "op": "public_key",
            "in": {"seed_hex": "421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee"},
            "out": {"public_key_hex": public},
            "result": "valid",
        },
    ]


# The u of order 8 on curve25519; 0, 1 and p - 1 are the others of small order, there and on the twist.
ORDER_EIGHT = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)


class Exchanges:
    """The cases of X25519 or X448."""

    def __init__(self, name: str, p: int, size: int, twin: Callable[[bytes, bytes], bytes]) -> None:
        self.name, self.p, self.size, self.twin = name, p, size, twin
        self.cases: list[Case] = []
        self.private = octets(f"{name} private", size)
        self.base = (9 if size == 32 else 5).to_bytes(size, "little")

    def exchange(self, name: str, flag: str, u: int | bytes, private: bytes | None = None) -> None:
        private = self.private if private is None else private
        public = u if isinstance(u, bytes) else u.to_bytes(self.size, "little")
        case: Case = {
            "id": name,
            "op": "exchange",
            "in": {"private_hex": private.hex(), "public_hex": public.hex()},
            "result": "invalid",
            "flags": [flag],
        }
        if len(public) == len(private) == self.size:
            secret = self.twin(private, public)
            if any(secret):
                case["out"] = {"secret_hex": secret.hex()}
                case["result"] = "valid"
            else:
                case["out"] = {"error_code": "crypto.invalid_key"}
        self.cases.append(case)

    def public(self, name: str, flag: str, private: bytes) -> None:
        case: Case = {"id": f"{name}, public key", "op": "public_key", "in": {"private_hex": private.hex()}}
        if len(private) == self.size:
            case["out"] = {"public_key_hex": self.twin(private, self.base).hex()}
        result = "valid" if "out" in case else "invalid"
        self.cases.append({**case, "result": result, "flags": [flag]})

    def all(self, order: int) -> list[Case]:
        p, size = self.p, self.size
        low = [("0", 0), ("1", 1), ("p - 1", p - 1), ("p", p), ("p + 1", p + 1)]
        if size == 32:
            low += [(f"of order 8, {i}", u) for i, u in enumerate(ORDER_EIGHT)]
        for name, u in low:
            self.exchange(f"u {name}", "SmallOrder", u)
            if size == 32:
                self.exchange(f"u {name}, top bit set", "SmallOrder", u | 1 << 255)
        top = (1 << 255 if size == 32 else 1 << 448) - 1
        for name, u in (("p + 2", p + 2), ("p + 5", p + 5), ("p + 9", p + 9), ("the largest", top)):
            self.exchange(f"u {name}", "NonCanonical", u)
        if size == 32:
            for name, u in (("9", 9), ("p + 9", p + 9), ("the largest", top)):
                self.exchange(f"u {name}, top bit set", "TopBit", u | 1 << 255)
        a = 486662 if size == 32 else 156326
        twist = [u for u in range(2, 60) if pow(u**3 + a * u * u + u, (p - 1) // 2, p) != 1]
        for u in twist[:3]:
            self.exchange(f"u {u}", "Twist", u)
        for place, bits in ((0, 7 if size == 32 else 3), (size - 1, 192 if size == 32 else 128)):
            changed = bytearray(self.private)
            changed[place] ^= bits
            self.exchange(f"clamped bits of octet {place} turned", "Clamping", 7, bytes(changed))
            self.public(f"clamped bits of octet {place} turned", "Clamping", bytes(changed))
        edges = [("all zero", bytes(size)), ("all ones", b"\xff" * size)]
        edges += [(f"{times}L", (times * order).to_bytes(size, "little")) for times in (1, 2, 4)]
        for name, private in edges:
            self.exchange(f"private key {name}", "Edge", 7, private)
            self.public(f"private key {name}", "Edge", private)
        for length in (0, size - 1, size + 1):
            self.exchange(f"u of {length} octets", "Length", bytes([9]) * length)
            self.exchange(f"private key of {length} octets", "Length", 9, bytes(length))
            self.public(f"private key of {length} octets", "Length", bytes(length))
        return self.cases


def used(flags: dict[str, str], cases: list[Case]) -> dict[str, str]:
    return {flag: text for flag, text in flags.items() if any(flag in case["flags"] for case in cases)}


def main() -> None:
    for name, curve in (("Ed25519", affine.ED25519), ("Ed448", affine.ED448)):
        maker = Signatures(name, curve)
        maker.signatures()
        maker.encodings()
        maker.small_orders()
        if name == "Ed448":
            maker.last_octets()
            maker.contexts()
        write(
            "crypto",
            f"{name.lower()}.jamlite",
            title=f"{name}: refusals and edges",
            family=name,
            spec=f"RFC 8032 section {'5.1' if name == 'Ed25519' else '5.2'}",
            source=OWN,
            flags=used(SIGNATURE_FLAGS, maker.cases),
            cases=maker.cases,
        )
    for name, curve, size, twin in (
        ("X25519", affine.ED25519, 32, plain_montgomery.x25519),
        ("X448", affine.ED448, 56, plain_montgomery.x448),
    ):
        cases = Exchanges(name, curve.p, size, twin).all(curve.order)
        write(
            "crypto",
            f"{name.lower()}.jamlite",
            title=f"{name}: refusals and edges",
            family=name,
            spec="RFC 7748 sections 5 and 6",
            source=OWN,
            flags=used(EXCHANGE_FLAGS, cases),
            cases=cases,
        )
    write(
        "crypto",
        "ed25519.libsodium",
        title="Ed25519 keys as X25519 keys",
        family="Ed25519",
        spec="RFC 7748 section 4.1",
        source=LIBSODIUM,
        cases=convert(),
    )


if __name__ == "__main__":
    main()
