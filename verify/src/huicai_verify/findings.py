"""What an examination found: every fault with its place, what could not be decided, and how much was looked at."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huicai_verify.sentences import FAULTS, UNDECIDED

MOST_SHOWN = 200  # signs of a text that somebody else has written


def shown(text: str) -> str:
    """A text of somebody else's as it may stand on a terminal: nothing that could move the cursor, and not endless."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:MOST_SHOWN])


def _shown_facts(facts: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, shown(value) if isinstance(value, str) else value) for name, value in facts.items())


class Fault(NamedTuple):
    """One thing that is not as it has to be.

    `position` is that of the event concerned (1 for the first of the log), `file` the file that it was seen in.
    """

    code: str
    file: str | None = None
    position: int | None = None
    facts: tuple[tuple[str, Any], ...] = ()

    def said(self, language: str) -> str:
        """The fault in words, `zh` or `en`."""
        sentence = (FAULTS.get(self.code) or UNDECIDED[self.code])[language == "en"]
        return sentence.format(**dict(self.facts), position=self.position)

    def as_json(self) -> dict[str, Any]:
        """The fault for another program."""
        place = {"file": self.file, "position": self.position}
        return {
            "code": self.code,
            **{name: value for name, value in place.items() if value is not None},
            **dict(self.facts),
            "zh": self.said("zh"),
            "en": self.said("en"),
        }


@dataclass(slots=True)
class Findings:
    """Everything that came of one examination."""

    faults: list[Fault] = field(default_factory=list)
    undecided: list[Fault] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    # What the signed part says: origin, size, root, signers.
    stated: dict[str, Any] = field(default_factory=dict)
    # Files that nothing signed speaks of, or not of their end.
    unproven: list[str] = field(default_factory=list)

    def fault(self, code: str, *, file: str | None = None, position: int | None = None, **facts: Any) -> None:
        """Put a fault on the list."""
        self.faults.append(Fault(code, None if file is None else shown(file), position, _shown_facts(facts)))

    def undecidable(self, code: str, *, file: str | None = None, **facts: Any) -> None:
        """Say what could not be decided, which is no fault and no proof."""
        self.undecided.append(Fault(code, None if file is None else shown(file), None, _shown_facts(facts)))

    def add(self, faults: Iterable[Fault], checked: Counter[str]) -> None:
        """Take in what a part of the examination found."""
        self.faults.extend(faults)
        self.checked.update(checked)

    @property
    def in_order(self) -> list[Fault]:
        """All faults by position, those without one last; none twice."""
        last = float("inf")
        return sorted(
            dict.fromkeys(self.faults),
            key=lambda one: (last if one.position is None else one.position, one.code, one.file or ""),
        )

    @property
    def exit_code(self) -> int:
        """0: all of it holds. 1: there are faults. 2: none was found, but not everything could be decided."""
        return 1 if self.faults else 2 if self.undecided else 0

    def as_json(self) -> dict[str, Any]:
        """The findings for another program."""
        return {
            "format": "huicai/findings/1",
            "verdict": ("holds", "faults", "undecided")[self.exit_code],
            "stated": dict(_shown_facts(self.stated)),
            "checked": dict(sorted(self.checked.items())),
            "unproven": [shown(name) for name in self.unproven],
            "faults": [one.as_json() for one in self.in_order],
            "undecided": [one.as_json() for one in self.undecided],
        }
