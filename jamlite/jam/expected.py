"""What a credential has to say, as arguments by name (PEP 692). For type checkers; at run time not loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable, TypedDict, Union

    from ..jose.jwt_claims import AnyAudience
    from ..macaroons.macaroon import Macaroon
    from .paseto_module import Footer

    OneOf = Union[str, Collection[str], None]  # the text that it must be, or several of which it is one

    class _Common(TypedDict, total=False):
        issuer: OneOf
        subject: str | None
        required: Collection[str]
        leeway: float | None

    class Expected(_Common, total=False):
        """Of a credential of any kind: what the adapters take."""

        audience: Union[OneOf, AnyAudience]

    class ExpectedOfJWT(Expected, total=False):
        """As `Jam.jwt_decode` takes them."""

        max_age: float | None
        typ: str | None
        now: float | None

    class ExpectedOfPASETO(_Common, total=False):
        """As `Jam.paseto_decode` takes them."""

        audience: OneOf
        footer: Footer
        implicit_assertion: bytes | str
        check_nbf: bool
        now: float | None

    class ExpectedOfAny(ExpectedOfJWT, total=False):
        """As `Jam.authenticate` takes them."""

        check_exp: bool
        check_nbf: bool
        check_list: bool | None
        discharges: Iterable[bytes | str | Macaroon]
