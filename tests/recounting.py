"""The figures of the quarterly reports, counted once more: by hand, as an auditor would, from nothing but the events.

Events are as `GET /v1/audit/events` tells them, reports as their canonical JSON. It knows no more than docs/quarterly-reports.md says:
nothing of the product is imported.

    events ──> movements of an item: (unit, ledger, what, position, day)
                  │  each is counted by the first report that may take it
                  └──> figures of each revision
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

LEDGERS = ("public_service", "market_service", "opinion")
INTO = {"taken_over", "registered", "reopened", "restored", "moved_in"}
OUT_OF = {"settled", "explained", "moved_out", "dropped"}
COUNTED = (
    "registered",
    "reopened",
    "moved_in",
    "settled",
    "settled_in_time",
    "explained",
    "moved_out",
    "dropped",
    "late",
    "called_back",
    "rated",
    "satisfied",
    "working_days",
)
MOVES = {
    "Registered": "registered",
    "TakenOver": "taken_over",
    "Reopened": "reopened",
    "ClosureReversed": "restored",
    "Settled": "settled",
    "ExplainedNotFeasible": "explained",
    "Withdrawn": "dropped",
    "MergedInto": "dropped",
}
ABOVE = {"Escalated": True, "HandedBack": False}
WELL = {"satisfied", "very_satisfied", "basically_satisfied"}


@dataclass(frozen=True)
class Move:
    """What an event moves or tells of an item in one cell of the books; `booked` is never before the day of an earlier one."""

    item: str
    unit: str
    ledger: str
    what: str
    position: int
    on: date
    booked: date
    facts: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Passing:
    """That an item went to a higher level, or came back from there."""

    position: int
    booked: date
    is_above: bool


@dataclass
class Signed:
    """A revision of a unit's report that was signed, with the content that it says."""

    unit: str
    quarter: str
    revision: int
    content: dict[str, Any]
    taken: list[Move] = field(default_factory=list)

    @property
    def cut_off(self) -> int:
        position: int = self.content["cut_off"]["position"]
        return position

    @property
    def first_day(self) -> date:
        return date(int(self.quarter[:4]), 3 * int(self.quarter[-1]) - 2, 1)

    @property
    def last_day(self) -> date:
        begun = self.first_day + timedelta(days=100)
        return begun.replace(day=1) - timedelta(days=1)

    def figures(self, ledger: str) -> Counter[str]:
        """What the report says of a ledger, over all its rows."""
        said: Counter[str] = Counter()
        for row in self.content["rows"]:
            for cell in row["cells"]:
                if cell["ledger"] == ledger:
                    said.update({name: value or 0 for name, value in cell["figures"].items()})
        return said


def moves_of(events: list[dict[str, Any]]) -> tuple[dict[str, list[Move]], dict[str, list[Passing]]]:
    """The movements of each item, and its ways up and back, in the order of the log."""
    items: dict[str, dict[str, Any]] = {}
    found: dict[str, list[Move]] = defaultdict(list)
    passed: dict[str, list[Passing]] = defaultdict(list)
    for event in events:
        kind, _, name = event["topic"].partition(".")
        if kind != "DemandItem":
            continue
        facts, on = event["facts"], date.fromisoformat(event["envelope"]["effective_on"])
        id_ = event["thing"]["id"]
        before = items.get(id_)
        number = facts["number"] if before is None else before["number"]
        booked = max(on, before["booked"]) if before else on
        told = [*_told(name, facts, before)]
        for unit, ledger, what in told:
            found[number].append(Move(number, unit, ledger, what, event["position"], on, booked, facts))
        above = facts["escalated_to"] is not None if name == "TakenOver" else ABOVE.get(name)
        if above is not None:
            passed[number].append(Passing(event["position"], booked, above))
        items[id_] = {
            "number": number,
            "area": facts["area"],
            "ledger": facts["ledger"],
            "booked": booked if told or above is not None or before is None else before["booked"],
        }
    return found, passed


def _told(name: str, facts: dict[str, Any], before: dict[str, Any] | None) -> Iterator[tuple[str, str, str]]:
    here = (facts["area"], facts["ledger"])
    if before is not None and (before["area"], before["ledger"]) != here:
        yield before["area"], before["ledger"], "moved_out"
        yield *here, "moved_in"
    if name in MOVES:
        yield *here, MOVES[name]
    if name == "Rated" or (name == "CalledBack" and facts["reached"]):
        yield *here, "rated" if name == "Rated" else "called_back"


def counted_by(signed: list[Signed], moves: dict[str, list[Move]]) -> None:
    """Give each movement to the report of its unit that counts it: the first that knew it, and to whose quarter it may belong."""
    by_unit: dict[str, list[Signed]] = defaultdict(list)
    for one in sorted(signed, key=lambda one: one.cut_off):
        by_unit[one.unit].append(one)
    for of_item in moves.values():
        for unit, reports in by_unit.items():
            _share_out([move for move in of_item if move.unit == unit], reports)


def _share_out(moves: list[Move], reports: list[Signed]) -> None:
    closed = {one.quarter: one.cut_off for one in reports if one.revision == 1}
    before: Signed | None = None
    for move in moves:
        taker = next((one for one in reports if _may_take(one, move, before, closed)), None)
        if taker is None:
            return  # what comes after it waits as well
        taker.taken.append(move)
        before = taker


def _may_take(report: Signed, move: Move, before: Signed | None, closed: dict[str, int]) -> bool:
    since = 0
    if report.revision > 1:
        since = max(position for position in closed.values() if position < report.cut_off)
    known = since < move.position <= report.cut_off and move.booked <= report.last_day
    if before is None or before.quarter == report.quarter:
        return known
    return known and before.quarter < report.quarter and before.cut_off <= closed[report.quarter]


def recounted(report: Signed, revisions: list[Signed], ledger: str) -> Counter[str]:
    """What a revision of an area's report should say of a ledger: its own movements, and those of its revisions before."""
    figures: Counter[str] = Counter()
    by_item: dict[str, list[Move]] = defaultdict(list)
    for one in revisions:
        if (one.unit, one.quarter) == (report.unit, report.quarter) and one.revision <= report.revision:
            for move in one.taken:
                if move.ledger == ledger:
                    by_item[move.item].append(move)
    for moves in by_item.values():
        for move in _that_count(sorted(moves, key=lambda one: one.position)):
            _add(move, report.first_day, figures)
    return figures


def _that_count(moves: list[Move]) -> Iterator[Move]:
    """Once in and once out: the first if it comes in, the last if it goes out; of calls and ratings the last."""
    moving = [move for move in moves if move.what in INTO | OUT_OF]
    if moving and moving[0].what in INTO:
        yield moving[0]
    if moving and moving[-1].what in OUT_OF:
        yield moving[-1]
    for what in ("called_back", "rated"):
        yield from [move for move in moves if move.what == what][-1:]


def _add(move: Move, first_day: date, figures: Counter[str]) -> None:
    figures[move.what] += 1
    if move.what == "settled":
        figures["settled_in_time"] += move.facts["figures"]["in_time"]
        figures["working_days"] += move.facts["figures"]["working_days"]
    if move.what == "rated":
        figures["satisfied"] += move.facts["grade"] in WELL
    if move.what in (INTO | OUT_OF) - {"taken_over", "restored"}:
        figures["late"] += move.on < first_day


def standing(report: Signed, revisions: list[Signed], ledger: str) -> set[str]:
    """The items that a report of an area leaves open in a ledger, by all that it and what it opens with have counted."""
    closed_at = next(
        one.cut_off
        for one in revisions
        if (one.unit, one.quarter, one.revision) == (report.unit, report.quarter, 1)
    )
    last: dict[str, Move] = {}
    for one in sorted(revisions, key=lambda one: (one.quarter, one.cut_off)):
        is_own = one.quarter == report.quarter and one.revision <= report.revision
        is_before = one.quarter < report.quarter and one.cut_off <= closed_at
        if one.unit == report.unit and (is_own or is_before):
            for move in one.taken:
                if move.ledger == ledger and move.what in INTO | OUT_OF:
                    known = last.get(move.item)
                    last[move.item] = move if known is None or known.position < move.position else known
    return {item for item, move in last.items() if move.what in INTO}


def disagreements(events: list[dict[str, Any]], revisions: list[Signed]) -> Iterator[str]:
    """Every figure of a signed report that is not what the events come to."""
    areas = [one for one in revisions if one.content["level"] == "area"]
    moves, passed = moves_of(events)
    counted_by(areas, moves)
    for report in areas:
        for ledger in LEDGERS:
            yield from _of_area(report, areas, ledger, passed)
    for report in revisions:
        if report.content["level"] == "city":
            yield from _of_city(report, revisions)


def _of_area(
    report: Signed, areas: list[Signed], ledger: str, passed: dict[str, list[Passing]]
) -> Iterator[str]:
    where = f"{report.unit} {report.quarter}/{report.revision} {ledger}"
    said, counts = report.figures(ledger), recounted(report, areas, ledger)
    for name in COUNTED:
        if said[name] != counts[name]:
            yield f"{where}: {name} {said[name]}, by the events {counts[name]}"
    left_open = standing(report, areas, ledger)
    above = [item for item in left_open if _is_above(passed[item], report)]
    for name, items in (("open", left_open), ("escalated", above)):
        if said[name] != len(items):
            yield f"{where}: {name} {said[name]}, by the events {len(items)}"
    yield from _unbalanced(where, said)
    before = [one for one in areas if one.unit == report.unit and one.quarter < report.quarter]
    carried = (
        max(before, key=lambda one: (one.quarter, one.revision)).figures(ledger)["open"] if before else None
    )
    if carried is not None and said["carried"] != carried:
        yield f"{where}: carried {said['carried']}, the last one ended with {carried}"
    parts: Counter[str] = Counter()
    for cell in (cell for row in report.content["rows"] for cell in row["cells"] if cell["ledger"] == ledger):
        for part in cell["categories"]:
            parts.update({name: value for name, value in part.items() if name != "category"})
    for name, value in parts.items():
        if value != said[name]:
            yield f"{where}: {name} {said[name]}, by its categories {value}"


def _is_above(passed: list[Passing], report: Signed) -> bool:
    """Whether it was with a higher level at the end of the quarter, by what was known at the cut-off."""
    known = [one for one in passed if one.position <= report.cut_off and one.booked <= report.last_day]
    return bool(known) and known[-1].is_above


def _of_city(report: Signed, revisions: list[Signed]) -> Iterator[str]:
    where = f"{report.unit} {report.quarter}/{report.revision}"
    children = {child["unit"]: child for child in report.content["children"]}
    for row in report.content["rows"]:
        child = children[row["unit"]]
        for cell in row["cells"]:
            said = Counter({name: value or 0 for name, value in cell["figures"].items()})
            yield from _unbalanced(f"{where} {row['unit']} {cell['ledger']}", said)
            if child["revision"] is None or child["late_quarters"]:
                continue
            [own] = [
                one
                for one in revisions
                if (one.unit, one.quarter, one.revision) == (row["unit"], report.quarter, child["revision"])
            ]
            signed = own.figures(cell["ledger"])
            for name in (*COUNTED, "open", "escalated", "overdue"):
                if said[name] != signed[name]:
                    yield f"{where} {row['unit']} {cell['ledger']}: {name} {said[name]}, signed {signed[name]}"


def _unbalanced(where: str, said: Counter[str]) -> Iterator[str]:
    came = sum(said[name] for name in ("carried", "adjusted", "registered", "reopened", "moved_in"))
    went = sum(said[name] for name in ("settled", "explained", "moved_out", "dropped"))
    if came - went != said["open"]:
        yield f"{where}: {came} came, {went} went, and {said['open']} are open"
