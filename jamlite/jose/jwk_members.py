"""The members of a JWK: what each key type has, what every key may have (RFC 7517 section 4); other forms."""

from __future__ import annotations

from ..exceptions.base import JamEncodingError, JamMissingPartError
from ..exceptions.crypto import JamWeakKeyWarning
from ..exceptions.jose import (
    JamInvalidKeyTypeError,
    JamJWKInvalidKeyTypeError,
    JamJWKMissingParameterError,
    JamJWKValidationError,
)
from ..optional import part
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, TypeVar, Union

    from ..encoding.json_types import JsonValue
    from ..keys.akp import AKPKey
    from ..keys.ec import ECKey
    from ..keys.oct import OctKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey

    Record = Union[OctKey, RSAKey, ECKey, OKPKey, AKPKey]
    Self = TypeVar("Self", bound="KeyForms")


class KeyType:
    """What a kty means: its record class, the members a thumbprint covers, all material members."""

    __slots__ = ("_class", "_load", "material", "required")

    def __init__(self, load: Callable[[], type[Record]], required: str, others: str) -> None:
        self._load = load
        self._class: type[Record] | None = None
        self.required = tuple(required.split())  # RFC 7638 section 3.2, RFC 8037 section 2
        self.material = frozenset(self.required + tuple(others.split()))

    def record_class(self) -> type[Record]:
        """Return the class, loaded once."""
        self._class = self._class or self._load()
        return self._class


def _oct() -> type[OctKey]:
    with part("oct"):
        from ..keys.oct import OctKey
    return OctKey


def _rsa() -> type[RSAKey]:
    with part("RSA"):
        from ..keys.rsa import RSAKey
    return RSAKey


def _ec() -> type[ECKey]:
    with part("EC"):
        from ..keys.ec import ECKey
    return ECKey


def _okp() -> type[OKPKey]:
    with part("OKP"):
        from ..keys.okp import OKPKey
    return OKPKey


def _akp() -> type[AKPKey]:
    with part("ML-DSA"):
        from ..keys.akp import AKPKey
    return AKPKey


KEY_TYPES = {
    "oct": KeyType(_oct, "k kty", ""),
    "RSA": KeyType(_rsa, "e kty n", "d p q dp dq qi oth"),
    "EC": KeyType(_ec, "crv kty x y", "d"),
    "OKP": KeyType(_okp, "crv kty x", "d"),
    "AKP": KeyType(_akp, "alg kty pub", "priv"),  # RFC 9964 section 3
}
# A private key's operation and the one its public half has (RFC 7517 section 4.3).
PUBLIC_OPS = {"sign": "verify", "decrypt": "encrypt", "unwrapKey": "wrapKey", "deriveKey": "deriveKey"}
_STRINGS = ("alg", "kid", "use", "x5u", "x5t", "x5t#S256")


def check_members(data: object, *, material: bool = True) -> None:
    """Check the members every JWK may have; with `material`, that those of its type are there.

    Raises:
        JamJWKValidationError: a member is missing, malformed, or of an unknown type.
    """
    if not isinstance(data, dict):
        raise JamJWKValidationError(f"a JWK is a JSON object, got {type(data).__name__}")
    kty = data.get("kty")
    if not isinstance(kty, str) or kty not in KEY_TYPES:
        raise JamJWKInvalidKeyTypeError(f"kty must be one of {', '.join(KEY_TYPES)}")
    for name in _STRINGS:
        if name in data and not isinstance(data[name], str):
            raise JamJWKValidationError(f"{name} must be a string")
    if "use" in data and (not data["use"] or (not material and data["use"] not in ("sig", "enc"))):
        raise JamJWKValidationError("use must be sig or enc")  # other uses are read (section 4.2), not made
    for name in ("key_ops", "x5c"):
        if name not in data:
            continue
        items = data[name]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise JamJWKValidationError(f"{name} must be a list of strings")
        if name == "key_ops" and len(set(items)) != len(items):  # RFC 7517 section 4.3
            raise JamJWKValidationError("key_ops names an operation twice")
    for name in KEY_TYPES[kty].required if material else ():
        if name not in data:
            raise JamJWKMissingParameterError(f"a JWK of kty {kty} needs {name}")


def check_certificate(chain: list[str], material: Any) -> None:
    """Refuse a JWK whose first certificate is about another key (RFC 7517 section 4.7).

    What cannot be read decides nothing: the certificate is not what makes the key trusted.
    """
    import binascii

    try:
        with part("certificates"):
            from ..keys import x509
        data = binascii.a2b_base64(chain[0])
    except (JamMissingPartError, ValueError):  # ValueError: not base64, not ASCII
        return
    if x509.holds(data, material) is False:
        raise JamJWKValidationError("the first certificate in x5c holds another key than the JWK")


def warn_caller(message: str) -> None:
    """Warn of a weak key at the line outside jamlite that led here, however deep this is."""
    import sys
    import warnings

    own, level, frame = __name__.rpartition(".jose.")[0], 2, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(f"{own}."):
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    warnings.warn(message, JamWeakKeyWarning, stacklevel=level)


def copied(value: JsonValue) -> JsonValue:
    """Return a copy of a member's value, so that nobody can change the JWK through it."""
    try:
        if isinstance(value, dict):
            return {name: copied(item) for name, item in value.items()}
        return [copied(item) for item in value] if isinstance(value, list) else value
    except RecursionError:
        raise JamJWKValidationError("a member of the JWK is nested too deeply") from None


def checked_length(text: str | bytes, what: str) -> str | bytes:
    """Return the JSON text of a key or set as it is; to read it may take ten times its memory.

    Raises:
        JamEncodingError: it has more than `limits.MAX_KEY_TEXT` characters.
    """
    if isinstance(text, (str, bytes)) and len(text) > limits.MAX_KEY_TEXT:
        raise JamEncodingError(f"{what} has more than {limits.MAX_KEY_TEXT} characters")
    return text


def secret_bytes(secret: object) -> bytes:
    """Return a secret or password as bytes; see `JWK.from_secret` for the errors."""
    with part("oct"):
        from ..keys.oct import of_material
    if isinstance(secret, str):
        secret = _utf8(secret)
        if secret is None:
            raise JamInvalidKeyTypeError("a secret must not have lone surrogates")
    if not isinstance(secret, bytes):
        raise JamInvalidKeyTypeError(f"a secret is bytes or str, got {type(secret).__name__}")
    if not secret:
        raise JamInvalidKeyTypeError("the secret is empty")
    trace = of_material(secret)
    if trace is not None:
        raise JamInvalidKeyTypeError(trace.sentence())
    return secret


def _utf8(text: str) -> bytes | None:
    """Return `text` in UTF-8, or None: the error holds the text, and must not become a context."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


class KeyForms:
    """The other forms of a key, which `JWK` has. Each is a part, loaded when it is asked for."""

    __slots__ = ()

    _material: Record
    is_private: Any

    @classmethod
    def from_material(cls: type[Self], material: Record, **members: JsonValue) -> Self:
        """Return a JWK around a record of `keys`."""
        raise NotImplementedError

    @classmethod
    def from_pem(
        cls: type[Self], text: str | bytes, password: str | bytes | None = None, **members: JsonValue
    ) -> Self:
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
    def from_der(
        cls: type[Self], data: bytes, password: str | bytes | None = None, **members: JsonValue
    ) -> Self:
        """Return the key of DER bytes; as `from_pem`."""
        with part("DER"):
            from ..keys import loading
        return cls.from_material(loading.load_der(data, password), **members)

    @classmethod
    def from_openssh(cls: type[Self], text: str | bytes, **members: JsonValue) -> Self:
        """Return the key of an OpenSSH public key line or unencrypted private key."""
        with part("OpenSSH"):
            from ..keys import loading
        return cls.from_material(loading.load_openssh(text), **members)

    @classmethod
    def from_pkcs12(
        cls: type[Self], data: bytes, password: str | bytes | None = None, **members: JsonValue
    ) -> Self:
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
        cls: type[Self],
        crv: str,
        *,
        private: bytes | None = None,
        public: bytes | None = None,
        **members: JsonValue,
    ) -> Self:
        """Return the key of bare octets, see `keys.raw_keys.from_octets`."""
        with part("raw keys"):
            from ..keys import raw_keys
        return cls.from_material(raw_keys.from_octets(crv, private, public), **members)

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
