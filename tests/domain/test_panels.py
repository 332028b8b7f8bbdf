"""The panel of experts about a case (W-6): who is on it, who keeps away, what each says, and what the votes come to."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from domain.aggregates.panel import Panel
from domain.authorization import PostMayNot
from domain.base import ReasonRequired
from domain.case_chapters.panel import PanelConcluded, PanelConvened
from domain.cases import CaseStatus, NotAtThisStep, ProvincialResult, Recused, SameOfficer
from domain.errors import Invalid
from domain.panels import (
    DissolutionCause,
    ExpertRecused,
    NoSuchExpert,
    PanelConclusion,
    PanelNotInState,
    PanelNotPassed,
    PanelNotQuorate,
    PanelStatus,
    Vote,
    VotedBefore,
)
from domain.policy.panel_rule import Share
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.arguing_cases import (
    AddPanelMember,
    CastPanelVote,
    ConcludePanel,
    ConfirmPanelConclusion,
    ContestPanelConclusion,
    ConvenePanel,
    DissolvePanel,
    RecusePanelMember,
    StatedExpert,
    StrikePanelVote,
)
from domain.use_cases.recording_results import TranscribeResult
from domain.use_cases.recusing_officers import RecuseOfficer
from domain.use_cases.revising_decisions import RequestRevision
from tests.domain.cases_of_zibo import HRSS_CONFIRMS, HRSS_WRITES, the_case
from tests.domain.officers import DRC, HRSS, saying_why, specialist
from tests.domain.routes_of_zibo import (
    answered_by_province,
    argued,
    brought_to,
    convened,
    person_for,
    submitted_on,
)
from tests.domain.zibo import TEXT, ZIBO, refusal_of
from tests.in_memory import Books, Sent

YES, NO, ABSENT = Vote.AGREE, Vote.DISAGREE, Vote.ABSTAIN
RULE = ZIBO.route("panel").steps.of_kind(StepKind.PANEL).panel
WHY = saying_why(HRSS_WRITES)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


@pytest.fixture
def ids(books):
    return person_for(books)


@pytest.fixture
def case_id(books, ids):
    """A case that has gone to the province and waits for its panel."""
    case_id = submitted_on(books, "panel", ids)
    brought_to(books, case_id, StepKind.PANEL)
    return case_id


@pytest.fixture
def panel(books, case_id) -> Panel:
    return convened(books, case_id)


def voting(panel: Panel, number: int = 0, vote: Vote = YES, **stated: str) -> CastPanelVote:
    return CastPanelVote(panel_id=panel.id, member_id=list(panel.experts)[number], vote=vote, **stated)


def voted(books: Books, panel: Panel, *votes: Vote) -> None:
    for number, vote in enumerate(votes):
        books.send(voting(panel, number, vote), HRSS_WRITES)


def withdrawn(books: Books, ids: dict[str, Any], case_id: UUID) -> Sent:
    command = WithdrawCardApplication(card_application_id=case_id)
    return books.send(command, saying_why(specialist(ids["enterprise_id"])))


class TestTheRule:
    def test_the_pack_says_who_convenes_with_whom_and_what_passes(self):
        assert (RULE.convened_by.area, RULE.convened_by.function) == ("shandong", "hrss")
        assert [(post.area, post.function) for post in RULE.together_with] == [("shandong", "drc")]
        assert RULE.own_default

    @pytest.mark.parametrize(
        ("members", "votes", "may"), [(5, 4, True), (5, 3, False), (4, 4, False), (6, 4, True)]
    )
    def test_two_thirds_of_five_at_least_have_to_vote(self, members, votes, may):
        assert RULE.may_conclude(members, votes) is may

    @pytest.mark.parametrize(
        ("agreed", "votes", "passes"), [(4, 5, True), (3, 5, False), (4, 6, True), (0, 4, False)]
    )
    def test_two_thirds_of_those_who_vote_have_to_agree(self, agreed, votes, passes):
        assert RULE.passes(agreed, votes) is passes

    @given_any(st.integers(1, 20), st.integers(1, 20), st.integers(0, 40), st.integers(1, 40))
    def test_a_share_is_reached_exactly_when_the_fraction_is(self, at_least, of, part, whole):
        assert Share(at_least=at_least, of=of).is_reached(part, whole) == (
            Fraction(part, whole) >= Fraction(at_least, of)
        )

    def test_more_than_all_cannot_be_asked_for(self):
        refused = refusal_of(TEXT.replace("quorum: {at_least: 2, of: 3}", "quorum: {at_least: 4, of: 3}"))

        assert [fault.code for fault in refused.faults] == ["above_whole"]


class TestConvening:
    def test_the_experts_are_sealed_each_as_a_subject_of_the_own(self, books, case_id):
        panel = convened(books, case_id)

        members = [expert.member for expert in panel.experts.values()]
        assert [books.opened(member.name) for member in members][:2] == ["论证甲", "论证乙"]
        assert all(
            member.name.subject == member.organization.subject == member.member_id for member in members
        )
        assert (panel.convened_by, panel.together_with) == ("shandong-hrss", ("shandong-drc",))
        log = b"".join(record.state for record in books.log.records()).decode()
        assert "论证甲" not in log

    def test_the_case_waits_for_it(self, books, case_id):
        panel = convened(books, case_id)

        assert the_case(books, case_id).open_panel_id == panel.id
        assert isinstance(books.events()[-1], Panel.Convened | PanelConvened)

    def test_one_panel_at_a_time(self, books, case_id, panel):
        again = ConvenePanel(card_application_id=case_id, members=(StatedExpert(name="论证己"),))

        refused = books.refused(again, HRSS_WRITES)

        assert (type(refused), refused.blocked_by["id"]) == (PanelNotInState, str(panel.id))

    def test_the_province_convenes_and_its_paper_says_so(self, books, case_id):
        command = ConvenePanel(card_application_id=case_id, members=(StatedExpert(name="论证甲"),))
        another = HRSS_WRITES.model_copy(update={"deciding_body": "shandong-drc"})
        without = HRSS_WRITES.model_copy(update={"documents": ()})

        assert books.refused(command, another).field == "deciding_body"
        assert books.refused(command, without).field == "documents"

    def test_a_panel_of_nobody_is_refused(self, books, case_id):
        refused = books.refused(ConvenePanel(card_application_id=case_id, members=()), HRSS_WRITES)

        assert (type(refused), refused.field) == (Invalid, "members")

    def test_a_case_at_another_step_has_no_panel(self, books, ids):
        case_id = submitted_on(books, "panel", ids)
        brought_to(books, case_id, StepKind.FORWARDING)
        command = ConvenePanel(card_application_id=case_id, members=(StatedExpert(name="论证甲"),))

        assert type(books.refused(command, HRSS_WRITES)) is NotAtThisStep

    @pytest.mark.parametrize(
        "by", [DRC, HRSS, specialist(None)], ids=["another department", "acting", "specialist"]
    )
    def test_the_citys_hrss_writes_it_down_and_nobody_else_decides(self, books, case_id, by):
        command = ConvenePanel(card_application_id=case_id, members=(StatedExpert(name="论证甲"),))

        assert type(books.refused(command, by)) is PostMayNot


class TestVoting:
    def test_an_expert_says_yes_no_or_nothing_with_an_opinion_sealed_for_the_nominee(self, books, ids, panel):
        event = books.send(voting(panel, 0, NO, opinion="材料不足"), HRSS_WRITES).event

        assert (event.vote, books.opened(event.opinion)) == (NO, "材料不足")
        assert event.opinion.subject == ids["talent_id"]

    def test_an_expert_votes_once(self, books, panel):
        books.send(voting(panel), HRSS_WRITES)

        assert type(books.refused(voting(panel, vote=NO), HRSS_WRITES)) is VotedBefore

    def test_a_vote_that_was_entered_wrongly_is_struck_with_a_reason_and_cast_anew(self, books, panel):
        books.send(voting(panel), HRSS_WRITES)
        strike = StrikePanelVote(panel_id=panel.id, member_id=next(iter(panel.experts)))

        assert type(books.refused(strike, HRSS_WRITES)) is ReasonRequired
        books.send(strike, WHY)
        assert type(books.refused(strike, WHY)) is PanelNotInState
        assert books.send(voting(panel, vote=NO), HRSS_WRITES).event.vote is NO

    def test_who_is_no_member_has_no_vote(self, books, panel):
        command = voting(panel).model_copy(update={"member_id": panel.id})

        assert type(books.refused(command, HRSS_WRITES)) is NoSuchExpert

    def test_a_recused_expert_votes_no_more_and_a_vote_cast_before_is_void(self, books, panel):
        member_id = next(iter(panel.experts))
        books.send(voting(panel), HRSS_WRITES)
        recuse = RecusePanelMember(panel_id=panel.id, member_id=member_id)

        assert type(books.refused(recuse, HRSS_WRITES)) is ReasonRequired
        event = books.send(recuse, WHY).event
        assert event.envelope.reason.subject == member_id
        assert type(books.refused(voting(panel), HRSS_WRITES)) is ExpertRecused
        assert type(books.refused(recuse, WHY)) is ExpertRecused
        assert books.load(Panel, panel.id).experts[member_id].vote is None

    def test_another_expert_is_added_in_place_of_one_who_is_recused(self, books, panel):
        added = books.send(AddPanelMember(panel_id=panel.id, name="论证己"), HRSS_WRITES).event

        assert added.member.member_id in books.load(Panel, panel.id).experts

    def test_an_officer_who_is_recused_from_the_case_writes_nothing_down(self, books, case_id, panel):
        recused = RecuseOfficer(card_application_id=case_id, officer=HRSS_WRITES.actor)
        books.send(recused, saying_why(HRSS, actor="leader", signatory="liu-leading"))

        assert type(books.refused(voting(panel), HRSS_WRITES)) is Recused

    def test_of_a_case_that_was_withdrawn_nothing_more_is_written_down(self, books, ids, case_id, panel):
        withdrawn(books, ids, case_id)

        assert books.refused(voting(panel), HRSS_WRITES).code == "panel_not_in_state"


class TestEndingWithItsCase:
    @pytest.mark.parametrize("concluded", [False, True], ids=["convened", "concluded"])
    def test_a_panel_ends_with_its_case_and_says_so(self, books, ids, case_id, panel, concluded):
        if concluded:
            voted(books, panel, *(YES,) * 5)
            books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES)

        events = withdrawn(books, ids, case_id).events

        assert [event.TOPIC for event in events] == ["CardApplication.Withdrawn", "Panel.Dissolved"]
        assert events[1].cause is DissolutionCause.CASE_ENDED
        assert books.load(Panel, panel.id).status is PanelStatus.DISSOLVED
        assert the_case(books, case_id).open_panel_id is None

    def test_one_that_came_to_no_conclusion_gives_that_as_the_cause(self, books, panel):
        event = books.send(DissolvePanel(panel_id=panel.id), WHY).events[0]

        assert event.cause is DissolutionCause.NO_CONCLUSION

    def test_what_a_panel_has_concluded_stays_when_its_case_is_withdrawn_later(self, books, ids, case_id):
        panel = argued(books, case_id)

        withdrawn(books, ids, case_id)

        assert books.load(Panel, panel.id).status is PanelStatus.CONFIRMED


class TestConcluding:
    @pytest.mark.parametrize(
        ("votes", "conclusion"),
        [
            ((YES, YES, YES, YES, NO), PanelConclusion.PASSED),
            ((YES, YES, YES, NO, NO), PanelConclusion.NOT_PASSED),
            ((YES, YES, YES, ABSENT, ABSENT), PanelConclusion.NOT_PASSED),
            ((YES, YES, YES, YES), PanelConclusion.PASSED),
        ],
    )
    def test_it_follows_from_the_votes(self, books, panel, votes, conclusion):
        voted(books, panel, *votes)

        event = books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES).event

        assert (event.conclusion, event.members) == (conclusion, 5)
        assert (event.agreed, event.disagreed, event.abstained) == (
            votes.count(YES),
            votes.count(NO),
            votes.count(ABSENT),
        )

    def test_too_few_votes_are_no_conclusion(self, books, panel):
        voted(books, panel, YES, YES, YES)

        refused = books.refused(ConcludePanel(panel_id=panel.id), HRSS_WRITES)

        assert (type(refused), refused.clauses) == (PanelNotQuorate, ("R-06",))

    def test_too_few_members_are_no_panel_once_one_is_recused(self, books, panel):
        voted(books, panel, YES, YES, YES, YES)
        books.send(RecusePanelMember(panel_id=panel.id, member_id=list(panel.experts)[4]), WHY)

        assert type(books.refused(ConcludePanel(panel_id=panel.id), HRSS_WRITES)) is PanelNotQuorate

    def test_a_second_officer_confirms_it_and_the_case_goes_on(self, books, case_id, panel):
        voted(books, panel, *(YES,) * 5)
        books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES)
        confirm = ConfirmPanelConclusion(panel_id=panel.id)

        assert (
            type(books.refused(confirm, HRSS.model_copy(update={"actor": HRSS_WRITES.actor}))) is SameOfficer
        )
        events = books.send(confirm, HRSS_CONFIRMS).events

        assert {type(event) for event in events} == {Panel.ConclusionConfirmed, PanelConcluded}
        case = the_case(books, case_id)
        assert (case.step, case.panel_conclusion) == ("provincial_result", PanelConclusion.PASSED)
        assert (case.open_panel_id, case.panel_id) == (None, panel.id)

    def test_what_is_not_confirmed_is_voted_on_again(self, books, panel):
        voted(books, panel, *(YES,) * 5)
        books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES)
        assert type(books.refused(voting(panel), HRSS_WRITES)) is PanelNotInState

        books.send(ContestPanelConclusion(panel_id=panel.id), saying_why(HRSS_CONFIRMS))

        assert books.load(Panel, panel.id).status is PanelStatus.CONVENED
        assert books.send(StrikePanelVote(panel_id=panel.id, member_id=next(iter(panel.experts))), WHY).events

    def test_what_the_panel_did_not_pass_is_not_approved(self, books, case_id):
        argued(books, case_id, YES, NO, NO, NO, NO)
        approval = TranscribeResult(card_application_id=case_id, result=ProvincialResult.APPROVED)
        rejection = TranscribeResult(card_application_id=case_id, result=ProvincialResult.REJECTED)

        refused = books.refused(approval, HRSS_WRITES)

        assert (type(refused), refused.clauses) == (PanelNotPassed, ("R-06",))
        assert books.send(rejection, WHY).events

    def test_nor_is_its_rejection_revised_to_an_approval_unless_another_panel_passes_it(self, books, case_id):
        of = {"card_application_id": case_id}
        argued(books, case_id, YES, NO, NO, NO, NO)
        answered_by_province(books, case_id, ProvincialResult.REJECTED)

        refused = books.refused(RequestRevision(**of, status="approved"), WHY)

        assert (type(refused), refused.field) == (PanelNotPassed, "status")
        assert books.send(RequestRevision(**of, status="in_process", to_step="panel"), WHY).events

    def test_a_dissolved_panel_gives_way_to_another(self, books, case_id, panel):
        books.send(DissolvePanel(panel_id=panel.id), WHY)
        assert type(books.refused(voting(panel), HRSS_WRITES)) is PanelNotInState

        another = argued(books, case_id)

        assert another.id != panel.id
        assert the_case(books, case_id).status is CaseStatus.IN_PROCESS

    @settings(max_examples=60, deadline=None)
    @given_any(
        st.lists(
            st.tuples(st.integers(0, 6), st.sampled_from(["yes", "no", "abstain", "strike", "recuse"])),
            max_size=20,
        )
    )
    def test_whatever_is_written_down_every_expert_counts_once_and_no_recused_one_does(self, written):
        books = Books(ZIBO)
        case_id = submitted_on(books, "panel", person_for(books))
        brought_to(books, case_id, StepKind.PANEL)
        panel = convened(books, case_id, experts=7)
        votes: dict[int, Vote] = {}
        recused: set[int] = set()
        for number, what in written:
            member_id = list(panel.experts)[number]
            try:
                match what:
                    case "strike":
                        books.send(StrikePanelVote(panel_id=panel.id, member_id=member_id), WHY)
                        del votes[number]
                    case "recuse":
                        books.send(RecusePanelMember(panel_id=panel.id, member_id=member_id), WHY)
                        recused.add(number)
                        votes.pop(number, None)
                    case said:
                        vote = {"yes": YES, "no": NO, "abstain": ABSENT}[said]
                        books.send(voting(panel, number, vote), HRSS_WRITES)
                        votes[number] = vote
            except (VotedBefore, ExpertRecused, PanelNotInState):
                pass

        kept = books.load(Panel, panel.id)
        assert {n: one.vote for n, one in enumerate(kept.experts.values()) if one.vote} == votes
        entitled, cast = 7 - len(recused), len(votes)
        command = ConcludePanel(panel_id=panel.id)
        if entitled < 5 or cast * 3 < entitled * 2:
            assert type(books.refused(command, HRSS_WRITES)) is PanelNotQuorate
        else:
            event = books.send(command, HRSS_WRITES).event
            agreed = list(votes.values()).count(YES)
            assert (event.agreed + event.disagreed + event.abstained, event.members) == (cast, entitled)
            assert (event.conclusion is PanelConclusion.PASSED) == (agreed * 3 >= cast * 2)
