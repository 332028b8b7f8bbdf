"""The race of a grant and an attestation in two transactions of PostgreSQL: whoever commits first is seen by the other.

The grant has been decided and is about to be recorded when the attestation commits beside it, on a connection of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.authorization import Command
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.cases import PartyManagedCadre, ProvincialResult
from domain.previews import PreviewStale
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from persistence.datastore import Datastore
from persistence.master_key import MasterKey
from persistence.vault import Vault
from tests.domain.books_of_zibo import LUJIAN, opened
from tests.domain.cases_of_zibo import HRSS_CONFIRMS, HRSS_WRITES, forwarded, person_of
from tests.domain.grants_of_zibo import MIIT_GRANTS, attested, granting, one_head
from tests.domain.zibo import ZIBO
from tests.on_database import BooksOnDatabase


@pytest.fixture
def books(datastore: Datastore) -> BooksOnDatabase:
    return BooksOnDatabase(datastore, Vault(datastore, MasterKey(bytes(range(32)))), ZIBO)


def test_two_transactions_a_run_and_an_attestation_do_not_both_pass(books: BooksOnDatabase) -> None:
    talent_id = one_head(books, LUJIAN)
    run = granting(books)

    with pytest.raises(PreviewStale):
        decided_while(books, run, MIIT_GRANTS, lambda: attested(books, talent_id, PartyManaged.YES))

    assert books.all_of(Card) == []


def test_two_transactions_an_approval_and_an_attestation_do_not_both_pass(books: BooksOnDatabase) -> None:
    opened(books)
    person = person_of(books)
    of = {"card_application_id": forwarded(books, person)}
    books.send(TranscribeResult(**of, result=ProvincialResult.APPROVED), HRSS_WRITES)
    talent_id: UUID = person["talent_id"]

    with pytest.raises(PartyManagedCadre):
        decided_while(
            books, ConfirmResult(**of), HRSS_CONFIRMS, lambda: attested(books, talent_id, PartyManaged.YES)
        )

    assert books.all_of(Card) == []


def decided_while(
    books: BooksOnDatabase, command: Command, by: Authority, rival: Callable[[], object]
) -> None:
    """Decide the command, let the rival commit once, and then record what was decided."""
    rivals = [rival]

    def rendered(aggregate: Any, _: object) -> dict[str, Any]:
        if rivals:
            rivals.pop()()
        return {"id": str(aggregate.id), "version": aggregate.version}

    books.office.carry_out(command, by, replace(books.request(command), render=rendered))
