"""What the demo shows on the screen."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from domain.calendar import OFFICE_ZONE

Thing = TypeVar("Thing")

REPORTED = {"reported": "", "zero": "零报告", "missing": "未报"}

console = Console()


def chapter(title: str) -> None:
    """A heading."""
    console.rule(title)


def say(line: str) -> None:
    """One line of what happens."""
    console.print(f"  {line}", soft_wrap=True)


def tell(what: str, answer: httpx.Response) -> None:
    """One line for what took effect; for a refusal its clause and what stands in the way."""
    if answer.is_success:
        say(f"[green]✓[/green] {what}")
        return
    problem = answer.json()
    say(f"[red]✗[/red] {what}: {problem['title']}。{problem.get('detail') or ''}")
    for clause in problem["clauses"]:
        say(f"    {clause['id']}  {clause['text']}（{clause['source']}）")
    if blocking := problem.get("blocked_by"):
        which = blocking.get("id") or f"{blocking['unit']} {blocking['quarter']}"
        say(f"    blocked by {blocking['kind']} {which} of {blocking.get('department', '-')}")


def done(answer: httpx.Response) -> Any:
    """The representation that the answer gives; what is refused here breaks the demo off."""
    if answer.is_error:
        tell(str(answer.request.url.path), answer)
    return answer.raise_for_status().json()


def step_by_step(things: Sequence[Thing], doing: str) -> Iterable[Thing]:
    """The things one by one, with a bar of how many are done."""
    return track(things, description=f"  {doing}", console=console, transient=True)


def show_plan(rows: list[dict[str, Any]]) -> None:
    """What each row of a list would do."""
    table = Table("row", "enterprise", "does", "to confirm", box=None)
    for row in rows:
        doubts = "; ".join(doubt["text"] for doubt in row["to_confirm"])
        table.add_row(str(row["row"]), row["name"], row["outcome"], doubts)
    console.print(table)


def show_due(lines: list[dict[str, Any]]) -> None:
    """Open deadlines with their lights; what rests has days left, and no day."""
    table = Table("enterprise", "step", "due", "light", box=None)
    for line in lines:
        due = line["due_on"] or f"{line['days_left']} days left"
        table.add_row(
            line["enterprise_name"], line["step"] or "whole case", due, line["light"]["words"]["zh"]
        )
    console.print(table)


def show_sums(sums: list[dict[str, Any]]) -> None:
    """What would have been otherwise in how many cases, all areas together."""
    counted = Counter[tuple[str, str, str]]()
    for one in sums:
        counted[(one["kind"], one["subject"], one["clause"] or "-")] += one["cases"]
    table = Table("what", "of", "clause", "cases", box=None)
    for (kind, subject, clause), cases in counted.items():
        table.add_row(kind, subject or "whole case", clause, str(cases))
    console.print(table)


def show_quarter(content: dict[str, Any], name_of: Callable[[str], str]) -> None:
    """What the city's report says of each area, all ledgers together; “—” where there is nothing to divide by."""
    columns = {
        "结转": "carried", "新增": "registered", "办结": "settled", "在办": "open", "超期": "overdue", "补录": "late",
        "办结率": "settlement_rate", "按期率": "in_time_rate", "环比": "change_on_quarter",
    }  # fmt: skip
    table = Table("", "", box=None, padding=(0, 1, 0, 0))
    for title in columns:
        table.add_column(title, justify="right", no_wrap=True)
    of_areas = [(name_of(row["unit"]), REPORTED[row["standing"]], row["total"]) for row in content["rows"]]
    for name, standing, figures in (*of_areas, ("合计", "", content["total"])):
        said = (figures[key] for key in columns.values())
        table.add_row(name, standing, *("—" if one is None else str(one) for one in said))
    console.print(table)


def show_history(events: list[dict[str, Any]]) -> None:
    """One line per event, as the auditor reads it: position, instant, event, who, under which clauses."""
    console.print(written_history(events), end="", soft_wrap=True)


def written_history(events: list[dict[str, Any]]) -> str:
    """The same as text."""
    return "".join(f"{_event(event)}\n" for event in events)


def _event(event: dict[str, Any]) -> str:
    envelope = event["envelope"]
    who = f"{envelope['actor']} ({envelope['function'] or envelope['role']})"
    clauses = " ".join(clause["id"] for clause in envelope["clauses"])
    recorded = datetime.fromisoformat(event["recorded_at"]).astimezone(OFFICE_ZONE)
    return f"{event['position']:>6}  {recorded:%Y-%m-%d %H:%M:%S}  {event['topic']:<34} {who:<28} {clauses}".rstrip()
