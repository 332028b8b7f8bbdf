"""Whatever lawfully happens to cases on every route and to their cards, all that is told of it agrees.

which two                          held by
case register    aggregates        cases_are_in_the_register_as_they_stand
card register    aggregates        cards_are_in_the_register_as_they_stand, holders_hold_what_is_on_the_books
quota board      aggregates        the_board_has_the_places_of_the_quota
due sheet        aggregates        the_sheet_has_what_is_open
panel register   aggregates        panels_are_in_the_register_as_they_stand
timeline         log               timelines_have_what_concerns_their_case
case register    card register     cases_and_cards_agree
case register    quota board       cases_and_places_agree
card register    quota board       cards_and_places_agree
case register    due sheet         only_what_is_under_way_is_due
case register    timeline          timelines_end_where_their_case_stands
card register    timeline          timelines_tell_how_their_card_ended
due sheet        timeline          what_was_escalated_is_told
quota board      timeline          timelines_tell_where_their_place_stands
case register    panel register    a_case_and_its_panel_agree

And of what has no list: nothing_outlives_its_case. Migrations to another policy version, files, productions in batches, uses of
services and what was taken over do not happen here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from uuid import UUID

import pytest

from domain.aggregates import Batch, Card, CardApplication, CardHolding, DuplicateCheck, Panel
from domain.calendar import published
from domain.card_routes import CardRoute
from domain.cards import ON_THE_BOOKS, CardStatus
from domain.case_events import CaseEvent
from domain.cases import CaseStatus
from domain.panels import PanelStatus
from domain.places import HELD, PlaceStatus
from domain.policy.book import PolicyBook
from domain.quota_events import CaseEvent as CaseOnPlaceEvent
from domain.store import Recorded
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.card_register import CardRow
from projections.case_register import CaseLine, DueFilter, DueLine, DueSheet, EntryKind
from projections.panel_register import PanelFilter, PanelLine, PanelRegister
from projections.quota_board import PlaceLine
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.domain.officers import START_UP
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.system.cards_of_town import heads_are_granted_cards, something_happens_to_a_card
from tests.system.cases_of_town import somebody_asks
from tests.system.test_lawful_year import EVERYTHING, IDS_OF_YEAR, Reading, Zibo, books_on, concerns
from tests.system.town_of_zibo import QUOTA_ID, UNDER_WAY, Carried, Town, prepared

BETWEEN = 30  # so many things happen before all have to agree again
TO_REACH = {
    *(f"CardApplication.{name}" for name in (
        "Drafted", "FormFilled", "Submitted", "OpinionGiven", "Reviewed", "Returned", "CorrectionRequested",
        "CorrectionSupplied", "NotRecommended", "Withdrawn", "BatchJoined", "BatchLeft", "CollectivelySubmitted",
        "Received", "Forwarded", "ResultTranscribed", "ResultContested", "Approved", "Rejected", "ReturnedByProvince",
        "EntryCorrectionRequested", "EntryCorrected", "Granted", "Declined", "Accepted", "Refused", "Suspended", "Resumed",
        "RecusalOrdered", "RecusalWithdrawn", "RevisionRequested", "RevisionDeclined", "DecisionRevised",
        "FormCorrectionRequested", "FormCorrected", "FormCorrectionDeclined", "DeadlineExtended", "DeadlineBreached",
        "PanelConvened", "PanelDissolved", "PanelConcluded", "ReconsiderationRequested",
        "ReconsiderationUpheld", "ReconsiderationOverturned", "RecusalDeclared", "Superseded",
    )),
    *(f"Card.{name}" for name in (
        "Granted", "Issued", "IssuedEarly", "GrantReversed", "Produced", "Dispatched", "Delivered", "MeasureProposed",
        "ProposalDeclined", "MeasureTranscribed", "MeasureContested", "Suspended", "Reinstated", "FalseDeclarationReported",
        "InquiryOpened", "InquiryConcluded", "Revoked", "Cancelled", "Renewed", "Expired", "ArrivalExtended",
        "ArrivalLapsed", "ArrivalConfirmed", "MovedToEmployer", "LossReported", "Replaced",
    )),
    *(f"Quota.{name}" for name in (
        "Reserved", "Consumed", "ConsumptionReversed", "Released", "Forfeited", "CollectivelySubmitted", "Restored",
        "ApprovalWithdrawn",
    )),
    *(f"Panel.{name}" for name in (
        "Convened", "MemberAdded", "MemberRecused", "VoteCast", "Concluded", "ConclusionContested", "ConclusionConfirmed", "Dissolved",
    )),
    *(f"Batch.{name}" for name in ("Opened", "MemberAdded", "MemberRemoved", "Sealed", "MemberAnswered")),
    "DuplicateCheck.Dismissed", "DuplicateCheck.Upheld", "AutomaticGrants.Issued",
}  # fmt: skip
OVER_PLACES = {
    "Quota.Reserved": PlaceStatus.RESERVED, "Quota.Restored": PlaceStatus.RESERVED,
    "Quota.EndingReversed": PlaceStatus.RESERVED, "Quota.ApprovalWithdrawn": PlaceStatus.RESERVED,
    "Quota.ConsumptionReversed": PlaceStatus.RESERVED, "Quota.Consumed": PlaceStatus.CONSUMED,
    "Quota.Forfeited": PlaceStatus.FORFEITED, "Quota.Released": PlaceStatus.RELEASED,
}  # fmt: skip
OVER_CARDS = {
    "Card.GrantReversed": None,
    "Card.Renewed": CardStatus.EXPIRED,
    "Card.Expired": CardStatus.EXPIRED,
    "Card.Revoked": CardStatus.REVOKED,
    "Card.Cancelled": CardStatus.CANCELLED,
}

TOLD_OF_CARDS = (
    Card.Granted, Card.Issued, Card.IssuedEarly, Card.GrantReversed, Card.Renewed, Card.Expired, Card.Revoked,
    Card.Cancelled,
)  # fmt: skip


class Told(Reading):
    """The read models of the town, and the due sheet beside them."""

    def __init__(self, database: Database, lifetime: ExitStack) -> None:
        super().__init__(database, lifetime)
        app = lifetime.enter_context(closing(Datastore(open_engine(database.url("app")))))
        self.sheet = DueSheet(app.engine, PolicyBook([ZIBO]))
        self.panels = PanelRegister(app.engine)


class Lives:
    """The lives of a town, and what is told of them each time that all have to agree."""

    def __init__(self, books: Books, told: Told, seed: int) -> None:
        self.town = Town(books, seed)
        self.told = told
        self.lines: dict[UUID, CaseLine] = {}
        self.rows: dict[UUID, CardRow] = {}
        self.panels: list[PanelLine] = []
        self.places: list[PlaceLine] = []
        self.due: list[DueLine] = []
        self.timelines: dict[UUID, list[Recorded]] = {}
        self.cards_of: dict[UUID, list[UUID]] = {}
        """the cards in which a case has ended, as it says itself; what took their place later is not among them"""

    def go_on(self, happenings: int) -> None:
        for number in range(1, happenings + 1):
            self.something_happens()
            if number % BETWEEN == 0 or number == happenings:
                self.all_agree()

    def something_happens(self) -> None:
        town, chance = self.town, self.town.chance.random()
        town.days_pass(1 + 20 * (town.chance.random() < 0.1))  # now and then nothing happens for weeks
        under_way = town.cases(CaseStatus.DRAFTED, *UNDER_WAY)
        if not under_way or chance < 0.08:
            town.begin()
        elif chance < 0.3:
            town.bring_on(town.chance.choice(under_way), 1 + town.chance.randrange(8))
        elif chance < 0.65:
            something_happens_to_a_card(town)
        elif chance < 0.67:
            heads_are_granted_cards(town)
        elif chance < 0.7:
            town.escalate()
        else:
            somebody_asks(town)

    def all_agree(self) -> None:
        told, cases = self.told, self.town.cases()
        told.catch_up()
        self.lines = {line.card_application_id: line for line in told.page()}
        self.rows = {row.card_id: row for row in told.register()}
        self.panels = told.panels.page(PanelFilter(), scope=EVERYTHING, limit=200)
        self.places = told.board.places(QUOTA_ID, scope=EVERYTHING)
        self.due = [
            line
            for page in told.sheet.pages(DueFilter(), on=self.town.day, scope=EVERYTHING)
            for line in page
        ]
        self.timelines = {case.id: told.timelines.of(case.id) for case in cases}
        self.cases_are_in_the_register_as_they_stand(cases)
        self.cards_are_in_the_register_as_they_stand()
        self.holders_hold_what_is_on_the_books()
        self.the_board_has_the_places_of_the_quota()
        self.the_sheet_has_what_is_open(cases)
        self.panels_are_in_the_register_as_they_stand()
        self.timelines_have_what_concerns_their_case(cases)
        self.cases_and_cards_agree()
        self.cases_and_places_agree()
        self.cards_and_places_agree()
        self.only_what_is_under_way_is_due()
        self.timelines_end_where_their_case_stands()
        self.timelines_tell_how_their_card_ended()
        self.what_was_escalated_is_told()
        self.timelines_tell_where_their_place_stands()
        self.a_case_and_its_panel_agree()
        self.nothing_outlives_its_case(cases)

    # -- each with its aggregates ----------------------------------------------------------------------

    def cases_are_in_the_register_as_they_stand(self, cases: list[CardApplication]) -> None:
        assert self.lines.keys() == {case.id for case in cases}
        for case in cases:
            line = self.lines[case.id]
            same = ("status", "step", "batch_id", "card_id", "version", "talent_id", "place_id", "enterprise_id",
                    "area", "route", "policy_version", "submitted_on")  # fmt: skip
            assert [getattr(line, name) for name in same] == [getattr(case, name) for name in same]
            assert line.acceptance_number == (case.intake and case.intake.number)
            is_suspended = case.status is CaseStatus.SUSPENDED
            assert line.suspension_ground == (case.rest.ground if case.rest and is_suspended else None)

    def cards_are_in_the_register_as_they_stand(self) -> None:
        """What was entered by mistake leaves the register."""
        cards = {card.id: card for card in self.town.cards() if card.status is not CardStatus.REVERSED}
        assert self.rows.keys() == cards.keys()
        for card in cards.values():
            row = self.rows[card.id]
            same = ("status", "version", "card_type", "card_number", "talent_id", "enterprise_id", "area", "issued_on",
                    "valid_from", "valid_to", "term_rule", "differs_from_rule", "predecessor_id", "renewals", "plastic",
                    "department", "quota_year", "card_application_id", "route")  # fmt: skip
            assert [getattr(row, name) for name in same] == [getattr(card, name) for name in same]
            arrival = card.arrival and (card.arrival.stage, card.arrival.planned_on)
            assert (row.arrival and (row.arrival, row.planned_arrival)) == arrival

    def holders_hold_what_is_on_the_books(self) -> None:
        on_books = [row for row in self.rows.values() if row.status in ON_THE_BOOKS]
        assert Counter((row.talent_id, row.card_type, row.card_id) for row in on_books) == Counter(
            (one.talent_id, one.card_type, one.card_id)
            for one in self.town.all(CardHolding)
            if one.card_id is not None
        )

    def the_board_has_the_places_of_the_quota(self) -> None:
        quota = self.town.quota
        [line] = self.told.board.quotas(scope=EVERYTHING)
        assert (line.quota_id, line.version) == (QUOTA_ID, quota.version)
        assert line.limit == line.free + line.nominated + line.reserved + line.consumed + line.forfeited
        assert [getattr(line, one) for one in HELD] == [quota.places.count([one]) for one in HELD]
        same = ("department", "enterprise_id", "status", "talent_id", "card_application_id")
        assert [(one.place_id, *(getattr(one, name) for name in same)) for one in self.places] == [
            (one.id, *(getattr(one, name) for name in same)) for one in quota.places.in_order.values()
        ]

    def the_sheet_has_what_is_open(self, cases: list[CardApplication]) -> None:
        counted = {
            (case.id, one.key): (
                one.due_on, one.amber_from, one.left, one.days, one.is_provisional, one.is_escalated,
                one.light(self.town.day),
            )
            for case in cases
            for one in self.town.deadlines(case)
            if one.closed_on is None
        }  # fmt: skip
        assert counted == {
            (one.card_application_id, one.deadline): (
                one.due_on, one.amber_from, one.days_left, one.days, one.is_provisional, one.is_escalated,
                one.light(self.town.day),
            )
            for one in self.due
        }  # fmt: skip

    def panels_are_in_the_register_as_they_stand(self) -> None:
        panels = {panel.id: panel for panel in self.town.all(Panel)}
        assert [line.panel_id for line in self.panels] == list(panels)
        for line in self.panels:
            panel = panels[line.panel_id]
            same = (
                "status",
                "conclusion",
                "dissolution",
                "card_application_id",
                "talent_id",
                "version",
                "area",
            )
            assert [getattr(line, name) for name in same] == [getattr(panel, name) for name in same]
            votes = [expert.vote for expert in panel.entitled if expert.vote is not None]
            assert (line.members, line.votes) == (len(panel.entitled), len(votes))

    def timelines_have_what_concerns_their_case(self, cases: list[CardApplication]) -> None:
        self.cards_of = defaultdict(list)
        for one in self.town.recorded:
            if (card_id := getattr(one.event, "card_id", None)) is not None:
                self.cards_of[one.event.originator_id].append(card_id)
        for case in cases:
            concerning = [one for one in self.town.recorded if self.tells_of(one, case)]
            told = [(one.entry.position, one.event.TOPIC) for one in self.timelines[case.id]]
            assert told == [(one.position, one.event.TOPIC) for one in concerning]

    def tells_of(self, carried: Carried, case: CardApplication) -> bool:
        match event := carried.event:
            case DuplicateCheck.Dismissed() | DuplicateCheck.Upheld():
                return case.id in (event.card_application_id, event.other_id)
            case Card.Event():
                return isinstance(event, TOLD_OF_CARDS) and event.originator_id in self.cards_of[case.id]
            case CardHolding.CardGranted() | CardHolding.CardEnded():
                return event.card_id in self.cards_of[case.id]
        return concerns(carried, case, self.town.recorded)

    # -- each with each other --------------------------------------------------------------------------

    def cases_and_cards_agree(self) -> None:
        """A case has the card that it says, and no card is on the books whose case was not approved."""
        approved = {
            line.card_application_id: line.card_id
            for line in self.lines.values()
            if line.status is CaseStatus.APPROVED
        }
        for case_id, card_id in approved.items():
            assert card_id in self.rows
            assert self.rows[card_id].card_application_id == case_id
        for row in self.rows.values():
            if row.card_application_id is None:
                assert row.route is CardRoute.AUTOMATIC
            elif row.status in ON_THE_BOOKS:
                assert approved[row.card_application_id] == self.first_of(row).card_id

    def first_of(self, row: CardRow) -> CardRow:
        """The card of which this is a renewal."""
        while row.predecessor_id is not None:
            row = self.rows[row.predecessor_id]
        return row

    def cases_and_places_agree(self) -> None:
        of_quota = [line for line in self.lines.values() if line.place_id is not None]
        for status, statuses in (
            (PlaceStatus.CONSUMED, (CaseStatus.APPROVED,)),
            (PlaceStatus.RESERVED, UNDER_WAY),
        ):
            assert Counter(
                (one.place_id, one.card_application_id, one.talent_id)
                for one in self.places
                if one.status is status
            ) == Counter(
                (one.place_id, one.card_application_id, one.talent_id)
                for one in of_quota
                if one.status in statuses
            )

    def cards_and_places_agree(self) -> None:
        used = {one.card_application_id for one in self.places if one.status is PlaceStatus.CONSUMED}
        with_card = {row.card_application_id for row in self.rows.values() if row.quota_year is not None}
        assert used <= with_card
        assert used >= {
            row.card_application_id
            for row in self.rows.values()
            if row.quota_year is not None and row.status in ON_THE_BOOKS
        }

    def only_what_is_under_way_is_due(self) -> None:
        for due in self.due:
            line = self.lines[due.card_application_id]
            assert line.status in UNDER_WAY
            assert (due.status, due.present_step, due.route) == (line.status, line.step, line.route)
            assert due.step in (None, line.step)
            if line.status is not CaseStatus.IN_PROCESS:  # nothing runs, but what was over already is over
                assert due.due_on is None or due.due_on < line.since.on
            elif due.step is not None:
                assert due.due_on is not None

    def timelines_end_where_their_case_stands(self) -> None:
        for case_id, line in self.lines.items():
            last = [one for one in self.timelines[case_id] if isinstance(one.event, CaseEvent)][-1]
            assert (last.event.originator_version, last.entry.position) == (line.version, line.position)
            assert last.event.envelope.actor == line.last_actor

    def timelines_tell_how_their_card_ended(self) -> None:
        for case_id, timeline in self.timelines.items():
            for card_id in self.cards_of[case_id]:
                ends = [
                    OVER_CARDS[one.event.TOPIC]
                    for one in timeline
                    if one.event.originator_id == card_id and one.event.TOPIC in OVER_CARDS
                ]
                row = self.rows.get(card_id)
                assert (row and row.status) in (ends[-1:] or ON_THE_BOOKS)
                for before, after in pairwise(ends):  # what may still come of a card that has ended (ADR 73)
                    assert after is None or (before, after) == (CardStatus.EXPIRED, CardStatus.EXPIRED)

    def what_was_escalated_is_told(self) -> None:
        for due in self.due:
            breached = [
                one.event.deadline
                for one in self.timelines[due.card_application_id]
                if isinstance(one.event, CardApplication.DeadlineBreached)
            ]
            assert due.is_escalated == (due.deadline in breached)
            assert len(breached) == len(set(breached))

    def timelines_tell_where_their_place_stands(self) -> None:
        for place in self.places:
            if place.card_application_id is None:
                continue
            timeline = self.timelines[place.card_application_id]
            told = [one.event.TOPIC for one in timeline if isinstance(one.event, CaseOnPlaceEvent)]
            assert OVER_PLACES.get(told[-1], PlaceStatus.NOMINATED) is place.status

    def a_case_and_its_panel_agree(self) -> None:
        """A conclusion waits in the register of cases just as long as its panel has come to it and nobody confirmed it."""
        waiting = {
            line.card_application_id
            for line in self.lines.values()
            if line.to_confirm is not None and line.to_confirm.kind is EntryKind.PANEL_CONCLUSION
        }
        rests = {id_ for id_, line in self.lines.items() if line.status is CaseStatus.SUSPENDED}
        assert (
            waiting
            == {panel.card_application_id for panel in self.panels if panel.status is PanelStatus.CONCLUDED}
            - rests
        )

    # -- and what is nobody's line ---------------------------------------------------------------------

    def nothing_outlives_its_case(self, cases: list[CardApplication]) -> None:
        """No panel argues about a case that is over, no batch waits for an answer about one, and of a card that has ended
        nothing waits that can be decided no more.
        """
        over = {case.id for case in cases if not case.is_open}
        assert [
            one.id for one in self.town.all(Panel) if one.is_open and one.card_application_id in over
        ] == []
        for card in self.town.cards():
            if card.status not in ON_THE_BOOKS:
                assert not card.proposals
                assert card.transcribed is None or card.transcribed.measure in card.decided_after_its_end
        for batch in self.town.all(Batch):
            assert [member for member in batch.members if member in over and batch.waits_for(member)] == []


@pytest.fixture(scope="module")
def city(server: EmbeddedPostgres, template: str) -> Iterator[Zibo]:
    """Before anybody applies."""
    with temporary(server, template) as before:
        with books_on(before) as books:
            books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
            notices = tuple(notice for year in (2024, 2025) if (notice := published(year)) is not None)
            books.send(AnnouncePublishedYears(notices=notices), START_UP)
            prepared(books)
        yield Zibo(server, before.name)


@contextmanager
def begun(city: Zibo, seed: int) -> Iterator[Lives]:
    with ExitStack() as lifetime:
        database = lifetime.enter_context(temporary(city.server, city.template))
        books = lifetime.enter_context(books_on(database, ids_from=IDS_OF_YEAR))
        lives = Lives(books, Told(database, lifetime), seed)
        yield lives
        city.came_to.update(lives.town.came_to)


@pytest.mark.parametrize("seed", range(2))
def test_given_any_lawful_lives_then_all_that_is_told_of_them_agrees(city: Zibo, seed: int) -> None:
    with begun(city, seed) as lives:
        lives.go_on(120)

    assert {"CardApplication.Submitted", "Card.Granted"} <= city.came_to.keys()


@pytest.mark.slow
def test_given_many_long_lives_then_all_that_is_told_of_them_agrees(city: Zibo) -> None:
    routes: set[str] = set()
    for seed in range(100, 128):
        with begun(city, seed) as lives:
            lives.go_on(400)
            routes |= {str(card.route) for card in lives.town.cards()}

    assert TO_REACH - city.came_to.keys() == set()
    assert {str(route.kind) for route in ZIBO.routes} - routes == set(), "on every route somebody got a card"
    print(*city.came_to.most_common(), sep="\n")
