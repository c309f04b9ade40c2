"""AES up to 16 MiB: time grows as the length does, memory stays within 20 times the message."""

from __future__ import annotations

import time
import tracemalloc
import unittest
from typing import Callable

from jamlite.crypto import aes_cbc, aes_ctr, aes_gcm

MIB = 1 << 20
KEY, IV = bytes(range(16)), bytes(range(16))


def gcm_decrypt(data: bytes) -> object:
    prepared = aes_gcm.prepare(KEY)
    ciphertext, tag = prepared.encrypt(IV, data, b"")
    return prepared.decrypt(IV, ciphertext, b"", tag)


MODES: dict[str, Callable[[bytes], object]] = {
    "CTR": lambda data: aes_ctr.encrypt(KEY, IV, data),
    "GCM encrypt": lambda data: aes_gcm.encrypt(KEY, IV, data, b""),
    "GCM both ways": gcm_decrypt,
    "GCM, all of it aad": lambda data: aes_gcm.encrypt(KEY, IV, b"", data),
    "CBC decrypt": lambda data: aes_cbc.decrypt_unpadded(KEY, IV, data),
    "CBC encrypt": lambda data: aes_cbc.encrypt(KEY, IV, data),
}


class LongMessages(unittest.TestCase):
    def test_linear_time(self) -> None:
        for name, run in MODES.items():
            with self.subTest(mode=name):
                short = min(self.seconds(run, MIB) for _ in range(3))
                long = self.seconds(run, 16 * MIB)
                print(f"{name}: 1 MiB {short:.3f} s, 16 MiB {long:.3f} s, ratio {long / short:.1f}")
                self.assertLess(long / short, 2 * 16)  # 256 would be quadratic; the caches take their share

    def test_cost_per_byte_falls(self) -> None:
        for name in ("CTR", "GCM encrypt", "CBC decrypt"):
            with self.subTest(mode=name):
                costs = [
                    min(self.seconds(MODES[name], size) for _ in range(9)) / size
                    for size in (64, 1024, 65536)
                ]
                self.assertGreater(costs[0], 2 * costs[1])
                self.assertGreater(costs[1], 1.5 * costs[2])

    def test_memory(self) -> None:
        for name, run in MODES.items():
            for size in (MIB, 16 * MIB) if name in ("CTR", "GCM encrypt") else (MIB,):
                with self.subTest(mode=name, size=size):
                    data = bytes(size)
                    tracemalloc.start()
                    run(data)
                    peak = tracemalloc.get_traced_memory()[1]
                    tracemalloc.stop()
                    print(f"{name}: {size // MIB} MiB, peak {peak / size:.1f} times the message")
                    self.assertLess(peak, 20 * size)

    def test_pieces_of_the_real_size_take_four_times_the_message(self) -> None:
        if not hasattr(tracemalloc, "start"):
            self.skipTest("no tracemalloc here")
        text = bytes(3 * aes_gcm._PIECE)
        sealed, tag = aes_gcm.encrypt(KEY, IV, text, b"")
        for run in (
            lambda: aes_gcm.encrypt(KEY, IV, text, b""),
            lambda: aes_gcm.decrypt(KEY, IV, sealed, b"", tag),
        ):
            tracemalloc.start()
            run()
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            self.assertLess(peak, 4.1 * len(text))

    def test_what_16_mib_hold(self) -> None:
        data = bytes(range(256)) * (16 * MIB // 256)
        ciphertext, tag = aes_gcm.encrypt(KEY, IV, data, b"")
        self.assertEqual(aes_gcm.decrypt(KEY, IV, ciphertext, b"", tag), data)
        self.assertEqual(aes_ctr.decrypt(KEY, IV, aes_ctr.encrypt(KEY, IV, data)), data)

    @staticmethod
    def seconds(run: Callable[[bytes], object], size: int) -> float:
        data = bytes(size)
        start = time.process_time()
        run(data)
        return time.process_time() - start


if __name__ == "__main__":
    unittest.main()
