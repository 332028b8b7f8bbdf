"""Each anchor holds the newest checkpoint, is made up to date when it comes back, and what it holds is never older than a day."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.calendar import OFFICE_ZONE
from persistence.anchors import Kind
from persistence.event_record import event_record
from persistence.write_once import WriteOnceFolder
from scheduler.anchors.anchor import Newest, NotHeld
from scheduler.anchors.folder import FolderAnchor
from sealer import signers
from sealer.rolling_over import roll_over
from tests.persistence.witnessing import NAME, Story, key_of, leaves
from transparency.checkpoint import Checkpoint
from transparency.cosignature import Cosigner
from transparency.note import Note
from transparency.tiles import Edge, unbundled, unpacked
from transparency.tree import NoSuchProof, leaf_hash

OF_LOG = "example.com%2Fzibo%2Fsha256-ed25519%2F1"
A_DAY = timedelta(hours=24, minutes=1)


def newest_of(service) -> Newest:
    log = service.transparency_log.log()
    return Newest(log, Note.parse(service.transparency_log.checkpoint(log.epoch).note))


def files(city) -> set[str]:
    folder = city.folder / OF_LOG
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# ── The write-once folder ────────────────────────────────────────────────────────────────────────────────


def test_the_folder_has_a_checkpoint_and_all_that_its_root_is_made_of(city):
    city.copies_to_a_folder()
    city.grows(600)

    city.ticks()

    assert (city.attempts(Kind.FOLDER).size, city.attempts(Kind.FOLDER).failures) == (600, 0)
    assert files(city) == {
        "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88", f"checkpoints/{600:019}",
    }  # fmt: skip
    folder = city.folder / OF_LOG
    note = Note.parse((folder / f"checkpoints/{600:019}").read_text())
    assert note.believed_by(city.sealed.verifiers())
    edge = Edge()
    for name in ("tile/0/000", "tile/0/001", "tile/0/002.p/88"):
        edge.extend(unpacked((folder / name).read_bytes()))
    assert edge.root() == Checkpoint.parse(note.text).root
    entries = unbundled((folder / "tile/entries/001").read_bytes())
    assert [leaf_hash(one) for one in entries] == unpacked((folder / "tile/0/001").read_bytes())


def test_what_is_new_is_added_and_what_was_there_stays(city):
    city.copies_to_a_folder()
    city.grows(300)
    city.ticks()
    before = {name: (city.folder / OF_LOG / name).stat().st_mtime_ns for name in files(city)}

    city.grows(300)
    city.ticks()
    city.ticks()

    assert f"checkpoints/{600:019}" in files(city)
    assert {name: (city.folder / OF_LOG / name).stat().st_mtime_ns for name in before} == before


def test_a_medium_that_is_away_is_made_up_to_date_when_it_is_there_again(city):
    city.copies_to_a_folder()
    city.grows(300)
    city.ticks()
    city.folder.rename(city.folder.with_name("unmounted"))
    city.folder.mkdir()
    city.grows(300)
    for _ in range(3):
        city.ticks()
    away = city.attempts(Kind.FOLDER)
    assert (away.failures, away.error, away.contradicts, list(city.folder.iterdir())) == (
        3,
        "not_there",
        False,
        [],
    )
    assert (away.next_attempt_at - away.attempted_at).total_seconds() == 120
    city.is_later(A_DAY)
    assert city.states()[Kind.FOLDER].is_alarming

    city.folder.rmdir()
    city.folder.with_name("unmounted").rename(city.folder)
    city.ticks()

    assert {f"checkpoints/{600:019}", "tile/entries/001"} <= files(city)
    assert not city.states()[Kind.FOLDER].is_alarming


@pytest.mark.bar(id="C1")
def test_given_an_anchor_gone_to_by_a_clock_that_ran_ahead_when_it_is_right_again_then_it_is_gone_to_at_once(
    city,
):
    city.copies_to_a_folder()
    city.grows(300)
    city.ticks()
    ahead = ", ".join(f"{one} = {one} + interval '1 year'" for one in ("attempted_at", "next_attempt_at"))
    city.done_as_superuser(f"UPDATE anchors.attempts SET {ahead}")
    city.grows(300)

    city.ticks(at_once=False)

    assert f"checkpoints/{600:019}" in files(city)


def test_a_new_medium_gets_everything_from_the_beginning(city):
    city.copies_to_a_folder()
    city.grows(300)
    city.ticks()
    city.grows(300)
    city.folder.rename(city.folder.with_name("in the safe"))
    WriteOnceFolder(city.folder).prepare()

    city.ticks()

    assert {"tile/0/000", "tile/0/001", "tile/entries/000", "tile/entries/001"} <= files(city)
    assert [finding.fault for finding in city.checked()] == [None]


def test_a_long_log_is_copied_from_checkpoint_to_checkpoint_and_gone_on_with_where_it_was_left(city):
    city.copies_to_a_folder()
    for _ in range(4):
        city.grows(300)
    service, minutes = city.service, timedelta(minutes=10)
    newest = newest_of(service)
    asked = iter([True, True, False])
    begun = FolderAnchor(
        city.folder,
        service.transparency_log,
        service.anchors,
        minutes,
        lambda: next(asked),
        entries_at_once=400,
    )

    with pytest.raises(NotHeld, match="interrupted"):
        begun.hold(newest)
    assert {name for name in files(city) if "checkpoints" in name} == {
        f"checkpoints/{n:019}" for n in (300, 600)
    }
    city.ticks()

    assert [finding.fault for finding in city.checked()] == [None] * 3
    assert city.attempts(Kind.FOLDER).size == 1200


def test_the_log_that_follows_another_is_copied_beside_it(city):
    city.copies_to_a_folder()
    city.grows(300)
    city.ticks()
    city.sealed.recorded(20)
    roll_over(city.sealed.store("sealer"), city.sealed.files, "the key was stolen")
    city.sealed.sealer.look()

    city.ticks()

    following = f"{OF_LOG.removesuffix('1')}2"
    assert {path.name for path in city.folder.iterdir() if path.is_dir()} == {OF_LOG, following}
    assert [finding.fault for finding in city.checked()] == [None] * 2
    assert not city.states()[Kind.FOLDER].is_alarming


def test_a_file_of_the_folder_that_has_other_bytes_is_an_alarm_and_stays(city):
    city.copies_to_a_folder()
    city.grows(300)
    altered = city.folder / OF_LOG / "tile/0/001.p/44"
    altered.parent.mkdir(parents=True)
    altered.write_bytes(b"x" * 44 * 32)

    city.ticks()

    found = city.attempts(Kind.FOLDER)
    assert (found.error, found.contradicts, altered.read_bytes()) == ("file_altered", True, b"x" * 44 * 32)
    assert city.states()[Kind.FOLDER].is_alarming
    assert f"checkpoints/{300:019}" not in files(city)


def test_a_folder_with_the_log_of_another_name_is_an_alarm(city):
    city.copies_to_a_folder()
    city.grows(3)
    (city.folder / "example.com%2Fbefore").mkdir()

    city.ticks()

    assert city.attempts(Kind.FOLDER).error == "log_unknown"
    assert [finding.fault for finding in city.checked()] == ["log_unknown"]


def test_events_that_are_no_longer_what_was_covered_are_not_copied(city):
    city.copies_to_a_folder()
    city.grows(300)
    city.sealed.done_as_owner("UPDATE log.events SET state = '[]' WHERE position = 7")

    city.ticks()

    assert city.attempts(Kind.FOLDER).error == "entries_altered"


# ── Witnesses ────────────────────────────────────────────────────────────────────────────────────────────


def cosigned(city, size: int):
    return city.service.anchors.cosigned(city.sealed.log().origin, size)


@pytest.fixture
def witnessed(city, province):
    """A city whose log the province has never seen."""
    province.forgets()
    city.asks(province)
    return city


def test_the_province_cosigns_the_newest_checkpoint_with_its_time(witnessed, province):
    witnessed.grows(299)

    witnessed.ticks()

    [line] = cosigned(witnessed, 300)
    note = Note.parse(f"{witnessed.sealed.auditor.checkpoint(1).note}{line.line}")
    assert note.believed_by([key_of(province.settings)])
    assert witnessed.attempts(Kind.WITNESS).size == 300
    assert not witnessed.states()[Kind.WITNESS].is_alarming


def test_the_checkpoint_that_is_served_has_its_cosignature_and_a_proof_can_be_had_under_it(
    witnessed, province
):
    source, key = witnessed.sealed.auditor, key_of(province.settings)
    witnessed.grows(99)
    assert source.cosigned_checkpoint(1) is None
    witnessed.ticks()
    witnessed.grows(50)

    served, newest = source.cosigned_checkpoint(1), source.checkpoint(1)
    proof = source.proof_file(7, cosigned=True)

    assert (served.size, newest.size) == (100, 150)
    believed = [*witnessed.sealed.verifiers(), key]
    assert Note.parse(served.note).believed_by(believed) == believed
    assert Note.parse(newest.note).believed_by(believed) == believed[:-1]
    record = event_record(source.events(7, 7)[0])
    assert proof.verified(record, witnessed.sealed.log().origin, [key]).size == 100
    with pytest.raises(NoSuchProof):
        source.proof_file(120, cosigned=True)


def test_it_goes_on_from_what_the_province_has_seen_and_is_cosigned_anew_at_rest(witnessed):
    for _ in range(3):
        witnessed.ticks()
        witnessed.grows(100)
    witnessed.ticks()
    witnessed.ticks()

    assert len(cosigned(witnessed, 301)) == 1
    assert witnessed.attempts(Kind.WITNESS).failures == 0


def test_who_does_not_know_what_the_province_has_seen_is_told_and_begins_there(witnessed):
    witnessed.ticks()
    witnessed.done_as_superuser("DELETE FROM anchors.cosignatures")
    witnessed.grows(100)

    witnessed.ticks()

    assert len(cosigned(witnessed, 101)) == 1


def test_a_province_that_does_not_answer_is_asked_again_and_told_after_a_day(witnessed, province):
    witnessed.witnesses.write_text(f"witness province {province.key} http://127.0.0.1:9/v1/witness\n")
    witnessed.ticks()
    found = witnessed.attempts(Kind.WITNESS)
    assert (found.error, found.contradicts, witnessed.states()[Kind.WITNESS].is_alarming) == (
        "ConnectError",
        False,
        False,
    )

    witnessed.is_later(A_DAY)
    assert witnessed.states()[Kind.WITNESS].is_alarming

    witnessed.witnesses.write_text(f"witness province {province.key} {province.url}\n")
    witnessed.ticks()
    assert not witnessed.states()[Kind.WITNESS].is_alarming


def test_a_province_that_does_not_know_the_key_yet_is_no_contradiction(witnessed, province):
    province.knows()
    witnessed.ticks()
    found = witnessed.attempts(Kind.WITNESS)

    assert (found.error, found.contradicts) == ("status_404", False)


def test_a_cosignature_by_another_key_than_the_one_that_is_known_is_not_kept(witnessed, province):
    stranger = Cosigner(NAME, Ed25519PrivateKey.generate()).key
    witnessed.witnesses.write_text(f"witness province {stranger} {province.url}\n")

    witnessed.ticks()

    assert witnessed.attempts(Kind.WITNESS).error == "cosignature_not_believed"
    assert cosigned(witnessed, 1) == []


def test_a_file_of_witnesses_that_cannot_be_read_is_an_anchor_that_does_not_hold(witnessed):
    witnessed.witnesses.write_text("witness?\n")

    witnessed.ticks()

    [state] = witnessed.states().values()
    assert (state.anchor.target, state.attempts.error) == (str(witnessed.witnesses), "policy_unusable")


# ── Time stamps ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_checkpoint_is_stamped_twice_a_day_and_no_oftener(city, authority):
    city.is_stamped_by(authority)
    city.grows(5)

    city.ticks()
    city.grows(5)
    city.ticks(at_once=False)

    [stamp] = city.service.anchors.stamps(city.sealed.log().origin)
    assert (stamp.size, stamp.slot.astimezone(OFFICE_ZONE).minute) == (5, 40)
    assert stamp.slot.astimezone(OFFICE_ZONE).hour in {0, 12}
    assert stamp.checkpoint == Note.parse(city.sealed.auditor.checkpoint(1, 5).note).text
    following = city.attempts(Kind.TIME_STAMP).next_attempt_at
    assert timedelta(0) < following - stamp.slot <= timedelta(hours=12)


def test_an_authority_that_does_not_answer_is_tried_again(city, authority):
    city.is_stamped_by(authority)
    city.grows(5)
    authority.answers = False
    city.ticks()
    authority.answers = True
    assert city.attempts(Kind.TIME_STAMP).error == "status_503"

    city.ticks()

    assert city.attempts(Kind.TIME_STAMP).failures == 0
    assert len(city.service.anchors.stamps(city.sealed.log().origin)) == 1


def test_a_stamp_that_cannot_be_verified_is_not_kept(city, authority, tmp_path):
    city.is_set(tsa_url=authority.url, tsa_roots=tmp_path / "absent.pem")
    city.grows(5)
    city.ticks()
    assert city.attempts(Kind.TIME_STAMP).error == "roots_unusable"

    city.is_stamped_by(authority)
    authority.with_chain = True
    city.ticks()
    authority.with_chain = False

    assert city.attempts(Kind.TIME_STAMP).error == "not_strict_der"
    assert city.service.anchors.stamps(city.sealed.log().origin) == []


def test_the_folder_gets_cosignatures_and_stamps_beside_the_checkpoints(witnessed, authority):
    witnessed.copies_to_a_folder()
    witnessed.is_stamped_by(authority)
    witnessed.ticks()
    witnessed.grows(10)
    witnessed.ticks()

    for _ in range(3):
        witnessed.ticks()

    kinds = {name.partition("/")[0] for name in files(witnessed)}
    assert kinds == {"tile", "checkpoints", "cosigned", "time-stamps"}
    found = witnessed.checked()
    assert [finding.fault for finding in found] == [None] * len(found)
    assert len(found) == 5, "two checkpoints, each once more as it was cosigned that day, and a stamp"


def test_without_any_anchor_nothing_is_done_and_nothing_is_told(city):
    city.grows(5)

    city.ticks()

    assert (city.service.anchors.attempts(), city.states()) == ({}, {})


def test_before_the_first_checkpoint_nothing_is_old(city):
    city.copies_to_a_folder()

    city.ticks()

    assert (city.service.anchors.attempts(), city.states()) == ({}, {})


def test_an_auditor_sees_how_the_anchors_fare_and_what_was_witnessed_amiss(witnessed, province):
    witnessed.ticks()
    forged = Story(
        leaves(5),
        witnessed.sealed.log().origin,
        signers.in_file(witnessed.sealed.key_file)(witnessed.sealed.log().origin)[0],
    )
    sent = province.town.http.post("/v1/witness/add-checkpoint", content=forged.request(1, 1))
    assert sent.json()["code"] == "roots_differ"

    shown = province.town.auditor().gets("/v1/audit/anchors").json()

    assert shown["items"] == [], "the province itself has no anchor"
    [found] = shown["contradictions"]
    assert (found["why"], found["size"], found["seen_size"]) == ("roots_differ", 1, 1)
