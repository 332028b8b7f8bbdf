"""What goes to the province with a single case, on the routes that have no batch, and comes back with its answer (报送包)."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.policy.steps import StepKind
from scheduler.bulk import BulkKeeper
from tests.api.cases import RESULT_PAPER
from tests.api.conftest import CITY, ZHANGDIAN, Town
from tests.api.routes import OnRoute
from tests.documents.printed import text_of
from tests.domain.zibo import ZIBO

PRINTING = {"purpose": "printing"}


@pytest.fixture
def sent(town: Town) -> OnRoute:
    """A case of a head who qualifies, with the province."""
    on = OnRoute(town, ZIBO.route("direct_head"), "示例七号有限公司").submitted()
    on.brought_to(StepKind.PROVINCIAL_RESULT)
    return on


@pytest.fixture
def scheduler(town: Town, tmp_path: Path) -> Iterator[Service]:
    """The service as the scheduler has it."""
    made = service_on(town.database.url("scheduler"), Settings(data=tmp_path, threads=2, _env_file=None))
    yield made
    made.close()


def package_of(on: OnRoute, **query: Any) -> ZipFile:
    answer = on.town.officer("hrss").gets(f"{on.case}/package.zip", **query)
    assert answer.status_code == 200, answer.text
    return ZipFile(BytesIO(answer.content))


def test_it_has_the_letter_the_list_the_form_and_the_same_as_data(sent: OnRoute) -> None:
    with package_of(sent, **PRINTING) as package:
        said = json.loads(package.read("package.json"))
        letter, names = text_of(package.read("letter.pdf")), set(package.namelist())

    [case] = said["cases"]
    assert names == {"letter.pdf", "name-list.xlsx", "forms/001.pdf", "package.json", "SHA256SUMS"}
    assert (case["id"], case["fields"]["name"]) == (sent.case_id, "示例人才")
    assert said["submission"]["card_application_id"] == sent.case_id
    assert said["submission"]["letter"] == {"number": "示例函〔2026〕9号", "issued_on": "2026-01-05"}
    assert "示例人才" in letter


def test_the_same_package_is_the_same_bytes_and_masked_without_a_purpose(sent: OnRoute) -> None:
    office = sent.town.officer("hrss")

    first, again = (office.gets(f"{sent.case}/package.zip").content for _ in range(2))

    assert first == again
    with ZipFile(BytesIO(first)) as package:
        assert "示例人才" not in package.read("package.json").decode()


def test_its_answer_comes_back_on_the_list_and_is_confirmed_by_another(
    sent: OnRoute, scheduler: Service
) -> None:
    with package_of(sent, **PRINTING) as package:
        workbook = load_workbook(BytesIO(package.read("name-list.xlsx")))
    columns = {cell.value: cell.column for cell in workbook.active[3]}
    workbook.active.cell(4, columns["省级结果"]).value = "批准"
    saved = BytesIO()
    workbook.save(saved)
    transcribing = {
        "capacity": "transcribing",
        "deciding_body": "shandong-hrss",
        "documents": json.dumps([RESULT_PAPER]),
    }

    writes = sent.town.officer("hrss", name="gao-writing")
    answer = writes.uploads("/v1/bulk-jobs", saved.getvalue(), "name-list.xlsx", city=CITY, **transcribing)
    assert answer.status_code == 201, answer.text
    keeper = BulkKeeper(scheduler, lambda: True)
    keeper.tick()
    keeper.close()

    confirms = sent.town.officer("hrss", name="lin-seeing")
    approved = confirms.posts(f"{sent.case}/provincial-result/confirmation", reason="示例：已核对").json()
    assert (approved["status"], approved["result"]) == ("approved", "approved")


def test_there_is_none_before_it_was_sent_nor_of_what_goes_with_a_batch_nor_for_a_part_of_the_city(
    town: Town, sent: OnRoute
) -> None:
    waiting = OnRoute(town, ZIBO.route("direct_head"), "示例八号有限公司").submitted()
    office, district = town.officer("hrss"), town.officer("hrss", ZHANGDIAN)

    nothing = office.gets(f"{waiting.case}/package.zip")

    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_print")
    assert district.gets(f"{sent.case}/package.zip").status_code == 404
    assert sent.specialist.gets(f"{sent.case}/package.zip").status_code == 404
