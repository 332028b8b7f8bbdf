"""Who gets a card without applying for it (免申即享预览): every head whom the lists name, one by one, and why not.

A person is known by an identity document alone (`identifying_principals.py`); in one enterprise a name is one person's,
so that a head whom two lists name, or one list in two roles, is one head. Nobody is dropped whom a head of the
enterprise may be of whom it is not known yet who it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from operator import attrgetter
from uuid import UUID

from domain.aggregates.automatic_grants import AutomaticGrants, HeadOutcome, KnownCard
from domain.aggregates.card_holding import CardHolding, CardInForce
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList
from domain.aggregates.opening_books import OpeningBooks
from domain.aggregates.talent import Talent
from domain.cadres import PartyManaged
from domain.cases import PartyManagedCadre
from domain.errors import Refusal, RuleViolation
from domain.listings import Listing, NotOnList
from domain.policy.automatic_route import AutomaticRoute
from domain.policy.pack import PolicyPack
from domain.policy.steps import CheckName, Stage
from domain.previews import digest_of_preview
from domain.principals import Principal
from domain.text import Text
from domain.use_cases.checking_cases import Checked, failed_checks
from domain.use_cases.identity_index import Opened, opened_all
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import Work


class HeadNotIdentified(RuleViolation):
    code = "head_not_identified"
    title = Text("尚未凭证件核实负责人身份", "No identity document says yet who the head is")


class RoleNotAdmitted(RuleViolation):
    code = "role_not_admitted"
    title = Text("不属于主要负责人", "The role is not that of a main responsible person")


class NotNamedByList(RuleViolation):
    code = "not_named_by_list"
    title = Text("名单未列此负责人", "No list names this head")


class GrantedAtOtherEnterprise(RuleViolation):
    code = "granted_at_other_enterprise"
    title = Text("该人因另一企业在本批次发卡", "The person gets the card at another enterprise in this run")


class LeadsNoLonger(RuleViolation):
    code = "leads_no_longer"
    title = Text("不再担任名单内企业的主要负责人", "The person leads no listed enterprise any longer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGround:
    """What a run stands on: the lists and the policy of its day, and the enterprises that may be without a code."""

    city: str
    card_type: str
    pack: PolicyPack
    route: AutomaticRoute
    grants: AutomaticGrants | None
    without_code: frozenset[UUID]
    work: Work

    @property
    def day(self) -> date:
        return self.work.authority.effective_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A person who leads an enterprise, by all that its lists and officers say of him or her."""

    enterprise: Enterprise
    principals: tuple[Principal, ...]
    talent_id: UUID | None

    @property
    def named(self) -> tuple[Principal, ...]:
        """What the lists say, and not an officer."""
        return tuple(one for one in self.principals if one.list_type is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedHead:
    """What a run would do about a person at an enterprise; `grounds` say why there is no card, or should be none.

    `card_id` is the card that the person has; the policy is that of the day of the list (decided point 14).
    """

    outcome: HeadOutcome
    enterprise: Enterprise
    principals: tuple[Principal, ...]
    talent: Talent | None
    listing: Listing | None
    pack: PolicyPack
    route: AutomaticRoute
    grounds: tuple[Refusal, ...] = field(default=())
    card_id: UUID | None = None

    @property
    def leads(self) -> bool:
        """Whether the person is a main responsible person of a listed enterprise, card or no card."""
        return not any(isinstance(ground, RoleNotAdmitted | NotNamedByList) for ground in self.grounds)


def judged_heads(ground: RunGround) -> tuple[JudgedHead, ...]:
    """Every head of a listed enterprise, in the order of areas and names, and then whose card should end."""
    heads = _heads(ground)
    _gather_people(heads, ground)
    judged = _each_once(_judged(head, ground) for head in heads)
    dropped = tuple(_dropped(judged, ground))
    left = {one.enterprise.id for one in dropped if isinstance(one.grounds[0], LeadsNoLonger)}
    return (*(_as_successor(one) if one.enterprise.id in left else one for one in judged), *dropped)


def preview_of(judged: Iterable[JudgedHead]) -> str:
    """The digest of what was shown, by which an officer says what is to be done."""
    return digest_of_preview(
        [
            one.outcome,
            str(one.enterprise.id),
            one.talent and str(one.talent.id),
            [str(principal.id) for principal in one.principals],
            one.pack.version,
            [ground.code for ground in one.grounds],
            one.card_id and str(one.card_id),
        ]
        for one in judged
    )


# ── Who leads ────────────────────────────────────────────────────────────────────────────────────────────


def _heads(ground: RunGround) -> list[Head]:
    enterprises = _listed_enterprises(ground)
    people = chain.from_iterable(one.principals.values() for one in enterprises)
    names = opened_all((one.name for one in people), ground.work)
    return [head for one in enterprises for head in _heads_of(one, names, ground)]


def _listed_enterprises(ground: RunGround) -> list[Enterprise]:
    ids = [EnterpriseList.id_of(ground.city, list_type) for list_type in ground.route.list_types]
    ground.work.gather(ids)
    lists = (ground.work.find(EnterpriseList, id_) for id_ in ids)
    members = sorted({member for kept in lists if kept for member in kept.members})
    ground.work.gather(members)
    loaded = (ground.work.load(Enterprise, member) for member in members)
    listed = (one for one in loaded if _listings(one, ground))
    return sorted(listed, key=attrgetter("area", "name", "id"))


def _listings(enterprise: Enterprise, ground: RunGround) -> list[Listing]:
    """Its entries of that day, on the lists that the route goes by."""
    found = (enterprise.listings.on(list_type, ground.day) for list_type in ground.route.list_types)
    return [listing for listing in found if listing is not None]


def _heads_of(enterprise: Enterprise, names: Opened, ground: RunGround) -> Iterator[Head]:
    known = {names[one.name]: one.talent_id for one in enterprise.principals.values() if one.talent_id}
    listed_on = {listing.list_type for listing in _listings(enterprise, ground)}
    grouped: dict[UUID | str, list[Principal]] = defaultdict(list)
    for one in enterprise.current_principals():
        if one.since <= ground.day and (one.list_type is None or one.list_type in listed_on):
            name = names[one.name]
            grouped[one.talent_id or known.get(name) or name or one.id].append(one)
    for key, people in grouped.items():
        talent_id = key if isinstance(key, UUID) and key != people[0].id else None
        yield Head(enterprise=enterprise, principals=tuple(people), talent_id=talent_id)


def _gather_people(heads: Iterable[Head], ground: RunGround) -> None:
    """Load with one question whoever is known, and what he or she holds."""
    talents = {head.talent_id for head in heads if head.talent_id}
    holdings = {CardHolding.id_of(talent_id, ground.card_type) for talent_id in talents}
    ground.work.gather(talents | holdings)


# ── Who gets a card ──────────────────────────────────────────────────────────────────────────────────────


def _judged(head: Head, ground: RunGround) -> JudgedHead:
    listing = _listing_of(head, ground)
    pack = ground.work.policies.in_force(ground.city, listing.listed_from)
    route = pack.automatic_route(ground.card_type)
    talent = ground.work.load(Talent, head.talent_id) if head.talent_id else None
    found = {refusal.code: refusal for refusal in _grounds(head, talent, pack, ground)}
    card_id = _card_in(found.get(CardInForce.code))
    should_end = card_id is not None and PartyManagedCadre.code in found
    return JudgedHead(
        outcome=HeadOutcome.DROPPED if should_end else HeadOutcome.EXCLUDED if found else HeadOutcome.NEW,
        enterprise=head.enterprise,
        principals=head.principals,
        talent=talent,
        listing=listing,
        pack=pack,
        route=route,
        grounds=tuple(found.values()),
        card_id=card_id,
    )


def _listing_of(head: Head, ground: RunGround) -> Listing:
    """The latest entry of the lists that name the head, or else of the enterprise."""
    listings = _listings(head.enterprise, ground)
    naming = {one.list_type for one in head.named}
    of_head = [listing for listing in listings if listing.list_type in naming]
    return max(of_head or listings, key=attrgetter("listed_from", "list_type"))


def _grounds(head: Head, talent: Talent | None, pack: PolicyPack, ground: RunGround) -> Iterator[Refusal]:
    route = pack.automatic_route(ground.card_type)
    if not head.named:
        yield NotNamedByList(clauses=("R-08",), lifted_by=THE_LIST)
    elif not any(one.role in route.roles for one in head.named):
        yield RoleNotAdmitted(clauses=route.clauses)
    if any(one.party_managed is PartyManaged.YES for one in head.principals):
        yield PartyManagedCadre(clauses=("R-01",))
    if talent is None:
        principal = {"kind": "principal", "id": str(head.principals[0].id)}
        yield HeadNotIdentified(clauses=("R-08",), blocked_by=principal, lifted_by=A_DOCUMENT)
    elif (not_in_use := talent.not_in_use) is not None:
        yield not_in_use
    checks = route.checks_at(Stage.ISSUE)
    yield from failed_checks(
        [check for check in checks if talent is not None or check.check is CheckName.CREDIT_CODE],
        Checked(
            talent_id=head.talent_id,
            card_type=ground.card_type,
            enterprise=head.enterprise,
            pack=pack,
            gives_reason=head.enterprise.id in ground.without_code,
            stage=Stage.ISSUE,
            work=ground.work,
        ),
    )


def _each_once(judged: Iterable[JudgedHead]) -> tuple[JudgedHead, ...]:
    """Who leads two enterprises gets the card at the first of them."""
    at: dict[UUID, Enterprise] = {}
    return tuple(_unless_granted(one, at) for one in judged)


def _unless_granted(one: JudgedHead, at: dict[UUID, Enterprise]) -> JudgedHead:
    if one.outcome is not HeadOutcome.NEW or one.talent is None:
        return one
    first = at.setdefault(one.talent.id, one.enterprise)
    if first is one.enterprise:
        return one
    elsewhere = GrantedAtOtherEnterprise(
        clauses=one.route.clauses, blocked_by={"kind": "enterprise", "id": str(first.id)}
    )
    return replace(one, outcome=HeadOutcome.EXCLUDED, grounds=(elsewhere,))


def _as_successor(one: JudgedHead) -> JudgedHead:
    if one.outcome is not HeadOutcome.NEW:
        return one
    return replace(one, outcome=HeadOutcome.CHANGED_HEAD)


# ── Whose card should end ────────────────────────────────────────────────────────────────────────────────


def _dropped(judged: Iterable[JudgedHead], ground: RunGround) -> Iterator[JudgedHead]:
    """Who has a card of a listed enterprise and leads none any longer."""
    judged = tuple(judged)
    leading = {one.talent.id for one in judged if one.talent and one.leads}
    in_doubt = {one.enterprise.id for one in judged if one.talent is None}
    cards = [card for card in _known_cards(ground) if card.talent_id not in leading]
    ground.work.gather(CardHolding.id_of(card.talent_id, ground.card_type) for card in cards)
    for card in cards:
        enterprise = survivor_of(card.enterprise_id, partial(ground.work.load, Enterprise))
        if _is_held(card, ground) and enterprise.id not in in_doubt:
            yield _leads_no_longer(card, enterprise, ground)


def _known_cards(ground: RunGround) -> list[KnownCard]:
    """Those of earlier runs and of former books, each once."""
    books = ground.work.find(OpeningBooks, OpeningBooks.id_of(ground.city))
    former = books.cards.values() if books else ()
    known: Mapping[UUID, KnownCard] = {
        **{
            card.card_id: KnownCard(card.card_id, card.talent_id, card.enterprise_id)
            for card in former
            if card.card_type == ground.card_type
        },
        **(ground.grants.cards if ground.grants else {}),
    }
    return list(known.values())


def _is_held(card: KnownCard, ground: RunGround) -> bool:
    holding = ground.work.find(CardHolding, CardHolding.id_of(card.talent_id, ground.card_type))
    return holding is not None and holding.card_id == card.card_id


def _leads_no_longer(card: KnownCard, enterprise: Enterprise, ground: RunGround) -> JudgedHead:
    of_enterprise = {"kind": "enterprise", "id": str(enterprise.id)}
    is_listed = bool(_listings(enterprise, ground))
    kind: type[Refusal] = LeadsNoLonger if is_listed else NotOnList
    return JudgedHead(
        outcome=HeadOutcome.DROPPED,
        enterprise=enterprise,
        principals=tuple(one for one in enterprise.principals.values() if one.talent_id == card.talent_id),
        talent=ground.work.load(Talent, card.talent_id),
        listing=None,
        pack=ground.pack,
        route=ground.route,
        grounds=(kind(clauses=ground.route.clauses, blocked_by=of_enterprise),),
        card_id=card.card_id,
    )


def _card_in(refusal: Refusal | None) -> UUID | None:
    return None if refusal is None else UUID((refusal.blocked_by or {})["id"])


A_DOCUMENT = Text("由部门凭身份证件核实", "An officer states the head's identity document")
THE_LIST = Text("由名单提供部门列入名单", "The department whose list it is names the head on it")
