"""Django REST framework: an authentication class and a permission class, on the facade of `ext.django`.

    REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["jamlite.ext.drf.JamAuthentication"]}

    @api_view(["GET", "POST"])
    @permission_classes([JamPermission.of("orders:read")])
    def orders(request): ...

`request.auth` is the `Principal`. `request.user` is the user whom `ext.django.JamBackend` finds, or a
`PrincipalUser` where that is not among AUTHENTICATION_BACKENDS. JAM and JAM_AUTH of the settings count;
JamMiddleware may stand before the views and need not; with a ProtectedAPI it must: it serves the metadata,
and puts nonces and challenges into answers. The classes are made when they are first used, for they inherit
from classes of the framework.
"""

from __future__ import annotations

from ..authz import Principal
from ..exceptions.base import JamConfigurationError
from ..exceptions.plugins import JamCrossSiteError
from .configured import foreign
from .django import INSUFFICIENT, authenticator, plain_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

    JamAuthentication: type[Any]
    JamPermission: type[Any]

__all__ = ["JamAuthentication", "JamPermission", "PrincipalUser"]


class PrincipalUser:
    """A principal as `request.user`, where no user of a database stands behind it.

    Its permissions are the principal's: Django's own have names such as "shop.add_order".
    """

    is_authenticated = is_active = True  # DRF reads these attributes of request.user
    is_anonymous = is_staff = is_superuser = False

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.pk = self.id = self.username = principal.id

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Tell whether the principal has a permission."""
        return authenticator().permits(self.principal, permission)

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        """Tell whether the principal has all of these permissions; `DjangoModelPermissions` asks so."""
        return all(self.has_perm(permission, obj) for permission in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether a permission of the principal is one of this Django application."""
        names = self.principal.permissions or ()
        # Django's form of a permission: "app.action_model".
        return any(name.startswith(f"{app_label}.") for name in names)

    def get_username(self) -> str:
        """Return the id of the principal as text."""
        return str(self.id)

    def __str__(self) -> str:
        return str(self.id)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals().update(JamAuthentication=_authentication(), JamPermission=_permission())
    return globals()[name]


def _authentication() -> type[Any]:
    base: Any = foreign("rest_framework.authentication", JamConfigurationError).BaseAuthentication
    errors = foreign("rest_framework.exceptions", JamConfigurationError)

    class JamAuthentication(base):  # type: ignore[misc]
        """Takes the credential that JAM and JAM_AUTH of the settings describe.

        A wrong one is answered with 401, one that a page of another site made a browser send with 403.
        """

        def authenticate(self, request: Any) -> tuple[Any, Principal] | None:
            """Return the user and the principal of a request, or None where there is no credential."""
            django_request = request._request
            found = getattr(django_request, "outcome", None)
            if found is None:  # no JamMiddleware stands before this view
                found = authenticator().check(plain_request(django_request))
                django_request.outcome = found  # for the challenge, and for a second class of the same view
            principal = found.principal
            if principal is None:
                if isinstance(found.error, JamCrossSiteError):
                    # 403: with AuthenticationFailed, DRF would ask for another credential.
                    raise errors.PermissionDenied()
                if found.reason == "unavailable":  # of a ProtectedAPI: the keys of its issuer
                    away = errors.APIException("unavailable")
                    away.status_code = 503
                    raise away
                if found.error is not None:
                    raise errors.AuthenticationFailed()
                return None  # DRF: None lets the next authentication class try
            user = _user(django_request, principal)
            if user is None:
                raise errors.AuthenticationFailed()
            return user, principal

        def authenticate_header(self, request: Any) -> str:
            """Return the challenge of an answer with 401 (RFC 9110 section 11.6.1)."""
            found = getattr(request._request, "outcome", None)
            refusal = None if found is None else authenticator().refusal(found)
            return (refusal or authenticator().missing).named().get("WWW-Authenticate", "Bearer")

    return JamAuthentication


def _permission() -> type[Any]:
    base: Any = foreign("rest_framework.permissions", JamConfigurationError).BasePermission

    class JamPermission(base):  # type: ignore[misc]
        """Asks for a permission of the principal: the view's `required_permission`, or that of `of`."""

        permission = ""

        @classmethod
        def of(cls, permission: str) -> type[Any]:
            """Return a permission class that asks for this permission."""
            if not isinstance(permission, str) or not permission:
                raise JamConfigurationError("name the permission that is required, as text")
            # DRF makes an object of the class without arguments.
            return type(cls.__name__, (cls,), {"permission": permission, "__doc__": cls.__doc__})

        def has_permission(self, request: Any, view: object) -> bool:
            """Tell whether the principal of a request has the permission."""
            needed = self.permission or getattr(view, "required_permission", "")
            if not needed:  # a permission class without a permission must not let everybody through
                raise JamConfigurationError("the view names no required_permission")
            principal = request.auth if isinstance(request.auth, Principal) else None
            permitted = authenticator().permits(principal, needed)
            if principal is not None and not permitted:
                setattr(request._request, INSUFFICIENT, True)  # JamMiddleware adds the challenge
            return permitted

    return JamPermission


def _user(request: Any, principal: Principal) -> Any:
    """Return the user of a principal: the one that JamMiddleware has found, or whom JamBackend finds."""
    settings = foreign("django.conf", JamConfigurationError).settings
    if not any(path.endswith("ext.django.JamBackend") for path in settings.AUTHENTICATION_BACKENDS):
        return PrincipalUser(principal)
    if getattr(request, "principal", None) is principal:
        return request.user
    return foreign("django.contrib.auth", JamConfigurationError).authenticate(request, principal=principal)
