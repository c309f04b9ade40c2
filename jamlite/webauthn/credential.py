"""A credential record: what a relying party keeps of a passkey (section 4, "credential record")."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamEncodingError, JamValidationError
from . import signatures
from .authenticator_data import MAX_CREDENTIAL_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from ..keys.cose import CoseKey

_OCTETS = ("id", "public_key", "user_handle", "aaguid")
_FLAGS = ("backup_eligible", "backup_state", "user_verified")
MAX_USER_HANDLE = 64  # bytes; section 5.4.3
MAX_COUNT = (1 << 32) - 1  # section 6.1: signCount has 4 bytes


class Credential:
    """A passkey of a user. It holds no secret. It does not change: a login returns a new one to be stored.

    Args:
        id: 1 to 1023 bytes; no two users have the same.
        public_key: a COSE_Key.
        user_handle: the `user.id` it was made for, 1 to 64 bytes.
        sign_count: its signature counter when it was last used.
        backup_eligible, backup_state: whether it can be, and is, on several devices (section 6.1.3).
        user_verified: whether a login has been with user verification (`uvInitialized`).
        transports: how it can be reached, for example ("internal", "hybrid").
        aaguid: the model of the authenticator, 16 bytes; zeros if it does not say.

    Raises:
        JamValidationError: a value of the wrong type or size.
    """

    __slots__ = (
        "aaguid",
        "backup_eligible",
        "backup_state",
        "id",
        "public_key",
        "sign_count",
        "transports",
        "user_handle",
        "user_verified",
    )

    def __init__(
        self,
        id: bytes,
        public_key: bytes,
        user_handle: bytes,
        *,
        sign_count: int = 0,
        backup_eligible: bool = False,
        backup_state: bool = False,
        user_verified: bool = False,
        transports: tuple[str, ...] = (),
        aaguid: bytes = bytes(16),
    ) -> None:
        for value, what, sizes in (
            (id, "id", range(1, MAX_CREDENTIAL_ID + 1)),
            (public_key, "public_key", range(1, 1 << 16)),
            (user_handle, "user_handle", range(1, MAX_USER_HANDLE + 1)),
            (aaguid, "aaguid", range(16, 17)),
        ):
            # `in` a range computes; it does not search.
            if not isinstance(value, bytes) or len(value) not in sizes:
                raise JamValidationError(f"the {what} of a passkey has {sizes[0]} to {sizes[-1]} bytes")
        if type(sign_count) is not int or not 0 <= sign_count <= MAX_COUNT:
            raise JamValidationError("the sign_count of a passkey is a number of 32 bits")
        if not all(isinstance(name, str) for name in transports):
            raise JamValidationError("the transports of a passkey are text")
        self.id = id
        self.public_key = public_key
        self.user_handle = user_handle
        self.sign_count = sign_count
        self.backup_eligible = bool(backup_eligible)
        self.backup_state = bool(backup_state)
        self.user_verified = bool(user_verified)
        self.transports = tuple(transports)
        self.aaguid = aaguid

    def key(self) -> CoseKey:
        """Return the public key, checked; JamWebAuthnAlgorithmError if it cannot be used."""
        return signatures.public_key(self.public_key)

    @property
    def name(self) -> str:
        """The id as base64url, as browsers write it; a key for a database."""
        return base64url.encode(self.id)

    def used(self, sign_count: int, backup_state: bool, user_verified: bool) -> Credential:
        """Return what the record becomes by a login (7.2 step 23)."""
        return Credential(
            self.id,
            self.public_key,
            self.user_handle,
            sign_count=sign_count,
            backup_eligible=self.backup_eligible,  # section 6.1.3: it never changes
            backup_state=backup_state,
            user_verified=self.user_verified or user_verified,  # uvInitialized never goes back to false
            transports=self.transports,
            aaguid=self.aaguid,
        )

    def to_dict(self) -> JsonObject:
        """Return the record as a dict that JSON can hold; `from_dict` reads it."""
        return {
            **{name: base64url.encode(getattr(self, name)) for name in _OCTETS},
            **{name: getattr(self, name) for name in _FLAGS},
            "sign_count": self.sign_count,
            "transports": list(self.transports),
        }

    @classmethod
    def from_dict(cls, members: JsonObject) -> Credential:
        """Read what `to_dict` returned; members that it does not know are passed over.

        Raises:
            JamValidationError: a member is missing or malformed.
        """
        if not isinstance(members, dict):
            raise JamValidationError(f"a stored passkey is a dict, got {type(members).__name__}")
        try:
            octets = [base64url.decode(members[name], f"the {name} of a passkey") for name in _OCTETS]
            flags = {name: members[name] for name in _FLAGS}
            count, transports = members["sign_count"], members["transports"]
        except KeyError as error:
            raise JamValidationError(f"a stored passkey has no {error.args[0]}") from None
        except JamEncodingError as error:
            raise JamValidationError(error.message) from error
        if not isinstance(transports, list) or not all(isinstance(flag, bool) for flag in flags.values()):
            raise JamValidationError("a stored passkey has a member of the wrong type")
        return cls(*octets[:3], sign_count=count, transports=tuple(transports), aaguid=octets[3], **flags)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credential) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.id)  # equal records have equal ids; the rest changes with each login

    def __repr__(self) -> str:
        return f"<Credential {self.name[:12]}... sign_count={self.sign_count}>"
