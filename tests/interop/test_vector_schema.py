"""vectors/schema.json is JSON Schema 2020-12, and a validator of others finds every vector file in order."""

from __future__ import annotations

import json
import os
import unittest

from jamlite.conformance import schema_check, vectors
from tests.conformance.test_schema import DAMAGES, FINE, SCHEMA
from tests.support import ROOT, needs


class Schema(unittest.TestCase):
    def setUp(self) -> None:
        jsonschema = needs("jsonschema")
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.validator = jsonschema.Draft202012Validator(SCHEMA)

    def test_every_file(self) -> None:
        for path, _ in vectors.find(os.path.join(ROOT, "vectors")):
            with self.subTest(path), open(path, encoding="utf-8") as stream:
                self.assertEqual(
                    [str(error.message)[:200] for error in self.validator.iter_errors(json.load(stream))], []
                )

    def test_our_own_validator_agrees(self) -> None:
        for data in [*DAMAGES, *FINE]:
            with self.subTest(str(data)[:300]):
                self.assertEqual(self.validator.is_valid(data), not schema_check.faults(data))


if __name__ == "__main__":
    unittest.main()
