"""What an enterprise does with the case of its person: draft, fill in, submit, correct, take back (申报)."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from domain.aggregates.quota import Quota
from domain.authorization import NotYourDepartment
from domain.cadres import PartyManaged
from domain.cases import (
    AttestationMissing,
    CaseNotInState,
    CaseStatus,
    CorrectionRequestedBefore,
    FormIncomplete,
    ForwardedAlready,
    NotIntroducedYet,
    Opinion,
    PartyManagedCadre,
    ProvincialResult,
)
from domain.errors import Invalid, NotFound
from domain.identity_documents import DocumentKind
from domain.places import PlaceStatus
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import (
    DraftCardApplication,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.managing_quotas import AcceptTransfer, ReplacePerson, RequestTransfer
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from domain.use_cases.registering_talents import AddDocument, DocumentStatement
from domain.use_cases.taking_in_cases import RefuseCase
from tests.domain.books_of_zibo import CITY, LUJIAN, QILIN, QUOTA, attested, listed, opened, talent
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    FORM,
    HRSS_CONFIRMS,
    HRSS_WRITES,
    at_department,
    drafted,
    forwarded,
    person_of,
    submitted,
    the_case,
    topics,
)
from tests.domain.made_up import identity_number_of
from tests.domain.officers import DRC, HRSS, MIIT, entering_for, saying_why, specialist
from tests.domain.zibo import ZIBO, reorganised
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    """鲁建 is nominated by the DRC and has proposed 李思远."""
    return person_of(books)


def place_of(books: Books, ids) -> PlaceStatus:
    quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
    return quota.places.place(ids["place_id"]).status


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


class TestDrafting:
    def test_a_draft_takes_person_and_enterprise_from_the_place_and_reserves_nothing(self, books, ids):
        case = the_case(books, drafted(books, ids))

        assert (case.status, case.talent_id, case.department) == (CaseStatus.DRAFTED, ids["talent_id"], "drc")
        assert place_of(books, ids) is PlaceStatus.NOMINATED

    def test_the_form_takes_name_and_number_from_the_books(self, books, ids):
        form = the_case(books, drafted(books, ids)).form

        assert books.opened(form.name) == "李思远"
        assert books.opened(form.document_number).startswith("370399")
        assert (form.enterprise_name, form.enterprise_type) == (LUJIAN, "cluster_leader")
        assert form.competent_department == "zibo-drc"

    def test_what_is_stated_later_is_added_and_what_is_not_stated_stays(self, books, ids):
        case_id = drafted(books, ids, FormStatement(gender="男", ethnicity="汉"))

        books.send(
            FillForm(**of(case_id), form=FormStatement(ethnicity="回族")), specialist(ids["enterprise_id"])
        )

        form = the_case(books, case_id).form
        assert (books.opened(form.gender), books.opened(form.ethnicity)) == ("1", "03")

    def test_a_birth_date_that_the_identity_number_contradicts_is_refused(self, books, ids):
        form = FORM.model_copy(update={"birth_date": FORM.birth_date.replace(year=1901)})

        refusal = books.refused(
            DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=form),
            specialist(ids["enterprise_id"]),
        )

        assert (type(refusal), refusal.field) == (Invalid, "form.birth_date")

    def test_a_word_that_is_in_no_code_table_is_refused_by_its_field(self, books, ids):
        form = FormStatement(political_status="好人")

        refusal = books.refused(
            DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=form),
            specialist(ids["enterprise_id"]),
        )

        assert (refusal.field, refusal.errors[0].code) == ("form.political_status", "not_in_code_table")

    def test_the_specialist_of_another_enterprise_drafts_nothing(self, books, ids):
        command = DraftCardApplication(**QUOTA, place_id=ids["place_id"])

        assert type(books.refused(command, specialist(uuid4()))) is NotFound

    def test_an_officer_enters_the_paper_of_the_enterprise(self, books, ids):
        command = DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=FORM, submit=True)

        event = books.send(command, entering_for(DRC)).events[0]

        assert event.envelope.on_behalf_of == str(ids["enterprise_id"])

    def test_the_other_department_does_not_enter_it(self, books, ids):
        command = DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=FORM)

        assert type(books.refused(command, entering_for(MIIT))) is NotYourDepartment


class TestSubmitting:
    def test_the_submission_reserves_the_place_in_the_same_transaction(self, books, ids):
        case_id = drafted(books, ids)

        sent = books.send(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert set(topics(sent.events)) == {
            "CardApplication.Submitted",
            "Quota.Reserved",
            "DuplicateCheck.Opened",
        }
        assert the_case(books, case_id).step == "district_opinion"

    def test_every_gap_of_the_form_is_named_at_once(self, books, ids):
        case_id = drafted(books, ids, FormStatement(gender="男"))

        refusal = books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert type(refusal) is FormIncomplete
        assert {"form.birth_date", "form.phone", "form.pledge"} <= set(refusal.fields)
        assert "form.email" not in refusal.fields
        assert "联系电话" in next(e for e in refusal.errors if e.field == "form.phone").text.zh

    def test_a_person_about_whom_nothing_is_attested_is_refused_with_the_clause(self, books, ids):
        specialist_of_lujian = saying_why(specialist(ids["enterprise_id"]))
        unattested = talent(books, "王未证", 7, employer_id=ids["enterprise_id"])
        replacement = ReplacePerson(**QUOTA, place_id=ids["place_id"], talent_id=unattested)
        books.send(replacement, specialist_of_lujian)

        refusal = books.refused(
            DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=FORM, submit=True),
            specialist_of_lujian,
        )

        assert (type(refusal), refusal.clauses) == (AttestationMissing, ("R-01",))
        assert refusal.blocked_by == {"kind": "talent", "id": str(unattested)}

    def test_a_party_managed_cadre_is_refused(self, books, ids):
        attested(books, ids["talent_id"], PartyManaged.YES)
        case_id = drafted(books, ids)

        refusal = books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert (type(refusal), refusal.clauses) == (PartyManagedCadre, ("R-01",))

    def test_unknown_is_enough_to_submit_and_not_to_be_granted_a_card(self, books, ids):
        attested(books, ids["talent_id"], PartyManaged.UNKNOWN)
        case_id = forwarded(books, ids)
        books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)

        refusal = books.refused(ConfirmResult(**of(case_id)), HRSS_CONFIRMS)

        assert (type(refusal), refusal.clauses) == (AttestationMissing, ("R-01",))

    def test_somebody_who_is_yet_to_come_is_no_introduced_talent(self, books, ids):
        case_id = drafted(books, ids, FORM.model_copy(update={"introduced_on": "2024.04"}))

        refusal = books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert (type(refusal), refusal.clauses) == (NotIntroducedYet, ("R-12",))

    def test_an_enterprise_of_the_citys_own_level_has_no_district_to_ask(self, books):
        ids = person_of(books, QILIN, number=3, area="zibo-shibenji")

        case = the_case(books, submitted(books, ids))

        assert case.step == "department_review"
        [event] = [e for e in books.events() if e.TOPIC == "CardApplication.Submitted"]
        assert [(n.step, n.reason_code) for n in event.not_applicable] == [
            ("district_opinion", "city_level_enterprise")
        ]

    def test_it_is_submitted_once(self, books, ids):
        case_id = submitted(books, ids)

        assert (
            type(books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"])))
            is CaseNotInState
        )

    def test_a_draft_for_somebody_who_was_replaced_is_not_submitted(self, books, ids):
        case_id = drafted(books, ids)
        other = talent(books, "赵继任", 9, employer_id=ids["enterprise_id"])
        books.send(
            ReplacePerson(**QUOTA, place_id=ids["place_id"], talent_id=other),
            saying_why(specialist(ids["enterprise_id"])),
        )

        assert (
            type(books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"])))
            is CaseNotInState
        )

    def test_nor_one_whose_place_another_department_has_taken_over(self, books, ids):
        case_id = drafted(books, ids)
        listed(books, LUJIAN, by="miit")
        place = {**QUOTA, "place_id": ids["place_id"]}
        books.send(RequestTransfer(**place, to_department="miit"), DRC)
        books.send(AcceptTransfer(**place), MIIT)
        enterprise = specialist(ids["enterprise_id"])

        refusal = books.refused(SubmitCardApplication(**of(case_id)), enterprise)

        assert (type(refusal), refusal.blocked_by["department"]) == (CaseNotInState, "miit")
        assert the_case(books, submitted(books, ids)).department == "miit"


class TestForeigners:
    """Annex 1 asks for 身份证或护照号: who has no identity card has no 民族, 籍贯 or 政治面貌 of the national tables either."""

    OF_CITIZENS = dict.fromkeys(["ethnicity", "native_place", "political_status"])

    @pytest.mark.parametrize(
        "document",
        [
            DocumentStatement(kind=DocumentKind.PASSPORT, issuing_country="DEU", number="C00000007"),
            DocumentStatement(kind=DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, number="GBR310000000101"),
        ],
    )
    def test_a_foreigner_is_not_asked_for_what_only_citizens_have(self, books, document):
        ids = person_of(books, document=document)
        case_id = drafted(books, ids, FORM.model_copy(update=self.OF_CITIZENS))

        books.send(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert the_case(books, case_id).status is CaseStatus.IN_PROCESS

    @pytest.mark.parametrize(
        "document",
        [
            DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(1)),
            DocumentStatement(kind=DocumentKind.PASSPORT, issuing_country="CHN", number="E00000007"),
            DocumentStatement(kind=DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, number="H00000007"),
        ],
    )
    def test_a_citizen_is(self, books, document):
        ids = person_of(books, document=document)
        case_id = drafted(books, ids, FORM.model_copy(update=self.OF_CITIZENS))

        refusal = books.refused(SubmitCardApplication(**of(case_id)), specialist(ids["enterprise_id"]))

        assert refusal.fields == ("form.ethnicity", "form.native_place", "form.political_status")


class TestSeveralDocuments:
    OLD = DocumentStatement(
        kind=DocumentKind.PASSPORT, issuing_country="DEU", number="C00000007", valid_to="2024-03-14"
    )
    NEW = DocumentStatement(kind=DocumentKind.PASSPORT, issuing_country="DEU", number="C00000008")

    def test_a_passport_that_has_run_out_gives_way_to_one_that_holds(self, books):
        ids = person_of(books, document=self.OLD)
        books.send(AddDocument(talent_id=ids["talent_id"], document=self.NEW), HRSS)

        form = the_case(books, drafted(books, ids)).form

        assert books.opened(form.document_number) == "C00000008"

    def test_where_it_is_the_only_one_it_is_stated(self, books):
        ids = person_of(books, document=self.OLD)

        assert books.opened(the_case(books, drafted(books, ids)).form.document_number) == "C00000007"


class TestCorrecting:
    ITEMS = (StatedItem(field="resume", note="请补充2020年以后经历"), StatedItem(field="photo"))

    def test_everything_missing_is_named_at_once_and_the_step_waits(self, books, ids):
        case_id = at_department(books, ids)

        event = books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC).event

        assert [item.field for item in event.items] == ["resume", "photo"]
        assert books.opened(event.items[0].note) == "请补充2020年以后经历"
        assert type(books.refused(ReviewCase(**of(case_id)), DRC)) is CaseNotInState

    def test_what_is_supplied_is_told_by_its_difference_and_the_step_goes_on(self, books, ids):
        case_id = at_department(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC)

        event = books.send(
            SupplyCorrection(**of(case_id), form=FormStatement(resume="新的简历")),
            specialist(ids["enterprise_id"]),
        ).event

        assert (event.form_version, event.differences) == (2, ("resume",))
        assert the_case(books, case_id).step == "department_review"
        books.send(ReviewCase(**of(case_id)), DRC)

    def test_a_form_that_is_corrected_names_the_department_as_it_is_organised_by_then(self):
        books = Books(ZIBO, reorganised(from_day="2024-04-01", until="2024-03-31"))
        opened(books)
        ids = person_of(books)
        case_id = at_department(books, ids)
        first = the_case(books, case_id).form.competent_department

        def by_then(who):
            at = datetime(2024, 4, 2, 2, tzinfo=UTC)
            return who.model_copy(update={"effective_on": at.date(), "at": at})

        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), by_then(DRC))
        supplied = SupplyCorrection(**of(case_id), form=FormStatement(resume="新的简历"))
        books.send(supplied, by_then(specialist(ids["enterprise_id"])))

        assert (first, the_case(books, case_id).form.competent_department) == ("zibo-drc", "zibo-drc-anew")

    def test_a_department_that_waits_in_vain_decides_against_the_case_and_not_for_it(self, books, ids):
        case_id = at_department(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC)

        assert type(books.refused(ReviewCase(**of(case_id)), DRC)) is CaseNotInState
        books.send(NotRecommend(**of(case_id)), saying_why(DRC))

        assert the_case(books, case_id).status is CaseStatus.NOT_RECOMMENDED
        quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
        assert quota.places.place(ids["place_id"]).status is PlaceStatus.RELEASED

    def test_so_does_who_would_take_it_in(self, books, ids):
        case_id = at_department(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC)

        books.send(RefuseCase(**of(case_id)), saying_why(DRC))

        assert the_case(books, case_id).status is CaseStatus.REFUSED

    def test_a_district_that_waits_in_vain_passes_it_on_with_an_opinion_against_it(self, books, ids):
        case_id = submitted(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC_OF_ZHANGDIAN)
        agreed = GiveOpinion(**of(case_id), opinion=Opinion.AGREED)
        against = GiveOpinion(**of(case_id), opinion=Opinion.DISAGREED)

        assert type(books.refused(agreed, DRC_OF_ZHANGDIAN)) is CaseNotInState
        books.send(against, saying_why(DRC_OF_ZHANGDIAN))

        case = the_case(books, case_id)
        assert (case.status, case.step) == (CaseStatus.IN_PROCESS, "department_review")
        assert all(pause.ended_on for pause in case.times.pauses)
        late = SupplyCorrection(**of(case_id), form=FormStatement(resume="新的简历"))
        assert type(books.refused(late, specialist(ids["enterprise_id"]))) is CaseNotInState

    def test_a_correction_that_changes_nothing_is_refused(self, books, ids):
        case_id = at_department(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC)

        refusal = books.refused(
            SupplyCorrection(**of(case_id), form=FormStatement()), specialist(ids["enterprise_id"])
        )

        assert (type(refusal), refusal.field) == (Invalid, "form")

    def test_a_step_asks_once(self, books, ids):
        case_id = at_department(books, ids)
        books.send(RequestCorrection(**of(case_id), items=self.ITEMS), DRC)
        books.send(
            SupplyCorrection(**of(case_id), form=FormStatement(resume="新的简历")),
            specialist(ids["enterprise_id"]),
        )

        assert (
            type(books.refused(RequestCorrection(**of(case_id), items=self.ITEMS), DRC))
            is CorrectionRequestedBefore
        )

    def test_a_field_that_the_form_does_not_have_is_refused_by_its_number(self, books, ids):
        command = RequestCorrection(**of(at_department(books, ids)), items=(StatedItem(field="shoe_size"),))

        assert books.refused(command, DRC).field == "items[0].field"


class TestEndingEarly:
    def test_a_withdrawal_before_forwarding_gives_the_place_back(self, books, ids):
        case_id = at_department(books, ids)

        books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.WITHDRAWN,
            PlaceStatus.RELEASED,
        )

    def test_a_withdrawal_after_it_forfeits_the_place(self, books, ids):
        case_id = forwarded(books, ids)

        books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

        assert place_of(books, ids) is PlaceStatus.FORFEITED

    def test_a_draft_that_is_taken_back_leaves_the_place_nominated(self, books, ids):
        books.send(
            WithdrawCardApplication(**of(drafted(books, ids))), saying_why(specialist(ids["enterprise_id"]))
        )

        assert place_of(books, ids) is PlaceStatus.NOMINATED

    def test_another_person_supersedes_the_case_until_it_is_forwarded(self, books, ids):
        case_id = at_department(books, ids)
        other = talent(books, "赵继任", 9, employer_id=ids["enterprise_id"])

        books.send(
            ReplacePerson(**QUOTA, place_id=ids["place_id"], talent_id=other),
            saying_why(specialist(ids["enterprise_id"])),
        )

        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.SUPERSEDED,
            PlaceStatus.NOMINATED,
        )

    def test_not_after_it(self, books, ids):
        forwarded(books, ids)
        other = talent(books, "赵继任", 9, employer_id=ids["enterprise_id"])
        command = ReplacePerson(**QUOTA, place_id=ids["place_id"], talent_id=other)

        refusal = books.refused(command, saying_why(specialist(ids["enterprise_id"])))

        assert (type(refusal), refusal.clauses) == (ForwardedAlready, ("R-12",))
