"""The root of the error tree: every refusal of jamlite is a `JamError` with a stable code.

Packages that raise only one class have it here: `encoding` and `otp`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Coded:
    """What `JamError` and `JamSelfTestError` share."""

    default_message: str
    default_code: str

    def __init__(
        self, message: str | None = None, *, error_code: str | None = None, details: Any = None
    ) -> None:
        self.message = self.default_message if message is None else message
        self.error_code = self.default_code if error_code is None else error_code
        self.details = details
        super().__init__(self.message)  # type: ignore[call-arg]

    def __str__(self) -> str:
        text = f"[{self.error_code}] {self.message}"
        return text if self.details is None else f"{text} | details={self.details}"

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(message={self.message!r}, "
            f"error_code={self.error_code!r}, details={self.details!r})"
        )


class JamError(_Coded, Exception):
    """Base class of every error that jamlite raises on purpose, but for JamSelfTestError.

    Args:
        message: what went wrong and what to do; never a secret, a token or a key.
        error_code: stable, dotted, for programs; the class has a default.
        details: further facts for programs; never secrets.
    """

    default_message = "jamlite could not do what was asked"
    default_code = "jam.error"


class JamValidationError(JamError, ValueError):
    """What came from outside is not acceptable; the same input will be refused again."""

    default_message = "the input was refused"
    default_code = "jam.validation"


class JamConfigurationError(JamError, ValueError):
    """The application is set up wrongly; only its developer can mend it."""

    default_message = "the configuration is not usable"
    default_code = "jam.configuration"


class JamTypeError(JamValidationError, TypeError):
    """An argument has a type the function does not take."""

    default_message = "an argument has the wrong type"
    default_code = "jam.type"


class JamMissingPartError(JamConfigurationError, ImportError):
    """This copy of jamlite was made without the file that a feature needs; details name both."""

    default_message = "this copy of jamlite is without a part that was asked for"
    default_code = "jam.missing_part"


class JamEncodingError(JamValidationError):
    """Text is not what its encoding demands: base64url, base32, JSON, CBOR, DER or PEM."""

    default_message = "the text is not validly encoded"
    default_code = "encoding.invalid"


class JamOTPError(JamValidationError):
    """A secret, counter, time, window or otpauth URI of one-time passwords is not acceptable."""

    default_message = "the one-time password input was refused"
    default_code = "otp.invalid_input"
