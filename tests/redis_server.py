"""A Redis server of the tests' own: on a free loopback port, in a temporary folder, ended by its own id."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import tempfile
import time

from tests.support import absent, needs


def free_port() -> int:
    """Return a loopback port that is free, outside the range that outgoing connections take theirs from.

    A cluster also needs the port 10 000 above.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        try:
            for wanted in (port, port + 10_000):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", wanted))
            return port
        except OSError:
            continue


class RedisServer:
    """Start with `start`, end with `stop`; `restart` keeps port and data."""

    def __init__(self, *options: str) -> None:
        self._options = options
        program = shutil.which("redis-server")
        if program is None:
            raise absent("redis-server")
        self.redis = needs("redis")
        self._program = program
        self._folder = tempfile.mkdtemp(prefix="jamlite-redis-")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self, **options: object):  # type: ignore[no-untyped-def]
        return self.redis.Redis(host="127.0.0.1", port=self.port, **options)

    def start(self) -> RedisServer:
        self._process = subprocess.Popen(
            [
                self._program,
                *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", self._folder),
                *("--save", "", "--appendonly", "yes", "--appendfsync", "no", "--daemonize", "no"),
                *self._options,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 20
        client = self.client()
        try:
            while True:
                try:
                    client.ping()
                    return self
                except self.redis.RedisError:
                    if time.monotonic() > end or self._process.poll() is not None:
                        self.stop()
                        raise
                    time.sleep(0.02)
        finally:
            client.close()

    def be_a_cluster(self) -> None:
        """Give all slots to this server, a cluster of one."""
        with self.client() as client:
            client.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
            end = time.monotonic() + 20
            while client.cluster("INFO")["cluster_state"] != "ok":
                if time.monotonic() > end:
                    raise TimeoutError("the cluster does not become ready")
                time.sleep(0.05)

    def end(self) -> None:
        """End the process and keep the data."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    def restart(self) -> None:
        self.end()
        self.start()

    def stop(self) -> None:
        """End the process and remove its folder."""
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)
