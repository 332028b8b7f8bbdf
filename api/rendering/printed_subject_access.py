"""What is held about one person, as it is printed for him or her (本人查阅件)."""

from collections.abc import Callable, Sequence
from uuid import UUID

from api.disclosure import ErasedFact, HiddenFact
from api.rendering.printed_forms import IN_WORDS
from api.rendering.subject_access import EventAbout, FactHeld, FileHeld, ReadingOnRecord, SubjectAccessShown
from documents.history_fields import HIDDEN, field_named
from documents.history_sentences import HistoryNames
from documents.subject_access import EventTold, FactTold, FileTold, ReadingTold, SubjectAccess
from domain.aggregates import CardApplication
from domain.calendar import OFFICE_ZONE
from domain.policy.book import PolicyBook
from domain.store import Recorded
from domain.text import Text


def printed_subject_access(
    shown: SubjectAccessShown, history: Sequence[Recorded], policies: PolicyBook
) -> SubjectAccess:
    """The same as is told as data, in words; `history` are the events that it was told of, in the same order."""
    routes = _routes(history)
    return SubjectAccess(
        talent_id=str(shown.talent_id),
        position=shown.position,
        made_at=shown.made_at,
        state=shown.state,
        events=tuple(
            _event(told, recorded, HistoryNames(policies, routes.get(told.thing_id, "")))
            for told, recorded in zip(shown.events, history, strict=True)
        ),
        files=tuple(_file(one, HistoryNames(policies, ""), history) for one in shown.files),
        readings=tuple(map(_reading, shown.readings)),
        on=shown.made_at.astimezone(OFFICE_ZONE).date(),
    )


def _routes(history: Sequence[Recorded]) -> dict[UUID, str]:
    """The route of every case, by which its steps are called."""
    begun = (one.event for one in history)
    return {one.originator_id: one.route for one in begun if isinstance(one, CardApplication.Drafted)}


def _file(file: FileHeld, names: HistoryNames, history: Sequence[Recorded]) -> FileTold:
    uploaded = next(one.event for one in history if one.event.originator_id == file.attachment_id)
    kind = names.attachment_kind(file.kind, uploaded.envelope.policy_version)
    return FileTold(kind, file.size, file.sha256, file.path)


def _event(told: EventAbout, recorded: Recorded, names: HistoryNames) -> EventTold:
    version = recorded.event.envelope.policy_version
    return EventTold(
        told.position,
        told.recorded_at,
        names.sentence(recorded.event),
        tuple(FactTold(field_named(one.fact, names, version), _said(one)) for one in told.facts),
    )


def _said(fact: FactHeld) -> Text:
    """What the fact says: a code of the form in words, anything else as it was stated."""
    in_words = IN_WORDS.get(fact.fact.rsplit(".", 1)[-1], str)
    return _told(fact.text, in_words)


def _reading(one: ReadingOnRecord) -> ReadingTold:
    words = None if one.words is None else _told(one.words)
    return ReadingTold(
        one.at, one.reader, one.role, one.function, one.in_stead_of, one.what, one.purpose, words
    )


def _told(said: str | HiddenFact, in_words: Callable[[str], str] = str) -> Text:
    """The text as it was stated, or the mark that it cannot be shown."""
    if isinstance(said, str):
        return Text(in_words(said), in_words(said))
    return HIDDEN[frozenset({"erased" if isinstance(said, ErasedFact) else "restricted"})]
