"""Passkeys with coroutines: `webauthn.Passkeys`, by the same name."""

from __future__ import annotations

from .. import webauthn
from ..stores.threaded import OnAnyStore

__all__ = ["Passkeys"]


class Passkeys(OnAnyStore, webauthn.Passkeys):
    """Registrations and logins; arguments and methods are those of `webauthn.Passkeys`, on any store."""

    __slots__ = ()
