"""Telling an answer again: the same as long as nobody was erased, and never an alteration as an erasure."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.talent import Talent
from domain.answers import told_again, told_first
from domain.identity_documents import DocumentKind
from domain.office import Receipt, Request
from domain.personal_data import KeyMissing, Personal, Sealed, Tampered, Unreadable
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent
from tests.domain.made_up import identity_number_of
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

LI, ZHAO = UUID(int=1), UUID(int=2)
REGISTER = RegisterTalent(
    city="370300",
    area="zhangdian",
    name="李思源",
    document=DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(7)),
)
Carry = Callable[..., Receipt]


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


@pytest.fixture
def carried_out(books: Books) -> Carry:
    """Registers Li Siyuan under one key, and answers with the masked name as it is shown."""

    def carry_out(render: Any = shown) -> Receipt:
        request = books.request(REGISTER, key="k1")
        fields = {name: getattr(request, name) for name in Request.__dataclass_fields__}
        return books.office.carry_out(REGISTER, HRSS, Request(**fields | {"render": render}))

    return carry_out


def shown(talent: Talent, _: Any = ()) -> dict[str, Any]:
    return {"id": str(talent.id), "names": [{"of": Personal(talent.id, "李**")}], "version": talent.version}


def test_the_first_sender_is_told_the_facts_as_they_are_shown(carried_out: Carry) -> None:
    receipt = carried_out()

    assert receipt.answer["names"] == [{"of": "李**"}]
    assert list(receipt.answer) == ["id", "names", "version"]


def test_a_repetition_is_told_the_same(carried_out: Carry) -> None:
    first = carried_out()

    again = carried_out()

    assert again.is_repetition
    assert again.answer == first.answer


def test_what_is_remembered_of_an_answer_has_its_facts_sealed(carried_out: Carry, books: Books) -> None:
    id_ = carried_out().answer["id"]

    [command] = books.log.commands.values()
    assert "李" not in str(command.answer)
    assert command.answer is not None
    assert command.answer["names"][0]["of"]["sealed"].startswith(id_)


def test_a_repetition_after_an_erasure_is_told_that_there_was_somebody(
    carried_out: Carry, books: Books
) -> None:
    first = carried_out()
    books.vault.erase(UUID(first.answer["id"]))

    again = carried_out()

    assert again.answer == first.answer | {"names": [{"of": {"erased": True}}]}


def test_a_twin_that_was_faster_is_answered_as_any_repetition(carried_out: Carry, books: Books) -> None:
    faster: list[Receipt] = []
    books.log.rivals = [lambda: faster.append(carried_out())]

    receipt = carried_out()

    assert receipt.is_repetition
    assert receipt.answer == faster[0].answer


def test_a_twin_that_was_faster_and_whose_person_was_erased_meanwhile_is_told_so(
    carried_out: Carry, books: Books
) -> None:
    books.log.rivals = [lambda: books.vault.erase(UUID(carried_out().answer["id"]))]

    assert carried_out().answer["names"] == [{"of": {"erased": True}}]


def test_who_is_erased_between_rendering_and_recording_is_shown_as_erased(
    carried_out: Carry, books: Books
) -> None:
    """Somebody whom only the answer shows stands in nobody's way."""

    def shown_with_zhao(talent: Talent, _: Any) -> dict[str, Any]:
        if ZHAO in books.vault.keys:
            return shown(talent) | {"zhao": {"erased": True}}
        books.vault.erase(ZHAO)
        return shown(talent) | {"zhao": Personal(ZHAO, "赵*")}

    receipt = carried_out(shown_with_zhao)

    assert receipt.answer["zhao"] == {"erased": True}
    assert books.pauses == [1]


@pytest.mark.parametrize("unreadable", [Tampered(LI), KeyMissing(LI)])
def test_what_cannot_be_read_for_another_reason_is_never_told_as_erased(unreadable: Unreadable) -> None:
    class Refusing:
        def open_many(self, sealed: Any) -> list[str | Unreadable]:
            return ["李**", unreadable][: len(sealed)]

    answer = {"name": Sealed(LI, b"1", b"1"), "phone": Sealed(LI, b"2", b"2")}

    with pytest.raises(type(unreadable)):
        told_again(answer, Refusing())


def test_the_vault_is_asked_once_and_only_if_there_is_something_to_open(books: Books) -> None:
    asked: list[int] = []

    class Counting:
        def open_many(self, sealed: Any) -> list[str | Unreadable]:
            asked.append(len(sealed))
            return ["*"] * len(sealed)

    one, other = Sealed(LI, b"1", b"1"), Sealed(ZHAO, b"2", b"2")
    told = told_again({"people": [one, {"x": other}], "n": 1}, Counting())
    told_again({"n": 1, "nobody": [{}]}, Counting())

    assert told == {"people": ["*", {"x": "*"}], "n": 1}
    assert asked == [2]


def test_an_answer_without_facts_is_told_as_it_is() -> None:
    answer = {"id": "1", "places": [{"n": 1}, None, []], "erased": True}

    assert told_first(answer) == answer
