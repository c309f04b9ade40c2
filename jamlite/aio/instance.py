"""`Jam` for asyncio: the facade with every method as a coroutine.

Each coroutine here calls the method of the same name of the synchronous facade on this one, whose modules
are asynchronous, and awaits what it returns if that can be awaited. What only computes runs at once, or
in a worker thread where that was asked for.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those.
# mypy: disable-error-code="arg-type"
from functools import wraps

from ..driver import awaited, coroutine, is_asynchronous
from ..exceptions.base import JamConfigurationError
from ..jam.base_jam import BaseJam
from ..jam.begun_methods import judged
from ..jam.facade import Jam as SyncJam
from ..stores.threaded import Threaded, ThreadedStore, in_thread
from . import lists, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike
    from typing import Any, Callable, Concatenate, Coroutine, ParamSpec, TypeVar, Unpack

    from ..jam.base_jam import ConfiguredJam as _Base  # its methods are coroutines, which a BaseJam's are not
    from ..jam.base_jam import FacadeOptions
    from ..jam.section_types import JsonObject, ListLike
    from .oauth2 import OAuth2Client

    P = ParamSpec("P")
    Result = TypeVar("Result")
else:
    _Base = BaseJam

# The sections whose methods `cpu_in_thread` moves to a thread: those that sign, encrypt or seal.
HEAVY = frozenset(("jwt", "jws", "jwe", "paseto"))


def _computing(
    method: Callable[Concatenate[Any, P], Result],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """As `driver.coroutine`, for a method that computes for long: in a thread where that was asked for."""
    section = method.__name__.partition("_")[0]

    @wraps(method)
    async def call(self: Any, *args: P.args, **kwargs: P.kwargs) -> Result:
        answer: Any
        if section in self._computes_in_thread:  # asked at each call: a keychain may have been built since
            answer = await in_thread(method, self, *args, **kwargs)
        else:
            answer = method(self, *args, **kwargs)
        # A list on Redis answers with a coroutine, in a worker thread too: it runs here, on the loop.
        result: Result = await answer if hasattr(answer, "__await__") else answer
        return result

    return call  # type: ignore[return-value]


class Jam(_Base):
    """Tokens, sessions and one-time passwords behind one object, for asyncio.

    Args:
        config, pointer, options: those of `BaseJam`.
        cpu_in_thread: also run what only computes, but for long (signing, encrypting, sealing), in a
            worker thread. One call takes a little longer, and the event loop is not kept from its other
            work meanwhile.
    """

    ASYNCHRONOUS = True
    _lead = staticmethod(awaited)
    _provider = SyncJam._provider  # the facade's; this class comes from BaseJam alone

    if TYPE_CHECKING:  # the same modules, whose methods are coroutines

        @property
        def session(self) -> sessions.StoreSessions: ...
        @property
        def oauth2(self) -> dict[str, OAuth2Client]: ...  # type: ignore[override]

    def __init__(
        self,
        config: str | PathLike[str] | JsonObject = "pyproject.toml",
        pointer: str = "jam",
        *,
        cpu_in_thread: bool = False,
        **options: Unpack[FacadeOptions],
    ) -> None:
        self._cpu_in_thread = cpu_in_thread
        self._computes_in_thread = set(HEAVY if cpu_in_thread else ())  # sections
        super().__init__(config, pointer, **options)

    def _maker(self, path: str) -> Any:
        if path == ".sessions.create_instance":
            return sessions.create_instance
        if path == ".oauth2.create_instance":
            from . import oauth2

            return oauth2.create_instance
        return super()._maker(path)

    def _build(self, name: str, section: JsonObject) -> Any:
        module = super()._build(name, section)
        # The facade works with its answer at once, and cannot await it.
        if name in ("jwt", "paseto") and is_asynchronous(module):
            raise JamConfigurationError(f"the module of the section {name} must not be asynchronous")
        if name == "session":
            module = sessions.asynchronous(module)
            if self._cpu_in_thread and not isinstance(module, Threaded) and hasattr(module, "store"):
                # Sealing session data computes, in memory too.
                module._use(ThreadedStore(module.store, all_computing=True))
        keychain = getattr(module, "keychain", None)
        if keychain is not None and not getattr(keychain, "IN_MEMORY", False):
            self._computes_in_thread.add(name)  # its keys are read from files
        return module

    def _called(self, section: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        if section in self._computes_in_thread:
            return in_thread(method, *args, **kwargs)  # a coroutine; who called awaits it
        return method(*args, **kwargs)

    def _list(self, tokens: ListLike) -> Any:
        return lists.build_list(tokens)

    jwt_encode = _computing(SyncJam.jwt_encode)
    jwt_decode = _computing(SyncJam.jwt_decode)
    jwt_make_payload = _computing(SyncJam.jwt_make_payload)
    jwt_create = _computing(SyncJam.jwt_create)

    jws_sign = _computing(SyncJam.jws_sign)
    jws_verify = _computing(SyncJam.jws_verify)
    jwe_encrypt = _computing(SyncJam.jwe_encrypt)
    jwe_decrypt = _computing(SyncJam.jwe_decrypt)

    session_create = coroutine(SyncJam.session_create)
    session_get = coroutine(SyncJam.session_get)
    session_update = coroutine(SyncJam.session_update)
    session_delete = coroutine(SyncJam.session_delete)
    session_clear = coroutine(SyncJam.session_clear)
    session_rework = coroutine(SyncJam.session_rework)

    otp_code = coroutine(SyncJam.otp_code)
    otp_uri = coroutine(SyncJam.otp_uri)
    otp_verify_code = judged(SyncJam.otp_verify_code)  # without await, a coroutine would be true

    oauth2_get_authorized_url = coroutine(SyncJam.oauth2_get_authorized_url)
    oauth2_fetch_token = coroutine(SyncJam.oauth2_fetch_token)
    oauth2_refresh_token = coroutine(SyncJam.oauth2_refresh_token)
    oauth2_client_credentials_flow = coroutine(SyncJam.oauth2_client_credentials_flow)

    paseto_make_payload = _computing(SyncJam.paseto_make_payload)
    paseto_create = _computing(SyncJam.paseto_create)
    paseto_decode = _computing(SyncJam.paseto_decode)

    issue = coroutine(SyncJam.issue)
    authenticate = coroutine(SyncJam.authenticate)
    authorize = judged(SyncJam.authorize)  # likewise


AsyncJam = Jam
