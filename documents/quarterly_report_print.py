"""A quarterly report on paper (季报印刷件): PDF on A4 landscape, with charts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from documents.quarterly_report import CHILD_HEADS, SIGNED, Block, Check, Line, ReportInWords
from documents.quarterly_report_annexes import Annex, CategoryLine, Table
from documents.quarterly_report_columns import COLUMNS, GROUPS, shown
from documents.typesetting import Typesetter

MOST_CATEGORIES = 14  # in the chart
MOST_LINES = 1000  # of a list


def report_print(report: ReportInWords, typesetter: Typesetter) -> bytes:
    """The report as PDF. Raises `NotPrintable`."""
    data = {
        "title": report.title,
        "mark": report.mark,
        "is_draft": report.is_draft,
        "head": report.head,
        "office": report.office,
        "period": report.period,
        "identity": report.identity,
        "groups": [{"words": group.words, "columns": len(group.columns)} for group in GROUPS],
        "columns": [{"words": column.words, "wide": column.is_wide} for column in COLUMNS],
        "blocks": [_block(block) for block in report.blocks],
        "checks": [_check(check) for check in report.checks],
        "notes": report.notes,
        "completeness": report.completeness,
        "child_heads": ("序号", *CHILD_HEADS),
        "children": [list(child) for child in report.children],
        "statement": report.statement,
        "signed": SIGNED,
        "trend": _trend(report),
        "parts": _parts(report),
        "categories": _categories(report.categories),
        "in_time": _in_time(report.parts),
        "annexes": [_annex(annex) for annex in report.annexes],
    }
    return typesetter.pdf("quarterly_report", data, on=report.day)


def _block(block: Block) -> dict[str, Any]:
    return {
        "title": block.title,
        "first_column": block.first_column,
        "lines": [
            {
                "name": line.name,
                "note": line.note,
                "is_total": line.is_total,
                "values": [shown(column.of(line.figures)) for column in COLUMNS],
            }
            for line in block.lines
        ],
    }


def _check(check: Check) -> dict[str, str]:
    return {"rule": check.rule, "terms": check.terms, "result": check.result}


def _trend(report: ReportInWords) -> dict[str, Any]:
    points = report.trend
    return {
        "labels": [f"{point.quarter}\n{_rate(point.in_time_rate)}" for point in points],
        "series": [
            {"name": "本季新增", "values": [point.registered for point in points]},
            {"name": "办结", "values": [point.settled for point in points]},
            {"name": "季末在办", "values": [point.open for point in points]},
        ],
    }


def _parts(report: ReportInWords) -> dict[str, Any]:
    figures = [line.figures for line in report.parts]
    return {
        "title": report.title_of_parts,
        "labels": [line.name for line in report.parts],
        "series": [
            {"name": "本季新增", "values": [one.registered for one in figures]},
            {"name": "季末在办", "values": [one.open for one in figures]},
        ],
    }


def _in_time(lines: Sequence[Line]) -> dict[str, Any]:
    rates = [line.figures.in_time_rate for line in lines]
    return {
        "labels": [line.name for line in lines],
        "values": [_number(rate) for rate in rates],
        "shown": [shown(rate) for rate in rates],
    }


def _categories(lines: Sequence[CategoryLine]) -> dict[str, Any]:
    """The categories with the most that is new, or open where nothing is new; as many as there is room for."""
    most = sorted(lines, key=lambda line: (-line.figures.registered, -line.figures.open))[:MOST_CATEGORIES]
    return {
        "labels": [line.title for line in most],
        "values": [line.figures.registered for line in most],
        "shown": [str(line.figures.registered) for line in most],
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {"title": annex.title, "tables": [_table(table) for table in annex.tables]}


def _table(table: Table) -> dict[str, Any]:
    """Of a list that is too long for paper as much as there is room for, and that there is more."""
    more = len(table.rows) - MOST_LINES
    if more <= 0:
        return table._asdict()
    note = f"共{len(table.rows)}项，本表列前{MOST_LINES}项，其余{more}项见电子表。"
    return table._replace(rows=table.rows[:MOST_LINES], note=note + table.note)._asdict()


def _rate(rate: Decimal | None) -> str:
    return shown(rate) if rate is None else f"{rate}%"


def _number(rate: Decimal | None) -> float | None:
    return None if rate is None else float(rate)
