"""Quarterly report (台账办理情况季报) of one unit and quarter, with all its revisions.

    Opened (未报) ── Compiled ↺ ── SignedOff ── Submitted ── Acknowledged
                        └ SignOffDeclined ─> Compiled          └ Returned
    SubmissionReminded   it is not handed in, and the window was told so (催报)
    RevisionOpened       another revision beside those that were signed (更正报) ─> Compiled …
    AnswerTranscribed ─> Acknowledged | Returned | AnswerContested        the answer of a level that works elsewhere

Invariants: what was signed off never changes; whoever compiled a revision does not sign it off, and neither of them answers it;
every event after the compilation names the SHA-256 of what it is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.ledger_books.archive import Signed
from domain.ledger_books.content import CutOff, ReportContent, ReportLevel
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.personal_data import PersonalData
from domain.report_files import EarlierReport, ReportPaper, SignedFile
from domain.report_revisions import Reminded, Revision, TranscribedAnswer
from domain.reports import (
    AnsweredAlready,
    CompiledBefore,
    NoReminderDue,
    NothingAbove,
    NothingAnswered,
    ReportAnswer,
    ReportHandedIn,
    ReportNotInState,
    ReportStatus,
)

NAMESPACE = UUID("c4b0f7d2-6a5e-5c1b-9e83-0d7f2a9b4c61")


class QuarterlyReport(EventSourced):
    TOPIC = "QuarterlyReport"

    class Event(EventSourced.Event):
        """Something that happened to a revision of a report."""

        unit: str
        quarter: QuarterCode
        revision: int

    class Opened(Event, Begins):
        """Entry is closed in the `region`, and the report is due: of a unit above others with the reports of these `children`.

        Those of the children that are `elsewhere` send theirs from an instance of their own, by `children_due_on`. Of a report that
        is `topmost` the level above, if there is one, works in another instance.
        """

        TOPIC: ClassVar[str] = "QuarterlyReport.Opened"
        level: ReportLevel
        region: str
        cut_off: CutOff
        due_on: date
        topmost: bool = False
        children: tuple[str, ...] = ()
        elsewhere: tuple[str, ...] = ()
        children_due_on: date | None = None

    class Compiled(Event):
        """A revision after the first counts only what was recorded after `since`."""

        TOPIC: ClassVar[str] = "QuarterlyReport.Compiled"
        content: ReportContent
        sha256: str
        since: int = 0
        statement: PersonalData | None = None

    class SignOffDeclined(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.SignOffDeclined"
        sha256: str

    class SignedOff(Event):
        """With the files that were made of it, which are kept beside the log.

        Their trend is drawn of `earlier` reports, and names for codes are those of the policies `names_of`.
        """

        TOPIC: ClassVar[str] = "QuarterlyReport.SignedOff"
        sha256: str
        is_zero: bool
        files: tuple[SignedFile, ...] = ()
        earlier: tuple[EarlierReport, ...] = ()
        names_of: tuple[str, ...] = ()

    class Submitted(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.Submitted"
        sha256: str
        in_time: bool

    class SubmissionReminded(Event):
        """The window `told_to` in the area `told_in` was reminded `mark` working days before the due day; below 0, after it."""

        TOPIC: ClassVar[str] = "QuarterlyReport.SubmissionReminded"
        due_on: date
        mark: int
        told_to: str
        told_in: str

    class Acknowledged(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.Acknowledged"
        sha256: str

    class Returned(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.Returned"
        sha256: str

    class AnswerTranscribed(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.AnswerTranscribed"
        sha256: str
        answer: ReportAnswer

    class AnswerContested(Event):
        TOPIC: ClassVar[str] = "QuarterlyReport.AnswerContested"
        sha256: str
        answer: ReportAnswer

    class RevisionOpened(Event):
        """`revision` is the number of the new one."""

        TOPIC: ClassVar[str] = "QuarterlyReport.RevisionOpened"

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(unit: str, quarter: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{unit} {quarter}")

    @classmethod
    def open(cls, unit: str, quarter: Quarter, authority: Authority, **facts: Any) -> Self:
        """Put on record that the unit's report of a quarter is due (应报)."""
        id_ = cls.id_of(unit, quarter.code)
        facts |= {"unit": unit, "quarter": quarter.code, "revision": 1}
        return cls.begin(cls.Opened, id_, authority, **facts)

    def compile(
        self, content: ReportContent, statement: PersonalData | None, authority: Authority, *, since: int = 0
    ) -> None:
        """Have the latest revision say this (编制); until it is signed off, another time if need be."""
        self.must_be_compilable()
        self._decide(
            self.Compiled, authority, content=content, sha256=content.sha256, since=since, statement=statement
        )

    def decline_sign_off(self, authority: Authority) -> None:
        """Give it back to whoever compiled it (不予签发)."""
        authority.must_give_reason()
        self._must_be(ReportStatus.COMPILED)
        self._decide_about_content(self.SignOffDeclined, authority)

    def sign_off(
        self, authority: Authority, files: Sequence[SignedFile] = (), paper: ReportPaper | None = None
    ) -> None:
        """Sign off what another has compiled (签发), in the form of these files, which were made of the paper."""
        self.must_be_signable_by(authority)
        made_of = {} if paper is None else {"earlier": paper.earlier_reports, "names_of": paper.versions}
        said = {"is_zero": self.content.is_zero, "files": tuple(files), **made_of}
        self._decide_about_content(self.SignedOff, authority, **said)

    def submit(self, authority: Authority) -> None:
        """Hand it in at the level above (报送)."""
        self.must_have_a_level_above()
        self._must_be(ReportStatus.SIGNED_OFF)
        self._decide_about_content(self.Submitted, authority, in_time=authority.effective_on <= self.due_on)

    def remind(self, mark: int | None, *, told_to: str, told_in: str, authority: Authority) -> None:
        """Put on record that the window was told that its report is not handed in (催报), once at each mark of the policy."""
        if self.handed_in is not None:
            raise ReportHandedIn(blocked_by=self.shown())
        if mark is None or not self.is_to_be_reminded_at(mark):
            raise NoReminderDue(blocked_by=self.shown())
        told = {"told_to": told_to, "told_in": told_in}
        self._decide(self.SubmissionReminded, authority, due_on=self.due_on, mark=mark, **told)

    def acknowledge(self, authority: Authority) -> None:
        """The level above takes it in (接收)."""
        self._must_be_answerable(authority, ReportStatus.SUBMITTED)
        self._decide_about_content(self.Acknowledged, authority)

    def return_it(self, authority: Authority) -> None:
        """The level above gives it back, and says why (退回)."""
        authority.must_give_reason()
        self._must_be_answerable(authority, ReportStatus.SUBMITTED, ReportStatus.ACKNOWLEDGED)
        self._decide_about_content(self.Returned, authority)

    def transcribe_answer(self, answer: ReportAnswer, authority: Authority) -> None:
        """Write down what the level above says on paper (录入上级答复); of a return, why."""
        if answer is ReportAnswer.RETURNED:
            authority.must_give_reason()
        self._must_be(ReportStatus.SUBMITTED)
        if self.transcribed is not None:
            raise AnsweredAlready(blocked_by=self.shown())
        self._decide_about_content(self.AnswerTranscribed, authority, answer=answer)

    def confirm_answer(self, authority: Authority) -> None:
        """A second officer has compared it with the paper (核对上级答复): it has effect from now on."""
        answer = self._must_be_seen_by_another(authority)
        decided = {ReportAnswer.ACKNOWLEDGED: self.Acknowledged, ReportAnswer.RETURNED: self.Returned}
        self._decide_about_content(decided[answer], authority)

    def contest_answer(self, authority: Authority) -> None:
        """A second officer finds that it is not what the paper says (核对不符)."""
        authority.must_give_reason()
        answer = self._must_be_seen_by_another(authority)
        self._decide_about_content(self.AnswerContested, authority, answer=answer)

    def open_revision(self, authority: Authority) -> None:
        """Begin another revision beside those that were signed off (更正报)."""
        authority.must_give_reason()
        self._must_be(*REVISABLE)
        self.record(
            self.RevisionOpened,
            authority,
            unit=self.unit,
            quarter=self.quarter.code,
            revision=self.latest.number + 1,
        )

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def latest(self) -> Revision:
        return self.revisions[-1]

    @property
    def content(self) -> ReportContent:
        """What the latest revision says."""
        assert self.latest.content is not None  # it was compiled
        return self.latest.content

    @property
    def signed(self) -> tuple[Signed, ...]:
        """The signed revisions and what each counted."""
        return tuple(
            Signed(Counting(self.quarter, one.number, one.content.cut_off.position, one.since), one.content)
            for one in self.revisions
            if one.is_signed and one.content is not None
        )

    @property
    def handed_in(self) -> Revision | None:
        """The revision that the level above goes by: the last that was submitted and not returned."""
        return next((one for one in self._submitted_last if one.answer is not ReportAnswer.RETURNED), None)

    @property
    def unanswered(self) -> Revision | None:
        """The revision that was submitted last, until the level above has answered it; another may be under way meanwhile."""
        last = next(self._submitted_last, None)
        return None if last is None or last.answer is not None else last

    @property
    def _submitted_last(self) -> Iterator[Revision]:
        """The revisions that were submitted, the last first."""
        return (one for one in reversed(self.revisions) if one.submitted_on is not None)

    @property
    def is_being_revised(self) -> bool:
        """Whether a revision after the first is not signed off yet."""
        return self.latest.number > 1 and not self.latest.is_signed

    def is_to_be_reminded_at(self, mark: int) -> bool:
        """Whether nobody was reminded yet at this mark, or at one that comes after it."""
        reminders = self.latest.reminders
        return self.handed_in is None and not (reminders and reminders[-1].mark <= mark)

    def must_be_compiled_by_nobody(self) -> None:
        """Refuse to the clock what somebody has compiled, or what it has compiled itself."""
        if self.latest.content is not None:
            raise CompiledBefore(blocked_by=self.shown())

    def must_have_a_level_above(self) -> None:
        """Refuse what nobody takes in or answers: the province's report is at its end once it is signed off."""
        if self.level is ReportLevel.PROVINCE:
            raise NothingAbove(blocked_by=self.shown())

    def must_be_compilable(self) -> None:
        """Refuse a report of which nothing is to be compiled."""
        self._must_be(ReportStatus.OPENED, ReportStatus.COMPILED)

    def must_be_signable_by(self, authority: Authority) -> None:
        """Refuse who compiled it, and a report of which nothing is to be signed off."""
        self._must_be(ReportStatus.COMPILED)
        _must_be_another(self.latest.compiled_by, authority)

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the report."""
        return {
            "kind": "quarterly_report",
            "unit": self.unit,
            "quarter": self.quarter.code,
            "revision": self.latest.number,
            "status": self.status.value,
        }

    def _must_be(self, *statuses: ReportStatus) -> None:
        if self.status not in statuses:
            raise ReportNotInState(blocked_by=self.shown())

    def _must_be_answerable(self, authority: Authority, *statuses: ReportStatus) -> None:
        self._must_be(*statuses)
        _must_be_another(self.latest.compiled_by | self.latest.signed_by, authority)

    def _must_be_seen_by_another(self, authority: Authority) -> ReportAnswer:
        if self.transcribed is None:
            raise NothingAnswered(blocked_by=self.shown())
        _must_be_another(self.transcribed.persons, authority)
        return self.transcribed.answer

    def _decide(self, event_class: type[Event], authority: Authority, **facts: Any) -> None:
        self.record(
            event_class,
            authority,
            unit=self.unit,
            quarter=self.quarter.code,
            revision=self.latest.number,
            **facts,
        )

    def _decide_about_content(self, event_class: type[Event], authority: Authority, **facts: Any) -> None:
        self._decide(event_class, authority, sha256=self.content.sha256, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(
        self,
        unit: str,
        quarter: str,
        revision: int,
        level: ReportLevel,
        region: str,
        cut_off: CutOff,
        due_on: date,
        topmost: bool,
        children: tuple[str, ...],
        elsewhere: tuple[str, ...],
        children_due_on: date | None,
    ) -> None:
        self.unit, self.quarter, self.level, self.region = unit, Quarter.named(quarter), level, region
        self.cut_off, self.due_on, self.topmost = cut_off, due_on, topmost
        self.children, self.elsewhere, self.children_due_on = children, elsewhere, children_due_on
        self.status = ReportStatus.OPENED
        self.revisions: tuple[Revision, ...] = (Revision(number=revision),)
        self.transcribed: TranscribedAnswer | None = None

    @event(Compiled)
    def _compiled(
        self, content: ReportContent, since: int, statement: PersonalData | None, envelope: Envelope
    ) -> None:
        facts = {"content": content, "since": since, "statement": statement, "compiled_by": envelope.persons}
        self._latest_is(ReportStatus.COMPILED, **facts)

    @event(SignOffDeclined)
    def _sign_off_declined(self) -> None:
        self.status = ReportStatus.OPENED

    @event(SignedOff)
    def _signed_off(
        self,
        files: tuple[SignedFile, ...],
        earlier: tuple[EarlierReport, ...],
        names_of: tuple[str, ...],
        envelope: Envelope,
    ) -> None:
        facts = {"files": files, "earlier": earlier, "names_of": names_of}
        by_and_on = {"signed_by": envelope.persons, "signed_on": envelope.effective_on}
        self._latest_is(ReportStatus.SIGNED_OFF, **facts, **by_and_on)

    @event(Submitted)
    def _submitted(self, envelope: Envelope) -> None:
        self._latest_is(ReportStatus.SUBMITTED, submitted_on=envelope.effective_on)

    @event(SubmissionReminded)
    def _submission_reminded(self, mark: int, envelope: Envelope) -> None:
        reminded = Reminded(envelope.effective_on, mark)
        self._latest_is(self.status, reminders=(*self.latest.reminders, reminded))

    @event(Acknowledged)
    def _acknowledged(self) -> None:
        self._latest_is(ReportStatus.ACKNOWLEDGED, answer=ReportAnswer.ACKNOWLEDGED)
        self.transcribed = None

    @event(Returned)
    def _returned(self) -> None:
        self._latest_is(ReportStatus.RETURNED, answer=ReportAnswer.RETURNED)
        self.transcribed = None

    @event(AnswerTranscribed)
    def _answer_transcribed(self, answer: ReportAnswer, envelope: Envelope) -> None:
        self.transcribed = TranscribedAnswer(answer, envelope.persons)

    @event(AnswerContested)
    def _answer_contested(self) -> None:
        self.transcribed = None

    @event(RevisionOpened)
    def _revision_opened(self, revision: int) -> None:
        self.status = ReportStatus.OPENED
        self.revisions = (*self.revisions, Revision(number=revision))
        self.transcribed = None

    def _latest_is(self, status: ReportStatus, **facts: Any) -> None:
        self.status = status
        self.revisions = (*self.revisions[:-1], replace(self.latest, **facts))


def _must_be_another(persons: frozenset[str], authority: Authority) -> None:
    if authority.persons & persons:
        raise SameOfficer(lifted_by=A_COLLEAGUE)


REVISABLE = (
    ReportStatus.SIGNED_OFF,
    ReportStatus.SUBMITTED,
    ReportStatus.ACKNOWLEDGED,
    ReportStatus.RETURNED,
)
