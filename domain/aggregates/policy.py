"""Policy (政策版本): one version of the policy of a city or a province, published once and never altered.

    Published

Invariant: what a version says is what it said when it was published; other rules are another version.
"""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.policy.pack import Pack
from domain.policy.refusals import VersionTextChanged

NAMESPACE = UUID("2d7c1a52-3b0e-5f0c-8a3e-6f1b9c04d7e8")


class Policy(EventSourced):
    TOPIC = "Policy"

    class Event(EventSourced.Event):
        """Something that happened to a policy version."""

    class Published(Event, Begins):
        """`content` is the whole text of the pack, `sha256` the digest of its UTF-8 bytes.

        `city` is the code in GB/T 2260 of the region whose policy it is, which may be a province.
        """

        TOPIC: ClassVar[str] = "Policy.Published"
        pack_id: str
        policy_version: str
        city: str
        effective_from: date
        effective_to: date | None
        content: str
        sha256: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(version: str) -> UUID:
        """The natural key: one for every version, which begins with the id of its pack."""
        return uuid5(NAMESPACE, version)

    @classmethod
    def publish(cls, pack: Pack, authority: Authority) -> Self:
        """Publish a version (发布政策版本); the decision stands under the version itself."""
        return cls.begin(
            cls.Published,
            cls.id_of(pack.version),
            authority.under(pack.version),
            pack_id=pack.id,
            policy_version=pack.version,
            city=pack.region,
            effective_from=pack.effective_from,
            effective_to=pack.effective_to,
            content=pack.content,
            sha256=pack.sha256,
        )

    def must_say_the_same_as(self, pack: Pack) -> None:
        """Refuse a pack that says something else under this version (已发布版本不得更改)."""
        if pack.sha256 != self.sha256:
            raise VersionTextChanged(
                field="version",
                blocked_by={"kind": "policy_version", "id": self.policy_version, "sha256": self.sha256},
            )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Published)
    def __init__(self, policy_version: str, content: str, sha256: str) -> None:
        self.policy_version = policy_version
        self.content = content
        self.sha256 = sha256
