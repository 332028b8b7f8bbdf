"""`huicai calendar import` reads a year as public data sets have it, and says what it changes."""

import json

import pytest
from typer.testing import CliRunner

from cli.calendar import command_of, differences
from cli.main import app
from domain.calendar import statutory
from domain.errors import Invalid

YEAR = {
    "year": 2027,
    "papers": ["https://example.org/notice"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ],
}


def test_weekdays_that_are_free_and_weekends_that_are_worked_are_taken():
    command = command_of(json.dumps(YEAR).encode())

    assert [day.day.isoformat() for day in command.days_off] == ["2027-01-01", "2027-01-04"]
    assert [day.day.isoformat() for day in command.days_worked] == ["2027-01-09"]


def test_what_the_notice_changes_is_told_day_by_day():
    told = differences(statutory(2027), command_of(json.dumps(YEAR).encode()))

    assert told[:3] == [
        "2027-01-04 Mon: free",
        "2027-01-09 Sat: worked",
        "2027-02-05 Fri: as its day of the week",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"year": 2027, "days": [{"date": "soon"}]}'], ids=["empty", "nothing", "no day"]
)
def test_another_file_is_refused(content):
    with pytest.raises(Invalid):
        command_of(content)


def test_a_notice_without_its_number_is_not_imported(tmp_path):
    (tmp_path / "2027.json").write_text(json.dumps(YEAR), encoding="utf-8")

    outcome = CliRunner().invoke(app, ["calendar", "import", str(tmp_path / "2027.json")])

    assert outcome.exit_code == 2
