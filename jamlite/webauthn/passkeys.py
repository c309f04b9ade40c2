"""Passkeys with challenges that count once: between the two requests of a ceremony lies a record in a store.

The record stands under a ticket, which the application keeps for the browser: in its session, or in a cookie.
An answer is worth something only together with the ticket. The first answer to a challenge ends its record,
whether it is right or wrong (section 13.4.3). One ticket may hold several challenges: a browser has tabs.
"""

from __future__ import annotations

# A type checker cannot tell `self` from further arguments by name, in methods that have **those.
# mypy: disable-error-code="arg-type"
from .. import clock
from ..crypto.randomness import random_bytes
from ..driver import stepwise
from ..encoding import base64url, strict_json
from ..exceptions.base import JamConfigurationError, JamEncodingError
from ..exceptions.webauthn import JamWebAuthnChallengeError, JamWebAuthnCredentialError
from ..stores.store import OnStore, is_key
from .answers import Answer
from .client_data import CREATE, GET, ClientData
from .credential import Credential
from .relying_party import RelyingParty
from .results import Authentication, Registration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

    from ..driver import Steps
    from ..encoding.json_types import JsonObject
    from ..stores.store import Store
    from .answers import AnswerLike
    from .options import CredentialLike

PREFIX = "webauthn:"  # of records in the store
CHALLENGE_BYTES = 32  # section 13.4.3: 16 at least
_TICKET_BYTES = 24  # 192 bits, as an id of a session; 32 characters without a rest
_CREATE, _GET = "create", "get"


class Passkeys(OnStore):
    """Registrations and logins, each in two calls.

    Args:
        relying_party: whose they are.
        store: of the package `stores`, for example `jam.session.store`; with an asynchronous one the methods
            are awaited.

    Raises:
        JamConfigurationError: not a relying party, not a store.
    """

    __slots__ = ("relying_party",)

    def __init__(self, relying_party: RelyingParty, store: Store) -> None:
        if not isinstance(relying_party, RelyingParty):
            raise JamConfigurationError("Passkeys needs a RelyingParty")
        self._use(store)
        self.relying_party = relying_party

    @stepwise
    def begin_registration(
        self,
        user_handle: bytes,
        user_name: str,
        display_name: str = "",
        *,
        user_verification: str | None = None,
        conditional: bool = False,
        ticket: str | None = None,
        now: float | None = None,
        **choice: object,
    ) -> Steps[tuple[str, JsonObject]]:
        """Return a ticket to keep for the browser, and the options to send to it.

        Args:
            user_handle, user_name, display_name, user_verification: as in `RelyingParty.creation_options`.
            conditional: the page asks with `mediation: "conditional"`.
            ticket: the one the browser has already, if it has one.
            now: seconds since 1970; None asks the clock.
            choice: exclude, attachment, resident_key, hints, extensions of `RelyingParty.creation_options`.

        Raises:
            JamValidationError: an argument is not acceptable.
            JamStoreError: the store failed.
        """
        challenge = random_bytes(CHALLENGE_BYTES)
        options = self.relying_party.creation_options(
            challenge, user_handle, user_name, display_name, user_verification=user_verification, **choice
        )
        record = {
            "kind": _CREATE,
            "challenge": base64url.encode(challenge),
            "user_handle": base64url.encode(user_handle),
            "user_verification": user_verification,
            "conditional": bool(conditional),
        }
        ticket = yield from self._remember(ticket, record, now)
        return ticket, options

    @stepwise
    def finish_registration(
        self,
        ticket: str | None,
        answer: AnswerLike,
        *,
        user_handle: bytes | None = None,
        now: float | None = None,
    ) -> Steps[Registration]:
        """Verify the browser's answer; the challenge is spent, whatever comes of it.

        The application refuses a passkey whose id it knows already, and stores `result.credential`.

        Args:
            ticket: of `begin_registration`.
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            user_handle: of the user who is logged in now; a passkey that was begun for another is refused.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamWebAuthnChallengeError: nobody waits for it: begin anew.
            JamWebAuthnError: refused, as `RelyingParty.register`.
            JamStoreError: the store failed.
        """
        # Before any check: a wrong answer ends it as well.
        record = yield from self._take(ticket, answer, _CREATE, now)
        handle = base64url.decode(record["user_handle"])
        if user_handle is not None and user_handle != handle:
            raise JamWebAuthnCredentialError(
                "the passkey was made for another user; begin anew", details={"step": "7.1 step 29"}
            )
        return self.relying_party.register(
            answer,
            base64url.decode(record["challenge"]),
            handle,
            user_verification=record["user_verification"],
            conditional=record["conditional"],
        )

    @stepwise
    def begin_login(
        self,
        allow: Iterable[CredentialLike] = (),
        *,
        user_handle: bytes | None = None,
        user_verification: str | None = None,
        ticket: str | None = None,
        now: float | None = None,
        **choice: object,
    ) -> Steps[tuple[str, JsonObject]]:
        """Return a ticket to keep for the browser, and the options to send to it.

        Args:
            allow: the passkeys of a user who is known; empty: the user picks one of them.
            user_handle: of the user who is known, if there is one: no other's passkey is accepted.
            user_verification: as in `RelyingParty.request_options`.
            ticket: the one the browser has already, if it has one.
            now: seconds since 1970; None asks the clock.
            choice: hints, extensions of `RelyingParty.request_options`.

        Raises:
            JamValidationError: an argument is not acceptable.
            JamStoreError: the store failed.
        """
        challenge, allowed = random_bytes(CHALLENGE_BYTES), list(allow)
        options = self.relying_party.request_options(
            challenge, allow=allowed, user_verification=user_verification, **choice
        )
        record = {
            "kind": _GET,
            "challenge": base64url.encode(challenge),
            "user_handle": None if user_handle is None else base64url.encode(user_handle),
            "user_verification": user_verification,
            "allow": [item["id"] for item in options["allowCredentials"]],
        }
        ticket = yield from self._remember(ticket, record, now)
        return ticket, options

    @stepwise
    def finish_login(
        self,
        ticket: str | None,
        answer: AnswerLike,
        credential: Credential | None,
        *,
        now: float | None = None,
    ) -> Steps[Authentication]:
        """Verify the browser's answer; the challenge is spent, whatever comes of it.

        Args:
            ticket: of `begin_login`.
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            credential: the stored record whose id is `credential_id(answer)`; None if there is none.
            now: seconds since 1970; None asks the clock.

        Raises:
            JamWebAuthnChallengeError: nobody waits for it: begin anew.
            JamWebAuthnError: refused, as `RelyingParty.authenticate`.
            JamStoreError: the store failed.
        """
        record = yield from self._take(ticket, answer, _GET, now)
        handle = record["user_handle"]
        if (
            handle is not None
            and credential is not None
            and credential.user_handle != base64url.decode(handle)
        ):
            raise JamWebAuthnCredentialError("the passkey is another user's", details={"step": "7.2 step 6"})
        return self.relying_party.authenticate(
            answer,
            base64url.decode(record["challenge"]),
            credential,
            allow=[base64url.decode(name) for name in record["allow"]],
            user_verification=record["user_verification"],
        )

    def _remember(self, ticket: str | None, record: JsonObject, now: float | None) -> Steps[str]:
        now = clock.now() if now is None else now
        # A ticket of another shape is not ours, and would stand in a key of the store.
        held = ticket if _is_ticket(ticket) else base64url.encode(random_bytes(_TICKET_BYTES))
        text = strict_json.dumps(record, "the record of the ceremony").decode()
        key = _key(held, record["challenge"])
        yield self._store.put(key, text, expires=now + self.relying_party.timeout, now=now)
        return str(held)

    def _take(self, ticket: object, answer: AnswerLike, kind: str, now: float | None) -> Steps[JsonObject]:
        """Return the record of a ceremony, and end it: of many answers at once one gets it."""
        now = clock.now() if now is None else now
        if _is_ticket(ticket):
            client = ClientData(Answer(answer).octets("clientDataJSON"), CREATE if kind == _CREATE else GET)
            key = _key(ticket, client.challenge)  # chosen by the browser: is_key bounds it
            record = (yield self._store.get(key, now=now)) if is_key(key) else None
            # The one whose delete finds it.
            if record is not None and (yield self._store.delete(key, now=now)):
                members = _members(record.value)
                if members.get("kind") == kind:  # a challenge of a login registers nothing
                    return members
        raise JamWebAuthnChallengeError(
            "no challenge waits for this answer: it was answered, or is too old; begin anew",
            details={"step": "7.1 step 8" if kind == _CREATE else "7.2 step 11"},
        )

    def __repr__(self) -> str:
        return f"<Passkeys {self.relying_party.rp_id}>"


def _is_ticket(ticket: object) -> bool:
    return isinstance(ticket, str) and len(ticket) == _TICKET_BYTES * 4 // 3 and ticket.isascii()


def _key(ticket: object, challenge: str) -> str:
    return f"{PREFIX}{ticket}.{challenge}"


def _members(text: str) -> JsonObject:
    try:
        members = strict_json.loads(text, "the record of the ceremony")
    except JamEncodingError:
        members = None
    return members if isinstance(members, dict) else {}
