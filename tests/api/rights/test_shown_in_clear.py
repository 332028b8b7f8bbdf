"""Whoever is shown anything of a person in clear is on record once, before the answer leaves; whoever may not is shown masks (P3)."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from httpx import Response

from domain.disclosures import Purpose
from domain.readings import IN_CLEAR
from tests.api.conftest import Town, as_owner
from tests.api.rights.offices import NAME, person
from tests.api.rights.table import OF_ANOTHER_CITY, QUERIES, WHO
from tests.architecture.test_decision_point import OF_THE_PERSON
from tests.documents.printed import set_in
from tests.system.canaries import opened

# One of each that may read in clear, and of each that may not.
SOME = ("city HRSS", "specialist", "auditor", "provincial window", "operator")
PURPOSES = (None, Purpose.HANDLING, Purpose.AUDIT)
MASKED = {name for name in QUERIES if name not in IN_CLEAR}


def in_clear(answer: Response) -> bool:
    """Whether the name can be read in what was answered, whatever it is packed in."""
    return any(NAME in words_in(part) for part in every_part(answer.content))


def words_in(part: bytes) -> str:
    """Of a PDF that was printed here what is on its pages, of whatever else the bytes as text."""
    return set_in(part) if part.startswith(b"%PDF-") and b"/Root" in part else part.decode(errors="replace")


def every_part(content: bytes) -> Iterator[bytes]:
    yield content
    for part in opened(content):
        if part != content:
            yield from every_part(part)


def lines_of(town: Town, answer: Response) -> list[tuple[str, str, str]]:
    """Of whom and of which things this request has put lines on the access log."""
    with town.service.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT subject::text, kind, id::text FROM log.disclosures WHERE correlation_id = %(id)s::uuid",
            {"id": answer.headers["x-request-id"]},
        )
        return [tuple(line) for line in found]


def read_as(town: Town, query: str, who: str, purpose: Purpose | None) -> Response:
    stated = {} if purpose is None or query in OF_THE_PERSON else {"purpose": purpose.value}
    path = QUERIES[query][0](town)
    address, _, said = path.partition("?")
    asked = {name: value for name, value in parse_qsl(said) if name != "purpose"}
    return person(town, who).gets(address, **asked, **stated)


def must_be_on_record(town: Town, query: str, who: str, purpose: Purpose | None) -> bool:
    """Whoever is shown the name has a line about the person, one; who is not shown anything has none."""
    answer = read_as(town, query, who, purpose)
    lines = lines_of(town, answer)
    assert len(lines) == len(set(lines)), f"{who} is on record twice"
    if not answer.is_success or (purpose is None and query not in OF_THE_PERSON):
        assert lines == []
        assert not in_clear(answer)
    if in_clear(answer):
        assert town.talent_id in {subject for subject, _, _ in lines}
    return in_clear(answer)


@pytest.mark.parametrize("query", sorted(IN_CLEAR))
def test_what_is_read_in_clear_is_on_record_once_and_nothing_else_is(offices: Town, query: str) -> None:
    for who in SOME:
        for purpose in PURPOSES:
            must_be_on_record(offices, query, who, purpose)


def test_the_name_would_have_been_seen(offices: Town) -> None:
    assert must_be_on_record(offices, "registration_form", "city HRSS", Purpose.HANDLING)
    assert must_be_on_record(offices, "subject_access", "city HRSS", None)


@pytest.mark.parametrize("query", sorted(MASKED))
def test_whatever_takes_no_purpose_shows_masks(offices: Town, query: str) -> None:
    for who in ("city HRSS", "specialist", "auditor"):
        answer = read_as(offices, query, who, None)
        assert not in_clear(answer)
        assert lines_of(offices, answer) == []


def test_what_cannot_be_put_on_record_is_not_shown(offices: Town) -> None:
    as_owner(
        offices.database,
        "CREATE TRIGGER full_up BEFORE INSERT ON log.disclosures FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()",
    )
    try:
        shown = [
            query
            for query in sorted(IN_CLEAR)
            for purpose in (Purpose.HANDLING, Purpose.AUDIT)
            for who in ("city HRSS", "auditor")
            if in_clear(read_as(offices, query, who, purpose))
        ]
    finally:
        as_owner(offices.database, "DROP TRIGGER full_up ON log.disclosures")
    assert shown == []


@pytest.mark.bar(id="P3", size="every query, every post, every purpose")
@pytest.mark.slow
@pytest.mark.parametrize("query", sorted(QUERIES))
def test_whoever_asks_whatever_for_whatever_purpose_is_on_record_or_shown_masks(
    offices: Town, query: str
) -> None:
    for who in set(WHO) - OF_ANOTHER_CITY:
        for purpose in (None, *Purpose) if query in IN_CLEAR else (None,):
            must_be_on_record(offices, query, who, purpose)
