"""Histories (经历): which items have gone through the same, as far as the marks of a report tell, and what that was.

A quarter moves a few hundred thousand items in a few hundred ways. The database finds out who has gone one way; what a way counts
for, only the domain knows (ADR 41).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Date, Row, Select, Text, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.ledger_books.archive import Marks
from domain.ledger_books.postings import Posting, PostingKind

KINDS = {kind.value: kind for kind in PostingKind}
YES_OR_NO = {"true": True, "false": False, "": None}
BETWEEN = "|"  # in no code


def alike(posted: Select[Any], marks: Marks) -> Select[Any]:
    """One row for all items whose postings among these the marks do not tell apart.

    `told` is every posting in the order of the log, `working_days` the sum of all settlements; `each` has them one by one if the
    items were settled more than once.
    """
    its = posted.subquery().c

    def in_order(value: Any) -> Any:
        return func.array_agg(aggregate_order_by(value, its.position, its.side))

    of_item = (
        select(
            func.min(its.number).label("number"),
            in_order(_told(its, marks)).label("told"),
            func.sum(its.working_days).label("working_days"),
            case((func.count(its.working_days) > 1, in_order(its.working_days))).label("each"),
        )
        .group_by(its.item_id)
        .subquery()
    ).c
    return select(
        of_item.told,
        of_item.each,
        func.array_agg(of_item.number).label("numbers"),
        func.sum(of_item.working_days).label("working_days"),
    ).group_by(of_item.told, of_item.each)


def history(row: Row[Any], marks: Marks) -> Iterator[Posting]:
    """The postings of one of the items of a row, with the others of whom they are told as well."""
    item, *others = row.numbers
    for place, told in enumerate(row.told):
        ledger, kind, position, effective, booked, in_time, satisfied, category = told.split(BETWEEN)
        yield Posting(
            item,
            ledger,
            KINDS[kind],
            marks.positions[int(position)],
            marks.days[int(effective) - 1],
            marks.days[int(booked) - 1],
            YES_OR_NO[in_time],
            _working_days(row, place) if kind == PostingKind.SETTLED else None,
            YES_OR_NO[satisfied],
            category or None,
            tuple(others),
        )


def _told(its: Any, marks: Marks) -> Any:
    """What a posting says, in one text, with the numbers of the marks: the first position from it on, the last day until it."""
    return func.concat_ws(
        BETWEEN,
        its.ledger,
        its.kind,
        func.width_bucket(its.position - 1, literal(marks.positions, ARRAY(BigInteger))),
        func.width_bucket(its.effective_on, literal(marks.days, ARRAY(Date))),
        func.width_bucket(its.booked_on, literal(marks.days, ARRAY(Date))),
        func.coalesce(cast(its.in_time, Text), ""),
        func.coalesce(cast(its.satisfied, Text), ""),
        func.coalesce(its.category, ""),
    )


def _working_days(row: Row[Any], place: int) -> int | None:
    """Of all items of a row, for the settlement at a place of their history."""
    in_all: int | None = row.working_days if row.each is None else len(row.numbers) * row.each[place]
    return in_all
