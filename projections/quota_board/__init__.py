"""Quota board (配额看板): how many places has each department left, and who holds the others?

各市、各卡种、各年度，各推荐部门还剩多少名额，其余名额由谁占用？
"""

from projections.quota_board.cases import quota_board
from projections.quota_board.queries import DepartmentLine, PlaceLine, QuotaBoard, QuotaKey, QuotaLine

__all__ = ["DepartmentLine", "PlaceLine", "QuotaBoard", "QuotaKey", "QuotaLine", "quota_board"]
