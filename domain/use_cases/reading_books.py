"""The rows of a city's opening books: as they are stated, and in the form in which they are kept (期初台账)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, NamedTuple, TypeVar, cast

from pydantic import Field

from domain.aggregates.card import NOT_TAKEN_OVER
from domain.base import Value
from domain.card_routes import CardRoute
from domain.cards import ENDS_BEFORE_IT_BEGINS, TAKEN_OVER, CardStatus
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import FieldError, Invalid
from domain.fields import wrong
from domain.functions import Function
from domain.identity_documents import IdentityDocument
from domain.names import company_name, person_name, tidy
from domain.places import NOT_TAKEN_OVER as PLACE_NOT_TAKEN_OVER
from domain.places import TAKEN_OVER as PLACES_TAKEN_OVER
from domain.places import PlaceStatus
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.registering_talents import DocumentStatement, document_read
from domain.work import Work

Read = TypeVar("Read")

Row = Annotated[int, Field(ge=1, le=2_000_000)]
Code = Annotated[str, Field(max_length=40)]
Written = Annotated[str, Field(max_length=100)]
Year = Annotated[int, Field(ge=2000, le=2100)]

CARDS, PLACES = "cards", "places"  # the two tables of the books
HELD = (CardStatus.IN_FORCE, CardStatus.SUSPENDED)


class StatedRow(Value):
    """A row of the file: its number there, and the enterprise that it is about."""

    row: Row
    enterprise: str = Field(max_length=200)
    uscc: Code | None = None
    area: Written | None = None


class StatedCard(StatedRow):
    """A row of the card register (人才卡登记簿)."""

    card_type: Code
    card_number: Code | None = None
    status: CardStatus
    route: Code = CardRoute.UNKNOWN.value
    name: str = Field(repr=False, max_length=100)
    document: DocumentStatement
    list_type: Written | None = None
    department: Code | None = None
    quota_year: Year | None = None
    talent_class: Code | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    approval_number: Written | None = None
    approved_on: date | None = None
    remark: str | None = Field(default=None, repr=False, max_length=2000)


class StatedPlace(StatedRow):
    """A row of the quota ledger (配额台账); without `card_type` of the one that the policy gives by quota."""

    quota_year: Year
    card_type: Code | None = None
    department: Code
    status: PlaceStatus
    nominated_on: date | None = None
    person: str | None = Field(default=None, repr=False, max_length=100)
    document: DocumentStatement | None = None


class ReadPerson(NamedTuple):
    """A person as a row names him or her, with a document that can exist."""

    name: str
    document: IdentityDocument
    stated: DocumentStatement


class ReadCard(NamedTuple):
    """A row of the card register in the form in which it is kept."""

    stated: StatedCard
    person: ReadPerson


class ReadPlace(NamedTuple):
    """A row of the quota ledger in the form in which it is kept; a person without a document is just a name."""

    stated: StatedPlace
    person: ReadPerson | None


def card_read(stated: StatedCard, pack: PolicyPack, work: Work) -> ReadCard:
    """The card as it is kept. Raises `Invalid` with everything that is wrong in the row."""
    faults, day = Faults(), work.authority.effective_on
    kept = {
        **_of_every_row(stated, pack, faults, day),
        "card_type": faults.none_in("card_type", lambda: pack.card_type(stated.card_type).code),
        "card_number": tidy(stated.card_number or "") or None,
        "route": faults.none_in("route", lambda: _route(stated.route, pack)),
        "name": faults.none_in("name", lambda: person_name(stated.name)),
        "list_type": faults.if_stated("list_type", stated.list_type, lambda name: pack.list_type(name).code),
        "department": faults.if_stated("department", stated.department, _department),
        "talent_class": tidy(stated.talent_class or "") or None,
        "approval_number": tidy(stated.approval_number or "") or None,
        "remark": tidy(stated.remark or "") or None,
    }
    document = faults.none_in("document", lambda: document_read(stated.document, work))
    faults.found += _of_the_term(stated, day)
    faults.found += to_come(day, issued_on=stated.issued_on, approved_on=stated.approved_on)
    faults.found += _year_to_come(stated.quota_year, day)
    faults.must_be_none()
    return ReadCard(stated.model_copy(update=kept), ReadPerson(kept["name"], document, stated.document))


def place_read(stated: StatedPlace, pack: PolicyPack, work: Work) -> ReadPlace:
    """The place as it is kept. Raises `Invalid` with everything that is wrong in the row."""
    faults, day = Faults(), work.authority.effective_on
    kept = {
        **_of_every_row(stated, pack, faults, day),
        "card_type": faults.none_in("card_type", lambda: _card_type_of_quota(stated.card_type, pack)),
        "department": faults.none_in("department", lambda: _department(stated.department)),
        "person": faults.if_stated("person", stated.person, lambda name: person_name(name, field="person")),
    }
    person = None
    if (written := stated.document) is not None:
        document = faults.none_in("document", lambda: document_read(written, work))
        person = ReadPerson(kept["person"], document, written)
    if stated.status not in PLACES_TAKEN_OVER:
        faults.found.append(FieldError("status", "not_taken_over", PLACE_NOT_TAKEN_OVER))
    if stated.status is PlaceStatus.CONSUMED and not stated.person:
        faults.found.append(FieldError("person", "missing", PERSON_MISSING))
    faults.found += to_come(day, nominated_on=stated.nominated_on)
    faults.found += _year_to_come(stated.quota_year, day)
    faults.must_be_none()
    return ReadPlace(stated.model_copy(update=kept), person)


class Faults:
    """What is wrong in one row, gathered so that everything is told at once."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def none_in(self, field: str, read: Callable[[], Read]) -> Read:
        """What is read; if it is refused nothing, which `must_be_none` keeps from being used."""
        try:
            return read()
        except Invalid as refused:
            alone = FieldError(field, refused.code, refused.detail or refused.title)
            self.found.extend(refused.errors or (alone,))
            return cast("Read", None)

    def if_stated(self, field: str, stated: str | None, read: Callable[[str], Read]) -> Read | None:
        """What is read, or None where nothing is stated."""
        return self.none_in(field, lambda: read(stated)) if stated and tidy(stated) else None

    def must_be_none(self) -> None:
        """Raises `Invalid` with everything that was found."""
        if self.found:
            raise Invalid(errors=tuple(self.found))


def _of_every_row(stated: StatedRow, pack: PolicyPack, faults: Faults, day: date) -> dict[str, Any]:
    """What card and place rows have in common: which enterprise, and where."""
    return {
        "enterprise": faults.none_in(
            "enterprise", lambda: company_name(stated.enterprise, field="enterprise")
        ),
        "uscc": faults.if_stated("uscc", stated.uscc, lambda code: unified_social_credit_code(code).code),
        "area": faults.if_stated("area", stated.area, lambda name: pack.area_of(name, day).code),
    }


def _route(written: str, pack: PolicyPack) -> str:
    if written not in {*CardRoute, *(route.kind for route in pack.routes)}:
        raise wrong("route", "unknown_route", UNKNOWN_ROUTE.filled(routes="、".join(CardRoute)))
    return written


def _department(written: str) -> str:
    if written not in DEPARTMENTS:
        raise wrong("department", "unknown_department", NO_DEPARTMENT)
    return str(Function(written))


def _card_type_of_quota(written: str | None, pack: PolicyPack) -> str:
    if written:
        return pack.card_type(written).code
    by_quota = {route.card_type for route in pack.quota_routes}
    if len(by_quota) != 1:
        raise wrong("card_type", "missing", CARD_TYPE_MISSING)
    return by_quota.pop()


def _of_the_term(stated: StatedCard, day: date) -> Iterator[FieldError]:
    """What cannot be right about where the card stands on the cut-over date, and about its term."""
    if stated.status not in TAKEN_OVER:
        yield FieldError("status", "not_taken_over", NOT_TAKEN_OVER)
    if stated.valid_from and stated.valid_to and stated.valid_to < stated.valid_from:
        yield FieldError("valid_to", "ends_before_it_begins", ENDS_BEFORE_IT_BEGINS)
    elif stated.status in HELD and stated.valid_to and stated.valid_to < day:
        yield FieldError("status", "term_has_ended", TERM_HAS_ENDED)


def to_come(day: date, **stated: date | None) -> Iterator[FieldError]:
    """Those of these days that are later than the cut-over date."""
    return (FieldError(field, "not_yet", NOT_YET) for field, on in stated.items() if on and on > day)


def _year_to_come(year: int | None, day: date) -> list[FieldError]:
    return [FieldError("quota_year", "not_yet", NOT_YET)] if year and year > day.year else []


UNKNOWN_ROUTE = Text("没有此发放方式，可填：{routes}", "there is no such route; one of: {routes}")
NO_DEPARTMENT = Text(
    "应为组织、人社、发改、工信部门之一", "must be a department: party_org, hrss, drc or miit"
)
CARD_TYPE_MISSING = Text("请填写卡种", "state the card type")
PERSON_MISSING = Text("已使用的名额须填写申报人", "a place that was used names its person")
TERM_HAS_ENDED = Text(
    "有效期在接管日期前已止，状态应为失效", "the term had ended before the cut-over date: the card has ended"
)
NOT_YET = Text("晚于接管日期", "is later than the cut-over date")
