"""The record of one case (办理记录), as far as a policy decides on it: read from its events without opening any seal."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from domain.aggregates.card_application import CardApplication
from domain.attachments import AttachedFile, TrustLevel
from domain.cadres import PartyManaged
from domain.case_chapters.attachments import without
from domain.case_events import CaseEvent
from domain.case_times import CaseTimes, DeadlineKey

FORMS = (CardApplication.FormFilled.TOPIC, CardApplication.CorrectionSupplied.TOPIC)
GRANTED = (CardApplication.Approved.TOPIC, CardApplication.Granted.TOPIC)


class Logged(NamedTuple):
    """An event as it lies in the log; `state` is its JSON, with the seals as they are."""

    position: int
    originator_id: str  # a UUID as it is written
    version: int
    topic: str
    state: dict[str, Any]

    @property
    def on(self) -> date:
        """The day from which it has effect."""
        return date.fromisoformat(self.state["envelope"]["effective_on"])


class _Dated(NamedTuple):
    """All of an envelope that the times of a case go by; whose is sealed stays sealed."""

    effective_on: date


@dataclass(slots=True)
class CaseRecord:
    """What is on record of a case; of its attestations and files, those of the two moments at which checks are made."""

    id: UUID
    city: str
    area: str
    card_type: str
    route: str
    department: str | None
    place_id: str | None
    policy_version: str = ""
    submitted_on: date | None = None
    attested: PartyManaged | None = None
    attested_at_issue: PartyManaged | None = None
    granted_on: date | None = None
    card_id: UUID | None = None
    forwarded_at: int | None = None
    stated: frozenset[str] | None = None  # the facts of the form; None where the forms were not read
    stated_at_submission: frozenset[str] | None = None
    attached: dict[UUID, AttachedFile] = field(default_factory=dict)
    attached_at_submission: dict[UUID, AttachedFile] = field(default_factory=dict)
    times: CaseTimes = field(default_factory=CaseTimes)


def topics(*, with_forms: bool) -> list[str]:
    """The events that a record is read from; the forms are large, and only looked at where a field is newly required."""
    unread = () if with_forms else (CardApplication.FormFilled.TOPIC,)
    return sorted(topic for topic in _classes() if topic not in unread)


def case_records(logged: Iterable[Logged]) -> Iterator[CaseRecord]:
    """The record of each case, out of the events of cases that stand together, each case's in their order."""
    for _, events in groupby(logged, key=lambda event: event.originator_id):
        record: CaseRecord | None = None
        for event in events:
            record = _begun(event) if record is None else _after(record, event)
        if record is not None and record.submitted_on is not None:
            yield record


def _begun(event: Logged) -> CaseRecord:
    said = event.state
    names = ("city", "area", "card_type", "route")
    return CaseRecord(
        id=UUID(event.originator_id),
        department=said.get("department"),
        place_id=said.get("place_id"),
        **{name: said[name] for name in names},
    )


def _after(record: CaseRecord, event: Logged) -> CaseRecord:
    topic, said = event.topic, event.state
    if topic == CardApplication.Submitted.TOPIC:
        record.submitted_on, record.area = event.on, said["area"]
        record.policy_version = said["envelope"]["policy_version"]
        record.attested = _attested(said)
        record.attached_at_submission, record.stated_at_submission = record.attached, record.stated
    elif topic in GRANTED:
        record.granted_on, record.card_id = event.on, UUID(said["card_id"])
        record.attested_at_issue = _attested(said)
    elif topic == CardApplication.Forwarded.TOPIC:
        record.forwarded_at = record.forwarded_at or event.position
    elif topic == CardApplication.PolicyMigrated.TOPIC:
        record.policy_version = said["to_version"]
    elif topic in FORMS:
        record.stated = frozenset(name for name, fact in said["form"].items() if fact is not None)
    else:
        record.attached = _attached(record.attached, topic, said)
    record.times = _passed(record.times, event)
    return record


def _attached(files: dict[UUID, AttachedFile], topic: str, said: dict[str, Any]) -> dict[UUID, AttachedFile]:
    if topic == CardApplication.FileAttached.TOPIC:
        replaced = said.get("replaced_attachment_id")
        id_, level = UUID(said["attachment_id"]), TrustLevel(said["trust_level"])
        added = AttachedFile(id_, said["kind"], said["sha256"], level)
        return {**without(files, UUID(replaced) if replaced else None), id_: added}
    if topic == CardApplication.FileChecked.TOPIC:
        seen = files[UUID(said["attachment_id"])]
        return {**files, seen.id: AttachedFile(seen.id, seen.kind, seen.sha256, TrustLevel.B)}
    if topic == CardApplication.FileDetached.TOPIC:
        return without(files, UUID(said["attachment_id"]))
    return files


def _attested(said: dict[str, Any]) -> PartyManaged | None:
    held = said.get("attestation")
    return None if held is None else PartyManaged(held["result"])


def _passed(times: CaseTimes, event: Logged) -> CaseTimes:
    """What the event does to the times of its case, which its own class says."""
    kind, said = _classes()[event.topic], event.state
    if kind.passing is CaseEvent.passing:
        return times
    facts = {
        **said,
        **{name: read(said[name]) for name, read in _READ.items() if name in said},
        "originator_version": event.version,
        "envelope": _Dated(event.on),
    }
    return kind.model_construct(**facts).passing(times)


@cache
def _classes() -> dict[str, type[CaseEvent]]:
    """The classes of the events of cases, by their topics."""
    found = (one for one in vars(CardApplication).values() if isinstance(one, type))
    return {one.TOPIC: one for one in found if issubclass(one, CaseEvent) and hasattr(one, "TOPIC")}


_READ: dict[str, Callable[[Any], Any]] = {
    "counts_from": date.fromisoformat,
    "deadline": lambda said: DeadlineKey(**said),
}
