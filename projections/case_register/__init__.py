"""Case register (申报台账): where does every case stand, whose turn is it, since when, and by when has it to be done?

每件申报办到哪一环节、轮到谁办理、自何时起、何时到期？
"""

# What events do to it; `periods`, which keeps what the others have done, says so behind them.
from projections.case_register import cases, chapters, deadlines, periods, surroundings  # noqa: F401
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
from projections.case_register.queues import InStead, Queue, Worker
from projections.case_register.register import case_register

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
    "InStead",
    "Queue",
    "Since",
    "Turn",
    "Worker",
    "case_register",
]
