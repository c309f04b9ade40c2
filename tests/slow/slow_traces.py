"""All public texts in all wrappings and damages, and 100 000 honest secrets: none is taken for the other."""

import base64
import unittest

from jamlite.keys import oct, traces
from tests.keys import attacks
from tests.keys.test_traces import judged


class Traces(unittest.TestCase):
    def test_200_000_public_texts(self) -> None:
        accepted = [name for name, text in attacks.rows() if oct.trace_of(text) is None]
        self.assertEqual(accepted, [])

    def test_no_part_of_them_is_told_to_be_a_secret_too_early(self) -> None:
        """What `oct` lets through without `traces`, `traces` lets through, too."""
        for at, (name, text) in enumerate(attacks.rows()):
            start = at % 97
            for part in (text[start : start + 24 + at % 41], text[-24 - at % 41 :]):
                if oct._is_plain_word(part) or oct._is_random(part):
                    self.assertIsNone(traces.trace_of(part), (name, part))
            part = text[start : start + 48 + at % 81]
            for form in (part, base64.b64encode(part[:64]), part[:64].hex().encode()):
                if oct._is_plain_word(form):
                    self.assertIsNone(traces.trace_of(form), (name, form))

    def test_100_000_random_secrets(self) -> None:
        self.assertEqual(judged(25_000, seed=2), [])


if __name__ == "__main__":
    unittest.main()
