"""A small aggregate with every kind of fact in it, people who do not exist, and keys that lie in memory."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from eventsourcing.domain import event
from eventsourcing.popo import POPOFactory
from pydantic import Field

from domain.base import Authority, Begins, EventSourced, Value
from domain.personal_data import Erased, PersonalData, Sealed
from domain.text import Text
from persistence.event_store import SealingEventStore
from persistence.mapper import EnvelopeMapper
from persistence.sealing import KeyRing


class Service(StrEnum):
    HOUSING = "housing"
    SCHOOLING = "schooling"


class Urgency(IntEnum):
    LOW = 1
    HIGH = 2


class Participant(Value):
    name: PersonalData
    role: str


class Consultation(EventSourced):
    """Somebody asked the window something."""

    TOPIC = "MadeUpConsultation"

    class Event(EventSourced.Event):
        """Something that happened to a consultation."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "MadeUpConsultation.Opened"
        name: PersonalData
        phone: PersonalData | None = None
        area: str

    class Described(Event):
        TOPIC: ClassVar[str] = "MadeUpConsultation.Described"
        service: Service
        urgency: Urgency
        rent: Decimal
        since: date
        case_id: UUID
        is_repeated: bool
        visits: int
        participants: tuple[Participant, ...] = ()
        by_kind: dict[str, PersonalData] = Field(default_factory=dict)
        per_service: dict[Service, int] = Field(default_factory=dict)
        labels: dict[str, str] = Field(default_factory=dict)
        title: Text | None = None
        ended: date | None = None

    class PhoneCorrectedAtFirst(Event):
        """What class version 1 of `PhoneCorrected` looked like."""

        TOPIC: ClassVar[str] = "MadeUpConsultation.PhoneCorrectedAtFirst"
        phone: PersonalData

    class PhoneCorrected(Event):
        """Class version 1 had the number in `phone`, and no remark."""

        TOPIC: ClassVar[str] = "MadeUpConsultation.PhoneCorrected"
        class_version: ClassVar[int] = 2
        mobile: PersonalData
        remark: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["mobile"] = state.pop("phone")
            state["remark"] = ""

    class Closed(Event):
        """Has nothing personal in it."""

        TOPIC: ClassVar[str] = "MadeUpConsultation.Closed"

    class Careless(Event):
        """Takes anything, so that the mapper has to judge it."""

        TOPIC: ClassVar[str] = "MadeUpConsultation.Careless"
        anything: Any
        must_be_stated: str | None

    @event(Opened)
    def __init__(self, name: PersonalData, area: str, phone: PersonalData | None = None) -> None:
        self.name = name
        self.phone = phone
        self.area = area

    @classmethod
    def open(cls, authority: Authority, **facts: Any) -> Self:
        return cls.begin(cls.Opened, uuid4(), authority, **facts)

    @event(PhoneCorrectedAtFirst)
    def _phone_corrected_at_first(self, phone: PersonalData) -> None:
        self.phone = phone

    @event(PhoneCorrected)
    def _phone_corrected(self, mobile: PersonalData) -> None:
        self.phone = mobile

    @event(Described)
    def _described(self) -> None:
        pass

    @event(Closed)
    def _closed(self) -> None:
        pass

    @event(Careless)
    def _careless(self) -> None:
        pass


OFFICER_WANG = Authority(
    actor="wang", role="officer", effective_on=date(2026, 3, 1), at=datetime(2026, 3, 2, 9, tzinfo=UTC)
).under("made-up/1", "W-2")

LI_NAME = "李思源"
LI_NUMBER = "37030119800101001X"
LI_PHONE = "13800005678"


class Keys:
    """A vault without walls: keys in memory, destroyed by forgetting them."""

    def __init__(self) -> None:
        self.keys: dict[UUID, bytes] = {}
        self.erased: set[UUID] = set()
        self.asked: list[set[UUID]] = []

    def keys_for(self, subjects: Iterable[UUID], begun: Iterable[UUID] = ()) -> KeyRing:
        self.asked.append(set(subjects))
        for subject in self.asked[-1]:
            if subject in self.erased:
                raise Erased(subject)
            self.keys.setdefault(subject, os.urandom(32))
        return KeyRing(self.keys)

    def open(self, sealed: PersonalData) -> str:
        assert isinstance(sealed, Sealed)
        return KeyRing(self.keys).open(sealed)

    def erase(self, subject: UUID) -> None:
        self.keys.pop(subject)
        self.erased.add(subject)


class InMemory(POPOFactory):
    """The library's own recorders in memory, with our mapper and event store on them."""

    def __init__(self, keys: Keys) -> None:
        super().__init__({})
        self.keys = keys

    def mapper(self, *_: Any, **__: Any) -> Any:
        return EnvelopeMapper()

    def event_store(self, mapper: Any = None, recorder: Any = None) -> Any:
        return SealingEventStore(mapper, recorder, self.keys)
