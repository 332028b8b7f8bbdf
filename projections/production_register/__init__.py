"""Production register (制卡台账): which batches of cards are being made, and how many of each have come?

有哪些制卡批次，每批制了多少张、收到多少张、重制多少张？
"""

from projections.production_register.cases import production_register
from projections.production_register.queries import (
    ProductionFilter,
    ProductionKey,
    ProductionRegister,
    ProductionRow,
)

__all__ = ["ProductionFilter", "ProductionKey", "ProductionRegister", "ProductionRow", "production_register"]
