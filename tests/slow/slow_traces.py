"""All public texts in all wrappings and damages, and 100 000 honest secrets: none is taken for the other."""

import unittest

from jamlite.keys import traces
from tests.keys import attacks
from tests.keys.test_traces import judged


class Traces(unittest.TestCase):
    def test_200_000_public_texts(self) -> None:
        accepted = [name for name, text in attacks.rows() if traces.trace_of(text) is None]
        self.assertEqual(accepted, [])

    def test_100_000_random_secrets(self) -> None:
        self.assertEqual(judged(25_000, seed=2), [])


if __name__ == "__main__":
    unittest.main()
