"""EdDSA (RFC 8032 section 3): what Ed25519 and Ed448 share, given the parameters of one of them.

Decided where the standard leaves room: R is recomputed and compared as bytes, without the cofactor
(sections 5.1.7 and 5.2.7 allow it), so exactly one encoding of R passes; public keys of small order
are refused, because a signature under one of them can fit many messages.

Points are (X, Y, Z, E, H) with x = X/Z, y = Y/Z and x*y = E*H/Z: extended coordinates (Hisil, Wong, Carter,
Dawson 2008, "Twisted Edwards Curves Revisited"), T kept as its two factors because only an addition needs it.

plain/plain_eddsa.py is the readable form; the official vectors judge both.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamInvalidKeyError
from ._scalars import Multiples, base_multiples, multiply_base, sum_of

PARTS = 8  # of a scalar, where the tables for it pay; 4 take 1.18 times the time on Ed25519

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, List, Sequence

    from ._scalars import Addend, Point


class EdwardsGroup:
    """A group under the names that _scalars.py asks for; what an addend is, each group says.

    Its formulas are complete: they hold for every pair of points, so nothing branches on one.
    """

    __slots__ = (
        "add", "addend", "bits", "cofactor", "combs", "double", "generator", "negative", "order", "prime",
    )  # fmt: skip
    neutral: Point = (0, 1, 1, 0, 1)

    def __init__(
        self,
        *,
        prime: int,
        order: int,
        cofactor: int,
        base: tuple[int, int],
        bits: int,
        combs: tuple[tuple[int, int, int], tuple[int, int, int]],
        double: Callable[..., Point],
        add: Callable[[Point, Addend], Point],
        addend: Callable[[Point], Addend],
        negative: Callable[[Addend], Addend],
    ) -> None:
        self.prime = prime
        self.order = order
        self.cofactor = cofactor
        self.generator = affine_point(*base)
        self.bits = bits  # scalars are below 2^bits
        self.combs = combs  # teeth, blocks, spacing of both
        self.double = double
        self.add = add
        self.addend = addend
        self.negative = negative

    def first_sums(self) -> list[Addend] | None:
        """Return the sums of the first comb, if they are kept as data."""
        return None

    def addends(self, points: Sequence[Point]) -> List[Addend]:
        """Return addends with Z = 1, one inversion for all (Montgomery's trick, as in _weierstrass.py).

        Eight or fewer keep their Z: they are not added often enough to pay for an inversion.
        """
        if len(points) <= 8:
            return [self.addend(point) for point in points]
        p = self.prime
        products = [1]
        for point in points:
            products.append(products[-1] * point[2] % p)
        inverse = pow(products.pop(), -1, p)
        addends = []
        for x, y, z, _, _ in reversed(points):
            reciprocal = inverse * products.pop() % p
            inverse = inverse * z % p
            addends.append(self.addend(affine_point(x * reciprocal % p, y * reciprocal % p)))
        return addends[::-1]

    def affine(self, point: Point) -> tuple[int, int]:
        """Return x and y in [0, p)."""
        inverse = pow(point[2], -1, self.prime)
        return point[0] * inverse % self.prime, point[1] * inverse % self.prime

    def has_small_order(self, point: Point) -> bool:
        """Tell whether [cofactor]point is neutral; its order is odd, so x = 0 says so."""
        return self.double(point, self.cofactor.bit_length() - 1)[0] % self.prime == 0

    def start(self, addend: Addend) -> Point:
        """Return an addend as a point."""
        return self.add(self.neutral, addend)

    def odd_scalar(self, k: int) -> tuple[int, int]:
        """Return the odd one of k and k + L, where [L]B is neutral; nothing is negated."""
        return (k + self.order, k)[k & 1], 0

    def signed(self, point: Point, negated: int) -> Point:
        """Return the point: odd_scalar never negates."""
        return point


def affine_point(x: int, y: int) -> Point:
    """Return the point with these coordinates."""
    return x, y, 1, x, y


class Scheme:
    """The parameters of one EdDSA: one row of what section 5 says."""

    __slots__ = ("clamp", "decode", "digest", "dom", "encode", "group", "name", "size")

    def __init__(
        self,
        *,
        name: str,
        group: EdwardsGroup,
        size: int,
        digest: Callable[[bytes], bytes],
        dom: Callable[[bytes], bytes],
        clamp: Callable[[bytes], int],
        encode: Callable[[Point], bytes],
        decode: Callable[[bytes], Point | None],
    ) -> None:
        self.name = name
        self.group = group
        self.size = size  # bytes of a seed, of a public key, of either half of a signature: b/8
        self.digest = digest  # H, 2*size bytes
        self.dom = dom  # context -> the prefix of what H takes for r and k
        self.clamp = clamp  # first half of H(seed) -> secret scalar
        self.encode = encode
        self.decode = decode

    def private_key(self, seed: object) -> PrivateKey:
        """Return the key of a seed; raises JamCryptoError for a wrong type or size."""
        return PrivateKey(self, sized(seed, f"the {self.name} seed", self.size))

    def public_key(self, encoded: object) -> PublicKey:
        """Return the key of a point's encoding.

        Raises:
            JamCryptoError: a wrong type or size.
            JamInvalidKeyError: no point has this encoding, or a point of small order.
        """
        data = sized(encoded, f"the {self.name} public key", self.size)
        return PublicKey(self, data, self.point(data))

    def verify(self, encoded: object, message: object, signature: object, context: object) -> bool:
        """Tell whether a signature is valid; False too for a public key that is not an acceptable point."""
        data = sized(encoded, f"the {self.name} public key", self.size)
        try:
            key = PublicKey(self, data, self.point(data))
        except JamInvalidKeyError:
            key = None
        # The other arguments are checked whatever the key is.
        message, signature = octets(message, "the message"), octets(signature, "the signature")
        dom = self.dom(octets(context, "the context"))
        return key is not None and key._verify(message, signature, dom)

    def point(self, encoded: bytes) -> Point:
        """Return the point of a public key, or raise JamInvalidKeyError."""
        point = self.decode(encoded)
        if point is None:
            raise JamInvalidKeyError(f"the {self.name} public key is not the encoding of a point")
        if self.group.has_small_order(point):
            raise JamInvalidKeyError(f"the {self.name} public key is a point of small order")
        return point

    def expand(self, seed: bytes) -> tuple[int, bytes]:
        """Return the secret scalar and the prefix (sections 5.1.5 and 5.2.5)."""
        h = self.digest(seed)
        return self.clamp(h[: self.size]), h[self.size :]

    def hash(self, *parts: bytes) -> int:
        """Return H over the parts, modulo L."""
        return int.from_bytes(self.digest(b"".join(parts)), "little") % self.group.order


class PrivateKey:
    """A private key, its seed already expanded; makes many signatures."""

    __slots__ = ("_prefix", "_scalar", "_scheme", "public")

    def __init__(self, scheme: Scheme, seed: bytes) -> None:
        self._scheme = scheme
        self._scalar, self._prefix = scheme.expand(seed)
        # Always from the seed: signing with a public key from elsewhere would give the secret away.
        self.public = scheme.encode(multiply_base(scheme.group, self._scalar))

    def sign(self, message: bytes, context: bytes = b"") -> bytes:
        """Return the signature of `message` (sections 5.1.6 and 5.2.6).

        Args:
            message: any length.
            context: 0 to 255 bytes for Ed448; Ed25519 has none.

        Raises:
            JamCryptoError: an argument is not bytes, or the context is too long.
        """
        scheme, A = self._scheme, self.public
        M, dom = octets(message, "the message"), scheme.dom(octets(context, "the context"))
        r = scheme.hash(dom, self._prefix, M)  # step 2
        R = scheme.encode(multiply_base(scheme.group, r))  # step 3
        k = scheme.hash(dom, R, A, M)  # step 4
        S = (r + k * self._scalar) % scheme.group.order  # step 5
        return R + S.to_bytes(scheme.size, "little")

    def __repr__(self) -> str:
        return f"<{self._scheme.name} private key of {self.public.hex()}>"


class PublicKey:
    """A public key that has been checked; verifies many signatures.

    Its second use builds tables that make every later one at least twice as fast; they live in the
    object and die with it.
    """

    __slots__ = ("_minus_a", "_multiples", "_scheme", "_used", "encoded")

    def __init__(self, scheme: Scheme, encoded: bytes, point: Point) -> None:
        x, y, z, e, h = point
        self.encoded = encoded
        self._scheme = scheme
        self._minus_a: Point = (-x, y, z, -e, h)
        self._multiples: Multiples | None = None
        self._used = False

    def verify(self, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        """Tell whether `signature` is this key's for `message`; arguments and errors as in `sign`."""
        message, signature = octets(message, "the message"), octets(signature, "the signature")
        return self._verify(message, signature, self._scheme.dom(octets(context, "the context")))

    def _verify(self, message: bytes, signature: bytes, dom: bytes) -> bool:
        size = self._scheme.size
        if len(signature) != 2 * size:
            return False
        R, S = signature[:size], int.from_bytes(signature[size:], "little")
        # Step 1: S < L, or a second S would do ("malleable" signatures).
        if S >= self._scheme.group.order:  # noqa: SIM300
            return False
        return self._recompute(message, R, S, dom) == R

    def _recompute(self, M: bytes, R: bytes, S: int, dom: bytes) -> bytes:
        """Return the encoding of [S]B - [k]A, which is R if [S]B = R + [k]A (step 3)."""
        scheme, group = self._scheme, self._scheme.group
        k = scheme.hash(dom, R, self.encoded, M)  # step 2
        if self._used:
            B = base_multiples(group, width=8, parts=PARTS)
            if self._multiples is None:
                self._multiples = Multiples(group, self._minus_a, width=5, parts=PARTS)
            A = self._multiples
        else:
            self._used = True
            # More parts would share no doubling: A has all of them. On Ed25519 4 take 1.4 ms more to make.
            B = base_multiples(group, width=7, parts=1)
            A = Multiples(group, self._minus_a, width=5, parts=1)
        return scheme.encode(sum_of(group, B.terms(S) + A.terms(k)))

    def __repr__(self) -> str:
        return f"<{self._scheme.name} public key {self.encoded.hex()}>"
