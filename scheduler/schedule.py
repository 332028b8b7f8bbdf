"""The calendar of jobs (任务日历): one row per job. Times are the office's, Asia/Shanghai."""

from domain.text import Text
from scheduler.job import CatchUp, Job
from scheduler.jobs import escalate_overdue, expire_cards, lapse_arrivals, open_quotas

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
    Job(
        code="expire_cards",
        title=Text("人才卡到期失效", "Let cards expire"),
        cron="20 0 * * *",
        catch_up=CatchUp.LATEST,  # the day that counts is the one after the card's last
        reads=("card_register",),
        wanted=expire_cards.wanted,
    ),
    Job(
        code="lapse_arrivals",
        title=Text("逾期未到岗暂停", "Suspend early cards whose holder has not come"),
        cron="25 0 * * *",
        catch_up=CatchUp.LATEST,  # the day that counts is the one after the days of grace
        reads=("card_register",),
        wanted=lapse_arrivals.wanted,
    ),
)
