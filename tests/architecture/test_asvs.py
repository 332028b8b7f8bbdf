"""docs/asvs-5.0.yaml says of every requirement of OWASP ASVS 5.0, levels 1 and 2, which test holds it or why there is none."""

import ast
from collections import Counter
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT, parsed

PAGE = ROOT / "docs/asvs-5.0.yaml"
IN_LEVEL = {1: 70, 2: 183}
STANDINGS = {"tested", "built", "operator", "none"}  # nothing is left open
LINES: dict[str, list[Any]] = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
TESTS = sorted({id_ for _, standing, said in LINES.values() if standing == "tested" for id_ in said.split()})


def exists(id_: str) -> bool:
    """Whether there is such a file, and in it such a test, in a class if one is named."""
    file, *names = id_.split("::")
    if not (ROOT / file).is_file():
        return False
    body: list[ast.stmt] = parsed(ROOT / file).body
    for name in names:
        found = [node for node in body if getattr(node, "name", None) == name]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def test_every_requirement_of_both_levels_has_its_line():
    assert Counter(level for level, _, _ in LINES.values()) == IN_LEVEL


@pytest.mark.parametrize("requirement", LINES)
def test_a_line_says_where_it_stands_and_why(requirement):
    _, standing, said = LINES[requirement]

    assert standing in STANDINGS
    assert said.strip()


@pytest.mark.parametrize("id_", TESTS)
def test_a_test_that_is_named_exists(id_):
    assert exists(id_)


@pytest.mark.parametrize("id_", ["tests/api/test_nothing.py", "tests/api/test_accounts.py::test_nothing"])
def test_a_test_that_there_is_not_would_be_noticed(id_):
    assert not exists(id_)
