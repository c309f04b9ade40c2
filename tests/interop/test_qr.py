"""QR codes: another encoder makes the same modules, and a real reader (zbarimg) reads what we draw."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unittest

from jamlite import otp
from jamlite.otp import KeyURI, migration_uris, parse_migration, qr_code
from tests.otp.test_qr import from_svg, from_text, with_quiet_zone
from tests.support import absent, needs

SCALE = 4


class Reader(unittest.TestCase):
    def setUp(self) -> None:
        if shutil.which("zbarimg") is None:
            raise absent("zbarimg (package zbar-tools)")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def read(self, rows: list[bytes]) -> str:
        """Return what zbarimg reads in a picture of these modules."""
        picture = os.path.join(self.folder, "code.pgm")
        with open(picture, "wb") as stream:
            stream.write(b"P5 %d %d 255\n" % (SCALE * len(rows[0]), SCALE * len(rows)))
            for row in rows:
                stream.write(b"".join([(b"\xff", b"\0")[module] * SCALE for module in row]) * SCALE)
        command = ["zbarimg", "--quiet", "--raw", "--nodbus", picture]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        return done.stdout.decode().rstrip("\n")

    def test_every_version_and_level(self) -> None:
        for version in range(1, 21):
            for level in "LMQH":
                size = qr_code.capacity(version, level) - version % 3
                content = "".join(chr(33 + (at * 7 + version) % 90) for at in range(size))
                rows = with_quiet_zone(qr_code.encode(content.encode(), level, version=version))
                with self.subTest(version=version, level=level):
                    self.assertEqual(self.read(rows), content)

    def test_drawings(self) -> None:
        uri = otp.TOTP(b"12345678901234567890", 8, "sha256", 60).provisioning_uri("zoë@x.example", "Ü b")
        self.assertEqual(self.read(from_text(otp.qr(uri), 0)), uri)
        self.assertEqual(self.read(from_svg(otp.qr(uri, "H", form="svg"))), uri)

    def test_an_export_in_several_codes(self) -> None:
        accounts = [KeyURI("totp", f"user {number}", "Example", os.urandom(20)) for number in range(14)]
        uris = [self.read(from_svg(otp.qr(uri, form="svg"))) for uri in migration_uris(accounts, per_code=5)]
        self.assertEqual([one.secret for one in parse_migration(*uris)], [one.secret for one in accounts])


class Encoder(unittest.TestCase):
    def test_the_same_modules(self) -> None:
        qrcode = needs("qrcode")
        util = needs("qrcode.util")
        for size in (1, 40, 213, 500):
            data = os.urandom(size)
            theirs = qrcode.QRCode(None, 0, border=0, mask_pattern=size % 8)
            theirs.add_data(util.QRData(data, mode=util.MODE_8BIT_BYTE), optimize=0)
            theirs.make(fit=True)
            ours = qr_code.encode(data, "M", mask=size % 8)
            self.assertEqual(ours, [bytes(map(int, row)) for row in theirs.modules])


if __name__ == "__main__":
    unittest.main()
