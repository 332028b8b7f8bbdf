"""What was altered behind everybody's back is found by its place, proved by a checkpoint from outside, and put back on record."""

import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from bootstrap.tampering import compared_with, evidence, mended
from domain.personal_data import Erased
from persistence.exported_log import CopyUnusable
from persistence.log_mending import State
from transparency.note import NoteMalformed, NoteNotBelieved

OPEN = "ALTER TABLE log.events DISABLE TRIGGER append_only"
CLOSE = "ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only"
WHOLE = "SELECT position, events::text FROM log.events ORDER BY position"
ALTERATIONS = {
    "a column": "UPDATE log.events SET state = replace(state::text, '7a', '7b')::bytea WHERE position = 2",
    "every column": """UPDATE log.events SET event_id = gen_random_uuid(), originator_id = gen_random_uuid(),
        originator_version = 7, topic = 'Enterprise.Renamed', state = '{}', command_id = gen_random_uuid(),
        correlation_id = gen_random_uuid(), causation_id = gen_random_uuid(), recorded_at = now() WHERE position = 2""",
    "a row gone": "DELETE FROM log.events WHERE position = 2",
    "two exchanged": """UPDATE log.events SET state = (SELECT e.state FROM log.events e WHERE e.position = 4 - events.position)
        WHERE position IN (1, 3)""",
}


class Kept:
    """What somebody has outside: the folder of the log as it was, and the checkpoint."""

    def __init__(self, office, folder: Path) -> None:
        self.office = office
        self.checkpoint = folder / "kept-checkpoint"
        self.checkpoint.write_text(office.seal())
        self.folder = folder / "kept"
        shutil.copytree(office.settings.data / "transparency-log", self.folder)

    def compared(self, source: str | None = None, keys=()):
        with evidence(
            self.office.settings, self.office.served, source or str(self.folder), self.checkpoint, keys
        ) as found:
            return compared_with(self.office.served, found)

    def mended(self, reason: str = "altered by somebody who had the database"):
        with evidence(
            self.office.settings, self.office.served, str(self.folder), self.checkpoint, ()
        ) as found:
            return mended(self.office.served, found, reason)


@pytest.fixture
def kept(office, tmp_path) -> Kept:
    office.register("淄博泰和医药有限公司")
    return Kept(office, tmp_path)


def test_given_a_log_as_it_was_when_compared_then_nothing_differs_and_nothing_is_put_back(kept):
    assert kept.compared().differences == ()
    assert kept.mended().positions == []
    assert kept.office.rows("SELECT FROM log.restorations") == []


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_given_a_log_that_was_altered_when_mended_then_it_is_as_it_was_and_what_was_found_is_on_record(
    kept, alteration
):
    before = kept.office.rows(WHOLE)
    kept.office.as_administrator(OPEN, ALTERATIONS[alteration], CLOSE)
    found = kept.office.rows(WHOLE)

    positions = kept.mended().positions

    assert positions
    assert positions == [position for position, row in before if (position, row) not in found]
    assert kept.office.rows(WHOLE) == before
    assert kept.compared().differences == ()
    evidence_of = (
        "SELECT position, what, found IS NULL, checkpoint, reason FROM log.restorations ORDER BY position"
    )
    assert kept.office.rows(evidence_of, "auditor") == [
        (
            position,
            "event",
            alteration == "a row gone",
            kept.checkpoint.read_text(),
            "altered by somebody who had the database",
        )
        for position in positions
    ]


def test_given_an_altered_event_when_compared_then_its_columns_are_named(kept):
    kept.office.as_administrator(
        OPEN, "UPDATE log.events SET topic = 'Enterprise.Renamed' WHERE position = 2", CLOSE
    )

    [difference] = kept.compared().differences

    assert (difference.position, difference.in_log, difference.in_copy) == (2, State.ALTERED, State.AS_IT_WAS)
    assert difference.columns == ("topic",)


def test_given_a_copy_that_was_altered_when_compared_then_the_log_is_proved_right(kept):
    for bundle in (kept.folder / "1/tile/entries").rglob("*.p/*"):
        content = bytearray(bundle.read_bytes())
        content[40] ^= 1
        bundle.write_bytes(content)

    [difference] = kept.compared().differences

    assert (difference.position, difference.in_log, difference.in_copy) == (1, State.AS_IT_WAS, State.MISSING)
    assert kept.mended().positions == []


def test_given_log_and_copy_altered_at_one_place_when_mended_then_the_rest_is_put_back_and_that_is_said(kept):
    for bundle in (kept.folder / "1/tile/entries").rglob("*.p/*"):
        content = bytearray(bundle.read_bytes())
        content[40] ^= 1
        bundle.write_bytes(content)
    kept.office.as_administrator(
        OPEN, "UPDATE log.events SET topic = 'Altered' WHERE position IN (1, 2)", CLOSE
    )

    comparison = kept.compared()

    assert (comparison.lost, [event.id for event in comparison.to_mend]) == ([1], [2])
    assert kept.mended().positions == [2]


def test_given_a_copy_made_anew_over_an_altered_log_when_held_against_the_checkpoint_then_it_proves_nothing(
    kept, tmp_path
):
    # Whoever has the database and writes new tiles over it cannot give them the root that was kept outside.
    tile = next((kept.folder / "1/tile/0").rglob("*.p/*"))
    content = bytearray(tile.read_bytes())
    content[5] ^= 1
    tile.write_bytes(content)

    with pytest.raises(CopyUnusable, match="do not have the root"):
        kept.compared()


def test_given_a_copy_that_was_cut_off_when_compared_then_it_proves_nothing_and_that_is_said(kept):
    tile = next((kept.folder / "1/tile/0").rglob("*.p/*"))
    tile.write_bytes(tile.read_bytes()[:-5])

    with pytest.raises(CopyUnusable):
        kept.compared()


def test_given_copies_of_ten_logs_when_no_checkpoint_is_stated_then_the_newest_is_taken(kept):
    for epoch in (9, 10):
        shutil.copytree(kept.folder / "1", kept.folder / str(epoch))
    (kept.folder / "10/checkpoint").write_text("the newest")

    with (
        pytest.raises(NoteMalformed),
        evidence(kept.office.settings, kept.office.served, str(kept.folder), None, ()),
    ):
        pass


def test_given_a_checkpoint_that_nobody_signed_or_another_key_when_compared_then_it_is_not_believed(kept):
    other = "example.com/zibo/sha256-ed25519/1+9af0bf7c+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
    with pytest.raises(NoteNotBelieved):
        kept.compared(keys=[other])

    origin, size, *rest = kept.checkpoint.read_text().split("\n")
    kept.checkpoint.write_text("\n".join([origin, str(int(size) - 1), *rest]))
    with pytest.raises(NoteNotBelieved):
        kept.compared()


def test_given_a_backup_when_the_log_is_held_against_it_then_its_copy_of_the_log_is_taken(kept):
    name = kept.office.backed_up().name
    kept.office.as_administrator(OPEN, "DELETE FROM log.events WHERE position = 3", CLOSE)

    [difference] = kept.compared(name).differences

    assert (difference.position, difference.in_log, difference.in_copy) == (3, State.MISSING, State.AS_IT_WAS)


def test_given_events_put_back_when_somebody_appends_then_the_log_goes_on_and_is_as_closed_as_before(kept):
    kept.office.as_administrator(OPEN, "DELETE FROM log.events WHERE position = 2", CLOSE)
    kept.mended()

    kept.office.register("淄博新名有限公司")

    triggers = (
        "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'log.events'::regclass AND tgname = 'append_only'"
    )
    assert kept.office.rows(triggers) == [("A",)]
    [(last,)] = kept.office.rows("SELECT max(position) FROM log.events")
    assert last == len(kept.office.rows(WHOLE))


# ── What the vault has read off the log ──────────────────────────────────────────────────────────────────


def forged_erasure(position: int, of: UUID) -> tuple[str, str, str]:
    """What somebody does who wants a person's data gone without anybody having decided it."""
    state = json.dumps({"ground": "unlawful", "subjects": [str(of)]})
    forge = f"UPDATE log.events SET topic = 'Talent.Erased', state = '{state}' WHERE position = {position}"
    return OPEN, forge, CLOSE


def test_given_a_restriction_altered_before_the_vault_read_it_when_mended_then_the_vault_has_it(
    office, tmp_path
):
    li = office.restricted_person()
    kept = Kept(office, tmp_path)
    altered = "UPDATE log.events SET topic = 'Talent.Corrected' WHERE topic = 'Talent.Restricted'"
    office.as_administrator(OPEN, altered, CLOSE, "DELETE FROM vault.restrictions")

    kept.mended()

    assert office.rows("SELECT subject FROM vault.restrictions") == [(li,)]


def test_given_an_erasure_altered_before_the_vault_read_it_when_mended_then_it_is_carried_out(
    office, tmp_path
):
    office.as_administrator(*forged_erasure(2, office.person))  # here as it was decided: the log covers it
    kept = Kept(office, tmp_path)
    altered = "UPDATE log.events SET topic = 'Enterprise.Moved' WHERE position = 2"
    office.as_administrator(OPEN, altered, CLOSE, "UPDATE vault.followed SET position = 2")

    kept.mended()

    with pytest.raises(Erased):
        office.scan_of(office.person, office.scan)


@pytest.mark.parametrize("forged", ["where the copy is damaged too", "after the checkpoint"])
def test_given_a_forged_erasure_that_nothing_disproves_when_mended_then_it_is_told_and_nobody_is_erased(
    forged, kept
):
    if forged == "after the checkpoint":
        kept.office.register("淄博新名有限公司")
    [(position,)] = kept.office.rows("SELECT max(position) FROM log.events")
    if forged == "where the copy is damaged too":
        _damage_the_last_entry(kept.folder)
    kept.office.as_administrator(f"UPDATE vault.followed SET position = {position}")
    kept.office.as_administrator(*forged_erasure(position, kept.office.person))
    kept.office.as_administrator(OPEN, "UPDATE log.events SET topic = 'Altered' WHERE position = 1", CLOSE)

    mending = kept.mended()

    assert mending.positions == [1]
    assert f"it would erase {kept.office.person}" in str(mending.not_followed)
    assert kept.office.scan_of(kept.office.person, kept.office.scan) == kept.office.scan


def test_given_an_event_of_rubbish_that_nothing_disproves_when_mended_then_the_rest_is_put_back_all_the_same(
    kept,
):
    _damage_the_last_entry(kept.folder)
    [(last,)] = kept.office.rows("SELECT max(position) FROM log.events")
    kept.office.as_administrator(
        OPEN,
        f"UPDATE vault.followed SET position = {last}",
        f"UPDATE log.events SET topic = 'Talent.Erased', state = 'rubbish' WHERE position = {last}",
        "UPDATE log.events SET topic = 'Altered' WHERE position = 1",
        CLOSE,
    )

    mending = kept.mended()

    assert mending.positions == [1]
    assert mending.not_followed is not None


def _damage_the_last_entry(folder: Path) -> None:
    for bundle in (folder / "1/tile/entries").rglob("*.p/*"):
        content = bundle.read_bytes()
        bundle.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
