"""docs/glossary.md names everything that the program names, and nothing else."""

import re
from collections import Counter
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import NamedTuple

import pytest

from domain.base import Envelope
from domain.use_cases import USE_CASES
from projections import PROJECTIONS
from tests.architecture.test_refusals import refusals
from tests.architecture.tree import ROOT, relative, sources
from tests.domain.event_shapes import aggregates, event_classes
from tests.domain.zibo import ZIBO

ROW = re.compile(
    r"^\| (?P<official>[^|]+) \| `(?P<identifier>[^`|]+)` \| (?P<label>[^|]+) \| (?P<note>[^|]*) \|$"
)


class Row(NamedTuple):
    official: str
    identifier: str
    label: str
    note: str


@cache
def rows() -> dict[str, Row]:
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    read = [Row(*match.groups()) for line in lines if (match := ROW.match(line))]
    return {row.identifier: row for row in read}


def enumerations() -> list[type[StrEnum]]:
    """Every enumeration whose values stand in events and on the wire."""
    for path in sources("domain"):
        import_module(relative(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    return [one for one in StrEnum.__subclasses__() if one.__module__.startswith("domain.")]


def named() -> set[str]:
    """What the program names."""
    return {
        *(aggregate.TOPIC for aggregate in aggregates()),
        *(event.TOPIC for event in event_classes()),
        *(f"Envelope.{field}" for field in Envelope.model_fields),
        *(command.__name__ for command in USE_CASES),
        *PROJECTIONS,
        *(f"{one.__name__}.{member.value}" for one in enumerations() for member in one),
        *(f"card_type.{card_type.code}" for card_type in ZIBO.known_card_types),
        *(f"list_type.{list_type.code}" for list_type in ZIBO.list_types),
        *(refusal.__name__ for refusal in refusals()),
    }


def test_everything_that_the_program_names_has_a_row():
    assert sorted(named() - rows().keys()) == []


def test_every_row_names_something_that_the_program_has():
    assert sorted(rows().keys() - named()) == []


def test_every_line_of_a_table_is_a_row_that_was_read_once():
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if line.startswith("| ") and not line.startswith("| 官方用语")]

    assert [line for line in body if not ROW.match(line)] == []
    assert [name for name, times in Counter(ROW.match(line)[2] for line in body).items() if times > 1] == []


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)
def test_a_refusal_is_called_what_its_title_says_under_its_code(refusal):
    row = rows()[refusal.__name__]

    assert (row.official, row.label) == (refusal.title.zh, refusal.title.en)
    assert row.note == f"`{refusal.code}`"


@pytest.mark.parametrize("card_type", ZIBO.known_card_types, ids=lambda card_type: card_type.code)
def test_a_card_is_called_what_the_policy_calls_it(card_type):
    row = rows()[f"card_type.{card_type.code}"]

    assert (row.official, row.label) == tuple(card_type.name)


@pytest.mark.parametrize("list_type", ZIBO.list_types, ids=lambda list_type: list_type.code)
def test_a_list_is_called_what_the_policy_calls_it(list_type):
    row = rows()[f"list_type.{list_type.code}"]

    assert (row.official, row.label.lower()) == (list_type.name.zh, list_type.name.en.lower())


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.identifier)
def test_an_official_term_is_chinese_and_a_label_english(row):
    assert re.search("[\u4e00-\u9fff]", row.official)
    assert row.label.isascii()
