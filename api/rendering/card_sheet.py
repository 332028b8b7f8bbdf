"""The card register on paper: what stands above the cards, and each card with names for codes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from api.rendering.card_register import PersonOnCard, disclosed, person_on_card
from api.rendering.sheet_words import organization_name, words_of
from api.viewer import Viewer
from documents.card_register import (
    ARRIVAL_WORDS,
    PLASTIC_WORDS,
    ROUTE_WORDS,
    STATUS_WORDS,
    CardLine,
    CardRegisterSheet,
)
from documents.policy_names import region_name
from domain.calendar import OFFICE_ZONE
from domain.errors import NotFound, Refusal
from domain.identity_documents import CHINA, DocumentKind
from domain.policy.pack import PolicyPack
from domain.policy.refusals import NoPolicyInForce
from domain.policy.steps import Catalogue
from projections.card_register import CardFilter, CardRow

CHINESE, FOREIGN = "中国", "外国"


def register_sheet(
    viewer: Viewer, wanted: CardFilter, position: int, on: date | None = None
) -> CardRegisterSheet:
    """What stands above the cards of the register as of a position, and on a day."""
    city = wanted.city or viewer.scope.city or only_city(viewer)
    names = names_in_force(viewer, city)
    return CardRegisterSheet(
        title=f"{region_name(city) if city else ''}人才卡登记簿",
        compiled_by=compiled_by(viewer),
        compiled_at=viewer.service.clock(),
        as_of=as_of_words(viewer, position),
        restriction="；".join(_restrictions(viewer, wanted, names, on)) or None,
    )


def sheet_lines(pages: Iterable[Sequence[CardRow]], viewer: Viewer) -> Iterator[CardLine]:
    """The cards of all pages, what is personal on a page opened with one question."""
    names_of = cache(lambda version: names_under(viewer, version))
    for page in pages:
        disclosure = disclosed(page, viewer)
        for row in page:
            yield _line(row, person_on_card(row, disclosure), names_of(row.policy_version))


class Names:
    """Names for codes, as a version of the policy has them; a code that it has not stands for itself."""

    def __init__(self, pack: PolicyPack | None) -> None:
        self._pack = pack

    def card_type(self, code: str) -> str:
        return self._named(code, lambda pack: pack.card_type(code).name.zh)

    def talent_class(self, row: CardRow) -> str | None:
        """The person's class, by the catalogue of the route."""
        catalogue = self._catalogue(row)
        named = (
            one.name.zh for one in (catalogue.classes if catalogue else ()) if one.code == row.talent_class
        )
        return next(named, row.talent_class)

    def catalogue(self, row: CardRow) -> str | None:
        """The catalogue that the person's class was found by, with its number."""
        catalogue = self._catalogue(row)
        if catalogue is None or row.talent_class is None:
            return None
        number = f"（{catalogue.number}）" if catalogue.number else ""
        return f"《{catalogue.name.zh}》{number}"

    def _catalogue(self, row: CardRow) -> Catalogue | None:
        if self._pack is None:
            return None
        wanted = (row.route, row.card_type)
        routes = (route for route in self._pack.routes if (route.kind, route.card_type) == wanted)
        return next(filter(None, map(self._pack.catalogue_of, routes)), None)

    def list_type(self, code: str) -> str:
        return self._named(code, lambda pack: pack.list_type(code).name.zh)

    def area(self, code: str) -> str:
        return self._named(code, lambda pack: pack.area_of(code).name.zh)

    def department(self, function: str) -> str:
        """The city's department of this function."""
        return self._named(
            function, lambda pack: organization_name(pack, pack.city_area.code, function) or function
        )

    def _named(self, code: str, name: Callable[[PolicyPack], str]) -> str:
        try:
            return code if self._pack is None else name(self._pack)
        except Refusal:
            return code


def names_in_force(viewer: Viewer, city: str | None) -> Names:
    """As the policy has them that is in force today in a city."""
    return Names(_in_force(viewer, city))


def names_under(viewer: Viewer, version: str) -> Names:
    """As the policy has them under which a card was granted."""
    return Names(_pack(viewer, version))


def _line(row: CardRow, person: PersonOnCard, names: Names) -> CardLine:
    return CardLine(
        card_number=row.card_number,
        card_type=names.card_type(row.card_type),
        route=row.route,
        talent_class=names.talent_class(row),
        catalogue=names.catalogue(row),
        class_ground=words_of(person.class_ground),
        name=words_of(person.talent_name) or "",
        gender=words_of(person.gender),
        birth_date=words_of(person.birth_date),
        document=f"{person.document_kind.label.zh}\n{words_of(person.document_number)}",
        nationality=_nationality(person),
        enterprise=row.enterprise_name,
        uscc=row.uscc,
        list_type=row.list_type and names.list_type(row.list_type),
        area=names.area(row.area),
        department=row.department and names.department(row.department),
        quota_year=row.quota_year,
        specialist=words_of(person.specialist_name),
        card_application=None if row.card_application_id is None else str(row.card_application_id),
        approval_number=row.approval_number,
        approved_on=row.approved_on,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        term_rule=row.term_rule,
        differs_from_rule=bool(row.differs_from_rule),
        status=row.status,
        status_on=row.status_on,
        status_reason=row.status_reason,
        predecessor_number=row.predecessor_number,
        former_number=row.former_number,
        renewals=row.renewals,
        recipient=row.recipient,
        received_by=words_of(person.received_by),
        arrival=row.arrival,
        planned_arrival=row.planned_arrival,
    )


def _nationality(person: PersonOnCard) -> str:
    """By the document; a foreigner's permanent resident card is issued by China and says no more here."""
    if person.document_kind is DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD:
        return FOREIGN
    country = CHINESE if person.issuing_country == CHINA else person.issuing_country
    return f"{country}/{words_of(person.ethnicity)}" if person.ethnicity else country


def only_city(viewer: Viewer) -> str | None:
    """The city of an installation that knows but one."""
    cities = {pack.city for pack in viewer.service.policies}
    return cities.pop() if len(cities) == 1 else None


def compiled_by(viewer: Viewer) -> str:
    """The office that prints it; an auditor or a specialist is none."""
    pack, standing = _in_force(viewer, viewer.scope.city), viewer.authority
    return organization_name(pack, standing.area, standing.function) if pack else ""


def _pack(viewer: Viewer, version: str) -> PolicyPack | None:
    """The pack of a card's grant, if it is still shipped."""
    try:
        return viewer.service.policies.version(version)
    except NotFound:
        return None


def _in_force(viewer: Viewer, city: str | None) -> PolicyPack | None:
    try:
        return None if city is None else viewer.service.policies.in_force(city, viewer.today)
    except NoPolicyInForce:
        return None


def as_of_words(viewer: Viewer, position: int) -> str:
    """The last record that the sheet takes into account, and when it was made."""
    last = viewer.service.log.select_notifications(position, limit=1)
    if not last:
        return "尚无记录"
    at: datetime = last[0].recorded_at.astimezone(OFFICE_ZONE)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分（第{position}号记录）"


def _restrictions(viewer: Viewer, wanted: CardFilter, names: Names, on: date | None) -> Iterator[str]:
    """Which part of the register it is: what the viewer sees, and what was looked for."""
    if viewer.scope.enterprise_id is not None:
        yield "本企业"
    if viewer.scope.area is not None:
        yield names.area(viewer.scope.area)
    said: dict[str, Any] = {
        "所属区域": wanted.area and names.area(wanted.area),
        "卡种": wanted.card_type and names.card_type(wanted.card_type),
        "卡号": wanted.card_number,
        "发放方式": wanted.route and ROUTE_WORDS[wanted.route],
        "当前状态": wanted.status and STATUS_WORDS[wanted.status],
        "卡片": wanted.plastic and PLASTIC_WORDS[wanted.plastic],
        "到岗": wanted.arrival and ARRIVAL_WORDS[wanted.arrival],
        "人才": wanted.talent_id,
        "企业": wanted.enterprise_id,
        "推荐部门": wanted.department and names.department(wanted.department),
        "配额年度": wanted.quota_year,
        "有效期止晚于": wanted.ends_after,
        "有效期止早于": wanted.ends_before,
        "当日有效": on,
    }
    yield from (f"{words}：{value}" for words, value in said.items() if value is not None)
