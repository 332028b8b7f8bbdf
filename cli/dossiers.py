"""`huicai dossier`: the file that an auditor takes away, made on the machine itself (卷宗).

Contents of attachments are not in it: reading these is somebody's, with a purpose, over HTTP.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import typer
from rich.console import Console

from api.dossier_subjects import of_case, of_report, of_sample
from api.dossiers import Subject, dossier
from api.viewer import Viewer
from bootstrap import database
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.aggregates import AuditSample, CardApplication, QuarterlyReport
from domain.authorization import Role
from domain.base import Authority, Capacity, EventSourced
from persistence.evidence import Sealed
from transparency.tree import NoSuchProof

console = Console(stderr=True)
TIMELINE = "case_timeline"
Noun = TypeVar("Noun", bound=EventSourced)
Find = Callable[[Service, Viewer, int], Subject]


def write(settings: Settings, find: Find, out: Path) -> None:
    """Write a dossier, up to the newest checkpoint."""
    with database.ready(settings) as opened:
        service = service_on(opened.url("app"), settings, name="huicai-dossier")
        try:
            out.write_bytes(made_by(service, find))
        finally:
            service.close()


def of_case_found(case_id: UUID) -> Find:
    """What finds a case."""
    return lambda service, viewer, until: of_case(_case(service, case_id, until), viewer, until)


def of_report_found(unit: str, quarter: str) -> Find:
    """What finds a quarterly report."""

    def found(service: Service, viewer: Viewer, until: int) -> Subject:
        report = _found(service, QuarterlyReport, QuarterlyReport.id_of(unit, quarter), until)
        return of_report(report, viewer, until)

    return found


def of_sample_found(sample_id: UUID) -> Find:
    """What finds an audit sample with its cases."""

    def found(service: Service, viewer: Viewer, until: int) -> Subject:
        sample = _found(service, AuditSample, sample_id, until)
        cases = [_case(service, case, until) for case in sample.cases]
        return of_sample(sample, cases, viewer, until)

    return found


def made_by(service: Service, find: Find) -> bytes:
    """The dossier of what is found, without contents of attachments."""
    now = service.clock()
    reader = Authority(
        actor="huicai dossier", capacity=Capacity.SYSTEM, role=Role.SYSTEM, effective_on=now.date(), at=now
    )
    try:
        sealed = Sealed(service.transparency_log)
    except NoSuchProof:
        raise _gives_up("No checkpoint covers anything yet: is the sealer running?") from None
    subject = find(service, Viewer.in_standing(reader, service), sealed.last_position)
    return dossier(service, sealed, subject, None)


def _case(service: Service, id_: UUID, until: int) -> CardApplication:
    if not service.progress.wait_for(TIMELINE, until, service.settings.min_position_timeout):
        raise _gives_up(f"The timeline of cases has not come to position {until} yet")
    return _found(service, CardApplication, id_, until)


def _found(service: Service, kind: type[Noun], id_: UUID, until: int) -> Noun:
    found = service.store.load_all([id_], until=until).get(id_)
    if not isinstance(found, kind):
        raise _gives_up(f"Nothing of this kind under {id_} up to position {until}")
    return found


def _gives_up(why: str) -> typer.Exit:
    console.print(why, markup=False, highlight=False)
    return typer.Exit(1)
