"""MSAL: a confidential client with a certificate proves itself with a signed assertion (RFC 7523)."""

from __future__ import annotations

import json
import sys
from urllib.parse import parse_qs

import msal

given = json.load(sys.stdin)
AUTHORITY = "https://login.microsoftonline.com/contoso.example"
asked = []


class Answer:
    def __init__(self, content):
        self.status_code, self.text, self.headers = 200, json.dumps(content), {}

    def raise_for_status(self):
        pass


class Http:
    """Stands for the network, as MSAL's parameter http_client allows."""

    def get(self, url, params=None, headers=None, **other):
        return Answer(
            {
                "issuer": f"{AUTHORITY}/v2.0",
                "authorization_endpoint": f"{AUTHORITY}/oauth2/v2.0/authorize",
                "token_endpoint": f"{AUTHORITY}/oauth2/v2.0/token",
                "tenant_discovery_endpoint": f"{AUTHORITY}/v2.0/.well-known/openid-configuration",
            }
        )

    def post(self, url, params=None, data=None, headers=None, **other):
        asked.append(data if isinstance(data, dict) else {k: v[0] for k, v in parse_qs(data).items()})
        return Answer({"access_token": "an access token", "expires_in": 3600, "token_type": "Bearer"})

    def close(self):
        pass


client = msal.ConfidentialClientApplication(
    "client-id",
    authority=AUTHORITY,
    client_credential={"private_key": given["private"], "thumbprint": "A1B2C3D4" * 5},
    http_client=Http(),
    instance_discovery=False,
)
result = client.acquire_token_for_client(scopes=["https://graph.microsoft.com/.default"])
assertion = asked[-1]["client_assertion"]
json.dump(
    {
        "assertion": assertion.decode() if isinstance(assertion, bytes) else assertion,
        "type": asked[-1]["client_assertion_type"],
        "answers": result.get("access_token", result),
    },
    sys.stdout,
)
