"""The page of `jamlite page`: paste a token, read its explanation. For this machine alone; no JavaScript.

Whoever does not know the path, or is another site in the user's browser, gets nothing: the path is
random, the Host header must name this server (so that no foreign name leads here), and a POST must come
from the page itself (Origin). Nothing is logged and nothing is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from ..crypto import randomness
from ..encoding import base64url
from ..exceptions.base import JamError
from ..explain import explain
from ..explain.explanation_page import STYLE, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_BODY = 1 << 19  # bytes: the longest text that explain takes, percent-encoded
MAX_CLIENTS = 32  # connections at a time; each has a thread, so a slow one blocks no other
TIMEOUT = 5.0  # seconds that a connection may be silent
_STYLE = STYLE + (
    "form { display: grid; gap: .5rem } textarea, input, button { font: inherit; padding: .3rem }"
    " textarea { font-family: ui-monospace, monospace; width: 100%; box-sizing: border-box }\n"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make the browser send "Origin: null" with the form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PageServer(ThreadingHTTPServer):
    """Serves the page on 127.0.0.1; `url` is its address, the random path included."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.page_path = f"/{base64url.encode(randomness.random_bytes(24))}/"
        self.url = f"http://{self.host}{self.page_path}"
        self.places = threading.BoundedSemaphore(MAX_CLIENTS)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, if there are not too many."""
        if self.places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    timeout = TIMEOUT
    server_version, sys_version = "jamlite", ""

    def do_GET(self) -> None:
        """Answer with the empty form."""
        if self._admitted():
            self._answer(200, _document("", ""))

    def do_POST(self) -> None:
        """Answer with the form and the explanation of what it held."""
        if self._admitted() and self._from_the_page():
            fields = self._fields()
            if fields is not None:
                self._answer(200, _explained(fields))

    def _admitted(self) -> bool:
        if self.headers.get_all("Host", []) != [self.server.host]:
            return self._refuse(403, "This server answers to its own address only.")
        if not hmac.compare_digest(self.path.encode("latin-1", "replace"), self.server.page_path.encode()):
            return self._refuse(404, "There is nothing here. Use the address that the command printed.")
        return True

    def _from_the_page(self) -> bool:
        if self.headers.get_all("Origin", []) != [f"http://{self.server.host}"]:
            return self._refuse(403, "This form was sent by another site.")
        return True

    def _fields(self) -> dict[str, str] | None:
        """Return the fields of the form, or None after a refusal."""
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            self._refuse(415, "Send the form of this page.")
        elif "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self._refuse(411, "The length of the form is needed.")
        elif len(length) > 9 or int(length) > MAX_BODY:
            self._refuse(413, "This is too long.")
        else:
            try:
                text = self.rfile.read(int(length)).decode("ascii")
                found = parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=8)
                return {name: values[0] for name, values in found.items()}
            except ValueError:  # UnicodeDecodeError is one
                self._refuse(400, "This is no form.")
        return None

    def _refuse(self, status: int, sentence: str) -> bool:
        title = '<!doctype html>\n<html lang="en"><title>jamlite</title>'
        self._answer(status, f"{title}<p>{escape(sentence)}</p>\n")
        length = self.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(length) <= 9 and int(length) <= MAX_BODY:
            self.rfile.read(int(length))  # closing with octets unread would take the answer back
        return False

    def _answer(self, status: int, page: str) -> None:
        data = page.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: what is pasted may be secret."""


def _explained(fields: dict[str, str]) -> str:
    text = fields.get("token", "")
    try:
        found = explain(
            text,
            fields.get("key") or None,
            password=fields.get("password") or None,
            depth="full" if "full" in fields else "short",
            show_secrets="secrets" in fields,
        )
    except JamError as error:
        return _document(text, f'<p class="wrong" role="alert">{escape(error.message)}.</p>')
    return _document(text, f'<section aria-label="Explanation">\n{found.to_html(whole=False)}</section>')


def _document(text: str, below: str) -> str:
    """Return the page; the key and the password are never sent back."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>jamlite: how a token works</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<form method="post" autocomplete="off">
<label for="token">A token, a key, an otpauth URI, a one-time secret or a password hash</label>
<textarea id="token" name="token" rows="6" spellcheck="false" required>{html.escape(text)}</textarea>
<label for="key">Its key, if it is to be checked or opened: PEM, JWK, PASERK, hex or a secret</label>
<textarea id="key" name="key" rows="3" spellcheck="false"></textarea>
<label for="password">A password, if it takes one</label>
<input id="password" name="password" type="password">
<label><input type="checkbox" name="full"> every round</label>
<label><input type="checkbox" name="secrets"> show secrets</label>
<button>Explain</button>
</form>
{below}
</main>
</body>
</html>
"""
