"""A witness cosigns what continues all that it has seen of a log, and nothing else (C2SP tlog-witness; bar T7)."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Barrier

import pytest
from eventsourcing.persistence import PersistenceError

from bootstrap.trust_policies import PolicyUnusable
from bootstrap.witness import Cosigned, SeenOtherwise, Witness
from domain.errors import Refusal
from domain.witnessing import CheckpointNotTrusted, ConsistencyUnproven, LogUnknown, RootsDiffer
from persistence.datastore import Datastore, open_engine
from persistence.witnessed_logs import Seen, WitnessedLogs
from tests.persistence.witnessing import (
    KEY,
    NOON,
    ORIGIN,
    STOLEN_FROM_NOBODY,
    Story,
    forks,
    key_of,
    leaves,
    settings_in,
    witness_on,
)
from transparency.checkpoint import Checkpoint
from transparency.cosignature import time_of
from transparency.note import Ed25519Signer, Note, NoteMalformed
from transparency.witness_request import WitnessRequest

HONEST = Story(leaves(400))


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path, KEY)


@pytest.fixture
def witness(datastore, settings):
    return witness_on(datastore, settings)


@pytest.fixture
def seen(datastore):
    return WitnessedLogs(datastore)


def outcome(witness, request) -> str:
    """In a word."""
    try:
        return type(witness.add_checkpoint(request)).__name__
    except Refusal as refused:
        return refused.code


def test_the_first_checkpoint_of_a_log_is_cosigned_without_a_proof(witness, settings):
    answer = witness.add_checkpoint(HONEST.request(0, 100))

    assert isinstance(answer, Cosigned)
    note = Note.parse(f"{HONEST.checkpoint(100)}\n{answer.lines}")
    assert note.believed_by([key_of(settings)]) == [key_of(settings)]
    assert time_of(note.signatures[0].signature) == NOON.timestamp()


def test_what_continues_it_is_cosigned_and_the_same_again_as_well(witness, seen):
    witness.add_checkpoint(HONEST.request(0, 100))

    assert outcome(witness, HONEST.request(100, 250)) == "Cosigned"
    assert outcome(witness, HONEST.request(250, 250)) == "Cosigned"
    assert outcome(witness, HONEST.request(250, 400)) == "Cosigned"
    assert seen.latest(ORIGIN).size == 400


@pytest.mark.parametrize("old", [0, 50, 99, 101])
def test_who_begins_with_another_size_is_told_the_one_that_was_seen(witness, old):
    witness.add_checkpoint(HONEST.request(0, 100))

    assert witness.add_checkpoint(HONEST.request(old, 250)) == SeenOtherwise(100)


def test_a_size_below_the_one_that_was_seen_is_never_cosigned(witness, seen):
    witness.add_checkpoint(HONEST.request(0, 250))

    assert witness.add_checkpoint(HONEST.request(100, 100)) == SeenOtherwise(250)
    assert seen.latest(ORIGIN).size == 250


def test_an_old_size_above_the_new_one_is_no_request(witness):
    with pytest.raises(NoteMalformed):
        witness.add_checkpoint(HONEST.request(0, 100).replace("old 0", "old 101"))


def test_a_size_that_no_log_has_is_no_request(witness):
    vast = Checkpoint(ORIGIN, 2**63, b"\0" * 32).note.signed_by(KEY)

    with pytest.raises(NoteMalformed):
        witness.add_checkpoint(str(WitnessRequest(0, (), vast)))


def test_another_root_at_the_same_size_is_refused_and_kept_as_evidence(witness, seen):
    witness.add_checkpoint(HONEST.request(0, 100))
    forged = Story(leaves(400, "forged "))

    with pytest.raises(RootsDiffer) as refused:
        witness.add_checkpoint(forged.request(100, 100))

    assert refused.value.blocked_by == {"kind": "transparency_log", "id": ORIGIN}
    [kept] = seen.contradictions()
    assert (kept.size, kept.seen_size, kept.why) == (100, 100, "roots_differ")
    assert Note.parse(kept.checkpoint).believed_by([KEY.verifier]), "the log has signed both"


def test_what_cannot_be_shown_to_continue_is_refused_and_kept_once(witness, seen):
    witness.add_checkpoint(HONEST.request(0, 100))
    forged = Story(leaves(400, "forged "))

    for _ in range(3):
        with pytest.raises(ConsistencyUnproven):
            witness.add_checkpoint(forged.request(100, 250))

    assert [kept.why for kept in seen.contradictions()] == ["consistency_unproven"]
    assert seen.latest(ORIGIN).root == HONEST.checkpoint(100).root


def test_a_first_checkpoint_with_a_proof_is_refused(witness):
    with pytest.raises(ConsistencyUnproven):
        witness.add_checkpoint(HONEST.request(0, 100, [b"\0" * 32]))


def test_a_log_that_is_not_known_and_a_key_that_is_not_trusted_are_told_apart(witness):
    another = Ed25519Signer("example.com/another", KEY.private)

    with pytest.raises(LogUnknown):
        witness.add_checkpoint(Story(leaves(10), origin=another.name, key=another).request(0, 10))
    with pytest.raises(CheckpointNotTrusted):
        witness.add_checkpoint(Story(leaves(10), key=STOLEN_FROM_NOBODY).request(0, 10))


def test_who_is_no_witness_knows_no_log(datastore, settings):
    nobody = settings.model_copy(update={"witness_name": None})

    with pytest.raises(LogUnknown):
        witness_on(datastore, nobody).add_checkpoint(HONEST.request(0, 100))


def test_a_key_of_the_log_that_is_added_is_believed_without_a_restart(witness, settings):
    newer = Story(leaves(400), key=STOLEN_FROM_NOBODY)
    with settings.witnessed_logs.open("a") as file:
        file.write(f"log {STOLEN_FROM_NOBODY.verifier}\n")

    assert outcome(witness, newer.request(0, 100)) == "Cosigned"
    settings.witnessed_logs.write_text("whom?\n")
    with pytest.raises(PolicyUnusable):
        witness.add_checkpoint(newer.request(100, 250))


def test_logs_do_not_mix(witness, settings):
    district = Ed25519Signer("example.com/zhangdian", KEY.private)
    with settings.witnessed_logs.open("a") as file:
        file.write(f"log {district.verifier}\n")
    witness.add_checkpoint(HONEST.request(0, 100))

    other = Story(leaves(7, "zhangdian "), origin=district.name, key=district)

    assert outcome(witness, other.request(0, 7)) == "Cosigned"
    assert outcome(witness, HONEST.request(100, 101)) == "Cosigned"


# ── Forks ────────────────────────────────────────────────────────────────────────────────────────────────


def refuses_forks(datastore, settings, count: int, seed: int = 0) -> None:
    """Whoever holds the key: none of so many forks is cosigned, and the true log still is."""
    witness, chance, refused = witness_on(datastore, settings), random.Random(seed), 0
    held = 0
    sizes = sorted(chance.sample(range(1, 300), 5))
    for size in sizes:
        assert outcome(witness, HONEST.request(held, size)) == "Cosigned"
        held = size
        for story, claimed, proof in islice(forks(HONEST, held, chance), count // len(sizes)):
            assert outcome(witness, story.request(held, claimed, proof)) in FORK_REFUSED
            refused += 1
        witness = witness_on(datastore, settings)  # a restart: nothing is known but what is on record
        assert WitnessedLogs(datastore).latest(ORIGIN) == (held, HONEST.checkpoint(held).root)
    assert refused == count
    assert outcome(witness, HONEST.request(held, 400)) == "Cosigned"


FORK_REFUSED = {RootsDiffer.code, ConsistencyUnproven.code}


def test_no_fork_is_cosigned(datastore, settings):
    refuses_forks(datastore, settings, 300)


@pytest.mark.bar(id="T7", size="10,000 forks, restarts between")
@pytest.mark.slow
def test_none_of_ten_thousand_forks_is_cosigned(datastore, settings):
    refuses_forks(datastore, settings, 10_000, seed=20261130)


def test_a_witness_that_did_not_look_at_the_proof_would_cosign_forks(datastore, settings, monkeypatch):
    monkeypatch.setattr("bootstrap.witness.is_consistent", lambda *_: True)
    witness = witness_on(datastore, settings)
    witness.add_checkpoint(HONEST.request(0, 100))

    story, size, proof = next(fork for fork in forks(HONEST, 100, random.Random(1)) if fork[1] > 100)

    assert outcome(witness, story.request(100, size, proof)) == "Cosigned"


class AllLookFirst(WitnessedLogs):
    """What the database has; whoever looks for the first time waits until all others have looked as well."""

    def __init__(self, datastore: Datastore, everybody: Barrier) -> None:
        super().__init__(datastore)
        self._everybody: Barrier | None = everybody

    def latest(self, origin: str) -> Seen | None:
        found = super().latest(origin)
        if self._everybody is not None:
            self._everybody.wait(30)
            self._everybody = None
        return found


def told_at_once(datastore, settings, stories: list[Story]) -> list[str]:
    """Each asks to have its own continuation of the same 100 entries cosigned, all in the same moment."""
    everybody = Barrier(len(stories))

    def sent(number: int) -> str:
        witness = Witness(settings, AllLookFirst(datastore, everybody), lambda: NOON)
        return outcome(witness, stories[number].request(100, 150 + number))

    with ThreadPoolExecutor(len(stories)) as at_once:
        return list(at_once.map(sent, range(len(stories))))


def parting(count: int) -> list[Story]:
    """Stories that have the same 100 entries, and go on each in its own way."""
    return [Story([*HONEST.leaves[:100], *leaves(200, f"{number} ")]) for number in range(count)]


@pytest.mark.bar(id="T7", size="forks that come in the same moment")
def test_of_forks_that_come_in_the_same_moment_one_is_cosigned_and_the_log_goes_on_from_it_alone(
    datastore, settings
):
    witness_on(datastore, settings).add_checkpoint(HONEST.request(0, 100))
    stories = parting(8)

    told = told_at_once(datastore, settings, stories)

    assert sorted(told) == ["Cosigned", *["SeenOtherwise"] * 7]
    first = told.index("Cosigned")
    for story in [one for one in stories if one is not stories[first]]:
        size = 150 + first
        assert outcome(witness_on(datastore, settings), story.request(size, 250)) == "consistency_unproven"
    assert outcome(witness_on(datastore, settings), stories[first].request(150 + first, 250)) == "Cosigned"


def test_without_the_rule_of_the_table_several_of_them_would_be(datastore, owner, settings):
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE anchors.witnessed DROP CONSTRAINT one_after_each")
    witness_on(datastore, settings).add_checkpoint(HONEST.request(0, 100))

    assert told_at_once(datastore, settings, parting(4)) == ["Cosigned"] * 4


def test_requests_of_one_log_that_overtake_each_other_never_set_it_back(datastore, settings, seen):
    """The race that the specification warns of: a smaller size that is recorded after a larger one."""
    witness_on(datastore, settings).add_checkpoint(HONEST.request(0, 10))

    def grows(size: int) -> None:
        witness, old = witness_on(datastore, settings), 10
        while True:
            answer = witness.add_checkpoint(HONEST.request(min(old, size), size))
            if isinstance(answer, Cosigned) or answer.size > size:
                return
            old = answer.size

    with ThreadPoolExecutor(8) as at_once:
        list(at_once.map(grows, random.Random(2).sample(range(11, 400), 60)))

    recorded = [row[0] for row in datastore.rows("SELECT size FROM anchors.witnessed ORDER BY seen_at, size")]
    followed = dict(datastore.rows("SELECT size, previous_size FROM anchors.witnessed"))
    size, chain = seen.latest(ORIGIN).size, []
    while size is not None:
        chain.append(size)
        size = followed[size]
    assert sorted(chain) == sorted(recorded), "one line, without a branch"


def test_the_table_itself_lets_nothing_follow_twice(datastore):
    insert = """
        INSERT INTO anchors.witnessed (origin, size, root, previous_size, checkpoint, seen_at)
        VALUES ('a', %(size)s, sha256(''), %(previous)s, '', now())
    """

    def inserted(size: int, previous: int | None) -> bool:
        try:
            with datastore.cursor() as cursor:
                cursor.execute(insert, {"size": size, "previous": previous})
        except PersistenceError:
            return False
        return True

    assert inserted(10, None)
    assert not inserted(11, None), "a second beginning"
    assert inserted(20, 10)
    assert not inserted(15, 10), "a second after the same"
    assert not inserted(30, 25), "after one that was not seen"
    assert not inserted(5, 20), "a smaller one"


@pytest.mark.parametrize(
    "statement", ["UPDATE anchors.witnessed SET size = 1", "DELETE FROM anchors.witnessed"]
)
@pytest.mark.parametrize("role", ["app", "scheduler", "projector", "sealer", "auditor"])
def test_no_role_alters_what_was_seen(database, role, statement):
    opened = Datastore(open_engine(database.url(role)))
    try:
        with pytest.raises(PersistenceError, match="permission denied"), opened.cursor() as cursor:
            cursor.execute(statement)
    finally:
        opened.close()
