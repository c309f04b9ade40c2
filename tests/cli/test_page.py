"""`jamlite page` over http: who is answered, what is refused, and that nothing a token says is obeyed."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import io
import json
import re
import socket
import threading
import unittest
from typing import Any, Optional
from unittest import mock
from urllib.parse import urlencode

from jamlite import clock, otp
from jamlite.cli import main
from jamlite.cli.page_answers import MADE
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
        script, style = (
            base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for text in re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)[::-1]
        )
        self.assertEqual(
            policy,
            f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; connect-src "
            "'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        )
        self.assertNotIn("http", page)
        self.assertEqual(re.findall(r"<[^>]* (?:on\w+|style|src)=", page), [])
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")
        self.assertNotIn("Python", str(headers))

    def test_a_token_is_explained(self) -> None:
        page = self.explained(token=TOKEN, key=KEY)
        self.assertIn("Result: explained; nothing was found wrong.", page)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)
        self.assertEqual(page.count("<script"), 1)
        self.assertIn('<span class="p1">eyJ', page)
        self.assertIn("whom it is about (RFC 7519 section 4.1.2)</span>", page)
        self.assertNotIn(KEY[18:-2], page)
        self.assertIn(
            '<p class="result wrong">Result: refused at step 7: Compare the tags.</p>',
            self.explained(token=TOKEN[:-4] + "AAAA", key=KEY),
        )
        self.assertIn("Missing: a key", self.explained(token=TOKEN))
        self.assertIn("was it copied whole?", self.explained(token="hello"))
        self.assertIn("there is nothing to explain", self.explained())
        self.assertNotIn("</textarea><b>", self.explained(token="</textarea><b>"))

    def asked(self, what: str, **fields: object) -> dict[str, Any]:
        """Return the answer to the script of the page."""
        body = json.dumps(fields)
        status, text, headers = self.ask(
            "POST", self.server.page_path + what, body, Content_Type="application/json"
        )
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json; charset=utf-8"))
        self.assertEqual(headers["Cache-Control"], "no-store")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def test_the_script_is_answered(self) -> None:
        answer = self.asked("explain", token=TOKEN, key=KEY)
        self.assertEqual(
            (answer["result"], answer["refused"]), ("explained; nothing was found wrong.", False)
        )
        self.assertNotIn("<script", answer["html"])
        self.assertIn("<details>\n<summary><h3>7. Compare the tags", answer["html"])
        wrong = self.asked("explain", token=TOKEN[:-4] + "AAAA", key=KEY)
        self.assertTrue(wrong["refused"])
        self.assertIn("<details open>\n<summary><h3>7. Compare the tags", wrong["html"])
        for fields in ({"token": "hello"}, {}, {"token": 7}, {"token": TOKEN, "key": []}):
            self.assertEqual(list(self.asked("explain", **fields)), ["error"])

    def test_questions_of_the_script_that_are_none(self) -> None:
        path, json_type = self.server.page_path, "application/json"
        for status, what, body, kind in (
            (404, "shutdown", "{}", json_type),
            (415, "explain", "{}", FORM),
            (415, "", "{}", json_type),
            (400, "explain", "[1]", json_type),
            (400, "explain", '{"a":', json_type),
            (400, "explain", "[" * 5000, json_type),
        ):
            with self.subTest(what=what, body=body[:5]):
                self.assertEqual(self.ask("POST", path + what, body, Content_Type=kind)[0], status)
        self.assertEqual(
            self.ask("POST", path + "make", "{}", Content_Type=json_type, Origin="https://x.example")[0], 403
        )
        self.assertEqual(self.ask("GET", path + "explain")[0], 404)

    def test_a_token_is_made_and_its_key_checks_it(self) -> None:
        for alg in MADE:
            if alg in ("RS256", "PS256"):
                continue  # a second each; tests/interop makes one
            with self.subTest(alg=alg):
                made = self.asked("make", alg=alg, claims='{"sub": "zoë"}')
                found = self.asked("explain", token=made["token"], key=made["key"])
                self.assertEqual(found["result"], "explained; nothing was found wrong.")
                self.assertIn("zoë", found["html"])
        made = self.asked("make", alg="ES256", claims="{}")
        self.assertNotIn("d", json.loads(made["key"]))
        for fields in (
            {"alg": "none", "claims": "{}"},
            {"alg": "HS256", "claims": "[]"},
            {"alg": "HS256", "claims": "{"},
            {"alg": "HS256", "claims": '{"a": "' + "x" * 70_000 + '"}'},
            {"alg": ["HS256"], "claims": "{}"},
            {},
        ):
            self.assertEqual(list(self.asked("make", **fields)), ["error"])

    def test_one_time_codes(self) -> None:
        given = {"name": "zoë", "issuer": "Ü", "digits": "8", "digest": "sha256", "interval": "60"}
        with mock.patch.object(clock, "now", lambda: 1_111_111_109.25):
            answer = self.asked("totp", secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", **given)
            wanted = otp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 8, "sha256", 60)
            self.assertEqual(answer["code"], wanted.at(1_111_111_109))
        self.assertEqual((answer["left"], answer["interval"]), (30.75, 60))
        record = otp.parse_uri(answer["uri"])
        self.assertEqual((record.name, record.issuer, record.interval), ("zoë", "Ü", 60))
        self.assertTrue(answer["svg"].startswith("<svg "))
        fresh = [self.asked("totp", **given)["secret"] for _ in range(2)]
        self.assertEqual([len(secret) for secret in fresh], [32, 32])
        self.assertNotEqual(*fresh)
        for wrong in (
            {"secret": "1"},
            {"digits": "x"},
            {"digits": "99"},
            {"digest": "md5"},
            {"interval": "0"},
            {"interval": 30},
            {"name": ""},
            {"name": "x" * 5000},
        ):
            self.assertEqual(list(self.asked("totp", **{**given, **wrong})), ["error"])

    def test_a_client_that_trickles_is_cut_off(self) -> None:
        with mock.patch.object(self.server, "deadline", 0.05):
            address = ("127.0.0.1", self.server.server_address[1])
            with socket.create_connection(address, timeout=4) as slow:
                slow.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n")
                self.assertIn(b" 403 ", slow.makefile("rb").readline())  # what came by then names no host

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
