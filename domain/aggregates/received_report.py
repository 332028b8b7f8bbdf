"""Received report (收到的季报): what a unit below has sent of its report of one quarter, revision by revision.

    Opened ─ Received ─> Acknowledged | Returned          for each revision

Invariants: a revision is received once, with one manifest, and none after a later one; only the last one that was
received is acknowledged or returned, once, the latter with a reason.
"""

from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Conflict, NotFound
from domain.ledger_books.content import ReportContent
from domain.personal_data import PersonalData
from domain.report_packages import Manifest, PackageReplayed, ReceiptStanding, RevisionTaken
from domain.text import Text

NAMESPACE = UUID("c0b7a1f6-5e54-5d0b-8a7b-0d0b6a6f2e35")


class RevisionDecided(Conflict):
    code = "revision_decided"
    title = Text("该版本已有结论", "This revision has been acknowledged or returned already")


class RevisionSuperseded(Conflict):
    code = "revision_superseded"
    title = Text("已收到该报告的更正版本", "A later revision has taken the place of this one")


class ReceivedRevision(NamedTuple):
    """A revision, and what was last said of it: when, with effect from which day, by whom and why."""

    manifest: Manifest
    content: ReportContent
    standing: ReceiptStanding
    received_at: datetime
    said_at: datetime
    envelope: Envelope

    @property
    def reason(self) -> PersonalData | None:
        return self.envelope.reason


class ReceivedReport(EventSourced):
    TOPIC = "ReceivedReport"

    class Event(EventSourced.Event):
        """Something that happened to a report from below."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "ReceivedReport.Opened"
        sender: str
        receiver: str
        quarter: str

    class Received(Event):
        """`content` is what the report says, `signature` the detached JWS of the manifest, made with `key_id`."""

        TOPIC: ClassVar[str] = "ReceivedReport.Received"
        manifest: Manifest
        content: ReportContent
        signature: str
        key_id: str

    class Acknowledged(Event):
        TOPIC: ClassVar[str] = "ReceivedReport.Acknowledged"
        revision: int

    class Returned(Event):
        TOPIC: ClassVar[str] = "ReceivedReport.Returned"
        revision: int

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(manifest: Manifest) -> UUID:
        """The natural key: unit, receiver and quarter."""
        return ReceivedReport.id_from(manifest.sender, manifest.receiver, manifest.quarter)

    @staticmethod
    def id_from(sender: str, receiver: str, quarter: str) -> UUID:
        """The same, before anything was received."""
        return uuid5(NAMESPACE, f"{sender} {receiver} {quarter}")

    @classmethod
    def open(cls, manifest: Manifest, authority: Authority) -> Self:
        """Begin to keep what this unit sends of this quarter (建立收报记录)."""
        return cls.begin(
            cls.Opened,
            cls.id_of(manifest),
            authority,
            sender=manifest.sender,
            receiver=manifest.receiver,
            quarter=manifest.quarter,
        )

    def receive(self, manifest: Manifest, authority: Authority, **facts: Any) -> None:
        """Take a revision in (收报)."""
        self.must_not_be_behind(manifest)
        self.record(self.Received, authority, after=authority.effective_on, manifest=manifest, **facts)

    def acknowledge(self, revision: int, authority: Authority) -> None:
        """Agree to the revision (认可)."""
        self._must_await_decision(revision)
        self.record(self.Acknowledged, authority, revision=revision)

    def return_(self, revision: int, authority: Authority) -> None:
        """Send the revision back, to be corrected (退回)."""
        authority.must_give_reason()
        self._must_await_decision(revision)
        self.record(self.Returned, authority, revision=revision)

    # -- what is asked of it ---------------------------------------------------------------------------

    @property
    def latest(self) -> int:
        """The last revision that was received, 0 before the first."""
        return max(self.revisions, default=0)

    @property
    def handed_in(self) -> ReceivedRevision | None:
        """The revision that this level goes by: the last that was received and not returned."""
        received = (self.revisions[number] for number in sorted(self.revisions, reverse=True))
        return next((one for one in received if one.standing is not ReceiptStanding.RETURNED), None)

    def has(self, manifest: Manifest) -> bool:
        """Whether this very manifest is that of the last revision."""
        known = self.revisions.get(self.latest)
        return known is not None and known.manifest.sha256 == manifest.sha256

    def revision(self, number: int) -> ReceivedRevision:
        """The revision of this number. Raises `NotFound`."""
        if number not in self.revisions:
            raise NotFound(field="revision")
        return self.revisions[number]

    def must_not_be_behind(self, manifest: Manifest) -> None:
        """Refuse an older revision than the last, and another content under its number."""
        if manifest.revision < self.latest:
            raise PackageReplayed(blocked_by=self.shown())
        if manifest.revision == self.latest:
            raise RevisionTaken(blocked_by=self.shown())

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the report."""
        return {"kind": "received_report", "id": str(self.id), "revision": self.latest}

    def _must_await_decision(self, number: int) -> None:
        standing = self.revision(number).standing
        if number < self.latest:
            raise RevisionSuperseded(blocked_by=self.shown())
        if standing is not ReceiptStanding.RECEIVED:
            raise RevisionDecided(blocked_by=self.shown())

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, sender: str, receiver: str, quarter: str) -> None:
        self.sender = sender
        self.receiver = receiver
        self.quarter = quarter
        self.revisions: dict[int, ReceivedRevision] = {}

    @event(Received)
    def _received(
        self, manifest: Manifest, content: ReportContent, envelope: Envelope, timestamp: datetime
    ) -> None:
        undecided = ReceiptStanding.RECEIVED
        received = ReceivedRevision(manifest, content, undecided, timestamp, timestamp, envelope)
        self.revisions = {**self.revisions, manifest.revision: received}

    @event(Acknowledged)
    def _acknowledged(self, revision: int, envelope: Envelope, timestamp: datetime) -> None:
        self._say(revision, ReceiptStanding.ACKNOWLEDGED, envelope, timestamp)

    @event(Returned)
    def _returned(self, revision: int, envelope: Envelope, timestamp: datetime) -> None:
        self._say(revision, ReceiptStanding.RETURNED, envelope, timestamp)

    def _say(self, number: int, standing: ReceiptStanding, envelope: Envelope, at: datetime) -> None:
        said = self.revisions[number]._replace(standing=standing, envelope=envelope, said_at=at)
        self.revisions = {**self.revisions, number: said}
