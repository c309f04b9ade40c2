"""The relying party: both ceremonies, step by step (sections 7.1 and 7.2), without any state."""

from __future__ import annotations

from hmac import compare_digest

from ..clock import is_seconds
from ..crypto.hashes import digest
from ..exceptions.base import JamConfigurationError, JamTypeError, JamValidationError
from ..exceptions.webauthn import (
    JamWebAuthnAlgorithmError,
    JamWebAuthnAttestationError,
    JamWebAuthnCounterError,
    JamWebAuthnCredentialError,
    JamWebAuthnFormatError,
    JamWebAuthnOriginError,
    JamWebAuthnSignatureError,
    JamWebAuthnUserVerificationError,
)
from . import attestation as attestations
from . import options, signatures
from .answers import Answer
from .authenticator_data import BE, BS, UP, UV, AuthenticatorData
from .client_data import CREATE, GET, ClientData
from .credential import Credential
from .results import Authentication, Registration
from .sites import check_origins, check_rp_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Sequence

    from ..encoding.json_types import JsonObject
    from .answers import AnswerLike
    from .options import CredentialLike

CONVEYANCES = ("none", "indirect", "direct", "enterprise")  # section 5.4.7
ATTESTATION_KINDS = (attestations.NONE, attestations.SELF, attestations.UNVERIFIED)


class RelyingParty:
    """A site that has passkeys. It keeps nothing: `Passkeys` does that, or the application.

    Args:
        rp_id: the domain of the passkeys, for example "shop.example"; it can never change.
        name: what browsers may show.
        origins: where pages may use them; default: https on `rp_id` itself. Compared as text.
        related_origins: further origins on other domains, which /.well-known/webauthn on `rp_id` lists
            (section 5.11).
        top_origins: sites that may have a page in a frame; by default no frame of another origin may.
        algorithms: names, the most wanted first.
        user_verification: "required" makes a passkey two factors; or "preferred", "discouraged".
        attestation: what to ask for: "none", "indirect", "direct", "enterprise".
        accept_attestation: kinds that are accepted: "none", "self", "unverified".
        clones: "refuse" a login whose counter did not grow, or "report" it.
        timeout: seconds the browser waits.

    Raises:
        JamConfigurationError: an argument is not acceptable.
        JamWebAuthnAlgorithmError: an algorithm is not supported.
    """

    __slots__ = (
        "_accept",
        "_hash",
        "_refuse_clones",
        "algorithms",
        "attestation",
        "name",
        "origins",
        "rp_id",
        "timeout",
        "top_origins",
        "user_verification",
    )

    def __init__(
        self,
        rp_id: str,
        name: str = "",
        *,
        origins: Sequence[str] | None = None,
        related_origins: Sequence[str] = (),
        top_origins: Sequence[str] = (),
        algorithms: Sequence[str] = signatures.DEFAULT_ALGORITHMS,
        user_verification: str = "required",
        attestation: str = "none",
        accept_attestation: Sequence[str] = ATTESTATION_KINDS,
        clones: str = "refuse",
        timeout: float = 300,  # section 15.1: 5 minutes
    ) -> None:
        self.rp_id = check_rp_id(rp_id)
        self.origins = frozenset(
            check_origins([f"https://{rp_id}"] if origins is None else origins, "origins", rp_id)
            + check_origins(related_origins, "related_origins")
        )
        self.top_origins = frozenset(check_origins(top_origins, "top_origins"))
        if not self.origins:
            raise JamConfigurationError("origins is empty: no page could use a passkey")
        if not isinstance(name, str):
            raise JamConfigurationError("the name of a relying party is text")
        if attestation not in CONVEYANCES or clones not in ("refuse", "report"):
            raise JamConfigurationError(
                f'attestation is one of {", ".join(CONVEYANCES)}; clones is "refuse" or "report"'
            )
        if isinstance(accept_attestation, str) or not set(accept_attestation) <= set(ATTESTATION_KINDS):
            raise JamConfigurationError(f"accept_attestation is a list of {', '.join(ATTESTATION_KINDS)}")
        if not is_seconds(timeout, 1) or timeout > 86400:
            raise JamConfigurationError("timeout is a number of seconds, 1 to 86400")
        self.name = name or rp_id
        self.algorithms = signatures.numbers(algorithms)
        self.user_verification = _requirement(user_verification)
        self.attestation = attestation
        self.timeout = timeout
        self._accept = frozenset(accept_attestation)
        self._refuse_clones = clones == "refuse"
        self._hash = digest("sha256", self.rp_id.encode())  # section 6.1: what rpIdHash has to be

    def creation_options(
        self,
        challenge: bytes,
        user_handle: bytes,
        user_name: str,
        display_name: str = "",
        *,
        exclude: Iterable[CredentialLike] = (),
        attachment: str | None = None,
        resident_key: str = "required",
        user_verification: str | None = None,
        hints: Sequence[str] = (),
        extensions: JsonObject | None = None,
    ) -> JsonObject:
        """Return the options of a registration, for `parseCreationOptionsFromJSON` (7.1 step 1).

        Args:
            challenge: 16 to 1024 random bytes that have never been used.
            user_handle: 1 to 64 bytes that stand for the account, and say nothing of a person (14.6.1).
            user_name, display_name: what the browser shows.
            exclude: the passkeys that the account has, so that none is made twice on one authenticator.
            attachment: "platform", "cross-platform", or None for both.
            resident_key: "required" makes a passkey that needs no user name at the login.
            user_verification: another one than the relying party's.
            hints: "security-key", "client-device", "hybrid".
            extensions: inputs of extensions, in their JSON form.

        Raises:
            JamValidationError: an argument is not acceptable.
        """
        return options.creation(
            {"id": self.rp_id, "name": self.name},
            challenge,
            user_handle,
            user_name,
            display_name,
            algorithms=self.algorithms,
            timeout=self.timeout,
            exclude=exclude,
            attachment=attachment,
            resident_key=resident_key,
            user_verification=user_verification or self.user_verification,
            attestation=self.attestation,
            hints=hints,
            extensions=extensions,
        )

    def request_options(
        self,
        challenge: bytes,
        *,
        allow: Iterable[CredentialLike] = (),
        user_verification: str | None = None,
        hints: Sequence[str] = (),
        extensions: JsonObject | None = None,
    ) -> JsonObject:
        """Return the options of a login, for `parseRequestOptionsFromJSON` (7.2 step 1).

        Args:
            challenge, user_verification, hints, extensions: as in `creation_options`.
            allow: the passkeys of a user who is known; empty: the user picks one, which says whose it is.

        Raises:
            JamValidationError: an argument is not acceptable.
        """
        return options.request(
            self.rp_id,
            challenge,
            timeout=self.timeout,
            allow=allow,
            user_verification=user_verification or self.user_verification,
            hints=hints,
            extensions=extensions,
        )

    def register(
        self,
        answer: AnswerLike,
        challenge: bytes,
        user_handle: bytes,
        *,
        user_verification: str | None = None,
        conditional: bool = False,
    ) -> Registration:
        """Verify the answer to `creation_options` (section 7.1).

        The application does step 26: it refuses a passkey whose id is known already, of whatever user.

        Args:
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            challenge, user_handle, user_verification: as given to `creation_options`.
            conditional: the browser was asked with `mediation: "conditional"`: nobody need be present.

        Raises:
            JamWebAuthnError: refused; each subclass names a remedy, `details["step"]` the step.
        """
        found = Answer(answer)
        client = ClientData(found.octets("clientDataJSON"), CREATE)  # steps 5 to 7
        client.check(_octets(challenge), self.origins, self.top_origins)  # steps 8 to 11
        format, statement, data = attestations.read(found.octets("attestationObject"))  # step 13
        self._check_site(data, "7.1 step 14")
        if not conditional:  # section 7.1 step 15 makes this one exception
            _check_present(data, "7.1 step 15")
        self._check_verified(data, user_verification, "7.1 step 16")
        _check_backup(data, "7.1 step 17")  # steps 18 and 19 are the application's policy
        key = signatures.public_key(data.public_key, "7.1 step 20")
        if key.algorithm is None or key.algorithm.number not in self.algorithms:  # step 20
            raise JamWebAuthnAlgorithmError(details={"step": "7.1 step 20"})
        # Step 23, trust anchors, is left out: no certificate is trusted here, so none is verified.
        attestation = attestations.verify(format, statement, data, client.hash, key)  # steps 21 and 22
        if attestation.kind not in self._accept:  # step 24
            raise JamWebAuthnAttestationError(
                f"an attestation of the kind {attestation.kind} is not accepted here",
                details={"step": "7.1 step 24"},
            )
        if found.id != data.credential_id:  # step 25 (its length) was looked at when it was read
            raise JamWebAuthnFormatError(
                "the answer has another id than the authenticator data", details={"step": "7.1 step 25"}
            )
        credential = Credential(  # step 27
            data.credential_id,
            data.public_key,
            user_handle,
            sign_count=data.sign_count,
            backup_eligible=data.has(BE),
            backup_state=data.has(BS),
            user_verified=data.has(UV),
            transports=found.transports(),
            aaguid=data.aaguid,
        )
        return Registration(credential, attestation, found, data)

    def authenticate(
        self,
        answer: AnswerLike,
        challenge: bytes,
        credential: Credential | None,
        *,
        allow: Iterable[bytes] = (),
        user_verification: str | None = None,
    ) -> Authentication:
        """Verify the answer to `request_options` (section 7.2).

        Args:
            answer: what `credential.toJSON()` gave, as a dict or as JSON text.
            challenge, user_verification: as given to `request_options`.
            credential: the stored record whose id is `credential_id(answer)`; None if there is none.
            allow: the ids given to `request_options`; empty if the user was not known.

        Raises:
            JamWebAuthnError: refused; each subclass names a remedy, `details["step"]` the step.
        """
        found, allowed = Answer(answer), list(allow)  # read twice below: an iterator would be empty then
        if allowed and found.id not in allowed:  # step 5
            raise JamWebAuthnCredentialError(
                "another passkey answered than those asked for", details={"step": "7.2 step 5"}
            )
        if credential is not None and not isinstance(credential, Credential):
            raise JamTypeError(f"credential is a Credential or None, got {type(credential).__name__}")
        if credential is None or credential.id != found.id:  # step 6
            raise JamWebAuthnCredentialError(details={"step": "7.2 step 6"})
        handle = found.user_handle()
        # Step 6: without `allow` nobody was identified, and the user handle alone says whose login this is.
        if (handle is None and not allowed) or handle not in (None, credential.user_handle):
            raise JamWebAuthnCredentialError(
                "the passkey does not say that it is this user's", details={"step": "7.2 step 6"}
            )
        client = ClientData(found.octets("clientDataJSON"), GET)  # steps 7 to 10
        client.check(_octets(challenge), self.origins, self.top_origins)  # steps 11 to 14
        data = AuthenticatorData(found.octets("authenticatorData"), "7.2 step 7")
        if data.credential_id:  # section 6.1: no attested credential data in an assertion
            raise JamWebAuthnFormatError(
                "the authenticator data of a login holds a new passkey", details={"step": "7.2 step 7"}
            )
        self._check_site(data, "7.2 step 15")
        _check_present(data, "7.2 step 16")
        self._check_verified(data, user_verification, "7.2 step 17")
        _check_backup(data, "7.2 step 18")
        if data.has(BE) != credential.backup_eligible:  # step 19: it can never change
            raise JamWebAuthnCredentialError(
                "the passkey says otherwise than at its registration whether it can be backed up",
                details={"step": "7.2 step 19"},
            )
        signature = found.octets("signature")
        if not signatures.verify(credential.key(), data.data + client.hash, signature):  # steps 20 and 21
            raise JamWebAuthnSignatureError(details={"step": "7.2 step 21"})
        # Step 22: both zero, or it has grown.
        # Section 6.1.1: an authenticator without a counter stays at 0, which is no sign of a clone.
        clone = (data.sign_count or credential.sign_count) and data.sign_count <= credential.sign_count
        if clone and self._refuse_clones:
            raise JamWebAuthnCounterError(details={"step": "7.2 step 22"})
        count = max(data.sign_count, credential.sign_count)  # with "report", a clone must not set it back
        updated = credential.used(count, data.has(BS), data.has(UV))  # step 23
        return Authentication(updated, bool(clone), found, data)

    def _check_site(self, data: AuthenticatorData, step: str) -> None:
        # No secret; one habit for all comparisons of octets.
        if not compare_digest(data.rp_id_hash, self._hash):
            raise JamWebAuthnOriginError("the passkey was used for another rp_id", details={"step": step})

    def _check_verified(self, data: AuthenticatorData, asked: str | None, step: str) -> None:
        if _requirement(asked or self.user_verification) == "required" and not data.has(UV):
            raise JamWebAuthnUserVerificationError(details={"step": step})

    def __repr__(self) -> str:
        return f"<RelyingParty {self.rp_id}>"


def _requirement(value: object) -> str:
    try:
        return options.requirement(value, "user_verification")
    except JamValidationError as error:
        raise JamConfigurationError(error.message) from error


def _check_present(data: AuthenticatorData, step: str) -> None:
    if not data.has(UP):
        raise JamWebAuthnUserVerificationError(
            "the authenticator did not see its user", details={"step": step}
        )


def _check_backup(data: AuthenticatorData, step: str) -> None:
    if data.has(BS) and not data.has(BE):
        raise JamWebAuthnFormatError(
            "the authenticator data says that the passkey is backed up and cannot be", details={"step": step}
        )


def _octets(challenge: object) -> bytes:
    # An empty challenge, out of a session that has none, would match an answer without one.
    if not isinstance(challenge, bytes) or len(challenge) < options.MIN_CHALLENGE:
        raise JamValidationError(
            f"a challenge is at least {options.MIN_CHALLENGE} bytes: the ones that were sent"
        )
    return challenge
