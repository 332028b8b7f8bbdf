"""The named checks of a pack (校验项): what has to hold when a case is submitted, and when its card is granted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import CardHolding
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.attachments import AttachmentsMissing
from domain.cadres import PartyManaged
from domain.cards import TOO_FAR_AHEAD, BarredFromCards, is_too_far_ahead
from domain.cases import (
    ArrivalNotAhead,
    Attestation,
    AttestationMissing,
    ClassMissing,
    CreditCodeMissing,
    EnterpriseNotListed,
    FormIncomplete,
    NotHeadOfEnterprise,
    NotIntroducedYet,
    PartyManagedCadre,
)
from domain.duplicates import DuplicateUndecided
from domain.errors import FieldError, Refusal
from domain.fields import wrong
from domain.personal_data import Personal, PersonalData, Sealed, Unreadable
from domain.policy.pack import PolicyPack
from domain.policy.steps import Check, CheckName, Form, Stage
from domain.principals import PrincipalRole
from domain.registration_form import RegistrationForm, first_day, last_day
from domain.text import Text
from domain.use_cases.casework import CaseFile
from domain.use_cases.finding_duplicates import findings, found_in
from domain.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check looks at: a person, who is to get a card as somebody of this enterprise."""

    talent_id: UUID | None
    card_type: str
    enterprise: Enterprise
    pack: PolicyPack
    gives_reason: bool
    stage: Stage
    work: Work
    of_case: CardApplication | None = None

    @property
    def day(self) -> date:
        return self.work.authority.effective_on

    @property
    def person(self) -> UUID:
        assert self.talent_id is not None  # nothing is asked of a person who is not known
        return self.talent_id

    @property
    def case(self) -> CardApplication:
        assert self.of_case is not None  # nothing is asked of a case where there is none
        return self.of_case

    @property
    def form(self) -> RegistrationForm:
        assert self.case.form is not None  # a form is complete before anything else is checked
        return self.case.form


def must_pass_checks(file: CaseFile, stage: Stage, work: Work) -> None:
    """Make every check of the route that is due at this stage. Raises what the first failing one says."""
    _must_stand_on_files(file, stage)
    checked = Checked(
        talent_id=file.case.talent_id,
        card_type=file.case.card_type,
        enterprise=file.enterprise,
        pack=file.pack,
        gives_reason=work.authority.gives_reason,
        stage=stage,
        work=work,
        of_case=file.case,
    )
    for refusal in failed_checks(file.route.checks_at(stage), checked):
        raise refusal


def failed_checks(checks: Iterable[Check], checked: Checked) -> Iterator[Refusal]:
    """What each of the checks says that is not passed, in their order.

    On whatever route, who is barred after a false declaration gets no card.
    """
    if checked.talent_id is not None:
        gather_holder(checked.talent_id, checked.card_type, checked.work)
    try:
        if checked.talent_id is not None:
            checked.work.load(Talent, checked.talent_id).must_not_be_barred(checked.day)
    except BarredFromCards as barred:
        yield barred
    for check in checks:
        if check.reason_lifts and checked.gives_reason:
            continue
        try:
            _CHECKS[check.check](check, checked)
        except Refusal as refusal:
            yield refusal


def gather_holder(talent_id: UUID, card_type: str, work: Work) -> None:
    """Load the person and what he or she holds with one question: so whatever excludes the person is either seen, or is
    later than the holding that was loaded, and stands in the way of the card.
    """
    work.gather({talent_id, CardHolding.id_of(talent_id, card_type)})


def _must_stand_on_files(file: CaseFile, stage: Stage) -> None:
    """Refuse a case without an attachment that is required by now, or with a copy that nobody has compared."""
    gaps = []
    for kind in file.form.attachments:
        own = [attached for attached in file.case.attached.values() if attached.kind == kind.code]
        if kind.is_missing(own, stage):
            gaps.append(
                FieldError(f"attachments.{kind.code}", "missing", NOT_ATTACHED.filled(name=kind.name))
            )
        if kind.is_unseen(own, stage):
            gaps.append(FieldError(f"attachments.{kind.code}", "unseen", UNSEEN.filled(name=kind.name)))
    if gaps:
        raise AttachmentsMissing(errors=tuple(gaps), clauses=file.form.clauses)


def must_be_complete(form: RegistrationForm | None, laid_out: Form) -> None:
    """Refuse a form with gaps, and name all of them at once. Raises `FormIncomplete`."""
    gaps = tuple(
        FieldError(f"form.{field.code}", "missing", MISSING.filled(number=field.number, name=field.name))
        for field in laid_out.fields
        if field.required and (form is None or form.lacks(field.code))
    )
    if gaps:
        raise FormIncomplete(errors=gaps, clauses=laid_out.clauses)


def must_be_attested(check: Check, talent_id: UUID, stage: Stage, work: Work) -> None:
    """R-01: party-managed leading cadres are excluded, on every route (decided point 5)."""
    held = attestation_about(talent_id, work)
    person = {"kind": "talent", "id": str(talent_id)}
    if held is None:
        raise AttestationMissing(clauses=check.clauses, blocked_by=person, lifted_by=ATTESTATION_LIFTS)
    if held.result is PartyManaged.YES:
        raise PartyManagedCadre(clauses=check.clauses, blocked_by=person)
    if held.result is PartyManaged.UNKNOWN and stage not in check.unknown_passes:
        raise AttestationMissing(
            UNDECIDED, clauses=check.clauses, blocked_by=person, lifted_by=ATTESTATION_LIFTS
        )


def attestation_of(file: CaseFile, work: Work) -> Attestation | None:
    """The attestation about R-01 that holds on the day, as a decision's event states it."""
    return attestation_about(file.case.talent_id, work)


def attestation_about(talent_id: UUID, work: Work) -> Attestation | None:
    """The attestation about R-01 of a person, likewise."""
    held = work.load(Talent, talent_id).attestation_on(work.authority.effective_on)
    if held is None:
        return None
    return Attestation(result=held.result, as_of=held.as_of, attested_by=held.attesting_body)


def opened(fact: PersonalData, work: Work) -> str:
    """The fact itself. Raises `Erased`."""
    return opened_together([fact], work)[0]


def opened_together(facts: Iterable[PersonalData], work: Work) -> list[str]:
    """The facts themselves in their order, with one question to the vault. Raises `Erased`."""
    facts = list(facts)
    sealed = [fact for fact in facts if isinstance(fact, Sealed)]
    read = iter(work.vault.open_many(sealed) if sealed else ())
    return [_or_raise(fact.value if isinstance(fact, Personal) else next(read)) for fact in facts]


def _or_raise(read: str | Unreadable) -> str:
    if isinstance(read, Unreadable):
        raise read
    return read


def _attested(check: Check, checked: Checked) -> None:
    must_be_attested(check, checked.person, checked.stage, checked.work)


def _introduced(check: Check, checked: Checked) -> None:
    """R-12: the person is one who has been introduced (引进的急需紧缺人才)."""
    stated = checked.form.introduced_on
    if stated is None or first_day(opened(stated, checked.work)) > checked.day:
        raise NotIntroducedYet(field="form.introduced_on", clauses=check.clauses)


def _class_stated(check: Check, checked: Checked) -> None:
    """The card goes to persons of the route's catalogue, and the form says of which class."""
    if checked.form.talent_class is None:
        raise ClassMissing(field="form.talent_class", clauses=check.clauses)


def _listed(check: Check, checked: Checked) -> None:
    """The route is that of the key enterprises, which the lists name."""
    enterprise = checked.enterprise
    if not any(enterprise.is_listed_on(one.code, checked.day) for one in checked.pack.list_types):
        raise EnterpriseNotListed(
            clauses=check.clauses, blocked_by={"kind": "enterprise", "id": str(enterprise.id)}
        )


def _head(check: Check, checked: Checked) -> None:
    """The route is that of the main responsible persons; technical heads are none (decided point 2)."""
    enterprise = checked.enterprise
    for principal in enterprise.current_principals():
        if principal.talent_id == checked.person and principal.role is not PrincipalRole.TECHNICAL_HEAD:
            return
    raise NotHeadOfEnterprise(
        clauses=check.clauses,
        blocked_by={"kind": "enterprise", "id": str(enterprise.id)},
        lifted_by=IDENTIFICATION_LIFTS,
    )


def _ahead(check: Check, checked: Checked) -> None:
    """R-16: who is here already is not introduced at the front end, and nobody plans for a day that never comes."""
    planned = checked.form.planned_introduction_on
    latest = None if planned is None else last_day(opened(planned, checked.work))
    if latest is None or latest < checked.day:
        raise ArrivalNotAhead(field="form.planned_introduction_on", clauses=check.clauses)
    if is_too_far_ahead(latest, checked.day):
        raise wrong("form.planned_introduction_on", "too_far_ahead", TOO_FAR_AHEAD)


def _credit_code(check: Check, checked: Checked) -> None:
    """A card needs its enterprise's credit code, or a reason (decided point 20)."""
    enterprise = checked.enterprise
    if enterprise.uscc is None:
        raise CreditCodeMissing(
            clauses=check.clauses,
            blocked_by={"kind": "enterprise", "id": str(enterprise.id)},
            lifted_by=REASON_LIFTS,
        )


def _one_card(_: Check, checked: Checked) -> None:
    """One card of a type is in force for a person at a time (decided point 6)."""
    holding = checked.work.find(CardHolding, CardHolding.id_of(checked.person, checked.card_type))
    if holding is not None:
        holding.must_be_free()


def _duplicates(check: Check, checked: Checked) -> None:
    """Somebody has decided about every other case that has the same person or the same file."""
    for finding in findings(checked.case, found_in(checked.work)):
        other = {"kind": "card_application", "id": str(finding.other_id), "ground": finding.ground}
        raise DuplicateUndecided(clauses=check.clauses, blocked_by=other, lifted_by=DECISION_LIFTS)


_CHECKS: dict[CheckName, Callable[[Check, Checked], None]] = {
    CheckName.CADRE_ATTESTATION: _attested,
    CheckName.INTRODUCED_TALENT: _introduced,
    CheckName.CREDIT_CODE: _credit_code,
    CheckName.CATALOGUE_CLASS: _class_stated,
    CheckName.LISTED_ENTERPRISE: _listed,
    CheckName.HEAD_OF_ENTERPRISE: _head,
    CheckName.ARRIVAL_AHEAD: _ahead,
    CheckName.ONE_CARD_IN_FORCE: _one_card,
    CheckName.DUPLICATES: _duplicates,
}

ATTESTATION_LIFTS = Text(
    "由组织部门或用人单位党组织出具证明",
    "An attestation by the organization department or the employer's party organization",
)
IDENTIFICATION_LIFTS = Text("凭证件核实负责人身份", "Find out by an identity document who the head is")
DECISION_LIFTS = Text("由办理机关认定是否重复", "An office decides whether they are duplicates")
MISSING = Text("第{number}项“{name}”未填", "item {number} ({name}) is missing")
NOT_ATTACHED = Text("缺少“{name}”", "{name} is missing")
UNSEEN = Text("“{name}”尚未与原件核对", "{name} has not been compared with the original")
REASON_LIFTS = Text("补登信用代码，或说明原因", "State the credit code, or give a reason")
UNDECIDED = Text(
    "尚未查明是否党委管理的领导干部", "Whether the person is a party-managed cadre is not known yet"
)
