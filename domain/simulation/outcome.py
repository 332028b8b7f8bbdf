"""The outcome of a simulation (模拟结果): sums by kind, clause, area and department, and the cases behind them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.calendar import Calendar
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.simulation.differences import Comparison, Difference
from domain.simulation.quotas import QuotaReplay, use_key
from domain.simulation.records import CaseRecord, Logged, case_records

FORMAT = 1
NO_CLAUSE = ""
Sum = tuple[str, str, str, str, str]  # kind, subject, clause, area, department
OnCase = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What would have been otherwise. `cases` name cases by their ids and hold nothing about persons."""

    draft: PolicyPack
    position: int
    looked_at: int = 0
    sums: Counter[Sum] = field(default_factory=Counter)
    undecidable: Counter[str] = field(default_factory=Counter)
    unknown_versions: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[Difference]] = field(default_factory=dict)
    quotas: list[dict[str, Any]] = field(default_factory=list)

    def add(self, case_id: str, area: str, differences: Iterable[Difference]) -> None:
        """Count what would have been otherwise about a case."""
        found = sorted(differences)
        if found:
            self.cases.setdefault(case_id, []).extend(found)
        for one in found:
            for clause in one.clauses or (NO_CLAUSE,):
                self.sums[(one.kind, one.subject, clause, area, one.department)] += 1

    def as_json(self, *, with_cases: bool) -> dict[str, Any]:
        """The same log position and the same draft give the same, in the same order."""
        names = ("kind", "subject", "clause", "area", "department")
        said: dict[str, Any] = {
            "simulation": FORMAT,
            "draft": {"version": self.draft.version, "sha256": self.draft.sha256, "city": self.draft.city},
            "position": self.position,
            "cases_looked_at": self.looked_at,
            "cases_otherwise": len(self.cases),
            "sums": [
                dict(zip(names, key, strict=True)) | {"cases": number}
                for key, number in sorted(self.sums.items())
            ],
            "not_decidable": [
                {"check": name, "cases": number} for name, number in sorted(self.undecidable.items())
            ],
            "unknown_versions": [
                {"policy_version": name, "cases": number}
                for name, number in sorted(self.unknown_versions.items())
            ],
            "quotas": self.quotas,
        }
        if with_cases:
            said["cases"] = [
                {"card_application_id": id_, "otherwise": [one._asdict() for one in sorted(differences)]}
                for id_, differences in sorted(self.cases.items())
            ]
        return said


@dataclass(frozen=True, slots=True)
class History:
    """What is on record up to a position: the events of cases case by case, and of quotas in their order."""

    position: int
    cases: Iterable[Logged]
    quotas: Iterable[Logged]


def simulated(
    history: History, comparison: Comparison, policies: PolicyBook, on_case: OnCase = lambda _: None
) -> Outcome:
    """Hold every case of the draft's city that was submitted against the draft; nothing is recorded."""
    draft = comparison.draft
    outcome, known = Outcome(draft, history.position), _known(policies)
    of_places: dict[str, tuple[str, str, int | None]] = {}
    for record in case_records(history.cases):
        if record.city != draft.city:
            continue
        outcome.looked_at += 1
        on_case(outcome.looked_at)
        if record.place_id is not None:
            of_places[record.place_id] = (str(record.id), record.area, record.forwarded_at)
        _hold_against(record, known, comparison, outcome)
    forwarded = {place: at for place, (_, _, at) in of_places.items() if at is not None}
    replay = QuotaReplay(draft)
    replay.run(history.quotas, forwarded)
    _add_quotas(replay, of_places, outcome)
    return outcome


def _known(policies: PolicyBook) -> Mapping[str, PolicyPack]:
    return {pack.version: pack for pack in policies}


def _hold_against(
    record: CaseRecord, known: Mapping[str, PolicyPack], comparison: Comparison, outcome: Outcome
) -> None:
    under = known.get(record.policy_version)
    if under is None:
        outcome.unknown_versions[record.policy_version] += 1
        return
    outcome.add(str(record.id), record.area, comparison.of_case(record, under))
    outcome.undecidable.update(comparison.undecidable(record, under))


def _add_quotas(
    replay: QuotaReplay, of_places: Mapping[str, tuple[str, str, int | None]], outcome: Outcome
) -> None:
    """A place without a case is named by itself."""
    areas = {place_id: place.area for use in replay.quotas.values() for place_id, place in use.were.items()}
    for place_id, differences in sorted(replay.of_places.items()):
        case_id, area, _ = of_places.get(place_id, (f"place {place_id}", areas[place_id], None))
        outcome.add(case_id, area, differences)
    outcome.quotas = [
        {
            "quota": use_key(use),
            "city_limit": use.city_limit,
            "department_limits": use.department_limits,
            "used": use.used(under_draft=False),
            "used_under_draft": use.used(under_draft=True),
        }
        for use in sorted(replay.quotas.values(), key=use_key)
    ]


def compared(draft: PolicyPack, calendar: Calendar, last: Logged | None) -> Comparison:
    """The draft against a history whose last event is this; deadlines that run are judged on its day."""
    return Comparison(draft, calendar, draft.effective_from if last is None else last.on)
