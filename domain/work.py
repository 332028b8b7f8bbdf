"""What one command works on: loaded, changed and begun aggregates, saved together or not at all."""

import re
from collections.abc import Iterable, MutableMapping
from typing import Any, Self, TypeVar
from uuid import UUID
from weakref import ref

from domain.aggregates.working_year import WorkingYear
from domain.authorization import NoOfficeHere, Role
from domain.base import Authority, Capacity, EventSourced, Value
from domain.calendar import Calendar, HolidayNotice
from domain.data_rights import HeldRecords
from domain.errors import FieldError, NotFound, Stale
from domain.functions import Function
from domain.instances import OF_EVERY_CITY, Instance
from domain.policy.book import PolicyBook
from domain.policy.pack import Pack, PolicyPack
from domain.policy.province import ProvincialPack
from domain.ports import CardBooks, Files, Ids, LedgerBooks, ReportFiles, Vault
from domain.store import TalentCards

Noun = TypeVar("Noun", bound=EventSourced)


class Expected(Value):
    """The version of an aggregate that the sender of a command has seen (If-Match)."""

    id: UUID
    version: int


class Work:
    """One command's unit of work."""

    def __init__(
        self,
        *,
        authority: Authority,
        store: TalentCards,
        policies: PolicyBook,
        sitting: Vault,
        files: Files,
        report_files: ReportFiles,
        books: LedgerBooks,
        card_books: CardBooks,
        held_records: HeldRecords,
        new_id: Ids,
        instance: Instance = OF_EVERY_CITY,
        last_given: MutableMapping[str, int] | None = None,
        expected: Expected | None = None,
    ) -> None:
        self.authority = authority
        self.store = store
        self.policies = policies
        self.sitting = sitting  # as whoever looks at what was decided may read
        self.vault = sitting.for_deciding()
        self.files = files
        self.report_files = report_files
        self.books = books
        self.card_books = card_books
        self.held_records = held_records
        self.new_id = new_id
        self.instance = instance
        self.last_given = {} if last_given is None else last_given
        self.expected = expected
        self.left_out: tuple[
            FieldError, ...
        ] = ()  # what is wrong with the parts that it left out, as allowed
        self.touched: dict[UUID, EventSourced] = {}
        self._absent: set[UUID] = set()
        self._grounds: dict[tuple[str, tuple[str, ...]], tuple[Authority, Authority]] = {}
        self.calendar = calendar_of(store)

    def anew(self) -> Self:
        """The same, as if nothing had been loaded, changed or begun: the next command is tried out in it."""
        self.touched, self._absent, self.left_out = {}, set(), ()
        return self

    def gather(self, ids: Iterable[UUID]) -> None:
        """Load with one question what is going to be looked for. Raises `Stale` if one has moved on."""
        unknown = {id_ for id_ in ids if id_ not in self.touched} - self._absent
        found = self.store.load_all(unknown) if unknown else {}
        for aggregate in found.values():
            self._must_be_as_seen(aggregate)
        self.touched |= found
        self._absent |= unknown - found.keys()

    def expect(self, ids: Iterable[UUID]) -> None:
        """Say what is going to be looked for: the next question asks for it as well."""
        self.store.expect(ids)

    def find(self, noun: type[Noun], id_: UUID) -> Noun | None:
        """The aggregate of this kind and id, or None."""
        if id_ not in self.touched and id_ not in self._absent:
            self.gather([id_])
        found = self.touched.get(id_)
        return found if isinstance(found, noun) else None

    def which_begun(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these aggregates that there are, or that this command begins."""
        asked = set(ids)
        here = asked & self.touched.keys()
        return here | self.store.which_begun(asked - here)

    def load(self, noun: type[Noun], id_: UUID) -> Noun:
        """The aggregate of this kind and id. Raises `NotFound`, and `Stale` if it has moved on."""
        found = self.find(noun, id_)
        if found is None:
            raise NotFound(blocked_by={"kind": kind_of(noun), "id": str(id_)})
        return found

    def add(self, begun: Noun) -> Noun:
        """Take in an aggregate that this command begins."""
        self.touched[begun.id] = begun
        return begun

    def under(self, pack: Pack, *clauses: str) -> Authority:
        """The authority under a policy version and its clauses, those that it cites itself included.

        Raises `NoOfficeHere` for an officer of another region or of no organisation of that day, and `UnknownClause`.
        """
        stated, known = self._grounds.get((pack.version, clauses), (None, None))
        if known is None or stated is not self.authority:
            known = self._under(pack, clauses)
            self._grounds[pack.version, clauses] = self.authority, known
        return known

    def _under(self, pack: Pack, clauses: tuple[str, ...]) -> Authority:
        for cited in self.authority.clauses:
            pack.clause(cited)
        ground = dict.fromkeys((*clauses, *self.authority.clauses))
        return self.authority.under(pack.version, *ground, deciding_body=self._deciding_body(pack))

    def _deciding_body(self, pack: Pack) -> str | None:
        """The officer's organisation of that day, or the body whose decision the officer writes down."""
        authority = self.authority
        if authority.role == Role.WINDOW and isinstance(pack, ProvincialPack):
            above = pack.province.organization_of(Function.WINDOW, authority.effective_on)
            return None if above is None else above.code
        if authority.role != Role.OFFICER:
            return None
        own = None
        if isinstance(pack, PolicyPack):
            of_the_day = self.policies.in_force(pack.city, authority.effective_on)
            own = of_the_day.organization_of(authority.area, authority.function, authority.effective_on)
        if own is None:
            raise NoOfficeHere(blocked_by={"kind": "city", "id": pack.region})
        return authority.deciding_body if authority.capacity is Capacity.TRANSCRIBING else own.code

    @property
    def changed(self) -> list[EventSourced]:
        """The aggregates that have something to save."""
        return [aggregate for aggregate in self.touched.values() if aggregate.pending_events]

    def _must_be_as_seen(self, aggregate: EventSourced) -> None:
        seen = self.expected
        if seen is not None and seen.id == aggregate.id and seen.version != aggregate.version:
            raise Stale(
                blocked_by={
                    "kind": kind_of(type(aggregate)),
                    "id": str(aggregate.id),
                    "seen_version": seen.version,
                    "version": aggregate.version,
                }
            )


def calendar_of(store: TalentCards) -> Calendar:
    """The calendar by the notices on record, each of which is loaded when it is first asked for."""
    return store.once(_calendar)


def _calendar(store: TalentCards) -> Calendar:
    # A look keeps its calendar: were the calendar to keep the look, neither would go when the look is over.
    look = ref(store)

    def notice(year: int) -> HolidayNotice | None:
        id_ = WorkingYear.id_of(year)
        asked: Any = look()
        found = asked.load_all([id_]).get(id_)
        return None if found is None else found.notice

    return Calendar(notice)


def kind_of(noun: type[EventSourced]) -> str:
    """What a refusal calls a thing of this kind: `enterprise_list`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", noun.__name__).lower()
