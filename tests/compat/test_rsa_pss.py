"""A key bound to PSS stays bound behind the names of PyJWT and python-jose."""

from __future__ import annotations

import unittest

from jamlite.compat import jwt as pyjwt
from jamlite.compat.jose import jwk as python_jose
from jamlite.jose import JWK
from tests.keys.test_rsa_pss_ids import BOUND


class Bound(unittest.TestCase):
    def test_refused(self) -> None:
        for name, call in (
            ("python-jose", lambda: python_jose.construct(BOUND, "RS256")),
            ("python-jose RSA-OAEP", lambda: python_jose.construct(BOUND, "RSA-OAEP")),
            ("PyJWT", lambda: pyjwt.encode({}, BOUND, "RS256")),
            ("PyJWT PS384", lambda: pyjwt.encode({}, BOUND, "PS384")),
        ):
            with self.subTest(name), self.assertRaisesRegex(Exception, "bound to PSS"):
                call()

    def test_its_own_algorithm(self) -> None:
        token = pyjwt.encode({"a": 1}, BOUND, "PS256")
        self.assertEqual(pyjwt.decode(token, JWK.from_pem(BOUND).public().to_pem(), ["PS256"]), {"a": 1})


if __name__ == "__main__":
    unittest.main()
