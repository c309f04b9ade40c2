"""`Jam` for asyncio: the facade with every method as a coroutine.

Behind it stands a synchronous facade with the same modules; each coroutine here calls the method of the
same name there, at once or in a worker thread, and awaits what it returns if that can be awaited.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those.
# mypy: disable-error-code="arg-type"
from ..jam import base_jam as base
from ..jam.base_jam import BaseJam
from ..jam.facade import Jam as SyncJam
from .waiting import OnLoop, awaitable, in_thread, is_native, may_wait, synchronous, with_redis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

MODULES: dict[str, Any] = {
    **base.MODULES,
    "session": ".aio.sessions.create_instance",
    "oauth2": ".aio.oauth2.create_instance",
}
# The sections whose methods `cpu_in_thread` moves to a thread: those that sign, encrypt or seal.
HEAVY = frozenset(("jwt", "jws", "jwe", "session", "paseto"))
_OF_ANY = ("issue", "authenticate")  # methods that may go to any of them


class _Behind(SyncJam):
    """The synchronous facade behind an asynchronous one; its modules are put in as they are made."""

    def __init__(self) -> None:
        self._modules = {}
        self._plugins = []


class _Native(_Behind):
    """One with asynchronous modules: its methods return what theirs do, awaitables."""

    _AWAITS = True


class Jam(BaseJam):
    """Tokens, sessions and one-time passwords behind one object, for asyncio.

    Args:
        args, options: those of `BaseJam`.
        cpu_in_thread: also run what only computes, but for long (the methods jwt_*, jws_*, jwe_*,
            session_*, paseto_*, issue and authenticate), in a worker thread. One call takes a little
            longer, and the event loop is not kept from its other work meanwhile.
    """

    MODULES: dict[str, Any] = MODULES

    def __init__(self, *args: Any, cpu_in_thread: bool = False, **options: Any) -> None:
        self._sync = _Behind()
        self._native = _Native()
        # The sections whose methods run in a worker thread.
        self._in_thread = set(HEAVY if cpu_in_thread else ())
        super().__init__(*args, **options)

    def _maker(self, path: str) -> Any:
        if path == ".aio.sessions.create_instance":
            from . import sessions

            return sessions.create_instance
        if path == ".aio.oauth2.create_instance":
            from . import oauth2

            return oauth2.create_instance
        return super()._maker(path)

    def _build(self, name: str, section: dict[str, Any]) -> Any:
        tokens = section.get("list")
        if tokens is not None:
            section = {**section, "list": with_redis(synchronous(tokens), native=False)}
        module = super()._build(name, section)
        if name == "oauth2":
            behind = module
        else:
            behind = synchronous(module)
            if name not in self._in_thread and is_native(getattr(module, "_sync", None)):
                self._native._modules[name] = module._sync
            elif _waits(name, behind):
                self._in_thread.add(name)
        self._sync._modules[name] = behind
        return module

    def _call(self, method: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        name = method.__name__
        section = self._sync._kind(name, args, kwargs) if name in _OF_ANY else name.partition("_")[0]
        if section in self._native._modules:
            return getattr(self._native, name)(*args, **kwargs)
        function = getattr(self._sync, name)
        if section in self._in_thread or (name in _OF_ANY and self._in_thread):
            return in_thread(function, *args, **kwargs)
        return function(*args, **kwargs)

    jwt_encode = awaitable(SyncJam.jwt_encode)
    jwt_decode = awaitable(SyncJam.jwt_decode)
    jwt_make_payload = awaitable(SyncJam.jwt_make_payload)
    jwt_create = awaitable(SyncJam.jwt_create)

    jws_sign = awaitable(SyncJam.jws_sign)
    jws_verify = awaitable(SyncJam.jws_verify)
    jwe_encrypt = awaitable(SyncJam.jwe_encrypt)
    jwe_decrypt = awaitable(SyncJam.jwe_decrypt)

    session_create = awaitable(SyncJam.session_create)
    session_get = awaitable(SyncJam.session_get)
    session_update = awaitable(SyncJam.session_update)
    session_delete = awaitable(SyncJam.session_delete)
    session_clear = awaitable(SyncJam.session_clear)
    session_rework = awaitable(SyncJam.session_rework)

    otp_code = awaitable(SyncJam.otp_code)
    otp_uri = awaitable(SyncJam.otp_uri)
    otp_verify_code = awaitable(SyncJam.otp_verify_code)

    oauth2_get_authorized_url = awaitable(SyncJam.oauth2_get_authorized_url)
    oauth2_fetch_token = awaitable(SyncJam.oauth2_fetch_token)
    oauth2_refresh_token = awaitable(SyncJam.oauth2_refresh_token)
    oauth2_client_credentials_flow = awaitable(SyncJam.oauth2_client_credentials_flow)

    paseto_make_payload = awaitable(SyncJam.paseto_make_payload)
    paseto_create = awaitable(SyncJam.paseto_create)
    paseto_decode = awaitable(SyncJam.paseto_decode)

    issue = awaitable(SyncJam.issue)
    authenticate = awaitable(SyncJam.authenticate)
    authorize = awaitable(SyncJam.authorize)

    emit = SyncJam.emit  # plugins are no coroutines


AsyncJam = Jam


def _waits(name: str, module: Any) -> bool:
    """Tell whether methods of a module may wait: for a store, for files of keys, for coroutines."""
    if name == "session" or isinstance(module, OnLoop):
        return may_wait(module)
    tokens, keychain = getattr(module, "list", None), getattr(module, "keychain", None)
    if keychain is not None:
        from ..keychain import Memory

        if not isinstance(keychain, Memory):
            return True
    return tokens is not None and may_wait(tokens)
