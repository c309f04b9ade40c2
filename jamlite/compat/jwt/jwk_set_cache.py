"""PyJWT's cache of a JWK Set."""

from __future__ import annotations

import time

from .api_jwk import PyJWKSet, PyJWTSetWithTimestamp
from .exceptions import PyJWKSetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class JWKSetCache:
    """Holds one set for `lifespan` seconds, or for good if that is -1."""

    def __init__(self, lifespan: float) -> None:
        self.jwk_set_with_timestamp: PyJWTSetWithTimestamp | None = None
        self.lifespan = lifespan

    def put(self, jwk_set: PyJWKSet | dict[str, Any] | None) -> None:
        """Keep a set, parsed; None empties the cache.

        Raises:
            PyJWKSetError: not a JWK Set.
        """
        if jwk_set is None:
            self.jwk_set_with_timestamp = None
            return
        if isinstance(jwk_set, dict):
            jwk_set = PyJWKSet.from_dict(jwk_set)
        if not isinstance(jwk_set, PyJWKSet):
            raise PyJWKSetError("Invalid JWK Set value")
        self.jwk_set_with_timestamp = PyJWTSetWithTimestamp(jwk_set)

    def get(self) -> PyJWKSet | None:
        """Return the set, if it is not too old."""
        held = self.jwk_set_with_timestamp
        return None if held is None or self.is_expired() else held.get_jwk_set()

    def is_expired(self) -> bool:
        """Tell whether the set at hand is too old."""
        held = self.jwk_set_with_timestamp
        return (
            held is not None
            and self.lifespan > -1
            and time.monotonic() > held.get_timestamp() + self.lifespan
        )
