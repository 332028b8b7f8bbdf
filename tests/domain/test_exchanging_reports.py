"""A report's way to the unit above and back, as both sides decide and record it."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates import QuarterlyReport, ReceivedReport, ReportDelivery
from domain.aggregates.received_report import RevisionDecided, RevisionSuperseded
from domain.aggregates.report_delivery import DeliveryConcluded, NothingToResend, ReceiptOfAnother
from domain.authorization import PostMayNot
from domain.base import DocumentReference, ReasonRequired
from domain.errors import NotFound
from domain.instances import Instance
from domain.ledger_books.content import CutOff, ListedItem, ReportLevel
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.report_packages import (
    DeliveryStatus,
    FileKind,
    Manifest,
    PackageReplayed,
    PackageUnreadable,
    QuarterWrong,
    ReceiptStanding,
    ReceiptUnreadable,
    ReceiverIsAnother,
    ReportReceipt,
    RevisionTaken,
)
from domain.reports import ReportStatus
from domain.use_cases.exchanging_reports import (
    AcknowledgeReceivedReport,
    NoteRefusalOfDelivery,
    PrepareReportDelivery,
    ReceiveReport,
    ResendReport,
    ReturnReceivedReport,
    TakeReceipt,
)
from tests.domain.officers import officer, saying_why
from tests.domain.reports_between_units import (
    PROVINCE,
    RECEIVED_AT,
    RECEIVED_ON,
    ZIBO_CITY,
    by_system,
    files_of,
    manifest_of,
    report_of,
    window,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.persistence.commands import command

FILES = files_of(report_of(), xlsx=b"made up")
MANIFEST = manifest_of(FILES)
DELIVERY, REPORT = ReportDelivery.id_of(MANIFEST), ReceivedReport.id_of(MANIFEST)
OWN_WINDOW = officer("window", effective_on=RECEIVED_ON, at=RECEIVED_AT)


@pytest.fixture
def books() -> Books:
    """An office that has published the packs; it is city and province at once, which nothing here minds."""
    return Books(ZIBO)


def receipt(standing: ReceiptStanding, manifest: Manifest = MANIFEST, **said: object) -> ReportReceipt:
    return ReportReceipt.about(manifest, standing=standing, at=RECEIVED_AT, **said)


def prepared(books: Books, report_id: UUID | None = None) -> None:
    command = PrepareReportDelivery(manifest=MANIFEST, report_id=report_id or books.new_id(), files=FILES)
    books.send(command, by_system(reason_code="submitted"))


def taking(standing: ReceiptStanding, **said: object) -> TakeReceipt:
    return TakeReceipt(report_delivery_id=DELIVERY, receipt=receipt(standing, **said), key_id="sd-1")


def delivery(books: Books) -> ReportDelivery:
    return books.load(ReportDelivery, DELIVERY)


# ── Below ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_prepared_once_under_the_policy_of_its_unit(books):
    prepared(books)

    [event] = books.events()[-1:]
    assert isinstance(event, ReportDelivery.Prepared)
    assert (event.manifest, event.envelope.policy_version) == (MANIFEST, ZIBO.version)
    assert "R-20" in event.envelope.clauses
    assert delivery(books).status is DeliveryStatus.PREPARED


def test_the_manifest_comes_back_from_the_log_with_the_digest_it_was_signed_under(books):
    prepared(books)

    assert delivery(books).manifest.canonical == MANIFEST.canonical


def test_a_receipt_is_recorded_as_the_paper_that_the_event_stands_on(books):
    prepared(books)

    sent = books.send(taking(ReceiptStanding.RECEIVED), by_system(reason_code="signed_receipt"))

    assert isinstance(sent.event, ReportDelivery.Received)
    assert sent.event.key_id == "sd-1"
    assert delivery(books).status is DeliveryStatus.RECEIVED


@pytest.mark.parametrize(
    ("standing", "status", "topic"),
    [
        (ReceiptStanding.ACKNOWLEDGED, DeliveryStatus.ACKNOWLEDGED, "ReportDelivery.Acknowledged"),
        (ReceiptStanding.RETURNED, DeliveryStatus.RETURNED, "ReportDelivery.Returned"),
    ],
)
def test_who_decides_at_once_has_received_it_too(books, standing, status, topic):
    prepared(books)

    sent = books.send(taking(standing, reason="附2缺少一项", body="shandong-window"), by_system())

    assert [event.TOPIC for event in sent.events] == ["ReportDelivery.Received", topic]
    assert delivery(books).status is status
    assert books.opened(sent.events[-1].envelope.reason) == "附2缺少一项"
    assert sent.events[-1].envelope.deciding_body == "shandong-window"


def test_after_the_last_word_nothing_comes_back(books):
    prepared(books)
    books.send(taking(ReceiptStanding.ACKNOWLEDGED), by_system())

    for standing in (ReceiptStanding.RECEIVED, ReceiptStanding.RETURNED, ReceiptStanding.ACKNOWLEDGED):
        assert isinstance(books.refused(taking(standing), by_system()), DeliveryConcluded)


def test_a_receipt_about_another_content_is_none_of_this_delivery(books):
    prepared(books)
    other = receipt(ReceiptStanding.RECEIVED, manifest_of(files_of(report_of(), xlsx=b"other")))

    refused = books.refused(
        TakeReceipt(report_delivery_id=DELIVERY, receipt=other, key_id="sd-1"), by_system()
    )

    assert isinstance(refused, ReceiptOfAnother)


def submitted(books: Books, revision: int = 1) -> QuarterlyReport:
    """Zibo's own report, compiled by one officer, signed off by another and submitted, and perhaps revised."""
    first, second = (
        officer("window", actor=name, policy_version=ZIBO.version, **saying) for name in ("wu-li", "wu-min")
    )
    report = QuarterlyReport.open(
        ZIBO_CITY, Quarter.named("2024Q1"), first, level=ReportLevel.CITY, region=ZIBO_CITY, topmost=True,
        cut_off=report_of().cut_off, due_on=RECEIVED_ON,
    )  # fmt: skip
    report.compile(report_of(), None, first)
    report.sign_off(second)
    report.submit(second)
    if revision > 1:
        report.open_revision(second)
    books.store.save_all([report], command())
    return report


saying = {"effective_on": RECEIVED_ON, "at": RECEIVED_AT, "reason_code": "as_agreed"}


@pytest.mark.parametrize(
    ("standing", "status", "topic"),
    [
        (ReceiptStanding.ACKNOWLEDGED, ReportStatus.ACKNOWLEDGED, "QuarterlyReport.Acknowledged"),
        (ReceiptStanding.RETURNED, ReportStatus.RETURNED, "QuarterlyReport.Returned"),
    ],
)
def test_the_last_word_is_recorded_at_the_report_as_well_and_stands_there_on_the_receipt(
    books, standing, status, topic
):
    report = submitted(books)
    prepared(books, report.id)
    paper = DocumentReference(kind="report_receipt", issuer=PROVINCE)

    sent = books.send(
        taking(standing, reason="附2缺少一项"), by_system(actor="unit 370000", documents=(paper,))
    )

    assert [event.TOPIC for event in sent.events if event.TOPIC.startswith("QuarterlyReport")] == [topic]
    assert sent.events[-1].envelope.documents == (paper,)
    assert books.load(QuarterlyReport, report.id).status is status


def test_a_report_that_was_received_waits_still(books):
    report = submitted(books)
    prepared(books, report.id)

    books.send(taking(ReceiptStanding.RECEIVED), by_system())

    assert books.load(QuarterlyReport, report.id).status is ReportStatus.SUBMITTED


def test_what_is_said_of_a_revision_that_is_being_corrected_stays_with_its_delivery(books):
    report = submitted(books, revision=2)
    prepared(books, report.id)

    sent = books.send(taking(ReceiptStanding.ACKNOWLEDGED), by_system())

    assert {event.TOPIC.partition(".")[0] for event in sent.events} == {"ReportDelivery"}
    assert books.load(QuarterlyReport, report.id).status is ReportStatus.OPENED


def refuse(books: Books, code: str = "sender_not_trusted") -> None:
    books.send(
        NoteRefusalOfDelivery(report_delivery_id=DELIVERY, refusal_code=code), by_system(reason_code=code)
    )


def test_what_was_refused_is_sent_anew_by_the_window_that_says_what_was_mended(books):
    prepared(books)
    refuse(books)
    assert delivery(books).refusal_code == "sender_not_trusted"
    again = ResendReport(report_delivery_id=DELIVERY)

    assert isinstance(books.refused(again, OWN_WINDOW), ReasonRequired)
    books.send(again, saying_why(OWN_WINDOW))

    assert (delivery(books).status, delivery(books).refusal_code) == (DeliveryStatus.PREPARED, None)


def test_a_refusal_carried_by_hand_is_taken_like_one_over_the_network(books):
    prepared(books)

    books.send(taking(ReceiptStanding.REFUSED, refusal_code="quarter_wrong"), by_system())

    assert delivery(books).refusal_code == "quarter_wrong"


def test_what_was_not_refused_is_not_sent_anew(books):
    prepared(books)

    refused = books.refused(ResendReport(report_delivery_id=DELIVERY), saying_why(OWN_WINDOW))

    assert isinstance(refused, NothingToResend)


def test_another_area_knows_of_no_delivery_and_another_office_may_not_resend(books):
    prepared(books)
    refuse(books)
    again = ResendReport(report_delivery_id=DELIVERY)
    elsewhere = officer("window", "zhangdian", effective_on=RECEIVED_ON, at=RECEIVED_AT)

    assert isinstance(books.refused(again, saying_why(elsewhere)), NotFound)
    assert isinstance(books.refused(again, saying_why(officer("drc"))), PostMayNot)


# ── Above ────────────────────────────────────────────────────────────────────────────────────────────────


def receiving(revision: int = 1, **more: bytes) -> ReceiveReport:
    files = files_of(report_of(revision=revision), **more)
    return ReceiveReport(
        manifest=manifest_of(files, revision=revision),
        content=report_of(revision=revision),
        signature="e30..c2ln",
        key_id="zibo-1",
        files=files,
    )


def deciding(kind: type, revision: int = 1):
    return kind(received_report_id=REPORT, revision=revision)


def report(books: Books) -> ReceivedReport:
    return books.load(ReceivedReport, REPORT)


def test_a_report_is_received_under_the_province_s_policy_and_its_files_are_kept(books):
    sent = books.send(receiving(xlsx=b"made up"), by_system())

    assert [event.TOPIC for event in sent.events] == ["ReceivedReport.Opened", "ReceivedReport.Received"]
    received = sent.events[-1]
    assert received.envelope.policy_version == ZIBO.under
    assert received.content == report_of()
    assert [books.files.content(REPORT, file.sha256) for file in received.manifest.files] == [
        report_of().canonical,
        b"made up",
    ]


def test_a_later_revision_follows_and_an_older_one_comes_no_more(books):
    books.send(receiving(1), by_system())
    books.send(receiving(3), by_system())
    kept = len(books.place.blobs)

    assert report(books).latest == 3
    assert isinstance(books.refused(receiving(2), by_system()), PackageReplayed)
    assert isinstance(books.refused(receiving(1), by_system()), PackageReplayed)
    assert isinstance(books.refused(receiving(3, xlsx=b"otherwise"), by_system()), RevisionTaken)
    assert len(books.place.blobs) == kept


def test_two_that_arrive_at_once_are_one(books):
    command, key = receiving(), {"key": "package"}
    books.log.rivals.append(lambda: books.send(command, by_system(), **key))

    sent = books.send(command, by_system(), **key)

    assert sent.receipt.is_repetition
    assert [event.TOPIC for event in books.events()[-2:]] == [
        "ReceivedReport.Opened",
        "ReceivedReport.Received",
    ]


def test_the_window_acknowledges_for_its_organization(books):
    books.send(receiving(), by_system())

    sent = books.send(deciding(AcknowledgeReceivedReport), window())

    assert isinstance(sent.event, ReceivedReport.Acknowledged)
    assert sent.event.envelope.deciding_body == "shandong-window"
    assert report(books).revision(1).standing is ReceiptStanding.ACKNOWLEDGED


def test_a_report_is_returned_with_a_reason_which_is_sealed(books):
    books.send(receiving(), by_system())

    assert isinstance(books.refused(deciding(ReturnReceivedReport), window()), ReasonRequired)
    books.send(deciding(ReturnReceivedReport), window(reason="附2缺少一项"))

    assert books.opened(report(books).revision(1).reason) == "附2缺少一项"


def test_a_revision_is_decided_once_and_only_the_last_one(books):
    books.send(receiving(1), by_system())
    books.send(deciding(ReturnReceivedReport), saying_why(window()))
    assert isinstance(books.refused(deciding(AcknowledgeReceivedReport), window()), RevisionDecided)
    books.send(receiving(2), by_system())

    assert isinstance(books.refused(deciding(AcknowledgeReceivedReport), window()), RevisionSuperseded)
    books.send(deciding(AcknowledgeReceivedReport, 2), window())

    assert isinstance(books.refused(deciding(AcknowledgeReceivedReport, 9), window()), NotFound)


def test_an_office_of_the_city_knows_of_no_report_that_was_sent_to_the_province(books):
    books.send(receiving(), by_system())

    assert isinstance(books.refused(deciding(AcknowledgeReceivedReport), OWN_WINDOW), NotFound)


def test_a_city_receives_the_report_of_its_area_and_its_window_decides():
    books = Books(ZIBO, instance=Instance(ZIBO_CITY, frozenset({"zhangdian"})))
    content = report_of("zhangdian").model_copy(update={"level": ReportLevel.AREA})
    files = files_of(content)
    manifest = manifest_of(files, sender="zhangdian", receiver=ZIBO_CITY)
    command = receiving().model_copy(update={"manifest": manifest, "content": content, "files": files})
    books.send(command, by_system())

    sent = books.send(
        AcknowledgeReceivedReport(received_report_id=ReceivedReport.id_of(manifest), revision=1), OWN_WINDOW
    )

    assert sent.event.envelope.deciding_body == "zibo-window"


# ── What is signed ───────────────────────────────────────────────────────────────────────────────────────


def test_a_manifest_and_a_receipt_are_read_as_they_are_written_and_not_otherwise():
    said = receipt(ReceiptStanding.RETURNED, reason="附2缺少一项", decided_on=RECEIVED_ON)

    assert Manifest.read(MANIFEST.canonical) == MANIFEST
    assert ReportReceipt.read(said.canonical) == said
    for other in (
        MANIFEST.canonical + b" ",
        MANIFEST.canonical.replace(b'"revision":1', b'"revision":1.0'),
        MANIFEST.canonical.replace(b'"revision":1', b'"revision":1,"revision":1'),
        MANIFEST.canonical.replace(b"package/1", b"package/2"),
        MANIFEST.canonical.replace(b"2024-04-09", b"2024-04-09T00:00:00"),
        said.canonical,
        b"[" * 5000,
        b"",
    ):
        with pytest.raises(PackageUnreadable):
            Manifest.read(other)


def test_a_manifest_without_the_report_or_with_files_in_another_order_is_none():
    [report_file, sheet] = MANIFEST.files
    for files in ((sheet,), (sheet, report_file), (report_file, report_file)):
        with pytest.raises(PackageUnreadable):
            Manifest.read(MANIFEST.model_copy(update={"files": files}).canonical)


def test_a_manifest_is_received_by_its_receiver_after_its_quarter_alone():
    MANIFEST.must_be_receivable_by(PROVINCE, date(2024, 4, 1))

    with pytest.raises(ReceiverIsAnother):
        MANIFEST.must_be_receivable_by("320000", RECEIVED_ON)
    with pytest.raises(QuarterWrong):
        MANIFEST.must_be_receivable_by(PROVINCE, date(2024, 3, 31))


def test_other_files_than_those_of_the_manifest_are_refused():
    MANIFEST.must_have(FILES)
    for other in ({**FILES, FileKind.XLSX: b"made uq"}, {**FILES, FileKind.PDF: b"x"}, files_of(report_of())):
        with pytest.raises(PackageUnreadable):
            MANIFEST.must_have(other)


def test_a_report_of_a_later_format_is_not_read_as_one_of_this():
    later = report_of().model_copy(update={"format": 2})
    files = files_of(later)

    with pytest.raises(PackageUnreadable, match="format 2"):
        manifest_of(files).report_in(files[FileKind.JSON])


@pytest.mark.parametrize(
    "said",
    [
        {"cut_off": CutOff(position=2**64, at=RECEIVED_AT)},
        {"cut_off": CutOff(position=-(2**53), at=RECEIVED_AT)},
        {"cut_off": CutOff(position=1, at=RECEIVED_AT.replace(tzinfo=None))},
        {"overdue_items": (ListedItem(number="GG-2024-1\0", area="zhangdian", ledger=Ledger.OPINION),)},
    ],
    ids=["beyond 64 bits", "too large to be added up", "no offset", "control character"],
)
def test_a_report_that_says_what_cannot_be_kept_or_printed_is_none(said):
    files = files_of(report_of().model_copy(update=said))

    with pytest.raises(PackageUnreadable, match="cannot be kept"):
        manifest_of(files).report_in(files[FileKind.JSON])


def test_the_report_is_the_one_that_the_manifest_announces():
    assert MANIFEST.report_in(report_of().canonical) == report_of()
    for other in (report_of(unit="370100"), report_of(revision=2)):
        with pytest.raises(PackageUnreadable):
            MANIFEST.report_in(other.canonical)
    with pytest.raises(QuarterWrong):
        MANIFEST.report_in(report_of(quarter="2023Q4").canonical)
    for content in (b"", b"{}", report_of().canonical + b"\n"):
        with pytest.raises(PackageUnreadable):
            MANIFEST.report_in(content)


BEFORE_ALL_YEARS = ReportReceipt.about(MANIFEST, standing="received", at=RECEIVED_AT).canonical.replace(
    b"2024-04-10T01:30:00Z", b"0001-01-01T00:00:00+14:00"
)


@pytest.mark.parametrize(
    "written",
    [b"", b"{}", MANIFEST.canonical, BEFORE_ALL_YEARS],
    ids=["nothing", "empty", "manifest", "of no year"],
)
def test_what_is_no_receipt_is_not_read_as_one(written):
    with pytest.raises(ReceiptUnreadable):
        ReportReceipt.read(written)
