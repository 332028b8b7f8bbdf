"""The vault on PostgreSQL: one key per person, erased for everybody at once, and one person per identifier."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from threading import Barrier
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ProgrammingError
from sqlalchemy import event

from domain.personal_data import Erased, KeyMissing, Personal, Sealed, Tampered
from persistence.datastore import Datastore, open_engine
from persistence.master_key import MasterKey, WrongMasterKey
from persistence.migrations import migrate
from persistence.vault import INSERT_OWNER, Vault, rewrap
from tests.conftest import Database

MASTER_KEY = MasterKey(bytes(range(32)))
OTHER_MASTER_KEY = MasterKey(bytes(range(32, 64)))
ZIBO, JINAN = "370300", "370100"
ID_CARD = "identity_document"
LI_NUMBER = "resident_id:37030119800101001X"


@pytest.fixture
def vault(datastore: Datastore) -> Vault:
    return Vault(datastore, MASTER_KEY)


@pytest.fixture
def vault_elsewhere(database: Database) -> Iterator[Vault]:
    """The same vault as another process has it, with connections of its own."""
    elsewhere = Datastore(open_engine(database.url("app")))
    yield Vault(elsewhere, MASTER_KEY)
    elsewhere.close()


@pytest.fixture
def auditor(database: Database) -> Iterator[Datastore]:
    opened = Datastore(open_engine(database.url("auditor")))
    yield opened
    opened.close()


def sealed_in(vault: Vault, subject: UUID, value: str = "李思源", bound: bytes = b"here") -> Sealed:
    return vault.keys_for({subject}).seal(Personal(subject, value), bound)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call returned or raised, all of them begun in the same instant."""
    barrier = Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  judged by the test
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def wait_until_somebody_waits(owner: Datastore) -> None:
    """Until a lock is asked for in vain, which is when both sides of a race have begun."""
    deadline = monotonic() + 60
    while owner.rows("SELECT FROM pg_locks WHERE NOT granted") == []:
        assert monotonic() < deadline, "nobody waits"
        sleep(0.01)


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_one_process_sealed_another_opens(vault, vault_elsewhere):
    assert vault_elsewhere.open(sealed_in(vault, uuid4())) == "李思源"


def test_a_person_has_one_key_for_ever(vault):
    li = uuid4()
    first, second = sealed_in(vault, li, "first"), sealed_in(vault, li, "second")

    assert vault.open_many([second, first]) == ["second", "first"]


def test_who_is_begun_and_has_a_key_all_the_same_keeps_it(vault, vault_elsewhere):
    li, wang = uuid4(), uuid4()
    of_li = sealed_in(vault, li)

    of_wang = vault_elsewhere.keys_for({li, wang}, {li, wang}).seal(Personal(wang, "王思源"), b"here")

    assert (vault.open(of_li), vault.open(of_wang)) == ("李思源", "王思源")


def test_two_processes_that_need_the_same_new_keys_at_once_make_them_once(vault, vault_elsewhere):
    for _ in range(10):
        people = [uuid4() for _ in range(5)]
        rings = at_once(partial(vault.keys_for, people), partial(vault_elsewhere.keys_for, people[::-1]))

        for person in people:
            assert rings[1].open(rings[0].seal(Personal(person, "x"), b"here")) == "x"


def test_what_a_sitting_has_opened_it_seals_and_asks_nothing(vault, datastore):
    li = uuid4()
    name = sealed_in(vault, li)
    sitting = vault.at_one_sitting()
    sitting.open(name)
    questions = []
    event.listen(datastore.engine, "checkout", lambda *_: questions.append("asked"))

    anew = sitting.for_deciding().keys_for({li}).seal(Personal(li, "李思远"), b"there")

    assert questions == []
    assert vault.open(anew) == "李思远"


def test_what_a_sitting_seals_of_somebody_who_was_erased_since_nobody_reads(vault, vault_elsewhere):
    li = uuid4()
    name = sealed_in(vault, li)
    sitting = vault.at_one_sitting()
    sitting.open(name)
    vault_elsewhere.erase(li)

    anew = sitting.keys_for({li}).seal(Personal(li, "李思远"), b"there")

    with pytest.raises(Erased):
        sitting.open(anew)
    with pytest.raises(Erased):
        sitting.keys_for({li})
    with pytest.raises(Erased):
        vault.at_one_sitting().keys_for({li})


def test_no_question_is_asked_for_nobodys_keys(vault, datastore):
    questions = []
    event.listen(datastore.engine, "checkout", lambda *_: questions.append("asked"))

    assert repr(vault.keys_for([])) == "KeyRing()"
    assert vault.open_many([]) == []
    assert questions == []

    vault.open_many([sealed_in(vault, uuid4())] * 100)

    assert len(questions) == len(["look for a key", "make it", "open all"])


def test_no_key_lies_in_the_database_unwrapped(vault, owner):
    li = uuid4()
    sealed = sealed_in(vault, li)

    [(wrapped,)] = owner.rows("SELECT wrapped FROM vault.keys")

    key = MASTER_KEY.unwrap(bytes(wrapped), li.bytes)
    assert len(key) == 32
    assert key not in bytes(wrapped)
    assert sealed.blob[:1] == b"\x01"


# ── Erasure, tampering, loss ─────────────────────────────────────────────────────────────────────────────


def test_whoever_is_erased_in_one_process_is_unreadable_in_every_other_at_once(vault, vault_elsewhere):
    li, zhao = uuid4(), uuid4()
    of_li, of_zhao = sealed_in(vault, li), sealed_in(vault, zhao)
    assert vault_elsewhere.open(of_li) == "李思源"

    vault.erase(li)

    with pytest.raises(Erased, match=str(li)):
        vault_elsewhere.open(of_li)
    assert vault_elsewhere.open(of_zhao) == "李思源"


def test_nobody_who_was_erased_gets_a_new_key(vault, vault_elsewhere):
    li = uuid4()
    sealed_in(vault, li)
    vault.erase(li)

    for asked in (vault, vault_elsewhere):
        with pytest.raises(Erased):
            asked.keys_for({li, uuid4()})
        with pytest.raises(Erased):
            asked.keys_for({li}, {li})


def test_somebody_without_a_key_can_be_erased_beforehand(vault):
    li = uuid4()

    vault.erase(li)

    with pytest.raises(Erased):
        vault.keys_for({li})


def test_an_erasure_can_be_repeated_and_keeps_its_first_date(vault, auditor):
    li = uuid4()
    sealed_in(vault, li)
    vault.erase(li)
    [first] = auditor.rows("SELECT subject, created_at, destroyed_at FROM vault.keys")

    vault.erase(li)

    assert auditor.rows("SELECT subject, created_at, destroyed_at FROM vault.keys") == [first]
    assert first[0] == li
    assert first[2] >= first[1]


def test_a_fact_that_was_moved_is_tampered_and_not_erased(vault):
    li, zhao = uuid4(), uuid4()
    of_li, _ = sealed_in(vault, li), sealed_in(vault, zhao)

    for moved in (Sealed(li, of_li.blob, b"there"), Sealed(zhao, of_li.blob, b"here")):
        with pytest.raises(Tampered):
            vault.open(moved)


def test_a_subject_the_vault_never_knew_is_neither_erased_nor_tampered(vault):
    of_li = sealed_in(vault, uuid4())

    with pytest.raises(KeyMissing):
        vault.open(Sealed(uuid4(), of_li.blob, b"here"))


def test_a_wrapped_key_that_was_altered_or_exchanged_is_tampering(vault, owner):
    li, zhao, sun = uuid4(), uuid4(), uuid4()
    facts = [sealed_in(vault, subject) for subject in (li, zhao, sun)]
    owner.rows(
        "UPDATE vault.keys k SET wrapped = o.wrapped FROM vault.keys o"
        " WHERE (k.subject, o.subject) IN ((%(li)s, %(zhao)s), (%(zhao)s, %(li)s)) RETURNING k.subject",
        li=li,
        zhao=zhao,
    )
    owner.rows(
        "UPDATE vault.keys SET wrapped = set_byte(wrapped, 68, (get_byte(wrapped, 68) + 1) %% 256)"
        " WHERE subject = %(sun)s RETURNING subject",
        sun=sun,
    )

    assert [type(outcome) for outcome in vault.open_many(facts)] == [Tampered, Tampered, Tampered]


def test_one_fact_that_cannot_be_read_does_not_hide_the_others(vault):
    li, zhao = uuid4(), uuid4()
    of_li, of_zhao = sealed_in(vault, li), sealed_in(vault, zhao, "赵")
    vault.erase(li)

    outcomes = vault.open_many(
        [of_zhao, of_li, Sealed(zhao, of_zhao.blob, b"there"), Sealed(uuid4(), b"", b""), of_zhao]
    )

    assert [outcome if isinstance(outcome, str) else type(outcome) for outcome in outcomes] == [
        *("赵", Erased, Tampered, KeyMissing, "赵")
    ]


# ── The master key ───────────────────────────────────────────────────────────────────────────────────────


def test_a_vault_does_not_open_with_another_master_key_than_it_was_locked_with(vault, datastore):
    with pytest.raises(
        WrongMasterKey, match=f"{MASTER_KEY.id.hex()}, and {OTHER_MASTER_KEY.id.hex()} was given"
    ):
        Vault(datastore, OTHER_MASTER_KEY)


def test_of_those_who_come_to_an_empty_vault_at_once_with_two_master_keys_one_is_refused(datastore):
    made = at_once(*(partial(Vault, datastore, key) for key in [MASTER_KEY, OTHER_MASTER_KEY] * 4))

    refused = [vault for vault in made if isinstance(vault, WrongMasterKey)]
    assert len(refused) == 4
    assert len([vault for vault in made if isinstance(vault, Vault)]) == 4


def test_all_who_come_to_an_empty_vault_at_once_know_identifiers_by_the_same_digests(datastore):
    vaults = at_once(*[partial(Vault, datastore, MASTER_KEY)] * 8)
    li = uuid4()
    vaults[0].claim(ZIBO, ID_CARD, LI_NUMBER, li)

    assert {vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) for vault in vaults} == {li}


def test_with_a_new_master_key_everything_stays_as_it_was(vault, owner, datastore):
    li, zhao = uuid4(), uuid4()
    of_li, of_zhao = sealed_in(vault, li), sealed_in(vault, zhao)
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    vault.erase(zhao)

    datastore.close()  # whoever could make keys under the earlier one is refused
    with owner.transaction() as cursor:
        rewrap(cursor, MASTER_KEY, OTHER_MASTER_KEY)

    renewed = Vault(datastore, OTHER_MASTER_KEY)
    assert renewed.open(of_li) == "李思源"
    assert renewed.subject_of(ZIBO, ID_CARD, LI_NUMBER) == li
    assert isinstance(renewed.open_many([of_zhao])[0], Erased)
    with pytest.raises(WrongMasterKey):
        vault.open(of_li)


def test_an_empty_vault_takes_any_master_key(owner):
    with owner.transaction() as cursor:
        rewrap(cursor, MASTER_KEY, OTHER_MASTER_KEY)

    assert owner.rows("SELECT wrapped FROM vault.index_root") == []


# ── Identifiers ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_identifier_belongs_to_whoever_claimed_it_first(vault):
    li = uuid4()

    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) is None
    assert vault.claim(ZIBO, ID_CARD, LI_NUMBER, li) == li
    assert vault.claim(ZIBO, ID_CARD, LI_NUMBER, uuid4()) == li
    assert vault.claim(ZIBO, ID_CARD, LI_NUMBER, li) == li
    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) == li


def test_the_same_identifier_is_another_in_another_jurisdiction_and_of_another_kind(vault, owner):
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, uuid4())
    vault.claim(JINAN, ID_CARD, LI_NUMBER, uuid4())
    vault.claim(ZIBO, "phone", LI_NUMBER, uuid4())

    rows = owner.rows("SELECT digest, subject FROM vault.subjects")

    assert len({bytes(digest) for digest, _ in rows}) == 3
    assert len({subject for _, subject in rows}) == 3


def test_of_those_who_claim_an_identifier_at_once_exactly_one_gets_it(vault, vault_elsewhere):
    for number in range(10):
        people = [uuid4() for _ in range(8)]
        claims = [
            partial(asked.claim, ZIBO, ID_CARD, str(number), person)
            for asked, person in zip([vault, vault_elsewhere] * 4, people, strict=True)
        ]

        owners = set(at_once(*claims))

        assert len(owners) == 1
        assert owners <= set(people)


def test_an_erased_persons_identifiers_are_gone_and_free_for_somebody_new(vault, owner):
    li, newcomer = uuid4(), uuid4()
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    vault.claim(JINAN, ID_CARD, LI_NUMBER, li)

    vault.erase(li)

    assert owner.rows("SELECT FROM vault.subjects") == []
    assert vault.claim(ZIBO, ID_CARD, LI_NUMBER, newcomer) == newcomer


def test_nobody_who_was_erased_claims_an_identifier(vault):
    li = uuid4()
    vault.erase(li)

    with pytest.raises(Erased):
        vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)

    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) is None


def test_an_erasure_waits_for_a_claim_under_way_and_takes_its_identifier_too(vault, datastore, owner):
    li = uuid4()
    vault.keys_for({li})

    with ThreadPoolExecutor(1) as elsewhere:
        with datastore.transaction() as claiming:
            claiming.execute(INSERT_OWNER, {**vault._entry(ZIBO, ID_CARD, LI_NUMBER), "subject": li})
            erasing = elsewhere.submit(vault.erase, li)
            wait_until_somebody_waits(owner)
        erasing.result(timeout=60)

    assert owner.rows("SELECT FROM vault.subjects") == []


def test_a_claim_waits_for_an_erasure_under_way_and_is_refused(vault, datastore, owner):
    li = uuid4()
    vault.keys_for({li})

    with ThreadPoolExecutor(1) as elsewhere:
        with datastore.transaction() as erasing:
            erasing.execute("SELECT vault.erase(%s)", (li,))
            claiming = elsewhere.submit(vault.claim, ZIBO, ID_CARD, LI_NUMBER, li)
            wait_until_somebody_waits(owner)
        with pytest.raises(Erased):
            claiming.result(timeout=60)

    assert owner.rows("SELECT FROM vault.subjects") == []


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault.keys SET wrapped = '\\x00', destroyed_at = NULL WHERE destroyed_at IS NOT NULL",
        "UPDATE vault.keys SET destroyed_at = now() WHERE destroyed_at IS NOT NULL",
        "UPDATE vault.keys SET subject = gen_random_uuid() WHERE destroyed_at IS NULL",
        "DELETE FROM vault.keys",
        "TRUNCATE vault.keys CASCADE",
    ],
)
def test_not_even_the_owner_brings_a_key_back_or_takes_a_row_away(vault, owner, statement):
    sealed_in(vault, uuid4())
    vault.erase(uuid4())

    with pytest.raises(ProgrammingError, match="never comes back"), owner.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault.keys SET wrapped = '\\x00'",
        "UPDATE vault.subjects SET subject = gen_random_uuid()",
        "UPDATE vault.index_root SET wrapped = '\\x00'",
        "DELETE FROM vault.keys",
        "DELETE FROM vault.subjects",
        "DELETE FROM vault.index_root",
        "TRUNCATE vault.keys CASCADE",
        "INSERT INTO vault.keys (subject, wrapped, created_at) VALUES (gen_random_uuid(), '\\x00', '2001-01-01')",
    ],
)
def test_the_service_may_add_and_erase_and_nothing_else(vault, datastore, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), datastore.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["vault.keys", "vault.subjects", "vault.index_root"])
def test_a_projector_and_an_auditor_see_no_key_and_no_digest(projector, auditor, table):
    for role in (projector, auditor):
        with pytest.raises(ProgrammingError, match="permission denied"):
            role.rows(f"SELECT * FROM {table}")


def test_an_identifier_passes_on_once_its_claim_has_had_a_minute(vault, owner):
    li, wang = uuid4(), uuid4()
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    at_first = vault.pass_on(ZIBO, ID_CARD, LI_NUMBER, li, wang)

    owner.rows("UPDATE vault.subjects SET claimed_at = claimed_at - interval '61 seconds' RETURNING 1")
    later = vault.pass_on(ZIBO, ID_CARD, LI_NUMBER, li, wang)

    assert (at_first, later) == (False, True)
    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) == wang


def test_an_identifier_does_not_pass_on_from_somebody_who_does_not_have_it(vault, owner):
    li, wang = uuid4(), uuid4()
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    owner.rows("UPDATE vault.subjects SET claimed_at = claimed_at - interval '61 seconds' RETURNING 1")

    assert not vault.pass_on(ZIBO, ID_CARD, LI_NUMBER, wang, uuid4())
    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) == li


@pytest.mark.parametrize("is_at_a_sitting", [True, False])
def test_an_identifier_does_not_pass_on_to_somebody_who_was_erased(vault, owner, is_at_a_sitting):
    li, wang = uuid4(), uuid4()
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    owner.rows("UPDATE vault.subjects SET claimed_at = claimed_at - interval '61 seconds' RETURNING 1")
    asked = vault.at_one_sitting() if is_at_a_sitting else vault
    asked.open(sealed_in(vault, wang))
    vault.erase(wang)

    with pytest.raises(Erased, match=str(wang)):
        asked.pass_on(ZIBO, ID_CARD, LI_NUMBER, li, wang)

    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) == li


def test_passing_on_waits_for_an_erasure_under_way_and_is_refused(vault, datastore, owner):
    li, wang = uuid4(), uuid4()
    vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
    owner.rows("UPDATE vault.subjects SET claimed_at = claimed_at - interval '61 seconds' RETURNING 1")
    vault.keys_for({wang})

    with ThreadPoolExecutor(1) as elsewhere:
        with datastore.transaction() as erasing:
            erasing.execute("SELECT vault.erase(%s)", (wang,))
            passing_on = elsewhere.submit(vault.pass_on, ZIBO, ID_CARD, LI_NUMBER, li, wang)
            wait_until_somebody_waits(owner)
        with pytest.raises(Erased):
            passing_on.result(timeout=60)

    assert vault.subject_of(ZIBO, ID_CARD, LI_NUMBER) == li


def test_what_was_passed_on_to_somebody_erased_by_an_earlier_release_is_gone(empty_database):
    migrate(empty_database.url("owner"), "0043_walks_of_offices")
    with closing(Datastore(open_engine(empty_database.url("owner")))) as owner:
        vault, li, wang = Vault(owner, MASTER_KEY), uuid4(), uuid4()
        vault.claim(ZIBO, ID_CARD, LI_NUMBER, li)
        vault.erase(wang)
        owner.rows(INSERT_OWNER + "RETURNING 1", **vault._entry(JINAN, ID_CARD, LI_NUMBER), subject=wang)

        migrate(empty_database.url("owner"))

        assert owner.rows("SELECT subject FROM vault.subjects") == [(li,)]


def test_the_fingerprint_of_a_request_is_keyed(vault):
    said = bytes(32)

    assert vault.fingerprint(said) == vault.fingerprint(said)
    assert vault.fingerprint(said) != hashlib.sha256(said).digest()
    assert vault.fingerprint(said) != vault.fingerprint(bytes(31))
