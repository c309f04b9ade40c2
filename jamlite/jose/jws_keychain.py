"""A JWS whose key is that of a keychain: the current one signs, a token's kid says which one verifies."""

from __future__ import annotations

from ..exceptions.base import JamConfigurationError
from ..exceptions.jose import JamJWSSigningError, JamJWSVerificationError
from .jwk import JWK
from .jws_instance import JWS, known_algorithm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEPT = 64  # JWKs: more keys than a keychain in use has


class KeychainJWS(JWS):
    """A `JWS` on a keychain.

    Args:
        alg: a name such as "ES256", in any case.
        keychain: has `algorithm`, `signing_key()` and `verifying_key(kid)`, as the `keychain` room's.
        logger: kept for subclasses.

    Raises:
        JamConfigurationError: the keychain is for another algorithm, or is none.
    """

    def __init__(self, alg: str, keychain: Any, logger: Any = None) -> None:
        self.alg = known_algorithm(alg)
        own = getattr(keychain, "algorithm", None)
        if own != self.alg:
            raise JamConfigurationError(f"the keychain is for {own}, not for {self.alg}")
        self.keychain = keychain
        self.logger = logger
        self._jwks: dict[str, tuple[Any, JWK]] = {}

    @property
    def key(self) -> JWK:  # type: ignore[override]  # an attribute there
        """The current key.

        Raises: as the keychain's `signing_key`.
        """
        return self._jwk(self.keychain.signing_key())

    def key_for(self, header: dict[str, Any]) -> JWK:
        """Return the key that the kid of a header names.

        Raises:
            JamJWSVerificationError: there is no kid, or no such key that is not revoked.
        """
        kid = header.get("kid")
        found = self.keychain.verifying_key(kid) if isinstance(kid, str) else None
        if found is None:
            reason = "missing_kid" if kid is None else "unknown_kid"
            raise JamJWSVerificationError("the keychain has no key of this kid", details={"reason": reason})
        return self._jwk(found)

    def header_for(self, key: JWK, header: dict[str, Any] | None) -> dict[str, Any]:
        """Return the header with the kid of the key that signs.

        Raises:
            JamJWSSigningError: it names another kid.
        """
        if header is None:
            return {"kid": key.kid}
        if isinstance(header, dict) and header.get("kid", key.kid) != key.kid:
            raise JamJWSSigningError("the header names another kid than that of the current key")
        return {"kid": key.kid, **header} if isinstance(header, dict) else header

    def _jwk(self, found: Any) -> JWK:
        """Return a keychain's key as JWK, made once for as long as the keychain has it."""
        known = self._jwks.get(found.kid)
        if known is not None and known[0] is found:
            return known[1]
        jwk = JWK.from_material(found.material, kid=found.kid, alg=self.alg)
        if len(self._jwks) >= _KEPT:
            self._jwks = {}
        self._jwks[found.kid] = (found, jwk)
        return jwk

    def __repr__(self) -> str:
        return f"<JWS {self.alg} {self.keychain!r}>"
