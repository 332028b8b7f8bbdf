"""The pages that are made of the program say what the program says now."""

import re

import pytest

from domain.registration_form import PERSONAL_FACTS
from tests.architecture.reference_pages import PAGES, events_page, refusals_page, routes_page
from tests.architecture.test_refusals import refusals
from tests.domain.event_shapes import event_classes
from tests.domain.zibo import ZIBO


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_what_the_program_makes_it(path):
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run: make docs"


def test_every_event_stands_on_its_page_once():
    assert sorted(re.findall(r"^\| `(\w+\.\w+)` ", events_page(), re.MULTILINE)) == [
        event.TOPIC for event in event_classes()
    ]


def test_the_personal_facts_of_an_event_are_marked_and_no_others():
    (form,) = (line for line in events_page().splitlines() if line.startswith("| `RegistrationForm` "))
    marked = re.findall(r"`(\w+)\??`: \*\*personal fact\*\*", form)

    assert marked == list(PERSONAL_FACTS)
    assert "`employer_area`: text" in form


def test_every_refusal_stands_on_its_page_with_its_status():
    said = re.findall(r"^\| `(\w+)` \| (\d{3}) ", refusals_page(), re.MULTILINE)

    assert [code for code, _ in said] == sorted(refusal.code for refusal in refusals())
    assert {("city_quota_exhausted", "409"), ("not_found", "404"), ("stale", "412")} <= set(said)


def test_every_step_of_zibo_stands_on_its_page_with_its_clauses():
    page = routes_page()

    for step in (step for route in ZIBO.routes for step in route.steps):
        lines = [line for line in page.splitlines() if f"{step.name.en}<br>`{step.code}`" in line]
        said = [f"{clause} {ZIBO.citation(clause).zh}" for clause in step.clauses]
        own = [] if step.why is None else [step.why.en]
        assert any(all(words in line for words in (*said, *own)) for line in lines)
