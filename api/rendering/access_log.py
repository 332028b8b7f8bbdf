"""The access log as an auditor reads it (查阅记录): who was shown which person's data in clear, and why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.addresses import ACCESS_LINE_WORDS, href
from api.disclosure import HiddenFact, MaskedFact, PersonalShown
from api.masking import hidden, in_clear
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.disclosures import Purpose
from domain.personal_data import Sealed
from persistence.access_log import AccessLine


class AccessLineShown(Shown):
    """One reading; `id` and `kind` are the thing that was read, `subject` whose data it holds.

    `words` say the purpose, masked; they are read in clear at `words_href`.
    """

    line: int
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    on_behalf_of: str | None
    what: str
    kind: str
    id: UUID
    subject: UUID
    purpose: Purpose
    correlation_id: UUID
    words: PersonalShown | None
    words_href: str | None


class WordsInClear(Shown):
    """The purpose of one reading, in the reader's own words."""

    line: int
    words: str | HiddenFact


class AccessLines(Shown):
    """A page of it, the newest line first; `kept_days` is for how long a line is kept."""

    items: tuple[AccessLineShown, ...]
    next: str | None
    kept_days: int


def access_lines(lines: Sequence[AccessLine], viewer: Viewer) -> list[AccessLineShown]:
    """The lines of a page, their words opened with one question."""
    disclosure = viewer.disclosed(line.words for line in lines)
    return [
        AccessLineShown(
            **line._asdict()
            | {
                "words": disclosure.shown_if_stated(line.words, hidden),
                "words_href": None if line.words is None else href(ACCESS_LINE_WORDS, line=line.line),
            }
        )
        for line in lines
    ]


def words_in_clear(line: int, words: Sealed, viewer: Viewer) -> WordsInClear:
    """The words as they were said, or the mark that they cannot be shown."""
    shown = viewer.disclosed_in_clear([words]).shown(words, in_clear)
    return WordsInClear(line=line, words=str(shown) if isinstance(shown, MaskedFact) else shown)
