"""What excludes a person from cards, decided in the very instant of a grant: one of the two sees the other (R-01, R-22).

A rival acts before each question that the command asks about the person, one after the other, and last before it is
recorded.
Whenever that was, nobody is granted a card after it was attested that he or she is a party-managed cadre.
"""

from collections.abc import Callable, Iterator
from itertools import count
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding, HolderExclusion
from domain.aggregates.talent import Talent
from domain.authorization import Command
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.cases import ProvincialResult
from domain.errors import Refusal
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from tests.domain.books_of_zibo import LUJIAN, opened
from tests.domain.cases_of_zibo import HRSS_CONFIRMS, HRSS_WRITES, forwarded, person_of
from tests.domain.grants_of_zibo import MIIT_GRANTS, attested, granting, one_head
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

Grant = tuple[Command, Authority, UUID]  # the command that grants a card, by whom, and to whom


def a_run(books: Books) -> Grant:
    talent_id = one_head(books, LUJIAN)
    return granting(books), MIIT_GRANTS, talent_id


def an_approval(books: Books) -> Grant:
    opened(books)
    person = person_of(books)
    of = {"card_application_id": forwarded(books, person)}
    books.send(TranscribeResult(**of, result=ProvincialResult.APPROVED), HRSS_WRITES)
    return ConfirmResult(**of), HRSS_CONFIRMS, person["talent_id"]


def at_every_moment(prepared: Callable[[Books], Grant]) -> Iterator[tuple[Books, Grant]]:
    """Books in which a rival comes in between, at each such question in turn and at last before the command's record."""
    for moment in count():
        books = Books(ZIBO)
        grant = prepared(books)
        rival = Rival(books, grant[2], moment)
        books.log.before_question = rival.comes_in
        books.log.rivals.append(rival.attests)
        yield books, grant
        if rival.was_last:
            return


class Rival:
    """Somebody attests, once, that the person is a party-managed cadre."""

    def __init__(self, books: Books, talent_id: UUID, moment: int) -> None:
        self.books, self.talent_id, self.moment = books, talent_id, moment
        holdings = {CardHolding.id_of(talent_id, card_type) for card_type in ("huicai", "honor")}
        self.about = {talent_id, *holdings}
        self.questions = count()
        self.has_attested = self.was_last = False

    def comes_in(self, asked: frozenset[UUID]) -> None:
        if not self.has_attested and asked & self.about and next(self.questions) == self.moment:
            self._attest()

    def attests(self) -> None:
        """Just before the command is recorded, if no question came that late."""
        if not self.has_attested:
            self.was_last = True
            self._attest()

    def _attest(self) -> None:
        self.has_attested = True
        attested(self.books, self.talent_id, PartyManaged.YES)


@pytest.mark.parametrize("prepared", [a_run, an_approval])
def test_given_an_attestation_at_any_moment_of_a_grant_then_no_card_is_granted_after_it(prepared):
    outcomes = set()
    for books, (command, by, _) in at_every_moment(prepared):
        try:
            books.send(command, by)
            outcomes.add("granted")
        except Refusal as refused:
            outcomes.add(refused.code)
        assert not granted_after_attestation(books)

    # A run is refused for what was previewed has changed, an approval for what has come to light.
    assert outcomes & {"preview_stale", "party_managed_cadre"}


def granted_after_attestation(books: Books) -> bool:
    is_cadre = False
    for event in books.events():
        if isinstance(event, Talent.CadreStatusAttested):
            is_cadre = event.result is PartyManaged.YES
        if isinstance(event, Card.Granted) and is_cadre:
            return True
    return False


@pytest.mark.parametrize(
    ("result", "cause"),
    [
        (PartyManaged.YES, HolderExclusion.MANAGED),
        (PartyManaged.UNKNOWN, HolderExclusion.CADRE_STATUS_UNKNOWN),
        (PartyManaged.NO, None),
    ],
)
def test_what_excludes_the_person_stands_with_every_card_type_and_what_does_not_with_none(result, cause):
    books = Books(ZIBO)
    talent_id = one_head(books, LUJIAN)
    before = books.log.size

    attested(books, talent_id, result)

    excluded = [event for event in books.events(before) if isinstance(event, CardHolding.HolderExcluded)]
    types = {books.load(CardHolding, event.originator_id).card_type for event in excluded}
    assert {event.cause for event in excluded} == ({cause} if cause else set())
    assert types == ({"huicai", "elite", "honor"} if cause else set())
