"""Publishing a version of a policy pack (发布政策版本)."""

from typing import ClassVar

from domain.aggregates.policy import Policy
from domain.authorization import Command, Permission, system
from domain.errors import Conflict
from domain.policy.pack import Pack
from domain.text import Text
from domain.work import Work


class AlreadyPublished(Conflict):
    code = "policy_already_published"
    title = Text("该政策版本已发布", "This policy version has been published already")


class PublishPolicy(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    pack: Pack


def publish_policy(command: PublishPolicy, work: Work) -> Policy:
    published = work.find(Policy, Policy.id_of(command.pack.version))
    if published is not None:
        published.must_say_the_same_as(command.pack)
        raise AlreadyPublished(blocked_by={"kind": "policy_version", "id": command.pack.version})
    return work.add(Policy.publish(command.pack, work.authority))
