"""Every refusal has a stable public code of its own, speaks both languages, and is told somewhere."""

import re
from functools import cache
from importlib import import_module

import pytest

from domain.errors import Refusal
from tests.architecture.tree import ROOT, relative, sources

WRITTEN_IN = ("domain", "api")


@cache
def refusals() -> list[type[Refusal]]:
    """Every refusal of the product that can be given: those with a code."""
    for folder in WRITTEN_IN:
        for path in sources(folder):
            import_module(relative(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    found = set(_below(Refusal)) | {Refusal}
    return sorted((one for one in found if hasattr(one, "code")), key=lambda one: one.__name__)


def _below(base: type[Refusal]) -> list[type[Refusal]]:
    ours = [one for one in base.__subclasses__() if one.__module__.partition(".")[0] in WRITTEN_IN]
    return [*ours, *(deeper for one in ours for deeper in _below(one))]


@cache
def told_in() -> str:
    """Tests and routes, as one text; this test itself tells nothing."""
    files = [*sources("tests"), *sources("api")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path != ROOT / __file__)


every_refusal = pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)


def test_no_two_refusals_share_a_code():
    codes = [refusal.code for refusal in refusals()]

    assert sorted(set(codes)) == sorted(codes)
    assert len(codes) > 30


@every_refusal
def test_a_refusal_has_a_code_of_its_own(refusal):
    assert "code" in vars(refusal), "it would be taken for its base"
    assert re.fullmatch("[a-z]+(_[a-z0-9]+)*", refusal.code)


@every_refusal
def test_a_refusal_is_said_in_both_languages(refusal):
    assert re.search("[\u4e00-\u9fff]", refusal.title.zh)
    assert re.fullmatch("[A-Z][ -~]+[A-Za-z)]", refusal.title.en)


@every_refusal
def test_a_refusal_is_named_by_the_state_of_affairs(refusal):
    assert not refusal.__name__.endswith(("Error", "Exception", "Refused"))


@every_refusal
def test_a_refusal_is_told_by_a_test_or_a_route(refusal):
    assert re.search(rf"\b{refusal.__name__}\b|['\"]{refusal.code}['\"]", told_in())
