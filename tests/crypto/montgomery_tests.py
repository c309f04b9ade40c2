"""What test_x25519.py and test_x448.py ask of both functions."""

from __future__ import annotations

import random
from types import ModuleType
from typing import Any, Callable, Iterable

from jamlite.exceptions import JamInvalidKeyError
from tests.crypto import hostile
from tests.crypto.watched import Watched


def plain_steps(
    x1: int, state: tuple[int, int, int, int], swaps: Iterable[int], *, prime: int, a24: int
) -> tuple[int, int, int, int]:
    """Take a step of the ladder for each swap (RFC 7748 section 5, its letters)."""
    x2, z2, x3, z3 = state
    for swap in swaps:
        A, B, C, D = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        DA, CB = D * A % prime, C * B % prime
        A, B = (A, C)[swap], (B, D)[swap]
        AA, BB = A * A % prime, B * B % prime
        E = AA - BB
        x2, z2 = AA * BB % prime, E * (AA + a24 * E) % prime
        x3, z3 = (DA + CB) ** 2 % prime, x1 * (DA - CB) ** 2 % prime
    return x2, z2, x3, z3


class MontgomeryTests:
    """To be mixed into a TestCase that names the module, its twin and its bounds."""

    module: ModuleType
    twin: Callable[[bytes, bytes], bytes]
    size: int
    base: int
    product_bits: int
    steps: Callable[..., Any]
    a24: int

    def test_bad_input(self: Any) -> None:
        module, good = self.module, bytes([9]) * self.size
        sizes = (0, 1, self.size - 1, self.size + 1, 1 << 16)
        hostile.check_types(self, module.public_key, good)
        hostile.check_types(self, module.exchange, good, good)
        hostile.check_sizes(self, module.public_key, (good,), 0, sizes)
        hostile.check_sizes(self, module.exchange, (good, good), 0, sizes)
        hostile.check_sizes(self, module.exchange, (good, good), 1, sizes)

    def test_small_orders_are_refused(self: Any) -> None:
        p = self.module.P
        for u in (0, 1, p - 1, p, p + 1):
            for private in (bytes(self.size), b"\xff" * self.size, bytes(range(self.size))):
                public = u.to_bytes(self.size, "little")
                with self.assertRaises(JamInvalidKeyError) as caught:
                    self.module.exchange(private, public)
                self.assertNotIn(private.hex(), str(caught.exception))

    def test_twin(self: Any) -> None:
        draw = random.Random(2)
        base = self.base.to_bytes(self.size, "little")
        for _ in range(15):
            private = draw.getrandbits(8 * self.size).to_bytes(self.size, "little")
            public = draw.getrandbits(8 * self.size).to_bytes(self.size, "little")
            self.assertEqual(self.module.exchange(private, public), type(self).twin(private, public))
            self.assertEqual(self.module.public_key(private), type(self).twin(private, base))

    def test_both_sides_agree(self: Any) -> None:
        for number in range(5):
            one, other = bytes([number]) * self.size, bytes([number + 100]) * self.size
            self.assertEqual(
                self.module.exchange(one, self.module.public_key(other)),
                self.module.exchange(other, self.module.public_key(one)),
            )

    def test_the_steps_are_the_readable_ones(self: Any) -> None:
        p, draw = self.module.P, random.Random(4)
        u = draw.getrandbits(p.bit_length())
        fast = plain = (1, 0, u, 1)
        for _ in range(300):
            swaps = [draw.getrandbits(1) for _ in range(5)]
            fast = self.steps(u, fast, swaps)
            plain = plain_steps(u, plain, swaps, prime=p, a24=self.a24)
            self.assertEqual([value % p for value in fast], [value % p for value in plain])

    def test_bounds_over_a_chain_of_steps(self: Any) -> None:
        p = self.module.P
        u = Watched((1 << p.bit_length()) - 1)
        state = (Watched(1), Watched(0), u, Watched(1))
        draw = random.Random(3)
        Watched.longest = 0
        for _ in range(10_000):
            state = self.steps(u, state, [draw.getrandbits(1)])
            self.assertTrue(all(0 <= value < p for value in state))
        self.assertLessEqual(Watched.longest, self.product_bits)
        self.assertGreater(Watched.longest, 2 * p.bit_length() - 2)  # the watch was running
