"""Our own cases for ECDSA, ECDH and SEC 1 points: crafted sums, edges of the ranges, refusals.

Needs no folder. Values are made with the schoolbook arithmetic of tests/crypto/affine.py, and numbers
that may be any are hashes of their names, so that the same files come out again.
"""

from __future__ import annotations

import hashlib
from typing import Any

from jamlite.crypto._curves import CURVES
from tests.crypto import affine

from .common import write

OWN = {"name": "jamlite", "license": "Apache-2.0"}
HASHES = {"P-256": "sha256", "P-384": "sha384", "P-521": "sha512", "secp256k1": "sha256"}
FLAGS = {
    "Reduction": "x(R) is not below n, so that r is x(R) - n (FIPS 186-5 section 6.4.1, step 6)",
    "EqualPoints": "[u1]G = [u2]Q: the last addition is a doubling",
    "OppositePoints": "[u1]G = -[u2]Q: the sum is the point at infinity, which no signature may give",
    "SmallMultiple": "u1, u2 or the private key is 1, 2, -1 or -2 modulo n, so that partial sums collide",
    "LeadingZeros": "r or s begins with a zero octet and must keep it",
    "OtherS": "n - s is as good as s; only formats that ask for a low s refuse it",
    "Range": "r and s must lie in [1, n-1] (FIPS 186-5 section 6.4.2, step 1)",
    "Length": "r and s have one fixed length each (RFC 7518 section 3.4)",
    "Changed": "r, s, message or key is not what was signed with",
    "NotOnCurve": "the point does not solve the curve's equation (SEC 1 section 3.2.2.1)",
    "NotReduced": "a coordinate is not below p, r or s not below n; it would have two spellings",
    "Draws": "a candidate above n - 2 is drawn again, and the private key is one more than the candidate"
    " (FIPS 186-5 appendix A.2.2)",
    "PrivateRange": "a private key lies in [1, n-1]",
    "Collision": "the last addition of a window method meets two equal points",
    "Infinity": "the point at infinity is no public key",
    "Form": "the first octet is 02, 03 or 04 (RFC 5480 section 2.2; hybrid forms are not read)",
    "OtherRoot": "both values of the first octet give their own root",
}
Case = dict[str, Any]


class Maker:
    """The cases of one curve."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hash = HASHES[name]
        self.p, self.n, self.g = CURVES[name].p, CURVES[name].n, CURVES[name].g
        self.size = CURVES[name].size
        self.short = 1 << (self.n.bit_length() - 8) // 8 * 8  # below it the first octet is zero
        self.cases: list[Case] = []

    def number(self, label: str) -> int:
        """Return a number in [2, n-3] that depends on the label alone."""
        return 2 + int.from_bytes(hashlib.shake_256(label.encode()).digest(self.size + 8), "big") % (
            self.n - 4
        )

    def wide(self, value: int) -> str:
        return f"{value:0{2 * self.size}x}"

    def times(self, k: int, point: affine.Point = None) -> affine.Point:
        return affine.multiply(self.name, k % self.n, point or self.g)

    def public(self, point: affine.Point) -> dict[str, str]:
        assert point is not None
        return {"x_hex": self.wide(point[0]), "y_hex": self.wide(point[1])}

    def e(self, message: str) -> int:
        value = int.from_bytes(hashlib.new(self.hash, message.encode()).digest(), "big")
        assert value.bit_length() <= self.n.bit_length()  # each curve has its own hash here
        return value

    def case(self, ident: str, op: str, fields: Any, result: str, flag: str, out: Any = None) -> None:
        record: Case = {"id": ident, "op": op, "in": fields, "result": result, "flags": [flag]}
        if out is not None:
            record["out"] = out
        self.cases.append(record)

    def signature(
        self, ident: str, flag: str, Q: affine.Point, message: str, r: int, s: int, result: str = "valid"
    ) -> None:
        """Add a verification; the schoolbook twin must agree with what is claimed."""
        assert affine.verify(self.name, Q, self.e(message), r, s) == (result == "valid"), ident
        self.raw(ident, flag, Q, message, self.wide(r) + self.wide(s), result)

    def raw(
        self, ident: str, flag: str, Q: affine.Point, message: str, signature: str, result: str = "invalid"
    ) -> None:
        fields = {
            **self.public(Q),
            "message_utf8": message,
            "hash": self.hash,
            "signature_hex": signature,
        }
        self.case(ident, "verify", fields, result, flag)


def on_curve(name: str, x: int) -> affine.Point:
    """Return a point with this x, or None."""
    curve = CURVES[name]
    z = (x * x * x + curve.a * x + curve.b) % curve.p
    y = pow(z, (curve.p + 1) // 4, curve.p)
    return (x, y) if y * y % curve.p == z else None


def sign(make: Maker, d: int, message: str, k: int) -> tuple[int, int]:
    R = make.times(k)
    assert R is not None
    r = R[0] % make.n
    return r, pow(k, -1, make.n) * (make.e(message) + r * d) % make.n


def crafted_sums(make: Maker) -> None:
    n, message = make.n, "crafted"
    e = make.e(message)

    x = n  # a point whose x is n or a little more; Q = (s R - e G) / r
    while on_curve(make.name, x) is None:
        x += 1
    while on_curve(make.name, x - n) is not None or x == n:  # r itself must be no x of the curve
        x += 1
        while on_curve(make.name, x) is None:
            x += 1
    R, r, s = on_curve(make.name, x), x - n, make.number("s of x >= n")
    Q = make.times(pow(r, -1, n), affine.add(make.name, make.times(s, R), make.times(-e)))
    make.signature("x(R) >= n", "Reduction", Q, message, r, s)
    make.signature("x(R) >= n, r one more", "Reduction", Q, message, r + 1, s, "invalid")
    make.signature("x(R) >= n, r not reduced", "NotReduced", Q, message, r + n, s, "invalid")
    s = 5
    Q = make.times(pow(r, -1, n), affine.add(make.name, make.times(s, R), make.times(-e)))
    make.signature("s = 5", "Reduction", Q, message, r, s)
    make.signature("s = 5, not reduced", "NotReduced", Q, message, r, s + n, "invalid")

    u1 = make.number("u1")
    R = make.times(2 * u1)
    assert R is not None
    r = R[0] % n
    s = e * pow(u1, -1, n) % n
    u2 = r * pow(s, -1, n) % n
    make.signature("[u1]G = [u2]Q", "EqualPoints", make.times(u1 * pow(u2, -1, n)), message, r, s)
    r = make.number("r")
    Q = make.times(-e * pow(r, -1, n))
    make.signature("[u1]G = -[u2]Q", "OppositePoints", Q, message, r, s, "invalid")
    make.signature("[u1]G = -[u2]Q, another s", "OppositePoints", Q, message, r, s + 1, "invalid")

    k = make.number("k")
    R = make.times(k)
    assert R is not None
    r = R[0] % n
    for name, s in (
        ("u1 = 1", e),
        ("u1 = -1", -e),
        ("u2 = 1", r),
        ("u2 = -1", -r),
        ("u1 = 2", e * pow(2, -1, n)),
    ):
        Q = make.times((k * s - e) * pow(r, -1, n))
        make.signature(name, "SmallMultiple", Q, message, r, s % n)
    for name, d in (("Q = G", 1), ("Q = 2G", 2), ("Q = -G", n - 1), ("Q = -2G", n - 2)):
        make.signature(name, "SmallMultiple", make.times(d), message, *sign(make, d, message, k))
    for name, k in (("R = G", 1), ("R = -G", n - 1), ("R = 2G", 2)):
        d = make.number("d")
        make.signature(name, "SmallMultiple", make.times(d), message, *sign(make, d, message, k))


def signatures(make: Maker) -> None:
    n, size, message = make.n, make.size, "signed"
    d = make.number("d")
    Q = make.times(d)
    assert Q is not None
    r, s = sign(make, d, message, make.number("k"))
    make.signature("n - s", "OtherS", Q, message, r, n - s)
    R, k, found = make.g, 1, set()
    while len(found) < 2:
        R, k = affine.add(make.name, R, make.g), k + 1
        assert R is not None
        few_r = R[0] % n
        few_s = pow(k, -1, n) * (make.e(message) + few_r * d) % n
        for name, few in (("r", few_r), ("s", few_s)):
            if few < make.short and name not in found:
                found.add(name)
                make.signature(f"short {name}", "LeadingZeros", Q, message, few_r, few_s)
    for name, bad_r, bad_s in (
        ("r = 0", 0, s),
        ("s = 0", r, 0),
        ("r = s = 0", 0, 0),
        ("r = n", n, s),
        ("s = n", r, n),
        ("r = n + 1", n + 1, s),
        ("s = n + 1", r, n + 1),
        ("all bits set", 256**size - 1, 256**size - 1),
    ):
        make.signature(name, "Range", Q, message, bad_r, bad_s, "invalid")
    whole = make.wide(r) + make.wide(s)
    for name, signature in (
        ("empty", ""),
        ("one octet", "00"),
        ("r alone", make.wide(r)),
        ("last octet missing", whole[:-2]),
        ("an octet more", whole + "00"),
        ("an octet before", "00" + whole),
        ("r and s one octet longer", f"00{make.wide(r)}00{make.wide(s)}"),
        ("twice", whole + whole),
        ("DER", der(r, s)),
    ):
        make.raw(name, "Length", Q, message, signature)
    make.signature("another message", "Changed", Q, "signed.", r, s, "invalid")
    make.signature("r and s exchanged", "Changed", Q, message, s, r, "invalid")
    make.signature("r changed", "Changed", Q, message, r ^ 1, s, "invalid")
    make.signature("s changed", "Changed", Q, message, r, s ^ 1, "invalid")
    make.signature("-Q", "Changed", (Q[0], make.p - Q[1]), message, r, s, "invalid")
    make.signature("another key", "Changed", make.times(d + 1), message, r, s, "invalid")


def der(r: int, s: int) -> str:
    def integer(value: int) -> str:
        data = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return f"02{len(data):02x}{data.hex()}"

    body = integer(r) + integer(s)
    length = len(body) // 2
    return "30" + (f"{length:02x}" if length < 128 else f"81{length:02x}") + body


def bad_points(make: Maker) -> list[tuple[str, str, dict[str, str]]]:
    """Return (name, flag, x and y) of points that no operation may take."""
    x, y = make.g
    p = make.p
    values = [
        ("y one more", "NotOnCurve", x, y + 1),
        ("x and y exchanged", "NotOnCurve", y, x),
        ("(0, 0)", "NotOnCurve", 0, 0),
        ("(1, 1)", "NotOnCurve", 1, 1),
        ("x = p", "NotReduced", p, y),
        ("y = p", "NotReduced", x, p),
    ]
    other = CURVES["secp256k1" if make.name == "P-256" else "P-256"].g
    values.append(("a point of another curve", "NotOnCurve", *other))
    bad = [(name, flag, {"x_hex": make.wide(vx), "y_hex": make.wide(vy)}) for name, flag, vx, vy in values]
    wider = {"x_hex": f"{x + p:0{2 * make.size + 2}x}", "y_hex": make.wide(y)}
    bad.append(("x + p", "NotReduced", wider))
    wider = {"x_hex": make.wide(x), "y_hex": f"{y + p:0{2 * make.size + 2}x}"}
    bad.append(("y + p", "NotReduced", wider))
    return bad


def keys(make: Maker) -> None:
    n = make.n
    for name, flag, point in bad_points(make):
        make.case(name, "validate_public", point, "invalid", flag)
    for name, d in (
        ("d = 1", 1),
        ("d = 2", 2),
        ("d = n - 1", n - 1),
        ("d = n - 2", n - 2),
        ("d even", 2**200),
    ):
        pair = {"private_hex": make.wide(d)}
        make.case(name, "public_key", pair, "valid", "SmallMultiple", make.public(make.times(d)))
    for name, d in (("d = 0", 0), ("d = n", n), ("d = n + 1", n + 1), ("d = 2^4096", 2**4096)):
        octets = f"{d:x}"
        octets = octets.zfill(len(octets) + len(octets) % 2)
        make.case(name, "public_key", {"private_hex": octets}, "invalid", "PrivateRange")
        fields = {"private_hex": octets, "message_utf8": "", "hash": make.hash}
        make.case(f"{name}: sign", "sign", fields, "invalid", "PrivateRange")


def generation(make: Maker) -> None:
    """The range of generated keys: what comes of given draws, each as wide as n."""
    n = make.n
    excess = -n.bit_length() % 8  # the draw's lowest bits, which do not count
    highest = (1 << n.bit_length()) - 1
    for name, candidates in (
        ("candidate 0", [0]),
        ("candidate 1", [1]),
        ("candidate n - 2", [n - 2]),
        ("candidate n - 1, then 7", [n - 1, 7]),
        ("candidate n, then n - 2", [n, n - 2]),
        ("all bits set twice, then 0", [highest, highest, 0]),
    ):
        draws = "".join(make.wide(candidate << excess) for candidate in candidates)
        private = {"private_hex": make.wide(candidates[-1] + 1)}
        make.case(name, "generate", {"draws_hex": draws}, "valid", "Draws", private)


def exchanges(make: Maker) -> None:
    n = make.n
    other = make.times(make.number("the other side"))

    def exchange(name: str, flag: str, d: int) -> None:
        shared = make.times(d, other)
        assert shared is not None
        fields = {"private_hex": make.wide(d), **make.public(other)}
        make.case(name, "exchange", fields, "valid", flag, {"secret_hex": make.wide(shared[0])})

    for name, d in (
        ("d = 1", 1),
        ("d = 2", 2),
        ("d = n - 1", n - 1),
        ("d = n - 2", n - 2),
        ("d even", 2**200),
    ):
        exchange(name, "SmallMultiple", d)
    digit = (32 - n) % 64 - 64
    if digit > -32:  # n + 2*digit ends in the window `digit`, and the sum before it is `digit` modulo n
        exchange("collision, d odd", "Collision", n + 2 * digit)
        exchange("collision, d even", "Collision", -2 * digit)
    shared, k, found = other, 1, 0
    while found < 2:
        shared, k = affine.add(make.name, shared, other), k + 1
        assert shared is not None
        if shared[0] < make.short:
            exchange(f"short x, d = {k}", "LeadingZeros", k)
            found += 1
    for name, flag, point in bad_points(make):
        fields = {"private_hex": make.wide(make.number("d")), **point}
        make.case(name, "exchange", fields, "invalid", flag)
    for name, d in (("d = 0", 0), ("d = n", n)):
        fields = {"private_hex": make.wide(d), **make.public(other)}
        make.case(name, "exchange", fields, "invalid", "PrivateRange")
    for name, point_hex in (("infinity", "00"), ("infinity in full", "00" * (1 + 2 * make.size))):
        fields = {"private_hex": make.wide(5), "point_hex": point_hex}
        make.case(name, "exchange_with_point", fields, "invalid", "Infinity")


def octets(make: Maker) -> None:
    x, y = make.g
    wide_x, wide_y = make.wide(x), make.wide(y)
    for first, root in (("02", y if y % 2 == 0 else make.p - y), ("03", y if y % 2 else make.p - y)):
        point = {"point_hex": first + wide_x}
        make.case(f"{first} x", "decode", point, "valid", "OtherRoot", make.public((x, root)))
    no_root = next(v for v in range(1, 100) if on_curve(make.name, v) is None)
    for name, flag, point_hex in (
        ("empty", "Length", ""),
        ("infinity", "Infinity", "00"),
        ("infinity in full", "Infinity", "00" * (1 + 2 * make.size)),
        ("hybrid 06", "Form", "06" + wide_x + wide_y),
        ("hybrid 07", "Form", "07" + wide_x + wide_y),
        ("05", "Form", "05" + wide_x + wide_y),
        ("x and y alone", "Form", wide_x + wide_y),
        ("04 with x alone", "Length", "04" + wide_x),
        ("02 with x and y", "Length", "02" + wide_x + wide_y),
        ("an octet more", "Length", "04" + wide_x + wide_y + "00"),
        ("an octet less", "Length", "04" + wide_x + wide_y[:-2]),
        ("compressed, an octet more", "Length", f"0200{wide_x}"),
        ("x without a root", "NotOnCurve", "02" + make.wide(no_root)),
        ("compressed x = p", "NotReduced", "02" + make.wide(make.p)),
        ("compressed x = p + 1", "NotReduced", "03" + make.wide(make.p + 1)),
        ("x = p", "NotReduced", "04" + make.wide(make.p) + wide_y),
        ("y one more", "NotOnCurve", "04" + wide_x + make.wide(y + 1)),
    ):
        make.case(name, "decode", {"point_hex": point_hex}, "invalid", flag)


def main() -> None:
    for curve in CURVES:
        for room, family, spec, parts in (
            ("ecdsa", "ECDSA", "FIPS 186-5 section 6.4", (crafted_sums, signatures, keys, generation)),
            ("ecdh", "ECDH", "SP 800-56A section 5.7.1.2", (exchanges,)),
            ("sec1", "SEC 1", "SEC 1 version 2 section 2.3.4", (octets,)),
        ):
            make = Maker(curve)
            for part in parts:
                part(make)
            used = {flag for case in make.cases for flag in case["flags"]}
            write(
                "crypto",
                f"{room}_{curve.lower().replace('-', '')}.jamlite",
                title=f"{family} on {curve}: crafted sums, edges and refusals",
                family=f"{family} {curve}",
                spec=spec,
                source=OWN,
                cases=make.cases,
                flags={flag: text for flag, text in FLAGS.items() if flag in used},
            )


if __name__ == "__main__":
    main()
