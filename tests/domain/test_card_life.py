"""The life of a card after it was granted: its plastic, its issuer's measures, an early card, a false declaration."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.base import ReasonRequired
from domain.cards import (
    ArrivalExtendedBefore,
    ArrivalNotOverdue,
    CancellationCause,
    CardNotInState,
    CardStatus,
    Consequence,
    DeliveryWay,
    Finding,
    InquiryNotInState,
    InquiryStage,
    Measure,
    NotAnEarlyCard,
    NothingTranscribed,
    NotProposed,
    PlasticNotInState,
    PlasticStage,
    Recipient,
    RemindedAlready,
    ReminderNotDue,
    ReplacementCause,
    RevocationCause,
    StatedTerm,
    SuspensionGround,
    TermHasNotEnded,
    TranscribedAlready,
)
from domain.cases import SameOfficer
from domain.errors import Invalid
from domain.personal_data import Personal
from domain.policy.steps import TermRule
from domain.production import InProduction
from domain.timelines import OnRecordAlready
from tests.scenario import Fact, Scenario, authority, fact, given

LI, LUJIAN, RUIYANG, BATCH = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)
HERE: dict[str, Any] = {"area": "zhangdian"}
TODAY, VALID_TO = date(2024, 3, 15), date(2027, 3, 14)
OFFICER = authority()
WHY = authority(reason_code="as_decided")
COLLEAGUE = authority(actor="feng-confirming", reason_code="as_decided")
BY: dict[str, Any] = {**HERE, "authority": OFFICER}
SAYING_WHY: dict[str, Any] = {**HERE, "authority": WHY}

GRANTED = fact(
    Card.Granted, **HERE, city="370300", card_type="elite", route="front_end", talent_id=LI, enterprise_id=LUJIAN
)  # fmt: skip
ISSUED = fact(
    Card.Issued, **HERE, card_number="E1", issued_on=TODAY, valid_from=TODAY, valid_to=VALID_TO,
    term_rule=TermRule.CONTRACT_PERIOD, differs_from_rule=False,
)  # fmt: skip
EARLY = fact(Card.IssuedEarly, **HERE, card_number="E1", issued_on=TODAY, planned_arrival=date(2024, 6, 1))
RIGHT = StatedTerm(
    card_number="E2", issued_on=TODAY, valid_from=TODAY, valid_to=date(2028, 3, 14),
    term_rule=TermRule.CONTRACT_PERIOD, differs_from_rule=True,
)  # fmt: skip
CORRECTED = fact(Card.EntryCorrected, **HERE, **dict(RIGHT))
LISTED = {"days_before": 90, "told_to": "hrss", "told_in": "zibo", "valid_to": VALID_TO}
PRODUCED = fact(Card.Produced, **HERE)
DELIVERED = fact(Card.Delivered, **HERE, recipient=Recipient.HOLDER, received_by=Personal(LI, "示例甲"))
LOST = fact(Card.LossReported, **HERE, status=CardStatus.LOST)
SUSPENDED = fact(Card.Suspended, **HERE, status=CardStatus.SUSPENDED)
REPORTED = fact(Card.FalseDeclarationReported, **HERE)
INQUIRY = fact(Card.InquiryOpened, **HERE, status=CardStatus.SUSPENDED)
FOUND = fact(Card.InquiryConcluded, **HERE, status=CardStatus.SUSPENDED, finding=Finding.FALSE)
OPENED_AFTER_END = fact(Card.LateInquiryOpened, **HERE)
FALSE_AFTER_END = fact(Card.LateInquiryConcluded, **HERE, finding=Finding.FALSE)
IN_FIVE_YEARS = date(2029, 3, 14)
BARRED = fact(Card.HolderBarred, **HERE, until=IN_FIVE_YEARS)
EXPIRED = fact(Card.Expired, **HERE, status=CardStatus.EXPIRED)
ENDINGS = {
    CardStatus.EXPIRED: EXPIRED,
    CardStatus.CANCELLED: fact(
        Card.Cancelled, **HERE, status=CardStatus.CANCELLED, cause=CancellationCause.LEFT
    ),
    CardStatus.REVOKED: fact(Card.Revoked, **HERE, status=CardStatus.REVOKED, cause=RevocationCause.BREACH),
}
LAPSED = fact(
    Card.ArrivalLapsed, **HERE, status=CardStatus.SUSPENDED, planned_arrival=date(2024, 6, 1), on=date(2024, 7, 2)
)  # fmt: skip
REVOKED = fact(
    Card.Revoked, **HERE, status=CardStatus.REVOKED, cause=RevocationCause.FALSE_DECLARATION
)  # fmt: skip


def issued(*then: Fact) -> Scenario:
    """A card in force to which this has happened."""
    return given(Card, GRANTED, ISSUED, *then)


def early(*then: Fact) -> Scenario:
    """A card whose holder is to arrive in June, to which this has happened."""
    return given(Card, GRANTED, EARLY, *then)


def on(day: date, **standing: Any) -> dict[str, Any]:
    return {**HERE, "authority": authority(effective_on=day, **standing)}


class TestPlastic:
    def test_given_an_issued_card_then_its_plastic_is_to_be_made(self):
        assert issued().aggregate.plastic is PlasticStage.TO_PRODUCE

    def test_given_plastic_to_make_when_it_joins_a_batch_and_comes_out_of_it_then_it_is_produced(self):
        joined = fact(Card.ProductionJoined, **HERE, production_batch_id=BATCH)

        issued().when(Card.join_production, BATCH, **BY).then(joined)
        issued(joined).when(Card.produce, BATCH, **BY).then(
            fact(Card.Produced, **HERE, production_batch_id=BATCH)
        )

    def test_given_plastic_in_production_when_it_joins_another_batch_then_it_is_told_in_which_it_is(self):
        joined = fact(Card.ProductionJoined, **HERE, production_batch_id=BATCH)

        refusal = issued(joined).when(Card.join_production, RUIYANG, **BY).then_refused(InProduction)

        assert refusal.blocked_by == {"kind": "production_batch", "id": str(BATCH)}

    def test_given_a_card_that_ended_in_production_then_its_plastic_leaves_and_joins_no_other(self):
        joined = fact(Card.ProductionJoined, **HERE, production_batch_id=BATCH)
        left = fact(Card.ProductionLeft, **HERE, production_batch_id=BATCH)

        issued(joined, REVOKED).when(Card.leave_production, **BY).then(left)
        issued(joined, REVOKED, left).when(Card.join_production, BATCH, **BY).then_refused(CardNotInState)

    def test_given_a_card_entered_by_mistake_when_its_plastic_leaves_production_then_refused(self):
        joined = fact(Card.ProductionJoined, **HERE, production_batch_id=BATCH)
        reversed_ = fact(Card.GrantReversed, **HERE)

        issued(joined, reversed_).when(Card.leave_production, **BY).then_refused(CardNotInState)

    def test_given_plastic_in_production_when_it_is_spoilt_then_it_is_to_be_made_anew(self):
        joined = fact(Card.ProductionJoined, **HERE, production_batch_id=BATCH)
        left = fact(Card.ProductionLeft, **HERE, production_batch_id=BATCH)

        issued(joined).when(Card.leave_production, **BY).then(left)
        assert issued(joined, left).aggregate.plastic is PlasticStage.TO_PRODUCE

    def test_given_plastic_that_is_not_made_when_it_is_dispatched_then_refused(self):
        refusal = issued().when(Card.dispatch, DeliveryWay.COURIER, **BY).then_refused(PlasticNotInState)

        assert refusal.blocked_by["plastic"] == "to_produce"

    def test_given_plastic_when_it_is_signed_for_then_who_did_and_the_digest_of_the_receipt_are_kept(self):
        who, digest = Personal(LI, "示例甲"), "a" * 64

        issued(PRODUCED).when(Card.deliver, Recipient.SPECIALIST, who, digest, **BY).then(
            fact(
                Card.Delivered,
                **HERE,
                recipient=Recipient.SPECIALIST,
                received_by=who,
                signature_sha256=digest,
            )
        )

    def test_given_a_delivered_card_when_its_holder_uses_it_then_it_is_activated(self):
        issued(PRODUCED, DELIVERED).when(Card.activate, **BY).then(fact(Card.Activated, **HERE))

    @pytest.mark.parametrize("stage", [(), (PRODUCED,)])
    def test_given_a_card_that_nobody_has_signed_for_when_it_is_activated_then_refused(self, stage):
        issued(*stage).when(Card.activate, **BY).then_refused(PlasticNotInState)


class TestLoss:
    def test_given_a_card_when_it_is_reported_lost_then_it_is_invalid_at_once(self):
        issued(PRODUCED, DELIVERED).when(Card.report_loss, **BY).then(LOST)
        assert issued(PRODUCED, DELIVERED, LOST).aggregate.status is CardStatus.LOST

    def test_given_a_lost_card_when_it_is_replaced_then_the_number_is_new_and_the_term_the_same(self):
        replaced = fact(
            Card.Replaced,
            **HERE,
            status=CardStatus.IN_FORCE,
            card_number="E2",
            former_number="E1",
            cause=ReplacementCause.LOST,
        )

        issued(PRODUCED, LOST).when(Card.replace, "E2", ReplacementCause.LOST, **BY).then(replaced)

        card = issued(PRODUCED, LOST, replaced).aggregate
        assert (card.card_number, card.former_numbers, card.valid_to) == ("E2", ("E1",), VALID_TO)
        assert (card.status, card.plastic) == (CardStatus.IN_FORCE, PlasticStage.TO_PRODUCE)

    def test_given_a_lost_card_when_it_is_found_again_then_it_is_in_force_again(self):
        issued(PRODUCED, LOST).when(Card.withdraw_loss, **SAYING_WHY).then(
            fact(Card.LossWithdrawn, **HERE, status=CardStatus.IN_FORCE)
        )

    def test_given_a_suspended_card_when_it_is_lost_and_replaced_then_it_is_suspended_all_the_while(self):
        lost = fact(Card.LossReported, **HERE, status=CardStatus.SUSPENDED)

        issued(PRODUCED, SUSPENDED).when(Card.report_loss, **BY).then(lost)
        issued(PRODUCED, SUSPENDED, lost).when(Card.replace, "E2", ReplacementCause.LOST, **BY).then(
            fact(
                Card.Replaced,
                **HERE,
                status=CardStatus.SUSPENDED,
                card_number="E2",
                former_number="E1",
                cause=ReplacementCause.LOST,
            )
        )

    def test_given_a_card_that_is_not_lost_when_it_is_replaced_as_lost_then_refused(self):
        issued(PRODUCED).when(Card.replace, "E2", ReplacementCause.LOST, **BY).then_refused(CardNotInState)

    def test_given_a_damaged_card_when_it_is_replaced_then_somebody_says_why(self):
        replace = (Card.replace, "E2", ReplacementCause.DAMAGED)

        issued(PRODUCED).when(*replace, **BY).then_refused(ReasonRequired)
        issued(PRODUCED).when(*replace, **SAYING_WHY)._decide()

    def test_given_the_old_number_when_a_card_is_replaced_then_refused(self):
        issued(PRODUCED, LOST).when(Card.replace, "E1", ReplacementCause.LOST, **BY).then_refused(
            Invalid, field="card_number"
        )


class TestMeasures:
    def test_given_a_card_when_it_is_suspended_and_reinstated_then_it_is_in_force_again(self):
        issued().when(Card.suspend, **SAYING_WHY).then(SUSPENDED)
        issued(SUSPENDED).when(Card.reinstate, **SAYING_WHY).then(
            fact(Card.Reinstated, **HERE, status=CardStatus.IN_FORCE)
        )

    @pytest.mark.parametrize("decision", [Card.suspend, Card.reinstate])
    def test_given_no_reason_when_it_is_decided_then_refused(self, decision):
        issued(SUSPENDED).when(decision, **BY).then_refused(ReasonRequired)

    def test_given_a_suspended_card_when_it_is_suspended_again_then_refused(self):
        issued(SUSPENDED).when(Card.suspend, **SAYING_WHY).then_refused(CardNotInState)

    def test_given_an_inquiry_when_the_other_suspension_is_lifted_then_the_card_stays_suspended(self):
        issued(SUSPENDED, REPORTED, INQUIRY).when(Card.reinstate, **SAYING_WHY).then(
            fact(Card.Reinstated, **HERE, status=CardStatus.SUSPENDED)
        )

    def test_given_a_proposal_when_the_issuer_follows_it_then_it_is_done_with(self):
        proposed = fact(Card.MeasureProposed, **HERE, measure=Measure.SUSPENSION)

        issued().when(Card.propose, Measure.SUSPENSION, **SAYING_WHY).then(proposed)
        issued(proposed).when(Card.propose, Measure.SUSPENSION, **SAYING_WHY).then_refused(OnRecordAlready)
        assert issued(proposed, SUSPENDED).aggregate.proposals == frozenset()

    def test_given_what_waits_when_the_grant_was_an_entry_error_then_nothing_waits(self):
        proposed = fact(Card.MeasureProposed, **HERE, measure=Measure.SUSPENSION)
        written = fact(Card.MeasureTranscribed, **HERE, measure=Measure.RENEWAL, cause=None, renewal=None)

        card = issued(proposed, written, fact(Card.GrantReversed, **HERE)).aggregate

        assert (card.proposals, card.transcribed) == (frozenset(), None)

    def test_given_a_proposal_when_the_issuer_declines_it_then_the_card_stands_as_it_did(self):
        proposed = fact(Card.MeasureProposed, **HERE, measure=Measure.REVOCATION)

        issued(proposed).when(Card.decline_proposal, Measure.REVOCATION, **SAYING_WHY).then(
            fact(Card.ProposalDeclined, **HERE, measure=Measure.REVOCATION)
        )
        issued().when(Card.decline_proposal, Measure.REVOCATION, **SAYING_WHY).then_refused(NotProposed)

    def test_given_a_mistyped_term_when_the_entry_is_corrected_then_the_card_has_the_right_one(self):
        card = issued(LOST, fact(Card.ListedForRenewal, **HERE, **LISTED)).aggregate

        issued(LOST).when(Card.correct_entry, RIGHT, **SAYING_WHY).then(CORRECTED)

        assert card.listed_for_renewal == 90
        card = issued(LOST, fact(Card.ListedForRenewal, **HERE, **LISTED), CORRECTED).aggregate
        assert (card.card_number, card.valid_to, card.differs_from_rule) == ("E2", date(2028, 3, 14), True)
        assert (card.status, card.former_numbers, card.listed_for_renewal) == (CardStatus.LOST, (), None)

    def test_given_an_entry_when_it_is_corrected_then_only_with_a_reason_and_to_something_else(self):
        backwards = RIGHT.model_copy(update={"valid_to": date(2024, 3, 14)})
        same = RIGHT.model_copy(
            update={"card_number": "E1", "valid_to": VALID_TO, "differs_from_rule": False}
        )

        issued().when(Card.correct_entry, RIGHT, **BY).then_refused(ReasonRequired)
        refusal = issued().when(Card.correct_entry, backwards, **SAYING_WHY).then_refused(Invalid)
        assert refusal.field == "valid_to"
        issued().when(Card.correct_entry, same, **SAYING_WHY).then_refused(Invalid)

    def test_given_no_term_or_a_card_that_has_ended_when_its_entry_is_corrected_then_refused(self):
        correcting = (Card.correct_entry, RIGHT)

        given(Card, GRANTED).when(*correcting, **SAYING_WHY).then_refused(CardNotInState)
        early().when(*correcting, **SAYING_WHY).then_refused(CardNotInState)
        issued(EXPIRED).when(*correcting, **SAYING_WHY).then_refused(CardNotInState)

    def test_given_a_correction_that_was_proposed_and_written_down_when_it_is_made_then_nothing_waits(self):
        proposed = fact(Card.MeasureProposed, **HERE, measure=Measure.ENTRY_CORRECTION)
        written = fact(Card.MeasureTranscribed, **HERE, measure=Measure.ENTRY_CORRECTION, entry=RIGHT)

        assert issued(proposed, written).aggregate.transcribed_for(COLLEAGUE).entry == RIGHT
        card = issued(proposed, written, CORRECTED).aggregate

        assert (card.proposals, card.transcribed) == (frozenset(), None)

    def test_given_a_term_that_is_over_when_a_card_is_issued_then_refused(self):
        over = {"valid_from": date(2020, 3, 15), "valid_to": date(2023, 3, 14)}
        stated = {
            "card_number": "E1",
            "issued_on": TODAY,
            "term_rule": TermRule.CONTRACT_PERIOD,
            "differs_from_rule": False,
        }

        refusal = given(Card, GRANTED).when(Card.issue, **stated, **over, **BY).then_refused(Invalid)

        assert refusal.field == "valid_to"

    def test_given_a_transcription_then_it_has_no_effect_and_waits_for_another_officer(self):
        entered = fact(Card.MeasureTranscribed, **HERE, measure=Measure.SUSPENSION)
        none: dict[str, Any] = {"cause": None, "renewal": None}

        issued().when(Card.transcribe, Measure.SUSPENSION, **none, **SAYING_WHY).then(entered)

        card = issued(entered).aggregate
        assert card.status is CardStatus.IN_FORCE
        assert card.transcribed_for(COLLEAGUE).measure is Measure.SUSPENSION
        issued(entered).when(Card.transcribed_for, OFFICER).then_refused(SameOfficer)
        issued().when(Card.transcribed_for, OFFICER).then_refused(NothingTranscribed)
        issued(entered).when(Card.transcribe, Measure.SUSPENSION, **none, **SAYING_WHY).then_refused(
            TranscribedAlready
        )
        assert issued(entered, SUSPENDED).aggregate.transcribed is None

    def test_given_a_transcription_when_another_officer_contests_it_then_it_waits_no_longer(self):
        entered = fact(Card.MeasureTranscribed, **HERE, measure=Measure.SUSPENSION)

        issued(entered).when(Card.contest, area="zhangdian", authority=COLLEAGUE).then(
            fact(Card.MeasureContested, **HERE, measure=Measure.SUSPENSION)
        )

    @pytest.mark.parametrize("cause", CancellationCause)
    def test_given_a_card_when_it_is_cancelled_then_it_is_off_the_books_and_the_cause_its_ground(self, cause):
        cancelled = fact(Card.Cancelled, **HERE, status=CardStatus.CANCELLED, cause=cause)

        [event] = issued().when(Card.cancel, cause, **SAYING_WHY).then(cancelled)

        assert event.ground == cause
        issued(cancelled).when(Card.suspend, **SAYING_WHY).then_refused(CardNotInState)

    def test_given_a_card_when_it_is_renewed_then_another_takes_its_place_and_it_has_expired(self):
        renewed = fact(Card.Renewed, **HERE, status=CardStatus.EXPIRED, successor_id=BATCH)

        issued().when(Card.renew, BATCH, **BY).then(renewed)
        assert issued(renewed).aggregate.successor_id == BATCH
        issued(SUSPENDED).when(Card.renew, BATCH, **BY).then_refused(CardNotInState)

    def test_given_a_card_then_it_expires_on_the_day_after_the_last_of_its_term(self):
        issued().when(Card.expire, **on(VALID_TO)).then_refused(TermHasNotEnded)
        issued().when(Card.expire, **on(date(2027, 3, 15))).then(
            fact(Card.Expired, **HERE, status=CardStatus.EXPIRED, on=date(2027, 3, 15))
        )

    def test_given_an_early_card_without_a_term_when_it_is_to_expire_then_refused(self):
        early().when(Card.expire, **on(date(2099, 1, 1))).then_refused(TermHasNotEnded)

    def test_given_another_employer_when_the_card_goes_along_then_area_and_enterprise_are_the_new_ones(self):
        moved = fact(
            Card.MovedToEmployer,
            area="huantai",
            enterprise_id=RUIYANG,
            former_enterprise_id=LUJIAN,
            moved_on=TODAY,
        )

        issued().when(Card.move_to_employer, RUIYANG, moved_on=TODAY, area="huantai", authority=OFFICER).then(
            moved
        )
        assert (issued(moved).aggregate.enterprise_id, issued(moved).aggregate.area) == (RUIYANG, "huantai")
        issued().when(Card.move_to_employer, LUJIAN, moved_on=TODAY, **BY).then_refused(OnRecordAlready)


class TestEarlyCards:
    TERM: ClassVar[dict[str, Any]] = {
        "arrived_on": date(2024, 6, 3), "valid_from": date(2024, 6, 3), "valid_to": date(2027, 6, 2),
        "term_rule": TermRule.CONTRACT_PERIOD, "contract_from": date(2024, 6, 3), "contract_to": date(2027, 6, 2),
    }  # fmt: skip

    def test_given_a_granted_card_when_it_is_issued_early_then_it_is_in_force_without_a_term(self):
        given(Card, GRANTED).when(
            Card.issue_early, card_number="E1", issued_on=TODAY, planned_arrival=date(2024, 6, 1), **BY
        ).then(EARLY)
        assert (early().aggregate.status, early().aggregate.valid_to) == (CardStatus.IN_FORCE, None)

    def test_given_an_arrival_before_the_issue_then_refused(self):
        given(Card, GRANTED).when(
            Card.issue_early, card_number="E1", issued_on=TODAY, planned_arrival=date(2024, 3, 1), **BY
        ).then_refused(Invalid, field="planned_arrival")

    def test_given_an_early_card_when_its_holder_comes_then_the_ordinary_term_begins(self):
        confirmed = fact(
            Card.ArrivalConfirmed, **HERE, status=CardStatus.IN_FORCE, on=date(2024, 6, 4), **self.TERM
        )

        early().when(Card.confirm_arrival, **self.TERM, **on(date(2024, 6, 4))).then(confirmed)
        card = early(confirmed).aggregate
        assert (card.valid_to, card.term_rule) == (date(2027, 6, 2), TermRule.CONTRACT_PERIOD)
        early(confirmed).when(Card.confirm_arrival, **self.TERM, **on(date(2024, 6, 4))).then_refused(
            NotAnEarlyCard
        )

    def test_given_a_day_to_come_when_the_arrival_is_confirmed_then_refused(self):
        early().when(Card.confirm_arrival, **self.TERM, **on(date(2024, 6, 2))).then_refused(
            Invalid, field="arrived_on"
        )

    def test_given_an_early_card_when_the_arrival_is_put_off_then_once_and_to_a_later_day(self):
        later = date(2024, 9, 1)
        extended = fact(
            Card.ArrivalExtended,
            **HERE,
            status=CardStatus.IN_FORCE,
            planned_arrival=later,
            former_planned_arrival=date(2024, 6, 1),
        )

        early().when(Card.extend_arrival, later, at_most=1, **SAYING_WHY).then(extended)
        early().when(Card.extend_arrival, date(2024, 6, 1), at_most=1, **SAYING_WHY).then_refused(
            Invalid, field="planned_arrival"
        )
        early(extended).when(Card.extend_arrival, date(2024, 12, 1), at_most=1, **SAYING_WHY).then_refused(
            ArrivalExtendedBefore
        )

    def test_given_nobody_has_come_when_the_days_of_grace_are_over_then_the_card_is_suspended(self):
        early().when(Card.lapse_arrival, grace_days=30, **on(date(2024, 7, 1))).then_refused(
            ArrivalNotOverdue
        )
        early().when(Card.lapse_arrival, grace_days=30, **on(date(2024, 7, 2))).then(LAPSED)
        assert early(LAPSED).aggregate.grounds == {SuspensionGround.NOT_ARRIVED}

    def test_given_a_lapsed_arrival_when_the_holder_comes_all_the_same_then_the_suspension_is_lifted(self):
        term = self.TERM | {"arrived_on": date(2024, 7, 8)}

        early(LAPSED).when(Card.confirm_arrival, **term, **on(date(2024, 7, 8))).then(
            fact(Card.ArrivalConfirmed, **HERE, status=CardStatus.IN_FORCE, on=date(2024, 7, 8), **term)
        )

    def test_given_a_lapsed_arrival_when_it_is_put_off_all_the_same_then_the_holder_is_awaited_again(self):
        extended = fact(
            Card.ArrivalExtended, **HERE, status=CardStatus.IN_FORCE, on=date(2024, 7, 8),
            planned_arrival=date(2024, 9, 1), former_planned_arrival=date(2024, 6, 1),
        )  # fmt: skip
        day = on(date(2024, 7, 8), reason_code="as_decided")

        early(LAPSED).when(Card.extend_arrival, date(2024, 7, 8), at_most=1, **day).then_refused(
            Invalid, field="planned_arrival"
        )
        early(LAPSED).when(Card.extend_arrival, date(2024, 9, 1), at_most=1, **day).then(extended)
        assert early(LAPSED, extended).aggregate.given_up_on(60) is None

    def test_given_a_lapsed_arrival_when_nobody_comes_for_so_many_days_then_the_card_is_cancelled(self):
        give_up = (Card.give_up,)
        cancelled = fact(
            Card.Cancelled, **HERE, status=CardStatus.CANCELLED, cause=CancellationCause.NEVER_ARRIVED,
            on=date(2024, 8, 31),
        )  # fmt: skip

        early(LAPSED).when(*give_up, after_days=60, **on(date(2024, 8, 30))).then_refused(ArrivalNotOverdue)
        early(LAPSED).when(*give_up, after_days=60, **on(date(2024, 8, 31))).then(cancelled)
        early().when(*give_up, after_days=60, **on(date(2024, 8, 31))).then_refused(NotAnEarlyCard)

    def test_given_a_lapsed_arrival_when_something_else_suspends_the_card_too_then_its_issuer_decides(self):
        reported = fact(Card.FalseDeclarationReported, **HERE, on=date(2024, 7, 3))
        inquiry = fact(Card.InquiryOpened, **HERE, status=CardStatus.SUSPENDED, on=date(2024, 7, 3))

        early(LAPSED, reported, inquiry).when(
            Card.give_up, after_days=60, **on(date(2024, 9, 30))
        ).then_refused(ArrivalNotOverdue)

    def test_given_an_ordinary_card_when_an_arrival_is_confirmed_then_refused(self):
        issued().when(Card.confirm_arrival, **self.TERM, **on(date(2024, 6, 4))).then_refused(NotAnEarlyCard)


class TestReminders:
    TOLD: ClassVar[dict[str, Any]] = {"told_to": "hrss", "told_in": "370300"}

    def reminded(self, days_before: int, day: date, planned: date = date(2024, 6, 1)) -> Fact:
        told = {"days_before": days_before, "planned_arrival": planned, **self.TOLD}
        return fact(Card.ArrivalReminded, **HERE, **told, on=day)

    def listed(self, days_before: int, day: date) -> Fact:
        told = {"days_before": days_before, "valid_to": VALID_TO, **self.TOLD}
        return fact(Card.ListedForRenewal, **HERE, **told, on=day)

    def remind(self, card: Scenario, day: date) -> Scenario:
        return card.when(Card.remind_of_arrival, (30, 0), **self.TOLD, **on(day))

    def list_(self, card: Scenario, day: date) -> Scenario:
        return card.when(Card.list_for_renewal, (90, 60, 30), **self.TOLD, **on(day))

    def test_given_an_early_card_when_the_arrival_comes_near_then_the_office_is_reminded_once_at_each_mark(
        self,
    ):
        month_before, day_itself = date(2024, 5, 2), date(2024, 6, 1)

        self.remind(early(), date(2024, 5, 1)).then_refused(ReminderNotDue)
        self.remind(early(), month_before).then(self.reminded(30, month_before))
        once = early(self.reminded(30, month_before))
        self.remind(once, date(2024, 5, 31)).then_refused(RemindedAlready)
        self.remind(once, day_itself).then(self.reminded(0, day_itself))

    def test_given_marks_that_nobody_was_there_for_then_the_nearest_says_what_the_others_would(self):
        self.remind(early(), date(2024, 6, 3)).then(self.reminded(0, date(2024, 6, 3)))
        self.list_(issued(), date(2027, 2, 1)).then(self.listed(60, date(2027, 2, 1)))

    def test_given_an_arrival_that_is_put_off_then_the_office_is_reminded_of_the_other_day_too(self):
        later, day = date(2024, 9, 1), date(2024, 8, 2)
        extended = fact(
            Card.ArrivalExtended, **HERE, status=CardStatus.IN_FORCE, on=date(2024, 5, 20),
            planned_arrival=later, former_planned_arrival=date(2024, 6, 1),
        )  # fmt: skip
        put_off = early(self.reminded(30, date(2024, 5, 2)), extended)

        self.remind(put_off, date(2024, 6, 1)).then_refused(ReminderNotDue)
        self.remind(put_off, day).then(self.reminded(30, day, later))

    def test_given_a_holder_who_is_not_awaited_then_nobody_is_reminded(self):
        self.remind(issued(), date(2024, 6, 1)).then_refused(NotAnEarlyCard)
        self.remind(early(LAPSED), date(2024, 7, 3)).then_refused(NotAnEarlyCard)

    def test_given_a_card_when_its_term_comes_to_an_end_then_it_is_listed_once_at_each_mark(self):
        days = {90: date(2026, 12, 14), 60: date(2027, 1, 13), 30: date(2027, 2, 12)}

        self.list_(issued(), date(2026, 12, 13)).then_refused(ReminderNotDue)
        for before, (mark, day) in enumerate(days.items()):
            listed = [self.listed(earlier, days[earlier]) for earlier in (90, 60, 30)[:before]]
            self.list_(issued(*listed), day).then(self.listed(mark, day))
            self.list_(issued(*listed, self.listed(mark, day)), day).then_refused(RemindedAlready)

    def test_given_a_term_that_is_over_or_has_not_begun_then_the_card_is_not_listed(self):
        self.list_(issued(), date(2027, 3, 15)).then_refused(ReminderNotDue)
        self.list_(early(), date(2027, 3, 1)).then_refused(ReminderNotDue)
        self.list_(issued(REVOKED), date(2027, 3, 1)).then_refused(CardNotInState)


class TestFalseDeclarations:
    def test_given_a_report_when_it_is_looked_into_then_the_card_is_suspended_meanwhile(self):
        issued().when(Card.report_false_declaration, **SAYING_WHY).then(REPORTED)
        issued(REPORTED).when(Card.open_inquiry, **SAYING_WHY).then(INQUIRY)
        issued().when(Card.open_inquiry, **SAYING_WHY).then_refused(InquiryNotInState)

    def test_given_nothing_false_when_it_is_found_then_the_card_is_in_force_again(self):
        cleared = fact(Card.InquiryConcluded, **HERE, status=CardStatus.IN_FORCE, finding=Finding.NOT_FALSE)

        issued(REPORTED, INQUIRY).when(Card.make_finding, Finding.NOT_FALSE, **SAYING_WHY).then(cleared)
        assert issued(REPORTED, INQUIRY, cleared).aggregate.grounds == frozenset()

    def test_given_a_false_declaration_when_the_card_is_revoked_then_by_another_than_who_found_it(self):
        revoke = (Card.revoke, RevocationCause.FALSE_DECLARATION)
        found = issued(REPORTED, INQUIRY, FOUND)

        assert found.aggregate.inquiry is InquiryStage.FOUND_FALSE
        found.when(*revoke, **SAYING_WHY).then_refused(SameOfficer)
        found.when(*revoke, area="zhangdian", authority=COLLEAGUE).then(REVOKED)

    def test_given_a_false_declaration_when_another_does_not_find_it_so_then_it_is_looked_into_anew(self):
        found = issued(REPORTED, INQUIRY, FOUND)
        cleared = fact(Card.InquiryConcluded, **HERE, status=CardStatus.IN_FORCE, finding=Finding.NOT_FALSE)

        found.when(Card.open_inquiry, **SAYING_WHY).then_refused(SameOfficer)
        found.when(Card.open_inquiry, area="zhangdian", authority=COLLEAGUE).then(INQUIRY)
        issued(REPORTED, INQUIRY, FOUND, INQUIRY).when(
            Card.make_finding, Finding.NOT_FALSE, **SAYING_WHY
        ).then(cleared)

    def test_given_a_bar_then_nothing_is_looked_into_any_more(self):
        again = {"area": "zhangdian", "authority": COLLEAGUE}
        past = (EXPIRED, REPORTED, OPENED_AFTER_END, FALSE_AFTER_END)

        issued(*past).when(Card.open_inquiry, **again).then(OPENED_AFTER_END)
        issued(*past, BARRED).when(Card.open_inquiry, **again).then_refused(InquiryNotInState)

    def test_given_no_finding_when_a_card_is_revoked_for_a_false_declaration_then_refused(self):
        issued(REPORTED, INQUIRY).when(
            Card.revoke, RevocationCause.FALSE_DECLARATION, **SAYING_WHY
        ).then_refused(InquiryNotInState)

    @pytest.mark.parametrize("status", [CardStatus.EXPIRED, CardStatus.CANCELLED, CardStatus.REVOKED])
    def test_given_a_card_that_has_ended_then_a_report_leads_to_a_bar_and_nothing_is_suspended_or_revoked(
        self, status
    ):
        end = ENDINGS[status]
        past = (end, REPORTED)
        issued(end).when(Card.report_false_declaration, **SAYING_WHY).then(REPORTED)
        issued(*past).when(Card.open_inquiry, **SAYING_WHY).then(OPENED_AFTER_END)
        issued(*past, OPENED_AFTER_END).when(Card.make_finding, Finding.FALSE, **SAYING_WHY).then(
            FALSE_AFTER_END
        )
        found = issued(*past, OPENED_AFTER_END, FALSE_AFTER_END)

        found.when(Card.bar_holder, IN_FIVE_YEARS, **SAYING_WHY).then_refused(SameOfficer)
        found.when(Card.bar_holder, IN_FIVE_YEARS, area="zhangdian", authority=COLLEAGUE).then(BARRED)
        assert found.aggregate.status is status
        assert found.aggregate.grounds == frozenset()

    def test_given_a_card_that_ends_while_it_is_looked_into_then_the_inquiry_goes_on(self):
        ended = issued(REPORTED, INQUIRY, EXPIRED)

        ended.when(Card.make_finding, Finding.FALSE, **SAYING_WHY).then(FALSE_AFTER_END)
        issued(REPORTED, INQUIRY, FOUND, EXPIRED).when(
            Card.bar_holder, IN_FIVE_YEARS, area="zhangdian", authority=COLLEAGUE
        ).then(BARRED)

    def test_given_nothing_false_after_the_end_then_it_may_be_reported_again(self):
        cleared = fact(Card.LateInquiryConcluded, **HERE, finding=Finding.NOT_FALSE)
        past = issued(EXPIRED, REPORTED, OPENED_AFTER_END, cleared)

        past.when(Card.bar_holder, IN_FIVE_YEARS, **SAYING_WHY).then_refused(InquiryNotInState)
        past.when(Card.report_false_declaration, **SAYING_WHY).then(REPORTED)

    def test_a_holder_is_barred_once_and_only_where_there_is_no_card_to_revoke(self):
        barring = (Card.bar_holder, IN_FIVE_YEARS)
        by = {"area": "zhangdian", "authority": COLLEAGUE}
        past = (EXPIRED, REPORTED, OPENED_AFTER_END, FALSE_AFTER_END, BARRED)

        issued(REPORTED, INQUIRY, FOUND).when(*barring, **by).then_refused(CardNotInState)
        issued(*past).when(*barring, **by).then_refused(OnRecordAlready)
        issued(REPORTED, INQUIRY, FOUND, REVOKED).when(*barring, **by).then_refused(OnRecordAlready)

    def test_given_a_bar_when_it_is_lifted_then_by_another_who_says_why_and_it_is_looked_into_anew(self):
        barred = issued(EXPIRED, REPORTED, OPENED_AFTER_END, FALSE_AFTER_END, BARRED)
        lifted = fact(Card.BarLifted, **HERE)
        colleague = {"area": "zhangdian", "authority": COLLEAGUE}

        barred.when(Card.lift_bar, **BY).then_refused(ReasonRequired)
        barred.when(Card.lift_bar, **SAYING_WHY).then_refused(SameOfficer)
        barred.when(Card.lift_bar, **colleague).then(lifted)
        free = issued(EXPIRED, REPORTED, OPENED_AFTER_END, FALSE_AFTER_END, BARRED, lifted)
        free.when(Card.lift_bar, **colleague).then_refused(CardNotInState)
        free.when(Card.open_inquiry, **colleague).then(OPENED_AFTER_END)

    def test_given_a_revocation_for_a_false_declaration_when_its_bar_is_lifted_then_the_card_stays_revoked(
        self,
    ):
        barred = issued(REPORTED, INQUIRY, FOUND, REVOKED)

        barred.when(Card.lift_bar, area="zhangdian", authority=COLLEAGUE).then(fact(Card.BarLifted, **HERE))
        assert barred.aggregate.status is CardStatus.REVOKED

    def test_given_a_proposal_to_bar_the_holder_then_the_issuer_may_decline_it_too(self):
        proposed = fact(Card.MeasureProposed, **HERE, measure=Measure.BAR)
        declining = (Card.decline_proposal, Measure.BAR)

        issued(EXPIRED).when(Card.propose, Measure.BAR, **SAYING_WHY).then(proposed)
        issued(EXPIRED, proposed).when(*declining, **SAYING_WHY).then(
            fact(Card.ProposalDeclined, **HERE, measure=Measure.BAR)
        )
        issued(EXPIRED).when(*declining, **SAYING_WHY).then_refused(NotProposed)

    def test_given_a_bar_then_the_consequences_are_put_on_record_too(self):
        informed = fact(Card.ConsequenceDrawn, **HERE, consequence=Consequence.EMPLOYER_INFORMED)
        drawing = (Card.draw_consequence, Consequence.EMPLOYER_INFORMED)
        found = (EXPIRED, REPORTED, OPENED_AFTER_END, FALSE_AFTER_END)

        issued(*found).when(*drawing, **BY).then_refused(CardNotInState)
        issued(*found, BARRED).when(*drawing, **BY).then(informed)

    def test_given_a_card_that_was_entered_by_mistake_then_nothing_is_looked_into(self):
        reversed_ = fact(Card.GrantReversed, **HERE)

        issued(reversed_).when(Card.report_false_declaration, **SAYING_WHY).then_refused(CardNotInState)

    def test_given_a_breach_when_a_card_is_revoked_then_no_inquiry_is_needed(self):
        issued().when(Card.revoke, RevocationCause.BREACH, **SAYING_WHY).then(
            fact(Card.Revoked, **HERE, status=CardStatus.REVOKED, cause=RevocationCause.BREACH)
        )

    def test_given_a_revocation_for_it_then_its_consequences_are_put_on_record_one_by_one(self):
        informed = fact(Card.ConsequenceDrawn, **HERE, consequence=Consequence.EMPLOYER_INFORMED)

        issued(REPORTED, INQUIRY, FOUND, REVOKED).when(
            Card.draw_consequence, Consequence.EMPLOYER_INFORMED, **BY
        ).then(informed)
        issued().when(Card.draw_consequence, Consequence.EMPLOYER_INFORMED, **BY).then_refused(CardNotInState)
