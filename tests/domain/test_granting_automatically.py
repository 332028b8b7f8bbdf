"""Honor cards without an application: whom a run gives one, whom not and why, and what is done at once (W-1)."""

from datetime import date, timedelta

import pytest

from domain.aggregates.automatic_grants import HeadOutcome, NothingToGrant
from domain.aggregates.card import Card, CardStatus
from domain.aggregates.card_holding import CardHolding, HoldingEnd
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListMode
from domain.aggregates.talent import Talent
from domain.authorization import NotYourDepartment, PostMayNot
from domain.base import Capacity, ReasonRequired
from domain.cadres import PartyManaged
from domain.card_routes import CardRoute
from domain.errors import Invalid
from domain.identity_documents import DocumentKind
from domain.policy.refusals import NoAutomaticRoute
from domain.previews import PreviewStale
from domain.principals import PrincipalRole
from domain.use_cases.granting_automatically import GrantAutomatically, WithoutCode
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.keeping_enterprises import NamePrincipal, RenameEnterprise
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.registering_talents import DocumentStatement
from tests.domain.books_of_zibo import LUJIAN, QILIN, TAIHE, registered
from tests.domain.grants_of_zibo import (
    HONOR,
    ISSUE_PAPER,
    MIIT_GRANTS,
    attested,
    cards_of,
    enterprise_named,
    granted,
    granting,
    holders,
    identified,
    listed_with_heads,
    one_head,
    outcomes_of,
    previewed,
    run_of,
    told,
)
from tests.domain.list_files import chairman, on
from tests.domain.made_up import identity_number_of
from tests.domain.officers import DRC, HRSS, MIIT, PARTY_ORG, officer, saying_why
from tests.domain.opening_books_of_zibo import card as card_of_former_books
from tests.domain.opening_books_of_zibo import identity_card, taken_over
from tests.domain.zibo import ZIBO, edition
from tests.in_memory import Books
from tests.persistence.commands import command
from tests.scenario import authority

NEW, CHANGED, DROPPED, EXCLUDED = "new", "changed_head", "dropped", "excluded"
FIRST_NUMBER = "ZBRY2024000014"


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


class TestWhoGetsACard:
    def test_a_head_who_is_known_and_no_cadre_gets_one(self, books):
        one_head(books, LUJIAN)

        assert told(previewed(books), books) == [(NEW, LUJIAN, "赵大江", [])]

    def test_heads_of_both_lists_do(self, books):
        one_head(books, LUJIAN, by="drc")
        one_head(books, QILIN, "钱小河", 2, by="miit")

        assert {line[:2] for line in told(previewed(books), books)} == {(NEW, LUJIAN), (NEW, QILIN)}

    def test_a_head_whom_both_lists_name_is_one_head(self, books):
        one_head(books, LUJIAN)
        listed_with_heads(books, {LUJIAN: (chairman(),)}, by="miit")

        (line,) = previewed(books).heads
        assert (line.outcome, len(line.principals)) == (HeadOutcome.NEW, 2)

    def test_a_head_in_two_roles_is_one_head(self, books):
        one_head(books, LUJIAN)
        listed_with_heads(books, {LUJIAN: (chairman(), chairman(role=PrincipalRole.LEGAL_REPRESENTATIVE))})

        assert told(previewed(books), books) == [(NEW, LUJIAN, "赵大江", [])]

    def test_every_main_responsible_person_does(self, books):
        listed_with_heads(
            books, {LUJIAN: (chairman(), chairman("钱小河", role=PrincipalRole.GENERAL_MANAGER))}
        )
        for number, name in enumerate(("赵大江", "钱小河"), 1):
            attested(books, identified(books, LUJIAN, name, number))

        assert [line[0] for line in told(previewed(books), books)] == [NEW, NEW]

    def test_a_technical_head_does_not_by_the_role(self, books):
        listed_with_heads(books, {LUJIAN: (chairman(role=PrincipalRole.TECHNICAL_HEAD),)})
        attested(books, identified(books, LUJIAN, "赵大江", 1))

        assert told(previewed(books), books) == [(EXCLUDED, LUJIAN, "赵大江", ["role_not_admitted"])]

    def test_who_is_technical_head_and_chairman_does_by_the_latter(self, books):
        both = (chairman(role=PrincipalRole.TECHNICAL_HEAD), chairman())
        listed_with_heads(books, {LUJIAN: both})
        attested(books, identified(books, LUJIAN, "赵大江", 1))

        assert [line[0] for line in told(previewed(books), books)] == [NEW]

    def test_whom_no_list_names_but_an_officer_does_not(self, books):
        one_head(books, LUJIAN)
        books.send(
            NamePrincipal(enterprise_id=enterprise_named(books, LUJIAN).id, name="孙立", role="chairman"),
            MIIT,
        )
        attested(books, identified(books, LUJIAN, "孙立", 2))

        assert (EXCLUDED, LUJIAN, "孙立", ["not_named_by_list"]) in told(previewed(books), books)

    def test_who_is_not_known_by_a_document_does_not(self, books):
        listed_with_heads(books, {LUJIAN: (chairman(),)})

        (line,) = previewed(books).heads
        (ground,) = line.grounds
        assert (ground.code, ground.clauses, ground.lifted_by is not None) == (
            "head_not_identified",
            ("R-08",),
            True,
        )

    @pytest.mark.parametrize(
        ("result", "ground"),
        [(None, "attestation_missing"), (PartyManaged.UNKNOWN, "attestation_missing"), (PartyManaged.YES, "party_managed_cadre")],
    )  # fmt: skip
    def test_who_is_not_attested_to_be_no_cadre_does_not(self, books, result, ground):
        listed_with_heads(books, {LUJIAN: (chairman(),)})
        talent_id = identified(books, LUJIAN, "赵大江", 1)
        if result is not None:
            attested(books, talent_id, result)

        (line,) = previewed(books).heads
        assert [(one.code, one.clauses) for one in line.grounds] == [(ground, ("R-01",))]

    def test_whom_the_list_calls_a_cadre_does_not_whatever_is_attested(self, books):
        listed_with_heads(books, {LUJIAN: (chairman(party_managed=PartyManaged.YES),)})
        attested(books, identified(books, LUJIAN, "赵大江", 1))

        assert told(previewed(books), books) == [(EXCLUDED, LUJIAN, "赵大江", ["party_managed_cadre"])]

    def test_a_head_who_was_erased_stops_nobody_else(self, books):
        one_head(books, LUJIAN)
        listed_with_heads(books, {QILIN: (chairman("钱小河"),)}, by="miit")
        [erased] = enterprise_named(books, QILIN).current_principals()
        books.vault.erase(erased.id)

        grounds = {
            one.enterprise.name: [ground.code for ground in one.grounds] for one in previewed(books).heads
        }
        assert grounds == {LUJIAN: [], QILIN: ["head_not_identified"]}

    def test_one_name_written_in_several_ways_is_one_head(self, books):
        one_head(books, LUJIAN, "赵大江")
        listed_with_heads(books, {LUJIAN: (chairman("赵　大 江"),)}, by="miit")

        assert [line[0] for line in told(previewed(books), books)] == [NEW]

    def test_everything_that_stands_in_the_way_is_said_at_once(self, books):
        listed_with_heads(books, {LUJIAN: (chairman(role=PrincipalRole.TECHNICAL_HEAD),)}, has_code=False)

        (line,) = told(previewed(books), books)
        assert line[3] == ["role_not_admitted", "head_not_identified", "credit_code_missing"]

    def test_who_leads_two_enterprises_gets_one_card(self, books):
        one_head(books, LUJIAN)
        one_head(books, QILIN, by="miit")

        assert sorted(line[::3] for line in told(previewed(books), books)) == [
            (EXCLUDED, ["granted_at_other_enterprise"]),
            (NEW, []),
        ]
        assert len(cards_of(granted(books))) == 1

    def test_who_holds_one_gets_no_other(self, books):
        one_head(books, LUJIAN)
        granted(books)

        assert told(previewed(books), books) == [(EXCLUDED, LUJIAN, "赵大江", ["card_in_force"])]

    def test_an_enterprise_without_a_code_needs_a_reason(self, books):
        one_head(books, LUJIAN, has_code=False)
        enterprise_id = enterprise_named(books, LUJIAN).id

        assert told(previewed(books), books)[0][3] == ["credit_code_missing"]
        why = {"without_code": (WithoutCode(enterprise_id=enterprise_id, reason="信用代码正在变更"),)}
        sent = granted(books, **why)

        (card,) = (one for one in sent.events if isinstance(one, Card.Granted))
        assert books.opened(card.envelope.reason) == "信用代码正在变更"
        assert card.envelope.reason.subject == card.talent_id
        assert run_of(sent).envelope.reason is None

    def test_a_reason_for_an_enterprise_that_needs_none_is_refused(self, books):
        one_head(books, LUJIAN)
        enterprise_id = enterprise_named(books, LUJIAN).id
        needless = GrantAutomatically(
            **HONOR, preview="a" * 64, without_code=(WithoutCode(enterprise_id=enterprise_id, reason="x"),)
        )

        assert books.refused(needless, MIIT_GRANTS).fields == ("without_code[0].enterprise_id",)


class TestWhatARunDoes:
    def test_a_card_is_granted_issued_and_held_in_one_transaction(self, books):
        talent_id = one_head(books, LUJIAN)

        sent = granted(books)

        assert [event.TOPIC for event in sent.events] == [
            "AutomaticGrants.Opened",
            "AutomaticGrants.Issued",
            "CardNumbers.Opened",
            "CardNumbers.Drawn",
            "CardHolding.Opened",
            "CardHolding.CardGranted",
            "Card.Granted",
            "Card.Issued",
        ]
        (card,) = books.all_of(Card)
        assert holders(books) == {talent_id: card.id}

    def test_the_card_says_route_list_enterprise_number_and_term(self, books):
        talent_id = one_head(books, LUJIAN)

        granted(books)

        (card,) = books.all_of(Card)
        enterprise = enterprise_named(books, LUJIAN)
        assert (card.card_type, card.route, card.list_type) == (
            "honor",
            CardRoute.AUTOMATIC,
            "cluster_leader",
        )
        assert (card.talent_id, card.enterprise_id, card.area) == (talent_id, enterprise.id, "zhangdian")
        assert (card.status, card.card_number) == (CardStatus.IN_FORCE, FIRST_NUMBER)
        assert (card.valid_from, card.valid_to) == (date(2024, 3, 15), date(2029, 3, 14))

    def test_every_decision_stands_on_the_paper_and_the_clauses(self, books):
        one_head(books, LUJIAN)

        for event in granted(books).events:
            assert event.envelope.documents == (ISSUE_PAPER,)
            assert event.envelope.deciding_body == "zibo-miit"
            assert event.envelope.clauses == ("R-04", "R-07", "R-08", "R-09")

    def test_the_run_says_what_was_done_and_on_which_attestation(self, books):
        talent_id = one_head(books, LUJIAN)
        listed_with_heads(books, {QILIN: (chairman("钱小河"),)}, by="miit")

        run = run_of(granted(books))

        done, passed_over = sorted(run.lines, key=lambda line: line.outcome, reverse=True)
        assert (done.outcome, done.talent_id, done.card_number) == (HeadOutcome.NEW, talent_id, FIRST_NUMBER)
        assert (done.attestation.result, done.attestation.attested_by) == (PartyManaged.NO, "zibo-party-org")
        assert (passed_over.outcome, passed_over.talent_id) == (HeadOutcome.EXCLUDED, None)
        assert [ground.code for ground in passed_over.grounds] == ["head_not_identified"]

    def test_the_policy_is_that_of_the_day_of_the_list(self):
        books = Books(ZIBO, edition(2, effective_from="2024-03-15"))
        early = on(date(2024, 3, 1), DRC, documents=())
        one_head(books, LUJIAN, authority=early)
        one_head(books, QILIN, "钱小河", 2, by="miit")

        run = run_of(granted(books))

        versions = {line.list_type: line.policy_version for line in run.lines}
        assert versions == {"cluster_leader": "zibo-2023/1", "four_chain": "zibo-2023/2"}
        cards = (event for event in books.events() if isinstance(event, Card.Issued))
        assert {card.envelope.policy_version for card in cards} == set(versions.values())

    def test_nothing_personal_stands_in_clear_in_the_log(self, books):
        one_head(books, LUJIAN)
        before = books.log.size

        granted(books)

        log = b"".join(record.state for record in books.log.records()[before:]).decode()
        assert "赵大江" not in log

    def test_a_second_run_gives_cards_to_the_new_heads_alone(self, books):
        one_head(books, LUJIAN)
        granted(books)
        one_head(books, QILIN, "钱小河", 2, by="miit")

        assert [card.card_number for card in cards_of(granted(books))] == ["ZBRY2024000022"]


class TestWhoseCardShouldEnd:
    @pytest.fixture
    def former(self, books):
        """赵大江 leads 鲁建 and has a card."""
        talent_id = one_head(books, LUJIAN)
        granted(books)
        return talent_id

    def test_a_new_head_gets_a_card_and_that_the_formers_ends_is_proposed(self, books, former):
        listed_with_heads(books, {LUJIAN: (chairman("钱小河"),)})
        attested(books, identified(books, LUJIAN, "钱小河", 2))

        assert told(previewed(books), books) == [
            (CHANGED, LUJIAN, "钱小河", []),
            (DROPPED, LUJIAN, "赵大江", ["leads_no_longer"]),
        ]
        card_id = holders(books)[former]
        run = run_of(granted(books))
        assert [line.card_id for line in run.lines if line.outcome is HeadOutcome.DROPPED] == [card_id]
        assert holders(books)[former] == card_id, "that a card ends is decided for itself"

    def test_nobody_is_dropped_whom_a_head_may_be_who_is_not_known_yet(self, books, former):
        listed_with_heads(books, {LUJIAN: (chairman("赵大疆"),)})

        assert [line[0] for line in told(previewed(books), books)] == [EXCLUDED]

    def test_a_head_whom_the_list_now_names_in_another_role_is_the_same(self, books, former):
        listed_with_heads(books, {LUJIAN: (chairman(role=PrincipalRole.GENERAL_MANAGER),)})

        assert told(previewed(books), books) == [(EXCLUDED, LUJIAN, "赵大江", ["card_in_force"])]

    def test_the_head_of_an_enterprise_that_is_taken_off_the_list_is_dropped(self, books, former):
        listed_with_heads(books, {LUJIAN: ()}, mode=ListMode.REMOVALS, authority=saying_why(DRC))

        assert told(previewed(books), books) == [(DROPPED, LUJIAN, "赵大江", ["enterprise_not_on_list"])]

    def test_who_leads_another_listed_enterprise_is_not(self, books, former):
        one_head(books, QILIN, by="miit")
        listed_with_heads(books, {LUJIAN: ()}, mode=ListMode.REMOVALS, authority=saying_why(DRC))

        assert told(previewed(books), books) == [(EXCLUDED, QILIN, "赵大江", ["card_in_force"])]

    def test_the_head_of_an_enterprise_that_is_another_now_is_dropped_unless_leading_that(
        self, books, former
    ):
        survivor = registered(books, TAIHE)
        listed_with_heads(books, {TAIHE: (chairman("孙立"),)})
        attested(books, identified(books, TAIHE, "孙立", 3))
        merging = saying_why(HRSS, reason_code="recorded_twice")
        books.send(
            MergeEnterprise(
                enterprise_id=enterprise_named(books, LUJIAN).id, surviving_enterprise_id=survivor
            ),
            merging,
        )

        assert told(previewed(books), books)[:1] == [(CHANGED, TAIHE, "孙立", [])]
        (dropped,) = [line for line in previewed(books).heads if line.outcome is HeadOutcome.DROPPED]
        assert (dropped.talent.id, dropped.grounds[0].code) == (former, "leads_no_longer")

        listed_with_heads(books, {TAIHE: (chairman("孙立"), chairman())})
        attested(books, identified(books, TAIHE, "赵大江", 1))
        assert {line[0] for line in told(previewed(books), books)} == {NEW, EXCLUDED}

    def test_a_head_who_has_become_a_cadre_is_dropped(self, books, former):
        attested(books, former, PartyManaged.YES)

        assert told(previewed(books), books) == [
            (DROPPED, LUJIAN, "赵大江", ["party_managed_cadre", "card_in_force"])
        ]

    def test_whose_card_has_ended_is_not_dropped_again(self, books, former):
        listed_with_heads(books, {LUJIAN: ()}, mode=ListMode.REMOVALS, authority=saying_why(DRC))
        holding = books.load(CardHolding, CardHolding.id_of(former, "honor"))
        holding.end(holding.card_id, HoldingEnd.ENTERED_WRONGLY, authority())
        books.store.save_all([holding], command())

        assert previewed(books).heads == ()

    def test_the_holder_of_a_card_of_former_books_is_dropped_too(self, books):
        taken_over(
            books,
            card_of_former_books(
                card_type="honor", card_number="荣耀001", name="孙立", document=identity_card(9)
            ),
        )
        one_head(books, LUJIAN)

        assert [(line[0], line[3]) for line in told(previewed(books), books)] == [
            (CHANGED, []),
            (DROPPED, ["leads_no_longer"]),
        ]


class TestPreviewAndIssue:
    def test_a_preview_records_nothing(self, books):
        one_head(books, LUJIAN)
        size = books.log.size

        previewed(books)

        assert books.log.size == size

    def test_two_previews_of_the_same_have_one_digest(self, books):
        one_head(books, LUJIAN)

        assert previewed(books).preview == previewed(books).preview

    @pytest.mark.parametrize("what", ["a head", "an attestation", "a list"])
    def test_what_was_previewed_before_something_happened_is_refused(self, books, what):
        talent_id = one_head(books, LUJIAN)
        seen = granting(books)
        match what:
            case "a head":
                one_head(books, QILIN, "钱小河", 2, by="miit")
            case "an attestation":
                attested(books, talent_id, PartyManaged.UNKNOWN)
            case "a list":
                listed_with_heads(books, {TAIHE: (chairman("孙立"),)}, by="miit")

        assert type(books.refused(seen, MIIT_GRANTS)) is PreviewStale

    def test_what_changes_no_line_of_it_does_not_matter(self, books):
        one_head(books, LUJIAN)
        seen = granting(books)
        books.send(
            RenameEnterprise(enterprise_id=enterprise_named(books, LUJIAN).id, name="淄博鲁建重工有限公司"),
            HRSS,
        )

        assert books.send(seen, MIIT_GRANTS).events

    def test_without_a_preview_nothing_is_issued(self, books):
        one_head(books, LUJIAN)

        refused = books.refused(GrantAutomatically(**HONOR), MIIT_GRANTS)

        assert (type(refused), refused.field) == (Invalid, "preview")

    def test_two_runs_at_once_issue_once(self, books):
        one_head(books, LUJIAN)
        previewed_by_both = granting(books)
        colleague = MIIT_GRANTS.model_copy(update={"actor": "zhou-granting"})
        books.log.rivals.append(lambda: books.send(previewed_by_both, colleague))

        with pytest.raises(PreviewStale):
            books.send(previewed_by_both, MIIT_GRANTS)

        assert len(books.all_of(Card)) == 1

    def test_who_is_attested_a_cadre_in_the_instant_of_the_run_gets_no_card(self, books):
        talent_id = one_head(books, LUJIAN)
        run = granting(books)
        books.log.rivals.append(lambda: attested(books, talent_id, PartyManaged.YES))

        with pytest.raises(PreviewStale):
            books.send(run, MIIT_GRANTS)

        assert books.all_of(Card) == []

    def test_a_run_that_would_do_nothing_is_refused(self, books):
        listed_with_heads(books, {LUJIAN: (chairman(),)})

        assert type(books.refused(granting(books), MIIT_GRANTS)) is NothingToGrant

    def test_a_run_stands_on_a_paper_with_number_and_date(self, books):
        one_head(books, LUJIAN)
        without = MIIT_GRANTS.model_copy(update={"documents": ()})

        assert books.refused(granting(books), without).field == "documents"

    @pytest.mark.parametrize(
        ("by", "refusal"),
        [
            (DRC, NotYourDepartment),
            (HRSS, NotYourDepartment),
            (PARTY_ORG, NotYourDepartment),
            (officer("miit", "zhangdian"), PostMayNot),
            (MIIT.model_copy(update={"capacity": Capacity.TRANSCRIBING}), PostMayNot),
        ],
    )
    def test_the_citys_industry_bureau_alone_issues_it(self, books, by, refusal):
        one_head(books, LUJIAN)

        assert type(books.refused(granting(books), by)) is refusal

    def test_a_card_that_is_not_given_like_this_is_refused(self, books):
        assert (
            type(books.refused(GrantAutomatically(**HONOR | {"card_type": "huicai"}), MIIT_GRANTS))
            is NoAutomaticRoute
        )

    def test_what_is_recorded_late_says_why(self, books):
        late = MIIT_GRANTS.model_copy(update={"effective_on": date(2024, 3, 4), "documents": ()})

        assert type(books.refused(GrantAutomatically(**HONOR, preview="a" * 64), late)) is ReasonRequired


@pytest.mark.parametrize("many", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_all_heads_of_a_long_list_get_their_cards_in_one_run(books, many):
    heads = {f"淄博第{number}机械有限公司": number for number in range(many)}
    listed_with_heads(books, {name: (chairman(f"王{_sign(number)}"),) for name, number in heads.items()})
    for kept in books.all_of(Enterprise):
        number = heads[kept.name]
        born = date(1900, 1, 1) + timedelta(days=number)
        document = DocumentStatement(
            kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(1, born_on=born)
        )
        [principal] = kept.current_principals()
        command = IdentifyPrincipal(enterprise_id=kept.id, principal_id=principal.id, document=document)
        books.send(command, MIIT)
    for one in books.all_of(Talent):
        attested(books, one.id)

    sent = granted(books)

    assert outcomes_of(sent) == [HeadOutcome.NEW] * many
    assert len({card.card_number for card in cards_of(sent)}) == len(holders(books)) == many


def _sign(number: int) -> str:
    """A given name of two characters, another one for every number."""
    return chr(0x4E00 + number // 100) + chr(0x5E00 + number % 100)
