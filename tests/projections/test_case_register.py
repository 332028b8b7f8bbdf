"""The case register: what each event does to the line of a case, and how lines are found and paged."""

from contextlib import closing
from typing import Any
from uuid import UUID

import pytest

from domain.authorization import Role, Scope
from domain.cases import CaseStatus, ProvincialResult
from domain.personal_data import Erased
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import (
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.deciding_cases import NotRecommend, RequestCorrection, ReturnCase, StatedItem
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise
from domain.use_cases.keeping_enterprises import RelocateEnterprise, RenameEnterprise
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)
from domain.use_cases.registering_talents import RenameTalent
from domain.use_cases.submitting_batches import AcceptMember, RemoveFromBatch, ReturnMember, SealBatch
from projections import PROJECTIONS
from projections.case_register import CaseFilter, CaseLine, EntryKind, EntryLine, Since, Turn
from projections.follower import Follower
from projections.rebuild import compare
from tests.domain.books_of_zibo import CITY, LUJIAN, QILIN, TAIHE, code_of, registered
from tests.domain.cases_of_zibo import (
    DRC_SENDS,
    HRSS_CONFIRMS,
    HRSS_TAKES_IN,
    HRSS_WRITES,
    answered,
    approved,
    at_department,
    batch_of,
    drafted,
    forwarded,
    person_of,
    received,
    reviewed,
    submitted,
    the_case,
)
from tests.domain.officers import DAY, DRC, HRSS, saying_why, specialist
from tests.in_memory import Books

EVERYTHING = Scope()
NOTHING_ASKED = CaseFilter()
DRC_OF_CITY = Turn(role=Role.OFFICER, function="drc", area="zibo-shibenji")
HRSS_OF_CITY = Turn(role=Role.OFFICER, function="hrss", area="zibo-shibenji")


@pytest.fixture
def ids(books):
    """鲁建 in Zhangdian is nominated by the DRC, and has proposed a person."""
    return person_of(books)


@pytest.fixture
def follow(projector):
    """Brings one projection up to the log in pages of so many events."""

    def catch_up(name: str, page: int) -> None:
        with closing(projector.detached()) as connection:
            follower = Follower(PROJECTIONS[name], connection, page=page)
            while follower.advance():
                pass

    return catch_up


@pytest.fixture
def line(books, caught_up, cases):
    """The line of a case once all that was decided is taken in."""

    def look_up(case_id: UUID) -> CaseLine:
        caught_up()
        [found] = (
            one for one in cases.page(NOTHING_ASKED, scope=EVERYTHING) if one.card_application_id == case_id
        )
        return found

    return look_up


def last_position(books: Books) -> int:
    return books.log.size


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


# ── What each event does ─────────────────────────────────────────────────────────────────────────────────


def test_given_a_draft_then_the_line_says_whose_case_of_what_it_is(books, ids, line):
    case_id = drafted(books, ids)

    found = line(case_id)

    assert (found.city, found.area, found.card_type, found.route) == (CITY, "zhangdian", "huicai", "quota")
    assert (found.quota_year, found.department, found.list_type) == (2024, "drc", "cluster_leader")
    assert (found.enterprise_id, found.enterprise_name) == (ids["enterprise_id"], LUJIAN)
    assert (found.talent_id, found.place_id) == (ids["talent_id"], ids["place_id"])
    assert books.vault.open(found.talent_name) == "李思远"
    assert (found.status, found.step, found.submitted_on) == (CaseStatus.DRAFTED, None, None)
    assert found.turn == Turn(role=Role.SPECIALIST, enterprise_id=ids["enterprise_id"])
    assert (found.batch_id, found.card_id, found.to_confirm, found.is_returned) == (None, None, None, False)
    assert (found.returns, found.corrections) == (0, 0)
    assert found.last_actor == "chen-specialist"


def test_given_a_draft_filled_in_again_then_it_stands_since_it_was_begun(books, ids, line):
    case_id = drafted(books, ids)
    begun = line(case_id)

    books.send(
        FillForm(**of(case_id), form=FormStatement(email="li@example.org")), specialist(ids["enterprise_id"])
    )

    assert line(case_id).since == begun.since
    assert (line(case_id).version, line(case_id).position) == (begun.version + 1, last_position(books))


def test_given_a_case_submitted_then_it_is_at_its_first_step_from_that_day_on(books, ids, line):
    case_id = drafted(books, ids)
    books.send(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

    found = line(case_id)

    assert (found.status, found.step) == (CaseStatus.IN_PROCESS, "district_opinion")
    assert (found.submitted_on, found.since.on) == (DAY, DAY)
    assert found.policy_version == "zibo-2023/1"
    assert found.turn == Turn(role=Role.OFFICER, function="drc", area="zhangdian")


def test_given_a_case_of_the_citys_own_enterprise_then_no_district_has_its_turn(books, line):
    case_id = submitted(books, person_of(books, area="zibo-shibenji"))

    assert (line(case_id).step, line(case_id).turn) == ("department_review", DRC_OF_CITY)


def test_given_an_opinion_then_it_is_the_departments_turn_since_then(books, ids, line):
    case_id = at_department(books, ids)

    found = line(case_id)

    assert (found.step, found.turn, found.since) == (
        "department_review", DRC_OF_CITY, Since(DAY, last_position(books)),
    )  # fmt: skip


def test_given_a_review_then_the_case_waits_to_be_handed_in(books, ids, line):
    found = line(reviewed(books, ids))

    assert (found.step, found.turn, found.batch_id) == ("collective_submission", DRC_OF_CITY, None)


def test_given_a_case_returned_then_it_is_back_there_and_counted(books, ids, line):
    case_id = at_department(books, ids)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(DRC))

    found = line(case_id)

    assert (found.step, found.is_returned, found.returns) == ("district_opinion", True, 1)
    assert (found.since.position, found.last_actor) == (last_position(books), DRC.actor)


def test_given_a_correction_requested_then_it_is_the_enterprises_turn(books, ids, line):
    case_id = at_department(books, ids)
    books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), saying_why(DRC))

    found = line(case_id)

    assert (found.status, found.step) == (CaseStatus.CORRECTION_REQUESTED, "department_review")
    assert found.turn == Turn(role=Role.SPECIALIST, enterprise_id=ids["enterprise_id"])
    assert (found.corrections, found.returns, found.is_returned) == (1, 0, False)


def test_given_a_correction_supplied_then_the_step_that_asked_has_it_again_since_then(books, ids, line):
    case_id = at_department(books, ids)
    books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), saying_why(DRC))
    books.send(
        SupplyCorrection(**of(case_id), form=FormStatement(resume="1926年毕业")),
        specialist(ids["enterprise_id"]),
    )

    found = line(case_id)

    assert (found.status, found.step, found.turn) == (CaseStatus.IN_PROCESS, "department_review", DRC_OF_CITY)
    assert (found.since.position, found.corrections) == (last_position(books), 1)


def test_given_a_case_not_recommended_then_it_is_nobodys_turn(books, ids, line):
    case_id = at_department(books, ids)
    books.send(NotRecommend(**of(case_id)), saying_why(DRC))

    assert (line(case_id).status, line(case_id).turn) == (CaseStatus.NOT_RECOMMENDED, None)


def test_given_a_case_withdrawn_then_it_is_over(books, ids, line):
    case_id = submitted(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert (line(case_id).status, line(case_id).turn) == (CaseStatus.WITHDRAWN, None)


def test_given_a_case_in_a_batch_then_the_line_names_it_and_stands_where_it_stood(books, ids, line):
    case_id = reviewed(books, ids)
    before = line(case_id)
    batch_id = batch_of(books, case_id)

    assert line(case_id).batch_id == batch_id
    assert (line(case_id).step, line(case_id).since) == (before.step, before.since)


def test_given_a_case_taken_out_of_its_batch_then_it_is_in_none(books, ids, line, cases):
    case_id = reviewed(books, ids)
    batch_id = batch_of(books, case_id)
    books.send(RemoveFromBatch(batch_id=batch_id, card_application_id=case_id), saying_why(DRC_SENDS))

    assert line(case_id).batch_id is None
    assert cases.page(CaseFilter(batch_id=batch_id), scope=EVERYTHING) == []


def test_given_a_batch_sealed_then_its_cases_are_at_the_receiver_and_still_of_that_batch(
    books, ids, line, cases
):
    case_id = reviewed(books, ids)
    batch_id = batch_of(books, case_id)
    books.send(SealBatch(batch_id=batch_id), DRC_SENDS)

    found = line(case_id)

    assert (found.step, found.turn, found.batch_id) == ("hrss_reception", HRSS_OF_CITY, None)
    assert cases.page(CaseFilter(batch_id=batch_id), scope=EVERYTHING) == [found]


def test_given_a_member_taken_in_then_it_waits_to_be_forwarded(books, ids, line):
    found = line(received(books, ids))

    assert (found.step, found.turn, found.is_returned) == ("forwarding", HRSS_OF_CITY, False)


def test_given_a_member_given_back_then_it_is_returned(books, ids, line):
    case_id = reviewed(books, ids)
    batch_id = batch_of(books, case_id)
    books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
    back = ReturnMember(batch_id=batch_id, card_application_id=case_id, to_step="department_review")
    books.send(back, saying_why(HRSS_TAKES_IN))

    found = line(case_id)

    assert (found.step, found.turn, found.is_returned, found.returns) == (
        "department_review", DRC_OF_CITY, True, 1,
    )  # fmt: skip


def test_given_a_returned_case_passed_on_again_then_it_is_returned_no_longer_but_was_once(books, ids, line):
    case_id = reviewed(books, ids)
    batch_id = batch_of(books, case_id)
    books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
    back = ReturnMember(batch_id=batch_id, card_application_id=case_id, to_step="collective_submission")
    books.send(back, saying_why(HRSS_TAKES_IN))
    later = batch_of(books, case_id)
    books.send(SealBatch(batch_id=later), DRC_SENDS)
    books.send(AcceptMember(batch_id=later, card_application_id=case_id), HRSS_TAKES_IN)

    assert (line(case_id).is_returned, line(case_id).returns) == (False, 1)


def test_given_a_case_forwarded_then_the_provinces_answer_is_awaited(books, ids, line):
    found = line(forwarded(books, ids))

    assert (found.step, found.turn, found.batch_id) == ("provincial_result", HRSS_OF_CITY, None)


def test_given_a_result_transcribed_then_it_waits_for_a_second_officer_and_the_case_stands_where_it_stood(
    books, ids, line
):
    case_id = forwarded(books, ids)
    before = line(case_id)
    books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)

    found = line(case_id)

    assert found.to_confirm == EntryLine(
        kind=EntryKind.PROVINCIAL_RESULT,
        result=ProvincialResult.APPROVED,
        entered_by=HRSS_WRITES.actor,
        since=Since(DAY, last_position(books)),
    )
    assert (found.status, found.step, found.since) == (before.status, before.step, before.since)


def test_given_a_result_contested_then_nothing_waits(books, ids, line):
    case_id = forwarded(books, ids)
    books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)
    books.send(ContestResult(**of(case_id)), saying_why(HRSS_CONFIRMS))

    assert line(case_id).to_confirm is None


def test_given_an_approval_then_the_line_has_the_card(books, ids, line):
    case_id = approved(books, ids)

    found = line(case_id)

    assert (found.status, found.card_id) == (CaseStatus.APPROVED, the_case(books, case_id).card_id)
    assert found.card_id is not None
    assert (found.to_confirm, found.turn) == (None, None)


def test_given_a_rejection_then_there_is_no_card(books, ids, line):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.REJECTED)

    found = line(case_id)

    assert (found.status, found.card_id, found.returns) == (CaseStatus.REJECTED, None, 0)


def test_given_a_return_by_the_province_then_it_is_back_at_the_named_step(books, ids, line):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.RETURNED, to_step="department_review")

    found = line(case_id)

    assert (found.status, found.step, found.turn) == (CaseStatus.IN_PROCESS, "department_review", DRC_OF_CITY)
    assert (found.is_returned, found.returns) == (True, 1)


def wrongly_entered(books: Books, case_id: UUID) -> Any:
    """A correcting officer, who names the event that holds the province's answer."""
    corrects = books.store.history(case_id)[-1].entry.event_id
    return saying_why(HRSS_WRITES, corrects=corrects)


def test_given_a_correction_of_the_entry_requested_then_it_waits_for_a_second_officer(books, ids, line):
    case_id = approved(books, ids)
    wrong = wrongly_entered(books, case_id)
    books.send(RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED), wrong)

    found = line(case_id)

    assert (found.status, found.turn) == (CaseStatus.APPROVED, HRSS_OF_CITY)
    assert (found.to_confirm.kind, found.to_confirm.result) == (
        EntryKind.ENTRY_CORRECTION, ProvincialResult.REJECTED,
    )  # fmt: skip


def test_given_a_correction_declined_then_nothing_waits_and_nothing_has_moved(books, ids, line):
    case_id = approved(books, ids)
    before = line(case_id)
    wrong = wrongly_entered(books, case_id)
    books.send(RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED), wrong)
    books.send(DeclineEntryCorrection(**of(case_id)), saying_why(HRSS_CONFIRMS))

    assert (line(case_id).to_confirm, line(case_id).since, line(case_id).turn) == (None, before.since, None)


@pytest.mark.parametrize(
    ("right", "to_step", "stands"),
    [
        (ProvincialResult.REJECTED, None, (CaseStatus.REJECTED, "provincial_result", False, 0)),
        (ProvincialResult.RETURNED, "forwarding", (CaseStatus.IN_PROCESS, "forwarding", True, 1)),
    ],
    ids=["rejected", "returned"],
)
def test_given_an_approval_entered_wrongly_when_corrected_then_the_card_is_gone(
    books, ids, line, right, to_step, stands
):
    case_id = approved(books, ids)
    wrong = wrongly_entered(books, case_id)
    books.send(RequestEntryCorrection(**of(case_id), result=right, to_step=to_step), wrong)
    books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=wrong.corrects))

    found = line(case_id)

    assert (found.status, found.step, found.is_returned, found.returns) == stands
    assert (found.card_id, found.to_confirm) == (None, None)
    assert found.since.position == the_position_of(books, "CardApplication.EntryCorrected")


def test_given_a_rejection_entered_wrongly_when_corrected_then_the_line_has_the_card(books, ids, line):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.REJECTED)
    wrong = wrongly_entered(books, case_id)
    books.send(RequestEntryCorrection(**of(case_id), result=ProvincialResult.APPROVED), wrong)
    books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=wrong.corrects))

    found = line(case_id)

    assert (found.status, found.card_id) == (CaseStatus.APPROVED, the_case(books, case_id).card_id)


def test_given_a_case_withdrawn_while_a_result_waits_then_nothing_waits_any_more(books, ids, line):
    case_id = forwarded(books, ids)
    books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert (line(case_id).to_confirm, line(case_id).turn) == (None, None)
    assert books.refused(ConfirmResult(**of(case_id)), HRSS_CONFIRMS).code == "case_not_in_state"


def the_position_of(books: Books, topic: str) -> int:
    [position] = (number for number, event in enumerate(books.events(), 1) if topic == event.TOPIC)
    return position


# ── What else is shown with a case ───────────────────────────────────────────────────────────────────────


def test_given_an_enterprise_renamed_then_the_line_has_the_new_name(books, ids, line):
    case_id = submitted(books, ids)
    books.send(RenameEnterprise(enterprise_id=ids["enterprise_id"], name=TAIHE), HRSS)

    assert line(case_id).enterprise_name == TAIHE


def test_given_a_name_recorded_late_for_an_earlier_day_then_the_line_keeps_the_present_one(books, ids, line):
    case_id = submitted(books, ids)
    earlier = HRSS.model_copy(update={"effective_on": DAY.replace(month=1), "reason": "补录"})
    books.send(RenameEnterprise(enterprise_id=ids["enterprise_id"], name=TAIHE), earlier)

    assert line(case_id).enterprise_name == LUJIAN


def test_given_an_enterprise_listed_in_another_area_then_that_areas_office_has_the_turn(books, ids, line):
    case_id = submitted(books, ids)
    relisted(books, "huantai")

    found = line(case_id)

    assert (found.area, found.turn.area) == ("huantai", "huantai")


def test_given_an_enterprise_relocated_then_the_new_areas_office_has_the_turn(books, ids, line):
    case_id = submitted(books, ids)
    books.send(RelocateEnterprise(enterprise_id=ids["enterprise_id"], area="boshan"), HRSS)

    assert (line(case_id).area, line(case_id).turn.area) == ("boshan", "boshan")


def test_given_an_enterprise_merged_into_another_then_the_case_goes_on_as_that_ones(books, ids, line):
    case_id = submitted(books, ids)
    qilin = registered(books, QILIN, area="boshan")
    merged(books, ids["enterprise_id"], qilin)

    found = line(case_id)

    assert (found.enterprise_id, found.enterprise_name, found.area) == (qilin, QILIN, "boshan")
    assert found.turn.area == "boshan"


def test_given_a_survivor_that_is_merged_in_its_turn_and_moves_then_the_case_goes_along(books, ids, line):
    case_id = submitted(books, ids)
    qilin, taihe = registered(books, QILIN), registered(books, TAIHE)
    merged(books, ids["enterprise_id"], qilin)
    merged(books, qilin, taihe)
    books.send(RelocateEnterprise(enterprise_id=taihe, area="huantai"), HRSS)

    assert (line(case_id).enterprise_id, line(case_id).area) == (taihe, "huantai")


def merged(books: Books, enterprise_id: UUID, survivor_id: UUID) -> None:
    """Two records turn out to be one enterprise."""
    command = MergeEnterprise(enterprise_id=enterprise_id, surviving_enterprise_id=survivor_id)
    books.send(command, HRSS.model_copy(update={"reason_code": "recorded_twice"}))


def test_given_an_earlier_list_recorded_late_then_the_case_stays_in_its_area(books, ids, line):
    case_id = submitted(books, ids)
    relisted(books, "huantai", effective_on=DAY.replace(month=1), reason="补录")

    assert line(case_id).area == "zhangdian"


def relisted(books: Books, area: str, **standing: Any) -> None:
    """The commission's next list has 鲁建 in another area."""
    command = ImportEnterpriseList(
        city=CITY,
        list_type="cluster_leader",
        mode="additions",
        document_number="名单又一号",
        file_sha256="b" * 64,
        rows=(ListedEnterprise(row=2, name=LUJIAN, uscc=code_of(LUJIAN), area=area),),
    )
    books.send(command, DRC.model_copy(update=standing))


def test_given_a_talent_renamed_then_the_line_has_the_new_name(books, ids, line):
    case_id = submitted(books, ids)
    books.send(RenameTalent(talent_id=ids["talent_id"], name="李思遠"), HRSS)

    assert books.vault.open(line(case_id).talent_name) == "李思遠"


def test_given_a_talents_name_recorded_late_for_an_earlier_day_then_the_line_keeps_the_present_one(
    books, ids, line
):
    case_id = submitted(books, ids)
    earlier = HRSS.model_copy(update={"effective_on": DAY.replace(month=1), "reason": "补录"})
    books.send(RenameTalent(talent_id=ids["talent_id"], name="李思"), earlier)

    assert books.vault.open(line(case_id).talent_name) == "李思远"


def test_given_a_person_erased_then_the_line_has_no_name_to_open(books, ids, line, vault):
    case_id = submitted(books, ids)
    vault.erase(ids["talent_id"])

    with pytest.raises(Erased):
        vault.open(line(case_id).talent_name)


# ── Between two pages ────────────────────────────────────────────────────────────────────────────────────


def test_given_a_case_that_moves_between_two_pages_then_none_is_missed(books, ids, cases, caught_up):
    first = at_department(books, ids)
    second = submitted(books, person_of(books, TAIHE, number=3, area="boshan"))
    caught_up()
    page = cases.page(NOTHING_ASKED, scope=EVERYTHING, limit=1)
    books.send(ReturnCase(**of(first), to_step="district_opinion"), saying_why(DRC))
    caught_up()

    rest = cases.page(NOTHING_ASKED, scope=EVERYTHING, after=page[-1].key)

    assert [one.card_application_id for one in (*page, *rest)] == [first, second, first]


# ── Rebuild equals live ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["case_register", "case_timeline"])
def test_given_cases_of_every_fate_when_compared_with_a_rebuild_then_no_table_differs(
    books, ids, projector, follow, name
):
    """The live tables are written event by event, so that nothing is folded within a page."""
    case_id = approved(books, ids)
    wrong = wrongly_entered(books, case_id)
    books.send(RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED), wrong)
    books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=wrong.corrects))
    other = at_department(books, person_of(books, TAIHE, number=3))
    books.send(RequestCorrection(**of(other), items=(StatedItem(field="resume"),)), saying_why(DRC))
    merged(books, ids["enterprise_id"], registered(books, QILIN, area="boshan"))

    follow(name, page=1)

    assert compare(name, projector) == []
    assert projector.rows(f"SELECT count(*) FROM read.{name}")[0][0] >= 2
