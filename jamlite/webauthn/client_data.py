"""The client data: what the browser says of a ceremony, as the JSON that is signed (section 5.8.1)."""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.hashes import digest
from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.webauthn import (
    JamWebAuthnChallengeError,
    JamWebAuthnFormatError,
    JamWebAuthnOriginError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from ..encoding.json_types import JsonObject

CREATE, GET = "webauthn.create", "webauthn.get"
MAX_CLIENT_DATA = 1 << 14  # 16 KiB; browsers send some 200 bytes
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The numbers of the same steps in section 7.1 (registration) and section 7.2 (authentication).
_STEPS = {
    CREATE: {"parse": "7.1 step 6", "type": "7.1 step 7", "challenge": "7.1 step 8", "origin": "7.1 step 9"},
    GET: {"parse": "7.2 step 9", "type": "7.2 step 10", "challenge": "7.2 step 11", "origin": "7.2 step 12"},
}
_FRAMES = {CREATE: ("7.1 step 10", "7.1 step 11"), GET: ("7.2 step 13", "7.2 step 14")}


class ClientData:
    """Client data that has been read; `tokenBinding` and members of the future are passed over."""

    __slots__ = ("challenge", "cross_origin", "hash", "kind", "origin", "top_origin")

    def __init__(self, data: bytes, kind: str) -> None:
        """Read the client data of a ceremony of this kind, CREATE or GET.

        Raises:
            JamWebAuthnFormatError: too long, not strict JSON, a member of the wrong type, another kind.
        """
        steps = _STEPS[kind]
        if len(data) > MAX_CLIENT_DATA:
            raise _malformed(f"has more than {MAX_CLIENT_DATA} bytes", steps["parse"])
        try:
            # Steps 5 and 6, or 8 and 9: "UTF-8 decode" takes a byte order mark away.
            text = data[3:] if data.startswith(_BYTE_ORDER_MARK) else data
            members = strict_json.loads(text, "the client data")
        except JamEncodingError as error:
            raise JamWebAuthnFormatError(error.message, details={"step": steps["parse"]}) from error
        if not isinstance(members, dict):
            raise _malformed("is not a JSON object", steps["parse"])
        self.kind = _text(members, "type", steps["type"])
        if self.kind != kind:  # steps 7 and 10: an answer of one ceremony must not pass in the other
            raise _malformed(f"is not that of {kind}", steps["type"])
        self.challenge = _text(members, "challenge", steps["challenge"])
        self.origin = _text(members, "origin", steps["origin"])
        # Section 5.8.1: absent means false, in Level 1 always.
        cross_origin = members.get("crossOrigin", False)
        if not isinstance(cross_origin, bool):
            raise _malformed("has a crossOrigin that is not true or false", _FRAMES[kind][0])
        self.cross_origin = cross_origin
        self.top_origin = None
        if "topOrigin" in members:
            self.top_origin = _text(members, "topOrigin", _FRAMES[kind][1])
        self.hash = digest("sha256", data)  # 7.1 step 12, 7.2 step 20: over the bytes as they came

    def check(self, challenge: bytes, origins: Collection[str], top_origins: Collection[str]) -> None:
        """Check challenge, origin and frames (7.1 steps 8 to 11, 7.2 steps 11 to 14).

        Args:
            challenge: the one that was sent.
            origins: those of the relying party.
            top_origins: sites that may have it in a frame.

        Raises:
            JamWebAuthnChallengeError: the answer is to another challenge.
            JamWebAuthnOriginError: it is from a page or a frame of another origin.
        """
        steps = _STEPS[self.kind]
        # Steps 8 and 11 compare the text: a second spelling of the same challenge is refused.
        if not compare_digest(self.challenge.encode("utf-8", "replace"), base64url.encode_bytes(challenge)):
            raise JamWebAuthnChallengeError(
                "the answer is to another challenge; begin anew", details={"step": steps["challenge"]}
            )
        if self.origin not in origins:  # section 13.4.9: compared as text
            raise JamWebAuthnOriginError(
                "the answer is from a page of another origin; if it is one of the site, name it in `origins`",
                details={"step": steps["origin"]},
            )
        framed, by = _FRAMES[self.kind]
        # A frame in a foreign page can lead a user to answer unawares (section 13.4.9).
        if (self.cross_origin or self.top_origin is not None) and not top_origins:
            raise JamWebAuthnOriginError(
                "the answer is from a frame in a page of another origin; if that is meant, name it in "
                "`top_origins`",
                details={"step": framed},
            )
        if self.top_origin is not None and self.top_origin not in top_origins:
            raise JamWebAuthnOriginError(
                "the answer is from a frame in a page that `top_origins` does not name", details={"step": by}
            )


def _text(members: JsonObject, name: str, step: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise _malformed(f"has no {name} that is text", step)
    return value


def _malformed(words: str, step: str) -> JamWebAuthnFormatError:
    return JamWebAuthnFormatError(
        f"the client data {words}; send the browser's answer unchanged", details={"step": step}
    )
