"""RSA keys bound to PSS, to and from openssl: keys, certificates, signatures, the refusal's command."""

from __future__ import annotations

import os
import shutil
import tempfile
import unittest

from jamlite import jose
from jamlite.encoding import base64url
from jamlite.exceptions import JamInvalidKeyError
from jamlite.jose import JWK
from jamlite.keys import loading

from ..support import absent
from .test_openssl import PASSWORD, run

NEW = "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048"
ALL = ("PS256", "PS384", "PS512")


def setUpModule() -> None:
    if shutil.which("openssl") is None:
        raise absent("the command openssl")


def options(bits: int, mgf_bits: int | None = None, salt: int | None = None) -> str:
    text = f"-pkeyopt rsa_pss_keygen_md:sha{bits}"
    if mgf_bits is not None:
        text += f" -pkeyopt rsa_pss_keygen_mgf1_md:sha{mgf_bits}"
    return text if salt is None else f"{text} -pkeyopt rsa_pss_keygen_saltlen:{salt}"


class Bound(unittest.TestCase):
    def test_keys_both_ways(self) -> None:
        for how, allowed in (
            ("", ALL),
            (options(256, 256), ("PS256",)),
            (options(256, 256, 32), ("PS256",)),
            (options(384, 384, 48), ("PS384",)),
            (options(512, 512, 0), ("PS512",)),
        ):
            with self.subTest(how), tempfile.TemporaryDirectory() as folder:
                text = run(f"{NEW} {how}")
                key = JWK.from_pem(text)
                self.assertEqual(key.algorithms(), allowed)
                self.assertEqual(key.to_pem().encode(), text)  # the OID and the parameters too
                self.assertEqual(key.public().to_pem().encode(), run("openssl pkey -pubout", data=text))
                locked = key.to_pem(password="secret").encode()
                self.assertEqual(run(f"openssl pkey -passin {PASSWORD}", data=locked), text)
                self.signatures(folder, key, text, allowed[0])

    def signatures(self, folder: str, key: JWK, text: bytes, alg: str) -> None:
        private, public, data, raw = (os.path.join(folder, name) for name in ("key", "public", "data", "raw"))
        bits = alg[2:]
        pss = f"-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sha{bits}"
        token = jose.jws.sign(b"some text", key)
        signing_input, _, signature = token.encode().rpartition(b".")
        for path, content in (
            (private, text),
            (public, key.public().to_pem().encode()),
            (data, signing_input),
            (raw, base64url.decode(signature)),
        ):
            with open(path, "wb") as stream:
                stream.write(content)
        found = run(f"openssl dgst {pss} -verify {public} -signature {raw} {data}")
        self.assertEqual(found, b"Verified OK\n")
        its = run(f"openssl dgst {pss} -sign {private} {data}")
        other = signing_input + b"." + base64url.encode(its).encode()
        self.assertEqual(jose.jws.verify(other, key.public()).payload, b"some text")

    def test_certificates(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "key.pem")
            with open(path, "wb") as stream:
                stream.write(run(f"{NEW} {options(256, 256, 32)}"))
            text = run(f"openssl req -x509 -subj /CN=test -days 2 -key {path} -sha256")
            key = JWK.from_pem(text)
            self.assertEqual((key.algorithms(), key.alg), (("PS256",), "PS256"))
            self.assertEqual(key.to_pem().encode(), run("openssl x509 -noout -pubkey", data=text))

    def test_what_is_refused_and_the_command_that_makes_another(self) -> None:
        for how in (
            options(256),  # openssl writes MGF1 with SHA-1 then
            options(256, 512),
            options(256, 256, 64),
            "-pkeyopt rsa_pss_keygen_md:sha1",
            options(224, 224),
        ):
            text = run(f"{NEW} {how}")
            with self.subTest(how), tempfile.TemporaryDirectory() as folder:
                with self.assertRaises(JamInvalidKeyError) as caught:
                    loading.load_pem(text)
                command = caught.exception.message.partition("make a new key: ")[2]
                run(command, cwd=folder)
                with open(os.path.join(folder, "NEW.pem"), "rb") as stream:
                    key = JWK.from_pem(stream.read())
                self.assertEqual(key.algorithms(), ("PS256",))


if __name__ == "__main__":
    unittest.main()
