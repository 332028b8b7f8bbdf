"""What may be done is tried on one stage, one command after the other, and nothing is left of any."""

from uuid import UUID

from api.rehearsing import Rehearsals
from domain.aggregates.enterprise import Enterprise
from domain.use_cases import USE_CASES
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from tests.domain.made_up import credit_code_of
from tests.domain.officers import HRSS, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

NEW_NAME = "示例丁有限公司"


def test_on_a_stage_nothing_is_left_of_what_was_tried_before() -> None:
    books = Books(ZIBO)
    registrations = (
        RegisterEnterprise(city="370300", area="zhangdian", name=f"示例{n}号有限公司", uscc=credit_code_of(n))
        for n in (1, 2)
    )
    ids = [UUID(books.send(one, HRSS).receipt.answer["id"]) for one in registrations]
    first, second = (RenameEnterprise(enterprise_id=id_, name=NEW_NAME) for id_ in ids)
    stage = Rehearsals(books.office.looking_at(books.store.one_look()), saying_why(HRSS), ())
    [by, *_] = stage.standings[0]

    def tried(command: RenameEnterprise) -> set[str]:
        work = stage.work(command, by)
        assert (work.changed, work.touched) == ([], {})
        USE_CASES[type(command)](command, work)
        return {one.name for one in work.changed if isinstance(one, Enterprise)}

    # The same twice; and the name that one would have got is still free for the other.
    assert [tried(command) for command in (first, first, second)] == [{NEW_NAME}] * 3
    assert [books.store.get(id_).version for id_ in ids] == [1, 1]
