"""ChaCha20-Poly1305 up to 16 MiB: the time is linear, the memory at most 20 times the message.

Run: python3 -m tests.slow.slow_chacha
"""

from __future__ import annotations

import time
import tracemalloc
import unittest

from jamlite.crypto import chacha20, chacha20_poly1305, xchacha20, xchacha20_poly1305

KEY, NONCE = bytes(range(32)), bytes(range(24))
MIB = 1 << 20


def seal(size: int) -> None:
    chacha20_poly1305.encrypt(KEY, NONCE[:12], bytes(size), b"")


class Large(unittest.TestCase):
    def test_time_is_linear(self) -> None:
        seal(MIB // 16)  # what is built at first use is not counted
        per_byte = []
        for size in (MIB, 16 * MIB):
            times = []
            for _ in range(3):
                start = time.process_time()
                seal(size)
                times.append(time.process_time() - start)
            per_byte.append(min(times) / size)
        # Quadratic work would make the second figure 16 times the first.
        self.assertLess(per_byte[1], 3 * per_byte[0], per_byte)

    def test_memory(self) -> None:
        if not hasattr(tracemalloc, "start"):
            self.skipTest("no tracemalloc here")
        for size in (MIB, 16 * MIB):
            tracemalloc.start()
            seal(size)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            self.assertLess(peak, 20 * size)

    def test_sixteen_mebibytes_open_again(self) -> None:
        text = bytes(range(256)) * (16 * MIB // 256)
        sealed, tag = xchacha20_poly1305.encrypt(KEY, NONCE, text, b"aad")
        self.assertEqual(xchacha20_poly1305.decrypt(KEY, NONCE, sealed, b"aad", tag), text)
        # The stream far in is the stream that begins there.
        at = 12_345 * 64
        self.assertEqual(xchacha20.xor(KEY, NONCE, text[at : at + 999], 12_346), sealed[at : at + 999])

    def test_the_last_blocks_before_the_counter_ends(self) -> None:
        start = (1 << 32) - 600
        whole = chacha20.xor(KEY, NONCE[:12], bytes(600 * 64), start)
        for block in (0, 255, 256, 599):
            single = chacha20.xor(KEY, NONCE[:12], bytes(64), start + block)
            self.assertEqual(whole[64 * block : 64 * block + 64], single)


if __name__ == "__main__":
    unittest.main()
