"""Whom a row of a list means: which enterprise, and which of the people who lead it (名单比对).

A row is matched by its credit code. What the code alone does not settle — a row without one, a known code
under another name, a known name without a code — holds only once an officer has confirmed it (decided
point 20).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.cadres import PartyManaged
from domain.errors import FieldError, Invalid
from domain.names import company_match_form
from domain.personal_data import PersonalData
from domain.principals import Principal, PrincipalStatement
from domain.text import Text
from domain.use_cases.identity_index import Opened, opened_all
from domain.use_cases.keeping_enterprises import PlainPrincipal
from domain.work import Work


class Match(NamedTuple):
    """The enterprise that a row means, None for a new one, and what an officer has to confirm about it."""

    enterprise: Enterprise | None
    to_confirm: tuple[FieldError, ...] = ()


def gather_enterprises(names: Iterable[str], usccs: Iterable[str], city: str, work: Work) -> None:
    """Load with two questions whatever may be meant by these names and codes."""
    codes = [CreditCode.id_of(uscc) for uscc in usccs]
    known_names = [EnterpriseName.id_of(city, name) for name in names]
    work.gather([*codes, *known_names])
    owners = (code.enterprise_id for id_ in codes if (code := work.find(CreditCode, id_)))
    named = (id_ for known in known_names for id_ in _led_to(work.find(EnterpriseName, known)))
    work.gather([*owners, *named])


def enterprise_meant(name: str, uscc: str | None, city: str, work: Work) -> Match:
    """Match a row of a city's list.

    Raises `Invalid` if it could mean several enterprises, another city's, or one that was absorbed: what the row
    says of its area and its people does not hold of the enterprise that has absorbed it.
    """
    code = None if uscc is None else work.find(CreditCode, CreditCode.id_of(uscc))
    if code is not None:
        return _by_code(code, name, city, work)
    known = work.find(EnterpriseName, EnterpriseName.id_of(city, name))
    namesakes = [work.load(Enterprise, id_) for id_ in known.bearers] if known else []
    if uscc is not None:
        namesakes = [namesake for namesake in namesakes if namesake.uscc is None]
    if len(namesakes) > 1:
        raise Invalid(errors=(FieldError("name", "several_namesakes", SEVERAL_NAMESAKES),))
    if known and not namesakes and uscc is None:
        raise _absorbed("name", known.absorbers[-1], work)
    if namesakes:
        matched = FieldError("name", "matched_by_name", MATCHED_BY_NAME)
        return Match(namesakes[0], (matched, *_renamed(namesakes[0], name, work)))
    return Match(None, () if uscc else (FieldError("uscc", "no_credit_code", NO_CREDIT_CODE),))


def same_name(one: str, other: str) -> bool:
    """Whether two writings are of one enterprise's name."""
    return one == other or company_match_form(one) == company_match_form(other)


class Clue(NamedTuple):
    """What could be read of a row that was left out: names and codes, none of each if there is none."""

    names: tuple[str, ...]
    usccs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Whom the rows that were left out may mean, so that nobody can say that the list does not name them."""

    meant: frozenset[UUID]
    new_code: bool  # it may be that of an enterprise whose code is not on the books yet
    unknown: bool  # neither a code nor a name that says who it is

    def covers(self, enterprise: Enterprise) -> bool:
        """Whether one of the rows may mean this enterprise."""
        return self.unknown or enterprise.id in self.meant or (self.new_code and enterprise.uscc is None)


def doubt_about(clues: Iterable[Clue], city: str, work: Work) -> Doubt:
    """Whom rows of a city's list may mean; rather too many than one too few."""
    meant: set[UUID] = set()
    new_code = unknown = False
    for clue in clues:
        codes = [work.find(CreditCode, CreditCode.id_of(uscc)) for uscc in clue.usccs]
        owners = {code.enterprise_id for code in codes if code}
        found = {id_ for id_ in owners if work.load(Enterprise, id_).city == city}
        names = (work.find(EnterpriseName, EnterpriseName.id_of(city, name)) for name in clue.names)
        found |= {id_ for known in names for id_ in _led_to(known)}
        meant |= found
        new_code |= None in codes
        unknown |= not found and None not in codes
    return Doubt(frozenset(meant), new_code, unknown)


class PeopleOfRow(NamedTuple):
    """What a row says of the people who lead the enterprise, compared with what the list said before."""

    named: tuple[PrincipalStatement, ...] = ()  # not before
    restated: tuple[PrincipalStatement, ...] = ()  # otherwise than before
    gone: tuple[UUID, ...] = ()  # named no more
    excluded: tuple[PrincipalStatement, ...] = ()  # managed as cadres by a party committee


def opened_facts(enterprises: Iterable[Enterprise], list_type: str, work: Work) -> Opened:
    """What the list has said of the people of these enterprises, opened with one question to the vault."""
    stated = (_facts(one) for enterprise in enterprises for one in _listed(enterprise, list_type))
    return opened_all((fact for facts in stated for fact in facts if fact is not None), work)


def people_meant(
    stated: Iterable[PlainPrincipal],
    enterprise: Enterprise | None,
    opened: Opened,
    *,
    list_type: str,
    list_batch_id: UUID,
    work: Work,
) -> PeopleOfRow:
    """Match the principals of a row with those whom the same list named before.

    What another list or an officer states stands beside it. A row without principals says nothing of them; nor does one of an
    earlier day than a file that has named the enterprise since, where it is known who leads it.
    """
    known = _known(enterprise, list_type, opened)
    is_outdated = bool(known) and _is_named_since(enterprise, list_type, work.authority.effective_on)
    stated_by_key = {(person.name, person.role): person for person in stated}
    statements = {
        key: person.sealed_for(
            known[key].id if key in known else work.new_id(), list_type=list_type, list_batch_id=list_batch_id
        )
        for key, person in stated_by_key.items()
    }
    restated = {
        key for key, person in stated_by_key.items() if key in known and person != _plain(known[key], opened)
    }
    excluded = tuple(one for one in statements.values() if one.party_managed is PartyManaged.YES)
    if is_outdated:
        return PeopleOfRow(excluded=excluded)
    gone = tuple(principal.id for key, principal in known.items() if key not in stated_by_key)
    return PeopleOfRow(
        named=tuple(one for key, one in statements.items() if key not in known),
        restated=tuple(one for key, one in statements.items() if key in restated),
        gone=gone if stated_by_key else (),
        excluded=excluded,
    )


def _is_named_since(enterprise: Enterprise | None, list_type: str, day: date) -> bool:
    """Whether a file of a later day has the enterprise on this list."""
    listings = enterprise.listings.in_order if enterprise else ()
    return any(one.list_type == list_type and one.listed_from > day for one in listings)


def _led_to(known: EnterpriseName | None) -> tuple[UUID, ...]:
    """Every enterprise that a name leads to, through mergers too."""
    return (*known.bearers, *known.absorbers) if known else ()


def _by_code(code: CreditCode, name: str, city: str, work: Work) -> Match:
    enterprise = work.load(Enterprise, code.enterprise_id)
    if enterprise.city != city:
        raise Invalid(errors=(FieldError("uscc", "of_another_city", OF_ANOTHER_CITY),))
    if code.by_absorption:
        raise _absorbed("uscc", enterprise.id, work)
    return Match(enterprise, _renamed(enterprise, name, work))


def _absorbed(field: str, absorber: UUID, work: Work) -> Invalid:
    """The refusal of a row about an absorbed enterprise, which names the one that has absorbed it."""
    survivor = work.load(Enterprise, absorber).name_on(work.authority.effective_on)
    return Invalid(errors=(FieldError(field, "absorbed", ABSORBED.filled(name=survivor)),))


def _renamed(enterprise: Enterprise, name: str, work: Work) -> tuple[FieldError, ...]:
    known = enterprise.name_on(work.authority.effective_on)
    if same_name(known, name):
        return ()
    return (FieldError("name", "renamed", RENAMED.filled(name=known)),)


def _listed(enterprise: Enterprise | None, list_type: str) -> Iterator[Principal]:
    current = enterprise.current_principals() if enterprise else ()
    return (principal for principal in current if principal.list_type == list_type)


def _known(enterprise: Enterprise | None, list_type: str, opened: Opened) -> dict[tuple[str, str], Principal]:
    """The principals whom this list named, but for those who were erased."""
    named = ((opened[one.name], one) for one in _listed(enterprise, list_type))
    return {(name, principal.role): principal for name, principal in named if name is not None}


def _plain(principal: Principal, opened: Opened) -> PlainPrincipal:
    name, title, phone = (None if fact is None else opened[fact] for fact in _facts(principal))
    return PlainPrincipal(
        name=name or "", role=principal.role, title=title, phone=phone, party_managed=principal.party_managed
    )


def _facts(principal: Principal) -> tuple[PersonalData | None, ...]:
    return principal.name, principal.title, principal.phone


OF_ANOTHER_CITY = Text(
    "该信用代码已在其他城市登记", "The code belongs to an enterprise on the books of another city"
)
ABSORBED = Text(
    "该企业已被“{name}”吸收合并，请按合并后的企业填报",
    "The enterprise was absorbed by {name}; state that one",
)
RENAMED = Text(
    "该企业已登记为“{name}”，请确认更名", "The enterprise is registered as {name}; confirm the new name"
)
SEVERAL_NAMESAKES = Text(
    "有多家同名企业，请补填统一社会信用代码", "Several enterprises have this name; state the credit code"
)
MATCHED_BY_NAME = Text(
    "按企业名称匹配到已登记企业，请确认", "Matched by name with an enterprise on the books; confirm it"
)
NO_CREDIT_CODE = Text(
    "缺统一社会信用代码，确认后按名称登记", "No credit code; confirm to register the enterprise by its name"
)
