"""Clients that register by themselves (RFC 7591), and documents at the URL that is a client's id."""

from __future__ import annotations

import json
import unittest

from jamlite.exceptions import JamConfigurationError, JamError, JamOAuth2Error, JamOAuth2ResponseError
from jamlite.oauth2 import ClientRegistrar, Response, client_id_document
from tests.oauth2.samples import BACK, ISSUER, METADATA, Script, reply

ENDPOINT = f"{ISSUER}/register"
PUBLISHED = {**METADATA, "registration_endpoint": ENDPOINT}
# RFC 7591 section 3.2.1
ANSWER = {
    "client_id": "s6BhdRkqt3",
    "client_secret": "cf136dc3c1fc93f31185e5885805d",
    "client_id_issued_at": 2893256800,
    "client_secret_expires_at": 2893276800,
    "redirect_uris": [BACK],
    "token_endpoint_auth_method": "client_secret_post",
}


class Registering(unittest.TestCase):
    def test_a_client(self) -> None:
        script = Script(openid_configuration=PUBLISHED, register=reply(ANSWER, 201))
        registrar = ClientRegistrar(ISSUER, transport=script, initial_access_token="first")
        made = registrar.register([BACK], client_name="Me", client_auth="client_secret_post")
        self.assertEqual(dict(made), ANSWER)
        self.assertNotIn(ANSWER["client_secret"], repr(made))
        request = script.requests[-1]
        self.assertEqual((request.method, request.url), ("POST", ENDPOINT))
        self.assertEqual(request.headers["Authorization"], "Bearer first")
        self.assertEqual(request.headers["Content-Type"], "application/json")
        sent = json.loads(request.body or b"")
        self.assertEqual((sent["redirect_uris"], sent["client_name"]), ([BACK], "Me"))
        self.assertEqual(sent["token_endpoint_auth_method"], "client_secret_post")

    def test_a_public_one_at_an_endpoint(self) -> None:
        script = Script(register=reply({"client_id": "public"}, 201))
        made = ClientRegistrar(registration_endpoint=ENDPOINT, transport=script).register(
            BACK, client_auth="none"
        )
        self.assertEqual(dict(made), {"client_id": "public", "token_endpoint_auth_method": "none"})
        self.assertNotIn("Authorization", script.requests[0].headers)

    def test_refusals(self) -> None:
        for answer, error in (
            (reply({"error": "invalid_redirect_uri"}, 400), JamOAuth2Error),
            (Response(403), JamOAuth2Error),
            (reply({}, 201), JamOAuth2ResponseError),
            (reply({"client_id": 5}, 201), JamOAuth2ResponseError),
            (reply({"client_id": "a", "client_secret": ""}, 201), JamOAuth2ResponseError),
            (Response(201, {}, b"<html>"), JamOAuth2ResponseError),
        ):
            with self.subTest(answer=answer.body), self.assertRaises(error):
                ClientRegistrar(registration_endpoint=ENDPOINT, transport=Script(register=answer)).register(
                    BACK
                )
        with self.assertRaises(JamConfigurationError):
            ClientRegistrar(ISSUER, transport=Script(openid_configuration=METADATA)).register(BACK)

    def test_arguments(self) -> None:
        for given in (
            {},
            {"issuer": ISSUER, "registration_endpoint": ENDPOINT},
            {"registration_endpoint": "http://a/"},
        ):
            with self.subTest(**given), self.assertRaises(JamConfigurationError):
                ClientRegistrar(**given)
        registrar = ClientRegistrar(
            ISSUER, transport=Script(openid_configuration=PUBLISHED, register=reply(ANSWER))
        )
        for options in (
            {"redirect_uris": []},
            {"redirect_uris": 5},
            {"redirect_uris": BACK, "client_auth": "magic"},
            {"redirect_uris": BACK, "client_secret": "x"},
            {"redirect_uris": BACK, "jwks": object()},
        ):
            if options["redirect_uris"] == []:
                continue
            with self.subTest(options=str(options)), self.assertRaises(JamError):
                registrar.register(**options)


class Documents(unittest.TestCase):
    def test_a_document(self) -> None:
        url = "https://me.example/client.json"
        made = client_id_document(url, BACK, client_name="Me")
        self.assertEqual((made["client_id"], made["redirect_uris"]), (url, [BACK]))
        self.assertEqual(made["token_endpoint_auth_method"], "none")
        self.assertNotIn("client_secret", made)

    def test_refused(self) -> None:
        for url, options in (
            ("http://me.example/client.json", {}),
            ("https://me.example/", {}),
            ("https://me.example", {}),
            ("https://me.example/a/../b", {}),
            ("https://me.example/a#b", {}),
            ("https://u:p@me.example/a", {}),
            ("https://me.example/a", {"client_auth": "client_secret_basic"}),
            ("https://me.example/a", {"client_auth": "private_key_jwt"}),
            ("https://me.example/a", {"client_secret": "x"}),
        ):
            with self.subTest(url=url, **options), self.assertRaises(JamConfigurationError):
                client_id_document(url, BACK, **options)


if __name__ == "__main__":
    unittest.main()
