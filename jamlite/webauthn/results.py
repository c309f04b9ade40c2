"""What the ceremonies give to the application."""

from __future__ import annotations

from .authenticator_data import UV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .answers import Answer
    from .attestation import Attestation
    from .authenticator_data import AuthenticatorData
    from .credential import Credential


class Registration:
    """What a registration gave.

    Attributes:
        credential: to be stored with its user's account, unless its id is known already.
        attestation: what it says of its origin.
        user_verified: whether its user was verified now.
        attachment: "platform", "cross-platform" or None.
        extensions, client_extensions: the outputs of the authenticator and of the browser.
    """

    __slots__ = (
        "attachment",
        "attestation",
        "client_extensions",
        "credential",
        "extensions",
        "user_verified",
    )

    def __init__(
        self, credential: Credential, attestation: Attestation, answer: Answer, data: AuthenticatorData
    ) -> None:
        self.credential = credential
        self.attestation = attestation
        self.user_verified = data.has(UV)
        self.attachment = answer.attachment
        self.extensions = data.extensions
        self.client_extensions = answer.client_extensions

    def __repr__(self) -> str:
        return f"<Registration {self.credential!r} {self.attestation!r}>"


class Authentication:
    """What a login gave.

    Attributes:
        credential: the record as it is now, to be stored in place of the old one.
        user_verified: whether its user was verified now.
        clone_warning: the counter did not grow; only with `clones="report"`.
        attachment, extensions, client_extensions: as in `Registration`.
    """

    __slots__ = (
        "attachment",
        "client_extensions",
        "clone_warning",
        "credential",
        "extensions",
        "user_verified",
    )

    def __init__(self, credential: Credential, clone: bool, answer: Answer, data: AuthenticatorData) -> None:
        self.credential = credential
        self.clone_warning = clone
        self.user_verified = data.has(UV)
        self.attachment = answer.attachment
        self.extensions = data.extensions
        self.client_extensions = answer.client_extensions

    def __repr__(self) -> str:
        return f"<Authentication {self.credential!r} user_verified={self.user_verified}>"
