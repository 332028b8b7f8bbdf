"""Every clause of the notices is kept by a rule or by code, and by tests; or is on record with the reason."""

import pytest

from tests.architecture.clauses import (
    CLAUSES,
    EVERY,
    Kept,
    OnRecord,
    is_quoted,
    names_of_tests,
    places_in_code,
    places_in_packs,
)

KEPT = [clause for clause, kept in CLAUSES.items() if isinstance(kept, Kept)]
ON_RECORD = [clause for clause, kept in CLAUSES.items() if isinstance(kept, OnRecord)]


def test_every_clause_from_r_01_to_r_28_is_accounted_for():
    assert tuple(CLAUSES) == EVERY


@pytest.mark.parametrize("clause", KEPT)
def test_a_clause_that_is_kept_is_quoted_and_cited_by_a_rule_or_by_code(clause):
    assert is_quoted(clause)
    assert places_in_packs(clause) or places_in_code(clause)


@pytest.mark.parametrize("clause", KEPT)
def test_the_tests_of_a_clause_are_there(clause):
    kept = CLAUSES[clause]
    assert isinstance(kept, Kept)
    assert kept.by
    for path, names in kept.by.items():
        assert set(names) <= names_of_tests(path)


@pytest.mark.parametrize("clause", ON_RECORD)
def test_no_step_of_a_route_stands_on_a_clause_that_is_on_record_alone(clause):
    assert not [place for place in places_in_packs(clause) if "steps" in place]
