"""The asynchronous key set by URL."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any

from jamlite.aio.oauth2 import RemoteJWKSet as AsyncRemoteJWKSet
from jamlite.exceptions import JamConfigurationError
from jamlite.jose import jwt
from tests.oauth2.samples import CLIENT, ISSUER, KEY, NOW, OTHER_KEY, Script, id_token, keys

URL = f"{ISSUER}/jwks"


class Remote(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = [NOW]

    def decode(self, keys: Any, token: str) -> Any:
        return jwt.decode(token, keys, issuer=ISSUER, audience=CLIENT, now=NOW)

    def test_with_coroutines(self) -> None:
        async def main() -> None:
            script = Script(jwks=[keys().to_dict(), keys(KEY, OTHER_KEY).to_dict()])
            remote: Any = AsyncRemoteJWKSet(URL, transport=script, now=lambda: self.clock[0])
            with self.assertRaises(JamConfigurationError):
                self.decode(remote, id_token())
            self.assertEqual(self.decode(await remote.load(), id_token())["sub"], "alice")
            self.assertEqual(self.decode(remote, id_token())["sub"], "alice")
            self.clock[0] += 31
            token = id_token(OTHER_KEY)
            self.assertEqual(self.decode(await remote.load(token), token)["sub"], "alice")
            self.assertEqual(len(script.requests), 2)

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
