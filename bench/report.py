"""What a benchmark found: a table to read and a file to compare with later."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from domain.calendar import OFFICE_ZONE

SMALL = 10  # below that a whole number says too little


@dataclass(frozen=True)
class Row:
    """One case: our figure, the peers', how many times theirs ours is, and how many it has to be.

    `at_most` is for a figure that is compared with nobody's: what it may be.
    """

    case: str
    ours: float
    unit: str
    peers: dict[str, float] = field(default_factory=dict)
    ratio: dict[str, float] = field(default_factory=dict)
    bars: dict[str, float] = field(default_factory=dict)
    at_most: float | None = None

    def below_bar(self, peer: str) -> bool:
        return self.ratio[peer] < self.bars.get(peer, 0)

    @property
    def is_above_bar(self) -> bool:
        return self.at_most is not None and self.ours > self.at_most


@dataclass(frozen=True)
class Report:
    rows: list[Row]
    beside: str = ""  # what else a reader of the figures has to know
    measured_on: str = ""  # when and where; of a report that is just being made it is here and now

    @classmethod
    def read(cls, path: Path) -> Self:
        """What `write` has written."""
        content = json.loads(path.read_text())
        return cls([Row(**row) for row in content["rows"]], measured_on=content["measured_on"])

    @property
    def holds(self) -> bool:
        return not any(
            row.is_above_bar or any(row.below_bar(peer) for peer in row.peers) for row in self.rows
        )

    @property
    def _when_and_where(self) -> str:
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        machine = f"{datetime.now(OFFICE_ZONE).date()}, {os.cpu_count()} cores, load {load}, Python {platform.python_version()}"
        return self.measured_on or "; ".join(filter(None, (machine, self.beside)))

    def as_markdown(self) -> str:
        peers = list(dict.fromkeys(peer for row in self.rows for peer in row.peers))
        head = ["case", "unit", "ours", *(column for peer in peers for column in (peer, "ours ÷ it (bar)"))]
        lines = [head, ["---"] * 2 + ["---:"] * (len(head) - 2), *(_cells(row, peers) for row in self.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{self._when_and_where}"

    def write(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        content = {"rows": [asdict(row) for row in self.rows], "measured_on": self._when_and_where}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _cells(row: Row, peers: list[str]) -> list[str]:
    cells = [row.case, row.unit, _figure(row)]
    for peer in peers:
        known = peer in row.peers
        cells += [_rounded(row.peers[peer]), _against_bar(row, peer)] if known else ["", ""]
    return cells


def _figure(row: Row) -> str:
    if row.at_most is None:
        return _rounded(row.ours)
    return f"{row.ours:,.1f} (at most {row.at_most:g}){' **missed**' if row.is_above_bar else ''}"


def _rounded(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= SMALL else f"{figure:.2f}"


def _against_bar(row: Row, peer: str) -> str:
    bar = f" ({row.bars[peer]}x)" if peer in row.bars else ""
    return f"{row.ratio[peer]:.2f}x{bar}{' **missed**' if row.below_bar(peer) else ''}"
