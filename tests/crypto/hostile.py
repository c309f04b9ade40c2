"""Arguments no primitive may accept, and a check that each gives the one documented error."""

from __future__ import annotations

import unittest
from typing import Any, Callable

from jamlite.exceptions import JamCryptoError

WRONG_TYPES = (None, True, 7, 1.5, "text", [1, 2], (b"x",), {}, object())


def check_types(test: unittest.TestCase, function: Callable[..., Any], *good: bytes) -> None:
    """Put every wrong type at every place of an otherwise good call; then bytearray and memoryview."""
    for place in range(len(good)):
        for wrong in WRONG_TYPES:
            arguments = [*good[:place], wrong, *good[place + 1 :]]
            with test.subTest(function=function.__qualname__, place=place, type=type(wrong).__name__):
                with test.assertRaises(JamCryptoError) as caught:
                    function(*arguments)
                test.assertEqual(caught.exception.error_code, "crypto.invalid_input")
    answer = function(*good)
    test.assertEqual(function(*map(bytearray, good)), answer)
    test.assertEqual(function(*map(memoryview, good)), answer)


def check_sizes(
    test: unittest.TestCase,
    function: Callable[..., Any],
    good: tuple[bytes, ...],
    place: int,
    sizes: tuple[int, ...],
) -> None:
    """Put arguments of each wrong size at `place`."""
    for size in sizes:
        arguments = [*good[:place], bytes(size), *good[place + 1 :]]
        with test.subTest(function=function.__qualname__, place=place, size=size):
            with test.assertRaises(JamCryptoError) as caught:
                function(*arguments)
            test.assertEqual(caught.exception.error_code, "crypto.invalid_input")
