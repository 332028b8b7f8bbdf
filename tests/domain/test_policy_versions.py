"""A policy version is drafted by one person, published by another, and holds from its day on until it is retired."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from bootstrap.policy_shelf import PolicyShelf
from domain.aggregates.policy import DraftedByYou, PolicyNotInState
from domain.aggregates.policy_catalogue import DraftWaits, VersionKnown
from domain.authorization import NotYourArea, PostMayNot
from domain.base import Authority, ReasonRequired
from domain.errors import Invalid, NotFound
from domain.policy.faults import InvalidPack
from domain.policy.refusals import AreaOfAnotherCity, NoPolicyInForce
from domain.use_cases.publishing_policies import (
    DiscardPolicyDraft,
    DraftPolicy,
    PublishPolicyDraft,
    PublishShippedPolicy,
    RetirePolicy,
    RevisePolicyDraft,
)
from tests.domain.officers import AT, DAY, DRC, HRSS, HRSS_OF_JINAN, START_UP, saying_why
from tests.domain.zibo import PROVINCIAL_TEXT, TEXT, ZIBO, edition, of_jinan, pack_of_jinan
from tests.in_memory import Books

LIN = Authority(actor="lin-operator", role="operator", effective_on=DAY, at=AT)
TANG = HRSS.model_copy(update={"actor": "tang-hrss"})
SECOND = {"pack": "zibo-2023", "revision": "2"}
IN_MAY = date(2024, 5, 1)


def text_of(number: int = 2, **stated: Any) -> str:
    return edition(number, effective_from="2024-05-01", **stated).content


def narrower(text: str) -> str:
    return text.replace("city: {value: 10", "city: {value: 9")


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    return books


@pytest.fixture
def drafted(books: Books) -> Books:
    books.send(DraftPolicy(content=text_of()), LIN)
    return books


def test_given_a_draft_then_nothing_is_decided_under_it(drafted):
    assert drafted.policies.in_force("370300", IN_MAY).version == "zibo-2023/1"
    assert [policy.policy_version for policy in drafted.shelf.drafted] == ["zibo-2023/2"]


def test_given_a_draft_when_another_person_publishes_it_then_it_holds_from_its_day_on(drafted):
    drafted.send(PublishPolicyDraft(**SECOND), TANG)

    assert drafted.policies.in_force("370300", IN_MAY).version == "zibo-2023/2"
    assert drafted.policies.in_force("370300", IN_MAY - timedelta(days=1)).version == "zibo-2023/1"


def test_given_a_draft_when_its_author_publishes_it_then_it_is_refused(books):
    books.send(DraftPolicy(content=text_of()), TANG)

    assert type(books.refused(PublishPolicyDraft(**SECOND), TANG)) is DraftedByYou


def test_given_a_draft_that_another_has_revised_when_he_publishes_it_then_it_is_refused(drafted):
    drafted.send(RevisePolicyDraft(**SECOND, content=narrower(text_of())), TANG)

    assert type(drafted.refused(PublishPolicyDraft(**SECOND), TANG)) is DraftedByYou
    drafted.send(PublishPolicyDraft(**SECOND), HRSS)
    assert drafted.policies.version("zibo-2023/2").quota_route("huicai").limits.city.value == 9


def test_given_a_draft_when_an_operator_publishes_it_then_it_is_refused(drafted):
    assert type(drafted.refused(PublishPolicyDraft(**SECOND), LIN)) is PostMayNot


def test_given_a_draft_when_it_is_published_twice_then_the_second_time_is_refused(drafted):
    drafted.send(PublishPolicyDraft(**SECOND), TANG)

    assert type(drafted.refused(PublishPolicyDraft(**SECOND), HRSS)) is PolicyNotInState


def test_given_a_draft_when_it_is_revised_to_say_the_same_then_it_is_refused(drafted):
    refusal = drafted.refused(RevisePolicyDraft(**SECOND, content=text_of()), LIN)

    assert (type(refusal), refusal.field) == (Invalid, "content")


def test_given_a_draft_when_it_is_revised_to_another_version_then_it_is_refused(drafted):
    refusal = drafted.refused(RevisePolicyDraft(**SECOND, content=text_of(3)), LIN)

    assert (type(refusal), refusal.field) == (Invalid, "content")


def test_given_a_draft_when_another_of_its_pack_is_drafted_then_it_is_refused(drafted):
    refusal = drafted.refused(DraftPolicy(content=text_of(3)), TANG)

    assert type(refusal) is DraftWaits
    assert refusal.blocked_by == {"kind": "policy_version", "id": "zibo-2023/2"}


def test_given_a_draft_that_was_discarded_then_its_number_is_not_used_again(drafted):
    drafted.send(DiscardPolicyDraft(**SECOND), saying_why(LIN))

    assert type(drafted.refused(DraftPolicy(content=text_of()), LIN)) is VersionKnown
    drafted.send(DraftPolicy(content=text_of(3)), LIN)
    assert type(drafted.refused(PublishPolicyDraft(**SECOND), TANG)) is PolicyNotInState


def test_given_a_version_that_comes_as_a_file_when_its_number_is_drafted_then_it_is_refused(books):
    refusal = books.refused(DraftPolicy(content=narrower(TEXT)), LIN)

    assert type(refusal) is VersionKnown
    assert refusal.blocked_by == {"kind": "policy_version", "id": "zibo-2023/1"}


def test_given_a_text_with_faults_when_it_is_drafted_then_each_is_named_with_its_line(books):
    wrong = text_of().replace("city: {value: 10", "city: {value: ten")

    refusal = books.refused(DraftPolicy(content=wrong), LIN)

    assert type(refusal) is InvalidPack
    line = wrong[: wrong.index("{value: ten")].count("\n") + 1
    assert [error.field for error in refusal.errors] == [f"content:{line} routes[0].limits.city.value"]


def test_given_a_text_with_the_areas_of_another_city_when_it_is_drafted_then_it_is_refused(books):
    stolen = of_jinan(text_of())

    assert type(books.refused(DraftPolicy(content=stolen), LIN)) is AreaOfAnotherCity


def test_given_a_pack_of_another_city_when_an_officer_drafts_it_then_it_is_refused(books):
    assert type(books.refused(DraftPolicy(content=pack_of_jinan().content), HRSS)) is NotYourArea


def test_given_a_draft_of_another_city_when_an_officer_publishes_it_then_it_is_refused():
    books = Books(ZIBO, pack_of_jinan())
    books.send(DraftPolicy(content=text_of()), LIN)

    assert type(books.refused(PublishPolicyDraft(**SECOND), HRSS_OF_JINAN)) is NotYourArea


def test_given_another_department_when_it_drafts_then_it_is_refused(books):
    assert type(books.refused(DraftPolicy(content=text_of()), DRC)) is PostMayNot


def test_given_a_province_s_draft_when_it_is_published_then_a_city_s_pack_can_stand_under_it(books):
    above = PROVINCIAL_TEXT.replace("version: shandong-2022/1", "version: shandong-2022/2")
    books.send(DraftPolicy(content=above), LIN)
    under = text_of().replace("under: shandong-2022/1", "under: shandong-2022/2")
    assert type(books.refused(DraftPolicy(content=under), LIN)) is InvalidPack

    books.send(PublishPolicyDraft(pack="shandong-2022", revision="2"), HRSS)
    books.send(DraftPolicy(content=under), LIN)
    books.send(PublishPolicyDraft(**SECOND), HRSS)

    assert books.policies.in_force("370300", IN_MAY).under == "shandong-2022/2"


def test_given_a_version_when_it_is_retired_then_it_holds_to_its_last_day_and_is_known_still(books):
    books.send(RetirePolicy(pack="zibo-2023", revision="1", last_day=IN_MAY), saying_why(HRSS))

    assert books.policies.in_force("370300", IN_MAY).version == "zibo-2023/1"
    with pytest.raises(NoPolicyInForce):
        books.policies.in_force("370300", IN_MAY + timedelta(days=1))
    assert books.policies.version("zibo-2023/1") == ZIBO


def test_given_no_version_that_holds_any_more_then_the_next_one_is_drafted_and_published_all_the_same(books):
    later = {"effective_on": DAY + timedelta(days=3), "at": AT + timedelta(days=3)}
    books.send(RetirePolicy(pack="zibo-2023", revision="1", last_day=DAY), saying_why(HRSS))
    next_one = edition(2, effective_from="2024-03-18").content

    books.send(DraftPolicy(content=next_one), HRSS.model_copy(update=later))
    books.send(PublishPolicyDraft(**SECOND), TANG.model_copy(update=later))

    assert books.policies.in_force("370300", date(2024, 3, 18)).version == "zibo-2023/2"


def test_given_a_last_day_that_is_past_when_a_version_is_retired_then_it_is_refused(books):
    past = RetirePolicy(pack="zibo-2023", revision="1", last_day=DAY - timedelta(days=1))

    refusal = books.refused(past, saying_why(HRSS))

    assert (type(refusal), refusal.field) == (Invalid, "last_day")


def test_given_a_version_with_an_end_when_it_is_retired_later_than_that_then_it_is_refused():
    books = Books(edition(1, effective_to="2024-12-31"))
    books.send(PublishShippedPolicy(pack=edition(1, effective_to="2024-12-31")), START_UP)
    late = RetirePolicy(pack="zibo-2023", revision="1", last_day=date(2024, 12, 31))

    assert books.refused(late, saying_why(HRSS)).field == "last_day"


@pytest.mark.parametrize(
    "command",
    [DiscardPolicyDraft(**SECOND), RetirePolicy(pack="zibo-2023", revision="1", last_day=IN_MAY)],
    ids=["discarded", "retired"],
)
def test_given_no_reason_when_a_version_is_let_go_then_it_is_refused(drafted, command):
    assert type(drafted.refused(command, TANG)) is ReasonRequired


@pytest.mark.parametrize("revision", ["9", "02", "x"])
def test_given_a_version_that_is_not_there_when_it_is_published_then_it_is_not_found(drafted, revision):
    command = PublishPolicyDraft(pack="zibo-2023", revision=revision)

    assert type(drafted.refused(command, TANG)) is NotFound


def test_given_a_shelf_that_was_read_a_moment_ago_then_the_log_is_not_asked_again(books):
    moments = iter([0.0, 0.0, 0.5, 1.5, 1.5])
    shelf = type(books.shelf)(books.store, [ZIBO], lambda: next(moments))
    assert shelf.drafted == ()
    books.send(DraftPolicy(content=text_of()), LIN)

    assert shelf.drafted == ()  # half a second later
    assert [policy.policy_version for policy in shelf.drafted] == ["zibo-2023/2"]


def puts_back(books: Books, other: Books) -> None:
    """From now on the log of `books` is another one: a backup's, or that of a server which had lost what this one knew."""
    books.log.select_histories = other.log.select_histories  # type: ignore[method-assign]


@pytest.fixture
def elsewhere() -> Books:
    """The books as they go on where another server takes over: what is decided there is another command."""
    books = Books(ZIBO)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.new_id()
    return books


def places_in(books: Books) -> int:
    pack = books.policies.in_force("370300", IN_MAY)
    return pack.quota_route("huicai").limits.city.value


def test_given_a_log_that_knows_another_text_of_the_version_when_it_is_put_back_then_that_text_holds(
    books, elsewhere
):
    for log, text in ((books, narrower(text_of())), (elsewhere, text_of())):
        log.send(DraftPolicy(content=text), LIN)
        log.send(PublishPolicyDraft(**SECOND), TANG)
    assert places_in(books) == 9

    puts_back(books, elsewhere)

    assert places_in(books) == 10


def test_given_a_log_that_knows_of_no_draft_when_it_is_put_back_then_the_shipped_versions_alone_hold(
    drafted, elsewhere
):
    drafted.send(PublishPolicyDraft(**SECOND), TANG)
    assert drafted.policies.in_force("370300", IN_MAY).version == "zibo-2023/2"

    puts_back(drafted, elsewhere)

    assert drafted.policies.in_force("370300", IN_MAY).version == "zibo-2023/1"
    assert drafted.shelf.drafted == ()


def test_given_a_log_that_knows_another_text_of_the_province_s_when_it_is_put_back_then_the_city_s_stands_under_that(
    books, elsewhere
):
    above = PROVINCIAL_TEXT.replace("version: shandong-2022/1", "version: shandong-2022/2")
    under = text_of().replace("under: shandong-2022/1", "under: shandong-2022/2")
    for log, text in ((books, above), (elsewhere, above + "# 另文\n")):
        log.send(DraftPolicy(content=text), LIN)
        log.send(PublishPolicyDraft(pack="shandong-2022", revision="2"), HRSS)
        log.send(DraftPolicy(content=under), LIN)
        log.send(PublishPolicyDraft(**SECOND), TANG)
    assert books.policies.version("zibo-2023/2").provincial.content == above

    puts_back(books, elsewhere)

    assert books.policies.version("zibo-2023/2").provincial.content == above + "# 另文\n"


def test_given_a_city_s_draft_that_came_before_the_province_s_when_it_is_put_under_that_then_a_new_process_reads_both(
    drafted,
):
    above = PROVINCIAL_TEXT.replace("version: shandong-2022/1", "version: shandong-2022/2")
    drafted.send(DraftPolicy(content=above), LIN)
    drafted.send(PublishPolicyDraft(pack="shandong-2022", revision="2"), HRSS)
    under = text_of().replace("under: shandong-2022/1", "under: shandong-2022/2")
    drafted.send(RevisePolicyDraft(**SECOND, content=under), LIN)
    drafted.send(PublishPolicyDraft(**SECOND), TANG)

    begun = PolicyShelf(drafted.store, [ZIBO], count().__next__)

    assert begun.book.in_force("370300", IN_MAY).under == "shandong-2022/2"
