"""Report register (季报登记簿): which quarterly reports are due, who has handed in which, and by the due day?

各单位各季度应报哪些季报，哪些已报、是否按期、哪些未报？
"""

from projections.report_register.cases import report_register
from projections.report_register.queries import RegisteredReport, ReportFilter, ReportKey, ReportRegister

__all__ = ["RegisteredReport", "ReportFilter", "ReportKey", "ReportRegister", "report_register"]
