"""Whose tokens are accepted: one issuer, or the tenants of a template such as Microsoft Entra's.

Entra publishes one set of metadata for many tenants, in which the issuer is
`https://login.microsoftonline.com/{tenantid}/v2.0`. A token names its tenant in `tid`, and its `iss` must be
the template with that tenant in its place.
"""

from __future__ import annotations

import re

from ..exceptions.base import JamConfigurationError
from . import signed, urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Collection, Mapping, Union

    from .signed import ErrorClass
    from .urls import Http

    Tenants = Union[str, Collection[str], Callable[[str], object], None]

PLACE = "{tenantid}"
# Where Entra answers for more than one tenant: those of work and school, of private accounts, or both.
_SHARED = ("common", "organizations", "consumers")
_PRIVATE_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant of every private Microsoft account
# Google: "The value of iss in the ID token is equal to https://accounts.google.com or accounts.google.com".
_OTHER_SPELLINGS = {"https://accounts.google.com": "accounts.google.com"}
_entra = re.compile(r"https://login\.microsoftonline\.com/([^/]+)/v2\.0").fullmatch
_tenant = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


def entra_tenant(name: object) -> str:
    """Return the name of a tenant as it stands in Entra's tokens: its id, or the word for several tenants.

    Raises:
        JamConfigurationError: something else, for example the tenant's domain, which no token names.
    """
    text = name.lower() if isinstance(name, str) else ""
    if text not in _SHARED and not _tenant(text):
        raise JamConfigurationError(
            f"tenant is the tenant's id (8-4-4-4-12 hexadecimal digits, not its domain), or one of "
            f"{', '.join(_SHARED)}"
        )
    return text


class Issuer:
    """An issuer that tokens may come from.

    Args:
        text: an issuer identifier, or a template with "{tenantid}" in the place of the tenant, or Entra's
            address for several tenants (.../common/v2.0, .../organizations/v2.0, .../consumers/v2.0).
        tenants: of a template: the ids that are accepted, or a function that tells whether one is; None
            accepts every tenant that the address is for.
        http: where http is allowed, as `urls.check` takes it.

    Raises:
        JamConfigurationError: not an issuer identifier, or tenants without a template.
    """

    __slots__ = ("_shared", "_tenants", "template", "text")

    def __init__(self, text: str, tenants: Tenants = None, http: bool | Http = False) -> None:
        self.text = urls.check_issuer(text, http)
        found = _entra(text)
        self._shared = found[1] if found is not None and found[1] in _SHARED else ""
        self.template = text if PLACE in text else ""
        if self._shared:
            self.template = f"https://login.microsoftonline.com/{PLACE}/v2.0"
        if tenants is not None and not self.template:
            raise JamConfigurationError("tenants go with an issuer that has {tenantid} in it")
        if tenants is not None and not callable(tenants):
            tenants = frozenset(name.lower() for name in signed.names(tenants, "tenants"))
        self._tenants = tenants

    @property
    def address(self) -> str:
        """The issuer whose metadata is fetched."""
        return self.text.replace(PLACE, "common")  # braces cannot stand in a URL

    def publishes(self, name: object) -> bool:
        """Tell whether metadata that names this issuer is the right one (RFC 8414 section 3.3: exactly)."""
        return name in (self.text, self.template) if self.template else name == self.text

    def may_answer(self, iss: str) -> bool:
        """Tell whether a callback may name `iss` (RFC 9207 section 2.4)."""
        if not self.template:
            return iss == self.text
        before, _, after = self.template.partition(PLACE)
        tenant = iss[len(before) : len(iss) - len(after)]
        return iss == f"{before}{tenant}{after}" and self._accepts(tenant)

    def of(self, claims: Mapping[str, object], error: ErrorClass) -> str:
        """Return the iss that these claims must have.

        Raises:
            error: they name no tenant, or one that is not accepted; details["claim"] is "tid".
        """
        if not self.template:
            other = _OTHER_SPELLINGS.get(self.text)
            return self.text if other is None or claims.get("iss") != other else other
        tenant = claims.get("tid")  # signed like all claims; iss is then computed, not parsed
        if not isinstance(tenant, str) or not self._accepts(tenant):
            raise signed.refuse(error, "tid", "is missing or not a tenant that is accepted")
        return self.template.replace(PLACE, tenant)

    def _accepts(self, tenant: str) -> bool:
        if not _tenant(tenant):  # before the template: "x/y" would make another issuer of it
            return False
        if self._shared and self._shared != "common":
            # "organizations" is not for private accounts, and "consumers" for nobody else.
            if (tenant == _PRIVATE_ACCOUNTS) != (self._shared == "consumers"):
                return False
        if self._tenants is None:
            return True
        # Only True counts: a function that forgot its return accepts nobody.
        return bool(self._tenants(tenant) is True if callable(self._tenants) else tenant in self._tenants)

    def __repr__(self) -> str:
        return f"<Issuer {self.text}>"
