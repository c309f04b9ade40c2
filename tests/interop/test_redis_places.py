"""Redis by its socket, over TLS and behind Sentinel; tests.tools.redis_cluster has a cluster of three."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
import unittest
from typing import Any

from jamlite.aio import sessions as aio_sessions
from jamlite.exceptions import JamStoreError
from jamlite.lists import RedisList
from jamlite.sessions import RedisSessions, create_instance
from jamlite.stores import AsyncRedisStore, RedisStore
from tests.redis_server import RedisServer, free_port
from tests.stores.file_contract import folder
from tests.support import absent, needs

redis = needs("redis")
sentinel = needs("redis.sentinel")
async_sentinel = needs("redis.asyncio.sentinel")


class Places(unittest.TestCase):
    def use(self, server: Any) -> None:
        """Use sessions and a list on a server, each by its own connections."""
        sessions = RedisSessions(server, ttl=60)
        self.addCleanup(sessions.close)
        made = sessions.rework(sessions.create("user", {"a": 1}))
        self.assertEqual(sessions.modify(made, lambda data: data.update(b=2)), {"a": 1, "b": 2})
        self.assertEqual(sessions.list("user"), [made])
        tokens = RedisList(redis_uri=server)
        self.addCleanup(tokens.close)
        tokens.add("token")
        self.assertEqual(tokens.check_many(["token", "x"]), {"token": True, "x": False})

    async def use_async(self, server: Any) -> None:
        module = aio_sessions.RedisSessions(server, ttl=60)
        made = await module.rework(await module.create("user", {"a": 1}))
        self.assertEqual(await module.get(made), {"a": 1})
        await module.close()


class TestSocket(Places):
    def test_a_unix_socket(self) -> None:
        path = os.path.join(folder(self), "redis.sock")
        server = RedisServer("--unixsocket", path).start()
        self.addCleanup(server.stop)
        uri = f"unix://{path}?db=3"
        self.use(uri)
        asyncio.run(self.use_async(uri))
        sessions: Any = create_instance("redis", url=uri, ttl=5)
        self.addCleanup(sessions.close)
        self.assertEqual(sessions.get(sessions.create("user", {})), {})
        with server.client() as client:
            self.assertEqual(client.info("keyspace").keys(), {"db3"})
        self.assertEqual(RedisStore(f"unix://{path}").keys(), [])


class TestTLS(Places):
    def test_a_server_whose_certificate_is_trusted_and_one_whose_is_not(self) -> None:
        if shutil.which("openssl") is None:
            raise absent("the openssl command")
        place = folder(self)
        key, certificate = os.path.join(place, "key.pem"), os.path.join(place, "certificate.pem")
        subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        command = (
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        )
        subprocess.run(
            [*command, "-keyout", key, "-out", certificate, *subject], check=True, capture_output=True
        )
        port = free_port()
        options = ("--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate)
        server = RedisServer(*options, "--tls-port", str(port), "--tls-auth-clients", "no").start()
        self.addCleanup(server.stop)
        uri = f"rediss://localhost:{port}/0?ssl_ca_certs={certificate}"
        self.use(uri)
        asyncio.run(self.use_async(uri))
        for bad in (
            f"rediss://localhost:{port}/0",
            f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}",
        ):
            store = RedisStore(bad)
            self.addCleanup(store.close)
            with self.assertRaises(JamStoreError) as caught:
                store.get("k")
            self.assertEqual(caught.exception.error_code, "store.unavailable")


class TestSentinel(Places):
    def setUp(self) -> None:
        self.first = RedisServer("--repl-diskless-sync-delay", "0").start()
        self.addCleanup(self.first.stop)
        self.second = RedisServer("--replicaof", "127.0.0.1", str(self.first.port)).start()
        self.addCleanup(self.second.stop)
        self.port = free_port()
        path = os.path.join(folder(self), "sentinel.conf")
        with open(path, "w", encoding="ascii") as stream:
            stream.write(
                f"port {self.port}\nbind 127.0.0.1\n"
                f"sentinel monitor ours 127.0.0.1 {self.first.port} 1\n"
                "sentinel down-after-milliseconds ours 500\nsentinel failover-timeout ours 2000\n"
            )
        program = shutil.which("redis-server")
        assert program is not None
        process = subprocess.Popen(
            [program, path, "--sentinel"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        self.watchers = sentinel.Sentinel([("127.0.0.1", self.port)], socket_timeout=1)
        self.wait(lambda: self.watchers.discover_slaves("ours"))

    def wait(self, condition: Any) -> None:
        """Wait until a condition holds and nothing is raised; at most half a minute."""
        end = time.monotonic() + 30
        while True:
            try:
                if condition():
                    return
            except (redis.RedisError, JamStoreError):
                pass
            if time.monotonic() > end:
                raise TimeoutError("the condition does not come true")
            time.sleep(0.1)

    def test_a_session_survives_its_master(self) -> None:
        client = self.watchers.master_for("ours", socket_timeout=1)
        self.addCleanup(client.close)
        self.use(client)
        sessions = RedisSessions(client, "more", ttl=60)
        made = sessions.create("user", {"a": 1})
        with self.first.client() as master:
            self.wait(lambda: master.execute_command("WAIT", "1", "100") == 1)  # until the replica has it
        self.first.end()
        self.wait(lambda: sessions.get(made) is not None)
        self.wait(lambda: sessions.update(made, {"b": 2}) is None)
        self.assertEqual(sessions.get(made), {"b": 2})
        self.assertEqual(self.watchers.discover_master("ours")[1], self.second.port)

        async def after() -> None:
            watchers = async_sentinel.Sentinel([("127.0.0.1", self.port)], socket_timeout=1)
            native = watchers.master_for("ours", socket_timeout=1)
            store: Any = AsyncRedisStore(native, prefix="more")
            self.assertEqual((await store.get("session:" + made)).value, '{"b":2}')
            await store.close()
            await watchers.sentinels[0].aclose()

        asyncio.run(after())


if __name__ == "__main__":
    unittest.main()
