"""The server of `jamlite page`: for this machine alone. The page asks it while the user types.

Whoever does not know the path, or is another site in the user's browser, gets nothing: the path is
random, the Host header must name this server (so that no foreign name leads here), and a POST must come
from the page itself (Origin). Nothing is logged and nothing is stored. `page_document.py` is the page,
`page_script.py` its script, `page_answers.py` what is answered.
"""

from __future__ import annotations

import hmac
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from ..crypto import randomness
from ..encoding import base64url, strict_json
from ..exceptions.base import JamError
from ..explain.explanation_page import coloured, escape
from .page_answers import answer_explain, answer_make, answer_totp, explained
from .page_document import HEADERS, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any

    Connection = socket.socket | tuple[bytes, socket.socket]  # as `socketserver` has it

    from ..encoding.json_types import JsonObject

MAX_BODY = 1 << 19  # bytes: the longest text that explain takes, percent-encoded
MAX_CLIENTS = 32  # connections at a time; each has a thread, so a slow one blocks no other
TIMEOUT = 5.0  # seconds that a connection may be silent
DEADLINE = 15.0  # seconds in which a whole question must have come
# What the script asks for, below the path of the page.
_ANSWERS = {"explain": answer_explain, "make": answer_make, "totp": answer_totp}


class PageServer(ThreadingHTTPServer):
    """Serves the page on 127.0.0.1; `url` is its address, the random path included."""

    # On Windows it would let another program listen at this address, too.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    deadline = DEADLINE

    def __init__(self, port: int = 0) -> None:
        # Never "localhost": a hosts file may send that elsewhere.
        super().__init__(("127.0.0.1", port), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        # Other users of this machine reach the port, too.
        self.page_path = f"/{base64url.encode(randomness.random_bytes(24))}/"
        self.url = f"http://{self.host}{self.page_path}"
        self.places = threading.BoundedSemaphore(MAX_CLIENTS)

    def process_request(self, request: Connection, client_address: Any) -> None:
        """Give the connection a thread, if there are not too many."""
        if self.places.acquire(blocking=False):  # not waiting: the loop that accepts must go on
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Connection, client_address: Any) -> None:
        """Serve one connection; what has not come by the deadline is not waited for."""
        # A timeout of a socket begins anew with each byte.
        timer = threading.Timer(self.deadline, _stop_reading, (request,))
        timer.daemon = True
        timer.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            timer.cancel()
            self.places.release()

    def handle_error(self, request: Connection, client_address: Any) -> None:
        """Say nothing of a client that went away."""


def _stop_reading(request: Any) -> None:
    try:
        request.shutdown(0)  # SHUT_RD: nothing more is read, an answer on its way still goes
    except OSError:
        return  # it is closed already


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    timeout = TIMEOUT
    server_version, sys_version = "jamlite", ""  # the Server header need not tell versions

    def do_GET(self) -> None:
        """Answer with the empty page."""
        if self._admitted(""):
            self._answer(200, document())

    def do_POST(self) -> None:
        """Answer the script with JSON, and the form, where there is no script, with the whole page."""
        asked = self.path.rpartition("/")[2]
        if asked not in _ANSWERS:
            asked = ""
        if not self._admitted(asked) or not self._from_the_page():
            return
        body = self._body("application/json" if asked else "application/x-www-form-urlencoded")
        fields = None if body is None else self._fields(body, is_json=bool(asked))
        if fields is None:
            return
        if asked:
            answer = json.dumps(_answered(asked, fields))
            self._answer(200, answer, "application/json")
        else:
            self._answer(200, _page(fields))

    def _admitted(self, asked: str) -> bool:
        # DNS rebinding: a site's own name may lead to 127.0.0.1. get_all: two Hosts are refused (RFC 9112
        # section 3.2).
        if self.headers.get_all("Host", []) != [self.server.host]:
            return self._refuse(403, "This server answers to its own address only.")
        wanted = f"{self.server.page_path}{asked}".encode()
        if not hmac.compare_digest(self.path.encode("latin-1", "replace"), wanted):  # the path is the secret
            return self._refuse(404, "There is nothing here. Use the address that the command printed.")
        return True

    def _from_the_page(self) -> bool:
        # Browsers send it with each POST (Fetch standard).
        if self.headers.get_all("Origin", []) != [f"http://{self.server.host}"]:
            return self._refuse(403, "This form was sent by another site.")
        return True

    def _body(self, kind: str) -> bytes | None:
        """Return what was sent as this content type, or None after a refusal."""
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Content-Type", "").partition(";")[0].strip().lower() != kind:
            # JSON needs a preflight from other sites, which nobody answers.
            self._refuse(415, "Send the form of this page.")
        # A chunked body would be read without a bound.
        elif "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self._refuse(411, "The length of the form is needed.")  # RFC 9110 section 15.5.12
        elif len(length) > 9 or int(length) > MAX_BODY:
            self._refuse(413, "This is too long.")  # RFC 9110 section 15.5.14
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                return body
            self._refuse(408, "The form did not come in time.")  # RFC 9110 section 15.5.9
        return None

    def _fields(self, body: bytes, *, is_json: bool) -> JsonObject | None:
        """Return the fields of the form, or None after a refusal."""
        try:
            if is_json:
                fields = strict_json.loads(body, "the question")
            else:
                found = parse_qs(
                    body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=8
                )
                fields = {name: values[0] for name, values in found.items()}
        except (ValueError, JamError):  # UnicodeDecodeError is a ValueError
            fields = None
        if not isinstance(fields, dict):
            self._refuse(400, "This is no form.")
            return None
        return fields

    def _refuse(self, status: int, sentence: str) -> bool:
        title = '<!doctype html>\n<html lang="en"><title>jamlite</title>'
        self._answer(status, f"{title}<p>{escape(sentence)}</p>\n")
        length = self.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(length) <= 9 and int(length) <= MAX_BODY:
            self.rfile.read(int(length))  # closing with octets unread would take the answer back
        return False

    def _answer(self, status: int, text: str, kind: str = "text/html") -> None:
        data = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        # One question, one connection: nothing is left in a buffer for the next.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: what is pasted may be secret."""


def _answered(asked: str, fields: JsonObject) -> JsonObject:
    """Return the answer to the script, or {"error": a sentence}."""
    try:
        return _ANSWERS[asked](fields)
    except JamError as error:
        return {"error": f"{error.message.rstrip('.')}."}


def _page(fields: JsonObject) -> str:
    """Return the page with the explanation of what the form held."""
    text = str(fields.get("token", ""))
    try:
        found = explained(fields)
    except JamError as error:
        return document(text, said=f"{error.message.rstrip('.')}.")
    return document(text, coloured(found.parts) + found.to_html(whole=False))
