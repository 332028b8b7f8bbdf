"""Bar T6: a superuser who has the log's key rewrites an event and signs everything anew. Every anchor detects it, and nothing else does.

Afterwards event log, tiles, checkpoints and published files agree with each other under the same key and the same name.
"""

import pytest

from persistence.anchors import Kind
from sealer.publishing import TileFiles
from sealer.verifying import Verified, faults

REWRITTEN = [150, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 256, 257, 300))]


def faults_of_the_log(city) -> list[str]:
    """What the whole verification of the log finds, with the log's own keys."""
    files = TileFiles(city.sealed.files_folder)
    return [str(fault) for fault in faults(city.sealed.auditor, files, city.sealed.verifiers(), Verified())]


@pytest.fixture
def anchored(city, province, authority):
    """Held by all three, at 301 events."""
    province.forgets()
    city.asks(province)
    city.copies_to_a_folder()
    city.is_stamped_by(authority)
    city.grows(300)
    city.ticks()
    city.grows(1)
    city.ticks()
    assert {state.attempts.contradicts for state in city.states().values()} == {False}
    return city


@pytest.mark.parametrize("position", REWRITTEN)
def test_without_an_anchor_nobody_notices(city, position):
    """The negative control: who has the database and the key can tell another story, and it verifies."""
    city.grows(301)
    city.is_rewritten(position)
    city.ticks()

    assert faults_of_the_log(city) == []
    assert city.sealed.alarms() == []


@pytest.mark.bar(id="T6", size="a superuser with the key, at several ages")
@pytest.mark.parametrize("position", REWRITTEN)
def test_every_anchor_contradicts_the_rewritten_log(anchored, position):
    anchored.is_rewritten(position)
    assert faults_of_the_log(anchored) == [], "by itself it is without fault"

    anchored.ticks()

    folder, witness = anchored.attempts(Kind.FOLDER), anchored.attempts(Kind.WITNESS)
    assert (folder.contradicts, folder.error) == (True, "log_diverged")
    assert (witness.contradicts, witness.error) == (True, "witness_refuses")
    assert anchored.states()[Kind.FOLDER].is_alarming
    assert anchored.states()[Kind.WITNESS].is_alarming


@pytest.mark.parametrize("position", REWRITTEN)
def test_an_auditor_finds_it_by_checkpoints_cosignatures_and_stamps_alike(anchored, position):
    anchored.is_rewritten(position)

    found = anchored.checked()

    kinds = {finding.where.split("/")[1] for finding in found if finding.fault == "log_diverged"}
    assert kinds == {"checkpoints", "cosigned", "time-stamps"}
    assert {finding.fault for finding in found} <= {"log_diverged", None}
    assert all(finding.fault is None for finding in found if finding.size < position)


def test_a_log_that_was_set_back_is_found_as_well(anchored):
    anchored.done_as_superuser("DELETE FROM log.events WHERE position > 200")
    anchored.is_rewritten(position=0)

    anchored.ticks()

    assert anchored.attempts(Kind.FOLDER).error == "log_shorter"
    assert anchored.attempts(Kind.WITNESS).error == "log_shorter"
    assert {finding.fault for finding in anchored.checked()} == {"log_shorter"}


def test_the_alarm_ends_when_the_log_is_again_what_was_anchored(anchored):
    """After tampering was found: a backup is put back, and the anchors say that it is the right one."""
    event = anchored.sealed.auditor.events(150, 150)[0].state
    anchored.is_rewritten(150)
    anchored.ticks()
    assert anchored.states()[Kind.FOLDER].is_alarming

    anchored.is_rewritten(150, state=event)
    anchored.ticks()

    assert {kind: state.is_alarming for kind, state in anchored.states().items()} == dict.fromkeys(
        Kind, False
    )
