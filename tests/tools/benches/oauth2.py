"""OAuth2: an authorization URL against requests-oauthlib, one exchange over TLS against Jam."""

from __future__ import annotations

import atexit
import http.server
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
from typing import Any

from jamlite.oauth2 import OAuth2Client
from tests.tools.bench import Row

MISSING: list[str] = []
AUTHORIZE, TOKEN, BACK = (
    "https://login.example/authorize",
    "https://login.example/token",
    "https://app.example/back",
)
ANSWER = b'{"access_token":"a0123456789","token_type":"Bearer","expires_in":3600}'


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: Any) -> None:
        pass


def tls_server() -> str:
    """Start a TLS server for the rest of this process, whose clients trust it; return its URL."""
    folder = tempfile.mkdtemp(prefix="jamlite-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with open(certificate, encoding="ascii") as stream:
        trusted = stream.read()
    # What both clients trust: the system's certificates and this one, in one file.
    system = ssl.get_default_verify_paths().cafile
    if system and os.path.exists(system):
        with open(system, encoding="utf-8") as stream:
            trusted += stream.read()
    with open(certificate, "w", encoding="utf-8") as stream:
        stream.write(trusted)
    os.environ["SSL_CERT_FILE"] = certificate
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"https://localhost:{server.server_port}/token"


def url_row() -> Row:
    """A URL with state and PKCE from both."""
    client = OAuth2Client("client-id", "secret", AUTHORIZE, TOKEN, BACK)
    scope = ["openid", "email", "profile"]
    row = Row("authorization URL, state and S256", lambda: client.begin(scope))
    try:
        from requests_oauthlib import OAuth2Session
    except ImportError:
        MISSING.append("requests-oauthlib")
        return row

    def peer() -> object:
        session = OAuth2Session("client-id", redirect_uri=BACK, scope=scope, pkce="S256")
        return session.authorization_url(AUTHORIZE)

    return row._replace(peer_name="requests-oauthlib", peer=peer, limit=0.25)


def same_session_row() -> Row:
    """The same with the peer's session made once, as its users may do."""
    client = OAuth2Client("client-id", "secret", AUTHORIZE, TOKEN, BACK)
    scope = ["openid", "email", "profile"]
    row = Row("authorization URL, session kept", lambda: client.begin(scope))
    try:
        from requests_oauthlib import OAuth2Session
    except ImportError:
        return row
    session = OAuth2Session("client-id", redirect_uri=BACK, scope=scope, pkce="S256")
    return row._replace(
        peer_name="requests-oauthlib", peer=lambda: session.authorization_url(AUTHORIZE), limit=0.25
    )


def exchange_row() -> Row:
    """One token request over TLS on the loopback interface."""
    url = tls_server()
    ours = OAuth2Client("client-id", "secret", AUTHORIZE, url, BACK)
    row = Row("token exchange over TLS", lambda: ours.fetch_token("code"))
    try:
        from jam.oauth2.client import OAuth2Client as JamClient
    except ImportError:
        MISSING.append("jamlib")
        return row
    theirs = JamClient("client-id", "secret", AUTHORIZE, url, BACK)
    return row._replace(peer_name="jamlib", peer=lambda: theirs.fetch_token("code"), limit=1.0)


def rows() -> list[Row]:
    MISSING.clear()
    found = [url_row(), same_session_row()]
    if shutil.which("openssl") is None:
        MISSING.append("the openssl command")
        return found
    return [*found, exchange_row()]
