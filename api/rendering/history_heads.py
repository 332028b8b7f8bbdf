"""What stands at the head of a decision history on paper: whose it is, and where it stands."""

from collections.abc import Callable
from typing import Any

from api.masking import masked_name
from api.rendering.case_timeline import TimelineShown, timeline_text
from api.rendering.demand_timeline import DemandTimelineShown, demand_timeline_printed
from api.rendering.timelines import told
from api.viewer import Viewer
from documents.case_timeline import case_head
from documents.demand_timeline import demand_head
from documents.history_field_words import CARD_STATUSES
from documents.history_sentences import HistoryNames
from documents.sentences import itself
from domain.aggregates import Card, CardApplication, DemandItem, Enterprise, QuarterlyReport, Quota, Talent
from domain.base import EventSourced
from domain.text import Text

Lines = tuple[Text, tuple[Text, ...]]  # the title, and what stands under it
Head = Callable[[Any, Viewer, HistoryNames], Lines]


def _of_case(case: CardApplication, viewer: Viewer, _: HistoryNames) -> Lines:
    head = timeline_text(case, TimelineShown(items=()), viewer, 0)
    return OF_CASE.filled(card_type=head.card_type), tuple(case_head(head))


def _of_demand(item: DemandItem, viewer: Viewer, _: HistoryNames) -> Lines:
    head = demand_timeline_printed(item, DemandTimelineShown(items=()), viewer, 0)
    return OF_DEMAND.filled(number=item.number), tuple(demand_head(head))


def _of_card(card: Card, _: Viewer, __: HistoryNames) -> Lines:
    status = STATUS.filled(status=CARD_STATUSES[card.status.value])
    return OF_CARD.filled(number=card.card_number or UNNUMBERED), (_id(card), status)


def _of_enterprise(enterprise: Enterprise, _: Viewer, __: HistoryNames) -> Lines:
    return OF_ENTERPRISE.filled(name=enterprise.name), (_id(enterprise),)


def _of_talent(talent: Talent, viewer: Viewer, _: HistoryNames) -> Lines:
    name = viewer.disclosed([talent.name]).shown(talent.name, masked_name)
    return OF_TALENT.filled(name=told(name)), (_id(talent),)


def _of_quota(quota: Quota, viewer: Viewer, _: HistoryNames) -> Lines:
    pack = viewer.service.policies.version(quota.policy_version)
    card_type = pack.card_type(quota.card_type).name
    return OF_QUOTA.filled(year=quota.quota_year, card_type=card_type), (_id(quota),)


def _of_report(report: QuarterlyReport, _: Viewer, __: HistoryNames) -> Lines:
    unit = itself(report.unit)
    return OF_REPORT.filled(unit=unit, quarter=report.quarter.code), (_id(report),)


def _id(thing: EventSourced) -> Text:
    return ID.filled(id=thing.id)


HEADS: dict[type[EventSourced], Head] = {
    CardApplication: _of_case,
    DemandItem: _of_demand,
    Card: _of_card,
    Enterprise: _of_enterprise,
    Talent: _of_talent,
    Quota: _of_quota,
    QuarterlyReport: _of_report,
}
OF_CASE = Text("“{card_type}”申报决策全程", "Decision history of a case for the {card_type}")
OF_DEMAND = Text("需求事项{number}决策全程", "Decision history of demand item {number}")
OF_CARD = Text("人才卡{number}决策全程", "Decision history of card {number}")
OF_ENTERPRISE = Text("企业“{name}”决策全程", "Decision history of the enterprise “{name}”")
OF_TALENT = Text("人才{name}决策全程", "Decision history of {name}")
OF_QUOTA = Text(
    "{year}年度“{card_type}”配额决策全程", "Decision history of the quota of {year} for the {card_type}"
)
OF_REPORT = Text("{unit}{quarter}季报决策全程", "Decision history of the report of {unit} for {quarter}")
UNNUMBERED = Text("（未编号）", "(no number yet)")
ID = Text("编号：{id}", "Id: {id}")
STATUS = Text("状态：{status}", "Status: {status}")
