"""Options of both ceremonies, as the JSON that `PublicKeyCredential.parseCreationOptionsFromJSON` and
`parseRequestOptionsFromJSON` take (sections 5.1.9 and 5.1.10)."""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.base import JamValidationError
from .credential import MAX_USER_HANDLE, Credential

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Sequence, Union

    from ..encoding.json_types import JsonObject

    CredentialLike = Union[Credential, bytes]

MIN_CHALLENGE = 16  # bytes; section 13.4.3
MAX_CHALLENGE = 1024  # it comes back in the client data, which is bounded too
REQUIREMENTS = ("required", "preferred", "discouraged")  # sections 5.4.6 and 5.8.6
ATTACHMENTS = (None, "platform", "cross-platform")  # section 5.4.5
HINTS = ("security-key", "client-device", "hybrid")  # section 5.8.7


def creation(
    rp: dict[str, str],
    challenge: bytes,
    user_handle: bytes,
    user_name: str,
    display_name: str,
    *,
    algorithms: Iterable[int],
    timeout: float,
    exclude: Iterable[CredentialLike],
    attachment: str | None,
    resident_key: str,
    user_verification: str,
    attestation: str,
    hints: Sequence[str],
    extensions: JsonObject | None,
) -> JsonObject:
    """Return PublicKeyCredentialCreationOptionsJSON; arguments as in `RelyingParty.creation_options`."""
    # Section 5.4.3: a user handle is 1 to 64 bytes; browsers refuse others with a TypeError.
    if not isinstance(user_handle, bytes) or not 0 < len(user_handle) <= MAX_USER_HANDLE:
        raise JamValidationError(
            f"a user_handle is 1 to {MAX_USER_HANDLE} bytes, for example 32 random ones of the account"
        )
    for text, what in ((user_name, "user_name"), (display_name, "display_name")):
        if not isinstance(text, str) or (what == "user_name" and not text):
            raise JamValidationError(f"{what} is text that tells the user which account it is")
    if attachment not in ATTACHMENTS:
        raise JamValidationError('attachment is "platform", "cross-platform" or None')
    selection: JsonObject = {
        "residentKey": requirement(resident_key, "resident_key"),
        "requireResidentKey": resident_key == "required",  # section 5.4.4: for browsers of Level 1
        "userVerification": requirement(user_verification, "user_verification"),
    }
    if attachment is not None:
        selection["authenticatorAttachment"] = attachment
    options: JsonObject = {
        "rp": rp,
        "user": {
            "id": base64url.encode(user_handle),
            "name": user_name,
            "displayName": display_name,
        },
        "challenge": _challenge(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in algorithms],
        "timeout": int(timeout * 1000),  # section 5.4: milliseconds
        # Section 5.4: all passkeys that the account has.
        "excludeCredentials": descriptors(exclude),
        "authenticatorSelection": selection,
        "attestation": attestation,
    }
    return _with(options, hints, extensions)


def request(
    rp_id: str,
    challenge: bytes,
    *,
    timeout: float,
    allow: Iterable[CredentialLike],
    user_verification: str,
    hints: Sequence[str],
    extensions: JsonObject | None,
) -> JsonObject:
    """Return PublicKeyCredentialRequestOptionsJSON; arguments as in `RelyingParty.request_options`."""
    options: JsonObject = {
        "challenge": _challenge(challenge),
        "timeout": int(timeout * 1000),  # section 5.5
        "rpId": rp_id,
        "allowCredentials": descriptors(allow),
        "userVerification": requirement(user_verification, "user_verification"),
    }
    return _with(options, hints, extensions)


def descriptors(credentials: Iterable[CredentialLike]) -> list[JsonObject]:
    """Return PublicKeyCredentialDescriptorJSON of passkeys, given as records or as ids (section 5.8.3)."""
    found = []
    for credential in credentials:
        if isinstance(credential, Credential):
            found.append(
                {"type": "public-key", "id": credential.name, "transports": list(credential.transports)}
            )
        elif isinstance(credential, bytes) and credential:
            found.append({"type": "public-key", "id": base64url.encode(credential)})
        else:
            raise JamValidationError(
                f"a passkey is a Credential or its id in bytes, got {type(credential).__name__}"
            )
    return found


def requirement(value: object, what: str) -> str:
    """Return "required", "preferred" or "discouraged"; JamValidationError for anything else."""
    if not isinstance(value, str) or value not in REQUIREMENTS:
        raise JamValidationError(f"{what} is one of {', '.join(REQUIREMENTS)}")
    return value


def _challenge(challenge: bytes) -> str:
    if not isinstance(challenge, bytes) or not MIN_CHALLENGE <= len(challenge) <= MAX_CHALLENGE:
        raise JamValidationError(f"a challenge is {MIN_CHALLENGE} to {MAX_CHALLENGE} random bytes")
    return base64url.encode(challenge)


def _with(options: JsonObject, hints: Sequence[str], extensions: JsonObject | None) -> JsonObject:
    if isinstance(hints, str) or not all(hint in HINTS for hint in hints):
        raise JamValidationError(f"hints is a list of {', '.join(HINTS)}")
    if hints:
        options["hints"] = list(hints)
    if extensions is not None:
        if not isinstance(extensions, dict):
            raise JamValidationError("extensions is a dict, as its JSON form")
        options["extensions"] = extensions
    return options
