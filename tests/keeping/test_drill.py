"""A drill restores the newest backup into a server of its own, shows what it promises, and leaves a report and nothing else."""

import base64
import json

import pytest

from bootstrap.drilling import drill
from persistence.backup.sealing import BackupDamaged
from tests.conftest import data_folder
from tests.keeping.conftest import MASTER


@pytest.fixture
def room():
    with data_folder() as folder:
        yield folder


def drilled(place, room):
    return drill(place.settings, lambda _: None, folder=room)


def test_given_a_backup_when_drilled_then_the_report_says_what_was_shown_and_nothing_stays(
    office, room, shelf
):
    office.seal()
    made = office.backed_up()
    (office.settings.data / "master-key").write_bytes(base64.b64encode(MASTER))
    (office.settings.data / "master-key").chmod(0o600)

    report = drilled(office, room)

    assert (report.backup, report.position, report.records_root) == (
        made.name,
        made.position,
        made.records_root,
    )
    assert report.faults == report.left_out == []
    assert "every projection is what the log makes it" in report.shown
    assert any(line.startswith("the master key opens") for line in report.shown)
    assert (
        f"the root that example.com/zibo/sha256-ed25519/1 has signed for {made.position} entries is reproduced"
        in report.shown
    )
    assert list(room.iterdir()) == []
    [written] = (shelf / "drills").iterdir()
    assert json.loads(written.read_text())["records_root"] == made.records_root


@pytest.mark.slow
def test_given_a_read_model_that_somebody_changed_before_the_backup_when_drilled_then_it_is_at_fault(
    office, room
):
    office.as_administrator("UPDATE read.enterprise_register SET name = '某某有限公司'")
    office.backed_up()

    report = drilled(office, room)

    assert report.faults == ["the projection enterprise_register was not what the log makes it"]
    assert report.left_out == ["keys and files were not opened: the master key is not here"]


@pytest.mark.slow
def test_given_another_master_key_when_drilled_then_it_is_at_fault(office, room):
    office.backed_up()
    other = office.with_settings(master_key=base64.b64encode(bytes(32)).decode())

    [fault] = drilled(other, room).faults
    assert "the vault was locked with" in fault
    assert "Where the master key was changed after this backup, neither is at fault: make a backup" in fault


@pytest.mark.slow
def test_given_the_list_of_the_erased_gone_when_drilled_then_it_is_at_fault(office, room, shelf):
    office.erase(office.person)
    office.backed_up()
    (shelf / "erased.sealed").unlink()

    [fault] = drilled(office, room).faults

    assert (
        fault == "1 of the erased persons whom the newest backup knows are missing on the list on the shelf"
    )


def test_given_a_damaged_backup_when_drilled_then_it_ends_there(office, room, shelf):
    name = office.backed_up().name
    (shelf / "log" / name / "database.sealed").write_bytes(b"rubbish")

    with pytest.raises(BackupDamaged):
        drilled(office, room)
