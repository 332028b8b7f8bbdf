"""An auditor draws cases by lot, and leaves on record all that it takes to draw the same again."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from huicai_verify import sample as verifier
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregates import AuditSample, SampleCatalogue
from domain.audit_samples import (
    MOST_CASES,
    Draw,
    NoCaseFits,
    SampledCases,
    TooManyCasesFit,
    drawn_by_lot,
    lot_of,
)
from domain.authorization import PostMayNot
from domain.base import Authority
from domain.use_cases.drawing_samples import DrawAuditSample
from tests.architecture.tree import ROOT
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

AT = datetime(2026, 10, 1, 2, 30, tzinfo=UTC)
AUDITOR = Authority(actor="bao-zheng", role="auditor", effective_on=AT.date(), at=AT)
CASES = tuple(UUID(int=number * 7919) for number in range(1, 101))
SEED = "5e" * 32


def digest_of(population: Iterable[str]) -> str:
    """The SHA-256 of a population's text, as sha256sum has it."""
    return sha256("".join(f"{case}\n" for case in population).encode()).hexdigest()


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def drawing(population: tuple[UUID, ...] = CASES, wanted: int = 5, seed: str = SEED) -> DrawAuditSample:
    return DrawAuditSample(
        sampled=SampledCases(city="370300", quarter="2026Q3"),
        wanted=wanted,
        seed=seed,
        is_seed_stated=False,
        drawn=drawn_by_lot(population, seed, wanted),
        population_position=4711,
    )


def test_what_was_drawn_is_on_record_with_seed_and_population(books):
    sent = books.send(drawing(), AUDITOR)

    told = {event.TOPIC: event for event in sent.events}
    entered, drawn = told["SampleCatalogue.SampleEntered"], told["AuditSample.Drawn"]
    assert (entered.number, entered.audit_sample_id) == (1, drawn.originator_id)
    assert (drawn.number, drawn.seed) == (1, SEED)
    assert (drawn.population_size, drawn.population_position) == (100, 4711)
    assert len(set(drawn.cases)) == 5
    assert drawn.envelope.actor == "bao-zheng"
    assert drawn.envelope.policy_version == ZIBO.version


def test_an_auditors_own_program_draws_the_same(books):
    drawn = next(
        event for event in books.send(drawing(), AUDITOR).events if event.TOPIC == "AuditSample.Drawn"
    )
    population = [str(case) for case in CASES]

    assert verifier.drawn(SEED, population, 5) == [str(case) for case in drawn.cases]
    assert digest_of(population) == drawn.population_sha256


def test_another_seed_draws_others():
    assert drawn_by_lot(CASES, SEED, 9).cases != drawn_by_lot(CASES, "5f" * 32, 9).cases


@pytest.mark.parametrize(
    "population", [CASES[::-1], (CASES[0], CASES[0])], ids=["another order", "one twice"]
)
def test_a_population_that_is_not_read_in_the_order_of_its_ids_each_once_is_no_population(population):
    with pytest.raises(ValueError, match="order"):
        drawn_by_lot(population, SEED, 2)


@given(population=st.sets(st.uuids(), max_size=40), count=st.integers(1, 50))
def test_any_population_is_drawn_from_as_if_all_of_it_had_been_sorted_by_lot(population, count):
    whole = sorted(population)

    drawn = drawn_by_lot(iter(whole), SEED, count)

    assert drawn.cases == tuple(sorted(whole, key=lambda case: lot_of(case, SEED))[:count])
    assert (drawn.size, drawn.sha256) == (len(whole), digest_of(map(str, whole)))


def test_a_larger_sample_of_the_same_seed_begins_with_the_smaller():
    assert drawn_by_lot(CASES, SEED, 20).cases[:5] == drawn_by_lot(CASES, SEED, 5).cases


def test_every_case_is_drawn_about_as_often_as_every_other():
    times = dict.fromkeys(CASES[:10], 0)
    for number in range(1000):
        for case in drawn_by_lot(CASES[:10], f"{number:064x}", 3).cases:
            times[case] += 1

    # 300 expected, with a standard deviation of 14.5
    assert all(230 < drawn < 370 for drawn in times.values())


def test_the_vector_of_the_page_is_the_lot_of_that_case():
    page = (ROOT / "docs/format/audit-sample-1.md").read_text()
    case = UUID("00000000-0000-0000-0000-000000001eef")

    assert lot_of(case, SEED) in page
    assert str(case) in page


def test_who_draws_again_leaves_the_first_drawing_behind(books):
    first, second = books.send(drawing(), AUDITOR), books.send(drawing(seed="77" * 32), AUDITOR)

    numbers = [
        event.number
        for sent in (first, second)
        for event in sent.events
        if event.TOPIC == "AuditSample.Drawn"
    ]
    catalogue = books.store.repository.get(SampleCatalogue.id_of("370300"))
    assert numbers == [1, 2]
    assert [type(books.store.repository.get(id_)) for id_ in catalogue.samples] == [AuditSample, AuditSample]


def test_fewer_cases_than_wanted_are_all_drawn(books):
    events = books.send(drawing(CASES[:3]), AUDITOR).events

    [drawn] = [event for event in events if event.TOPIC == "AuditSample.Drawn"]
    assert set(drawn.cases) == set(CASES[:3])
    assert drawn.wanted == 5


def test_out_of_none_or_too_many_nothing_is_drawn(books):
    too_many = Draw(size=MOST_CASES + 1, sha256="00" * 32, cases=CASES[:5])

    assert type(books.refused(drawing(()), AUDITOR)) is NoCaseFits
    assert type(books.refused(drawing().model_copy(update={"drawn": too_many}), AUDITOR)) is TooManyCasesFit


def test_nobody_but_an_auditor_draws(books):
    assert type(books.refused(drawing(), HRSS)) is PostMayNot
