"""Verifying a card over HTTP: what anybody is told of a code, how little it is, and how often it may be asked."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import zxingcpp

from domain.aggregates import Card
from domain.cards import ReplacementCause
from persistence.card_tokens import CardToken, CardTokens
from persistence.embedded import EmbeddedPostgres
from tests.api.cards import granted
from tests.api.conftest import Town, town_on
from tests.api.test_papers import issued
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.documents.printed import pages_of
from tests.persistence.commands import command
from tests.persistence.test_card_tokens import new_key
from tests.projections.made_up import officer

MEMBERS = {"status", "says", "card_type", "verified_at"}
NAME, NUMBER = "示例人才", "SL-2026-000001"


@pytest.fixture(scope="module")
def issuing(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A town whose cards are verified as often as the tests of this module need."""
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder, projected=False) as town:
        yield town


def card_of(town: Town, **facts: Any) -> str:
    [enterprise] = town.listed(f"示例{next(town.numbers)}号有限公司")
    card = granted(town, enterprise, town.talent(NAME, employer_id=enterprise))
    issued(town, card, **{"valid_to": "2091-01-06"} | facts)
    return card


def token_of(town: Town, card: str, plastic: int = 1) -> str:
    return town.service.card_tokens.written(CardToken(UUID(card), plastic))


def verified(town: Town, token: str) -> dict[str, Any]:
    answer = town.http.get(f"/v1/card-verifications/{token}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert told.keys() == MEMBERS
    return told


def test_a_card_in_force_is_valid_and_says_what_kind_it_is(issuing: Town) -> None:
    told = verified(issuing, token_of(issuing, card_of(issuing)))

    assert (told["status"], told["says"], told["card_type"]) == (
        "valid",
        {"zh": "有效", "en": "valid"},
        "huicai",
    )


def test_the_code_on_a_printed_card_is_the_one_that_is_verified(issuing: Town) -> None:
    face = issuing.officer("hrss").gets(f"/v1/cards/{card_of(issuing)}/face.pdf", purpose="printing")

    with pages_of(face.content) as pages:
        [code] = zxingcpp.read_barcodes(pages[0].to_image(resolution=200).original)

    assert verified(issuing, code.text)["status"] == "valid"


def test_a_card_whose_term_is_over_is_expired(issuing: Town) -> None:
    card = card_of(issuing, valid_to="2026-01-08", effective_on="2026-01-07")

    assert verified(issuing, token_of(issuing, card))["status"] == "expired"


def test_a_card_renewed_before_its_end_is_valid_until_the_new_term_begins(issuing: Town) -> None:
    old = card_of(issuing, valid_to="2071-01-06")
    new = card_of(issuing, valid_from="2071-01-07", valid_to="2074-01-06")
    decided(issuing, old, Card.renew, UUID(new))

    told = [verified(issuing, token_of(issuing, card))["status"] for card in (old, new)]
    assert told == ["valid", "invalid"]


def test_a_card_whose_grant_was_entered_by_mistake_is_invalid(issuing: Town) -> None:
    card = card_of(issuing)
    decided(issuing, card, Card.reverse_grant)

    assert verified(issuing, token_of(issuing, card))["status"] == "invalid"


def test_a_lost_card_is_invalid_at_once_and_its_replacement_valid_under_another_code(issuing: Town) -> None:
    card = card_of(issuing)
    old, new = token_of(issuing, card, 1), token_of(issuing, card, 2)
    decided(issuing, card, Card.produce, None)

    def told() -> tuple[str, str]:
        return verified(issuing, old)["status"], verified(issuing, new)["status"]

    in_force = told()
    decided(issuing, card, Card.report_loss)
    lost = told()
    decided(issuing, card, Card.replace, "SL-2026-000002", ReplacementCause.LOST)
    replaced = told()

    assert (in_force, lost, replaced) == (("valid", "invalid"), ("invalid", "invalid"), ("invalid", "valid"))


def decided(town: Town, card: str, decision: Callable[..., None], *stated: Any) -> None:
    """What somebody has decided about the card, as it stands in the log."""
    aggregate: Card = town.service.store.repository.get(UUID(card))
    authority = officer().model_copy(update={"effective_on": date(2026, 11, 1), "reason": "示例理由"})
    decision(aggregate, *stated, area=aggregate.area, authority=authority)
    town.service.store.save_all([aggregate], command())


def test_a_card_that_is_not_issued_yet_is_invalid(issuing: Town) -> None:
    [enterprise] = issuing.listed("示例未发卡有限公司")
    card = granted(issuing, enterprise, issuing.talent(NAME, employer_id=enterprise))

    assert verified(issuing, token_of(issuing, card))["status"] == "invalid"


@pytest.mark.parametrize("plastic", [0, 2, 65535])
def test_another_plastic_of_a_card_than_the_one_in_use_is_invalid(issuing: Town, plastic: int) -> None:
    assert verified(issuing, token_of(issuing, card_of(issuing), plastic))["status"] == "invalid"


def test_a_code_that_nobody_here_made_is_unknown(issuing: Town) -> None:
    card = card_of(issuing)
    good = token_of(issuing, card)
    head, said, signature = good.split(".")
    forged = CardTokens([new_key()]).written(CardToken(UUID(card), 1))
    codes = [
        forged,
        card,
        NUMBER,
        f"{head}.{said}",
        f"{head}.{said[:-4]}AAAA.{signature}",
        f"{head}.{said}.{signature[::-1]}",
        f"..{signature}",
        "x" * 5000,
        "核验",
    ]

    told = [verified(issuing, code) for code in codes]

    assert [one["status"] for one in told] == ["unknown"] * len(codes)


def test_a_code_of_a_card_that_is_on_no_books_is_unknown(issuing: Town) -> None:
    assert verified(issuing, token_of(issuing, str(uuid4())))["status"] == "unknown"
    enterprise = issuing.enterprise("示例非卡有限公司")
    assert verified(issuing, token_of(issuing, enterprise))["status"] == "unknown"


def test_nothing_is_told_of_the_person_or_of_the_card_itself(issuing: Town) -> None:
    card = card_of(issuing)

    answers = [
        issuing.http.get(f"/v1/card-verifications/{token_of(issuing, card, plastic)}").text
        for plastic in (1, 2)
    ]

    for said in (NAME, NUMBER, card, "2091", "示例"):
        assert not any(said in answer for answer in answers)
        assert said not in token_of(issuing, card)


def test_nobody_has_to_sign_in_and_a_token_changes_nothing(issuing: Town) -> None:
    path = f"/v1/card-verifications/{token_of(issuing, card_of(issuing))}"

    told = [issuing.http.get(path), issuing.auditor().gets(path), issuing.expired("li").gets(path)]

    assert [answer.json()["status"] for answer in told] == ["valid"] * 3
    assert told[0].headers["cache-control"] == "no-store"


def test_a_query_parameter_is_refused_here_too(issuing: Town) -> None:
    answer = issuing.http.get("/v1/card-verifications/x", params={"no_such": "1"})

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


def test_who_asks_too_often_is_told_when_to_ask_again(database: Database, tmp_path: Path) -> None:
    with town_on(database, tmp_path, projected=False, verifications_per_address=3) as town:
        answers = [town.http.get("/v1/card-verifications/x") for _ in range(4)]
        others = town.auditor().gets("/v1/policies")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert others.status_code == 200


def test_one_address_too_many_in_all_is_refused_whoever_it_is(database: Database, tmp_path: Path) -> None:
    with town_on(database, tmp_path, projected=False, verifications_in_all=2) as town:
        answers = [
            town.http.get("/v1/card-verifications/x", headers={"X-Forwarded-For": f"192.0.2.{number}"})
            for number in range(3)
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_the_addresses_that_a_proxy_tells_are_counted_apart(database: Database, tmp_path: Path) -> None:
    with town_on(database, tmp_path, projected=False, verifications_per_address=1) as town:
        answers = [
            town.http.get("/v1/card-verifications/x", headers={"X-Forwarded-For": address})
            for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
