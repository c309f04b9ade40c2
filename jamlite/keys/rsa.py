"""RSA keys as records and as JWK members (RFC 7518 section 6.3)."""

from __future__ import annotations

from ..crypto import rsa
from ..exceptions.crypto import JamInvalidKeyError
from ..optional import part
from .record import KeyRecord, check_kty, fill, integer_member, integer_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Literal

    from ..encoding.json_types import JsonObject
    from .rsa_pss_ids import PSS

# Of a private key besides d: JWK members (RFC 7518 section 6.3.2), and attributes of `rsa.PrivateKey`.
_CRT = ("p", "q", "dp", "dq", "qi")


class RSAKey(KeyRecord):
    """An RSA key. `verifier` and `signer` are the checked keys of `crypto.rsa`; `pss` binds it to PSS."""

    __slots__ = ("_signer", "is_private", "pss", "verifier")

    kty: Literal["RSA"] = "RSA"
    crv = None
    verifier: rsa.PublicKey
    pss: PSS | None
    _signer: rsa.PrivateKey | None

    def __init__(self, key: rsa.PublicKey | rsa.PrivateKey, pss: PSS | None = None) -> None:
        # Asked first whether it is public: a copy may be without private keys.
        if not isinstance(key, rsa.PublicKey) and not isinstance(key, rsa.PrivateKey):
            raise JamInvalidKeyError(f"an RSA key is needed, got {type(key).__name__}")
        signer = None if isinstance(key, rsa.PublicKey) else key
        fill(self, "is_private", signer is not None)
        fill(self, "_signer", signer)
        fill(self, "pss", pss)
        fill(self, "verifier", key if signer is None else signer.public())

    @classmethod
    def from_numbers(cls, n: int, e: int, d: int | None = None, **crt: int) -> RSAKey:
        """Make a key of its numbers; of p q dp dq qi any may be missing and is then worked out.

        Raises:
            JamInvalidKeyError: too small, too large, or inconsistent.
        """
        if d is None:
            return cls(rsa.public_key(n, e))
        with part("RSA private keys"):
            from ..crypto import rsa_private
        return cls(rsa_private.private_key(n, e, d, *(crt.get(name) for name in _CRT)))

    @classmethod
    def generate(cls, bits: int = 2048, *, progress: Callable[[int], object] | None = None) -> RSAKey:
        """Make a new key; `progress` is called with a count while primes are sought."""
        with part("RSA private keys"):
            from ..crypto import rsa_private
        return cls(rsa_private.generate(bits, progress=progress))

    @classmethod
    def from_members(cls, members: JsonObject) -> RSAKey:
        """Read the members n e d p q dp dq qi of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: a member is missing, malformed, or contradicts another; or `oth`.
        """
        members = dict(check_kty(members, cls.kty))
        if "oth" in members:  # RFC 7518 section 6.3.2.7
            raise JamInvalidKeyError('RSA keys of more than two primes ("oth") are not supported')
        numbers = {name: integer_member(members, name) for name in ("d", *_CRT) if name in members}
        if numbers and "d" not in numbers:  # RFC 7518 section 6.3.2: d marks a private key
            raise JamInvalidKeyError("the JWK has private members but no 'd'")
        return cls.from_numbers(
            integer_member(members, "n", zeros=True), integer_member(members, "e"), **numbers
        )

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty, n, e and, if `private`, d p q dp dq qi."""
        key = self.signer if private else self.verifier
        names = ("n", "e", "d", *_CRT) if private else ("n", "e")
        return {"kty": self.kty, **{name: integer_text(getattr(key, name)) for name in names}}

    @property
    def signer(self) -> rsa.PrivateKey:
        """The private key object; JamInvalidKeyError if this is a public key."""
        if self._signer is None:
            raise JamInvalidKeyError("a private RSA key is needed, this one is public")
        return self._signer

    @property
    def bits(self) -> int:
        """The length of the modulus."""
        return self.verifier.bits

    def public(self) -> RSAKey:
        """Return the public key alone."""
        return RSAKey(self.verifier, self.pss)

    def bound_to(self, pss: PSS | None) -> RSAKey:
        """Return the same key, bound to PSS as `pss` says; None frees it."""
        return self if pss is self.pss else RSAKey(self._signer or self.verifier, pss)

    def _size(self) -> str:
        return str(self.bits)
