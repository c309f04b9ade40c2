"""`vendor`: copy what some features need into an application; check and renew such copies."""

from __future__ import annotations

from .common import CommandError
from .parsing import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .common import Subparsers

_WAYS = """  vendor DEST --for FEATURE  copy, let the copy prove itself
  vendor features            show what can be asked for
  vendor check DEST          unchanged, whole, this version?
  vendor update DEST         the same from this version;
                             --for adds a feature"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    import argparse

    parser = subparsers.add_parser(
        "vendor",
        help="copy what you need into your application",
        description=_WAYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("words", nargs="+", metavar="DEST", help="the new folder; or as above")
    parser.add_argument(
        "--for",
        action="append",
        default=[],
        dest="features",
        metavar="FEATURE",
        help="one, or several with commas between",
    )
    parser.add_argument("--single-file", action="store_true", help="DEST is one Python file: one.py")
    parser.add_argument(
        "--force", action="store_true", help="update: lose changes made by hand, go back to an older version"
    )
    parser.add_argument("--no-selftest", action="store_true", help="do not let the copy prove itself")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out one of the four."""
    verb, *rest = options.words
    if verb == "features" and not rest:
        return _features(options)
    if verb in ("check", "update") and len(rest) == 1:
        return (_check if verb == "check" else _update)(rest[0], options)
    # A folder may be called `check`, if --for says so.
    if rest or (verb in ("check", "update") and not options.features):
        raise CommandError(_misplaced(verb, rest))
    from ..vendor import copying

    names = _features_asked(options)
    if options.single_file:
        text = copying.copy_single(verb, names, prove=not options.no_selftest)
        return _done(verb, {verb: text.encode()}, options)
    files = copying.copy(verb, names, prove=not options.no_selftest)
    return _done(verb, files, options)


def _features_asked(options: argparse.Namespace) -> list[str]:
    """Return the features of `--for`; ", " stands inside the words that an error of a copy asks for."""
    return [name for text in options.features for name in (text.split(",") if ", " not in text else [text])]


def _misplaced(verb: str, rest: list[str]) -> str:
    """Return what is wrong with the words of a command that is none of the four."""
    if verb in ("check", "update"):
        return f"name one copy: jamlite vendor {verb} DEST"
    near = nearest(verb, ["features", "check", "update"])
    return near[2:] if near else f"one DEST is needed: jamlite vendor {verb} --for {rest[0]}"


def _update(place: str, options: argparse.Namespace) -> int:
    from ..vendor import copying

    names = _features_asked(options)
    files = copying.update(place, names, force=options.force, prove=not options.no_selftest)
    return _done(place, files, options)


def _check(place: str, options: argparse.Namespace) -> int:
    from .. import __version__
    from ..vendor import copying
    from .common import print_json, say

    if options.features:
        raise CommandError(f"check takes no --for; to add a feature: jamlite vendor update {place} --for ...")
    record = copying.read_record(place)
    changes = copying.differences(place, record)
    other = record["version"] != __version__
    if options.json:
        print_json({"version": record["version"], "features": record["features"], "changes": changes})
        return 1 if changes or other else 0
    state = "changed by hand" if changes else "unchanged and complete"
    lines = [
        *changes,
        f"{place}: jamlite {record['version']} for {', '.join(record['features'])}; {state}",
    ]
    if copying.is_newer(record["version"]):
        lines.append(f"this is jamlite {__version__}, which is older than the copy")
    elif other:
        lines.append(f"this is jamlite {__version__}: `jamlite vendor update {place}`")
    for line in lines:
        say(line.replace("\n", "\\n"))
    return 1 if changes or other else 0  # 1 for a script of CI: the copy is not what this version would write


def _features(options: argparse.Namespace) -> int:
    from ..vendor import contents, features

    graph = contents.read_package()
    rows = []
    for name, feature in features.FEATURES.items():
        paths = features.files_of(features.Wanted([feature], False), graph)
        size = sum(len(graph.sources[path].encode()) for path in paths)
        rows.append({"feature": name, "files": len(paths), "kib": round(size / 1024), "what": feature.what})
    if options.json:
        from .common import print_json

        print_json(rows)
        return 0
    print(f"{'feature':19}files   KiB  what it is")
    for row in rows:
        print(f"{row['feature']:19}{row['files']:5}{row['kib']:6}  {row['what']}")
    print(f"{'verify-only':32}beside others: nothing that signs or makes keys")
    print(f"{'(a path of jamlite)':32}a file or folder: compat/pyotp, explain")
    return 0


def _done(place: str, files: dict[str, bytes], options: argparse.Namespace) -> int:
    from .common import print_json, say

    python = [data for path, data in files.items() if path.endswith(".py")]
    if options.json:
        print_json({"place": place, "files": sorted(files)})
        return 0
    proved = "" if options.no_selftest else ", proved"
    files_said = "1 Python file" if len(python) == 1 else f"{len(python)} Python files"
    said = f"{place}: {files_said}, {sum(map(len, python)) / 1024:.0f} KiB{proved}"
    say(said.replace("\n", "\\n"))
    return 0
