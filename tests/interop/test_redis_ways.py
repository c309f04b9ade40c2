"""The ways to a Redis server: by socket, over TLS, by Sentinel, a cluster of three nodes."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from typing import Any

from jamlite import Jam
from jamlite.aio import Jam as AsyncJam
from jamlite.exceptions import JamStoreError
from tests.redis_server import RedisServer, _free_port
from tests.support import absent, needs

redis: Any
folder: str


def setUpModule() -> None:
    global redis, folder
    redis = needs("redis")
    for module in ("redis.asyncio", "redis.sentinel", "redis.cluster"):
        needs(module)
    folder = tempfile.mkdtemp(prefix="jamlite-redis-ways-")
    unittest.addModuleCleanup(shutil.rmtree, folder, ignore_errors=True)


def section(server: Any) -> dict[str, Any]:
    return {"session": {"session_type": "redis", "redis_uri": server}}


class Ways(unittest.TestCase):
    def use(self, server: Any) -> None:
        """Keep sessions there by the synchronous facade."""
        jam = Jam(section(server))
        self.addCleanup(jam.session.close)
        made = [jam.session_create("alice", {"n": number}) for number in range(20)]
        self.assertEqual([jam.session_get(one) for one in made], [{"n": number} for number in range(20)])
        again = jam.session_rework(made[0])
        self.assertIsNone(jam.session_get(made[0]))
        self.assertEqual(sorted(jam.session.list("alice")), sorted([again, *made[1:]]))
        jam.session_clear("alice")
        self.assertEqual(jam.session.list("alice"), [])

    def use_asyncio(self, make: Any) -> None:
        """The same with coroutines; `make` is called on the loop."""

        async def work() -> None:
            jam = AsyncJam(section(make()))
            made = [await jam.session_create("alice", {"n": number}) for number in range(20)]
            found = await asyncio.gather(*map(jam.session_get, made))
            self.assertEqual(found, [{"n": number} for number in range(20)])
            again = await jam.session_rework(made[0])
            self.assertEqual(sorted(await jam.session.list("alice")), sorted([again, *made[1:]]))
            await jam.session_clear("alice")
            self.assertEqual(await jam.session.list("alice"), [])
            await jam.session.close()

        asyncio.run(work())

    def test_by_socket(self) -> None:
        path = os.path.join(folder, "socket")
        server = RedisServer("--unixsocket", path).start()
        self.addCleanup(server.stop)
        self.use(f"unix://{path}")
        self.use_asyncio(lambda: f"unix://{path}")
        with self.assertRaises(JamStoreError):
            Jam(section(f"unix://{path}-absent")).session_get("x" * 32)

    def test_over_tls(self) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            raise absent("openssl")
        key, cert, port = os.path.join(folder, "key"), os.path.join(folder, "cert"), _free_port()
        subprocess.run(
            [
                *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
                *("-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            ],
            check=True,
            capture_output=True,
        )
        files = ("--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no")
        server = RedisServer("--tls-port", str(port), *files).start()
        self.addCleanup(server.stop)
        uri = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={cert}"
        self.use(uri)
        self.use_asyncio(lambda: uri)
        with self.assertRaises(JamStoreError):  # a certificate that nobody vouches for
            Jam(section(f"rediss://127.0.0.1:{port}/0")).session_get("x" * 32)

    def test_by_sentinel(self) -> None:
        from redis.asyncio.sentinel import Sentinel as AsyncSentinel
        from redis.sentinel import Sentinel

        master = RedisServer().start()
        self.addCleanup(master.stop)
        port, config = _free_port(), os.path.join(folder, "sentinel.conf")
        with open(config, "w", encoding="utf-8") as stream:
            stream.write(
                f"port {port}\nbind 127.0.0.1\ndir {folder}\n"
                f"sentinel monitor main 127.0.0.1 {master.port} 1\nsentinel resolve-hostnames yes\n"
            )
        program = shutil.which("redis-server") or ""
        process = subprocess.Popen([program, config, "--sentinel"], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        watcher = Sentinel([("127.0.0.1", port)])
        wait_for(lambda: watcher.discover_master("main"))
        self.use(watcher.master_for("main"))
        self.use_asyncio(lambda: AsyncSentinel([("127.0.0.1", port)]).master_for("main"))

    def test_a_cluster_of_three_nodes(self) -> None:
        from redis.asyncio.cluster import RedisCluster as AsyncCluster
        from redis.cluster import RedisCluster

        nodes = [RedisServer("--cluster-enabled", "yes", "--cluster-node-timeout", "2000") for _ in range(3)]
        for number, node in enumerate(nodes):
            node.start()
            self.addCleanup(node.stop)
            with node.client() as client:
                slots = range(16384 * number // 3, 16384 * (number + 1) // 3)
                client.execute_command("CLUSTER", "ADDSLOTS", *slots)
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                client.execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
        for node in nodes:
            with node.client() as client:
                wait_for(lambda client=client: client.cluster("INFO")["cluster_state"] == "ok")
                wait_for(lambda client=client: client.cluster("INFO")["cluster_size"] == "3")
        self.use(RedisCluster(host="127.0.0.1", port=nodes[0].port))
        self.use_asyncio(lambda: AsyncCluster(host="127.0.0.1", port=nodes[0].port))


def wait_for(ready: Any, seconds: float = 20.0) -> None:
    """Wait until a function returns something true; its errors of redis-py mean not yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            if ready():
                return
        except redis.exceptions.RedisError:
            pass
        if time.monotonic() > end:
            raise TimeoutError("Redis does not become ready")
        time.sleep(0.05)


if __name__ == "__main__":
    unittest.main()
