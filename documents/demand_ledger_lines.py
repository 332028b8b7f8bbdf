"""One row of one of the three ledgers, read cell by cell (台账的一行)."""

from typing import Any

from documents import demand_ledger_columns as column
from documents import demand_ledger_words as words
from documents.cells import day_in
from documents.demand_ledger_words import Standing, WrittenCard
from documents.opening_book_columns import AREA, NAME, REMARK, STATUS
from documents.opening_book_lines import BookReader, number
from documents.opening_book_words import BookTerms
from documents.tables import BodyRow, Head
from domain.demands import DemandStatus
from domain.names import person_name
from domain.phone_numbers import phone_text
from domain.policy.ledgers import Ledger
from domain.text import Text
from domain.use_cases.reading_open_demands import MOST_OF_A_BASIS, MOST_OF_A_REMARK, StatedOpenDemand


class LedgerReader(BookReader):
    """Reads rows of a ledger into open demands; a row with a wrong cell is none, nor is one about a closed item."""

    def __init__(self, head: Head, terms: BookTerms, ledger: Ledger) -> None:
        super().__init__(head, terms)
        self._ledger = ledger

    def demand(self, row: BodyRow) -> StatedOpenDemand | None:
        """The open demand of the row; what is closed is passed over, whatever else its cells say."""
        errors_before = len(self.errors)
        standing = self._standing(row)
        if standing is not None and standing.status is None:
            self.warn(row.number, STATUS, "demand_closed", _CLOSED)
            return None
        stated = {
            **self._enterprise_if_named(row),
            "former_number": self.cell(row, column.FORMER_NUMBER, words.former_number),
            "name": self.cell(row, NAME, person_name),
            "phone": self.cell(row, column.PHONE, phone_text),
            "raised_on": self._needed(row, column.RAISED_ON, day_in),
            "channel": self.cell(row, column.CHANNEL, words.channel),
            "category": self.cell(
                row, column.CATEGORY, lambda text: words.category(text, self._ledger, self._terms)
            ),
            "content": self._needed(row, column.CONTENT, words.lines_in),
            "beneficiaries": self.cell(row, column.BENEFICIARIES, words.beneficiaries) or (),
            "policy_basis": self.cell(
                row, column.POLICY_BASIS, lambda text: words.lines_in(text, MOST_OF_A_BASIS)
            ),
            "conditions": self.cell(row, column.CONDITIONS, words.lines_in),
            "planned_on": self.cell(row, column.PLANNED_ON, day_in),
            "due_on": self.cell(row, column.DUE_ON, day_in),
        }
        card = self._card(row)
        lead = self._lead(row, standing, stated["area"])
        remark = self._kept(row, standing, card)
        if standing is None or len(self.errors) > errors_before:
            return None
        return StatedOpenDemand(
            row=row.number,
            status=standing.status,
            escalated_to=standing.level,
            lead=lead,
            card_type=card.card_type,
            card_number=card.number,
            remark=remark,
            **stated,
        )

    def _standing(self, row: BodyRow) -> Standing | None:
        """Where the item stands: to whom one was passed on, another column may say, and that it was struck off too."""
        standing = self._needed(row, STATUS, words.standing)
        if standing is None:
            return None
        if self.cell(row, column.STRUCK_OFF, words.is_yes):
            return Standing(None)
        if standing.status is DemandStatus.ESCALATED and standing.level is None:
            level = self.cell(row, column.PASSED_ON, words.level)
            if level is None:
                self.err(row.number, STATUS, "level_missing", _LEVEL_MISSING)
                return None
            return Standing(DemandStatus.ESCALATED, level)
        return standing

    def _enterprise_if_named(self, row: BodyRow) -> dict[str, Any]:
        """The enterprise; without one the demand is of the area, which then has to be stated."""
        read = self._enterprise(row, needed=False)
        if read["enterprise"] is None and AREA in self._head.columns and not self.states(row, AREA):
            self.err(row.number, AREA, "missing", _AREA_MISSING)
        return read

    def _card(self, row: BodyRow) -> WrittenCard:
        """Card type and number, which stand in one cell or in two."""
        both = self.cell(row, column.CARD, lambda text: words.card(text, self._terms))
        card_type = self.cell(row, column.CARD_TYPE, self._terms.card_type)
        card_number = self.cell(row, column.CARD_NUMBER, number)
        return both or WrittenCard(card_type, card_number)

    def _lead(self, row: BodyRow, standing: Standing | None, area: str | None) -> Any:
        """Who deals with it: of an item that is to be assigned that is decided here anew."""
        if standing is None or standing.status is DemandStatus.REGISTERED:
            return None
        return self.cell(row, column.LEAD, lambda text: words.lead_unit(text, area, self._terms))

    def _kept(self, row: BodyRow, standing: Standing | None, card: WrittenCard) -> str | None:
        """What the ledger says beside that, line by line, each under the title of its column."""
        kept = [self.cell(row, REMARK, words.lines_in)]
        kept += (self._titled(row, title) for title in column.KEPT_IN_REMARK)
        if self._says_more_than_the_lead(row, standing):
            kept.append(self._titled(row, column.LEAD))
        if card.number is None:
            kept += (self._titled(row, key) for key in (column.CARD, column.CARD_TYPE))
        remark = "\n".join(text for text in kept if text is not None)
        if len(remark) > MOST_OF_A_REMARK:
            self.err(row.number, column.CONTENT, "remark_length", _REMARK_LENGTH)
        return remark or None

    def _titled(self, row: BodyRow, key: str) -> str | None:
        text = self.cell(row, key, words.lines_in)
        return None if text is None else f"{self._head.title(key)}：{text}"

    def _says_more_than_the_lead(self, row: BodyRow, standing: Standing | None) -> bool:
        """Whether the cell names a unit that the item does not get here, or several."""
        named = self.cell(row, column.LEAD, words.units) or []
        assigned_anew = standing is not None and standing.status is DemandStatus.REGISTERED
        return len(named) > 1 or (assigned_anew and bool(named))


_CLOSED = Text("已办结，不接管", "this is closed: not taken over")
_LEVEL_MISSING = Text(
    "已转上级的，请填写转至市级、省级或四部门机制", "it was passed on: say to 市级, 省级 or 四部门机制"
)
_AREA_MISSING = Text("未填写企业的，请填写区县", "a demand of no enterprise names its area")
_REMARK_LENGTH = Text(
    f"备注及办理情况等各栏合计超过{MOST_OF_A_REMARK}字，请精简",
    f"remark, progress and results have more than {MOST_OF_A_REMARK} characters together: shorten them",
)
