"""The registers, boards and ledgers (登记簿、看板、台账) as one server has them: the primary, or a replica of it."""

from dataclasses import dataclass

from sqlalchemy import Engine

from bootstrap.policy_shelf import PolicyShelf
from domain.policy.book import PolicyBook
from projections.card_register import CardDifferences, CardRegister, ReminderList
from projections.case_register import CaseRegister, DueSheet
from projections.case_timeline import CaseTimeline
from projections.demand_ledger import DemandLedgers
from projections.enterprise_register import EnterpriseRegister
from projections.panel_register import PanelRegister
from projections.production_register import ProductionRegister
from projections.quota_board import QuotaBoard
from projections.report_exchange import ReportExchangeRegister
from projections.report_register import ReportRegister
from projections.stand_in_register import StandInRegister


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Whatever can be listed, by the policies as they are published now."""

    engine: Engine
    shelf: PolicyShelf

    @property
    def policies(self) -> PolicyBook:
        """Every policy version that is published, as it is known now."""
        return self.shelf.book

    @property
    def quota_board(self) -> QuotaBoard:
        """The quotas and their places."""
        return QuotaBoard(self.engine)

    @property
    def enterprises(self) -> EnterpriseRegister:
        """The register of enterprises."""
        return EnterpriseRegister(self.engine)

    @property
    def cases(self) -> CaseRegister:
        """The register of cases, which asks the policies whose turn it is."""
        return CaseRegister(self.engine, self.policies)

    @property
    def due_sheet(self) -> DueSheet:
        """What is due when, by the policies as they are now."""
        return DueSheet(self.engine, self.policies)

    @property
    def timelines(self) -> CaseTimeline:
        """What happened about a case, one after the other."""
        return CaseTimeline(self.engine)

    @property
    def cards(self) -> CardRegister:
        """The register of cards."""
        return CardRegister(self.engine)

    @property
    def card_differences(self) -> CardDifferences:
        """What differs in it between two moments."""
        return CardDifferences(self.engine)

    @property
    def reminders(self) -> ReminderList:
        """The cards of which an office is reminded."""
        return ReminderList(self.engine)

    @property
    def productions(self) -> ProductionRegister:
        """The batches in which cards are made."""
        return ProductionRegister(self.engine)

    @property
    def ledgers(self) -> DemandLedgers:
        """The three ledgers of demands, which ask the policies where a city's own window is."""
        return DemandLedgers(self.engine, self.policies)

    @property
    def reports(self) -> ReportRegister:
        """The quarterly reports."""
        return ReportRegister(self.engine)

    @property
    def report_exchange(self) -> ReportExchangeRegister:
        """What was sent to the unit above, and received from those below."""
        return ReportExchangeRegister(self.engine)

    @property
    def panels(self) -> PanelRegister:
        """Which panels were convened, and what they came to."""
        return PanelRegister(self.engine)

    @property
    def stand_ins(self) -> StandInRegister:
        """Who acts in whose stead, in the areas that the policies know now."""
        return StandInRegister(self.engine, self.policies)
