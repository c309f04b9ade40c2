"""The time of an Ed25519 or Ed448 signature does not depend on the bit length of its nonce."""

from __future__ import annotations

import gc
import random
import statistics
import time
import unittest
from types import ModuleType

from jamlite.crypto import _edwards448, _edwards25519
from jamlite.crypto._scalars import FIRST_COMB_USES, multiply_base

PAIRS = 1500
ATTEMPTS = 3  # a busy machine may disturb one measurement


class NonceLength(unittest.TestCase):
    def ratio(self, arithmetic: ModuleType) -> float:
        """Median ratio over interleaved pairs: a nonce 64 bits short against a full one."""
        group, order = arithmetic.GROUP, arithmetic.L
        draw = random.Random(7)
        bits = order.bit_length()

        def seconds(k: int) -> float:
            start = time.thread_time()
            multiply_base(group, k)
            return time.thread_time() - start

        for _ in range(FIRST_COMB_USES + 1):
            seconds(1)
        ratios = []
        gc.disable()
        try:
            for number in range(PAIRS):
                short = draw.getrandbits(bits - 64) | 1 << (bits - 65)
                full = draw.randrange(order >> 1, order)
                if number % 2:
                    one, other = seconds(short), seconds(full)
                else:
                    other, one = seconds(full), seconds(short)
                ratios.append(one / other)
        finally:
            gc.enable()
        return statistics.median(ratios)

    def check(self, arithmetic: ModuleType) -> None:
        ratios = []
        for _ in range(ATTEMPTS):
            ratios.append(self.ratio(arithmetic))
            if 0.98 <= ratios[-1] <= 1.02:
                print(f"{arithmetic.__name__}: short nonce / full nonce = {ratios[-1]:.4f}")
                return
        self.fail(f"the time follows the length of the nonce: {ratios}")

    def test_ed25519(self) -> None:
        self.check(_edwards25519)

    def test_ed448(self) -> None:
        self.check(_edwards448)


if __name__ == "__main__":
    unittest.main()
