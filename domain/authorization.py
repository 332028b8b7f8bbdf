"""Who may do and see what: the one place that every command and every query passes.

A request is made in one post: a role, and with it a function in an area, or an enterprise. Somebody who
holds several posts names the one in which he or she acts, so that the envelope of every event says it.
Every command names the posts that may send it (`Command.permitted`); `must_be_*` are asked by use cases
where the answer hangs on what was loaded; `scope_of` bounds what a reader may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.aggregates.stand_in import Grant, StandIn
from domain.base import IN_STEAD, Authority, Capacity, Value
from domain.calendar import OFFICE_ZONE
from domain.errors import Invalid, NotFound, NotPermitted
from domain.functions import IN_MECHANISM
from domain.policy.book import PolicyBook
from domain.policy.refusals import NoPolicyInForce, UnknownArea
from domain.posts import ADMINISTRATOR_LIFTS, Post, Role, must_be_separated
from domain.security import SecurityKind
from domain.text import Text

__all__ = ["ADMINISTRATOR_LIFTS", "Post", "Role", "must_be_separated"]  # what is asked of posts is asked here

Areas = frozenset[str]  # the areas that are a city itself: where its own departments are


class PostMayNot(NotPermitted):
    code = "post_may_not"
    title = Text("当前岗位无权办理此事项", "The post in which you act may not do this")


class NotYourDepartment(NotPermitted):
    code = "not_your_department"
    title = Text("该事项属于其他部门", "This belongs to another department")


class NotYourEnterprise(NotPermitted):
    code = "not_your_enterprise"
    title = Text("该事项属于其他企业", "This belongs to another enterprise")


class NotYourArea(NotPermitted):
    code = "not_your_area"
    title = Text("该事项属于其他区县", "This belongs to another area")


class NoOfficeHere(NotPermitted):
    code = "no_office_here"
    title = Text(
        "本市没有机构在您的区域行使该职能",
        "No organization of this city exercises your function in your area",
    )


class NotStandingIn(NotPermitted):
    code = "not_standing_in"
    title = Text(
        "没有在该期限和范围内代其办理的授权", "No grant lets you act for this person now and in this matter"
    )


Permission = Callable[[Authority, Areas], bool]


def officer_of_city(*functions: str) -> Permission:
    """Officers of these functions in the city's own departments."""
    return lambda authority, cities: (
        authority.role == Role.OFFICER and authority.function in functions and authority.area in cities
    )


def officer(*functions: str) -> Permission:
    """Officers of these functions in the city or in any of its areas."""
    return lambda authority, _: (
        authority.role == Role.OFFICER and authority.function in functions and authority.area is not None
    )


def specialist(authority: Authority, _: Areas) -> bool:
    """Service specialists; of which enterprise is asked of what was loaded."""
    return authority.role == Role.SPECIALIST and authority.enterprise_id is not None


def operator(authority: Authority, _: Areas) -> bool:
    """Who runs the system."""
    return authority.role == Role.OPERATOR


def security_officer(authority: Authority, _: Areas) -> bool:
    """Who keeps accounts and keys, and watches the security log."""
    return authority.role == Role.SECURITY


def auditor(authority: Authority, _: Areas) -> bool:
    """Who looks at everything afterwards, and decides nothing of it."""
    return authority.role == Role.AUDITOR


def provider(authority: Authority, _: Areas) -> bool:
    """Service providers, such as a hospital or an airport, who are shown a card."""
    return authority.role == Role.PROVIDER


def provincial_window(authority: Authority, _: Areas) -> bool:
    """The province's window, which the cities report to."""
    return authority.role == Role.WINDOW


def system(authority: Authority, _: Areas) -> bool:
    """The clock and the start-up."""
    return authority.role == Role.SYSTEM


IN_OFFICE = frozenset({Capacity.ACTING, Capacity.DEPUTISING})
ON_PAPER = IN_OFFICE | {Capacity.ENTERING_FOR}
BOOK_KEEPING = ON_PAPER | {Capacity.TRANSCRIBING}


class Command(Value):
    """Something that somebody wants done: which posts may send it, and in which capacities they may act."""

    permitted: ClassVar[tuple[Permission, ...]]
    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE
    may_correct: ClassVar[bool] = False  # whether it may name an earlier event as an entry error
    is_in_person: ClassVar[bool] = False  # whether no machine may send it by an API key
    security_kind: ClassVar[SecurityKind | None] = None  # what the security log calls it

    @property
    def named(self) -> set[UUID]:
        """The ids that it names, of which most are aggregates': they are going to be looked for."""
        return {value for value in vars(self).values() if isinstance(value, UUID)}


def is_administration(authority: Authority) -> bool:
    """Whether whoever keeps the system or its accounts acts, of which the security log tells."""
    return authority.role in (Role.OPERATOR, Role.SECURITY)


def is_permitted(command: type[Command], authority: Authority, cities: Areas) -> bool:
    """Whether this post may ever send such a command: known before the command itself has been read."""
    return any(permits(authority, cities) for permits in command.permitted)


def authorise(command: type[Command], authority: Authority, cities: Areas) -> None:
    """Refuse a command that this post may never send, or not in this capacity."""
    if not is_permitted(command, authority, cities):
        raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)
    if command.is_in_person and authority.is_by_key:
        raise PostMayNot(IN_PERSON_ONLY)
    must_act_as(_capacities(command, authority), authority)
    if authority.role == Role.SPECIALIST and (authority.signatory or authority.on_behalf_of):
        raise PostMayNot(OFFICERS_SIGN, field="signatory" if authority.signatory else "on_behalf_of")
    if authority.corrects is not None and not command.may_correct:
        raise Invalid(CORRECTS_NOTHING, field="corrects")
    if authority.capacity is Capacity.DEPUTISING and not authority.on_behalf_of:
        raise Invalid(IN_WHOSE_STEAD, field="on_behalf_of")
    if authority.capacity is Capacity.TRANSCRIBING and not authority.deciding_body:
        raise Invalid(WHOSE_DECISION, field="deciding_body")


def in_office_of_principal(
    command: Command, authority: Authority, stand_in: StandIn | None, cities: Areas
) -> Authority:
    """The authority of a deputy: in the office of whom he or she stands in for, as far as the grant goes.

    A grant that names a case or a route is good for commands about a case alone. Of several offices of the one
    person it is that which may send the command. Raises `NotStandingIn`.
    """
    case_id = getattr(command, "card_application_id", None)
    held = [] if stand_in is None else stand_in.holding(today_of(authority))
    fitting = [
        grant for grant in held if grant.principal == authority.on_behalf_of and grant.may_be_about(case_id)
    ]
    if not fitting:
        raise NotStandingIn(field="on_behalf_of", lifted_by=PRINCIPAL_LIFTS)
    offices = [in_stead(authority, grant) for grant in fitting]
    may_send = (one for one in offices if is_permitted(type(command), one, cities))
    office = next(may_send, offices[0])
    routes = {grant.route for grant in fitting if grant.office == (office.function, office.area)}
    only_routes = None if None in routes else frozenset(filter(None, routes))
    return office.model_copy(update={"only_routes": only_routes})


def in_stead(authority: Authority, grant: Grant) -> Authority:
    """The standing of an officer in the office of this grant, in the stead of whom it names."""
    stated = authority.capacity
    return authority.model_copy(
        update={
            "capacity": stated if stated in IN_STEAD else Capacity.DEPUTISING,
            "on_behalf_of": grant.principal,
            "function": grant.function,
            "area": grant.area,
            "only_routes": None if grant.route is None else frozenset({grant.route}),
        }
    )


def must_stand_in_on(authority: Authority, route: str) -> None:
    """Refuse a deputy whose grants are for other routes."""
    if authority.only_routes is not None and route not in authority.only_routes:
        raise NotStandingIn(field="on_behalf_of", lifted_by=PRINCIPAL_LIFTS)


def _capacities(command: type[Command], authority: Authority) -> frozenset[Capacity]:
    """Only officers act in another capacity than their own; only the system acts without a person.

    Acting officials stand in clear on every event; so nobody else names a person there (decided point 4).
    """
    if authority.role == Role.SYSTEM:
        return frozenset({Capacity.SYSTEM})
    return command.capacities if authority.role == Role.OFFICER else frozenset({Capacity.ACTING})


def must_act_as(capacities: frozenset[Capacity], authority: Authority) -> None:
    """Refuse whoever acts in another capacity than these, and name them."""
    if authority.capacity not in capacities:
        named = Text(*(between.join(sorted(capacities)) for between in Text("、", ", ")))
        raise PostMayNot(OTHER_CAPACITY.filled(capacities=named), field="capacity")


def must_be_department(authority: Authority, department: str) -> None:
    """Refuse an officer of another department than the one whose matter this is."""
    if authority.function != department:
        raise NotYourDepartment(blocked_by={"kind": "department", "id": department})


def acting_for(authority: Authority, enterprise_id: UUID) -> Authority:
    """The authority to act for an enterprise: that of its specialist, or of an officer who enters its paper."""
    if authority.role == Role.SPECIALIST:
        if authority.enterprise_id != enterprise_id:
            raise NotFound
        return authority
    if authority.capacity is not Capacity.ENTERING_FOR:
        raise PostMayNot(ENTERING_ONLY, field="capacity")
    return authority.model_copy(update={"on_behalf_of": str(enterprise_id)})


def must_know_of(authority: Authority, *, area: str, enterprise_id: UUID | None, city_area: str) -> None:
    """Nothing is there for somebody of another area or enterprise, who may not know of it. Raises `NotFound`."""
    if authority.role == Role.OFFICER and authority.area not in (area, city_area):
        raise NotFound
    if authority.role == Role.SPECIALIST and authority.enterprise_id != enterprise_id:
        raise NotFound


def must_employ(authority: Authority, employer_id: UUID | None) -> None:
    """Refuse a specialist who states a person of another enterprise, or of none."""
    if authority.role == Role.SPECIALIST and authority.enterprise_id != employer_id:
        raise NotYourEnterprise(field="employer_id")


def must_cover(authority: Authority, area: str, city_area: str) -> None:
    """Refuse an officer who states another area; the city's own departments cover all of them."""
    if authority.role == Role.OFFICER and authority.area not in (area, city_area):
        raise NotYourArea(field="area")


def must_operate(authority: Authority) -> None:
    """Refuse whoever neither operates the service nor audits it what the service itself does. Raises `PostMayNot`."""
    if authority.role not in (Role.OPERATOR, Role.AUDITOR):
        raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)


def units_of(authority: Authority, policies: PolicyBook) -> frozenset[str] | None:
    """The units whose reports this post sends or receives, None for all. Raises `PostMayNot`.

    A province's window is of the province, an officer of the area and, in the city's own departments, of the city.
    """
    match authority.role:
        case Role.AUDITOR | Role.SYSTEM | Role.OPERATOR:
            return None
        case Role.WINDOW:
            return frozenset(pack.region for pack in policies.provinces)
        case Role.OFFICER if authority.area is not None and authority.function is not None:
            scope = _scope_of_office(authority.area, authority.function, today_of(authority), policies)
            city = scope.city if scope.area is None else None
            return frozenset(filter(None, (authority.area, city)))
    raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)


def units_seen(authority: Authority, policies: PolicyBook) -> frozenset[str] | None:
    """The units whose reports this post sees, None for all: the city's offices see those of its areas. Raises `PostMayNot`."""
    if authority.role == Role.WINDOW:
        return units_of(authority, policies)
    scope = scope_of(authority, policies)
    if scope.city is None or scope.area is not None:
        return None if not scope.is_of_a_part else frozenset(filter(None, (scope.area,)))
    areas = (area.code for pack in policies if pack.city == scope.city for area in pack.areas)
    return frozenset((scope.city, *areas))


def must_see_report_of(authority: Authority, unit: str, policies: PolicyBook) -> None:
    """Nothing is there for somebody who does not see the reports of this unit. Raises `NotFound` and `PostMayNot`."""
    units = units_seen(authority, policies)
    if units is not None and unit not in units:
        raise NotFound


def must_report_for(authority: Authority, unit: str, policies: PolicyBook) -> None:
    """Refuse what only the unit itself does about its report. Raises `NotYourArea` and `PostMayNot`."""
    units = units_of(authority, policies)
    if units is not None and unit not in units:
        raise NotYourArea(blocked_by={"kind": "unit", "id": unit})


def must_exchange_reports(authority: Authority, unit: str, policies: PolicyBook) -> None:
    """Nothing is there for somebody who is not of the unit that a report was sent by or to. Raises `NotFound`."""
    units = units_of(authority, policies)
    if units is not None and unit not in units:
        raise NotFound


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see: all, or one city, one area of it, or one enterprise."""

    city: str | None = None
    area: str | None = None
    enterprise_id: UUID | None = None

    @property
    def is_of_a_part(self) -> bool:
        """Whether it ends inside a city, at an area or an enterprise."""
        return self.area is not None or self.enterprise_id is not None

    def covers(self, *, city: str, area: str | None, enterprise_id: UUID | None) -> bool:
        """Whether something of this city, area and enterprise may be seen."""
        return (
            self.city in (None, city)
            and self.area in (None, area)
            and self.enterprise_id in (None, enterprise_id)
        )

    def covers_all_of(self, city: str) -> bool:
        """Whether everything of a city may be seen."""
        return not self.is_of_a_part and self.city in (None, city)


def scope_of(authority: Authority, policies: PolicyBook) -> Scope:
    """How far this post sees into quotas, enterprises and talents. Raises `PostMayNot`."""
    match authority.role:
        case Role.AUDITOR | Role.SYSTEM:
            return Scope()
        case Role.OFFICER if authority.area is not None and authority.function is not None:
            return _scope_of_office(authority.area, authority.function, today_of(authority), policies)
        case Role.SPECIALIST if authority.enterprise_id is not None:
            return Scope(enterprise_id=authority.enterprise_id)
    raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)


def today_of(authority: Authority) -> date:
    """The day of the office's zone on which somebody wants to decide."""
    return authority.at.astimezone(OFFICE_ZONE).date()


def _scope_of_office(area: str, function: str, day: date, policies: PolicyBook) -> Scope:
    """A city's own office sees the city, any other its area: if there is such an office on that day.

    An office that has no part in the mechanism sees nothing of all this.
    """
    if function not in IN_MECHANISM:
        raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)
    try:
        city = policies.city_of(area)
        pack = policies.in_force(city, day)
    except UnknownArea:
        raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS) from None
    except NoPolicyInForce as none:
        raise PostMayNot(none.detail, lifted_by=none.lifted_by) from None
    if pack.organization_of(area, function, day) is None:
        raise PostMayNot(NoOfficeHere.title, lifted_by=ADMINISTRATOR_LIFTS)
    return Scope(city=city, area=None if area == pack.city_area.code else area)


IN_PERSON_ONLY = Text("此事项须由本人登录办理，不能使用密钥", "A person does this, and no machine by a key")
PRINCIPAL_LIFTS = Text("由被代办人授权", "Whom you stand in for can grant it")
OTHER_CAPACITY = Text(
    "此事项不能以该身份办理，可用的身份（capacity）：{capacities}",
    "This cannot be done in that capacity, but with capacity: {capacities}",
)
IN_WHOSE_STEAD = Text("代行须注明代谁办理", "Say in whose stead you act")
OFFICERS_SIGN = Text(
    "签发人和代办对象只由部门工作人员填写", "Only officers state a signatory, or whom they act for"
)
CORRECTS_NOTHING = Text("此事项不是更正", "This command corrects no entry")
WHOSE_DECISION = Text("转录须注明作出决定的机关", "Say whose decision is written down")
ENTERING_ONLY = Text(
    "部门工作人员只能代为录入企业提交的纸质材料（capacity=entering_for）",
    "An officer may only enter what the enterprise handed in on paper (capacity=entering_for)",
)
