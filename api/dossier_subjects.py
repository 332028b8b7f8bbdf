"""What a dossier can be about (卷宗对象): a case, a quarterly report, an audit sample, each as it stood at a checkpoint."""

from collections.abc import Sequence

from api import resources
from api.desk import as_json
from api.dossiers import Subject
from api.rendering.audit_samples import audit_sample_shown
from api.rendering.printed_histories import Told
from api.viewer import Viewer
from bootstrap.case_histories import everything_about
from domain.aggregates import AuditSample, CardApplication, QuarterlyReport, SampleCatalogue
from domain.audit_samples import lines_of


def told_case(case: CardApplication, viewer: Viewer, until: int) -> Told:
    """All that is on record about a case. Raises `NotFound` to who may not know of it."""
    history = everything_about(viewer.service, case.id, until=until)
    return Told(case, resources.CASE.seen(case, history, viewer), until, viewer)


def of_case(case: CardApplication, viewer: Viewer, until: int) -> Subject:
    """A case with everything beside it."""
    return Subject("case", case.id, [told_case(case, viewer, until)])


def of_report(report: QuarterlyReport, viewer: Viewer, until: int) -> Subject:
    """A quarterly report of a unit. Raises `NotFound` to who may not know of it."""
    history = viewer.service.store.history(report.id, until=until)
    seen = resources.REPORT.seen(report, history, viewer)
    return Subject("quarterly_report", report.id, [Told(report, seen, until, viewer)])


def of_sample(sample: AuditSample, cases: Sequence[CardApplication], viewer: Viewer, until: int) -> Subject:
    """What was drawn, with every drawing of that city, and each case."""
    store = viewer.service.store
    catalogue = SampleCatalogue.id_of(sample.sampled.city)
    beside = [one for id_ in (sample.id, catalogue) for one in store.history(id_, until=until)]
    fitting = viewer.service.cases.population(sample.sampled, as_of=sample.population_position)
    files = {
        "sample.json": bytes(as_json(audit_sample_shown(sample).as_json()).body),
        "population.txt": "".join(lines_of(fitting)).encode(),
    }
    told = [told_case(case, viewer, until) for case in cases]
    return Subject("audit_sample", sample.id, told, beside, files)
