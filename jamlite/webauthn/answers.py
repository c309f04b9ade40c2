"""The browser's answer, as `credential.toJSON()` writes it (section 5.1, RegistrationResponseJSON and
AuthenticationResponseJSON), and the attestation or assertion in it."""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.webauthn import JamWebAuthnFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping, Union

    from ..encoding.json_types import JsonObject

    AnswerLike = Union[Mapping[str, object], str, bytes]

MAX_ANSWER = 1 << 18  # characters of JSON: twice an attestation in base64url
MAX_TRANSPORTS = 16  # section 5.8.4 knows six


class Answer:
    """An answer whose members have been read; `octets` gives those that are bytes."""

    __slots__ = ("attachment", "client_extensions", "id", "response")

    def __init__(self, answer: AnswerLike) -> None:
        """Read an answer, given as a dict or as JSON text.

        Raises:
            JamWebAuthnFormatError: not such an answer; too long; `id` and `rawId` are not the same.
        """
        if isinstance(answer, (str, bytes)):
            if len(answer) > MAX_ANSWER:
                raise _malformed(f"has more than {MAX_ANSWER} characters")
            try:
                answer = strict_json.loads(answer, "the answer")
            except JamEncodingError as error:
                raise JamWebAuthnFormatError(error.message) from error
        if not isinstance(answer, dict):
            raise _malformed(f"is not a JSON object, but {type(answer).__name__}")
        if answer.get("type") != "public-key":  # section 5.8.2: the only type there is
            raise _malformed('is not of the type "public-key"')
        response = answer.get("response")
        if not isinstance(response, dict):
            raise _malformed("has no response")
        self.response: JsonObject = response
        self.id = _octets(answer, "id")
        if _octets(answer, "rawId") != self.id:  # section 5.1: the same bytes
            raise _malformed("has an id and a rawId that differ")
        attachment = answer.get("authenticatorAttachment")
        # Section 5.1: an unknown value SHOULD be treated as if it were null.
        self.attachment = attachment if attachment in ("platform", "cross-platform") else None
        extensions = answer.get("clientExtensionResults", {})
        if not isinstance(extensions, dict):
            raise _malformed("has clientExtensionResults that are not an object")
        self.client_extensions: JsonObject = extensions

    def octets(self, name: str) -> bytes:
        """Return a member of the response that must be there and base64url."""
        return _octets(self.response, name)

    def user_handle(self) -> bytes | None:
        """Return whose passkey it is, if the authenticator says so."""
        # Section 5.2.2: null where the authenticator has none.
        return None if self.response.get("userHandle") is None else self.octets("userHandle")

    def transports(self) -> tuple[str, ...]:
        """Return how the passkey can be reached; names of the future are kept (section 5.8.4)."""
        names = self.response.get("transports", [])
        if not isinstance(names, list) or len(names) > MAX_TRANSPORTS:
            raise _malformed(f"has transports that are not a list of at most {MAX_TRANSPORTS} names")
        for name in names:
            if not isinstance(name, str) or not 0 < len(name) <= 32 or not name.isascii():
                raise _malformed("has a transport that is not a name")
        return tuple(sorted(set(names)))  # section 5.2.1: unique, in lexicographical order


def credential_id(answer: AnswerLike) -> bytes:
    """Return the id of the passkey that answered, to look it up; nothing has been verified yet.

    Raises:
        JamWebAuthnFormatError: not an answer of a passkey.
    """
    return Answer(answer).id


def _octets(members: Mapping[str, object], name: str) -> bytes:
    value = members.get(name)
    if not isinstance(value, str) or len(value) > MAX_ANSWER:
        raise _malformed(f"has no {name} that is text")
    try:
        return base64url.decode(value, f"the {name} of the answer")
    except JamEncodingError as error:
        raise JamWebAuthnFormatError(error.message) from error


def _malformed(words: str) -> JamWebAuthnFormatError:
    return JamWebAuthnFormatError(f"the answer {words}; send what credential.toJSON() gives, unchanged")
