"""Keys from a keychain: the current one makes tokens, the kid in a token's footer says which one reads it."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.paseto import JamPASETOClaimError, JamPASETOInvalidTokenFormat
from ..paseto import claims
from ..paseto.key import LocalKey, PublicKey, SecretKey
from ..paseto.token import peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .section_types import OwnKey, OwnKeychain

_KEPT = 64  # keys: more than a keychain in use has


class KeychainKeys:
    """The keys of a keychain, as those of one version and purpose.

    Args:
        keychain: has `algorithm`, `signing_key()` and `verifying_key(kid)`, as those of `keychain`.
        version: "v1" to "v4".
        purpose: "local" or "public".

    Raises:
        JamConfigurationError: the keychain is for another algorithm, or is none.
    """

    __slots__ = ("_kept", "_version", "keychain")

    def __init__(self, keychain: OwnKeychain, version: str, purpose: str) -> None:
        own = getattr(keychain, "algorithm", None)
        if own != f"{version}.{purpose}":
            raise JamConfigurationError(f"the keychain is for {own}, not for {version}.{purpose}")
        self._version = version
        self.keychain = keychain
        self._kept: dict[str, tuple[OwnKey, LocalKey | SecretKey, LocalKey | PublicKey]] = {}

    def to_make(self, footer: object) -> tuple[LocalKey | SecretKey, JsonObject]:
        """Return the current key, and the footer with its kid.

        Raises:
            JamPASETOClaimError: the footer is not a dict, or names another kid.
            Others: as the keychain's `signing_key`.
        """
        found = self.keychain.signing_key()
        return self._keys(found)[1], _with_kid(footer, found.kid)

    def to_read(self, token: str | bytes, footer: object) -> tuple[LocalKey | PublicKey, JsonObject | None]:
        """Return the key a token names, and the footer that is expected, with its kid.

        Raises:
            JamPASETOInvalidTokenFormat: no PASETO, or no key of the keychain is named.
        """
        named = claims.footer_value(peek(token)[2])  # UNVERIFIED: it only chooses among our own keys
        kid = named.get("kid") if isinstance(named, dict) else None
        found = self.keychain.verifying_key(kid) if isinstance(kid, str) else None
        if found is None:
            raise JamPASETOInvalidTokenFormat(
                "the keychain has no key of this kid", error_code="paseto.validation.unknown_kid"
            )
        # The footer is authenticated as a whole, its kid too.
        return self._keys(found)[2], None if footer is None else _with_kid(footer, found.kid)

    def _keys(self, found: OwnKey) -> tuple[OwnKey, LocalKey | SecretKey, LocalKey | PublicKey]:
        """Return a key of the keychain as both halves, made once for as long as the keychain has it."""
        known = self._kept.get(found.kid)
        # `is`: a keychain that was read anew may have another key of this kid.
        if known is not None and known[0] is found:
            return known
        if found.material.kty == "oct":
            local = LocalKey(self._version, found.material.k)
            known = (found, local, local)
        else:
            secret = SecretKey(self._version, found.material)
            known = (found, secret, secret.public())
        if len(self._kept) >= _KEPT:
            self._kept = {}
        self._kept[found.kid] = known
        return known


def _with_kid(footer: object, kid: str) -> JsonObject:
    if footer is None or (isinstance(footer, bytes) and not footer):
        return {"kid": kid}
    if not isinstance(footer, dict):
        raise JamPASETOClaimError("with a keychain a footer is a dict, because it carries the kid")
    if footer.get("kid", kid) != kid:
        raise JamPASETOClaimError("the footer names another kid than that of the key")
    return {"kid": kid, **footer}
