"""What a card's issuer decides about it, what others propose, and what is written down of an issuer elsewhere.

propose ─> decide | decline                         others propose, the issuer decides (decided point 7)
the city's issuer:  decided ─> effect
the province:       decided ─> transcribed ─> confirmed by a second officer ─> effect, or contested
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from domain.aggregates.card import Card
from domain.aggregates.card_holding import HolderExclusion, HoldingEnd
from domain.aggregates.talent import Talent
from domain.authorization import IN_OFFICE, ON_PAPER, Permission, officer, specialist
from domain.base import Capacity
from domain.cards import (
    ON_THE_BOOKS,
    CancellationCause,
    CardNotInState,
    Consequence,
    Finding,
    Measure,
    RenewalTooEarly,
    RevocationCause,
    StatedTerm,
)
from domain.fields import wrong
from domain.policy.organizations import DEPARTMENTS
from domain.policy.steps import CheckName, Stage, TermRule, last_day_of_years
from domain.text import Text
from domain.use_cases.cardwork import (
    CardCommand,
    CardFile,
    card_of_issuer,
    held_no_longer,
    must_be_written_down,
    opened_card,
)
from domain.use_cases.checking_cases import gather_holder, must_be_attested
from domain.use_cases.handling_plastic import CardNumber, number_of
from domain.use_cases.issuing_cards import differs_from_route, exclude_from_cards, holding_of, must_be_a_term
from domain.work import Work

PLEDGE = "R-22"  # 如有虚假，愿承担相应后果


class ProposeMeasure(CardCommand):
    """Ask the issuer for a measure: the holder's enterprise, or a department of the city or of an area."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer(*DEPARTMENTS), specialist)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    measure: Measure


class DeclineProposal(CardCommand):
    measure: Measure


class ReportFalseDeclaration(CardCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (officer(*DEPARTMENTS), specialist)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class IssuersDecision(CardCommand):
    """A decision of the issuer: its own office's, or written down of the province's."""

    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE | {Capacity.TRANSCRIBING}


class SuspendCard(IssuersDecision):
    """Suspend the card until it is reinstated."""


class ReinstateCard(IssuersDecision):
    """Lift the suspension that was decided."""


class OpenInquiry(IssuersDecision):
    """Look into a reported false declaration; the card is suspended meanwhile."""


class ConcludeInquiry(IssuersDecision):
    finding: Finding


class RevokeCard(IssuersDecision):
    cause: RevocationCause


class CancelCard(IssuersDecision):
    cause: CancellationCause


class StatesTerm(IssuersDecision):
    """A decision that says from when to when a card is valid, and its number if an issuer elsewhere gave it."""

    issued_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule
    card_number: CardNumber = None


class RenewCard(StatesTerm):
    """Another card takes the place of this one, with this term; a new decision (decided point 6)."""


class CorrectCardEntry(StatesTerm):
    """Say what the number and the term of the card are, where they were entered wrongly; all of it is stated anew."""


class ConfirmMeasure(CardCommand):
    """The second officer has compared it with the issuer's document."""


class ContestMeasure(CardCommand):
    """The second officer finds that it is not what the document says."""


class BarHolder(IssuersDecision):
    """Bar who declared falsely for a card that has ended, for the years of the policy."""


class LiftBar(IssuersDecision):
    """The bar proved wrong; a card that was revoked stays so, and another may be granted."""


class DrawConsequence(CardCommand):
    """What else follows of a false declaration, once the card was revoked for it or its holder barred."""

    consequence: Consequence


@dataclass(frozen=True, slots=True)
class Decided:
    """What the issuer decided, as far as a measure says more than its name."""

    measure: Measure
    cause: str = ""
    renewal: StatedTerm | None = None
    entry: StatedTerm | None = None


def propose_measure(command: ProposeMeasure, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    file.card.propose(command.measure, area=file.area, authority=file.authority)
    return file.card


def decline_proposal(command: DeclineProposal, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    file.card.decline_proposal(command.measure, area=file.area, authority=file.authority)
    return file.card


def report_false_declaration(command: ReportFalseDeclaration, work: Work) -> Card:
    file = opened_card(command.card_id, work, PLEDGE)
    file.card.report_false_declaration(area=file.area, authority=file.authority)
    return file.card


def suspend_card(command: SuspendCard, work: Work) -> Card:
    return _decide(command, Decided(Measure.SUSPENSION), work)


def reinstate_card(command: ReinstateCard, work: Work) -> Card:
    return _decide(command, Decided(Measure.REINSTATEMENT), work)


def open_inquiry(command: OpenInquiry, work: Work) -> Card:
    return _decide(command, Decided(Measure.INQUIRY), work, PLEDGE)


def conclude_inquiry(command: ConcludeInquiry, work: Work) -> Card:
    return _decide(command, Decided(Measure.FINDING, command.finding), work, PLEDGE)


def revoke_card(command: RevokeCard, work: Work) -> Card:
    if command.cause is RevocationCause.DECISION_REVISED:
        raise wrong("cause", "follows_from_the_case", FOLLOWS_FROM_CASE)
    clauses = (PLEDGE,) if command.cause is RevocationCause.FALSE_DECLARATION else ()
    return _decide(command, Decided(Measure.REVOCATION, command.cause), work, *clauses)


def bar_holder(command: BarHolder, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work, PLEDGE)
    must_be_written_down(file)
    _must_not_go_on(file.card, work)
    return _take(file, Decided(Measure.BAR), work)


def lift_bar(command: LiftBar, work: Work) -> Card:
    return _decide(command, Decided(Measure.BAR_LIFTING), work, PLEDGE)


def cancel_card(command: CancelCard, work: Work) -> Card:
    return _decide(command, Decided(Measure.CANCELLATION, command.cause), work)


def renew_card(command: RenewCard, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    must_be_written_down(file)
    _must_be_due_for_renewal(file, work)
    number = number_of(command.card_number, file, work)
    return _take(file, Decided(Measure.RENEWAL, renewal=_term(command, number, file, work)), work)


def correct_card_entry(command: CorrectCardEntry, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    must_be_written_down(file)
    stands = file.card.card_number if command.card_number is None else None
    number = stands or number_of(command.card_number, file, work)
    return _take(file, Decided(Measure.ENTRY_CORRECTION, entry=_term(command, number, file, work)), work)


def confirm_measure(command: ConfirmMeasure, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    entry = file.card.transcribed_for(file.authority)
    decided = Decided(entry.measure, entry.cause or "", entry.renewal, entry.entry)
    _TAKEN[entry.measure](file, decided, work)
    return file.card


def contest_measure(command: ContestMeasure, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    file.card.contest(area=file.area, authority=file.authority)
    return file.card


def draw_consequence(command: DrawConsequence, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work, PLEDGE)
    file.card.draw_consequence(command.consequence, area=file.area, authority=file.authority)
    return file.card


def _decide(command: IssuersDecision, decided: Decided, work: Work, *clauses: str) -> Card:
    file = card_of_issuer(command.card_id, work, *clauses)
    must_be_written_down(file)
    return _take(file, decided, work)


def _take(file: CardFile, decided: Decided, work: Work) -> Card:
    """The measure has effect at once where the issuer is the city's; else when a second officer has confirmed it."""
    if file.is_issued_here:
        _TAKEN[decided.measure](file, decided, work)
    else:
        facts: dict[str, Any] = {"renewal": decided.renewal, "entry": decided.entry}
        facts |= {"cause": decided.cause or None, "area": file.area, "authority": file.authority}
        file.card.transcribe(decided.measure, **facts)
    return file.card


def _suspended(file: CardFile, _: Decided, __: Work) -> None:
    file.card.suspend(area=file.area, authority=file.authority)


def _reinstated(file: CardFile, _: Decided, __: Work) -> None:
    file.card.reinstate(area=file.area, authority=file.authority)


def _inquiry_opened(file: CardFile, _: Decided, __: Work) -> None:
    file.card.open_inquiry(area=file.area, authority=file.authority)


def _inquiry_concluded(file: CardFile, decided: Decided, _: Work) -> None:
    file.card.make_finding(Finding(decided.cause), area=file.area, authority=file.authority)


def _revoked(file: CardFile, decided: Decided, work: Work) -> None:
    """The card ends, and who declared something false gets none for the years that the policy says."""
    cause = RevocationCause(decided.cause)
    file.card.revoke(cause, area=file.area, authority=file.authority)
    held_no_longer(file, HoldingEnd.REVOKED, work)
    if cause is RevocationCause.FALSE_DECLARATION:
        _bar(file, work)


def _holder_barred(file: CardFile, _: Decided, work: Work) -> None:
    """The card is gone already; all that is left is that its holder gets no other."""
    file.card.bar_holder(_barred_until(file), area=file.area, authority=file.authority)
    _bar(file, work)


def _bar(file: CardFile, work: Work) -> None:
    talent = work.load(Talent, file.card.talent_id)
    talent.bar(_barred_until(file), file.card.id, file.authority)
    exclude_from_cards(talent, HolderExclusion.BARRED, file.authority, file.pack, work)


def _bar_lifted(file: CardFile, _: Decided, work: Work) -> None:
    file.card.lift_bar(area=file.area, authority=file.authority)
    work.load(Talent, file.card.talent_id).lift_bar(file.card.id, file.authority)


def _barred_until(file: CardFile) -> date:
    return last_day_of_years(file.authority.effective_on, file.life.false_declaration.years)


def _entry_corrected(file: CardFile, decided: Decided, _: Work) -> None:
    assert decided.entry is not None  # a correction has one
    file.card.correct_entry(decided.entry, area=file.area, authority=file.authority)


def _cancelled(file: CardFile, decided: Decided, work: Work) -> None:
    cause = CancellationCause(decided.cause)
    file.card.cancel(cause, area=file.area, authority=file.authority)
    held_no_longer(file, HoldingEnd.CANCELLED, work)


def _renewed(file: CardFile, decided: Decided, work: Work) -> None:
    """One card ends and another is granted and issued, in one transaction: nobody is without a card in between.

    Where the term is over already the holder was without one; who has got another since is refused by the holding.
    """
    card, term = file.card, decided.renewal
    assert term is not None  # a renewal has one
    _must_be_entitled(file, work)
    here: dict[str, Any] = {"area": file.area, "authority": file.authority}
    successor_id, had_run_out = work.new_id(), card.has_run_out
    card.renew(successor_id, **here)
    if not had_run_out:
        held_no_longer(file, HoldingEnd.EXPIRED, work)
    successor = Card.grant(
        successor_id,
        predecessor_id=card.id,
        renewals=card.renewals + 1,
        **here,
        **{name: getattr(card, name) for name in _KEPT},
    )
    successor.issue(**{name: getattr(term, name) for name in StatedTerm.model_fields}, **here)
    holding_of(card.talent_id, card.card_type, file.authority, work).take(successor_id, file.authority)
    work.add(successor)


def _must_not_go_on(card: Card, work: Work) -> None:
    """Refuse to bar the holder only, as if there were no card to be revoked, where a renewal has led to one."""
    while card.successor_id is not None:
        card = work.load(Card, card.successor_id)
    if card.status in ON_THE_BOOKS:
        raise CardNotInState(blocked_by=card.shown(), lifted_by=REVOKED_INSTEAD)


def _must_be_due_for_renewal(file: CardFile, work: Work) -> None:
    """Refuse before the days that the policy leaves for it, and a card whose holder has not arrived yet."""
    card, rule = file.card, file.life.renewal
    if card.valid_to is None and card.arrival is not None:
        raise CardNotInState(blocked_by=card.shown())
    if card.valid_to is not None:
        left = (card.valid_to - work.authority.effective_on).days
        if left > rule.opens_days_before:
            raise RenewalTooEarly(clauses=rule.clauses, blocked_by=card.shown())


def _must_be_entitled(file: CardFile, work: Work) -> None:
    """A renewal is a new decision: R-01 is asked again, and whether the person is barred."""
    gather_holder(file.card.talent_id, file.card.card_type, work)
    work.load(Talent, file.card.talent_id).must_not_be_barred(file.authority.effective_on)
    for exclusion in file.pack.provincial.exclusions:
        if exclusion.check is CheckName.CADRE_ATTESTATION and Stage.ISSUE in exclusion.at:
            must_be_attested(exclusion, file.card.talent_id, Stage.ISSUE, work)


def _term(command: StatesTerm, card_number: str, file: CardFile, work: Work) -> StatedTerm:
    """Number and term as they are stated. Raises `Invalid`."""
    must_be_a_term(command, file.authority.effective_on)
    return StatedTerm(
        card_number=card_number,
        issued_on=command.issued_on,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        term_rule=command.term_rule,
        differs_from_rule=differs_from_route(command, file.card, file.pack, work),
    )


_TAKEN: dict[Measure, Callable[[CardFile, Decided, Work], None]] = {
    Measure.SUSPENSION: _suspended,
    Measure.REINSTATEMENT: _reinstated,
    Measure.INQUIRY: _inquiry_opened,
    Measure.FINDING: _inquiry_concluded,
    Measure.REVOCATION: _revoked,
    Measure.CANCELLATION: _cancelled,
    Measure.RENEWAL: _renewed,
    Measure.ENTRY_CORRECTION: _entry_corrected,
    Measure.BAR: _holder_barred,
    Measure.BAR_LIFTING: _bar_lifted,
}
_KEPT = (
    "city",
    "card_type",
    "talent_id",
    "enterprise_id",
    "route",
    "talent_class",
    "card_application_id",
    "department",
    "list_type",
    "quota_year",
)

REVOKED_INSTEAD = Text(
    "该卡续期后的新卡仍在册：请就新卡反映、核查并收回",
    "The card that came of its renewal goes on: report it about that one, to be looked into and revoked",
)
FOLLOWS_FROM_CASE = Text(
    "决定变更须在申报中办理，卡随之收回", "A decision is revised in its case, and the card is revoked with it"
)
