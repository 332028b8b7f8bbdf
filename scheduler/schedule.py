"""The calendar of jobs (任务日历): one row per job. Times are the office's, Asia/Shanghai."""

from domain.text import Text
from scheduler.job import CatchUp, Job
from scheduler.jobs import escalate_overdue, open_quotas

CALENDAR: tuple[Job, ...] = (
    Job(
        code="open_quotas",
        title=Text("开启年度配额", "Open the year's quotas"),
        cron="10 0 1 1 *",
        catch_up=CatchUp.EVERY,
        wanted=open_quotas.wanted,
    ),
    Job(
        code="escalate_overdue",
        title=Text("超期督办", "Tell superior departments what is overdue"),
        cron="30 6 * * *",
        catch_up=CatchUp.LATEST,
        reads=("case_register",),
        wanted=escalate_overdue.wanted,
    ),
)
