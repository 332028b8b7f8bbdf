"""Dossiers over HTTP: what an auditor takes away is read and verified by programs that know nothing of the application."""

import base64
import json
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from httpx import Response
from huicai_verify.checkpoints import Trust
from huicai_verify.command import main
from huicai_verify.dossier import examine_dossier
from huicai_verify.findings import Findings
from huicai_verify.notes import Key

from api.guide_of_attachments import A_PDF
from cli.dossiers import made_by, of_case_found, of_report_found, of_sample_found
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from persistence.embedded import EmbeddedPostgres
from sealer import signers
from sealer.publishing import TileFiles
from sealer.running import sealing_store
from sealer.sealer import Sealer
from tests.api.cases import Applying
from tests.api.conftest import CITY, Town, as_owner, town_on
from tests.conftest import _temporary as temporary
from tests.domain.zibo import ZIBO
from tests.verifying.made_up_dossiers import archived, found

ORIGIN = "example.com/zibo"
LOG = f"{ORIGIN}/sha256-ed25519/1"
PDF = base64.b64decode(A_PDF)


class AuditedTown:
    """A town with a case that has a file, a closed quarter and a sample, all of them covered by a checkpoint."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.auditor = town, town.auditor()
        town.quota()
        self.applying = Applying(town).drafted()
        uploaded = {"card_application_id": self.applying.case_id, "kind": "identity_document"}
        self.applying.specialist.uploads(
            "/v1/attachments", PDF, "示例身份证.pdf", **uploaded
        ).raise_for_status()
        self.applying.specialist.posts(f"{self.applying.case}/submission").raise_for_status()
        self.quarter = Quarter.of(town.service.clock().astimezone(OFFICE_ZONE).date()).later(-1).code
        window = town.officer("window", name="li-compiling")
        window.posts("/v1/reports", unit=CITY, quarter=self.quarter).raise_for_status()
        drawn = self.auditor.posts(
            f"/v1/audit/samples?min_position={town.position()}", sampled={"city": CITY}, wanted=1
        )
        drawn.raise_for_status()
        self.sample = drawn.json()
        self.log_folder = folder / "transparency-log"
        keys = signers.in_file(folder / "log-keys.json")
        self.key = Key.parse(keys(LOG)[0].verifier_key)
        with sealing_store(town.database.url("sealer")) as datastore:
            sealer = Sealer(datastore, keys, TileFiles(self.log_folder), origin=ORIGIN)
            sealer.look()
            sealer.close()
        self.covered = town.position()

    def dossier(self, kind: str = "case", **query: Any) -> Response:
        address = {
            "case": f"/v1/audit/cases/{self.applying.case_id}",
            "report": f"/v1/audit/reports/{CITY}/{self.quarter}",
            "sample": f"/v1/audit/samples/{self.sample['id']}",
        }[kind]
        answer = self.auditor.gets(f"{address}/dossier", **query)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture(scope="module")
def audited(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AuditedTown]:
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder) as town:
        yield AuditedTown(town, folder)


def files_of(answer: Response) -> dict[str, bytes]:
    with ZipFile(BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judged(audited: AuditedTown, content: bytes, folder: Path) -> Findings:
    place = folder / "dossier.zip"
    place.write_bytes(content)
    findings = Findings()
    examine_dossier(place, Trust((audited.key,)), findings, log=audited.log_folder)
    return findings


KINDS = pytest.mark.parametrize("kind", ["case", "report", "sample"])


@KINDS
def test_a_dossier_is_verified_by_a_program_that_knows_nothing_of_us(
    audited: AuditedTown, kind: str, tmp_path: Path
) -> None:
    findings = judged(audited, audited.dossier(kind).content, tmp_path)

    assert [fault.as_json() for fault in findings.faults + findings.undecided] == []
    assert findings.checked["events"] > 1
    assert findings.checked["history_lines"] > 0
    assert findings.stated["origin"] == LOG
    assert (findings.checked["samples"] == 1) == (kind == "sample")


@KINDS
def test_the_same_dossier_is_the_same_bytes(audited: AuditedTown, kind: str) -> None:
    first, second = audited.dossier(kind), audited.dossier(kind)

    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["content-type"] == "application/zip"


def test_the_shell_verifies_every_event_of_it(audited: AuditedTown, tmp_path: Path) -> None:
    with ZipFile(BytesIO(audited.dossier().content)) as archive:
        archive.extractall(tmp_path)
    [key] = (tmp_path / "keys").glob("*.pem")
    records = sorted((tmp_path / "events").iterdir())

    for record in records[:3] + records[-1:]:
        command = ["sh", "verify.sh", record, f"proofs/{record.stem}.tlog-proof", key]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"OK 成立: {LOG}, event 事件 {int(record.stem)} ")


def test_the_command_says_that_it_holds(audited: AuditedTown, tmp_path: Path) -> None:
    (tmp_path / "dossier.zip").write_bytes(audited.dossier().content)
    keys = tmp_path / "keys.txt"
    keys.write_bytes(files_of(audited.dossier())["keys/keys.txt"])

    assert main([str(tmp_path / "dossier.zip"), "--key", str(keys)]) == 0
    assert main([str(tmp_path / "dossier.zip")]) == 2
    assert main([str(audited.log_folder), "--key", str(keys)]) == 0


def test_on_the_machine_itself_the_same_file_is_made(audited: AuditedTown) -> None:
    made = {
        "case": of_case_found(UUID(audited.applying.case_id)),
        "report": of_report_found(CITY, audited.quarter),
        "sample": of_sample_found(UUID(audited.sample["id"])),
    }

    for kind, find in made.items():
        assert made_by(audited.town.service, find) == audited.dossier(kind).content


class Reading(HTMLParser):
    """What a page links to and loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}


@pytest.mark.parametrize("language", ["zh", "en"])
@KINDS
def test_a_page_is_read_without_network_and_runs_nothing(
    audited: AuditedTown, kind: str, language: str
) -> None:
    files = files_of(audited.dossier(kind))
    page = Reading(files[f"index.{language}.html"].decode())

    assert page.links <= files.keys()
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object"})
    assert f'lang="{language}"' in files[f"index.{language}.html"].decode()


def test_nothing_personal_stands_in_it_in_clear(audited: AuditedTown) -> None:
    everything = b"".join(files_of(audited.dossier()).values())

    for secret in ("示例人才", "13800000000", "示例简历", "person@example.org", "示例身份证"):
        assert secret.encode() not in everything


def test_contents_are_there_for_a_purpose_which_goes_on_the_access_log(
    audited: AuditedTown, tmp_path: Path
) -> None:
    def readings() -> int:
        return audited.town.service.log.datastore.rows("SELECT count(*) FROM log.disclosures")[0][0]

    before = readings()
    without = files_of(audited.dossier())
    assert readings() == before
    answer = audited.dossier(purpose="audit")
    assert readings() == before + 1

    assert PDF not in without.values()
    assert PDF in files_of(answer).values()
    assert judged(audited, answer.content, tmp_path).exit_code == 0


def test_the_policy_texts_are_there_the_provinces_included(audited: AuditedTown) -> None:
    files = files_of(audited.dossier())

    versions = {one["version"]: one["file"] for one in json.loads(files["dossier.json"])["policies"]}
    assert {"zibo-2023/1", "shandong-2022/1"} <= versions.keys()
    assert files[versions["zibo-2023/1"]].decode() == ZIBO.content


def test_an_altered_dossier_is_found_out(audited: AuditedTown, tmp_path: Path) -> None:
    files = files_of(audited.dossier())
    file = next(name for name in files if name.startswith("history/") and name.endswith(".json"))
    history = json.loads(files[file])
    history["items"][-1]["envelope"]["actor"] = "somebody-else"

    altered = files | {file: json.dumps(history).encode()}

    assert {"file_altered", "history_other"} <= set(found(judged(audited, archived(altered), tmp_path)))


def test_what_is_not_covered_yet_is_not_in_it(audited: AuditedTown) -> None:
    audited.applying.district().posts(
        f"{audited.applying.case}/opinions", opinion="agreed"
    ).raise_for_status()

    assert json.loads(files_of(audited.dossier())["dossier.json"])["position"] == audited.covered
    path = f"/v1/audit/cases/{audited.applying.case_id}/dossier"
    late = audited.auditor.gets(path, min_position=audited.town.position())
    assert (late.status_code, late.json()["code"]) == (404, "not_covered")


def test_an_event_that_was_altered_in_the_database_is_told_by_its_dossier(
    audited: AuditedTown, tmp_path: Path
) -> None:
    files = files_of(audited.dossier())
    position = min(int(name[7:19]) for name in files if name.startswith("events/"))
    for statement in (
        "ALTER TABLE log.events DISABLE TRIGGER ALL",
        f"UPDATE log.events SET correlation_id = gen_random_uuid() WHERE position = {position}",
    ):
        as_owner(audited.town.database, statement)

    findings = judged(audited, audited.dossier().content, tmp_path)

    assert ("proof_wrong", position) in [(fault.code, fault.position) for fault in findings.faults]
