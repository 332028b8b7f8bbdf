"""The office (办事机构): the one door through which every command goes.

    carry_out:  repeated? ─> may this post? ─> from when? ─> load, decide, save ─> receipt
                   │                                             │
                   └ the first answer again                      └ refused: one line in the refusal log

API, scheduler and command line use only this. A command that took effect is remembered under its key, in
the transaction of its events; a refused one is not, and may be sent again.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from domain.aggregates.account import Account
from domain.aggregates.policy import Policy
from domain.aggregates.stand_in import StandIn
from domain.aggregates.working_year import WorkingYear
from domain.answers import Answer, told_again, told_first
from domain.authorization import (
    ADMINISTRATOR_LIFTS,
    Command,
    PostMayNot,
    Role,
    authorise,
    in_office_of_principal,
    in_stead,
    is_administration,
    is_permitted,
    today_of,
)
from domain.base import Authority, CommandHeader, CommandKeyReused, CommandRepeated, EventSourced
from domain.calendar import OFFICE_ZONE
from domain.data_rights import HeldRecords
from domain.errors import Busy, Conflict, Invalid, KeyReused, LoadedApart, Refusal
from domain.instances import OF_EVERY_CITY, Instance
from domain.personal_data import Erased
from domain.ports import (
    CardBooks,
    Files,
    Ids,
    LedgerBooks,
    Pause,
    Policies,
    RefusalLog,
    RefusedCommand,
    ReportFiles,
    Vault,
)
from domain.report_files import MadeFile, ReportPaper
from domain.security import SecurityKind, SecurityLine, SecurityLog
from domain.store import CarriedOut, TalentCards
from domain.text import Text
from domain.use_cases import USE_CASES
from domain.use_cases.keeping_personal_data import PersonalDataCommand
from domain.work import Expected, Work, calendar_of

MOST_ATTEMPTS = 30
LATE_AFTER_WORKING_DAYS = 5  # decided point 14


class SubjectErased(Conflict):
    code = "subject_erased"
    title = Text("该主体的个人信息已删除", "The personal data of this subject were erased")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How a command came in: who may repeat it under which key, and what its sender has seen.

    `render` gives the masked representation that is the answer, what it shows of persons as `Personal`, out of
    what was decided on and the unit of work; it is asked after the decision and before anything is stored.
    `handed_in_at` is when what has waited for its turn since was handed in: nobody is late because of the wait.
    """

    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    key: str | None = None
    fingerprint: bytes
    expected: Expected | None = None
    handed_in_at: datetime | None = None
    render: Callable[[EventSourced, Work], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of a command: its masked answer and where its events stand in the log."""

    answer: Answer
    first_position: int
    last_position: int
    is_repetition: bool


class Office:
    """Carries out commands, one at a time per caller."""

    def __init__(
        self,
        *,
        store: TalentCards,
        policies: Policies,
        vault: Vault,
        files: Files,
        report_files: ReportFiles,
        books: LedgerBooks,
        card_books: CardBooks,
        held_records: HeldRecords,
        refusals: RefusalLog,
        security: SecurityLog,
        new_id: Ids,
        pause: Pause,
        instance: Instance = OF_EVERY_CITY,
    ) -> None:
        self.store = store
        self.policies = policies
        self.vault = vault
        self.files = files
        self.report_files = report_files
        self.books = books
        self.card_books = card_books
        self.held_records = held_records
        self.refusals = refusals
        self.security = security
        self.new_id = new_id
        self.pause = pause
        self.instance = instance
        self.last_given: dict[
            str, int
        ] = {}  # where each series of numbers was come upon, to look there first

    @property
    def cities(self) -> frozenset[str]:
        """The areas where city departments are."""
        return self.policies.book.city_areas

    def looking_at(self, store: TalentCards) -> Self:
        """The same office, which sees everything as this look at the store shows it."""
        office = copy.copy(self)
        office.store = store
        return office

    def stand_in_of(self, officer: str) -> StandIn | None:
        """For whom this officer stands in, if for anybody."""
        found = self.store.load_all({StandIn.id_of(officer)})
        return next((one for one in found.values() if isinstance(one, StandIn)), None)

    def account_of(self, person: str) -> Account | None:
        """What was decided about this account: keys, other accounts of the same person, emergencies."""
        found = self.store.load_all({Account.id_of(person)})
        return next((one for one in found.values() if isinstance(one, Account)), None)

    def known_as(self, authority: Authority) -> Authority:
        """The authority with every other account of the persons who decide, as far as it is known that they are one."""
        if authority.role == Role.SYSTEM:
            return authority
        found = self.store.load_all({Account.id_of(person) for person in authority.persons})
        accounts = [one.accounts for one in found.values() if isinstance(one, Account)]
        return authority.model_copy(update={"other_accounts": frozenset().union(*accounts)})

    def carry_out(self, command: Command, authority: Authority, request: Request) -> Receipt:
        """Decide and save, or refuse and put the refusal on record.

        Raises a `Refusal`. A repetition under the same key gets the first answer, whatever has happened
        since; of a person erased since, only the mark. Raises `Tampered` or `KeyMissing` if it was altered.
        """
        receipt = self._carried_out(command, authority, request)
        if isinstance(
            command, PersonalDataCommand
        ):  # a repetition too: the first sending may not have come so far
            self.vault.follow()
        return receipt

    def must_be_let_in(self, command: type[Command], authority: Authority) -> None:
        """Refuse who may send no such command, neither in that post nor in anybody's stead. Raises `PostMayNot`."""
        if is_permitted(command, authority, self.cities):
            return
        stand_in = self.stand_in_of(authority.actor) if authority.role == Role.OFFICER else None
        grants = stand_in.holding(today_of(authority)) if stand_in else ()
        if not any(is_permitted(command, in_stead(authority, grant), self.cities) for grant in grants):
            raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)

    def key_must_hold(self, command: Command, authority: Authority) -> None:
        """Refuse a machine what its key is not for, or is for no longer: a row of a bulk job never stood at the door itself.

        Raises `NotInScope` and `KeyNotInForce`.
        """
        if authority.is_by_key and (account := self.account_of(authority.person)) is not None:
            account.must_let_send(type(command).__name__, authority)

    def preview(self, command: Command, authority: Authority) -> Work:
        """A unit of work in which a command may be tried out; nothing of it is saved."""
        return self._work(self.in_time(command, authority), None, is_tried_out=True)

    def reading(self, authority: Authority) -> Work:
        """A unit of work for whoever reads what follows from several aggregates; nothing is decided in it."""
        return self._work(authority, None, is_tried_out=True)

    def _carried_out(self, command: Command, authority: Authority, request: Request) -> Receipt:
        try:
            return self._repeated(authority, request) or self._decided(command, authority, request)
        except Refusal as refused:
            if first := self._repeated_meanwhile(refused, authority, request):
                return first
            self.refusals.note(_line(type(command).__name__, refused, authority, request))
            raise

    def _repeated(self, authority: Authority, request: Request) -> Receipt | None:
        if request.key is None:
            return None
        first = self.store.carried_out(authority.actor, request.key)
        if first is None:
            return None
        if first.fingerprint != self.vault.fingerprint(request.fingerprint):
            raise KeyReused(field="Idempotency-Key")
        return self._again(first)

    def _repeated_meanwhile(self, refused: Refusal, authority: Authority, request: Request) -> Receipt | None:
        """The first answer, if what stands in the way is that the first sending took effect in the meantime."""
        return None if isinstance(refused, KeyReused) else self._repeated(authority, request)

    def _decided(self, command: Command, authority: Authority, request: Request) -> Receipt:
        office = self._having_looked(command, authority)
        office.key_must_hold(command, authority)
        standing = office.in_time(command, authority, request.handed_in_at)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                return office._attempt(command, standing, request)  # noqa: SLF001  of its own kind
            except CommandRepeated:
                if first := self._repeated(authority, request):
                    return first
                raise
            except CommandKeyReused:
                raise KeyReused(field="Idempotency-Key") from None
            except Erased as erased:
                raise SubjectErased(blocked_by={"kind": "subject", "id": str(erased.subject)}) from None
            except (IntegrityError, LoadedApart):
                # Another command was first: decide anew on what holds now, which may well be a refusal. Who
                # had stated a version is told by `Work.load` that it has moved on.
                self.pause(attempt)
                office = self._having_looked(command, authority)
        raise Busy

    def _having_looked(self, command: Command, authority: Authority) -> Self:
        """The office with a look at the store, and a sitting of the vault, of its own."""
        look = self.store.one_look()
        look.expect({*asked_of_everybody(authority), *command.named})
        office = self.looking_at(look)
        office.vault = self.vault.at_one_sitting()
        return office

    def _attempt(self, command: Command, authority: Authority, request: Request) -> Receipt:
        work = self._work(authority, request.expected)
        decided_on = USE_CASES[type(command)](command, work)
        answer = request.render(decided_on, work)
        header = CommandHeader(
            command_id=request.command_id,
            correlation_id=request.correlation_id,
            causation_id=request.causation_id,
            name=type(command).__name__,
            principal=authority.actor,
            key=request.key or str(request.command_id),
            fingerprint=self.vault.fingerprint(request.fingerprint),
            answer=answer,
        )
        told = told_first(answer)
        self._tell_security(command, decided_on, authority, request)
        positions = self.store.save_all(work.changed, header, self.vault)
        if isinstance(decided_on, Policy):
            self.policies.look_again()
        return Receipt(
            answer=told, first_position=positions[0], last_position=positions[-1], is_repetition=False
        )

    def _tell_security(
        self, command: Command, decided_on: EventSourced, authority: Authority, request: Request
    ) -> None:
        """Put on the security log what is of its kind, before it takes effect; what cannot be put there does not."""
        kind = command.security_kind
        if kind is None and is_administration(authority):
            kind = SecurityKind.ADMINISTRATOR_ACTED
        if kind is None:
            return
        self.security.note(
            SecurityLine(
                at=authority.at,
                kind=kind,
                actor=authority.actor,
                role=authority.role,
                function=authority.function,
                area=authority.area,
                enterprise_id=authority.enterprise_id,
                what=type(command).__name__,
                thing=decided_on.id,
                correlation_id=request.correlation_id,
            )
        )

    def _again(self, first: CarriedOut) -> Receipt:
        """The receipt that the first sending of the command got."""
        return Receipt(
            answer=told_again(first.answer or {}, self.vault),
            first_position=first.first_position,
            last_position=first.last_position,
            is_repetition=True,
        )

    def _must_take_effect_in_time(self, authority: Authority, handed_in_at: datetime) -> None:
        """No decision takes effect in the future or stands on a paper that does not exist yet, and one recorded
        late says why (decided point 14).
        """
        today = today_of(authority)
        if authority.effective_on > today:
            raise Invalid(IN_THE_FUTURE, field="effective_on")
        dated = (day for paper in authority.documents for day in (paper.issued_on, paper.received_on))
        if any(day is not None and day > today for day in dated):
            raise Invalid(PAPER_IN_THE_FUTURE, field="documents")
        if self._is_late(authority.effective_on, handed_in_at.astimezone(OFFICE_ZONE).date()):
            authority.must_give_reason()

    def _is_late(self, effective_on: date, handed_in_on: date) -> bool:
        """Whether too many working days lie between; the calendar is asked only where there may be so many."""
        if (handed_in_on - effective_on).days <= LATE_AFTER_WORKING_DAYS:
            return False
        late = calendar_of(self.store).working_days_between(effective_on, handed_in_on)
        return late > LATE_AFTER_WORKING_DAYS

    def in_time(
        self, command: Command, authority: Authority, handed_in_at: datetime | None = None
    ) -> Authority:
        """The authority to send this command, with effect from a day that may be stated. Raises a `Refusal`."""
        standing = self._authorised(command, authority)
        self._must_take_effect_in_time(standing, handed_in_at or standing.at)
        return standing

    def _authorised(self, command: Command, authority: Authority) -> Authority:
        """The authority to send this command: of a deputy, that of the person who is stood in for."""
        if authority.stood_in_for:
            stand_in = self.stand_in_of(authority.actor)
            authority = in_office_of_principal(command, authority, stand_in, self.cities)
        authorise(type(command), authority, self.cities)
        is_known = authority.other_accounts is not None and not authority.stood_in_for
        return authority if is_known else self.known_as(authority)

    def _work(self, authority: Authority, expected: Expected | None, *, is_tried_out: bool = False) -> Work:
        return Work(
            authority=authority,
            store=self.store,
            policies=self.policies.book,
            sitting=self.vault,
            files=NoFiles() if is_tried_out else self.files,
            report_files=NoReportFiles() if is_tried_out else self.report_files,
            books=self.books,
            card_books=self.card_books,
            held_records=self.held_records,
            new_id=self.new_id,
            instance=self.instance,
            last_given=self.last_given,
            expected=expected,
        )


class NoFiles:
    """Where files go of which nothing is to be left: those of a command that is only tried out."""

    def keep(self, subject: UUID, sha256: str, content: bytes) -> None:
        """Keep nothing."""


class NoReportFiles:
    """Makes the files of a report for a command that is only tried out."""

    def made(self, paper: ReportPaper) -> Sequence[MadeFile]:  # noqa: ARG002
        """None: it takes a while, and nobody would read them."""
        return ()


def asked_of_everybody(authority: Authority) -> Iterable[UUID]:
    """What is looked for whatever is asked: what is known of those who decide, and the calendar."""
    year = today_of(authority).year
    return (
        *map(Account.id_of, authority.persons),
        StandIn.id_of(authority.actor),
        *map(WorkingYear.id_of, range(year, year + 3)),
    )


def _line(command: str, refused: Refusal, authority: Authority, request: Request) -> RefusedCommand:
    return RefusedCommand(
        at=authority.at,
        actor=authority.actor,
        role=authority.role,
        function=authority.function,
        area=authority.area,
        enterprise_id=authority.enterprise_id,
        command=command,
        code=refused.code,
        fields=refused.fields,
        clauses=refused.clauses,
        blocked_by=refused.blocked_by,
        correlation_id=request.correlation_id,
    )


PAPER_IN_THE_FUTURE = Text("文件日期不能晚于今天", "A paper cannot be dated in the future")
IN_THE_FUTURE = Text("生效日期不能晚于今天", "A decision cannot take effect in the future")
