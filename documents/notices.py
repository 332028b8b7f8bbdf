"""Notices to the enterprise of a case: what it has to correct (一次性告知), and what was decided (决定告知)."""

from dataclasses import dataclass
from datetime import date

from documents.days import day_in_words
from documents.typesetting import Typesetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What every notice says. Personal data are masked already if `is_masked`."""

    addressee: str
    reason: str | None = None
    office: str
    decided_on: date
    is_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToCorrect:
    """A field of the form, and what is wrong with it."""

    field: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNotice(Notice):
    """A request for corrections, with everything that has to be corrected."""

    nominee: str
    card_type: str
    route: str
    reference: str
    items: tuple[ItemToCorrect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNotice(Notice):
    """A decision; `documents` are the papers it stands on, `clauses` what its clauses say, `remedy` what may be done."""

    title: str
    decision: str
    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    remedy: str | None = None


def correction_notice(notice: CorrectionNotice, typesetter: Typesetter) -> bytes:
    """The notice as PDF. Raises `NotPrintable`."""
    data = _said(notice, title="补正材料一次性告知书") | {
        "nominee": notice.nominee,
        "card_type": notice.card_type,
        "route": notice.route,
        "reference": notice.reference,
        "items": [{"field": item.field, "note": item.note} for item in notice.items],
    }
    return typesetter.pdf("correction_notice", data, on=notice.decided_on)


def decision_notice(notice: DecisionNotice, typesetter: Typesetter) -> bytes:
    """The notice as PDF. Raises `NotPrintable`."""
    data = _said(notice, title=notice.title) | {
        "decision": notice.decision,
        "documents": list(notice.documents),
        "clauses": list(notice.clauses),
        "remedy": notice.remedy or "",
    }
    return typesetter.pdf("decision_notice", data, on=notice.decided_on)


def _said(notice: Notice, *, title: str) -> dict[str, object]:
    return {
        "title": title,
        "addressee": notice.addressee,
        "reason": notice.reason or "",
        "office": notice.office,
        "day": day_in_words(notice.decided_on),
        "masked": notice.is_masked,
    }
