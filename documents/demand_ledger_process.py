"""Writes a ledger of demands in a process of its own, while the next items are read; run as a module, never imported.

In: pickles on standard input, first the head of the ledger, then its lines part by part, at last an empty part. Out: the workbook
on standard output, which is a file.
"""

import pickle
import sys
from collections.abc import Iterator
from queue import Queue
from threading import Thread

from documents.demand_ledger import DemandLine, write_demand_ledger

_PARTS_AHEAD = 5

Part = list[DemandLine]


def main() -> None:
    head = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that has started this one
    write_demand_ledger(head, _lines(), sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _lines() -> Iterator[DemandLine]:
    """All lines. Raises `EOFError` if whoever sends them has gone before the end."""
    parts: Queue[Part | None] = Queue(_PARTS_AHEAD)
    Thread(target=_read_into, args=(parts,), daemon=True).start()
    while part := parts.get():
        yield from part
    if part is None:
        raise EOFError


def _read_into(parts: Queue[Part | None]) -> None:
    try:
        while part := pickle.load(sys.stdin.buffer):  # noqa: S301
            parts.put(part)
        parts.put([])
    except (EOFError, pickle.UnpicklingError):
        parts.put(None)


if __name__ == "__main__":
    main()
