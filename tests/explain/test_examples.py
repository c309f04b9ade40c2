"""The worked examples print what the standards print: each value in the step that has its name."""

from __future__ import annotations

import os
import re
import unittest

from jamlite.explain import examples

from ..support import ROOT

# (example, the step's title begins so, the value's name, what the standard prints: hex, number or text)
PUBLISHED = [
    (
        "rfc7515-a.1",
        "Decode the protected",
        "octets",
        "7b22747970223a224a5754222c0d0a2022616c67223a224853323536227d",
    ),
    (
        "rfc7515-a.1",
        "Decode the payload",
        "octets",
        (
            "7b22697373223a226a6f65222c0d0a2022657870223a313330303831393338302c0d0a2022687474703a2f2f6578616d706c"
            "652e636f6d2f69735f726f6f74223a747275657d"
        ),
    ),
    (
        "rfc7515-a.1",
        "Compute the HMAC",
        "HMAC",
        "7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79",
    ),
    ("rfc7515-a.2", "Decode the protected", "octets", "7b22616c67223a225253323536227d"),
    ("rfc7515-a.3", "Decode the protected", "octets", "7b22616c67223a224553323536227d"),
    ("rfc7516-a.1", "Decode the parts", "iv", "e3c575fc02dbe944b4e14ddb"),
    (
        "rfc7516-a.1",
        "Decrypt the content encryption key",
        "CEK",
        "b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc",
    ),
    (
        "rfc7516-a.1",
        "Take the additional",
        "AAD",
        "65794a68624763694f694a53553045745430464655434973496d567559794936496b45794e545a48513030696651",
    ),
    ("rfc7516-a.1", "Decode the parts", "tag", "5c5068318519a1d7ad65dbd3885bd291"),
    (
        "rfc7516-a.1",
        "Read the plaintext",
        "plaintext",
        (
            "5468652074727565207369676e206f6620696e74656c6c6967656e6365206973206e6f74206b6e6f776c656467652062757420"
            "696d6167696e6174696f6e2e"
        ),
    ),
    (
        "rfc7516-a.2",
        "Decrypt the content encryption key",
        "CEK",
        "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf",
    ),
    ("rfc7516-a.2", "Compute the authentication tag", "AL", "0000000000000198"),  # RFC 7516 appendix B.3
    ("rfc7516-a.2", "Compute the authentication tag", "T'", "f611f4be045f6203e700739df2cb64bf"),
    # RFC 7516 appendix B.1, B.5
    ("rfc7516-a.3", "Split the content", "MAC_KEY", "04d31fc5549dfcfe0b649dfa3faa6ace"),
    ("rfc7516-a.3", "Split the content", "ENC_KEY", "6b7cd42d6f6b09dbc8b100f08f9c2ccf"),
    (
        "rfc7516-a.3",
        "Compute the authentication tag",
        "M",
        "5349bf6268cdd380c9bdc7852026c2550954e5c9db872cfc9166b38c6956e574",
    ),
    (
        "rfc7516-a.3",
        "Unwrap the content",
        "CEK",
        "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf",
    ),
    (
        "webauthn-16.2",
        "Decode the client data",
        "challenge",
        "OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag",
    ),
    ("webauthn-16.3", "Take the new passkey", "aaguid", "df850e09db6afbdfab51697791506cfc"),
    (
        "webauthn-16.3",
        "Take the new passkey",
        "credentialId",
        "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
    ),
    ("rfc7518-b.1", "Split the content", "MAC_KEY", "000102030405060708090a0b0c0d0e0f"),
    ("rfc7518-b.1", "Split the content", "ENC_KEY", "101112131415161718191a1b1c1d1e1f"),
    ("rfc7518-b.1", "Compute the authentication tag", "AL", "0000000000000150"),
    (
        "rfc7518-b.1",
        "Compute the authentication tag",
        "M",
        "652c3fa36b0a7c5b3219fab3a30bc1c4e6e54582476515f0ad9f75a2b71c73ef",
    ),
    ("rfc7518-b.1", "Compute the authentication tag", "T'", "652c3fa36b0a7c5b3219fab3a30bc1c4"),
    (
        "rfc7518-b.1",
        "Read the plaintext",
        "plaintext",
        (
            "41206369706865722073797374656d206d757374206e6f7420626520726571756972656420746f206265207365637265"
            "742c20616e64206974206d7573742062652061626c6520746f2066616c6c20696e746f207468652068616e6473206f66"
            "2074686520656e656d7920776974686f757420696e636f6e76656e69656e6365"
        ),
    ),
    ("rfc7518-b.2", "Split the content", "MAC_KEY", "000102030405060708090a0b0c0d0e0f1011121314151617"),
    ("rfc7518-b.2", "Split the content", "ENC_KEY", "18191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"),
    ("rfc7518-b.2", "Compute the authentication tag", "AL", "0000000000000150"),
    (
        "rfc7518-b.2",
        "Compute the authentication tag",
        "M",
        ("8490ac0e58949bfe51875d733f93ac2075168039ccc733d74594f886b3faafd486f25c7131e3281e36c7a2d130afde57"),
    ),
    (
        "rfc7518-b.2",
        "Compute the authentication tag",
        "T'",
        "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
    ),
    (
        "rfc7518-b.2",
        "Read the plaintext",
        "plaintext",
        (
            "41206369706865722073797374656d206d757374206e6f7420626520726571756972656420746f206265207365637265"
            "742c20616e64206974206d7573742062652061626c6520746f2066616c6c20696e746f207468652068616e6473206f66"
            "2074686520656e656d7920776974686f757420696e636f6e76656e69656e6365"
        ),
    ),
    (
        "rfc7518-b.3",
        "Split the content",
        "MAC_KEY",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    ),
    (
        "rfc7518-b.3",
        "Split the content",
        "ENC_KEY",
        "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
    ),
    ("rfc7518-b.3", "Compute the authentication tag", "AL", "0000000000000150"),
    (
        "rfc7518-b.3",
        "Compute the authentication tag",
        "M",
        (
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5fd30a565c616ffb2f364baece68fc407"
            "53bcfc025dde3693754aa1f5c3373b9c"
        ),
    ),
    (
        "rfc7518-b.3",
        "Compute the authentication tag",
        "T'",
        "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
    ),
    (
        "rfc7518-b.3",
        "Read the plaintext",
        "plaintext",
        (
            "41206369706865722073797374656d206d757374206e6f7420626520726571756972656420746f206265207365637265"
            "742c20616e64206974206d7573742062652061626c6520746f2066616c6c20696e746f207468652068616e6473206f66"
            "2074686520656e656d7920776974686f757420696e636f6e76656e69656e6365"
        ),
    ),
    ("rfc7518-c", "Agree", "Z", "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4"),
    ("rfc7518-c", "Derive", "AlgorithmID", "000000074131323847434d"),
    ("rfc7518-c", "Derive", "PartyUInfo", "00000005416c696365"),
    ("rfc7518-c", "Derive", "PartyVInfo", "00000003426f62"),
    ("rfc7518-c", "Derive", "SuppPubInfo", "00000080"),
    ("rfc7518-c", "Derive", "OtherInfo", "000000074131323847434d00000005416c69636500000003426f6200000080"),
    (
        "rfc7518-c",
        "Derive",
        "round 1",
        (
            "000000019e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4000000074131323847434d00000005"
            "416c69636500000003426f6200000080"
        ),
    ),
    ("rfc7518-c", "Derive", "derived key", "56aa8deaf8236d205c2228cd71a7101a"),
    ("rfc8037-a.6", "Agree", "Z", "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
    ("rfc7638-3.1", "Compute the thumbprint", "thumbprint", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
    (
        "rfc7638-3.1",
        "Compute the thumbprint",
        "SHA-256",
        "3736cbb1787cb8309c77ee8c3705c5e16ffb9e859715901f1e4c59b11182f57b",
    ),
    (
        "rfc8037-a.4",
        "Split the signature",
        "A",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "rfc7797-4.2",
        "Put together",
        "signing input",
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.$.02",
    ),
    ("rfc7797-4.2", "Take the detached", "text", "$.02"),
    ("rfc9449-12", "Compute the thumbprint", "thumbprint", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"),
    ("rfc9449-12", "Compute ath", "ath'", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"),
    (
        "macaroon",
        "Begin the chain",
        "sig",
        "e3d9e02908526c4c0039ae15114115d97fdd68bf2ba379b342aaf0f617d0552f",
    ),
    ("macaroon", "Caveat 1", "sig", "1efe4763f290dbce0c1d08477367e11f4eee456a64933cf662d79772dbb82128"),
    ("macaroon", "Caveat 2", "sig", "696665d0229f9f801b588bb3f68bbdb806b26d1fbcd40ca22d9017bce4a075f1"),
    ("macaroon", "Caveat 3", "sig", "882e6d59496ed5245edb7ab5b8839ecd63e5d504e54839804f164070d8eed952"),
    ("rfc4226-d", "Compute the HMAC", "HS", "cc93cf18508d94934c64b65d8ba7667fb7cde4b0"),
    ("rfc4226-d", "Take four bytes", "P", 1284755224),
    ("rfc4226-d", "Take the last digits", "D", "755224"),
    ("rfc6238-b", "Turn the time", "T", 1),
    ("rfc6238-b", "Take the last digits", "D", "94287082"),
    (
        "rfc8032-test1",
        "Compute S",
        "signature",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "rfc8032-test2",
        "Compute S",
        "signature",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "rfc8032-test3",
        "Make the nonce",
        "R",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
    ),
    (
        "rfc6979-a.2.5",
        "Make the nonce",
        "k",
        "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
    ),
    (  # SHA-256 of "sample", as appendix A.1.2 prints it
        "rfc6979-a.2.5",
        "Hash the message",
        "h1",
        "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf",
    ),
    ("rfc6979-a.2.5", "Compute r", "r", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"),
    ("rfc6979-a.2.5", "Compute s", "s", "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"),
    (
        "rfc8439-2.4.2",
        "Key stream block 1",
        "block",
        (
            "224f51f3401bd9e12fde276fb8631ded8c131f823d2c06e27e4fcaec9ef3cf788a3b0aa372600a92b57974cded2b9334"
            "794cba40c63e34cdea212c4cf07d41b7"
        ),
    ),
    (
        "rfc8439-2.8.2",
        "Make the one-time key",
        "otk",
        "7bac2b252db447af09b67a55a4e955840ae1d6731075d9eb2a9375783ed553ff",
    ),
    ("rfc8439-2.8.2", "Authenticate", "tag", "1ae10b594f09e26a7e902ecbd0600691"),
    ("fips197-b", "State round[1].start", "round[1].start", "193de3bea0f4e22b9ac68d2ae9f84808"),
    ("fips197-b", "State round[1].m_col", "round[1].m_col", "046681e5e0cb199a48f8d37a2806264c"),
    ("fips197-b", "State round[9].s_row", "round[9].s_row", "876e46a6f24ce78c4d904ad897ecc395"),
    ("fips197-b", "State round[10].output", "round[10].output", "3925841d02dc09fbdc118597196a0b32"),
    ("rfc5869-a.1", "Extract", "PRK", "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
    (
        "rfc5869-a.1",
        "Expand",
        "OKM",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        "rfc7914-12",
        "Derive the key",
        "DK",
        (
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17"
            "e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
    ),
]

# RFC 4226 appendix D: HMAC-SHA-1(secret, count), the truncated number, and HOTP; counters 0 to 9.
RFC_4226_D = [
    ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 1284755224, "755224"),
    ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", 1094287082, "287082"),
    ("0bacb7fa082fef30782211938bc1c5e70416ff44", 137359152, "359152"),
    ("66c28227d03a2d5529262ff016a1e6ef76557ece", 1726969429, "969429"),
    ("a904c900a64b35909874b33e61c5938a8e15ed1c", 1640338314, "338314"),
    ("a37e783d7b7233c083d4f62926c7a25f238d0316", 868254676, "254676"),
    ("bc9cd28561042c83f219324d3c607256c03272ae", 1918287922, "287922"),
    ("a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 82162583, "162583"),
    ("1b3c89f65e6c9e883012052823443f048b4332db", 673399871, "399871"),
    ("1637409809a679dc698207310c8c7fc07290d9e5", 645520489, "520489"),
]


class WorkedExamples(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.shown = {name: examples.show(name) for name in examples.EXAMPLES}

    def test_each_value_stands_in_its_step_as_the_standard_prints_it(self) -> None:
        for name, title, value, published in PUBLISHED:
            with self.subTest(example=name, value=value):
                found = self.shown[name].step(title)[value]
                if isinstance(found, (bytes, int)) and isinstance(published, str):
                    size = len(published) // 2
                    found = (found if isinstance(found, bytes) else found.to_bytes(size, "big")).hex()
                self.assertEqual(found, published)

    def test_a_point_is_shown_with_both_numbers(self) -> None:
        """In FIPS 186-5 section 6.4.2, steps 6 to 9, x of R is what a reader compares with r."""
        shown = examples.show("rfc7515-a.3")
        x, y = (f"{number:064x}" for number in shown.step("Compute the point R")["R"])  # type: ignore[attr-defined]
        self.assertEqual(int(x, 16), shown.step("Split the signature into")["r"])
        self.assertIn(f"  R  ({x}, {y})", shown.to_text(200))
        self.assertIn(f"  R  ({x},\n          {y})\n", shown.to_text(80))
        self.assertIn(f"({x}, {y})", shown.to_html())

    def test_all_ten_counters_of_rfc_4226_appendix_d(self) -> None:
        steps = self.shown["rfc4226-d"].steps
        self.assertEqual(len(steps), 3 * len(RFC_4226_D))
        for counter, (HS, P, D) in enumerate(RFC_4226_D):
            hmac, truncated, digits = steps[3 * counter : 3 * counter + 3]
            self.assertEqual(hmac["C"], counter.to_bytes(8, "big"))
            self.assertEqual((hmac["HS"].hex(), truncated["P"], digits["D"]), (HS, P, D))

    def test_every_function_that_a_step_names_is_there(self) -> None:
        named = {step.function for shown in self.shown.values() for step in shown.steps if step.function}
        self.assertGreater(len(named), 30)
        folder = os.path.join(ROOT, "jamlite")
        for path, _, files in os.walk(os.path.join(folder, "explain")):
            for name in files:
                if name.endswith(".py"):
                    with open(os.path.join(path, name), encoding="utf-8") as stream:
                        named.update(re.findall(r'"([a-z0-9]+/[a-z0-9_]+\.py(?:: [\w.]+)?)"', stream.read()))
        for function in sorted(named):
            file, _, word = function.partition(": ")
            with (
                self.subTest(function=function),
                open(os.path.join(folder, file), encoding="utf-8") as stream,
            ):
                for part in filter(None, word.split(".")):
                    self.assertRegex(stream.read(), rf"(?m)^ *(?:def|class) {part}\b")
                    stream.seek(0)

    def test_every_example_is_right_and_whole(self) -> None:
        for name, explanation in self.shown.items():
            with self.subTest(example=name):
                self.assertEqual(explanation.result(), "explained; nothing was found wrong.")
                self.assertGreaterEqual(len(explanation.steps), 2)


if __name__ == "__main__":
    unittest.main()
