"""What a copy of jamlite says about a part it is without, and what it does not hide."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
import unittest
from types import ModuleType

from jamlite.exceptions import JamConfigurationError, JamError, JamMissingPartError
from jamlite.optional import alias, part

from .support import ROOT

NAME = "jamlite_copy_without_parts"
FILES = {
    "__init__.py": "",
    "room/__init__.py": "",
    "room/there.py": "here = 1\n",
    "room/broken.py": "from . import absent\n",
    "room/foreign.py": "import no_such_module_of_others\n",
    "uses.py": """
from .optional import alias, part

def file_of_a_package():
    with part("RS256"):
        from .room import rsa
    return rsa

def name_of_a_file():
    with part("RS256"):
        from .room.rsa import verify
    return verify

def whole_package():
    with part("oauth2"):
        from .oauth2 import client
    return client

def present():
    with part("ES256"):
        from .room.there import here
    return here

def needs_another():
    with part("PS256"):
        from .room import broken
    return broken

def mistake():
    with part("ES256"):
        from .room.there import gone
    return gone

def software_of_others():
    with part("redis"):
        from .room import foreign
    return foreign

def other_error():
    with part("RS256"):
        raise KeyError("kept")

__getattr__ = alias(__name__)
""",
}


class ACopyWithoutParts(unittest.TestCase):
    uses: ModuleType

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        root = os.path.join(folder, NAME)
        os.makedirs(os.path.join(root, "room"))
        shutil.copytree(os.path.join(ROOT, "jamlite", "exceptions"), os.path.join(root, "exceptions"))
        shutil.copy(os.path.join(ROOT, "jamlite", "optional.py"), root)
        for name, text in FILES.items():
            with open(os.path.join(root, name), "w", encoding="utf-8") as stream:
                stream.write(text)
        sys.path.insert(0, folder)
        cls.addClassCleanup(sys.path.remove, folder)
        importlib.invalidate_caches()
        cls.uses = importlib.import_module(f"{NAME}.uses")

    @classmethod
    def tearDownClass(cls) -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
            del sys.modules[name]

    def refusal(self, function: str) -> Exception:
        with self.assertRaises(ImportError) as caught:
            getattr(self.uses, function)()
        return caught.exception

    def test_an_absent_file_is_named_with_its_feature(self) -> None:
        missing = importlib.import_module(f"{NAME}.exceptions").JamMissingPartError
        for function, word, file in (
            ("file_of_a_package", "RS256", "room/rsa.py"),
            ("name_of_a_file", "RS256", "room/rsa.py"),
            ("whole_package", "oauth2", "oauth2.py"),
            ("needs_another", "PS256", "room/absent.py"),
        ):
            with self.subTest(function=function):
                error = self.refusal(function)
                self.assertIsInstance(error, missing)
                self.assertEqual(
                    str(error),
                    f"[jam.missing_part] this copy of jamlite is without {word}: the file {file} is absent; "
                    f"copy it from the same version of jamlite, or make the copy again with {word}"
                    f" | details={{'part': '{word}', 'file': '{file}'}}",
                )

    def test_what_is_there_is_imported(self) -> None:
        self.assertEqual(self.uses.present(), 1)

    def test_nothing_else_is_swallowed(self) -> None:
        self.assertEqual(type(self.refusal("mistake")), ImportError)
        error = self.refusal("software_of_others")
        self.assertEqual((type(error), error.name), (ModuleNotFoundError, "no_such_module_of_others"))  # type: ignore[attr-defined]
        with self.assertRaises(KeyError):
            self.uses.other_error()

    def test_without_jam_its_names_are_simply_not_there(self) -> None:
        with self.assertRaises(AttributeError) as caught:
            self.uses.JWT  # noqa: B018 - the error is the point
        self.assertEqual(str(caught.exception), f"module '{NAME}.uses' has no attribute 'JWT'")


class TheWholePackage(unittest.TestCase):
    def test_software_of_others_keeps_its_error(self) -> None:
        with self.assertRaises(ModuleNotFoundError) as caught, part("redis"):
            importlib.import_module("no_such_module_of_others")
        self.assertNotIsInstance(caught.exception, JamError)

    def test_the_error_is_one_of_configuration_and_of_import(self) -> None:
        self.assertTrue(issubclass(JamMissingPartError, JamConfigurationError))
        self.assertTrue(issubclass(JamMissingPartError, ImportError))

    def test_a_name_that_jam_has_not_is_an_attribute_error(self) -> None:
        for name in ("no_such_name", "__path__", "__wrapped__"):
            with self.assertRaises(AttributeError):
                alias("jamlite.jose.utils")(name)


if __name__ == "__main__":
    unittest.main()
