"""A module of sessions of somebody's own, behind the facade."""

from __future__ import annotations

import unittest
from typing import Any

from jamlite import Jam
from tests.sessions.contract import KEYS
from tests.sessions.test_backends import Custom


class OwnModules(unittest.TestCase):
    def test_one_that_takes_jams_four_options_and_no_more(self) -> None:
        class Strict(Custom):
            def __init__(
                self, id_factory: Any, is_session_crypt: Any, session_aes_secret: Any, serializer: Any
            ) -> None:
                super().__init__(
                    "there",
                    id_factory=id_factory,
                    is_session_crypt=is_session_crypt,
                    session_aes_secret=session_aes_secret,
                    serializer=serializer,
                )

        config = {"session_type": "custom", "custom_module": Strict, "is_session_crypt": True}
        jam = Jam({"session": {**config, "session_aes_secret": KEYS[0]}})  # hands over its logger
        self.assertEqual(jam.session_get(jam.session_create("user", {"a": 1})), {"a": 1})
