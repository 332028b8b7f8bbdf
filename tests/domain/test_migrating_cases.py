"""A case keeps the policy version it was submitted under, unless HRSS moves it with a reason to one that has its step."""

from datetime import UTC, date, datetime

import pytest

from domain.authorization import PostMayNot
from domain.base import ReasonRequired
from domain.cases import CaseNotInState, InAnotherBatch
from domain.policy.loading import read_pack
from domain.policy.refusals import UnknownPolicyVersion
from domain.use_cases.deciding_cases import ReviewCase
from domain.use_cases.migrating_cases import CaseDoesNotFit, MigrateCase
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import at_department, batch_of, drafted, person_of, reviewed, the_case
from tests.domain.officers import DRC, HRSS, saying_why
from tests.domain.zibo import FILE, ZIBO, edition, pack_of_jinan
from tests.in_memory import Books

WHY = saying_why(HRSS)


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open under the first version; of the second, cases of later days are."""
    books = Books(ZIBO, edition(2, effective_from="2024-12-01"))
    opened(books)
    return books


@pytest.fixture
def case_id(books):
    return at_department(books, person_of(books))


def to(version: str, case_id) -> MigrateCase:
    return MigrateCase(card_application_id=case_id, policy_version=version)


def test_given_a_case_when_it_is_moved_then_it_stands_at_its_step_under_the_other_version(books, case_id):
    event = books.send(to("zibo-2023/2", case_id), WHY).event

    assert (event.TOPIC, event.from_version, event.to_version, event.step) == (
        "CardApplication.PolicyMigrated",
        "zibo-2023/1",
        "zibo-2023/2",
        "department_review",
    )
    assert event.envelope.policy_version == "zibo-2023/2"
    assert the_case(books, case_id).step == "department_review"


def test_given_a_case_that_was_moved_when_it_is_decided_then_the_decision_stands_on_the_other_version(
    books, case_id
):
    books.send(to("zibo-2023/2", case_id), WHY)

    events = books.send(ReviewCase(card_application_id=case_id), DRC).events

    assert {event.envelope.policy_version for event in events} == {"zibo-2023/2"}


def test_given_a_version_that_takes_effect_later_when_the_case_is_decided_then_it_keeps_its_own(
    books, case_id
):
    in_december = DRC.model_copy(
        update={"effective_on": date(2024, 12, 2), "at": datetime(2024, 12, 2, 2, tzinfo=UTC)}
    )

    events = books.send(ReviewCase(card_application_id=case_id), in_december).events

    assert {event.envelope.policy_version for event in events} == {"zibo-2023/1"}


def test_given_a_version_without_the_case_s_step_when_it_is_moved_then_it_is_refused(case_id, books):
    other = edition(3, effective_from="2024-12-01").content.replace("department_review", "experts")
    books = Books(ZIBO, read_pack(other, FILE))
    opened(books)
    case_id = at_department(books, person_of(books))

    refusal = books.refused(to("zibo-2023/3", case_id), WHY)

    assert type(refusal) is CaseDoesNotFit
    assert refusal.blocked_by == {"kind": "policy_version", "id": "zibo-2023/3", "step": "department_review"}


def test_given_another_city_s_version_when_the_case_is_moved_to_it_then_it_is_refused():
    books = Books(ZIBO, pack_of_jinan())
    opened(books)
    case_id = at_department(books, person_of(books))

    assert type(books.refused(to(pack_of_jinan().version, case_id), WHY)) is UnknownPolicyVersion


@pytest.mark.parametrize("version", ["zibo-2023/9", "shandong-2022/1"])
def test_given_no_such_version_of_the_city_when_the_case_is_moved_to_it_then_it_is_refused(
    books, case_id, version
):
    assert type(books.refused(to(version, case_id), WHY)) is UnknownPolicyVersion


def test_given_the_version_on_which_it_stands_when_the_case_is_moved_to_it_then_it_is_refused(books, case_id):
    assert books.refused(to("zibo-2023/1", case_id), WHY).field == "policy_version"


def test_given_no_reason_when_a_case_is_moved_then_it_is_refused(books, case_id):
    assert type(books.refused(to("zibo-2023/2", case_id), HRSS)) is ReasonRequired


def test_given_a_draft_when_it_is_moved_then_it_is_refused(books):
    case_id = drafted(books, person_of(books))

    assert type(books.refused(to("zibo-2023/2", case_id), WHY)) is CaseNotInState


def test_given_a_case_in_an_open_batch_when_it_is_moved_then_it_is_refused(books):
    case_id = reviewed(books, person_of(books))
    batch_of(books, case_id)

    assert type(books.refused(to("zibo-2023/2", case_id), WHY)) is InAnotherBatch


def test_given_another_department_when_it_moves_a_case_then_it_is_refused(books, case_id):
    assert type(books.refused(to("zibo-2023/2", case_id), saying_why(DRC))) is PostMayNot
