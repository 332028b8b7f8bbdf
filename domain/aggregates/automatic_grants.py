"""Automatic grants (免申即享) of one card type in a city: the runs over the lists, and what each of them did.

    Opened ── Issued ↺

Keyed by city and card type: of two runs at once one is decided on what the other has done. Invariants: a run does
what its officer has been shown, and something; it stands on a paper. Which card went to whom at which enterprise is
kept, so that the next run sees who leads no longer.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, NamedTuple, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced, Value
from domain.cases import Attestation
from domain.errors import Conflict, Invalid
from domain.previews import PreviewStale
from domain.text import Text

NAMESPACE = UUID("d6c1f3a2-58f6-5f7b-9a53-6e0f4a7b1c25")


class HeadOutcome(StrEnum):
    """What a run does about somebody who leads, or led, a listed enterprise (处理结果)."""

    NEW = "new"  # 新发: gets a card
    CHANGED_HEAD = "changed_head"  # 负责人变更: gets a card where another had one who leads no longer
    DROPPED = "dropped"  # 拟终止: has a card and should not; that it ends is proposed, and decided for itself
    EXCLUDED = "excluded"  # 不发: gets no card


GETS_CARD = (HeadOutcome.NEW, HeadOutcome.CHANGED_HEAD)


class NothingToGrant(Conflict):
    code = "nothing_to_grant"
    title = Text("没有可发的卡", "There is nobody to grant a card to")


class Ground(Value):
    """Why a head gets no card, or should not have one: the code of a refusal, and its clauses."""

    code: str
    clauses: tuple[str, ...] = ()


class HeadLine(Value):
    """A person at an enterprise, as the run decided; `area` is where the enterprise was on that day.

    `principal_ids` are the statements of the lists about him or her, `list_batch_id` the batch whose day says which
    policy version holds. The card is the one that was granted, or the one that the person has already.
    """

    outcome: HeadOutcome
    enterprise_id: UUID
    area: str
    principal_ids: tuple[UUID, ...]
    talent_id: UUID | None = None
    list_type: str | None = None
    list_batch_id: UUID | None = None
    policy_version: str
    grounds: tuple[Ground, ...] = ()
    attestation: Attestation | None = None
    card_id: UUID | None = None
    card_number: str | None = None


class KnownCard(NamedTuple):
    """A card that came without an application: whose it is, and at which enterprise."""

    card_id: UUID
    talent_id: UUID
    enterprise_id: UUID


class AutomaticGrants(EventSourced):
    TOPIC = "AutomaticGrants"

    class Event(EventSourced.Event):
        """Something that happened to the automatic grants of a card type."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "AutomaticGrants.Opened"
        city: str
        card_type: str

    class Issued(Event):
        TOPIC: ClassVar[str] = "AutomaticGrants.Issued"
        run_id: UUID
        preview: str
        lines: tuple[HeadLine, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, card_type: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}/{card_type}")

    @classmethod
    def open(cls, city: str, card_type: str, authority: Authority) -> Self:
        """Begin to grant cards of this type without applications (建立免申即享台账)."""
        id_ = cls.id_of(city, card_type)
        return cls.begin(cls.Opened, id_, authority, city=city, card_type=card_type)

    def issue(
        self,
        run_id: UUID,
        *,
        seen: str | None,
        preview: str,
        lines: tuple[HeadLine, ...],
        authority: Authority,
    ) -> None:
        """Put on record whom a run gave a card, and whom not and why (免申即享发卡)."""
        if seen is None:
            raise Invalid(PREVIEW_FIRST, field="preview")
        if seen != preview:
            raise PreviewStale(field="preview")
        if not any(line.outcome in GETS_CARD for line in lines):
            raise NothingToGrant
        if not any(paper.number and paper.issued_on for paper in authority.documents):
            raise Invalid(NEEDS_PAPER, field="documents")
        self.record(self.Issued, authority, run_id=run_id, preview=preview, lines=lines)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, card_type: str) -> None:
        self.city = city
        self.card_type = card_type
        self.cards: dict[UUID, KnownCard] = {}

    @event(Issued)
    def _issued(self, lines: tuple[HeadLine, ...]) -> None:
        self.cards |= {card.card_id: card for card in _granted(lines)}


def _granted(lines: tuple[HeadLine, ...]) -> Iterator[KnownCard]:
    for line in lines:
        if line.outcome in GETS_CARD and line.card_id is not None and line.talent_id is not None:
            yield KnownCard(line.card_id, line.talent_id, line.enterprise_id)


NEEDS_PAPER = Text(
    "须注明发卡文件的文号和日期", "State the number and date of the paper by which it is decided"
)
PREVIEW_FIRST = Text(
    "请先预览，并填写预览的摘要值", "Preview it first, and state the digest of what was shown"
)
