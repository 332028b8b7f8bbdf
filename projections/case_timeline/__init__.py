"""Case timeline (办理历程): what has happened to a case, its place, its batches and its card, one after the other?

一件申报及其名额、批次、人才卡先后发生过什么？
"""

from projections.case_timeline import beside  # noqa: F401  what stands beside a case
from projections.case_timeline.cases import case_timeline
from projections.case_timeline.queries import CaseTimeline

__all__ = ["CaseTimeline", "case_timeline"]
