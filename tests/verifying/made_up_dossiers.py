"""Dossiers by hand: records of a made-up log, laid out as docs/format/dossier-1.md says."""

import json
from collections import Counter
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from huicai_verify.checkpoints import Trust
from huicai_verify.dossier import examine_dossier
from huicai_verify.findings import Findings
from huicai_verify.record import read_record

from documents.dossiers.archive import archived
from tests.verifying.exported_logs import KEY, ExportedLog

LOG = ExportedLog.of(60)
STREAM = read_record(LOG.records[0]).stream


def numbered(position: int) -> str:
    return f"{position:012}"


def dossier(
    log: ExportedLog = LOG, stream: str = STREAM, *, beside: Collection[str] = (), **said: Any
) -> dict[str, bytes]:
    """The files of a dossier about one aggregate, with others beside it."""
    records = {index + 1: one for index, one in enumerate(log.records)}
    streams = {position: read_record(one).stream for position, one in records.items()}
    files = {"logs/1/checkpoint": log.checkpoint().encode()}
    for position, record in records.items():
        if streams[position] in {stream, *beside}:
            files[f"events/{numbered(position)}.record"] = record
            files[f"proofs/{numbered(position)}.tlog-proof"] = log.proof(position - 1).encode()
    versions = Counter(streams.values())
    listed = {
        "format": "huicai/dossier/1",
        "kind": "case",
        "id": str(UUID(stream)),
        "streams": [{"id": one, "versions": versions[one], "whole": True} for one in (stream, *beside)],
        "policies": [],
        "attachments": [],
        **said,
    }
    return with_list(files, listed)


def with_list(files: dict[str, bytes], listed: dict[str, Any]) -> dict[str, bytes]:
    """The files with a list that names each."""
    others = {name: content for name, content in files.items() if name != "dossier.json"}
    listed = {**listed, "files": {name: sha256(content).hexdigest() for name, content in others.items()}}
    return {**others, "dossier.json": json.dumps(listed).encode()}


def list_of(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files["dossier.json"])


def judged(
    files: dict[str, bytes], folder: Path, *, log: Path | None = None, trust: Trust | None = None
) -> Findings:
    place = folder / "dossier.zip"
    place.write_bytes(archived(files))
    return judged_at(place, log=log, trust=trust)


def judged_at(place: Path, *, log: Path | None = None, trust: Trust | None = None) -> Findings:
    findings = Findings()
    examine_dossier(place, trust or Trust((KEY,)), findings, log=log)
    return findings


def found(findings: Findings) -> list[str]:
    return sorted({fault.code for fault in findings.faults})
