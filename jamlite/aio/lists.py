"""Token lists and refresh tokens with coroutines: those of `jamlite.lists`, by the same names.

A method that changes a list begins when it is called, with or without `await`: see `jam.begun_methods`.
"""

from __future__ import annotations

from .. import lists
from ..jam.begun_methods import answered
from ..lists import Rotation as Rotation
from ..stores.kinds import for_coroutines
from ..stores.threaded import OnAnyStore, twin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..jam.section_types import ListLike

__all__ = lists.__all__


class TokenList(OnAnyStore, lists.TokenList):
    """A list of tokens; arguments and methods are those of `lists.TokenList`."""

    if not TYPE_CHECKING:  # which knows them as coroutines by `OnAnyStore`
        check = answered(lists.TokenList.check)  # its answer refuses to be used as a bool without await
        check_many = answered(lists.TokenList.check_many)
        add = answered(lists.TokenList.add, begins=True)
        add_many = answered(lists.TokenList.add_many, begins=True)
        delete = answered(lists.TokenList.delete, begins=True)
        delete_many = answered(lists.TokenList.delete_many, begins=True)
        revoke_subject = answered(lists.TokenList.revoke_subject, begins=True)
        restore_subject = answered(lists.TokenList.restore_subject, begins=True)


BaseList = BaseJWTList = TokenList  # Jam's names


class MemoryList(TokenList, lists.MemoryList):
    """`lists.MemoryList` with coroutines."""


class JSONList(TokenList, lists.JSONList):
    """`lists.JSONList` with coroutines."""


class SQLiteList(TokenList, lists.SQLiteList):
    """`lists.SQLiteList` with coroutines."""


class RedisList(TokenList, lists.RedisList):
    """`lists.RedisList` with coroutines; `redis_uri` may be a client of `redis.asyncio`."""


class RefreshRotator(OnAnyStore, lists.RefreshRotator):
    """Refresh tokens; arguments and methods are those of `lists.RefreshRotator`."""

    __slots__ = ()
    PREFIX = "refresh"


_KINDS: dict[type[object], type[object]] = {
    getattr(lists, kind.__name__): kind for kind in (TokenList, MemoryList, JSONList, SQLiteList, RedisList)
}


def build_list(config: ListLike) -> Any:
    """Make a list from the keys of a configuration, or of a list of `jamlite.lists` or your own."""
    if isinstance(config, dict):
        config = lists.build_list(for_coroutines(config.get("backend"), config))
    elif not callable(getattr(config, "check", None)):
        wrong: Any = config
        config = lists.build_list(wrong)  # raises: it is not a list
    return twin(config, _KINDS)
