"""Case register (申报台账): where does every case stand, whose turn is it, since when, and by when has it to be done?

每件申报办到哪一环节、轮到谁办理、自何时起、何时到期？
"""

from projections.case_register import deadlines  # noqa: F401  the rest of what events do to the register
from projections.case_register.cases import case_register
from projections.case_register.due_sheet import DueFilter, DueKey, DueLine, DueSheet
from projections.case_register.entries import EntryKind
from projections.case_register.queries import (
    CaseFilter,
    CaseKey,
    CaseLine,
    CaseRegister,
    EntryLine,
    Since,
    Turn,
)
from projections.case_register.queues import Queue, Worker

__all__ = [
    "CaseFilter",
    "CaseKey",
    "CaseLine",
    "CaseRegister",
    "DueFilter",
    "DueKey",
    "DueLine",
    "DueSheet",
    "EntryKind",
    "EntryLine",
    "Queue",
    "Since",
    "Turn",
    "Worker",
    "case_register",
]
