"""Jam's OAuth2 classes, clients of a configuration, and what their logs keep to themselves."""

from __future__ import annotations

import logging
import unittest
from typing import Any

from jamlite import Jam
from jamlite.aio import oauth2 as aio_oauth2
from jamlite.exceptions import (
    JamConfigurationError,
    JamError,
    JamOAuth2ProviderNotConfigured,
    JamOAuth2TransportError,
)
from jamlite.logger import JamLogger
from jamlite.oauth2 import BUILTIN_PROVIDERS, Response, create_instance
from tests.oauth2.samples import BACK, SECRET, TOKENS, Script, plain, reply, sent, sent_in


class Secrets(unittest.TestCase):
    def test_109_nowhere(self) -> None:
        """No secret in URLs, exceptions, reprs or logs, whatever goes wrong."""
        answers = (
            TOKENS,
            lambda request: reply({"error": "x", "error_description": str(sent(request))}, 400),
            {**TOKENS, "error": "x"},
            {**TOKENS, "token_type": "weird"},
            Response(200, {}, b""),
            Response(200, {"Content-Type": "text/html"}, f"{SECRET}".encode()),
            JamOAuth2TransportError(),
        )
        handler, records = logging.Handler(), []
        handler.emit = records.append  # type: ignore[assignment,method-assign]
        root = logging.getLogger("jamlite")
        root.addHandler(handler)
        root.setLevel("DEBUG")
        shown: list[str] = []
        try:
            for answer in answers:
                script = Script(token=answer)
                for user in (
                    plain(script, logger=JamLogger("DEBUG")),
                    plain(script, client_auth="client_secret_basic"),
                ):
                    shown += [repr(user), repr(user.registration), repr(user.registration.credentials)]
                    for call in (
                        lambda u: u.fetch_token("the-code"),
                        lambda u: u.refresh_token("the-refresh"),
                    ):
                        try:
                            shown.append(repr(call(user)))
                        except JamError as error:
                            shown += [str(error), repr(error), repr(error.details)]
                    shown += [repr(request) + request.url for request in script.requests]
        finally:
            root.removeHandler(handler)
            root.setLevel("NOTSET")
        self.assertGreater(len(records), 5)
        text = "\n".join(shown + [record.getMessage() for record in records])  # type: ignore[attr-defined]
        for secret in (SECRET, "the-code", "the-refresh", TOKENS["access_token"]):
            self.assertNotIn(secret, text)


class Construction(unittest.TestCase):
    def test_providers(self) -> None:
        names = ("github", "gitlab", "google", "yandex")
        self.assertLess({*names}, {*BUILTIN_PROVIDERS})
        section = {"client_id": "i", "client_secret": "s", "redirect_url": BACK}
        for name, user in create_instance(dict.fromkeys(names, section)).items():
            with self.subTest(name=name):
                self.assertTrue(user.token_url.startswith("https://"))
                url = user.get_authorization_url(["a"])
                self.assertTrue(url.startswith(user.auth_url + "?"))
                self.assertIsInstance(user, BUILTIN_PROVIDERS[name])

    def test_what_is_no_table_of_providers(self) -> None:
        for bad in (None, 5, "github", ["github"], {"github": "x"}, {"github": None}):
            with self.subTest(bad), self.assertRaisesRegex(JamConfigurationError, "a table of tables"):
                create_instance(bad)  # type: ignore[arg-type]

    def test_custom_modules(self) -> None:
        for module in (Own, f"{__name__}.Own"):
            found = create_instance({"mine": {"custom_module": module, "colour": "red"}})
            self.assertEqual(found["mine"].colour, "red")  # type: ignore[attr-defined]
        given: list[Any] = []
        create_instance({"mine": {"custom_module": lambda serializer: given.append(serializer)}})
        create_instance({"mine": {"custom_module": lambda client_id: None, "client_id": "i"}})
        self.assertEqual(given[0].loads(given[0].dumps({"a": 1})), {"a": 1})  # as Jam hands it over
        for section in (
            {"custom_module": "no.such.module"},
            {"custom_module": "x"},
            {"client_id": "i", "clientsecret": 1},
        ):
            with self.assertRaises(JamConfigurationError):
                create_instance({"mine": section})

    def test_a_provider_that_nobody_knows(self) -> None:
        """A name that was mistyped shows when the facade is made, not at the first login."""
        for make in (create_instance, aio_oauth2.create_instance):
            for name, section, said in (
                (
                    "githb",
                    {"client_id": "i"},
                    "oauth2.githb: no built-in provider .* mean 'github'.* an issuer",
                ),
                ("mine", {"client_id": "i", "metadata": {}}, "oauth2.mine: no built-in .* name, so it needs"),
                ("github", {}, "oauth2.github: client_id is missing"),
                ("mine", {"issuer": "https://id.example"}, "oauth2.mine: client_id is missing"),
            ):
                with self.assertRaisesRegex(JamConfigurationError, said):
                    make({name: section})
            for more in (
                {"issuer": "https://id.example"},
                {"token_url": "https://id.example/t"},
                {"metadata": {"device_authorization_endpoint": "https://id.example/d"}},
            ):
                self.assertEqual([*make({"mine": {"client_id": "i", **more}})], ["mine"])

    def test_facade(self) -> None:
        section = {"client_id": "i", "client_secret": "s", "redirect_uri": BACK}
        jam = Jam(
            config={
                "oauth2": {"providers": {"github": section}, "own": {**section, "token_url": "https://t/"}}
            }
        )
        self.assertTrue(
            jam.oauth2_get_authorized_url("github", ["user"]).startswith("https://github.com/login/")
        )
        self.assertEqual(sorted(jam.oauth2), ["github", "own"])
        jam.oauth2["own"]._transport = Script(**{"": TOKENS})
        self.assertEqual(sent_in(jam.oauth2_fetch_token("own", "c")), TOKENS)
        self.assertEqual(sent_in(jam.oauth2_refresh_token("own", "r")), TOKENS)
        self.assertEqual(sent_in(jam.oauth2_client_credentials_flow("own", ["a"])), TOKENS)
        for facade in (jam, Jam(config={})):
            for call in (
                lambda jam: jam.oauth2_get_authorized_url("gitlab", ["a"]),
                lambda jam: jam.oauth2_fetch_token("gitlab", "c"),
                lambda jam: jam.oauth2_refresh_token("gitlab", "r"),
                lambda jam: jam.oauth2_client_credentials_flow("gitlab"),
            ):
                with self.assertRaises(JamOAuth2ProviderNotConfigured) as caught:
                    call(facade)
                self.assertEqual(caught.exception.details, {"provider": "gitlab"})


class Own:
    """A module of one's own."""

    def __init__(self, colour: str) -> None:
        self.colour = colour


if __name__ == "__main__":
    unittest.main()
