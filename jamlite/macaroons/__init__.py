"""Macaroons: bearer tokens whose holder can add conditions, but not take any away.

The design is "Macaroons: Cookies with Contextual Caveats" (Birgisson and others, NDSS 2014), the
formats are those of libmacaroons: version 1, version 2 and both kinds of JSON.

May import: encoding, crypto, keys. Touches: nothing. Names arrive on first use (PEP 562).
"""

from __future__ import annotations

from ..optional import alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bounds import Limits
    from .macaroon import Macaroon, create
    from .parts import Caveat
    from .verifier import Verifier

__all__ = ["Caveat", "Limits", "Macaroon", "Verifier", "create"]
_alias = alias(__name__)


if not TYPE_CHECKING:  # a checker would believe in any name

    def __getattr__(name: str) -> object:
        if name in ("Macaroon", "create"):
            from .macaroon import Macaroon, create

            globals().update(Macaroon=Macaroon, create=create)
        elif name == "Caveat":
            from .parts import Caveat

            globals()[name] = Caveat
        elif name == "Verifier":
            from .verifier import Verifier

            globals()[name] = Verifier
        elif name == "Limits":
            from .bounds import Limits

            globals()[name] = Limits
        else:
            return _alias(name)
        return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})  # PEP 562: dir() shows what was not asked for yet, too
