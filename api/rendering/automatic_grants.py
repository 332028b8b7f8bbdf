"""The runs that granted cards without applications, and what each did about whom (免申即享)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from api.addresses import AUTOMATIC_GRANTS_OF, CARD, GRANT_RUN, href
from api.rendering.grant_previews import Counts, counts_of
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import AutomaticGrants
from domain.aggregates.automatic_grants import HeadLine, HeadOutcome
from domain.errors import NotFound
from domain.store import Recorded


class PaperShown(Shown):
    """A paper that the run stands on."""

    kind: str
    number: str | None
    issued_on: date | None


class GroundLine(Shown):
    """Why there was no card, or should be none."""

    code: str
    clauses: tuple[str, ...]


class LineShown(Shown):
    """A person at an enterprise, and what the run did; the card is the one granted, or the one held before."""

    outcome: HeadOutcome
    enterprise_id: UUID
    area: str
    principal_ids: tuple[UUID, ...]
    talent_id: UUID | None
    list_type: str | None
    list_batch_id: UUID | None
    policy_version: str
    grounds: tuple[GroundLine, ...]
    card_id: UUID | None
    card_number: str | None
    card_href: str | None


class GrantRunShown(Shown):
    """One run, with those of its lines that may be seen."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    preview: str
    effective_on: date
    actor: str
    signatory: str | None
    documents: tuple[PaperShown, ...]
    counts: Counts
    lines: tuple[LineShown, ...]


class GrantRunLine(Shown):
    """One run, in short."""

    id: UUID
    href: str
    effective_on: date
    recorded_at: datetime
    position: int
    actor: str
    documents: tuple[PaperShown, ...]
    counts: Counts


class GrantsShown(Shown):
    """The runs of a city and card type, the newest first."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    runs: tuple[GrantRunLine, ...]


def grants_shown(grants: AutomaticGrants, history: Sequence[Recorded], viewer: Viewer) -> GrantsShown:
    """All runs of which a line may be seen. Raises `NotFound` where there is none."""
    runs = [line for recorded in history if (line := _run_line(recorded, grants, viewer)) is not None]
    if not runs:
        raise NotFound
    return GrantsShown(
        id=grants.id,
        href=href(AUTOMATIC_GRANTS_OF, city=grants.city, card_type=grants.card_type),
        version=grants.version,
        city=grants.city,
        card_type=grants.card_type,
        runs=tuple(reversed(runs)),
    )


def grant_run_shown(run: AutomaticGrants.Issued, grants: AutomaticGrants, viewer: Viewer) -> GrantRunShown:
    """The run with those of its lines that may be seen. Raises `NotFound` if there is none."""
    lines = _seen(run, grants, viewer)
    if not lines:
        raise NotFound
    return GrantRunShown(
        id=run.run_id,
        href=_href(run, grants),
        version=run.originator_version,
        city=grants.city,
        card_type=grants.card_type,
        preview=run.preview,
        effective_on=run.envelope.effective_on,
        actor=run.envelope.actor,
        signatory=run.envelope.signatory,
        documents=_papers(run),
        counts=counts_of(line.outcome for line in lines),
        lines=tuple(map(_line, lines)),
    )


def issued_shown(grants: AutomaticGrants, viewer: Viewer) -> GrantRunShown:
    """The run that has just been decided."""
    [run] = [event for event in grants.pending_events if isinstance(event, AutomaticGrants.Issued)]
    return grant_run_shown(run, grants, viewer)


def _run_line(recorded: Recorded, grants: AutomaticGrants, viewer: Viewer) -> GrantRunLine | None:
    run = recorded.event
    if not isinstance(run, AutomaticGrants.Issued) or not (lines := _seen(run, grants, viewer)):
        return None
    return GrantRunLine(
        id=run.run_id,
        href=_href(run, grants),
        effective_on=run.envelope.effective_on,
        recorded_at=recorded.entry.recorded_at,
        position=recorded.entry.position,
        actor=run.envelope.actor,
        documents=_papers(run),
        counts=counts_of(line.outcome for line in lines),
    )


def _seen(run: AutomaticGrants.Issued, grants: AutomaticGrants, viewer: Viewer) -> list[HeadLine]:
    return [
        line
        for line in run.lines
        if viewer.sees(city=grants.city, area=line.area, enterprise_id=line.enterprise_id)
    ]


def _line(line: HeadLine) -> LineShown:
    return LineShown(
        **{name: getattr(line, name) for name in _SAME},
        grounds=tuple(GroundLine(code=ground.code, clauses=ground.clauses) for ground in line.grounds),
        card_href=href(CARD, card_id=line.card_id) if line.card_id else None,
    )


def _papers(run: AutomaticGrants.Issued) -> tuple[PaperShown, ...]:
    return tuple(
        PaperShown(kind=paper.kind, number=paper.number, issued_on=paper.issued_on)
        for paper in run.envelope.documents
    )


def _href(run: AutomaticGrants.Issued, grants: AutomaticGrants) -> str:
    return href(GRANT_RUN, city=grants.city, card_type=grants.card_type, run_id=run.run_id)


_SAME = tuple(name for name in LineShown.model_fields if name not in {"grounds", "card_href"})
