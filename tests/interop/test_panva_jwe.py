"""JWE against JavaScript's `jose` (panva) under node: every alg, enc and serialization, both directions."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.jose import JWK, jwe
from jamlite.jose.jwe_key_management import KEY_MANAGEMENTS
from tests.interop.panva import FORMS, run
from tests.interop.test_jwe import PASSWORD, pairs

PLAINTEXT, AAD = "a plaintext, ü and all", "more to authenticate"
NOT_THERE = {"RSA1_5"}


def made(form: str, key: JWK, header: dict[str, Any]) -> Any:
    """Return our JWE in one of the serializations."""
    if form == "compact":
        return jwe.encrypt(PLAINTEXT.encode(), key, header)
    recipient = (key, {name: header[name] for name in header if name != "enc"})
    protected = {"enc": header["enc"]}
    if form == "flattened":
        recipient, protected = (key, None), header
    return jwe.encrypt_json(
        PLAINTEXT.encode(), [recipient], protected, aad=AAD.encode(), flattened=form == "flattened"
    )


class Panva(unittest.TestCase):
    def test_both_directions(self) -> None:
        cases = [
            (header, key, form)
            for header, key in pairs(JWK.generate("RSA"))
            if header["alg"] not in NOT_THERE and key.crv != "X448"
            for form in FORMS
        ]
        self.assertEqual({header["alg"] for header, _, _ in cases}, set(KEY_MANAGEMENTS) - NOT_THERE)
        tasks = []
        for header, key, form in cases:
            secret = {"password": PASSWORD} if key.kty == "oct" and key.material.is_password else None
            members = secret or key.to_dict()
            public = members if key.kty == "oct" else key.public().to_dict()
            task = {"header": header, "form": form}
            tasks.append({**task, "op": "encrypt", "plaintext": PLAINTEXT, "aad": AAD, "key": public})
            token = made(form, key if key.kty == "oct" else key.public(), header)
            tasks.append({**task, "op": "decrypt", "token": token, "key": members})
        results = run("panva_jwe.mjs", tasks)
        for (header, key, form), theirs, ours in zip(cases, results[::2], results[1::2]):
            with self.subTest(header=header, key=repr(key), form=form):
                self.assertEqual(ours, {"value": PLAINTEXT})
                self.assertIn("value", theirs, theirs)
                opened = jwe.decrypt(theirs["value"], key)
                self.assertEqual(opened.plaintext.decode(), PLAINTEXT)


if __name__ == "__main__":
    unittest.main()
