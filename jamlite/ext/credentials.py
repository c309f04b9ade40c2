"""The former place of `authenticator`."""

from __future__ import annotations

from .authenticator import ANONYMOUS, OUTCOME, Authenticator, CredentialSource, Outcome
from .refusals import Refusal

__all__ = ["ANONYMOUS", "OUTCOME", "Authenticator", "CredentialSource", "Outcome", "Refusal"]
