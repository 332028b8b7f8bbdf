"""The transparency log over HTTP: what an auditor fetches is verified by what he or she was handed, and nothing else."""

from base64 import b64decode
from collections.abc import Iterator

import pytest

from api.rendering.service_state import readiness
from domain.authorization import Post, Role
from persistence.embedded import EmbeddedPostgres
from persistence.event_record import event_record
from persistence.transparency_log import SealerState
from sealer import signers
from sealer.publishing import TileFiles
from sealer.running import sealing_store
from sealer.sealer import Sealer
from tests.api.conftest import Town, as_owner, town_on
from tests.conftest import _temporary as temporary
from transparency.checkpoint import read_checkpoint
from transparency.note import VerifierKey
from transparency.proof_file import ProofFile
from transparency.tiles import bundled, unbundled, unpacked
from transparency.tree import is_consistent, is_included, leaf_hash

ORIGIN = "example.com/zibo"
LOG = f"{ORIGIN}/sha256-ed25519/1"
HEAD = "/v1/audit/checkpoint"


class CoveredTown:
    """A town whose first events were covered at two moments, and the key that the auditor was handed."""

    def __init__(self, town: Town, folder) -> None:
        self.town = town
        self.auditor = town.auditor()
        keys = signers.in_file(folder / "log-keys.json")
        self.key = VerifierKey.parse(keys(LOG)[0].verifier_key)
        with sealing_store(town.database.url("sealer")) as datastore:
            sealer = Sealer(datastore, keys, TileFiles(folder / "transparency-log"), origin=ORIGIN)
            sealer.look()
            self.first = self.checkpoint()
            town.quota()
            sealer.look()
            sealer.close()
        self.second = self.checkpoint()
        self.later = town.enterprise("示例一号有限公司")
        self.records = [event_record(one) for one in town.service.log.select_notifications(None, 100)]

    def checkpoint(self):
        return read_checkpoint(self.auditor.gets(HEAD).text, LOG, [self.key])


@pytest.fixture(scope="module")
def covered(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CoveredTown]:
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder, projected=False) as town:
        yield CoveredTown(town, folder)


def test_the_checkpoint_is_a_signed_note_under_the_key_that_was_handed_over(covered):
    answer = covered.auditor.gets(HEAD)

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert covered.second.size > covered.first.size
    assert covered.auditor.gets("/v1/audit/logs/1/checkpoint").text == answer.text


def test_the_event_that_was_covered_has_a_proof_file(covered):
    for position in (1, covered.second.size):
        answer = covered.auditor.gets(f"/v1/audit/events/{position}/proof")

        assert f"event-{position}.tlog-proof" in answer.headers["content-disposition"]
        proof = ProofFile.parse(answer.text)
        assert proof.index == position - 1
        record = covered.records[position - 1]
        assert proof.verified(record, LOG, [covered.key]) == covered.second


@pytest.mark.parametrize("of_first", [True, False])
def test_the_path_of_an_event_leads_to_the_root_of_either_checkpoint(covered, of_first):
    checkpoint = covered.first if of_first else covered.second
    shown = covered.auditor.gets("/v1/audit/proofs/inclusion", position="2", size=str(checkpoint.size)).json()

    path = [b64decode(one) for one in shown["path"]]
    assert is_included(leaf_hash(covered.records[1]), shown["index"], shown["size"], path, checkpoint.root)
    assert read_checkpoint(shown["checkpoint"], LOG, [covered.key]) == checkpoint


def test_the_later_checkpoint_continues_the_earlier_one(covered):
    shown = covered.auditor.gets("/v1/audit/proofs/consistency", **{"from": str(covered.first.size)}).json()

    path = [b64decode(one) for one in shown["path"]]
    sizes = shown["first"], covered.first.root, shown["second"], covered.second.root
    assert is_consistent(*sizes, path)
    assert b64decode(shown["second_root"]) == covered.second.root


def test_the_tiles_and_records_give_what_was_signed(covered):
    size = covered.second.size
    tile = covered.auditor.gets(f"/v1/audit/logs/1/tile/0/000.p/{size}")
    entries = covered.auditor.gets(f"/v1/audit/logs/1/tile/records/000.p/{size}")

    assert unbundled(entries.content, long=True) == covered.records[:size]
    assert bundled(covered.records[:size], long=True) == entries.content
    assert list(map(leaf_hash, covered.records[:size])) == unpacked(tile.content)
    assert tile.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/audit/events/{later}/proof",
        "/v1/audit/proofs/inclusion?position={later}",
        "/v1/audit/proofs/inclusion?position=1&size=1000000",
        "/v1/audit/proofs/inclusion?position=3&size=2",
        "/v1/audit/proofs/consistency?from=1000000",
        "/v1/audit/proofs/consistency?from=2&to=1",
        "/v1/audit/logs/1/tile/0/001",
        "/v1/audit/logs/1/tile/entries/000",
    ],
)
def test_of_what_no_checkpoint_covers_there_is_no_proof(covered, path):
    answer = covered.auditor.gets(path.format(later=covered.town.position()))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_covered")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/audit/checkpoint?epoch=2",
        "/v1/audit/logs/2/checkpoint",
        "/v1/audit/logs/1/tile/0/0",
        "/v1/audit/logs/1/tile/0/000.p/256",
        "/v1/audit/logs/1/tile/data/000",
        "/v1/audit/logs/1/tile/records/000.p/1",
        "/v1/audit/logs/1/tile/0/..%2F..%2Fcheckpoint",
    ],
)
def test_what_there_is_not_is_not_found(covered, path):
    assert covered.auditor.gets(path).status_code == 404


def test_whoever_operates_sees_hashes_and_checkpoints_and_no_entry(covered):
    operator = covered.town.person("operator", Post(role=Role.OPERATOR))

    assert operator.gets(HEAD).status_code == 200
    assert operator.gets(f"/v1/audit/logs/1/tile/0/000.p/{covered.first.size}").status_code == 200
    assert operator.gets("/v1/audit/logs/1/tile/records/000.p/1").status_code == 403


def test_the_page_of_logs_has_keys_and_alarms(covered):
    as_owner(
        covered.town.database,
        "INSERT INTO transparency.alarms (epoch, kind, first_position, last_position, resolved_at)"
        " VALUES (1, 'altered', 2, 3, now())",
    )

    shown = covered.auditor.gets("/v1/audit/logs").json()

    [log] = shown["items"]
    assert (log["origin"], log["size"], log["last_position"]) == (
        LOG,
        covered.second.size,
        covered.second.size,
    )
    assert [key["verifier_key"] for key in log["keys"]] == [str(covered.key)]
    assert log["checkpoint"] == "/v1/audit/logs/1/checkpoint"
    assert [(one["kind"], one["first_position"], one["last_position"]) for one in shown["alarms"]] == [
        ("altered", 2, 3)
    ]


@pytest.mark.parametrize(("lag", "alarm"), [(0.0, False), (119.0, False), (121.0, True)])
def test_after_two_minutes_without_a_checkpoint_it_alarms(lag, alarm):
    state = SealerState(
        is_led=True, looked_at=None, rechecked_position=0, lag=lag, covered_position=7, alarms=0
    )

    assert readiness(8, [], [], state).sealer.alarm is alarm
    assert readiness(8, [], [], state).ready


def test_what_is_not_signed_shows_in_the_state_and_keeps_the_service_ready(covered):
    as_owner(covered.town.database, "INSERT INTO transparency.alarms (epoch, kind, first_position, last_position) VALUES (1, 'missing', 5, 5)")  # fmt: skip
    state, metrics = covered.town.http.get("/readyz").json(), covered.town.http.get("/metrics").text

    assert state["sealer"]["alarm"] is True
    assert state["sealer"]["covered_position"] == covered.second.size
    assert state["sealer"]["lag_seconds"] > 0
    assert "huicai_seal_alarms 1.0" in metrics
    assert "huicai_sealer_led 0.0" in metrics
    assert f"huicai_log_covered_position {covered.second.size}.0" in metrics
    as_owner(covered.town.database, "UPDATE transparency.alarms SET settled_at = now()")
    assert covered.town.http.get("/readyz").json()["sealer"]["alarm"] is False
