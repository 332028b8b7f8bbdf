"""One system call of a process fails, or is its last: the faults of disks and the ends of processes, one at a time.

Writers run in processes forked from one that has imported everything, so that a call's number counts what the writer does and
nothing else. `strace` is attached before the writer goes on.
"""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

CALLS = ("openat", "write", "fsync", "rename", "link", "unlink", "close", "mkdir", "chmod", "fchmod")
FAULTS = ("error=EIO", "signal=SIGKILL")
LINE = re.compile(r"^(?:\d+ +)?(\w+)\(")

Writer = Callable[[Path], None]


class Nursery:
    """The process that writers are forked from; `module` has them by name in WRITERS."""

    def __init__(self, module: str) -> None:
        command = (
            f"from {module} import WRITERS; from tests.faults.system_calls import forked; forked(WRITERS)"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def calls(self, writer: str, folder: Path, log: Path) -> Iterator[tuple[str, int]]:
        """Every call that the writer makes when nothing fails: its name, and which of this name it is."""
        assert self._run(writer, folder, ["--output", str(log), "--trace", ",".join(CALLS)]) == 0
        made = Counter(found[1] for line in log.read_text().splitlines() if (found := LINE.match(line)))
        for name in CALLS:
            yield from ((name, number) for number in range(1, made[name] + 1))

    def run_with(self, fault: str, call: str, number: int, writer: str, folder: Path) -> int:
        """How the writer's process ended when its so-manieth call met this fault."""
        inject = f"inject={call}:{fault}:when={number}"
        return self._run(writer, folder, ["--output", os.devnull, "--trace", call, "-e", inject])

    def run(self, writer: str, folder: Path) -> int:
        """How it ended when nothing failed."""
        return self._run(writer, folder, None)

    def _run(self, writer: str, folder: Path, traced: Sequence[str] | None) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{writer} {folder}\n")
        self._process.stdin.flush()
        process = int(self._process.stdout.readline())
        if traced is None:
            os.kill(process, signal.SIGCONT)
            return int(self._process.stdout.readline())
        with subprocess.Popen(
            ["strace", "--attach", str(process), *traced], stderr=subprocess.PIPE, text=True
        ) as strace:
            assert strace.stderr is not None
            assert "attached" in strace.stderr.readline()
            os.kill(process, signal.SIGCONT)
            return int(self._process.stdout.readline())


def forked(writers: dict[str, Writer]) -> None:
    """The life of the nursery: a writer and its folder in; its process, and how it ended, out."""
    for line in sys.stdin:
        name, folder = line.split()
        if not (process := os.fork()):
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                writers[name](Path(folder))
            except OSError:
                os._exit(1)
            os._exit(0)
        os.waitpid(process, os.WUNTRACED)
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
