"""Policy catalogue (政策目录): which versions were drafted, published and retired here, beside those that are files.

    Opened ── VersionDrafted ↺ ── VersionPublished | VersionDiscarded ── VersionRetired

There is one, and every decision about a version is saved with its line here: so two drafts never get one number, and
whoever reads the catalogue knows that all its versions stand as it says.
"""

from typing import ClassVar, Self, TypeAlias
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict
from domain.policy.pack import Pack
from domain.text import Text

ID = UUID("8f9d8bb4-6d44-5c53-9c0b-6b5c3d2c1f70")


class VersionKnown(Conflict):
    code = "policy_version_known"
    title = Text(
        "已有同号或更高的政策版本", "There is this policy version already, or a later one of its pack"
    )


class DraftWaits(Conflict):
    code = "policy_draft_waits"
    title = Text("该政策已有待发布的草案", "A draft of this pack waits to be published already")


class CatalogueEvent(EventSourced.Event):
    """Something that happened to the catalogue."""


class VersionEvent(CatalogueEvent):
    """Something that was decided about one of the versions."""

    policy_version: str


class PolicyCatalogue(EventSourced):
    TOPIC = "PolicyCatalogue"

    Event: TypeAlias = CatalogueEvent

    class Opened(CatalogueEvent, Begins):
        TOPIC: ClassVar[str] = "PolicyCatalogue.Opened"

    class VersionDrafted(VersionEvent):
        TOPIC: ClassVar[str] = "PolicyCatalogue.VersionDrafted"

    class VersionDiscarded(VersionEvent):
        TOPIC: ClassVar[str] = "PolicyCatalogue.VersionDiscarded"

    class VersionPublished(VersionEvent):
        TOPIC: ClassVar[str] = "PolicyCatalogue.VersionPublished"

    class VersionRetired(VersionEvent):
        TOPIC: ClassVar[str] = "PolicyCatalogue.VersionRetired"

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def open(cls, version: str, authority: Authority) -> Self:
        """Begin the catalogue with the first decision about a version (建立政策目录)."""
        return cls.begin(cls.Opened, ID, authority.under(version))

    def take_draft(self, pack: Pack, authority: Authority) -> None:
        """List a draft: a number that its pack has not reached yet, and the only draft of it (列入草案)."""
        of_pack = [version for version in self.versions if version.partition("/")[0] == pack.id]
        if any(_revision(version) >= pack.revision for version in of_pack):
            raise VersionKnown(blocked_by={"kind": "policy_version", "id": of_pack[-1]})
        if waiting := [version for version in of_pack if version in self.drafts]:
            raise DraftWaits(blocked_by={"kind": "policy_version", "id": waiting[0]})
        self._decide(self.VersionDrafted, pack.version, authority)

    def discard(self, version: str, authority: Authority) -> None:
        """List a draft as dropped (列为作废)."""
        self._decide(self.VersionDiscarded, version, authority)

    def publish(self, version: str, authority: Authority) -> None:
        """List a draft as published (列为已发布)."""
        self._decide(self.VersionPublished, version, authority)

    def retire(self, version: str, authority: Authority) -> None:
        """List a version as retired, wherever it came from (列为停用)."""
        self._decide(self.VersionRetired, version, authority)

    def _decide(self, event_class: type[VersionEvent], version: str, authority: Authority) -> None:
        self.record(event_class, authority.under(version), policy_version=version)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self) -> None:
        self.versions: tuple[str, ...] = ()
        self.drafts: frozenset[str] = frozenset()

    @event(VersionDrafted)
    def _version_drafted(self, policy_version: str) -> None:
        self.versions = (*self.versions, policy_version)
        self.drafts |= {policy_version}

    @event(VersionDiscarded)
    def _version_discarded(self, policy_version: str) -> None:
        self.drafts -= {policy_version}

    @event(VersionPublished)
    def _version_published(self, policy_version: str) -> None:
        self.drafts -= {policy_version}

    @event(VersionRetired)
    def _version_retired(self, policy_version: str) -> None:
        if policy_version not in self.versions:  # it came as a file
            self.versions = (*self.versions, policy_version)


def _revision(version: str) -> int:
    return int(version.partition("/")[2])
