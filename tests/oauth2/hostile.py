"""A loopback server that misbehaves on purpose, one path for each kind; it ends with its test."""

from __future__ import annotations

import http.server
import sys
import threading
import time
from typing import Any

DRIP = 0.05  # seconds between bytes
LONGEST = 30.0  # seconds after which any handler gives up


class Hostile:
    """`with Hostile(paths) as server`: paths map a path to (status, headers, body), or to a function of the
    handler that returns such an answer, or None when it has answered by itself.
    """

    def __init__(self, paths: dict[str, Any]) -> None:
        self.seen: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = LONGEST

            def do_GET(self) -> None:
                outer.seen.append(f"{self.command} {self.path}")
                length = int(self.headers.get("Content-Length") or 0)
                self.body = self.rfile.read(length)
                answer = paths.get(self.path.partition("?")[0], (404, {}))
                try:
                    if callable(answer):
                        answer = answer(self)
                    if answer is not None:
                        self.answer(*answer)
                except OSError:
                    pass  # the client has gone, as it should

            do_POST = do_CONNECT = do_GET

            def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def drip(self, data: bytes) -> None:
                end = time.monotonic() + LONGEST
                for i in range(len(data)):
                    if time.monotonic() > end:
                        return
                    self.wfile.write(data[i : i + 1])
                    self.wfile.flush()
                    time.sleep(DRIP)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                if not isinstance(sys.exc_info()[1], OSError):  # that is a client that has gone
                    super().handle_error(*_)

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Hostile:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
