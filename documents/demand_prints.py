"""A ledger of demands to print (台账打印版): the fourteen columns of §4.3 that fit A4 landscape, as PDF."""

from collections.abc import Sequence

from documents.days import day_in_words
from documents.demand_ledger import DemandLine, LedgerHead
from documents.typesetting import Typesetter


def demand_print(
    head: LedgerHead, lines: Sequence[DemandLine], typesetter: Typesetter, *, is_masked: bool
) -> bytes:
    """The ledger as PDF. Raises `NotPrintable`."""
    day = head.compiled_at.date()
    data = {
        "title": head.title,
        "office": head.compiled_by,
        "period": head.period,
        "day": day_in_words(day),
        "light_day": day_in_words(head.on),
        "restriction": head.restriction or "",
        "items": [_cells(line) for line in lines],
        "masked": is_masked,
    }
    return typesetter.working_paper("demand_ledger", data, on=day)


def _cells(line: DemandLine) -> tuple[str, ...]:
    """What an item says in each column behind the running number; the light stands in words under the limit."""
    due_on, closed_on = line.planned_on or line.due_on, line.closed_on
    return (
        line.number,
        line.area,
        line.enterprise or "",
        line.person,
        line.card,
        line.category,
        line.content,
        line.raised_on.isoformat(),
        "\n".join(filter(None, (line.lead, line.assisting))),
        "\n".join(filter(None, (due_on.isoformat() if due_on else "", line.light))),
        line.status,
        "\n".join(filter(None, (closed_on.isoformat() if closed_on else "", line.result or line.reply))),
        line.remark,
    )
