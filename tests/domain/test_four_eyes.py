"""Nobody both hands in or reviews a case and decides on it, whatever is tried (四眼原则, bar A2).

Four persons act in any post, under several accounts, by keys, in one another's stead, at once, and again. What they may
is not asked of the product: it is read off the events by a judge of its own, who knows only whose accounts are whose.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain.aggregates import CardApplication
from domain.base import Authority, Capacity
from domain.case_events import StepEvent
from domain.cases import CaseStatus, ProvincialResult
from domain.errors import NotFound, Refusal
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import SubmitCardApplication, SupplyCorrection
from domain.use_cases.deciding_cases import (
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.keeping_accounts import JoinAccounts
from domain.use_cases.recording_results import ConfirmResult, ContestResult, TranscribeResult
from domain.use_cases.standing_in import GrantStandIn
from tests.domain.books_of_zibo import LUJIAN, QILIN
from tests.domain.cases_of_zibo import HRSS_WRITES, case_of
from tests.domain.officers import AT, DAY, entering_for, officer, saying_why, specialist
from tests.domain.routes_of_zibo import LETTER_TO_PROVINCE, draft_on, form_of, officer_at, person_for, step_of
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

TAN = saying_why(Authority(actor="tan-security", role="security_officer", effective_on=DAY, at=AT))
ACCOUNTS = ["an", "an-2", "bo", "cai", "dou"]
KEY = UUID(int=0xABC)
SUBMISSION = "submission"
ROUTES = ("front_end", "flexible")

account = st.sampled_from(ACCOUNTS)
case_number = st.integers(0, 1)
choice = st.integers(0, 5)
by_key = st.booleans()
in_stead_of = st.none() | account


class FourEyes(RuleBasedStateMachine):
    """Two enterprises with a case each, and everybody who has to do with them."""

    @initialize()
    def begin(self) -> None:
        self.books = Books(ZIBO)
        self.ids = [person_for(self.books, name=name, number=n) for name, n in ((LUJIAN, 1), (QILIN, 3))]
        self.cases: dict[int, UUID] = {}
        self.sent: list[tuple[Any, Authority, str]] = []
        self.keys = count()
        self.judge = Judge(self.books.log.size)

    # -- what is tried -----------------------------------------------------------------------------------

    @rule(number=case_number, who=account, on_paper=st.booleans(), submit=st.booleans(), keyed=by_key)
    def draft(self, number: int, who: str, on_paper: bool, submit: bool, keyed: bool) -> None:
        if number in self.cases and self.case(number).status in OPEN:
            return
        with suppress(Refusal):
            command = draft_on(ROUTES[number], self.ids[number], submit=submit)
            self.cases[number] = case_of(self.send(command, self.applicant(number, who, on_paper, keyed)))

    @rule(number=case_number, who=account, on_paper=st.booleans(), keyed=by_key)
    def submit(self, number: int, who: str, on_paper: bool, keyed: bool) -> None:
        self.about(number, SubmitCardApplication, self.applicant(number, who, on_paper, keyed))

    @rule(number=case_number, who=account, on_paper=st.booleans(), turn=choice)
    def correct(self, number: int, who: str, on_paper: bool, turn: int) -> None:
        form = form_of(ROUTES[number]).model_copy(update={"phone": f"1380000000{turn}"})
        self.about(number, SupplyCorrection, self.applicant(number, who, on_paper, False), form=form)

    @rule(number=case_number, who=account, what=choice, keyed=by_key, stead=in_stead_of)
    def act(self, number: int, who: str, what: int, keyed: bool, stead: str | None) -> None:
        with suppress(Refusal):
            self.send(*self.acting(number, who, what, keyed, stead))

    @rule(number=case_number, first=account, second=account, what=choice, other=choice)
    def act_at_once(self, number: int, first: str, second: str, what: int, other: int) -> None:
        """The second has decided when the first is about to be recorded."""
        with suppress(Refusal):
            faster = self.acting(number, second, other, False, None)
            self.books.log.rivals.append(lambda: self.tried(*faster))
            self.send(*self.acting(number, first, what, False, None))
        self.books.log.rivals.clear()

    @rule(number=case_number, deputy=account, principal=account)
    def let_stand_in(self, number: int, deputy: str, principal: str) -> None:
        if number not in self.cases or self.case(number).step is None:
            return
        office = officer_at(step_of(self.books, self.cases[number]))
        command = GrantStandIn(
            officer=deputy, principal=principal, valid_from=DAY, valid_to=DAY + timedelta(9)
        )
        self.tried(command, office.model_copy(update={"actor": principal}))

    @rule(one=account, other=account)
    def find_that_two_accounts_are_one_persons(self, one: str, other: str) -> None:
        if {one, other} != {"an", "an-2"}:  # or soon everybody would be one person, and nothing would be done
            return
        with suppress(Refusal):
            self.send(JoinAccounts(account=one, other=other), TAN)
            self.judge.join(one, other)

    @rule(which=st.integers(0, 30))
    def send_again(self, which: int) -> None:
        """Under the same key it is answered and not done; a token that is replayed brings nothing more about."""
        if not self.sent:
            return
        command, authority, key = self.sent[which % len(self.sent)]
        before = self.books.log.size
        with suppress(Refusal):
            self.books.send(command, authority, key=key)
        assert self.books.log.size == before
        self.tried(command, authority)

    # -- what has to hold --------------------------------------------------------------------------------

    @invariant()
    def nobody_acts_at_two_steps_of_a_case(self) -> None:
        if hasattr(self, "judge"):
            self.judge.look_at(self.books.events(self.judge.seen))

    # -- how it is tried ---------------------------------------------------------------------------------

    def case(self, number: int) -> CardApplication:
        case = self.books.load(CardApplication, self.cases[number])
        assert isinstance(case, CardApplication)
        return case

    def applicant(self, number: int, who: str, on_paper: bool, keyed: bool) -> Authority:
        actor = f"{who} key:{KEY}" if keyed else who
        if on_paper:
            return entering_for(officer("hrss", "zhangdian", actor=actor))
        return specialist(self.ids[number]["enterprise_id"], actor=actor)

    def acting(
        self, number: int, who: str, what: int, keyed: bool, stead: str | None
    ) -> tuple[Any, Authority]:
        """The command of the step, by somebody in its office, or in that of whom he or she stands in for."""
        if number not in self.cases or self.case(number).status is not CaseStatus.IN_PROCESS:
            raise NotFound
        case_id, step = self.cases[number], step_of(self.books, self.cases[number])
        kinds = COMMANDS[step.kind]
        command = kinds[what % len(kinds)](case_id, ZIBO.route(ROUTES[number]).steps.first.code)
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

    def about(self, number: int, kind: Any, authority: Authority, **facts: Any) -> None:
        if number in self.cases:
            self.tried(kind(card_application_id=self.cases[number], **facts), authority)

    def tried(self, command: Any, authority: Authority) -> None:
        with suppress(Refusal):
            self.send(command, authority)

    def send(self, command: Any, authority: Authority) -> Any:
        key = f"key-{next(self.keys)}"
        sent = self.books.send(command, authority, key=key)
        self.sent.append((command, authority, key))
        return sent


OPEN = {CaseStatus.DRAFTED, CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED}
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


class Judge:
    """Reads events alone, and knows which accounts were known to be one person's when each was recorded."""

    def __init__(self, seen: int) -> None:
        self.seen = seen
        self.acts: dict[UUID, list[tuple[set[str], str]]] = {}
        self.same: list[set[str]] = []
        self.decided = 0

    def join(self, one: str, other: str) -> None:
        self.same.append({one, other})

    def look_at(self, events: list[Any]) -> None:
        for event in events:
            self.seen += 1
            if (step := _step(event)) is not None:
                self._judge(event, step)

    def _judge(self, event: Any, step: str) -> None:
        by = self._persons(event.envelope)
        for others, at in self.acts.setdefault(event.originator_id, []):
            assert at == step or not by & others, f"{sorted(by)} at {at} and at {step}"
        self.acts[event.originator_id].append((by, step))
        self.decided += step != SUBMISSION

    def _persons(self, envelope: Any) -> set[str]:
        persons = {envelope.actor.split(" key:")[0]}
        if envelope.capacity in ("deputising", "transcribing") and envelope.on_behalf_of:
            persons.add(envelope.on_behalf_of)
        return persons.union(*(group for group in self.same if group & persons))


def _step(event: Any) -> str | None:
    """At which step somebody has acted; a result that one has written down and another confirms is two."""
    name = event.TOPIC.removeprefix("CardApplication.")
    if name in ("FormFilled", "Submitted", "CorrectionSupplied"):
        return SUBMISSION
    if name in ("Approved", "Rejected", "ReturnedByProvince", "ResultContested"):
        return f"{event.step} confirmed"
    return event.step if isinstance(event, StepEvent) and event.decides else None


def examined(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        FourEyes,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, phases=phases, derandomize=True
        ),
    )


def test_nobody_acts_at_two_steps_of_a_case_whatever_is_tried():
    examined(examples=25, steps=60)


@pytest.mark.slow
def test_nobody_acts_at_two_steps_of_a_case_whatever_is_tried_a_hundred_thousand_times():
    examined(examples=1_700, steps=60)  # of the same kind each time; a hundred thousand of them


def test_a_product_that_counted_accounts_instead_of_persons_would_be_noticed(monkeypatch):
    monkeypatch.setattr(Authority, "persons", property(lambda self: frozenset({self.actor})))

    with pytest.raises(AssertionError, match=" at "):
        examined(examples=60, steps=60, phases=(Phase.generate,))
