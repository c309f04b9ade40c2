"""Known OAuth2 providers in a configuration."""

from __future__ import annotations

import unittest

from jamlite import Jam
from jamlite.exceptions import JamConfigurationError
from tests.oauth2.samples import BACK

TENANT = "11111111-2222-3333-4444-555555555555"


class KnownProviders(unittest.TestCase):
    def test_in_a_configuration(self) -> None:
        section = {"client_id": "i", "client_secret": "s", "redirect_url": BACK}
        jam = Jam(
            {
                "oauth2": {
                    "github": section,
                    "microsoft": {**section, "tenant": TENANT},
                    "staff": {
                        **section,
                        "provider": "keycloak",
                        "url": "https://id.example",
                        "realm": "staff",
                    },
                    "okta": {**section, "issuer": "https://login.example"},
                }
            }
        )
        self.assertEqual(jam.oauth2["staff"].registration.issuer, "https://id.example/realms/staff")
        self.assertEqual(jam.oauth2["okta"].registration.issuer, "https://login.example")
        self.assertIn(TENANT, jam.oauth2["microsoft"].auth_url)
        for wrong in ({"staff": {**section, "provider": "nobody"}}, {"keycloak": section}):
            with self.subTest(wrong=wrong), self.assertRaises(JamConfigurationError):
                Jam({"oauth2": wrong})


if __name__ == "__main__":
    unittest.main()
