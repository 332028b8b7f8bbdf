"""Ledger movements (台账变动): what came into and went out of every cell of the three ledgers, and what stood open when?

三个台账各单元格何时转入、转出了哪些事项，截至某一时点哪些在办、超期、转上级？
"""

from projections.ledger_movements.cases import ledger_movements
from projections.ledger_movements.queries import LedgerMovements

__all__ = ["LedgerMovements", "ledger_movements"]
