"""social-auth-core: users from the access tokens of Keycloak and the ID tokens of Auth0."""

from __future__ import annotations

import json
import sys

from social_core.backends.auth0 import Auth0OAuth2
from social_core.backends.keycloak import KeycloakOAuth2
from social_core.exceptions import AuthResponseError
from social_core.storage import BaseStorage
from social_core.strategy import BaseStrategy

given = json.load(sys.stdin)
SETTINGS = {
    "SOCIAL_AUTH_KEYCLOAK_KEY": "shop",
    "SOCIAL_AUTH_KEYCLOAK_PUBLIC_KEY": "".join(given["public"].splitlines()[1:-1]),
    "SOCIAL_AUTH_AUTH0_KEY": "shop",
    "SOCIAL_AUTH_AUTH0_DOMAIN": "joe.example",
}


class Strategy(BaseStrategy):
    def get_setting(self, name):
        return SETTINGS[name]

    def build_absolute_uri(self, path=None):
        return f"https://shop.example{path}"

    def request_data(self, merge=True):
        return {}


class Auth0(Auth0OAuth2):
    def get_json(self, url, *arguments, **named):
        return {"https://joe.example/.well-known/jwks.json": given["jwks"]}[url]


def refused(call, *arguments):
    try:
        return call(*arguments)
    except AuthResponseError as error:
        return error.code


keycloak = KeycloakOAuth2(Strategy(storage=BaseStorage))
auth0 = Auth0(Strategy(storage=BaseStorage))
claims = keycloak.user_data(given["rs256"])
json.dump(
    {
        "keycloak": keycloak.get_user_details(claims),
        "auth0": auth0.get_user_details({"id_token": given["id_token"]}),
        "refused": [
            refused(keycloak.user_data, given["expired_rs256"]),
            refused(keycloak.user_data, given["rs256"][:-6] + "AAAAAA"),
            refused(auth0.get_user_details, {"id_token": given["expired_rs256"]}),
        ],
    },
    sys.stdout,
)
