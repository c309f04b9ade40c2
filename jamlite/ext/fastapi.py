"""FastAPI: `JamAuth`, whose dependencies show up in OpenAPI, and Starlette's backends.

    auth = JamAuth(jam, via="jwt")

    @app.get("/me")
    async def me(principal: Principal = Depends(auth)): ...

    @app.get("/orders", dependencies=[Depends(auth.require("orders:read"))])
    async def orders(): ...

Each source becomes a security scheme, so the documentation has its "Authorize" button and says which
routes ask for what. FastAPI is imported when the class is made.
"""

from __future__ import annotations

from inspect import Parameter, Signature

from ..exceptions.plugins import JamStarlettePluginConfigError
from .asgi import ASGIRequest
from .credentials import Authenticator, CredentialSource, Outcome, Refusal
from .facade import foreign
from .login import OAuth2Login, SessionCookie, SessionLogin
from .starlette.starlette_backends import (
    AuthenticationMiddleware,
    BaseUser,
    JWTBackend,
    PASETOBackend,
    SessionBackend,
    SimpleUser,
    on_error,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..authz import Principal

__all__ = [
    "ASGIRequest",
    "AuthenticationMiddleware",
    "BaseUser",
    "CredentialSource",
    "JWTBackend",
    "JamAuth",
    "OAuth2Login",
    "PASETOBackend",
    "SessionBackend",
    "SessionCookie",
    "SessionLogin",
    "SimpleUser",
    "on_error",
]


class JamAuth:
    """A dependency that gives the `Principal` of a request, or answers 401.

    Args:
        jam: the facade, `Jam` or `aio.Jam`.
        options: those of `Authenticator`: via, sources, realm and so on.
    """

    def __init__(self, jam: Any, **options: Any) -> None:
        self._fastapi = foreign("fastapi", JamStarlettePluginConfigError)
        self.authenticator = Authenticator(jam, **options)
        # What FastAPI reads: the request, the response, and one security scheme for each source.
        self.__signature__ = Signature(
            [
                Parameter("request", Parameter.KEYWORD_ONLY, annotation=self._fastapi.Request),
                Parameter("response", Parameter.KEYWORD_ONLY, annotation=self._fastapi.Response),
                *(
                    Parameter(f"source_{index}", Parameter.KEYWORD_ONLY, default=self._scheme(source))
                    for index, source in enumerate(self.authenticator.sources)
                ),
            ]
        )

    async def __call__(self, request: Any, response: Any, **schemes: Any) -> Principal:
        """Return the principal of a request, or answer 401."""
        found = await self._judge(request, response)
        if found.principal is None:
            raise self._answer(self.authenticator.refusal(found))
        return found.principal

    @property
    def optional(self) -> Callable[..., Any]:
        """A dependency that gives the principal, or None where there is no credential."""

        async def optional(request: Any, response: Any, **schemes: Any) -> Principal | None:
            found = await self._judge(request, response)
            refusal = self.authenticator.refusal(found, required=False)
            if refusal is not None:
                raise self._answer(refusal)
            return found.principal

        optional.__signature__ = self.__signature__  # type: ignore[attr-defined]
        return optional

    def require(
        self, permission: str, *, context: Callable[[Any, Principal], Any] | None = None
    ) -> Callable[..., Any]:
        """Return a dependency that gives the principal if it has a permission, or answers 401 or 403.

        Args:
            permission: what it takes.
            context: makes the `AuthorizationContext` of request and principal.
        """
        judge = self.authenticator

        async def require(request: Any, principal: Any) -> Principal:
            circumstances = context(request, principal) if context else None
            if not await judge.permits_async(principal, permission, circumstances):
                raise self._answer(judge.demand(request.state.outcome, False))
            found: Principal = principal
            return found

        require.__signature__ = Signature(  # type: ignore[attr-defined]
            [
                Parameter("request", Parameter.KEYWORD_ONLY, annotation=self._fastapi.Request),
                Parameter("principal", Parameter.KEYWORD_ONLY, default=self._fastapi.Depends(self)),
            ]
        )
        return require

    async def _judge(self, request: Any, response: Any) -> Outcome:
        found = await self.authenticator.check_async(ASGIRequest(request.scope))
        request.state.jam = self.authenticator.jam
        request.state.principal = found.principal
        request.state.outcome = found
        for name, value in self.authenticator.protect(found, response.headers):
            response.headers[name] = value
        return found

    def _answer(self, refusal: Refusal | None) -> Exception:
        """Return FastAPI's exception for a refusal; its handlers write the body."""
        refusal = refusal or Refusal(403)
        headers = {name: value for name, value in refusal.headers if not name.startswith("Content-")}
        detail = "unauthorized" if refusal.status == 401 else "forbidden"
        if self.authenticator.by_cookie:
            headers["Vary"] = "Cookie"
        error: Exception = self._fastapi.HTTPException(refusal.status, detail, headers)
        return error

    def _scheme(self, source: CredentialSource) -> Any:
        """Return the security scheme that describes a source in OpenAPI."""
        security = foreign("fastapi.security", JamStarlettePluginConfigError)
        named = {"scheme_name": f"jam_{self.authenticator.via}_{source.kind}", "auto_error": False}
        if source.scheme.lower() == "bearer" and source.name.lower() == "authorization":
            scheme = security.HTTPBearer(
                bearerFormat={"jwt": "JWT", "paseto": "PASETO"}.get(self.authenticator.via or ""), **named
            )
        else:
            kind = {
                "header": security.APIKeyHeader,
                "cookie": security.APIKeyCookie,
                "query": security.APIKeyQuery,
            }[source.kind]
            scheme = kind(name=source.name, **named)
        return self._fastapi.Security(scheme)
