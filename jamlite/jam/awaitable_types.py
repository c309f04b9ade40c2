"""Jam's two types for what may have to be awaited; at run time they are of `typing`."""

from __future__ import annotations

from typing import Awaitable, TypeVar, Union

T = TypeVar("T")
AwaitableOrValue = Union[Awaitable[T], T]
AsyncIteratorOrIterator = Union[Awaitable[T], T]
