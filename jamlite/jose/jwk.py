"""JSON Web Key (RFC 7517): the one key class users meet.

A `JWK` joins key material (a record of `keys`) with what the JWK says of its use: alg, use, key_ops,
kid. All of them are enforced. A JWK does not change after it is made; `prepared.py` has what was worked
out for it.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError
from ..exceptions.jose import (
    JamAlgorithmError,
    JamInvalidKeyTypeError,
    JamJWKValidationError,
)
from ..keys.record import KeyRecord
from ..optional import alias, of_jam, part
from .jwa import JWS_ALGORITHMS
from .jwk_members import (
    KEY_TYPES,
    PUBLIC_OPS,
    KeyForms,
    check_certificate,
    check_members,
    checked_length,
    copied,
    secret_bytes,
    warn_caller,
)
from .prepared import KeyOrSet, Prepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import JsonObject, JsonValue
    from .jwa import JWSAlgorithm, Signer, Verifier
    from .jwk_members import Record


class JWK(KeyForms, KeyOrSet):
    """A key and what it may be used for.

    Args:
        data: the members of a JWK (RFC 7517 section 4).
        strict: an HMAC secret shorter than its hash is an error instead of a `JamWeakKeyWarning`.
        remember: how many valid signatures of a public-key algorithm to remember, so that the same token
            is verified quickly again; 0 for none, None for `limits.REMEMBERED_SIGNATURES`.

    Raises:
        JamJWKValidationError: a member is missing, malformed, or does not fit the others.
    """

    __slots__ = ("__weakref__", "_material", "_members", "_strict", "prepared")

    def __init__(self, data: JsonObject, *, strict: bool = False, remember: int | None = None) -> None:
        check_members(data)
        key_type = KEY_TYPES[data["kty"]]
        try:
            material: Record = key_type.record_class().from_members(data)
        except (JamCryptoError, JamEncodingError) as error:
            raise JamJWKValidationError(error.message) from error
        if data.get("x5c") and material.kty != "oct":
            check_certificate(data["x5c"], material)
        rest = {name: copied(value) for name, value in data.items() if name not in key_type.material}
        self._set(material, rest, strict, remember)

    def _set(self, material: Record, members: JsonObject, strict: bool, remember: int | None) -> None:
        self._material = material
        self._members = members  # everything but the key material itself
        self._strict = strict
        self.prepared = Prepared(material, remember)

    @classmethod
    def from_material(
        cls,
        material: Record,
        *,
        strict: bool = False,
        remember: int | None = None,
        **members: str | list[str] | None,
    ) -> JWK:
        """Return a JWK around a record of `keys`; `members` are alg, use, key_ops, kid.

        Raises:
            JamInvalidKeyTypeError: it is not such a record.
            JamJWKValidationError: a member is malformed, or does not fit the key.
        """
        if not isinstance(material, KeyRecord):
            raise JamInvalidKeyTypeError(
                f"from_material takes a record of jamlite.keys, got {type(material).__name__}; "
                "JWK(...) takes the members of a JWK, from_pem and from_secret take a key as it is stored"
            )
        return cls._around(material, strict, remember, members)

    @classmethod
    def _around(cls, material: Record, strict: bool, remember: int | None, members: JsonObject) -> JWK:
        jwk = cls.__new__(cls)
        given = {name: copied(value) for name, value in members.items() if value is not None}
        if material.kty == "AKP" and given.get("alg") == material.crv:
            del given["alg"]  # RFC 9964 section 3: alg is part of such a key, and says nothing new
        if not KEY_TYPES[material.kty].material.isdisjoint(given):
            raise JamJWKValidationError("the members of the key material come from the key itself")
        if material.pss is not None:
            material.pss.bind(given)
        check_members({"kty": material.kty, **given}, material=False)
        jwk._set(material, given, strict, remember)
        return jwk

    @classmethod
    def from_dict(cls, data: JsonObject) -> JWK:
        """Return the JWK with these members; same as `JWK(data)`."""
        return cls(data)

    validate = from_dict  # the same by another name

    @classmethod
    def from_json(cls, text: str | bytes) -> JWK:
        """Return the JWK of a JSON text, read strictly (no member twice)."""
        try:
            return cls(strict_json.loads(checked_length(text, "the JWK"), "the JWK"))
        except JamEncodingError as error:
            raise JamJWKValidationError(error.message) from error

    @classmethod
    def generate(
        cls,
        kty: str,
        *,
        crv: str | None = None,
        size: int | None = None,
        alg: str | None = None,
        use: str | None = None,
        kid: str | None = None,
    ) -> JWK:
        """Make a new key.

        Args:
            kty: "oct", "RSA", "EC", "OKP", or "AKP" (ML-DSA), which needs `alg`.
            crv: curve of an EC (default that of `alg`, else P-256) or OKP key (default Ed25519).
            size: bits of an oct (default the hash of `alg`, else 256) or RSA key (default 2048).
            alg, use, kid: members to write into the key.
        """
        with part("generate"):
            from .jwk_generate import generate_material
        return cls.from_material(generate_material(kty, crv, size, alg), alg=alg, use=use, kid=kid)

    @classmethod
    def from_secret(cls, secret: bytes | str, *, strict: bool = False, **members: JsonValue) -> JWK:
        """Return a symmetric key of these bytes (a str stands for its UTF-8 bytes).

        Raises:
            JamInvalidKeyTypeError: empty, or text of an asymmetric key (PEM, DER, OpenSSH, JWK),
                which would let its public half forge tokens (RFC 8725 section 2.1).
        """
        with part("oct"):
            from ..keys.oct import OctKey
        return cls._around(OctKey(secret_bytes(secret)), strict, members.pop("remember", None), members)

    @classmethod
    def from_password(cls, password: str | bytes, **members: JsonValue) -> JWK:
        """Return a password as the key of PBES2 (RFC 7518 section 4.8), for which alone it serves.

        Raises:
            JamInvalidKeyTypeError: as `from_secret`.
        """
        with part("oct"):
            from ..keys.oct import PasswordKey
        return cls.from_material(PasswordKey(secret_bytes(password)), **members)

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
        """The record of `keys` that holds the key itself: an OctKey, RSAKey, ECKey, OKPKey or AKPKey."""
        return self._material

    @property
    def is_private(self) -> bool:
        """Whether the key holds a secret: a private or a symmetric key."""
        return bool(self._material.is_private)

    def public(self) -> JWK:
        """Return the public half, with the same kid, alg and use.

        Raises:
            JamInvalidKeyTypeError: a symmetric key has none.
        """
        if self.kty == "oct":
            raise JamInvalidKeyTypeError("a symmetric key has no public half")
        jwk = JWK.__new__(JWK)
        members = {name: value for name, value in self._members.items() if name != "key_ops"}
        if self.key_ops is not None:
            members["key_ops"] = list(dict.fromkeys(PUBLIC_OPS.get(op, op) for op in self.key_ops))
        jwk._set(self._material.public(), members, self._strict, self.prepared.remember)
        return jwk

    def to_dict(self, private: bool | None = None) -> JsonObject:
        """Return the members of the JWK.

        Args:
            private: False leaves every secret out (a symmetric key has nothing else and raises);
                True demands a private key; None gives what the key has.
        """
        if private is False and self.is_private:
            return self.public().to_dict()
        if private and not self.is_private:
            raise JamInvalidKeyTypeError("the key has no private half")
        members = {name: copied(value) for name, value in self._members.items()}
        return {**self._material.to_members(self.is_private), **members}

    def thumbprint(self, hash: str = "sha256") -> str:
        """Return the JWK thumbprint (RFC 7638), base64url."""
        with part("thumbprint"):
            from .jwk_thumbprint import thumbprint
        return thumbprint(self._material, hash)

    def thumbprint_uri(self, hash: str = "sha256") -> str:
        """Return the thumbprint as a URI (RFC 9278 section 3)."""
        with part("thumbprint"):
            from .jwk_thumbprint import thumbprint_uri
        return thumbprint_uri(self._material, hash)

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

    def sign(self, data: bytes | str | JsonObject, alg: str | None = None) -> str:
        """Return `data` signed as a compact JWS, by the class JWS."""
        jws = of_jam("jose.jws", "JWS")(self.default_algorithm() if alg is None else alg, self)
        signed: str = jws.sign(None, data)
        return signed

    def verify(self, token: str, alg: str | None = None) -> JsonObject:
        """Verify a compact JWS, by the class JWS."""
        jws = of_jam("jose.jws", "JWS")(self.default_algorithm() if alg is None else alg, self)
        verified: JsonObject = jws.verify(token)
        return verified

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
        warn_caller(message)

    def __copy__(self) -> JWK:
        return self  # it does not change

    def __deepcopy__(self, memo: object) -> JWK:
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JWK):
            return NotImplemented
        return self.thumbprint() == other.thumbprint() and self.is_private == other.is_private

    def __hash__(self) -> int:
        return hash(self.thumbprint())

    def __repr__(self) -> str:
        kind = "password" if self._material.is_password else self.kty
        kind += "" if self._material.pss is None else "-PSS"
        inner = " ".join(part for part in (kind, self.crv) if part)
        half = "" if self.kty == "oct" else " private" if self.is_private else " public"
        return f"<JWK {inner}{half}{'' if self.kid is None else f' kid={self.kid!r}'}>"


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
