"""What is copied of a life: the text of its events with a slot wherever a copy says something of its own.

    Diary ──mould_of()──> Mould: events, commands, shared numbers, sealed facts      (`stamping.py` fills it in)

A slot is a tuple whose first member is its kind:

    ("id", n)              a fresh id                      ("derived", n)    an id that is made of other facts
    ("day", ordinal)       a day, so many weeks earlier    ("at", s)         an instant, in seconds since the first day
    ("sealed", n)          a fact, sealed for its place    ("number", n)     a number of a series: of cards, cases, demands
    ("literal", kind, n)   a name, a credit code …         ("area",), ("own",), ("city",)    where it is
    ("position", n)        where event n lies: in rows     ("blob", n), ("bound", n)         a fact as rows have it
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from bench.province.lives import AREA, FIRST, Diary
from domain.aggregates import card_holding, credit_code, demand_item, duplicate_check
from domain.calendar import OFFICE_ZONE
from persistence.sealing import place
from persistence.state import found
from tests.domain.books_of_zibo import CITY

Slot = tuple[Any, ...]
MIDNIGHT = FIRST.toordinal()
SHARED = ("EnterpriseList", "AcceptanceRegister", "CardNumbers")  # of a city, whoever comes to it
OF_LIST = "cluster_leader"
OWN_CARDS = "elite"
UUID_ = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
FIXED = rf"""(?P<seal>"sealed":"[^"]+")|(?P<at>\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+08:00|Z))|(?P<id>{UUID_})"""
WHERE = rf"(?P<day>\b\d{{4}}-\d\d-\d\d\b)|\b(?P<area>{AREA})\b|\b(?P<own>zibo)\b|\b(?P<city>{CITY})\b"


class Form(NamedTuple):
    """A text with `%s` wherever a slot is filled in."""

    text: str
    slots: tuple[Slot, ...]


class Fact(NamedTuple):
    """A personal fact in the clear: of which event, at which path, whose, and what."""

    event: int
    path: str
    subject: Slot
    said: str


class Moulded(NamedTuple):
    """An event: in which command, and what stands in its columns."""

    command: int
    ordinal: int  # within its command
    originator: Slot
    version: int
    topic: str
    state: Form
    seconds: int  # after the first midnight
    shared: str | None  # the noun, if it is a city's and counts its versions over all lives
    number: int | None  # which of the numbers it gives


class Series(NamedTuple):
    """A number that is the next of its series: of accepted cases, of cards, or of demands of a ledger."""

    kind: str
    event: int
    prefix: str


@dataclass(slots=True)
class Mould:
    """A life without what is its own."""

    events: list[Moulded] = field(default_factory=list)
    commands: list[tuple[str, str]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)  # how many events each command has
    facts: list[Fact] = field(default_factory=list)
    numbers: list[Series] = field(default_factory=list)
    derived: list[tuple[Any, ...]] = field(default_factory=list)
    ids: int = 0
    cases: int = 0
    literals: int = 0
    rows: dict[int, list[tuple[str, Form]]] = field(default_factory=dict)  # by event: table and line
    subjects: dict[int, list[Slot]] = field(default_factory=dict)  # by event: whose key is first needed there


class UnknownId(LookupError):
    """A derived id of which nobody has said how it is derived."""


class Moulding:
    """Takes the mould of one diary."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.mould = Mould()
        self._slots: dict[str, Slot] = {}  # what is found in a text → what a copy has there
        self._sealed: dict[str, Slot] = {}
        self._recorded = [event for event in diary.log.records() if not _opens_what_is_shared(event.topic)]
        self._pattern = re.compile(FIXED)

    def taken(self) -> Mould:
        states = [orjson.loads(event.state) for event in self._recorded]
        for at, (event, state) in enumerate(zip(self._recorded, states, strict=True)):
            self._note_ids(at, event, state)
        for said, literal in self.diary.literals.items():
            self._slots[said] = ("literal", *literal)
        self.mould.literals = len(self.diary.literals)
        texts = sorted(
            filter(lambda known: not re.fullmatch(UUID_, known), self._slots), key=len, reverse=True
        )
        self._pattern = re.compile("|".join([FIXED, f"(?P<known>{'|'.join(map(re.escape, texts))})", WHERE]))
        starts = self._commands()
        for at, (event, state) in enumerate(zip(self._recorded, states, strict=True)):
            self._seals(at, event, state)
            self._take(at, event, state, starts[at])
        self.mould.cases = sum(event.topic == "CardApplication.Drafted" for event in self.mould.events)
        return self.mould

    def form(self, text: str) -> Form:
        """The text with its slots."""
        slots: list[Slot] = []

        def put(match: re.Match[str]) -> str:
            slots.append(self._slot(match))
            return '"sealed":"%s"' if match["seal"] else "%s"

        return Form(self._pattern.sub(put, text.replace("%", "%%")), tuple(slots))

    def _slot(self, match: re.Match[str]) -> Slot:
        said, kind = match[0], match.lastgroup
        match kind:
            case "seal":
                return self._sealed[said[len('"sealed":"') : -1]]
            case "id":
                return self._id(said)
            case "at":
                return ("at", seconds_of(datetime.fromisoformat(said)))
            case "day":
                return ("day", date.fromisoformat(said).toordinal())
            case "known":
                return self._slots[said]
        return (str(kind),)

    def _id(self, said: str) -> Slot:
        if said not in self._slots:
            if UUID(said).version == 5:
                raise UnknownId(said)
            self._slots[said] = ("id", self.mould.ids)
            self.mould.ids += 1
        return self._slots[said]

    # -- ids that are made of facts --------------------------------------------------------------------------------

    def _note_ids(self, at: int, event: Any, state: dict[str, Any]) -> None:
        """What an event says of how an id comes to be what it is."""
        noun, _, happened = event.topic.partition(".")
        own = str(event.originator_id)
        match noun, happened:
            case "AcceptanceRegister", "CaseNumbered":
                self._numbered(at, state["number"], "case", CITY)
            case "CardNumbers", "Drawn":
                self._numbered(at, state["numbers"][0], "card", OWN_CARDS)
            case "DemandItem", "Registered":
                number = self._numbered(at, state["number"], "demand", state["number"].partition("-")[0])
                self._derive(own, demand_item.NAMESPACE, number)
            case "CardHolding", "Opened":
                self._derive(
                    own, card_holding.NAMESPACE, self._id(state["talent_id"]), f"/{state['card_type']}"
                )
            case "DuplicateCheck", "Opened":
                person, slash, of = state["common"].partition("/")
                city = (("city",), f"/{state['ground']}/")
                self._derive(own, duplicate_check.NAMESPACE, *city, self._id(person), slash + of)
            case "EnterpriseName", "Registered":
                self._derive(own, "name", ("literal", *self.diary.literals[state["name"]]))
            case "CreditCode", "Assigned":
                self._derive(own, credit_code.NAMESPACE, ("literal", *self.diary.literals[state["uscc"]]))
            case "EnterpriseList", "Imported":
                paper, digest = (
                    self.diary.literals[state[said]] for said in ("document_number", "file_sha256")
                )
                parts = (("literal", *paper), "\n", ("literal", *digest))
                self._derive(state["list_batch_id"], ("list",), *parts)

    def _numbered(self, at: int, said: str, kind: str, prefix: str) -> Slot:
        self.mould.numbers.append(Series(kind, at, prefix))
        self._slots[said] = slot = ("number", len(self.mould.numbers) - 1)
        return slot

    def _derive(self, said: str, *recipe: Any) -> None:
        if said not in self._slots:
            self.mould.derived.append(recipe)
            self._slots[said] = ("derived", len(self.mould.derived) - 1)

    # -- events ----------------------------------------------------------------------------------------------------

    def _commands(self) -> list[tuple[int, int]]:
        """Of each event, its command and which of its events it is."""
        owner: dict[int, int] = {}
        for number, (begins, ends, name, actor) in enumerate(self.diary.commands):
            self.mould.commands.append((name, actor))
            owner |= dict.fromkeys(range(begins + 1, ends + 1), number)
        counted: dict[int, int] = {}
        placed = []
        for event in self._recorded:
            command = owner[event.position]
            counted[command] = counted.get(command, -1) + 1
            placed.append((command, counted[command]))
        self.mould.lengths = [counted.get(command, -1) + 1 for command in range(len(self.mould.commands))]
        return placed

    def _seals(self, at: int, event: Any, state: dict[str, Any]) -> None:
        """Open what is sealed in an event: a copy is sealed anew, for its own place."""
        for path, text in seals_in(state, ""):
            if text in self._sealed:
                continue
            bound = place(event.event_id, event.originator_id, event.originator_version, path)
            fact = found({"sealed": text}, path, lambda _, bound=bound: bound)
            subject = self._id(str(fact.subject))
            self._sealed[text] = ("sealed", len(self.mould.facts))
            self.mould.facts.append(Fact(at, path, subject, self.diary.vault.open(fact)))
            known = [one for ones in self.mould.subjects.values() for one in ones]
            if subject not in known:
                self.mould.subjects.setdefault(at, []).append(subject)

    def _take(self, at: int, event: Any, state: dict[str, Any], placed: tuple[int, int]) -> None:
        noun = event.topic.partition(".")[0]
        shared = noun if noun in SHARED else None
        number = next((n for n, one in enumerate(self.mould.numbers) if one.event == at), None)
        text = orjson.dumps(state).decode()
        if noun == "CardNumbers":
            text = re.sub(r'"year":\d+,"last_serial":\d+', '"year":@year,"last_serial":@serial', text)
        form = self.form(text)
        if noun == "CardNumbers":
            form = _with_numbers(form, number)
        originator = (shared,) if shared else self._id(str(event.originator_id))
        seconds = seconds_of(datetime.fromisoformat(state["timestamp"]))
        moulded = Moulded(
            *placed, originator, event.originator_version, event.topic, form, seconds, shared, number
        )
        self.mould.events.append(moulded)


def mould_of(diary: Diary) -> Mould:
    return Moulding(diary).taken()


def _with_numbers(form: Form, number: int | None) -> Form:
    """The year and the serial are no texts, and so found by where they stand."""
    before = form.text.partition("@year")[0].count("%s")
    text = form.text.replace("@year", "%s").replace("@serial", "%s")
    slots = (*form.slots[:before], ("year", number), ("serial", number), *form.slots[before:])
    return Form(text, slots)


def _opens_what_is_shared(topic: str) -> bool:
    """The city has opened it before (`frame.py`)."""
    noun, _, happened = topic.partition(".")
    return noun in SHARED and happened == "Opened"


def seconds_of(at: datetime) -> int:
    local = at.astimezone(OFFICE_ZONE)
    return (local.toordinal() - MIDNIGHT) * 86_400 + local.hour * 3600 + local.minute * 60 + local.second


def seals_in(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every seal of a state with its path, as a JSON Pointer."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            yield from seals_in(element, f"{path}/{index}")
    elif isinstance(value, Mapping):
        if value.keys() == {"sealed"}:
            yield path, value["sealed"]
        else:
            for key, member in value.items():
                yield from seals_in(member, f"{path}/{key}")
