"""Policy (政策版本): one version of the policy of a city or a province, whose text is never altered once it holds.

    Published                              comes along with the software, or as a file beside it: at the start-up
    Drafted ── DraftRevised ↺ ── DraftPublished      drafted here, and published by somebody else than who wrote it
                              └─ DraftDiscarded
    Published, DraftPublished ── Retired   holds no longer after a day

Invariants: what a version says is what it said when it was published; other rules are another version. Nobody
publishes what he or she drafted or revised. A retired version still holds for the cases that stand on it.
"""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeAlias
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Conflict, Invalid, NotPermitted
from domain.policy.pack import Pack
from domain.policy.refusals import VersionTextChanged
from domain.text import Text

NAMESPACE = UUID("2d7c1a52-3b0e-5f0c-8a3e-6f1b9c04d7e8")


class PolicyStatus(StrEnum):
    """Where a policy version stands (政策版本状态)."""

    DRAFTED = "drafted"  # 草案
    DISCARDED = "discarded"  # 草案作废
    PUBLISHED = "published"  # 已发布
    RETIRED = "retired"  # 停用


class PolicyNotInState(Conflict):
    code = "policy_not_in_state"
    title = Text("政策版本当前状态不允许此操作", "The policy version is not in a state that allows this")


class DraftedByYou(NotPermitted):
    code = "drafted_by_you"
    title = Text("起草人不得发布该政策版本", "Who drafted a policy version may not publish it")


class PolicyEvent(EventSourced.Event):
    """Something that happened to a policy version."""


class StatesText(PolicyEvent):
    """`content` is the whole text of the pack, `sha256` the digest of its UTF-8 bytes.

    `city` is the code in GB/T 2260 of the region whose policy it is, which may be a province.
    """

    pack_id: str
    policy_version: str
    city: str
    effective_from: date
    effective_to: date | None
    content: str
    sha256: str


class Policy(EventSourced):
    TOPIC = "Policy"

    Event: TypeAlias = PolicyEvent

    class Published(StatesText, Begins):
        TOPIC: ClassVar[str] = "Policy.Published"

        def apply(self, aggregate: Any) -> None:
            super().apply(aggregate)
            aggregate.status = PolicyStatus.PUBLISHED
            aggregate.drafted_by = frozenset()

    class Drafted(StatesText, Begins):
        TOPIC: ClassVar[str] = "Policy.Drafted"

    class DraftRevised(StatesText):
        TOPIC: ClassVar[str] = "Policy.DraftRevised"

    class DraftDiscarded(PolicyEvent):
        TOPIC: ClassVar[str] = "Policy.DraftDiscarded"

    class DraftPublished(PolicyEvent):
        TOPIC: ClassVar[str] = "Policy.DraftPublished"
        sha256: str

    class Retired(PolicyEvent):
        TOPIC: ClassVar[str] = "Policy.Retired"
        last_day: date

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(version: str) -> UUID:
        """The natural key: one for every version, which begins with the id of its pack."""
        return uuid5(NAMESPACE, version)

    @classmethod
    def publish(cls, pack: Pack, authority: Authority) -> Self:
        """Publish a version that comes as a file (发布政策版本); the decision stands under the version itself."""
        return cls._begun(cls.Published, pack, authority)

    @classmethod
    def draft(cls, pack: Pack, authority: Authority) -> Self:
        """Put a version up for publication (起草政策版本)."""
        return cls._begun(cls.Drafted, pack, authority)

    def revise_draft(self, pack: Pack, authority: Authority) -> None:
        """State what a draft is to say (修改政策草案)."""
        self.must_be(PolicyStatus.DRAFTED)
        if pack.version != self.policy_version:
            raise Invalid(OTHER_VERSION, field="content")
        if pack.sha256 == self.sha256:
            raise Invalid(SAME_TEXT, field="content")
        self.record(self.DraftRevised, authority.under(pack.version), **_text_of(pack))

    def discard_draft(self, authority: Authority) -> None:
        """Let a draft drop (政策草案作废)."""
        authority.must_give_reason()
        self.must_be(PolicyStatus.DRAFTED)
        self.record(self.DraftDiscarded, authority.under(self.policy_version))

    def publish_draft(self, authority: Authority) -> None:
        """Publish a draft as it stands, which somebody else has written (发布政策草案)."""
        self.must_be(PolicyStatus.DRAFTED)
        if authority.persons & self.drafted_by:
            raise DraftedByYou(lifted_by=A_COLLEAGUE)
        self.record(self.DraftPublished, authority.under(self.policy_version), sha256=self.sha256)

    def retire(self, last_day: date, authority: Authority) -> None:
        """Let a version hold no longer than to a day, which is not past (停用政策版本)."""
        authority.must_give_reason()
        self.must_be(PolicyStatus.PUBLISHED)
        if last_day < authority.effective_on:
            raise Invalid(LAST_DAY_PAST, field="last_day")
        if last_day < self.effective_from or (self.effective_to and self.effective_to <= last_day):
            raise Invalid(NOT_WHILE_IT_HOLDS, field="last_day")
        self.record(self.Retired, authority.under(self.policy_version), last_day=last_day)

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def was_drafted(self) -> bool:
        """Whether it was drafted here, rather than coming as a file."""
        return bool(self.drafted_by)

    def must_be(self, status: PolicyStatus) -> None:
        """Refuse a version that stands elsewhere."""
        if self.status is not status:
            raise PolicyNotInState(blocked_by=self.shown())

    def must_say_the_same_as(self, pack: Pack) -> None:
        """Refuse a pack that says something else under this version (已发布版本不得更改)."""
        if pack.sha256 != self.sha256:
            raise VersionTextChanged(field="version", blocked_by=self.shown() | {"sha256": self.sha256})

    def shown(self) -> dict[str, str]:
        """What a refusal says about the version."""
        return {"kind": "policy_version", "id": self.policy_version}

    @classmethod
    def _begun(cls, event_class: type[Any], pack: Pack, authority: Authority) -> Self:
        id_ = cls.id_of(pack.version)
        return cls.begin(event_class, id_, authority.under(pack.version), **_text_of(pack))

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Drafted)
    def __init__(
        self,
        policy_version: str,
        city: str,
        effective_from: date,
        effective_to: date | None,
        content: str,
        sha256: str,
        envelope: Envelope,
    ) -> None:
        self.status = PolicyStatus.DRAFTED
        self.policy_version = policy_version
        self.city = city
        self.drafted_by = envelope.persons
        self.last_day: date | None = None
        self._say(content, sha256, effective_from, effective_to)

    @event(DraftRevised)
    def _draft_revised(
        self, content: str, sha256: str, effective_from: date, effective_to: date | None, envelope: Envelope
    ) -> None:
        self.drafted_by |= envelope.persons
        self._say(content, sha256, effective_from, effective_to)

    @event(DraftDiscarded)
    def _draft_discarded(self) -> None:
        self.status = PolicyStatus.DISCARDED

    @event(DraftPublished)
    def _draft_published(self) -> None:
        self.status = PolicyStatus.PUBLISHED

    @event(Retired)
    def _retired(self, last_day: date) -> None:
        self.status = PolicyStatus.RETIRED
        self.last_day = last_day

    def _say(self, content: str, sha256: str, effective_from: date, effective_to: date | None) -> None:
        self.content, self.sha256 = content, sha256
        self.effective_from, self.effective_to = effective_from, effective_to


def _text_of(pack: Pack) -> dict[str, Any]:
    return {
        "pack_id": pack.id,
        "policy_version": pack.version,
        "city": pack.region,
        "effective_from": pack.effective_from,
        "effective_to": pack.effective_to,
        "content": pack.content,
        "sha256": pack.sha256,
    }


A_COLLEAGUE = Text("由另一人发布", "Somebody else may publish it")
LAST_DAY_PAST = Text("最后一日早于生效日期", "The last day is before the day from which this has effect")
NOT_WHILE_IT_HOLDS = Text("最后一日不在该版本有效期内", "The version does not hold on and after that day")
OTHER_VERSION = Text("文本的版本号与草案不同", "The text is of another version than the draft")
SAME_TEXT = Text("与现有草案内容相同", "The draft says this already")
