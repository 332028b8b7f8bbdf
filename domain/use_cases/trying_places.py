"""What a row of the quota ledger brings: a place of a year's quota, nominated or used (期初台账预检)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import TakenOverPlace
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.base import Authority, DocumentReference
from domain.fields import wrong
from domain.places import NOMINATION_LETTER, PlaceStatus
from domain.policy.pack import PolicyPack
from domain.policy.refusals import NoPolicyInForce
from domain.text import Text
from domain.use_cases.managing_quotas import newly_opened
from domain.use_cases.matching_books import (
    Ground,
    Spot,
    ToConfirm,
    enterprise_of,
    is_called,
    person_of,
    with_papers,
)
from domain.use_cases.reading_books import PLACES, ReadPerson, StatedPlace, place_read
from domain.use_cases.trying_cards import TriedCard

OF_QUOTA = ("R-10", "R-11", "R-12")


class MatchedPlace(NamedTuple):
    """A row of which it is known whom it means; without `talent` nobody has used the place yet."""

    stated: StatedPlace
    enterprise: Enterprise
    talent: Talent | None
    to_confirm: ToConfirm

    @property
    def row(self) -> int:
        return self.stated.row


@dataclass(frozen=True, slots=True)
class TriedPlace:
    """A place that a row brings."""

    stated: StatedPlace
    enterprise: Enterprise
    talent: Talent | None
    to_confirm: ToConfirm
    place_id: UUID
    quota: Quota

    @property
    def entry(self) -> TakenOverPlace:
        """The row as the books have it."""
        return TakenOverPlace(
            row=self.stated.row,
            quota_id=self.quota.id,
            place_id=self.place_id,
            card_type=self.quota.card_type,
            quota_year=self.quota.quota_year,
            department=self.stated.department,
            status=self.stated.status,
            enterprise_id=self.enterprise.id,
            area=self.enterprise.area,
            talent_id=self.talent.id if self.talent else None,
            confirmed=tuple(error.code for error in self.to_confirm),
        )


def place_matched(row: StatedPlace, cards: Iterable[TriedCard], ground: Ground) -> MatchedPlace:
    """Whom the row means. Asked of all rows first: whoever they register stands in the log before the place.

    Raises `Invalid`.
    """
    stated, person = place_read(row, ground.pack, ground.work)
    enterprise, about_enterprise = enterprise_of(stated, ground)
    talent, about_person = _user(stated, person, enterprise, cards, ground)
    return MatchedPlace(stated, enterprise, talent, (*about_enterprise, *about_person))


def place_tried(matched: MatchedPlace, ground: Ground) -> TriedPlace:
    """The place that the row brings. Raises `Invalid`, `RuleViolation` and `QuotaClosed`."""
    stated, enterprise, talent, _ = matched
    quota = _quota(stated, ground)
    pack = ground.work.policies.version(quota.policy_version)
    route = pack.quota_route(quota.card_type)
    if stated.department not in quota.places.department_limits:
        raise wrong("department", "not_recommending", NOT_RECOMMENDING)
    if stated.nominated_on is not None:
        route.quota_year.must_hold(stated.quota_year, stated.nominated_on)
    place_id = ground.new_id(stated.row)
    quota.take_over(
        place_id,
        stated.status,
        department=stated.department,
        enterprise_id=enterprise.id,
        talent_id=talent.id if talent else None,
        list_type=route.list_types[stated.department],
        area=enterprise.area,
        authority=_as_nominated(stated, pack, ground),
    )
    return TriedPlace(*matched, place_id=place_id, quota=quota)


def _quota(stated: StatedPlace, ground: Ground) -> Quota:
    """The quota of the year; one that is not open yet is opened under the policy of that year."""
    assert stated.card_type is not None  # it was read
    known = ground.work.find(Quota, Quota.id_of(ground.city, stated.card_type, stated.quota_year))
    if known is not None:
        return known
    try:
        last_day = min(date(stated.quota_year, 12, 31), ground.day)
        pack = ground.work.policies.in_force(ground.city, last_day)
    except NoPolicyInForce:
        raise wrong("quota_year", NoPolicyInForce.code, NO_POLICY_THAT_YEAR) from None
    authority = with_papers(ground.work.under(pack, *OF_QUOTA), ground.file)
    return newly_opened(stated.card_type, stated.quota_year, pack, authority, ground.work)


def _user(
    stated: StatedPlace,
    person: ReadPerson | None,
    enterprise: Enterprise,
    cards: Iterable[TriedCard],
    ground: Ground,
) -> tuple[Talent | None, ToConfirm]:
    """Who has used the place: by the document, or the one of that name whose card of the year the books have."""
    if stated.status is not PlaceStatus.CONSUMED:
        return None, ()
    if person is not None:
        return person_of(person, enterprise, Spot(PLACES, stated.row), ground)
    sought = (enterprise.id, stated.card_type, stated.quota_year)
    entries = (*ground.books.cards.values(), *(one.entry for one in cards))
    ids = {one.talent_id for one in entries if (one.enterprise_id, one.card_type, one.quota_year) == sought}
    holders = (ground.work.load(Talent, id_) for id_ in sorted(ids))
    named = [holder for holder in holders if is_called(holder, stated.person or "", ground)]
    if len(named) != 1:
        raise wrong("person", "person_unknown", PERSON_UNKNOWN)
    return named[0], ()


def _as_nominated(stated: StatedPlace, pack: PolicyPack, ground: Ground) -> Authority:
    """The authority to take over a place, under the policy of its quota and on the letter of its nomination."""
    authority = ground.work.under(pack, *OF_QUOTA)
    if stated.nominated_on is None:
        return with_papers(authority, ground.file)
    letter = DocumentReference(kind=NOMINATION_LETTER, issued_on=stated.nominated_on)
    return with_papers(authority, letter, ground.file)


NOT_RECOMMENDING = Text("不是该配额的推荐部门", "this department recommends nobody in this quota")
NO_POLICY_THAT_YEAR = Text("该年度没有适用的政策", "no policy was in force in that year")
PERSON_UNKNOWN = Text(
    "找不到该企业该年度的持卡人：请先接管其人才卡，或填写证件号码",
    "no holder of that name has a card of that enterprise and year: take the card over first, or state a document",
)
