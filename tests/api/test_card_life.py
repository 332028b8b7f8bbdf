"""The life of a card over HTTP: what is offered at every stage, what the province decided, what a card opens."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.aggregates import Card, CardHolding
from domain.aggregates.card_holding import HoldingEnd
from domain.cards import StatedTerm
from domain.use_cases.handling_plastic import WITH_A_BATCH
from persistence.card_tokens import CardToken
from tests.api.cards import CARDS, done, in_force, made, names, now
from tests.api.conftest import BOSHAN, Town, attested
from tests.domain.zibo import without_card_type
from tests.persistence.commands import command
from tests.projections.made_up import officer

DECISION = {
    "capacity": "transcribing",
    "deciding_body": "shandong-hrss",
    "documents": [{"kind": "notice", "number": "示例省人社函〔2026〕9号", "issued_on": "2026-01-07"}],
    "reason": "示例：省里来函",
}
WHY = {"reason": "示例：经核实"}
STATED = ("issued_on", "valid_from", "valid_to", "term_rule")


def ended_on_its_last_day(town: Town, card: Card) -> None:
    """The term was over the day before, and the card has expired with it."""
    the_end = {"area": card.area, "authority": officer()}
    term = {"card_number": card.card_number, "issued_on": card.issued_on, "valid_from": date(2024, 1, 1)}
    right = StatedTerm(**term, valid_to=date(2024, 12, 31), term_rule="fixed_years", differs_from_rule=False)
    card.correct_entry(right, **the_end)
    card.expire(**the_end)
    holding: CardHolding = town.service.store.repository.get(
        CardHolding.id_of(card.talent_id, card.card_type)
    )
    holding.end(card.id, HoldingEnd.EXPIRED, officer())
    town.service.store.save_all([card, holding], command())


def test_the_plastic_is_made_signed_for_lost_and_replaced(town: Town) -> None:
    address, enterprise = in_force(town)
    hrss, specialist = town.officer("hrss"), town.specialist(enterprise)

    closed = {one["name"]: one["reason"]["en"] for one in done(hrss.gets(address))["actions"]["closed"]}
    assert closed["produce_card"] == WITH_A_BATCH.en
    made(town, address)
    signed = done(hrss.posts(f"{address}/delivery", recipient="holder", received_by="示例人才"))
    assert "示例人才" not in str(signed)
    assert {"activate_card", "report_loss"} <= names(specialist, address)
    done(specialist.posts(f"{address}/activation"))
    assert done(specialist.posts(f"{address}/loss-report"))["status"] == "lost"
    replaced = done(hrss.posts(f"{address}/replacement", cause="lost"))

    assert (replaced["status"], replaced["plastic"]) == ("in_force", "to_produce")
    assert replaced["former_numbers"] != []


def test_the_register_says_who_signed_and_from_which_number_the_card_comes(town: Town) -> None:
    address, _ = in_force(town)
    hrss = town.officer("hrss")
    made(town, address)
    done(hrss.posts(f"{address}/delivery", recipient="agent", received_by="示例代领"))
    number = done(hrss.gets(address))["card_number"]

    [line] = done(hrss.gets(CARDS, card_number=number, min_position=now(town)))["items"]

    assert (line["plastic"], line["recipient"], line["received_by"]) == ("delivered", "agent", "示***")


def test_the_issuer_suspends_and_the_others_propose(town: Town) -> None:
    address, enterprise = in_force(town)
    specialist = town.specialist(enterprise)

    assert specialist.posts(f"{address}/suspension", **WHY).json()["code"] == "post_may_not"
    assert "propose_measure" in names(specialist, address)
    done(specialist.posts(f"{address}/proposals", measure="suspension", **WHY))
    assert town.officer("miit").posts(f"{address}/suspension", **WHY).json()["code"] == "not_your_department"
    suspended = done(town.officer("hrss").posts(f"{address}/suspension", **WHY))

    assert (suspended["status"], suspended["grounds"], suspended["proposals"]) == (
        "suspended",
        ["decided"],
        [],
    )


def test_what_the_province_decided_has_effect_once_another_officer_confirms_it(town: Town) -> None:
    address, _ = in_force(town, "huicai")
    hrss, colleague = town.officer("hrss"), town.officer("hrss", name="feng-an")

    written = done(hrss.posts(f"{address}/revocation", cause="breach", **DECISION))
    assert (written["status"], written["transcribed"]) == ("in_force", "revocation")
    refused = hrss.posts(f"{address}/transcription/confirmation", **WHY)
    assert (refused.status_code, refused.json()["code"]) == (403, "same_officer")
    confirmed = done(colleague.posts(f"{address}/transcription/confirmation", **WHY))

    assert (confirmed["status"], confirmed["transcribed"]) == ("revoked", None)


def test_a_mistyped_term_of_a_card_of_the_citys_is_put_right_for_every_day_and_its_number_stays(
    town: Town,
) -> None:
    address, enterprise = in_force(town)
    hrss = town.officer("hrss")
    entered = done(hrss.gets(address))
    right = {**{name: entered[name] for name in STATED}, "valid_to": "2031-01-05"}
    before, typed_on = now(town), entered["issued_on"]

    assert "correct_card_entry" in names(hrss, address)
    assert hrss.posts(f"{address}/entry-correction", **right).json()["code"] == "reason_required"
    other_number = hrss.posts(f"{address}/entry-correction", **right, card_number="示例1", **WHY).json()
    assert [error["field"] for error in other_number["errors"]] == ["card_number"]
    done(town.specialist(enterprise).posts(f"{address}/proposals", measure="entry_correction", **WHY))
    corrected = done(hrss.posts(f"{address}/entry-correction", **right, **WHY))

    assert (corrected["valid_to"], corrected["card_number"]) == ("2031-01-05", entered["card_number"])
    assert corrected["proposals"] == []
    for asked, told in (
        ({}, "2031-01-05"),
        ({"effective_on": typed_on}, "2031-01-05"),
        ({"as_of": before}, entered["valid_to"]),
    ):
        [line] = done(hrss.gets(CARDS, card_number=entered["card_number"], min_position=now(town), **asked))[
            "items"
        ]
        assert line["valid_to"] == told


def test_a_mistyped_number_of_a_card_of_the_provinces_is_put_right_by_two_officers(town: Town) -> None:
    address, _ = in_force(town, "huicai")
    hrss, colleague = town.officer("hrss"), town.officer("hrss", name="feng-an")
    right = {name: done(hrss.gets(address))[name] for name in STATED} | {"card_number": "示例HC0009"}

    written = done(hrss.posts(f"{address}/entry-correction", **right, **DECISION))
    assert (written["transcribed"], written["card_number"]) != ("entry_correction", "示例HC0009")
    confirmed = done(colleague.posts(f"{address}/transcription/confirmation", **WHY))

    assert (confirmed["card_number"], confirmed["former_numbers"]) == ("示例HC0009", [])
    [line] = done(hrss.gets(CARDS, card_number="示例HC0009", min_position=now(town)))["items"]
    assert address.endswith(line["id"])


def test_a_card_that_ended_offers_nothing_but_to_report_a_false_declaration(town: Town) -> None:
    address, _ = in_force(town)
    hrss = town.officer("hrss")
    done(hrss.posts(f"{address}/cancellation", cause="own_wish", **WHY))

    assert names(hrss, address) == {"report_false_declaration"}
    assert done(hrss.gets(address))["actions"]["closed"] == []


def test_a_holder_who_declared_falsely_may_be_barred_after_the_end_or_a_proposal_of_it_declined(
    town: Town,
) -> None:
    address, enterprise = in_force(town)
    hrss, colleague = town.officer("hrss"), town.officer("hrss", name="feng-an")
    specialist = town.specialist(enterprise)
    done(hrss.posts(f"{address}/cancellation", cause="own_wish", **WHY))
    done(specialist.posts(f"{address}/false-declaration-report", **WHY))
    done(hrss.posts(f"{address}/inquiry", **WHY))
    done(hrss.posts(f"{address}/inquiry/finding", finding="false", **WHY))

    assert "propose_measure" in names(specialist, address)
    done(specialist.posts(f"{address}/proposals", measure="bar", **WHY))
    assert names(colleague, address) == {"decline_proposal", "bar_holder", "open_inquiry"}
    declined = done(colleague.posts(f"{address}/proposals/refusal", measure="bar", **WHY))

    assert (declined["status"], declined["proposals"]) == ("cancelled", [])
    done(colleague.posts(f"{address}/inquiry/bar", **WHY))
    assert "lift_bar" in names(hrss, address) - names(colleague, address)
    done(hrss.posts(f"{address}/inquiry/bar-lifting", **WHY))
    assert "bar_holder" in names(colleague, address)


def test_a_card_whose_term_is_over_may_be_renewed_by_who_issues_it(town: Town) -> None:
    address, _ = in_force(town)
    hrss = town.officer("hrss")
    card: Card = town.service.store.repository.get(UUID(address.rpartition("/")[2]))
    attested(town, str(card.talent_id))
    ended_on_its_last_day(town, card)

    assert names(hrss, address) == {"report_false_declaration", "renew_card"}
    term = {
        "issued_on": "2026-01-08",
        "valid_from": "2026-01-08",
        "valid_to": "2029-01-07",
        "term_rule": "fixed_years",
    }
    old = done(hrss.posts(f"{address}/renewal", **term))

    assert (old["status"], names(hrss, address)) == ("expired", {"report_false_declaration"})
    assert done(hrss.gets(f"{CARDS}/{old['successor_id']}"))["status"] == "in_force"


def test_whoever_may_not_know_of_a_card_is_told_that_there_is_none(town: Town) -> None:
    address, _ = in_force(town)

    stranger = town.officer("hrss", BOSHAN)
    assert stranger.posts(f"{address}/proposals", measure="suspension", **WHY).status_code == 404
    assert stranger.gets(f"{address}/entitlements").status_code == 404


def test_the_history_of_a_card_tells_all_of_it(town: Town) -> None:
    address, _ = in_force(town)
    hrss = town.officer("hrss")
    done(hrss.posts(f"{address}/suspension", **WHY))
    done(hrss.posts(f"{address}/reinstatement", **WHY))

    told = [event["topic"] for event in done(hrss.gets(f"{address}/history"))["items"]]

    assert told == ["Card.Granted", "Card.Issued", "Card.Suspended", "Card.Reinstated"]


class TestServices:
    @pytest.fixture
    def card(self, town: Town) -> tuple[str, str, str]:
        """Address, enterprise, and the code on the card."""
        address, enterprise = in_force(town)
        token = town.service.card_tokens.written(CardToken(UUID(address.rpartition("/")[2]), 1))
        return address, enterprise, token

    def test_a_provider_registers_a_use_and_learns_nothing_about_the_person(self, town: Town, card) -> None:
        address, enterprise, token = card

        used = done(town.provider().posts("/v1/service-uses", card_token=token, service="health_check"))

        assert (used["service"], used["left"], used["is_reversed"]) == ("health_check", 0, False)
        assert "talent" not in str(used)
        items = done(town.specialist(enterprise).gets(f"{address}/entitlements"))["items"]
        [check] = [item for item in items if item["service"] == "health_check"]
        assert (check["per_year"], check["used"], check["left"]) == (1, 1, 0)

    def test_what_is_used_up_is_refused_until_it_is_taken_back(self, town: Town, card) -> None:
        _, _, token = card
        provider, asked = town.provider(), {"card_token": token, "service": "health_check"}
        used = done(provider.posts("/v1/service-uses", **asked))

        refused = provider.posts("/v1/service-uses", **asked)
        assert (refused.status_code, refused.json()["code"]) == (409, "service_used_up")
        done(provider.posts(used["href"], card_token=token, year=used["year"], **WHY))
        done(provider.posts("/v1/service-uses", **asked))

    def test_a_code_that_nobody_here_made_is_refused(self, town: Town) -> None:
        refused = town.provider().posts("/v1/service-uses", card_token="x", service="transport")

        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")

    def test_a_card_that_is_not_valid_opens_nothing(self, town: Town, card) -> None:
        address, _, token = card
        done(town.officer("hrss").posts(f"{address}/suspension", **WHY))

        refused = town.provider().posts("/v1/service-uses", card_token=token, service="transport")

        assert refused.json()["code"] == "card_not_valid"


def test_given_a_card_whose_type_the_next_policy_issues_no_more_then_it_is_read_and_its_issuer_decides_about_it(
    town: Town,
) -> None:
    address, enterprise = in_force(town)
    hrss, colleague = town.officer("hrss"), town.officer("hrss", name="feng-an")
    made(town, address)
    done(hrss.posts("/v1/policies", content=without_card_type("elite", from_day="2026-01-06").content))
    done(colleague.posts("/v1/policies/zibo-2023/2/publication"))

    assert "deliver_card" in names(hrss, address)
    assert done(town.auditor().gets(address))["status"] == "in_force"
    done(hrss.posts(f"{address}/delivery", recipient="holder", received_by="示例人才"))
    done(town.specialist(enterprise).posts(f"{address}/activation"))
    assert done(hrss.posts(f"{address}/suspension", **WHY))["status"] == "suspended"


def test_given_a_city_without_a_policy_when_an_auditor_reads_a_card_then_it_is_shown(town: Town) -> None:
    address, _ = in_force(town)
    service = town.service
    today = str(service.clock().date())
    done(town.officer("hrss").posts("/v1/policies/zibo-2023/1/retirement", last_day=today, **WHY))

    town.app.state.service = replace(service, clock=lambda: service.clock() + timedelta(days=2))

    assert done(town.auditor().gets(address))["status"] == "in_force"
