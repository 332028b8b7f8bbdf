"""A dossier (卷宗): one file about one case, report or sample, format huicai/dossier/1 (docs/format/dossier-1.md).

    record ─> proof ─> checkpoint          every event is in the log, as it stands here
    stream: versions 1, 2, 3 …             none of them was left out in between
    policy text, attachment ─> SHA-256     named by an event that is proven
    history ─> records                     what is told is what was recorded

Whatever the list of a dossier says is believed only as far as a proven event says it too.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast

from huicai_verify.checkpoints import Trust, compare_with_trusted, judged
from huicai_verify.findings import Findings
from huicai_verify.log_folder import folder_of, records_of
from huicai_verify.notes import Checkpoint
from huicai_verify.packages import files_of
from huicai_verify.proof import Proof, ProofUnreadable
from huicai_verify.record import Record, RecordInvalid, read_record, text_of_id
from huicai_verify.sample import drawn
from huicai_verify.succession import Log, first_log, next_log
from huicai_verify.tree import ProofInvalid, leaf_hash, root_of, root_of_leaf

FORMAT = "huicai/dossier/1"
LIST = "dossier.json"
POPULATION = "population.txt"
MOST_LOGS = 1_000
# What an envelope says in clear, and a history may not tell otherwise.
CLEAR = (
    "actor",
    "capacity",
    "role",
    "function",
    "area",
    "on_behalf_of",
    "deciding_body",
    "signatory",
    "enterprise_id",
    "documents",
    "reason_code",
    "policy_version",
    "effective_on",
)
RECORD_NAME = re.compile(r"events/([0-9]{12,19})\.record")
# What people read, and what is there to be compared: the list names their digests, and anybody could have written the list.
TOLD = re.compile(r"index\..*\.html|README\..*\.txt|history/.*\.txt|verify\.sh|keys/.*")
DIGEST = re.compile(r'"([0-9a-f]{64})"')
MOST_TOLD = 10_000  # versions missing of one stream; a list can state any number


@dataclass(slots=True)
class Dossier:
    """A dossier under examination: its files, its list, and the events that are proven."""

    files: dict[str, bytes]
    listed: dict[str, Any]
    findings: Findings
    logs: list[Log] = field(default_factory=list)
    records: dict[int, Record] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)

    def entries(self, name: str) -> list[dict[str, Any]]:
        """What the list says under a name: objects, or nothing."""
        said = self.listed.get(name)
        return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []

    def states(self) -> Iterator[tuple[int, Record, dict[str, Any]]]:
        """The events that are proven, with what they say."""
        for position, record in sorted(self.records.items()):
            state = parsed(record.state)
            yield position, record, state if isinstance(state, dict) else {}

    def samples(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The drawings that are proven, with what they say."""
        for position, record, state in self.states():
            if record.topic == b"AuditSample.Drawn":
                yield position, state


def examine_dossier(place: Path, trust: Trust, findings: Findings, *, log: Path | None = None) -> None:
    """Verify a dossier; with the exported log beside it also that no later event of its streams is left out."""
    files = files_of(place, findings)
    listed = None if files is None else parsed(files.get(LIST, b""))
    if files is None or not isinstance(listed, dict):
        if files is not None:
            findings.fault("dossier_unreadable", file=LIST)
        return
    if listed.get("format") != FORMAT:
        findings.fault("dossier_format", file=LIST, format=str(listed.get("format")))
        return
    dossier = Dossier(files, listed, findings)
    _compare_files(dossier)
    _judge_logs(dossier, trust)
    checkpoints = [one.checkpoint for one in dossier.logs]
    compare_with_trusted(checkpoints, trust, findings, file=LIST)
    _prove_records(dossier)
    _compare_streams(dossier)
    _look_for_subjects(dossier)
    _compare_policies(dossier)
    _compare_attachments(dossier)
    _compare_histories(dossier)
    _compare_sample(dossier)
    if log is not None:
        _look_for_more(dossier, log)
    findings.stated |= {"kind": str(listed.get("kind")), "id": str(listed.get("id"))}


def parsed(content: bytes) -> Any:
    """JSON of whatever kind; None if it is not even that."""
    try:
        return json.loads(content, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _compare_files(dossier: Dossier) -> None:
    stated = dossier.listed.get("files")
    stated = stated if isinstance(stated, dict) else {}
    for name, content in dossier.files.items():
        if name == LIST:
            continue
        dossier.findings.checked["files"] += 1
        if TOLD.fullmatch(name):
            dossier.findings.unproven.append(name)
        if name not in stated:
            dossier.findings.fault("file_unlisted", file=name)
        elif stated[name] != sha256(content).hexdigest():
            dossier.findings.fault("file_altered", file=name)
    for name in stated:
        if name not in dossier.files:
            dossier.findings.fault("file_missing", file=str(name))


def _judge_logs(dossier: Dossier, trust: Trust) -> None:
    """The logs that the events lie in, each after the one before it."""
    for epoch in range(1, MOST_LOGS):
        file = f"logs/{epoch}/checkpoint"
        if file not in dossier.files:
            break
        checkpoint = judged(dossier.files[file], trust, dossier.findings, file=file)
        log = None if checkpoint is None else _log_of(dossier, epoch, checkpoint, trust)
        if log is None:
            return
        dossier.logs.append(log)
    if not dossier.logs:
        dossier.findings.fault("file_missing", file="logs/1/checkpoint")


def _log_of(dossier: Dossier, epoch: int, checkpoint: Checkpoint, trust: Trust) -> Log | None:
    if epoch == 1:
        return first_log(checkpoint)
    file = f"logs/{epoch}/reference"
    entry = dossier.files.get(file, b"")
    proof = dossier.files.get(f"{file}.tlog-proof")
    log = next_log(dossier.logs[-1], checkpoint, entry, trust, dossier.findings, file=file)
    if log is not None and (fault := fault_of_proof(entry, 0, proof, checkpoint)) is not None:
        dossier.findings.fault(fault, file=file, position=log.first_position - 1)
        return None
    return log


def _prove_records(dossier: Dossier) -> None:
    for name, content in sorted(dossier.files.items()):
        match = RECORD_NAME.fullmatch(name)
        if match is None:
            continue
        position = int(match[1])
        proof = dossier.files.get(f"proofs/{match[1]}.tlog-proof")
        log = next((one for one in dossier.logs if one.covers(position)), None)
        if log is None:
            dossier.findings.fault("log_missing", file=name, position=position)
        elif prove(content, position, proof, log, dossier.findings, file=name):
            dossier.records[position] = read_record(content)
            dossier.contents[position] = content


def prove(
    content: bytes, position: int | None, proof: bytes | None, log: Log, findings: Findings, *, file: str
) -> bool:
    """Whether a record is one, says its position, and is proven to stand there in its log."""
    findings.checked["events"] += 1
    try:
        record = read_record(content)
    except RecordInvalid:
        findings.fault("record_unreadable", file=file, position=position)
        return False
    if position not in (None, record.position):
        findings.fault("record_position", file=file, position=position, stated=record.position)
        return False
    fault = fault_of_proof(content, log.index_of(record.position), proof, log.checkpoint)
    if fault is not None:
        findings.fault(fault, file=file, position=record.position)
    return fault is None


def fault_of_proof(content: bytes, index: int, proof: bytes | None, checkpoint: Checkpoint) -> str | None:
    """The code of what is wrong with the proof that these bytes are an entry of a log."""
    if proof is None:
        return "proof_missing"
    try:
        read = Proof.parse(proof)
        root = root_of_leaf(leaf_hash(content), index, checkpoint.size, read.path)
    except ProofUnreadable:
        return "proof_unreadable"
    except ProofInvalid:
        return "proof_wrong"
    if read.index != index:
        return "proof_of_other"
    if (read.checkpoint.origin, read.checkpoint.tree) != (checkpoint.origin, checkpoint.tree):
        return "proof_other_checkpoint"
    return None if root == checkpoint.root else "proof_wrong"


def _compare_streams(dossier: Dossier) -> None:
    versions: dict[str, dict[int, int]] = {}
    for position, record in dossier.records.items():
        versions.setdefault(record.stream, {})[record.originator_version] = position
    listed = {str(one.get("id")): one for one in dossier.entries("streams")}
    for stream, at in versions.items():
        if stream not in listed:
            dossier.findings.fault("stream_unlisted", position=min(at.values()), stream=stream)
    for stream, one in listed.items():
        dossier.findings.checked["streams"] += 1
        if one.get("whole") is True:
            _compare_versions(dossier, stream, one.get("versions"), set(versions.get(stream, ())))


def _compare_versions(dossier: Dossier, stream: str, stated: Any, found: set[int]) -> None:
    """Versions run from 1 without a gap to the last one that is stated or there."""
    last = max(stated if isinstance(stated, int) else 0, *found, 1)
    missing = (version for version in range(1, last + 1) if version not in found)
    for version in islice(missing, MOST_TOLD):
        dossier.findings.fault("stream_incomplete", stream=stream, expected=version)


def _look_for_subjects(dossier: Dossier) -> None:
    """What a dossier is about, what a history is of and what was drawn is here from its first event on, whatever the list says of it."""
    whole = {str(one.get("id")) for one in dossier.entries("streams") if one.get("whole") is True}
    here = whole & {record.stream for record in dossier.records.values()}
    histories = (str(one.get("id")) for one in dossier.entries("histories"))
    drawn_cases = (case for _, state in dossier.samples() for case in _texts(state.get("cases")))
    for id_ in dict.fromkeys((str(dossier.listed.get("id")), *histories, *drawn_cases)):
        if id_ not in here:
            dossier.findings.fault("subject_not_whole", file=LIST, id=id_)


def _compare_policies(dossier: Dossier) -> None:
    """Every decision's policy is there as text, and the text is what the event of its publication names."""
    named, needed = _policies_of_events(dossier)
    texts = {str(one.get("version")): one.get("file") for one in dossier.entries("policies")}
    for version, position in needed.items():
        # What is decided under the calendar or the clock has no text, and no event that names one.
        if version not in texts or (texts[version] is None and version in named):
            dossier.findings.fault("policy_missing", position=position, version=version)
    for version, file in texts.items():
        dossier.findings.checked["policies"] += 1
        content = None if file is None else dossier.files.get(str(file))
        if content is None and file is not None:
            dossier.findings.fault("file_missing", file=str(file))
        elif content is not None and sha256(content).hexdigest() not in named.get(version, ()):
            dossier.findings.fault("policy_other", file=str(file), version=version)


def _policies_of_events(dossier: Dossier) -> tuple[dict[str, set[str]], dict[str, int]]:
    """The digests that proven events name for each version, and the first event that was decided under each."""
    named: dict[str, set[str]] = {}
    needed: dict[str, int] = {}
    for position, record, state in dossier.states():
        envelope = state.get("envelope")
        version = envelope.get("policy_version") if isinstance(envelope, dict) else None
        if isinstance(version, str):
            needed.setdefault(version, position)
        if record.topic.startswith(b"Policy.") and isinstance(state.get("policy_version"), str):
            named.setdefault(cast("str", state["policy_version"]), set()).add(str(state.get("sha256")))
    return named, needed


def _compare_attachments(dossier: Dossier) -> None:
    proven = {
        digest for record in dossier.records.values() for digest in DIGEST.findall(_text_of(record.state))
    }
    for one in dossier.entries("attachments"):
        stated, file = str(one.get("sha256"))[:64], one.get("file")
        dossier.findings.checked["attachments"] += 1
        if stated not in proven:
            dossier.findings.fault("digest_unproven", file=str(file or stated))
        if file is None:
            continue
        content = dossier.files.get(str(file))
        if content is None:
            dossier.findings.fault("file_missing", file=str(file))
        elif (found := sha256(content).hexdigest()) != stated:
            dossier.findings.fault("content_altered", file=str(file), found=found)


def _text_of(state: bytes) -> str:
    return state.decode(errors="replace")


def _compare_histories(dossier: Dossier) -> None:
    """What a history tells of an event is what its record says, and no event of the thing it is about is left out."""
    for one in dossier.entries("histories"):
        file = str(one.get("file"))
        history = parsed(dossier.files.get(file, b""))
        told = history.get("items") if isinstance(history, dict) else None
        if not isinstance(told, list):
            dossier.findings.fault("dossier_unreadable", file=file)
            continue
        positions = {_compare_line(line, file, dossier) for line in told}
        for position, record in dossier.records.items():
            if record.stream == one.get("id") and position not in positions:
                dossier.findings.fault("history_incomplete", file=file, position=position)


def _compare_line(line: Any, file: str, dossier: Dossier) -> int | None:
    """Compare what a line tells with its record; the position that it is of."""
    if not isinstance(line, dict) or not isinstance(position := line.get("position"), int):
        dossier.findings.fault("dossier_unreadable", file=file)
        return None
    dossier.findings.checked["history_lines"] += 1
    record = dossier.records.get(position)
    if record is None:
        dossier.findings.fault("record_missing", file=file, position=position)
        return position
    state = parsed(record.state)
    state = state if isinstance(state, dict) else {}
    recorded = {
        "topic": record.topic.decode(),
        "event_hash": leaf_hash(dossier.contents[position]).hex(),
        "version": record.originator_version,
        "event_id": text_of_id(record.event_id),
        "command_id": text_of_id(record.command_id),
        "correlation_id": text_of_id(record.correlation_id),
        "causation_id": None if record.causation_id is None else text_of_id(record.causation_id),
        "thing": {"id": record.stream},
        "facts": state,
    }
    for name, value in recorded.items():
        if name in line and not _agrees(line[name], value):
            dossier.findings.fault("history_other", file=file, position=position, field=name)
    for name, instant in {"recorded_at": record.instant, "decided_at": state.get("timestamp")}.items():
        if name in line and _instant(line[name]) != _instant(instant):
            dossier.findings.fault("history_other", file=file, position=position, field=name)
    told, envelope = line.get("envelope"), state.get("envelope")
    if isinstance(told, dict) and isinstance(envelope, dict):
        for name in CLEAR:
            if name in told and not _agrees(told[name], envelope.get(name)):
                dossier.findings.fault("history_other", file=file, position=position, field=name)
    return position


def _agrees(told: Any, recorded: Any) -> bool:
    """Whether what is told says nothing else than what was recorded; of what is sealed nobody here can say."""
    if isinstance(recorded, dict):
        if "sealed" in recorded:
            return True
        return isinstance(told, dict) and all(
            _agrees(told[name], value) for name, value in recorded.items() if name in told
        )
    if isinstance(recorded, list):
        is_as_long = isinstance(told, list) and len(told) == len(recorded)
        return is_as_long and all(map(_agrees, told, recorded))
    return bool(told == recorded)


def _instant(written: Any) -> datetime | None:
    """The moment that is written, in whatever zone."""
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _compare_sample(dossier: Dossier) -> None:
    """Draw again what an event says was drawn, out of the population whose SHA-256 it has."""
    text = dossier.files.get(POPULATION, b"")
    population = text.decode(errors="replace").split()
    for position, state in dossier.samples():
        dossier.findings.checked["samples"] += 1
        cases = _texts(state.get("cases"))
        stated = (state.get("population_sha256"), state.get("population_size"))
        if (sha256(text).hexdigest(), len(set(population))) != stated:
            dossier.findings.fault("sample_population", position=position)
        wanted = state.get("wanted")
        count = min(wanted, len(population)) if isinstance(wanted, int) else -1
        if len(cases) != count or drawn(str(state.get("seed")), population, count) != cases:
            dossier.findings.fault("sample_drawn", position=position)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _look_for_more(dossier: Dossier, folder: Path) -> None:
    """Go through the exported logs for events of the dossier's whole streams that the dossier does not have."""
    whole = {str(one.get("id")) for one in dossier.entries("streams") if one.get("whole") is True}
    for log in dossier.logs:
        leaves = _leaves_without_more(dossier, folder_of(folder, log.epoch), log, whole)
        # One that does not have the checkpoint's root, another or a damaged one, does not show that nothing was left out.
        if root_of(leaves) != log.checkpoint.root:
            dossier.findings.undecidable(
                "log_not_that", file=f"logs/{log.epoch}/checkpoint", size=log.checkpoint.size
            )


def _leaves_without_more(dossier: Dossier, folder: Path, log: Log, whole: set[str]) -> Iterator[bytes]:
    """The leaf hash of every record that the log's folder has; an event that the dossier leaves out is told."""
    for _, content in records_of(folder, log.checkpoint.size):
        yield leaf_hash(content)
        try:
            record = read_record(content)
        except RecordInvalid:
            continue
        if record.stream in whole and record.position not in dossier.records:
            dossier.findings.fault("record_missing", position=record.position)
