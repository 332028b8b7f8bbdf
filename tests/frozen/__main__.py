"""`make freeze`: write the shapes of all events anew, as `tests/domain/event_shapes.py` describes."""

import runpy

runpy.run_module("tests.domain.event_shapes", run_name="__main__")
