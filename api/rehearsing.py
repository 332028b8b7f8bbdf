"""Where commands are rehearsed for one viewer (预演): the standings in which he or she may send them, and what all share.

Nothing that is tried out is kept for the next but what follows from the standing alone: who decides, in which
organisation, under which clauses, by which calendar.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.aggregates.stand_in import Grant
from domain.authorization import Command, in_stead
from domain.base import Authority, Capacity, DocumentReference
from domain.office import Office
from domain.places import NOMINATION_LETTER
from domain.work import Work

STAND_IN = "stand_in"
IN_OWN_OFFICE = (Capacity.ACTING, Capacity.ENTERING_FOR, Capacity.TRANSCRIBING)
IN_ANOTHER_S = (Capacity.DEPUTISING, Capacity.TRANSCRIBING)


class Standing:
    """A standing in which a command may be sent, with all that a sender could bring along for a decision."""

    def __init__(self, authority: Authority, capacities: tuple[Capacity, ...], principal: str | None) -> None:
        self._authority = authority
        self._capacities = capacities
        self._supplied: list[Authority] = []
        self.principal = principal

    def __iter__(self) -> Iterator[Authority]:
        """In each capacity in which it may be sent, the usual one first."""
        for number, capacity in enumerate(self._capacities):
            if number == len(self._supplied):
                self._supplied.append(_supplied(self._authority, capacity))
            yield self._supplied[number]


class Rehearsals:
    """One viewer's rehearsals: the standings, and one unit of work for each, in which one command is tried after the other."""

    def __init__(self, office: Office, authority: Authority, grants: Iterable[Grant]) -> None:
        """`grants` are those under which the viewer stands in for others today."""
        self._office = office
        own = Standing(office.known_as(authority), IN_OWN_OFFICE, None)
        deputed = ((in_stead(authority, grant), grant.principal) for grant in grants)
        self.standings = (own, *(Standing(theirs, IN_ANOTHER_S, principal) for theirs, principal in deputed))
        self._works: dict[tuple[int, frozenset[tuple[str, Any]]], tuple[Authority, Work]] = {}

    def work(self, command: Command, authority: Authority, **brought: Any) -> Work:
        """A unit of work to try out a command that was authorised, as if nothing had been tried in it before.

        `brought` is what the sender has to state of the decision beside what anybody could.
        """
        if authority.stood_in_for:  # in which office depends on the command
            return _bringing(brought, authority, self._office.preview(command, authority))
        place = id(authority), frozenset(brought.items())
        of_this, work = self._works.get(place, (None, None))
        if work is None or of_this is not authority:
            work = _bringing(brought, authority, self._office.preview(command, authority))
            self._works[place] = authority, work
        return work.anew()


def _bringing(brought: dict[str, Any], authority: Authority, work: Work) -> Work:
    if brought:
        work.authority = authority.model_copy(update=brought)
    return work


def _supplied(authority: Authority, capacity: Capacity) -> Authority:
    paper = DocumentReference(
        kind=NOMINATION_LETTER,
        number=STAND_IN,
        issued_on=authority.effective_on,
        received_on=authority.effective_on,
    )
    brought = {
        "capacity": capacity,
        "deciding_body": STAND_IN if capacity is Capacity.TRANSCRIBING else None,
        "reason_code": STAND_IN,
        "documents": (paper,),
        "policy_version": STAND_IN,
    }
    return authority.model_copy(update=brought)
