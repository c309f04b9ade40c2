"""jamlite.aio.oauth2: calls of an API, and clients that register by themselves."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any

from jamlite.aio.oauth2 import ClientRegistrar, OAuth2Client
from jamlite.oauth2 import Tokens
from tests.oauth2.samples import BACK, CLIENT, ISSUER, METADATA, NOW, Script, reply
from tests.oauth2.test_api_calls import API, NEW, OLD
from tests.oauth2.test_registrar import ANSWER, PUBLISHED


class Asynchronous(unittest.TestCase):
    def test_a_call_stores_new_tokens(self) -> None:
        async def main() -> None:
            script = Script(things=reply({"a": 1}), token=NEW)
            user: Any = OAuth2Client(
                CLIENT, "s", metadata=METADATA, redirect_url=BACK, transport=script, now=lambda: NOW
            )
            stored = []

            async def store(tokens: Any) -> None:
                await asyncio.sleep(0)
                stored.append(dict(tokens))

            self.assertEqual(await user.get(API, Tokens(OLD, NOW), on_refresh=store), {"a": 1})
            self.assertEqual(stored[0]["access_token"], "new-0123456789")

        asyncio.run(main())

    def test_a_registration(self) -> None:
        async def main() -> None:
            script = Script(openid_configuration=PUBLISHED, register=reply(ANSWER, 201))
            registrar: Any = ClientRegistrar(ISSUER, transport=script)
            self.assertEqual((await registrar.register(BACK))["client_id"], "s6BhdRkqt3")

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
