"""What a draft of a policy would have changed about the cases on record; nothing is recorded by finding that out."""

from collections.abc import Iterable
from datetime import timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
import pytest

from domain.cadres import PartyManaged
from domain.cases import Opinion
from domain.policy.loading import read_pack
from domain.policy.pack import PolicyPack
from domain.simulation.differences import DifferenceKind
from domain.simulation.outcome import History, Outcome, compared, simulated
from domain.simulation.quotas import TOPICS
from domain.simulation.records import Logged, topics
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.deciding_cases import GiveOpinion
from domain.work import calendar_of
from tests.domain.books_of_zibo import LUJIAN, QILIN, attested, opened
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, approved, forwarded, person_of, submitted
from tests.domain.officers import saying_why, specialist
from tests.domain.zibo import FILE, TEXT, ZIBO
from tests.in_memory import Books

DISTRICT_DEADLINE = "          days: 5\n          unit: working_days"
EMAIL = "{code: email, number: 18, name: {zh: 邮箱, en: E-mail}, required: false}"
UNKNOWN_PASSES = (
    "at: [submission, issue], unknown_passes: [submission], clauses: [R-01]}\n      - {check: introduced"
)
NOT_RELEASED = (
    "      case_withdrawn:\n        before_forwarding: {place: true, person_slot: true}",
    "      case_withdrawn:\n        before_forwarding: {place: false, person_slot: false}",
)


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


def draft(*changes: tuple[str, str]) -> PolicyPack:
    """The pack of Zibo in its next revision, which says some things otherwise."""
    text = TEXT.replace("version: zibo-2023/1", "version: zibo-2023/2")
    for was, becomes in changes:
        assert was in text, was
        text = text.replace(was, becomes, 1)
    return read_pack(text, FILE)


def logged(books: Books, wanted: Iterable[str]) -> list[Logged]:
    return [
        Logged(
            position,
            str(record.originator_id),
            record.originator_version,
            record.topic,
            orjson.loads(record.state),
        )
        for position, record in enumerate(books.log.records(), start=1)
        if record.topic in wanted
    ]


def simulate(books: Books, pack: PolicyPack, *, with_forms: bool = True) -> Outcome:
    before = books.log.size
    cases = sorted(logged(books, topics(with_forms=with_forms)), key=attrgetter("originator_id", "version"))
    history = History(before, cases, logged(books, TOPICS))
    everything = logged(books, {record.topic for record in books.log.records()})
    comparison = compared(pack, calendar_of(books.store), everything[-1])
    outcome = simulated(history, comparison, books.policies)
    assert books.log.size == before, "a simulation records nothing"
    return outcome


def kinds(outcome: Outcome, case_id: UUID) -> list[tuple[str, str]]:
    return [(one.kind.value, one.subject) for one in outcome.cases.get(str(case_id), [])]


def sums(outcome: Outcome) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = outcome.as_json(with_cases=False)["sums"]
    return found


class TestWhatStaysTheSame:
    def test_a_draft_that_says_the_same_changes_nothing(self, books):
        approved(books, person_of(books))

        outcome = simulate(books, draft())

        assert (outcome.looked_at, outcome.cases, sums(outcome)) == (1, {}, [])

    def test_a_draft_of_a_case_that_was_not_submitted_is_not_looked_at(self, books):
        person_of(books)

        assert simulate(books, draft()).looked_at == 0

    def test_the_same_history_and_draft_give_the_same(self, books):
        for number, name in enumerate((LUJIAN, QILIN), start=1):
            submitted(books, person_of(books, name, number=2 * number - 1))
        pack = draft((DISTRICT_DEADLINE, DISTRICT_DEADLINE.replace("5", "1")))

        one, other = (simulate(books, pack).as_json(with_cases=True) for _ in range(2))

        assert orjson.dumps(one) == orjson.dumps(other)

    def test_in_whatever_order_the_cases_come_the_result_is_the_same(self, books):
        ids = [
            submitted(books, person_of(books, name, number=2 * number - 1))
            for number, name in enumerate((LUJIAN, QILIN), start=1)
        ]
        pack = draft((DISTRICT_DEADLINE, DISTRICT_DEADLINE.replace("5", "1")))
        of_cases, of_quotas = logged(books, topics(with_forms=True)), logged(books, TOPICS)
        last = logged(books, {record.topic for record in books.log.records()})[-1]

        def result(order: Iterable[Any]) -> bytes:
            one_by_one = [event for id_ in order for event in of_cases if event.originator_id == str(id_)]
            history = History(books.log.size, one_by_one, of_quotas)
            outcome = simulated(history, compared(pack, calendar_of(books.store), last), books.policies)
            assert len(outcome.cases) == len(ids)
            return orjson.dumps(outcome.as_json(with_cases=True))

        assert result(ids) == result(reversed(ids))

    def test_nothing_about_a_person_is_in_a_result(self, books):
        submitted(books, person_of(books))

        result = simulate(books, draft((EMAIL, EMAIL.replace(", required: false", "")))).as_json(
            with_cases=True
        )

        said = orjson.dumps(result).decode()
        assert "李思" not in said
        assert "sealed" not in said


class TestChecks:
    def test_who_was_submitted_as_unknown_would_not_be_where_unknown_no_longer_passes(self, books):
        ids = person_of(books)
        attested(books, ids["talent_id"], PartyManaged.UNKNOWN)
        case_id = submitted(books, ids)

        outcome = simulate(
            books, draft((UNKNOWN_PASSES, UNKNOWN_PASSES.replace(", unknown_passes: [submission]", "")))
        )

        assert kinds(outcome, case_id) == [("not_submitted", "cadre_attestation")]
        [summed] = sums(outcome)
        assert (summed["clause"], summed["area"], summed["cases"]) == ("R-01", "zhangdian", 1)

    def test_a_field_that_becomes_required_and_was_left_empty(self, books):
        case_id = submitted(books, person_of(books))

        outcome = simulate(books, draft((EMAIL, EMAIL.replace(", required: false", ""))))

        assert kinds(outcome, case_id) == [("not_submitted", "form.email")]

    def test_a_file_that_becomes_required_and_was_not_handed_in(self, books):
        case_id = submitted(books, person_of(books))
        pack = draft(
            (
                "field: identity_document\n        checked_at",
                "field: identity_document\n        required_at: [submission]\n        checked_at",
            )
        )

        assert kinds(simulate(books, pack), case_id) == [("not_submitted", "attachments.identity_document")]

    def test_a_new_check_that_nothing_on_record_decides_is_counted_as_such(self, books):
        submitted(books, person_of(books))
        code = "      - check: credit_code\n        at: [issue]"

        outcome = simulate(books, draft((code, code.replace("[issue]", "[submission, issue]"))))

        assert outcome.cases == {}
        assert outcome.as_json(with_cases=False)["not_decidable"] == [
            {"check": "credit_code@submission", "cases": 1}
        ]

    def test_an_approved_card_under_another_rule_of_its_term(self, books):
        case_id = approved(books, person_of(books))
        validity = "    validity:\n      rule: management_period"

        outcome = simulate(books, draft((validity, "    validity:\n      rule: fixed_years\n      years: 3")))

        [one] = outcome.cases[str(case_id)]
        assert (one.kind, one.was, one.becomes) == (DifferenceKind.TERM, "management_period", "fixed_years/3")


class TestStepsAndDeadlines:
    def test_a_shorter_deadline_makes_a_case_overdue_that_was_in_time(self, books):
        case_id = submitted(books, person_of(books))
        later = DRC_OF_ZHANGDIAN.model_copy(
            update={
                "effective_on": DRC_OF_ZHANGDIAN.effective_on + timedelta(days=5),
                "at": DRC_OF_ZHANGDIAN.at + timedelta(days=5),
            }
        )
        books.send(GiveOpinion(card_application_id=case_id, opinion=Opinion.AGREED), later)

        outcome = simulate(books, draft((DISTRICT_DEADLINE, DISTRICT_DEADLINE.replace("5", "1"))))

        assert kinds(outcome, case_id) == [
            ("due_another_day", "district_opinion"),
            ("overdue", "district_opinion"),
        ]
        assert {one["department"] for one in sums(outcome)} == {"drc"}

    def test_a_step_that_another_office_does(self, books):
        case_id = submitted(books, person_of(books))
        step = "Opinion of the competent department of the district}\n        level: district\n        function: nominating_department"

        outcome = simulate(books, draft((step, step.replace("nominating_department", "hrss"))))

        [one] = outcome.cases[str(case_id)]
        assert (one.kind, one.was, one.becomes) == (
            DifferenceKind.STEP_ELSEWHERE,
            "drc/district",
            "hrss/district",
        )


class TestQuotas:
    ONE_EACH = (
        ("      city: {value: 10,", "      city: {value: 2,"),
        ("drc: {value: 5,", "drc: {value: 1,"),
        ("miit: {value: 5,", "miit: {value: 1,"),
    )

    def test_of_two_nominations_the_second_is_beyond_a_limit_of_one(self, books):
        first = submitted(books, person_of(books))
        second = submitted(books, person_of(books, QILIN, number=3))

        outcome = simulate(books, draft(*self.ONE_EACH))

        assert kinds(outcome, first) == []
        assert kinds(outcome, second) == [("nomination_refused", "department")]
        [quota] = outcome.quotas
        assert (quota["used"], quota["used_under_draft"]) == (2, 1)

    def test_a_place_that_was_given_back_lets_the_next_one_in(self, books):
        ids = person_of(books)
        first = submitted(books, ids)
        books.send(
            WithdrawCardApplication(card_application_id=first), saying_why(specialist(ids["enterprise_id"]))
        )
        second = submitted(books, person_of(books, QILIN, number=3))

        assert kinds(simulate(books, draft(*self.ONE_EACH)), second) == []

    def test_unless_the_draft_gives_nothing_back(self, books):
        ids = person_of(books)
        first = submitted(books, ids)
        books.send(
            WithdrawCardApplication(card_application_id=first), saying_why(specialist(ids["enterprise_id"]))
        )
        second = submitted(books, person_of(books, QILIN, number=3))

        outcome = simulate(books, draft(*self.ONE_EACH, NOT_RELEASED))

        assert kinds(outcome, first) == [("nomination_stands", "case_withdrawn")]
        assert kinds(outcome, second) == [("nomination_refused", "department")]

    def test_a_place_of_a_forwarded_case_is_used_under_both(self, books):
        forwarded(books, person_of(books))

        [quota] = simulate(books, draft()).quotas

        assert (quota["used"], quota["used_under_draft"]) == (1, 1)
