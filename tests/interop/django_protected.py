"""Django's part of tests/interop/test_protected_auth.py, which runs it in a process of its own."""

from __future__ import annotations

import asyncio
import json
import logging
import unittest
from typing import Any, ClassVar

import django
from django.conf import settings

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.aio.oauth2 import ResourceServer as AsyncResourceServer
from jamlite.exceptions import JamConfigurationError
from jamlite.ext.protected_api import ProtectedAPI
from jamlite.oauth2 import ResourceServer

from ..ext.test_protected_auth import Answer, Contract, joined

settings.configure(
    SECRET_KEY="for these tests",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["jamlite.ext.django.JamMiddleware"],
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["jamlite.ext.drf.JamAuthentication"],
        "UNAUTHENTICATED_USER": None,
    },
    LOGGING_CONFIG=None,
    JAM=Jam({}),
    JAM_AUTH={},
)
django.setup()
logging.getLogger("django.request").setLevel(logging.CRITICAL)

from django.http import JsonResponse  # noqa: E402
from django.test import AsyncClient, Client  # noqa: E402
from django.urls import path as route  # noqa: E402
from rest_framework.decorators import api_view, permission_classes  # noqa: E402
from rest_framework.response import Response  # noqa: E402

from jamlite.ext.django import JamMiddleware, permission_required  # noqa: E402
from jamlite.ext.drf import JamPermission  # noqa: E402


@permission_required("read")
def things(request: Any) -> Any:
    return JsonResponse({"sub": request.principal.id})


@permission_required("read")
async def things_async(request: Any) -> Any:
    return JsonResponse({"sub": request.principal.id})


@api_view(["GET"])
@permission_classes([JamPermission.of("read")])
def things_rest(request: Any) -> Any:
    return Response({"sub": request.auth.id})


urlpatterns: list[Any] = []


class Views(Contract, unittest.TestCase):
    view = staticmethod(things)
    options: ClassVar[dict[str, Any]] = {}

    def call(self, api: ProtectedAPI, path: str, headers: dict[str, str]) -> Answer:
        settings.JAM_AUTH = {"via": api, **self.options}
        urlpatterns[:] = [route("v1/things", type(self).view)]
        answer = self.ask(path, headers)
        return answer.status_code, joined(answer.headers.items()), json.loads(answer.content)

    def ask(self, path: str, headers: dict[str, str]) -> Any:
        return Client().get(path, headers=headers)


class Facades(unittest.TestCase):
    def test_the_asynchronous_facade_serves_asynchronous_applications_alone(self) -> None:
        settings.JAM, settings.JAM_AUTH = (
            AsyncJam({"session": {"session_type": "memory"}}),
            {"via": "session"},
        )
        self.addCleanup(setattr, settings, "JAM", Jam({}))
        with self.assertRaisesRegex(JamConfigurationError, "not aio.Jam"):
            JamMiddleware(things)
        JamMiddleware(things_async)


class AsynchronousViews(Views):
    kinds = (ResourceServer, AsyncResourceServer)
    view = staticmethod(things_async)

    def ask(self, path: str, headers: dict[str, str]) -> Any:
        return asyncio.run(AsyncClient().get(path, headers=headers))


class RestFramework(Views):
    view = staticmethod(things_rest)


class RestFrameworkRefuses(RestFramework):
    """The middleware lets everything pass, and the framework's own classes answer."""

    options: ClassVar[dict[str, Any]] = {"reject_invalid": False}
