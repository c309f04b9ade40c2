"""Names of algorithms that options give: an unknown one is told the choices and the nearest."""

from __future__ import annotations

from .common import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable


def check_signature(*names: str | None) -> None:
    """Refuse a name that is not a signature algorithm (JWS)."""
    from ..jose.jwa import JWS_ALGORITHMS

    _check("--alg", names, [*reversed(list(JWS_ALGORITHMS))])  # the best known first


def check_key_management(*names: str | None) -> None:
    """Refuse a name that is not a key management algorithm (JWE alg)."""
    from ..jose.jwe_key_management import KEY_MANAGEMENTS

    _check("--alg", names, KEY_MANAGEMENTS)


def check_content(*names: str | None) -> None:
    """Refuse a name that is not a content encryption (JWE enc)."""
    from ..jose.jwe_content import CONTENT_ENCRYPTIONS

    _check("--enc", names, CONTENT_ENCRYPTIONS)


def check_for_key(name: str | None, kty: str, crv: str | None) -> None:
    """Refuse the alg of a new key that no key of this type and curve can run."""
    if name is None:
        return
    fitting = for_key(kty, crv)
    if fitting and name not in fitting:
        kind = f"{kty} {crv}" if crv else kty
        raise CommandError(f"--alg {name} does not go with a key of type {kind}; {', '.join(fitting)} do")


def for_key(kty: str, crv: str | None) -> list[str]:
    """Return the algorithms, of signatures and of key management, that a key can run."""
    from ..jose.jwa import names_for
    from ..jose.jwe_key_management import ECDH_CURVES, KEY_MANAGEMENTS

    # RFC 8037 section 3.2: X25519 and X448.
    wanted = "ECDH" if kty in ("EC", "OKP") and crv in ECDH_CURVES else kty
    return [*names_for(kty, crv), *(row.name for row in KEY_MANAGEMENTS.values() if row.kty == wanted)]


def type_and_curve(name: str) -> tuple[str, str | None]:
    """Return the type and curve of the first key that an algorithm runs with.

    Raises:
        CommandError: there is no such algorithm.
    """
    from ..jose.jwa import JWS_ALGORITHMS
    from ..jose.jwe_key_management import KEY_MANAGEMENTS

    if name in JWS_ALGORITHMS:
        row = JWS_ALGORITHMS[name]
        return row.kty, row.crv
    _check("--alg", [name], [*JWS_ALGORITHMS, *KEY_MANAGEMENTS])
    kty = KEY_MANAGEMENTS[name].kty
    # RFC 7518 sections 4.6 and 4.8.
    return {"ECDH": ("EC", None), "password": ("oct", None)}.get(kty, (kty, None))


def _check(option: str, names: Iterable[str | None], known: Iterable[str]) -> None:
    for name in names:
        if name is not None and name not in known:
            from .parsing import nearest

            choices = list(known)
            raise CommandError(
                f"{option} {name} is unknown; the choices are {', '.join(choices)}{nearest(name, choices)}"
            )
