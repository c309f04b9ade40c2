"""100 000 honest secrets, none of which may be taken for a trace of anything else."""

import unittest

from tests.keys.test_traces import judged


class Honest(unittest.TestCase):
    def test_100_000_random_secrets(self) -> None:
        self.assertEqual(judged(25_000, seed=2), [])


if __name__ == "__main__":
    unittest.main()
