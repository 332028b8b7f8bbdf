"""What the numbers on a sheet stand for, as far as its sender may know of it: cases, cards, enterprises, places."""

from uuid import UUID

from api.desk import Desk
from domain.aggregates import Quota
from projections.card_register import CardFilter
from projections.case_register import CaseFilter
from projections.enterprise_register import EnterpriseFilter

REGISTERS = ("card_register", "case_register", "enterprise_register", "quota_board")


class Lookups:
    """Finds in one city, in registers that know what has just been recorded; what there are two of, is not found."""

    def __init__(self, desk: Desk, city: str) -> None:
        """Raises `PostMayNot` for a post that sees nothing of this."""
        self._service = desk.service
        self._scope = desk.viewer.scope
        self._city = city
        self._await_registers()

    def _await_registers(self) -> None:
        """Whoever hands in what was recorded a moment ago is understood; a register that is stopped is not waited for."""
        newest = self._service.log.max_notification_id() or 0
        for name in REGISTERS:
            self._service.progress.wait_for(name, newest, self._service.settings.min_position_timeout)

    def case(self, number: str) -> UUID | None:
        """The case that was accepted under the number."""
        wanted = CaseFilter(city=self._city, acceptance_number=number)
        found = self._service.cases.page(wanted, scope=self._scope, limit=2)
        return found[0].card_application_id if len(found) == 1 else None

    def card(self, number: str) -> UUID | None:
        """The card of the number."""
        wanted = CardFilter(city=self._city, card_number=number)
        found = self._service.cards.page(wanted, scope=self._scope, limit=2)
        return found[0].card_id if len(found) == 1 else None

    def enterprise(self, uscc: str) -> UUID | None:
        """The enterprise of the credit code."""
        wanted = EnterpriseFilter(city=self._city, uscc=uscc)
        found = self._service.enterprises.page(wanted, scope=self._scope, limit=2)
        return found[0].enterprise_id if len(found) == 1 else None

    def place(self, enterprise_id: UUID, card_type: str, quota_year: int) -> UUID | None:
        """The place that the enterprise holds in the quota."""
        quota_id = Quota.id_of(self._city, card_type, quota_year)
        places = self._service.quota_board.places(quota_id, scope=self._scope)
        held = [one for one in places if one.enterprise_id == enterprise_id and one.release_cause is None]
        return held[0].place_id if len(held) == 1 else None
