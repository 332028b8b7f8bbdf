"""Run as a process of its own: `python -m tests.projections.projecting URL` is a projector, until it is killed."""

import os
import sys
from threading import Event

from persistence.datastore import Datastore, open_engine
from projections.runner import Projector

if __name__ == "__main__":
    with Projector(Datastore(open_engine(sys.argv[1], application_name=f"projector {os.getpid()}"))):
        Event().wait()
