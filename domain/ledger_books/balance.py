"""The balance (平衡校验): what has to hold of figures, or they are not reported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.errors import RuleViolation
from domain.ledger_books.card_figures import CardMovements
from domain.ledger_books.content import Cell
from domain.ledger_books.figures import PARTED, CategoryFigures, Figures
from domain.text import Text


class Imbalance(NamedTuple):
    """Figures that cannot be right: in which cell or of which card type, which terms, and what they should come to.

    `ledger` is None of what holds over all of them, and of what is about cards.
    """

    unit: str
    ledger: str | None
    rule: str
    terms: Mapping[str, int]
    expected: int
    found: int
    card_type: str | None = None

    @property
    def sentence(self) -> Text:
        """What is wrong, in words."""
        return SENTENCE.filled(
            unit=self.unit,
            ledger=self.ledger or self.card_type or ALL_LEDGERS,
            rule=RULES[self.rule],
            terms="，".join(f"{name} {value}" for name, value in self.terms.items()),
            expected=self.expected,
            found=self.found,
        )

    def as_json(self) -> dict[str, object]:
        """How a refusal shows it."""
        return self._asdict() | {"terms": dict(self.terms)}


Judge = Callable[[Sequence[Imbalance]], None]  # what is done about what is wrong: it is refused, or told


class BooksDoNotBalance(RuleViolation):
    code = "books_do_not_balance"
    title = Text("台账数字不平衡，不能编制季报", "The books do not balance; no report is made of them")

    @classmethod
    def because(cls, found: Sequence[Imbalance]) -> "BooksDoNotBalance":
        """The refusal that names cells and terms, the first in words."""
        return cls(
            found[0].sentence, blocked_by={"kind": "books", "imbalances": [one.as_json() for one in found]}
        )


def must_balance(found: Sequence[Imbalance]) -> None:
    """Refuse figures of which anything is wrong. Raises `BooksDoNotBalance`."""
    if found:
        raise BooksDoNotBalance.because(found)


def imbalances_of_cell(unit: str, cell: Cell, standing: int) -> Iterator[Imbalance]:
    """What is wrong in one cell; `standing` is how many items are open there by the ledger itself."""
    ledger, figures = cell.ledger, cell.figures
    if figures.left != figures.open:
        yield Imbalance(unit, ledger, "balance", _terms(figures, *BALANCE), figures.left, figures.open)
    if figures.open != standing:
        yield Imbalance(unit, ledger, "standing", _terms(figures, *BALANCE), standing, figures.open)
    yield from _impossible(unit, ledger, figures, PARTS, NEVER_BELOW_ZERO)
    for category in cell.categories:
        yield from _impossible(unit, ledger, category, PARTS_OF_CATEGORY, PARTED)
    for name in PARTED:
        whole = standing if name == "open" else getattr(figures, name)
        found = sum(getattr(category, name) for category in cell.categories)
        if found != whole:
            yield Imbalance(unit, ledger, "categories", _terms(figures, name), whole, found)


def imbalances_of_cards(cards: CardMovements, on_register: int) -> Iterator[Imbalance]:
    """What is wrong with the cards of a type; `on_register` is how many of them there are by the register itself (point 27)."""
    terms = _terms(cards, *CARD_BALANCE)
    found = [*_impossible(cards.unit, None, cards, PARTS_OF_CARDS, CARDS_NEVER_BELOW_ZERO)]
    if cards.left != cards.held:
        found.append(Imbalance(cards.unit, None, "cards", terms, cards.left, cards.held))
    if cards.held != on_register:
        found.append(Imbalance(cards.unit, None, "register", terms, on_register, cards.held))
    yield from (one._replace(card_type=cards.card_type) for one in found)


def imbalance_of_transfers(unit: str, in_transit: int) -> Iterator[Imbalance]:
    """What is wrong with the transfers of a city whose areas have all reported by one cut-off (decided point 22)."""
    if in_transit != 0:
        yield Imbalance(unit, None, "transfers", {"in_transit": in_transit}, 0, in_transit)


def _impossible(
    unit: str,
    ledger: str | None,
    figures: Figures | CategoryFigures | CardMovements,
    parts: Sequence[tuple[str, str]],
    never_below_zero: Sequence[str],
) -> Iterator[Imbalance]:
    """An “of which” that is more than its whole, or a figure below 0."""
    for part, whole in parts:
        if getattr(figures, part) > getattr(figures, whole):
            terms = _terms(figures, part, whole)
            yield Imbalance(unit, ledger, "part", terms, getattr(figures, whole), getattr(figures, part))
    for name in never_below_zero:
        if getattr(figures, name) < 0:
            yield Imbalance(unit, ledger, "below_zero", _terms(figures, name), 0, getattr(figures, name))


def _terms(figures: Figures | CategoryFigures | CardMovements, *names: str) -> dict[str, int]:
    return {name: getattr(figures, name) for name in names}


BALANCE = (
    "carried",
    "adjusted",
    "registered",
    "reopened",
    "moved_in",
    "settled",
    "explained",
    "moved_out",
    "dropped",
)
PARTS_OF_CATEGORY = (("settled_in_time", "settled"), ("escalated", "open"), ("overdue", "open"))
PARTS = (*PARTS_OF_CATEGORY, ("satisfied", "rated"))
NEVER_BELOW_ZERO = tuple(
    name
    for name in Figures.model_fields
    if name not in ("adjusted", "registered_before", "registered_year_before")
)
CARD_BALANCE = ("carried", "adjusted", "issued", "renewed", "taken_over", "revoked", "cancelled", "expired")
PARTS_OF_CARDS = (("suspended", "held"), ("not_arrived", "held"))
CARDS_NEVER_BELOW_ZERO = tuple(
    name for name in CardMovements.model_fields if name not in ("unit", "card_type", "adjusted")
)
SENTENCE = Text(
    "{unit} {ledger}：{rule}（{terms}；应为 {expected}，实为 {found}）",
    "{unit} {ledger}: {rule} ({terms}; should be {expected}, is {found})",
)
ALL_LEDGERS = Text("各台账", "all ledgers")
RULES = {
    "balance": Text("合计减去各项减少不等于季末在办", "what came in less what went out is not what is open"),
    "standing": Text("季末在办与台账在办事项数不符", "other items are open by the ledger itself"),
    "part": Text("其中项大于总数", "an “of which” is more than its whole"),
    "categories": Text("各类别之和与台账数不符", "the categories do not come to the figure of the ledger"),
    "below_zero": Text("数字小于零", "a figure is below 0"),
    "cards": Text("期初在册加增减不等于期末在册", "what came and went is not what is on the register"),
    "register": Text("期末在册与登记簿卡数不符", "other cards are on the register by itself"),
    "transfers": Text("划入与划出累计不等", "not as many items were moved in as out"),
}
