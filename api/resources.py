"""The kinds of thing that have an address of their own: how each is shown, and who may know of its history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from api.desk import Desk
from api.rendering.accounts import account_history, account_shown
from api.rendering.attachments import attachment_history, attachment_shown
from api.rendering.audit_samples import audit_sample_shown
from api.rendering.automatic_grants import issued_shown
from api.rendering.batches import batch_history, batch_shown
from api.rendering.bulk_jobs import bulk_job_answered
from api.rendering.card_applications import case_history, case_shown
from api.rendering.cards import card_history, card_shown
from api.rendering.case_notes import notes_history, notes_shown
from api.rendering.demand_items import demand_history, demand_shown
from api.rendering.enterprise_lists import imported_shown
from api.rendering.enterprises import enterprise_history, enterprise_shown
from api.rendering.jobs import run_ordered
from api.rendering.opening_books import taken_over_shown
from api.rendering.panels import panel_history, panel_shown
from api.rendering.policies import policy_history, policy_shown
from api.rendering.production_batches import production_batch_history, production_batch_shown
from api.rendering.quarterly_reports import report_history, report_shown
from api.rendering.quotas import quota_history, quota_shown
from api.rendering.report_exchange import delivery_history, delivery_shown, received_history, received_shown
from api.rendering.shown import Shown
from api.rendering.stand_ins import stand_in_history, stand_in_shown
from api.rendering.talents import talent_answered, talent_history, talent_shown
from api.rendering.working_years import working_year_answered
from api.viewer import Viewer
from domain.aggregates import (
    Account,
    Attachment,
    AuditSample,
    AutomaticGrants,
    Batch,
    BulkJob,
    Card,
    CardApplication,
    CaseNotes,
    DemandItem,
    Enterprise,
    EnterpriseList,
    OpeningBooks,
    Panel,
    Policy,
    ProductionBatch,
    QuarterlyReport,
    Quota,
    ReceivedReport,
    ReportDelivery,
    ScheduledJob,
    StandIn,
    Talent,
    WorkingYear,
)
from domain.authorization import Command
from domain.base import EventSourced
from domain.store import Recorded
from domain.use_cases.casework import CaseCommand
from domain.use_cases.keeping_calendar import AnnounceWorkingYear
from domain.use_cases.managing_quotas import OpenQuota
from domain.use_cases.ordering_runs import RunJob
from domain.use_cases.publishing_policies import PolicyCommand
from domain.use_cases.reporting_quarters import ReportCommand

Noun = TypeVar("Noun", bound=EventSourced)


@dataclass(frozen=True, slots=True)
class Resource(Generic[Noun]):
    """`id_of` names the aggregate that a command is about; None for one that begins it under a new id.

    `answer` shows what a command has decided, before it is stored; `shown` what has been stored.
    """

    kind: type[Noun]
    id_of: Callable[[Command], UUID | None]
    answer: Callable[[Noun, Viewer], Shown]
    shown: Callable[..., Shown]
    seen: Callable[[Noun, Sequence[Recorded], Viewer], Sequence[Recorded]]
    grounds: tuple[str, ...]  # modules whose refusals its commands may meet, for the contract
    is_public: bool = False  # whether every post may look at such a thing
    is_asked_itself: bool = False  # whether each such thing says itself who sees it


def viewer_of(desk: Desk, resource: Resource[Any]) -> Viewer:
    """The caller as somebody who looks at things of this kind. Raises `PostMayNot`."""
    if resource.is_asked_itself:
        return desk.own_viewer
    return desk.public_viewer if resource.is_public else desk.viewer


def _named(field: str) -> Callable[[Command], UUID | None]:
    return lambda command: getattr(command, field, None)


def _all(_: Any, history: Sequence[Recorded], __: Viewer) -> Sequence[Recorded]:
    return history


_OF_ALL = ("domain.policy.refusals", "domain.base", "domain.timelines")
_OF_ENTERPRISES = (
    "domain.aggregates.enterprise",
    "domain.listings",
    "domain.principals",
    "domain.specialists",
    "domain.mergers",
)
QUOTA = Resource(
    Quota,
    lambda command: None if isinstance(command, OpenQuota) else getattr(command, "quota_id", None),
    quota_shown,
    quota_shown,
    quota_history,
    (*_OF_ALL, "domain.places", "domain.listings", "domain.mergers"),
)
ENTERPRISE = Resource(
    Enterprise,
    _named("enterprise_id"),
    enterprise_shown,
    enterprise_shown,
    enterprise_history,
    (*_OF_ALL, *_OF_ENTERPRISES, "domain.aggregates.credit_code", "domain.places"),
)
TALENT = Resource(
    Talent,
    _named("talent_id"),
    talent_answered,
    talent_shown,
    talent_history,
    (*_OF_ALL, "domain.aggregates.talent", "domain.mergers"),
)
ENTERPRISE_LIST = Resource(
    EnterpriseList,
    _named("list_id"),
    imported_shown,
    imported_shown,
    _all,
    (*_OF_ALL, "domain.aggregates.enterprise_list", "domain.aggregates.credit_code"),
)
_OF_CASES = (
    *_OF_ALL,
    "domain.cases",
    "domain.panels",
    "domain.attachments",
    "domain.keeping_time",
    "domain.duplicates",
    "domain.places",
    "domain.aggregates.batch",
    "domain.cards",
    "domain.aggregates.card",
    "domain.aggregates.card_holding",
)
CASE = Resource(
    CardApplication, _named("card_application_id"), case_shown, case_shown, case_history, _OF_CASES
)
ATTACHMENT = Resource(
    Attachment,
    _named("attachment_id"),
    attachment_shown,
    attachment_shown,
    attachment_history,
    (*_OF_ALL, "domain.cases", "domain.attachments"),
)
NOTES = Resource(
    CaseNotes,
    lambda command: (
        CaseNotes.id_of(command.card_application_id) if isinstance(command, CaseCommand) else None
    ),
    notes_shown,
    notes_shown,
    notes_history,
    (*_OF_CASES, "domain.aggregates.case_notes"),
)
ACCOUNT = Resource(
    Account,
    _named("account_id"),
    account_shown,
    account_shown,
    account_history,
    (*_OF_ALL, "domain.aggregates.account", "domain.cases"),
    is_asked_itself=True,
)
STAND_IN = Resource(
    StandIn,
    _named("stand_in_id"),
    stand_in_shown,
    stand_in_shown,
    stand_in_history,
    (*_OF_ALL, "domain.aggregates.stand_in"),
)
BATCH = Resource(Batch, _named("batch_id"), batch_shown, batch_shown, batch_history, _OF_CASES)
PANEL = Resource(
    Panel,
    _named("panel_id"),
    panel_shown,
    panel_shown,
    panel_history,
    (*_OF_ALL, "domain.cases", "domain.panels"),
)
AUDIT_SAMPLE = Resource(
    AuditSample,
    lambda _: None,
    audit_sample_shown,
    audit_sample_shown,
    _all,
    (*_OF_ALL, "domain.audit_samples"),
)
AUTOMATIC_GRANTS = Resource(
    AutomaticGrants,
    _named("grants_id"),
    issued_shown,
    issued_shown,
    _all,
    (
        *_OF_ALL,
        "domain.aggregates.automatic_grants",
        "domain.aggregates.card_holding",
        "domain.aggregates.card_numbers",
    ),
)
OPENING_BOOKS = Resource(
    OpeningBooks,
    _named("books_id"),
    taken_over_shown,
    taken_over_shown,
    _all,
    (*_OF_ALL, "domain.aggregates.opening_books", "domain.use_cases.trying_books"),
)
WORKING_YEAR = Resource(
    WorkingYear,
    lambda command: WorkingYear.id_of(command.year) if isinstance(command, AnnounceWorkingYear) else None,
    working_year_answered,
    working_year_answered,
    _all,
    (*_OF_ALL, "domain.aggregates.working_year"),
)
CARD = Resource(
    Card,
    _named("card_id"),
    card_shown,
    card_shown,
    card_history,
    (*_OF_ALL, "domain.cards", "domain.cases", "domain.aggregates.card", "domain.aggregates.card_holding"),
)
PRODUCTION_BATCH = Resource(
    ProductionBatch,
    _named("production_batch_id"),
    production_batch_shown,
    production_batch_shown,
    production_batch_history,
    (*_OF_ALL, "domain.production", "domain.cards"),
)
DEMAND = Resource(
    DemandItem,
    _named("demand_item_id"),
    demand_shown,
    demand_shown,
    demand_history,
    (*_OF_ALL, "domain.demands", "domain.keeping_time", "domain.mergers", "domain.cases", "domain.instances"),
    is_asked_itself=True,
)
REPORT = Resource(
    QuarterlyReport,
    lambda command: (
        QuarterlyReport.id_of(command.unit, command.quarter) if isinstance(command, ReportCommand) else None
    ),
    report_shown,
    report_shown,
    report_history,
    (*_OF_ALL, "domain.reports", "domain.ledger_books.balance", "domain.cases", "domain.instances"),
    is_asked_itself=True,
)
BULK_JOB = Resource(
    BulkJob,
    lambda _: None,
    bulk_job_answered,
    bulk_job_answered,
    _all,
    (*_OF_ALL, "domain.aggregates.bulk_job"),
)
SCHEDULED_JOB = Resource(
    ScheduledJob,
    lambda command: ScheduledJob.id_of(command.job) if isinstance(command, RunJob) else None,
    run_ordered,
    run_ordered,
    _all,
    _OF_ALL,
)
POLICY = Resource(
    Policy,
    lambda command: Policy.id_of(command.policy_version) if isinstance(command, PolicyCommand) else None,
    policy_shown,
    policy_shown,
    policy_history,
    (
        "domain.policy.refusals",
        "domain.policy.faults",
        "domain.base",
        "domain.aggregates.policy",
        "domain.aggregates.policy_catalogue",
    ),
    is_public=True,
)
# Of which unit somebody has to be is asked where it is shown.
REPORT_DELIVERY = Resource(
    ReportDelivery,
    _named("report_delivery_id"),
    delivery_shown,
    delivery_shown,
    delivery_history,
    (*_OF_ALL, "domain.aggregates.report_delivery"),
    is_public=True,
)
RECEIVED_REPORT = Resource(
    ReceivedReport,
    _named("received_report_id"),
    received_shown,
    received_shown,
    received_history,
    (*_OF_ALL, "domain.aggregates.received_report"),
    is_public=True,
)
