"""A case (申报) with its form, masked, and what may be done about it now."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.addresses import ATTACHMENT, CASE, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import Mask, hidden, masked_document, masked_name, masked_phone, masked_tail
from api.rendering.actions import Actions
from api.rendering.case_actions import actions_about
from api.rendering.deadlines import CaseDeadlineShown, case_deadlines
from api.rendering.duplicates import DuplicateShown, duplicates_shown
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates import CardApplication, Enterprise
from domain.attachments import AttachedFile, TrustLevel
from domain.cases import CaseStatus, CorrectionItem, ProvincialResult, ReconsiderationOutcome
from domain.errors import NotFound
from domain.panels import PanelConclusion
from domain.policy.case_life import Reconsidered
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack
from domain.policy.steps import About, AttachmentKind, Stage, Step, StepKind
from domain.registration_form import RegistrationForm
from domain.store import Recorded
from domain.use_cases.casework import mostly_asked_of
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import calendar_of

MASKS: dict[str, Mask] = {"name": masked_name, "phone": masked_phone, "email": masked_tail, "gender": hidden}


class DeskShown(Shown):
    """Who may act at a step just as well."""

    level: Level
    function: str


class StepShown(Shown):
    """A step of the case's route, and who acts there."""

    code: str
    kind: StepKind
    name: Words
    level: Level
    function: str
    alternatives: tuple[DeskShown, ...]


class FieldShown(Shown):
    """A field of the form in the order of the paper; a personal fact is masked, None is what is not stated."""

    code: str
    number: int
    name: Words
    value: PersonalShown | str | None


class FormShown(Shown):
    """The form as it was last stated (登记表)."""

    code: str
    name: Words
    version: int
    fields: tuple[FieldShown, ...]


class ItemShown(Shown):
    """Something that has to be corrected."""

    field: str
    note: PersonalShown | None


class AttachedShown(Shown):
    """A file that the case stands on; more of it, and its content, at its address."""

    id: UUID
    href: str
    kind: str
    sha256: str
    trust_level: TrustLevel


class AttachmentKindShown(Shown):
    """A kind of attachment that goes with the form; at these stages it is asked for, and compared with the original."""

    code: str
    name: Words
    about: About
    field: str | None
    required_at: tuple[Stage, ...]
    checked_at: tuple[Stage, ...]


class WaitingResultShown(Shown):
    """What one officer has entered, and another has to confirm."""

    result: ProvincialResult
    to_step: str | None
    entered_by: str


class IntakeShown(Shown):
    """Under which number the case was accepted, and from which day its deadlines count (受理)."""

    number: str
    on: date
    counts_from: date


class RestShown(Shown):
    """Why the case is suspended, since when, and for how many working days at most (挂起).

    On the day after `last_day` it goes on by itself; without a limit it has none.
    """

    ground: str
    name: Words
    since: date
    most_days: int | None
    last_day: date | None


class ReconsiderationShown(Shown):
    """A reconsideration, and of which decision in the history of the case (复核)."""

    of_version: int
    requested_on: date
    outcome: ReconsiderationOutcome | None


class EndingShown(Shown):
    """The decision that ended the case, by its version in the history, and its reconsideration, if there is one."""

    kind: Reconsidered
    on: date
    version: int
    reconsideration: ReconsiderationShown | None


class CaseShown(Shown):
    """A case, masked."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    route: str
    quota_year: int | None
    place_id: UUID | None
    department: str | None
    list_type: str | None
    area: str
    enterprise_id: UUID
    talent_id: UUID
    policy_version: str
    status: CaseStatus
    step: StepShown | None
    steps: tuple[StepShown, ...]
    submitted_on: date | None
    receipt_number: str | None
    accepted: IntakeShown | None
    suspended: RestShown | None
    recused: tuple[str, ...]
    ending: EndingShown | None
    form: FormShown
    to_correct: tuple[ItemShown, ...]
    attachments: tuple[AttachedShown, ...]
    attachment_kinds: tuple[AttachmentKindShown, ...]
    duplicates: tuple[DuplicateShown, ...]
    deadlines: tuple[CaseDeadlineShown, ...]
    batch_id: UUID | None
    panel_id: UUID | None
    panel_conclusion: PanelConclusion | None
    result: ProvincialResult | None
    result_to_confirm: WaitingResultShown | None
    correction_to_confirm: WaitingResultShown | None
    card_id: UUID | None
    actions: Actions


def case_shown(case: CardApplication, viewer: Viewer, *, until: int | None = None) -> CaseShown:
    """The case as it stands, or as it stood; then nothing can be done. Raises `NotFound` to who may not know of it."""
    area = must_be_seen(case, viewer)
    pack = _pack(case, viewer)
    route = pack.route(case.route)
    steps = route.steps
    items = () if case.step is None else case.corrections_requested.get(case.step, ())
    to_correct = items if case.status is CaseStatus.CORRECTION_REQUESTED else ()
    facts = [fact for _, fact in case.form.personal_facts()] if case.form else []
    disclosure = viewer.disclosed([*facts, *(item.note for item in to_correct)])
    return CaseShown(
        id=case.id,
        href=href(CASE, card_application_id=case.id),
        version=case.version,
        city=case.city,
        card_type=case.card_type,
        route=case.route,
        quota_year=case.quota_year,
        place_id=case.place_id,
        department=case.department,
        list_type=case.list_type,
        area=area,
        enterprise_id=case.enterprise_id,
        talent_id=case.talent_id,
        policy_version=case.policy_version,
        status=case.status,
        step=None if case.step is None else step_shown(steps.step(case.step), case.department),
        steps=tuple(step_shown(step, case.department) for step in steps),
        submitted_on=case.submitted_on,
        receipt_number=case.receipt_number,
        accepted=_intake(case),
        suspended=_rest(case, pack, viewer),
        recused=tuple(sorted(case.recused)),
        ending=_ending(case),
        form=_form(case, pack, disclosure),
        to_correct=tuple(_item(item, disclosure) for item in to_correct),
        attachments=tuple(map(_attached, case.attached.values())),
        attachment_kinds=tuple(map(_kind, pack.form(route.form).attachments)),
        duplicates=duplicates_shown(case, viewer) if until is None else (),
        deadlines=case_deadlines(case.times, route.deadlines, viewer),
        batch_id=case.batch_id,
        panel_id=case.panel_id,
        panel_conclusion=case.panel_conclusion,
        result=case.result,
        result_to_confirm=_waiting(case.transcribed),
        correction_to_confirm=_waiting(case.correction),
        card_id=case.card_id,
        actions=actions_about(case, viewer) if until is None else Actions(),
    )


def case_history(case: CardApplication, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` for a case that may not be known of."""
    must_be_seen(case, viewer)
    return history


def step_shown(step: Step, department: str | None) -> StepShown:
    """A step of the route of a case that this department nominated."""
    return StepShown(
        code=step.code,
        kind=step.kind,
        name=words(step.name),
        level=step.level,
        function=step.function_for(department),
        alternatives=tuple(
            DeskShown(level=desk.level, function=desk.function_for(department)) for desk in step.alternatives
        ),
    )


def must_be_seen(case: CardApplication, viewer: Viewer) -> str:
    """The area where the case's enterprise is now, by which who may know of the case is told."""
    viewer.service.store.expect(mostly_asked_of(case))
    enterprise: Enterprise = survivor_of(case.enterprise_id, viewer.service.store.get)
    covered = viewer.sees_case(
        case.id, case.route, city=case.city, area=enterprise.area, enterprise_id=enterprise.id
    )
    if not covered:
        raise NotFound
    return enterprise.area


def _pack(case: CardApplication, viewer: Viewer) -> PolicyPack:
    return viewer.service.policies.version(case.policy_version)


def _form(case: CardApplication, pack: PolicyPack, disclosure: Disclosure) -> FormShown:
    laid_out = pack.form(pack.route(case.route).form)
    stated = case.form  # none as of the moment in which the draft was begun
    return FormShown(
        code=laid_out.code,
        name=words(laid_out.name),
        version=case.form_version,
        fields=tuple(
            FieldShown(
                code=field.code,
                number=field.number,
                name=words(field.name),
                value=None if stated is None else _value(field.code, stated, disclosure),
            )
            for field in laid_out.fields
        ),
    )


def _value(code: str, form: RegistrationForm, disclosure: Disclosure) -> PersonalShown | str | None:
    """What the form says in a field. The specialist's name and telephone stand in the enterprise's own history."""
    fact: Any = form.stated(code)
    if fact is None:
        return None
    if code == "identity_document":
        return disclosure.shown(fact, masked_document)
    if code in dict(form.personal_facts()):
        return disclosure.shown(fact, MASKS.get(code, hidden))
    return str(fact)


def _intake(case: CardApplication) -> IntakeShown | None:
    taken_in = case.intake
    if taken_in is None:
        return None
    return IntakeShown(number=taken_in.number, on=taken_in.on, counts_from=taken_in.counts_from)


def _ending(case: CardApplication) -> EndingShown | None:
    ending, asked = case.ending, case.reconsideration
    if ending is None:
        return None
    shown = None
    if asked is not None and asked.of_version == ending.version:
        shown = ReconsiderationShown(
            of_version=asked.of_version, requested_on=asked.on, outcome=asked.outcome
        )
    return EndingShown(kind=ending.kind, on=ending.on, version=ending.version, reconsideration=shown)


def _rest(case: CardApplication, pack: PolicyPack, viewer: Viewer) -> RestShown | None:
    rest = case.rest
    if rest is None or case.status is not CaseStatus.SUSPENDED:
        return None
    name = pack.route(case.route).case_life.ground(rest.ground).name
    return RestShown(
        ground=rest.ground,
        name=words(name),
        since=rest.since,
        most_days=rest.most_days,
        last_day=rest.last_day(calendar_of(viewer.service.store)),
    )


def _item(item: CorrectionItem, disclosure: Disclosure) -> ItemShown:
    return ItemShown(field=item.field, note=disclosure.shown_if_stated(item.note, hidden))


def _attached(file: AttachedFile) -> AttachedShown:
    return AttachedShown(
        id=file.id,
        href=href(ATTACHMENT, attachment_id=file.id),
        kind=file.kind,
        sha256=file.sha256,
        trust_level=file.trust_level,
    )


def _kind(kind: AttachmentKind) -> AttachmentKindShown:
    return AttachmentKindShown(
        code=kind.code,
        name=words(kind.name),
        about=kind.about,
        field=kind.field,
        required_at=kind.required_at,
        checked_at=kind.checked_at,
    )


def _waiting(entry: Any) -> WaitingResultShown | None:
    if entry is None:
        return None
    return WaitingResultShown(result=entry.result, to_step=entry.to_step, entered_by=entry.by)
