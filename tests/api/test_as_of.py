"""One thing or a list as of a moment and on a day: what is answered, and what is said where that cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.api.cards import CARDS, done, in_force
from tests.api.conftest import BOSHAN, Person, Town, town_on
from tests.conftest import _temporary as temporary
from tests.persistence.commands import command
from tests.projections.made_up import enterprise

BEFORE, FROM, AFTER = "2026-01-05", "2026-02-02", "2026-03-02"


class Books(NamedTuple):
    """A card that was suspended from a day on, and an enterprise that has another name from there on."""

    town: Town
    auditor: Person
    card: str
    enterprise: str  # known since 2025
    position: int  # before both were recorded


@pytest.fixture(scope="module")
def books(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    with temporary(server, template) as database, town_on(database, tmp_path_factory.mktemp("town")) as town:
        (card, _), employer = in_force(town), enterprise()
        town.service.store.save_all([employer], command())
        position = town.position()
        hrss, why = town.officer("hrss"), {"reason": "示例：补登", "reason_code": "recorded_late"}
        address = f"/v1/enterprises/{employer.id}"
        done(town.officer("drc").posts(f"{address}/name", name="示例更名有限公司", effective_on=FROM, **why))
        done(hrss.posts(f"{card}/suspension", effective_on=FROM, **why))
        yield Books(town, town.auditor(), card, address, position)


def shown(books: Books, path: str, **query: Any) -> dict[str, Any]:
    return done(books.auditor.gets(path, **query))


def test_a_card_on_a_day_is_what_was_in_force_then_as_is_known_now(books: Books) -> None:
    states = [shown(books, books.card, effective_on=day)["status"] for day in (BEFORE, FROM, AFTER)]

    assert states == ["in_force", "suspended", "suspended"]


def test_a_card_on_a_day_as_of_a_position_is_what_was_known_of_that_day_by_then(books: Books) -> None:
    then = shown(books, books.card, effective_on=AFTER, as_of=books.position)

    assert then["status"] == "in_force"


def test_an_enterprise_on_a_day_has_the_name_of_that_day(books: Books) -> None:
    before, after = (shown(books, books.enterprise, effective_on=day)["name"] for day in (BEFORE, AFTER))

    assert before != after == "示例更名有限公司"


def test_what_was_in_force_on_a_day_offers_nothing_to_do(books: Books) -> None:
    then = done(books.town.officer("hrss").gets(books.card, effective_on=AFTER))

    assert then["actions"] == {"open": [], "closed": []}


@pytest.mark.parametrize(
    "query",
    [{"as_of": "1"}, {"as_of": "0"}, {"as_of": "2000-01-01T00:00:00Z"}, {"effective_on": "2020-01-01"}],
    ids=str,
)
def test_what_was_not_there_then_is_said_to_be_there_now_to_who_may_see_it(books: Books, query: Any) -> None:
    seen = books.auditor.gets(books.card, **query)
    elsewhere = books.town.officer("hrss", BOSHAN).gets(books.card, **query)

    assert (seen.status_code, seen.json()["code"]) == (404, "not_there_then")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not_found")


def test_what_never_was_there_is_not_found_at_any_moment(books: Books) -> None:
    address = f"{CARDS}/00000000-0000-0000-0000-000000000001"

    for query in ({}, {"as_of": "1"}, {"effective_on": BEFORE}):
        assert books.auditor.gets(address, **query).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"effective_on": "2999-01-01"}, "not_yet"),
        ({"effective_on": "soon"}, "invalid_parameter"),
        ({"as_of": "999999", "effective_on": BEFORE}, "not_yet"),
    ],
    ids=str,
)
def test_a_day_that_cannot_be_meant_is_refused(books: Books, query: Any, code: str) -> None:
    answer = books.auditor.gets(books.card, **query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_moment_that_is_to_come_by_the_databases_clock_is_refused_though_it_is_past_by_ours(
    books: Books,
) -> None:
    town, service = books.town, books.town.service
    ahead = service.clock() + timedelta(minutes=1)
    town.app.state.service = replace(service, clock=lambda: ahead + timedelta(minutes=1))

    answers = [books.auditor.gets(path, as_of=ahead.isoformat()) for path in (books.card, CARDS)]
    town.app.state.service = service

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(400, "not_yet")] * 2


@pytest.mark.parametrize("parameter", ["as_of", "effective_on"])
def test_a_list_of_what_is_only_now_says_that_no_history_is_kept_of_it(books: Books, parameter: str) -> None:
    for path in ("/v1/enterprises", "/v1/due-sheet", "/v1/card-reminders"):
        answer = books.auditor.gets(path, **{parameter: "1"})

        assert (answer.status_code, answer.json()["code"]) == (400, "no_history_kept")
        assert [error["field"] for error in answer.json()["errors"]] == [parameter]


def changes(books: Books, **query: Any) -> dict[str, Any]:
    return shown(books, f"{CARDS}/diff", **query)


def test_what_differs_between_two_moments_of_the_register_is_told_column_by_column(books: Books) -> None:
    newest = books.town.position()

    told = changes(books, **{"from": str(books.position), "to": str(newest)})

    assert told["totals"] == {"added": 0, "ended": 0, "changed": 1}
    [item] = told["items"]
    columns = {one["column"]: (one["before"], one["after"]) for one in item["columns"]}
    assert (item["change"], columns["status"]) == ("changed", ("in_force", "suspended"))
    assert (item["before"], item["after"]) == (None, None)


def test_what_differs_is_told_the_other_way_round_from_the_later_moment(books: Books) -> None:
    newest = str(books.town.position())

    there, back = (changes(books, **{"from": a, "to": b}) for a, b in (("0", newest), (newest, "0")))

    assert (there["totals"], back["totals"]) == (
        {"added": 1, "ended": 0, "changed": 0},
        {"added": 0, "ended": 1, "changed": 0},
    )
    assert there["items"][0]["after"] == back["items"][0]["before"]


def test_who_sees_another_area_is_told_of_no_difference_here(books: Books) -> None:
    elsewhere = books.town.officer("hrss", BOSHAN)

    told = done(elsewhere.gets(f"{CARDS}/diff", **{"from": "0", "to": str(books.town.position())}))

    assert (told["items"], told["totals"]) == ([], {"added": 0, "ended": 0, "changed": 0})


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"to": "1"}, "invalid_parameter", "from"),
        ({"from": "1", "to": "999999"}, "not_yet", "to"),
        ({"from": "2999-01-01T00:00:00Z", "to": "1"}, "not_yet", "from"),
        ({"from": "soon", "to": "1"}, "invalid_parameter", "from"),
    ],
    ids=str,
)
def test_a_difference_to_a_moment_that_is_none_is_refused(
    books: Books, query: Any, code: str, field: str
) -> None:
    answer = books.auditor.gets(f"{CARDS}/diff", **query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_register_on_a_day_is_what_was_in_force_then_on_the_page_and_on_paper(books: Books) -> None:
    for day, status in ((BEFORE, "in_force"), (AFTER, "suspended")):
        [line] = shown(books, CARDS, effective_on=day)["items"]
        assert line["status"] == status
    assert shown(books, CARDS, effective_on="2020-01-01")["items"] == []
    assert books.auditor.gets(f"{CARDS}.xlsx", effective_on=AFTER).is_success
