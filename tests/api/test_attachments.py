"""Attachments over HTTP: handed in, compared, read on record, and missed when they are gone (材料)."""

import base64
import hashlib
import json
import logging
import os
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from api.guide_of_attachments import A_PDF
from bootstrap.verifying_attachments import Fault, Verified, faulty_files
from persistence.bucket import Bucket
from tests.api.cases import Applying
from tests.api.conftest import BOSHAN, Person, Town
from tests.documents.test_attachment_types import PNG

PDF = base64.b64decode(A_PDF)
DIGEST = hashlib.sha256(PDF).hexdigest()
ATTACHMENTS = "/v1/attachments"


@pytest.fixture(scope="module")
def applying(settled_town: Town) -> Applying:
    settled_town.quota()
    return Applying(settled_town).drafted()


def handed_in(applying: Applying, content: bytes = PDF, by: Person | None = None, **stated: Any) -> Response:
    usual = {"card_application_id": applying.case_id, "kind": "identity_document"}
    return (by or applying.specialist).uploads(ATTACHMENTS, content, "示例身份证.pdf", **usual | stated)


@pytest.fixture(scope="module")
def uploaded(applying: Applying) -> dict[str, Any]:
    answer = handed_in(applying)
    assert answer.status_code == 201, answer.text
    return answer.json()


def files_of(town: Town) -> list[Path]:
    folder = town.service.settings.data / "attachments"
    return [path for path in folder.rglob("*") if path.is_file()]


def access_log(town: Town) -> list[tuple[str, ...]]:
    return town.service.log.datastore.rows(
        "SELECT actor, what, id::text, purpose FROM log.disclosures ORDER BY line"
    )


def test_an_attachment_is_shown_with_its_digest_and_without_its_name(uploaded: dict[str, Any]) -> None:
    assert (uploaded["sha256"], uploaded["size"], uploaded["media_type"]) == (
        DIGEST,
        len(PDF),
        "application/pdf",
    )
    assert (uploaded["file_name"], uploaded["trust_level"], uploaded["status"]) == ("***", "c", "current")


def test_the_case_lists_it_and_the_kinds_that_its_route_knows(
    applying: Applying, uploaded: dict[str, Any]
) -> None:
    case = applying.specialist.gets(applying.case).json()

    assert uploaded["id"] in [file["id"] for file in case["attachments"]]
    assert "identity_document" in [kind["code"] for kind in case["attachment_kinds"]]
    assert "upload_attachment" in [action["name"] for action in case["actions"]["open"]]


def test_the_content_is_the_very_file_and_the_reading_is_on_record(
    settled_town: Town, uploaded: dict[str, Any]
) -> None:
    before = len(access_log(settled_town))

    answer = settled_town.officer("hrss").gets(uploaded["content"], purpose="checking")

    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "示例" not in str(answer.headers)
    assert access_log(settled_town)[before:] == [
        ("zhao-min", "attachment_content", uploaded["id"], "checking")
    ]


@pytest.mark.parametrize("query", [{}, {"purpose": "curiosity"}])
def test_without_a_purpose_nothing_is_read_or_noted(
    settled_town: Town, uploaded: dict[str, Any], query: dict[str, str]
) -> None:
    before = len(access_log(settled_town))

    answer = settled_town.officer("hrss").gets(uploaded["content"], **query)

    assert answer.status_code == 400
    assert len(access_log(settled_town)) == before


@pytest.mark.parametrize(("purpose", "status"), [("audit", 200), ("handling", 403)])
def test_an_auditor_reads_a_file_to_audit_and_for_nothing_else(
    settled_town: Town, uploaded: dict[str, Any], purpose: str, status: int
) -> None:
    assert settled_town.auditor().gets(uploaded["content"], purpose=purpose).status_code == status


@pytest.mark.parametrize("path", ["", "/history", "/content"])
def test_who_may_not_know_of_the_case_finds_nothing(
    settled_town: Town, uploaded: dict[str, Any], path: str
) -> None:
    before = len(access_log(settled_town))
    query = {"purpose": "handling"} if path == "/content" else {}

    answers = [
        person.gets(uploaded["href"] + path, **query)
        for person in (
            settled_town.officer("hrss", BOSHAN),
            settled_town.specialist("00000000-0000-4000-8000-000000000001"),
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len(access_log(settled_town)) == before


def test_the_same_may_be_sent_as_json(applying: Applying) -> None:
    answer = applying.specialist.posts(
        ATTACHMENTS,
        card_application_id=applying.case_id,
        kind="photo",
        file_name="a.png",
        content_base64=base64.b64encode(PNG).decode(),
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["media_type"] == "image/png"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"MZ program", "attachment_type"), (PDF[:-9], "file_unreadable")],
    ids=["empty", "program", "cut off"],
)
def test_a_file_that_is_not_taken_is_told_why_and_nothing_is_kept(
    applying: Applying, content: bytes, code: str
) -> None:
    before, position = len(files_of(applying.town)), applying.town.position()

    problem = handed_in(applying, content).json()

    assert [error["code"] for error in problem["errors"]] == [code]
    assert (len(files_of(applying.town)), applying.town.position()) == (before, position)


def test_a_file_that_is_too_large_is_refused_by_its_limit(applying: Applying) -> None:
    most = applying.town.service.settings.attachment_limit

    answer = handed_in(applying, PDF + bytes(most))

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")


def test_two_gigabytes_are_refused_before_they_are_sent(applying: Applying) -> None:
    sender = HTTPConnection(applying.town.http.base_url.host, applying.town.http.base_url.port)
    sender.putrequest("POST", ATTACHMENTS)
    stated = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(2 * 2**30)}
    for name, value in (applying.specialist.headed() | stated).items():
        sender.putheader(name, value)
    sender.endheaders()  # not a byte of it has been sent

    answer = sender.getresponse()

    assert (answer.status, json.loads(answer.read())["code"]) == (413, "content_too_large")
    sender.close()


def test_sent_again_under_its_key_it_gets_the_first_answer(applying: Applying) -> None:
    key = {"Idempotency-Key": "attachment-1"}
    body = {
        "card_application_id": applying.case_id,
        "kind": "signed_form",
        "file_name": "b.pdf",
        "content_base64": base64.b64encode(PDF[:-1] + b" \n").decode(),
    }

    first, again = (applying.specialist.posts(ATTACHMENTS, headers=key, **body) for _ in range(2))
    other = applying.specialist.posts(
        ATTACHMENTS, headers=key, **body | {"content_base64": base64.b64encode(PDF + b"  ").decode()}
    )

    assert first.status_code == 201, first.text
    assert again.json() == first.json()
    assert other.json()["code"] == "idempotency_key_reused"


def test_while_the_place_of_the_files_is_not_available_nothing_is_recorded_and_it_can_be_sent_again(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.quota()
    applying = Applying(town).drafted()
    nowhere = Bucket("http://127.0.0.1:1", "huicai", "key", "secret", region="us-east-1", patience=1.0)
    before = town.position()

    with monkeypatch.context() as elsewhere, caplog.at_level(logging.ERROR):
        elsewhere.setattr(town.service.files, "_place", nowhere)
        refused = handed_in(applying)
    assert (refused.status_code, refused.json()["code"]) == (503, "attachments_unavailable")
    assert "does not answer" in caplog.text
    assert town.position() == before

    assert handed_in(applying).status_code == 201


def test_while_the_disk_of_the_files_is_full_nothing_is_recorded_and_it_can_be_sent_again(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.quota()
    applying = Applying(town).drafted()
    before = town.position()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as elsewhere, caplog.at_level(logging.ERROR):
        elsewhere.setattr(os, "fsync", full)
        refused = handed_in(applying)
    assert (refused.status_code, refused.json()["code"]) == (503, "attachments_unavailable")
    assert "No space left on device" in caplog.text
    assert town.position() == before

    assert handed_in(applying).status_code == 201


def test_what_is_wrong_with_the_files_is_noticed_when_they_are_read_and_when_they_are_verified(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.quota()
    applying = Applying(town).drafted()
    hrss, shown = town.officer("hrss"), handed_in(applying).json()
    [path] = files_of(town)
    kept = path.read_bytes()

    path.write_bytes(kept[:-1] + b"x")
    with caplog.at_level(logging.ERROR):
        altered = hrss.gets(shown["content"], purpose="handling")
    assert (altered.status_code, altered.json()["code"]) == (500, "attachment_file_altered")
    assert "ALARM" in caplog.text
    assert [one.fault for one in faulty_files(town.service, Verified())] == [Fault.ALTERED]

    path.unlink()
    missing = hrss.gets(shown["content"], purpose="handling")
    assert missing.json()["code"] == "attachment_file_missing"
    assert [one.fault for one in faulty_files(town.service, Verified())] == [Fault.MISSING]

    path.write_bytes(kept)
    assert list(faulty_files(town.service, tally := Verified())) == []
    assert (tally.looked_at, tally.erased) == (1, 0)

    town.service.vault.erase(applying.talent_id)
    erased = hrss.gets(shown["content"], purpose="handling")
    assert erased.json()["code"] == "subject_erased"
    assert list(faulty_files(town.service, tally := Verified())) == []
    assert tally.erased == 1


def test_an_officer_compares_it_and_the_actions_say_who_may(town: Town) -> None:
    town.quota()
    applying = Applying(town).drafted()
    shown = handed_in(applying).json()
    applying.specialist.posts(f"{applying.case}/submission").raise_for_status()
    officer = applying.district()

    offered = [action["name"] for action in officer.gets(shown["href"]).json()["actions"]["open"]]
    checked = officer.posts(f"{shown['href']}/check").json()

    assert "check_attachment" in offered
    assert (checked["trust_level"], checked["checked_by"]) == ("b", "li-district")
    assert checked["actions"] == {
        "open": [
            {
                "name": "strike_out_attachment",
                "method": "POST",
                "href": f"{shown['href']}/strike-out",
                "on_behalf_of": None,
            }
        ],
        "closed": [
            {
                "name": "check_attachment",
                "code": "original_seen_already",
                "reason": checked["actions"]["closed"][0]["reason"],
            }
        ],
    }
