"""What the manuals name exists, and what an operator can set or measure stands in them."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bootstrap.settings import SYSTEM_DATA, Settings
from cli.main import app
from persistence.roles import ROLES, role_name
from tests.architecture.tree import ROOT, parsed, relative
from tests.domain.event_shapes import event_classes

NOT_OURS = {"data", "data-province", "out", "build"}  # made by running and installing
TWINS = [
    ("README.md", "README.zh-CN.md"),
    ("docs/operating.md", "docs/operating.zh-CN.md"),
    ("docs/transparency-log.md", "docs/transparency-log.zh-CN.md"),
    ("docs/after-tampering.md", "docs/after-tampering.zh-CN.md"),
]
SERIES = {  # what Prometheus is told of each kind of metric
    "Counter": ("_total",),
    "Histogram": ("_bucket", "_count", "_sum"),
    "GaugeMetricFamily": ("",),
}


def _manuals() -> Iterator[Path]:
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if not name.startswith(".") and name not in NOT_OURS]
        yield from (Path(folder) / name for name in files if name.endswith(".md"))


MANUALS = sorted(_manuals())
every_manual = pytest.mark.parametrize("manual", MANUALS, ids=relative)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_in(path: Path) -> str:
    """What stands in a manual as code: blocks, and spans in running text."""
    text = text_of(path)
    blocks = re.findall(r"^ *```.*?^ *```|^ {4}.*$", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall("`([^`\n]+)`", text)])


def named_in_code(pattern: str, path: Path) -> set[str]:
    return set(re.findall(pattern, code_in(path), re.MULTILINE))


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────


def links_in(path: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", text_of(path))
    return [link for link in found if not re.match("[a-z]+:", link)]


def leads_somewhere(link: str, path: Path) -> bool:
    file, _, heading = link.partition("#")
    target = path.parent / file if file else path
    return target.exists() and (not heading or heading in headings_of(target))


def headings_of(path: Path) -> set[str]:
    """The anchors that a renderer makes of a page's headings."""
    headings = re.findall("^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_manual
def test_every_link_inside_the_repository_leads_somewhere(manual):
    assert [link for link in links_in(manual) if not leads_somewhere(link, manual)] == []


@pytest.mark.parametrize("link", ["docs/no-such-page.md", "docs/settings.md#no-such-heading"])
def test_a_link_that_leads_nowhere_would_be_noticed(link):
    assert not leads_somewhere(link, ROOT / "README.md")


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_a_page_and_its_chinese_twin_lead_to_each_other_and_have_the_same_chapters_and_commands(
    english, chinese
):
    pages = [ROOT / english, ROOT / chinese]
    chapters = [len(re.findall("^## ", text_of(page), re.MULTILINE)) for page in pages]
    commands = [re.sub(" +#.*", "", "\n".join(_blocks(page))) for page in pages]

    assert Path(chinese).name in links_in(pages[0])
    assert Path(english).name in links_in(pages[1])
    assert chapters[0] == chapters[1]
    assert commands[0] == commands[1]


def _blocks(path: Path) -> list[str]:
    return re.findall("^```.*?^```", text_of(path), re.MULTILINE | re.DOTALL)


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────

FIELDS = {f"HUICAI_{name.upper()}": field for name, field in Settings.model_fields.items()}
ROWS = {
    name: (default, meaning)
    for name, default, meaning in re.findall(
        r"^\| `(HUICAI_\w+)` \| (.+?) \| (.+) \|$", text_of(ROOT / "docs/settings.md"), re.MULTILINE
    )
}


def written(default: object) -> str:
    """A default as the table shows it."""
    if default is None:
        return "\N{EN DASH}"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_has_its_row_and_every_row_its_setting():
    assert sorted(ROWS) == sorted(FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - {"HUICAI_DATA"}))
def test_a_row_shows_the_default(name):
    assert ROWS[name][0] == written(FIELDS[name].default)


def test_the_data_folder_whose_default_is_computed_is_shown_with_both_outcomes():
    default, meaning = ROWS["HUICAI_DATA"]

    assert FIELDS["HUICAI_DATA"].default_factory is not None
    assert default == "`data`"
    assert f"`{SYSTEM_DATA}`" in meaning


@every_manual
def test_no_manual_names_a_setting_that_there_is_not(manual):
    assert set(re.findall("HUICAI_[A-Z_]*[A-Z]", text_of(manual))) <= FIELDS.keys()


# ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────

COMMANDS = set(typer.main.get_command(app).commands)
TARGETS = set(re.findall("^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), re.MULTILINE))
BEGINS = r"(?:^ *|&& |\$\(|/bin/)"  # where a command begins in a line of code
HUICAI = BEGINS + "huicai ([a-z][a-z-]*)"
MAKE = BEGINS + "make ([a-z][a-z-]*)"


@every_manual
def test_every_command_of_huicai_that_a_manual_names_exists(manual):
    assert named_in_code(HUICAI, manual) <= COMMANDS


@every_manual
def test_every_target_of_make_that_a_manual_names_exists(manual):
    assert named_in_code(MAKE, manual) <= TARGETS


def test_the_commands_are_found_where_they_are_named():
    assert named_in_code(MAKE, ROOT / "README.md") >= {"run", "demo", "test", "bench"}
    assert named_in_code(HUICAI, ROOT / "docs/operating.md") >= {"migrate", "compare", "refusals"}


# ── Metrics ──────────────────────────────────────────────────────────────────────────────────────────────


def _metrics() -> Iterator[str]:
    for node in ast.walk(parsed(ROOT / "api/metrics.py")):
        match node:
            case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(name)), *_]) if kind in SERIES:
                yield from (name + ending for ending in SERIES[kind])


METRICS = set(_metrics())
NO_METRICS = {role_name(role) for role in ROLES} | {"huicai_client"}  # what generators call a client


@every_manual
def test_every_metric_that_a_manual_names_exists(manual):
    assert named_in_code(r"\bhuicai_[a-z_]+", manual) <= METRICS | NO_METRICS


@pytest.mark.parametrize("page", ["docs/operating.md", "docs/operating.zh-CN.md"])
def test_every_metric_is_told_to_operators(page):
    told = named_in_code(r"\bhuicai_[a-z_]+", ROOT / page)

    assert (
        sorted(name for name in METRICS if not name.endswith(("_count", "_sum")) and name not in told) == []
    )


# ── Events ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_changelog_lists_every_event_and_no_other():
    sections = re.findall(
        r"^### Events$(.*?)(?=^##|\Z)", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE | re.DOTALL
    )
    lists = re.findall(r"^- `(\w+)`: (.*?)\.$", "".join(sections), re.MULTILINE | re.DOTALL)
    listed = {f"{aggregate}.{event}" for aggregate, events in lists for event in re.split(r",\s+", events)}

    assert listed == {event.TOPIC for event in event_classes()}
