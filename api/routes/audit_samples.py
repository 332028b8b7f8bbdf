"""Audit samples (审计抽样): drawing cases by lot, and showing what was drawn so that anybody can draw it again."""

import secrets
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from api import resources
from api.addresses import AUDIT_SAMPLE, AUDIT_SAMPLE_POPULATION, AUDIT_SAMPLES
from api.contract import OF_COMMANDS, OF_HISTORIES, OF_QUERIES, refused
from api.decisions import Decision
from api.desk import CREATED, AtDesk, as_json
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, await_projection, loaded, moment, show
from api.rendering.audit_samples import AuditSamples, AuditSampleShown, audit_sample_shown
from api.sending import command_of, own_address, send
from domain.aggregates import AuditSample
from domain.aggregates.sample_catalogue import SampleCatalogue
from domain.audit_samples import MOST_CASES, SampledCases, Seed, drawn_by_lot, lines_of
from domain.use_cases.drawing_samples import DrawAuditSample, Wanted

TEXT = "text/plain"
SEED_BYTES = 32
LINES_AT_ONCE = 2_000
REGISTER = "case_register"
City = Annotated[str, Query(max_length=40, description="The city whose samples are shown, as 370300")]

router = APIRouter(route_class=GuardedRoute, tags=["audit"])


class SampleOrder(Decision):
    """From which cases how many are drawn. Whoever brings a seed along, thrown by dice before witnesses for one, states it."""

    sampled: SampledCases
    wanted: Wanted
    seed: Seed | None = None


@router.post(
    AUDIT_SAMPLES,
    name=DrawAuditSample.__name__,
    status_code=CREATED,
    response_model=AuditSampleShown,
    responses=refused(*OF_COMMANDS, modules=(DrawAuditSample.__module__, *resources.AUDIT_SAMPLE.grounds)),
)
def draw_audit_sample(desk: AtDesk, body: SampleOrder, min_position: MinPosition = None) -> Response:
    """Draw cases by lot. Every drawing is on record under a number of its own, wanted or not."""
    await_projection(desk, REGISTER, min_position)
    register = desk.service.cases
    seed, position = body.seed or secrets.token_hex(SEED_BYTES), register.position
    fitting = islice(register.population(body.sampled, as_of=position), MOST_CASES + 1)
    facts = {
        "seed": seed,
        "is_seed_stated": body.seed is not None,
        "drawn": drawn_by_lot(fitting, seed, body.wanted),
        "population_position": position,
    }
    said = body.model_dump(mode="json", exclude_unset=True)
    command = command_of(DrawAuditSample, body, facts)
    return send(desk, command, body, resources.AUDIT_SAMPLE, said=said, location=own_address)


@router.get(AUDIT_SAMPLES, response_model=AuditSamples, responses=refused(*OF_QUERIES))
def audit_samples(desk: AtDesk, city: City) -> Response:
    """Every sample of a city, in the order of drawing."""
    store = desk.service.store
    catalogue_id = SampleCatalogue.id_of(city)
    catalogue = cast("SampleCatalogue | None", store.load_all([catalogue_id]).get(catalogue_id))
    ids = () if catalogue is None else catalogue.samples
    loaded_samples = store.load_all(ids)
    items = tuple(audit_sample_shown(cast("AuditSample", loaded_samples[id_])) for id_ in ids)
    return as_json(AuditSamples(items=items).as_json())


@router.get(AUDIT_SAMPLE, response_model=AuditSampleShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def audit_sample(
    desk: AtDesk, audit_sample_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One sample."""
    return show(desk, resources.AUDIT_SAMPLE, audit_sample_id, as_of, min_position)


@router.get(
    AUDIT_SAMPLE_POPULATION,
    response_class=Response,
    responses={
        200: {"content": {TEXT: {"schema": {"type": "string"}}}},
        **refused(*OF_QUERIES, *OF_HISTORIES),
    },
)
def audit_sample_population(
    desk: AtDesk, audit_sample_id: UUID, min_position: MinPosition = None
) -> Response:
    """The ids of all cases that it was drawn from, each on a line: its SHA-256 is that of the sample."""
    moment(desk, None, min_position)
    sample = loaded(desk, resources.AUDIT_SAMPLE, audit_sample_id)
    await_projection(desk, REGISTER, sample.population_position)
    fitting = desk.service.cases.population(sample.sampled, as_of=sample.population_position)
    return StreamingResponse(_in_pieces(lines_of(fitting)), media_type=TEXT)


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """Many lines at once: each piece that is sent costs a change of threads."""
    while piece := "".join(islice(lines, LINES_AT_ONCE)):
        yield piece
