"""The letter with which a single case went to the province (推荐函), on the routes that have no batch."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from api.rendering.printed_batches import BatchMember, case_at, listed_member, office_name, sources_of
from documents.batch_letters import BatchLetter
from domain.aggregates import CardApplication
from domain.errors import NotFound
from domain.functions import Function
from domain.store import Recorded

TITLE = "关于推荐“{card_type}”{route}申领人选的函"
BODY = "根据{sources}，经企业申报、部门审核，现推荐“{card_type}”{route}申领人选1名（名单附后），请予审核。"
LIST_TITLE = "“{card_type}”{route}申领人选名单"


class Forwarding(NamedTuple):
    """The letter, and the case as it was sent with it."""

    letter: BatchLetter
    sent: BatchMember


def printed_forwarding(case: CardApplication, history: Sequence[Recorded], printing: Printing) -> Forwarding:
    """The last letter under which the case went alone. Raises `NothingToPrint` for one that did not go so.

    It goes from office to office: to who sees a part of the city there is none, as with that of a batch.
    """
    if not printing.viewer.sees_all_of(case.city):
        raise NotFound
    recorded = _forwarding(history)
    envelope = recorded.event.envelope
    pack = printing.service.policies.version(envelope.policy_version)
    sent = case_at(case.id, recorded.entry.position, printing)
    printing.opening([sent.form.name])
    paper = next(one for one in envelope.documents if one.number and one.issued_on)
    signed_on = paper.issued_on or date.min
    of_the_day = printing.service.policies.of_the_day(pack, signed_on)
    words = {
        "card_type": pack.card_type(case.card_type).name.zh,
        "route": pack.route(case.route).name.zh,
        "sources": sources_of(pack, envelope.clauses),
    }
    letter = BatchLetter(
        office=office_name(of_the_day, envelope.area or "", envelope.function or ""),
        number=paper.number or "",
        title=TITLE.format(**words),
        addressee=office_name(of_the_day, pack.provincial.province.code, Function.HRSS),
        body=BODY.format(**words),
        list_title=LIST_TITLE.format(**words),
        members=(listed_member(sent, pack, printing),),
        signed_on=signed_on,
        is_masked=printing.is_masked,
    )
    return Forwarding(letter, sent)


def _forwarding(history: Sequence[Recorded]) -> Recorded:
    """The last time that the case went to the province without a batch."""
    alone = [
        one
        for one in history
        if isinstance(one.event, CardApplication.Forwarded) and one.event.batch_id is None
    ]
    if not alone:
        raise NothingToPrint
    return alone[-1]
