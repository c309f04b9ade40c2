"""The logger: it is silent until asked, and never tells a secret."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import time
import unittest
from typing import Any
from unittest import mock

from jamlite import BaseLogger
from jamlite.exceptions import JamConfigurationError
from jamlite.logger import JamLogger, logger, redact
from tests.support import ROOT

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dGhlLXNpZ25hdHVyZQ"
JWE = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXYtaXYtaXYtaXY.Y2lwaGVy.dGFnLXRhZy10YWc"
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIsecretsecret\n-----END EC PRIVATE KEY-----"


class Redaction(unittest.TestCase):
    def test_secrets_go(self) -> None:
        for secret, text in {
            "dGhlLXNpZ25hdHVyZQ": f"refused {JWT}!",
            "aXYtaXYtaXYtaXY": f"refused {JWE}!",
            "c2VjcmV0LXBheWxvYWQ": "refused v4.local.c2VjcmV0LXBheWxvYWQ.Zm9vdA!",
            "cHJpdmF0ZS1rZXk": "wrapped as k4.local-pw.cHJpdmF0ZS1rZXk!",
            "MHcCAQEE": f"key is {PEM} here",
            "MHcCAQ": "key is -----BEGIN PRIVATE KEY-----\nMHcCAQ and it never ends",
            "gAAAAABlc3NpemU": "session J$_gAAAAABlc3NpemU_abc-def== is dead",
            "GEZDGNBVGY3TQOJQ": "made otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ",
            "hunter2": "password=hunter2",
            "hunter2 or 3": 'a "client_secret": "hunter2 or 3", b',
            'hun"ter2': '"passphrase": "hun\\"ter2"',
            "hunter2,": "{'secret_key': 'hunter2,', 'alg': 'HS256'}",
            "hunter2;": "secret_key=b'hunter2;'",
            "hunter2x": "my_refresh_token : hunter2x",
            "hunter2y": "X-Api-Key: hunter2y",
            "aHVudGVyMg": "Authorization: Basic aHVudGVyMg==",
            "aHVudGVyMh": "authorization=bearer aHVudGVyMh",
            "opaque-token": "sent Bearer opaque-token.1",
            "0123-4567": "session_id=0123-4567 gone",
        }.items():
            with self.subTest(text=text):
                self.assertNotIn(secret, redact(text))
                self.assertIn("[REDACTED]", redact(text))

    def test_the_rest_stays(self) -> None:
        for text in (
            "",
            "token expired",
            "the bearer of news",
            "basic knowledge of things",
            "key id k4.lid.c2VjcmV0 and k4.pid.cHVibGlj",
            "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
            "jose.jwt: unknown algorithm HS257, did you mean HS256?",
            "3 of 4 sessions deleted in 0.5 s",
        ):
            self.assertEqual(redact(text), text)
        self.assertEqual(redact("password=x, user=bob"), "password=[REDACTED], user=bob")

    def test_hostile_text_takes_linear_time(self) -> None:
        for part in (
            "a-",
            "eyJ",
            "-----BEGIN PRIVATE KEY-----",
            'token="',
            "secret",
            "bearer ",
            "v1.local.",
            "=\\",
        ):
            start = time.process_time()
            redact(part * (200_000 // len(part)))
            self.assertLess(time.process_time() - start, 2, part)


class Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class Records(unittest.TestCase):
    def setUp(self) -> None:
        self.root = logging.getLogger("jamlite")
        self.collector = Collector()
        self.root.addHandler(self.collector)
        self.addCleanup(self.root.removeHandler, self.collector)
        self.addCleanup(self.root.setLevel, self.root.level)
        quiet = mock.patch.dict("os.environ", {"JAM_DEBUG": ""})
        quiet.start()
        self.addCleanup(quiet.stop)

    def texts(self) -> list[str]:
        return [record.getMessage() for record in self.collector.records]

    def test_levels(self) -> None:
        for level, count in (("debug", 4), ("INFO", 3), ("Warning", 2), ("ERROR", 1), ("critical", 0)):
            self.collector.records.clear()
            made = JamLogger(level)
            made.debug("d")
            made.info("i")
            made.warning("w")
            made.error("e")
            self.assertEqual(self.texts(), ["d", "i", "w", "e"][4 - count :])

    def test_unknown_levels(self) -> None:
        for level in ("", "LOUD", None, 20, b"INFO", []):
            with self.subTest(level=level), self.assertRaises(JamConfigurationError):
                JamLogger(level)  # type: ignore[arg-type]

    def test_the_applications_level_counts_too(self) -> None:
        self.root.setLevel(logging.ERROR)
        JamLogger("DEBUG").warning("w")
        JamLogger("DEBUG").child("x").warning("w")
        self.assertEqual(self.texts(), [])
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
        JamLogger("DEBUG").error("e")
        self.assertEqual(self.texts(), [])

    def test_record_says_who_called(self) -> None:
        logger.error("e")
        record = self.collector.records[0]
        self.assertEqual((record.name, record.levelname), ("jamlite", "ERROR"))
        self.assertEqual(
            (record.funcName, record.filename), ("test_record_says_who_called", "test_logger.py")
        )

    def test_redacted_in_message_arguments_and_children(self) -> None:
        made = JamLogger("DEBUG")
        made.error(f"refused {JWT}")
        made.debug("refused %s with password=%s", JWT, "hunter2")
        made.child("sessions").warning(f"gone: {JWT}")
        self.assertEqual(
            self.texts(),
            ["refused [REDACTED]", "refused [REDACTED] with password=[REDACTED]", "gone: [REDACTED]"],
        )
        self.assertEqual([record.args for record in self.collector.records], [(), (), ()])
        self.assertEqual(self.collector.records[2].name, "jamlite.sessions")

    def test_redacted_in_tracebacks(self) -> None:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        self.root.addHandler(handler)
        self.addCleanup(self.root.removeHandler, handler)
        try:
            raise ValueError(f"bad {JWT}")
        except ValueError:
            logger.error("failed", exc_info=True)
        self.assertIn("ValueError: bad [REDACTED]", stream.getvalue())
        self.assertNotIn(JWT, stream.getvalue())
        self.assertIn("test_redacted_in_tracebacks", stream.getvalue())

    def test_exc_info_without_an_exception(self) -> None:
        logger.error("failed", exc_info=True)
        self.assertIsNone(self.collector.records[0].exc_info)

    def test_jam_debug_shows_all(self) -> None:
        for value, shown in (("1", True), ("True", True), ("on", True), ("0", False), ("false", False)):
            self.collector.records.clear()
            with mock.patch.dict("os.environ", {"JAM_DEBUG": value}):
                logger.error(JWT)
            self.assertEqual(self.texts(), [JWT if shown else "[REDACTED]"])

    def test_arguments_that_do_not_fit_do_no_harm(self) -> None:
        JamLogger("DEBUG").debug("%d of %d", "x")
        JamLogger("DEBUG").debug("100%")
        self.assertEqual(self.texts(), ["%d of %d", "100%"])


class Heard(unittest.TestCase):
    """A record is made where somebody would see it, and nowhere else: refused tokens must cost little."""

    def setUp(self) -> None:
        self.made: list[str] = []
        factory = logging.getLogRecordFactory()

        def counting(*args: Any, **kwargs: Any) -> logging.LogRecord:
            self.made.append(args[4])
            return factory(*args, **kwargs)

        logging.setLogRecordFactory(counting)
        self.addCleanup(logging.setLogRecordFactory, factory)
        self.root = logging.getLogger("jamlite")
        before = logging.root.handlers, self.root.handlers, self.root.propagate
        logging.root.handlers, self.root.handlers, self.root.propagate = [], [], True
        self.addCleanup(self.put_back, before)

    def put_back(self, before: Any) -> None:
        logging.root.handlers, self.root.handlers, self.root.propagate = before

    def test_by_nobody(self) -> None:
        deaf = Collector()
        deaf.setLevel(logging.CRITICAL)
        for handlers in ([], [logging.NullHandler()], [deaf]):
            logging.root.handlers = handlers
            logger.info("i")
            logger.child("x").error("e")
            self.assertEqual(self.made, [])
        self.assertEqual(deaf.records, [])
        ear = Collector()
        logging.root.handlers, self.root.propagate = [ear], False
        logger.child("x").error("e")
        self.assertEqual((self.made, ear.records), ([], []))

    def test_by_a_handler_of_a_parent(self) -> None:
        ear = Collector()
        logging.root.handlers = [logging.NullHandler(), ear]
        logger.info("i")
        logger.child("x").info("j")
        self.assertEqual([record.getMessage() for record in ear.records], ["i", "j"])

    def test_by_a_filter(self) -> None:
        heard: list[str] = []

        def ear(record: logging.LogRecord) -> bool:
            heard.append(record.getMessage())
            return True

        self.root.addFilter(ear)
        self.addCleanup(self.root.removeFilter, ear)
        logger.info("i")
        self.assertEqual(heard, ["i"])

    def test_by_a_logger_of_another_class(self) -> None:
        heard: list[str] = []

        class Ear(logging.Logger):
            def handle(self, record: logging.LogRecord) -> None:
                heard.append(record.getMessage())

        with mock.patch.object(logging.Logger.manager, "loggerClass", Ear):
            logging.getLogger("jamlite.heard_by_a_class")
        logger.child("heard_by_a_class").info("i")
        self.assertEqual(heard, ["i"])

    def test_by_the_handler_of_last_resort(self) -> None:
        ear = Collector()
        with mock.patch.object(logging, "lastResort", ear):
            JamLogger(name="an_application").error("e")
            logger.error("f")
        self.assertEqual([record.getMessage() for record in ear.records], ["e"])


class Silence(unittest.TestCase):
    def run_python(self, code: str, **environment: str) -> Any:
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, capture_output=True, text=True, env={**environment}, cwd=ROOT, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_logging_is_not_loaded_and_nothing_is_printed(self) -> None:
        code = (
            "import sys; from jamlite.logger import logger; logger.info(1); print('logging' in sys.modules)"
        )
        done = self.run_python(code)
        self.assertEqual((done.stdout, done.stderr), ("False\n", ""))

    def test_without_a_handler_nothing_is_printed(self) -> None:
        done = self.run_python("import logging; from jamlite.logger import logger; logger.error('x')")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_level_from_the_environment(self) -> None:
        code = "from jamlite.logger import logger; print(logger.level)"
        for value, level in (("debug", 10), ("ERROR", 40), ("LOUD", 20), ("", 20)):
            self.assertEqual(self.run_python(code, JAM_LOG_LEVEL=value).stdout, f"{level}\n")


class Own(unittest.TestCase):
    def test_all_methods_are_asked_for(self) -> None:
        class Half(BaseLogger):
            def info(self, message: str) -> None:
                pass

        with self.assertRaises(TypeError):
            Half()  # type: ignore[abstract]


if __name__ == "__main__":
    unittest.main()
