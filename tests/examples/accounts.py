"""What the shops of this folder share and no framework changes: who exists, and what they are given.

A real shop keeps accounts in a database and secrets outside of its code.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from jamlite import Jam
from jamlite.exceptions import JamTooManyAttempts
from jamlite.ext.authenticator import CredentialSource
from jamlite.ext.login import SESSION_COOKIE
from jamlite.lists import RefreshRotator
from jamlite.sessions import SecondFactor
from jamlite.stores.memory_store import MemoryStore
from jamlite.tests import FakeProvider
from jamlite.utils import password_hash, password_verify

AUDIENCE = "https://shop.example"
COOKIE = [CredentialSource.cookie(SESSION_COOKIE)]
TOKEN_SECONDS = 300
CODES = {"alice": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "bob": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}


def arguments() -> tuple[int, str]:
    """Return the port and the OpenID provider of the command line; by default 8000 and one on loopback.

    A third argument is the host's name, by default 127.0.0.1, a fourth the response_mode of logins.
    """
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    return port, sys.argv[2] if len(sys.argv) > 2 else FakeProvider().__enter__().issuer


def address(port: int) -> str:
    """Return the URL of the shop."""
    return f"http://{sys.argv[3] if len(sys.argv) > 3 else '127.0.0.1'}:{port}"


def make_jam(url: str, issuer: str) -> Jam:
    """Return the facade of a shop at `url` whose users may also log in at the OpenID provider `issuer`."""
    provider = {
        "login": {"response_mode": sys.argv[4]} if len(sys.argv) > 4 else {},
        "client_id": "fake-client",
        "client_secret": "fake-client-secret",
        "issuer": issuer,
        "redirect_url": f"{url}/oauth2/callback",
        "http_loopback": True,
    }
    return Jam(
        {
            "jose": {"jwt": {"alg": "HS256", "secret_key": os.urandom(32), "audience": AUDIENCE}},
            "session": {"session_type": "memory"},
            "otp": {"type": "totp"},
            "oauth2": {"provider": provider},
        }
    )


class Accounts:
    """The users of a shop: password, secret of the one-time codes, permissions."""

    def __init__(self, jam: Jam) -> None:
        self.jam = jam
        self.users: dict[str, dict[str, Any]] = {
            "alice": {
                "password": password_hash("correct horse"),
                "otp": CODES["alice"],
                "permissions": ["orders:read"],
            },
            "bob": {
                "password": password_hash("battery staple"),
                "otp": CODES["bob"],
                "permissions": [],
            },
        }
        self.nobody = {**self.users["bob"], "password": password_hash(os.urandom(16).hex())}
        self.second_factor = SecondFactor(jam.session.store, delay=1)  # remembers the codes that were used
        self.refresh = RefreshRotator(MemoryStore())

    def check(self, form: Any) -> str | None:
        """Return whose name, password and one-time code a form holds; each code counts once."""
        name, password, code = (str(form.get(field, "")) for field in ("username", "password", "code"))
        user = self.users.get(name, self.nobody)  # an unknown name takes as long as a wrong password
        if not password_verify(password, user["password"]) or name not in self.users:
            return None
        try:
            right = self.second_factor.verify(name, self.jam.otp.build(user["otp"]), code)
        except JamTooManyAttempts:  # the next code has to wait a second for each wrong one
            return None
        return name if right else None

    def tokens(self, name: str, refresh_token: str = "") -> dict[str, str]:
        """Return an access token and a refresh token."""
        permissions = self.users[name]["permissions"]
        access = self.jam.issue(name, exp=TOKEN_SECONDS, aud=AUDIENCE, permissions=permissions)
        return {"access_token": access, "refresh_token": refresh_token or self.refresh.issue(name)}

    def renewed(self, refresh_token: Any) -> dict[str, str]:
        """Exchange a refresh token for new tokens, or raise JamRefreshTokenInvalid."""
        rotation = self.refresh.rotate(refresh_token)
        return self.tokens(rotation.subject, rotation.token)
