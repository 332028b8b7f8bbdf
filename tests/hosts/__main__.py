"""`python -m tests.hosts`: lose a primary and two more hosts under load, and say what came of it."""

import argparse
import signal
import sys
import time

from tests.hosts.failing_over import lose_an_asynchronous_primary, lose_everything_once
from tests.hosts.network import why_not
from tests.hosts.servers import PROGRAMS

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument(
    "--asynchronous", action="store_true", help="the negative control: commits do not wait for the replica"
)
arguments.add_argument("--clients", type=int, default=8)
arguments.add_argument("--between", type=int, default=100, help="commands acknowledged between two failures")
stated = arguments.parse_args()

if missing := why_not() or (None if PROGRAMS.exists() else f"there is no PostgreSQL in {PROGRAMS}"):
    sys.exit(missing)
signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is told to end takes the hosts down
begun = time.monotonic()


def say(line: str) -> None:
    """With the seconds since the beginning."""
    print(f"{time.monotonic() - begun:6.1f}  {line}", flush=True)


lose = lose_an_asynchronous_primary if stated.asynchronous else lose_everything_once
found = lose(say, clients=stated.clients, between=stated.between)
say(str(found))
if stated.asynchronous:
    sys.exit(0 if found.lost else "nothing was lost, so this control shows nothing")
sys.exit(1 if found.wrong else 0)
