"""Ids: read from text thousands at a time, and drawn at random many at a time."""

import os
from collections.abc import Callable
from uuid import UUID

from pydantic_core import SchemaValidator, core_schema

# As `UUID(text)`, in a fifth of the time; raises a ValueError.
read_id: Callable[[str | bytes], UUID] = SchemaValidator(core_schema.uuid_schema()).validate_python

SIZE, AT_ONCE = 16, 256

_drawn: list[bytes] = []
os.register_at_fork(after_in_child=_drawn.clear)  # a child would draw what its parent draws


def new_id() -> UUID:
    """A random id, as `uuid4()`.

    That asks the kernel for each, and gives the interpreter's lock away meanwhile: under load a thread waits longer for its
    return than for all else that it does.
    """
    while True:
        try:
            return UUID(bytes=_drawn.pop(), version=4)
        except IndexError:
            _draw()


def _draw() -> None:
    block = os.urandom(SIZE * AT_ONCE)
    _drawn.extend(block[at : at + SIZE] for at in range(0, len(block), SIZE))
