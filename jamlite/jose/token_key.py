"""A key as tokens use it: material, and what may be done with it (RFC 7517 section 4).

alg, use, key_ops and kid are all enforced. A key does not change; `prepared.py` has what was worked out for
it. `jwk.JWK`, the class users meet, is such a key with ways to make, read and write it.
"""

from __future__ import annotations

from ..exceptions.jose import JamAlgorithmError, JamInvalidKeyTypeError
from ..optional import part
from .jwa import JWS_ALGORITHMS
from .prepared import KeyOrSet, Prepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Union

    from ..encoding.json_types import JsonObject
    from ..keys.akp import AKPKey
    from ..keys.ec import ECKey
    from ..keys.oct import OctKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey
    from .jwa import JWSAlgorithm, Signer, Verifier

    Record = Union[OctKey, RSAKey, ECKey, OKPKey, AKPKey]


class TokenKey(KeyOrSet):
    """A record of `keys`, and what it may be used for; a `JWK` has members besides."""

    __slots__ = ("__weakref__", "_material", "_members", "_strict", "prepared")

    def __init__(self, material: Record) -> None:
        members: JsonObject = {}
        if material.pss is not None:
            material.pss.bind(members)
        self._set(material, members, False, Prepared(material, None))

    def _set(self, material: Record, members: JsonObject, strict: bool, prepared: Prepared) -> None:
        self._material = material
        self._members = members  # everything but the key material itself
        self._strict = strict
        self.prepared = prepared

    @property
    def kty(self) -> str:
        """Key type: "oct", "RSA", "EC", "OKP" or "AKP"."""
        return self._material.kty

    @property
    def crv(self) -> str | None:
        """Curve of an EC or OKP key."""
        return None if self.kty == "AKP" else self._material.crv

    @property
    def alg(self) -> str | None:
        """The only algorithm this key is for, if it says so (RFC 7517 section 4.4)."""
        return self._material.crv if self.kty == "AKP" else self._members.get("alg")

    @property
    def kid(self) -> str | None:
        """Key ID (RFC 7517 section 4.5)."""
        return self._members.get("kid")

    @property
    def use(self) -> str | None:
        """ "sig", "enc", None, or a use that is not known here and serves nothing (RFC 7517 section 4.2)."""
        return self._members.get("use")

    @property
    def key_ops(self) -> list[str] | None:
        """Operations the key is for, if it says so (RFC 7517 section 4.3)."""
        ops = self._members.get("key_ops")
        return None if ops is None else list(ops)

    @property
    def material(self) -> Record:
        """The record of `keys` that holds the key itself, an ECKey for example."""
        return self._material

    @property
    def is_private(self) -> bool:
        """Whether the key holds a secret: a private or a symmetric key."""
        return bool(self._material.is_private)

    def algorithms(self) -> tuple[str, ...]:
        """Return the JWS algorithms this key allows: its own alg, else those of its type and curve."""
        alg = self._members.get("alg")
        possible = self.prepared.algorithms
        return possible if alg is None else (alg,) if alg in possible else ()

    def default_algorithm(self) -> str:
        """Return the JWS algorithm to sign with when none is asked for."""
        allowed = self.algorithms()
        if not allowed:
            raise JamInvalidKeyTypeError(f"no signature algorithm fits {self!r}")
        return allowed[0]

    def allows(self, alg: str, algorithms: Collection[str] | None = None) -> bool:
        """Tell whether a token of this alg may be verified with this key under the caller's list."""
        return (algorithms is None or alg in algorithms) and alg in self.algorithms()

    @property
    def verifies(self) -> bool:
        """Whether use and key_ops let the key verify signatures (RFC 7517 sections 4.2 and 4.3)."""
        ops = self._members.get("key_ops")
        return self.use in (None, "sig") and (ops is None or "verify" in ops)

    def signer(self, alg: str) -> Signer:
        """Return the function that signs bytes with `alg`, prepared once and kept.

        Raises:
            JamAlgorithmError: there is no such algorithm.
            JamInvalidKeyTypeError: the key does not fit it, or may not sign.
        """
        signer = self.prepared.signers.get(alg) if isinstance(alg, str) else None
        if signer is None:
            row = self._row_for(alg, "sign")
            if not self.is_private:
                raise JamInvalidKeyTypeError(f"{alg} signs with a private key; this one is public")
            signer = self.prepared.signer(row)
        return signer

    def verifier(self, alg: str) -> Verifier:
        """Return the function (message, signature) -> bool for `alg`, prepared once and kept.

        Raises: as `signer`.
        """
        verifier = self.prepared.verifiers.get(alg) if isinstance(alg, str) else None
        if verifier is None:
            verifier = self.prepared.verifier(self._row_for(alg, "verify"))
        return verifier

    def text_verifier(self, alg: str) -> Verifier:
        """Return the function (message, base64url signature) -> bool for `alg`.

        It remembers valid signatures of public-key algorithms; `verifier` does not.

        Raises: as `signer`.
        """
        verifier = self.prepared.texts.get(alg) if isinstance(alg, str) else None
        if verifier is None:
            verifier = self.prepared.text_verifier(self._row_for(alg, "verify"))
        return verifier

    def prepare(self, alg: str) -> None:
        """Check that the key can verify or sign with `alg`, and prepare it; errors as in `signer`."""
        if self.key_ops is not None and "verify" not in self.key_ops:
            self.signer(alg)
        else:
            self.verifier(alg)

    def _row_for(self, alg: str, operation: str) -> JWSAlgorithm:
        row = JWS_ALGORITHMS.get(alg) if isinstance(alg, str) else None
        if row is None:
            raise JamAlgorithmError(f"the signature algorithm must be one of {', '.join(JWS_ALGORITHMS)}")
        if self.alg not in (None, alg):
            raise JamInvalidKeyTypeError(f"the key is for {self.alg} only, not {alg}")
        if alg not in self.prepared.algorithms:
            pss = self._material.pss
            wanted = f"{row.kty} {row.crv}" if row.crv else row.kty
            raise JamInvalidKeyTypeError(
                pss.refusal(alg) if pss else f"{alg} needs a key of type {wanted}; this one is {self!r}"
            )
        if self.use not in (None, "sig"):  # RFC 7517 section 4.2
            raise JamInvalidKeyTypeError("the key is not for signatures: its use says otherwise")
        if self.key_ops is not None and operation not in self.key_ops:  # section 4.3
            raise JamInvalidKeyTypeError(f"the key's key_ops do not allow it to {operation}")
        if row.min_bytes and len(self.prepared.record.k) < row.min_bytes:  # RFC 7518 section 3.2
            self._warn_weak(row)
        return row

    def _warn_weak(self, row: JWSAlgorithm) -> None:
        message = f"{row.name} wants a secret of at least {row.min_bytes} bytes (RFC 7518 section 3.2)"
        if self._strict:
            raise JamInvalidKeyTypeError(message)
        with part("oct"):
            from ..keys.oct import warn_of_weak
        warn_of_weak(message)

    def __copy__(self) -> TokenKey:
        return self  # it does not change

    def __deepcopy__(self, memo: object) -> TokenKey:
        return self

    def __repr__(self) -> str:
        kind = "password" if self._material.is_password else self.kty
        kind += "" if self._material.pss is None else "-PSS"
        inner = " ".join(part for part in (kind, self.crv) if part)
        half = "" if self.kty == "oct" else " private" if self.is_private else " public"
        return f"<JWK {inner}{half}{'' if self.kid is None else f' kid={self.kid!r}'}>"
