"""The reminders on paper: what stands above them, and each with names for codes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from api.rendering.card_register import disclosed, person_on_card
from api.rendering.card_sheet import Names, compiled_by, names_in_force, names_under, only_city
from api.rendering.sheet_words import words_of
from api.viewer import Viewer
from documents.card_reminders import KIND_WORDS, ReminderSheetHead, ReminderSheetLine
from documents.policy_names import region_name
from projections.card_register import ReminderFilter, ReminderLine


def reminder_sheet_head(viewer: Viewer, wanted: ReminderFilter) -> ReminderSheetHead:
    """What stands above the reminders; a list of renewals at one mark says which."""
    city = wanted.city or viewer.scope.city or only_city(viewer)
    return ReminderSheetHead(
        city=region_name(city) if city else "",
        kind=wanted.kind,
        days_before=wanted.days_before,
        compiled_by=compiled_by(viewer),
        compiled_at=viewer.service.clock(),
        restriction="；".join(_restrictions(viewer, wanted, names_in_force(viewer, city))) or None,
    )


def reminder_sheet_lines(
    pages: Iterable[Sequence[ReminderLine]], viewer: Viewer
) -> Iterator[ReminderSheetLine]:
    """The reminders of all pages, what is personal on a page opened with one question."""
    names_of = cache(lambda version: names_under(viewer, version))
    for page in pages:
        disclosure = disclosed([line.card for line in page], viewer)
        for line in page:
            row, names = line.card, names_of(line.card.policy_version)
            person = person_on_card(row, disclosure)
            yield ReminderSheetLine(
                kind=line.kind,
                card_number=row.card_number,
                card_type=names.card_type(row.card_type),
                talent_class=names.talent_class(row),
                name=words_of(person.talent_name) or "",
                enterprise=row.enterprise_name,
                uscc=row.uscc,
                area=names.area(row.area),
                specialist=words_of(person.specialist_name),
                status=row.status,
                day=line.day,
                days_left=(line.day - viewer.today).days,
                days_before=line.days_before,
                reminded_on=line.reminded_on,
                told=names.department(line.told_to),
            )


def _restrictions(viewer: Viewer, wanted: ReminderFilter, names: Names) -> Iterator[str]:
    """Which part of the list it is: what the viewer sees, and what was looked for."""
    if viewer.scope.enterprise_id is not None:
        yield "本企业"
    if viewer.scope.area is not None:
        yield names.area(viewer.scope.area)
    said: dict[str, Any] = {
        "所属区域": wanted.area and names.area(wanted.area),
        "卡种": wanted.card_type and names.card_type(wanted.card_type),
        "企业": wanted.enterprise_id,
        "提醒事项": wanted.kind and KIND_WORDS[wanted.kind],
        "提前天数": wanted.days_before,
        "提醒单位": wanted.function and names.department(wanted.function),
        "日期早于": wanted.day_before,
    }
    yield from (f"{words}：{value}" for words, value in said.items() if value is not None)
