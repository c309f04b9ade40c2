"""Jam's path."""

from __future__ import annotations

from ..user_types import User
from .starlette_backends import BaseUser, SimpleUser

__all__ = ["BaseUser", "SimpleUser", "User"]
