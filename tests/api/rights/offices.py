"""A town with its offices at work: something of every kind that somebody may see, and who asks."""

from copy import copy
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from api.desk import OK
from api.guide import GUIDE
from bootstrap.report_exchange import ReportExchange
from domain.aggregates import ReceivedReport, ReportDelivery
from domain.base import Authority
from domain.instances import Instance
from domain.ledger_books.content import ReportLevel
from domain.policy.steps import StepKind
from domain.report_packages import ReceiptStanding, ReportReceipt
from domain.use_cases.exchanging_reports import PrepareReportDelivery, ReceiveReport, TakeReceipt
from tests.api.cards import granted
from tests.api.conftest import CITY, QUOTA, ZHANGDIAN, Person, Town
from tests.api.grants import granted_honor, has_head
from tests.api.rights.table import ELSEWHERE, PASSPORT, SIMULATION, WHO
from tests.api.routes import OnRoute
from tests.domain.reports_between_units import RECEIVED_AT, by_system, files_of, manifest_of, report_of
from tests.domain.zibo import ZIBO
from tests.projections.waiting import until

NAME = "李慧"  # of the talent of the own enterprise


def furnished(town: Town) -> Town:
    """An enterprise in Zhangdian with a place and a talent, and another that has nothing."""
    [own] = town.listed("示例一号有限公司")
    town.quota()
    town.own, town.other = own, str(uuid4())
    town.place = town.nominated(own)
    town.talent_id = town.talent(NAME, employer_id=own)
    town.case, town.case_batch = a_case_and_a_batch(town)
    town.attachment = an_attachment_of(town)
    town.card_id = granted(town, own, town.talent_id)
    town.production = (
        town.officer("hrss").posts("/v1/production-batches", city=CITY, card_type="elite").json()["href"]
    )
    town.batch = town.auditor().gets("/v1/enterprise-lists").json()["items"][0]["batches"][0]["href"]
    town.books_file = a_file_of_books(town)
    town.run = a_run(town)
    town.panel = a_panel(town)
    town.demand = a_demand(town)
    a_closed_quarter(town)
    town.stand_in = a_note_and_a_stand_in(town)
    town.account = an_account_with_a_key(town)
    town.delivery, town.received = a_report_each_way(town)
    town.line = a_reading_with_words(town)
    until(lambda: town.auditor().gets(SIMULATION).status_code == OK)
    for projected in ("/v1/quotas", "/v1/cards"):
        town.auditor().gets(projected, min_position=str(town.position()))
    return town


def a_note_and_a_stand_in(town: Town) -> str:
    """A note on the own case that its enterprise may read, and who stands in for an officer of Zhangdian."""
    noted = town.officer("hrss").posts(f"{town.case}/notes", text="请补充电话", is_internal=False)
    granted = town.officer("hrss", ZHANGDIAN).posts(
        "/v1/stand-ins",
        officer="wu-deputy",
        principal="zheng-district",
        signatory="sun-chief",
        valid_from="2026-01-05",
        valid_to="2026-12-31",
    )
    assert (noted.is_success, granted.is_success) == (True, True), (noted.text, granted.text)
    return granted.json()["href"]


def an_account_with_a_key(town: Town) -> str:
    """The address of an account that a machine acts for."""
    soon = (town.service.clock() + timedelta(days=30)).isoformat()
    key = {
        "account": "chen-machine",
        "label": "hr-system",
        "role": "auditor",
        "scope": ["queries"],
        "expires_at": soon,
    }
    issued = person(town, "security officer").posts("/v1/api-keys", **key)
    assert issued.status_code == 201, issued.text
    return str(issued.json()["href"])


def a_demand(town: Town) -> str:
    """The address of a demand of the own enterprise that lies with the city's education bureau."""
    window = town.officer("window", ZHANGDIAN)
    asked = {"ledger": "public_service", "category": "schooling", "details": {"content": "示例"}}
    registered = window.posts("/v1/demand-items", city=CITY, enterprise_id=town.own, **asked)
    assigned = window.posts(f"{registered.json()['href']}/assignment")
    assert assigned.is_success, assigned.text
    return assigned.json()["href"]


def a_closed_quarter(town: Town) -> None:
    """Entry of a quarter is closed, and its reports are due."""
    closed = town.officer("window").posts("/v1/reports", unit=CITY, quarter="2024Q1")
    assert closed.is_success, closed.text


def a_report_each_way(town: Town) -> tuple[str, str]:
    """The addresses of the city's report, which the province has, and of a report that the city has from an area's own instance."""
    office, files = copy(town.service.office), files_of(report_of())
    office.instance = Instance(CITY, frozenset({ELSEWHERE}))
    manifest = manifest_of(files)
    delivery = ReportDelivery.id_of(manifest)
    of_area = report_of(ELSEWHERE).model_copy(update={"level": ReportLevel.AREA})
    files_of_area = files_of(of_area)
    area = manifest_of(files_of_area, sender=ELSEWHERE, receiver=CITY)
    receipt = ReportReceipt.about(manifest, standing=ReceiptStanding.RECEIVED, at=RECEIVED_AT)
    for number, command in enumerate(
        (
            PrepareReportDelivery(manifest=manifest, report_id=uuid4(), files=files),
            TakeReceipt(report_delivery_id=delivery, receipt=receipt, key_id="sd-1"),
            ReceiveReport(
                manifest=area, content=of_area, signature="e30..c2ln", key_id="gq-1", files=files_of_area
            ),
        )
    ):
        request = ReportExchange(town.service).request(f"made up {number}", manifest.sha256, delivery)
        office.carry_out(
            command, by_system(effective_on=town.service.clock().date(), at=town.service.clock()), request
        )
    return f"/v1/report-deliveries/{delivery}", f"/v1/inbox/reports/{ReceivedReport.id_of(area)}"


def a_case_and_a_batch(town: Town) -> tuple[str, str]:
    """The addresses of a draft of the own enterprise and of an empty batch."""
    specialist = person(town, "specialist")
    place = {"city": CITY, "card_type": "huicai", "quota_year": 2026}
    proposal = specialist.posts(f"{QUOTA}/nominations/{town.place}/proposal", talent_id=town.talent_id)
    draft = specialist.posts("/v1/card-applications", **place, place_id=town.place)
    batch = town.officer("drc").posts("/v1/batches", **place, kind="to_hrss")
    assert proposal.is_success
    return draft.json()["href"], batch.json()["href"]


def an_attachment_of(town: Town) -> str:
    """The address of a file that the own case stands on."""
    stated = GUIDE["UploadAttachment"].body | {"card_application_id": town.case.rpartition("/")[2]}
    return str(person(town, "specialist").posts("/v1/attachments", **stated).json()["href"])


def a_file_of_books(town: Town) -> str:
    """The address of a file that brought a card which the talent of the own enterprise had before."""
    known = town.auditor().gets(f"/v1/enterprises/{town.own}").json()
    old = {"row": 3, "card_type": "elite", "status": "ended", "name": "周舟", "document": PASSPORT}
    at = {"enterprise": known["name"], "uscc": known["uscc"]}
    answer = town.officer("hrss").posts(
        "/v1/opening-books", city=CITY, document_number="示例期初〔2026〕1号", cards=[old | at]
    )
    assert answer.is_success, answer.text
    return answer.headers["location"]


def a_panel(town: Town) -> dict[str, Any]:
    """A panel about a case of an enterprise in an area of which nobody here is."""
    on = OnRoute(town, ZIBO.route("panel"), "示例九号有限公司", area="huantai").submitted()
    on.brought_to(StepKind.PANEL)
    return on.convened()


def a_run(town: Town) -> str:
    """The address of a run that gave the head of the own enterprise a card."""
    known = town.auditor().gets(f"/v1/enterprises/{town.own}").json()
    has_head(town, known["name"], known["uscc"])
    return granted_honor(town).headers["location"]


def person(town: Town, who: str) -> Person:
    return town.person(name_of(who), WHO[who](town))


def name_of(who: str) -> str:
    """One person in many posts; but nobody holds two of the three that are kept apart."""
    return {"operator": "chen-operating", "security officer": "chen-watching"}.get(who, "chen-jie")


def standing(offices: Town, who: str) -> Authority:
    post, at = WHO[who](offices), offices.service.clock()
    return Authority(actor=name_of(who), **dict(post), effective_on=at.date(), at=at)


def a_reading_with_words(town: Town) -> str:
    """Where an auditor reads why somebody has read the form."""
    words = {"Huicai-Purpose-Words": quote(f"核对{NAME}的登记表")}
    town.officer("hrss").gets(f"{town.case}/form.pdf", purpose="other", headers=words).raise_for_status()
    line = town.auditor().gets("/v1/audit/access-log").json()["items"][0]
    return f"{line['words_href']}?purpose=audit"
