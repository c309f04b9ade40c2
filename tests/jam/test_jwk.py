"""What Jam's users find on a JWK and in its module beside ours."""

from __future__ import annotations

import unittest

from jamlite.exceptions import JamError
from jamlite.jam.jwk_types import JWKDict
from jamlite.jose import JWK
from tests.jose.samples import key
from tests.tools.transcribe.jose_forge import OCT


class JamsJWK(unittest.TestCase):
    def test_jam_s_sign_and_verify(self) -> None:
        verified = JWK(OCT).verify(JWK(OCT).sign({"a": 1}))
        self.assertEqual((verified["header"], verified["payload"]), ({"alg": "HS256"}, b'{"a":1}'))
        token = key("RS256").sign(b"x", alg="PS384")
        self.assertEqual(key("RS256").public().verify(token, alg="PS384")["payload"], b"x")
        with self.assertRaises(JamError):
            key("RS256").verify(token)  # the usual one is RS256

    def test_shapes_for_annotations(self) -> None:
        from jamlite import jose

        for shape in (jose.JWKRSA, jose.JWKEC, jose.JWKOct, JWKDict):
            self.assertIs(shape, dict)


if __name__ == "__main__":
    unittest.main()
