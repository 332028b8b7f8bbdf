"""The demands of the demo: what stood open on day one is taken over, and each quarter's ledgers are entered by the officers.

A line of a row's course is one command: of the window, of the unit in the lead, or of the city's window, with the day of the
line as the day from which it has effect. The areas enter side by side.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from http import HTTPStatus
from operator import itemgetter
from typing import Any, NamedTuple

from rich.progress import Progress

from cli.demo_ledger_files import SAMPLES, Line, Row, rows_of, terms
from cli.demo_people import Player
from cli.demo_telling import chapter, console, done, say
from cli.development import CITY, CITY_AREA
from documents import demand_ledger_words as words
from domain.policy.ledgers import Ledger

BOOKS = "/v1/opening-books"
OPENING = (  # who has kept what until when; the ledgers come last, for they name holders of cards
    ("hrss", "opening-cards.xlsx", "2025-03-31"),
    ("hrss", "opening-places.xlsx", "2025-03-31"),
    ("window", "opening-demands.xlsx", "2025-09-30"),
)
FROM_PAPER = "示例：按纸质台账补录"
AT_ONCE = 8  # areas whose officers are at it at the same time
ALLIANCE = "shandong-alliance"
PROVINCE_WINDOW = "shandong-window"
GRADES = {
    "非常满意": "very_satisfied",
    "满意": "satisfied",
    "基本满意": "basically_satisfied",
    "不满意": "dissatisfied",
}
ADOPTIONS = {"采纳": "adopted", "部分采纳": "partly_adopted", "留作参考": "for_reference"}
COLOURS = {"蓝": "blue", "黄": "yellow", "红": "red"}
LEDGERS = {"公共服务": Ledger.PUBLIC_SERVICE, "市场服务": Ledger.MARKET_SERVICE, "意见建议": Ledger.OPINION}


@dataclass
class Entered:
    """A demand that is on the books: where it is, and which unit is in the lead."""

    id: str
    area: str
    lead: tuple[str, str] = ("", "")
    is_with_province: bool = False

    @property
    def href(self) -> str:
        return f"/v1/demand-items/{self.id}"


@dataclass
class Books:
    """The city's officers, the enterprises by their credit codes, and what has been entered, by the offices' numbers.

    `areas` are those that take part, if not all.
    """

    officer: Callable[[str, str, str], Player]
    enterprises: Mapping[str, str]
    areas: frozenset[str] | None = None
    entered: dict[str, Entered] = field(default_factory=dict)

    def has(self, area: str) -> bool:
        """Whether an area takes part."""
        return self.areas is None or area in self.areas

    def window(self, area: str, name: str = "demo-window") -> Player:
        """The window of an area."""
        return self.officer("window", area, name)


class Entry(NamedTuple):
    """A line of the course of a demand that is being entered."""

    books: "Books"
    demand: Entered
    line: Line

    @property
    def head(self) -> str:
        """What stands before the colon."""
        return self.line.words.partition("：")[0]

    @property
    def said(self) -> str:
        """What stands behind it."""
        return self.line.words.partition("：")[2]

    @property
    def in_brackets(self) -> str:
        found = re.search("（(.+?)）", self.head)
        return found[1] if found else ""


class Step(NamedTuple):
    """What a word of a course is: who sends which command, and what the line states."""

    who: Callable[[Entry], Player]
    path: str
    states: Callable[[Entry], dict[str, Any]]


def books_of(drc: Player, areas: frozenset[str] | None) -> Books:
    """The books before anything is entered; the DRC knows up to when the enterprise lists have come in."""
    listed = drc.gets("/v1/enterprises", city=CITY, limit=200, min_position=drc.last_position)["items"]
    ids = {one["uscc"]: one["id"] for one in listed if one["uscc"]}
    return Books(cache(drc.officer), ids, areas)


def take_over_books(people: Mapping[str, Player], books: Books) -> None:
    """Day one: what each office has kept is tried, what only an officer can settle confirmed, and taken over."""
    chapter("期初接管 · day one: cards, places and open demands out of the offices' own files")
    for officer, name, day in OPENING:
        stated = {"city": CITY, "effective_on": day, "reason": FROM_PAPER}
        tried = done(people[officer].uploads(BOOKS, SAMPLES / name, dry_run=True, stated=stated))
        stated |= {"confirmed_rows": tried["to_confirm"], "preview": tried["preview"]}
        taken = done(people[officer].uploads(BOOKS, SAMPLES / name, stated=stated))
        counts = "，".join(
            f"{status} {number}" for of_kind in taken["counts"].values() for status, number in of_kind.items()
        )
        say(f"{name} as of {day}: {counts}")
    for one in taken["demands"]:
        shown = people["window"].gets(f"/v1/demand-items/{one['demand_item_id']}")
        is_with_province = bool(shown["escalation"]) and shown["escalation"]["level"] == "province"
        books.entered[one["former_number"]] = Entered(
            shown["id"], shown["area"], _lead(shown), is_with_province
        )


def enter(books: Books, name: str) -> int:
    """Everything that stands in a file, area by area; returns how many commands that took."""
    by_area: dict[str, list[Row]] = {}
    for row in rows_of(name):
        if books.has(row.area):
            by_area.setdefault(row.area, []).append(row)
    sent = {area: _commands(books, rows) for area, rows in by_area.items()}
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(f"  {name}", total=sum(map(len, sent.values())))

        def send(commands: Sequence[Callable[[], None]]) -> None:
            for command in commands:
                command()
                progress.advance(bar)

        with ThreadPoolExecutor(AT_ONCE) as areas:
            list(areas.map(send, sent.values()))
    return sum(map(len, sent.values()))


def _commands(books: Books, rows: Sequence[Row]) -> list[Callable[[], None]]:
    """What the officers of an area enter, day by day."""
    dated: list[tuple[date, Callable[[], None]]] = []
    for row in rows:
        if row.number not in books.entered:
            dated.append((row.raised_on, partial(_register, books, row)))
        dated += [(line.on, partial(_do, books, row, line)) for line in row.course]
    return [command for _, command in sorted(dated, key=itemgetter(0))]


def _register(books: Books, row: Row) -> None:
    answer = books.window(row.area).posts(
        "/v1/demand-items",
        city=CITY,
        enterprise_id=books.enterprises[row.uscc],
        raised_on=str(row.raised_on),
        effective_on=str(row.raised_on),
        reason=FROM_PAPER,
        **row.stated,
    )
    books.entered[row.number] = Entered(done(answer)["id"], row.area)


def _do(books: Books, row: Row, line: Line) -> None:
    """One line of the course."""
    demand = books.entered[row.number]
    word = next(word for word in STEPS if line.words.startswith(word))
    step, entry = STEPS[word], Entry(books, demand, line)
    stated = {"effective_on": str(line.on), "reason": FROM_PAPER, **step.states(entry)}
    answer = step.who(entry).posts(f"{demand.href}/{step.path}", **stated)
    if word == "督办" and answer.status_code == HTTPStatus.CONFLICT:
        return  # it is supervised: every morning the clock has all that are overdue, and it was first
    shown = done(answer)
    demand.area, demand.lead = shown["area"], _lead(shown)
    demand.is_with_province = word == "转省级"


def _lead(shown: dict[str, Any]) -> tuple[str, str]:
    lead = shown["lead"]
    return (lead["function"], lead["area"]) if lead else ("", "")


def _window(entry: Entry) -> Player:
    return entry.books.window(entry.demand.area)


def _city(entry: Entry) -> Player:
    return entry.books.window(CITY_AREA)


def _unit(entry: Entry) -> Player:
    function, area = entry.demand.lead
    return entry.books.officer(function, area, "demo-unit")


def _as(name: str) -> Callable[[Entry], dict[str, Any]]:
    """What is said, as this field."""
    return lambda entry: {name: entry.said}


def _nothing(_: Entry) -> dict[str, Any]:
    return {}


def _assigned(entry: Entry) -> dict[str, Any]:
    lead = words.lead_unit(entry.head.removeprefix("交办"), entry.demand.area, terms())
    return {"lead": {"function": lead.function, "area": lead.area}}


def _passed_on(level: str) -> Callable[[Entry], dict[str, Any]]:
    return lambda entry: {"to": level, "reason": entry.said}


def _handed_back(entry: Entry) -> dict[str, Any]:
    """What the province says is written down; the city's window says its own."""
    of_province = {"capacity": "transcribing", "deciding_body": PROVINCE_WINDOW}
    return {"answer": entry.said, **(of_province if entry.demand.is_with_province else {})}


def _sorted_anew(entry: Entry) -> dict[str, Any]:
    ledger, _, category = entry.head.removeprefix("改列").partition("·")
    code = words.category(category, LEDGERS[ledger], terms())
    return {"ledger": LEDGERS[ledger], "category": code, "reason": entry.said}


def _moved(entry: Entry) -> dict[str, Any]:
    return {"area": entry.head.removeprefix("划转"), "reason": entry.said}


def _merged(entry: Entry) -> dict[str, Any]:
    into = entry.books.entered[entry.head.removeprefix("并入")]
    return {"surviving_demand_item_id": into.id, "reason": entry.said}


def _more_days(entry: Entry) -> dict[str, Any]:
    return {"days": int(entry.head.removeprefix("申请延期").removesuffix("日")), "reason": entry.said}


def _settled(entry: Entry) -> dict[str, Any]:
    """Of an opinion the brackets say whether it was adopted."""
    adopted = {"adoption": ADOPTIONS[entry.in_brackets]} if entry.in_brackets else {}
    return {"result": entry.said, **adopted}


def _supervised(entry: Entry) -> dict[str, Any]:
    return {"colour": COLOURS[entry.in_brackets], "reason": entry.said}


def _rated(entry: Entry) -> dict[str, Any]:
    """Who asked has said so on paper."""
    return {"grade": GRADES[entry.said], "capacity": "entering_for"}


STEPS: Mapping[str, Step] = {
    "交办": Step(_window, "assignment", _assigned),
    "签收": Step(_unit, "acceptance", _nothing),
    "有异议": Step(_unit, "dispute", _as("reason")),
    "维持交办": Step(_window, "dispute/rejection", _as("reason")),
    "进展": Step(_unit, "progress", _as("progress")),
    "答复": Step(_unit, "reply", _as("reply")),
    "转联盟": Step(_window, "docking", lambda _: {"member": ALLIANCE}),
    "签约": Step(_window, "docking-result", lambda _: {"result": "contracted"}),
    "申请延期": Step(_unit, "extension", _more_days),
    "同意延期": Step(_window, "extension/grant", _nothing),
    "转市级": Step(_window, "escalation", _passed_on("city")),
    "转省级": Step(_city, "escalation", _passed_on("province")),
    "退回办理": Step(_city, "hand-back", _handed_back),
    "督办": Step(_window, "supervision", _supervised),
    "划转": Step(_city, "transfer", _moved),
    "改列": Step(_window, "classification", _sorted_anew),
    "办结": Step(_unit, "settlement", _settled),
    "解释说明": Step(_unit, "explanation", _as("explanation")),
    "撤销": Step(_window, "withdrawal", _as("reason")),
    "并入": Step(_window, "merge", _merged),
    "回访": Step(_window, "call-back", lambda entry: {"reached": True, "note": entry.said}),
    "评价": Step(_window, "rating", _rated),
    "整改": Step(_unit, "rectification", _as("rectification")),
    "销号": Step(_window, "strike-off", _nothing),
    "重办": Step(_window, "reopening", _as("reason")),
}
