"""Who may do what with a case: a table of its own, written from the notice, held against every combination (bar A1).

    role and function x action x where (same, parent, sibling, other city) x own or acted before x where the case stands

The case is of an enterprise in Zhangdian that the city's DRC nominated. The table names what is allowed; nothing else is.
"""

import random
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from domain.aggregates.card_application import CardApplication
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.quota import Quota
from domain.authorization import Command, Role, authorise, scope_of
from domain.base import Authority, Capacity
from domain.cases import Opinion
from domain.errors import Refusal
from domain.readings import must_be_let_ask
from domain.use_cases import USE_CASES
from domain.use_cases.applying_for_cards import (
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.noting_cases import WriteNote
from domain.work import Work
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    FORM,
    at_department,
    drafted,
    forwarded,
    person_of,
    received,
    reviewed,
    submitted,
    the_case,
)
from tests.domain.officers import AT, DAY, DRC, saying_why, specialist
from tests.domain.zibo import ZIBO, pack_of_jinan
from tests.in_memory import Books

# Who; where; the action; where the case stands. `entering` is an officer who enters the enterprise's paper: of the
# departments that recommend, that which nominated it; HRSS and the party organ, which recommend nobody, any of them.
TABLE = """
specialist                     own     FillForm           drafted
specialist                     own     Submit             drafted
specialist                     own     Withdraw           drafted
specialist                     own     Withdraw           district_opinion
specialist                     own     Withdraw           department_review
specialist                     own     Withdraw           correction_requested
specialist                     own     Withdraw           collective_submission
specialist                     own     Withdraw           forwarding
specialist                     own     Withdraw           provincial_result
specialist                     own     SupplyCorrection   correction_requested
entering drc,hrss,party_org    parent  FillForm           drafted
entering drc,hrss,party_org    parent  Submit             drafted
entering drc,hrss,party_org    parent  Withdraw           drafted
entering drc,hrss,party_org    parent  Withdraw           district_opinion
entering drc,hrss,party_org    parent  Withdraw           department_review
entering drc,hrss,party_org    parent  Withdraw           correction_requested
entering drc,hrss,party_org    parent  Withdraw           collective_submission
entering drc,hrss,party_org    parent  Withdraw           forwarding
entering drc,hrss,party_org    parent  Withdraw           provincial_result
entering drc,hrss,party_org    parent  SupplyCorrection   correction_requested
drc                            same    GiveOpinion        district_opinion
drc                            same    RequestCorrection  district_opinion
drc                            parent  Review             department_review
drc                            parent  Return             department_review
drc                            parent  RequestCorrection  department_review
drc                            parent  NotRecommend       department_review
drc                            parent  NotRecommend       correction_requested
drc                            parent  Return             collective_submission
drc                            parent  RequestCorrection  collective_submission
drc                            parent  NotRecommend       collective_submission
hrss                           parent  Return             forwarding
hrss                           parent  RequestCorrection  forwarding
hrss                           parent  NotRecommend       forwarding
"""
# Whoever may know of a case, whatever it stands at; and of these, whoever may write a note on it.
KNOW = """
specialist  own
auditor     anywhere
drc         same
drc         parent
hrss        same
hrss        parent
miit        same
miit        parent
party_org   same
party_org   parent
window      same
window      parent
"""
NOTING = {"drc", "hrss", "miit", "party_org"}
FUNCTIONS = ("drc", "hrss", "miit", "party_org", "window", "education")
WITHOUT_OFFICE = (Role.AUDITOR, Role.PROVIDER, Role.WINDOW, Role.OPERATOR, Role.SECURITY)
AREAS = {"same": "zhangdian", "parent": "zibo-shibenji", "sibling": "boshan", "other": "jinan-zhangdian"}
# What one decides at a step is refused to whoever decided at another, or handed the form in.
DECIDING = {"GiveOpinion", "Review", "Return", "RequestCorrection", "NotRecommend"}
BEFORE = ("new", "handed in", "acted before")
# Where somebody has given the district's opinion already.
AFTER_OPINION = {"department_review", "correction_requested", "collective_submission", "forwarding", "provincial_result"}  # fmt: skip


class Who(NamedTuple):
    """`post` is a function, `entering` and a function, or a role; `where` is whose, or in which area."""

    post: str
    where: str
    before: str = "new"


def actions(case_id: UUID) -> dict[str, Command]:
    of = {"card_application_id": case_id}
    return {
        "FillForm": FillForm(**of, form=FORM),
        "Submit": SubmitCardApplication(**of),
        "Withdraw": WithdrawCardApplication(**of),
        "SupplyCorrection": SupplyCorrection(**of, form=FORM.model_copy(update={"resume": "1926年毕业"})),
        "GiveOpinion": GiveOpinion(**of, opinion=Opinion.AGREED),
        "Review": ReviewCase(**of),
        "Return": ReturnCase(**of, to_step="district_opinion"),
        "RequestCorrection": RequestCorrection(**of, items=(StatedItem(field="resume"),)),
        "NotRecommend": NotRecommend(**of),
        "WriteNote": WriteNote(**of, text="示例"),
    }


class Standing(NamedTuple):
    """A case that stands somewhere, and what of it a decision loads."""

    books: Books
    case_id: UUID
    enterprise_id: UUID
    loaded: tuple[Any, ...]


@cache
def standings() -> dict[str, Standing]:
    return {name: _standing(name) for name in STANDS}


def _standing(name: str) -> Standing:
    books = Books(ZIBO, pack_of_jinan())
    opened(books)
    ids = person_of(books)
    case_id = STANDS[name](books, ids)
    case = the_case(books, case_id)
    loaded = (case, books.load(Enterprise, ids["enterprise_id"]), books.load(Quota, case.quota_id))
    return Standing(books, case_id, ids["enterprise_id"], loaded)


def _ended(books: Books, ids: dict[str, Any]) -> UUID:
    case_id = at_department(books, ids)
    books.send(NotRecommend(card_application_id=case_id), saying_why(DRC))
    return case_id


def _to_correct(books: Books, ids: dict[str, Any]) -> UUID:
    case_id = at_department(books, ids)
    command = RequestCorrection(card_application_id=case_id, items=(StatedItem(field="resume"),))
    books.send(command, DRC)
    return case_id


STANDS: dict[str, Any] = {
    "drafted": drafted,
    "district_opinion": submitted,
    "department_review": at_department,
    "correction_requested": _to_correct,
    "collective_submission": reviewed,
    "forwarding": received,
    "provincial_result": forwarded,
    "ended": _ended,
}
ACTIONS = [*actions(UUID(int=0)), "read"]


def everybody() -> Iterator[Who]:
    yield from (Who("specialist", where, before) for where in ("own", "not own") for before in BEFORE)
    for function, where, before in product(FUNCTIONS, AREAS, BEFORE):
        yield Who(function, where, before)
        yield Who(f"entering {function}", where, before)
    yield from (Who(role.value, "anywhere") for role in WITHOUT_OFFICE)


def rows(table: str) -> set[tuple[str, ...]]:
    """The lines, one for each of the functions that are named together."""
    lines = [line.split() for line in table.strip().splitlines()]
    return {
        (f"entering-{function}" if line[0] == "entering" else function, *line[1 + (line[0] == "entering") :])
        for line in lines
        for function in line[line[0] == "entering"].split(",")
    }


ALLOWED, KNOWING = rows(TABLE), rows(KNOW)


def expected(who: Who, action: str, stands: str) -> bool:
    """What the table says."""
    post = who.post.replace(" ", "-")
    plain = post.removeprefix("entering-")
    if action == "read":
        return (plain, who.where) in KNOWING
    if action == "WriteNote":
        return post in NOTING and (post, who.where) in KNOWING
    if (post, who.where, action, stands) not in ALLOWED:
        return False
    has_decided = who.before == "acted before" and stands in AFTER_OPINION
    if action in DECIDING:
        return not has_decided and not (who.before == "handed in" and stands != "drafted")
    return not (action == "SupplyCorrection" and has_decided)


def authority_of(who: Who, standing: Standing) -> Authority:
    actor = {"new": "somebody-new", "handed in": "chen-specialist", "acted before": DRC_OF_ZHANGDIAN.actor}
    named = {"actor": actor[who.before], "reason_code": "as_agreed", "other_accounts": frozenset()}
    if who.post == "specialist":
        return specialist(standing.enterprise_id if who.where == "own" else UUID(int=5), **named)
    if who.where == "anywhere":
        return Authority(role=who.post, effective_on=DAY, at=AT, **named)
    function = who.post.removeprefix("entering ")
    capacity = Capacity.ENTERING_FOR if who.post != function else Capacity.ACTING
    office = {"role": "officer", "function": function, "area": AREAS[who.where], "capacity": capacity}
    return Authority(**office, effective_on=DAY, at=AT, **named)


def decided(who: Who, action: str, stands: str) -> bool:
    """What the decision point and the decision itself say, of copies of what is loaded."""
    standing = standings()[stands]
    authority = authority_of(who, standing)
    try:
        if action == "read":
            return _reads(authority, standing)
        _tried(actions(standing.case_id)[action], authority, standing)
    except Refusal:
        return False
    return True


def _tried(command: Command, authority: Authority, standing: Standing) -> None:
    office = standing.books.office
    authorise(type(command), authority, office.cities)
    work: Work = office.preview(command, authority)
    for noun in standing.loaded:
        work.add(_copied(noun))
    USE_CASES[type(command)](command, work)


def _copied(noun: Any) -> Any:
    """A copy that decisions may record in without the original noticing."""
    copied = type(noun).__new__(type(noun))
    copied.__dict__.update(noun.__dict__)
    copied._pending_events = []
    return copied


def _reads(authority: Authority, standing: Standing) -> bool:
    must_be_let_ask("card_application", authority, standing.books.office.cities)
    case: CardApplication = standing.loaded[0]
    scope = scope_of(authority, standing.books.policies)
    return scope.covers(city=case.city, area=case.area, enterprise_id=case.enterprise_id)


def differing(combinations: Any) -> list[tuple[Who, str, str, bool]]:
    return [
        (who, action, stands, allowed)
        for who, action, stands in combinations
        if (allowed := decided(who, action, stands)) != expected(who, action, stands)
    ]


@pytest.mark.bar(id="A1", size="every combination")
@pytest.mark.parametrize("stands", STANDS)
def test_every_combination_is_decided_as_the_table_says(stands):
    assert differing(product(everybody(), ACTIONS, [stands])) == []


def test_what_the_table_allows_is_allowed_to_somebody():
    tried = {
        (who.post.replace(" ", "-"), who.where, action, stands)
        for who, action, stands in product(everybody(), ACTIONS, STANDS)
        if expected(who, action, stands)
    }

    assert tried >= ALLOWED


def test_a_line_too_many_would_be_noticed(monkeypatch):
    monkeypatch.setitem(globals(), "ALLOWED", ALLOWED | {("miit", "parent", "Review", "department_review")})

    assert differing([(Who("miit", "parent"), "Review", "department_review")]) != []


def test_a_rule_that_is_missing_would_be_noticed(monkeypatch):
    monkeypatch.setattr(CardApplication, "_must_act_at", lambda *_, **__: None)

    assert differing([(Who("drc", "parent", "acted before"), "Review", "department_review")]) != []


@pytest.mark.bar(id="A1", size="1,000,000 at random")
@pytest.mark.slow
def test_a_million_combinations_at_random_are_decided_as_the_table_says():
    dice = random.Random(48)
    people = list(everybody())

    def thrown() -> Iterator[tuple[Who, str, str]]:
        for _ in range(1_000_000):
            yield dice.choice(people), dice.choice(ACTIONS), dice.choice([*STANDS])

    assert differing(thrown()) == []
