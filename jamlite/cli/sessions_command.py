"""`jamlite sessions`: look into a session store, end sessions, reclaim space."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import datetime, timedelta, timezone

from ..sessions.sealing import Sealer
from ..sessions.session_kinds import JSONSessions, RedisSessions
from ..sessions.stored import PREFIX
from ..stores.journal_file import KEPT
from ..stores.kinds import is_server, open_place
from ..stores.store import PURGE_STEP, is_key
from . import common

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..encoding.json_types import JsonObject
    from ..stores.store import Record, Store

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group `sessions` and its commands."""
    group = subparsers.add_parser("sessions", help="look into a session store")
    commands = group.add_subparsers(dest="command", metavar="COMMAND", required=True)

    listing = commands.add_parser("list", help="list live sessions")
    listing.add_argument("--key", metavar="KEY", help="only those of this session key (a user, say)")
    listing.add_argument("--limit", type=int, default=100, metavar="N", help="at most (default: 100)")
    _add_store(listing)
    listing.set_defaults(run=_run_list)

    show = commands.add_parser("show", help="show a session; exit code 1 if there is no such session")
    show.add_argument("id", metavar="ID", help="after -- if it begins with a dash")
    common.add_secret_options(show, "secret", "the Fernet key that sealed it")
    _add_store(show)
    show.set_defaults(run=_run_show)

    clear = commands.add_parser("clear", help="end all sessions of a session key")
    clear.add_argument("key", metavar="KEY")
    _add_store(clear)
    clear.set_defaults(run=_run_clear)

    purge = commands.add_parser("purge", help="reclaim the space of expired sessions")
    purge.add_argument(
        "--step", type=int, default=PURGE_STEP, metavar="N", help=f"at once (default: {PURGE_STEP})"
    )
    _add_store(purge)
    purge.set_defaults(run=_run_purge)

    migrate = commands.add_parser("migrate", help="bring sessions that Jam left into the layout of jamlite")
    migrate.add_argument(
        "--ttl", type=float, metavar="SECONDS", help="of sessions for which Jam wrote no end"
    )
    common.add_secret_options(migrate, "secret", "the Fernet key of encrypted sessions")
    _add_store(migrate)
    migrate.set_defaults(run=_run_migrate)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store", required=True, metavar="PLACE", help="a file of JSON lines or SQLite, or a redis:// URI"
    )
    parser.add_argument("--prefix", default="sessions", help="of the keys in Redis (default: sessions)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run_list(options: argparse.Namespace) -> int:
    with _open(options) as store:
        if options.key is None:
            keys = [key for key in store.keys(options.limit) if key.startswith(PREFIX)]
        else:
            # The prefix keeps challenges and logins of other parts out.
            keys = store.list_owner(PREFIX + options.key)[: options.limit]
        found = [(key, store.get(key)) for key in keys]  # None for one that ended in between
    sessions = [_described(key, record) for key, record in found if record is not None]
    if options.json:
        common.print_json(sessions)
        return 0
    for session in sessions:
        common.say(
            f"{_shown(session['id'])}  {session['expires'] or 'never expires'}  {_shown(session['key'])}"
        )
    return 0


def _run_show(options: argparse.Namespace) -> int:
    sealer = None
    if options.secret is not None or options.secret_file is not None:
        sealer = Sealer(common.read_secret(options.secret, options.secret_file, "Secret"))
    if not is_key(PREFIX + options.id):  # a text that no store can have as a key
        raise common.CommandError("this cannot be a session id")
    with _open(options) as store:
        record = store.get(PREFIX + options.id)
    if record is None:
        print("there is no such session")
        return 1
    text = record.value if sealer is None else sealer.open_for(options.id, record.value)
    if text is None:
        raise common.CommandError("this secret does not open the session")
    session = _described(PREFIX + options.id, record)
    try:
        session["data"] = json.loads(text)
    except ValueError:  # sealed, or by a serializer of its own: shown as it is
        session["data"] = text
    if options.json:
        common.print_json(session)
        return 0
    common.say(f"key      {_shown(session['key'])}")
    print(f"expires  {session['expires'] or 'never'}")
    # ASCII: nothing in it is obeyed by a terminal.
    print(f"data     {json.dumps(session['data'], ensure_ascii=True)}")
    return 0


def _run_clear(options: argparse.Namespace) -> int:
    with _open(options) as store:
        count = store.delete_owner(PREFIX + options.key)
    return _print_count(options, "ended", count)


def _run_purge(options: argparse.Namespace) -> int:
    count = 0
    with _open(options) as store:
        done = store.purge(options.step)
        while done:  # in steps, so that nobody else has to wait long
            count += done
            done = store.purge(options.step)
    return _print_count(options, "reclaimed", count)


def _run_migrate(options: argparse.Namespace) -> int:
    place: str = options.store
    given: JsonObject = {"ttl": options.ttl}
    if options.secret is not None or options.secret_file is not None:
        secret = common.read_secret(options.secret, options.secret_file, "Secret")
        given.update(is_session_crypt=True, session_aes_secret=secret)
    if is_server(place):
        with closing(RedisSessions(place, options.prefix, **given)) as sessions:
            count = sessions.migrate()
        return _print_count(options, "migrated", count)
    if not os.path.isfile(place):
        raise common.CommandError(f"{place}: there is no such file")
    # The old file is kept under this name. If it is there before, another run has migrated.
    done_before = os.path.lexists(place + KEPT)
    with closing(JSONSessions(place, **given)) as opened:  # takes over a file of TinyDB
        count = 0 if done_before or not os.path.lexists(place + KEPT) else len(opened.store.keys(1 << 30))
    return _print_count(options, "migrated", count)


def _open(options: argparse.Namespace) -> Store:
    """Open the store that --store names; a file has to be there already."""
    place: str = options.store
    try:
        return open_place(place, prefix=options.prefix)
    except FileNotFoundError:
        raise common.CommandError(f"{place}: there is no such file") from None


def _described(key: str, record: Record) -> JsonObject:
    end = record.expires
    return {
        "id": key[len(PREFIX) :],
        "key": record.owner[len(PREFIX) :],
        "expires": None if end is None else _time(end),
    }


def _time(seconds: float) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return f"{seconds:.0f}"


def _shown(text: str) -> str:
    """Return `text` as a terminal may have it: what does not print is escaped."""
    return text if text.isprintable() else json.dumps(text)


def _print_count(options: argparse.Namespace, word: str, count: int) -> int:
    if options.json:
        common.print_json({word: count})
    else:
        print(f"{count} {'session' if count == 1 else 'sessions'} {word}")
    return 0
