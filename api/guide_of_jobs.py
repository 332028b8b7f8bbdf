"""What the operations on scheduled and bulk jobs do, in both languages (定时任务、批量任务)."""

from api.explained import AN_ID, Guide
from domain.text import Text

OF_JOBS: dict[str, Guide] = {
    "jobs": Guide(
        Text("各项定时任务", "The scheduled jobs"),
        Text(
            "每项任务的上次和下次执行时点、结果和失败数；供系统管理员和审计人员查看。",
            "Every job with its last and next slot, what came of it and what is failing; for operators and auditors.",
        ),
    ),
    "job": Guide(
        Text("一项定时任务", "One scheduled job"),
        Text("一项任务及其最近各时点的执行情况。", "One job with what came of its latest slots."),
    ),
    "job_run": Guide(
        Text("一个时点的执行情况", "One slot of a job"),
        Text("一项任务在一个时点的执行结果。", "What came of one slot of a job."),
    ),
    "RunJob": Guide(
        Text("立即执行", "Run a job now"),
        Text(
            "系统管理员令一项任务立即执行；填slot的，立即重试该失败的时点。执行结果见Location；同一时点不重复办理。",
            "An operator has a job run at the scheduler's next tick, or with `slot` has a slot that failed tried again at "
            "once. `Location` tells what came of it; nothing of a slot is done twice.",
        ),
        {},
    ),
    "HandInBulkJob": Guide(
        Text("提交批量任务", "Hand in a bulk job"),
        Text(
            "一次提交多项事项，逐行办理，规则与单项相同；一行被拒绝不影响其他各行。dry_run只试办，不记录。",
            "Many commands at once, each carried out under the rules of a single one; a row that is refused stops no "
            "other. With `dry_run` each is only tried.",
        ),
        {
            "city": "370300",
            "operation": "ReviewCase",
            "rows": [
                {"row": 1, "facts": {"card_application_id": AN_ID}},
                {
                    "row": 2,
                    "operation": "ReturnCase",
                    "facts": {
                        "card_application_id": AN_ID,
                        "to_step": "district_opinion",
                        "reason": "请补充推荐意见",
                    },
                },
            ],
        },
    ),
    "bulk_jobs": Guide(
        Text("各批量任务", "The bulk jobs"),
        Text(
            "本市、本区域或本企业最近提交的批量任务。",
            "The bulk jobs handed in last in one's city, area or enterprise.",
        ),
    ),
    "bulk_job": Guide(
        Text("一项批量任务", "One bulk job"),
        Text("办理进度和每一行的结果。", "How far it is, and what has come of every row."),
    ),
}
