"""Algorithm key pairs (RFC 9964 section 3): ML-DSA keys in JWK, and in PKCS#8 (RFC 9881 section 6)."""

from __future__ import annotations

from ..crypto import ml_dsa
from ..crypto.randomness import random_bytes
from ..encoding import base64url
from ..encoding import der_reading as der
from ..encoding.der_writing import encode, octet_string, sequence
from ..exceptions.crypto import JamCryptoError, JamInvalidKeyError
from .record import KeyRecord, check_kty, fill, octets_member, text_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..encoding.json_types import JsonObject

SEED_SIZE = 32  # FIPS 204 section 3.6.3
FORMS = ("seed", "expanded", "both")  # RFC 9881 section 6: the choices of ML-DSA-44-PrivateKey and the like
_SEED_TAG = der.context(0, constructed=False)
_EXPANDED_SIZES = dict(zip(ml_dsa.NAMES, (2560, 4032, 4896)))  # FIPS 204 table 2


class AKPKey(KeyRecord):
    """An ML-DSA key: bytes `pub`, and perhaps `seed`, `expanded` or both.

    `crv` is the parameter set, which for such a key is also its one algorithm.
    """

    __slots__ = ("_signer", "_verifier", "crv", "expanded", "is_private", "pub", "seed")

    kty: Literal["AKP"] = "AKP"
    crv: str
    pub: bytes
    seed: bytes | None
    expanded: bytes | None
    _verifier: ml_dsa.PublicKey | None
    _signer: ml_dsa.PrivateKey | None

    def __init__(
        self, name: str, pub: bytes | None, seed: bytes | None = None, expanded: bytes | None = None
    ) -> None:
        """Check and keep a key; without `pub` it is worked out from the private part.

        Args:
            name: "ML-DSA-44", "ML-DSA-65" or "ML-DSA-87".
            pub: 1312, 1952 or 2592 bytes.
            seed: 32 bytes, of which all the rest can be made.
            expanded: the private key of FIPS 204; without its seed it signs, but has no JWK.

        Raises:
            JamInvalidKeyError: unknown name, wrong size, or parts that contradict each other.
        """
        if not isinstance(name, str) or name not in ml_dsa.NAMES:
            raise JamInvalidKeyError(f"the alg of an AKP key must be one of {', '.join(ml_dsa.NAMES)}")
        for value, size in ((pub, ml_dsa.public_size(name)), (seed, SEED_SIZE)):
            if value is not None and (not isinstance(value, bytes) or len(value) != size):
                raise JamInvalidKeyError(
                    f"the {'seed' if value is seed else 'public key'} must have {size} bytes"
                )
        signer = None
        if seed is not None or expanded is not None:
            try:
                signer = ml_dsa.prepare_private(name, seed or expanded or b"")
            except JamCryptoError as error:  # the expanded form has another size, or contradicts itself
                raise JamInvalidKeyError(error.message) from error
            if seed is not None and expanded not in (None, ml_dsa.expanded(name, seed)):
                raise JamInvalidKeyError("the expanded private key does not belong to the seed")
            if pub not in (None, signer.public):
                raise JamInvalidKeyError("the private key does not belong to the public key")
            pub = signer.public
        elif pub is None:
            raise JamInvalidKeyError(f"an {name} key needs a public or a private part")
        fill(self, "_verifier", None)
        fill(self, "_signer", signer)
        fill(self, "crv", name)
        fill(self, "pub", pub)
        fill(self, "seed", seed)
        fill(self, "expanded", expanded)
        fill(self, "is_private", signer is not None)

    @classmethod
    def generate(cls, name: str = "ML-DSA-65") -> AKPKey:
        """Make a new key of a fresh seed."""
        return cls(name, None, random_bytes(SEED_SIZE))

    @classmethod
    def from_members(cls, members: JsonObject) -> AKPKey:
        """Read the members alg pub priv of a JWK; other members are not looked at.

        Raises:
            JamInvalidKeyError: a member is missing, malformed, or contradicts another.
        """
        check_kty(members, cls.kty)
        name = text_member(members, "alg")
        if name not in ml_dsa.NAMES:
            raise JamInvalidKeyError(f"the alg of an AKP key must be one of {', '.join(ml_dsa.NAMES)}")
        # RFC 9964 section 3: pub is required; priv of ML-DSA is the seed.
        seed = octets_member(members, "priv", SEED_SIZE) if "priv" in members else None
        return cls(name, octets_member(members, "pub", ml_dsa.public_size(name)), seed)

    def to_members(self, private: bool = False) -> dict[str, str]:
        """Return kty, alg, pub and, if `private`, priv.

        Raises:
            JamInvalidKeyError: `private` of a public key, or of one whose seed is not known.
        """
        texts = {"kty": self.kty, "alg": self.crv, "pub": base64url.encode(self.pub)}
        if not private:
            return texts
        self._check_private()
        if self.seed is None:
            raise JamInvalidKeyError(
                "this key has only its expanded form, and a JWK holds the seed (RFC 9964): "
                "it signs, and can be written as PEM; its public half has a JWK"
            )
        return {**texts, "priv": base64url.encode(self.seed)}

    @property
    def verifier(self) -> ml_dsa.PublicKey:
        """The prepared public key."""
        verifier = self._verifier
        if verifier is None:
            verifier = ml_dsa.prepare_public(self.crv, self.pub)
            fill(self, "_verifier", verifier)
        return verifier

    @property
    def signer(self) -> ml_dsa.PrivateKey:
        """The prepared private key; JamInvalidKeyError if there is none."""
        return self._check_private()

    def public(self) -> AKPKey:
        """Return the public key alone."""
        return AKPKey(self.crv, self.pub) if self.is_private else self

    def to_private_octets(self, form: str | None = None) -> bytes:
        """Return the content of the PKCS#8 privateKey (RFC 9881 section 6).

        Args:
            form: one of `FORMS`; None means the seed if it is known, as section 8.1 advises.

        Raises:
            JamInvalidKeyError: a public key, an unknown form, or one that needs the seed.
        """
        self._check_private()
        if form is None:
            form = "expanded" if self.seed is None else "seed"
        if form not in FORMS:
            raise JamInvalidKeyError(f"the form of an ML-DSA private key is one of {', '.join(FORMS)}")
        if form != "expanded" and self.seed is None:
            raise JamInvalidKeyError("the seed of this key is not known: write the form expanded")
        seed = self.seed or b""
        if form == "seed":
            return encode(_SEED_TAG, seed)
        expanded = self.expanded or ml_dsa.expanded(self.crv, seed)
        if form == "expanded":
            return octet_string(expanded)
        return sequence(octet_string(seed), octet_string(expanded))

    def _check_private(self) -> ml_dsa.PrivateKey:
        if self._signer is None:
            raise JamInvalidKeyError(f"a private {self.crv} key is needed, this one is public")
        return self._signer


def from_private_octets(name: str, data: bytes) -> AKPKey:
    """Read the content of a PKCS#8 privateKey: seed, expanded form, or both (RFC 9881 section 6).

    What was written before the RFC is read as well: its sizes are those of no form of the RFC.

    Raises:
        JamEncodingError: bad DER.
        JamInvalidKeyError: wrong sizes, or parts that contradict each other (section 8.2).
    """
    if len(data) in (SEED_SIZE, _EXPANDED_SIZES.get(name)):  # OpenSSL calls these bare-seed and bare-priv
        return _by_size(name, data)
    reader = der.Reader(data)
    tag = reader.next_tag()
    if tag == _SEED_TAG:
        key = AKPKey(name, None, reader.content(_SEED_TAG))
    elif tag == der.SEQUENCE:
        both = reader.enter()
        seed, expanded = both.octet_string(), both.octet_string()
        both.finish()
        key = AKPKey(name, None, seed, expanded)
    else:
        key = _by_size(name, reader.octet_string())
    reader.finish()
    return key


def _by_size(name: str, data: bytes) -> AKPKey:
    """Read the expanded form; or, from before RFC 9881, a seed, or the expanded form and the public key."""
    if len(data) == SEED_SIZE:
        return AKPKey(name, None, data)
    size = _EXPANDED_SIZES.get(name, 0)
    if len(data) == size + ml_dsa.public_size(name):  # as liboqs; OpenSSL calls it oqskeypair
        return AKPKey(name, data[size:], None, data[:size])
    return AKPKey(name, None, None, data)
