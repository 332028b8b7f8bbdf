"""What a run of the tests says of the bars that it held (docs/bars.md)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

BAR = "bar"  # the marker, and the property of a report


class Held(NamedTuple):
    """One test function, whatever it was parametrised with, and a bar that it holds."""

    bar: str
    size: str
    test: str


def told(reports: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each bar and size that was tried: whether it was held, in how many tests, and how long they took."""
    tried: dict[Held, list[pytest.TestReport]] = {}
    for report in reports:
        for held in _bars_of(report):
            tried.setdefault(held, []).append(report)
    return [_line(held, tried[held]) for held in sorted(tried)]


def _bars_of(report: pytest.TestReport) -> Iterator[Held]:
    for name, value in report.user_properties:
        if name == BAR and isinstance(value, dict):
            yield Held(value["id"], value.get("size", ""), report.nodeid.partition("[")[0])


def _line(held: Held, reports: list[pytest.TestReport]) -> str:
    verdict = "held" if all(report.passed for report in reports) else "NOT HELD"
    took = sum(report.duration for report in reports)
    return f"{held.bar}  {verdict}  {held.size}  ({len(reports)} done, {took:.0f} s)  {held.test}"
