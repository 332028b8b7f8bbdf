"""The index of architecture decisions is made of their first lines."""

import re

import pytest

from tests.architecture.tree import ROOT

FOLDER = ROOT / "docs/adr"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


def title(page) -> str:
    first, *_ = page.read_text(encoding="utf-8").splitlines()
    return first.removeprefix("# ")


def test_the_index_has_every_decision_under_its_title_and_no_other():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = [line for line in index.splitlines() if line.startswith("- [")]

    assert listed == [f"- [{title(page)}]({page.name})" for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_decision_has_its_number_and_the_four_headings(page):
    text = page.read_text(encoding="utf-8")

    assert re.fullmatch(rf"{int(page.name[:4])}\. .+", title(page))
    headings = re.findall("^## (.+)$", text, re.MULTILINE)
    assert [heading for heading in headings if heading in FOUR] == FOUR


FOUR = ["Context", "Decision", "Consequences", "Alternatives"]
