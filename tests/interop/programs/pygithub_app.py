"""PyGithub: authentication as an app, then as an installation, against a server on this machine."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from github import Auth, Github, GithubIntegration

given = json.load(sys.stdin)
seen = []


class Api(BaseHTTPRequestHandler):
    def answer(self):
        seen.append((self.command, self.path, self.headers["Authorization"]))
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path.endswith("/access_tokens"):
            content = {"token": "ghs_installation", "expires_at": "2099-01-01T00:00:00Z", "permissions": {}}
        else:
            content = {"id": 7, "slug": "joe", "name": "Joe's app", "full_name": "joe/shop"}
        body = json.dumps(content).encode()
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Api)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
app = Auth.AppAuth(12345, given["private"])
integration = GithubIntegration(auth=app, base_url=base)
name = integration.get_app().name
auth = app.get_installation_auth(99)
repository = Github(auth=auth, base_url=base).get_repo("joe/shop").full_name
server.shutdown()
server.server_close()

json.dump({"made": [app.create_jwt(60), app.token], "seen": seen, "answers": [name, repository]}, sys.stdout)
