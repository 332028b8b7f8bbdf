"""Drafting, publishing and retiring versions of a policy (起草、发布、停用政策版本)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.aggregates.policy import Policy
from domain.aggregates.policy_catalogue import ID, PolicyCatalogue, VersionKnown
from domain.authorization import Command, NotYourArea, Permission, Role, officer_of_city, operator, system
from domain.base import Authority
from domain.errors import Conflict, NotFound
from domain.policy.loading import LARGEST, read_any_pack
from domain.policy.pack import Pack
from domain.text import Text
from domain.work import Work

HRSS = officer_of_city("hrss")


class AlreadyPublished(Conflict):
    code = "policy_already_published"
    title = Text("该政策版本已发布", "This policy version has been published already")


class PublishShippedPolicy(Command):
    """Publish a version that comes as a file, at the start-up."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    pack: Pack


class DraftPolicy(Command):
    """Put a version up for publication: `content` is the text of its pack."""

    permitted: ClassVar[tuple[Permission, ...]] = (operator, HRSS)
    content: str = Field(max_length=LARGEST)


class PolicyCommand(Command):
    """A command about one version, which is named as its address names it."""

    permitted: ClassVar[tuple[Permission, ...]] = (operator, HRSS)
    pack: str = Field(max_length=80)
    revision: str = Field(max_length=6)

    @property
    def policy_version(self) -> str:
        return f"{self.pack}/{self.revision}"


class RevisePolicyDraft(PolicyCommand):
    """State anew what a draft is to say."""

    content: str = Field(max_length=LARGEST)


class DiscardPolicyDraft(PolicyCommand):
    """Let a draft drop."""


class PublishPolicyDraft(PolicyCommand):
    """Publish a draft that somebody else has written; an operator alone decides nothing about the rules."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class RetirePolicy(PolicyCommand):
    """Let a version hold no longer than to this day; what stands on it keeps it."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    last_day: date


def publish_shipped_policy(command: PublishShippedPolicy, work: Work) -> Policy:
    published = work.find(Policy, Policy.id_of(command.pack.version))
    if published is not None:
        published.must_say_the_same_as(command.pack)
        raise AlreadyPublished(blocked_by={"kind": "policy_version", "id": command.pack.version})
    return work.add(Policy.publish(command.pack, work.authority))


def draft_policy(command: DraftPolicy, work: Work) -> Policy:
    pack = _pack_in(command.content, work)
    _must_be_new(pack, work)
    _catalogue(pack.version, work).take_draft(pack, work.authority)
    return work.add(Policy.draft(pack, work.authority))


def revise_policy_draft(command: RevisePolicyDraft, work: Work) -> Policy:
    policy = _policy(command, work)
    policy.revise_draft(_pack_in(command.content, work), work.authority)
    return policy


def discard_policy_draft(command: DiscardPolicyDraft, work: Work) -> Policy:
    policy = _policy(command, work)
    policy.discard_draft(work.authority)
    _catalogue(policy.policy_version, work).discard(policy.policy_version, work.authority)
    return policy


def publish_policy_draft(command: PublishPolicyDraft, work: Work) -> Policy:
    """What the draft says is read once more: the province's policy above it may have been retired since."""
    policy = _policy(command, work)
    policy.publish_draft(work.authority)
    _pack_in(policy.content, work)
    _catalogue(policy.policy_version, work).publish(policy.policy_version, work.authority)
    return policy


def retire_policy(command: RetirePolicy, work: Work) -> Policy:
    policy = _policy(command, work)
    policy.retire(command.last_day, work.authority)
    _catalogue(policy.policy_version, work).retire(policy.policy_version, work.authority)
    return policy


def _policy(command: PolicyCommand, work: Work) -> Policy:
    policy = work.load(Policy, Policy.id_of(command.policy_version))
    if policy.policy_version != command.policy_version:
        raise NotFound
    _must_be_of_region(policy.city, work.authority, work)
    return policy


def _catalogue(version: str, work: Work) -> PolicyCatalogue:
    return work.find(PolicyCatalogue, ID) or work.add(PolicyCatalogue.open(version, work.authority))


def _pack_in(content: str, work: Work) -> Pack:
    """The pack that a text is, under the provinces' policies that are published. Raises `InvalidPack`."""
    pack = read_any_pack(content, CONTENT, work.policies.provinces)
    _must_be_of_region(pack.region, work.authority, work)
    work.policies.with_pack(pack)  # its areas may belong to another city
    return pack


def _must_be_new(pack: Pack, work: Work) -> None:
    for known in work.policies.versions:
        if known.id == pack.id and known.revision >= pack.revision:
            raise VersionKnown(blocked_by={"kind": "policy_version", "id": known.version})


def _must_be_of_region(region: str, authority: Authority, work: Work) -> None:
    """Refuse the officer of another city; a province's policy is that of each of its cities.

    No policy of the city has to hold on the day: that there is none any more is why another is published.
    """
    if authority.role == Role.OPERATOR:
        return
    city = work.policies.city_of(authority.area or "")
    if region not in work.policies.regions_of(city):
        raise NotYourArea(blocked_by={"kind": "region", "id": region})


CONTENT = "content"  # what the faults call the text
