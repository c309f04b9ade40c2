"""Whole processes: what a start costs beyond `python -c pass` (compare the two columns' difference)."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from typing import Callable

from ..bench import Row

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
DECODE = """
from jamlite import Jam
jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": "k123456789abcdef0123456789abcdef"}}})
jam.jwt_decode("TOKEN", check_list=None)
"""


def process(code: str) -> Callable[[], None]:
    command = [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, {ROOT!r})\n{code}"]

    def run() -> None:
        subprocess.run(command, check=True)

    return run


def rows() -> list[Row]:
    from jamlite.jose import jwt

    compileall.compile_dir(os.path.join(ROOT, "jamlite"), quiet=1)
    token = jwt.encode({"sub": "somebody"}, "k123456789abcdef0123456789abcdef")
    nothing = process("pass")
    return [
        Row("import jamlite", process("import jamlite"), "python -c pass", nothing),
        Row("Jam and one HS256 decode", process(DECODE.replace("TOKEN", token)), "python -c pass", nothing),
    ]
