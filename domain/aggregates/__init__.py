"""The nouns that have a history.

All of them are imported here, because an event's topic is found only once its class is.
"""

from domain.aggregates.acceptance_register import AcceptanceRegister
from domain.aggregates.account import Account
from domain.aggregates.attachment import Attachment
from domain.aggregates.audit_sample import AuditSample
from domain.aggregates.automatic_grants import AutomaticGrants
from domain.aggregates.batch import Batch
from domain.aggregates.bulk_job import BulkJob
from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import CardHolding
from domain.aggregates.card_numbers import CardNumbers
from domain.aggregates.case_notes import CaseNotes
from domain.aggregates.credit_code import CreditCode
from domain.aggregates.demand_item import DemandItem
from domain.aggregates.duplicate_check import DuplicateCheck
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList
from domain.aggregates.enterprise_name import EnterpriseName
from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.opening_books import OpeningBooks
from domain.aggregates.panel import Panel
from domain.aggregates.policy import Policy
from domain.aggregates.policy_catalogue import PolicyCatalogue
from domain.aggregates.production_batch import ProductionBatch
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.aggregates.quota import Quota
from domain.aggregates.received_report import ReceivedReport
from domain.aggregates.report_delivery import ReportDelivery
from domain.aggregates.sample_catalogue import SampleCatalogue
from domain.aggregates.scheduled_job import ScheduledJob
from domain.aggregates.service_year import ServiceYear
from domain.aggregates.stand_in import StandIn
from domain.aggregates.talent import Talent
from domain.aggregates.working_year import WorkingYear

__all__ = [
    "AcceptanceRegister",
    "Account",
    "Attachment",
    "AuditSample",
    "AutomaticGrants",
    "Batch",
    "BulkJob",
    "Card",
    "CardApplication",
    "CardHolding",
    "CardNumbers",
    "CaseNotes",
    "CreditCode",
    "DemandItem",
    "DuplicateCheck",
    "Enterprise",
    "EnterpriseList",
    "EnterpriseName",
    "LedgerClosings",
    "OpeningBooks",
    "Panel",
    "Policy",
    "PolicyCatalogue",
    "ProductionBatch",
    "QuarterlyReport",
    "Quota",
    "ReceivedReport",
    "ReportDelivery",
    "SampleCatalogue",
    "ScheduledJob",
    "ServiceYear",
    "StandIn",
    "Talent",
    "WorkingYear",
]
