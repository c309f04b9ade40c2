"""Doubles for the tests of applications: facades that compute nothing, fake tokens, a provider on loopback.

    from jamlite.tests import TestJam, TestAsyncJam       # the facades, without keys, files or network
    from jamlite.tests.fakers import fake_jwt_token_v2    # tokens the doubles accept
    from jamlite.tests import FakeProvider                # an OAuth2 and OpenID provider, on loopback

Nothing here protects anything: a fake token is accepted whoever made it. Keep it out of what you deploy.

May import: wing I, wing II, jam, aio. Touches: sockets and threads, in `provider`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clients import TestAsyncJam, TestJam
    from .provider import FakeProvider

__all__ = ["FakeProvider", "TestAsyncJam", "TestJam"]


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name == "FakeProvider":
            from .provider import FakeProvider

            return FakeProvider
        if name in ("TestAsyncJam", "TestJam"):
            from .clients import TestAsyncJam, TestJam

            globals().update(TestAsyncJam=TestAsyncJam, TestJam=TestJam)
            return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
