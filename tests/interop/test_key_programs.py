"""Key files of programs other than openssl: Java and keytool, GnuTLS's certtool, NSS (p12 of Firefox)."""

from __future__ import annotations

import binascii
import os
import shutil
import tempfile
import unittest
from typing import Any

from jamlite.jose import JWK
from jamlite.keys import loading

from ..support import absent
from .test_openssl import KINDS, run

SECRET = "secret1"
PSS = "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048"
JAVA = """
import java.nio.file.*; import java.security.*; import java.security.spec.*; import java.util.*;
public class Keys {
  // Reads "KIND PRIVATE PUBLIC" (PKCS#8 and SPKI), signs with the one and verifies with the other; then
  // writes a pair of its own for each kind.
  public static void main(String[] names) throws Exception {
    for (String line : Files.readAllLines(Path.of("ours"))) {
      String[] part = line.split(" ");
      KeyFactory factory = KeyFactory.getInstance(part[0]);
      Base64.Decoder decoder = Base64.getDecoder();
      PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(part[1])));
      PublicKey open = factory.generatePublic(new X509EncodedKeySpec(decoder.decode(part[2])));
      Signature one = signature(part[0], secret.getAlgorithm(), part[3]);
      one.initSign(secret); one.update(new byte[] {1, 2, 3});
      Signature two = signature(part[0], secret.getAlgorithm(), part[3]);
      two.initVerify(open); two.update(new byte[] {1, 2, 3});
      System.out.println(part[0] + " " + two.verify(one.sign()));
    }
    String kinds = "RSA,RSASSA-PSS,EC secp256r1,EC secp521r1,Ed25519,Ed448,X25519";
    for (String name : kinds.split(",")) {
      String[] part = name.split(" ");
      KeyPairGenerator maker = KeyPairGenerator.getInstance(part[0]);
      if (part.length > 1) maker.initialize(new ECGenParameterSpec(part[1]));
      if (part[0].startsWith("RSA")) maker.initialize(2048);
      KeyPair pair = maker.generateKeyPair();
      Base64.Encoder encoder = Base64.getEncoder();
      System.out.println(part[0] + " " + encoder.encodeToString(pair.getPrivate().getEncoded()) + " "
          + encoder.encodeToString(pair.getPublic().getEncoded()));
    }
  }
  static Signature signature(String kind, String algorithm, String hash) throws Exception {
    Signature found = Signature.getInstance(
        kind.equals("RSA") ? "SHA256withRSA" : kind.equals("EC") ? "SHA256withECDSA" : kind);
    if (kind.equals("RSASSA-PSS")) {
      found.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), 32, 1));
    }
    return found;
  }
}
"""


def base64_text(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def needs_commands(*names: str) -> None:
    for name in names:
        if shutil.which(name) is None:
            raise absent(f"the command {name}")


class Programs(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name: str, content: bytes | None = None) -> str:
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as stream:
                stream.write(content)
        return path

    def content(self, name: str) -> bytes:
        with open(self.path(name), "rb") as stream:
            return stream.read()


class Java(Programs):
    def test_keytool(self) -> None:
        needs_commands("keytool", "openssl")
        for kind in ("RSA", "EC -groupname secp256r1", "Ed25519"):
            for legacy in ("", "-J-Dkeystore.pkcs12.legacy"):
                with self.subTest(kind, legacy=legacy):
                    name = f"{kind[-9:].replace(' ', '')}{len(legacy)}.p12"
                    run(
                        f"keytool {legacy} -genkeypair -alias joe -keyalg {kind} -dname CN=x "
                        f"-storetype PKCS12 -keystore {self.path(name)} -storepass {SECRET}"
                    )
                    key, certificates = loading.load_pkcs12(self.content(name), SECRET)
                    pem = run(
                        f"keytool -exportcert -rfc -alias joe -keystore {self.path(name)} -storepass {SECRET}"
                    )
                    self.assertEqual(loading.load_pem(pem).to_members(), key.to_members())
                    if not legacy:  # else they are in RC2, and passed over
                        self.assertEqual(loading.load_der(certificates[0]).to_members(), key.to_members())
                    private = run(
                        f"openssl pkcs12 -legacy -in {self.path(name)} -nodes -nocerts -passin pass:{SECRET}"
                    )
                    self.assertEqual(loading.load_pem(private).to_members(True), key.to_members(True))

    def test_keys_of_java_both_ways(self) -> None:
        needs_commands("java", "javac")
        keys: dict[str, Any] = {
            "RSA": JWK.generate("RSA"),
            "RSASSA-PSS": JWK.from_pem(run(f"openssl genpkey {PSS}")),
            "EC": JWK.generate("EC", crv="P-256"),
            "Ed25519": JWK.generate("OKP", crv="Ed25519"),
            "Ed448": JWK.generate("OKP", crv="Ed448"),
        }
        lines = []
        for kind, key in keys.items():
            halves = [base64_text(key.to_der()), base64_text(key.public().to_der())]
            lines.append(" ".join((kind, *halves, "SHA-256")))
        self.path("ours", "\n".join(lines).encode())
        self.path("Keys.java", JAVA.encode())
        said = run("java Keys.java", cwd=self.folder).decode().splitlines()
        self.assertEqual(said[: len(keys)], [f"{kind} true" for kind in keys])
        its = [line.split(" ") for line in said[len(keys) :]]
        self.assertEqual(len(its), 7)
        for kind, private, public in its:
            with self.subTest(kind):
                secret, open_ = (loading.load_der(binascii.a2b_base64(text)) for text in (private, public))
                self.assertEqual(secret.to_members(), open_.to_members())
                self.assertEqual(base64_text(loading.dump_der(open_, private=False)), public)
                bound = ("PS256", "PS384", "PS512") if kind == "RSASSA-PSS" else None
                self.assertEqual(getattr(getattr(secret, "pss", None), "algorithms", None), bound)


class GnuTLS(Programs):
    def test_certtool_both_ways(self) -> None:
        needs_commands("certtool", "openssl")
        for kind in (
            "rsa --bits 2048",
            "rsa-pss --bits 2048",
            "rsa-pss --bits 2048 --hash sha256 --salt-size 32",
            "ecdsa --curve secp256r1",
            "ecdsa --curve secp384r1",
            "ecdsa --curve secp521r1",
            "ed25519",
            "ed448",
            "x25519",
            "x448",
        ):
            with self.subTest(kind):
                run(f"certtool --generate-privkey --no-text --key-type {kind} --outfile {self.path('key')}")
                key = JWK.from_pem(self.content("key"))
                self.assertTrue(key.is_private)
                # Its PKCS#8 under a password; and its public key, out of ours.
                for cipher in ("aes-256", "3des-pkcs12", "aes-128"):
                    run(
                        f"certtool --key-info --infile {self.path('key')} --pkcs8 --password {SECRET} "
                        f"--pkcs-cipher {cipher} --no-text --outfile {self.path('locked')}"
                    )
                    locked = JWK.from_pem(self.content("locked"), SECRET)
                    self.assertEqual(locked.to_dict(), key.to_dict())
                self.path("ours", key.to_pem().encode())
                public = run(f"certtool --pubkey-info --no-text --load-privkey {self.path('ours')}")
                self.assertEqual(JWK.from_pem(public).to_dict(), key.public().to_dict())
                self.assertEqual(public.decode().strip(), key.public().to_pem().strip())
                self.path("ours", key.to_pem(password=SECRET).encode())
                public = run(
                    f"certtool --pubkey-info --no-text --password {SECRET} --load-privkey {self.path('ours')}"
                )
                self.assertEqual(JWK.from_pem(public).to_dict(), key.public().to_dict())

    def test_p12_of_certtool(self) -> None:
        needs_commands("certtool")
        run(f"certtool --generate-privkey --no-text --key-type ecdsa --outfile {self.path('key')}")
        newer = ("aes-256 --pbmac1",) if b"--pbmac1" in run("certtool --help") else ()  # GnuTLS 3.8.6
        for cipher in ("aes-256", "3des-pkcs12", *newer):
            run(
                f"certtool --to-p12 --load-privkey {self.path('key')} --p12-name x --password {SECRET} "
                f"--pkcs-cipher {cipher} --outder --outfile {self.path('p12')}"
            )
            key = JWK.from_pkcs12(self.content("p12"), SECRET)
            self.assertEqual(key.to_dict(), JWK.from_pem(self.content("key")).to_dict())


class NSS(Programs):
    def test_p12_of_firefox(self) -> None:
        """BER, indefinite lengths, 600 000 iterations: as Firefox and Thunderbird save a certificate."""
        needs_commands("pk12util", "certutil", "openssl")
        run(f"certutil -N -d sql:{self.folder} --empty-password")
        for kind in ("RSA", "P-256", "P-384"):
            text = self.path("key", run(f"openssl genpkey {KINDS[kind]}"))
            run(f"openssl req -x509 -key {text} -subj /CN={kind} -days 2 -out {self.path('cert')}")
            made = f"-name {kind} -passout pass:{SECRET} -out {self.path('new.p12')}"
            run(f"openssl pkcs12 -export -inkey {text} -in {self.path('cert')} {made}")
            database = f"-d sql:{self.folder} -W {SECRET}"
            run(f"pk12util -i {self.path('new.p12')} {database}")
            triple_des = "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC"
            for ciphers in ((), ("-c", triple_des, "-C", triple_des)):
                with self.subTest(kind, ciphers=ciphers):
                    run(f"pk12util -o {self.path('out.p12')} -n {kind} {database}", *ciphers)
                    data = self.content("out.p12")
                    self.assertEqual(data[:2], b"\x30\x80")  # it is BER
                    key, certificates = loading.load_pkcs12(data, SECRET)
                    self.assertEqual(
                        key.to_members(True), loading.load_pem(self.content("key")).to_members(True)
                    )
                    if ciphers:  # key and certificate ask for 4.2 million hashes, more than a file is granted
                        self.assertEqual(certificates, [])
                    else:
                        self.assertEqual(loading.load_der(certificates[0]).to_members(), key.to_members())


if __name__ == "__main__":
    unittest.main()
