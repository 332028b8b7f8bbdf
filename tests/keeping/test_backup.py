"""A backup is whole or not there, says nothing to strangers, and restores to what the original was, into an empty place."""

import base64
import resource
import shutil
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bootstrap import restoring
from bootstrap.backing_up import DiskUnusable, list_erased
from bootstrap.database import must_be_fit_to_serve
from bootstrap.restoring import erase_again
from domain.personal_data import Erased
from persistence.backup.loading import CopyDiffers, NotEmpty
from persistence.backup.records import PositionsBroken
from persistence.backup.sealing import BackupDamaged, BackupKeyUnusable
from persistence.backup.shelf import NoBackup, Shelf, ShelfTaken, name_of
from persistence.security_log import PostgresSecurityLog
from projections import PROJECTIONS
from projections.rebuild import rebuild
from tests.keeping.conftest import BACKUP_KEY

ANOTHER_KEY = base64.b64encode(bytes(range(64, 96))).decode()

CONTENT = """
    SELECT 'events', count(*), sum(hashtextextended(events::text, 0)::numeric) FROM log.events
    UNION ALL SELECT 'commands', count(*), sum(hashtextextended(commands::text, 0)::numeric) FROM log.commands
    UNION ALL SELECT 'keys', count(*), sum(hashtextextended(keys::text, 0)::numeric) FROM vault.keys
    UNION ALL SELECT 'register', count(*), sum(hashtextextended(e::text, 0)::numeric) FROM read.enterprise_register e
    UNION ALL SELECT 'tracking', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM read.tracking t
"""


def test_given_a_backup_when_restored_elsewhere_then_every_row_and_file_is_there(office, elsewhere):
    made = office.backed_up()

    restored = elsewhere.restored()

    assert elsewhere.rows(CONTENT) == office.rows(CONTENT)
    assert elsewhere.rows("SELECT what, position, source FROM log.restorations", "auditor") == [
        ("database", made.position, f"backup {made.name}")
    ]
    acts = "SELECT kind, role, what FROM log.security ORDER BY line"
    assert elsewhere.rows(acts) == [
        ("administrator_acted", "operator", what) for what in ("make_backup", "restore_backup")
    ]
    assert (restored.backup.log.name, restored.backup.log.records_root) == (made.name, made.records_root)
    assert restored.rebuilt == []
    assert elsewhere.scan_of(office.person, office.scan) == office.scan
    must_be_fit_to_serve(elsewhere.served)  # every role may what it may, as if it had never been away


def test_given_read_models_that_were_rebuilt_when_restored_elsewhere_then_every_row_is_there(
    office, elsewhere
):
    with closing(office.datastore("projector")) as projector:
        for name in PROJECTIONS:
            rebuild(name, projector)
    office.backed_up()

    elsewhere.restored()

    assert elsewhere.rows(CONTENT) == office.rows(CONTENT)


def test_given_a_number_that_an_earlier_release_had_beside_a_rebuilt_table_when_restored_then_it_is_left_out(
    office, elsewhere
):
    office.as_administrator(
        "SET ROLE huicai_projector",
        "CREATE SEQUENCE read.case_register_years_year_seq OWNED BY read.case_register_years.year",
    )
    office.backed_up()

    elsewhere.restored()

    assert elsewhere.rows(CONTENT) == office.rows(CONTENT)


def test_given_a_large_object_that_the_auditor_has_left_when_restored_then_backups_are_made_all_the_same(
    office, elsewhere
):
    office.rows("SELECT lo_create(0)", "auditor")  # anybody who connects may, and nobody else read it
    office.backed_up()

    elsewhere.restored()

    assert elsewhere.rows(CONTENT) == office.rows(CONTENT)


def test_given_a_tile_that_becomes_whole_while_files_are_copied_when_restored_then_the_published_log_is_whole(
    office, elsewhere, monkeypatch
):
    office.seal()
    log = office.settings.data / "transparency-log/1"
    [beginning] = (log / "tile/0").rglob("*.p/*")
    whole = beginning.parent.with_suffix("")
    read = Path.read_bytes

    def read_while_the_sealer_is_at_work(path):
        if path == log / "checkpoint" and beginning.exists():
            whole.write_bytes(read(beginning))  # what lies there is whole, and its beginning is not needed
            shutil.rmtree(beginning.parent)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_while_the_sealer_is_at_work)

    office.backed_up()

    elsewhere.restored()
    assert (elsewhere.settings.data / whole.relative_to(office.settings.data)).exists()


def test_given_a_backup_when_read_by_a_stranger_then_nothing_that_was_said_stands_there(office, shelf):
    (office.settings.data / "card-keys.json").write_text('{"keys": "a secret of ours"}')

    office.backed_up()

    everything = b"".join(path.read_bytes() for path in shelf.rglob("*") if path.is_file())
    for said in (
        "鲁建".encode(),
        b"a secret of ours",
        office.scan,
        b"Enterprise.Registered",
        str(office.person).encode(),
    ):
        assert said not in everything
    assert {path.stat().st_mode & 0o077 for path in shelf.rglob("*")} <= {0, 0o044, 0o055}


def test_when_a_backup_was_last_made_is_remembered_and_one_that_came_to_nothing_is_not(office, shelf):
    with closing(office.datastore("app")) as app:
        security = PostgresSecurityLog(app)
        never = security.backed_up_at()
        office.backed_up()
        made_at = security.backed_up_at()
        with pytest.raises(BackupKeyUnusable):
            office.with_settings(backup_key="no key").backed_up()

        assert never is None
        assert datetime.now(UTC) - timedelta(minutes=5) < made_at <= datetime.now(UTC)
        assert security.backed_up_at() == made_at


def test_given_a_shelf_put_back_as_a_whole_when_the_list_is_written_then_the_missing_backup_is_named(
    office, shelf, tmp_path
):
    office.backed_up()
    shutil.copytree(shelf, tmp_path / "earlier")
    _wait_for_another_second(office)
    lost = office.backed_up()
    assert (lost.missing, list_erased(office.settings, office.served).missing) == (None, None)

    shutil.rmtree(shelf)
    shutil.copytree(tmp_path / "earlier", shelf)

    assert list_erased(office.settings, office.served).missing == lost.name
    _wait_for_another_second(office)
    assert office.backed_up().missing == lost.name
    assert list_erased(office.settings, office.served).missing is None


# ── Altered, exchanged, opened with another key ──────────────────────────────────────────────────────────


def test_given_any_file_of_a_backup_altered_when_restored_then_it_is_refused_before_anything_is_done(
    office, elsewhere, shelf
):
    office.backed_up()
    for path in sorted(path for path in shelf.glob("*/*/*") if path.parent.parent.name != "blobs"):
        whole = path.read_bytes()
        for broken in (whole[:-1], whole[:60] + bytes([whole[60] ^ 1]) + whole[61:], whole + b"x"):
            path.write_bytes(broken)
            with pytest.raises(BackupDamaged):
                elsewhere.restored()
        path.unlink()
        with pytest.raises((BackupDamaged, NoBackup)):
            elsewhere.restored()
        path.write_bytes(whole)

    assert elsewhere.rows("SELECT FROM pg_namespace WHERE nspname = 'log'") == []
    assert not elsewhere.settings.data.exists()


def test_given_a_file_on_the_shelf_altered_when_restored_then_the_place_is_empty_as_before(
    office, elsewhere, shelf
):
    office.backed_up()
    [blob] = list((shelf / "blobs").glob("*/*"))
    blob.write_bytes(b"something else")

    with pytest.raises(BackupDamaged, match="attachments/"):
        elsewhere.restored()

    assert elsewhere.rows("SELECT FROM pg_namespace WHERE nspname IN ('log', 'read', 'vault')") == []
    assert list(elsewhere.settings.data.iterdir()) == []


def test_given_another_backup_key_when_restored_then_it_says_which_one_is_needed(office, elsewhere):
    office.backed_up()
    stranger = elsewhere.with_settings(backup_key="/" * 43 + "=")

    with pytest.raises(BackupDamaged, match="sealed under backup key"):
        stranger.restored()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"backup_key": None}, "HUICAI_BACKUP_KEY_FILE what backups are sealed with"),
        ({"backup_key": "short"}, "32 random bytes"),
    ],
)
def test_given_no_key_when_a_backup_is_to_be_made_then_it_is_refused(office, settings, told):
    with pytest.raises(BackupKeyUnusable, match=told):
        office.with_settings(**settings).backed_up()


# ── An empty place, and all of it or nothing ─────────────────────────────────────────────────────────────


def test_given_a_place_that_is_not_empty_when_restored_then_nothing_is_written_over(office, elsewhere):
    office.backed_up()
    before = office.rows(CONTENT)

    with pytest.raises(NotEmpty, match="an empty one only"):
        office.with_settings(data=elsewhere.settings.data).restored()
    (elsewhere.settings.data / "attachments").mkdir(parents=True)
    with pytest.raises(NotEmpty, match="attachments"):
        elsewhere.restored()

    assert office.rows(CONTENT) == before


def test_given_the_disk_full_when_a_backup_is_made_then_none_is_there_and_the_earlier_ones_are(office, shelf):
    earlier = office.backed_up().name
    office.register("淄博泰和医药有限公司")
    tree = sorted(shelf.rglob("*"))
    _wait_for_another_second(office)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(DiskUnusable, match="no backup was made"):
            office.backed_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert sorted(shelf.rglob("*")) == tree
    assert Shelf(shelf).names() == [earlier]


def test_given_a_place_that_takes_no_files_when_anything_is_put_there_then_it_is_named_and_what_follows_told(
    office, elsewhere, tmp_path
):
    (tmp_path / "a file").write_text("where a folder should be")
    nowhere = tmp_path / "a file/below"
    lost = office.with_settings(backups=nowhere)

    with pytest.raises(DiskUnusable, match="a file/below: Not a directory; no backup was made"):
        lost.backed_up()
    with pytest.raises(DiskUnusable, match="a file/below: Not a directory; the list is as it was"):
        list_erased(lost.settings, lost.served)
    office.backed_up()
    with pytest.raises(DiskUnusable, match="a file/below: Not a directory; nothing was restored"):
        elsewhere.with_settings(data=nowhere).restored()


def test_given_a_backup_that_was_killed_when_the_next_is_made_then_what_was_left_is_gone(office, shelf):
    (shelf / ".making/log").mkdir(parents=True)
    (shelf / ".making/log/database.sealed").write_bytes(b"half of it")

    made = office.backed_up()

    assert not (shelf / ".making").exists()
    assert Shelf(shelf).names() == [made.name]


def test_given_somebody_at_work_on_the_shelf_when_a_backup_is_made_then_it_is_refused(office, shelf):
    with Shelf(shelf).alone(), pytest.raises(ShelfTaken):
        office.backed_up()


def test_given_a_log_that_lost_an_event_when_it_is_backed_up_then_it_is_refused(office):
    office.as_administrator(
        "ALTER TABLE log.events DISABLE TRIGGER append_only", "DELETE FROM log.events WHERE position = 1"
    )

    with pytest.raises(PositionsBroken, match="position 1 is missing"):
        office.backed_up()


def test_given_a_log_rewritten_after_it_was_signed_when_its_backup_is_restored_then_it_is_refused(
    office, elsewhere
):
    office.seal()
    office.as_administrator(
        "ALTER TABLE log.events DISABLE TRIGGER append_only",
        "UPDATE log.events SET topic = 'Enterprise.Moved' WHERE position = 1",
    )
    office.backed_up()

    with pytest.raises(CopyDiffers, match=r"root that was signed: example.com/zibo"):
        elsewhere.restored()


@pytest.mark.slow
def test_given_a_copy_that_is_another_when_compared_with_the_manifest_then_it_is_refused(
    office, elsewhere, monkeypatch
):
    office.backed_up()
    # Whoever could alter a row on its way would be found by the root, whatever hashes the files have.
    loading = restoring.loaded

    def altering(url, *rest):
        loading(url, *rest)
        if rest[3] == "database":
            elsewhere.as_administrator(
                "ALTER TABLE log.events DISABLE TRIGGER append_only",
                "UPDATE log.events SET topic = 'Enterprise.Moved' WHERE position = 1",
            )

    monkeypatch.setattr(restoring, "loaded", altering)
    with pytest.raises(CopyDiffers, match="root over the records"):
        elsewhere.restored()


def test_given_a_new_log_that_could_not_begin_when_restored_then_the_place_is_as_empty_as_before(
    office, elsewhere
):
    office.seal()
    office.backed_up()

    def cut_off(copy, data, restored):
        assert restored.logs
        assert (data / "transparency-log/1/checkpoint").exists()
        raise RuntimeError("the machine went off")

    with pytest.raises(RuntimeError, match="went off"):
        elsewhere.restored(finish=cut_off)

    assert list(elsewhere.settings.data.iterdir()) == []
    elsewhere.restored()


# ── Erased persons ───────────────────────────────────────────────────────────────────────────────────────


def test_given_somebody_erased_after_the_backup_when_it_is_restored_then_that_is_not_undone(
    office, elsewhere
):
    office.backed_up()
    office.erase(office.person)
    list_erased(office.settings, office.served)

    restored = elsewhere.restored()

    assert restored.erased_again.persons == [office.person]
    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)


def test_given_a_database_put_back_in_another_way_when_the_list_is_gone_through_then_who_was_erased_since_is_again(
    office, elsewhere
):
    office.backed_up()
    elsewhere.restored()  # as a server that was put back to a moment has it: the list was not asked
    office.erase(office.person)
    list_erased(office.settings, office.served)

    assert erase_again(elsewhere.settings, elsewhere.served).persons == [office.person]

    assert erase_again(elsewhere.settings, elsewhere.served).persons == []
    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)
    assert elsewhere.rows("SELECT what FROM log.security ORDER BY line DESC LIMIT 1") == [("erase_again",)]


def test_given_a_shelf_with_nothing_but_the_list_when_it_is_gone_through_then_who_is_on_it_is_erased(
    office, elsewhere
):
    office.backed_up()
    elsewhere.restored()
    office.erase(office.person)
    bare = office.settings.backups.with_name("bare")
    list_erased(office.with_settings(backups=bare).settings, office.served)

    only_the_list = elsewhere.with_settings(backups=bare)
    assert erase_again(only_the_list.settings, only_the_list.served).persons == [office.person]


@pytest.mark.parametrize("done_with_it", ["deleted", "put back"])
def test_given_the_list_gone_or_an_earlier_one_in_its_place_when_restored_then_who_was_on_it_is_erased_and_that_is_told(
    done_with_it, office, elsewhere, shelf
):
    first = office.backed_up()
    earlier = (shelf / "erased.sealed").read_bytes()
    office.erase(office.person)
    _backed_up_later(office)
    if done_with_it == "deleted":
        (shelf / "erased.sealed").unlink()
    else:
        (shelf / "erased.sealed").write_bytes(earlier)

    restored = elsewhere.restored(first.name)

    assert restored.erased_again.persons == [office.person]
    assert restored.erased_again.missing_on_list == 1
    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)


def test_given_the_list_of_an_earlier_backup_in_the_place_of_the_newest_ones_when_restored_then_it_is_refused(
    office, elsewhere, shelf
):
    first = office.backed_up()
    office.erase(office.person)
    second = _backed_up_later(office)
    shutil.copy(shelf / "keys" / first.name / "erased.sealed", shelf / "keys" / second.name / "erased.sealed")

    with pytest.raises(BackupDamaged, match="was altered"):
        elsewhere.restored(first.name)


@pytest.mark.slow
def test_given_somebody_erased_before_the_backup_when_it_is_restored_then_the_mark_is_there(
    office, elsewhere
):
    office.erase(office.person)
    office.backed_up()

    assert elsewhere.restored().erased_again.persons == []
    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)


@pytest.mark.slow
def test_given_keys_that_have_expired_when_a_backup_is_restored_then_the_next_ones_are_taken(
    office, elsewhere, shelf
):
    first = office.backed_up()
    office.erase(office.person)
    office.register("淄博泰和医药有限公司")
    second = _backed_up_later(office)
    shutil.rmtree(shelf / "keys" / first.name)  # as after their term

    restored = elsewhere.restored(first.name)

    assert (restored.backup.log.name, restored.backup.keys.name) == (first.name, second.name)
    assert elsewhere.rows("SELECT max(position) FROM log.events") == [(first.position,)]
    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)


@pytest.mark.parametrize("restricted_in", ["the backup", "the keys"])
def test_given_keys_of_a_later_day_when_a_backup_is_restored_then_who_is_restricted_is_what_its_log_says(
    restricted_in, office, elsewhere, shelf
):
    li = office.restricted_person()
    if restricted_in == "the keys":
        office.lift_restriction(li)
    first = office.backed_up()
    if restricted_in == "the keys":
        office.restrict(li)
    else:
        office.lift_restriction(li)
    _backed_up_later(office)
    shutil.rmtree(shelf / "keys" / first.name)  # as after their term

    elsewhere.restored(first.name)

    restricted = [(li,)] if restricted_in == "the backup" else []
    assert elsewhere.rows("SELECT subject FROM vault.restrictions") == restricted


def test_given_no_keys_at_all_when_a_backup_is_restored_then_it_is_refused(office, elsewhere, shelf):
    office.backed_up()
    shutil.rmtree(shelf / "keys")

    with pytest.raises(NoBackup, match="have expired"):
        elsewhere.restored()


# ── Another backup key ──


def test_given_another_key_when_a_backup_is_made_then_those_of_the_earlier_key_open_until_they_expire(
    office, elsewhere
):
    office.erase(office.person)
    first = office.backed_up()
    both = f"{ANOTHER_KEY}\n{BACKUP_KEY}\n"

    second = _backed_up_later(office.with_settings(backup_key=both))

    assert Shelf(office.settings.backups).names() == [first.name, second.name]
    assert elsewhere.with_settings(backup_key=both).restored(first.name).backup.log.name == first.name


def test_given_only_the_other_key_when_a_backup_is_restored_then_the_list_of_the_erased_opens_too(
    office, elsewhere
):
    office.erase(office.person)
    office.backed_up()
    _backed_up_later(office.with_settings(backup_key=f"{ANOTHER_KEY}\n{BACKUP_KEY}"))

    elsewhere.with_settings(backup_key=ANOTHER_KEY).restored()

    with pytest.raises(Erased):
        elsewhere.scan_of(office.person, office.scan)


# ── How long they are kept ───────────────────────────────────────────────────────────────────────────────


def test_given_a_file_that_rotted_on_the_shelf_when_the_next_backup_is_made_then_it_is_whole_again(
    office, elsewhere, shelf
):
    office.backed_up()
    [blob] = list((shelf / "blobs").glob("*/*"))
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    _backed_up_later(office)

    elsewhere.restored()
    assert elsewhere.scan_of(office.person, office.scan) == office.scan


def test_given_more_backups_than_are_kept_when_one_is_made_then_the_oldest_goes_with_its_files(office, shelf):
    first = office.backed_up()
    shutil.rmtree(office.settings.data / "attachments")

    second = _backed_up_later(office.with_settings(backups_kept=1))

    assert second.expired == [f"log/{first.name}"]
    assert Shelf(shelf).names() == [second.name]
    assert list((shelf / "blobs").glob("*/*")) == []
    assert Shelf(shelf).key_names() == [first.name, second.name]


def test_given_keys_past_their_term_when_the_shelf_is_tidied_then_they_go_and_the_newest_stay(shelf):
    for name in ("20260101T000000Z", "20260201T000000Z", "20260202T000000Z"):
        (shelf / "keys" / name).mkdir(parents=True)
        (shelf / "log" / name).mkdir(parents=True)

    gone = Shelf(shelf).expire(kept=30, keys_for_days=30, now=datetime(2026, 6, 1, tzinfo=UTC))

    assert gone == ["keys/20260101T000000Z", "keys/20260201T000000Z"]
    assert len(Shelf(shelf).names()) == 3


def _backed_up_later(place):
    _wait_for_another_second(place)
    return place.backed_up()


def _wait_for_another_second(place):
    """A backup is called by its second."""
    while name_of(datetime.now(UTC)) == Shelf(place.settings.backups).newest():
        time.sleep(0.05)
