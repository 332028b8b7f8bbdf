"""Case register (申报台账): where does every case stand, whose turn is it, and since when?

每件申报办到哪一环节、轮到谁办理、自何时起？
"""

from projections.case_register.cases import case_register
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
    "EntryKind",
    "EntryLine",
    "Queue",
    "Since",
    "Turn",
    "Worker",
    "case_register",
]
