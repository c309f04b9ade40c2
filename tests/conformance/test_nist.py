"""The readers of NIST's files: what they make is judged as any vector file."""

from __future__ import annotations

import json
import os
import tempfile
import unittest

from jamlite.conformance import report
from tests.tools import nist

# RFC 4231 test case 2 and the empty hash of FIPS 180-4, in NIST's clothes; RFC 8032 section 7.1 TEST 1.
HMAC = {
    "algorithm": "HMAC-SHA2-256", "mode": None,
    "testGroups": [{"tgId": 1, "macLen": 256, "tests": [
        {"tcId": 1, "key": "4a656665", "msg": "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
         "mac": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}]}],
}  # fmt: skip
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
EDDSA = [{"acvVersion": "1.0"}, {
    "algorithm": "EDDSA", "mode": "sigVer",
    "testGroups": [
        {"tgId": 1, "curve": "ED-25519", "preHash": False, "tests": [
            {"tcId": 1, "q": PUBLIC, "message": "",
             "signature": SIGNATURE, "testPassed": True},
            {"tcId": 2, "q": PUBLIC, "message": "00",
             "signature": SIGNATURE, "testPassed": False}]},
        {"tgId": 2, "curve": "ED-25519", "preHash": True, "tests": [{"tcId": 3}]},
    ],
}]  # fmt: skip
SHA = """# comment
[L = 32]

Len = 0
Msg = 00
MD = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

Len = 8
Msg = d3
MD = 28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1
"""
OTHER = "[Curve = P-224]\n\nQx = 00\nQy = 01\n"


class Nist(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name: str, text: str) -> str:
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def test_acvp_and_cavp(self) -> None:
        paths = [
            self.write("hmac.json", json.dumps(HMAC)),
            self.write("eddsa.json", json.dumps(EDDSA)),
            self.write("SHA256ShortMsg.rsp", SHA),
            self.write("other.rsp", OTHER),
        ]
        out = os.path.join(self.folder, "out")
        left_out = nist.convert(paths, out)
        self.assertEqual(left_out, {"EDDSA sigVer, group 2": 1, "other.rsp: records of Curve, Qx, Qy": 1})
        made = report.make(out, check_floors=False)
        self.assertEqual((made.faults, made.failures, made.total("passed")), ([], [], 5))


if __name__ == "__main__":
    unittest.main()
