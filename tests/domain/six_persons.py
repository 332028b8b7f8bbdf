"""Six persons who act in any post, under several accounts, by keys, in one another's stead, at once, and again.

What they may try is a table of moves: Hypothesis draws from it and makes what it finds small, dice draw from it quickly.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from domain.aggregates import Account, CardApplication
from domain.aggregates.account import EmergencyFinding
from domain.base import Authority, Capacity
from domain.cases import CaseStatus, ProvincialResult
from domain.errors import NotFound, Refusal
from domain.policy.steps import Step, StepKind
from domain.use_cases.applying_for_cards import SubmitCardApplication, SupplyCorrection
from domain.use_cases.deciding_cases import (
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.keeping_accounts import JoinAccounts, OpenEmergency, ReviewEmergency
from domain.use_cases.recording_results import ConfirmResult, ContestResult, TranscribeResult
from domain.use_cases.recusing_officers import RecuseOfficer
from domain.use_cases.standing_in import GrantStandIn
from domain.work import Expected
from tests.domain.books_of_zibo import LUJIAN, QILIN
from tests.domain.cases_of_zibo import HRSS_WRITES, case_of
from tests.domain.officers import AT, DAY, entering_for, officer, saying_why, specialist
from tests.domain.routes_of_zibo import LETTER_TO_PROVINCE, draft_on, form_of, officer_at, person_for
from tests.domain.zibo import ZIBO
from tests.in_memory import Books, Sent

Move = tuple[str, dict[str, Any]]

TAN = saying_why(Authority(actor="tan-security", role="security_officer", effective_on=DAY, at=AT))
ONE_PERSONS = ("an", "an-2")  # two accounts of one person, which is found out at some time or never
ACCOUNTS = (*ONE_PERSONS, "bo", "cai", "dou", "eva", "fu")
STEAD = (*(None for _ in ACCOUNTS), *ACCOUNTS)  # every other time in nobody's
ROUTES = ("front_end", "flexible")
CASES = range(len(ROUTES))
EITHER = (False, True)
ANY = range(6)  # one of several ways to go on; how many there are depends on the step
KEY = UUID(int=0xABC)
OPEN = {CaseStatus.DRAFTED, CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED}

MOVES: dict[str, dict[str, Sequence[Any]]] = {}
NAMES: list[str] = []  # of the moves, each as often as it is to be drawn


Tried = TypeVar("Tried", bound=Callable[..., None])


def move(often: int = 1, **choices: Sequence[Any]) -> Callable[[Tried], Tried]:
    """Put on the table what may be tried, with the values that its parameters take."""

    def put(tried: Tried) -> Tried:
        MOVES[tried.__name__] = choices
        NAMES.extend([tried.__name__] * often)
        return tried

    return put


def drawn(dice: Random) -> Move:
    """Any move, with any values."""
    name = dice.choice(NAMES)
    return name, {parameter: dice.choice(values) for parameter, values in MOVES[name].items()}


class SixPersons:
    """Two enterprises with a case each, and everybody who has to do with them."""

    def __init__(self) -> None:
        self.books = Books(ZIBO)
        self.ids = [person_for(self.books, name=name, number=n) for name, n in ((LUJIAN, 1), (QILIN, 3))]
        self.cases: dict[int, UUID] = {}
        self.sent: list[tuple[Any, Authority, str]] = []
        self.emergencies: list[Account.EmergencyOpened] = []
        self.are_one_person = False
        self.commands = 0  # how many have come to the office
        self._keys = count()

    def try_out(self, move: Move) -> None:
        """Nothing comes of what is refused."""
        name, values = move
        with suppress(Refusal):
            getattr(self, name)(**values)

    # -- handing in ----------------------------------------------------------------------------------------

    @move(number=CASES, who=ACCOUNTS, on_paper=EITHER, submit=EITHER, keyed=EITHER)
    def draft(self, number: int, who: str, on_paper: bool, submit: bool, keyed: bool) -> None:
        if number in self.cases and self._case(number).status in OPEN:
            return
        command = draft_on(ROUTES[number], self.ids[number], submit=submit)
        self.cases[number] = case_of(self._send(command, self._applicant(number, who, on_paper, keyed)))

    @move(number=CASES, who=ACCOUNTS, on_paper=EITHER, keyed=EITHER)
    def submit(self, number: int, who: str, on_paper: bool, keyed: bool) -> None:
        command = SubmitCardApplication(card_application_id=self._id_of(number))
        self._send(command, self._applicant(number, who, on_paper, keyed))

    @move(number=CASES, who=ACCOUNTS, on_paper=EITHER, turn=ANY)
    def correct(self, number: int, who: str, on_paper: bool, turn: int) -> None:
        form = form_of(ROUTES[number]).model_copy(update={"phone": f"1380000000{turn}"})
        command = SupplyCorrection(card_application_id=self._id_of(number), form=form)
        self._send(command, self._applicant(number, who, on_paper, keyed=False))

    # -- deciding ------------------------------------------------------------------------------------------

    @move(often=5, number=CASES, who=ACCOUNTS, what=ANY, keyed=EITHER, stead=STEAD)
    def act(self, number: int, who: str, what: int, keyed: bool, stead: str | None) -> None:
        self._send(*self._acting(number, who, what, keyed=keyed, stead=stead))

    @move(number=CASES, first=ACCOUNTS, second=ACCOUNTS, what=ANY, other=ANY)
    def act_at_once(self, number: int, first: str, second: str, what: int, other: int) -> None:
        """The second has decided when the first is about to be recorded."""
        faster = self._acting(number, second, other)
        with self._one_who_is_faster(*faster):
            self._send(*self._acting(number, first, what))

    @move(number=CASES, first=ACCOUNTS, second=ACCOUNTS, what=ANY, other=ANY)
    def act_on_what_has_moved_on(self, number: int, first: str, second: str, what: int, other: int) -> None:
        """The first says which version he or she has seen; after the second has decided it is an earlier one."""
        seen = Expected(id=self._id_of(number), version=self._case(number).version)
        stale = self._acting(number, first, what)
        with suppress(Refusal):
            self._send(
                *(self._recusing(number, second) if other % 2 else self._acting(number, second, other))
            )
        has_moved_on, size = self._case(number).version != seen.version, self.books.log.size
        with suppress(Refusal):
            self._send(*stale, expected=seen)
        assert not has_moved_on or self.books.log.size == size, "decided on a version that was not the last"

    # -- who is who, and who may what ----------------------------------------------------------------------

    @move(number=CASES, deputy=ACCOUNTS, principal=ACCOUNTS)
    def let_stand_in(self, number: int, deputy: str, principal: str) -> None:
        office = officer_at(self._step(number))
        until = DAY + timedelta(9)
        command = GrantStandIn(officer=deputy, principal=principal, valid_from=DAY, valid_to=until)
        self._send(command, office.model_copy(update={"actor": principal}))

    @move()
    def find_that_two_accounts_are_one_persons(self) -> None:
        """Of the same two always: or soon everybody would be one person, and nothing would be done."""
        one, other = ONE_PERSONS
        self._send(JoinAccounts(account=one, other=other), TAN)
        self.are_one_person = True

    @move(number=CASES, who=ACCOUNTS)
    def look_in_an_emergency(self, number: int, who: str) -> None:
        """From another office; it lets somebody read, and neither decide nor review what he or she did."""
        command = OpenEmergency(card_application_id=self._id_of(number), minutes=30)
        opened = self._send(command, saying_why(officer("window", actor=who))).events
        self.emergencies += [event for event in opened if isinstance(event, Account.EmergencyOpened)]

    @move(which=range(8), who=ACCOUNTS)
    def review_an_emergency(self, which: int, who: str) -> None:
        if not self.emergencies:
            return
        opened = self.emergencies[which % len(self.emergencies)]
        command = ReviewEmergency(
            account_id=opened.originator_id,
            emergency_id=opened.emergency_id,
            finding=EmergencyFinding.JUSTIFIED,
        )
        self._send(command, saying_why(Authority(actor=who, role="auditor", effective_on=DAY, at=AT)))

    @move(which=range(30))
    def send_again(self, which: int) -> None:
        """Under the same key it is answered and not done; a token that is replayed brings nothing more about."""
        if not self.sent:
            return
        command, authority, key = self.sent[which % len(self.sent)]
        before = self.books.log.size
        with suppress(Refusal):
            self.books.send(command, authority, key=key)
        assert self.books.log.size == before, "done twice"
        self._send(command, authority)

    # -- how it is tried -----------------------------------------------------------------------------------

    def _id_of(self, number: int) -> UUID:
        if number not in self.cases:
            raise NotFound
        return self.cases[number]

    def _case(self, number: int) -> CardApplication:
        case = self.books.load(CardApplication, self._id_of(number))
        assert isinstance(case, CardApplication)
        return case

    def _step(self, number: int) -> Step:
        """Where the case is. Raises `NotFound` where it is at no step."""
        case = self._case(number)
        if case.status is not CaseStatus.IN_PROCESS or case.step is None:
            raise NotFound
        return ZIBO.route(case.route).steps.step(case.step)

    def _applicant(self, number: int, who: str, on_paper: bool, keyed: bool) -> Authority:
        actor = f"{who} key:{KEY}" if keyed else who
        if on_paper:
            return entering_for(officer("hrss", "zhangdian", actor=actor))
        return specialist(self.ids[number]["enterprise_id"], actor=actor)

    def _acting(
        self, number: int, who: str, what: int, *, keyed: bool = False, stead: str | None = None
    ) -> tuple[Any, Authority]:
        """The command of the step, by somebody in its office, or in that of whom he or she stands in for."""
        step = self._step(number)
        kinds = COMMANDS[step.kind]
        command = kinds[what % len(kinds)](self.cases[number], ZIBO.route(ROUTES[number]).steps.first.code)
        desk = step.desks[what % len(step.desks)] if step.kind is StepKind.REVIEW else None
        office = HRSS_WRITES if isinstance(command, TranscribeResult) else officer_at(step, desk=desk)
        said: dict[str, Any] = {"actor": f"{who} key:{KEY}" if keyed else who}
        if step.kind is StepKind.FORWARDING:
            said["documents"] = (LETTER_TO_PROVINCE,)
        if stead is not None:
            said["on_behalf_of"] = stead
            if office.capacity is Capacity.ACTING:
                said["capacity"] = Capacity.DEPUTISING
        return command, saying_why(office, **said)

    def _recusing(self, number: int, who: str) -> tuple[Any, Authority]:
        """A decision about the case that leaves it where it is: somebody is kept away who would not have come."""
        command = RecuseOfficer(card_application_id=self.cases[number], officer=f"gu-{next(self._keys)}")
        return command, saying_why(officer_at(self._step(number)), actor=who, signatory="zhou-director")

    @contextmanager
    def _one_who_is_faster(self, command: Any, authority: Authority) -> Iterator[None]:
        def decide() -> None:
            with suppress(Refusal):
                self._send(command, authority)

        self.books.log.rivals.append(decide)
        try:
            yield
        finally:
            self.books.log.rivals.clear()

    def _send(self, command: Any, authority: Authority, **request: Any) -> Sent:
        self.commands += 1
        key = f"key-{next(self._keys)}"
        sent = self.books.send(command, authority, key=key, **request)
        self.sent.append((command, authority, key))
        return sent


COMMANDS: dict[StepKind, list[Any]] = {
    StepKind.REVIEW: [
        lambda id_, _: ReviewCase(card_application_id=id_),
        lambda id_, _: ReviewCase(card_application_id=id_),
        lambda id_, first: ReturnCase(card_application_id=id_, to_step=first),
        lambda id_, _: RequestCorrection(card_application_id=id_, items=(StatedItem(field="phone"),)),
    ],
    StepKind.FORWARDING: [
        lambda id_, _: ForwardCase(card_application_id=id_),
        lambda id_, first: ReturnCase(card_application_id=id_, to_step=first),
        lambda id_, _: NotRecommend(card_application_id=id_),
    ],
    StepKind.PROVINCIAL_RESULT: [
        lambda id_, _: TranscribeResult(card_application_id=id_, result=ProvincialResult.APPROVED),
        lambda id_, _: ConfirmResult(card_application_id=id_),
        lambda id_, _: ContestResult(card_application_id=id_),
    ],
    StepKind.DECISION: [
        lambda id_, _: GrantCard(card_application_id=id_),
        lambda id_, first: ReturnCase(card_application_id=id_, to_step=first),
        lambda id_, _: DeclineCard(card_application_id=id_),
    ],
}
