"""The archive of a closed year proves itself without the database, takes nothing out of it, and is whole or not there."""

import csv
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from huicai_verify.command import main as huicai_verify

from persistence.transparency_log import TransparencyLog
from persistence.year_archive import (
    ArchiveThere,
    ArchiveWrong,
    NothingRecorded,
    YearNotClosed,
    archived,
    year_of,
)

OPEN = "ALTER TABLE log.events DISABLE TRIGGER append_only"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def source(office):
    with closing(office.datastore("app")) as datastore:
        yield TransparencyLog(datastore)


@pytest.fixture
def new_year(office):
    """A moment with two events before it and two behind it."""
    moment = this_moment(office)
    office.register("淄博泰和医药有限公司")
    office.seal()
    return moment


def this_moment(office):
    [(moment,)] = office.rows("SELECT clock_timestamp()")
    return moment


def test_given_a_closed_year_when_archived_then_a_stranger_verifies_it_and_the_rows_stay(
    office, source, new_year, tmp_path
):
    before = office.rows("SELECT events::text FROM log.events ORDER BY position")
    closed = year_of(source, 2025, LONG_AGO, new_year)

    home = archived(source, closed, tmp_path / "archive")

    said = json.loads((home / "archive.json").read_text())
    index = list(csv.DictReader((home / "index.csv").read_text().splitlines()))
    assert (said["first_position"], said["last_position"]) == (1, closed.last)
    assert [int(line["position"]) for line in index] == list(range(1, closed.last + 1))
    assert said["index_sha256"] == sha256((home / "index.csv").read_bytes()).hexdigest()
    [(key,)] = office.rows("SELECT verifier_key FROM transparency.verifier_keys")
    assert huicai_verify([str(home), "--key", key]) == 0
    assert office.rows("SELECT events::text FROM log.events ORDER BY position") == before


def test_given_two_years_when_archived_then_each_lists_its_own_and_what_is_the_same_is_there_once(
    office, source, new_year, tmp_path
):
    first = archived(source, year_of(source, 2025, LONG_AGO, new_year), tmp_path)
    second = archived(source, year_of(source, 2026, new_year, this_moment(office)), tmp_path)

    one, two = (json.loads((home / "archive.json").read_text()) for home in (first, second))
    assert two["first_position"] == one["last_position"] + 1
    assert (first / "1/checkpoint").stat().st_ino == (
        second / "1/checkpoint"
    ).stat().st_ino  # the same, linked


def test_given_a_year_that_is_not_over_or_not_covered_when_archived_then_it_is_refused(
    office, source, tmp_path
):
    with pytest.raises(YearNotClosed, match="is not over"):
        year_of(source, 2026, LONG_AGO, this_moment(office) + timedelta(days=1))
    office.seal()
    office.register("淄博泰和医药有限公司")
    with pytest.raises(YearNotClosed, match="under no checkpoint yet"):
        archived(source, year_of(source, 2026, LONG_AGO, this_moment(office)), tmp_path)

    assert list(tmp_path.glob("*2026*")) == []


def test_given_a_year_before_the_first_event_when_archived_then_it_says_that_nothing_was_recorded(source):
    with pytest.raises(NothingRecorded, match="by the end of 2000"):
        year_of(source, 2000, LONG_AGO, LONG_AGO + timedelta(days=365))


def test_given_an_archive_of_the_year_when_archived_again_then_nothing_is_written_over(
    source, new_year, tmp_path
):
    closed = year_of(source, 2025, LONG_AGO, new_year)
    archived(source, closed, tmp_path)

    with pytest.raises(ArchiveThere):
        archived(source, closed, tmp_path)


def test_given_an_event_altered_after_it_was_covered_when_archived_then_it_is_named_and_nothing_is_kept(
    office, source, new_year, tmp_path
):
    office.as_administrator(OPEN, "UPDATE log.events SET topic = 'Enterprise.Moved' WHERE position = 2")

    with pytest.raises(ArchiveWrong, match="position 2 is not what was covered"):
        archived(source, year_of(source, 2025, LONG_AGO, new_year), tmp_path)

    assert list(tmp_path.glob("*2025*")) == []
