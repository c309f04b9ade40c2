"""PyJWT's warnings."""

from __future__ import annotations


class RemovedInPyjwt3Warning(DeprecationWarning):
    """Something that PyJWT 3 will not have."""


class InsecureKeyLengthWarning(UserWarning):
    """A key is shorter than its algorithm asks for (RFC 7518 section 3.2)."""
