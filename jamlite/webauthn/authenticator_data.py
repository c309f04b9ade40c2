"""Authenticator data: what the authenticator says and signs (section 6.1).

rpIdHash 32 | flags 1 | signCount 4 | attested credential data, if AT | extensions, if ED

attested credential data (section 6.5.1): aaguid 16 | length 2 | credential id | public key as COSE_Key
"""

from __future__ import annotations

from ..encoding import cbor
from ..exceptions.base import JamEncodingError
from ..exceptions.webauthn import JamWebAuthnFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..encoding.json_types import JsonObject

UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80  # section 6.1: the flags
MAX_AUTHENTICATOR_DATA = 1 << 16  # a credential id, a key and extensions; ML-DSA's key has 2 KiB
MAX_CREDENTIAL_ID = 1023  # bytes; section 4, credential ID
_HEAD = 37  # 32 + 1 + 4
_ATTESTED_HEAD = 18  # 16 + 2


class AuthenticatorData:
    """Authenticator data that has been read."""

    __slots__ = (
        "_step",
        "aaguid",
        "credential_id",
        "data",
        "extensions",
        "flags",
        "public_key",
        "rp_id_hash",
        "sign_count",
    )

    def __init__(self, data: bytes, step: str = "") -> None:
        """Read authenticator data; `step` is that of the standard, for the details of errors.

        Raises:
            JamWebAuthnFormatError: cut short, bytes behind it, a flag without its data, CBOR that is not in
                the canonical form of CTAP2, a credential id that is empty or longer than 1023 bytes.
        """
        self._step = {"step": step}
        if not _HEAD <= len(data) <= MAX_AUTHENTICATOR_DATA:
            raise self._malformed(f"must have {_HEAD} to {MAX_AUTHENTICATOR_DATA} bytes, got {len(data)}")
        self.data = data
        self.rp_id_hash = data[:32]
        self.flags = data[32]
        self.sign_count = int.from_bytes(data[33:_HEAD], "big")
        self.aaguid = self.credential_id = self.public_key = b""
        self.extensions: JsonObject = {}
        at = _HEAD
        if self.flags & AT:
            at = self._attested(at)
        if self.flags & ED:
            self.extensions, at = self._value(at, "the extensions of the authenticator data")
            if not isinstance(self.extensions, dict) or not all(isinstance(k, str) for k in self.extensions):
                raise self._malformed("has extensions that are not a map of names")
        if at != len(data):  # the signature covers it, but nobody has read it
            raise self._malformed(f"has {len(data) - at} bytes behind its end")

    def _attested(self, at: int) -> int:
        """Read the attested credential data; return where it ends."""
        data = self.data
        if len(data) < at + _ATTESTED_HEAD:
            raise self._malformed("ends in the middle of the attested credential data")
        self.aaguid = data[at : at + 16]
        size = int.from_bytes(data[at + 16 : at + _ATTESTED_HEAD], "big")
        at += _ATTESTED_HEAD
        if not 0 < size <= MAX_CREDENTIAL_ID:  # 7.1 step 25
            raise self._malformed(
                f"has a credential id of {size} bytes; 1 to {MAX_CREDENTIAL_ID} are allowed"
            )
        if len(data) < at + size:
            raise self._malformed("ends in the middle of the credential id")
        self.credential_id = data[at : at + size]
        at += size
        # Section 6.5.1: no length stands before the key; its CBOR says where it ends.
        _, end = self._value(at, "the public key of the authenticator data")
        self.public_key = data[at:end]
        return end

    def has(self, flag: int) -> bool:
        """Tell whether a flag is set."""
        return bool(self.flags & flag)

    def _value(self, at: int, what: str) -> tuple[Any, int]:
        try:
            # Section 6.5.1: CTAP2 canonical CBOR.
            return cbor.decode_first(self.data, what, at, canonical=True)
        except JamEncodingError as error:
            raise JamWebAuthnFormatError(error.message, details=self._step) from error

    def _malformed(self, words: str) -> JamWebAuthnFormatError:
        text = f"the authenticator data {words}; send the browser's answer unchanged"
        return JamWebAuthnFormatError(text, details=self._step)
