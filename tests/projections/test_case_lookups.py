"""How cases are found in the register: by every filter, within a scope, page by page."""

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID, uuid4

import pytest

from domain.authorization import Post, Role, Scope
from domain.cases import CaseStatus
from domain.policy.book import PolicyBook
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.case_register import CaseFilter, CaseKey, CaseRegister, Queue, Worker, case_register
from projections.follower import Follower
from tests.conftest import _temporary as temporary
from tests.domain.books_of_zibo import CITY, QILIN, TAIHE, opened
from tests.domain.cases_of_zibo import at_department, drafted, person_of, submitted
from tests.domain.zibo import ZIBO, edition
from tests.on_database import BooksOnDatabase
from tests.projections.conftest import vault_of

EVERYTHING = Scope()
NOTHING_ASKED = CaseFilter()


@pytest.fixture(scope="module")
def found_in(server: EmbeddedPostgres, template: str) -> Iterator[tuple[CaseRegister, list[UUID]]]:
    """A register that the tests of this module share, and the ids of its cases.

    Of the DRC 鲁建 in Zhangdian is with the department and 泰和 in Boshan with the district, of the MIIT 麒麟 a draft.
    """
    with (
        temporary(server, template) as database,
        closing(Datastore(open_engine(database.url("app")))) as app,
        closing(Datastore(open_engine(database.url("projector")))) as projector,
    ):
        books = BooksOnDatabase(app, vault_of(app), ZIBO)
        opened(books)
        ids = [
            at_department(books, person_of(books)),
            submitted(books, person_of(books, TAIHE, number=3, area="boshan")),
            drafted(books, person_of(books, QILIN, by="miit", number=5)),
        ]
        with closing(projector.detached()) as connection:
            Follower(case_register, connection).advance()
        yield CaseRegister(app.engine, PolicyBook([ZIBO])), ids
        books.store.close()


@pytest.fixture
def cases(found_in) -> CaseRegister:
    return found_in[0]


@pytest.fixture
def three(found_in) -> list[UUID]:
    return found_in[1]


@pytest.mark.parametrize(
    ("wanted", "which"),
    [
        ({}, [0, 1, 2]),
        ({"city": CITY}, [0, 1, 2]),
        ({"city": "370100"}, []),
        ({"card_type": "huicai"}, [0, 1, 2]),
        ({"card_type": "elite"}, []),
        ({"quota_year": 2024}, [0, 1, 2]),
        ({"quota_year": 2025}, []),
        ({"department": "miit"}, [2]),
        ({"area": "zhangdian"}, [0, 2]),
        ({"status": CaseStatus.DRAFTED}, [2]),
        ({"status": CaseStatus.IN_PROCESS}, [0, 1]),
        ({"step": "district_opinion"}, [1]),
        ({"status": CaseStatus.IN_PROCESS, "area": "boshan", "department": "drc"}, [1]),
        ({"status": CaseStatus.DRAFTED, "step": "district_opinion"}, []),
    ],
    ids=str,
)
def test_given_three_cases_when_looked_for_then_those_are_found_that_meet_every_filter(
    three, cases, wanted, which
):
    found = cases.page(CaseFilter(**wanted), scope=EVERYTHING)

    assert [one.card_application_id for one in found] == [three[number] for number in which]


@pytest.mark.parametrize("field", ["enterprise_id", "talent_id", "place_id"])
def test_given_three_cases_when_looked_for_by_what_is_of_one_then_that_one_is_found(three, cases, field):
    [_, taihe, _] = cases.page(NOTHING_ASKED, scope=EVERYTHING)

    assert cases.page(CaseFilter(**{field: getattr(taihe, field)}), scope=EVERYTHING) == [taihe]
    assert cases.page(CaseFilter(**{field: uuid4()}), scope=EVERYTHING) == []


@pytest.mark.parametrize(
    ("scope", "which"),
    [
        (Scope(city=CITY), [0, 1, 2]),
        (Scope(city="370100"), []),
        (Scope(city=CITY, area="zhangdian"), [0, 2]),
        (Scope(city=CITY, area="boshan"), [1]),
        (Scope(enterprise_id=uuid4()), []),
    ],
    ids=["city", "another city", "Zhangdian", "Boshan", "another enterprise"],
)
def test_given_three_cases_then_a_reader_finds_those_of_the_own_scope(three, cases, scope, which):
    found = cases.page(NOTHING_ASKED, scope=scope)

    assert [one.card_application_id for one in found] == [three[number] for number in which]


def test_given_a_filter_on_another_area_than_the_readers_own_then_nothing_is_found(three, cases):
    assert cases.page(CaseFilter(area="boshan"), scope=Scope(city=CITY, area="zhangdian")) == []


def test_given_a_page_of_two_then_the_next_begins_behind_it(three, cases):
    first = cases.page(NOTHING_ASKED, scope=EVERYTHING, limit=2)
    second = cases.page(NOTHING_ASKED, scope=EVERYTHING, limit=2, after=first[-1].key)

    assert [one.card_application_id for one in (*first, *second)] == three


def test_given_a_key_behind_all_then_there_is_nothing_more(cases):
    assert cases.page(NOTHING_ASKED, scope=EVERYTHING, after=CaseKey(10_000)) == []


def test_given_a_policy_version_that_is_not_known_here_then_it_is_no_offices_turn(found_in):
    register, ids = found_in
    elsewhere = CaseRegister(register._engine, PolicyBook([edition(2)]))

    found = elsewhere.page(CaseFilter(status=CaseStatus.IN_PROCESS), scope=EVERYTHING)
    mine = Worker("zhao-min", Post(role=Role.OFFICER, function="drc", area="zibo-shibenji"))

    assert [(one.card_application_id, one.step, one.turn) for one in found] == [
        (ids[0], "department_review", None),
        (ids[1], "district_opinion", None),
    ]
    assert elsewhere.page(NOTHING_ASKED, scope=EVERYTHING, queue=(Queue.MINE, mine)) == []
    assert len(register.page(NOTHING_ASKED, scope=EVERYTHING, queue=(Queue.MINE, mine))) == 1
