"""A ledger of demands of any length, written on one processor while another reads what is to be written (需求台账).

A short one is written here. For a long one a process of its own is started, which knows no secrets and reaches no database: lines
go to it part by part, and no more than a few of them are on the way.
"""

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO

from documents.demand_ledger import DemandLine, LedgerHead, write_demand_ledger
from documents.scratch import scratch_folder

_ROOT = Path(__file__).parents[1]
_COMMAND = (sys.executable, "-m", "documents.demand_ledger_process")
_SHORT = 1_000  # lines that are written sooner than a process starts
_PART = 200  # lines sent at once
_AT_ONCE = threading.BoundedSemaphore(2)  # so that many ledgers at a time do not take the machine's memory


class LedgerNotWritten(Exception):
    """The process that was to write the ledger has ended before its time."""


def write_long_demand_ledger(
    head: LedgerHead, lines: Iterable[DemandLine], into: IO[bytes], *, short: int = _SHORT
) -> None:
    """Write the workbook into an empty file on disk. Raises `LedgerNotWritten`."""
    rest = iter(lines)
    first = [*islice(rest, short + 1)]
    if len(first) <= short:
        write_demand_ledger(head, first, into)
        return
    with _AT_ONCE, scratch_folder("huicai-ledger-") as scratch:
        _write_apart(head, chain(first, rest), into, scratch)


def _write_apart(head: LedgerHead, lines: Iterator[DemandLine], into: IO[bytes], scratch: Path) -> None:
    """What the process writes on the way lies in `scratch`, where it is removed although it may be killed."""
    environment = {"PYTHONPATH": str(_ROOT), "TMPDIR": str(scratch)}
    with subprocess.Popen(  # noqa: S603 - our own module, and nothing of the ledger on the command line
        _COMMAND, stdin=subprocess.PIPE, stdout=into, env=environment
    ) as process:
        assert process.stdin is not None  # it is a pipe
        try:
            pickle.dump(head, process.stdin)
            while part := [*islice(lines, _PART)]:
                pickle.dump(part, process.stdin)
            pickle.dump([], process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # what it has ended with says why
        except BaseException:
            process.kill()
            raise
        finally:
            # What had not been sent yet must not take the place of what went wrong.
            with suppress(BrokenPipeError):
                process.stdin.close()
    if process.returncode != 0:
        raise LedgerNotWritten(process.returncode)
