"""Demand ledgers (需求台账): what does each ledger hold, how does every item stand, whose turn is it, and by when?

三个台账各有哪些事项、办到哪一步、轮到谁办、何时到期？
"""

from projections.demand_ledger import changes, deadlines, surroundings  # noqa: F401  what events do to it
from projections.demand_ledger.lines import LedgerFilter, LedgerKey, LedgerLine, ProgressLine
from projections.demand_ledger.overdue import OverdueLine
from projections.demand_ledger.queries import DemandLedgers
from projections.demand_ledger.queues import DemandQueue, LedgerReader
from projections.demand_ledger.register import demand_ledger

__all__ = [
    "DemandLedgers",
    "DemandQueue",
    "LedgerFilter",
    "LedgerKey",
    "LedgerLine",
    "LedgerReader",
    "OverdueLine",
    "ProgressLine",
    "demand_ledger",
]
