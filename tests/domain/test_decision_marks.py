"""What became of what was decided: a mark of its own for every entry of a history, by what it says and by what came later."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregates import Card, CardApplication, CardHolding
from domain.aggregates.card_holding import HoldingEnd
from domain.cases import Opinion, ProvincialResult
from domain.decision_marks import OF_KINDS, REPLACING, WAITING, Mark, Standing, marked
from domain.use_cases.applying_for_cards import FillForm, WithdrawCardApplication
from domain.use_cases.deciding_cards import ReinstateCard, SuspendCard
from domain.use_cases.deciding_cases import GiveOpinion, NotRecommend, ReturnCase
from domain.use_cases.managing_quotas import DeclineTransfer, RequestTransfer
from domain.use_cases.recording_results import (
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)
from tests.domain.books_of_zibo import QUOTA, opened
from tests.domain.cards_of_zibo import ISSUER, elite
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    HRSS_CONFIRMS,
    HRSS_WRITES,
    answered,
    approved,
    at_department,
    drafted,
    forwarded,
    person_of,
    submitted,
)
from tests.domain.event_shapes import event_classes
from tests.domain.officers import DRC, MIIT, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books: Books) -> dict[str, Any]:
    """鲁建 in Zhangdian is nominated by the DRC, and has proposed a person."""
    return person_of(books)


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


def marks(books: Books, *kinds: str) -> list[tuple[str, Mark]]:
    """The marks of the log's events, of those of these topics."""
    events = books.events()
    standings = marked(events, [uuid4() for _ in events])
    return [
        (event.TOPIC.split(".")[1], standing.mark)
        for event, standing in zip(events, standings, strict=True)
        if event.TOPIC.startswith(kinds)
    ]


def mark_of(books: Books, topic: str) -> Mark:
    """The mark of the first event of this topic."""
    return next(mark for _, mark in marks(books, topic))


# ── What an event says of itself ─────────────────────────────────────────────────────────────────────────


def test_what_was_returned_cancelled_refused_superseded_and_expired_is_marked_so_and_no_two_alike():
    kinds = (
        CardApplication.Reviewed, CardApplication.Returned, CardApplication.Withdrawn, CardApplication.NotRecommended,
        CardApplication.Superseded, Card.Expired, Card.Suspended, CardApplication.ResultTranscribed,
    )  # fmt: skip
    told = [Mark.PENDING if kind in WAITING else OF_KINDS.get(kind, Mark.DONE) for kind in kinds]

    assert told == [
        Mark.DONE, Mark.RETURNED, Mark.CANCELLED, Mark.REFUSED, Mark.SUPERSEDED, Mark.EXPIRED, Mark.SUSPENDED, Mark.PENDING,
    ]  # fmt: skip
    assert len(set(told)) == len(Mark)


def test_every_kind_that_is_marked_can_stand_in_the_log():
    kinds = {*OF_KINDS, *WAITING, *REPLACING}

    assert kinds <= set(event_classes())


@pytest.mark.parametrize(
    ("cause", "mark"),
    [
        (HoldingEnd.EXPIRED, Mark.EXPIRED),
        (HoldingEnd.REVOKED, Mark.CANCELLED),
        (HoldingEnd.ENTERED_WRONGLY, Mark.CANCELLED),
    ],
)
def test_a_holding_that_expired_does_not_look_like_one_that_was_ended(books, cause, mark):
    elite(books)
    granted = next(event for event in books.events() if isinstance(event, CardHolding.CardGranted))
    ended = CardHolding.CardEnded(
        **{name: getattr(granted, name) for name in type(granted).model_fields}
        | {"originator_version": granted.originator_version + 1, "cause": cause}
    )

    assert marked([granted, ended], [uuid4(), uuid4()])[-1] == Standing(mark)


def test_an_opinion_against_is_refused_and_one_for_is_done(books, ids):
    case_id = submitted(books, ids)
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.DISAGREED), saying_why(DRC_OF_ZHANGDIAN))

    assert mark_of(books, "CardApplication.OpinionGiven") is Mark.REFUSED
    assert mark_of(books, "CardApplication.Submitted") is Mark.DONE


# ── What came later ──────────────────────────────────────────────────────────────────────────────────────


def test_a_step_that_has_to_be_gone_once_more_is_superseded_by_the_return(books, ids):
    case_id = at_department(books, ids)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(DRC))
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)

    assert marks(books, "CardApplication.OpinionGiven", "CardApplication.Returned") == [
        ("OpinionGiven", Mark.SUPERSEDED),
        ("Returned", Mark.RETURNED),
        ("OpinionGiven", Mark.DONE),
    ]


def test_which_later_entry_has_superseded_it_is_told(books, ids):
    case_id = at_department(books, ids)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(DRC))
    events = books.events()

    standings = marked(events, [uuid4() for _ in events])

    at = next(n for n, event in enumerate(events) if isinstance(event, CardApplication.OpinionGiven))
    assert isinstance(events[standings[at].by], CardApplication.Returned)


def test_a_draft_that_was_stated_anew_is_superseded(books, ids):
    case_id = drafted(books, ids)
    books.send(FillForm(**of(case_id), form={"email": "a@example.org"}), specialist(ids["enterprise_id"]))

    assert marks(books, "CardApplication.FormFilled") == [
        ("FormFilled", Mark.SUPERSEDED),
        ("FormFilled", Mark.DONE),
    ]


def test_what_was_written_down_is_pending_until_a_second_officer_has_confirmed_or_contested_it(books, ids):
    case_id = forwarded(books, ids)
    writing = TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED)
    books.send(writing, HRSS_WRITES)
    before = mark_of(books, "CardApplication.ResultTranscribed")
    books.send(ContestResult(**of(case_id)), saying_why(HRSS_CONFIRMS))
    books.send(writing, HRSS_WRITES)

    assert before is Mark.PENDING
    assert marks(books, "CardApplication.Result") == [
        ("ResultTranscribed", Mark.REFUSED),
        ("ResultContested", Mark.REFUSED),
        ("ResultTranscribed", Mark.PENDING),
    ]


def test_what_was_confirmed_is_done(books, ids):
    approved(books, ids)

    assert mark_of(books, "CardApplication.ResultTranscribed") is Mark.DONE
    assert mark_of(books, "CardApplication.Approved") is Mark.DONE


def test_a_rejection_of_the_province_is_refused(books, ids):
    answered(books, forwarded(books, ids), ProvincialResult.REJECTED)

    assert mark_of(books, "CardApplication.Rejected") is Mark.REFUSED
    assert mark_of(books, "Quota.Forfeited") is Mark.REFUSED


def test_an_entry_that_was_corrected_is_superseded_with_all_that_followed_of_it(books, ids):
    corrected(books, approved(books, ids), ProvincialResult.REJECTED)

    told = dict(
        marks(books, "CardApplication.Approved", "CardApplication.Entry", "Quota.Consumed", "Card.Grant")
    )

    assert told["Approved"] is Mark.SUPERSEDED
    assert told["EntryCorrectionRequested"] is Mark.DONE
    assert told["Consumed"] is Mark.SUPERSEDED
    assert told["GrantReversed"] is Mark.CANCELLED


def test_an_entry_whose_correction_was_only_asked_for_or_declined_stands(books, ids):
    case_id = approved(books, ids)
    asked_to_correct(books, case_id, ProvincialResult.REJECTED)
    asked = mark_of(books, "CardApplication.Approved")
    books.send(DeclineEntryCorrection(**of(case_id)), saying_why(HRSS_CONFIRMS))

    assert (asked, mark_of(books, "CardApplication.Approved")) == (Mark.DONE, Mark.DONE)
    assert mark_of(books, "CardApplication.EntryCorrectionRequested") is Mark.REFUSED


def test_what_an_event_names_as_corrected_by_its_id_is_superseded(books, ids):
    approved(books, ids)
    events = books.events()
    event_ids = [uuid4() for _ in events]
    last = events[-1]
    naming = last.model_copy(update={"envelope": last.envelope.model_copy(update={"corrects": event_ids[2]})})

    assert marked([*events[:-1], naming], event_ids)[2] == Standing(Mark.SUPERSEDED, len(events) - 1)


def test_a_withdrawn_case_is_cancelled_and_its_place_given_back(books, ids):
    case_id = submitted(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert mark_of(books, "CardApplication.Withdrawn") is Mark.CANCELLED
    assert {mark for _, mark in marks(books, "Quota.Released", "Quota.Reopened")} <= {Mark.CANCELLED}


def test_a_transfer_is_pending_until_the_other_department_has_declined_it(books, ids):
    place = {**QUOTA, "place_id": ids["place_id"]}
    books.send(RequestTransfer(**place, to_department="miit"), saying_why(DRC))
    asked = mark_of(books, "Quota.TransferRequested")
    books.send(DeclineTransfer(**place), saying_why(MIIT))

    assert (asked, mark_of(books, "Quota.TransferRequested")) == (Mark.PENDING, Mark.REFUSED)


def test_a_suspension_stays_what_it_was_when_it_is_lifted(books):
    card_id = elite(books)["card_id"]
    books.send(SuspendCard(card_id=card_id), ISSUER)
    books.send(ReinstateCard(card_id=card_id), ISSUER)

    assert mark_of(books, "Card.Suspended") is Mark.SUSPENDED
    assert mark_of(books, "Card.Reinstated") is Mark.DONE


def test_two_cases_of_one_log_do_not_settle_one_another(books, ids):
    reviewing = at_department(books, ids)
    other = at_department(books, person_of(books, "淄博样本新材料有限公司", number=3))
    books.send(ReturnCase(**of(other), to_step="district_opinion"), saying_why(DRC))
    books.send(NotRecommend(**of(reviewing)), saying_why(DRC))

    assert [mark for _, mark in marks(books, "CardApplication.OpinionGiven")] == [Mark.DONE, Mark.SUPERSEDED]


def corrected(books: Books, case_id: UUID, result: ProvincialResult) -> None:
    """The entry of the province's result is corrected by two officers."""
    entered = asked_to_correct(books, case_id, result)
    books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=entered))


def asked_to_correct(books: Books, case_id: UUID, result: ProvincialResult) -> UUID:
    """The correction of the entry is asked for; the id of the event that is to be corrected."""
    history = books.store.history(case_id)
    entered = next(one.entry.event_id for one in history if isinstance(one.event, CardApplication.Approved))
    command = RequestEntryCorrection(**of(case_id), result=result)
    books.send(command, saying_why(HRSS_WRITES, corrects=entered))
    return entered
