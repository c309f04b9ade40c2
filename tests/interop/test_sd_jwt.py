"""SD-JWT beside the package sd-jwt, both directions; its JSON form is that of an older draft."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.jose import JWK, sd_jwt
from tests.support import needs

CLAIMS = {
    "iss": "https://issuer.example",
    "iat": 1_700_000_000,
    "name": "Ada",
    "address": {"city": "Rome", "street": "Via Appia"},
    "nationalities": ["DE", "FR"],
}
AUDIENCE, NONCE = "https://verifier.example", "n-1"


class Interop(unittest.TestCase):
    def setUp(self) -> None:
        self.common = needs("sd_jwt.common")
        self.jwk = needs("jwcrypto.jwk")
        self.issuer, self.holder = JWK.generate("EC"), JWK.generate("EC")

    def foreign(self, key: JWK) -> Any:
        return self.jwk.JWK(**key.to_dict())

    def marked(self) -> dict[Any, Any]:
        """Return the claims as their package wants them marked: name, address and city, one nationality."""
        mark = self.common.SDObj
        return {
            "iss": CLAIMS["iss"],
            "iat": CLAIMS["iat"],
            mark("name"): "Ada",
            mark("address"): {mark("city"): "Rome", "street": "Via Appia"},
            "nationalities": [mark("DE"), "FR"],
        }

    def test_theirs_here(self) -> None:
        issuer = needs("sd_jwt.issuer").SDJWTIssuer(
            self.marked(),
            self.foreign(self.issuer),
            holder_key=self.foreign(self.holder.public()),
            add_decoy_claims=True,
        )
        found = sd_jwt.verify(issuer.sd_jwt_issuance, self.issuer.public())
        self.assertEqual({name: found.claims[name] for name in CLAIMS}, CLAIMS)
        holder = needs("sd_jwt.holder").SDJWTHolder(issuer.sd_jwt_issuance)
        holder.create_presentation({"address": {"city": True}}, NONCE, AUDIENCE, self.foreign(self.holder))
        shown = sd_jwt.verify(
            holder.sd_jwt_presentation, self.issuer.public(), holder_audience=AUDIENCE, nonce=NONCE
        )
        self.assertEqual(shown.claims["address"], {"city": "Rome", "street": "Via Appia"})
        self.assertNotIn("name", shown.claims)
        again = sd_jwt.present(issuer.sd_jwt_issuance, ["name"])
        self.assertEqual(sd_jwt.verify(again, self.issuer.public()).claims["name"], "Ada")

    def test_ours_there(self) -> None:
        paths = ["name", "address", ("address", "city"), ("nationalities", 0)]
        token = sd_jwt.issue(CLAIMS, self.issuer, disclose=paths, holder=self.holder, decoys=2)
        verifier = needs("sd_jwt.verifier").SDJWTVerifier
        key = self.foreign(self.issuer.public())
        found = verifier(token, lambda issuer, header: key).get_verified_payload()
        self.assertEqual({name: found[name] for name in CLAIMS}, CLAIMS)
        shown = sd_jwt.present(token, ["address"], key=self.holder, audience=AUDIENCE, nonce=NONCE)
        part = verifier(shown, lambda issuer, header: key, AUDIENCE, NONCE).get_verified_payload()
        self.assertEqual(part["address"], {"street": "Via Appia"})


if __name__ == "__main__":
    unittest.main()
