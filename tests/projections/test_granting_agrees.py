"""Whatever happens to heads and lists: the card register says what cards and holdings say."""

import random
from collections.abc import Callable

import pytest

from domain.aggregates import Card
from domain.authorization import Scope
from domain.card_routes import CardRoute
from domain.cards import CardStatus
from persistence.datastore import Datastore
from persistence.vault import Vault
from projections.card_register import CardFilter, CardRegister
from tests.domain.grants_of_zibo import holders
from tests.domain.lives_of_heads import COMPANIES, PEOPLE, live
from tests.domain.zibo import ZIBO
from tests.on_database import BooksOnDatabase


@pytest.mark.parametrize("seed", range(2))
def test_after_any_runs_the_register_has_the_cards_that_are_held(
    app: Datastore, vault: Vault, caught_up: Callable[[], None], cards: CardRegister, seed: int
) -> None:
    books, chance = BooksOnDatabase(app, vault, ZIBO), random.Random(seed)
    for _ in range(6):
        department, company, person = (
            chance.choice(["drc", "miit"]),
            chance.choice(COMPANIES),
            chance.choice(sorted(PEOPLE)),
        )
        live(books, ("lead", department, company, person), ("run",))
    live(books, ("delist", "drc", COMPANIES[0]), ("merge", COMPANIES[1], COMPANIES[2]), ("run",))
    caught_up()

    rows = {row.card_id: row for row in cards.page(CardFilter(), scope=Scope(), limit=200)}

    held = holders(books)
    assert held, "somebody got a card"
    assert set(rows) == set(held.values())
    for talent_id, card_id in held.items():
        row, card = rows[card_id], books.load(Card, card_id)
        assert (row.talent_id, row.card_number) == (talent_id, card.card_number)
        assert (row.status, row.route) == (CardStatus.IN_FORCE, CardRoute.AUTOMATIC)
        assert row.approval_number == "淄工信字〔2024〕12号"
