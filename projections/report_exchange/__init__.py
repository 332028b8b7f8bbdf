"""Report exchange (季报收发): which reports are on their way to the unit above, which came from below, and how do they stand?

哪些季报已报送上级、收到哪些下级季报、各处于何种状态？
"""

from projections.report_exchange.cases import report_exchange
from projections.report_exchange.queries import (
    DeliveryLine,
    ExchangeFilter,
    ExchangeKey,
    ReceivedLine,
    ReportExchangeRegister,
)

__all__ = [
    "DeliveryLine",
    "ExchangeFilter",
    "ExchangeKey",
    "ReceivedLine",
    "ReportExchangeRegister",
    "report_exchange",
]
