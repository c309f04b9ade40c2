"""jamlite.ext.django with Django behind wsgiref and uvicorn, over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import types
import unittest
from typing import Any, ClassVar

from jamlite import aio
from jamlite.authz import Principal
from jamlite.exceptions.base import JamConfigurationError
from jamlite.exceptions.sessions import JamStoreError
from jamlite.ext import django as adapter
from jamlite.ext.authenticator import CredentialSource, Outcome

from ..ext import servers
from ..ext.contract import COOKIE, SessionContract, TokenContract, issue, make_jam
from ..support import needs

django = needs("django")
conf = needs("django.conf")
URLS = types.ModuleType("jamlite_test_urls")
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jamlite.ext.django.JamMiddleware",
]

if not conf.settings.configured:
    sys.modules[URLS.__name__] = URLS
    conf.settings.configure(
        SECRET_KEY="for these tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=URLS.__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
        MIDDLEWARE=MIDDLEWARE,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    django.setup()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # each 401 is a warning there

http = needs("django.http")
paths = needs("django.urls")
overriding = needs("django.test.utils")
wsgi_handler = needs("django.core.handlers.wsgi")
asgi_handler = needs("django.core.handlers.asgi")


def who(request: Any) -> Any:
    return http.JsonResponse({"sub": request.principal and request.principal.id})


async def who_async(request: Any) -> Any:
    await asyncio.sleep(0)
    return who(request)


def routes(view: Any) -> list[Any]:
    return [
        paths.path("", view),
        paths.path("me", adapter.login_required(view)),
        paths.path("orders", adapter.permission_required("orders:read")(view)),
    ]


class _Served(unittest.TestCase):
    options: ClassVar[dict[str, Any]] = {}
    is_async: ClassVar[bool] = False

    @classmethod
    def setUpClass(cls) -> None:
        cls.jam = make_jam()
        URLS.urlpatterns = routes(who_async if cls.is_async else who)  # type: ignore[attr-defined]
        paths.clear_url_caches()
        stack = contextlib.ExitStack()
        stack.enter_context(overriding.override_settings(JAM=cls.jam, JAM_AUTH=cls.options))
        serve, handler = (
            (servers.asgi, asgi_handler.ASGIHandler)
            if cls.is_async
            else (servers.wsgi, wsgi_handler.WSGIHandler)
        )
        cls.base = stack.enter_context(serve(handler()))
        cls.addClassCleanup(stack.close)


class Tokens(TokenContract, _Served):
    pass


class TokensAsync(TokenContract, _Served):
    is_async = True


class Sessions(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": "session",
        "sources": [CredentialSource.cookie(COOKIE)],
        "trusted_origins": ["https://trusted.example"],
    }


class TokensBesideSessions(TokenContract, _Served):
    options: ClassVar[dict[str, Any]] = {"via": ("jwt", "session")}


class SessionsBesideTokens(SessionContract, _Served):
    options: ClassVar[dict[str, Any]] = {
        "via": ["session", "jwt"],
        "trusted_origins": ["https://trusted.example"],
    }


class SessionsAsync(Sessions):
    is_async = True


class Users(unittest.TestCase):
    """The backend: a credential names one of Django's users."""

    def setUp(self) -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        users = needs("django.contrib.auth").get_user_model()
        self.alice, _ = users.objects.get_or_create(username="alice")
        users.objects.get_or_create(username="gone", is_active=False)
        self.jam = make_jam()

    def settings(self, **auth: Any) -> Any:
        return overriding.override_settings(
            JAM=self.jam, JAM_AUTH=auth, AUTHENTICATION_BACKENDS=["jamlite.ext.django.JamBackend"]
        )

    def call(self, token: str) -> tuple[int, Any]:
        seen = []

        def view(request: Any) -> Any:
            seen.append((request.user, request.principal))
            return http.HttpResponse()

        request = http.HttpRequest()
        request.META = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {token}"}
        request.user = None
        answer = adapter.JamMiddleware(view)(request)
        return answer.status_code, seen[0][0] if seen else None

    def test_the_user_of_a_credential(self) -> None:
        with self.settings():
            self.assertEqual(self.call(issue(self.jam)), (200, self.alice))
            for name in ("gone", "unknown", ""):
                self.assertEqual(self.call(issue(self.jam, name)), (401, None))

    def test_another_field(self) -> None:
        with self.settings(user_field="pk"):
            self.assertEqual(self.call(issue(self.jam, str(self.alice.pk))), (200, self.alice))
            for name in ("999", "alice"):
                self.assertEqual(self.call(issue(self.jam, name)), (401, None))

    def test_the_backend_judges_principals_alone(self) -> None:
        backend = adapter.JamBackend()
        self.assertIsNone(backend.authenticate(None, username="alice", password="x"))
        self.assertEqual(backend.get_user(self.alice.pk), self.alice)
        self.assertIsNone(backend.get_user(0))


class Settings(unittest.TestCase):
    def test_configuration(self) -> None:
        with self.assertRaises(JamConfigurationError):
            adapter.get_jam()
        with overriding.override_settings(JAM={"jose": {}}), self.assertRaises(JamConfigurationError):
            adapter.JamMiddleware(who)
        config = {"session": {"type": "memory"}}
        with overriding.override_settings(JAM=config, JAM_AUTH={"via": "session"}):
            self.assertIs(adapter.get_jam(), adapter.get_jam())
        with overriding.override_settings(JAM={"jose": {"jwt": {"alg": "HS256", "secret_key": "x" * 32}}}):
            self.assertIs(adapter.get_jam(), adapter.get_jam())

    def test_reject_invalid(self) -> None:
        jam = make_jam()
        request = http.HttpRequest()
        request.META = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": "Bearer x"}
        for reject, status in ((True, 401), (False, 200)):
            with overriding.override_settings(JAM=jam, JAM_AUTH={"reject_invalid": reject}):
                self.assertEqual(adapter.JamMiddleware(who)(request).status_code, status)

    def test_a_store_that_fails_is_not_a_refusal(self) -> None:
        jam = make_jam()
        request = http.HttpRequest()
        request.META = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {issue(jam)}"}

        def broken(*args: Any) -> Any:
            raise JamStoreError()

        jam.jwt.list.refuses = broken
        with overriding.override_settings(JAM=jam, JAM_AUTH={}), self.assertRaises(JamStoreError):
            adapter.JamMiddleware(who)(request)

    def test_views_without_the_middleware_are_shut(self) -> None:
        request = http.HttpRequest()
        request.META = {
            "REQUEST_METHOD": "GET",
        }
        with overriding.override_settings(JAM=make_jam(), JAM_AUTH={}):
            self.assertEqual(adapter.login_required(who)(request).status_code, 401)
            self.assertEqual(adapter.permission_required("x")(who)(request).status_code, 401)

    def test_a_set_cookie_keeps_the_response_out_of_caches(self) -> None:
        def view(request: Any) -> Any:
            answer = http.HttpResponse()
            answer.set_cookie("a", "b")
            return answer

        request = http.HttpRequest()
        request.META = {"REQUEST_METHOD": "GET"}
        options = {"via": "session", "sources": [CredentialSource.cookie(COOKIE)]}
        with overriding.override_settings(JAM=make_jam(), JAM_AUTH=options):
            answer = adapter.JamMiddleware(view)(request)
        self.assertEqual((answer.headers["Vary"], answer.headers["Cache-Control"]), ("Cookie", "no-store"))


class Pages(unittest.TestCase):
    """LOGIN_URL, handler403, the login page, several cookies."""

    def setUp(self) -> None:
        URLS.urlpatterns = routes(who)  # type: ignore[attr-defined]
        paths.clear_url_caches()

    def request(self, path: str = "/account", method: str = "GET", **more: str) -> Any:
        request = http.HttpRequest()
        request.META = {"REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", **more}
        request.path = request.path_info = path
        request.method = method
        return request

    def answer(self, request: Any, view: Any = None, **settings: Any) -> Any:
        options = {"JAM": make_jam(), "JAM_AUTH": {}, **settings}
        with overriding.override_settings(**options):
            return adapter.JamMiddleware(view or adapter.login_required(who))(request)

    def test_browsers_are_led_to_the_login_page(self) -> None:
        page = {"HTTP_ACCEPT": "text/html"}
        answer = self.answer(self.request(**page), LOGIN_URL="/login")
        self.assertEqual((answer.status_code, answer["Location"]), (303, "/login?next=%2Faccount"))
        self.assertEqual(self.answer(self.request(), LOGIN_URL="/login").status_code, 401)
        self.assertEqual(self.answer(self.request(**page)).status_code, 401)  # LOGIN_URL is not set
        answer = self.answer(self.request(**page), JAM_AUTH={"login_url": "/enter"})
        self.assertEqual(answer["Location"], "/enter?next=%2Faccount")

    def test_handler403_shows_the_page(self) -> None:
        jam = make_jam()
        denied = needs("django.core.exceptions").PermissionDenied
        token = f"Bearer {issue(jam, permissions=['x'])}"
        view = adapter.permission_required("orders:read")(who)
        given = {"HTTP_AUTHORIZATION": token}
        self.assertEqual(self.answer(self.request(**given), view, JAM=jam).status_code, 403)
        with self.assertRaises(denied):
            self.answer(self.request(HTTP_ACCEPT="text/html", **given), view, JAM=jam)

    def test_a_synchronous_view_cannot_ask_the_asynchronous_facade(self) -> None:
        later = aio.Jam({"jose": {"jwt": {"alg": "HS256", "secret_key": "k" * 32}}})
        request = self.request()
        request.outcome = Outcome(Principal({"id": "alice"}, {}, "jwt"))
        view = adapter.permission_required("orders:read")(who)
        refused = self.assertRaisesRegex(JamConfigurationError, "a handler that is a coroutine function")
        with refused, overriding.override_settings(JAM=later, JAM_AUTH={}):
            view(request)

    def test_a_stale_token_does_not_block_the_login_page(self) -> None:
        stale = {"HTTP_AUTHORIZATION": "Bearer stale"}
        for path, status in (("/login", 200), ("/else", 401)):
            answer = self.answer(self.request(path, **stale), who, LOGIN_URL="/login")
            self.assertEqual(answer.status_code, status)
        who_all = lambda request: who(request)  # noqa: E731
        who_all.login_required = False  # as Django's decorator login_not_required marks a view
        URLS.urlpatterns = [paths.path("public", who_all)]  # type: ignore[attr-defined]
        paths.clear_url_caches()
        self.assertEqual(self.answer(self.request("/public", **stale), who_all).status_code, 200)

    def test_several_cookies_and_views_of_ones_own(self) -> None:
        one, two = adapter.SessionCookie("__Host-a"), adapter.SessionCookie("__Host-b", max_age=60)
        made = adapter.set_headers(http.HttpResponse(), one.set("1"), two.set("2"))
        self.assertEqual(made.cookies["__Host-a"].value, "1")
        second = made.cookies["__Host-b"]
        self.assertEqual((second["max-age"], second["samesite"]), ("60", "Lax"))
        self.assertTrue(second["httponly"])
        self.assertEqual(made.headers["Cache-Control"], "no-store")
        denied = needs("django.core.exceptions").PermissionDenied
        guarded = adapter.csrf(lambda request: http.HttpResponse())
        with overriding.override_settings(JAM=make_jam(), JAM_AUTH={}):
            self.assertEqual(guarded(self.request(method="POST")).status_code, 200)
            with self.assertRaises(denied):
                guarded(self.request(method="POST", HTTP_ORIGIN="https://evil.example", HTTP_HOST="me"))


class RESTFramework(unittest.TestCase):
    """jamlite.ext.drf: its authentication and permission classes, in a view of the framework."""

    def setUp(self) -> None:
        needs("rest_framework")
        from jamlite.ext import drf

        self.drf, self.jam = drf, make_jam()
        override = overriding.override_settings(JAM=self.jam, JAM_AUTH={})
        override.enable()
        self.addCleanup(override.disable)

    def ask(self, method: str = "GET", permission: str = "orders:read", **more: str) -> Any:
        from rest_framework.renderers import JSONRenderer
        from rest_framework.response import Response
        from rest_framework.test import APIRequestFactory
        from rest_framework.views import APIView

        drf = self.drf

        class View(APIView):  # type: ignore[misc]
            authentication_classes = (drf.JamAuthentication,)
            permission_classes = (drf.JamPermission.of(permission),)
            renderer_classes = (JSONRenderer,)

            def get(self, request: Any) -> Any:
                return Response({"sub": str(request.user), "auth": request.auth.id})

            post = get

        return View.as_view()(getattr(APIRequestFactory(), method.lower())("/", **more))

    def test_refused(self) -> None:
        answer = self.ask()
        self.assertEqual((answer.status_code, answer["WWW-Authenticate"]), (401, "Bearer"))
        self.assertEqual(self.ask(HTTP_AUTHORIZATION="Bearer x").status_code, 401)
        token = f"Bearer {issue(self.jam, permissions=['x'])}"
        self.assertEqual(self.ask(HTTP_AUTHORIZATION=token).status_code, 403)
        cookie = {"sources": [CredentialSource.cookie(COOKIE)]}
        with overriding.override_settings(JAM_AUTH=cookie):
            answer = self.ask(
                "POST", HTTP_COOKIE=f"{COOKIE}={issue(self.jam)}", HTTP_ORIGIN="https://evil.example"
            )
            self.assertEqual(answer.status_code, 403)

    def test_let_in(self) -> None:
        for method in ("GET", "POST"):
            answer = self.ask(method, HTTP_AUTHORIZATION=f"Bearer {issue(self.jam)}")
            self.assertEqual((answer.status_code, answer.data), (200, {"sub": "alice", "auth": "alice"}))

    def test_the_frameworks_own_permissions_and_throttles_ask_the_principal(self) -> None:
        from django.contrib.auth.models import User
        from rest_framework.permissions import DjangoModelPermissions
        from rest_framework.renderers import JSONRenderer
        from rest_framework.response import Response
        from rest_framework.test import APIRequestFactory
        from rest_framework.throttling import UserRateThrottle
        from rest_framework.views import APIView

        class View(APIView):  # type: ignore[misc]
            authentication_classes = (self.drf.JamAuthentication,)
            permission_classes = (DjangoModelPermissions,)
            throttle_classes = (type("Twice", (UserRateThrottle,), {"rate": "2/min"}),)
            renderer_classes = (JSONRenderer,)
            queryset = User.objects.none()

            def post(self, request: Any) -> Any:
                return Response({"sub": request.user.get_username()})

        def post(*permissions: str) -> int:
            token = f"Bearer {issue(self.jam, permissions=list(permissions))}"
            made = APIRequestFactory().post("/", HTTP_AUTHORIZATION=token)
            return int(View.as_view()(made).status_code)

        found = [post("auth.view_user"), post("auth.add_user"), post("auth.*"), post("auth.add_user")]
        self.assertEqual(found, [403, 200, 200, 429])
        user = self.drf.PrincipalUser(Principal({"id": "bob"}, {"permissions": ["shop.add_order"]}, "jwt"))
        asked = (user.has_module_perms("shop"), user.has_module_perms("sho"), user.has_module_perms("auth"))
        self.assertEqual(asked, (True, False, False))

    def test_a_view_that_names_no_permission_is_a_mistake(self) -> None:
        with self.assertRaises(JamConfigurationError):
            self.drf.JamPermission.of("")
        view = type("View", (), {})()
        with self.assertRaises(JamConfigurationError):
            self.drf.JamPermission().has_permission(None, view)


if __name__ == "__main__":
    unittest.main()
