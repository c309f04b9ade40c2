"""Jam's type variable for users, of annotations."""

from __future__ import annotations

from typing import TypeVar

User = TypeVar("User")
