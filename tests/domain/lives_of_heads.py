"""What can happen to heads, their enterprises and their cards, one step after the other, as the offices do it."""

from typing import Any

from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListMode
from domain.aggregates.talent import Talent
from domain.cadres import PartyManaged
from domain.errors import Refusal
from domain.principals import PrincipalRole
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.registering_talents import DocumentStatement
from tests.domain.books_of_zibo import LUJIAN, OFFICERS, QILIN, TAIHE
from tests.domain.grants_of_zibo import attested, granted, listed_with_heads
from tests.domain.list_files import chairman
from tests.domain.made_up import identity_number_of
from tests.domain.officers import HRSS, MIIT, saying_why
from tests.in_memory import Books

COMPANIES = (LUJIAN, QILIN, TAIHE)
PEOPLE = {"赵大江": 1, "钱小河": 2, "孙立": 3, "李四": 4}  # each with the number of the own document
ROLES = (PrincipalRole.CHAIRMAN, PrincipalRole.GENERAL_MANAGER, PrincipalRole.TECHNICAL_HEAD)
Step = tuple[Any, ...]

companies, people, departments = (
    st.sampled_from(COMPANIES),
    st.sampled_from(sorted(PEOPLE)),
    st.sampled_from(["drc", "miit"]),
)
steps = st.one_of(
    st.tuples(st.just("lead"), departments, companies, people),
    st.tuples(st.just("lead"), departments, companies, people),
    st.tuples(st.just("run")),
    st.tuples(st.just("list"), departments, companies, people, st.sampled_from(ROLES)),
    st.tuples(st.just("list"), departments, companies, people, st.sampled_from(ROLES)),
    st.tuples(st.just("identify"), companies),
    st.tuples(st.just("attest"), people, st.sampled_from(list(PartyManaged))),
    st.tuples(st.just("delist"), departments, companies),
    st.tuples(st.just("merge"), companies, companies),
    st.tuples(st.just("run")),
)  # fmt: skip


def live(books: Books, *lived: Step) -> int:
    """Let all of it happen, as far as it may; returns how many runs gave somebody a card."""
    return sum(_happens(books, step) for step in lived)


def _happens(books: Books, step: Step) -> bool:
    try:
        _STEPS[step[0]](books, *step[1:])
    except Refusal:
        return False
    return step[0] == "run"


def _list(books: Books, by: str, company: str, person: str, role: PrincipalRole) -> None:
    listed_with_heads(books, {company: (chairman(person, role=role),)}, by=by)


def _lead(books: Books, by: str, company: str, person: str) -> None:
    """Somebody leads the enterprise from now on, and everything is known about him or her."""
    _list(books, by, company, person, PrincipalRole.CHAIRMAN)
    _identify(books, company)
    _attest(books, person, PartyManaged.NO)


def _delist(books: Books, by: str, company: str) -> None:
    authority = saying_why(OFFICERS[by])
    listed_with_heads(books, {company: ()}, by=by, mode=ListMode.REMOVALS, authority=authority)


def _identify(books: Books, company: str) -> None:
    """Whoever leads the enterprise and is not known yet shows the own document."""
    for kept in _named(books, company):
        for one in kept.current_principals():
            if one.talent_id is None:
                number = identity_number_of(PEOPLE[books.opened(one.name)])
                document = DocumentStatement(kind="resident_identity_card", number=number)
                command = IdentifyPrincipal(enterprise_id=kept.id, principal_id=one.id, document=document)
                books.send(command, MIIT)


def _attest(books: Books, person: str, result: PartyManaged) -> None:
    for one in books.all_of(Talent):
        if books.opened(one.name) == person:
            attested(books, one.id, result)


def _merge(books: Books, merged: str, surviving: str) -> None:
    for one in _named(books, merged):
        for survivor in _named(books, surviving):
            command = MergeEnterprise(enterprise_id=one.id, surviving_enterprise_id=survivor.id)
            books.send(command, saying_why(HRSS, reason_code="recorded_twice"))


def _named(books: Books, name: str) -> list[Enterprise]:
    return [one for one in books.all_of(Enterprise) if one.name == name]


def _run(books: Books) -> None:
    granted(books)


_STEPS = {
    "lead": _lead, "list": _list, "identify": _identify, "attest": _attest, "delist": _delist, "merge": _merge, "run": _run
}  # fmt: skip
