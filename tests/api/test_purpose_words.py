"""The purpose of a reading in words: needed where the code says too little, sealed, read by auditors, gone with the person."""

import logging
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from persistence.datastore import Datastore, open_engine
from tests.api.cases import Applying
from tests.api.conftest import Town
from tests.api.test_access_log import LOG
from tests.api.test_personal_data import PDF, RESTRICTED, attached, restricted
from tests.persistence.searching import everything_stored

SAID = "应省厅督查组要求，核对甄知微的原件"
HEADER = "Huicai-Purpose-Words"


@pytest.fixture
def applying(town: Town) -> Applying:
    town.quota()
    return Applying(town).drafted()


@pytest.fixture
def content(town: Town, applying: Applying) -> str:
    return attached(town, applying)


def reads(town: Town, content: str, words: str | None = quote(SAID), **query: str) -> Any:
    headers = {} if words is None else {HEADER: words}
    return town.officer("hrss", name="reader").gets(
        content, headers=headers, **{"purpose": "inspection"} | query
    )


def newest(town: Town) -> dict[str, Any]:
    line: dict[str, Any] = town.auditor().gets(LOG).json()["items"][0]
    return line


@pytest.mark.parametrize("purpose", ["inspection", "other"])
def test_a_purpose_that_says_too_little_is_said_in_words_or_nothing_is_shown(
    town: Town, content: str, purpose: str
) -> None:
    refused = reads(town, content, None, purpose=purpose)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, "invalid_header")
    assert [(one["field"], one["code"]) for one in problem["errors"]] == [(HEADER, "purpose_in_words")]
    assert town.auditor().gets(LOG).json()["items"] == []
    assert reads(town, content, purpose=purpose).content == PDF


@pytest.mark.parametrize(
    "words", ["", "%20", "%FF%FE", "x" * 501, quote("字" * 501), "%00", "%0A%1B", "a" * 6001]
)
def test_words_that_say_nothing_or_cannot_be_kept_are_refused(town: Town, content: str, words: str) -> None:
    refused = reads(town, content, words, purpose="checking")

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_header")
    assert "x" * 20 not in refused.text


def test_the_log_shows_that_there_are_words_and_an_auditor_reads_them_which_is_a_line_of_its_own(
    town: Town, content: str, applying: Applying
) -> None:
    reads(town, content)
    line = newest(town)

    read = town.auditor().gets(line["words_href"], purpose="audit")

    assert (line["purpose"], line["words"], line["subject"]) == ("inspection", "***", applying.talent_id)
    assert read.json() == {"line": line["line"], "words": SAID}
    told = newest(town)
    assert (told["actor"], told["what"], told["kind"], told["id"], told["subject"], told["purpose"]) == (
        "sun-jing", "purpose_words", "attachment", line["id"], applying.talent_id, "audit",
    )  # fmt: skip
    assert (told["words"], told["words_href"]) == (None, None)


def test_nobody_but_an_auditor_for_an_audit_reads_them_and_a_line_without_words_has_none(
    town: Town, content: str
) -> None:
    reads(town, content)
    href = newest(town)["words_href"]
    reads(town, content, None, purpose="checking")
    wordless = f"{LOG}/{newest(town)['line']}/words"

    assert town.officer("hrss").gets(href, purpose="handling").status_code == 403
    assert town.auditor().gets(href, purpose="handling").json()["code"] == "post_may_not"
    assert town.auditor().gets(href).status_code == 400
    assert town.auditor().gets(wordless, purpose="audit").status_code == 404


def test_the_person_is_told_why_and_after_the_erasure_nobody_is(
    town: Town, content: str, applying: Applying
) -> None:
    reads(town, content)
    hrss, told = town.officer("hrss"), f"/v1/talents/{applying.talent_id}/subject-access"
    assert [one["words"] for one in hrss.gets(told).json()["readings"]] == [SAID]
    line = next(one for one in town.auditor().gets(LOG).json()["items"] if one["words"])

    town.service.vault.erase(UUID(applying.talent_id))

    again = next(one for one in town.auditor().gets(LOG).json()["items"] if one["line"] == line["line"])
    assert again["words"] == {"erased": True}
    assert town.auditor().gets(line["words_href"], purpose="audit").json()["words"] == {"erased": True}
    assert newest(town)["what"] == "subject_access"


def test_of_a_restricted_person_the_mark_is_shown_and_no_reading_noted(
    town: Town, content: str, applying: Applying
) -> None:
    reads(town, content)
    href = newest(town)["words_href"]
    restricted(town, f"/v1/talents/{applying.talent_id}")

    assert newest(town)["words"] == RESTRICTED
    assert town.auditor().gets(href, purpose="audit").json()["words"] == RESTRICTED
    assert newest(town)["what"] == "attachment_content"


def test_the_words_lie_in_no_table_and_no_log_line(
    town: Town, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert reads(town, content).content == PDF
        reads(town, content, quote(SAID + "字" * 500))

    owner = Datastore(open_engine(town.database.url("owner")))
    tables = everything_stored(owner).decode(errors="replace")
    owner.close()
    assert "purpose=inspection" in caplog.text or "attachments" in caplog.text
    for canary in ("甄知微", quote("甄知微"), quote("甄知微").lower()):
        assert canary not in tables + caplog.text
