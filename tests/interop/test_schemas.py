"""Bills of materials and vector files obey their published schemas, by validators of other people."""

from __future__ import annotations

import json
import os
import unittest

from jamlite.conformance import vectors
from jamlite.vendor import contents, features
from tests.support import ROOT, needs

GRAPH = contents.read_package()


class Bills(unittest.TestCase):
    def test_cyclonedx(self) -> None:
        """CycloneDX 1.6, strictly; a validator that accepts anything would be seen."""
        needs("cyclonedx")
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator

        validator = JsonStrictValidator(SchemaVersion.V1_6)
        for names in (("RS256", "verify-only"), ("totp",)):
            files = contents.build(features.find(names, GRAPH), GRAPH, "0.2.0", "0" * 40)
            with self.subTest(names):
                self.assertIsNone(validator.validate_str(files[contents.BILL].decode()))
        broken = json.loads(files[contents.BILL])
        broken["components"][0]["hashes"][0]["alg"] = "SHA-257"
        self.assertIsNotNone(validator.validate_str(json.dumps(broken)))


class Vectors(unittest.TestCase):
    def test_every_file(self) -> None:
        needs("jsonschema")
        from jsonschema import Draft202012Validator

        folder = os.path.join(ROOT, "vectors")
        with open(os.path.join(folder, "schema.json"), encoding="utf-8") as stream:
            schema = json.load(stream)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        count = 0
        for path, _ in vectors.find(folder):
            with open(path, encoding="utf-8") as stream:
                data = json.load(stream)
            self.assertIsNone(next(validator.iter_errors(data), None), path)
            count += 1
        self.assertGreater(count, 150)
        for name, value in (("schema", "jamlite-vectors-2"), ("count", 0), ("cases", [{}]), ("more", 1)):
            self.assertFalse(validator.is_valid({**data, name: value}), name)


if __name__ == "__main__":
    unittest.main()
