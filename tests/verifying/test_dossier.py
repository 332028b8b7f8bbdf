"""What a dossier says is believed as far as a proven event says it too; everything else is named as a fault."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from huicai_verify.checkpoints import Trust
from huicai_verify.command import main
from huicai_verify.record import read_record
from huicai_verify.sample import drawn

from persistence.event_record import event_record
from tests.verifying.exported_logs import KEY, SIGNER, ExportedLog, made_up_events
from tests.verifying.made_up_dossiers import (
    LOG,
    STREAM,
    archived,
    dossier,
    found,
    judged,
    list_of,
    numbered,
    with_list,
)
from transparency.tree import consistency_path

POSITIONS = [index + 1 for index, one in enumerate(LOG.records) if read_record(one).stream == STREAM]
FILES = dossier()
RECORD = f"events/{numbered(POSITIONS[1])}.record"
PROOF = f"proofs/{numbered(POSITIONS[1])}.tlog-proof"


def without(*names: str) -> dict[str, bytes]:
    return with_list({name: FILES[name] for name in FILES if name not in names}, list_of(FILES))


def stating(states: dict[int, tuple[str, dict]]) -> ExportedLog:
    """The made-up log, with other topics and states at some positions."""
    events = made_up_events(60)
    for position, (topic, state) in states.items():
        events[position - 1] = replace(
            events[position - 1], topic=topic, state=json.dumps(state).encode(), originator_id=UUID(STREAM)
        )
    versions: dict[UUID, int] = {}
    for index, event in enumerate(events):
        versions[event.originator_id] = versions.get(event.originator_id, 0) + 1
        events[index] = replace(event, originator_version=versions[event.originator_id])
    return ExportedLog([event_record(event) for event in events])


def test_an_event_left_out_is_a_version_that_is_missing(tmp_path: Path) -> None:
    findings = judged(without(RECORD, PROOF), tmp_path)

    [fault] = findings.faults
    assert (fault.code, dict(fault.facts)["expected"]) == ("stream_incomplete", 2)


def test_the_last_event_left_out_is_found_by_the_list_or_by_the_log(tmp_path: Path) -> None:
    last = numbered(POSITIONS[-1])
    shortened = without(f"events/{last}.record", f"proofs/{last}.tlog-proof")
    assert found(judged(shortened, tmp_path)) == ["stream_incomplete"]

    listed = list_of(shortened)
    listed["streams"][0]["versions"] -= 1
    hidden = with_list(shortened, listed)
    assert judged(hidden, tmp_path).exit_code == 0  # nothing in the dossier shows that there was more
    findings = judged(hidden, tmp_path, log=LOG.written(tmp_path / "log"))
    assert [(fault.code, fault.position) for fault in findings.faults] == [("record_missing", POSITIONS[-1])]


def test_a_log_that_is_not_that_of_the_dossier_does_not_show_that_nothing_was_left_out(
    tmp_path: Path,
) -> None:
    shorter = ExportedLog(LOG.records[:-1]).written(tmp_path / "shorter")
    altered = LOG.written(tmp_path / "altered")
    other = stating({3: PUBLISHED}).written(tmp_path / "other")
    bundle = altered / "tile/entries/000.p/60"
    bundle.write_bytes(bundle.read_bytes().replace(UUID(STREAM).bytes, bytes(16)))

    for log in (tmp_path / "nowhere", shorter, altered, other):
        assert [one.code for one in judged(FILES, tmp_path, log=log).undecided] == ["log_not_that"]


def test_a_log_that_has_grown_since_shows_what_was_left_out(tmp_path: Path) -> None:
    grown = LOG.with_records([*LOG.records, LOG.records[0]]).written(tmp_path / "grown")
    last = numbered(POSITIONS[-1])
    shortened = without(f"events/{last}.record", f"proofs/{last}.tlog-proof")
    listed = list_of(shortened)
    listed["streams"][0]["versions"] -= 1

    assert judged(FILES, tmp_path, log=grown).exit_code == 0
    assert found(judged(with_list(shortened, listed), tmp_path, log=grown)) == ["record_missing"]


def test_a_record_without_proof_is_named(tmp_path: Path) -> None:
    assert "proof_missing" in found(judged(without(PROOF), tmp_path))


def test_an_altered_record_is_named_with_its_position(tmp_path: Path) -> None:
    altered = FILES[RECORD].replace(b"zhang-san", b"li-si-san")
    findings = judged(with_list(FILES | {RECORD: altered}, list_of(FILES)), tmp_path)

    assert ("proof_wrong", POSITIONS[1]) in [(fault.code, fault.position) for fault in findings.faults]


def test_a_record_under_the_number_of_another_is_named(tmp_path: Path) -> None:
    other = f"events/{numbered(POSITIONS[2])}.record"
    assert "record_position" in found(
        judged(with_list(FILES | {RECORD: FILES[other]}, list_of(FILES)), tmp_path)
    )


def test_a_proof_under_another_checkpoint_is_named(tmp_path: Path) -> None:
    newer = ExportedLog.of(61)
    files = with_list(FILES | {PROOF: newer.proof(POSITIONS[1] - 1).encode()}, list_of(FILES))

    assert "proof_other_checkpoint" in found(judged(files, tmp_path))


def test_a_file_that_the_list_does_not_have_or_has_otherwise_is_named(tmp_path: Path) -> None:
    assert found(judged(FILES | {"more": b"x"}, tmp_path)) == ["file_unlisted"]
    assert found(judged({**FILES, "logs/1/checkpoint": FILES["logs/1/checkpoint"] + b"\n"}, tmp_path))
    listed = list_of(FILES)
    listed["files"]["more"] = "0" * 64
    assert found(judged(FILES | {"dossier.json": json.dumps(listed).encode()}, tmp_path)) == ["file_missing"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"format": "huicai/dossier/2"}', b"[" * 100_000],
    ids=["empty", "array", "cut", "newer", "deep"],
)
def test_another_list_is_no_dossier(content: bytes, tmp_path: Path) -> None:
    assert found(judged(FILES | {"dossier.json": content}, tmp_path)) in (
        ["dossier_unreadable"],
        ["dossier_format"],
    )


def test_a_list_that_claims_an_endless_stream_ends(tmp_path: Path) -> None:
    listed = list_of(FILES)
    listed["streams"][0]["versions"] = 10**18

    assert found(judged(with_list(FILES, listed), tmp_path)) == ["stream_incomplete"]


ODD = [
    None,
    True,
    -1,
    10**400,
    1e300,
    "",
    "x" * 10_000,
    "\x1b[2J\ud800",
    [],
    [[]],
    {},
    {"id": []},
    [None, 3, {}],
    [{"file": 7}],
]


@pytest.mark.parametrize("member", ["kind", "id", "streams", "histories", "policies", "attachments", "files"])
def test_a_list_of_anything_is_judged_and_told(
    member: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for odd in ODD:
        listed = list_of(FILES) | {member: odd}
        content = json.dumps(listed).encode()
        place = tmp_path / "dossier.zip"
        place.write_bytes(archived(FILES | {"dossier.json": content}))

        assert main([str(place), "--key", SIGNER.verifier_key]) in (0, 1)
        assert main([str(place), "--key", SIGNER.verifier_key, "--json"]) in (0, 1)
        told = capsys.readouterr().out
        assert "\x1b" not in told
        told.encode()


# ── Policy texts and attachments ─────────────────────────────────────────────────────────────────────────

TEXT = b"version: zibo-2023/1\n"
PUBLISHED = ("Policy.Published", {"policy_version": "zibo-2023/1", "sha256": sha256(TEXT).hexdigest()})
DECIDED = ("CardApplication.Submitted", {"envelope": {"actor": "zhang-san", "policy_version": "zibo-2023/1"}})
SCAN = b"%PDF a made-up scan"
UPLOADED = ("Attachment.Uploaded", {"sha256": sha256(SCAN).hexdigest()})
UNDER_POLICY = stating({POSITIONS[0]: PUBLISHED, POSITIONS[1]: DECIDED, POSITIONS[2]: UPLOADED})


def with_files(files: dict[str, bytes], **said: object) -> dict[str, bytes]:
    made = dossier(UNDER_POLICY, **said)
    return with_list(made | files, list_of(made))


POLICY = [{"version": "zibo-2023/1", "file": "policies/zibo-2023-1.yaml"}]
ATTACHED = [{"sha256": sha256(SCAN).hexdigest(), "file": "attachments/scan.pdf"}]


def test_the_policy_text_is_that_which_was_published(tmp_path: Path) -> None:
    file = POLICY[0]["file"]
    assert judged(with_files({file: TEXT}, policies=POLICY), tmp_path).exit_code == 0
    assert found(judged(with_files({file: TEXT + b" "}, policies=POLICY), tmp_path)) == ["policy_other"]
    assert found(judged(with_files({}, policies=POLICY), tmp_path)) == ["file_missing"]
    assert found(judged(with_files({}), tmp_path)) == ["policy_missing"]


def test_an_attachment_is_that_which_an_event_names(tmp_path: Path) -> None:
    file, policy = ATTACHED[0]["file"], {POLICY[0]["file"]: TEXT}

    def codes(content: bytes | None, digest: str) -> list[str]:
        stated = [{"sha256": digest, "file": None if content is None else file}]
        files = policy | ({} if content is None else {file: content})
        return found(judged(with_files(files, policies=POLICY, attachments=stated), tmp_path))

    assert codes(SCAN, ATTACHED[0]["sha256"]) == []
    assert codes(None, ATTACHED[0]["sha256"]) == []
    assert codes(SCAN + b" ", ATTACHED[0]["sha256"]) == ["content_altered"]
    assert codes(None, "0" * 64) == ["digest_unproven"]


# ── The history ──────────────────────────────────────────────────────────────────────────────────────────


def told(*lines: dict) -> dict[str, bytes]:
    file = "history/case.json"
    files = FILES | {file: json.dumps({"items": lines}).encode()}
    return with_list(files, {**list_of(FILES), "histories": [{"id": STREAM, "file": file}]})


def line_of(position: int) -> dict:
    record = read_record(LOG.records[position - 1])
    return {
        "position": position, "topic": record.topic.decode(), "envelope": {"actor": "zhang-san"}, "thing": {"id": STREAM},
        "recorded_at": record.instant,
    }  # fmt: skip


def test_the_history_tells_what_was_recorded(tmp_path: Path) -> None:
    lines = [line_of(position) for position in POSITIONS]

    assert judged(told(*lines), tmp_path).exit_code == 0
    for wrong in (
        {"envelope": {"actor": "li-si"}},
        {"topic": "Card.Revoked"},
        {"event_hash": "0" * 64},
        {"version": 99},
        {"thing": {"id": POPULATION[0]}},
        {"recorded_at": "2026-03-02T01:00:00Z"},
        {"recorded_at": None},
        {"decided_at": "2026-03-02T01:00:00Z"},
        {"facts": {"note": "another"}},
        {"envelope": {"deciding_body": "zibo-drc"}},
    ):
        assert found(judged(told(lines[0] | wrong, *lines[1:]), tmp_path)) == ["history_other"]
    assert found(judged(told(*lines[1:]), tmp_path)) == ["history_incomplete"]
    assert found(judged(told(*lines, {"position": 999}), tmp_path)) == ["record_missing"]
    assert found(judged(told(*lines, {}), tmp_path)) == ["dossier_unreadable"]


def test_what_is_sealed_may_be_told_behind_any_mask_and_what_stands_beside_it_only_as_it_was_recorded(
    tmp_path: Path,
) -> None:
    state = {
        "timestamp": "2026-03-02T09:00:00+08:00",
        "form": {"name": {"sealed": "x:y"}, "area": "zhangdian", "pages": [{"kind": "form"}]},
        "envelope": {"signatory": {"sealed": "x:y"}, "documents": [{"number": "1"}]},
    }
    log = stating({POSITIONS[0]: ("CardApplication.FormFilled", state)})
    file = "history/case.json"

    def judged_of(form: dict, *, decided_at: str = "2026-03-02T01:00:00Z", **envelope: object) -> list[str]:
        first = {
            "position": POSITIONS[0],
            "decided_at": decided_at,
            "facts": {"form": form},
            "envelope": envelope,
        }
        lines = [first, *({"position": one} for one in POSITIONS[1:])]
        made = dossier(log, histories=[{"id": STREAM, "file": file}])
        files = with_list(made | {file: json.dumps({"items": lines}).encode()}, list_of(made))
        return found(judged(files, tmp_path))

    form = {"name": "欧***", "area": "zhangdian", "pages": [{"kind": "form", "number": None}]}
    assert judged_of(form, signatory="王***", documents=[{"number": "1", "issuer": None}]) == []
    for other in (
        form | {"area": "linzi"},
        form | {"pages": []},
        form | {"pages": [{"kind": "scan"}]},
        form | {"pages": "form"},
    ):
        assert judged_of(other) == ["history_other"]
    assert judged_of(form, documents=[{"number": "2"}]) == ["history_other"]
    assert judged_of(form, decided_at="2026-03-02T09:00:00Z") == ["history_other"]


# ── Samples ──────────────────────────────────────────────────────────────────────────────────────────────

POPULATION = sorted({read_record(one).stream for one in LOG.records} - {STREAM})
SEED = "2f" * 32


def sample(
    cases: list[str], population: list[str] = POPULATION, *, here: list[str] | None = None, seed: str = SEED
) -> dict[str, bytes]:
    facts = {
        "seed": seed, "population_size": len(POPULATION), "population_sha256": sha256(text_of(POPULATION)).hexdigest(), "wanted": 5,
        "cases": cases,
    }  # fmt: skip
    log = stating({POSITIONS[0]: ("AuditSample.Drawn", facts)})
    files = dossier(log, beside=cases if here is None else here)
    return with_list(files | {"population.txt": text_of(population)}, list_of(files))


def text_of(population: list[str]) -> bytes:
    return "".join(f"{id_}\n" for id_ in population).encode()


def test_a_sample_is_drawn_again(tmp_path: Path) -> None:
    by_lot = drawn(SEED, POPULATION, 5)
    last_by_lot = drawn(SEED, POPULATION, len(POPULATION))[-1]

    assert judged(sample(by_lot), tmp_path).exit_code == 0
    assert found(judged(sample([*by_lot[:4], last_by_lot]), tmp_path)) == ["sample_drawn"]
    assert found(judged(sample(by_lot[:4]), tmp_path)) == ["sample_drawn"]
    for other in (POPULATION[1:], POPULATION[::-1], [*POPULATION, POPULATION[-1]], []):
        assert "sample_population" in found(judged(sample(by_lot, other), tmp_path))


def test_a_seed_that_is_no_text_draws_nothing_that_was_drawn(tmp_path: Path) -> None:
    by_lot = drawn(SEED, POPULATION, 5)

    assert found(judged(sample(by_lot, seed="\ud800"), tmp_path)) == ["sample_drawn"]


def test_a_drawn_case_that_was_left_out_is_named(tmp_path: Path) -> None:
    by_lot = drawn(SEED, POPULATION, 5)

    [fault] = judged(sample(by_lot, here=by_lot[:4]), tmp_path).faults

    assert (fault.code, dict(fault.facts)) == ("subject_not_whole", {"id": by_lot[4]})


# ── What it is about ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("whole", [False, None, 1])
def test_a_list_cannot_say_that_what_the_dossier_is_about_need_not_be_whole(
    whole: object, tmp_path: Path
) -> None:
    listed = list_of(FILES)
    listed["streams"][0]["whole"] = whole

    assert found(judged(with_list(without(RECORD, PROOF), listed), tmp_path)) == ["subject_not_whole"]


def test_a_dossier_about_one_thing_with_the_events_of_another_is_none(tmp_path: Path) -> None:
    assert found(judged(dossier(id=POPULATION[0]), tmp_path)) == ["subject_not_whole"]
    histories = [{"id": POPULATION[0], "file": "history/case.json"}]
    files = with_list(FILES | {"history/case.json": b'{"items": []}'}, list_of(dossier(histories=histories)))
    assert found(judged(files, tmp_path)) == ["subject_not_whole"]


# ── Trust ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kept_checkpoint_needs_a_consistency_proof_or_its_own_size(tmp_path: Path) -> None:
    same = Trust((KEY,), checkpoints=(LOG.kept(60),))
    older = replace(same, checkpoints=(LOG.kept(33),))
    path = consistency_path(33, 60, LOG.tree.node)

    assert judged(FILES, tmp_path, trust=same).exit_code == 0
    assert judged(FILES, tmp_path, trust=older).exit_code == 2
    assert judged(FILES, tmp_path, trust=replace(older, consistency=path)).exit_code == 0
    assert found(judged(FILES, tmp_path, trust=replace(older, consistency=path[:-1]))) == [
        "consistency_wrong"
    ]


def test_a_fork_is_seen_at_the_same_size(tmp_path: Path) -> None:
    fork = stating({3: PUBLISHED})

    assert found(judged(FILES, tmp_path, trust=Trust((KEY,), checkpoints=(fork.kept(60),)))) == [
        "checkpoints_fork"
    ]
