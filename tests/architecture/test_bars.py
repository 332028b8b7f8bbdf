"""What docs/bars.md and docs/faults.md promise is held by tests that say so, and nothing is held in secret."""

import re

import pytest

from tests.architecture.tree import ROOT

PAGES = ("docs/bars.md", "docs/faults.md")
OF_THE_RECORD = {*(f"T{n}" for n in range(1, 9)), "P1", "P2", "P3", "A1", "A2", "A3", "A4"}
MEASURED = {"T8"}  # by a command in bench/ alone


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def rows() -> dict[str, str]:
    """What the pages say of each bar."""
    lines = [line for page in PAGES for line in text_of(page).splitlines()]
    return {found[1]: line for line in lines if (found := re.match(r"\| `([A-Z]\d+)` \|", line))}


def marked() -> dict[str, set[str]]:
    """The files in which tests say that they hold each bar."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for bar in re.findall(r'mark\.bar\(id="([A-Z]\d+)"', path.read_text(encoding="utf-8")):
            found.setdefault(bar, set()).add(str(path.relative_to(ROOT)))
    return found


ROWS, MARKED = rows(), marked()


def test_every_bar_of_the_record_is_promised() -> None:
    assert ROWS.keys() >= OF_THE_RECORD


def test_what_is_promised_is_held_and_what_is_held_is_promised() -> None:
    assert ROWS.keys() - MEASURED == MARKED.keys()


@pytest.mark.parametrize("bar", sorted(OF_THE_RECORD))
def test_the_page_names_the_files_and_commands_that_there_are(bar: str) -> None:
    files = set(re.findall(r"`(tests/\S+\.py)`", ROWS[bar]))
    benches = re.findall(r"`make bench NAME=(\w+)`", ROWS[bar])

    assert all((ROOT / file).is_file() for file in files)
    assert all((ROOT / f"bench/{name}.py").is_file() for name in benches)
    assert files >= MARKED.get(bar, set())
    assert benches or MARKED[bar]
