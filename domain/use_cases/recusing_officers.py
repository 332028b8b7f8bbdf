"""Keeping officers with a conflict of interest away from a case (回避)."""

from typing import Annotated

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.use_cases.casework import CaseCommand, opened_file
from domain.work import Work

StaffId = Annotated[str, Field(min_length=1, max_length=100)]


class RecuseOfficer(CaseCommand):
    """Oneself, or another officer on the signature of a superior (`signatory`)."""

    officer: StaffId


class WithdrawRecusal(CaseCommand):
    """There is no conflict any more; said by another than the one who was recused."""

    officer: StaffId


def recuse_officer(command: RecuseOfficer, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    file.case.recuse(command.officer, area=file.area, authority=file.authority)
    return file.case


def withdraw_recusal(command: WithdrawRecusal, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    file.case.withdraw_recusal(command.officer, area=file.area, authority=file.authority)
    return file.case
