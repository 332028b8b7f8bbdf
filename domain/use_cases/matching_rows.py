"""Whom a row of a list means: which enterprise, and which of the people who lead it (名单比对).

A row is matched by its credit code. What the code alone does not settle — a row without one, a known code
under another name, a known name without a code — holds only once an officer has confirmed it (decided
point 20).
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.errors import FieldError, Invalid
from domain.names import company_match_form
from domain.personal_data import Erased, PersonalData, Sealed
from domain.principals import Principal, PrincipalStatement
from domain.text import Text
from domain.use_cases.keeping_enterprises import PlainPrincipal
from domain.work import Work


class Match(NamedTuple):
    """The enterprise that a row means, None for a new one, and what an officer has to confirm about it."""

    enterprise: Enterprise | None
    to_confirm: tuple[FieldError, ...] = ()


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
    return company_match_form(one) == company_match_form(other)


class PeopleOfRow(NamedTuple):
    """Who is to be named a principal, or stated anew, and who is named by this list no more."""

    named: tuple[PrincipalStatement, ...] = ()
    gone: tuple[UUID, ...] = ()


def people_meant(
    stated: Iterable[PlainPrincipal],
    enterprise: Enterprise | None,
    *,
    list_type: str,
    list_batch_id: UUID,
    work: Work,
) -> PeopleOfRow:
    """Match the principals of a row with those whom the same list named before.

    What another list or an officer states stands beside it. A row without principals says nothing of them.
    """
    known = _known(enterprise, list_type, work)
    stated_by_key = {(person.name, person.role): person for person in stated}
    named = tuple(
        person.sealed_for(
            known[key].id if key in known else work.new_id(), list_type=list_type, list_batch_id=list_batch_id
        )
        for key, person in stated_by_key.items()
        if key not in known or _opened(known[key], work) != person
    )
    gone = tuple(principal.id for key, principal in known.items() if key not in stated_by_key)
    return PeopleOfRow(named, gone if stated_by_key else ())


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


def _known(enterprise: Enterprise | None, list_type: str, work: Work) -> dict[tuple[str, str], Principal]:
    """The principals whom this list named, but for those who were erased."""
    current = enterprise.current_principals() if enterprise else ()
    opened = ((_text(one.name, work), one) for one in current if one.list_type == list_type)
    return {(name, principal.role): principal for name, principal in opened if name is not None}


def _opened(principal: Principal, work: Work) -> PlainPrincipal:
    return PlainPrincipal(
        name=_text(principal.name, work) or "",
        role=principal.role,
        title=_text(principal.title, work),
        phone=_text(principal.phone, work),
        party_managed=principal.party_managed,
    )


def _text(fact: PersonalData | None, work: Work) -> str | None:
    """The fact itself, or None if there is none or its person was erased."""
    if fact is None:
        return None
    assert isinstance(fact, Sealed)  # it was loaded
    try:
        return work.vault.open(fact)
    except Erased:
        return None


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
