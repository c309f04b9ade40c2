"""The command line: one file per command group, argparse, no colour, no state.

May import: wing I, wing II, jam, conformance, explain, vendor, __init__.
Touches: files named by the user, standard input and output, the terminal; `page` listens on 127.0.0.1.

Exit codes: 0 done, or the answer is yes; 1 the answer is no (a token, code or password was refused,
a check failed); 2 the command or its input is not usable; 3 a primitive failed its self-test;
130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

# command -> what `jamlite --help` says of it
GROUPS = {
    "conformance": "run the test vectors",
    "selftest": "open every gate and show what it found",
    "jwt": "issue, verify and take apart JSON Web Tokens",
    "jws": "sign and verify any content",
    "jwe": "encrypt and decrypt any content",
    "jwk": "make keys, convert them, take their thumbprint",
    "keychain": "look after signing keys that rotate",
    "paseto": "make, read and take apart PASETOs",
    "paserk": "PASETO keys as text: wrap, seal, identify",
    "otp": "one-time passwords: codes, checks, otpauth URIs",
    "password": "hash and verify passwords",
    "keys": "make keys and key files",
    "sessions": "look into a session store",
    "inspect": "show what a token of any kind says, WITHOUT verifying it",
    "explain": "show step by step what a token, key or code is made of",
    "page": "serve a page to this machine, to paste and explain tokens",
    "completion": "print a script that completes commands in the shell",
    "vendor": "copy what you need into your application",
    "bench": "time the everyday calls on this machine",
    "version": "show the version, and what it runs on",
}


def build_parser(named: str | None) -> argparse.ArgumentParser:
    """Return the parser of the group `named` ("all": of every group).

    None: all groups are known by name, for the help and for the complaint about a wrong name, and empty.
    """
    from .. import __version__
    from .loaders import LOADERS
    from .parsing import Parser

    parser = Parser(
        prog="jamlite",
        description="The authentication toolkit in pure Python.",
        epilog="Exit codes: 0 done or yes, 1 no, 2 unusable command or input.",
    )
    parser.set_defaults(build_parser=build_parser)  # for `completion`, which wants all of it
    parser.add_argument("--version", action="version", version=f"jamlite {__version__}")
    subparsers = parser.add_subparsers(dest="group", metavar="COMMAND", required=True)
    for name, summary in GROUPS.items():
        if named in (name, "all"):
            LOADERS[name]().add_parser(subparsers)
        elif named is None:  # 20 parsers that parse nothing take 1 ms
            subparsers.add_parser(name, help=summary)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. Every expected error is one line on standard error."""
    from ..exceptions.base import JamError
    from ..exceptions.crypto import JamSelfTestError

    if not _open_streams():
        return _complain("standard output is closed", 2)
    arguments = sys.argv[1:] if arguments is None else arguments
    # Only the group that is asked for is loaded.
    named = arguments[0] if arguments and arguments[0] in GROUPS else None
    options = build_parser(named).parse_args(arguments)
    try:
        with warnings.catch_warnings():
            # Python shows one place once; a weak key is told each time.
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = _warn
            code: int = options.run(options)
        sys.stdout.flush()  # here, where a broken pipe or a full disk is still caught
        return code
    except JamError as error:
        return _complain(error.message, 2)  # no traceback: whoever typed the command reads it
    except JamSelfTestError as error:  # not the input's fault: `jamlite selftest` names the gates
        return _complain(f"{error.message}; run `jamlite selftest`", 3)
    except BrokenPipeError:  # the reader went away, as with `| head`: nothing more to say
        # Python's note on SIGPIPE: the interpreter flushes once more when it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL and error.filename is None:
            return 0  # the same there: the reader of a pipe went away
        stream = "output" if error.errno in (errno.ENOSPC, errno.EFBIG) else "input"
        return _complain(f"{error.filename or stream}: {error.strerror or error}", 2)
    except KeyboardInterrupt:
        return _complain("interrupted", 130)  # as a shell: 128 and the number of SIGINT


def _open_streams() -> bool:
    """Replace standard input and error where the caller closed them; tell whether there is an output."""
    if sys.stdin is None:  # Python's word for a descriptor that was closed: `jamlite ... <&-`
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    return sys.stdout is not None  # without one an answer would be lost, and status 0 would say it was given


def _warn(message: Warning | str, category: type[Warning], filename: str, *_: object, **__: object) -> None:
    """Show a warning without the line of code it stands at, which no user of a command looks for."""
    from .common import complain

    complain(f"warning: {message}")


def _complain(message: str, code: int) -> int:
    from .common import complain

    complain(message)
    return code


cli = main  # Jam's name
