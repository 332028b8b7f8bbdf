"""Whatever is said of persons, rightly or wrongly, is nowhere to be read: not in any table, log, answer or document."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from api.disclosure import facts_in
from bootstrap.logs import AS_TEXT
from bootstrap.settings import Settings
from domain.personal_data import Erased, Sealed, Unreadable
from persistence.embedded import EmbeddedPostgres
from persistence.mapper import EnvelopeMapper
from persistence.master_key import SECRET_BYTES, MasterKey
from persistence.sealing import KEY_BYTES
from sealer.running import files_of, sealing_store, signers_of
from sealer.sealer import Sealer
from tests.api.conftest import QUOTA, Town, as_owner, town_on
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.system.birds import Birds
from tests.system.canaries import Trace, codings, columns, opened, traces
from tests.system.taken_away import TakenAway

WRAPPED = MasterKey(bytes(SECRET_BYTES)).wrap(bytes(KEY_BYTES), b"some key")
CLIENTS = ("httpx", "httpcore")  # the test's own, which writes down what it sends
REFUSED = (
    "identity number",
    "name of a person",
    "phone of a person",
    "email of the form",
    "postal_address of the form",
    "reason of withdrawal of a case",
)


class Remains(NamedTuple):
    """What was said, and all that is left of it, by place."""

    birds: Birds
    places: dict[str, bytes]


class ProcessLog(logging.Handler):
    """All that this process logs, as `huicai run` would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(AS_TEXT))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(CLIENTS):
            self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def remains(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Remains]:
    """Everything was said, refused, and read; then it was searched for."""
    with ExitStack() as lifetime:
        log = lifetime.enter_context(process_log())
        database = lifetime.enter_context(temporary(server, template))
        town = lifetime.enter_context(town_on(database, tmp_path_factory.mktemp("town")))
        birds = Birds(town)
        birds.play()
        birds.are_refused(*REFUSED)
        assert [answer.status_code for answer in birds.fails()] == [500, 422]
        birds.read()
        published(database, town.service.settings)
        with server.administrator(database.name) as administrator:
            stored = columns(administrator)
        written = {"process log": "\n".join(log.lines).encode(), "server log": server._log.path.read_bytes()}
        yield Remains(birds, stored | written | files_in(town.service.settings.data) | birds.answers)


def published(database: Database, settings: Settings) -> None:
    """The transparency log, as it lies in the data folder for whoever copies it."""
    with sealing_store(database.url("sealer")) as store:
        sealer = Sealer(store, signers_of(settings), files_of(settings))
        sealer.look()
        sealer.close()


def files_in(folder: Path) -> dict[str, bytes]:
    """What lies in the data folder, by path, with the paths themselves."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = "\n".join(str(path.relative_to(folder)) for path in paths).encode()
    return {f"file {path.relative_to(folder)}": path.read_bytes() for path in paths} | {
        "names of files": names
    }


@contextmanager
def process_log() -> Iterator[ProcessLog]:
    handler, root = ProcessLog(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def test_no_canary_can_be_read_anywhere(remains: Remains) -> None:
    assert traces(remains.birds.said, remains.places) == []


def test_the_vault_holds_wrapped_keys_and_keyed_hashes_alone(
    server: EmbeddedPostgres, remains: Remains
) -> None:
    with server.administrator(remains.birds.town.database.name) as administrator:
        rows = administrator.cursor()
        rows.execute("SELECT DISTINCT octet_length(wrapped) FROM vault.keys")
        assert rows.fetchall() == [(len(WRAPPED),)]
        rows.execute("SELECT DISTINCT jurisdiction, kind, octet_length(digest) FROM vault.subjects")
        assert rows.fetchall() == [("370300", "identity_document", sha256().digest_size)]
    assert {place.removeprefix("vault.") for place in remains.places if place.startswith("vault.")} == {
        "index_root.only_one", "index_root.wrapped",
        "keys.subject", "keys.wrapped", "keys.created_at", "keys.destroyed_at",
        "subjects.jurisdiction", "subjects.kind", "subjects.digest", "subjects.subject", "subjects.claimed_at",
        "followed.only_one", "followed.position", "restrictions.subject", "restrictions.since",
        "readers.subject", "readers.reader", "readers.until",  # officers, by the names of their accounts
    }  # fmt: skip


class TestTheSearch:
    """What is searched is all there is, and what is there is found."""

    @pytest.mark.parametrize(
        ("place", "holds"),
        [
            ("log.events.topic", "CardApplication.EntryCorrected"),
            ("log.events.state", "district_opinion"),
            ("log.commands.answer", "card-applications"),
            ("log.refusals.code", "no_policy_in_force"),
            ("read.case_register.step", "provincial_result"),
            ("process log", "POST /v1/talents 422"),
            ("process log", "GET /v1/enterprises?? 400"),
            ("process log", "UndefinedTable"),
            ("process log", "was not recorded"),
            ("server log", 'relation "log.commands" does not exist'),
        ],
    )
    def test_reaches_what_is_no_secret(self, remains: Remains, place: str, holds: str) -> None:
        assert holds.encode() in remains.places[place]

    def test_reaches_the_log_as_it_is_published(self, remains: Remains) -> None:
        bundles = (
            content
            for place, content in remains.places.items()
            if place.startswith("file transparency-log/1/tile/records/000")
        )

        assert any(b"Policy.Published" in content for content in bundles)

    def test_reaches_the_file_of_an_attachment(self, remains: Remains) -> None:
        assert any(place.startswith("file attachments/") for place in remains.places)

    def test_reaches_what_is_shown_of_persons(self, remains: Remains) -> None:
        shown = b"\n".join(remains.birds.answers.values())

        for masked in ("云*·***", "黄**", "斑**", "画**", "138****8775", "z***", "***"):
            assert f'"{masked}"'.encode() in shown
        assert "云*·***".encode() in b"".join(workbooks(remains))

    @pytest.mark.parametrize("kind", ["text", "bytea"])
    def test_finds_a_canary_in_a_table_that_nobody_knew_of(
        self, server: EmbeddedPostgres, remains: Remains, kind: str
    ) -> None:
        """In any coding, among other words."""
        coded = codings(remains.birds.said["name of a person"])
        if kind == "text":
            del coded["UTF-16"]  # its zeros may be in no text of the database
        with (
            server.administrator(remains.birds.town.database.name) as administrator,
            planted(administrator, kind, coded),
        ):
            found = traces(remains.birds.said, columns(administrator))

        assert {trace.canary for trace in found} == {"name of a person"}
        assert {trace.place for trace in found} == {f"planted.one.{coding}" for coding in coded}

    def test_finds_a_canary_in_full_width_in_a_log_line(self, remains: Remains) -> None:
        said = remains.birds.said["identity number"]
        with process_log() as log:
            logging.getLogger("huicai.api").debug("somebody has sent %s", said)
            line = "\n".join(log.lines).encode()

        assert traces(remains.birds.said, {"log": line}) == [
            Trace("identity number", "log", "as said, UTF-8")
        ]


@contextmanager
def planted(administrator: connection, kind: str, coded: Mapping[str, bytes]) -> Iterator[None]:
    """A table with a column of this kind for everything that is coded, among other words."""
    leaves = ", ".join(f'%s::{kind} AS "{coding}"' for coding in coded)
    words = [b"zz" + written + b"zz" for written in coded.values()]
    rows = administrator.cursor()
    rows.execute("CREATE SCHEMA planted")
    rows.execute(
        f"CREATE TABLE planted.one AS SELECT {leaves}",
        words if kind == "bytea" else [word.decode() for word in words],
    )
    yield
    rows.execute("DROP SCHEMA planted CASCADE")


def workbooks(remains: Remains) -> list[bytes]:
    """What is inside the workbooks that were handed out."""
    sheets = (content for name, content in remains.birds.answers.items() if name.endswith(".xlsx"))
    return [part for sheet in sheets for part in opened(sheet)]


# ── After an erasure (P1) ────────────────────────────────────────────────────────────────────────────────


class Erasure(NamedTuple):
    """A person who was erased, what was sealed for him or her, and what an auditor had taken away before."""

    remains: Remains
    subject: UUID
    seals: list[Sealed]
    could_be_read: list[str | Unreadable]
    positions: list[int]
    kept: TakenAway
    proofs: list[Path]

    @property
    def town(self) -> Town:
        return self.remains.birds.town


@pytest.fixture(scope="module")
def erasure(remains: Remains, tmp_path_factory: pytest.TempPathFactory) -> Erasure:
    """The last of this module: the town goes on without this person, and the sealer goes on sealing."""
    birds, town = remains.birds, remains.birds.town
    subject = UUID(birds.applying.talent_id)
    seals, positions = seals_of(town, subject), positions_of(town, subject)
    could_be_read = town.service.vault.open_many(seals)
    kept = TakenAway(town, tmp_path_factory.mktemp("taken away"))
    proofs = kept.take_proofs(positions)
    town.service.vault.erase(subject)
    town.enterprise("示例三十号有限公司")
    published(town.database, town.service.settings)
    return Erasure(remains, subject, seals, could_be_read, positions, kept, proofs)


def events_of(town: Town) -> Iterator[tuple[int, list[Any]]]:
    """Every event of the log, with the facts in it."""
    for one in town.service.log.select_notifications(1, 100_000):
        yield one.id, [*facts_in(EnvelopeMapper().to_domain_event(one))]


def positions_of(town: Town, subject: UUID) -> list[int]:
    """Where in the log anything is sealed for a person."""
    return [position for position, facts in events_of(town) if any(_is_for(subject, one) for one in facts)]


def seals_of(town: Town, subject: UUID) -> list[Sealed]:
    """Everything that is sealed for a person, in the log, in stored answers and in every table of the read models."""
    in_events = [fact for _, facts in events_of(town) for fact in facts]
    with town.service.engine.connect() as connection:
        tables = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'read' AND column_name LIKE '%%subject'"
        ).all()
        in_tables = [
            Sealed(row[0], bytes(row[1]), bytes(row[2]))
            for table, column in tables
            for row in connection.exec_driver_sql(_sealed_in(table, column.removesuffix("subject"))).all()
        ]
    return [fact for fact in (*in_events, *in_tables) if _is_for(subject, fact)]


def _is_for(subject: UUID, fact: Any) -> bool:
    return isinstance(fact, Sealed) and fact.subject == subject


def _sealed_in(table: str, prefix: str) -> str:
    columns = ", ".join(f'"{prefix}{name}"' for name in ("subject", "blob", "bound"))
    return f'SELECT {columns} FROM read."{table}" WHERE "{prefix}blob" IS NOT NULL'


class TestAfterAnErasure:
    def test_nothing_that_was_sealed_for_the_person_opens(self, erasure: Erasure) -> None:
        said = erasure.remains.birds.said["name of a person"]

        assert len(erasure.seals) > 50
        assert said in erasure.could_be_read  # else nothing is shown by what follows
        assert {type(one) for one in erasure.could_be_read} == {str}
        assert {type(one) for one in erasure.town.service.vault.open_many(erasure.seals)} == {Erased}
        with erasure.town.service.engine.connect() as connection:
            identifiers = connection.exec_driver_sql(
                "SELECT count(*) FROM vault.subjects WHERE subject = %(subject)s",
                {"subject": erasure.subject},
            )
            assert identifiers.scalar() == 0

    @pytest.mark.bar(id="P1", size="every column, file, log and answer")
    def test_no_canary_is_left_anywhere(self, server: EmbeddedPostgres, erasure: Erasure) -> None:
        """Neither as it was said nor as it was shown, with stars."""
        birds, talent = erasure.remains.birds, f"/v1/talents/{erasure.subject}"
        earlier, own = len(birds.answers), birds.applying.case
        for path in (talent, f"{talent}/history", own, f"{own}/history", f"{own}/timeline.txt", f"{own}/form.pdf",
                     f"{QUOTA}/places", "/v1/card-applications", "/v1/cards", "/v1/cards.xlsx", birds.card):  # fmt: skip
            assert erasure.town.auditor().gets(path).is_success, path
        later = dict([*birds.answers.items()][earlier:])
        with server.administrator(erasure.town.database.name) as administrator:
            stored = columns(administrator)
        left = stored | files_in(erasure.town.service.settings.data) | later

        assert traces(birds.said, left) == []
        shown = b"\n".join(part for answer in later.values() for part in opened(answer))
        assert b"erased" in shown
        for masked in ("云*·***", "夜**", "138****8775"):
            assert masked.encode() not in shown

    @pytest.mark.bar(id="P1", size="the log, each event of the person, a dossier")
    def test_what_was_signed_before_and_since_is_verified_by_a_program_of_its_own(
        self, erasure: Erasure
    ) -> None:
        """The log and its roots, each event of the person by the proof of either time, and the dossier of the case."""
        kept = erasure.kept
        since = kept.take_proofs(erasure.positions)
        dossier = erasure.town.auditor().gets(
            f"/v1/audit/cases/{erasure.remains.birds.applying.case_id}/dossier"
        )

        assert len(erasure.positions) > 20
        assert kept.faults_of_log() == ""
        assert [kept.faults_of_event(proof) for proof in (*erasure.proofs, *since)] == [""] * 2 * len(since)
        assert all(
            one.read_bytes() != two.read_bytes() for one, two in zip(erasure.proofs, since, strict=True)
        )
        assert kept.faults_of_dossier(dossier.content) == ""

    def test_an_event_that_had_been_written_over_instead_would_be_found(self, erasure: Erasure) -> None:
        """As others erase: in the row itself, which is the last thing that happens in this town."""
        over = f"UPDATE log.events SET state = '{{}}' WHERE position = {erasure.positions[0]}"
        as_owner(erasure.town.database, f"ALTER TABLE log.events DISABLE TRIGGER ALL; {over}")

        first, *others = (erasure.kept.faults_of_event(proof) for proof in erasure.proofs)

        assert "there are faults" in first
        assert set(others) == {""}
