"""Applications behind real servers with several processes, threads and event loops, on one store."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jamlite.aio import Jam as AsyncJam
from tests.redis_server import free_port
from tests.support import ROOT, needs

FLASK = """
import os
from flask import Flask, request
from jamlite import Jam
from jamlite.ext.flask import JamAuth, SessionCookie, SessionLogin, WSGIRequest

jam = Jam({SECTION})
app = Flask(__name__)
auth = JamAuth(app, jam=jam, via="session")
login = SessionLogin(jam, SessionCookie("sid", secure=False))
jam.session_create("before the fork", {})  # the store is open when --preload forks

@app.post("/login")
def begin():
    return {"pid": os.getpid()}, login.begin(WSGIRequest(request.environ), "alice")

@app.post("/logout")
def end():
    return {}, login.end(WSGIRequest(request.environ))

@app.get("/me")
@auth.login_required
def me():
    return {"sub": auth.outcome.principal.id, "pid": os.getpid()}
"""

STARLETTE = """
import os
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route
from jamlite.aio import Jam
from jamlite.ext.starlette import ASGIRequest, AuthenticationMiddleware, JamAuthBackend
from jamlite.ext.starlette import SessionCookie, SessionLogin

jam = Jam({SECTION})
login = SessionLogin(jam, SessionCookie("sid", secure=False))

async def begin(request):
    headers = await login.begin(ASGIRequest(request.scope), "alice")
    return JSONResponse({"pid": os.getpid()}, headers=headers)

async def end(request):
    return JSONResponse({}, headers=await login.end(ASGIRequest(request.scope)))

async def me(request):
    if request.state.principal is None:
        return JSONResponse({}, 401)
    return JSONResponse({"sub": request.state.principal.id, "pid": os.getpid()})

app = Starlette(
    routes=[
        Route("/login", begin, methods=["POST"]),
        Route("/logout", end, methods=["POST"]),
        Route("/me", me),
    ],
    middleware=[Middleware(AuthenticationMiddleware, backend=JamAuthBackend(jam, via="session"))],
)
"""


class Servers(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="jamlite-servers-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port = free_port()

    def serve(self, program: str, kind: str, command: list[str]) -> None:
        """Start a server of an application whose sessions live in files of one kind."""
        section = {"session": {"session_type": kind, f"{kind}_path": os.path.join(self.folder, "sessions")}}
        with open(os.path.join(self.folder, "shop.py"), "w", encoding="utf-8") as stream:
            stream.write(program.replace("SECTION", repr(section)[1:-1]))
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": ROOT},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        end = time.monotonic() + 20
        while True:
            try:
                self.ask("GET", "/me")
                return
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    self.fail(f"{command[0]} does not start")
                time.sleep(0.05)

    def ask(self, method: str, path: str, cookie: str = "") -> tuple[int, Any, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            body = answer.read()
            sent = answer.getheader("Set-Cookie") or ""
            return answer.status, json.loads(body) if body else None, sent.split(";")[0]
        finally:
            connection.close()

    def use(self) -> None:
        """Log in at one worker, ask all of them at once, log out, and ask again."""
        self.assertEqual(self.ask("GET", "/me")[0], 401)
        with ThreadPoolExecutor(8) as pool:
            cookies = [made[2] for made in pool.map(lambda _: self.ask("POST", "/login"), range(16))]
            self.assertEqual(len(set(cookies)), 16)
            workers: set[int] = set()
            for _ in range(20):  # the system gives requests to whichever worker is quick
                found = list(pool.map(lambda cookie: self.ask("GET", "/me", cookie), cookies * 4))
                self.assertEqual({(status, body["sub"]) for status, body, _ in found}, {(200, "alice")})
                workers.update(body["pid"] for _, body, _ in found)
                if len(workers) > 1:
                    break
        self.assertGreater(len(workers), 1, "one worker answered everything")
        self.assertEqual(self.ask("POST", "/logout", cookies[0])[0], 200)
        for _ in range(8):
            self.assertEqual(self.ask("GET", "/me", cookies[0])[0], 401)
        self.assertEqual(self.ask("GET", "/me", cookies[1])[0], 200)

    def test_gunicorn(self) -> None:
        for module in ("gunicorn", "flask"):
            needs(module)
        for kind, options in (
            ("json", ["--worker-class", "sync"]),
            ("sqlite", ["--worker-class", "gthread", "--threads", "4"]),
            ("json", ["--worker-class", "gthread", "--threads", "4", "--preload"]),
            ("sqlite", ["--worker-class", "sync", "--preload"]),
        ):
            with self.subTest(kind=kind, options=options):
                self.setUp()
                bind = f"127.0.0.1:{self.port}"
                self.serve(FLASK, kind, ["gunicorn", "--bind", bind, "--workers", "3", *options, "shop:app"])
                self.use()

    def test_uvicorn_with_workers(self) -> None:
        for module in ("uvicorn", "starlette"):
            needs(module)
        for kind in ("json", "sqlite"):
            with self.subTest(kind=kind):
                self.setUp()
                address = ["--host", "127.0.0.1", "--port", str(self.port)]
                self.serve(STARLETTE, kind, ["uvicorn", *address, "--workers", "3", "shop:app"])
                self.use()


class Loops(unittest.TestCase):
    def test_one_facade_serves_several_event_loops_at_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("memory", "json", "sqlite"):
                options = {} if kind == "memory" else {f"{kind}_path": os.path.join(folder, kind)}
                jam = AsyncJam({"session": {"session_type": kind, **options}})
                failed: list[BaseException] = []
                start = threading.Barrier(4)

                async def work(jam: AsyncJam = jam) -> None:
                    for number in range(25):
                        made = await jam.session_create("alice", {"n": number})
                        found = await asyncio.gather(*(jam.session_get(made) for _ in range(4)))
                        assert found == [{"n": number}] * 4, found

                def loop(work: Any = work, failed: Any = failed, start: Any = start) -> None:
                    try:
                        start.wait()
                        asyncio.run(work())
                    except BaseException as error:
                        failed.append(error)
                        raise

                threads = [threading.Thread(target=loop) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(60)
                self.assertEqual(failed, [], kind)
                asyncio.run(jam.session.close())


if __name__ == "__main__":
    unittest.main()
