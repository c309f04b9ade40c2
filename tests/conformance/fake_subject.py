"""A subject that misbehaves as its argument says; it knows the family Double of the runner's tests."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

HELLO = {
    "name": "fake",
    "version": "1",
    "language": "Python",
    "supports": {"Double": ["double"]},
    "limits": {"clock": False},
}


def say(record: object) -> None:
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def double(request: dict) -> dict:  # type: ignore[type-arg]
    value = request["in"]["value"]
    if value < 0:
        return {"id": request["id"], "ok": False, "error": "negative"}
    return {"id": request["id"], "ok": True, "out": {"value": 2 * value}}


def misbehave(mode: str, request: dict) -> None:  # type: ignore[type-arg]
    """Do to the one case whose value is 1 what the mode says; other cases are answered well."""
    if mode == "dies":
        print("dying", file=sys.stderr, flush=True)
        os._exit(3)
    if mode == "silent":
        time.sleep(60)
    elif mode == "endless":
        while True:
            sys.stdout.write("x" * 65536 + "\n")
    elif mode == "endless line":
        while True:
            sys.stdout.write("x" * 65536)
    elif mode == "noise":
        while True:
            sys.stderr.write("e" * 65536)
    elif mode == "drips":  # one character at a time, and never a whole line
        for _ in range(600):
            sys.stdout.write(" ")
            sys.stdout.flush()
            time.sleep(0.1)
    elif mode == "closes its output":
        os.close(1)
        time.sleep(60)
    elif mode == "twice":
        say(double(request))
        say(double(request))
    elif mode == "stops itself":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif mode == "empty lines":
        sys.stdout.write("\n" * 100)
        sys.stdout.flush()
    elif mode == "binary":
        sys.stdout.buffer.write(b"\xff\xfe\0\n")
        sys.stdout.buffer.flush()
    elif mode == "deep":
        sys.stdout.write("[" * 200_000 + "\n")
        sys.stdout.flush()
    elif mode == "digits":
        sys.stdout.write('{"id": ' + "1" * 2_000_000 + "}\n")
        sys.stdout.flush()
    else:
        answer = ANSWERS[mode]
        mine = isinstance(answer, dict) and answer.get("id") == "mine"
        say({**answer, "id": request["id"]} if mine else answer)


ANSWERS: dict = {  # type: ignore[type-arg]
    "other id": {"id": "another", "ok": True},
    "no id": {"ok": True},
    "list": [1],
    "no verdict": {"id": "mine"},
    "ok is text": {"id": "mine", "ok": "true"},
    "out is a list": {"id": "mine", "ok": True, "out": [1]},
    "wrong": {"id": "mine", "ok": True, "out": {"value": 3}},
    "true is no number": {"id": "mine", "ok": True, "out": {"value": True}},
    "bad packing": {"id": "mine", "ok": True, "out": {"value_hex": "zz"}},
    "nothing": {"id": "mine", "ok": True},
    "refuses": {"id": "mine", "ok": False, "error": "x" * 5000},
    "unsupported": {"id": "mine", "unsupported": "no ones"},
    "forges lines": {"id": "mine", "ok": False, "error": "no\r\nPASS all\x85PASS\u2028PASS\x0bPASS"},
}


def main(mode: str) -> None:
    if mode == "dies at once":
        sys.exit("no such library")
    if mode == "ignores stdin":
        time.sleep(60)
    if mode == "leaves a child":  # which holds the pipes open
        if os.fork() == 0:
            os.setsid()
            time.sleep(60)
        os._exit(1)
    for line in sys.stdin:
        request = json.loads(line)
        if "hello" in request:
            hello = {"bad hello": {"name": 1}, "bad supports": {"supports": {"Double": "double"}}}
            say(hello.get(mode, {**HELLO, "limits": {"clock": mode == "clock"}}))
        elif "bye" in request:
            return
        elif mode in ("good", "clock"):
            say(double(request))
        elif mode == "once":
            say(double(request))
            return
        elif mode == "always dies":
            os._exit(1)
        elif mode == "each":  # the case says how
            misbehave(request["in"]["mode"], request) if "mode" in request["in"] else say(double(request))
        elif request["in"]["value"] != 1:
            say(double(request))
        else:
            misbehave(mode, request)


if __name__ == "__main__":
    main(sys.argv[1])
