"""Jam's path; see jam/aliases.py."""

from __future__ import annotations

from ..optional import alias

__getattr__ = alias(__name__)
