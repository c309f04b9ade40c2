"""The README's ten calls of python-jose and Authlib do what jamlite's beside them do."""

from __future__ import annotations

import os
import re
import time
import unittest
import warnings
from typing import Any, ClassVar

from jamlite import jose

from ..support import ROOT, needs

pyjwt: Any = needs("jwt")
python_jose: Any = needs("jose")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Authlib says that this part of it moves elsewhere
    authlib: Any = needs("authlib.jose")
SECRET = "correct horse battery staple 1234567890"
WRONG = "another secret, as long as the first one is"


class Moving(unittest.TestCase):
    names: ClassVar[list[dict[str, Any]]] = [
        {"jwt": needs("jose.jwt"), "jws": needs("jose.jws")},
        {name: getattr(authlib, name) for name in ("jwt", "JsonWebKey", "JsonWebSignature")},
        {"jose": jose},
    ]

    def rows(self) -> dict[int, list[str]]:
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as stream:
            text = stream.read()
        table = text[text.index("| | python-jose: ") :]
        rows = re.findall(r"^\| (\d+) \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", table, re.M)
        return {int(number): list(cells) for number, *cells in rows}

    def run_cell(self, library: int, cell: str, given: dict[str, Any]) -> dict[str, Any]:
        names = {**self.names[library], **given}
        exec(cell, names)
        return names

    def test_each_row(self) -> None:
        key = jose.JWK.generate("EC", crv="P-256")
        pem, jwk = key.to_pem(), key.public().to_dict()
        now = int(time.time())
        claims = {"sub": "ada", "aud": "api", "iss": "me", "exp": now + 60}
        plain = {"sub": "ada", "exp": now + 60}
        rows = self.rows()
        self.assertEqual(sorted(rows), list(range(1, 11)))
        given: dict[str, Any] = {"secret": SECRET, "pem": pem, "jwk": jwk}
        bare = pyjwt.encode(plain, SECRET)
        tokens: dict[int, str] = dict.fromkeys((2, 8, 10), bare)
        tokens[6] = pyjwt.encode(claims, SECRET)
        tokens[7] = pyjwt.encode({"sub": "ada", "exp": now - 30}, SECRET)
        signed = pyjwt.encode(plain, pem, "ES256")
        for number, cells in rows.items():
            for library, cell in enumerate(cells):
                with self.subTest(cell=cell):
                    here = {**given, "claims": plain, "signed": signed, "token": tokens.get(number)}
                    found = self.run_cell(library, cell, here)
                    if number in (1, 9):
                        self.assertEqual(pyjwt.decode(found["token"], SECRET, ["HS256"]), plain)
                    elif number == 3:
                        self.assertEqual(pyjwt.decode(found["signed"], pyjwt.PyJWK(jwk)), plain)
                    elif number == 10:
                        self.assertEqual(found["data"], jose.jws.verify(bare, SECRET).payload)
                    else:
                        token = signed if number in (4, 5) else tokens[number]
                        expected = pyjwt.decode(token, options={"verify_signature": False})
                        self.assertEqual(dict(found["claims"]), expected)
                    if number == 9:
                        self.assertEqual(pyjwt.get_unverified_header(found["token"])["kid"], "1")

    def test_each_refuses_where_the_others_do(self) -> None:
        now = int(time.time())
        # What rows 2, 6, 7 and 8 are there for: expired, another audience, expired by more, without sub.
        bad = {
            2: {"sub": "ada", "exp": now - 30},
            6: {"aud": "other", "iss": "me"},
            7: {"sub": "ada", "exp": now - 90},
            8: {"exp": now + 60},
        }
        for number, cells in self.rows().items():
            if number not in bad:
                continue
            for library, cell in enumerate(cells):
                for key, claims in (
                    (SECRET, bad[number]),
                    (WRONG, {"sub": "ada", "aud": "api", "iss": "me"}),
                ):
                    token = pyjwt.encode(claims, key)
                    with self.subTest(cell=cell), self.assertRaises(Exception) as caught:
                        self.run_cell(library, cell, {"secret": SECRET, "token": token, "claims": {}})
                    self.assertNotIsInstance(caught.exception, (NameError, SyntaxError, TypeError))


if __name__ == "__main__":
    unittest.main()
