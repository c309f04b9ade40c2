"""Jam's path."""

from __future__ import annotations

from ..sent_token import Token
from ..user_types import User
from .litestar_plugins import BaseUser, SimpleUser

__all__ = ["BaseUser", "SimpleUser", "Token", "User"]
