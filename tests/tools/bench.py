"""Measure jamlite against other software, as ratios within one run.

    python3 -m tests.tools.bench [GROUP ...] [--repeat N] [--json FILE]

Each row times jamlite and its peer in turn, A B A B ..., and compares medians; a peer that is not
installed leaves its row out and says so. `limit` is the largest ratio jamlite/peer we promise; in a row
without a peer, the most microseconds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import platform
import statistics
import sys
import time
from typing import Any, Callable, NamedTuple, Optional


class Row(NamedTuple):
    """One comparison. `ours` and `peer` run the operation once; `peer` is None for a figure by itself."""

    name: str
    ours: Callable[[], Any]
    peer_name: str = ""
    peer: Optional[Callable[[], Any]] = None
    limit: Optional[float] = None


def groups() -> list[str]:
    """Return the names of the groups in benches/."""
    package = importlib.import_module("tests.tools.benches")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def timed(function: Callable[[], Any], count: int) -> float:
    """Return CPU seconds of this process per call over `count` calls.

    Other work of the machine does not count; nor does what a server does, or a wait for the disk.
    """
    start = time.process_time()
    for _ in range(count):
        function()
    return (time.process_time() - start) / count


def calls_for(function: Callable[[], Any], seconds: float = 0.03) -> int:
    """Return how many calls take about `seconds`; the call doubles as the warm-up."""
    function()
    return max(1, int(seconds / max(timed(function, 1), 1e-7)))


def measure(row: Row, repeat: int) -> dict[str, Any]:
    """Time one row; the ratio is that of the medians of interleaved repeats."""
    ours, peers = [], []
    count = calls_for(row.ours)
    peer_count = calls_for(row.peer) if row.peer else 0
    for _ in range(repeat):
        ours.append(timed(row.ours, count))
        if row.peer:
            peers.append(timed(row.peer, peer_count))
    record: dict[str, Any] = {"name": row.name, "us": statistics.median(ours) * 1e6, "limit": row.limit}
    if peers:
        record["peer"] = row.peer_name
        record["peer_us"] = statistics.median(peers) * 1e6
        record["ratio"] = record["us"] / record["peer_us"]
    measured = record["ratio"] if peers else record["us"]
    record["within"] = row.limit is None or measured <= row.limit
    return record


def show(record: dict[str, Any]) -> None:
    """Print one row."""
    line = f"{record['name']:44} {record['us']:11.1f} us"
    if "peer" in record:
        line += f"  {record['peer']:18} {record['peer_us']:11.1f} us  ratio {record['ratio']:6.3f}"
    if record["limit"] is not None:
        limit = f"{record['limit']:5.2f}" if "peer" in record else f"{record['limit']:.0f} us"
        line += f"  limit {limit}  {'ok' if record['within'] else 'OVER'}"
    print(line, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("group", nargs="*", help=f"which groups (default all): {', '.join(groups())}")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    for group in options.group:
        if group not in groups():
            parser.error(f"there is no group {group}; there are {', '.join(groups())}")
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    records = []
    for group in options.group or groups():
        module = importlib.import_module(f"tests.tools.benches.{group}")
        print(f"\n{group}")
        for row in module.rows():
            records.append(measure(row, options.repeat))
            show(records[-1])
        for name in getattr(module, "MISSING", []):
            print(f"not measured: {name} is not installed")
    over = [record["name"] for record in records if not record.get("within", True)]
    print(f"\n{len(records)} rows, {len(over)} over their limit{': ' + ', '.join(over) if over else ''}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as stream:
            json.dump(records, stream, indent=1)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
