"""The calendar of jobs (任务日历): one row per job. Times are the office's, Asia/Shanghai."""

from domain.text import Text
from scheduler.job import CatchUp, Job
from scheduler.jobs import (
    announce_drafts,
    chase_demands,
    close_entry,
    end_suspensions,
    escalate_overdue,
    expire_cards,
    give_up_cards,
    lapse_arrivals,
    list_renewals,
    open_quotas,
    remind_of_arrivals,
    remind_of_reports,
)

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
    Job(
        code="give_up_cards",
        title=Text("逾期未到岗注销", "Cancel early cards whose holder has not come at all"),
        cron="30 0 * * *",
        catch_up=CatchUp.LATEST,  # the day that counts is the one after the last on which somebody waits
        reads=("card_register",),
        wanted=give_up_cards.wanted,
    ),
    Job(
        code="end_suspensions",
        title=Text("挂起期满恢复办理", "Let suspended cases go on whose ground holds no longer"),
        cron="35 0 * * *",
        catch_up=CatchUp.LATEST,  # the day that counts is the one after the last of the ground
        reads=("case_register",),
        wanted=end_suspensions.wanted,
    ),
    Job(
        code="remind_of_arrivals",
        title=Text("到岗提醒", "Remind offices of the arrivals that come near"),
        cron="40 6 * * *",
        catch_up=CatchUp.EVERY,  # each mark has a reminder of its own
        reads=("card_register",),
        wanted=remind_of_arrivals.wanted,
    ),
    Job(
        code="list_renewals",
        title=Text("续期名单", "List the cards to renew"),
        cron="45 6 * * *",
        catch_up=CatchUp.EVERY,  # each list is one of its own
        reads=("card_register",),
        wanted=list_renewals.wanted,
    ),
    Job(
        code="close_entry",
        title=Text("季度关账并编制各区县初稿", "Close entry of a quarter, and compile its areas' reports"),
        cron="5 0 * * *",
        catch_up=CatchUp.LATEST,  # the cut-off is when it is really closed
        reads=("ledger_movements", "report_exchange"),
        wanted=close_entry.wanted,
        then=close_entry.then,
    ),
    Job(
        code="announce_drafts",
        title=Text("季报初稿预览提醒", "Announce the draft of the quarter that is over"),
        cron="15 0 * * *",
        catch_up=CatchUp.LATEST,  # a quarter that was closed meanwhile has no draft any more
        reads=("ledger_movements", "report_exchange"),
        wanted=announce_drafts.wanted,
    ),
    Job(
        code="chase_demands",
        title=Text("需求超期督办", "Tell of demands that are overdue, and supervise them"),
        cron="35 6 * * *",
        catch_up=CatchUp.LATEST,  # whatever is overdue and untold is wanted
        reads=("demand_ledger",),
        wanted=chase_demands.wanted,
    ),
    Job(
        code="remind_of_reports",
        title=Text("季报催报", "Remind the windows that have not reported"),
        cron="50 6 * * *",
        catch_up=CatchUp.LATEST,  # the last mark that has passed says what the others would have said
        wanted=remind_of_reports.wanted,
    ),
)
