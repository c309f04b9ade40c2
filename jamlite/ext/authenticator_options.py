"""The arguments of `Authenticator` by name, which every adapter hands on (PEP 692).

For type checkers; at run time this is not loaded.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Sequence, TypedDict, Union

    from ..jam.expected import OneOf
    from ..jose.jwt_claims import AnyAudience
    from .http_request import CredentialSource
    from .protected_api import ProtectedAPI

    Via = Union[str, Sequence[str], ProtectedAPI, None]

    class MiddlewareOptions(TypedDict, total=False):
        """Those of the middlewares for WSGI and ASGI, whose `required` is something else."""

        via: Via
        sources: Sequence[CredentialSource] | None
        realm: str
        check_list: bool | None
        csrf: bool
        trusted_origins: Collection[str]
        anonymous: bool
        login_url: str | None
        on_refusal: Callable[..., object] | None
        issuer: OneOf
        audience: Union[OneOf, AnyAudience]
        subject: str | None
        leeway: float | None

    class AuthenticatorOptions(MiddlewareOptions, total=False):
        """Those of all other adapters."""

        required: Collection[str]
