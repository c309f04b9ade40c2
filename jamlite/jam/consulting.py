"""What a facade asks of a token list, ours or one of the user's own: put this on it; may this pass?"""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.jwt import JamJWTInBlackList, JamJWTNotInWhiteList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, TypeVar

    from ..driver import Steps
    from ..encoding.json_types import JsonObject
    from .section_types import OwnList

    Result = TypeVar("Result")


def consulted(tokens: OwnList, token: str, claims: JsonObject, result: Result) -> Steps[Result]:
    """Return `result`, or raise if the list refuses the token; a list of the user's own only needs `check`.

    Args:
        tokens: the list.
        token: the whole token.
        claims: its verified claims, times as numbers.
        result: what to return.
    """
    if tokens.__list_type__ not in ("black", "white"):
        raise JamConfigurationError(
            "the type of a list must be black or white", error_code="configuration.jwt.unknown_list_type"
        )
    black = tokens.__list_type__ == "black"
    refuses = getattr(tokens, "refuses", None)
    if refuses is None:
        # Refused: on a black list, or not on a white one.
        refused = bool((yield tokens.check(token))) is black
    else:
        refused = yield refuses(token, claims)  # ours also knows a token by its jti, its subject and its age
    if refused:
        raise JamJWTInBlackList() if black else JamJWTNotInWhiteList()
    return result


def enlisted(tokens: OwnList, token: str, exp: float | None = None) -> Steps[str]:
    """Put a token on an allow list and return it.

    Args:
        tokens: the list.
        token: the whole token.
        exp: when it expires, for a token that does not show this; a list of ours keeps it until then.
    """
    if exp is not None:
        from ..lists.token_list import MARGIN, TokenList

        if isinstance(tokens, TokenList):
            # The list forgets it later than the token dies.
            yield tokens.add(token, expires=exp + MARGIN)
            return token
    yield tokens.add(token)
    return token


def of_claims(section: str, expected: Mapping[str, Any], *beyond: str) -> JsonObject:
    """Return the expectations to check on claims that a module of the user's own has read.

    Raises:
        JamConfigurationError: one of `beyond` is expected, which only who reads the token can judge.
    """
    for name in beyond:
        if expected.get(name) is not None:
            raise JamConfigurationError(
                f"the section {section} has a module of your own, which has to judge {name} itself"
            )
    return {name: value for name, value in expected.items() if name not in beyond and value is not None}
