"""Errors of passkeys: one class per remedy. `details["step"]` names the step of the standard that refused."""

from __future__ import annotations

from .base import JamValidationError


class JamWebAuthnError(JamValidationError):
    """A registration or a login with a passkey was refused."""

    default_message = "the passkey was refused"
    default_code = "webauthn.refused"


class JamWebAuthnFormatError(JamWebAuthnError):
    """The answer is not what `credential.toJSON()` gives in a browser; send that, unchanged."""

    default_message = "the answer is not that of a passkey"
    default_code = "webauthn.malformed"


class JamWebAuthnChallengeError(JamWebAuthnError):
    """The answer is not to a challenge that waits here: it was used, is too old, or another's. Begin anew."""

    default_message = "no such challenge waits for an answer; begin anew"
    default_code = "webauthn.challenge"


class JamWebAuthnOriginError(JamWebAuthnError):
    """The answer was given to another site, or inside of a frame that is not allowed."""

    default_message = "the passkey was used on another site"
    default_code = "webauthn.origin"


class JamWebAuthnUserVerificationError(JamWebAuthnError):
    """The authenticator did not see the user, or did not verify who it is (by PIN, finger or face)."""

    default_message = "the authenticator did not verify its user; try again, or use another one"
    default_code = "webauthn.user_verification"


class JamWebAuthnAlgorithmError(JamWebAuthnError):
    """The passkey's algorithm was not asked for, or is not supported."""

    default_message = "the algorithm of the passkey was not asked for"
    default_code = "webauthn.algorithm"


class JamWebAuthnAttestationError(JamWebAuthnError):
    """The attestation of a new passkey is wrong, or of a kind that is not accepted."""

    default_message = "the attestation of the passkey is not acceptable"
    default_code = "webauthn.attestation"


class JamWebAuthnSignatureError(JamWebAuthnError):
    """The signature is not that of the passkey."""

    default_message = "the signature is not that of the passkey"
    default_code = "webauthn.signature"


class JamWebAuthnCredentialError(JamWebAuthnError):
    """The passkey is not known, is another user's, or has become another; use one that is registered here."""

    default_message = "no such passkey is registered here"
    default_code = "webauthn.credential"


class JamWebAuthnCounterError(JamWebAuthnError):
    """The signature counter did not grow: there may be a copy of the passkey. Remove it and ask its user."""

    default_message = "the counter of the passkey did not grow; there may be a copy of it"
    default_code = "webauthn.counter"
