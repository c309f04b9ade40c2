"""Run django-oauth-toolkit, a foreign OpenID provider, on a free loopback port until standard input closes.

    python -m tests.tools.oauth_toolkit_server '[{"client_id": ..., "client_secret": ..., ...}, ...]'

Its first line of output is {"issuer": ...}. The users alice and bob log in with the password "secret".
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from jamlite.jose import JWK

TEMPLATES = {
    "registration/login.html": '<form method="post">{% csrf_token %}{{ form.as_p }}'
    '<input type="hidden" name="next" value="{{ next }}"><button>Log in</button></form>',
    "oauth2_provider/authorize.html": '<form method="post">{% csrf_token %}{{ form.as_p }}'
    '<button name="allow" value="Authorize">Allow</button></form>',
}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def settings(folder: str, issuer: str) -> dict[str, Any]:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "provider.sqlite3")}
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    template = {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    middleware = ("contrib.sessions.middleware.Session", "middleware.csrf.CsrfView")
    return {
        "SECRET_KEY": os.urandom(24).hex(),
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "ROOT_URLCONF": __name__,
        "DATABASES": {"default": database},
        "TEMPLATES": [template],
        "USE_TZ": True,
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "LOGIN_URL": "/login/",
        "LOGGING_CONFIG": None,
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        "MIDDLEWARE": [
            *(f"django.{name}Middleware" for name in middleware),
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "OAUTH2_PROVIDER": {
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": JWK.generate("RSA", size=2048).to_pem(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "SCOPES": {"openid": "login", "read": "read", "introspection": "introspect"},
            "PKCE_REQUIRED": True,
        },
    }


urlpatterns: list[Any] = []


def fill(clients: list[dict[str, Any]]) -> None:
    """Make the tables, the users and the clients."""
    import django

    django.setup()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # refusals are tried on purpose
    from django.contrib.auth import get_user_model
    from django.contrib.auth.views import LoginView
    from django.core.management import call_command
    from django.urls import include, path
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0, run_syncdb=True)
    for name in ("alice", "bob"):
        get_user_model().objects.create_user(name, f"{name}@example.com", "secret")
    for one in clients:
        get_application_model().objects.create(**one)
    urlpatterns[:] = [
        path("login/", LoginView.as_view()),
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    ]


def main() -> None:
    from django.conf import settings as django_settings
    from django.core.wsgi import get_wsgi_application

    sys.modules[__name__] = sys.modules["tests.tools.oauth_toolkit_server"] = sys.modules["__main__"]
    with tempfile.TemporaryDirectory() as folder:
        server = make_server("127.0.0.1", 0, None, _Server, _Silent)
        issuer = f"http://127.0.0.1:{server.server_address[1]}/o"
        django_settings.configure(**settings(folder, issuer))
        fill(json.loads(sys.argv[1]))
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(json.dumps({"issuer": issuer}), flush=True)
        sys.stdin.read()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
