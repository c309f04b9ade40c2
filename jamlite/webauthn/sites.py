"""Domains and origins, checked when a relying party is made: else its users would find the slip."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_APP = ("android:apk-key-hash:", "ios:bundle-id:")  # origins of native apps; the platform vouches for them


def check_rp_id(rp_id: object) -> str:
    """Return an RP ID: a valid domain, in lower case, international names in their xn-- form (section 4).

    Raises:
        JamConfigurationError: anything else, for example an address, a URL, a port.
    """
    if not isinstance(rp_id, str) or not _is_domain(rp_id):
        raise JamConfigurationError(
            'rp_id is a domain in lower case without scheme and port, for example "shop.example"'
        )
    return rp_id


def check_origins(origins: Iterable[str], what: str, rp_id: str = "") -> list[str]:
    """Return origins, each scheme://host or scheme://host:port as browsers write it.

    Args:
        origins: a list of text.
        what: the name of the argument, for the message.
        rp_id: if not empty, the domain that each must be in.

    Raises:
        JamConfigurationError: not such a list; http elsewhere than on localhost; a host outside of rp_id.
    """
    if isinstance(origins, (str, bytes)) or not hasattr(origins, "__iter__"):
        raise JamConfigurationError(f'{what} is a list, for example ["https://shop.example"]')
    checked: list[str] = []
    for origin in origins:
        if not isinstance(origin, str):
            raise JamConfigurationError(f"{what} is a list of text")
        if not (origin.startswith(_APP) and origin.isascii() and origin.isprintable()):
            _check_origin(origin, what, rp_id)
        checked.append(origin)
    return checked


def _check_origin(origin: str, what: str, rp_id: str) -> None:
    scheme, _, rest = origin.partition("://")
    host, _, port = rest.partition(":")
    default = {"http": "80", "https": "443"}.get(scheme)
    if default is None or not _is_domain(host) or (":" in rest and not _is_port(port, default)):
        raise JamConfigurationError(
            f'{what} has {origin!r}; write it as browsers do, for example "https://shop.example" or '
            '"http://localhost:8000", without a path and without the default port'
        )
    local = host == "localhost" or host.endswith(".localhost")
    if scheme == "http" and not local:  # browsers offer passkeys in secure contexts only
        raise JamConfigurationError(
            f"{what} has {origin!r}; browsers offer passkeys over https, or on localhost"
        )
    # Section 5.1.3: the RP ID is the origin's domain or a suffix of it. The dot: notshop.example is another.
    if rp_id and host != rp_id and not host.endswith(f".{rp_id}"):
        raise JamConfigurationError(
            f"{what} has {origin!r}, which is not in the domain {rp_id}; put it into related_origins if "
            f"https://{rp_id}/.well-known/webauthn lists it"
        )


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    if not text or len(text) > 253 or not set(text) <= _HOST or labels[-1].isdigit():  # not 127.0.0.1
        return False
    # RFC 1035: a label has at most 63 octets.
    return all(0 < len(label) <= 63 and label[0] != "-" and label[-1] != "-" for label in labels)


def _is_port(text: str, default: str) -> bool:
    # The default port is refused: a browser leaves it out of an origin, so this one would match nothing.
    return text.isascii() and text.isdigit() and text[0] != "0" and int(text[:6]) < 65536 and text != default
