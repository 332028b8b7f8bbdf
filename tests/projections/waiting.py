"""Waiting for what another thread or process is about to do."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any


def until(holds: Callable[[], Any], *, within: float = 10) -> float:
    """Wait until it holds, and return the seconds that took; fail if it never does."""
    started = monotonic()
    while not holds():
        waited = monotonic() - started
        assert waited < within, f"waited {waited:.1f} s in vain"
        sleep(0.002)
    return monotonic() - started
