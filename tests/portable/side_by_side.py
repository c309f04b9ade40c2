"""Two copies of different versions in one process: `python3 -m tests.portable.side_by_side`, in a checkout.

The older one is the last commit of the version before. Both are packages of one application; tokens go from
one to the other, their errors, gates and left-out parts stay apart.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_PROGRAM = """
from app.old import jamlite as old, tokens
from app.new import jamlite as new
assert old.__version__ != new.__version__, (old.__version__, new.__version__)
from app.old.jamlite.jose import JWK as OldKey, jwt as old_jwt
from app.new.jamlite.jose import JWK as NewKey, jwt as new_jwt
from app.old.jamlite.exceptions import JamError as OldError
from app.new.jamlite.exceptions import JamError as NewError
from app.old.jamlite.crypto import gate as old_gates
from app.new.jamlite.crypto import gate as new_gates
assert old_jwt is not new_jwt and old_gates.GATES is not new_gates.GATES
for kty, crv in (("oct", None), ("EC", "P-256"), ("OKP", "Ed25519")):
    key = OldKey.generate(kty, crv=crv)
    claims = {"sub": "alice"}
    same = key.to_dict(private=True)
    assert new_jwt.decode(old_jwt.encode(claims, key), same) == claims
    assert old_jwt.decode(new_jwt.encode(claims, same), key) == claims
for decode, own, other in ((old_jwt.decode, OldError, NewError), (new_jwt.decode, NewError, OldError)):
    try:
        decode("a.b.c", b"k" * 32)
    except own as error:
        assert not isinstance(error, other)
# A third copy, of a part: what it is without is its own affair.
from app.old.tokens.otp import TOTP
assert TOTP(b"12345678901234567890", digits=8).at(59) == "94287082"
from app.old.tokens.exceptions.base import JamError
try:
    from app.old.tokens.jose import jwt
except JamError as error:
    assert "without jose" in error.message
else:
    raise AssertionError("the part has a jose")
print(f"{old.__version__} and {new.__version__} side by side, and a copy of a part")
"""


def git(*arguments: str) -> str:
    """Return what git says of this checkout."""
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Lay out an application with the copies, run its program."""
    from jamlite import __version__

    changes = git(
        "log", "--format=%H", f'-S__version__ = "{__version__}"', "--", "jamlite/__init__.py"
    ).split()
    with tempfile.TemporaryDirectory() as folder:
        for name, commit in (("old", f"{changes[-1]}~1"), ("new", "HEAD")):
            place = os.path.join(folder, "app", name)
            os.makedirs(place)
            archive = os.path.join(folder, f"{name}.tar")
            git("archive", "--output", archive, commit, "jamlite")
            subprocess.run(["tar", "-x", "-f", archive, "-C", place], check=True)
        part = os.path.join(folder, "app", "old", "tokens")
        command = [sys.executable, "-m", "jamlite", "vendor", part, "--for", "totp", "--no-selftest"]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", _PROGRAM], cwd=folder, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
