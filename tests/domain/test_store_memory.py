"""What the store remembers saves reading, and never decides what holds: that is what the log says now."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import store
from domain.aggregates.enterprise import Enterprise
from domain.base import Event
from domain.store import TalentCards
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from tests.domain.made_up import credit_code_of
from tests.domain.officers import HRSS, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def registered(books: Books, number: int = 1) -> UUID:
    command = RegisterEnterprise(
        city="370300", area="zhangdian", name=f"示例{number}号有限公司", uscc=credit_code_of(number)
    )
    return UUID(books.send(command, HRSS).receipt.answer["id"])


def renamed(books: Books, id_: UUID, name: str) -> None:
    books.send(RenameEnterprise(enterprise_id=id_, name=name), saying_why(HRSS))


def reading_of(books: Books) -> list[Event]:
    """The events that the store reads from now on."""
    read: list[Event] = []
    as_ever = books.store.mapper.to_domain_event

    def noted(stored: object) -> Event:
        read.append(as_ever(stored))  # type: ignore[arg-type]
        return read[-1]

    books.store.mapper.to_domain_event = noted  # type: ignore[method-assign,assignment]
    return read


def test_what_was_read_is_not_read_again(books: Books) -> None:
    id_ = registered(books)
    books.store.get(id_)
    read = reading_of(books)

    books.store.get(id_)
    assert read == []

    renamed(books, id_, "示例改名有限公司")
    read.clear()
    assert books.store.get(id_).name == "示例改名有限公司"
    assert [type(event) for event in read] == [Enterprise.Renamed]


def test_what_somebody_does_with_it_is_not_remembered(books: Books) -> None:
    id_ = registered(books)
    first, second = books.store.get(id_), books.store.get(id_)
    first.rename("示例另名有限公司", saying_why(HRSS).under(ZIBO.version))

    assert (second.name, books.store.get(id_).name) == ("示例1号有限公司", "示例1号有限公司")
    assert not books.store.get(id_).pending_events


def test_a_log_that_says_something_else_is_believed(books: Books) -> None:
    id_ = registered(books)
    renamed(books, id_, "示例改名有限公司")
    books.store.get(id_)
    log = books.log._stored_events
    at = next(number for number, stored in enumerate(log) if "Renamed" in stored.topic)
    log[at] = replace(log[at], state=log[at].state.replace("改名".encode(), "恢复".encode()))

    assert books.store.get(id_).name == "示例恢复有限公司"


def test_a_log_that_says_less_is_believed(books: Books) -> None:
    id_ = registered(books)
    renamed(books, id_, "示例改名有限公司")
    books.store.get(id_)
    began = books.log.select_events(id_)[0]
    books.log.select_histories = lambda ids: [began]  # type: ignore[method-assign,assignment]

    assert books.store.get(id_).name == "示例1号有限公司"


def test_it_forgets_as_much_as_it_has_no_room_for(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [registered(books, number) for number in range(1, 6)]
    sizes = [sum(len(stored.state) for stored in books.log.select_events(id_)) for id_ in ids]
    monkeypatch.setattr(store, "ROOM", sum(sizes[:2]))
    books.store = TalentCards(books.store.factory)
    for id_ in ids:
        books.store.get(id_)
    read = reading_of(books)

    books.store.get(ids[4])
    assert read == []
    books.store.get(ids[0])
    assert read


def test_it_does_not_keep_what_is_larger_than_all_the_room(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = registered(books)
    monkeypatch.setattr(store, "ROOM", 1)
    books.store = TalentCards(books.store.factory)
    books.store.get(id_)
    read = reading_of(books)

    assert books.store.get(id_).version == len(read) > 0


@given(st.lists(st.sampled_from(("load", "rename", "decide")), max_size=20))
def test_it_makes_what_is_made_without_it(steps: list[str]) -> None:
    books = Books(ZIBO)
    id_ = registered(books)
    for number, step in enumerate(steps):
        if step == "rename":
            renamed(books, id_, f"示例改名{number}有限公司")
        elif step == "decide":
            books.store.get(id_).rename("示例另名有限公司", saying_why(HRSS).under(ZIBO.version))
        without = TalentCards(books.store.factory)
        assert books.store.get(id_) == without.get(id_)
