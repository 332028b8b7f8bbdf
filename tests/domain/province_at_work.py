"""The province's instance in memory, and made-up reports that its cities send."""

from datetime import date, datetime, time
from typing import Any

from domain.aggregates import QuarterlyReport, ReceivedReport
from domain.base import Authority
from domain.calendar import OFFICE_ZONE
from domain.instances import Instance
from domain.ledger_books.content import Cell, CutOff, ReportContent, ReportLevel, ReportRow, RowStanding
from domain.ledger_books.figures import CategoryFigures, Figures, by_category
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.use_cases.exchanging_reports import AcknowledgeReceivedReport, ReceiveReport, ReturnReceivedReport
from domain.use_cases.reporting_quarters import (
    CloseEntry,
    CompileReport,
    OpenRevision,
    ReportCommand,
    SignOffReport,
)
from tests.domain.officers import REASON
from tests.domain.reports_between_units import PROVINCE, ZIBO_CITY, by_system, files_of, manifest_of
from tests.domain.zibo import ZIBO
from tests.in_memory import Books, Sent

CITIES = tuple(city.code for city in ZIBO.provincial.reporting_rule.cities)
QINGDAO = "370200"
Q1, Q2, Q3 = "2024Q1", "2024Q2", "2024Q3"
CLOSED_ON = {Q1: date(2024, 4, 11), Q2: date(2024, 7, 11), Q3: date(2024, 10, 11)}


def clerk(on: date, who: str = "he-compiler", **more: Any) -> Authority:
    """Somebody at the province's window on a day."""
    at = datetime.combine(on, time(10), OFFICE_ZONE)
    return Authority(actor=who, role="provincial_window", effective_on=on, at=at, **more)


def figures(carried: int = 0, registered: int = 0, settled: int = 0, **more: int) -> Figures:
    """Figures that balance."""
    made = Figures(carried=carried, registered=registered, settled=settled, settled_in_time=settled, **more)
    return made.model_copy(update={"open": made.left})


def report_of_city(
    city: str, quarter: str, of_public_service: Figures, revision: int = 1, *, in_transit: int = 0
) -> ReportContent:
    """What a city has signed: one row, as if it were of one area."""
    at = datetime.combine(Quarter.named(quarter).last_day, time(), OFFICE_ZONE)
    cells = (
        Cell(
            ledger=Ledger.PUBLIC_SERVICE,
            figures=of_public_service,
            categories=by_category([_as_category(of_public_service)]),
        ),
        Cell(ledger=Ledger.MARKET_SERVICE, figures=Figures()),
        Cell(ledger=Ledger.OPINION, figures=Figures()),
    )
    row = ReportRow(unit=f"a-{city}", standing=RowStanding.REPORTED, cells=cells, in_transit=in_transit)
    return ReportContent(
        unit=city,
        level=ReportLevel.CITY,
        quarter=quarter,
        revision=revision,
        cut_off=CutOff(position=revision, at=at),
        rows=(row,),
    )


def _as_category(figures: Figures) -> CategoryFigures:
    """All of it of one kind."""
    said = {name: getattr(figures, name) for name in CategoryFigures.model_fields if name != "category"}
    return CategoryFigures(category="schooling", **said)


class Province(Books):
    """The provincial window's instance: it has no books of its own, and goes by what has come."""

    def __init__(self) -> None:
        super().__init__(ZIBO, instance=Instance(PROVINCE))

    def close(self, quarter: str = Q1) -> Sent:
        return self.send(CloseEntry(unit=PROVINCE, quarter=quarter), clerk(CLOSED_ON[quarter]))

    def receives(
        self,
        city: str,
        quarter: str = Q1,
        said: Figures | None = None,
        *,
        revision: int = 1,
        submitted_on: date | None = None,
        on: date | None = None,
    ) -> ReportContent:
        """A city's report arrives, by default on the day on which the quarter is closed here."""
        content = report_of_city(city, quarter, said or figures(), revision)
        day = on or CLOSED_ON[quarter]
        files = files_of(content)
        sent_on = submitted_on or CLOSED_ON[quarter].replace(day=9)
        manifest = manifest_of(files, sender=city, quarter=quarter, revision=revision, submitted_on=sent_on)
        command = ReceiveReport(
            manifest=manifest, content=content, signature="made..up", key_id="made-up", files=files
        )
        self.send(command, by_system(effective_on=day, at=datetime.combine(day, time(9), OFFICE_ZONE)))
        return content

    def returns(self, city: str, quarter: str = Q1, revision: int = 1) -> None:
        self._answers(ReturnReceivedReport, city, quarter, revision)

    def acknowledges(self, city: str, quarter: str = Q1, revision: int = 1) -> None:
        self._answers(AcknowledgeReceivedReport, city, quarter, revision)

    def _answers(self, command: Any, city: str, quarter: str, revision: int) -> None:
        id_ = ReceivedReport.id_from(city, PROVINCE, quarter)
        on = CLOSED_ON[quarter]
        self.send(command(received_report_id=id_, revision=revision), clerk(on, "sun-third", **REASON))

    def does(self, command: type[ReportCommand], quarter: str = Q1, *, who: str = "he-compiler", **more: Any):
        on = more.pop("on", CLOSED_ON[quarter])
        return self.send(command(unit=PROVINCE, quarter=quarter), clerk(on, who, **more))

    def signs(self, quarter: str = Q1, on: date | None = None) -> ReportContent:
        day = on or CLOSED_ON[quarter]
        self.does(CompileReport, quarter, on=day)
        self.does(SignOffReport, quarter, who="zhao-signer", on=day)
        return self.report(quarter).content

    def revises(self, quarter: str = Q1, on: date | None = None) -> ReportContent:
        self.does(OpenRevision, quarter, on=on or CLOSED_ON[quarter], **REASON)
        return self.signs(quarter, on)

    def report(self, quarter: str = Q1) -> QuarterlyReport:
        return self.load(QuarterlyReport, QuarterlyReport.id_of(PROVINCE, quarter))


__all__ = ["CITIES", "PROVINCE", "QINGDAO", "ZIBO_CITY", "Province", "clerk", "figures"]
