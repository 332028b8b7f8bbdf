"""A report from Zibo's instance to the province's and back, over HTTP and with every way in which it is refused."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bootstrap.submitted_reports import submitted_reports
from bootstrap.verifying_attachments import Fault, Verified, faulty_files
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.authorization import Post, Role
from domain.ledger_books.content import ReportLevel
from domain.ledger_books.quarters import Quarter
from domain.report_packages import FileKind
from persistence.attachments import FileMissing
from persistence.embedded import EmbeddedPostgres
from persistence.report_signatures import Kind, Signer
from scheduler.deliveries import DeliveryKeeper
from tests.api.conftest import town_on
from tests.api.two_instances import JOSE, PACKAGES, RECEIPTS, ZIP, Above, Below, two_instances
from tests.domain.officers import officer
from tests.domain.reports_between_units import (
    OF_NOBODY,
    PROVINCE,
    ZIBO_CITY,
    files_of,
    manifest_of,
    packed,
    report_of,
    trusted,
)
from tests.persistence.commands import command

WHY = {"reason": "附2缺少一项超期事项"}


quarters = (f"20{year:02}Q{number}" for year in range(10, 24) for number in (1, 2, 3, 4))


@pytest.fixture(scope="module")
def both(server: EmbeddedPostgres, template: str, tmp_path_factory) -> Iterator[tuple[Below, Above]]:
    with two_instances(server, template, tmp_path_factory.mktemp("two")) as made:
        yield made


@pytest.fixture
def pair(both) -> tuple[Below, Above]:
    """The two, with a quarter of this test's own, trusting each other."""
    below, above = both
    quarter = next(quarters)
    below.begins(quarter)
    above.begins(quarter)
    above.trusts(trusted(below.key, ZIBO_CITY))
    below.trusts(trusted(above.key, PROVINCE))
    return both


def test_the_province_adds_up_what_has_come_and_signs_it_off_which_is_its_end(pair):
    below, above = pair
    below.submits()
    below.ticks()
    compiler = above.window()
    signer = above.town.person("zhao-signer", Post(role=Role.WINDOW))
    at = f"/v1/reports/{PROVINCE}/{above.quarter}"

    closed = compiler.posts("/v1/reports", unit=PROVINCE, quarter=above.quarter)
    assert (closed.status_code, closed.json()["level"]) == (201, "province")
    said = compiler.posts(f"{at}/compilation").json()["content"]
    assert (said["children_reported"], len(said["children"])) == (1, 16)
    assert {action["name"] for action in signer.gets(at).json()["actions"]["open"]} >= {"sign_off_report"}
    signed = signer.posts(f"{at}/sign-off")
    assert signed.is_success, signed.text

    refused = compiler.posts(f"{at}/submission")
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_above")
    offered = {action["name"] for action in signer.gets(at).json()["actions"]["open"]}
    assert offered == {"open_revision"}
    known = {"quarter": above.quarter, "min_position": signed.headers["Huicai-Position"]}
    listed = {one["unit"]: one for one in compiler.gets("/v1/reports", **known).json()["items"]}
    assert len(listed) == 17
    assert compiler.gets(listed[ZIBO_CITY]["href"]).json()["sender"] == ZIBO_CITY
    assert (listed["370200"]["href"], listed["370200"]["is_late"]) == (None, True)
    of_zibo = above.town.officer("window").gets("/v1/reports", **known).json()["items"]
    assert PROVINCE not in {one["unit"] for one in of_zibo}


def test_a_report_is_sent_returned_corrected_and_acknowledged_and_both_sides_have_it_on_record(pair):
    below, above = pair
    below.submits()
    below.ticks()
    assert [line["standing"] for line in above.lines()] == ["received"]
    assert [line["status"] for line in below.deliveries()] == ["received"]

    assert above.decides("return", **WHY).status_code == 200
    below.is_due_again()
    below.ticks()
    [returned] = below.deliveries()
    said = below.window().gets(f"{returned['href']}/receipt", purpose="handling").json()
    assert (returned["status"], said["reason"], said["reason_code"]) == ("returned", WHY["reason"], None)
    assert said["deciding_body"] == "shandong-window"

    below.submits(2)
    below.ticks()
    assert above.decides("acknowledgement", 2).json()["revisions"][1]["standing"] == "acknowledged"
    below.is_due_again()
    below.ticks()

    assert [line["status"] for line in below.deliveries()] == ["returned", "acknowledged"]
    assert below.topics() == [
        f"ReportDelivery.{what}"
        for what in ("Prepared", "Received", "Returned", "Prepared", "Received", "Acknowledged")
    ]
    assert above.topics() == [
        f"ReceivedReport.{what}" for what in ("Opened", "Received", "Returned", "Received", "Acknowledged")
    ]
    assert below.refused() == above.refused() == []


def test_the_files_arrive_as_they_were_signed_and_the_window_reads_them(pair):
    below, above = pair
    below.submits()
    below.ticks()

    [revision] = above.report()["revisions"]

    silent = {file["name"]: above.window().gets(file["href"]) for file in revision["files"]}
    read = {file["name"]: above.window().gets(file["href"], purpose="handling") for file in revision["files"]}
    assert [silent[name].json()["code"] for name in ("report.xlsx", "report.pdf")] == [
        "invalid_parameter"
    ] * 2
    assert silent["report.json"].content == read["report.json"].content
    assert read["report.json"].content == report_of(quarter=below.quarter).canonical
    assert read["report.xlsx"].content == b"made up"
    assert read["report.pdf"].headers["content-type"] == "application/pdf"


def test_the_event_of_an_answer_stands_on_the_signed_receipt(pair):
    below, above = pair
    below.submits()
    below.ticks()

    [received] = below.events("ReportDelivery.Received")
    [paper] = received.envelope.documents
    assert (paper.kind, paper.issuer, received.key_id) == ("report_receipt", PROVINCE, above.key.kid)
    [there] = above.events("ReceivedReport.Received")
    assert (there.key_id, there.envelope.actor) == (below.key.kid, f"unit {ZIBO_CITY}")


def test_the_same_package_again_has_no_second_effect_and_gets_the_receipt_of_today(pair):
    below, above = pair
    below.submits()
    first = above.hands_in(below.package())
    again = above.hands_in(below.package())
    above.decides("acknowledgement")

    third = above.hands_in(below.package())

    assert first.content == again.content != third.content
    assert above.topics() == [f"ReceivedReport.{what}" for what in ("Opened", "Received", "Acknowledged")]


def test_a_report_signed_anew_by_a_later_key_is_still_the_same(pair):
    below, above = pair
    below.submits()
    files = files_of(report_of(quarter=below.quarter), xlsx=b"made up", pdf=b"%PDF made up")
    above.trusts(trusted(below.key, ZIBO_CITY), trusted(OF_NOBODY, ZIBO_CITY))

    answers = [above.hands_in(below.package()), above.hands_in(by_hand(below, files, OF_NOBODY))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert above.topics() == ["ReceivedReport.Opened", "ReceivedReport.Received"]


def test_a_revision_that_was_overtaken_is_a_replay(pair):
    below, above = pair
    below.submits(1)
    below.submits(2)
    first = below.package(1)
    above.hands_in(first)
    above.hands_in(below.package(2))

    answer = above.hands_in(first)

    assert (answer.status_code, answer.json()["code"]) == (409, "package_replayed")
    assert above.refused() == [(f"unit {ZIBO_CITY}", "ReceiveReport", "package_replayed")]
    assert above.report()["revisions"][-1]["standing"] == "received"


def test_another_content_under_a_known_revision_is_refused(pair):
    below, above = pair
    below.submits()
    above.hands_in(below.package())

    answer = above.hands_in(by_hand(below))

    assert answer.json()["code"] == "revision_taken"


def test_who_is_asked_with_a_signed_manifest_tells_what_became_of_the_report(pair):
    below, above = pair
    below.submits()
    delivery = below.outbox.delivery(below.outbox.prepare(below.submitted[0]))
    manifest = below.outbox.signed_manifest(delivery)

    assert above.is_asked(manifest).status_code == 404
    receipt = above.hands_in(below.outbox.package(delivery)).content

    assert above.is_asked(manifest).content == receipt


def test_many_who_hand_the_same_package_in_at_once_are_told_the_same_and_it_is_received_once(pair):
    below, above = pair
    below.submits()
    package = below.package()

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(above.hands_in, [package] * 16))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert above.topics() == ["ReceivedReport.Opened", "ReceivedReport.Received"]
    assert above.refused() == []


def test_the_report_that_the_city_has_submitted_goes_up_and_the_answer_comes_back_to_it(pair):
    below, above = pair
    report = city_report(below)
    below.submitted.extend(submitted_reports(below.service))
    below.ticks()
    above.decides("return", **WHY)
    below.is_due_again()
    below.ticks()

    [returned] = below.events("QuarterlyReport.Returned")
    assert returned.originator_id == report.id
    assert (returned.envelope.actor, returned.envelope.deciding_body) == ("unit 370000", "shandong-window")
    assert below.service.vault.open(returned.envelope.reason) == WHY["reason"]
    assert list(submitted_reports(below.service)) == []


def test_a_report_whose_files_are_gone_keeps_back_no_other(pair):
    below, above = pair
    below.submits(revision=2)
    [good] = below.submitted

    def gone() -> Mapping[FileKind, bytes]:
        raise FileMissing("report.json")

    below.submitted.insert(0, replace(good, revision=1, read=gone))

    below.ticks()

    assert above.topics() == ["ReceivedReport.Opened", "ReceivedReport.Received"]


def city_report(below: Below) -> QuarterlyReport:
    """Zibo's report of the quarter, compiled, signed off and submitted by its window."""
    day = below.service.clock()
    first, second = (
        officer("window", actor=name, policy_version="zibo-2023/1", effective_on=day.date(), at=day)
        for name in ("wu-li", "wu-min")
    )
    quarter, said = Quarter.named(below.quarter), report_of(quarter=below.quarter)
    closings = LedgerClosings.open(ZIBO_CITY, first)
    closings.close_entry(quarter, said.cut_off, (), first)
    report = QuarterlyReport.open(
        ZIBO_CITY,
        quarter,
        first,
        level=ReportLevel.CITY,
        region=ZIBO_CITY,
        topmost=True,
        cut_off=said.cut_off,
        due_on=day.date(),
    )
    report.compile(said, None, first)
    report.sign_off(second)
    report.submit(second)
    below.service.store.save_all([closings, report], command())
    return report


def test_a_file_of_a_report_that_is_gone_is_found_by_looking_through_all_that_the_log_names(pair):
    below, above = pair
    below.submits()
    below.ticks()
    report = UUID(above.lines()[0]["id"])
    for side in pair:
        assert list(faulty_files(side.service, Verified())) == []
    [path, *_] = (above.service.settings.data / "attachments").rglob(f"{report}/*")
    content = path.read_bytes()
    path.unlink()

    [faulty] = faulty_files(above.service, tally := Verified())

    assert (faulty.owner_id, faulty.sha256, faulty.fault) == (report, path.name, Fault.MISSING)
    assert tally.looked_at >= 3
    path.write_bytes(content)


# ── Refused, on record, and nothing kept ─────────────────────────────────────────────────────────────────

UNKNOWN = "anonymous", "ReceiveReport"
KNOWN = f"unit {ZIBO_CITY}", "ReceiveReport"


def test_a_package_by_somebody_who_is_not_trusted_is_refused(pair):
    below, above = pair
    below.submits()
    unknown = (*UNKNOWN, "sender_not_trusted")

    is_refused(above, by_hand(below, key=OF_NOBODY), 403, unknown)
    is_refused(above, by_hand(below, sender="370100"), 403, unknown)
    above.trusts(trusted(below.key, ZIBO_CITY, "2024-01-01", "2024-12-31"))
    is_refused(above, below.package(), 403, unknown)


def test_a_signature_that_somebody_else_has_made_under_the_same_name_is_refused(pair):
    below, above = pair
    above.trusts(trusted(OF_NOBODY, ZIBO_CITY) | {"kid": below.key.kid})

    is_refused(above, by_hand(below), 403, (*UNKNOWN, "signature_invalid"))


def test_a_package_for_another_unit_or_of_a_quarter_that_is_not_over_is_refused(pair):
    below, above = pair
    future = files_of(report_of(quarter="2099Q4"))

    is_refused(above, by_hand(below, receiver="320000"), 409, (*KNOWN, "receiver_is_another"))
    is_refused(above, by_hand(below, future, quarter="2099Q4"), 409, (*KNOWN, "quarter_wrong"))
    is_refused(above, by_hand(below, quarter="2009Q4"), 409, (*KNOWN, "quarter_wrong"))


def test_other_files_than_those_that_were_signed_are_refused(pair):
    below, above = pair
    files = files_of(report_of(quarter=below.quarter), xlsx=b"made up")
    manifest = manifest_of(files, quarter=below.quarter)
    unreadable = (*KNOWN, "package_unreadable")

    for other in (
        {**files, FileKind.XLSX: b"made uq"},
        {FileKind.JSON: files[FileKind.JSON]},
        {**files, FileKind.PDF: b"more"},
    ):
        is_refused(above, packed(manifest, other, below.key), 422, unreadable)
    of_another = files_of(report_of(unit="370100", quarter=below.quarter))
    is_refused(above, by_hand(below, of_another), 422, unreadable)


@pytest.mark.parametrize(
    "said",
    [{"position": 2**64}, {"at": datetime.fromisoformat("2024-04-05T09:00:00")}],
    ids=["number", "instant without an offset"],
)
def test_what_the_log_cannot_keep_is_refused_however_well_it_is_signed(pair, said):
    below, above = pair
    report = report_of(quarter=below.quarter)
    beyond = report.model_copy(update={"cut_off": report.cut_off.model_copy(update=said)})

    is_refused(above, by_hand(below, files_of(beyond)), 422, (*KNOWN, "package_unreadable"))


def test_a_package_that_was_tampered_with_cut_short_or_is_none_is_refused(pair):
    below, above = pair
    below.submits()
    good = below.package()

    for bad in (good[:-1], good[:100], good + b"\0", b"", b"PK", good.replace(b"made up", b"made uq", 1)):
        is_refused(above, bad, 422, (*UNKNOWN, "package_unreadable"))


def test_a_package_that_is_too_large_is_not_read(pair):
    _, above = pair
    limit = above.service.settings.package_limit

    answer = above.hands_in(b"\0" * (limit + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert above.refused()[-1] == ("anonymous", "ReceiveReport", "content_too_large")


def test_only_a_package_is_taken_as_one(pair):
    below, above = pair
    below.submits()

    answer = above.town.http.post(
        "/v1/inbox/reports", content=below.package(), headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 415


def test_a_manifest_that_is_not_the_sender_s_gets_no_receipt(pair):
    below, above = pair
    manifest = manifest_of(files_of(report_of()), quarter=below.quarter)
    stolen = Signer([OF_NOBODY]).signed(manifest.canonical, Kind.MANIFEST)
    wrong_kind = Signer([below.key]).signed(manifest.canonical, Kind.RECEIPT)

    assert above.is_asked(stolen).json()["code"] == "sender_not_trusted"
    assert above.is_asked(wrong_kind).json()["code"] == "package_unreadable"
    assert above.is_asked("x").json()["code"] == "package_unreadable"


def by_hand(below: Below, files=None, key=None, **stated) -> bytes:
    """A package of the quarter that somebody else has packed."""
    files = files or files_of(report_of(quarter=below.quarter))
    manifest = manifest_of(files, **{"quarter": below.quarter} | stated)
    return packed(manifest, files, key or below.key)


def is_refused(above: Above, package: bytes, status: int, line: tuple[str, str, str]) -> None:
    """It is told and on record, and nothing of it is kept."""
    lines, kept = len(above.refused()), everything_kept(above)
    answer = above.hands_in(package)
    assert (answer.status_code, answer.json()["code"]) == (status, line[2]), answer.text
    assert above.refused()[lines:] == [line]
    assert above.topics() == []
    assert everything_kept(above) == kept


def everything_kept(above: Above) -> set[str]:
    return {str(path) for path in above.service.settings.data.rglob("*")}


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_delivery_is_listed_with_its_code_and_resent_once_its_cause_is_mended(pair):
    below, above = pair
    above.trusts()
    below.submits()
    below.ticks()
    [line] = below.deliveries()
    assert (line["status"], line["refusal_code"]) == ("refused", "sender_not_trusted")
    below.ticks()
    assert below.deliveries()[0]["attempts"]["attempts"] == 1

    above.trusts(trusted(below.key, ZIBO_CITY))
    offered = below.window().gets(line["href"]).json()["actions"]["open"]
    resent = below.window().posts(offered[0]["href"], reason="上级已登记密钥")
    below.ticks()

    assert (offered[0]["name"], resent.json()["status"]) == ("resend_report", "prepared")
    assert [line["status"] for line in below.deliveries()] == ["received"]


def test_the_province_s_window_sees_what_came_and_zibo_s_what_it_sent(pair):
    below, above = pair
    below.submits()
    below.ticks()
    [line], [there] = below.deliveries(), above.lines()

    elsewhere = below.town.officer("window", "zhangdian")
    assert elsewhere.gets("/v1/report-deliveries").json()["items"] == []
    assert elsewhere.gets(line["href"]).status_code == 404
    assert below.town.provider().gets("/v1/report-deliveries").status_code == 403
    assert above.town.officer("window").gets(there["href"]).status_code == 404
    assert above.town.auditor().gets(there["href"] + "/history").status_code == 200
    assert below.window().gets(line["href"] + "/receipt", purpose="audit").status_code == 403


def test_a_receipt_that_no_trusted_unit_has_signed_is_not_believed(pair):
    below, above = pair
    below.trusts(trusted(OF_NOBODY, PROVINCE))
    below.submits()
    below.ticks()

    [line] = below.deliveries()

    assert (line["status"], line["attempts"]["error"]) == ("prepared", "sender_not_trusted")
    assert below.refused() == [("anonymous", "TakeReceipt", "sender_not_trusted")]
    below.trusts(trusted(above.key, PROVINCE))
    below.is_due_again()
    below.ticks()
    assert [line["status"] for line in below.deliveries()] == ["received"]


def test_what_was_sent_in_vain_waits_longer_each_time_and_what_is_asked_after_ten_minutes(pair):
    below, _ = pair
    below.submits()
    below.ticks()

    [line] = below.deliveries()
    [one] = below.service.delivery_attempts.of([line["id"]]).values()
    assert one.next_attempt_at - one.attempted_at == timedelta(minutes=10)


@pytest.mark.bar(id="C1")
def test_given_a_report_asked_after_by_a_clock_that_ran_ahead_when_it_is_right_again_then_it_is_asked_after_at_once(
    pair,
):
    below, above = pair
    below.submits()
    below.ticks()
    above.decides("acknowledgement")
    [line] = below.deliveries()
    ahead = below.scheduler.clock() + timedelta(days=365)
    below.scheduler.delivery_attempts.note(line["id"], at=ahead, next_at=ahead + timedelta(minutes=10))

    below.ticks()

    assert below.topics()[-1] == "ReportDelivery.Acknowledged"


@pytest.mark.bar(id="C1")
def test_given_a_report_sent_by_a_clock_that_ran_ahead_when_it_is_right_again_then_it_is_asked_after_in_its_time(
    pair,
):
    below, _ = pair
    below.submits()
    ahead = below.scheduler.clock() + timedelta(days=365)
    below.keeper.close()
    below.may_be_led()
    running_ahead = DeliveryKeeper(
        replace(below.scheduler, clock=lambda: ahead), submitted=lambda _: below.submitted
    )
    running_ahead.tick()
    running_ahead.close()

    for _ in range(3):
        below.ticks()

    [line] = below.deliveries()
    assert (line["status"], line["attempts"]["attempts"]) == ("received", 2)


def test_an_address_that_knocks_too_often_is_told_to_wait_and_a_service_without_a_unit_takes_nothing(
    database, tmp_path
):
    with town_on(database, tmp_path, projected=False, packages_per_address=2) as town:
        answers = [
            town.http.post(path, content=b"x", headers={"Content-Type": kind})
            for path, kind in ((PACKAGES, ZIP), (RECEIPTS, JOSE), (PACKAGES, ZIP))
        ]

    assert [answer.json()["code"] for answer in answers] == [
        "no_report_exchange",
        "no_report_exchange",
        "too_many_requests",
    ]
    assert answers[-1].headers["retry-after"] == "30"
