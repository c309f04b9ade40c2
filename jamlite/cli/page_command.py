"""`page`: a page on this machine alone, where a token is pasted and explained."""

from __future__ import annotations

from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .common import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("page", help="serve a page to this machine, to paste and explain tokens")
    # 0: the system chooses, and nobody can know it beforehand.
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port (default: a free one)")
    parser.add_argument("--open", action="store_true", help="open it in the browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    import warnings

    from ..exceptions.crypto import JamWeakKeyWarning
    from .page_server import PageServer

    if not 0 <= options.port <= 65_535:
        raise common.CommandError("--port must be 0 to 65535")
    warnings.simplefilter("ignore", JamWeakKeyWarning)  # nothing is written of what is pasted
    with PageServer(options.port) as server:
        print(f"{server.url}\nCtrl-C ends it.", flush=True)
        if options.open:
            import webbrowser

            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
