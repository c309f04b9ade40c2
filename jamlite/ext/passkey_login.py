"""Login with a passkey (WebAuthn), as the first factor or as the second one.

A browser that began a ceremony has a cookie of its own, which is no session; the challenges lie in the store.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those; and the
# methods of the asynchronous class return coroutines, which it does not let a subclass do.
# mypy: disable-error-code="arg-type,override"
from ..driver import stepwise
from ..exceptions.base import JamConfigurationError
from ..exceptions.webauthn import JamWebAuthnCredentialError
from ..webauthn import Passkeys, RelyingParty
from .facades import store_of
from .http_request import request_of
from .session_cookie import SessionCookie, cookie_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

    from ..driver import Steps
    from ..encoding.json_types import Claims, JsonObject, Settings
    from ..stores.store import Store
    from ..webauthn import Authentication, Credential, Registration
    from ..webauthn.answers import AnswerLike
    from ..webauthn.options import CredentialLike
    from .http_request import RequestLike
    from .http_types import Headers
    from .login import SessionLogin

__all__ = ["PASSKEY_COOKIE", "AsyncPasskeyLogin", "PasskeyLogin"]

# The cookie that ties a browser to its challenges.
PASSKEY_COOKIE = "__Host-passkey"


class PasskeyLogin:
    """Passkeys for the sessions of a `SessionLogin`.

    With `aio.Jam` the methods are awaited: `AsyncPasskeyLogin`, a second name of this class, says so to type
    checkers.

    The application keeps the passkeys of its users: `Credential.to_dict()` is a row. `options` go to the
    browser as JSON, and what `credential.toJSON()` gives comes back as `answer`.

    Args:
        login: whose sessions begin.
        relying_party: the site.
        cookie: the cookie that ties a browser to its challenges.
        store: of the package `stores`, or the configuration of one, for the challenges; default: the one
            where the sessions live.

    Raises:
        JamConfigurationError: not a relying party; there is no store, or it is asynchronous and the facade
            is not.
    """

    __slots__ = ("_lead", "cookie", "login", "passkeys")

    def __init__(
        self,
        login: SessionLogin,
        relying_party: RelyingParty,
        cookie: SessionCookie | None = None,
        *,
        store: Store | Settings | None = None,
    ) -> None:
        jam = getattr(login, "jam", None)
        if jam is None:
            raise JamConfigurationError("PasskeyLogin needs a SessionLogin")
        self.login = login
        self.passkeys: Any = Passkeys(relying_party, store_of(jam, store, "PasskeyLogin"))
        self._lead = jam._lead
        # Strict: both requests of a ceremony come from a page of this site.
        default = SessionCookie(PASSKEY_COOKIE, max_age=int(relying_party.timeout), same_site="Strict")
        self.cookie = cookie_of(cookie, default)

    @stepwise
    def begin_registration(
        self,
        request: RequestLike,
        user_handle: bytes,
        user_name: str,
        display_name: str = "",
        **choice: object,
    ) -> Steps[tuple[JsonObject, Headers]]:
        """Return options for `PublicKeyCredential.parseCreationOptionsFromJSON`, and headers.

        Args:
            request: the framework's own, or ours.
            user_handle, user_name, display_name, choice: as in `Passkeys.begin_registration`; `exclude` are
                the passkeys that the user has.

        Raises:
            JamValidationError, JamStoreError: as `Passkeys.begin_registration`.
        """
        ticket, options = yield self.passkeys.begin_registration(
            user_handle, user_name, display_name, ticket=self._ticket(request), **choice
        )
        return options, self.cookie.set(ticket)

    @stepwise
    def finish_registration(
        self, request: RequestLike, answer: AnswerLike, user_handle: bytes
    ) -> Steps[Registration]:
        """Verify the browser's answer. The application refuses an id that it knows, and stores the passkey.

        Args:
            request: the framework's own, or ours.
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            user_handle: of the user who is logged in.

        Raises:
            JamWebAuthnError: refused; answer 403. JamStoreError: the store failed.
        """
        found: Registration = yield self.passkeys.finish_registration(
            self._ticket(request), answer, user_handle=user_handle
        )
        return found

    @stepwise
    def begin(
        self, request: RequestLike, allow: Iterable[CredentialLike] = (), **choice: object
    ) -> Steps[tuple[JsonObject, Headers]]:
        """Return options for `PublicKeyCredential.parseRequestOptionsFromJSON`, and headers.

        Args:
            request: the framework's own, or ours.
            allow: the passkeys of a user who is known, for example of a login that waits for its second
                factor; empty: the user picks one.
            choice: as in `Passkeys.begin_login`, for example user_verification="discouraged" for a second
                factor behind a password.

        Raises:
            JamValidationError, JamStoreError: as `Passkeys.begin_login`.
        """
        ticket, options = yield self.passkeys.begin_login(allow, ticket=self._ticket(request), **choice)
        return options, self.cookie.set(ticket)

    @stepwise
    def finish(
        self,
        request: RequestLike,
        answer: AnswerLike,
        credential: Credential | None,
        session_key: str | int | None,
        data: Claims | None = None,
    ) -> Steps[tuple[Authentication, Headers]]:
        """Verify the browser's answer and log in.

        If a login waits for its second factor with this request (`SessionLogin.begin(pending=True)`), it is
        confirmed; it must be the same user's. Else a session begins.

        Args:
            request: the framework's own, or ours.
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            credential: the stored record whose id is `webauthn.credential_id(answer)`; None if there is none.
            session_key: whose it is, as in `SessionLogin.begin`.
            data: what else to remember.

        Returns:
            What the login gave, with the record to store anew, and the headers of the session's cookie.

        Raises:
            JamWebAuthnError: refused; answer 403.
            JamTypeError, JamValidationError, JamSessionDataError, JamStoreError: as `SessionLogin.begin`.
        """
        request = request_of(request)
        who: Any = session_key  # None is refused by `begin`, if the passkey was not refused before
        # Before the pending login is looked at: its challenge counts once.
        result = yield self.passkeys.finish_login(self._ticket(request), answer, credential)
        waiting = yield self.login.pending(request)
        if waiting is None:
            return result, (yield self.login.begin(request, who, data))
        # Otherwise one user's password and another one's passkey would make a login.
        if waiting != str(session_key):
            raise JamWebAuthnCredentialError(
                "the passkey is another user's than the login that waits here", details={"step": "7.2 step 6"}
            )
        return result, (yield self.login.confirm(request, data))

    def _ticket(self, request: RequestLike) -> str | None:
        return request_of(request).cookie(self.cookie.name)


if TYPE_CHECKING:

    class AsyncPasskeyLogin(PasskeyLogin):
        async def begin_registration(
            self,
            request: RequestLike,
            user_handle: bytes,
            user_name: str,
            display_name: str = "",
            **choice: object,
        ) -> tuple[JsonObject, Headers]: ...
        async def finish_registration(
            self, request: RequestLike, answer: AnswerLike, user_handle: bytes
        ) -> Registration: ...
        async def begin(
            self, request: RequestLike, allow: Iterable[CredentialLike] = (), **choice: object
        ) -> tuple[JsonObject, Headers]: ...
        async def finish(
            self,
            request: RequestLike,
            answer: AnswerLike,
            credential: Credential | None,
            session_key: str | int | None,
            data: Claims | None = None,
        ) -> tuple[Authentication, Headers]: ...

else:
    AsyncPasskeyLogin = PasskeyLogin
