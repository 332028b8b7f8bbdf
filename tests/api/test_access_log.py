"""Who has read what in clear: for the auditor page by page, and for the person who asks what is held."""

import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest

from tests.api.cases import Applying
from tests.api.conftest import Town
from tests.api.test_personal_data import PDF, RESTRICTED, attached, restricted
from tests.documents.printed import text_of

LOG = "/v1/audit/access-log"


@pytest.fixture
def applying(town: Town) -> Applying:
    town.quota()
    return Applying(town).drafted()


def test_every_reading_is_one_line_with_who_what_of_whom_and_why(town: Town, applying: Applying) -> None:
    content = attached(town, applying)
    town.officer("hrss", name="reader").gets(content, purpose="checking")

    [line] = town.auditor().gets(LOG).json()["items"]

    told = {name: line[name] for name in ("actor", "role", "function", "what", "kind", "subject", "purpose")}
    assert told == {
        "actor": "reader", "role": "officer", "function": "hrss", "what": "attachment_content",
        "kind": "attachment", "subject": applying.talent_id, "purpose": "checking",
    }  # fmt: skip
    assert line["id"] in content
    assert line["on_behalf_of"] is None


def test_it_is_read_page_by_page_and_by_who_whose_why_and_when(town: Town, applying: Applying) -> None:
    content, auditor = attached(town, applying), town.auditor()
    for name, purpose in (("first", "handling"), ("second", "checking"), ("first", "checking")):
        town.officer("hrss", name=name).gets(content, purpose=purpose)
    begun = town.service.clock() + timedelta(hours=1)

    def actors(**wanted: str) -> list[str]:
        return [line["actor"] for line in auditor.gets(LOG, **wanted).json()["items"]]

    first = auditor.gets(LOG, limit="2").json()
    rest = auditor.gets(LOG, limit="2", cursor=first["next"]).json()
    assert [line["actor"] for line in (*first["items"], *rest["items"])] == ["first", "second", "first"]
    assert (rest["next"], rest["kept_days"]) == (None, 200)
    assert actors(actor="second") == ["second"]
    assert actors(purpose="checking") == ["first", "second"]
    assert actors(subject=applying.talent_id) == ["first", "second", "first"]
    assert actors(subject=applying.case_id) == []
    assert actors(until=begun.isoformat()) == ["first", "second", "first"]
    assert actors(since=begun.isoformat()) == []
    assert auditor.gets(LOG, cursor=first["next"], actor="first").json()["code"] == "invalid_cursor"


def test_a_deputy_s_reading_names_the_principal(town: Town, applying: Applying) -> None:
    content = attached(town, applying)
    principal, deputy = (
        town.officer("hrss", "zhangdian", "principal"),
        town.officer("hrss", "boshan", "deputy"),
    )
    day = town.service.clock().date()
    grant = {
        "principal": "principal",
        "valid_from": day.isoformat(), "valid_to": (day + timedelta(days=7)).isoformat(), "reason": "休假",
    }  # fmt: skip
    granted = principal.posts("/v1/stand-ins", officer="deputy", **grant)
    assert granted.is_success, granted.text

    read = deputy.gets(content, purpose="handling")

    assert read.status_code == 200, read.text
    [line] = town.auditor().gets(LOG).json()["items"]
    assert (line["actor"], line["on_behalf_of"]) == ("deputy", "principal")


def test_the_person_is_told_all_that_is_held_and_who_has_read_it(town: Town, applying: Applying) -> None:
    content = attached(town, applying)
    town.officer("hrss", name="reader").gets(content, purpose="checking")
    hrss, talent = town.officer("hrss", name="teller"), f"/v1/talents/{applying.talent_id}"

    answer = hrss.gets(f"{talent}/subject-access", min_position=str(town.position()))

    told = answer.json()
    said = {one["fact"]: one["text"] for event in told["events"] for one in event["facts"]}
    assert answer.headers["cache-control"] == "private, no-store"
    assert said["document.number"].isdigit()
    assert said["file_name"] == "表.pdf"
    assert {"Talent.Registered", "CardApplication.Drafted", "Quota.PersonProposed"} <= {
        event["topic"] for event in told["events"]
    }
    assert [(one["reader"], one["purpose"]) for one in told["readings"]] == [("reader", "checking")]
    newest = town.auditor().gets(LOG).json()["items"][0]
    assert (newest["actor"], newest["what"], newest["purpose"]) == (
        "teller",
        "subject_access",
        "subject_access",
    )


def test_the_package_has_every_file_as_it_was_handed_in(town: Town, applying: Applying) -> None:
    attached(town, applying)

    answer = town.officer("hrss").gets(f"/v1/talents/{applying.talent_id}/subject-access.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        listed = json.loads(package.read("subject-access.json"))
        [file] = listed["files"]
        assert package.read(file["path"]) == PDF
    assert town.auditor().gets(LOG).json()["items"][0]["what"] == "subject_access_package"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("个人信息查阅件", "示例人才", "性别男", "示例路1号", "省厅督查", "第1页，共")),
        ("en", ("Personaldataheldaboutyou", "示例人才", "省厅督查", "page1of")),
    ],
)
def test_it_is_handed_over_on_paper_in_either_language(
    town: Town, applying: Applying, language: str, said: tuple[str, ...]
) -> None:
    words = {"Huicai-Purpose-Words": quote("省厅督查")}
    town.officer("hrss", name="reader").gets(attached(town, applying), purpose="inspection", headers=words)

    answer = town.officer("hrss", name="teller").gets(
        f"/v1/talents/{applying.talent_id}/subject-access.pdf", headers={"Accept-Language": language}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "private, no-store"
    text = text_of(answer.content)
    for one in said:
        assert one in text
    newest = town.auditor().gets(LOG).json()["items"][0]
    assert (newest["actor"], newest["what"]) == ("teller", "subject_access_print")


def test_of_an_erased_person_the_paper_has_marks_and_is_no_reading(town: Town, applying: Applying) -> None:
    town.service.vault.erase(UUID(applying.talent_id))

    answer = town.officer("hrss").gets(f"/v1/talents/{applying.talent_id}/subject-access.pdf")

    assert "示例人才" not in text_of(answer.content)
    assert "（已删除）" in text_of(answer.content)
    assert town.auditor().gets(LOG).json()["items"] == []


def test_of_a_restricted_person_marks_are_told_and_no_reading_is_noted(
    town: Town, applying: Applying
) -> None:
    attached(town, applying)
    restricted(town, f"/v1/talents/{applying.talent_id}")

    told = town.officer("hrss").gets(f"/v1/talents/{applying.talent_id}/subject-access").json()

    texts = [one["text"] for event in told["events"] for one in event["facts"]]
    assert texts
    assert all(text == RESTRICTED for text in texts)
    assert town.auditor().gets(LOG).json()["items"] == []


def test_nobody_reads_anything_for_that_purpose_elsewhere(town: Town, applying: Applying) -> None:
    refused = town.officer("hrss").gets(attached(town, applying), purpose="subject_access")
    assert (refused.status_code, refused.json()["code"]) == (403, "post_may_not")
