"""Simple JWT for Django REST framework: a pair of tokens, refreshed and verified; RS256 with its back end."""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings

given = json.load(sys.stdin)
settings.configure(
    SECRET_KEY=given["secret"],
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["testserver"],
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework_simplejwt",
        "rest_framework_simplejwt.token_blacklist",
    ],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    },
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402
from rest_framework.views import APIView  # noqa: E402
from rest_framework_simplejwt.backends import TokenBackend  # noqa: E402
from rest_framework_simplejwt.exceptions import TokenBackendError  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402
from rest_framework_simplejwt.views import (  # noqa: E402
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
)


class Me(APIView):
    def get(self, request):
        return Response({"name": request.user.username})


urlpatterns = [
    path("token/", TokenObtainPairView.as_view()),
    path("refresh/", TokenRefreshView.as_view()),
    path("verify/", TokenVerifyView.as_view()),
    path("me/", Me.as_view()),
]
call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user("alice", password="correct horse")

client = APIClient()
pair = client.post("/token/", {"username": "alice", "password": "correct horse"}).json()
rotated = client.post("/refresh/", {"refresh": pair["refresh"]}).json()


def me(token):
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    answer = client.get("/me/")
    client.credentials()
    return answer.status_code, answer.json()


backend = TokenBackend("RS256", given["private"], given["public"], audience="shop", issuer="joe", leeway=5)


def refused(token):
    try:
        return backend.decode(token)
    except TokenBackendError as error:
        return type(error).__name__


json.dump(
    {
        "made": [
            pair["access"],
            pair["refresh"],
            rotated["access"],
            rotated["refresh"],
            str(AccessToken.for_user(user)),
        ],
        "rs256": backend.encode({"sub": "alice", "exp": given["later"]}),
        "answers": [
            me(pair["access"]),
            me(rotated["access"]),
            me(pair["refresh"])[0],
            me(pair["access"][:-6] + "AAAAAA")[0],
            client.post("/verify/", {"token": pair["access"]}).status_code,
            client.post("/verify/", {"token": given["hs256"]}).status_code,
            client.post("/refresh/", {"refresh": pair["refresh"]}).status_code,
            client.post("/token/", {"username": "alice", "password": "wrong"}).status_code,
            backend.decode(given["rs256"])["sub"],
            refused(given["expired_rs256"]),
            refused(given["hs256"]),
        ],
    },
    sys.stdout,
)
