"""The letter of a batch as it is printed, with the list of its members (报送函)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from api.masking import masked_name
from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from api.rendering.printed_forms import last_day
from documents.batch_letters import BatchLetter, Member
from domain.aggregates import Batch, CardApplication
from domain.aggregates.batch import BatchKind
from domain.base import DocumentReference
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.registration_form import RegistrationForm
from domain.store import Recorded


class BatchMember(NamedTuple):
    """A case of a batch with its form and its history, as they were handed on."""

    case: CardApplication
    form: RegistrationForm
    history: Sequence[Recorded]


class Wording(NamedTuple):
    """What a letter of this kind says."""

    title: str
    body: str
    clause: str  # whose notices it names


WORDINGS = {
    BatchKind.TO_HRSS: Wording(
        "关于报送{year}年度“{card_type}”{route}申领人选的函",
        "根据{sources}，经审核，现将{year}年度“{card_type}”{route}申领人选{count}名（名单附后）报送你单位，请按程序推荐申领。",
        "R-14",
    ),
    BatchKind.TO_PROVINCE: Wording(
        "关于推荐{year}年度“{card_type}”{route}申领人选的函",
        "根据{sources}，经企业申报、部门审核，现推荐{year}年度“{card_type}”{route}申领人选{count}名（名单附后），请予审核。",
        "R-10",
    ),
}
LIST_TITLE = "{year}年度“{card_type}”{route}申领人选名单"


def printed_letter(batch: Batch, history: Sequence[Recorded], printing: Printing) -> BatchLetter:
    """The letter as the batch was sealed, without number as long as the batch is not sealed. Raises `NothingToPrint` for an empty batch."""
    members = members_of(batch, history, printing)
    if not members:
        raise NothingToPrint
    pack = printing.service.policies.version(history[-1].event.envelope.policy_version)
    printing.opening(member.form.name for member in members)
    wording, paper = WORDINGS[batch.kind], _paper(history)
    signed_on = paper.issued_on if paper and paper.issued_on else last_day(history)
    of_the_day = printing.service.policies.of_the_day(pack, signed_on)
    words = {
        "year": batch.quota_year,
        "card_type": pack.card_type(batch.card_type).name.zh,
        "route": pack.quota_route(batch.card_type).name.zh,
        "count": len(members),
        "sources": sources_of(pack, (wording.clause,)),
    }
    return BatchLetter(
        office=office_name(of_the_day, pack.city_area.code, batch.department or Function.HRSS),
        number=paper.number if paper and paper.number else "",
        title=wording.title.format(**words),
        addressee=_addressee(batch, of_the_day),
        body=wording.body.format(**words),
        list_title=LIST_TITLE.format(**words),
        members=tuple(listed_member(member, pack, printing) for member in members),
        signed_on=signed_on,
        is_masked=printing.is_masked,
    )


def members_of(batch: Batch, history: Sequence[Recorded], printing: Printing) -> list[BatchMember]:
    """The cases of a batch in its order, as they were handed on."""
    until = (_sealing(history) or history)[-1].entry.position
    return [case_at(id_, until, printing) for id_ in batch.members]


def case_at(id_: UUID, position: int, printing: Printing) -> BatchMember:
    """The case as it was known at a position at which it was known."""
    history = printing.service.store.history(id_, until=position)
    case: Any = None
    for recorded in history:
        case = recorded.event.mutate(case)
    return BatchMember(case, case.form, history)


def listed_member(member: BatchMember, pack: PolicyPack, printing: Printing) -> Member:
    """A line of the list, in the words of the form."""
    form, list_type = member.form, member.case.list_type
    return Member(
        name=printing.said(form.name, masked_name),
        enterprise=form.enterprise_name,
        enterprise_type=pack.list_type(list_type).name.zh if list_type else "",
        area=pack.area_of(form.employer_area).name.zh,
    )


def _sealing(history: Sequence[Recorded]) -> Sequence[Recorded]:
    """The batch is closed by its sealing; what became of the members later is no part of the letter."""
    return [recorded for recorded in history if isinstance(recorded.event, Batch.Sealed)]


def _paper(history: Sequence[Recorded]) -> DocumentReference | None:
    """The letter under which the batch was sealed."""
    papers = [paper for recorded in _sealing(history) for paper in recorded.event.envelope.documents]
    return next((paper for paper in papers if paper.number and paper.issued_on), None)


def _addressee(batch: Batch, pack: PolicyPack) -> str:
    area = pack.city_area if batch.kind is BatchKind.TO_HRSS else pack.provincial.province
    return office_name(pack, area.code, Function.HRSS)


def office_name(pack: PolicyPack, area: str, function: str) -> str:
    """The organisation that has this function there; nothing if there is none."""
    organization = pack.organization_of(area, function)
    return organization.name.zh if organization else ""


def sources_of(pack: PolicyPack, clauses: Iterable[str]) -> str:
    """The notices that clauses are drawn from, by title and number."""
    passages = [passage for clause in clauses for passage in pack.clause(clause).passages]
    sources = [pack.known_sources[passage.source] for passage in passages]
    named = [
        f"《{source.title.zh}》" + ("" if source.number == "无文号" else f"（{source.number}）")
        for source in sources
    ]
    return "、".join(dict.fromkeys(named))
