"""The transport of the OAuth2 client over TLS: certificates made by openssl, trusted or not."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
import time
import unittest
from http.client import HTTPSConnection
from typing import Any, ClassVar

from jamlite.exceptions import JamOAuth2TransportError
from jamlite.oauth2 import Request, Transport
from tests.oauth2.hostile import Hostile
from tests.support import absent

TIMEOUT = 0.5
PATHS: dict[str, Any] = {
    "/good": (200, {"Content-Type": "application/json"}, b"{}"),
    "/slow": lambda handler: handler.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500),
}


def certificate(folder: str, name: str) -> str:
    """Make a self-signed certificate for a name; return the path of the file with its key."""
    path = os.path.join(folder, "certificate.pem")
    command = [
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *(
            "-keyout",
            path,
            "-out",
            path + ".crt",
            "-subj",
            f"/CN={name}",
            "-addext",
            f"subjectAltName=DNS:{name}",
        ),
    ]
    subprocess.run(command, check=True, capture_output=True)
    with open(path + ".crt", encoding="ascii") as source, open(path, "a", encoding="ascii") as target:
        target.write(source.read())
    return path


class TLS(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        if shutil.which("openssl") is None:
            raise absent("the openssl command")

    def serve(self, name: str) -> tuple[str, str]:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        path = certificate(folder, name)
        server = Hostile(PATHS)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server._server.socket = context.wrap_socket(
            server._server.socket, server_side=True, do_handshake_on_connect=False
        )
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server.url.replace("http://127.0.0.1", "https://localhost"), path + ".crt"

    def refused(self, transport: Transport, url: str, reason: str) -> None:
        start = time.monotonic()
        with self.assertRaises(JamOAuth2TransportError) as caught:
            transport(Request("GET", url, {}))
        self.assertEqual(caught.exception.details["reason"], reason)
        self.assertLess(time.monotonic() - start, 15)  # the server goes on for twice as long

    def test_100_a_trusted_certificate(self) -> None:
        url, trusted = self.serve("localhost")
        transport = Transport(TIMEOUT, context=ssl.create_default_context(cafile=trusted))
        self.assertEqual(transport(Request("GET", url + "/good", {})).body, b"{}")
        self.refused(transport, url + "/slow", "timeout")  # the deadline holds under TLS too

    def test_a_class_of_connections_of_ones_own_has_the_same_limits(self) -> None:
        class Own(HTTPSConnection):
            made: ClassVar[list[str]] = []

            def __init__(self, host: str, **options: Any) -> None:
                super().__init__(host, **options)
                self.made.append(host)

        url, trusted = self.serve("localhost")
        transport = Transport(TIMEOUT, ca_file=trusted, connections=lambda: Own)
        self.assertEqual(transport(Request("GET", url + "/good", {})).body, b"{}")
        self.refused(transport, url + "/slow", "timeout")
        self.refused(Transport(TIMEOUT, connections=lambda: Own), url + "/good", "certificate")
        self.assertEqual(len(Own.made), 3)

    def test_a_file_of_authorities(self) -> None:
        url, trusted = self.serve("localhost")
        transport = Transport(TIMEOUT, ca_file=trusted)
        self.assertEqual(transport(Request("GET", url + "/good", {})).body, b"{}")
        with self.assertRaises(JamOAuth2TransportError) as caught:
            Transport(TIMEOUT)(Request("GET", url + "/good", {}))
        for words in ("self-signed", "ca_file"):
            self.assertIn(words, caught.exception.message)

    def test_100_certificates_that_do_not_count(self) -> None:
        url, _ = self.serve("localhost")
        self.refused(Transport(TIMEOUT), url + "/good", "certificate")
        url, trusted = self.serve("provider.example")
        context = ssl.create_default_context(cafile=trusted)
        self.refused(Transport(TIMEOUT, context=context), url + "/good", "certificate")


if __name__ == "__main__":
    unittest.main()
