"""One look at the store: every aggregate is asked for once, stays as it was then, and is never older than one loaded before."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise
from domain.store import NOBODY, OneLook, TalentCards, copied
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from tests.domain.made_up import credit_code_of
from tests.domain.officers import HRSS, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

NAMES = ("示例甲有限公司", "示例乙有限公司", "示例丙有限公司")


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def registered(books: Books) -> list[UUID]:
    commands = (
        RegisterEnterprise(city="370300", area="zhangdian", name=name, uscc=credit_code_of(number))
        for number, name in enumerate(NAMES, 1)
    )
    return [UUID(books.send(command, HRSS).receipt.answer["id"]) for command in commands]


def renamed(books: Books, id_: UUID, number: int) -> None:
    rename = RenameEnterprise(enterprise_id=id_, name=f"示例改名{number}有限公司")
    books.send(rename, saying_why(HRSS))


def questions_of(look: OneLook) -> list[set[UUID]]:
    """What the look asks for from now on."""
    asked: list[set[UUID]] = []
    select = look._log.select_histories

    class Noting:
        def select_histories(self, ids: Iterable[UUID]) -> Sequence[object]:
            asked.append(set(ids))
            return select(asked[-1])

    look.recorder = Noting()  # type: ignore[assignment]
    return asked


def test_what_was_looked_at_is_not_asked_for_again(books: Books) -> None:
    first, second, _ = registered(books)
    look = books.store.one_look()
    asked = questions_of(look)

    look.load_all([first])
    look.load_all([first, second])
    look.get(second)

    assert asked == [{first}, {second}]


def test_what_is_expected_comes_with_the_next_question(books: Books) -> None:
    first, second, third = registered(books)
    look = books.store.one_look()
    asked = questions_of(look)

    look.expect([second, third])
    assert asked == []
    assert set(look.load_all([first])) == {first}
    assert set(look.load_all([second, third])) == {second, third}

    assert asked == [{first, second, third}]


def test_it_shows_what_was_so_when_it_was_loaded(books: Books) -> None:
    first, *_ = registered(books)
    look = books.store.one_look()
    before = look.get(first).version
    renamed(books, first, 1)

    assert look.get(first).version == before
    assert look.one_look().get(first).version > before
    assert books.store.get(first).version > before


def test_what_is_decided_on_a_copy_leaves_no_trace(books: Books) -> None:
    first, *_ = registered(books)
    look = books.store.one_look()
    loaded: Enterprise = look.get(first)
    decided = copied(loaded)
    decided.rename("示例另名有限公司", saying_why(HRSS).under(ZIBO.version))

    assert (loaded.version, look.get(first).version) == (decided.version - 1, decided.version - 1)
    assert not look.get(first).pending_events


def test_nobody_is_never_asked_for(books: Books) -> None:
    look = books.store.one_look()
    asked = questions_of(look)

    assert look.find(NOBODY) is None
    assert asked == []


STEPS = st.lists(
    st.tuples(st.sampled_from(("load", "expect", "rename")), st.integers(0, len(NAMES) - 1)), max_size=25
)


@given(STEPS)
@example([("expect", 1), ("load", 0), ("rename", 1), ("rename", 2), ("load", 2), ("load", 1)])
def test_nothing_that_is_loaded_is_older_than_what_was_loaded_before(steps: list[tuple[str, int]]) -> None:
    books = Books(ZIBO)
    ids = registered(books)
    moments = [{id_: books.store.get(id_).version for id_ in ids}]  # the versions of all, after each change
    seen: dict[UUID, int] = {}
    not_before = 0  # the moment of which, at the earliest, something was loaded
    look: TalentCards = books.store.one_look()
    for number, (what, which) in enumerate(steps):
        id_ = ids[which]
        if what == "rename":
            renamed(books, id_, number)
            moments.append(moments[-1] | {id_: moments[-1][id_] + 1})
        elif what == "expect":
            look.expect([id_])
        else:
            version = look.get(id_).version
            assert version == seen.get(id_, version)  # it stays as it was
            assert id_ in seen or version >= moments[not_before][id_]
            seen[id_] = version
            since = next(at for at, versions in enumerate(moments) if versions[id_] == version)
            not_before = max(not_before, since)
