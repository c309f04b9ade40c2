"""Passkeys with coroutines: `webauthn.Passkeys`, by the same name."""

from __future__ import annotations

from .. import webauthn
from ..driver import coroutine
from ..stores import threaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..stores.store import Store

__all__ = ["Passkeys"]

# Its methods here return coroutines, which a type checker does not let a subclass do.
_sync: Any = webauthn


class Passkeys(_sync.Passkeys):  # type: ignore[misc]
    """Registrations and logins; arguments and methods are those of `webauthn.Passkeys`, on any store."""

    __slots__ = ()

    begin_registration = coroutine(webauthn.Passkeys.begin_registration)
    finish_registration = coroutine(webauthn.Passkeys.finish_registration)
    begin_login = coroutine(webauthn.Passkeys.begin_login)
    finish_login = coroutine(webauthn.Passkeys.finish_login)

    def __init__(self, relying_party: webauthn.RelyingParty, store: Store) -> None:
        super().__init__(relying_party, threaded.asynchronous(store))
