"""Which other cases have the same person or the same file, as long as nobody has decided about it (查重).

A case is noted under its person when it is submitted, and under each file about the person when it is handed in; what
is found is told anew whenever somebody asks, so that a finding ends with the case that it is about.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from domain.aggregates.card_application import CardApplication
from domain.aggregates.duplicate_check import DuplicateCheck
from domain.base import Authority
from domain.cases import CaseStatus
from domain.duplicates import DuplicateGround, Finding
from domain.work import Work

Find = Callable[[Iterable[UUID]], Mapping[UUID, Any]]  # aggregates by their ids, those that there are
# A draft is nobody's case yet, and what has ended otherwise than with a card stands in nobody's way.
STANDING = frozenset(
    {CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED, CaseStatus.SUSPENDED, CaseStatus.APPROVED}
)


def note_person(case: CardApplication, authority: Authority, work: Work) -> None:
    """The case is about this person, for this type of card."""
    _note(DuplicateGround.PERSON, _person_of(case), case, authority, work)


def note_file(case: CardApplication, sha256: str, authority: Authority, work: Work) -> None:
    """The case stands on this file about its person."""
    _note(DuplicateGround.FILE, sha256, case, authority, work)


def findings(case: CardApplication, find: Find) -> list[Finding]:
    """What is still to be decided about the case, in a lasting order; nothing about one that stands no longer."""
    if case.status not in STANDING:
        return []
    checks = find(checks_of(case))
    found = [
        (checks[check_id], other_id)
        for check_id, _ in _checks_of(case)
        if check_id in checks
        for other_id in checks[check_id].undecided(case.id)
    ]
    others = find({other_id for _, other_id in found})
    return [Finding(check.ground, other_id) for check, other_id in found if _has(others[other_id], check)]


def checks_of(case: CardApplication) -> list[UUID]:
    """Where the case may be noted, and others like it."""
    return [check_id for check_id, _ in _checks_of(case)]


def check_of(
    case: CardApplication, ground: DuplicateGround, other_id: UUID, work: Work
) -> DuplicateCheck | None:
    """The check in which both cases are found on this ground, as long as both stand and have it."""
    other = work.load(CardApplication, other_id)
    for check_id, known in _checks_of(case):
        check = work.find(DuplicateCheck, check_id) if known is ground else None
        if check is not None and other_id in check.cases and _has(case, check) and _has(other, check):
            return check
    return None


def found_in(work: Work) -> Find:
    """The aggregates of a unit of work, as it has decided about them."""

    def find(ids: Iterable[UUID]) -> Mapping[UUID, Any]:
        wanted = list(ids)
        work.gather(wanted)
        return {id_: work.touched[id_] for id_ in wanted if id_ in work.touched}

    return find


def _has(case: CardApplication, check: DuplicateCheck) -> bool:
    """Whether a case that was noted stands, and has still what it was noted for: a file may have been struck out."""
    has_it = check.ground is DuplicateGround.PERSON or any(
        file.sha256 == check.common for file in case.attached.values()
    )
    return has_it and case.status in STANDING


def _note(
    ground: DuplicateGround, common: str, case: CardApplication, authority: Authority, work: Work
) -> None:
    check = work.find(DuplicateCheck, DuplicateCheck.id_of(case.city, ground, common))
    if check is None:
        work.add(DuplicateCheck.open(case.city, ground, common, case.id, authority))
    else:
        check.note(case.id, authority)


def _checks_of(case: CardApplication) -> list[tuple[UUID, DuplicateGround]]:
    """The ids of the checks in which the case may be noted."""
    common = [
        (DuplicateGround.PERSON, _person_of(case)),
        *((DuplicateGround.FILE, file.sha256) for file in case.attached.values()),
    ]
    return [(DuplicateCheck.id_of(case.city, ground, what), ground) for ground, what in common]


def _person_of(case: CardApplication) -> str:
    return f"{case.talent_id}/{case.card_type}"
