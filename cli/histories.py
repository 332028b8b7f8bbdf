"""`huicai history`: the decision history of a case, as text or as PDF (决策全程)."""

from pathlib import Path
from uuid import UUID

import typer
from rich.console import Console

from api.rendering.printed_histories import Told, told_whole
from api.viewer import Viewer
from bootstrap import database
from bootstrap.case_histories import everything_about
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from documents.decision_history import history_pdf, history_text
from documents.timelines import Language
from domain.aggregates import CardApplication
from domain.authorization import Role
from domain.base import Authority, Capacity

console = Console(stderr=True)
TIMELINE = "case_timeline"


def tell_history(
    settings: Settings, case_id: UUID, language: Language, until: int | None, out: Path | None
) -> None:
    """Print all that is on record about a case, masked, or write it to a file as PDF."""
    with database.ready(settings) as opened:
        service = service_on(opened.url("app"), settings, name="huicai-history")
        try:
            history = told_whole(_read(service, case_id, until))
            if out is None:
                print(history_text(history, language), end="")
            else:
                out.write_bytes(history_pdf(history, language, service.typesetter))
        finally:
            service.close()


def _read(service: Service, case_id: UUID, until: int | None) -> Told:
    """What the projections know of the case, up to the position if one is stated."""
    now = service.clock()
    reader = Authority(
        actor="huicai history", capacity=Capacity.SYSTEM, role=Role.SYSTEM, effective_on=now.date(), at=now
    )
    reached = service.progress.position(TIMELINE)
    position = reached if until is None else min(until, reached)
    history = everything_about(service, case_id, until=position)
    case = service.store.load_all([case_id], until=position).get(case_id)
    if not history or not isinstance(case, CardApplication):
        console.print(f"There is no case {case_id} up to position {position}", markup=False, highlight=False)
        raise typer.Exit(1)
    return Told(case, history, position, Viewer.in_standing(reader, service))
