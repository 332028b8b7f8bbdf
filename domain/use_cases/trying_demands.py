"""What a row of one of the three ledgers brings: an open demand, with its enterprise (期初台账预检)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from domain.aggregates.demand_item import DemandItem
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import DemandKnown, TakenOverCard, TakenOverDemand, card_key
from domain.aggregates.talent import Talent
from domain.errors import FieldError, Invalid
from domain.policy.ledgers import Ledger
from domain.text import Text
from domain.use_cases.matching_books import (
    OTHER_PERSON_NAME,
    Ground,
    ToConfirm,
    enterprise_of,
    is_called,
    with_papers,
)
from domain.use_cases.numbering_demands import numbers_from_next
from domain.use_cases.reading_open_demands import StatedOpenDemand, open_demand_read
from domain.use_cases.registering_demands import Intake, StatedDetails, TakeOverDemand, item_taken_over

OF_DEMAND = (
    "channel",
    "category",
    "raised_on",
    "phone",
    "status",
    "former_number",
    "lead",
    "escalated_to",
    "due_on",
)
OF_DETAILS = ("content", "beneficiaries", "policy_basis", "conditions", "planned_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedDemand:
    """A demand that a row brings; `talent` is who asks, if the card that the row names was taken over."""

    stated: StatedOpenDemand
    item: DemandItem
    enterprise: Enterprise | None
    talent: Talent | None
    to_confirm: ToConfirm

    @property
    def entry(self) -> TakenOverDemand:
        """The row as the books have it."""
        return TakenOverDemand(
            row=self.stated.row,
            ledger=self.item.ledger,
            demand_item_id=self.item.id,
            number=self.item.number,
            former_number=self.item.former_number,
            status=self.item.status,
            area=self.item.area,
            enterprise_id=self.item.enterprise_id,
            confirmed=tuple(error.code for error in self.to_confirm),
        )


class _Asker(NamedTuple):
    """Who asks: the holder of a card that was taken over, or somebody who is known by a name at most."""

    card: TakenOverCard | None
    talent: Talent | None
    to_confirm: ToConfirm


def demand_tried(row: StatedOpenDemand, ledger: Ledger, ground: Ground) -> TriedDemand:
    """The open demand that the row brings. Raises `Invalid` and `RuleViolation`."""
    stated = open_demand_read(row, ledger, ground.pack, ground.day)
    of_enterprise = stated.of_enterprise
    enterprise, about_enterprise = (
        (None, ()) if of_enterprise is None else enterprise_of(of_enterprise, ground)
    )
    asker = _asker(stated, ground)
    intake = _intake(stated, ledger, enterprise, ground)
    number = _number(intake, ground)
    _must_be_new(stated, ledger, number, ground)
    command = _command(stated, ledger, asker, enterprise, ground)
    return TriedDemand(
        stated=stated,
        item=ground.work.add(item_taken_over(command, intake, number, ground.work)),
        enterprise=enterprise,
        talent=asker.talent,
        to_confirm=(*_about_number(stated), *about_enterprise, *asker.to_confirm),
    )


def _intake(
    stated: StatedOpenDemand, ledger: Ledger, enterprise: Enterprise | None, ground: Ground
) -> Intake:
    rule = ground.pack.ledger(ledger)
    area = stated.area if enterprise is None else enterprise.area
    assert area is not None  # or the row was refused
    ground.work.instance.must_keep(area, ground.pack.city)
    authority = with_papers(ground.work.under(ground.pack, *rule.clauses), ground.file)
    return Intake(ground.pack, rule, area, enterprise, authority)


def _number(intake: Intake, ground: Ground) -> str:
    """The next number of the series, which only the first row of it looks for."""
    prefix, area = intake.rule.prefix, intake.area
    if (prefix, area) not in ground.numbers:
        found = numbers_from_next(prefix, area, ground.day.year, ground.work.which_begun)
        ground.numbers[prefix, area] = found
    return next(ground.numbers[prefix, area])


def _must_be_new(stated: StatedOpenDemand, ledger: Ledger, number: str, ground: Ground) -> None:
    """Refuse a demand that another file had, or a row before this one."""
    id_ = DemandItem.id_of(number)
    ground.brought_by[str(id_)] = stated.row
    if stated.former_number is None:
        return
    key = (ledger, stated.former_number)
    known = ground.books.demands.get(key)
    same = known.demand_item_id if known else ground.demands.setdefault(key, id_)
    if same != id_:
        blocking = known.shown() if known else {"kind": "demand_item", "id": str(same)}
        raise Invalid(
            errors=(FieldError("former_number", DemandKnown.code, DemandKnown.title, blocked_by=blocking),)
        )


def _command(
    stated: StatedOpenDemand, ledger: Ledger, asker: _Asker, enterprise: Enterprise | None, ground: Ground
) -> TakeOverDemand:
    """The row as the command that takes over one item."""
    return TakeOverDemand(
        city=ground.city,
        ledger=ledger,
        enterprise_id=None if enterprise is None else enterprise.id,
        talent_id=asker.card and asker.card.talent_id,
        card_id=asker.card and asker.card.card_id,
        name=stated.name if asker.card is None else None,
        details=StatedDetails(
            remark=_remark(stated, asker), **{name: getattr(stated, name) for name in OF_DETAILS}
        ),
        **{name: getattr(stated, name) for name in OF_DEMAND},
    )


def _remark(stated: StatedOpenDemand, asker: _Asker) -> str | None:
    """The remark; the number of a card that nobody knows is kept there."""
    if asker.card is not None or stated.card_number is None:
        return stated.remark
    return "\n".join(filter(None, (stated.remark, f"卡号：{stated.card_number}")))


def _asker(stated: StatedOpenDemand, ground: Ground) -> _Asker:
    if stated.card_number is None:
        return _Asker(None, None, ())
    card = next(_cards_numbered(stated, stated.card_number, ground), None)
    if card is None:
        return _Asker(None, None, (FieldError("card_number", "card_unknown", CARD_UNKNOWN),))
    talent = ground.work.load(Talent, card.talent_id)
    if stated.name is None or is_called(talent, stated.name, ground):
        return _Asker(card, talent, ())
    return _Asker(card, talent, (FieldError("name", "other_person_name", OTHER_PERSON_NAME),))


def _cards_numbered(stated: StatedOpenDemand, number: str, ground: Ground) -> Iterator[TakenOverCard]:
    types = [one.code for one in ground.pack.known_card_types if stated.card_type in (None, one.code)]
    keys = (card_key(code, number, ground.books.id) for code in types)
    return (ground.books.cards[key] for key in keys if key in ground.books.cards)


def _about_number(stated: StatedOpenDemand) -> ToConfirm:
    """Without a former number nobody can tell whether another file had the demand: an officer says that none had."""
    return (
        () if stated.former_number else (FieldError("former_number", "no_former_number", NO_FORMER_NUMBER),)
    )


CARD_UNKNOWN = Text(
    "未接管此卡号，确认后只登记姓名",
    "no card of this number was taken over; confirm to put down the name alone",
)
NO_FORMER_NUMBER = Text(
    "无原编号，无法判断是否已接管，请确认未曾接管",
    "there is no former number; confirm that the demand was not taken over before",
)
