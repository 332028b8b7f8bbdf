"""What a draft would have changed about one case (差异): its steps, checks, deadlines and term."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from domain.cadres import PartyManaged
from domain.calendar import Calendar
from domain.deadlines import Deadline, deadlines_of
from domain.policy.deadlines import RouteDeadlines
from domain.policy.ground import Grounded
from domain.policy.pack import PolicyPack
from domain.policy.routes import Route
from domain.policy.steps import Check, CheckName, Form, Stage, Step
from domain.registration_form import FACT_OF_FIELD
from domain.simulation.records import CaseRecord
from domain.use_cases.casework import applies

Rules: TypeAlias = tuple[RouteDeadlines, RouteDeadlines]


class DifferenceKind(StrEnum):
    """What would have been otherwise (差异类别)."""

    ROUTE_GONE = "route_gone"  # 草案无此途径
    NOT_SUBMITTED = "not_submitted"  # 不得提交
    NOT_GRANTED = "not_granted"  # 不得发卡
    STEP_ADDED = "step_added"  # 增加环节
    STEP_DROPPED = "step_dropped"  # 减少环节
    STEP_ELSEWHERE = "step_elsewhere"  # 环节由其他机关办理
    DEADLINE_ADDED = "deadline_added"  # 增设期限
    DEADLINE_DROPPED = "deadline_dropped"  # 取消期限
    DUE_ANOTHER_DAY = "due_another_day"  # 期限届满日不同
    OVERDUE = "overdue"  # 转为超期
    IN_TIME = "in_time"  # 转为按期
    TERM = "term"  # 有效期规则不同
    NOMINATION_REFUSED = "nomination_refused"  # 超出配额，不得推荐
    NOMINATION_STANDS = "nomination_stands"  # 名额释放规则不同


class Difference(NamedTuple):
    """One thing that would have been otherwise: `subject` is the step, check or field, `was` and `becomes` in codes."""

    kind: DifferenceKind
    subject: str = ""
    clauses: tuple[str, ...] = ()
    department: str = ""
    was: str = ""
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft, the calendar, and the last day that is on record: a deadline that runs is judged on it."""

    draft: PolicyPack
    calendar: Calendar
    on: date
    _of_ways: dict[tuple[str, str, str, str | None], list[Difference]] = field(default_factory=dict)
    _of_rules: dict[tuple[str, str], Rules | None] = field(default_factory=dict)
    _of_new_checks: dict[tuple[str, str, bool], tuple[str, ...]] = field(default_factory=dict)

    def of_case(self, record: CaseRecord, under: PolicyPack) -> Iterator[Difference]:
        """Everything that would have been otherwise about a case, which stands under another version."""
        was, became = under.route(record.route), self._route(record)
        if became is None:
            yield Difference(DifferenceKind.ROUTE_GONE, record.route, was.clauses, record.department or "")
            return
        yield from self._of_checks(record, became)
        yield from self._of_way(record, was, became, under)
        yield from self._of_deadlines(record, was, became, under)
        if record.card_id is not None and was.validity != became.validity:
            yield Difference(
                DifferenceKind.TERM,
                became.card_type,
                became.validity.clauses,
                was=_term(was),
                becomes=_term(became),
            )

    def undecidable(self, record: CaseRecord, under: PolicyPack) -> tuple[str, ...]:
        """The checks that the draft makes anew and that nothing on record decides, as `check@stage`.

        They are the same for all cases of a route that came as far, and so found once.
        """
        key = (under.version, record.route, record.granted_on is not None)
        if key not in self._of_new_checks:
            self._of_new_checks[key] = tuple(self._new_checks(record, under))
        return self._of_new_checks[key]

    def _new_checks(self, record: CaseRecord, under: PolicyPack) -> Iterator[str]:
        was, became = under.route(record.route), self._route(record)
        for stage in Stage if became is not None else ():
            if stage is Stage.ISSUE and record.granted_on is None:
                continue
            made = {check.check for check in was.checks_at(stage)}
            for check in became.checks_at(stage) if became else ():
                if check.check not in made | {CheckName.CADRE_ATTESTATION}:
                    yield f"{check.check}@{stage}"

    def _route(self, record: CaseRecord) -> Route | None:
        """The route of the case, if the draft has it."""
        return next((route for route in self.draft.routes if route.code == record.route), None)

    def _of_checks(self, record: CaseRecord, became: Route) -> Iterator[Difference]:
        form = self.draft.form(became.form)
        yield from _gaps(record, form)
        moments = {Stage.SUBMISSION: (DifferenceKind.NOT_SUBMITTED, record.attested)}
        if record.granted_on is not None:
            moments[Stage.ISSUE] = (DifferenceKind.NOT_GRANTED, record.attested_at_issue)
        for stage, (kind, attested) in moments.items():
            for check in became.checks_at(stage):
                if check.check is CheckName.CADRE_ATTESTATION and not _passes(check, attested, stage):
                    said = "" if attested is None else attested.value
                    yield Difference(kind, check.check, check.clauses, record.department or "", was=said)
            yield from _missing_files(record, form, stage, kind)

    def _of_way(self, record: CaseRecord, was: Route, became: Route, under: PolicyPack) -> list[Difference]:
        """The steps: the same for all cases of a route, an area and a department, and so found once."""
        key = (under.version, record.route, record.area, record.department)
        if key not in self._of_ways:
            self._of_ways[key] = list(self._of_steps(record, was, became, under))
        return self._of_ways[key]

    def _of_steps(
        self, record: CaseRecord, was: Route, became: Route, under: PolicyPack
    ) -> Iterator[Difference]:
        before = {step.code: step for step in was.steps if applies(step, record.area, under)}
        after = {step.code: step for step in became.steps if applies(step, record.area, self.draft)}
        for code, step in after.items():
            if code not in before:
                yield _of_step(DifferenceKind.STEP_ADDED, step, record)
            elif _offices(before[code], record) != _offices(step, record):
                here = _offices(before[code], record), _offices(step, record)
                yield _of_step(DifferenceKind.STEP_ELSEWHERE, step, record, *here)
        for code, step in before.items():
            if code not in after:
                yield _of_step(DifferenceKind.STEP_DROPPED, step, record)

    def _of_deadlines(
        self, record: CaseRecord, was: Route, became: Route, under: PolicyPack
    ) -> Iterator[Difference]:
        rules = self._rules_of(was, became, under)
        if rules is None:
            return
        before, after = (self._counted(record, one) for one in rules)
        for key in sorted({*before, *after}, key=lambda key: (key[1], key[0])):
            yield from self._of_deadline(key[0], before.get(key), after.get(key), record, became)

    def _rules_of(self, was: Route, became: Route, under: PolicyPack) -> Rules | None:
        """The deadlines of a route as they were and as they would be, None if they are the same: found once."""
        key = (under.version, was.code)
        if key not in self._of_rules:
            rules = was.deadlines, became.deadlines
            self._of_rules[key] = None if rules[0] == rules[1] else rules
        return self._of_rules[key]

    def _counted(self, record: CaseRecord, rules: RouteDeadlines) -> dict[tuple[str, int], Deadline]:
        found = deadlines_of(record.times, rules, self.calendar)
        return {(one.key.step or "", one.key.begun): one for one in found}

    def _of_deadline(
        self, step: str, was: Deadline | None, became: Deadline | None, record: CaseRecord, route: Route
    ) -> Iterator[Difference]:
        rule: Grounded | None = became.rule if became else was.rule if was else None
        clauses = rule.clauses if rule else ()
        acting = [one.function_for(record.department) for one in route.steps if one.code == step]
        department = acting[0] if acting else record.department or ""
        due = [str(one.due_on) if one and one.due_on else "" for one in (was, became)]
        if was is None or became is None:
            kind = DifferenceKind.DEADLINE_ADDED if was is None else DifferenceKind.DEADLINE_DROPPED
            yield Difference(kind, step, clauses, department, *due)
        elif due[0] != due[1]:
            yield Difference(DifferenceKind.DUE_ANOTHER_DAY, step, clauses, department, *due)
        kept = [one is None or self._is_kept(one) for one in (was, became)]
        if kept[0] != kept[1]:
            kind = DifferenceKind.IN_TIME if kept[1] else DifferenceKind.OVERDUE
            yield Difference(kind, step, clauses, department, *due)

    def _is_kept(self, deadline: Deadline) -> bool:
        """Whether it was kept, or as far as it still runs, is not over on the last day that is on record."""
        if deadline.due_on is None:
            return True
        return (deadline.closed_on or self.on) <= deadline.due_on


def _passes(check: Check, attested: PartyManaged | None, stage: Stage) -> bool:
    if attested is None or attested is PartyManaged.YES:
        return False
    return attested is not PartyManaged.UNKNOWN or stage in check.unknown_passes


def _gaps(record: CaseRecord, form: Form) -> Iterator[Difference]:
    """Fields that the draft requires and the form that was handed in left empty."""
    if record.stated_at_submission is None:
        return
    for one in form.fields:
        if one.required and FACT_OF_FIELD.get(one.code, one.code) not in record.stated_at_submission:
            yield Difference(
                DifferenceKind.NOT_SUBMITTED, f"form.{one.code}", one.clauses, record.department or ""
            )


def _missing_files(
    record: CaseRecord, form: Form, stage: Stage, kind: DifferenceKind
) -> Iterator[Difference]:
    files = record.attached_at_submission if stage is Stage.SUBMISSION else record.attached
    for wanted in form.attachments:
        if not files and stage not in wanted.required_at:
            continue
        own = [one for one in files.values() if one.kind == wanted.code]
        if wanted.lacks(own, stage):
            subject = f"attachments.{wanted.code}"
            yield Difference(kind, subject, wanted.clauses, record.department or "")


def _of_step(
    kind: DifferenceKind, step: Step, record: CaseRecord, was: str = "", becomes: str = ""
) -> Difference:
    department = step.function_for(record.department)
    return Difference(kind, step.code, step.clauses, department, was, becomes)


def _offices(step: Step, record: CaseRecord) -> str:
    return ",".join(f"{desk.function_for(record.department)}/{desk.level}" for desk in step.desks)


def _term(route: Route) -> str:
    years = route.validity.years
    return route.validity.rule.value if years is None else f"{route.validity.rule}/{years}"
