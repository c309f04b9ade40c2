"""JSON Web Key (RFC 7517): the one key class users meet.

A `JWK` is a `TokenKey` with many forms, each loaded when it is asked for.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWKValidationError
from ..keys.record import KeyRecord
from ..optional import alias, of_jam, part
from .jwk_members import KEY_TYPES, PUBLIC_OPS, check_certificate, check_members, checked_length, copied
from .prepared import Prepared
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue
    from .token_key import Record


class JWK(TokenKey):
    """A key and what it may be used for.

    Args:
        data: the members of a JWK (RFC 7517 section 4).
        strict: an HMAC secret shorter than its hash is an error instead of a `JamWeakKeyWarning`.
        remember: how many valid signatures of a public-key algorithm to remember, so that the same token
            is verified quickly again; 0 for none, None for `limits.REMEMBERED_SIGNATURES`.

    Raises:
        JamJWKValidationError: a member is missing, malformed, or does not fit the others.
    """

    __slots__ = ()

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
        self._set(material, rest, strict, Prepared(material, remember))

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
        jwk._set(material, given, strict, Prepared(material, remember))
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
            from ..keys.oct import OctKey, secret_bytes
        return cls._around(OctKey(secret_bytes(secret)), strict, members.pop("remember", None), members)

    @classmethod
    def from_password(cls, password: str | bytes, **members: JsonValue) -> JWK:
        """Return a password as the key of PBES2 (RFC 7518 section 4.8), for which alone it serves.

        Raises:
            JamInvalidKeyTypeError: as `from_secret`.
        """
        with part("oct"):
            from ..keys.oct import PasswordKey, secret_bytes
        return cls.from_material(PasswordKey(secret_bytes(password)), **members)

    @classmethod
    def from_pem(cls, text: str | bytes, password: str | bytes | None = None, **members: JsonValue) -> JWK:
        """Return the key of a PEM text: SPKI, PKCS#8, PKCS#1, SEC 1, certificate; also encrypted.

        An RSA key bound to PSS (id-RSASSA-PSS) serves PS algorithms alone; see `keys.rsa_pss_ids`.

        Args:
            text: the PEM; of a certificate only the key is taken, nothing is validated.
            password: opens an encrypted key.
            members: alg, use, key_ops, kid.

        Raises:
            JamEncodingError, JamInvalidKeyError, JamDecryptionError: as `keys.loading.load_pem`.
        """
        with part("PEM"):
            from ..keys import loading
        return cls.from_material(loading.load_pem(text, password), **members)

    @classmethod
    def from_der(cls, data: bytes, password: str | bytes | None = None, **members: JsonValue) -> JWK:
        """Return the key of DER bytes; as `from_pem`."""
        with part("DER"):
            from ..keys import loading
        return cls.from_material(loading.load_der(data, password), **members)

    @classmethod
    def from_openssh(cls, text: str | bytes, **members: JsonValue) -> JWK:
        """Return the key of an OpenSSH public key line or unencrypted private key."""
        with part("OpenSSH"):
            from ..keys import loading
        return cls.from_material(loading.load_openssh(text), **members)

    @classmethod
    def from_pkcs12(cls, data: bytes, password: str | bytes | None = None, **members: JsonValue) -> JWK:
        """Return the private key of a PKCS#12 file (.p12, .pfx).

        Without a private key in the file, the key of its first certificate, which is not validated.

        Args:
            data: the bytes of the file.
            password: its password; may be empty.
            members: alg, use, key_ops, kid.

        Raises:
            JamEncodingError, JamInvalidKeyError, JamDecryptionError: as `keys.pkcs12.decode`.
        """
        with part("PKCS#12"):
            from ..keys import loading
        material, _ = loading.load_pkcs12(data, password, certificates=False)
        return cls.from_material(material, **members)

    @classmethod
    def from_raw(
        cls,
        crv: str,
        *,
        private: bytes | None = None,
        public: bytes | None = None,
        **members: JsonValue,
    ) -> JWK:
        """Return the key of bare octets, see `keys.raw_keys.from_octets`."""
        with part("raw keys"):
            from ..keys import raw_keys
        return cls.from_material(raw_keys.from_octets(crv, private, public), **members)

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
        material = self._material.public()
        jwk._set(material, members, self._strict, Prepared(material, self.prepared.remember))
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

    def to_openssh(self, *, private: bool = False, comment: str = "") -> str:
        """Return the OpenSSH public line, or with `private` the unencrypted OpenSSH private key file.

        Raises:
            JamInvalidKeyError: OpenSSH has no such keys, or `private` of a public key.
        """
        with part("writing keys"):
            from ..keys import dumping
        return dumping.dump_openssh(self._material, private=private, comment=comment)  # type: ignore[arg-type]

    def fingerprint(self, form: str = "openssh") -> str:
        """Return "SHA256:..." as `ssh-keygen -l` prints it, or with "spki" as Snowflake does.

        Raises:
            JamInvalidKeyError: as `keys.fingerprints.fingerprint`.
        """
        with part("fingerprints"):
            from ..keys import fingerprints
        return fingerprints.fingerprint(self._material, form)  # type: ignore[arg-type]

    def to_pem(
        self,
        private: bool | None = None,
        password: str | bytes | None = None,
        *,
        form: str | None = None,
    ) -> str:
        """Return the key as PEM: PKCS#8 (encrypted if `password`) or SPKI; `private` as in `to_dict`.

        `form` is that of an ML-DSA private key (RFC 9881): "seed", the default, "expanded" or "both".
        """
        with part("writing keys"):
            from ..keys import dumping
        return dumping.dump_pem(self._material, private=self._half(private), password=password, form=form)

    def to_der(
        self,
        private: bool | None = None,
        password: str | bytes | None = None,
        *,
        form: str | None = None,
    ) -> bytes:
        """Return the key as DER; as `to_pem`."""
        with part("writing keys"):
            from ..keys import dumping
        return dumping.dump_der(self._material, private=self._half(private), password=password, form=form)

    def _half(self, private: bool | None) -> bool:
        return self.is_private if private is None else private

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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JWK):
            return NotImplemented
        return self.thumbprint() == other.thumbprint() and self.is_private == other.is_private

    def __hash__(self) -> int:
        return hash(self.thumbprint())


def jwk_of(key: TokenKey) -> JWK:
    """Return a key as a JWK; both share what is prepared."""
    jwk = JWK.__new__(JWK)
    jwk._set(key._material, key._members, key._strict, key.prepared)
    return jwk


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
