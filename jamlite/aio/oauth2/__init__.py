"""OAuth2 and OpenID Connect clients with coroutines: those of `jamlite.oauth2`, by the same names.

The conversations are the same; here they are led with `await`. A blocking transport (urllib, unless another
is given) sends each request in a worker thread; a transport that is a coroutine function is awaited.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those.
# mypy: disable-error-code="arg-type"
import asyncio
import sys
from abc import abstractmethod

from ...driver import coroutine, is_asynchronous, is_coroutine_callable
from ...exceptions.base import JamConfigurationError
from ...jam import oauth2_clients as base
from ...oauth2 import client as blocking  # `client` is the module of this name here, at Jam's path
from ...oauth2 import registrar, remote_jwks, resource_server
from ...oauth2.steps import run_async
from ...stores.threaded import Threaded, in_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from ...jam.section_types import Logger, Serializer
    from ...oauth2.requests import Request
    from ...oauth2.responses import Response
    from ...oauth2.steps import Steps

__all__ = [
    "BUILTIN_PROVIDERS",
    "BaseOAuth2Client",
    "ClientRegistrar",
    "GitHubOAuth2Client",
    "GitLabOAuth2Client",
    "GoogleOAuth2Client",
    "OAuth2Client",
    "RemoteJWKSet",
    "ResourceServer",
    "YandexOAuth2Client",
    "build_clients",
    "create_instance",
]

# Their methods here return coroutines, which a type checker does not let a subclass do.
_Base: Any = base.BaseOAuth2Client
_Client: Any = blocking.OAuth2Client
_ResourceServer: Any = resource_server.ResourceServer
_RemoteJWKSet: Any = remote_jwks.RemoteJWKSet
_ClientRegistrar: Any = registrar.ClientRegistrar
_Object: Any = object  # the arguments of the classes are those of the second base


class _Awaiting(_Object):  # type: ignore[misc]
    """What makes a client of `jamlite.oauth2` asynchronous: how it leads conversations."""

    _send: Callable[[Request], Response]
    _transport: Any

    def _run(self, steps: Steps[Any]) -> Any:
        # time.sleep between two questions of a device would stop the loop.
        return run_async(steps, self._answer, asyncio.sleep)

    async def _answer(self, request: Request) -> Response:
        transport = self._transport
        if is_coroutine_callable(transport):
            response: Response = await transport(request)
            return response
        return await in_thread(self._send, request)  # _send makes the transport and checks its answer


class OAuth2Client(_Awaiting, _Client):  # type: ignore[misc]
    """A client at one provider; arguments and methods are those of `oauth2.OAuth2Client`.

    `transport` may also be a coroutine function. Only `make_assertion` is not a coroutine: it computes
    and never waits.
    """

    @staticmethod
    def _connections() -> type[Any] | None:
        # As in Jam, an application may put a class of its own into `aio.oauth2.client.HTTPSConnection`.
        return getattr(sys.modules.get(f"{__name__}.client"), "HTTPSConnection", None)

    begin = coroutine(blocking.OAuth2Client.begin)
    finish = coroutine(blocking.OAuth2Client.finish)
    get_authorization_url = coroutine(blocking.OAuth2Client.get_authorization_url)
    fetch_token = coroutine(blocking.OAuth2Client.fetch_token)
    refresh_token = coroutine(blocking.OAuth2Client.refresh_token)
    client_credentials_flow = coroutine(blocking.OAuth2Client.client_credentials_flow)
    begin_device = coroutine(blocking.OAuth2Client.begin_device)
    finish_device = coroutine(blocking.OAuth2Client.finish_device)
    exchange_token = coroutine(blocking.OAuth2Client.exchange_token)
    jwt_bearer = coroutine(blocking.OAuth2Client.jwt_bearer)
    revoke = coroutine(blocking.OAuth2Client.revoke)
    introspect = coroutine(blocking.OAuth2Client.introspect)
    userinfo = coroutine(blocking.OAuth2Client.userinfo)
    get = coroutine(blocking.OAuth2Client.get)
    post = coroutine(blocking.OAuth2Client.post)
    validate_id_token = coroutine(blocking.OAuth2Client.validate_id_token)
    validate_logout_token = coroutine(blocking.OAuth2Client.validate_logout_token)
    logout_url = coroutine(blocking.OAuth2Client.logout_url)
    discover = coroutine(blocking.OAuth2Client.discover)


class BaseOAuth2Client(_Base):  # type: ignore[misc]
    """The base of your own asynchronous clients: as that of `jamlite.oauth2`, with coroutines."""

    get_authorization_url = abstractmethod(coroutine(base.BaseOAuth2Client.get_authorization_url))
    fetch_token = abstractmethod(coroutine(base.BaseOAuth2Client.fetch_token))
    refresh_token = abstractmethod(coroutine(base.BaseOAuth2Client.refresh_token))
    client_credentials_flow = abstractmethod(coroutine(base.BaseOAuth2Client.client_credentials_flow))


def _asynchronous(known: type[Any]) -> type[Any]:
    return type(known.__name__, (OAuth2Client, known), {"__doc__": known.__doc__, "__module__": __name__})


BUILTIN_PROVIDERS: dict[str, type[Any]] = {
    name: _asynchronous(known) for name, known in base.BUILTIN_PROVIDERS.items()
}
GitHubOAuth2Client = BUILTIN_PROVIDERS["github"]
GitLabOAuth2Client = BUILTIN_PROVIDERS["gitlab"]
GoogleOAuth2Client = BUILTIN_PROVIDERS["google"]
YandexOAuth2Client = BUILTIN_PROVIDERS["yandex"]


def create_instance(
    providers: Mapping[str, Mapping[str, Any]],
    serializer: Serializer | None = None,
    logger: Logger | None = None,
) -> dict[str, Any]:
    """Return a client for each provider of a configuration, as `oauth2.create_instance`.

    A `custom_module` that is not asynchronous is made so: its methods run in a worker thread.
    """
    from ...jam.oauth2_clients import create_instance as create

    if not isinstance(providers, dict) or not all(isinstance(one, dict) for one in providers.values()):
        return dict(create(providers, serializer, logger))  # raises
    named = {
        name: {"custom_module": BUILTIN_PROVIDERS.get(options.get("provider", name), OAuth2Client), **options}
        for name, options in providers.items()
    }
    made: dict[str, Any] = dict(create(named, serializer, logger))
    return {
        name: one if isinstance(one, OAuth2Client) or is_asynchronous(one) else Threaded(one)
        for name, one in made.items()
    }


build_clients = create_instance  # Jam 4's name


class ResourceServer(_Awaiting, _ResourceServer):  # type: ignore[misc]
    """Validates the access tokens of one issuer; as `oauth2.ResourceServer`, with coroutines."""

    validate = coroutine(resource_server.ResourceServer.validate)


class RemoteJWKSet(_Awaiting, _RemoteJWKSet):  # type: ignore[misc]
    """A key set by URL; as `oauth2.RemoteJWKSet`, and `load` is awaited:

    claims = jwt.decode(token, await keys.load(token), issuer=..., audience=...)
    """

    load = coroutine(remote_jwks.RemoteJWKSet.load)

    def __call__(self, header: Mapping[str, Any]) -> Any:
        """Return the keys at hand: a call that is not awaited cannot fetch any."""
        held = None if self.jwks is None else self.jwks.held
        if held is None:
            raise JamConfigurationError(
                "the keys are not here yet; give jwt.decode what `await keys.load(token)` returns"
            )
        return held


class ClientRegistrar(_Awaiting, _ClientRegistrar):  # type: ignore[misc]
    """Registers clients with one provider; as `oauth2.ClientRegistrar`, with coroutines."""

    register = coroutine(registrar.ClientRegistrar.register)
