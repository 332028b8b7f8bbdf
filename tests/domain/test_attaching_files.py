"""What a case stands on: files handed in, compared with their originals, replaced and struck out (材料)."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregates.attachment import Attachment
from domain.attachments import (
    AttachedAlready,
    AttachmentNotCurrent,
    AttachmentsMissing,
    AttachmentStatus,
    CheckerUploadedIt,
    MediaType,
    OriginalSeenAlready,
    TooManyAttachments,
    TrustLevel,
    TrustNotYours,
    UnknownAttachmentKind,
)
from domain.base import ReasonRequired
from domain.case_chapters.attachments import MOST_ATTACHED
from domain.cases import CaseNotInState, Opinion, ProvincialResult
from domain.errors import Invalid, NotFound
from domain.office import SubjectErased
from domain.personal_data import Erased
from domain.policy.loading import read_pack
from domain.use_cases.applying_for_cards import SubmitCardApplication
from domain.use_cases.attaching_files import CheckAttachment, StrikeOutAttachment, UploadAttachment
from domain.use_cases.deciding_cases import GiveOpinion, RequestCorrection, StatedItem
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    HRSS_CONFIRMS,
    HRSS_WRITES,
    drafted,
    forwarded,
    person_of,
    submitted,
    the_case,
)
from tests.domain.officers import DRC, HRSS, entering_for, officer, saying_why, specialist
from tests.domain.zibo import FILE, TEXT, ZIBO
from tests.in_memory import Books, Sent

SCAN = b"%PDF-1.7 a scan %%EOF"
REQUIRING = TEXT.replace(
    "field: identity_document\n        checked_at: [issue]",
    "field: identity_document\n        required_at: [submission]\n        checked_at: [issue]",
)


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    return person_of(books)


def upload(case_id: UUID, content: bytes = SCAN, **stated: Any) -> UploadAttachment:
    usual = {
        "kind": "identity_document",
        "trust_level": TrustLevel.C,
        "file_name": "身份证.pdf",
        "media_type": MediaType.PDF,
    }
    return UploadAttachment(card_application_id=case_id, content=content, **usual | stated)


def uploaded(books: Books, ids: dict[str, Any], case_id: UUID, content: bytes = SCAN, **stated: Any) -> UUID:
    return id_of(books.send(upload(case_id, content, **stated), specialist(ids["enterprise_id"])))


def id_of(sent: Sent) -> UUID:
    return UUID(sent.receipt.answer["id"])


class TestHandingIn:
    def test_the_case_and_the_attachment_both_name_the_content_by_its_digest(self, books, ids):
        case_id = drafted(books, ids)

        attached, _, handed_in = books.send(upload(case_id), specialist(ids["enterprise_id"])).events

        digest = hashlib.sha256(SCAN).hexdigest()
        assert (attached.TOPIC, attached.sha256) == ("CardApplication.FileAttached", digest)
        assert (handed_in.TOPIC, handed_in.sha256, handed_in.size) == (
            "Attachment.Uploaded",
            digest,
            len(SCAN),
        )
        assert books.opened(handed_in.file_name) == "身份证.pdf"

    def test_the_content_lies_beside_the_log_sealed_for_the_person(self, books, ids):
        uploaded(books, ids, drafted(books, ids))

        [(name, blob)] = books.place.blobs.items()
        digest = hashlib.sha256(SCAN).hexdigest()
        assert SCAN not in blob
        assert name.endswith(f"{ids['talent_id']}/{digest}")
        assert books.files.content(ids["talent_id"], digest) == SCAN

    def test_once_the_persons_key_is_destroyed_nobody_reads_it_again(self, books, ids):
        uploaded(books, ids, drafted(books, ids))
        books.vault.erase(ids["talent_id"])

        with pytest.raises(Erased):
            books.files.content(ids["talent_id"], hashlib.sha256(SCAN).hexdigest())

    def test_for_an_erased_person_nothing_is_kept(self, books, ids):
        case_id = drafted(books, ids)
        books.vault.erase(ids["talent_id"])

        assert isinstance(books.refused(upload(case_id), specialist(ids["enterprise_id"])), SubjectErased)
        assert books.place.blobs == {}

    def test_of_a_refused_upload_nothing_is_kept(self, books, ids):
        case_id = drafted(books, ids)

        books.refused(upload(case_id, kind="love_letter"), specialist(ids["enterprise_id"]))

        assert books.place.blobs == {}

    def test_a_kind_that_the_route_does_not_know_is_refused(self, books, ids):
        refused = books.refused(
            upload(drafted(books, ids), kind="love_letter"), specialist(ids["enterprise_id"])
        )

        assert (type(refused), refused.field) == (UnknownAttachmentKind, "kind")

    def test_the_same_content_is_refused_twice_and_names_the_first(self, books, ids):
        case_id = drafted(books, ids)
        first = uploaded(books, ids, case_id)

        refused = books.refused(upload(case_id, kind="photo"), specialist(ids["enterprise_id"]))

        assert isinstance(refused, AttachedAlready)
        assert refused.blocked_by == {"kind": "attachment", "id": str(first)}

    def test_a_case_has_no_end_of_files(self, books, ids):
        case_id = drafted(books, ids)
        for number in range(MOST_ATTACHED):
            uploaded(books, ids, case_id, b"%d" % number)

        refused = books.refused(upload(case_id), specialist(ids["enterprise_id"]))

        assert isinstance(refused, TooManyAttachments)

    def test_another_enterprise_knows_nothing_of_the_case(self, books, ids):
        refused = books.refused(upload(drafted(books, ids)), specialist(uuid4()))

        assert type(refused) is NotFound

    def test_a_specialist_hands_nothing_in_while_an_office_decides(self, books, ids):
        case_id = submitted(books, ids)

        assert isinstance(books.refused(upload(case_id), specialist(ids["enterprise_id"])), CaseNotInState)

    def test_but_does_with_a_correction(self, books, ids):
        case_id = submitted(books, ids)
        books.send(
            RequestCorrection(card_application_id=case_id, items=(StatedItem(field="resume"),)),
            DRC_OF_ZHANGDIAN,
        )

        uploaded(books, ids, case_id)

        assert len(the_case(books, case_id).attached) == 1

    def test_an_office_enters_what_came_on_paper_whenever_the_case_is_open(self, books, ids):
        case_id = submitted(books, ids)

        handed_in = books.send(upload(case_id), entering_for(DRC)).events[0]

        assert handed_in.envelope.on_behalf_of == str(ids["enterprise_id"])

    @pytest.mark.parametrize("level", [TrustLevel.A, TrustLevel.B])
    def test_no_enterprise_says_that_an_authority_has_issued_or_seen_it(self, books, ids, level):
        command = upload(drafted(books, ids), trust_level=level)

        assert isinstance(books.refused(command, specialist(ids["enterprise_id"])), TrustNotYours)

    def test_an_office_says_of_its_own_paper_that_it_has_issued_it(self, books, ids):
        sent = books.send(upload(submitted(books, ids), trust_level=TrustLevel.A), HRSS)

        assert books.load(Attachment, id_of(sent)).trust_level is TrustLevel.A

    def test_nobody_states_that_it_was_compared(self, books, ids):
        command = upload(submitted(books, ids), trust_level=TrustLevel.B)

        assert isinstance(books.refused(command, HRSS), TrustNotYours)

    @pytest.mark.parametrize(
        ("written", "kept"), [("C:\\资料\\合同.pdf", "合同.pdf"), ("../../etc/合同.pdf", "合同.pdf")]
    )
    def test_of_a_name_with_folders_the_last_part_is_kept(self, books, ids, written, kept):
        id_ = uploaded(books, ids, drafted(books, ids), file_name=written)

        assert books.opened(books.load(Attachment, id_).file_name) == kept

    @pytest.mark.parametrize("written", ["合同　附件.pdf", "合同\u00a0附件.pdf", "示\U00031350.pdf"])
    def test_given_a_wide_space_or_a_young_character_in_it_when_a_file_is_handed_in_then_its_name_is_kept(
        self, books, ids, written
    ):
        id_ = uploaded(books, ids, drafted(books, ids), file_name=written)

        assert books.opened(books.load(Attachment, id_).file_name) == written

    @pytest.mark.parametrize("written", ["/", "a\nb.pdf", "  ", "a\u202efdp.exe"])
    def test_what_is_no_name_is_refused(self, books, ids, written):
        command = upload(drafted(books, ids), file_name=written)

        assert isinstance(books.refused(command, specialist(ids["enterprise_id"])), Invalid)

    def test_sent_twice_under_one_key_it_is_handed_in_once(self, books, ids):
        case_id = drafted(books, ids)
        by = specialist(ids["enterprise_id"])

        first, again = (books.send(upload(case_id), by, key="once", body=SCAN) for _ in range(2))

        assert again.receipt.answer == first.receipt.answer
        assert again.receipt.is_repetition


class TestComparing:
    def test_an_officer_who_has_seen_the_original_makes_it_level_b(self, books, ids):
        case_id = drafted(books, ids)
        id_ = uploaded(books, ids, case_id)
        books.send(SubmitCardApplication(card_application_id=case_id), specialist(ids["enterprise_id"]))

        books.send(CheckAttachment(attachment_id=id_), DRC_OF_ZHANGDIAN)

        checked = books.load(Attachment, id_)
        assert (checked.trust_level, checked.checked_by) == (TrustLevel.B, DRC_OF_ZHANGDIAN.actor)
        assert the_case(books, case_id).attached[id_].trust_level is TrustLevel.B

    def test_not_whoever_uploaded_it(self, books, ids):
        id_ = id_of(books.send(upload(submitted(books, ids)), entering_for(DRC)))

        assert isinstance(books.refused(CheckAttachment(attachment_id=id_), DRC), CheckerUploadedIt)

    def test_once(self, books, ids):
        id_ = id_of(books.send(upload(submitted(books, ids)), entering_for(DRC)))
        books.send(CheckAttachment(attachment_id=id_), DRC_OF_ZHANGDIAN)

        assert isinstance(books.refused(CheckAttachment(attachment_id=id_), HRSS), OriginalSeenAlready)

    def test_an_office_of_another_area_knows_nothing_of_it(self, books, ids):
        id_ = id_of(books.send(upload(submitted(books, ids)), entering_for(DRC)))

        refused = books.refused(CheckAttachment(attachment_id=id_), officer("drc", "boshan"))

        assert type(refused) is NotFound


class TestReplacingAndStrikingOut:
    def test_one_takes_the_place_of_another_in_one_transaction(self, books, ids):
        case_id = drafted(books, ids)
        old = uploaded(books, ids, case_id)

        new = uploaded(books, ids, case_id, b"%PDF-1.7 better", replaced_attachment_id=old)

        was = books.load(Attachment, old)
        assert (was.status, was.successor_id) == (AttachmentStatus.REPLACED, new)
        assert list(the_case(books, case_id).attached) == [new]

    def test_not_in_another_case(self, books, ids):
        elsewhere = person_of(books, "淄博齐林化工有限公司", number=3)
        of_another = uploaded(books, elsewhere, drafted(books, elsewhere))
        command = upload(drafted(books, ids), replaced_attachment_id=of_another)

        assert type(books.refused(command, specialist(ids["enterprise_id"]))) is NotFound

    def test_what_is_struck_out_counts_no_longer_and_is_kept(self, books, ids):
        case_id = drafted(books, ids)
        id_ = uploaded(books, ids, case_id)
        command = StrikeOutAttachment(attachment_id=id_)
        by = specialist(ids["enterprise_id"])

        assert isinstance(books.refused(command, by), ReasonRequired)
        books.send(command, saying_why(by))

        assert books.load(Attachment, id_).status is AttachmentStatus.STRUCK_OUT
        assert the_case(books, case_id).attached == {}
        assert len(books.place.blobs) == 1

    def test_twice_is_refused(self, books, ids):
        id_ = uploaded(books, ids, drafted(books, ids))
        command, by = StrikeOutAttachment(attachment_id=id_), saying_why(specialist(ids["enterprise_id"]))
        books.send(command, by)

        assert isinstance(books.refused(command, by), AttachmentNotCurrent)


class TestWhatDecisionsStandOn:
    def test_a_decision_names_the_files_of_its_moment(self, books, ids):
        case_id = drafted(books, ids)
        uploaded(books, ids, case_id)
        books.send(SubmitCardApplication(card_application_id=case_id), specialist(ids["enterprise_id"]))

        event = books.send(
            GiveOpinion(card_application_id=case_id, opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN
        ).event

        [paper] = event.envelope.documents
        assert (paper.kind, paper.sha256) == ("identity_document", hashlib.sha256(SCAN).hexdigest())

    def test_a_copy_that_nobody_compared_keeps_the_card_from_being_granted(self, books, ids):
        case_id = forwarded(books, ids)
        id_ = id_of(books.send(upload(case_id), entering_for(DRC)))
        books.send(
            TranscribeResult(card_application_id=case_id, result=ProvincialResult.APPROVED), HRSS_WRITES
        )

        refused = books.refused(ConfirmResult(card_application_id=case_id), HRSS_CONFIRMS)

        assert isinstance(refused, AttachmentsMissing)
        assert [error.field for error in refused.errors] == ["attachments.identity_document"]
        books.send(CheckAttachment(attachment_id=id_), HRSS)
        books.send(ConfirmResult(card_application_id=case_id), HRSS_CONFIRMS)

    def test_what_a_pack_requires_has_to_be_there_at_submission(self):
        books = Books(read_pack(REQUIRING, FILE))
        opened(books)
        ids = person_of(books)
        case_id, by = drafted(books, ids), specialist(ids["enterprise_id"])
        command = SubmitCardApplication(card_application_id=case_id)

        refused = books.refused(command, by)

        assert isinstance(refused, AttachmentsMissing)
        uploaded(books, ids, case_id)
        books.send(command, by)
