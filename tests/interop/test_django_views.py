"""jamlite.ext.django: views that Django awaits, and the host and origins that Django takes for its own."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any

from jamlite.exceptions import JamConfigurationError
from jamlite.ext import django as adapter

from ..ext.contract import issue, make_jam
from ..support import needs
from . import test_django  # makes Django's settings, once

http, overriding, who = test_django.http, test_django.overriding, test_django.who


def request(method: str = "GET", **more: str) -> Any:
    """Return a request of Django's."""
    made = http.HttpRequest()
    made.META = {"REQUEST_METHOD": method, "PATH_INFO": "/account", "SCRIPT_NAME": "", **more}
    made.path = made.path_info = "/account"
    made.method = method
    return made


class Views(unittest.TestCase):
    def test_views_whose_answer_django_awaits(self) -> None:
        """Classes with asynchronous methods are no coroutine functions, and Django awaits their answers."""
        decorators = needs("django.utils.decorators")
        generic = needs("django.views.generic")

        async def get(_: object, request: Any) -> Any:
            return who(request)

        plain = type("Plain", (generic.View,), {"get": get})
        inside = decorators.method_decorator(adapter.permission_required("orders:read"), name="dispatch")
        shut = decorators.method_decorator(adapter.csrf, name="dispatch")
        jam = make_jam()
        token = {"HTTP_AUTHORIZATION": f"Bearer {issue(jam, permissions=['orders:read'])}"}
        views = (
            (adapter.login_required(plain.as_view()), 401),
            (inside(type("Inside", (plain,), {})).as_view(), 401),
            (shut(type("Shut", (plain,), {})).as_view(), 200),
        )
        for view, status in views:
            for given, expected in ((token, 200), ({}, status)):
                with self.subTest(status=status, expected=expected):

                    async def respond(given: Any, view: Any = view) -> Any:
                        return await view(given)

                    with overriding.override_settings(JAM=jam, JAM_AUTH={}):
                        answer = asyncio.run(adapter.JamMiddleware(respond)(request(**given)))
                    self.assertEqual(answer.status_code, expected)

    def test_a_permission_is_named(self) -> None:
        for permission in (None, "", [], ["a"], b"a", lambda: None):
            with self.subTest(permission=permission), self.assertRaises(JamConfigurationError):
                adapter.permission_required(permission)  # type: ignore[arg-type]

    def test_django_says_which_host_and_which_origins_are_its_own(self) -> None:
        denied = needs("django.core.exceptions").PermissionDenied
        guarded = adapter.csrf(lambda request: http.HttpResponse())
        sent = {"HTTP_ORIGIN": "https://shop.example", "HTTP_HOST": "app:8000"}
        behind = {**sent, "HTTP_X_FORWARDED_HOST": "shop.example"}
        for given, settings, passes in (
            (behind, {}, False),
            (behind, {"USE_X_FORWARDED_HOST": True}, True),
            (sent, {"USE_X_FORWARDED_HOST": True}, False),
            ({**behind, "HTTP_ORIGIN": "https://evil.example"}, {"USE_X_FORWARDED_HOST": True}, False),
            (sent, {"CSRF_TRUSTED_ORIGINS": ["https://shop.example"]}, True),
            (sent, {"CSRF_TRUSTED_ORIGINS": ["https://*.example"]}, False),
            (
                sent,
                {"CSRF_TRUSTED_ORIGINS": ["https://shop.example"], "JAM_AUTH": {"trusted_origins": []}},
                False,
            ),
        ):
            options: dict[str, Any] = {"JAM": make_jam(), "JAM_AUTH": {}, **settings}
            with self.subTest(given=given, **settings), overriding.override_settings(**options):
                if passes:
                    self.assertEqual(guarded(request("POST", **given)).status_code, 200)
                else:
                    with self.assertRaises(denied):
                        guarded(request("POST", **given))


if __name__ == "__main__":
    unittest.main()
