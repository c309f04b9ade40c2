"""The URLs a client may use: https, or http to the own machine or named hosts where that was asked for."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from ..exceptions.base import JamConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, FrozenSet

    Http = FrozenSet[str]

MAX_URL = 8192  # RFC 9110 section 4.1 recommends 8000 octets at least
LOOPBACK = ""  # among the hosts to which http is allowed: the own machine, by any of its names
_host_name = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?").fullmatch


def allowed_http(http_loopback: bool, http_hosts: str | Collection[str] = ()) -> Http:
    """Return the hosts to which http is allowed: `LOOPBACK` for the own machine, and names.

    Raises:
        JamConfigurationError: not true or false, or not a list of host names.
    """
    if not isinstance(http_loopback, bool):
        raise JamConfigurationError("http_loopback must be true or false")
    names = [http_hosts] if isinstance(http_hosts, str) else http_hosts
    if not isinstance(names, (list, tuple, set, frozenset)) or not all(map(_is_host, names)):
        raise JamConfigurationError("http_hosts is a list of host names, without scheme, port or wildcard")
    return frozenset(([LOOPBACK] if http_loopback else []) + [name.lower() for name in names])


def _is_host(name: object) -> bool:
    if not isinstance(name, str) or not 0 < len(name) < 254:
        return False
    if _host_name(name) is not None:
        return True
    from ipaddress import ip_address

    try:
        return ip_address(name).version == 6  # as it stands between the brackets of a URL
    except ValueError:
        return False


def check(url: object, what: str, http: bool | Http = False) -> str:
    """Return `url` if requests may go there (RFC 6749 sections 3.1 and 3.2, RFC 8252 section 7.3).

    Args:
        url: absolute, with a host, without user name and fragment.
        what: what it is, for the message; the URL itself is never quoted.
        http: True also allows http to 127.0.0.0/8, ::1 and localhost; or what `allowed_http` returned.

    Raises:
        JamConfigurationError: anything else.
    """
    parts, text = split(url, what), str(url)  # `split` has checked that it is text
    if parts.scheme == "http":
        hosts = http if isinstance(http, frozenset) else allowed_http(http)
        host = parts.hostname or ""
        if is_loopback(host):  # RFC 8252 section 8.3: the literal; localhost is NOT RECOMMENDED there
            if LOOPBACK not in hosts:
                raise JamConfigurationError(f"{what} is http; for the own machine set http_loopback")
        elif host not in hosts:
            raise JamConfigurationError(
                f"{what} must begin with https:; for a host of a private network set http_hosts"
            )
    elif parts.scheme != "https":
        raise JamConfigurationError(f"{what} must begin with https:")
    if "@" in parts.netloc:  # https://login.example@evil.example/ reads like another host
        raise JamConfigurationError(f"{what} must not hold a user name")
    if "#" in text:  # RFC 6749 sections 3.1 and 3.2: MUST NOT
        raise JamConfigurationError(f"{what} must not have a fragment")
    return text


def check_issuer(issuer: object, http: bool | Http = False) -> str:
    """Return `issuer` if it is an issuer identifier: no query, no fragment (RFC 8414 section 2)."""
    text = check(issuer, "the issuer", http)
    if "?" in text:
        raise JamConfigurationError("the issuer must not have a query")
    return text


def split(url: object, what: str) -> SplitResult:
    """Return the parts of an absolute URL in printable ASCII.

    Raises:
        JamConfigurationError: not a str, too long, or not such a URL.
    """
    if not isinstance(url, str) or not url:
        raise JamConfigurationError(f"{what} is missing")
    # `urlsplit` drops tabs and line breaks in silence, and browsers take a backslash for a slash.
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise JamConfigurationError(f"{what} is not a URL in printable ASCII of at most {MAX_URL} characters")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises if it is not a number
        host = parts.hostname
    except ValueError:
        raise JamConfigurationError(f"{what} is not a URL") from None
    if not parts.scheme or not host:
        raise JamConfigurationError(f"{what} must be an absolute URL")
    return parts


def is_loopback(host: str) -> bool:
    """Tell whether a host name is the own machine."""
    if host in ("localhost", "::1"):
        return True
    numbers = host.split(".")
    small = all(len(number) < 4 and number.isdigit() and int(number) < 256 for number in numbers)
    return small and len(numbers) == 4 and numbers[0] == "127"


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, for nonces that belong to a server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def without_query(url: str) -> str:
    """Return a URL without query and fragment.

    Raises:
        JamConfigurationError: it is not text.
    """
    if not isinstance(url, str):
        raise JamConfigurationError(f"a URL is a text, got {type(url).__name__}")
    return url.partition("#")[0].partition("?")[0]
