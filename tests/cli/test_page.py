"""`jamlite page` over http: who is answered, what is refused, and that nothing a token says is obeyed."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import threading
import unittest
from typing import Optional
from urllib.parse import urlencode

from jamlite.cli import main
from jamlite.cli.page_server import MAX_BODY, PageServer
from jamlite.jose import jwt

KEY = '{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ"}'
TOKEN = jwt.encode({"sub": "<script>alert(1)</script>"}, {"kty": "oct", "k": KEY[18:-2]})
FORM = "application/x-www-form-urlencoded"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = PageServer()
        cls.addClassCleanup(cls.server.server_close)
        thread = threading.Thread(target=cls.server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.shutdown)

    def ask(
        self,
        method: str = "GET",
        path: Optional[str] = None,
        body: Optional[str] = None,
        **headers: Optional[str],
    ) -> tuple[int, str, http.client.HTTPMessage]:
        given = {"Host": self.server.host, "Origin": f"http://{self.server.host}", "Content-Type": FORM}
        given.update({name.replace("_", "-"): value for name, value in headers.items()})  # type: ignore[misc]
        client = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=10)
        with contextlib.closing(client):
            client.putrequest(
                method, path or self.server.page_path, skip_host=True, skip_accept_encoding=True
            )
            if body is not None:
                given.setdefault("Content-Length", str(len(body)))
            for name, value in given.items():
                if value is not None:
                    client.putheader(name, value)
            client.endheaders(None if body is None else body.encode())
            answer = client.getresponse()
            return answer.status, answer.read().decode(), answer.headers

    def explained(self, **fields: str) -> str:
        status, page, _ = self.ask("POST", body=urlencode(fields))
        self.assertEqual(status, 200)
        return page

    def test_who_does_not_know_the_path_gets_nothing(self) -> None:
        for path in (
            "/",
            "/x/",
            self.server.page_path[:-2] + "/",
            self.server.page_path + "x",
            "//",
        ):
            for method, body in (("GET", None), ("POST", "token=x")):
                status, page, _ = self.ask(method, path, body)
                self.assertEqual(status, 404)
                self.assertNotIn(self.server.page_path, page)
        self.assertEqual(len(self.server.page_path), 34)
        self.assertNotEqual(self.server.page_path, "/" + "A" * 32 + "/")

    def test_other_hosts_and_sites_are_refused(self) -> None:
        port = self.server.server_address[1]
        for host in (None, "", "evil.example", f"evil.example:{port}", f"localhost:{port}", "127.0.0.1"):
            self.assertEqual(self.ask(Host=host)[0], 403, host)
        for origin in (
            None,
            "",
            "null",
            "https://evil.example",
            f"http://localhost:{port}",
            "http://127.0.0.1",
        ):
            self.assertEqual(self.ask("POST", body="token=x", Origin=origin)[0], 403, origin)

    def test_forms_that_are_none(self) -> None:
        for status, body, headers in (
            (415, "token=x", {"Content_Type": "text/plain"}),
            (415, "token=x", {"Content_Type": None}),
            (411, None, {}),
            (411, "", {"Content_Length": "-1"}),
            (411, "", {"Content_Length": "²"}),
            (411, "", {"Transfer_Encoding": "chunked"}),
            (413, "", {"Content_Length": str(MAX_BODY + 1)}),
            (413, "", {"Content_Length": "9" * 400}),
            (400, "token=%ff", {}),
            (400, "token=\xe9", {"Content_Length": "8"}),
            (400, "&".join("a=b" for _ in range(9)), {}),
        ):
            with self.subTest(status=status, headers=headers):
                self.assertEqual(self.ask("POST", body=body, **headers)[0], status)
        self.assertEqual(self.ask("PUT", body="token=x")[0], 501)

    def test_headers_forbid_scripts_and_other_places(self) -> None:
        status, page, headers = self.ask()
        self.assertEqual(status, 200)
        policy = headers["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'; style-src 'sha256-"))
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("script", policy + page)
        self.assertNotIn("http", page)
        self.assertIn("form-action 'self'; frame-ancestors 'none'; base-uri 'none'", policy)
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")
        self.assertNotIn("Python", str(headers))

    def test_a_token_is_explained(self) -> None:
        page = self.explained(token=TOKEN, key=KEY)
        self.assertIn("Result: explained; nothing was found wrong.", page)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)
        self.assertNotIn("<script", page)
        self.assertNotIn(KEY[18:-2], page)
        self.assertIn('<p class="wrong" role="status">', self.explained(token=TOKEN[:-4] + "AAAA", key=KEY))
        self.assertIn("Missing: a key", self.explained(token=TOKEN))
        self.assertIn("was it copied whole?", self.explained(token="hello"))
        self.assertIn("there is nothing to explain", self.explained())
        self.assertNotIn("</textarea><b>", self.explained(token="</textarea><b>"))

    def test_secrets_show_when_asked_for(self) -> None:
        secret = b"secret-secret-secret-secret-1234".hex()
        self.assertNotIn(secret, self.explained(token=TOKEN, key=KEY))
        self.assertIn(secret, self.explained(token=TOKEN, key=KEY, secrets="on"))

    def test_a_silent_client_blocks_no_other_and_nothing_is_logged(self) -> None:
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            with contextlib.ExitStack() as stack:
                for start in (b"", b"GET ", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"):
                    address = ("127.0.0.1", self.server.server_address[1])
                    silent = stack.enter_context(socket.create_connection(address))
                    silent.sendall(start)
                self.assertEqual(self.ask()[0], 200)
            self.ask("POST", body=urlencode({"token": TOKEN}))
        self.assertEqual(said.getvalue(), "")

    def test_a_port_out_of_range(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(main(["page", "--port", "70000"]), 2)
        self.assertIn("--port must be 0 to 65535", said.getvalue())


if __name__ == "__main__":
    unittest.main()
