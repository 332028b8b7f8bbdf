"""A ledger on paper: what stands above the items, and each item with names for codes, masked or in clear."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from api.masking import masked_name, masked_phone
from api.rendering.card_sheet import as_of_words, names_in_force, only_city
from api.rendering.demand_ledgers import facts_of_lines
from api.rendering.printed import Printing
from api.rendering.sheet_words import organization_name
from documents.demand_ledger import DemandLine, LedgerHead
from documents.demand_words import (
    ADOPTION_WORDS,
    BENEFICIARY_WORDS,
    CHANNEL_WORDS,
    DOCKING_WORDS,
    EXPLAINED_WORDS,
    GRADE_WORDS,
    IN_TIME_WORDS,
    LEVEL_WORDS,
    LIGHT_WORDS,
    STATUS_WORDS,
    SUPERVISION_WORDS,
)
from documents.policy_names import PolicyNames, region_name
from domain.demands import DemandStatus
from domain.errors import Refusal
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.policy.pack import PolicyPack
from projections.demand_ledger import LedgerFilter, LedgerLine


def ledger_head(
    printing: Printing,
    ledger: Ledger,
    wanted: LedgerFilter,
    on: date,
    as_of: int | None = None,
    in_force_on: date | None = None,
) -> LedgerHead:
    """What stands above the items of a ledger; as of a position it says so."""
    viewer, standing = printing.viewer, printing.viewer.authority
    city = _city(printing, wanted)
    pack = None if city is None else viewer.service.policies.in_force(city, viewer.today)
    rule = pack.ledger(ledger) if pack and pack.demands else None
    quarter = wanted.registered_in or wanted.closed_in or Quarter.of(on)
    name = rule.name.zh if rule else ledger.value
    masked = "（脱敏件）" if printing.is_masked else ""
    return LedgerHead(
        ledger=ledger,
        title=f"{region_name(city) if city else ''}{name}台账（{quarter.year}年第{_NUMERALS[quarter.number]}季度）{masked}",
        compiled_by=organization_name(pack, standing.area, standing.function) if pack else "",
        compiled_at=viewer.service.clock(),
        period=f"{quarter.year}年第{_NUMERALS[quarter.number]}季度",
        on=on,
        restriction="；".join(_restrictions(printing, wanted, as_of, in_force_on)) or None,
        categories=tuple(one.name.zh for one in rule.categories) if rule else (),
    )


def ledger_sheet_lines(
    pages: Iterable[Sequence[LedgerLine]], printing: Printing, on: date
) -> Iterator[DemandLine]:
    """The items of all pages, what is personal on a page opened with one question."""
    names_of = cache(lambda version: PolicyNames(_pack(printing, version)))
    for page in pages:
        printing.opening(facts_of_lines(page))
        for line in page:
            yield _line(line, printing, names_of(line.policy_version), on)


def _line(line: LedgerLine, printing: Printing, names: PolicyNames, on: date) -> DemandLine:
    said, light = printing.said, line.light(on)
    return DemandLine(
        number=line.number,
        area=names.area(line.area),
        enterprise=line.enterprise_name,
        enterprise_types="、".join(map(names.list_type, line.list_types)),
        uscc=line.uscc,
        person=said(line.name, masked_name),
        card="\n".join(filter(None, (line.card_type and names.card_type(line.card_type), line.card_number))),
        phone=said(line.phone, masked_phone),
        specialist=said(line.specialist_name, masked_name),
        specialist_phone=said(line.specialist_phone, masked_phone),
        raised_on=line.raised_on,
        channel=CHANNEL_WORDS[line.channel],
        category=names.category(line.ledger, line.category) if line.category else "",
        content=said(line.content),
        beneficiaries="、".join(BENEFICIARY_WORDS[one] for one in line.beneficiaries),
        policy_basis=said(line.policy_basis),
        conditions=said(line.conditions),
        planned_on=line.planned_on,
        member=names.member(line.docking_member) if line.docking_member else "",
        docking=DOCKING_WORDS[line.docking_result] if line.docking_result else "",
        lead=names.organization(line.lead_organization) if line.lead_organization else "",
        assisting="、".join(map(names.organization, line.assisting)),
        due_on=line.due_on or line.closed_due_on,
        status=STATUS_WORDS[line.status],
        progress="\n".join(f"{one.on} {said(one.said)}" for one in line.progress),
        reply=said(line.reply),
        result=said(line.result),
        adoption=_adoption(line),
        closed_on=line.closed_on,
        light=_light(line, LIGHT_WORDS[light] if light else ""),
        extensions=f"{line.extensions}次\n{line.due_on or line.closed_due_on or ''}"
        if line.extensions
        else "",
        reported=LEVEL_WORDS[line.reported_to] if line.reported_to else "",
        called_back_on=line.called_back_on,
        grade=_grade(line),
        is_struck_off=line.status is DemandStatus.STRUCK_OFF,
        remark="\n".join(_remarks(line, said(line.remark))),
    )


def _pack(printing: Printing, version: str) -> PolicyPack | None:
    """The pack of an item's registration, if it is still known here."""
    try:
        return printing.service.policies.version(version)
    except Refusal:
        return None


def _city(printing: Printing, wanted: LedgerFilter) -> str | None:
    """The city that is asked for, or that of the office that asks; of nobody's office, the only one there is."""
    area = printing.viewer.authority.area
    here = only_city(printing.viewer) if area is None else printing.service.policies.city_of(area)
    return wanted.city or here


def _adoption(line: LedgerLine) -> str:
    if line.ledger is Ledger.OPINION and line.status is DemandStatus.EXPLAINED:
        return EXPLAINED_WORDS
    return ADOPTION_WORDS[line.adoption] if line.adoption else ""


def _light(line: LedgerLine, light: str) -> str:
    """How it stands, and of what is closed whether that was in time."""
    kept = None if line.in_time is None else IN_TIME_WORDS[line.in_time]
    return "\n".join(filter(None, (kept, light)))


def _grade(line: LedgerLine) -> str:
    after = f"回评：{GRADE_WORDS[line.grade_after]}" if line.grade_after else None
    return "\n".join(filter(None, (line.grade and GRADE_WORDS[line.grade], after)))


def _remarks(line: LedgerLine, said: str) -> Iterator[str]:
    if line.former_number:
        yield f"原编号{line.former_number}"
    if line.merged_into:
        yield f"并入{line.merged_into}"
    if line.supervision:
        yield SUPERVISION_WORDS[line.supervision]
    if line.is_provisional:
        yield "放假安排尚未公布，时限暂定"
    if said:
        yield said


def _restrictions(
    printing: Printing, wanted: LedgerFilter, as_of: int | None, in_force_on: date | None
) -> Iterator[str]:
    """Which part of the ledger it is, of what was looked for; what has no name here stands as its code."""
    names = names_in_force(printing.viewer, _city(printing, wanted))
    shown: dict[str, Callable[[Any], str]] = {
        "area": names.area,
        "status": STATUS_WORDS.__getitem__,
        "light": LIGHT_WORDS.__getitem__,
        "list_type": names.list_type,
        "is_open": lambda is_open: "未办结" if is_open else "已结束",
        "registered_in": lambda quarter: f"{quarter.code}登记",
        "closed_in": lambda quarter: f"{quarter.code}办结",
    }
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if value is not None and field.name not in ("ledger", "city"):
            yield shown.get(field.name, str)(value)
    if in_force_on is not None:
        yield f"当日有效：{in_force_on}"
    if as_of is not None:
        yield f"截至{as_of_words(printing.viewer, as_of)}"


_NUMERALS = {1: "一", 2: "二", 3: "三", 4: "四"}
