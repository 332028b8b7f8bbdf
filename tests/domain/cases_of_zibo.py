"""Cases of Zibo on the quota route, brought by the very commands of the office to where a test wants them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregates.batch import BatchKind
from domain.aggregates.card_application import CardApplication
from domain.authorization import Command
from domain.base import Authority, Capacity, DocumentReference
from domain.cases import Opinion, ProvincialResult
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import DraftCardApplication
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.deciding_cases import GiveOpinion, ReviewCase
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from domain.use_cases.registering_talents import DocumentStatement
from domain.use_cases.submitting_batches import (
    AcceptMember,
    AddToBatch,
    DeclareNothingToSubmit,
    OpenBatch,
    SealBatch,
)
from tests.domain.books_of_zibo import LUJIAN, QUOTA, attested, listed, nominated, proposed, talent
from tests.domain.officers import DRC, HRSS, MIIT, officer, saying_why, specialist
from tests.in_memory import Books, Sent

BATCH_LETTER = DocumentReference(kind="letter", number="淄发改函〔2024〕9号", issued_on=date(2024, 3, 14))
RESULT_PAPER = DocumentReference(
    kind="provincial_result",
    number="鲁人社函〔2024〕3号",
    issuer="山东省人力资源和社会保障厅",
    issued_on=date(2024, 3, 15),
)
FORM = FormStatement(
    gender="男",
    birth_date=date(1900, 1, 1),
    ethnicity="汉族",
    native_place="山东淄博",
    political_status="群众",
    education="博士研究生毕业",
    school_and_major="示例大学 材料学",
    graduated_on="1925.07",
    workplace="淄博鲁建机械有限公司",
    introduced_on="2022年9月",
    phone="13800000000",
    postal_address="示例路1号",
    resume="1925年毕业\n1930年起任工程师",
    achievements="示例奖",
    enterprise_profile="示例企业",
    pledged_on=date(2024, 3, 15),
)

DRC_OF_ZHANGDIAN = officer("drc", "zhangdian")
MIIT_OF_ZHANGDIAN = officer("miit", "zhangdian")
DRC_SENDS = DRC.model_copy(update={"actor": "liu-sender", "documents": (BATCH_LETTER,)})
MIIT_SENDS = MIIT.model_copy(update={"actor": "sun-sender", "documents": (BATCH_LETTER,)})
HRSS_TAKES_IN = HRSS.model_copy(update={"actor": "wang-reception"})
HRSS_FORWARDS = HRSS.model_copy(update={"actor": "zhao-forwarding", "documents": (BATCH_LETTER,)})
HRSS_WRITES = HRSS.model_copy(
    update={
        "actor": "qian-transcribing",
        "capacity": Capacity.TRANSCRIBING,
        "deciding_body": "shandong-hrss",
        "documents": (RESULT_PAPER,),
    }
)
HRSS_CONFIRMS = HRSS.model_copy(update={"actor": "feng-confirming"})


def person_of(
    books: Books,
    name: str = LUJIAN,
    *,
    by: str = "drc",
    number: int = 1,
    area: str = "zhangdian",
    has_code: bool = True,
    document: DocumentStatement | None = None,
) -> dict[str, Any]:
    """An enterprise with a specialist, nominated, with its person proposed and attested: the ids of all of them."""
    (enterprise_id,) = listed(books, name, by=by, area=area, has_code=has_code)
    books.send(AppointSpecialist(enterprise_id=enterprise_id, name="陈专员", phone="13800000001"), HRSS)
    name = f"李思{'源远流长清澈'[number % 6]}"
    talent_id = talent(books, name, number, employer_id=enterprise_id, area=area, document=document)
    place_id = nominated(books, enterprise_id, {"drc": DRC, "miit": MIIT}[by])
    proposed(books, place_id, enterprise_id, talent_id)
    attested(books, talent_id)
    return {"enterprise_id": enterprise_id, "talent_id": talent_id, "place_id": place_id}


def drafted(books: Books, ids: dict[str, Any], form: FormStatement = FORM) -> UUID:
    command = DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=form)
    return case_of(books.send(command, specialist(ids["enterprise_id"])))


def submitted(books: Books, ids: dict[str, Any], form: FormStatement = FORM) -> UUID:
    command = DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=form, submit=True)
    return case_of(books.send(command, specialist(ids["enterprise_id"])))


def at_department(books: Books, ids: dict[str, Any]) -> UUID:
    """The district has agreed: the nominating department reviews."""
    case_id = submitted(books, ids)
    books.send(GiveOpinion(card_application_id=case_id, opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)
    return case_id


def reviewed(books: Books, ids: dict[str, Any]) -> UUID:
    """The department has agreed: the case waits for its batch."""
    case_id = at_department(books, ids)
    books.send(ReviewCase(card_application_id=case_id), DRC)
    return case_id


def batch_of(
    books: Books, *cases: UUID, by: Authority = DRC_SENDS, kind: BatchKind = BatchKind.TO_HRSS
) -> UUID:
    """An open batch with these cases as its members."""
    batch_id = UUID(books.send(OpenBatch(**QUOTA, kind=kind), by).receipt.answer["id"])
    for case_id in cases:
        books.send(AddToBatch(batch_id=batch_id, card_application_id=case_id), by)
    return batch_id


def received(books: Books, ids: dict[str, Any]) -> UUID:
    """HRSS has taken the case in; MIIT has declared that it has none."""
    case_id = reviewed(books, ids)
    batch_id = batch_of(books, case_id)
    books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
    books.send(AcceptMember(batch_id=batch_id, card_application_id=case_id), HRSS_TAKES_IN)
    books.send(DeclareNothingToSubmit(**QUOTA), MIIT)
    return case_id


def forwarded(books: Books, ids: dict[str, Any]) -> UUID:
    """HRSS has recommended the case to the province."""
    case_id = received(books, ids)
    batch_id = batch_of(books, case_id, by=HRSS_FORWARDS, kind=BatchKind.TO_PROVINCE)
    books.send(SealBatch(batch_id=batch_id), HRSS_FORWARDS)
    return case_id


def answered(books: Books, case_id: UUID, result: ProvincialResult, **stated: Any) -> Sent:
    """The province's answer has been written down and confirmed: what the confirmation recorded."""
    why = {} if result is ProvincialResult.APPROVED else {"reason": "省里来函"}
    transcribing = HRSS_WRITES.model_copy(update=why)
    books.send(TranscribeResult(card_application_id=case_id, result=result, **stated), transcribing)
    confirming = saying_why(HRSS_CONFIRMS) if why else HRSS_CONFIRMS
    return books.send(ConfirmResult(card_application_id=case_id), confirming)


def approved(books: Books, ids: dict[str, Any]) -> UUID:
    """The province has approved, and the person has a card."""
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.APPROVED)
    return case_id


def case_of(sent: Sent) -> UUID:
    return UUID(sent.receipt.answer["id"])


def the_case(books: Books, case_id: UUID) -> CardApplication:
    found: CardApplication = books.load(CardApplication, case_id)
    return found


def topics(events: Iterable[Any]) -> list[str]:
    return [event.TOPIC for event in events]


def sent_twice(books: Books, command: Command, by: Authority) -> tuple[Sent, Sent]:
    return books.send(command, by, key="once"), books.send(command, by, key="once")
