"""jamlite.ext.configured: what Jam's adapters share."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.ext.flask import JWTExtension, SessionExtension
from jamlite.ext.litestar import PASETOPlugin
from jamlite.ext.starlette import JWTBackend


class Doubles(unittest.TestCase):
    def test_an_adapter_made_without_its_constructor_takes_a_module(self) -> None:
        for kind in (JWTExtension, SessionExtension, JWTBackend, PASETOPlugin):
            made: Any = kind.__new__(kind)
            for module in (object(), object()):
                made._auth = module
                with self.subTest(kind=kind.__name__):
                    self.assertIs(made._auth, module)


if __name__ == "__main__":
    unittest.main()
